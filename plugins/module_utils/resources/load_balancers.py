# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load balancers. Rules are added and removed, never changed (api-notes: rules-are-replaced); creation insists on seven fields
(api-notes: balancer-required)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.addresses import normalize_source
from ..model.documentation import Attribute, Documentation
from ..model.fields import (
    SOURCE,
    Call,
    Children,
    Field,
    Match,
    Update,
    shown_only,
)
from ..model.limits import Limits
from ..model.resource import BackReference, Resource
from ..model.values import Placeholder
from .catalogue import at_place
from .common import (
    CLOUDPANEL_ID,
    CREATION_DATE,
    DATACENTER_ATTRIBUTE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    ID,
    NAME_OPTION,
    SERVER_IPS,
    SOME_ID,
    STATE,
    datacenter_option,
    named,
)

SELF = "/load_balancers/{id}"
#: (api-notes: every-port)
PORT = Limits(minimum=0, maximum=65535)
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
    documentation = Documentation(
        description=(
            "Creates, changes and removes load balancers, their rules, and the "
            "server addresses behind them.",
            "Options that are not set are not changed. The API requires some of "
            "them when a load balancer is created. The module then sends the "
            "values that the descriptions of these options name.",
        ),
        see_also=(
            "load_balancer_info",
            "server",
        ),
        info_see_also=("load_balancer",),
    )
    attributes = (
        ID,
        named("web"),
        STATE,
        CREATION_DATE,
        DESCRIPTION_ATTRIBUTE,
        Attribute("ip", "The address of the load balancer.", sample="198.51.100.20"),
        Attribute(
            "health_check_test",
            "How the servers are checked: V(NONE), V(TCP), V(HTTP) or V(ICMP).",
            sample="TCP",
        ),
        Attribute(
            "health_check_interval", "The number of seconds between two checks.", "int", sample=15
        ),
        Attribute(
            "health_check_path",
            "The path that an V(HTTP) check requests, or null.",
            sample="/health",
        ),
        Attribute(
            "health_check_path_parser",
            "The regular expression for the response to an V(HTTP) check, or null.",
            sample="OK",
        ),
        Attribute(
            "persistence",
            "Whether all requests of a client go to the same server.",
            "bool",
            sample=True,
        ),
        Attribute(
            "persistence_time",
            "The number of seconds for which a client stays with its server.",
            "int",
            sample=1200,
        ),
        Attribute(
            "method",
            "How a server is chosen: V(ROUND_ROBIN) or V(LEAST_CONNECTIONS).",
            sample="ROUND_ROBIN",
        ),
        DATACENTER_ATTRIBUTE,
        Attribute(
            "rules",
            "The rules.",
            "list",
            (
                Attribute("id", "The id of the rule.", sample=SOME_ID),
                Attribute("protocol", "The protocol: V(TCP) or V(UDP).", sample="TCP"),
                Attribute(
                    "port_balancer",
                    "The port of the load balancer. V(0) means all ports.",
                    "int",
                    sample=443,
                ),
                Attribute(
                    "port_server",
                    "The port of the servers. V(0) means all ports.",
                    "int",
                    sample=8443,
                ),
                Attribute(
                    "source",
                    "The address, network or range that the connections come from.",
                    sample="0.0.0.0",
                ),
            ),
        ),
        SERVER_IPS,
        CLOUDPANEL_ID,
    )
    fields = (
        NAME_OPTION,
        DESCRIPTION_OPTION,
        Field(
            "health_check_test",
            choices=("NONE", "TCP", "HTTP", "ICMP"),
            create_default=CHECK,
            help="How the servers are checked. The reference lists V(HTTP), but says that it "
            "is not available yet.",
        ),
        # (api-notes: balancer-limits)
        Field(
            "health_check_interval",
            "int",
            limits=Limits(minimum=5, maximum=300),
            create_default=15,
            help="The number of seconds between two checks.",
        ),
        Field(
            "health_check_path",
            limits=Limits(longest=1000),
            help="The path that an V(HTTP) check requests.",
        ),
        Field(
            "health_check_parse",
            limits=Limits(longest=64),
            response_key="health_check_path_parser",
            help="A regular expression that the response to an V(HTTP) check must match.",
        ),  # (api-notes: health-check-parse)
        Field(
            "persistence",
            "bool",
            create_default=False,
            help="Whether all requests of a client go to the same server.",
        ),
        Field(
            "persistence_time",
            "int",
            limits=Limits(minimum=30, maximum=1200),
            create_default=1200,
            help="The number of seconds for which a client stays with its server.",
        ),
        Field(
            "method",
            choices=("ROUND_ROBIN", "LEAST_CONNECTIONS"),
            create_default="ROUND_ROBIN",
            help="How a server is chosen for a connection.",
        ),
        datacenter_option(),
    )
    children = (
        Children(
            "rules",
            create_key="rules",
            add_many=True,
            required_on_create=True,
            fields=(  # (api-notes: balancer-rule-members)
                Field(
                    "protocol",
                    choices=("TCP", "UDP"),
                    default="TCP",
                    help="The protocol.",
                ),
                Field(
                    "port_balancer",
                    "int",
                    limits=PORT,
                    required=True,
                    help="The port of the load balancer. V(0) means all ports. It requires "
                    "V(0) as O(rules[].port_server), and V(NONE) or V(ICMP) as "
                    "O(health_check_test).",
                ),
                Field(
                    "port_server",
                    "int",
                    limits=PORT,
                    required=True,
                    help="The port of the servers.",
                ),
                Field(
                    "source",
                    default="0.0.0.0",
                    limits=SOURCE,
                    normalize=normalize_source,
                    help=(
                        "The source of the connections: an address, a network, or a "
                        "range such as V(10.0.0.1-10.0.0.9). V(0.0.0.0) means every "
                        "address.",
                        "Some versions of the API do not accept ranges. The task then "
                        "fails with the message of the API.",
                        "Different spellings of a network are equal: V(10.0.0.5/24) "
                        "and V(10.0.0.0/24), or V(0.0.0.0/0) and V(0.0.0.0).",
                    ),
                ),
                shown_only("id"),
            ),
            key=("protocol", "port_balancer", "source"),
            conflict_keys=("protocol", "port_balancer"),
            validate=every_port_that_stays,
            add=Call("POST", f"{SELF}/rules", {"rules": Placeholder("value")}),
            remove=Call("DELETE", f"{SELF}/rules/{{item.id}}"),
            help=(
                "All rules of the load balancer.",
                "A rule whose server port changes is replaced. The API does not accept "
                "two rules for one port, so the old rule is removed before the new rule "
                "is added.",
            ),
        ),
        Children(
            "server_ips",
            to="server_ips",
            add_many=True,
            add=Call("POST", f"{SELF}/server_ips", {"server_ips": Placeholder("value")}),
            remove=Call("DELETE", f"{SELF}/server_ips/{{item.id}}"),
            help="The addresses behind the load balancer. Each is given by its id, by the "
            "address, or by the name of a server that has exactly one address.",
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
