# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the YAML blocks of the documentation on simulated accounts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml
from plays import KEY, servers, task
from yaml_blocks import Block, blocks, modules

from .conftest import CHECKOUT, INTERVAL, RECORDER, Ansible, key_pair
from .hosts import Hosts, hosts

__all__ = ["hosts"]


DEFAULTS = {"wait_interval": INTERVAL, "wait_timeout": 60}
#: Intervals in the blocks are those of real servers.
PACE = re.compile(r"\bwait_interval: \d+")
GROUP = "group/ionos.cloudpanel.cloudpanel"
#: The pages whose blocks another test runs.
RUN_ELSEWHERE = {"docs/migration.md": "tests/unit/tasks/test_migration.py"}


@dataclass(frozen=True)
class Setting:
    """Everything that the blocks of a page need and do not contain.

    :param tasks: create objects.
    :param variables: those that users define in their own files.
    :param files: texts of files by path.
    :param inventory: hosts of a static inventory, in YAML.
    :param hosts: whether tasks log in to servers.
    """

    tasks: list[dict[str, Any]] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    inventory: str = ""
    hosts: bool = False


WEB = task("firewall_policy", name="web", rules=[{"port": "22"}])
BALANCER = task("load_balancer", name="web", rules=[{"port_balancer": 80, "port_server": 80}])
MONITORING = task("monitoring_policy", name="web")
PING = "- ansible.builtin.ping:\n"
#: Two hosts that are this machine.
TWO_LOCAL_HOSTS = """\
web:
  hosts:
    web1: &local
      ansible_connection: local
      ansible_python_interpreter: "{{ ansible_playbook_python }}"
    web2: *local
"""
URL = "{{ lookup('ansible.builtin.env', 'CLOUDPANEL_API_URL') }}"
TOKEN = "{{ lookup('ansible.builtin.env', 'CLOUDPANEL_API_TOKEN') }}"
ENVIRONMENT = {
    "servers": [{"name": "shop", "appliance": "debian12-64min", "fixed_instance_size": "M"}]
}
#: The settings of pages. Other pages need an empty account only.
SETTINGS = {
    "docs/authentication.md": Setting(
        [task("user", name="deploy", password="correct-horse-1", api_access=True)],
        {"vault_cloudpanel_token": TOKEN, "vault_other_token": TOKEN},
    ),
    "docs/check_mode.md": Setting(servers("web1")),
    "docs/costs.md": Setting(servers("web1")),
    "docs/fleets.md": Setting(
        [WEB, BALANCER, MONITORING],
        {"servers": ["web1", "web2"]},
        inventory=TWO_LOCAL_HOSTS,
    ),
    "docs/secrets.md": Setting(servers("web1")),
    "docs/stack.md": Setting(variables={"shop": ENVIRONMENT}),
    "roles/account_report/README.md": Setting(
        servers("web-1", "database"), {"account_report_file": "{{ playbook_dir }}/shop.html"}
    ),
    "roles/backup/README.md": Setting(
        servers("db-1", "web-1"),
        {"backup_private_key_file": "~/.ssh/id_ed25519"},
        {"tasks/check_data.yml": PING},
        hosts=True,
    ),
    "roles/database/README.md": Setting(
        [task("private_network", name="web")],
        {
            "ansible_become": False,
            "database_ssh_sources": ["127.0.0.1"],
            "database_device": "{{ host_folder }}/dev/sdb",
            "database_mount_point": "{{ host_folder }}/srv/database",
            "database_fstab": "{{ host_folder }}/etc/fstab",
        },
        hosts=True,
    ),
    "roles/golden_image/README.md": Setting(
        files={
            "roles/nginx/tasks/main.yml": PING,
            "tasks/harden.yml": PING,
            "tasks/check.yml": PING,
        },
        hosts=True,
    ),
    "roles/monitoring_baseline/README.md": Setting(servers("web-1")),
    "roles/team_access/README.md": Setting(
        variables={"vault_jane_password": "correct-horse-1"}, files={"keys/jane.pub": KEY}
    ),
    "roles/web_cluster/README.md": Setting(
        variables={
            "web_cluster_name": "shop",
            "web_cluster_member": "shop-1",
            "web_cluster_drain": 0,
            "web_cluster_health_url": f"{URL}/ping",
        },
        files={"update.yml": PING},
    ),
}
#: The kinds of blocks that Ansible runs.
RUN = ("playbooks", "tasks", "environments")


def of_page(page: str, *kinds: str) -> list[Block]:
    """Return the blocks of some kinds of a page."""
    return [block for block in blocks() if block.page == page and block.kind in kinds]


def pages_with(*kinds: str) -> list[str]:
    """Return the pages with blocks of some kinds that this file runs."""
    found = [block.page for block in blocks() if block.kind in kinds]
    return [page for page, _blocks in groupby(found) if page not in RUN_ELSEWHERE]


def plays_of(block: Block) -> list[dict[str, Any]]:
    """Return the plays of a block. Tasks become a play on the controller."""
    content = yaml.safe_load(PACE.sub(f"wait_interval: {INTERVAL}", block.text))
    if block.kind == "environments":
        return [{"import_playbook": "ionos.cloudpanel.apply", "vars": content}]
    local = {"hosts": "localhost", "gather_facts": False, "tasks": content}
    plays = [local] if block.kind == "tasks" else content
    return [with_pace(play) for play in plays]


def with_pace(play: dict[str, Any]) -> dict[str, Any]:
    """Return a play whose modules poll in the pace of the simulator."""
    given = play.get("module_defaults", {})
    return {**play, "module_defaults": {**given, GROUP: {**DEFAULTS, **given.get(GROUP, {})}}}


@dataclass(frozen=True)
class Reader:
    """A user who follows a page: Ansible, and everything that the page does not contain.

    :param variables: those of the setting, and those for the login to servers.
    """

    ansible: Ansible
    page: str
    setting: Setting
    variables: dict[str, Any]

    def prepare(self) -> None:
        """Write the key pair, the files and the inventory of the user."""
        folder = self.ansible.folder
        (folder / ".ssh").mkdir()
        key_pair(folder / ".ssh").rename(folder / ".ssh" / "id_ed25519")
        (folder / ".ssh" / "key.pub").rename(folder / ".ssh" / "id_ed25519.pub")
        inventory = {"hosts.yml": self.setting.inventory} if self.setting.inventory else {}
        for path, text in {**self.setting.files, **inventory}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)

    def run(self, plays: list[dict[str, Any]], *arguments: str) -> list[dict[str, Any]]:
        """Run plays after the tasks of the setting. Return the results of all tasks."""
        folder = self.ansible.folder
        first = {"hosts": "localhost", "gather_facts": False, "tasks": self.setting.tasks}
        (folder / "page.yml").write_text(yaml.safe_dump([with_pace(first), *plays]))
        recorded = folder / "results.json"
        sources = [part for file in folder.glob("hosts*.yml") for part in ("-i", file.name)]
        done = self.ansible.run(
            "ansible-playbook",
            "page.yml",
            *sources,
            "-e",
            json.dumps({**self.variables, "cloudpanel_wait_interval": INTERVAL}),
            *arguments,
            **{**RECORDER, "RECORDED_RESULTS": str(recorded)},
        )
        output = done.stdout + done.stderr
        assert done.returncode == 0, output[-8000:]
        assert "no hosts matched" not in output and "DEPRECATION" not in output, output[-8000:]
        return json.loads(recorded.read_text())


@pytest.fixture
def reader(request, tmp_path: Path) -> Reader:
    """Return the reader of a page with a new account."""
    page = request.param
    setting = SETTINGS.get(page, Setting())
    variables = dict(setting.variables)
    if setting.hosts:
        hosts: Hosts = request.getfixturevalue("hosts")
        ansible = hosts.ansible
        login = hosts.variables(page.split("/")[1])
        variables = {**{key: each for key, each in login.items() if "_key" not in key}, **variables}
        (tmp_path / "hosts.cloudpanel.yml").write_text(hosts.source(tmp_path / ".ssh/id_ed25519"))
    else:
        ansible = Ansible(request.getfixturevalue("simulator"), tmp_path)
    reader = Reader(ansible, page, setting, variables)
    reader.prepare()
    return reader


def tasks_of(value: Any) -> int:
    """Return the number of tasks in plays or tasks."""
    if isinstance(value, list):
        return sum(tasks_of(each) for each in value)
    return len(modules(value)) + tasks_of(value.get("tasks", []))


@pytest.mark.parametrize("reader", pages_with(*RUN), indirect=True)
def test_playbooks_tasks_and_environments_run(reader):
    plays = [play for block in of_page(reader.page, *RUN) for play in plays_of(block)]
    results = reader.run(plays)
    assert not [result for result in results if result["failed"]]
    assert len(results) >= len(reader.setting.tasks) + tasks_of(plays)
    assert bool(reader.ansible.simulator.writes()) == any(each.get("changed") for each in results)


def test_the_blocks_of_other_tests_run_there():
    for page, test in RUN_ELSEWHERE.items():
        assert page in (CHECKOUT / test).read_text(encoding="utf-8")


@pytest.mark.parametrize("reader", ["docs/getting_started.md"], indirect=True)
def test_the_first_playbook_runs_in_check_mode(reader):
    (block,) = of_page(reader.page, "playbooks")
    assert reader.run(plays_of(block), "--check")
    assert reader.ansible.simulator.writes() == []


def test_the_plan_on_the_home_page_is_real(simulator, tmp_path):
    page = CHECKOUT / "docs" / "index.md"
    (block,) = of_page("docs/index.md", "environments")
    (shown,) = re.findall(r"```text\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "shop.yml").write_text(block.text)
    done = Ansible(simulator, tmp_path).run(
        "ansible-playbook",
        "ionos.cloudpanel.apply",
        "-e",
        "@shop.yml",
        "--check",
        ANSIBLE_CALLBACK_RESULT_FORMAT="yaml",
    )
    assert shown in re.sub(r"^ +", "", done.stdout, flags=re.MULTILINE), done.stdout + done.stderr
    assert simulator.writes() == []
