# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shared schema on a real server: faults of the server, and locks of real processes."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.client import Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import NotSentError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.check_run import Announcements
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.index import RESOURCES
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.search_keys import (
    keys_of_value,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import (
    libpq,
    locks,
    shared_server,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.list_cache import ListCache
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.list_rules import ListRules
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.workers import Workers
from forked import context, process
from postgres import FAST, ROLE, PostgresServer

URL = "https://api.example.com/v1"
VARIABLE = "CLOUDPANEL_SHARED_STORE"
pytestmark = pytest.mark.exhaustive  # they need a server, and wait for it and for processes


@pytest.fixture
def database(postgres, monkeypatch) -> Iterator[str]:
    """Return the URL of an empty database, which stores use."""
    url = postgres.database()
    monkeypatch.setenv(VARIABLE, url)
    monkeypatch.setattr(locks, "HEARTBEAT", 0.1)
    monkeypatch.setattr(locks, "HEARTBEAT_TIMEOUT", 0.8)
    monkeypatch.setattr(shared_server, "RECONNECT_TIMEOUT", 0.5)
    monkeypatch.setattr(shared_server, "RECOVERY_TIME", 0.0)
    yield url
    shared_server._sessions.clear()


@pytest.fixture
def admin(database, postgres) -> Callable[[str], list]:
    """Return a function that executes statements in the database as the superuser."""
    return lambda statement: postgres.admin(statement, name_of(database))


def name_of(database: str) -> str:
    return urlsplit(database).path[1:]


def opened() -> Store:
    return Store("token", URL)


def schema(admin) -> str:
    ((name,),) = admin("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'ionos%'")
    return name


def sessions(admin, of: str = ROLE) -> set[int]:
    query = (
        f"SELECT pid FROM pg_stat_activity WHERE usename = '{of}' AND datname = current_database()"
    )
    return {pid for (pid,) in admin(query)}


def cut(admin) -> None:
    """Close all connections of the collection."""
    for pid in sessions(admin):
        admin(f"SELECT pg_terminate_backend({pid}, 5000)")


def hold(names: list[str], ready, seconds: float) -> None:
    with opened().lock_all(names, 5) as held:
        assert held
        ready.set()
        time.sleep(seconds)


@contextlib.contextmanager
def held(*names: str, seconds: float = 60) -> Iterator[multiprocessing.Process]:
    """Another process holds the locks."""
    ready = context.Event()
    with process(hold, list(names), ready, seconds) as holder:
        assert ready.wait(10)
        yield holder


def take(name: str, patience: float) -> tuple[bool | None, float]:
    """Take a lock in another process: (whether it was held, the seconds until the block began)."""
    results = context.Queue()
    with process(take_and_report, name, patience, results) as taking:
        result = results.get(timeout=40)
        taking.join()
    return result


def take_and_report(name: str, patience: float, results) -> None:
    began = time.monotonic()
    with opened().lock(name, patience) as success:
        results.put((success, time.monotonic() - began))


# -- content


def test_values_return_unchanged_and_tables_are_private(database, admin):
    store = opened()
    for value in ("\0 and \x1a", "\x1a0\x1a1", "äöü % ? $1 ' \\", 1.5, 2**40, None, [True]):
        store.set_fact("\0name\x1a", value)
        assert opened().get_fact("\0name\x1a") == value
    store.transact(
        lambda db: db.executemany(
            "INSERT INTO stale VALUES (?, ?, ?)", [("/p", str(each), 0.5) for each in range(2500)]
        )
    )
    found = store.read(lambda *row: row, "SELECT DISTINCT path, since FROM stale")
    assert found == [("/p", 0.5)] and store.read(int, "SELECT count(*) FROM stale") == [2500]
    assert store.shared and "token" not in schema(admin)
    admin("CREATE ROLE other LOGIN")
    assert not admin(f"SELECT 1 WHERE has_schema_privilege('other', '{schema(admin)}', 'USAGE')")
    admin("DROP ROLE other")


def test_objects_with_long_names_are_shared(database):
    """A name of random characters, which the server cannot compress."""
    name = "".join(chr(random.randint(0xA1, 0x2FF)) for _each in range(5000))
    Announcements(opened(), "run").add("/private_networks", "1", {"id": "1", "name": name})
    run = Announcements(opened(), "run")
    keys = keys_of_value(RESOURCES["/private_networks"], name)
    assert run.find("/private_networks", [], keys) == {"1": {"id": "1", "name": name}}


def add_one(results) -> None:
    store = opened()
    store.transact(
        lambda db: db.execute(
            "INSERT INTO stale VALUES (?, ?, (SELECT count(*) FROM stale))",
            ("/p", str(os.getpid())),
        )
    )
    results.put(store.problem)


def test_processes_that_begin_together_make_the_tables_once_and_take_turns(database):
    results = context.Queue()
    processes = [context.Process(target=add_one, args=(results,)) for _each in range(8)]
    for each in processes:
        each.start()
    assert {results.get(timeout=30) for _each in processes} == {""}
    for each in processes:
        each.join()
    assert sorted(opened().read(int, "SELECT since FROM stale")) == list(range(8))


def use_in_child(store: Store, results) -> None:
    store.set_fact("child", 1)
    results.put((store.get_fact("parent"), store.shared, backend(store)))


def backend(store: Store) -> int:
    """Return the process of the server that serves a store."""
    return store.read(int, "SELECT pg_backend_pid()")[0]


def test_a_child_uses_its_own_connection(database, admin):
    store, results = opened(), context.Queue()
    store.set_fact("parent", 1)
    with store.lock("one", 0):
        with process(use_in_child, store, results) as child:
            fact, shared, other = results.get(timeout=20)
            assert fact == 1 and shared and other != backend(store)
            child.join()
        assert take("one", 0)[0] is False
    assert store.get_fact("child") == 1 and store.shared and take("one", 0)[0]


def test_the_stores_of_a_process_use_one_connection(database, admin):
    for _each in range(3):
        assert opened().usable and len(sessions(admin)) == 1
    with process(lambda: opened().set_fact("fact", 1)) as child:
        child.join()
    assert opened().get_fact("fact") == 1
    assert eventually(lambda: len(sessions(admin)) == 1)


def eventually(check: Callable[[], object]) -> object:
    end = time.monotonic() + 10
    while not (result := check()) and time.monotonic() < end:
        time.sleep(0.02)
    return result


# -- faults


def test_a_closed_connection_is_opened_again(database, admin):
    store = opened()
    store.set_fact("fact", 1)
    cut(admin)
    assert store.get_fact("fact") == 1 and store.shared
    runs = []

    def work(db) -> None:
        runs.append(1)
        db.execute("INSERT INTO facts VALUES ('once', '1')")
        if len(runs) == 1:
            cut(admin)

    store.transact(work)
    assert store.read(int, "SELECT count(*) FROM facts") == [2] and len(runs) == 2
    assert store.shared


def test_a_removed_schema_is_made_again_and_its_lists_are_read_again(database, admin):
    cache, reads = ListCache(opened(), ListRules(), lambda _path, each: [each["name"]]), []

    def read() -> list:
        reads.append(1)
        return [{"id": "W", "name": "web"}]

    listing = cache.get("/servers", 0, read, "lock", 5)
    admin(f"DROP SCHEMA {schema(admin)} CASCADE")
    assert listing.find(["web"]) == [{"id": "W", "name": "web"}] and len(reads) == 2


@pytest.mark.parametrize(
    "statement, words",
    [
        ("ALTER TABLE {0}.facts ADD COLUMN more TEXT", "unknown content"),
        ("CREATE TABLE {0}.more (a TEXT)", "unknown content"),
        ("COMMENT ON SCHEMA {0} IS NULL", "unknown content"),
        ("UPDATE {0}.facts SET value = 'no packed value'", "unknown content"),
        ("ALTER SCHEMA {0} OWNER TO postgres", "belongs to another role"),
        (f"ALTER ROLE {ROLE} SET default_transaction_read_only = on", "read-only"),
        (f"ALTER ROLE {ROLE} CONNECTION LIMIT 0", "too many connections"),
    ],
)
def test_a_schema_that_cannot_be_used_is_reported_and_kept(database, admin, statement, words):
    opened().set_fact("fact", 1)
    name = schema(admin)
    admin(statement.format(name))
    shared_server._sessions.clear()
    try:
        store, problems = opened(), []
        store.report_problem(problems.append)
        store.get_fact("fact")
        store.set_fact("fact", 2)
        assert store.get_fact("fact") == 2 and problems == [store.problem]
    finally:
        admin(f"ALTER ROLE {ROLE} RESET ALL; ALTER ROLE {ROLE} CONNECTION LIMIT -1")
    assert words in store.problem
    assert VARIABLE in store.problem and "CLOUDPANEL_CACHE_DIR" not in store.problem
    assert admin(f"SELECT count(*) FROM {name}.facts") == [(1,)]


def fill_the_disk(admin) -> None:
    admin(
        f"SET search_path TO {schema(admin)}; "
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$; "
        "CREATE TRIGGER fail BEFORE INSERT ON facts EXECUTE FUNCTION fail(); "
        "CREATE TRIGGER fail BEFORE INSERT ON locks EXECUTE FUNCTION fail()"
    )


def test_a_full_disk_is_reported_when_it_is_noticed(database, admin):
    client = Client("token", URL)
    client.store.set_fact("fact", 1)
    fill_the_disk(admin)
    assert client.warnings == []
    client.store.set_fact("fact", 2)
    assert client.store.get_fact("fact") == 2
    (problem,) = client.warnings
    assert "No space left on device" in problem


def test_a_lock_that_cannot_be_recorded_is_not_held(database, admin):
    client = Client("token", URL)
    assert client.store.usable
    fill_the_disk(admin)
    with client.store.lock("one", 1) as held:
        assert held is None and "No space left on device" in client.warnings[0]
        admin(f"DROP FUNCTION {schema(admin)}.fail CASCADE")
        assert take("one", 0)[0]


def test_databases_without_permission_or_unicode_are_reported(postgres, monkeypatch):
    foreign = postgres.url("postgres")
    latin = postgres.database("ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    for url, words in ((foreign, "permission denied"), (latin, "LATIN1")):
        monkeypatch.setenv(VARIABLE, url)
        assert not opened().usable
        problems: list[str] = []
        opened().report_problem(problems.append)
        assert words in problems[0]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:geheim@127.0.0.1:1/database",
        "postgresql://me@127.0.0.1:1/database?password=geheim&sslpassword=geheim",
        "postgresql://me:geheim@/geheim?host=/tmp/no-such-folder",
    ],
)
def test_a_server_that_cannot_be_reached_is_reported_without_the_password(monkeypatch, url):
    monkeypatch.setenv(VARIABLE, url)
    store = opened()
    store.set_fact("fact", 1)
    assert store.get_fact("fact") == 1 and not store.shared
    with store.lock("one", 5) as success:
        assert success is None
    assert "geheim" not in store.problem
    assert "refused" in store.problem or "no-such-folder" in store.problem


@pytest.mark.parametrize(
    "url, words",
    [
        ("mysql://me:geheim@host/database", "postgresql://"),
        ("host=geheim", "postgresql://"),
        ("postgresql://me:geheim%zz@host/x", "percent"),
        ("postgresql://me@host/x?geheim=1", "percent"),
    ],
)
def test_another_value_is_an_error_before_the_first_request(monkeypatch, url, words):
    monkeypatch.setenv(VARIABLE, url)
    with pytest.raises(NotSentError) as caught:
        Client("token", URL)
    assert VARIABLE in str(caught.value) and words in str(caught.value)
    assert "gehe" not in str(caught.value)


def test_a_missing_library_is_an_error_that_names_the_interpreter(monkeypatch):
    monkeypatch.setenv(VARIABLE, "postgresql://host/database")
    monkeypatch.setattr(libpq, "IMPORT_PROBLEM", "No module named 'psycopg'")
    with pytest.raises(NotSentError) as caught:
        Client("token", URL)
    assert sys.executable in str(caught.value) and "psycopg[binary]" in str(caught.value)


def test_a_server_without_a_value_is_not_used(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, "")
    monkeypatch.setenv("CLOUDPANEL_CACHE_DIR", str(tmp_path))
    assert opened().usable and list(tmp_path.glob("*.sqlite"))


def test_a_machine_whose_clock_differs_shares_nothing(database, monkeypatch):
    now = time.time
    for difference in (-3.0, 3.0):
        with monkeypatch.context() as patch:
            patch.setattr(shared_server.time, "time", lambda: now() + difference)  # noqa: B023
            shared_server._sessions.clear()
            store = opened()
            assert not store.usable
        assert "differs from that of this machine by" in store.problem


def test_a_pooler_that_mixes_sessions_is_noticed(database, monkeypatch):
    store = opened()
    assert store.usable
    with monkeypatch.context() as patch:
        patch.setattr(shared_server, "BEGIN_SERIAL", "BEGIN; SELECT {key}, 0")
        shared_server._sessions.clear()
        other = opened()
        other.set_fact("fact", 1)
    assert "pool mode" in other.problem and store.get_fact("fact") is None


def test_a_server_that_does_not_answer_delays_a_task_by_seconds(database, admin, monkeypatch):
    monkeypatch.setattr(libpq, "ANSWER_TIMEOUT", 0.5)
    store = opened()
    store.set_fact("fact", 1)
    (pid,) = sessions(admin)
    os.kill(pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        store.set_fact("fact", 2)
        assert 0.4 < time.monotonic() - began < 5
        assert store.get_fact("fact") == 2 and "does not answer" in store.problem
    finally:
        os.kill(pid, signal.SIGCONT)
    assert opened().get_fact("fact") == 1


def test_a_process_stopped_in_a_transaction_is_ended_by_the_server(database, monkeypatch):
    monkeypatch.setattr(shared_server, "TRANSACTION_TIMEOUT", 0.5)
    ready, began = context.Event(), time.monotonic()

    def stop_once(db) -> None:
        db.execute("INSERT INTO facts VALUES ('stopped', '1')")
        if not ready.is_set():
            ready.set()
            os.kill(os.getpid(), signal.SIGSTOP)

    with process(lambda: opened().transact(stop_once)) as stopped:
        assert ready.wait(10)
        store = opened()
        store.set_fact("fact", 1)
        assert store.shared and 0.5 < time.monotonic() - began < 5
        os.kill(stopped.pid, signal.SIGCONT)
        stopped.join()
        assert stopped.exitcode == 0
    assert store.read(int, "SELECT count(*) FROM facts") == [2]


def test_locks_are_released_at_once_if_the_server_cannot_be_reached(monkeypatch):
    monkeypatch.setattr(shared_server, "RECONNECT_TIMEOUT", 0)
    monkeypatch.setattr(locks, "HEARTBEAT", 60)
    attempts = []

    def refuse(*_arguments: object) -> None:
        attempts.append(1)
        raise libpq.ConnectionLostError("refused")

    with PostgresServer(**FAST) as server:
        monkeypatch.setenv(VARIABLE, server.database())
        store = opened()
        with store.lock_all([str(number) for number in range(20)], 5) as success:
            assert success
            server.stop(signal.SIGQUIT)
            monkeypatch.setattr(shared_server, "AccountConnection", refuse)
            store.set_fact("fact", 1)
    assert len(attempts) == 1 and "refused" in store.problem


# -- locks


def test_a_lock_is_waited_for_while_its_holder_lives(database):
    with held("one", seconds=2.5):
        assert take("other", 0)[0]
        success, waited = take("one", 30)
    assert success and waited > 2  # longer than a process without a heartbeat is waited for
    with held("one"):
        success, waited = take("one", 0.5)
    assert not success and 0.5 <= waited < 10


def test_a_killed_holder_releases_at_once_and_its_row_is_removed_later(
    database, admin, monkeypatch
):
    monkeypatch.setattr(locks, "HEARTBEAT_TIMEOUT", 60)
    with held("one", "two") as holder:
        holder.kill()
        holder.join()
        success, waited = take("one", 30)
    assert success and waited < 10
    assert admin(f"SELECT count(*) FROM {schema(admin)}.locks") == [(1,)]
    admin(f"UPDATE {schema(admin)}.locks SET taken_at = taken_at - 8 * 86400")
    assert take("one", 0)[0]
    assert admin(f"SELECT count(*) FROM {schema(admin)}.locks") == [(0,)]


def hold_while_stopped(ready, results) -> None:
    store = opened()
    with store.lock("one", 5) as success:
        ready.set()
        os.kill(os.getpid(), signal.SIGSTOP)
        eventually(lambda: store.lock_was_lost)
        results.put((success, store.lock_was_lost))
    results.put(store.lock_was_lost)


@pytest.mark.parametrize("kept", [True, False])
def test_a_stopped_holder_loses_its_lock_and_notices(database, kept):
    """Also if the other process has released the lock before it goes on."""
    ready, results, began = context.Event(), context.Queue(), time.monotonic()
    with process(hold_while_stopped, ready, results) as holder:
        assert ready.wait(10)
        store = opened()
        with store.lock("one", 30) as success:
            assert success and 0.8 < time.monotonic() - began < 10
            if kept:
                os.kill(holder.pid, signal.SIGCONT)
                assert results.get(timeout=10) == (True, True)
                assert take("one", 0)[0] is False
        if not kept:
            os.kill(holder.pid, signal.SIGCONT)
            assert results.get(timeout=10) == (True, True)
        assert results.get(timeout=10) is False
        holder.join()
    assert take("one", 0)[0]


def test_a_holder_whose_connection_is_closed_takes_its_locks_again(database, admin):
    store = opened()
    with store.lock_all(["one", "two"], 5) as success:
        assert success
        for _time in range(3):
            cut(admin)
            assert eventually(lambda: sessions(admin))
            assert take("one", 0)[0] is False and take("two", 0)[0] is False
        assert store.get_fact("fact") is None and not store.lock_was_lost
    assert take("one", 0)[0] and take("two", 0)[0]


def test_a_former_session_of_the_process_does_not_keep_its_lock(database, admin):
    """The server may not know yet that the connection of a session has ended."""
    store = opened()
    with store.lock("one", 5):
        session = store._database._session
        former, session._db = session._db, None
        assert store.get_fact("fact") is None and not store.lock_was_lost
        assert take("one", 0)[0] is False
        del former
    assert take("one", 0)[0]


def test_no_request_that_writes_is_sent_after_a_lock_was_lost(database, admin, monkeypatch):
    monkeypatch.setattr(locks, "HEARTBEAT", 60)
    client, sent = Client("token", URL), []
    monkeypatch.setattr(
        type(client.transport), "_exchange", lambda *_arguments: sent.append(1) or 1 / 0
    )
    with client.store.lock("one", 5):
        cut(admin)
        assert take("one", 0)[0]
        with pytest.raises(NotSentError, match="another task has managed the same object"):
            client.request("PUT", "/servers/1", {"name": "web"})
        with pytest.raises(ZeroDivisionError):
            client.get("/servers/1")
    assert sent == [1] and not client.store.lock_was_lost


def test_locks_are_not_reentrant_and_all_are_released_if_one_is_not_free(database):
    store = opened()
    with store.lock("a", 0), store.lock("a", 0.1) as again, store.lock("b", 0) as other:
        assert again is False and other is True
    with held("b"), store.lock_all(["a", "b"], 0.2) as success:
        assert success is False and take("a", 0)[0]


def test_workers_of_a_process_wait_for_each_other(database):
    inside, entered = [], []
    store, other = opened(), opened()

    def job(used: Store) -> None:
        with used.lock("one", 30) as success:
            assert success and not inside
            inside.append(1)
            shared_server.clock.sleep(0.05)
            inside.pop()
            entered.append(1)

    jobs = [lambda used=used: job(used) for used in (store, store, other)]
    Workers(3).run(lambda: jobs.pop() if jobs else None)
    assert len(entered) == 3


def add_slowly() -> None:
    store = opened()
    with store.lock("list", 30):
        number = store.get_fact("number")
        time.sleep(0.01)
        store.set_fact("number", number + 1)


def test_locks_and_facts_outlive_a_restart_of_the_server(monkeypatch):
    """A process that waits does not take the lock of a process that held it before."""
    with PostgresServer() as server:
        monkeypatch.setenv(VARIABLE, server.database())
        store, waiting = opened(), context.Queue()
        with contextlib.ExitStack() as release:
            release.enter_context(store.lock("one", 0))
            other = context.Process(target=take_and_report, args=("one", 30, waiting))
            other.start()
            store.set_fact("number", 0)
            time.sleep(0.3)
            server.stop()
            time.sleep(0.5)
            server.start()
            assert store.get_fact("number") == 0 and store.shared
            time.sleep(1)
            assert waiting.empty() and not store.lock_was_lost
        assert waiting.get(timeout=20)[0]
        other.join()
        processes = [context.Process(target=add_slowly) for _each in range(16)]
        for each in processes:
            each.start()
        for each in processes:
            each.join()
        assert store.get_fact("number") == 16
