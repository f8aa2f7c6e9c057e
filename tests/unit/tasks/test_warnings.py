# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that have no effect on an existing object cause a warning."""

from __future__ import annotations

import pytest

WEB = {"name": "web", "appliance": "debian12-64min", "fixed_instance_size": "M"}


@pytest.fixture
def server(tasks):
    return tasks.ok("server", **WEB)["server"]


@pytest.mark.usefixtures("server")
def test_another_appliance_is_not_installed(tasks):
    for check in (True, False):
        result = tasks.ok("server", check, **{**WEB, "appliance": "ubuntu2404-64min"})
        assert not result["changed"]
        assert result["warnings"] == [
            "appliance of server \"web\" is 'debian12-64min', not 'ubuntu2404-64min'. The option "
            "applies only to a new server and to "
            "state rebuilt."
        ]


def test_the_installed_appliance_causes_no_warning(tasks, server):
    for appliance in ("debian12-64min", server["image"]["id"]):
        assert tasks.ok("server", **{**WEB, "appliance": appliance})["warnings"] == []


@pytest.mark.usefixtures("server")
def test_the_usual_appliance_costs_no_request(tasks, proxy):
    proxy.exchanges.clear()
    tasks.ok("server", **WEB)
    assert "/server_appliances" not in [each.path for each in proxy.exchanges]


@pytest.mark.usefixtures("server")
def test_an_image_of_another_server(tasks):
    tasks.ok("server", **{**WEB, "name": "other"})
    tasks.ok("image", name="copy", server="web")
    assert tasks.ok("image", name="copy", server="web")["warnings"] == []
    warnings = tasks.ok("image", name="copy", server="other")["warnings"]
    assert (
        len(warnings) == 1 and "not 'other'. The option applies only to a new image." in warnings[0]
    )


def test_a_policy_for_a_server_without_addresses(tasks, simulator, server):
    tasks.ok("firewall_policy", name="shop", rules=[{"port": "80"}])
    tasks.ok("server_ip", server="web", ip=server["ips"][0]["ip"], state="absent")
    simulator.settle()  # addresses of a new server may show later
    for check in (True, False):
        result = tasks.ok("server", check, name="web", firewall_policy="shop")
        assert not result["changed"]
        assert result["warnings"] == [
            'firewall_policy has no effect, because server "web" has no ips.'
        ]


def test_a_balancer_for_a_server_without_addresses(tasks, simulator, proxy, server):
    tasks.ok("load_balancer", name="lb", rules=[{"port_balancer": 80, "port_server": 80}])
    tasks.ok("server_ip", server="web", ip=server["ips"][0]["ip"], state="absent")
    simulator.settle()  # addresses of a new server may show later
    proxy.exchanges.clear()
    for check in (True, False):
        assert "has no address for a load balancer" in tasks.error(
            "server", check, name="web", load_balancers=["lb"]
        )
    assert proxy.writes() == []
