# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private networks. Members join and leave while they are powered off (api-notes: join-network)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.addresses import normalize_address, normalize_mask
from ..model.fields import DESCRIPTION, NAME, Call, Children, Field, Match, Reference, Update
from ..model.resource import BackReference, Resource
from ..model.values import Placeholder, get_path
from .catalogue import NAMED, PLACE, TEXTS, at_place

SELF = "/private_networks/{id}"
#: Nobody knows whether the API takes running servers (api-notes: join-network), and a refusal would be too late for check mode.
HOT_JOIN = Field("hot_join", "bool", default=False)


def network(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
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


def fixed_members(pairs: Sequence[Match], _network: Mapping[str, Any], wanted: Any) -> str | None:
    """The API would refuse a server that runs or has a snapshot only after the network has been created or changed
    (api-notes: join-network, members-without-snapshot)."""
    refs = [
        pair.desired or pair.current
        for pair in pairs
        if pair.element is None or pair.desired is None
    ]
    servers = [(ref.label, wanted.known.get(ref.id, ref.object)) for ref in refs]
    running = [
        name
        for name, server in servers
        if get_path(server, "status.state") in ("POWERED_ON", "ON RECOVERY")
    ]
    if running and not wanted.options.get(HOT_JOIN.name):
        return (
            f"servers: {', '.join(running)} {'is' if len(running) == 1 else 'are'} running, and servers join and leave a private "
            "network only while they are powered off. Stop them first, or set private_networks of each server with allow_stop. If the "
            "API takes running servers, set hot_join to true."
        )
    kept = [name for name, server in servers if server.get("snapshot")]
    return f"servers: {has_snapshot(kept)} Remove it first, with server_snapshot." if kept else None


def has_snapshot(names: Sequence[str]) -> str:
    return (
        f"{', '.join(names)} {'has' if len(names) == 1 else 'have'} a snapshot, and servers with one neither join nor leave a private "
        "network."
    )


class PrivateNetwork(Resource):
    name = "private_network"
    plural = "private_networks"
    title = "private network"
    path = "/private_networks"
    shape = (
        "id",
        "cloudpanel_id",
        "name",
        "description",
        "datacenter",
        "network_address",
        "subnet_mask",
        "state",
        "creation_date",
        "servers",
    )
    nested = {**TEXTS, "datacenter": PLACE, "servers": (NAMED,)}
    fields = (
        Field("name", limits=NAME, required_on_create=True),
        Field("description", limits=DESCRIPTION),
        Reference(
            "datacenter",
            to="datacenters",
            request_key="datacenter_id",
            response_key="datacenter",
            immutable=True,
        ),
        Field("network_address", normalize=normalize_address),
        Field("subnet_mask", normalize=normalize_mask),
    )
    children = (
        Children(
            "servers",
            to="servers",
            add_many=True,
            validate=fixed_members,
            needs_details=True,
            add=Call("POST", f"{SELF}/servers", {"servers": Placeholder("value")}),
            remove=Call("DELETE", f"{SELF}/servers/{{item.id}}"),
        ),
    )
    # (api-notes: network-name-needed)
    updates = (
        Update(SELF, ("name", "description", "network_address", "subnet_mask"), always=("name",)),
    )
    options = (HOT_JOIN,)
    # (api-notes: network-address-and-mask)
    required_together = (("network_address", "subnet_mask"),)

    def validate(self, values: Mapping[str, Any], current: Mapping[str, Any]) -> str | None:
        return network(values, current)

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
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
