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

import fcntl
import hashlib
import os
import resource
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from . import clock
from .workers import Turnstile

#: Seconds between two updates of the modification time.
HEARTBEAT = 1.0
#: Seconds without an update after which the holder of a lock counts as hanging.
HEARTBEAT_TIMEOUT = 5.0
#: Seconds between two attempts to take a lock.
RETRY_INTERVAL = 0.02
#: With more files than this, files that were not used for so many seconds are removed.
MAX_FILES = 100
UNUSED_AFTER = 600.0
#: The locks that workers of a process hold, by the id of the process and the path of the file or
#: another name.
_turnstiles: dict[tuple[int, Path | str], Turnstile] = {}
FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW


@contextmanager
def locked(base: Path, name: str, timeout: float) -> Iterator[bool | None]:
    """Run the block while this process holds the lock ``name``; see :func:`all_locked`."""
    with all_locked(base, [name], timeout) as held:
        yield held


@contextmanager
def all_locked(base: Path, names: Sequence[str], timeout: float) -> Iterator[bool | None]:
    """Run the block while this process holds several locks. They are not reentrant.

    Yield True if the process holds the locks, also if it took one from a process without heartbeat.
    Yield False if another process, or another worker of this process (workers.py), held one for
    ``timeout`` seconds. Yield None if this system cannot lock files. Then it holds none of them.

    :param base: the path that the paths of all lock files begin with.
    :param names: the names of the locks. They are taken in this order. If each process takes locks
        in the same order, none waits for the other one forever.
    """
    paths = [_path(base, hashlib.sha256(name.encode()).hexdigest()) for name in names]
    held: bool | None = None
    with ExitStack() as kept:
        with suppress(OSError), ExitStack() as taken:
            held = _acquire_all(base, paths, timeout, taken)
            if held:
                kept.enter_context(taken.pop_all())
        yield held


def _acquire_all(base: Path, paths: Sequence[Path], timeout: float, taken: ExitStack) -> bool:
    """Lock files. Return False after ``timeout`` seconds.

    :param taken: its end releases the files.
    """
    _allow_files(len(paths))
    end, real_end = clock.monotonic() + timeout, time.monotonic() + timeout
    for path in paths:
        key = os.getpid(), path
        if not enter(key, end - clock.monotonic()):
            return False
        taken.callback(leave, key)
        file = _acquire(path, _path(base, "guard"), real_end)
        if file is None:
            return False
        taken.callback(_release, file)
        _own_heartbeat().add(file)
    _remove_unused(base)
    return True


def _release(file: int) -> None:
    _own_heartbeat().remove(file)
    os.close(file)


def enter(key: tuple[int, Path | str], timeout: float) -> bool:
    """Wait until no other worker of this process holds a lock. Return False after the timeout.

    :param key: a key of ``_turnstiles``.
    """
    return _turnstiles.setdefault(key, Turnstile()).enter(timeout)


def leave(key: tuple[int, Path | str]) -> None:
    """Let the next worker of this process take a lock."""
    turnstile = _turnstiles.get(key)
    if turnstile:
        turnstile.leave()
        if turnstile.is_free:
            del _turnstiles[key]


def _allow_files(count: int) -> None:
    """Let this process open more files at a time, if the system allows that."""
    if count <= MAX_FILES:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY:
        enough = soft + count
        if hard != resource.RLIM_INFINITY:
            enough = min(enough, hard)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (enough, hard))


class Heartbeat:
    """Updates the modification times of the files that this process has locked.

    One thread does so for all files. It ends with the last lock, so that a process without locks
    can fork.

    :ivar pid: the id of the process.
    """

    def __init__(self) -> None:
        self.pid = os.getpid()
        self._files: set[int] = set()
        self._change = threading.Lock()
        self._beating: tuple[threading.Thread, threading.Event] | None = None

    def add(self, file: int) -> None:
        """Update the time of an open file from now on."""
        with self._change:
            self._files.add(file)
            if not self._beating:
                ended = threading.Event()
                thread = threading.Thread(target=self._update_times, args=(ended,), daemon=True)
                thread.start()
                self._beating = thread, ended

    def remove(self, file: int) -> None:
        """Update the time of a file no longer. The caller closes the file."""
        with self._change:
            self._files.discard(file)
            if self._files or not self._beating:
                return
            (thread, ended), self._beating = self._beating, None
        ended.set()
        thread.join()

    def _update_times(self, ended: threading.Event) -> None:
        while not ended.wait(HEARTBEAT):
            with self._change:
                for file in self._files:
                    with suppress(OSError):
                        os.utime(file)


_heartbeat = Heartbeat()


def _own_heartbeat() -> Heartbeat:
    """Return the heartbeat of this process. A fork has no threads of the first process."""
    global _heartbeat
    if _heartbeat.pid != os.getpid():
        _heartbeat = Heartbeat()
    return _heartbeat


def _path(base: Path, key: str) -> Path:
    return base.with_name(f"{base.name}-{key}.lock")


def _acquire(path: Path, guard: Path, end: float) -> int | None:
    """Return the descriptor of the locked file, or None at the time ``end`` (real seconds)."""
    while True:
        with ExitStack() as opened:
            file = os.open(path, FLAGS, 0o600)
            opened.callback(os.close, file)
            if _lock(file, path, guard, end) and _is_at(file, path):
                os.utime(file)
                opened.pop_all()
                return file
        if time.monotonic() >= end:
            return None


def _lock(file: int, path: Path, guard: Path, end: float) -> bool:
    """Lock an open file.

    Return False at the time ``end``, and after the removal of the file because its holder hangs.
    """
    last_update, seen_at = os.fstat(file).st_mtime_ns, time.monotonic()
    while not _try_lock(file):
        now, update = time.monotonic(), os.fstat(file).st_mtime_ns
        if update != last_update:
            last_update, seen_at = update, now
        hangs = now - seen_at > HEARTBEAT_TIMEOUT
        if now >= end or (hangs and _remove(file, path, guard)):
            return False
        time.sleep(RETRY_INTERVAL)
    return True


def _try_lock(file: int) -> bool:
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
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False


def _remove_unused(base: Path) -> None:
    """Remove old files that no process has locked, if there are many files."""
    prefix, _star, suffix = _path(base, "*").name.partition("*")
    names = [name for name in os.listdir(base.parent) if name.startswith(prefix)]
    if len(names) <= MAX_FILES:
        return
    guard = _path(base, "guard")
    for path in [base.parent / name for name in names if name.endswith(suffix)]:
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
