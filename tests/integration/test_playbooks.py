# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks of the collection by their full names."""

from __future__ import annotations

import json
import re

import pytest
from plays import task
from stacks import SHOP

from .conftest import Ansible


@pytest.fixture
def ansible(simulator, tmp_path) -> Ansible:
    return Ansible(simulator, tmp_path)


def report(ansible: Ansible, *arguments: str) -> list[str]:
    file = ansible.folder / "account.txt"
    done = ansible.run(
        "ansible-playbook",
        "ionos.cloudpanel.inventory_report",
        "-e",
        json.dumps({"report_file": str(file)}),
        *arguments,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    return file.read_text().splitlines() if file.exists() else []


def test_the_report_lists_an_account_and_only_reads(ansible, simulator):
    empty = report(ansible)
    assert "Servers: 0" in empty and "Load balancers: 0" in empty
    assert ansible.play([task("stack", **SHOP)]).code == 0
    simulator.clear()
    lines = report(ansible)
    assert {each["method"] for each in simulator.requests()} == {"GET"}
    assert len(simulator.requests()) == 12
    assert "Servers: 3" in lines
    (balancer,) = simulator.api("GET", "/load_balancers")
    assert (
        f"  - shop-balancer: ACTIVE, {balancer['ip']}, ports 80 to 80, "
        "servers shop-web-1, shop-web-2" in lines
    )
    assert (
        "  - shop-web: TCP 22 from everywhere, TCP 80 from everywhere; "
        "servers shop-web-1, shop-web-2" in lines
    )
    for pattern in (
        r"  - shop-web-1: POWERED_ON, \w\w, \d+ processors, [\d.]+ GB, addresses [\d.]+, "
        "networks shop-net",
        r"  - shop-net: no address, servers shop-web-1, shop-web-2",
        r"  - [\d.]+: shop-db",
        r"  - shop-data: 20 GB, server shop-db",
        r"  - shop-files: 50 GB, servers shop-web-1",
        r"  - shop-image_\d+: \w+, ONCE",
        r"  - shop-watch: servers shop-web-1, shop-web-2",
        r"  - shop-vpn: \w+",
        r"  - shop-key: [0-9a-f:]+",
        r"  - .*shop-jane: \w+",
    ):
        assert [line for line in lines if re.fullmatch(pattern, line)], "\n".join([pattern, *lines])


def test_the_report_in_check_mode(ansible, simulator):
    assert report(ansible, "--check") == []
    assert {each["method"] for each in simulator.requests()} == {"GET"}
