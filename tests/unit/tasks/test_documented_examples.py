# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the examples of the module documentation: each file of docs/examples, in order."""

from __future__ import annotations

import grp
import os
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from ansible.template import Templar
from in_process import Tasks
from lives import done
from plays import KEY, SERVER, servers, shape, task
from simulator.readings import Readings
from task_lists import TaskList

CHECKOUT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted((CHECKOUT / "docs/examples").glob("*.yml"))
#: Variables that users define in their own files.
VARIABLES = {
    "public_key": KEY,
    "vault_jane_password": "correct-horse-1",
    "vault_jane_new_password": "correct-horse-2",
    "vault_storage_password": "battery-staple-1",
    "vault_new_storage_password": "battery-staple-2",
}
ONE = servers("web1")
WEB = servers("web1", "web2", "web3")
MAIL = [{"port_balancer": 25, "port_server": 25}]
JANE = task("user", name="jane", password="correct-horse-1", api_access=True)
BALANCER = task("load_balancer", name="shop", rules=MAIL)
#: Tasks that create what the examples of a module refer to.
PREPARATIONS: dict[str, list[dict[str, Any]]] = {
    "api_request": ONE,
    "block_storage": servers("db1", "db2"),
    "firewall_policy": [*WEB, task("server_ip", server="web3", number=2)],
    "image": servers("web1", "db1"),
    "load_balancer": servers("web1", "web2", "web3", "web4"),
    "load_balancer_info": [BALANCER],
    "log_info": [JANE],
    "monitoring_info": ONE,
    "monitoring_policy": servers("web1", "web2"),
    "private_network": [
        task("server", name=name, state="stopped", **SERVER) for name in ("web1", "web2", "web3")
    ],
    "private_network_info": [task("private_network", name="backend")],
    "public_ip": [*ONE, task("public_ip", reverse_dns="spare.example.com")],
    "role": [JANE],
    "server": [
        task("ssh_key", name="deploy", public_key=KEY),
        task("firewall_policy", name="web", rules=[{"port": "80"}]),
        BALANCER,
        task("monitoring_policy", name="web"),
        task("private_network", name="backend"),
    ],
    "server_info": WEB,
    "server_ip": [
        *ONE,
        task("firewall_policy", name="mail", rules=[{"port": "25"}]),
        task("load_balancer", name="mail", rules=MAIL),
    ],
    "server_snapshot": servers("db1"),
    "server_snapshot_info": [*servers("db1"), task("server_snapshot", server="db1")],
    "shared_storage": servers("cms", "web1", "web2", datacenter="DE"),
    "shared_storage_access_info": [
        task("shared_storage_access", datacenter="DE", password="battery-staple-1")
    ],
    "shared_storage_info": [task("shared_storage", name="media", size=50)],
    "ssh_key_info": [task("ssh_key", name="deploy", public_key=KEY)],
    "user_info": [JANE],
    "vpn_configuration": [task("vpn", name="office")],
    "vpn_info": [task("vpn", name="office")],
}
#: The key of the last result of the preparation that has the address which the examples use.
ADDRESSES = {"firewall_policy": "server_ip", "public_ip": "public_ip"}
#: An API in which all examples make sense.
READINGS = Readings(chosen={"join-network": "on"})
#: Modules that send the operations of independent objects in any order.
PARALLEL = ("stack",)
#: Tasks that change something in each run, by file and number.
NOT_IDEMPOTENT = {
    ("api_request", 2),
    ("server", 16),
    ("server", 17),
    ("server_snapshot", 1),
    ("shared_storage_access", 2),
    ("user", 1),
    ("user_api_key", 1),
    ("user_api_key", 2),
}


class Example:
    """The tasks of a file. ``run`` implements also ``check_mode`` and ``assert``."""

    def __init__(self, file: Path, tasks: Tasks, replaced: dict[str, str]) -> None:
        text = file.read_text()
        for old, new in replaced.items():
            text = text.replace(old, new)
        self.tasks = tasks
        self.list = TaskList(text, tasks.folder, file.name)
        self.listed = self.list.listed

    def run(self, check: bool, repeat: Collection[int] = ()) -> list[list[dict[str, str]]]:
        """Run all tasks. Return the operations that each one has sent or, in check mode, announced.

        :param repeat: numbers of the tasks that run again and must not change anything then.
        """
        tasks, variables = self.tasks.in_run(), dict(VARIABLES)
        performed = []
        for number, listed in enumerate(self.listed):
            only_check = check or bool(listed.get("check_mode"))
            results = self._results(tasks, listed, variables, only_check)
            if number in repeat and only_check == check:
                for again in self._results(tasks, listed, variables, check):
                    assert not again.get("changed") and not again.get("operations"), listed["name"]
            variables.update(self.list.registered(listed, results))
            sent = results if only_check == check else []
            performed.append([step for each in sent for step in each.get("operations", ())])
        return performed

    def _results(
        self, tasks: Tasks, listed: dict[str, Any], variables: dict[str, Any], check: bool
    ) -> list[dict[str, Any]]:
        def call(module: str, options: Any) -> dict[str, Any]:
            if not module.startswith("ionos.cloudpanel."):
                return {}
            return tasks.ok(module.rpartition(".")[2], check, **options)

        templar = Templar(self.list.loader, variables)
        if "ansible.builtin.assert" in listed:
            condition = listed["ansible.builtin.assert"]["that"]
            assert templar.evaluate_conditional(condition) or check
        if "var" in listed.get("ansible.builtin.debug", {}):
            templar.evaluate_expression(listed["ansible.builtin.debug"]["var"])
        return self.list.results_of(listed, variables, call)


@pytest.mark.parametrize("readings", [READINGS], ids=str, indirect=True)
@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_the_examples_of_a_module_work(tasks, simulator, tmp_path, monkeypatch, file):
    prepared = tasks.play(PREPARATIONS.get(file.stem, []))
    assert prepared.code == 0, prepared.last
    simulator.settle()
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh/id_ed25519.pub").write_text(KEY)
    for folder in ("openvpn", "deploy"):
        (tmp_path / "etc" / folder).mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    group = grp.getgrgid(os.getgid()).gr_name
    replaced = {" /etc/": f" {tmp_path}/etc/", "group: openvpn": f"group: {group}"}
    if file.stem in ADDRESSES:
        replaced["198.51.100.7"] = prepared.last[ADDRESSES[file.stem]]["ip"]
    example = Example(file, tasks, replaced)
    simulator.clear()
    announced = example.run(check=True)
    assert {entry["method"] for entry in simulator.requests()} <= {"GET"}
    repeat = {
        number for number in range(len(announced)) if (file.stem, number) not in NOT_IDEMPOTENT
    }
    performed = example.run(check=False, repeat=repeat)
    for listed, before, after in zip(example.listed, announced, performed):
        assert shape(before) == shape(after) or listed.get("check_mode"), listed["name"]
    order = sorted if file.stem in PARALLEL else list
    sent = done([step for operations in performed for step in operations])
    assert order(simulator.accepted()) == order(sent)


def test_every_module_has_examples():
    modules = {file.stem for file in (CHECKOUT / "plugins/modules").glob("*.py")}
    assert {file.stem for file in EXAMPLES} == modules
