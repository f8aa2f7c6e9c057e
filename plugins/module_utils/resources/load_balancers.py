# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load balancers.

Rules are added and removed, never changed (api-notes: rules-are-replaced). A creation needs seven
attributes (api-notes: balancer-required).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.calls import Update
from ..model.children import Children, Match
from ..model.context import Context
from ..model.costs import Charges, Find, NoPrice
from ..model.documentation import Attribute, Documentation
from ..model.fields import Field, ignored
from ..model.limits import Limits
from ..model.relations import BackReference
from ..model.resource import Resource
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
    SOURCE_OPTION,
    STATE,
    datacenter_option,
    named,
)
from .places import at_place

SELF = "/load_balancers/{id}"
#: (api-notes: every-port)
PORT = Limits(minimum=0, maximum=65535)
#: of a balancer that is created without one
CHECK = "TCP"
#: Tests that go with rules for single ports only.
PORT_CHECKS = ("TCP", "HTTP")


def incomplete_http_check(context: Context) -> str | None:
    """Return which options an HTTP check lacks, or None (api-notes: http-check)."""
    if context.values.get("health_check_test") != "HTTP":
        return None
    needed = ("health_check_path", "health_check_parse")
    missing = [name for name in needed if not context.value(name)]
    return f"health_check_test is HTTP, which needs {' and '.join(missing)}." if missing else None


def invalid_port_0(rules: Iterable[Mapping[str, Any]], check: str | None) -> str | None:
    """Return why the rules for port 0 are invalid, or None.

    Port 0 means all ports (api-notes: every-port).
    """
    for rule in rules:
        if bool(rule["port_balancer"]) != bool(rule["port_server"]):
            return (
                "rules contains port 0, which means all ports. Set both port_balancer and "
                "port_server to 0."
            )
        if not rule["port_balancer"] and check in PORT_CHECKS:
            return f"rules contains port 0. Set health_check_test to NONE or ICMP, not to {check}."
    return None


def overlap(rules: Iterable[Mapping[str, Any]]) -> str | None:
    """Return which rules have the same port, or None (api-notes: overlapping-rules, overlap)."""
    seen = set()
    for rule in rules:
        key = (rule["protocol"], rule["port_balancer"], rule.get("source"))
        if key in seen:
            return f"rules names {key[0]} port_balancer {key[1]} twice for the source {key[2]}."
        seen.add(key)
    return None


class Rules(Children):
    """The rules of a load balancer."""

    def label(self, view: Any) -> str:
        """Return a rule as a text, such as ``TCP 80 to 8080 from 0.0.0.0``."""
        ports = f"{view['port_balancer']} to {view['port_server']}"
        return f"{view['protocol']} {ports} from {view['source']}"

    def validate(self, context: Context, matches: Sequence[Match]) -> str | None:
        """Check all rules, also those that are kept although the task does not list them."""
        rules = [match.desired for match in matches if match.desired]
        return invalid_port_0(rules, context.planned.get("health_check_test"))

    def conflicts(self, current: Any, desired: Any) -> bool:
        """Return whether two rules have the same port (api-notes: overlap)."""
        return all(current[name] == desired[name] for name in ("protocol", "port_balancer"))


class Settings(Update):
    """All options that are no lists."""

    def companions(self, changed: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the time, which the API needs with each persistence.

        (api-notes: persistence-time)
        """
        return ("persistence_time",) if "persistence" in changed else ()

    def runs_last(self, changed: Mapping[str, Any]) -> bool:
        """Return whether rules for all ports have to be removed before (api-notes: every-port)."""
        return changed.get("health_check_test") in PORT_CHECKS


class LoadBalancer(Resource):
    """Load balancers."""

    name = "load_balancer"
    title = "load balancer"
    path = "/load_balancers"
    documentation = Documentation(
        description=(
            "Creates, changes and removes load balancers, their rules, and the server addresses "
            "behind them.",
            "Options that are not set are not changed. The API requires some of them when a load "
            "balancer is created. The module then sends the values that the descriptions of these "
            "options name.",
        ),
        see_also=("server",),
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
            default=CHECK,
            help="How the servers are checked. The reference lists V(HTTP), but says that it is "
            "not available yet.",
        ),
        # (api-notes: balancer-limits)
        Field(
            "health_check_interval",
            "int",
            limits=Limits(minimum=5, maximum=300),
            default=15,
            help="The number of seconds between two checks.",
        ),
        Field(
            "health_check_path",
            limits=Limits(maximum=1000),
            help="The path that an V(HTTP) check requests.",
        ),
        Field(
            "health_check_parse",
            limits=Limits(maximum=64),
            key=("health_check_parse", "health_check_path_parser"),
            help="A regular expression that the response to an V(HTTP) check must match.",
        ),  # (api-notes: health-check-parse)
        Field(
            "persistence",
            "bool",
            default=False,
            help="Whether all requests of a client go to the same server.",
        ),
        Field(
            "persistence_time",
            "int",
            limits=Limits(minimum=30, maximum=1200),
            default=1200,
            help="The number of seconds for which a client stays with its server.",
        ),
        Field(
            "method",
            choices=("ROUND_ROBIN", "LEAST_CONNECTIONS"),
            default="ROUND_ROBIN",
            help="How a server is chosen for a connection.",
        ),
        datacenter_option(),
    )
    children = (
        Rules(
            "rules",
            f"{SELF}/rules",
            required=True,
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
                    help="The port of the load balancer. V(0) means all ports. It requires V(0) "
                    "as O(rules[].port_server), and V(NONE) or V(ICMP) as O(health_check_test).",
                ),
                Field(
                    "port_server",
                    "int",
                    limits=PORT,
                    required=True,
                    help="The port of the servers.",
                ),
                SOURCE_OPTION,
                ignored("id"),
            ),
            identified_by=("protocol", "port_balancer", "source"),
            help=(
                "All rules of the load balancer.",
                "A rule whose server port changes is replaced. The API does not accept two rules "
                "for one port, so the old rule is removed before the new rule is added.",
            ),
        ),
        Children(
            "server_ips",
            f"{SELF}/server_ips",
            to="server_ips",
            help="The addresses behind the load balancer. Each is given by its id, by the "
            "address, or by the name of a server that has exactly one address.",
        ),
    )
    updates = (
        Settings(
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
        ),
    )

    def validate(self, context: Context) -> str | None:
        """Check the health check and the rules."""
        rules = context.values.get("rules") or ()
        return incomplete_http_check(context) or self._invalid_port_0(context) or overlap(rules)

    def _invalid_port_0(self, context: Context) -> str | None:
        if not {"rules", "health_check_test"} & set(context.values):
            return None
        balancer = {"health_check_test": CHECK, **context.view, **context.values}
        return invalid_port_0(balancer.get("rules") or (), balancer["health_check_test"])

    def charges(self, obj: Mapping[str, Any], find: Find) -> Charges:
        """Yield that there is no price."""
        yield NoPrice("The price list has no price for load balancers.")

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
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
