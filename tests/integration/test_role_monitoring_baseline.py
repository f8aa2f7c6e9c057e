# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role monitoring_baseline: policies for servers selected by name and by group."""

from __future__ import annotations

import pytest
from plays import servers

from .conftest import Ansible
from .roles import Life

POLICIES = [
    {
        "name": "web",
        "pattern": "web[0-9]+",
        "ports": [{"port": 443, "alert_if": "RESPONDING", "email_notification": True}],
        "thresholds": {"cpu": {"warning": {"value": 70}}},
    },
    {
        "name": "db",
        "group": "databases",
        "email": "dba@example.com",
        "agent": True,
        "processes": [{"process": "postgres"}],
    },
]
VARIABLES = {
    "monitoring_baseline_policies": POLICIES,
    "monitoring_baseline_email": "ops@example.com",
}


@pytest.fixture
def ansible(simulator, tmp_path) -> Ansible:
    return Ansible(simulator, tmp_path)


def policies(simulator) -> dict[str, dict]:
    return {
        each["name"]: simulator.api("GET", f"/monitoring_policies/{each['id']}")
        for each in simulator.api("GET", "/monitoring_policies")
    }


def members(policy: dict) -> list[str]:
    return sorted(server["name"] for server in policy["servers"])


def test_the_life_of_the_policies_in_an_empty_account(ansible, simulator):
    def check() -> None:
        web, db = (policies(simulator)[name] for name in ("web", "db"))
        assert web["email"] == "ops@example.com" and db["email"] == "dba@example.com"
        assert web["thresholds"]["cpu"]["warning"] == {"value": 70, "alert": False}
        assert web["thresholds"]["ram"]["critical"] == {"value": 95, "alert": True}
        assert [each["port"] for each in web["ports"]] == [443] and web["agent"] is False
        assert [each["process"] for each in db["processes"]] == ["postgres"]
        assert members(web) == members(db) == []

    Life(ansible, "monitoring_baseline", **VARIABLES).live(check)


def test_servers_are_selected_by_name_and_by_group(ansible, simulator):
    assert ansible.play(servers("web1", "web2", "web-old", "db1")).code == 0
    inventory = ansible.folder / "hosts.ini"
    inventory.write_text("[databases]\ndb1\nelsewhere\n")
    log = ansible.folder / "alerts.log"
    life = Life(ansible, "monitoring_baseline", **VARIABLES, monitoring_baseline_log_file=str(log))
    life.run("-i", str(inventory))
    assert members(policies(simulator)["web"]) == ["web1", "web2"]
    assert members(policies(simulator)["db"]) == ["db1"]
    assert "web1 ports critical=1 warning=0\n" in log.read_text()
    one = [{**POLICIES[0], "pattern": "web1"}, POLICIES[1]]
    life.run("-i", str(inventory), monitoring_baseline_policies=one)
    assert members(policies(simulator)["web"]) == ["web1"]
    life.run("-i", str(inventory), monitoring_baseline_state="absent")
    assert not {"web", "db"} & set(policies(simulator))


def test_a_host_of_the_inventory_plugin_is_found_by_its_id(ansible, simulator):
    assert ansible.play(servers("db1")).code == 0
    identifier = simulator.api("GET", "/servers")[0]["id"]
    inventory = ansible.folder / "hosts.ini"
    inventory.write_text(f"[databases]\nprimary cloudpanel_id={identifier}\n")
    Life(ansible, "monitoring_baseline", **VARIABLES).run("-i", str(inventory))
    assert members(policies(simulator)["db"]) == ["db1"]


def test_a_server_with_two_policies_is_an_error(ansible, simulator):
    assert ansible.play(servers("web1")).code == 0
    both = [{"name": "one", "pattern": "web.*"}, {"name": "two", "pattern": ".*1"}]
    with pytest.raises(AssertionError, match="The policy one and another one .*: web1"):
        Life(ansible, "monitoring_baseline", monitoring_baseline_policies=both).run()
    assert not {"one", "two"} & set(policies(simulator))
