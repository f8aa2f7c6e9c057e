# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The roles that create servers: alone, and two runs at the same time."""

from __future__ import annotations

from typing import Any

import pytest
from plays import KEY

from .conftest import Ansible
from .roles import Life

SOURCES = ["203.0.113.7", "198.51.100.0/24"]
#: The variables that each role needs.
VARIABLES: dict[str, dict[str, Any]] = {
    "web_cluster": {"web_cluster_public_key": KEY},
    "database": {"database_public_key": KEY, "database_ssh_sources": SOURCES},
    "bastion_vpn": {"bastion_vpn_public_key": KEY, "bastion_vpn_ssh_sources": ", ".join(SOURCES)},
}
FILE = "vpn.zip"


@pytest.fixture(params=VARIABLES)
def life(simulator, tmp_path, request) -> Life:
    variables = dict(VARIABLES[request.param])
    if request.param == "bastion_vpn":
        variables["bastion_vpn_configuration_file"] = str(tmp_path / FILE)
    return Life(Ansible(simulator, tmp_path), request.param, **variables)


def test_the_life_of_the_objects_of_a_role(life, tmp_path):
    life.live(lambda: None)
    assert not (tmp_path / FILE).exists()


def test_two_runs_at_the_same_time_do_everything_once(life, tmp_path):
    life.live_twice()
    assert not (tmp_path / FILE).exists()


@pytest.mark.parametrize(
    "role, sources",
    [
        ("bastion_vpn", []),
        ("bastion_vpn", "0.0.0.0"),
        ("database", ["198.51.100.1", "203.0.113.7/0"]),
        ("database", "198.51.100.1, 0.0.0.1-255.255.255.254"),
        ("database", ["1.0.0.0-255.255.255.255"]),
    ],
)
def test_ssh_is_never_open_to_the_internet(simulator, tmp_path, role, sources):
    variables = {**VARIABLES[role], f"{role}_ssh_sources": sources}
    with pytest.raises(AssertionError, match=f"{role}_ssh_sources is .* is not accepted"):
        Life(Ansible(simulator, tmp_path), role, **variables).run()
    assert simulator.requests() == []


def test_invalid_rules_of_the_load_balancer_are_found_before_the_first_write(simulator, tmp_path):
    variables = {**VARIABLES["web_cluster"], "web_cluster_balancer_rules": []}
    with pytest.raises(AssertionError, match="creating it needs rules"):
        Life(Ansible(simulator, tmp_path), "web_cluster", **variables).run()
    assert simulator.writes() == []


def test_a_missing_directory_is_found_before_the_first_write(simulator, tmp_path):
    file = str(tmp_path / "missing" / FILE)
    variables = {**VARIABLES["bastion_vpn"], "bastion_vpn_configuration_file": file}
    with pytest.raises(AssertionError, match="but its directory does not exist"):
        Life(Ansible(simulator, tmp_path), "bastion_vpn", **variables).run()
    assert simulator.requests() == []
