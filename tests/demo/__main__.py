# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Play the story of a team on a simulated account: ``python tests/demo``.

``make demo`` runs it. The exit code is 1 if a chapter does not show its claim.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import requests

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from demo.chapters import CHAPTERS, Chapter  # noqa: E402
from demo.screen import Screen  # noqa: E402
from demo.team import CHECKOUT, FILES, Account, Team, shown  # noqa: E402
from simulator.hosts.loopback import free_port  # noqa: E402
from simulator.process import SimulatorProcess  # noqa: E402

INTRODUCTION = """\
A team creates a shop in the Cloud Panel, changes it, copies it, and removes it.

The Cloud Panel is a simulator on this machine. Its servers are real SSH hosts, and its load
balancer is a real TCP proxy. A minute of the Cloud Panel takes {minute:g} s.
{files} contains the files of the team. Begin with shop.yml.
{folder} contains a copy of them and the results. The commands run there.
Each ansible-playbook command also has -e @settings.yml: key, port and short waits."""


def perform(team: Team, chapters: Sequence[Chapter]) -> bool:
    """Play chapters, and print a table. Return whether each one showed its claim."""
    rows = []
    for number, chapter in enumerate(chapters, 1):
        team.screen.heading(number, chapter.title, chapter.why)
        team.forget_requests()
        began = time.monotonic()
        try:
            claim = chapter.play(team)
        except (AssertionError, OSError, TimeoutError, ValueError) as error:
            team.screen.failed(str(error) or type(error).__name__)
            return False
        rows.append((chapter.title, time.monotonic() - began, team.requests()))
        team.screen.proved(claim, *rows[-1][1:])
    team.screen.table(rows)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(prog="demo", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("-v", "--verbose", action="store_true", help="show the complete output of Ansible")
    add("--until", type=int, default=len(CHAPTERS), metavar="N", help="end after chapter N")
    add("--speed", type=float, default=120, help="simulated seconds in a real second (120)")
    add("--folder", type=Path, default=CHECKOUT / "build" / "demo", help="where the commands run")
    options = parser.parse_args()
    if not shutil.which("ssh"):
        print("The demo needs the program ssh: install openssh-client.", file=sys.stderr)
        return 1
    # The end of the demo also ends its processes.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    screen = Screen(sys.stdout, options.verbose)
    ssh_port, page_port = free_port(2222), free_port(8080)
    folder = options.folder.resolve()
    screen.text(
        INTRODUCTION.format(minute=60 / options.speed, files=shown(FILES), folder=shown(folder))
    )
    try:
        with (
            tempfile.TemporaryDirectory(prefix="cloudpanel-demo-") as private,
            SimulatorProcess(speed=options.speed, hosts=True, ssh_port=ssh_port) as simulator,
            SimulatorProcess(speed=options.speed) as other,
        ):
            accounts = [
                Account(each, screen, folder, Path(private, name))
                for each, name in ((simulator, "team"), (other, "other"))
            ]
            team = Team(screen, *accounts, ssh_port=ssh_port, page_port=page_port)
            return 0 if perform(team, CHAPTERS[: options.until]) else 1
    except (RuntimeError, requests.RequestException) as error:
        screen.failed(str(error))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
