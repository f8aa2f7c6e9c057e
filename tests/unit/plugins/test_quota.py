# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request budget between real processes, and the file that cannot be used."""

from __future__ import annotations

import multiprocessing
import os
import signal
import stat
import time
from pathlib import Path

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils import quota as module
from ansible_collections.ionos.cloudpanel.plugins.module_utils.quota import BudgetExhausted, Quota

URL = "https://api.example.com/v1"
spawn = multiprocessing.get_context("fork")


def opened(directory: Path) -> Quota:
    return Quota("token", URL, directory)


def take_until_empty(directory: Path, taken) -> None:
    quota = opened(directory)
    try:
        while True:
            quota.acquire(patience=0)
            with taken.get_lock():
                taken.value += 1
    except BudgetExhausted:
        pass


def in_processes(count: int, target, *args) -> None:
    processes = [spawn.Process(target=target, args=args) for _each in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert all(process.exitcode == 0 for process in processes)


def test_processes_never_take_the_same_slot(tmp_path):
    taken = spawn.Value("i", 0)
    in_processes(30, take_until_empty, tmp_path, taken)
    assert taken.value == module.DOCUMENTED_LIMIT


def test_headers_of_the_api_overrule_what_was_counted(tmp_path):
    quota = opened(tmp_path)
    quota.observe(100, 3, 50)
    taken = spawn.Value("i", 0)
    in_processes(5, take_until_empty, tmp_path, taken)
    assert taken.value == 3


def test_requests_in_flight_are_not_forgotten_when_an_older_answer_comes(tmp_path):
    quota = opened(tmp_path)
    quota.observe(25, 10, 50)
    for _each in range(8):
        quota.acquire(0)
    quota.observe(25, 9, 50)
    taken = spawn.Value("i", 0)
    take_until_empty(tmp_path, taken)
    assert taken.value == 2


def test_an_exhausted_budget_is_waited_for(tmp_path):
    quota = opened(tmp_path)
    quota.observe(25, 0, 1)
    assert opened(tmp_path).acquire(patience=30) > 0


def test_patience_ends_with_a_sentence(tmp_path):
    quota = opened(tmp_path)
    quota.observe(25, 0, 40)
    with pytest.raises(BudgetExhausted, match="budget of requests is used up"):
        quota.acquire(patience=5)


def test_an_api_that_counts_nothing_is_not_throttled(tmp_path):
    quota = opened(tmp_path)
    quota.observe(None, None, None)
    for _each in range(200):
        assert quota.acquire(0) == 0


def test_a_clock_set_back_does_not_lock_the_budget(tmp_path, monkeypatch):
    quota = opened(tmp_path)
    quota.observe(25, 0, 40)
    earlier = time.time() - 7200
    monkeypatch.setattr(module.time, "time", lambda: earlier)
    assert quota.acquire(patience=0) == 0


def test_the_file_is_private_and_holds_no_token(tmp_path):
    quota = Quota("very-secret-token", URL, tmp_path)
    quota.acquire(0)
    quota.remember("paging", ["page", "per_page"])
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"very-secret-token" not in file.read_bytes()
    assert "very-secret-token" not in file.name


def test_accounts_do_not_share(tmp_path):
    Quota("one", URL, tmp_path).observe(25, 0, 40)
    assert Quota("two", URL, tmp_path).acquire(patience=0) == 0


@pytest.mark.parametrize("spoil", [
    pytest.param(lambda file: file.write_bytes(b"this is no database" * 500), id="damaged"),
    pytest.param(lambda file: (file.unlink(), file.mkdir()), id="folder"),
    pytest.param(lambda file: (file.unlink(), file.symlink_to("/dev/full")), id="full disk"),
])
def test_a_file_that_cannot_be_used_is_no_error(tmp_path, spoil):
    opened(tmp_path).acquire(0)
    (file,) = tmp_path.iterdir()
    spoil(file)
    quota = opened(tmp_path)
    assert quota.acquire(0) == 0
    quota.remember("fact", 1)
    assert quota.recall("fact") == 1
    assert not quota.shared


def test_a_directory_that_cannot_be_made_is_no_error(tmp_path):
    (tmp_path / "file").write_text("")
    quota = opened(tmp_path / "file" / "below")
    assert quota.acquire(0) == 0
    assert not quota.shared


def hold_and_die(directory: Path) -> None:
    quota = opened(directory)
    with quota._transaction():
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_process_killed_in_the_middle_leaves_the_file_usable(tmp_path):
    process = spawn.Process(target=hold_and_die, args=(tmp_path,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    quota = opened(tmp_path)
    assert quota.acquire(0) == 0
    assert quota.shared


def test_announcements_are_seen_by_their_run_alone(tmp_path):
    opened(tmp_path).announce("run-1", "/servers", "planned:web", {"id": "planned:web", "name": "web"})
    assert opened(tmp_path).announced("run-1", "/servers") == {"planned:web": {"id": "planned:web", "name": "web"}}
    assert opened(tmp_path).announced("run-2", "/servers") == {}
