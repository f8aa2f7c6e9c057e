# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python SDK of the vendor (PyPI: 1and1 1.8.0, of 2018) uses the world ``observed``.

The SDK was written for the API. Its requests, the answers that it expects and the states for which
it waits are evidence about the API.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from simulated import SimulatedApi
from simulator.readings import Readings

from .sdk_client import Tour, methods, sdk
from .sdk_networks import (
    firewall_policies,
    keys_and_vpns,
    load_balancers,
    logs,
    monitoring,
    private_networks,
    users_and_roles,
)
from .sdk_servers import (
    addresses,
    block_storages,
    images,
    kinds_of_servers,
    lists,
    servers,
    shared_storages,
)

#: Methods that do not work, and why. All reasons are defects of the SDK. No operation is missing.
BROKEN = {
    "OneAndOneService.download_config": "sends its request, but reads the answer in lines after a "
    "raise, and returns None",
    "SharedStorage.__repr__": "has one text too many for its format",
    "BlockStorage.__repr__": "has one text too many for its format",
    "LoadBalancer.__repr__": "asks for an attribute datacenter_id, which does not exist",
}

SECTIONS = (
    lists,
    servers,
    kinds_of_servers,
    addresses,
    firewall_policies,
    load_balancers,
    private_networks,
    images,
    shared_storages,
    block_storages,
    monitoring,
    users_and_roles,
    keys_and_vpns,
    logs,
)


@pytest.fixture(scope="module")
def tour() -> Iterator[Tour]:
    """Use all methods, in simulated time."""
    with (
        SimulatedApi(Readings("observed")).connected() as api,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sdk, "time", api.time)
        tour = Tour(api)
        for name in methods():
            kind, _dot, method = name.partition(".")
            patch.setattr(
                getattr(sdk, kind), method, tour.recorded(name, vars(getattr(sdk, kind))[method])
            )
        for section in SECTIONS:
            section(tour)
        yield tour


def test_every_method_is_used(tour, capsys):
    assert set(methods()) == set(tour.reached)
    with capsys.disabled():
        print(
            f"\nAll {len(methods())} methods of the SDK 1and1 were used. These do not work:",
            *(f"    {name}: {why}" for name, why in BROKEN.items()),
            sep="\n",
        )


@pytest.mark.parametrize("name", [name for name in BROKEN if name.endswith("__repr__")])
def test_what_is_said_to_be_broken_is(name):
    with pytest.raises((AttributeError, TypeError)):
        repr(getattr(sdk, name.partition(".")[0])())


def test_the_methods_reach_all_operations(tour):
    operations = {each for reached in tour.reached.values() for each in reached}
    assert operations == tour.api.contract.operations


@pytest.mark.parametrize(
    "kind",
    [
        "servers",
        "images",
        "shared_storages",
        "block_storages",
        "load_balancers",
        "private_networks",
        "vpns",
        "ssh_keys",
    ],
)
def test_nothing_is_left_in_the_end(tour, kind):
    assert tour.api.api("GET", f"/{kind}") == []
