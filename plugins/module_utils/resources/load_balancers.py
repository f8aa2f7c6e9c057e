# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load balancers. Rules are added and removed, never changed (api-notes: rules-are-replaced); creation insists on seven fields
(api-notes: balancer-required)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.addresses import normalize_source
from ..model.fields import (
    DESCRIPTION,
    NAME,
    SOURCE,
    Call,
    Children,
    Field,
    Match,
    Reference,
    Update,
    shown_only,
)
from ..model.limits import Limits
from ..model.resource import BackReference, Resource
from ..model.values import Placeholder
from .catalogue import ADDRESS, PLACE, TEXTS, at_place

SELF = "/load_balancers/{id}"
#: (api-notes: every-port)
PORT = Limits(minimum=0, maximum=65535)
RULE = dict.fromkeys(("id", "protocol", "port_balancer", "port_server", "source"))
#: of a balancer that is created without one
CHECK = "TCP"
#: Tests that go with rules for single ports only.
PORT_CHECKS = ("TCP", "HTTP")


def http_check(values: Mapping[str, Any], present: Mapping[str, Any]) -> str | None:
    if values.get("health_check_test") != "HTTP":  # (api-notes: http-check)
        return None
    missing = [
        name
        for name in ("health_check_path", "health_check_parse")
        if not values.get(name, present.get(name))
    ]
    return f"health_check_test is HTTP, which needs {' and '.join(missing)}." if missing else None


def every_port(values: Mapping[str, Any], present: Mapping[str, Any]) -> str | None:
    """Port 0 stands for every port (api-notes: every-port)."""
    if not {"rules", "health_check_test"} & set(values):
        return None
    balancer = {"health_check_test": CHECK, **present, **values}
    return _every_port(balancer.get("rules") or (), balancer["health_check_test"])


def every_port_that_stays(
    pairs: Sequence[Match], balancer: Mapping[str, Any], _wanted: Any
) -> str | None:
    """Rules that are not listed may stay."""
    return _every_port(
        [pair.desired for pair in pairs if pair.desired], balancer.get("health_check_test")
    )


def _every_port(rules: Iterable[Mapping[str, Any]], check: str | None) -> str | None:
    for rule in rules:
        if bool(rule["port_balancer"]) != bool(rule["port_server"]):
            return "rules has a port 0, which stands for every port and has to be both port_balancer and port_server."
        if not rule["port_balancer"] and check in PORT_CHECKS:
            return f"rules has port 0, which goes with health_check_test NONE or ICMP, not {check}."
    return None


def checks_ports(changed: Mapping[str, Any]) -> bool:
    """Whether a change has to come after the rules for every port are gone (api-notes: every-port)."""
    return changed.get("health_check_test") in PORT_CHECKS


def overlap(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    """Rules for the same port overlap (api-notes: overlapping-rules, overlap)."""
    seen = set()
    for rule in values.get("rules") or ():
        key = (rule["protocol"], rule["port_balancer"], rule.get("source"))
        if key in seen:
            return f"rules names {key[0]} port_balancer {key[1]} twice for the source {key[2]}."
        seen.add(key)
    return None


class LoadBalancer(Resource):
    name = "load_balancer"
    plural = "load_balancers"
    title = "load balancer"
    path = "/load_balancers"
    shape = (
        "id",
        "name",
        "state",
        "creation_date",
        "description",
        "ip",
        "health_check_test",
        "health_check_interval",
        "health_check_path",
        "health_check_path_parser",
        "persistence",
        "persistence_time",
        "method",
        "datacenter",
        "rules",
        "server_ips",
        "cloudpanel_id",
    )
    nested = {**TEXTS, "datacenter": PLACE, "rules": (RULE,), "server_ips": (ADDRESS,)}
    fields = (
        Field("name", limits=NAME, required_on_create=True),
        Field("description", limits=DESCRIPTION),
        Field("health_check_test", choices=("NONE", "TCP", "HTTP", "ICMP"), create_default=CHECK),
        # (api-notes: balancer-limits)
        Field(
            "health_check_interval", "int", limits=Limits(minimum=5, maximum=300), create_default=15
        ),
        Field("health_check_path", limits=Limits(longest=1000)),
        Field(
            "health_check_parse", limits=Limits(longest=64), response_key="health_check_path_parser"
        ),  # (api-notes: health-check-parse)
        Field("persistence", "bool", create_default=False),
        Field(
            "persistence_time", "int", limits=Limits(minimum=30, maximum=1200), create_default=1200
        ),
        Field("method", choices=("ROUND_ROBIN", "LEAST_CONNECTIONS"), create_default="ROUND_ROBIN"),
        Reference(
            "datacenter",
            to="datacenters",
            request_key="datacenter_id",
            response_key="datacenter",
            immutable=True,
        ),
    )
    children = (
        Children(
            "rules",
            create_key="rules",
            add_many=True,
            required_on_create=True,
            fields=(  # (api-notes: balancer-rule-members)
                Field("protocol", choices=("TCP", "UDP"), default="TCP"),
                Field("port_balancer", "int", limits=PORT, required=True),
                Field("port_server", "int", limits=PORT, required=True),
                Field("source", default="0.0.0.0", limits=SOURCE, normalize=normalize_source),
                shown_only("id"),
            ),
            key=("protocol", "port_balancer", "source"),
            conflict_keys=("protocol", "port_balancer"),
            validate=every_port_that_stays,
            add=Call("POST", f"{SELF}/rules", {"rules": Placeholder("value")}),
            remove=Call("DELETE", f"{SELF}/rules/{{item.id}}"),
        ),
        Children(
            "server_ips",
            to="server_ips",
            add_many=True,
            add=Call("POST", f"{SELF}/server_ips", {"server_ips": Placeholder("value")}),
            remove=Call("DELETE", f"{SELF}/server_ips/{{item.id}}"),
        ),
    )
    updates = (
        Update(
            SELF,
            (
                "name",
                "description",
                "health_check_test",
                "health_check_interval",
                "health_check_path",
                "health_check_parse",
                "persistence",
                "persistence_time",
                "method",
            ),
            sends_with={"persistence": "persistence_time"},  # (api-notes: persistence-time)
            run_last=checks_ports,
        ),
    )

    def validate(self, values: Mapping[str, Any], current: Mapping[str, Any]) -> str | None:
        return (
            http_check(values, current) or every_port(values, current) or overlap(values, current)
        )

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        return at_place(obj)

    def back_references(self, balancer: Mapping[str, Any]) -> Iterable[BackReference]:
        """Servers show their balancers below their addresses."""
        for address in balancer.get("server_ips") or []:
            yield BackReference(
                "/servers",
                address["id"],
                "load_balancers",
                {"id": balancer["id"], "name": balancer["name"]},
                in_list="ips",
            )


LOAD_BALANCER = LoadBalancer()
