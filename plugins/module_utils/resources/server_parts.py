# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of servers: the addresses after the first one, and the snapshot.

Servers show their parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..model.addresses import normalize_address, same_address
from ..model.calls import Call, Creation, RepeatedTransition, Update
from ..model.context import Context
from ..model.costs import BilledObject, Charges, Find, NoPrice
from ..model.documentation import Attribute, Documentation
from ..model.errors import ValidationError
from ..model.fields import Assignment, Field, Reference
from ..model.limits import Limits
from ..model.mutability import CHANGE_ONLY, IMMUTABLE, READ_ONLY
from ..model.relations import Lookup, ParentResource
from ..model.resource import Resource
from ..model.values import Placeholder
from ..shared import clock
from .common import CREATION_DATE, ID, SOME_ID, Address, HostName, reference, references
from .server_costs import owned_address_charges, unused_address
from .server_networks import AddressBalancers
from .servers import SERVER

OWNER = Reference(
    "server",
    to="servers",
    required=True,
    help="The server, by name or id.",
)


# -- addresses


ADDRESS = "/servers/{server.id}/ips/{id}"
TYPES = ("IPV4", "IPV6")


def further_address(values: Mapping[str, Any]) -> Call:
    """Return the operation that adds an address to a server.

    It contains the type under each known key (api-notes: address-type-key).
    """
    return Call(
        "POST",
        "/servers/{server.id}/ips",
        dict.fromkeys(("type_ip", "type"), values.get("type") or TYPES[0]),
    )


class ReverseDns(HostName):
    """The reverse DNS name of an address, which shows null for none."""

    def comparable(self, value: Any) -> Any:
        """Return an empty text for null."""
        return value or ""


class NextAddress(Creation):
    """A further address of a server."""

    def call(self, values: Mapping[str, Any]) -> Call:
        """Return the operation.

        :raises ValidationError: the task names an address, or a number beyond the next one.
        """
        server = values["server"]
        count = len(SERVER_IP.parent.children(server.object))
        if values.get("ip"):
            raise ValidationError(
                f'server "{server.label}" has no address {values["ip"]}, and an address cannot be '
                "chosen. Remove ip to get a new one."
            )
        if values.get("number", count + 1) > count + 1:
            raise ValidationError(
                f'number is {values["number"]}, and server "{server.label}" has {count} '
                f"addresses; the next one is number {count + 1}."
            )
        return further_address(values)

    def planned_object(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the address. It has the policy of the first address.

        (api-notes: new-address-policy)
        """
        server = values["server"]
        others = SERVER_IP.parent.children(server.object)
        return {
            **obj,
            "server": {"id": server.id, "name": server.label},
            "number": len(others) + 1,
            "load_balancers": [],
            "type": values.get("type") or TYPES[0],
            "firewall_policy": others[0]["firewall_policy"] if others else None,
        }


class ServerIpLookup(Lookup):
    """Addresses of servers. A server with one address stands for it."""

    def expand(self, obj: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        """Return the elements of an object of the list."""
        ips = obj.get("ips") or []
        alone = {"server_name": obj["name"], "server_id": obj["id"]} if len(ips) == 1 else {}
        return [{**ip, **alone, "owner": obj["name"]} for ip in ips]

    def shown(self, element: Mapping[str, Any]) -> dict[str, Any]:
        """Return what policies and load balancers show of an address."""
        return {"ip": element.get("ip"), "server_name": element.get("owner")}

    def equal(self, shown: Any, value: Any) -> bool:
        """Return whether a name in an answer and a name in a task are the same."""
        return same_address(shown, value)

    def search_key(self, name: Any) -> str:
        """Return a text that is the same for all names that are equal."""
        return normalize_address(str(name))

    def explain(self, objects: Sequence[Mapping[str, Any]], value: str) -> str | None:
        """Return why a name names no element although it names something else, or None."""
        server = next((each for each in objects if value in (each["name"], each["id"])), None)
        if server is None:
            return None
        ips = [ip["ip"] for ip in server.get("ips") or []]
        if not ips:
            return (
                f'The server "{value}" has no address yet. Wait for it first (wait: true, or '
                "server_info with wait)."
            )
        return f'The server "{value}" has the addresses {", ".join(ips)}. Name one of them.'

    def is_expected(
        self, objects: Sequence[Mapping[str, Any]], value: str, may_come: Callable[[], bool]
    ) -> bool:
        """Return whether a new server still gets its address (api-notes: late-addresses)."""
        return any(
            value in (each["name"], each["id"])
            and not (each.get("ips") or SERVER.is_removing(each))
            and (
                SERVER.is_transitional(each)
                or (SERVER.late_part.is_missing(each, clock.now()) and may_come())
            )
            for each in objects
        )


class ServerIp(Resource):
    """The addresses of a server, besides the first one."""

    name = "server_ip"
    title = "server address"
    path = "/server_ips"
    documentation = Documentation(
        summary="Manage the addresses of a server of an IONOS Cloud Panel account",
        description=(
            "Adds addresses to a server, sets their firewall policies, load balancers and reverse "
            "DNS names, and removes them.",
            "An address has no name, and each one is billed. Therefore the module finds it by the "
            "address itself, by its reverse DNS name, or by its number among the addresses of the "
            "server, so that a second run finds it again.",
        ),
        see_also=(
            "server",
            "public_ip",
        ),
        states={
            "present": "V(present) adds the address if the server does not have it, and changes "
            "it to match the options. Options that are not set are not changed.",
            "absent": "V(absent) removes the address from the server, and from the account "
            "unless O(keep_ip=true).",
        },
    )
    attributes = (
        Attribute("id", "The id of the address.", sample=SOME_ID),
        Attribute("ip", "The address.", sample="198.51.100.7"),
        Attribute("type", "The type of the address: V(IPV4) or V(IPV6).", sample="IPV4"),
        Attribute(
            "reverse_dns", "The reverse DNS name of the address, or null.", sample="www.example.com"
        ),
        Attribute("main", "Whether this is the main address of the server.", "bool", sample=False),
        reference(
            "firewall_policy",
            "The firewall policy of the address, or null.",
            "firewall policy",
            "web",
            default=None,
        ),
        references("load_balancers", "The load balancers of the address.", "load balancer", "web"),
        Attribute(
            "number",
            "The number of the address among the addresses of the server.",
            "int",
            sample=2,
        ),
        reference("server", "The server.", "server", "web1"),
    )
    parent = ParentResource(SERVER, "ips")
    find_by = ("ip", "number", "reverse_dns")
    fields = (
        OWNER,
        Address(
            "ip",
            mutability=READ_ONLY,
            help="Find the address by itself. The API chooses new addresses. If the server does "
            "not have this address, the task fails.",
        ),
        Field(
            "number",
            "int",
            limits=Limits(minimum=1),
            help="Find the address by its number, in the order in which the API lists the "
            "addresses of the server. V(1) is the address with which the server was created. The "
            "next free number adds an address.",
        ),
        Field(
            "type",
            choices=TYPES,
            mutability=IMMUTABLE,
            help="The type of a new address. At present, the API accepts V(IPV4) only, which is "
            "the default.",
        ),
        # (api-notes: reverse-dns-form)
        ReverseDns(
            "reverse_dns",
            mutability=CHANGE_ONLY,
            limits=Limits(maximum=256),
            help=(
                "The reverse DNS name of the address. An empty string removes it.",
                "Without O(ip) and O(number), the task also finds the address by this name.",
            ),
        ),
        Assignment(
            "firewall_policy",
            to="firewall_policies",
            mutability=CHANGE_ONLY,
            assign=Call("PUT", f"{ADDRESS}/firewall_policy", {"id": Placeholder("value")}),
            help="The firewall policy of the address, by name or id. The default for a new "
            "address is the policy of the first address of the server.",
        ),
    )
    children = (
        AddressBalancers(
            "load_balancers",
            f"{ADDRESS}/load_balancers",
            to="load_balancers",
            help="The load balancers of the address, by name or id.",
        ),
    )
    updates = (Update("/public_ips/{id}", ("reverse_dns",)),)
    creations = (NextAddress("server"),)
    options = (
        Field(
            "keep_ip",
            "bool",
            default=False,
            help="Whether O(state=absent) keeps the address in the account. It is still billed.",
        ),
    )

    def lookup(self) -> Lookup:
        """Return how references to the objects are looked up."""
        return ServerIpLookup(self.title, SERVER.path, ("ip", "server_name", "server_id"))

    def delete_call(self, context: Context) -> Call:
        """Return the removal, which says in each known place whether the address is kept.

        (api-notes: keep-address, delete-with-body)
        """
        keeps = bool(context.options.get("keep_ip"))
        return Call("DELETE", ADDRESS, {"keep_ip": keeps}, {"keep_ip": "true"} if keeps else None)

    def charges(self, obj: Mapping[str, Any], find: Find) -> Charges:
        """Yield the address, unless it is the main one."""
        return owned_address_charges(obj, obj["server"], find)

    def charges_after_removal(self, obj: Mapping[str, Any], options: Mapping[str, Any]) -> Charges:
        """Yield the address if it remains in the account."""
        return (unused_address(obj),) if options.get("keep_ip") else ()


SERVER_IP = ServerIp()


# -- snapshots


SNAPSHOT = "/servers/{server.id}/snapshots"


class TakeSnapshot(Creation):
    """A snapshot of a server."""

    def call(self, values: Mapping[str, Any]) -> Call:
        """Return the operation (api-notes: snapshot-body)."""
        return Call("POST", SNAPSHOT, {})

    def planned_object(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the snapshot with its server."""
        return {**obj, "server": {"id": values["server"].id, "name": values["server"].label}}


class RestoreSnapshot(RepeatedTransition):
    """The restoration of a snapshot."""

    def validate_creation(self, context: Context) -> str | None:
        """Return that there is nothing to restore."""
        server = context.values["server"].label
        return f'server "{server}" has no snapshot to restore. Take one before, with state present.'


class ServerSnapshot(Resource):
    """The snapshot of a server."""

    name = "server_snapshot"
    title = "server snapshot"
    path = "/server_snapshots"
    documentation = Documentation(
        summary="Manage the snapshot of a server of an IONOS Cloud Panel account",
        description=(
            "Creates, restores and removes the snapshot of a server.",
            "The API allows one snapshot for each server. To replace it, use one task with "
            "V(absent) and one with V(present).",
            "The API removes a snapshot some days after its creation.",
            "A server with a snapshot cannot join or leave private networks.",
        ),
        see_also=("server",),
        states={
            "present": "V(present) creates a snapshot if the server has none. An existing "
            "snapshot is kept, even if it is old.",
            "absent": "V(absent) removes the snapshot.",
            "restored": "V(restored) restores the server from its snapshot at each run. Data "
            "that was written after the snapshot is lost.",
        },
    )
    attributes = (
        ID,
        CREATION_DATE,
        Attribute(
            "deletion_date",
            "The time at which the API removes the snapshot. Null if the server does not show it.",
            sample="2026-11-28T08:33:25+00:00",
        ),
        reference("server", "The server.", "server", "web1"),
    )
    parent = ParentResource(SERVER, "snapshot")
    find_by = ()
    fields = (OWNER,)
    creations = (TakeSnapshot("server"),)
    states = {
        **Resource.states,
        "restored": RestoreSnapshot("", Call("PUT", f"{SNAPSHOT}/{{id}}", {})),
    }

    def delete_call(self, context: Context) -> Call:
        """Return the removal of the snapshot."""
        return Call("DELETE", f"{SNAPSHOT}/{{id}}")

    def charges(self, obj: Mapping[str, Any], find: Find) -> Charges:
        """Yield that there is no price. A snapshot has no name but that of its server."""
        snapshot = BilledObject(self.name, obj["id"], obj["server"]["name"])
        yield NoPrice("The price list has no price for snapshots.", snapshot)


SERVER_SNAPSHOT = ServerSnapshot()
