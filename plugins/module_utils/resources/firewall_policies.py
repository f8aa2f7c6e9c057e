# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firewall policies.

Rules are added and removed, never changed (api-notes: rules-are-replaced). An address always has
exactly one policy (api-notes: address-has-policy).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.calls import Update
from ..model.children import Children
from ..model.context import Context
from ..model.documentation import Attribute, Documentation
from ..model.fields import Field, ignored
from ..model.mutability import WRITE_ONLY
from ..model.relations import BackReference
from ..model.resource import Resource
from .common import (
    CLOUDPANEL_ID,
    CREATION_DATE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    ID,
    NAME_OPTION,
    SERVER_IPS,
    SOME_ID,
    SOURCE_OPTION,
    STATE,
    named,
)
from .firewall_rules import (
    KEY,
    PORT,
    PROTOCOLS,
    Action,
    PortRange,
    Rules,
    _with_ports,
    duplicate,
    invalid_ports,
    joined,
)

SELF = "/firewall_policies/{id}"


class PolicyAddresses(Children):
    """The addresses that a policy protects.

    An address always has a policy (api-notes: no-unassign-policy).
    """

    not_removable_reason = (
        "an address always has a policy. Give it another one: attach it there, or set "
        "firewall_policy of its server; or set purge_server_ips to false."
    )


class FirewallPolicy(Resource):
    """Firewall policies."""

    name = "firewall_policy"
    title = "firewall policy"
    path = "/firewall_policies"
    documentation = Documentation(
        description=(
            "Creates, changes and removes firewall policies, their rules, and the server "
            "addresses that they protect.",
            "New rules are added before old rules are removed. Therefore allowed traffic is never "
            "blocked during the change.",
            "An account has two default policies. Only their server addresses can be changed. Any "
            "other change fails before the first write.",
        ),
        see_also=("server",),
    )
    attributes = (
        ID,
        named("web"),
        DESCRIPTION_ATTRIBUTE,
        STATE,
        CREATION_DATE,
        Attribute(
            "default", "V(1) for a default policy of the account, otherwise V(0).", "int", sample=0
        ),
        Attribute(
            "rules",
            "The rules.",
            "list",
            (
                Attribute("id", "The id of the rule.", sample=SOME_ID),
                Attribute("protocol", "The protocol.", sample="TCP"),
                Attribute(
                    "action",
                    "What happens to traffic that matches: V(accept) or V(deny).",
                    sample="accept",
                ),
                Attribute(
                    "port_from",
                    "The first port. Null for protocols without ports.",
                    "int",
                    sample=443,
                ),
                Attribute(
                    "port_to", "The last port. Null for protocols without ports.", "int", sample=443
                ),
                Attribute(
                    "source",
                    "The address, network or range that the traffic comes from.",
                    sample="0.0.0.0",
                ),
                Attribute(
                    "description", "The description of the rule.", default="", sample="HTTPS"
                ),
            ),
        ),
        SERVER_IPS,
        CLOUDPANEL_ID,
    )
    fields = (
        NAME_OPTION,
        DESCRIPTION_OPTION,
    )
    children = (
        Rules(
            "rules",
            f"{SELF}/rules",
            required=True,
            fields=(
                Field(
                    "protocol",
                    choices=PROTOCOLS,
                    default="TCP",
                    help=(
                        "The protocol. V(TCP) and V(UDP) need ports. V(TCP/UDP) without ports "
                        "means all ports. The other protocols have no ports: ports are sent to "
                        "the API and not compared.",
                        "V(TCP/UDP) is equal to one rule for V(TCP) and one for V(UDP). V(IPSEC) "
                        "is equal to one rule for V(AH) and one for V(ESP). The API accepts "
                        "different protocols when a policy is created and when a rule is added.",
                        "A rule for V(AH) or V(ESP) that is added to an existing policy is sent "
                        "as V(IPSEC). If the list contains the same rule for V(IPSEC), the rule "
                        "for V(AH) or V(ESP) is ignored.",
                    ),
                ),
                PortRange(
                    "port",
                    mutability=WRITE_ONLY,
                    help="A port, or a range such as V(8000-8100). It replaces "
                    "O(rules[].port_from) and O(rules[].port_to).",
                ),
                Field(
                    "port_from",
                    "int",
                    limits=PORT,
                    help="The first port of a range.",
                ),
                Field(
                    "port_to",
                    "int",
                    limits=PORT,
                    help="The last port of a range. The default is O(rules[].port_from).",
                ),
                Action(
                    "action",
                    choices=("allow", "deny", "accept"),
                    default="allow",
                    help=(
                        "What happens to traffic that matches the rule. The API accepts V(deny) "
                        "only with O(rules[].protocol=ANY).",
                        "V(accept) is another name for V(allow). The API returns V(accept).",
                    ),
                ),
                SOURCE_OPTION,
                Field(
                    "description",
                    help="A description of the rule. It is compared only if the option is set. "
                    "If the description changes, the rule is replaced.",
                ),
                ignored("id"),
            ),
            identified_by=KEY,
            help="All rules of the policy. Two rules with different ports, protocols, actions or "
            "sources are different rules.",
        ),
        PolicyAddresses(
            "server_ips",
            f"{SELF}/server_ips",
            to="server_ips",
            help=(
                "The addresses that the policy protects. Each is given by its id, by the address, "
                "or by the name of a server that has exactly one address.",
                "An address always has exactly one policy. It can be moved to another policy, but "
                "not removed from its policy. Therefore the task fails if the policy has "
                "addresses that the list does not contain, unless O(purge_server_ips=false).",
            ),
        ),
    )
    updates = (Update(SELF, ("name", "description")),)

    def validate(self, context: Context) -> str | None:
        """Check the rules."""
        rules = context.values.get("rules") or ()
        return invalid_ports(rules) or duplicate(rules)

    def normalize(self, policy: dict[str, Any]) -> dict[str, Any]:
        """Rules without ports may show ports that the API has chosen (api-notes: rule-ports)."""
        rules = policy.get("rules")
        return {**policy, "rules": [_with_ports(rule) for rule in rules]} if rules else policy

    def gathered(
        self,
        obj: Mapping[str, Any],
        options: Mapping[str, Any],
        objects: Sequence[Mapping[str, Any]],
    ) -> Mapping[str, Any]:
        """Return the options. Rules that one protocol stands for are one rule."""
        return {**options, "rules": joined(options.get("rules") or ())}

    def protected_reason(self, context: Context) -> str | None:
        """Default policies cannot be changed (api-notes: default-policies-protected)."""
        policy = context.current
        if policy.get("default"):
            return (
                f'"{policy["name"]}" is a default firewall policy of the account. Only its '
                "addresses can be changed. Create another policy."
            )
        return None

    def back_references(self, policy: Mapping[str, Any]) -> Iterable[BackReference]:
        """Servers show the policy of each of their addresses."""
        for address in policy.get("server_ips") or []:
            yield BackReference(
                "/servers",
                address["id"],
                "firewall_policy",
                {"id": policy["id"], "name": policy["name"]},
                in_list="ips",
                many=False,
            )


FIREWALL_POLICY = FirewallPolicy()
