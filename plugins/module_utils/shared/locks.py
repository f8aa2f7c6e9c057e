# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Named locks between the processes of one machine.

Each name has its own file, because a process can hold several locks at the same time. The kernel
releases the lock (flock) of a process that ends. A process that holds a lock updates the
modification time of the file every second. If the updates stop, the process is suspended or hangs.
A waiting process then removes the file and locks a new one.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # a system without POSIX locks
    fcntl = None

#: Seconds between two updates of the modification time.
HEARTBEAT = 1.0
#: Seconds without an update after which the holder of a lock counts as hanging.
HEARTBEAT_TIMEOUT = 5.0
#: Seconds between two attempts to take a lock.
RETRY_INTERVAL = 0.02
#: With more files than this, files that were not used for so many seconds are removed.
MAX_FILES = 100
UNUSED_AFTER = 600.0
FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


@contextmanager
def locked(base: Path, name: str, timeout: float) -> Iterator[bool | None]:
    """Run the block while this process holds the lock ``name``. The lock is not reentrant.

    Yield True if the process holds the lock, also if it took it from a process without heartbeat.
    Yield False if another process held it for ``timeout`` seconds. Yield None if this system
    cannot lock files.

    :param base: the path that the paths of all lock files begin with.
    """
    file = None
    failed: bool | None = None
    if fcntl:
        with suppress(OSError):
            file = _acquire(base, hashlib.sha256(name.encode()).hexdigest()[:32], timeout)
            failed = False
    if file is None:
        yield failed
        return
    released = threading.Event()
    heartbeat = threading.Thread(target=_update_time, args=(file, released), daemon=True)
    heartbeat.start()
    try:
        yield True
    finally:
        released.set()
        heartbeat.join()
        os.close(file)


def _update_time(file: int, released: threading.Event) -> None:
    while not released.wait(HEARTBEAT):
        with suppress(OSError):
            os.utime(file)


def _path(base: Path, key: str) -> Path:
    return base.with_name(f"{base.name}-{key}.lock")


def _acquire(base: Path, key: str, timeout: float) -> int | None:
    """Return the descriptor of the locked file, or None after ``timeout`` seconds."""
    path, guard = _path(base, key), _path(base, "guard")
    end = time.monotonic() + timeout
    while True:
        file = os.open(path, FLAGS, 0o600)
        try:
            if _lock(file, path, guard, end) and _is_at(file, path):
                os.utime(file)
                _remove_unused(base, guard)
                return file
        except BaseException:
            os.close(file)
            raise
        os.close(file)
        if time.monotonic() >= end:
            return None


def _lock(file: int, path: Path, guard: Path, end: float) -> bool:
    """Lock an open file.

    Return False at the time ``end``, and after the removal of the file because its holder hangs.
    """
    last_update, seen_at = 0, 0.0
    while not _try_lock(file):
        now, update = time.monotonic(), os.fstat(file).st_mtime_ns
        if now >= end:
            return False
        if update != last_update:
            last_update, seen_at = update, now
        elif now - seen_at > HEARTBEAT_TIMEOUT and _remove(file, path, guard):
            return False
        time.sleep(RETRY_INTERVAL)
    return True


def _try_lock(file: int) -> bool:
    if not fcntl:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _remove(file: int, path: Path, guard: Path) -> bool:
    """Remove the file unless another process has replaced it.

    Return False if another process holds the lock on ``guard``.
    """
    guarding = os.open(guard, FLAGS, 0o600)
    try:
        if not _try_lock(guarding):
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


def _remove_unused(base: Path, guard: Path) -> None:
    """Remove old files that no process has locked, if there are many files."""
    paths = list(base.parent.glob(_path(base, "*").name))
    for path in paths if len(paths) > MAX_FILES else ():
        try:
            file = os.open(path, FLAGS & ~os.O_CREAT)
        except OSError:  # another process removed it
            continue
        try:
            unused = time.time() - os.fstat(file).st_mtime > UNUSED_AFTER
            if path != guard and unused and _try_lock(file):
                _remove(file, path, guard)
        finally:
            os.close(file)
