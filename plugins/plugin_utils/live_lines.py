# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines below the output of Ansible that change, and that the next output replaces.

The cursor stays at the beginning of these lines. So the next output replaces them, and a program
that ends leaves no wrong position.
"""

from __future__ import annotations

import functools
import os
import re
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

#: ERASE removes all text after the cursor, and LINE the rest of a line. Between CUT and WRAP, a
#: long line is cut off at the edge of the terminal, and does not continue in the next line.
ERASE, LINE, CUT, WRAP = "\x1b[J", "\x1b[K", "\x1b[?7l", "\x1b[?7h"
#: An output after which the cursor is at the beginning of a line, whatever colors it selects.
AT_BEGINNING = re.compile(r"\n(\x1b\[[0-9;]*m)*\Z")


class LiveLines:
    """The lines of one terminal.

    :param lock: the lock that Ansible holds while it writes, and while it forks.
    :ivar closed: set after the end.
    """

    def __init__(self, lock: Any) -> None:
        self._lock = lock
        self._pid = os.getpid()
        self.closed = threading.Event()
        self._shown: Sequence[str] = ()
        self._at_beginning = True
        self._streams = [stream for stream in (sys.stdout, sys.stderr) if stream.isatty()]
        self._write: Callable[[str], int] = sys.stdout.write
        self._flush: Callable[[], None] = sys.stdout.flush
        for stream in self._streams:
            stream.write = functools.partial(self._write_output, stream.write)  # type: ignore[method-assign]

    def show(self, lines: Sequence[str]) -> None:
        """Replace the lines, unless other output has begun a line and not ended it."""
        with self._lock:
            if self.closed.is_set() or not self._at_beginning or lines == self._shown:
                return
            text = "\r\n".join(f"{line}{LINE}" for line in lines)
            up = f"\x1b[{len(lines) - 1}A" if len(lines) > 1 else ""
            self._write(f"{CUT}{text}{ERASE}{WRAP}\r{up}")
            self._flush()
            self._shown = lines

    def close(self) -> None:
        """Remove the lines, and let output pass unchanged again."""
        with self._lock:
            if not self.closed.is_set():
                self.closed.set()
                self._clear()
                for stream in self._streams:
                    del stream.write

    def _write_output(self, write: Callable[[str], int], text: str) -> int:
        """Write other output in place of the lines."""
        if os.getpid() != self._pid:
            return write(text)
        with self._lock:
            self._clear()
            if text:
                self._at_beginning = AT_BEGINNING.search(text) is not None
            return write(text)

    def _clear(self) -> None:
        if self._shown:
            self._shown = ()
            self._write(ERASE)
            self._flush()
