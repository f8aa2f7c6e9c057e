# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the molecule scenarios of extensions/molecule, each one on its own simulated account.

``make molecule`` runs all, ``make molecule SCENARIOS="stack web_cluster"`` some of them. The
output of a scenario is shown if it fails, and with ``-v`` always. Two scenarios run at a time. The
table has the seconds of a scenario, and the seconds of processor time of molecule and Ansible.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests"))

from simulator.hosts.loopback import free_port  # noqa: E402

SCENARIOS = CHECKOUT / "extensions" / "molecule"
#: The simulated seconds in a real second.
SPEED = 300


def names() -> list[str]:
    """Return the names of all scenarios."""
    return sorted(path.parent.name for path in SCENARIOS.glob("*/molecule.yml"))


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a scenario, with its token and its ports.

    :param folder: for the files of the scenario.
    """
    port, ssh_port, page_port = (free_port(20000 + secrets.randbelow(10000)) for _each in range(3))
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("ANSIBLE_", "CLOUDPANEL_", "MOLECULE_"))
    }
    return {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
        "MOLECULE_COMMAND_BORDERS": "0",
        "MOLECULE_EPHEMERAL_DIRECTORY": str(folder / "scenario"),
        "CLOUDPANEL_SIMULATOR_LOG": str(folder / "requests.jsonl"),
        "CLOUDPANEL_API_TOKEN": secrets.token_urlsafe(24),
        "CLOUDPANEL_API_URL": f"http://127.0.0.1:{port}/v1",
        "CLOUDPANEL_MOLECULE_PORT": str(port),
        "CLOUDPANEL_MOLECULE_SSH_PORT": str(ssh_port),
        "CLOUDPANEL_MOLECULE_PAGE_PORT": str(page_port),
        "CLOUDPANEL_MOLECULE_SPEED": str(SPEED),
    }


def end_simulator(pid: Path) -> None:
    """End the simulator of a scenario that failed before it ended the simulator itself."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int(pid.read_text()), signal.SIGTERM)


@dataclass(frozen=True)
class Outcome:
    """The end of a scenario.

    :param cpu: seconds of processor time of molecule and Ansible.
    :param output: None if it was shown.
    """

    name: str
    passed: bool
    seconds: float
    cpu: float
    requests: int
    output: str | None

    def __str__(self) -> str:
        result = "passed" if self.passed else "FAILED"
        numbers = f"{self.seconds:9.1f}{self.cpu:7.1f}{self.requests:10}"
        return f"{self.name:24}{result:>8}{numbers}"


def run(name: str, verbose: bool) -> Outcome:
    """Run a scenario.

    :param verbose: show its output while it runs.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="cloudpanel-molecule-") as temporary:
        folder = Path(temporary)
        output, log = folder / "output", folder / "requests.jsonl"
        with output.open("w") as file:
            process = subprocess.Popen(
                [Path(sys.executable).parent / "molecule", "test", "--scenario-name", name],
                cwd=CHECKOUT,
                env=environment(folder),
                stdin=subprocess.DEVNULL,
                stdout=None if verbose else file,
                stderr=None if verbose else subprocess.STDOUT,
            )
            _pid, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        end_simulator(folder / "scenario" / "simulator.pid")
        requests = len(log.read_text().splitlines()) if log.exists() else 0
        return Outcome(
            name,
            passed=process.returncode == 0,
            seconds=time.monotonic() - began,
            cpu=used.ru_utime + used.ru_stime,
            requests=requests,
            output=None if verbose else output.read_text(),
        )


def main() -> int:
    """Run the scenarios, and print a table. :returns: the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="default: all")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the output of molecule")
    parser.add_argument("--jobs", type=int, default=2, help="the scenarios at a time (2)")
    options = parser.parse_args()
    if unknown := set(options.scenarios) - set(names()):
        parser.error(f"unknown scenarios: {', '.join(sorted(unknown))}; there are {names()}")
    print(f"{'scenario':24}{'result':>8}{'seconds':>9}{'cpu':>7}{'requests':>10}")
    failed = False
    with ThreadPoolExecutor(1 if options.verbose else options.jobs) as executor:
        chosen = options.scenarios or names()
        runs = [executor.submit(run, name, options.verbose) for name in chosen]
        for done in as_completed(runs):
            outcome = done.result()
            if not outcome.passed:
                failed = True
                print(outcome.output or "")
            print(outcome, flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
