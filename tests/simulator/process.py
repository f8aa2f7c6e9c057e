# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a process of its own, for tests, demo and benchmark."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests

WRITES = ("POST", "PUT", "DELETE")


class SimulatorProcess:
    """A context manager around ``python tests/simulator``.

    :param options: of its command line, underscores for dashes, True for a flag; ``port`` is a free one by default, and
        ``log`` the file that CLOUDPANEL_SIMULATOR_LOG names. ``token`` is demo, with ``hosts`` a random one.
    """

    def __init__(self, **options: Any) -> None:
        self.token = options.pop("token", None) or (
            secrets.token_urlsafe(24) if options.get("hosts") else "demo"
        )
        self._options = {"port": 0, "log": os.environ.get("CLOUDPANEL_SIMULATOR_LOG"), **options}
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    def __enter__(self) -> SimulatorProcess:
        command = [sys.executable, str(Path(__file__).parent)]
        for name, value in self._options.items():
            if value is not False and value is not None:
                command += [f"--{name.replace('_', '-')}"] + ([] if value is True else [str(value)])
        environment = {**os.environ, "CLOUDPANEL_SIMULATOR_TOKEN": self.token}
        self._process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, env=environment
        )
        try:
            self.url = self._process.stdout.readline().strip()
            if not self.url:
                raise RuntimeError(f"The simulator did not start: {' '.join(command)}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(
            method, f"{self.url.removesuffix('/v1')}/simulator/{path}", json=body, timeout=30
        )
        answer.raise_for_status()
        return answer.json()

    def requests(self) -> list[dict[str, Any]]:
        """The log since the start or the last ``clear``: method, path, query, operationId, status, duration, error."""
        return self._control("GET", "requests")

    def writes(self) -> list[str]:
        """ "METHOD /path" of every write in the log that was accepted."""
        return [
            f"{each['method']} {each['path']}"
            for each in self.requests()
            if each["method"] in WRITES and (each["status"] or 0) < 400
        ]

    def clear(self) -> None:
        self._control("DELETE", "requests")

    def reset(self) -> None:
        """A new account, an empty log, no faults."""
        self._control("POST", "reset")

    def fault(self, operation: str, fault: str, times: int = 1, seconds: float = 1.0) -> None:
        self._control(
            "PUT",
            "faults",
            [{"operation": operation, "fault": fault, "times": times, "seconds": seconds}],
        )

    def api(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """A request of the tests' own. :raises requests.HTTPError: refused."""
        answer = self.raw(method, path, body, **query)
        answer.raise_for_status()
        return answer.json()

    def settle(self, seconds: float = 20) -> None:
        """Wait until no server is on its way to another state. :raises TimeoutError: it takes longer than so many seconds."""
        end = time.monotonic() + seconds
        while any(each["status"]["state"].endswith("ING") for each in self.api("GET", "/servers")):
            if time.monotonic() > end:
                raise TimeoutError(f"servers did not settle within {seconds} s")
            time.sleep(0.02)

    def raw(self, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
        return requests.request(
            method,
            self.url + path,
            json=body,
            params=query,
            timeout=30,
            headers={"X-TOKEN": self.token, "Content-Type": "application/json"},
        )
