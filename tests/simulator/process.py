# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator as a process, for tests, demo and benchmark."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
from requests import Response

WRITES = ("POST", "PUT", "DELETE")


class SimulatorProcess:
    """A context manager that runs ``python tests/simulator``.

    :param options: the options of the command line, with underscores instead of dashes, and True
        for an option without a value. By default, ``port`` is a free one, ``log`` the file in
        CLOUDPANEL_SIMULATOR_LOG, and ``token`` is demo, with ``hosts`` a random one.
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
            if self._process.stdout:
                self.url = self._process.stdout.readline().strip()
            if not self.url:
                raise RuntimeError(f"The simulator did not start: {' '.join(command)}")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_exception: object) -> None:
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

    # -- control

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        url = f"{self.url.removesuffix('/v1')}/simulator/{path}"
        answer = requests.request(method, url, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def requests(self) -> list[dict[str, Any]]:
        """Return the log since the start or the last ``clear``.

        An entry has method, path, query, operationId, status, duration and error.
        """
        log: list[dict[str, Any]] = self._control("GET", "requests")
        return log

    def writes(self) -> list[str]:
        """Return "METHOD /path" of each accepted write in the log."""
        return [
            f"{entry['method']} {entry['path']}"
            for entry in self.requests()
            if entry["method"] in WRITES and (entry["status"] or 0) < 400
        ]

    def clear(self) -> None:
        """Empty the log."""
        self._control("DELETE", "requests")

    def reset(self) -> None:
        """Replace the account by a new one, and empty the log and the list of faults."""
        self._control("POST", "reset")

    def fault(self, operation: str, fault: str, times: int = 1, seconds: float = 1.0) -> None:
        """Let the next requests of an operation have a fault."""
        members = {"operation": operation, "fault": fault, "times": times, "seconds": seconds}
        self._control("PUT", "faults", [members])

    # -- the API

    def raw(self, method: str, path: str, body: Any = None, **query: Any) -> Response:
        """Return the response to a request."""
        return requests.request(
            method,
            self.url + path,
            json=body,
            params=query,
            timeout=30,
            headers={"X-TOKEN": self.token, "Content-Type": "application/json"},
        )

    def api(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Return the answer to a request. Raise requests.HTTPError for an error."""
        answer = self.raw(method, path, body, **query)
        answer.raise_for_status()
        return answer.json()

    def settle(self, seconds: float = 20) -> None:
        """Wait until no server is in a transitional state.

        :raises TimeoutError: after these seconds.
        """
        self.wait_until(
            lambda: all(
                not server["status"]["state"].endswith("ING")
                for server in self.api("GET", "/servers")
            ),
            seconds,
        )

    @staticmethod
    def wait_until(check: Callable[[], Any], seconds: float = 20) -> Any:
        """Return the first true result of a check.

        :raises TimeoutError: after these seconds.
        """
        end = time.monotonic() + seconds
        while not (result := check()):
            if time.monotonic() > end:
                raise TimeoutError(f"the check returned nothing true in {seconds} s")
            time.sleep(0.02)
        return result
