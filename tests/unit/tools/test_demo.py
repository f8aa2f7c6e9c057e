# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo prints, and that a chapter without proof ends it."""

from __future__ import annotations

import io

import pytest
from demo.__main__ import perform
from demo.chapters import Chapter
from demo.screen import Screen
from demo.team import Outcome

OUTPUT = """\
TASK [Show the plan] ****
ok: [localhost] =>
    msg: |-
        Plan 1:
        first

TASK [Show the plan] ****
        Plan 2:
        second

PLAY RECAP ****
localhost  : ok=2    changed=0    unreachable=0    failed=0    skipped=1
web        : ok=0    changed=3    unreachable=0    failed=1    skipped=0
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Team:
    """A team without an account."""

    def __init__(self, stream: io.StringIO) -> None:
        self.screen = Screen(stream)

    def requests(self) -> int:
        return 3

    def forget_requests(self) -> None:
        pass


def chapter(title: str, error: Exception | None = None) -> Chapter:
    def play(_team: Team) -> str:
        if error:
            raise error
        return f"{title} is proved."

    return Chapter(title, "Why.", play)


def test_every_chapter_is_in_the_table():
    stream = io.StringIO()
    assert perform(Team(stream), [chapter("One"), chapter("Another one")])
    assert stream.getvalue().splitlines()[-4:] == [
        "Chapter      Seconds  Requests",
        "One              0.0         3",
        "Another one      0.0         3",
        "Total            0.0         6",
    ]


@pytest.mark.parametrize("error", [AssertionError("one server"), TimeoutError("one server")])
def test_a_chapter_that_does_not_show_its_claim_ends_the_demo(error):
    stream = io.StringIO()
    assert not perform(Team(stream), [chapter("One"), chapter("Two", error), chapter("Three")])
    assert stream.getvalue().endswith("    failed: one server\n")
    assert "Three" not in stream.getvalue()


def test_colours_are_for_terminals(monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    for stream, colours in ((io.StringIO(), False), (Terminal(), True)):
        Screen(stream).proved("A claim.", 1.0, 2)
        assert ("\033[" in stream.getvalue()) is colours
    monkeypatch.setenv("NO_COLOR", "")
    terminal = Terminal()
    Screen(terminal).proved("A claim.", 1.0, 2)
    assert terminal.getvalue() == "    ok: A claim. (1.0 s, 2 requests)\n"


def test_ids_are_short():
    stream = io.StringIO()
    Screen(stream).lines(["DELETE /vpns/4FEF192A4B6C7D8E9F0A1B2C3D4E5F60"])
    assert stream.getvalue() == "    DELETE /vpns/4FEF19..\n"


def test_the_relevant_part_of_an_output_is_found():
    run = Outcome(0, OUTPUT)
    assert run.block("Plan ") == ["Plan 1:", "first"]
    assert run.blocks("Plan ") == [["Plan 1:", "first"], ["Plan 2:", "second"]]
    assert run.block("Plan 3") == []
    assert run.changed == 3
    assert run.recap == ["localhost : ok=2 changed=0 skipped=1", "web : ok=0 changed=3 failed=1"]
