# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of a new account."""

from __future__ import annotations

from collections.abc import Iterable

from . import catalogue
from .account import Account
from .kinds import FIREWALL_POLICIES, MONITORING_POLICIES, ROLES, Object
from .permissions import all_switches
from .resources.roles import new_role
from .resources.servers import default_policy, deployed, new_server
from .resources.shared_storage_access import new_access
from .resources.users import admit_owners


def fill(account: Account, tokens: Iterable[str], servers: int = 0) -> None:
    """Create the first objects of an account, if it has none.

    These are everything that is only read, the owners of the tokens with their role, the default
    policies (api-notes: two-default-policies), and running servers.

    :param servers: the number of servers.
    """
    for kind, objects in catalogue.OBJECTS.items():
        for members in objects:
            account.save(Object(kind, members))
    owners = admit_owners(account, tokens)
    if not account.objects(ROLES):
        new_role(
            account,
            "Administrator",
            description="Administrator role",
            default=1,
            permissions=all_switches(True),
            _users=[owner["id"] for owner in owners],
        )
    if account.objects(FIREWALL_POLICIES):
        return
    _create_default_policies(account)
    new_access(account)
    for number in range(servers):
        _create_server(account, number)


def _create_default_policies(account: Account) -> None:
    for name, rules in catalogue.DEFAULT_RULES.items():
        account.create(
            FIREWALL_POLICIES,
            name=name,
            description=f"Default policy for {name}",
            default=1,
            rules=[{"id": account.new_id(), **rule} for rule in rules],
        )
    account.create(
        MONITORING_POLICIES,
        name="Default Policy",
        description="",
        default=1,
        email="",
        agent=False,
        thresholds=catalogue.THRESHOLDS,
        ports=[],
        processes=[],
    )


def _create_server(account: Account, number: int) -> None:
    size = catalogue.SIZES[number % 3]
    hardware = {
        "baremetal_model_id": None,
        "fixed_instance_size_id": size["id"],
        **size["hardware"],
    }
    center = {key: catalogue.DATACENTERS[0][key] for key in ("id", "location", "country_code")}
    server = new_server(
        account,
        f"server-{number:05}",
        catalogue.APPLIANCES[0],
        hardware,
        datacenter=center,
    )
    disks, policy = size["hardware"]["hdds"], default_policy(account, "Linux")
    deployed(account, server, disks, None, policy, None)
    account.save(server)
