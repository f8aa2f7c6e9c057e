# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run Ansible in a terminal, and see what it shows meanwhile and at the end."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

import pexpect
import pyte

from .conftest import BIN, Ansible

COLUMNS, ROWS = 100, 14


@dataclass
class Session:
    """The screens of a program in a terminal.

    :ivar code: its exit code.
    :ivar screens: the screen after each output.
    :ivar lines: the lines at the end, with those that have left the screen.
    """

    code: int | None = None
    screens: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def run(ansible: Ansible, program: str, *arguments: str, **environment: str) -> Session:
    """Run a program in a terminal."""
    screen = pyte.HistoryScreen(COLUMNS, ROWS, history=10000)
    stream = pyte.ByteStream(screen)
    child = pexpect.spawn(
        str(BIN / program),
        list(arguments),
        env={**ansible.environment, "TERM": "xterm", **environment},
        cwd=str(ansible.folder),
        dimensions=(ROWS, COLUMNS),
        timeout=60,
    )
    session = Session()
    with suppress(pexpect.EOF):
        while True:
            stream.feed(child.read_nonblocking(65536))
            session.screens.append("\n".join(stripped(screen.display)))
    child.close(force=True)
    session.code = child.exitstatus
    above = ["".join(line[x].data for x in range(COLUMNS)) for line in screen.history.top]
    session.lines = stripped([*above, *screen.display])
    return session


def stripped(lines: list[str]) -> list[str]:
    """Return lines without the blanks behind them, and without empty lines at the end."""
    return "\n".join(line.rstrip() for line in lines).rstrip("\n").split("\n")
