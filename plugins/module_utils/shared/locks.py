# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Named locks between the processes of one machine.

Each name has its own file, because a process can hold several locks at the same time. The kernel releases the lock (flock)
of a process that dies. A process that holds a lock updates the modification time of its file every second.
If that stops, the process is stopped or hangs: a waiting process then removes the file and locks a new one.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # without POSIX locks no lock is ever held
    fcntl = None

#: Seconds between two updates of the modification time, and after which a holder without one counts as hanging.
HEARTBEAT = 1.0
STALE = 5.0
#: Seconds between two attempts to take a lock.
PAUSE = 0.02
#: More files than this are reduced to those that were used within so many seconds.
MANY = 100
UNUSED = 600.0
FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def locked(base: Path, name: str, timeout: float) -> Iterator[bool | None]:
    """Run the block while this process holds the lock ``name``. Yield whether it does.

    False: another process held it for ``timeout`` seconds. None: files cannot be locked here. A lock that was taken from a
    process without a heartbeat counts as held. The lock is not reentrant.

    :param base: the path that the names of the lock files begin with.
    """
    try:
        file = (
            _acquire(base, hashlib.sha256(name.encode()).hexdigest()[:32], timeout)
            if fcntl
            else None
        )
        missed = False if fcntl else None
    except OSError:
        file = missed = None
    if file is None:
        yield missed
        return
    released = threading.Event()
    heart = threading.Thread(target=_beat, args=(file, released), daemon=True)
    heart.start()
    try:
        yield True
    finally:
        released.set()
        heart.join()
        os.close(file)


def _beat(file: int, released: threading.Event) -> None:
    while not released.wait(HEARTBEAT):
        with suppress(OSError):
            os.utime(file)


def _path(base: Path, key: str) -> Path:
    return base.with_name(f"{base.name}-{key}.lock")


def _acquire(base: Path, key: str, timeout: float) -> int | None:
    """Return the descriptor of the locked file; None: not within ``timeout`` seconds."""
    path, guard = _path(base, key), _path(base, "guard")
    end = time.monotonic() + timeout
    while True:
        file = os.open(path, FLAGS, 0o600)
        try:
            if _wait(file, path, guard, end) and _is_at(file, path):
                os.utime(file)
                _sweep(base, guard)
                return file
        except BaseException:
            os.close(file)
            raise
        os.close(file)
        if time.monotonic() >= end:
            return None


def _wait(file: int, path: Path, guard: Path, end: float) -> bool:
    """Lock an open file. Return False when the time is over, and when the file was removed because its holder hangs."""
    beat, seen = 0, 0.0
    while not _try(file):
        now, latest = time.monotonic(), os.fstat(file).st_mtime_ns
        if now >= end:
            return False
        if latest != beat:
            beat, seen = latest, now
        elif now - seen > STALE and _remove(file, path, guard):
            return False
        time.sleep(PAUSE)
    return True


def _try(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _remove(file: int, path: Path, guard: Path) -> bool:
    """Remove the file unless another process has replaced it. Return False if another process holds the guard."""
    guarding = os.open(guard, FLAGS, 0o600)
    try:
        if not _try(guarding):
            return False
        if _is_at(file, path):
            path.unlink()
        return True
    finally:
        os.close(guarding)


def _is_at(file: int, path: Path) -> bool:
    """Return whether the path still leads to the open file."""
    try:
        return os.path.samestat(os.fstat(file), os.stat(path, follow_symlinks=False))
    except FileNotFoundError:
        return False


def _sweep(base: Path, guard: Path) -> None:
    """Remove old files that nobody holds, if there are many."""
    paths = list(base.parent.glob(_path(base, "*").name))
    for path in paths if len(paths) > MANY else ():
        try:
            file = os.open(path, FLAGS & ~os.O_CREAT)
        except OSError:  # another process was faster
            continue
        try:
            if path != guard and time.time() - os.fstat(file).st_mtime > UNUSED and _try(file):
                _remove(file, path, guard)
        finally:
            os.close(file)
