# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public IPs. They have no name: an address is found by itself, by its server, by its reverse DNS, or by its number among the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.addresses import normalize_address, same_host
from ..model.fields import Call, Field, Reference, Update, ValidationError
from ..model.limits import Limits
from ..model.resource import BackReference, Count, Creation, Lookup, Resource
from ..model.values import PLANNED, defaulted, get_path
from .catalogue import PLACE, at_place
from .server_parts import TYPES, further_address


def without_name(
    ips: Sequence[Mapping[str, Any]], values: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Addresses without reverse DNS that are free or belong to one of the named servers, the oldest first (api-notes: address-optional)."""
    center, kind, servers = (
        values.get("datacenter"),
        values.get("type"),
        values.get("servers") or (),
    )

    def counts(ip: Mapping[str, Any]) -> bool:
        owner = ip.get("assigned_to") or {}
        free = not owner or (
            owner.get("type") == "SERVER"
            and not {owner.get("id"), owner.get("name")}.isdisjoint(servers)
        )
        here = not center or get_path(ip, "datacenter.id") == center.id
        return free and here and not ip.get("reverse_dns") and (not kind or ip.get("type") == kind)

    return sorted(
        filter(counts, ips),
        key=lambda ip: (ip["id"].startswith(PLANNED), str(ip.get("creation_date")), ip["id"]),
    )


def of_server(ip: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """An address of a server is in the datacenter of the server."""
    server = values["server"]
    return {
        **ip,
        "type": values.get("type") or TYPES[0],
        "datacenter": server.object.get("datacenter"),
        "assigned_to": {"id": server.id, "name": server.label, "type": "SERVER"},
    }


class PublicIpLookup(Lookup):
    """Public IPs, which have an address and a host name."""

    def equal(self, shown: Any, value: Any) -> bool:
        return same_host(shown, value)


class PublicIp(Resource):
    name = "public_ip"
    plural = "public_ips"
    title = "public IP"
    path = "/public_ips"
    shape = (
        "id",
        "ip",
        "type",
        "datacenter",
        "assigned_to",
        "reverse_dns",
        "is_dhcp",
        "state",
        "creation_date",
        "cloudpanel_id",
    )
    nested = {"datacenter": PLACE}
    find_by = ("ip", "server", "reverse_dns", "number")
    display_names = ("ip", "reverse_dns")
    fields = (
        Field("ip", create=False, immutable=True, normalize=normalize_address),
        Field("reverse_dns", limits=Limits(longest=256), equal=same_host),
        Field("type", choices=TYPES, immutable=True),
        Reference(
            "server", to="servers", request_key="", response_key="assigned_to", immutable=True
        ),
        Reference(
            "datacenter",
            to="datacenters",
            request_key="datacenter_id",
            response_key="datacenter",
            immutable=True,
        ),
        Field("number", "int", limits=Limits(minimum=1), request_key="", response_key=""),
        Field("servers", "list", elements="str", request_key="", response_key=""),
    )
    creations = (
        Creation(
            "server",
            further_address,
            options=("type",),
            result_path="ips.0",
            parent_list="ips",
            planned_object=of_server,
        ),
    )
    create_requires = (("reverse_dns",), ("number",))
    mutually_exclusive = tuple(("number", name) for name in ("ip", "server", "reverse_dns"))
    count = Count(
        "number",
        ("datacenter", "type", "servers"),
        "such addresses without reverse DNS that are free",
        without_name,
    )
    updates = (Update("/public_ips/{id}", ("reverse_dns",)),)

    def normalize(self, ip: dict[str, Any]) -> dict[str, Any]:
        return defaulted(at_place(ip), reverse_dns="", assigned_to=None)

    def lookup(self) -> Lookup:
        return PublicIpLookup(self.title, self.path, self.display_names)

    def delete_call(self, ip: Mapping[str, Any], options: Mapping[str, Any]) -> Call:
        """An address in use is released and removed by its server (api-notes: address-of-server); a balancer never lets go of its own
        (api-notes: address-in-use, balancer-address)."""
        owner = ip.get("assigned_to") or {}
        if owner.get("type") == "LOAD_BALANCER":
            raise ValidationError(
                f'{ip["ip"]} is the address of the load balancer "{owner["name"]}" and goes when that is removed.'
            )
        if owner and options.get("number") and not options.get("id"):
            raise ValidationError(
                f'{ip["ip"]}, which has the number {options["number"]}, is in use by the server "{owner["name"]}". Leave the server '
                "out of servers, or name the address by ip to take it from its server."
            )
        if owner:
            return Call("DELETE", "/servers/{assigned_to.id}/ips/{id}", {"keep_ip": False})
        return Call("DELETE", "/public_ips/{id}")

    def back_references(self, ip: Mapping[str, Any]) -> Iterable[BackReference]:
        """A server shows its addresses."""
        owner = ip.get("assigned_to") or {}
        if owner.get("type") == "SERVER":
            yield BackReference(
                "/servers",
                owner["id"],
                "ips",
                {key: ip.get(key) for key in ("id", "ip", "type", "reverse_dns")},
            )


PUBLIC_IP = PublicIp()
