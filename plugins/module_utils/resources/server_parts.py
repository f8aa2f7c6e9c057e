# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What servers have of their own: addresses beyond the first, and their snapshot. The API shows them in the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..model.addresses import normalize_address, same_address, same_host
from ..model.fields import Assignment, Call, Children, Field, Reference, Update, ValidationError
from ..model.limits import Limits
from ..model.resource import Creation, Lookup, ParentResource, Resource, Transition, anyway
from ..model.values import Placeholder
from ..shared import clock
from .catalogue import NAMED
from .servers import SERVER, refine

OWNER = Reference("server", to="servers", request_key="", response_key="server", required=True)


def text(value: str | None) -> str:
    return value or ""


# -- addresses


ADDRESS = "/servers/{server.id}/ips/{id}"
TYPES = ("IPV4", "IPV6")


def further_address(values: Mapping[str, Any]) -> Call:
    """Say the type in each known spelling (api-notes: address-type-key)."""
    return Call(
        "POST",
        "/servers/{server.id}/ips",
        dict.fromkeys(("type_ip", "type"), values.get("type") or TYPES[0]),
    )


def add_address(values: Mapping[str, Any]) -> Call:
    """One address at a time: a number beyond the next one is a slip."""
    count = len(SERVER_IP.parent.children(values["server"].object))
    if values.get("ip"):
        raise ValidationError(
            f'server "{values["server"].label}" has no address {values["ip"]}, and an address cannot be chosen: leave ip '
            "out to get a new one."
        )
    if values.get("number", count + 1) > count + 1:
        raise ValidationError(
            f'number is {values["number"]}, and server "{values["server"].label}" has {count} addresses; the next one is '
            f"number {count + 1}."
        )
    return further_address(values)


def new_address(address: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A new address has the policy of the server's first one (api-notes: new-address-policy)."""
    others = SERVER_IP.parent.children(values["server"].object)
    server = values["server"]
    return {
        **address,
        "server": {"id": server.id, "name": server.label},
        "number": len(others) + 1,
        "load_balancers": [],
        "type": values.get("type") or TYPES[0],
        "firewall_policy": others[0]["firewall_policy"] if others else None,
    }


class ServerIpLookup(Lookup):
    """Addresses of servers. A server with one address stands for it."""

    def expand(self, obj: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        ips = obj.get("ips") or []
        alone = {"server_name": obj["name"], "server_id": obj["id"]} if len(ips) == 1 else {}
        return [{**ip, **alone, "owner": obj["name"], "owner_id": obj["id"]} for ip in ips]

    def equal(self, shown: Any, value: Any) -> bool:
        return same_address(shown, value)

    def explain(self, objects: Sequence[Mapping[str, Any]], value: str) -> str | None:
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
                or (SERVER.is_incomplete(each, clock.now()) and may_come())
            )
            for each in objects
        )


class ServerIp(Resource):
    name = "server_ip"
    plural = "server_ips"
    title = "server address"
    path = "/server_ips"
    state_path = "status.state"
    shape = (
        "id",
        "ip",
        "type",
        "reverse_dns",
        "main",
        "firewall_policy",
        "load_balancers",
        "number",
        "server",
    )
    nested = {"load_balancers": (NAMED,), "server": NAMED}
    parent = ParentResource("server", SERVER.path, "ips", refine)
    find_by = ("ip", "number", "reverse_dns")
    fields = (
        OWNER,
        Field("ip", create=False, immutable=True, normalize=normalize_address),
        Field("number", "int", create=False, limits=Limits(minimum=1)),
        Field("type", choices=TYPES, create=False, immutable=True),
        # (api-notes: reverse-dns-form)
        Field(
            "reverse_dns",
            create=False,
            limits=Limits(longest=256),
            compare_as=text,
            equal=same_host,
        ),
        Assignment(
            "firewall_policy",
            to="firewall_policies",
            create=False,
            response_key="firewall_policy",
            assign=Call("PUT", f"{ADDRESS}/firewall_policy", {"id": Placeholder("value")}),
        ),
    )
    children = (
        Children(
            "load_balancers",
            to="load_balancers",
            add=Call(
                "POST", f"{ADDRESS}/load_balancers", {"load_balancer_id": Placeholder("value")}
            ),
            remove=Call("DELETE", f"{ADDRESS}/load_balancers/{{item.id}}"),
        ),
    )
    updates = (Update("/public_ips/{id}", ("reverse_dns",)),)
    creations = (Creation("server", add_address, planned_object=new_address),)
    options = (Field("keep_ip", "bool", default=False),)

    def lookup(self) -> Lookup:
        return ServerIpLookup(
            self.title,
            SERVER.path,
            ("ip", "server_name", "server_id"),
            {"ip": "ip", "server_name": "owner"},
        )

    def delete_call(self, _address: Mapping[str, Any], options: Mapping[str, Any]) -> Call:
        """Say in each known place that the address is kept: in another one it would be lost
        (api-notes: keep-address, delete-with-body)."""
        keeps = bool(options.get("keep_ip"))
        return Call("DELETE", ADDRESS, {"keep_ip": keeps}, {"keep_ip": "true"} if keeps else None)


SERVER_IP = ServerIp()


# -- snapshots


SNAPSHOT = "/servers/{server.id}/snapshots"


def take(_values: Mapping[str, Any]) -> Call:
    return Call("POST", SNAPSHOT, {})  # (api-notes: snapshot-body)


def taken(snapshot: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {**snapshot, "server": {"id": values["server"].id, "name": values["server"].label}}


def restore(
    _snapshot: Mapping[str, Any], _values: Mapping[str, Any], _options: Mapping[str, Any]
) -> Call:
    return Call("PUT", f"{SNAPSHOT}/{{id}}", {})


def nothing_to_restore(values: Mapping[str, Any]) -> str:
    return f'server "{values["server"].label}" has no snapshot to restore. Take one before, with state present.'


class ServerSnapshot(Resource):
    name = "server_snapshot"
    plural = "server_snapshots"
    title = "server snapshot"
    path = "/server_snapshots"
    state_path = "status.state"
    shape = ("id", "creation_date", "deletion_date", "server")
    nested = {"server": NAMED}
    parent = ParentResource("server", SERVER.path, "snapshot", refine)
    find_by = ()
    fields = (OWNER,)
    creations = (Creation("server", take, planned_object=taken),)
    transitions = {
        "restored": Transition("", restore, when=anyway, missing_reason=nothing_to_restore)
    }

    def delete_call(self, _snapshot: Mapping[str, Any], _options: Mapping[str, Any]) -> Call:
        return Call("DELETE", f"{SNAPSHOT}/{{id}}")


SERVER_SNAPSHOT = ServerSnapshot()
