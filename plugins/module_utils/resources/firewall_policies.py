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

from ..model.addresses import normalize_source
from ..model.calls import Call, Update
from ..model.children import Children, Element, Match
from ..model.context import Context
from ..model.documentation import Attribute, Documentation
from ..model.errors import ValidationError
from ..model.fields import Field, ignored
from ..model.limits import SOURCE, Limits
from ..model.relations import BackReference
from ..model.resource import Resource
from ..model.values import Placeholder
from .common import (
    CLOUDPANEL_ID,
    CREATION_DATE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    ID,
    NAME_OPTION,
    SERVER_IPS,
    SOME_ID,
    SOURCE_HELP,
    STATE,
    named,
)

SELF = "/firewall_policies/{id}"
PORT = Limits(minimum=1, maximum=65535)
#: What identifies a rule.
KEY = ("action", "protocol", "port_from", "port_to", "source")
#: (api-notes: rule-protocols, ipsec-rules)
PROTOCOLS = ("TCP", "UDP", "TCP/UDP", "ICMP", "AH", "ESP", "GRE", "IPSEC", "ANY")
#: The protocols that a creation accepts.
CREATED = ("TCP", "UDP", "ICMP", "AH", "ESP", "GRE", "ANY")
#: The protocols that one protocol stands for.
PARTS = {"TCP/UDP": ("TCP", "UDP"), "IPSEC": ("AH", "ESP")}
#: The protocols that an addition accepts for others, and that answers may show for them.
WHOLE = dict.fromkeys(PARTS["IPSEC"], "IPSEC")
WITH_PORTS = ("TCP", "UDP", "TCP/UDP")
EVERY_PORT = (1, 65535)
RANGE = Limits(
    pattern=r"\d{1,5}(-\d{1,5})?", explanation="write a port or a range, such as 443 or 8000-8100"
)


def expand_port(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule with ``port_from`` and ``port_to`` (api-notes: rule-port-forms).

    ``port`` is short for both. The ports of protocols without ports are sent, because the API may
    need them, and not compared (api-notes: rules-need-ports).
    """
    named = rule.get("port_from"), rule.get("port_to") or rule.get("port_from")
    ports = _ports(rule["port"]) if rule.get("port") else named
    if named not in ((None, None), ports):
        raise ValidationError(
            "rules has a rule with port and port_from or port_to that differ. Name its ports in "
            "one way."
        )
    if rule["protocol"] == "TCP/UDP" and ports == (None, None):
        ports = EVERY_PORT
    if rule["protocol"] in WITH_PORTS:
        return {**rule, "port": None, "port_from": ports[0], "port_to": ports[1]}
    return {
        **rule,
        "port": None if ports[0] is None else f"{ports[0]}-{ports[1]}",
        "port_from": None,
        "port_to": None,
    }


def _ports(text: str) -> tuple[int, int]:
    first, _dash, last = text.partition("-")
    return int(first), int(last or first)


def _with_ports(rule: Mapping[str, Any]) -> dict[str, Any]:
    if rule.get("protocol") not in WITH_PORTS:
        return {**rule, "port_from": None, "port_to": None}
    if rule.get("port_from", 1):
        return dict(rule)
    return {**rule, "port_from": EVERY_PORT[0], "port_to": EVERY_PORT[1]}


def one_action(action: str) -> str:
    """Return ``allow`` for ``accept``, which objects show instead (api-notes: rule-action)."""
    return "allow" if action == "accept" else action


def invalid_ports(rules: Iterable[Mapping[str, Any]]) -> str | None:
    """Return what is wrong with the ports of rules, or None."""
    for rule in rules:
        named = rule.get("port_from"), rule.get("port_to")
        first, last = _ports(rule["port"]) if rule.get("port") else named
        if rule["protocol"] in WITH_PORTS and first is None:
            return (
                f"rules has a {rule['protocol']} rule without a port. Name port, or port_from and "
                "port_to."
            )
        if first is not None and last is not None and not 1 <= first <= last <= 65535:
            return (
                f"rules has the ports {first} to {last}; they have to lie between 1 and 65535, the "
                "lower one first."
            )
        if rule.get("action") == "deny" and rule["protocol"] != "ANY":  # (api-notes: deny-any)
            return f"rules denies {rule['protocol']}; the API takes deny with protocol ANY only."
    return None


def duplicate(rules: Iterable[Mapping[str, Any]]) -> str | None:
    """Return which rule is listed twice, or None."""
    seen = set()
    for rule in rules:
        key = tuple(rule.get(name) for name in KEY)
        if key in seen:
            return (
                "rules lists the same rule twice: "
                f"{' '.join(str(value) for value in key if value is not None)}."
            )
        seen.add(key)
    return None


# -- protocols: each operation accepts some, and answers show some
#    (api-notes: rule-protocols, ipsec-rules)


def creatable(rules: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rules that a creation accepts.

    If it accepts none of them, return the parts of the first one.
    """
    return [rule for rule in rules if rule["protocol"] in CREATED] or [
        {**rule, "protocol": part} for rule in rules[:1] for part in PARTS[rule["protocol"]]
    ]


def addable(rules: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rules with the protocols that an addition accepts."""
    taken = [{**rule, "protocol": WHOLE.get(rule["protocol"], rule["protocol"])} for rule in rules]
    return list({_key(rule): rule for rule in reversed(taken)}.values())[
        ::-1
    ]  # IPSEC once, for AH and ESP


def _key(rule: Mapping[str, Any], protocol: str = "") -> tuple[Any, ...]:
    """Return what identifies a rule, perhaps with another protocol."""
    return tuple({**rule, "protocol": protocol or rule["protocol"]}[name] for name in KEY)


def by_protocol(elements: Sequence[Element], wanted: Sequence[Mapping[str, Any]]) -> list[Match]:
    """Match rules with elements of the same protocol, or of protocols that stand for it.

    The elements may show a protocol, its parts, or IPSEC for AH and ESP.
    """
    left, pairs = list(elements), list[Match]()

    def take(rule: Mapping[str, Any], *protocols: str) -> bool:
        """Pair a rule with elements of these protocols, if there is one of each."""
        found = [_partner(left, rule, protocol) for protocol in protocols]
        partners = [partner for partner in found if partner]
        if not partners or len(partners) < len(found):
            return False
        for partner in partners:
            left.remove(partner)
            view, element = partner
            pairs.append(Match(view, element, {**rule, "protocol": view["protocol"]}))
        return True

    unmatched = [rule for rule in wanted if not take(rule, rule["protocol"])]
    for rule in unmatched:
        whole = WHOLE.get(rule["protocol"])
        if not (
            take(rule, *([whole] if whole else PARTS.get(rule["protocol"], ())))
            or (whole and _is_paired(pairs, rule, whole))
        ):
            pairs.append(Match(desired=rule))
    for rule in wanted:
        while rule["protocol"] in WHOLE.values() and take(rule, rule["protocol"]):
            pass  # Each of its parts may be shown as the whole.
    return pairs + [Match(view, element) for view, element in left]


def _is_paired(pairs: Iterable[Match], rule: Mapping[str, Any], protocol: str) -> bool:
    """Return whether the element of a rule with this protocol has a partner already.

    AH and ESP may be one IPSEC.
    """
    return any(pair.current and _key(pair.current) == _key(rule, protocol) for pair in pairs)


def _partner(elements: Sequence[Element], rule: Mapping[str, Any], protocol: str) -> Element | None:
    """Return the element that is a rule with this protocol.

    An element with the same description comes first.
    """
    found = [each for each in elements if _key(each[0]) == _key(rule, protocol)]
    return min(
        found, key=lambda each: each[0]["description"] != rule.get("description"), default=None
    )


class Rules(Children):
    """The rules of a policy. Each operation accepts some of the protocols."""

    def normalize(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return a rule with ``port_from`` and ``port_to`` only."""
        return expand_port(value)

    def match(
        self, elements: Sequence[Element], desired: Sequence[Any], purges: bool
    ) -> list[Match]:
        """Return the pairs of equal rules, whatever protocol stands for several others."""
        return by_protocol(elements, desired)

    def in_creation(self, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """Return the rules with a protocol that a creation accepts."""
        rules = values.get(self.name)
        return None if rules is None else creatable(rules)

    def to_add(self, desired: Sequence[Any]) -> Sequence[Any]:
        """Return the rules with the protocols that an addition accepts."""
        return addable(desired)


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
    plural = "firewall_policies"
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
        see_also=(
            "firewall_policy_info",
            "server",
        ),
        info_see_also=("firewall_policy",),
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
            create=True,
            add_many=True,
            required_on_create=True,
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
                        "as V(IPSEC).",
                    ),
                ),
                Field(
                    "port",
                    limits=RANGE,
                    response_key="",
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
                Field(
                    "action",
                    choices=("allow", "deny", "accept"),
                    default="allow",
                    normalize=one_action,
                    response_values={"allow": "accept"},
                    help=(
                        "What happens to traffic that matches the rule. The API accepts V(deny) "
                        "only with O(rules[].protocol=ANY).",
                        "V(accept) is another name for V(allow). The API returns V(accept).",
                    ),
                ),
                Field(
                    "source",
                    default="0.0.0.0",
                    limits=SOURCE,
                    normalize=normalize_source,
                    help=SOURCE_HELP,
                ),
                Field(
                    "description",
                    help="A description of the rule. It is compared only if the option is set. "
                    "If the description changes, the rule is replaced.",
                ),
                ignored("id"),
            ),
            key=KEY,
            add=Call("POST", f"{SELF}/rules", {"rules": Placeholder("value")}),
            remove=Call("DELETE", f"{SELF}/rules/{{item.id}}"),
            help="All rules of the policy. Two rules with different ports, protocols, actions or "
            "sources are different rules.",
        ),
        PolicyAddresses(
            "server_ips",
            to="server_ips",
            add_many=True,
            allowed_when_protected=True,
            add=Call("POST", f"{SELF}/server_ips", {"server_ips": Placeholder("value")}),
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

    def protected_reason(self, policy: Mapping[str, Any]) -> str | None:
        """Default policies cannot be changed (api-notes: default-policies-protected)."""
        if policy.get("default"):
            return (
                f'"{policy["name"]}" is a default firewall policy of the account, which takes '
                "addresses and nothing else. "
                "Create a policy of your own."
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
