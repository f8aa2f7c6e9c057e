# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a store keeps its file, opens it again, replaces it, or goes on without it."""

from __future__ import annotations

import gc
import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.locks import locked
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import (
    Store,
    account_digest,
    pack,
)

URL = "https://api.example.com/v1"
#: More than a small file can hold.
LARGE = "x" * 200_000


@pytest.fixture
def store(tmp_path) -> Store:
    store = opened(tmp_path)
    store.set_fact("fact", 0)
    return store


def opened(directory: Path | None) -> Store:
    return Store("token", URL, directory)


def the_file(directory: Path) -> Path:
    (file,) = directory.rglob("*.sqlite")
    return file


def stop_growth(store: Store) -> None:
    """Let the file become no larger, as long as this connection is open."""
    store.transact(lambda db: db.execute("PRAGMA max_page_count = 1").fetchall())


def test_an_account_is_a_token_and_a_url():
    assert account_digest("token", URL) == account_digest("token", f"{URL}/")
    others = (("token", "https://api"), ("tokenh", "ttps://api"), ("nekot", "https://api"))
    assert len({account_digest(*each) for each in others}) == 3


# -- errors


def test_on_a_full_disk_the_file_is_kept_and_no_longer_used(store, tmp_path):
    stop_growth(store)
    assert store.shared
    store.set_fact("large", LARGE)
    assert store.get_fact("large") == LARGE and store.get_fact("fact") is None
    assert f": {the_file(tmp_path)} cannot be used (database or disk is full). " in store.problem
    assert opened(tmp_path).get_fact("fact") == 0


def test_the_problem_of_a_directory_names_it_once(tmp_path):
    tmp_path.chmod(0o777)
    store = opened(tmp_path)
    assert not store.usable
    assert f": {tmp_path} cannot be used (other users can write to it). Set CLO" in store.problem


def test_a_mistake_of_the_caller_is_no_damage(store):
    for statement, error in (
        ("INSERT INTO facts VALUES (?, ?)", sqlite3.ProgrammingError),
        ("INSERT INTO facts VALUES ('fact', '')", sqlite3.IntegrityError),
    ):
        with pytest.raises(error):
            store.write(statement)
    assert store.get_fact("fact") == 0 and store.shared


def test_a_failed_transaction_changes_nothing_and_blocks_nobody(store, tmp_path):
    def fail(db):
        db.execute("INSERT INTO facts VALUES ('half', ?)", (pack(1),))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.transact(fail)
    other = opened(tmp_path)
    assert (other.get_fact("half"), other.get_fact("fact")) == (None, 0)
    store.set_fact("fact", 1)
    other.set_fact("other", 2)
    assert (store.get_fact("half"), store.get_fact("fact"), other.shared) == (None, 1, True)


def test_a_value_that_was_changed_is_a_damage(store, tmp_path):
    store.set_fact("words", ["page", "per_page"])
    with closing(sqlite3.connect(the_file(tmp_path))) as db:
        db.execute("UPDATE facts SET value = replace(value, 'page', 'pane')")
        db.commit()
    assert store.get_fact("words") is None and store.shared


def test_only_one_process_at_a_time_replaces_a_damaged_file(store, tmp_path):
    file = the_file(tmp_path)
    reading = threading.Thread(target=store.get_fact, args=("fact",))
    with locked(file.with_suffix(""), "replace", 1) as held:
        file.write_bytes(b"this is no database" * 500)
        reading.start()
        reading.join(0.05)
        assert held and reading.is_alive()
        file.unlink()  # as the other process does
        opened(tmp_path).set_fact("fact", 1)
    reading.join()
    assert store.get_fact("fact") == 1 and store.shared


# -- connections


def test_the_connection_is_kept_and_belongs_to_all_threads_of_one_process(
    store, tmp_path, monkeypatch
):
    with ThreadPoolExecutor() as threads:
        threads.submit(stop_growth, store).result()
    fork = os.getpid() + 1
    with monkeypatch.context() as patch:
        patch.setattr(os, "getpid", lambda: fork)
        store.set_fact("large", LARGE)  # another connection
        assert store.shared
        stop_growth(store)
        store.set_fact("large", 2 * LARGE)
        assert not store.shared and opened(tmp_path).get_fact("large") == LARGE


def test_a_store_that_nobody_uses_any_more_has_no_open_file(tmp_path):
    gc.collect()
    before = len(os.listdir("/proc/self/fd"))
    opened(tmp_path).set_fact("fact", 1)
    gc.collect()
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_file_that_was_removed_is_created_again(store, tmp_path):
    the_file(tmp_path).unlink()
    assert store.get_fact("fact") is None
    store.set_fact("fact", 1)
    assert opened(tmp_path).get_fact("fact") == 1 and store.shared


def test_transactions_cost_little(store):
    assert store.read(int, "PRAGMA synchronous") == [0]
    assert store.read(str, "PRAGMA journal_mode") == ["truncate"]


# -- where the file is, and who can read it


@pytest.mark.parametrize(
    "variable, value, place",
    [
        ("CLOUDPANEL_CACHE_DIR", "~/a/b", "home/a/b"),
        ("XDG_CACHE_HOME", "{}/c", "c/ansible-ionos-cloudpanel"),
        ("XDG_CACHE_HOME", "", "home/.cache/ansible-ionos-cloudpanel"),
    ],
)
def test_the_environment_decides_where_the_file_is(tmp_path, monkeypatch, variable, value, place):
    for name in ("CLOUDPANEL_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv(variable, value.format(tmp_path))
    opened(None).set_fact("fact", 1)
    assert the_file(tmp_path).parent == tmp_path / place


def test_what_others_can_read_and_not_change_is_used(store, tmp_path):
    the_file(tmp_path).chmod(0o755)
    tmp_path.chmod(0o755)
    other = opened(tmp_path)
    assert other.get_fact("fact") == 0 and other.shared


@pytest.mark.skipif(os.geteuid() != 0, reason="needs a directory of root")
def test_a_directory_of_root_is_trusted(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert opened(tmp_path).usable
