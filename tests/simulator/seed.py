# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a new account has, and the servers that a benchmark wants to find in it."""

from __future__ import annotations

from collections.abc import Iterable

from . import catalogue
from .account import Account
from .permissions import tree
from .roles import new_role
from .servers import default_policy, deployed, new_server
from .shared_storage_access import open_access
from .users import admit


def fill(account: Account, tokens: Iterable[str], servers: int = 0) -> None:
    """Choices, the owners of the tokens with their role, two default firewall policies, one default monitoring policy
    (api-notes: two-default-policies), and ``servers`` that run."""
    for kind, objects in catalogue.CHOICES.items():
        for obj in objects:
            account.save(kind, dict(obj))
    owners = admit(account, tokens)
    if not account.store.kind("roles"):
        new_role(
            account,
            "Administrator",
            description="Administrator role",
            default=1,
            permissions=tree(True),
            _users=[owner["id"] for owner in owners],
        )
    if account.store.kind("firewall_policies"):
        return
    for name, rules in catalogue.DEFAULT_RULES.items():
        account.create(
            "firewall_policies",
            "FW",
            name=name,
            description=f"Default policy for {name}",
            default=1,
            rules=[{"id": account.new_id(), **rule} for rule in rules],
            _state="ACTIVE",
        )
    open_access(account)
    account.create(
        "monitoring_policies",
        "mo",
        name="Default Policy",
        description="",
        default=1,
        email="",
        agent=False,
        thresholds=catalogue.THRESHOLDS,
        ports=[],
        processes=[],
        _state="ACTIVE",
    )
    image = catalogue.APPLIANCES[0]
    center = {key: catalogue.DATACENTERS[0][key] for key in ("id", "location", "country_code")}
    for number in range(servers):
        size = catalogue.SIZES[number % 3]
        hardware = {
            "baremetal_model_id": None,
            "fixed_instance_size_id": size["id"],
            **size["hardware"],
        }
        server = new_server(account, f"server-{number:05}", image, hardware, datacenter=center)
        deployed(
            account, server, size["hardware"]["hdds"], None, default_policy(account, "Linux"), None
        )
        account.save("servers", server)
