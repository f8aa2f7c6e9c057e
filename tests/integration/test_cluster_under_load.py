# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A web cluster is scaled and updated while clients use it. No request fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from page_clients import Load
from simulator.hosts.loopback import free_port

from .load import Account, account_with_hosts

pytestmark = pytest.mark.skipif(not shutil.which("ssh"), reason="The hosts need an SSH client.")


class Cluster:
    """A web cluster whose servers serve a page."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.port = free_port(8080)
        self.variables: dict[str, Any] = {
            "cluster_key_file": str(account.key),
            "page_port": self.port,
            "web_cluster_size": 2,
            "web_cluster_drain": 1,
            "web_cluster_firewall_rules": [{"port": "22"}, {"port": str(self.port)}],
            "web_cluster_balancer_rules": [{"port_balancer": self.port, "port_server": self.port}],
        }
        self.run("web_cluster")

    def run(self, name: str, *arguments: str, **variables: Any) -> str:
        return self.account.succeeds(name, *arguments, **{**self.variables, **variables})

    def load(self) -> Load:
        return Load(f"http://{self.account.only('load_balancers')['ip']}:{self.port}/")

    def members(self) -> list[str]:
        addresses = self.account.only("load_balancers")["server_ips"]
        return sorted(address["server_name"] for address in addresses)

    def files(self, path: str) -> list[str]:
        """Return the servers on which a file exists in the home directory."""
        output = self.account.run(
            "ansible",
            "-i",
            str(self.account.inventory),
            "web-*",
            "-o",
            "-m",
            "ansible.builtin.stat",
            "-a",
            f"path={path}",
        ).stdout
        return sorted(
            line.split(" | ")[0] for line in output.splitlines() if '"exists": true' in line
        )

    def servers(self) -> list[str]:
        return sorted(each["name"] for each in self.account.simulator.api("GET", "/servers"))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    """Return a cluster of any size. Each test scales it first."""
    with account_with_hosts(tmp_path_factory.mktemp("cluster")) as account:
        yield Cluster(account)


def names(*numbers: int) -> list[str]:
    return [f"web-{number}" for number in numbers]


def served(load: Load) -> set[str]:
    return {page.removeprefix("This page is served by ").split(".")[0] for page in load.pages}


def test_a_cluster_is_scaled_and_updated_without_a_failed_request(cluster):
    cluster.run("scale", web_cluster_size=2)
    with cluster.load() as load:
        cluster.run("scale", web_cluster_size=3)
        assert cluster.members() == names(1, 2, 3)
    assert not load.failures
    assert served(load) == set(names(1, 2, 3))

    with cluster.load() as load:
        cluster.run("scale", web_cluster_size=2)
        assert cluster.members() == cluster.servers() == names(1, 2)
    assert not load.failures

    with cluster.load() as load:
        cluster.run("rolling_update", page_release=2)
        assert cluster.members() == names(1, 2)
    assert not load.failures
    assert {page for page in load.pages if "Release 2" in page} == {
        f"This page is served by {name}. Release 2." for name in names(1, 2)
    }
    cluster.account.simulator.clear()
    cluster.run("scale", web_cluster_size=2, page_release=2)
    assert cluster.account.simulator.writes() == []


def test_an_update_stops_at_the_first_failure(cluster, tmp_path):
    cluster.run("scale", web_cluster_size=3)
    tasks = tmp_path / "update.yml"
    tasks.write_text(
        "- ansible.builtin.file: {path: changed, state: touch, mode: '0600'}\n"
        "- ansible.builtin.shell: kill $(cat page_server.pid)\n"
        "  when: inventory_hostname == 'web-2'\n"
    )
    with cluster.load() as load:
        done = cluster.account.playbook(
            "rolling_update",
            **{**cluster.variables, "cluster_tasks": str(tasks), "web_cluster_health_timeout": 2},
        )
    assert done.returncode != 0
    assert 'The update stopped at web-2, in the task "Wait until the server answers"' in done.stdout
    assert not load.failures
    assert cluster.members() == names(1, 3)
    assert cluster.files("changed") == names(1, 2)
    cluster.run("rolling_update", page_release=3)
    assert cluster.members() == names(1, 2, 3)


def test_the_last_server_does_not_leave(cluster):
    cluster.run("scale", web_cluster_size=1)
    done = cluster.account.playbook("rolling_update", **cluster.variables)
    assert done.returncode != 0
    assert "web-1 is the only server behind load balancer web. Add another server" in done.stdout
    assert cluster.members() == names(1)
    cluster.run("rolling_update", web_cluster_allow_outage=True)
    assert cluster.members() == names(1)
    cluster.run("teardown", web_cluster_size=1)
    assert cluster.servers() == []
    cluster.run("web_cluster")
