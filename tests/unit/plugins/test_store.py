# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file that processes share: private, and never the reason why a task fails."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import stat
import time
from pathlib import Path

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.runs import Announcements
from ansible_collections.ionos.cloudpanel.plugins.module_utils.store import Store

URL = "https://api.example.com/v1"
spawn = multiprocessing.get_context("fork")


def opened(directory: Path) -> Store:
    return Store("token", URL, directory)


def the_file(directory: Path) -> Path:
    (file,) = directory.glob("*.sqlite")
    return file


def test_the_file_is_private_and_holds_no_token(tmp_path):
    store = Store("very-secret-token", URL, tmp_path)
    store.remember("paging", ["page", "per_page"])
    file = the_file(tmp_path)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"very-secret-token" not in file.read_bytes()
    assert "very-secret-token" not in file.name


@pytest.mark.parametrize("spoil", [
    pytest.param(lambda file: (file.unlink(), file.mkdir()), id="folder"),
    pytest.param(lambda file: (file.unlink(), file.symlink_to("/dev/full")), id="full disk"),
])
def test_a_file_that_cannot_be_used_is_no_error(tmp_path, spoil):
    opened(tmp_path).remember("fact", 0)
    spoil(the_file(tmp_path))
    store = opened(tmp_path)
    store.remember("fact", 1)
    assert store.recall("fact") == 1
    assert not store.shared


def overwrite_tables(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"x" * (len(whole) - 100))


@pytest.mark.parametrize("spoil", [lambda file: file.write_bytes(b"this is no database" * 500), overwrite_tables],
                         ids=["no database", "damaged"])
def test_a_damaged_file_is_replaced(tmp_path, spoil):
    opened(tmp_path).remember("fact", 0)
    spoil(the_file(tmp_path))
    first, second = opened(tmp_path), opened(tmp_path)
    first.remember("fact", 1)
    assert second.recall("fact") == 1 and second.shared


def test_a_file_of_another_version_starts_anew(tmp_path):
    opened(tmp_path).remember("fact", 0)
    with sqlite3.connect(the_file(tmp_path)) as db:
        db.execute("PRAGMA user_version = 1")
    store = opened(tmp_path)
    assert store.recall("fact") is None and store.shared


def test_a_directory_that_cannot_be_made_is_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    store = opened(tmp_path / "file" / "below")
    store.remember("fact", 1)
    assert store.recall("fact") == 1 and not store.shared
    with store.lock("list", 1):
        pass


def hold_and_die(directory: Path) -> None:
    store = opened(directory)
    with store.lock("list", 10), store.transaction() as db:
        db.execute("INSERT INTO facts VALUES ('half', '1')")
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_killed_in_the_middle_leaves_file_and_lock_usable(tmp_path):
    opened(tmp_path).remember("fact", 1)
    process = spawn.Process(target=hold_and_die, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    store = opened(tmp_path)
    began = time.monotonic()
    with store.lock("list", 10):
        assert time.monotonic() - began < 5
    assert (store.recall("fact"), store.recall("half"), store.shared) == (1, None, True)


def add_slowly(directory: Path) -> None:
    store = opened(directory)
    with store.lock("list", 30):
        number = store.recall("number")
        time.sleep(0.01)
        store.remember("number", number + 1)


def test_a_lock_lets_one_process_in_at_a_time(tmp_path):
    opened(tmp_path).remember("number", 0)
    processes = [spawn.Process(target=add_slowly, args=(tmp_path,)) for _each in range(20)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert opened(tmp_path).recall("number") == 20


def test_an_error_of_ours_rolls_back(tmp_path):
    store = opened(tmp_path)
    with pytest.raises(ZeroDivisionError), store.transaction() as db:
        db.execute("INSERT INTO facts VALUES ('half', '1')")
        raise ZeroDivisionError
    assert store.recall("half") is None and store.shared


def test_announcements_are_seen_by_their_run_alone(tmp_path):
    Announcements(opened(tmp_path)).add("run-1", "/servers", "planned:web", {"id": "planned:web", "name": "web"})
    assert Announcements(opened(tmp_path)).of("run-1", "/servers") == {"planned:web": {"id": "planned:web", "name": "web"}}
    assert Announcements(opened(tmp_path)).of("run-2", "/servers") == {}
