# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private networks. Members join and leave while they are powered off (api-notes: join-network)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.addresses import normalize_mask
from ..model.calls import Update
from ..model.children import Children, Match
from ..model.context import Context
from ..model.documentation import Attribute, Documentation
from ..model.fields import Field
from ..model.relations import BackReference
from ..model.resource import Resource
from ..model.values import get_path
from .common import (
    CLOUDPANEL_ID,
    CREATION_DATE,
    DATACENTER_ATTRIBUTE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    ID,
    NAME_OPTION,
    STATE,
    Address,
    datacenter_option,
    named,
    references,
)
from .places import at_place

SELF = "/private_networks/{id}"
#: It is unknown whether the API accepts running servers (api-notes: join-network). Check mode
#: cannot wait for the API to reject them.
HOT_JOIN = Field(
    "hot_join",
    "bool",
    default=False,
    help=(
        "Whether servers join and leave the network while they run. The reference of the API "
        "shows this, but older clients stopped the servers first.",
        "With V(false), a task that needs it for a running server fails before the first write.",
        "If the API rejects it, the task fails with the message of the API.",
    ),
)


def invalid_network(values: Mapping[str, Any]) -> str | None:
    """Return why address and mask do not describe a network, or None."""
    address, mask = values.get("network_address"), values.get("subnet_mask")
    if not address and not mask:
        return None
    try:
        ipaddress.IPv4Network(f"{address or '0.0.0.0'}/{mask or '255.255.255.255'}")
    except ValueError as error:
        return (
            f"network_address {address} and subnet_mask {mask} do not describe a network: {error}."
        )
    return None


def has_snapshot(names: Sequence[str]) -> str:
    """Return why servers with a snapshot cannot join or leave a network."""
    return (
        f"{', '.join(names)} {'has' if len(names) == 1 else 'have'} a snapshot, and servers with "
        "one neither join nor leave a private network."
    )


class SubnetMask(Field):
    """The subnet mask of a network."""

    def normalize(self, value: Any) -> Any:
        """Return a mask such as 255.255.255.0, also for a prefix length."""
        return normalize_mask(value)


class Members(Children):
    """The servers of a network. They join and leave while they are powered off."""

    needs_details = True

    def validate(self, context: Context, matches: Sequence[Match]) -> str | None:
        """Check the servers that join or leave.

        The API would reject a server that runs or has a snapshot only after the network was changed
        (api-notes: join-network, members-without-snapshot).
        """
        refs = [
            match.desired or match.current for match in matches if match.is_new or match.is_surplus
        ]
        servers = [(ref.label, context.desired.details.get(ref.id, ref.object)) for ref in refs]
        running = [
            name
            for name, server in servers
            if get_path(server, "status.state") in ("POWERED_ON", "ON RECOVERY")
        ]
        if running and not context.options.get(HOT_JOIN.name):
            return (
                f"servers: {', '.join(running)} {'is' if len(running) == 1 else 'are'} running, "
                "and servers join and leave a private network only while they are powered off. "
                "Stop them first, or set private_networks of each server with allow_stop. If the "
                "API takes running servers, set hot_join to true."
            )
        kept = [name for name, server in servers if server.get("snapshot")]
        return (
            f"servers: {has_snapshot(kept)} Remove it first, with server_snapshot."
            if kept
            else None
        )


class PrivateNetwork(Resource):
    """Private networks."""

    name = "private_network"
    title = "private network"
    path = "/private_networks"
    documentation = Documentation(
        description=(
            "Creates, changes and removes private networks and their servers.",
            "A server must be powered off to join or leave a network, unless O(hot_join=true). "
            "This module does not stop servers. The option "
            "O(ionos.cloudpanel.server#module:private_networks) with "
            "O(ionos.cloudpanel.server#module:allow_stop=true) stops the server.",
        ),
        see_also=("server",),
    )
    attributes = (
        ID,
        CLOUDPANEL_ID,
        named("backend"),
        DESCRIPTION_ATTRIBUTE,
        DATACENTER_ATTRIBUTE,
        Attribute("network_address", "The address of the network.", sample="192.168.10.0"),
        Attribute("subnet_mask", "The subnet mask.", sample="255.255.255.0"),
        STATE,
        CREATION_DATE,
        references("servers", "The servers in the network.", "server", "web1"),
    )
    fields = (
        NAME_OPTION,
        DESCRIPTION_OPTION,
        datacenter_option(),
        Address(
            "network_address",
            help="The address of the network, such as V(192.168.10.0).",
        ),
        SubnetMask(
            "subnet_mask",
            help="The subnet mask, such as V(255.255.255.0) or V(24).",
        ),
    )
    children = (
        Members(
            "servers",
            f"{SELF}/servers",
            to="servers",
            help="The servers in the network, each by name or id. A server that joins or leaves "
            "must have no snapshot, and must be powered off unless O(hot_join=true).",
        ),
    )
    # (api-notes: network-name-needed)
    updates = (
        Update(SELF, ("name", "description", "network_address", "subnet_mask"), always=("name",)),
    )
    options = (HOT_JOIN,)
    # (api-notes: network-address-and-mask)
    required_together = (("network_address", "subnet_mask"),)

    def validate(self, context: Context) -> str | None:
        """Check address and mask."""
        return invalid_network(context.values)

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
        return at_place(obj)

    def back_references(self, network: Mapping[str, Any]) -> Iterable[BackReference]:
        """Servers show the networks that they are members of."""
        for server in network.get("servers") or []:
            yield BackReference(
                "/servers",
                server["id"],
                "private_networks",
                {"id": network["id"], "name": network["name"]},
            )


PRIVATE_NETWORK = PrivateNetwork()
