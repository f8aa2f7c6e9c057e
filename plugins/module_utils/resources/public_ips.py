# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public IPs.

They have no names. A task finds an address by itself, by its server, by its reverse DNS, or by its
number among similar addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.addresses import normalize_host, same_host
from ..model.calls import Call, Creation, Update
from ..model.context import Context
from ..model.costs import Charges, Find, NoPrice
from ..model.documentation import Attribute, Documentation
from ..model.errors import ValidationError
from ..model.fields import Field, Reference
from ..model.limits import Limits
from ..model.mutability import IMMUTABLE, READ_ONLY
from ..model.relations import BackReference, Lookup
from ..model.resource import Resource
from ..model.strategies import Selection
from ..model.values import PLANNED, defaulted, get_path, ref_of
from .common import (
    CLOUDPANEL_ID,
    CREATION_DATE,
    DATACENTER_ATTRIBUTE,
    ID,
    SOME_ID,
    STATE,
    Address,
    HostName,
    datacenter_option,
)
from .places import at_place
from .server_costs import owned_address_charges, unused_address
from .server_parts import TYPES, further_address


def without_name(
    ips: Sequence[Mapping[str, Any]], values: Mapping[str, Any]
) -> list[Mapping[str, Any]]:
    """Return the addresses that have numbers, the oldest first (api-notes: address-optional).

    They have no reverse DNS, and are free or belong to one of the named servers.
    """
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


class ServerAddress(Creation):
    """A further address of a server."""

    options = ("type",)
    parent_list = "ips"
    result_path = "ips.0"

    def call(self, values: Mapping[str, Any]) -> Call:
        """Return the operation."""
        return further_address(values)

    def planned_object(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the address, which is in the datacenter of the server."""
        server = values["server"]
        return {
            **obj,
            "type": values.get("type") or TYPES[0],
            "datacenter": server.object.get("datacenter"),
            "assigned_to": {"id": server.id, "name": server.label, "type": "SERVER"},
        }


class PublicIpLookup(Lookup):
    """Public IPs, which have an address and a host name."""

    def equal(self, shown: Any, value: Any) -> bool:
        """Return whether a name in an answer and a name in a task are the same."""
        return same_host(shown, value)

    def search_key(self, name: Any) -> str:
        """Return a text that is the same for all names that are equal."""
        return normalize_host(name)


class NumberedAddresses(Selection):
    """Addresses without reverse DNS have numbers (api-notes: address-optional)."""

    number_option = "number"
    options = ("datacenter", "type", "servers")

    def numbered(
        self, objects: Sequence[Mapping[str, Any]], values: Mapping[str, Any]
    ) -> Sequence[Mapping[str, Any]]:
        """Return the addresses that have a number."""
        return without_name(objects, values)

    def number_complaint(self, number: int, present: int, removal: bool) -> str | None:
        """Check that the last address is removed, or the next one created."""
        there_are = (
            f"number is {number}, and there are {present} such addresses without reverse DNS that "
            "are free"
        )
        if removal and number < present:
            return (
                f"{there_are}. The removal of one changes the numbers of those after it. Remove "
                f"the last one first, number {present}, or use the id of the address."
            )
        if not removal and number > present + 1:
            return f"{there_are}; the next one is number {present + 1}."
        return None


class PublicIp(Resource):
    """Public IPs."""

    name = "public_ip"
    title = "public IP"
    path = "/public_ips"
    documentation = Documentation(
        description=(
            "Creates and removes public IPs, and sets their reverse DNS names.",
            "A public IP has no name, and each one is billed. Therefore the module creates one "
            "only if a second run can find it again: by its reverse DNS name, by its server, or "
            "by its number among the free addresses.",
        ),
        see_also=("server",),
        info="Reads public IPs by id, name or filters. O(name) selects them by address or "
        "reverse DNS name.",
    )
    attributes = (
        ID,
        Attribute("ip", "The address.", sample="198.51.100.7"),
        Attribute("type", "The type of the address: V(IPV4) or V(IPV6).", sample="IPV4"),
        DATACENTER_ATTRIBUTE,
        Attribute(
            "assigned_to",
            "The server or load balancer that has the address, or null.",
            "dict",
            (
                Attribute("id", "The id of the server or load balancer.", sample=SOME_ID),
                Attribute("name", "The name of the server or load balancer.", sample="web1"),
                Attribute(
                    "type", "The kind of object: V(SERVER) or V(LOAD_BALANCER).", sample="SERVER"
                ),
            ),
            default=None,
        ),
        Attribute(
            "reverse_dns",
            "The reverse DNS name of the address. Empty if it has none.",
            sample="www.example.com",
        ),
        Attribute("is_dhcp", "Whether the address is assigned by DHCP.", "bool", sample=True),
        STATE,
        CREATION_DATE,
        CLOUDPANEL_ID,
    )
    find_by = ("ip", "server", "reverse_dns", "number")
    selection = NumberedAddresses()
    fields = (
        Address(
            "ip",
            mutability=READ_ONLY,
            help="Find the public IP by its address. The API chooses the address of a new public "
            "IP. If the account does not have this address, the task fails.",
        ),
        HostName(
            "reverse_dns",
            limits=Limits(maximum=256),
            help=(
                "The reverse DNS name of the address. An empty string removes it.",
                "Without O(id), O(ip) and O(server), the task also finds the public IP by this "
                "name.",
            ),
        ),
        Field(
            "type",
            choices=TYPES,
            mutability=IMMUTABLE,
            help="The type of the address. At present, the API offers V(IPV4) only.",
        ),
        Reference(
            "server",
            to="servers",
            mutability=IMMUTABLE,
            key="assigned_to",
            help=(
                "Find the address of this server, given by name or id. If the server has no "
                "address, a new one is added to it.",
                "If the server has several addresses, O(reverse_dns) or O(ip) must select one.",
            ),
        ),
        datacenter_option(),
        Field(
            "number",
            "int",
            limits=Limits(minimum=1),
            key="",
            help=(
                "Find one of the free addresses without a reverse DNS name by its number. Number "
                "1 is the oldest. Addresses that were created in the same second are ordered by "
                "id. A free address belongs to neither a server nor a load balancer.",
                "O(datacenter), O(type) and O(servers) limit which addresses are counted.",
                "If there are fewer addresses, a new one is created. Only the next number can be "
                "created, and only the last number can be removed. Therefore a task creates or "
                "removes at most one address. An address in use is never removed by its number.",
                "If a server takes the address later, the address is no longer free, and the next "
                "run creates another one. To prevent this, add the server to O(servers).",
                "The numbers change when addresses are removed, get a reverse DNS name, or are "
                "taken.",
            ),
        ),
        Field(
            "servers",
            "list",
            key="",
            help=(
                "With O(number), addresses of these servers are counted like free addresses. List "
                "the servers that take the addresses, by name or id.",
                "The name of a server that does not exist yet is not an error.",
            ),
        ),
    )
    creations = (ServerAddress("server"),)
    create_requires = (("reverse_dns",), ("number",))
    mutually_exclusive = tuple(("number", name) for name in ("ip", "server", "reverse_dns"))
    updates = (Update("/public_ips/{id}", ("reverse_dns",)),)

    def normalize(self, ip: dict[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
        return defaulted(at_place(ip), reverse_dns="", assigned_to=None)

    def gathered(
        self,
        obj: Mapping[str, Any],
        options: Mapping[str, Any],
        objects: Sequence[Mapping[str, Any]],
    ) -> Mapping[str, Any]:
        """Return the options that find the address in another account, which has other addresses.

        That is its server, or its reverse DNS name, or its number among the free addresses of its
        datacenter. No options find the address of a load balancer, or one of several addresses of a
        server.
        """
        owner = (obj.get("assigned_to") or {}).get("id")
        described = {**options, "ip": None, "type": None}
        if not owner and not obj.get("reverse_dns"):
            center = ref_of(obj.get("datacenter"))
            numbered = self.selection.numbered(objects, {"datacenter": center})
            return {**described, "number": numbered.index(obj) + 1}
        if not owner:
            same = [
                each for each in objects if same_host(each.get("reverse_dns"), obj["reverse_dns"])
            ]
            return {**described, "id": obj["id"] if len(same) > 1 else None}
        others = [each for each in objects if get_path(each, "assigned_to.id") == owner]
        is_server = obj["assigned_to"].get("type") == "SERVER"
        if not (is_server and len(others) == 1 and obj.get("reverse_dns")):
            return {}
        return {**described, "datacenter": None}

    def lookup(self) -> Lookup:
        """Return how references to the objects are looked up."""
        return PublicIpLookup(self.title, self.path, ("ip", "reverse_dns"))

    def delete_call(self, context: Context) -> Call:
        """Return the removal of the address.

        The server of an address releases it (api-notes: address-of-server). A load balancer keeps
        its address (api-notes: address-in-use, balancer-address).
        """
        ip, options = context.current, context.options
        owner = ip.get("assigned_to") or {}
        if owner.get("type") == "LOAD_BALANCER":
            raise ValidationError(
                f'{ip["ip"]} is the address of the load balancer "{owner["name"]}" and is removed '
                "together with it."
            )
        if owner and options.get("number") and not options.get("id"):
            raise ValidationError(
                f"{ip['ip']}, which has the number {options['number']}, is in use by the server "
                f'"{owner["name"]}". Remove the server from servers, or set ip to take the '
                "address from its server."
            )
        if owner:
            return Call("DELETE", "/servers/{assigned_to.id}/ips/{id}", {"keep_ip": False})
        return Call("DELETE", "/public_ips/{id}")

    def charges(self, obj: Mapping[str, Any], find: Find) -> Charges:
        """Yield the address, unless it is the main one of a server."""
        owner = obj.get("assigned_to")
        if "assigned_to" not in obj:
            yield NoPrice("The API does not show whether the address is in use.")
        elif not owner:
            yield unused_address(obj)
        elif owner.get("type") == "SERVER":
            yield from owned_address_charges(obj, owner, find)
        else:
            yield NoPrice("The price list has no price for addresses of load balancers.")

    def back_references(self, ip: Mapping[str, Any]) -> Iterable[BackReference]:
        """Return what a server shows: its addresses."""
        owner = ip.get("assigned_to") or {}
        if owner.get("type") == "SERVER":
            yield BackReference(
                "/servers",
                owner["id"],
                "ips",
                {key: ip.get(key) for key in ("id", "ip", "type", "reverse_dns")},
            )


PUBLIC_IP = PublicIp()
