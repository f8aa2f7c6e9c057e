# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shared file: private, and never the reason for the failure of a task."""

from __future__ import annotations

import functools
import multiprocessing
import os
import resource
import signal
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.check_run import (
    REMOVED_KEY,
    Announcements,
    OwnAnnouncements,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import shared_file as module
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.rate_limiter import (
    RateLimiter,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from messages import LOG

URL = "https://api.example.com/v1"
spawn = multiprocessing.get_context("fork")


def opened(directory: Path) -> Store:
    return Store("token", URL, directory)


def the_file(directory: Path) -> Path:
    (file,) = directory.glob("*.sqlite")
    return file


def test_the_file_is_private_and_holds_no_token(tmp_path):
    store = Store("very-secret-token", URL, tmp_path)
    store.set_fact("paging", ["page", "per_page"])
    file = the_file(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"very-secret-token" not in file.read_bytes()
    assert "very-secret-token" not in file.name


def test_an_unusable_file_causes_no_error(tmp_path):
    opened(tmp_path).set_fact("fact", 0)
    (file := the_file(tmp_path)).unlink()
    file.mkdir()
    store = opened(tmp_path)
    store.set_fact("fact", 1)
    assert store.get_fact("fact") == 1
    assert (
        not store.shared
        and "CLOUDPANEL_CACHE_DIR" in store.problem
        and str(tmp_path) in store.problem
    )


def test_a_server_of_the_environment_is_used_instead_of_a_file(tmp_path, monkeypatch):
    monkeypatch.setenv("CLOUDPANEL_SHARED_STORE", "postgresql://nobody@/x?host=/nowhere")
    monkeypatch.setenv("CLOUDPANEL_CACHE_DIR", str(tmp_path / "cache"))
    store = Store("token", URL)
    assert not store.usable and "CLOUDPANEL_SHARED_STORE" in store.problem
    assert opened(tmp_path).usable and not (tmp_path / "cache").exists()


def test_a_lock_that_cannot_be_taken_is_a_problem(tmp_path, monkeypatch):
    def refuse(*_arguments: object) -> NoReturn:
        raise module.UnusableError("the server is gone", "Check it.")

    monkeypatch.setattr(module.SharedFile, "all_locked", refuse)
    store, problems = opened(tmp_path), []
    store.report_problem(problems.append)
    with store.lock("list", 1) as held:
        assert held is None
    assert "the server is gone. Check it." in problems[0] and problems == [store.problem]
    store.report_problem(problems.append)
    assert len(problems) == 2


def fill_the_disk(store: Store, result) -> None:
    os.environ.pop(LOG, None)  # the test writes to no other file either
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    store.set_fact("fact", 1)
    result.put((store.get_fact("fact"), store.problem))


def test_a_full_disk_causes_no_error_and_keeps_the_file(tmp_path):
    opened(tmp_path).set_fact("fact", 0)
    result = spawn.Queue()
    process = spawn.Process(target=fill_the_disk, args=(opened(tmp_path), result))
    process.start()
    fact, problem = result.get(timeout=20)
    process.join()
    assert fact == 1 and "CLOUDPANEL_CACHE_DIR" in problem
    assert opened(tmp_path).get_fact("fact") == 0


def overwrite_tables(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"x" * (len(whole) - 100))


@pytest.mark.parametrize(
    "spoil",
    [lambda file: file.write_bytes(b"this is no database" * 500), overwrite_tables],
    ids=["no database", "damaged"],
)
def test_a_damaged_file_is_replaced(tmp_path, spoil):
    opened(tmp_path).set_fact("fact", 0)
    spoil(the_file(tmp_path))
    first, second = opened(tmp_path), opened(tmp_path)
    first.set_fact("fact", 1)
    assert second.get_fact("fact") == 1 and second.shared


def test_a_file_of_another_version_starts_anew(tmp_path):
    opened(tmp_path).set_fact("fact", 0)
    with sqlite3.connect(the_file(tmp_path)) as db:
        db.execute("PRAGMA user_version = 1")
    store = opened(tmp_path)
    assert store.get_fact("fact") is None and store.shared


def test_a_failed_creation_of_the_directory_causes_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    store = opened(tmp_path / "file" / "below")
    store.set_fact("fact", 1)
    assert store.get_fact("fact") == 1 and not store.shared
    with store.lock("list", 1):
        pass


def hold_and_die(directory: Path) -> None:
    store = opened(directory)
    with store.lock("list", 10):
        store.transact(
            lambda db: (
                db.execute("INSERT INTO facts VALUES ('half', '1')"),
                os.kill(os.getpid(), signal.SIGKILL),
            )
        )


def test_a_process_killed_in_the_middle_leaves_file_and_lock_usable(tmp_path, each_database):
    # A server that has just started keeps locks for some seconds for processes that had them.
    longest = 5 if each_database == "file" else 15
    opened(tmp_path).set_fact("fact", 1)
    process = spawn.Process(target=hold_and_die, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    store = opened(tmp_path)
    began = time.monotonic()
    with store.lock("list", 30) as held:
        assert held and time.monotonic() - began < longest
    assert (store.get_fact("fact"), store.get_fact("half"), store.shared) == (1, None, True)


def add_slowly(directory: Path) -> None:
    store = opened(directory)
    with store.lock("list", 30):
        number = store.get_fact("number")
        time.sleep(0.01)
        store.set_fact("number", number + 1)


@pytest.mark.usefixtures("each_database")
@pytest.mark.exhaustive
def test_a_lock_lets_one_process_in_at_a_time(tmp_path):
    opened(tmp_path).set_fact("number", 0)
    processes = [spawn.Process(target=add_slowly, args=(tmp_path,)) for _each in range(20)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert opened(tmp_path).get_fact("number") == 20


@pytest.mark.usefixtures("each_database")
def test_an_exception_rolls_a_transaction_back(tmp_path):
    store = opened(tmp_path)
    with pytest.raises(ZeroDivisionError):
        store.transact(lambda db: (db.execute("INSERT INTO facts VALUES ('half', '1')"), 1 / 0))
    assert store.get_fact("half") is None and store.shared


@pytest.mark.usefixtures("each_database")
def test_announcements_belong_to_one_run(tmp_path):
    planned = {"id": "planned:web", "name": "web"}
    Announcements(opened(tmp_path), "run-1").add("/servers", "planned:web", planned)
    assert Announcements(opened(tmp_path), "run-1").of("/servers") == {"planned:web": planned}
    assert Announcements(opened(tmp_path), "run-2").of("/servers") == {}


@pytest.mark.usefixtures("each_database")
def test_own_announcements_come_after_those_of_the_run_until_they_are_published(tmp_path):
    run = Announcements(opened(tmp_path), "run")
    run.add("/servers", "1", {"id": "1", "name": "before"})
    own = OwnAnnouncements(run)
    own.add("/servers", "1", {"id": "1", "name": "after"})
    own.add("/servers", "2", None)
    expected = {"1": {"id": "1", "name": "after"}, "2": None}
    assert own.of("/servers") == expected and run.of("/servers") != expected
    own.publish()
    assert run.of("/servers") == expected


@pytest.mark.usefixtures("each_database")
@pytest.mark.parametrize("in_memory", [True, False])
def test_announced_objects_are_found_by_id_and_by_search_key(tmp_path, in_memory):
    run = Announcements(opened(tmp_path), "run")
    announced = OwnAnnouncements(run) if in_memory else run
    server = {"id": "S1", "state": "ACTIVE", "ips": [], "hardware": {}}
    web, db = ({**server, "id": name[0], "name": name} for name in ("web", "db"))
    run.add("/private_networks", "w", {"id": "w", "name": "web"})
    for obj in (web, db):
        announced.add("/private_networks", obj["id"], obj)
    announced.add("/private_networks", "gone", None)
    find = functools.partial(announced.find, "/private_networks")
    assert find([], ["web"]) == {"w": web} and find(["d"]) == {"d": db}
    assert find(["d", "unknown"], ["web"]) == {"d": db, "w": web} and find([], ["none"]) == {}
    assert find(["gone"]) == {"gone": None} == find([], [REMOVED_KEY])
    assert announced.find("/servers", ["w"], ["web"]) == {}


# -- damage


def in_database(*statements: str) -> Callable[[Path], None]:
    def spoil(file: Path) -> None:
        with closing(sqlite3.connect(file)) as db:
            for statement in statements:
                db.execute(statement)
            db.commit()

    return spoil


def byte_in_schema(file: Path) -> None:
    whole = file.read_bytes()
    position = whole.index(b"CREATE TABLE facts") + 8
    file.write_bytes(whole[:position] + b"\xff" + whole[position + 1 :])


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(byte_in_schema, id="schema"),
        pytest.param(in_database("UPDATE facts SET value = '{no json'"), id="no json"),
        pytest.param(in_database("UPDATE facts SET value = '17'"), id="other type"),
        pytest.param(in_database("UPDATE facts SET value = CAST(x'ff8080' AS TEXT)"), id="no text"),
        pytest.param(in_database("UPDATE facts SET value = NULL"), id="null"),
        pytest.param(in_database("DROP TABLE facts"), id="no table"),
        pytest.param(
            in_database("DROP TABLE facts", "CREATE TABLE facts (other TEXT)"), id="other columns"
        ),
    ],
)
def test_any_damage_is_noticed_and_the_file_replaced(tmp_path, spoil):
    opened(tmp_path).set_fact("paging", ["page", "per_page"])
    spoil(the_file(tmp_path))
    store = opened(tmp_path)
    assert store.get_fact("paging") is None
    store.set_fact("paging", 1)
    assert store.shared and opened(tmp_path).get_fact("paging") == 1


@pytest.mark.exhaustive
def test_damage_at_any_place_causes_no_error(tmp_path):
    opened(tmp_path).set_fact("paging", ["page", "per_page"])
    Announcements(opened(tmp_path), "run").add("/servers", "1", {"id": "1"})
    whole = the_file(tmp_path).read_bytes()
    for position in range(0, len(whole), 97):
        the_file(tmp_path).write_bytes(whole[:position] + b"\xfe\x00\xff" + whole[position + 3 :])
        store = opened(tmp_path)
        store.get_fact("paging")
        Announcements(store, "run").of("/servers")
        RateLimiter(store).observe(25, RateLimiter(store).status().remaining, 30)
        store.set_fact("paging", 1)
        assert store.get_fact("paging") == 1 and store.shared, position


@pytest.mark.parametrize("column", ["request_limit", "remaining", "resets_at", "changed_at"])
def test_a_damaged_budget_is_replaced(tmp_path, column):
    RateLimiter(opened(tmp_path)).observe(25, 10, 30)
    in_database(f"UPDATE budget SET {column} = 'x'")(the_file(tmp_path))
    assert RateLimiter(opened(tmp_path)).acquire(5) == 0


def stop_in_transaction(directory: Path) -> None:
    stops = iter([signal.SIGSTOP])
    store = opened(directory)
    store.transact(
        lambda db: (db.execute("DELETE FROM stale"), os.kill(os.getpid(), next(stops, 0)))
    )
    assert store.shared and store.get_fact("fact") == 2


@pytest.mark.exhaustive
def test_a_process_stopped_in_a_transaction_delays_others_by_seconds_once(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "TRANSACTION_TIMEOUT", 0.5)
    opened(tmp_path).set_fact("fact", 1)
    process = spawn.Process(target=stop_in_transaction, args=(tmp_path,))
    process.start()
    os.waitid(os.P_PID, process.pid, os.WSTOPPED)
    try:
        first, second = opened(tmp_path), opened(tmp_path)
        began = time.monotonic()
        first.set_fact("fact", 2)
        assert 0.4 < time.monotonic() - began < 5
        began = time.monotonic()
        assert second.get_fact("fact") == 2 and second.shared
        assert time.monotonic() - began < 0.4
    finally:
        os.kill(process.pid, signal.SIGCONT)
        process.join()
    assert process.exitcode == 0 and opened(tmp_path).get_fact("fact") == 2


def test_a_file_that_another_process_replaced_is_opened_again(tmp_path):
    first = opened(tmp_path)
    first.set_fact("fact", 1)
    the_file(tmp_path).unlink()
    opened(tmp_path).set_fact("fact", 2)
    assert first.get_fact("fact") == 2


# -- whose file it is


def test_an_open_file_is_made_private(tmp_path):
    opened(tmp_path).set_fact("fact", 1)
    the_file(tmp_path).chmod(0o644)
    assert opened(tmp_path).get_fact("fact") == 1
    assert stat.S_IMODE(the_file(tmp_path).stat().st_mode) == 0o600


def test_a_file_that_others_could_write_to_is_replaced(tmp_path):
    opened(tmp_path).set_fact("fact", 1)
    the_file(tmp_path).chmod(0o666)
    store = opened(tmp_path)
    assert store.get_fact("fact") is None and store.shared
    assert stat.S_IMODE(the_file(tmp_path).stat().st_mode) == 0o600


def test_a_link_is_replaced_and_its_target_is_kept(tmp_path):
    foreign = tmp_path / "foreign"
    in_database("CREATE TABLE own (a)", "INSERT INTO own VALUES (1)")(foreign)
    opened(tmp_path).set_fact("fact", 1)
    for link in (Path.symlink_to, Path.hardlink_to):
        (file := the_file(tmp_path)).unlink()
        link(file, foreign)
        opened(tmp_path).set_fact("fact", 1)
        assert opened(tmp_path).get_fact("fact") == 1
        with closing(sqlite3.connect(foreign)) as db:
            assert db.execute("SELECT a FROM own").fetchall() == [(1,)]


def test_a_fifo_is_replaced(tmp_path):
    opened(tmp_path).set_fact("fact", 1)
    (file := the_file(tmp_path)).unlink()
    os.mkfifo(file)
    opened(tmp_path).set_fact("fact", 1)
    assert opened(tmp_path).get_fact("fact") == 1


def test_a_directory_that_others_can_write_to_is_not_used(tmp_path):
    (directory := tmp_path / "open").mkdir()
    directory.chmod(0o777)
    store = opened(directory)
    store.set_fact("fact", 1)
    assert store.get_fact("fact") == 1 and not list(directory.iterdir())
    assert "other users can write to it" in store.problem


@pytest.mark.skipif(os.geteuid() != 0, reason="needs to make files of another user")
def test_files_and_directories_of_another_user_are_not_trusted(tmp_path):
    opened(tmp_path).set_fact("fact", 1)
    os.chown(the_file(tmp_path), 65534, -1)
    store = opened(tmp_path)
    assert store.get_fact("fact") is None and store.shared and the_file(tmp_path).stat().st_uid == 0
    os.chown(tmp_path, 65534, -1)
    store = opened(tmp_path)
    assert store.get_fact("fact") is None and "belongs to another user" in store.problem


# -- where it lies


@pytest.fixture
def homeless(tmp_path, monkeypatch):
    """HOME cannot be written to."""
    (tmp_path / "home").write_text("")
    (tmp_path / "tmp").mkdir()
    for name in ("CLOUDPANEL_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    return tmp_path / "tmp"


def test_without_a_home_the_file_is_in_a_private_temporary_directory(homeless):
    first, second = Store("token", URL), Store("token", URL)
    first.set_fact("fact", 1)
    assert second.get_fact("fact") == 1 and second.shared
    (directory,) = homeless.iterdir()
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700


def test_an_unknown_home_is_not_a_relative_directory(homeless, monkeypatch):
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.chdir(homeless)
    Store("token", URL).set_fact("fact", 1)
    assert not (homeless / "~").exists() and len(list(homeless.iterdir())) == 1


def test_without_a_usable_directory_there_is_one_problem(homeless):
    (homeless / f"ansible-ionos-cloudpanel-{os.geteuid()}").mkdir(mode=0o777)
    (homeless / f"ansible-ionos-cloudpanel-{os.geteuid()}").chmod(0o777)
    store = Store("token", URL)
    store.set_fact("fact", 1)
    assert store.get_fact("fact") == 1
    assert (
        "home" in store.problem
        and str(homeless) in store.problem
        and "CLOUDPANEL_CACHE_DIR" in store.problem
    )
