# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks without other processes: another open file holds the lock, and the time is simulated."""

from __future__ import annotations

import errno
import fcntl
import gc
import os
import resource
import threading
import time as real
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock, locks
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.locks import (
    Heartbeat,
    all_locked,
    locked,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.workers import Workers
from simulated import SteadyTime


class Time:
    """The module time, with simulated pauses.

    :ivar during: is called with the seconds that have passed, in each pause.
    """

    def __init__(self) -> None:
        self.passed = 0.0
        self.pauses: list[float] = []
        self.during: Callable[[float], None] = lambda passed: None

    def monotonic(self) -> float:
        return 1000.0 + self.passed

    def time(self) -> float:
        return 2e9 + self.passed

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.passed += seconds
        self.during(self.passed)


class Other:
    """A lock that another open file holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        self._time = 0

    def beat(self) -> None:
        self._time += 1
        os.utime(self.file, ns=(self._time, self._time))

    def release(self) -> None:
        if self.file:
            os.close(self.file)
            self.file = 0

    def owns(self) -> bool:
        """Return whether the path still leads to its file."""
        return self.path.exists() and os.path.samestat(os.fstat(self.file), os.stat(self.path))


@pytest.fixture
def time(monkeypatch) -> Time:
    time = Time()
    monkeypatch.setattr(locks, "time", time)
    return time


@pytest.fixture
def base(tmp_path) -> Path:
    return tmp_path / "account"


def path_of(base: Path, name: str) -> Path:
    before = set(base.parent.iterdir())
    with locked(base, name, 0) as held:
        assert held is True
    (path,) = set(base.parent.iterdir()) - before or {None}
    return path


def open_files() -> int:
    gc.collect()  # which closes files that other tests have left open
    return len(os.listdir("/proc/self/fd"))


@pytest.fixture
def other(base):
    other = Other(path_of(base, "a"))
    yield other
    other.release()


def failing(error: BaseException) -> Callable[..., None]:
    def fail(*_arguments: object) -> None:
        raise error

    return fail


def is_free(path: Path) -> bool:
    file = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(file)
    return True


def test_a_free_lock_is_held_in_the_block(base, time):
    path = path_of(base, "a")
    assert path.name.startswith("account-") and path.name.endswith(".lock")
    assert path.stat().st_mode & 0o777 == 0o600
    os.utime(path, (0, 0))
    with locked(base, "a", 0) as held:
        assert held is True and not is_free(path) and path.stat().st_mtime > 1000
    assert is_free(path) and not time.pauses


def test_a_lock_whose_holder_lives_is_waited_for_until_the_timeout(base, time, other):
    time.during = lambda passed: other.beat()
    before = open_files()
    with locked(base, "a", 20) as held:
        assert held is False and other.owns()
    assert time.passed == pytest.approx(20, abs=0.03) and set(time.pauses) == {0.02}
    assert open_files() == before
    time.pauses.clear()
    with locked(base, "a", 0) as held:
        assert held is False and not time.pauses


def test_a_lock_that_becomes_free_is_taken(base, time, other):
    time.during = lambda passed: other.beat() if passed < 9 else other.release()
    with locked(base, "a", 20) as held:
        assert held is True and not is_free(other.path)
    assert time.passed == pytest.approx(9, abs=0.03)


def test_the_lock_of_a_holder_without_heartbeat_is_taken_after_some_seconds(base, time, other):
    with locked(base, "a", 20) as held:
        assert held is True and not other.owns() and not is_free(other.path)
    assert time.passed == pytest.approx(5, abs=0.05)
    assert base.with_name("account-guard.lock").stat().st_mode & 0o777 == 0o600


def test_a_timeout_comes_before_the_end_of_the_heartbeat(base, time, other):
    with locked(base, "a", 4) as held:
        assert held is False and other.owns()


def test_a_heartbeat_counts_from_its_last_update(base, time, other):
    time.during = lambda passed: other.beat() if passed < 3 else None
    with locked(base, "a", 20) as held:
        assert held is True
    assert time.passed == pytest.approx(8, abs=0.1)


def test_a_holder_may_miss_three_updates(base, time, other):
    due = []

    def beat(passed: float) -> None:
        if passed // (4 * locks.HEARTBEAT) > len(due):
            due.append(passed)
            other.beat()

    time.during = beat
    with locked(base, "a", 20) as held:
        assert held is False and len(due) > 2


def test_only_one_process_removes_the_file_of_a_holder_without_heartbeat(base, time, other):
    guard = Other(base.with_name("account-guard.lock"))
    time.during = lambda passed: guard.release() if passed >= 7 else None
    with locked(base, "a", 20) as held:
        assert held is True and not other.owns()
    assert time.passed == pytest.approx(7, abs=0.05)


def test_a_file_that_another_process_has_replaced_is_not_removed(base, time, other):
    successors = []

    def replace(passed: float) -> None:
        if passed > 4.99 and not successors:
            other.path.unlink()
            successors.append(Other(other.path))

    time.during = replace
    with locked(base, "a", 7) as held:
        assert held is False and successors[0].owns()
    successors[0].release()


def test_a_lock_on_a_removed_file_does_not_count(base, time, other):
    def replace(passed: float) -> None:
        if other.file:
            other.path.unlink()
            other.release()

    time.during = replace
    before = open_files()
    with locked(base, "a", 20) as held:
        assert held is True and not is_free(other.path)
    assert open_files() == before - 1  # that of the other holder


def test_of_several_locks_all_or_none_are_held(base, time, other):
    first = path_of(base, "b")
    time.during = lambda passed: other.beat()
    before = open_files()
    with all_locked(base, ["b", "a"], 1) as held:
        assert held is False and is_free(first) and open_files() == before
        time.during = lambda passed: other.release()
        with all_locked(base, ["b", "a"], 1) as held:
            assert held is True and not is_free(first) and not is_free(other.path)
    assert is_free(first) and is_free(other.path)


def test_without_locks_or_a_directory_the_block_runs(base, tmp_path, monkeypatch):
    with locked(tmp_path / "missing" / "account", "a", 1) as held:
        assert held is None
    before = open_files()
    monkeypatch.setattr(locks.fcntl, "flock", failing(OSError(errno.ENOLCK, "No locks available")))
    with locked(base, "a", 1) as held:
        assert held is None
    monkeypatch.setattr(locks.fcntl, "flock", failing(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt), locked(base, "a", 1):
        pass
    assert open_files() == before


def test_a_link_is_not_followed(base, tmp_path):
    path = path_of(base, "a")
    path.rename(tmp_path / "secret")
    path.symlink_to(tmp_path / "secret")
    with locked(base, "a", 1) as held:
        assert held is None and is_free(tmp_path / "secret")


def test_a_worker_that_got_no_lock_does_not_wait_for_itself(base, time, other):
    log = []

    def work(name: str) -> None:
        with locked(base, "a", 0) as held:
            log.append((name, held))
            if not held:
                other.release()
                with locked(base, "a", 5) as held:
                    log.append((name, held))
                    clock.sleep(1)
                    log.append((name, "end"))

    jobs = [lambda: work("first"), lambda: work("second"), lambda: work("third")]
    with clock.replaced(SteadyTime()):
        Workers(2).run(lambda: jobs.pop(0) if jobs else None)
    assert log == [
        ("first", False),
        ("first", True),
        ("second", False),
        ("first", "end"),
        ("second", True),
        ("third", False),
        ("second", "end"),
        ("third", True),
        ("third", "end"),
    ]
    assert not time.pauses  # in which no worker could run
    kept = [path for _process, path in locks._turnstiles if path.is_relative_to(base.parent)]
    assert not kept  # a process that runs for a long time needs no more and more memory


def test_a_lock_is_not_reentrant(base):
    path = path_of(base, "a")
    with locked(base, "a", 0) as outer, locked(base, "a", 0) as inner:
        assert (outer, inner) == (True, False)
    assert is_free(path)


def test_an_error_releases_what_was_taken(base):
    path = path_of(base, "a")
    before = open_files()
    with pytest.raises(ValueError, match="no"), locked(base, "a", 1):
        raise ValueError("no")
    assert is_free(path) and open_files() == before


# -- limits of the system


NO_LIMIT = resource.RLIM_INFINITY


@pytest.mark.parametrize(
    "names, soft, hard, expected",
    [
        ("ab", 1024, 4096, None),
        ("abc", 1024, 4096, (1027, 4096)),
        ("abc", 1024, 1025, (1025, 1025)),
        ("abc", 1024, NO_LIMIT, (1027, NO_LIMIT)),
        ("abc", NO_LIMIT, NO_LIMIT, None),
    ],
)
def test_many_locks_may_need_more_open_files(base, monkeypatch, names, soft, hard, expected):
    found = []
    for error in (None, ValueError(), OSError()):

        def set_limit(kind: int, limits: tuple[int, int], error: Exception | None = error) -> None:
            found.append((kind, limits))
            if error:
                raise error

        system = SimpleNamespace(
            RLIMIT_NOFILE=7,
            RLIM_INFINITY=NO_LIMIT,
            getrlimit=lambda kind: (soft, hard) if kind == 7 else (0, 0),
            setrlimit=set_limit,
        )
        monkeypatch.setattr(locks, "resource", system)
        monkeypatch.setattr(locks, "MAX_FILES", 2)
        with all_locked(base, names, 1) as held:
            assert held is True
    assert found == ([(7, expected)] * 3 if expected else [])


@pytest.mark.parametrize("count, removed", [(98, False), (99, True)])
def test_old_files_that_nobody_holds_are_removed_if_there_are_many(base, time, count, removed):
    files = {
        name: base.with_name(f"account-{name}.lock")
        for name in ("old", "held", "young", "guard", *map(str, range(count - 5)))
    }
    files["other"] = base.with_name("account-old.txt")
    files["another"] = base.with_name("accountold.lock")
    for name, file in files.items():
        file.touch()
        os.utime(file, (0, time.time() - (600 if name == "young" else 601)))
    base.with_name("account-link.lock").symlink_to(base.with_name("missing"))
    holder = Other(files["held"])
    before = open_files()
    with locked(base, "a", 1) as held:
        assert held is True
    assert open_files() == before
    left = {name for name, file in files.items() if file.exists()}
    kept = {"held", "young", "guard", "other", "another"}
    assert left == (kept if removed else set(files))
    holder.release()


# -- heartbeat


@pytest.fixture
def beating(monkeypatch):
    monkeypatch.setattr(locks, "HEARTBEAT", 0.005)


def is_updated(path: Path, seconds: float) -> bool:
    """Return whether the modification time of a file changes within some seconds."""
    os.utime(path, (0, 0))
    end = real.monotonic() + seconds
    while real.monotonic() < end:
        if path.stat().st_mtime:
            return True
        real.sleep(0.002)
    return False


def test_the_files_of_held_locks_are_updated_by_one_thread(base, beating):
    threads = set(threading.enumerate())
    with locked(base, "a", 1), locked(base, "b", 1):
        (thread,) = set(threading.enumerate()) - threads
        assert thread.daemon  # it lets the process end
        assert all(is_updated(path, 5) for path in base.parent.iterdir())
    assert set(threading.enumerate()) == threads


def test_a_fork_updates_the_files_of_its_own_locks(base, beating, monkeypatch):
    fork = os.getpid() + 1
    with locked(base, "a", 1), monkeypatch.context() as patch:
        patch.setattr(locks, "_heartbeat", locks._heartbeat)
        patch.setattr(os, "getpid", lambda: fork)
        threads = set(threading.enumerate())
        with locked(base, "b", 1):
            assert len(set(threading.enumerate()) - threads) == 1
        assert set(threading.enumerate()) == threads


def test_files_are_updated_as_long_as_they_are_held(tmp_path, beating):
    heartbeat, paths = Heartbeat(), [tmp_path / "a", tmp_path / "b"]
    files = [os.open(path, os.O_RDWR | os.O_CREAT) for path in paths]
    for file in files:
        heartbeat.add(file)
    heartbeat.remove(files[0])
    assert is_updated(paths[1], 5) and not is_updated(paths[0], 0.05)
    os.close(files[1])  # a file that cannot be updated does not end the heartbeat
    heartbeat.add(files[0])
    assert is_updated(paths[0], 5) and is_updated(paths[0], 5)
    for file in files:
        heartbeat.remove(file)
    heartbeat.add(files[0])
    assert is_updated(paths[0], 5)
    heartbeat.remove(files[0])
    heartbeat.remove(files[0])
    os.close(files[0])


@contextmanager
def update_in_progress(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the heartbeat update a file until the block ends."""
    entered, goes_on, update = threading.Event(), threading.Event(), os.utime

    def slow_update(file: int) -> None:
        entered.set()
        goes_on.wait(5)
        update(file)

    with monkeypatch.context() as patch:
        patch.setattr(os, "utime", slow_update)
        assert entered.wait(5)
        yield
    goes_on.set()


def test_files_are_added_and_removed_between_updates(tmp_path, beating, monkeypatch):
    """No file is closed while it is updated, and the heartbeat survives all changes."""
    paths, heartbeat = [tmp_path / name for name in "abc"], Heartbeat()
    files = [os.open(path, os.O_RDWR | os.O_CREAT) for path in paths]
    heartbeat.add(files[0])
    heartbeat.add(files[1])
    for change, file in ((heartbeat.add, files[2]), (heartbeat.remove, files[0])):
        changing = threading.Thread(target=change, args=(file,))
        with update_in_progress(monkeypatch):
            changing.start()
            changing.join(0.02)
            assert changing.is_alive()
        changing.join()
        assert is_updated(paths[1], 5)
    for file in files:
        heartbeat.remove(file)
        os.close(file)
