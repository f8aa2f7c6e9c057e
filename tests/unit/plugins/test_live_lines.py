# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines that change below other output, on the screen of a terminal."""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Iterator

import pyte
import pytest
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.live_lines import LiveLines

COLUMNS, ROWS = 30, 6


class Terminal(io.StringIO):
    """A terminal as the standard output."""

    def __init__(self) -> None:
        super().__init__()
        self._screen = pyte.HistoryScreen(COLUMNS, ROWS)
        self._screen.set_mode(pyte.modes.LNM)
        self._stream = pyte.Stream(self._screen)

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._stream.feed(text)
        return len(text)

    def shown(self) -> list[str]:
        """Return the lines, with those that have left the screen."""
        above = ["".join(line[x].data for x in range(COLUMNS)) for line in self._screen.history.top]
        lines = [line.rstrip() for line in (*above, *self._screen.display)]
        return "\n".join(lines).rstrip("\n").split("\n")


@pytest.fixture
def terminal(monkeypatch) -> Terminal:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    return terminal


@pytest.fixture
def live(terminal) -> Iterator[LiveLines]:
    live = LiveLines(threading.RLock())
    yield live
    live.close()


def test_output_replaces_the_lines(terminal, live):
    print("before", file=terminal)
    live.show(["one", "two", "three"])
    assert terminal.shown() == ["before", "one", "two", "three"]
    print("after", file=terminal)
    assert terminal.shown() == ["before", "after"]
    live.show(["one"])
    live.show([])
    assert terminal.shown() == ["before", "after"]


def test_fewer_and_shorter_lines(terminal, live):
    live.show(["a long line", "another line", "third"])
    live.show(["short"])
    assert terminal.shown() == ["short"]


def test_the_screen_scrolls(terminal, live):
    for number in range(20):
        print("output", number, file=terminal)
        live.show([f"line {number}", "below"])
        assert terminal.shown()[-3:] == [f"output {number}", f"line {number}", "below"]
    live.close()
    assert terminal.shown() == [f"output {number}" for number in range(20)]


def test_a_line_that_is_too_long_is_cut(terminal, live):
    live.show(["x" * 2 * COLUMNS, "below"])
    assert terminal.shown() == ["x" * COLUMNS, "below"]
    print("y" * (COLUMNS + 1), file=terminal)
    assert terminal.shown() == ["y" * COLUMNS, "y"]


@pytest.mark.parametrize("end", ["", "\x1b[0m", "\r"])
def test_a_line_that_other_output_has_begun_stays(terminal, live, end):
    print("question", end=end, file=terminal)
    live.show(["one"])
    assert terminal.shown() == ["question"]
    print(file=terminal)
    live.show(["one"])
    assert terminal.shown() == ["question", "one"]


def test_colors_behind_the_end_of_a_line(terminal, live):
    print("\x1b[0;32mgreen\x1b[0m\n\x1b[0;32m\x1b[0m", end="", file=terminal)
    live.show(["one"])
    assert terminal.shown() == ["green", "one"]


def test_nothing_after_the_end(terminal, live):
    live.show(["one"])
    live.close()
    live.close()
    live.show(["two"])
    print("end", file=terminal)
    assert terminal.shown() == ["end"] and live.closed.is_set()


def test_other_processes_write_as_before(terminal, live, monkeypatch):
    live.show(["one"])
    monkeypatch.setattr(os, "getpid", lambda: -1)
    print("two", file=terminal)
    assert terminal.shown() == ["two"]
    monkeypatch.undo()
