# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of a scenario: a simulated account, and Ansible without settings of the user."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.process import WRITES, SimulatorProcess

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
#: The documented limit: requests in a window of so many seconds.
LIMIT = 25
WINDOW = 60.0
TIMEOUT = 900


@dataclass(frozen=True)
class Scale:
    """The factor by which a scenario is faster than real time.

    It applies to the window of the API, to work in the account, and to the intervals of a play.
    Ansible itself is not faster, so its costs have more weight.
    """

    factor: float = 1.0

    def seconds(self, real: float) -> float:
        """Seconds of real life as seconds of the scenario."""
        return real / self.factor

    def account(self, **options: Any) -> SimulatorProcess:
        """Return an account at this speed with the documented limit."""
        return SimulatorProcess(
            speed=self.factor,
            **{"rate_limit": LIMIT, "rate_window": self.seconds(WINDOW), **options},
        )


@dataclass(frozen=True)
class Run:
    """The results of a program.

    :param processor_seconds: the time of the processor, of all processes of the program.
    :param memory: the largest memory of a single process of the program, in MiB.
    """

    seconds: float
    processor_seconds: float
    memory: float
    code: int
    output: str
    tasks: list[dict[str, Any]]

    @property
    def changed(self) -> int:
        return sum(task["changed"] for task in self.tasks)

    @property
    def failed(self) -> int:
        return sum(task["failed"] for task in self.tasks)

    def took(self, *names: str) -> float:
        """Seconds from the beginning to the last result of tasks, by their names."""
        return sum(task["ended"] - task["began"] for task in self.tasks if task["name"] in names)

    def succeed(self) -> Run:
        """Raise RuntimeError if the program failed."""
        if self.code or self.failed:
            raise RuntimeError(
                f"A run that has to succeed ended with {self.code}:\n{self.output[-4000:]}"
            )
        return self


class Stage:
    """Runs Ansible's programs against one account, with a separate home and cache in ``folder``."""

    def __init__(self, simulator: SimulatorProcess, folder: Path) -> None:
        self.simulator = simulator
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("ANSIBLE_", "CLOUDPANEL_", "ONEANDONE_"))
            },
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "ANSIBLE_HOME": str(folder / ".ansible"),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
            "ANSIBLE_CALLBACKS_ENABLED": "stopwatch",
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callbacks"),
            "STOPWATCH": str(folder / "tasks.json"),
            "CLOUDPANEL_API_TOKEN": simulator.token,
            "CLOUDPANEL_API_URL": simulator.url,
            "CLOUDPANEL_CACHE_DIR": str(folder / "cache"),
            "ONEANDONE_AUTH_TOKEN": simulator.token,
            "ONEANDONE_API_URL": simulator.url,
            "PYTHONPATH": str(HERE / "compat"),
        }

    def play(
        self,
        name: str,
        *arguments: str,
        variables: dict[str, Any] | None = None,
        **environment: str,
    ) -> Run:
        extra = ("--extra-vars", json.dumps(variables)) if variables else ()
        return self.run(
            "ansible-playbook",
            str(HERE / "plays" / f"{name}.yml"),
            *extra,
            *arguments,
            **environment,
        )

    def run(self, program: str, *arguments: str, **environment: str) -> Run:
        tasks, output, figures = (
            self.folder / name for name in ("tasks.json", "output.txt", "figures.json")
        )
        tasks.unlink(missing_ok=True)
        with output.open("w") as out:
            subprocess.run(
                [
                    sys.executable,
                    str(HERE / "measured.py"),
                    str(figures),
                    str(BIN / program),
                    *arguments,
                ],
                check=True,
                env={**self.environment, **environment},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                timeout=TIMEOUT,
            )
        return Run(
            **json.loads(figures.read_text()),
            output=output.read_text(),
            tasks=json.loads(tasks.read_text()) if tasks.exists() else [],
        )

    # -- what the account saw

    def seen(self) -> dict[str, Any]:
        """Return the requests since the last call."""
        log = self.simulator.requests()
        self.simulator.clear()
        operations = Counter(entry["operationId"] for entry in log)
        return {
            "requests": len(log),
            "writes": sum(entry["method"] in WRITES for entry in log),
            "created": sum(
                entry["operationId"].startswith("create_") and entry["status"] < 300
                for entry in log
            ),
            "refused": sum(entry["status"] == 429 for entry in log),
            "operations": dict(operations.most_common()),
        }
