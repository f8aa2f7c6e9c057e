# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which run a task belongs to, and what tasks of one run share."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from ansible import constants as C
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine import check_run as runs
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils import run

POLICY = {"name": "web", "rules": [{"port": "80"}]}
SERVER = {"name": "web1", "appliance": "debian12-64min", "fixed_instance_size": "M"}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(C, "DEFAULT_LOCAL_TMP", str(tmp_path))
    return tmp_path


def test_a_fact_is_found_out_once(folder):
    found = []

    def find() -> str:
        found.append(len(found))
        time.sleep(0.01)
        return f"value {len(found)}"

    with ThreadPoolExecutor(20) as pool:
        values = set(pool.map(lambda _number: run.shared_fact("some", find), range(100)))
    assert len(values) == 1
    asked = len(found)
    assert run.shared_fact("some", find) in values and len(found) == asked


def test_all_tasks_of_a_run_know_the_same_run(folder):
    before = time.time()
    first = run.current_run()
    assert run.current_run() == first and before <= first.began <= time.time()


def test_two_runs_differ(tmp_path, monkeypatch):
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.setattr(C, "DEFAULT_LOCAL_TMP", str(tmp_path / name))
        found.append(run.current_run())
    assert found[0].id != found[1].id


def test_without_a_temporary_directory_there_is_no_run(folder, monkeypatch):
    monkeypatch.setattr(C, "DEFAULT_LOCAL_TMP", str(folder / "missing"))
    assert run.current_run() is None


def test_a_module_that_is_started_by_hand_belongs_to_no_run(monkeypatch):
    monkeypatch.delenv(runs.VARIABLE, raising=False)
    assert runs.current_run() is None


@pytest.mark.parametrize("late", [0, 5])
def test_the_start_time_does_not_depend_on_how_long_a_module_takes_to_start(monkeypatch, late):
    began = time.time() - 100
    monkeypatch.setenv(runs.VARIABLE, f"some {began!r} {100.0 - late!r}")
    assert runs.current_run() == runs.Run("some", began)


@pytest.mark.parametrize("wrong", [-3600, 3600])
def test_the_start_time_is_that_of_the_own_clock(monkeypatch, wrong):
    monkeypatch.setenv(runs.VARIABLE, f"some {time.time() + wrong - 7!r} 7.0")
    assert runs.current_run().began == pytest.approx(time.time() - 7, abs=1)


def test_check_mode_finds_what_earlier_tasks_of_the_run_announced(tasks, proxy):
    run_ = tasks.in_run()
    run_.ok("firewall_policy", True, **POLICY)
    run_.ok("server", True, **SERVER, firewall_policy="web")
    assert not run_.ok("firewall_policy", True, **POLICY)["changed"]
    assert not proxy.writes()


def test_check_mode_does_not_find_what_another_run_announced(tasks):
    tasks.in_run().ok("firewall_policy", True, **POLICY)
    other = tasks.in_run()
    assert other.ok("firewall_policy", True, **POLICY)["changed"]
    assert "no firewall policy has the name or id 'missing'" in other.error(
        "server", True, **SERVER, firewall_policy="missing"
    )


def test_check_mode_of_a_module_that_belongs_to_no_run_warns(tasks):
    warnings = tasks.ok("server", True, **SERVER, firewall_policy="web")["warnings"]
    assert any("check mode cannot verify this here" in each for each in warnings)


def test_a_run_sees_changes_from_before_its_start(tasks):
    before = tasks.in_run()
    assert not before.ok("firewall_policy_info", name=["web"])["firewall_policies"]
    tasks.in_run().ok("firewall_policy", **POLICY)
    assert not tasks.in_run().ok("firewall_policy", True, **POLICY)["changed"]
