# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of firewall policies: ports, protocols, and how rules are matched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.children import Children, Element, Match
from ..model.errors import ValidationError
from ..model.fields import Field
from ..model.limits import Limits
from ..model.values import order_of

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


def expand_port(rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule with ``port_from`` and ``port_to`` (api-notes: rule-port-forms).

    ``port`` is short for both. The ports of protocols without ports are sent, because the API may
    need them, and not compared (api-notes: rules-need-ports).
    """
    named = rule.get("port_from"), rule.get("port_to") or rule.get("port_from")
    ports = _ports(rule["port"]) if rule.get("port") else named
    if named not in ((None, None), ports):
        raise ValidationError(
            "rules contains a rule in which port differs from port_from or port_to. Set either "
            "port, or port_from and port_to."
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


def invalid_ports(rules: Iterable[Mapping[str, Any]]) -> str | None:
    """Return why the ports of rules are invalid, or None."""
    for rule in rules:
        named = rule.get("port_from"), rule.get("port_to")
        first, last = _ports(rule["port"]) if rule.get("port") else named
        if rule["protocol"] in WITH_PORTS and first is None:
            return (
                f"rules contains a {rule['protocol']} rule without a port. Set port, or port_from "
                "and port_to."
            )
        if first is not None and last is not None and not 1 <= first <= last <= 65535:
            return (
                f"rules contains the ports {first} to {last}; they have to lie between 1 and "
                "65535, the lower one first."
            )
        if rule.get("action") == "deny" and rule["protocol"] != "ANY":  # (api-notes: deny-any)
            return (
                f"rules denies {rule['protocol']}; the API accepts deny for the protocol ANY only."
            )
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


def without_parts(rules: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rules that no other listed rule contains. A rule for IPSEC contains AH and ESP."""
    keys = {_key(rule) for rule in rules}
    return [
        rule
        for rule in rules
        if rule["protocol"] not in WHOLE or _key(rule, WHOLE[rule["protocol"]]) not in keys
    ]


def creatable(rules: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rules that a creation accepts.

    If it accepts none of them, return the parts of the first one.
    """
    return [rule for rule in rules if rule["protocol"] in CREATED] or [
        {**rule, "protocol": part} for rule in rules[:1] for part in PARTS[rule["protocol"]]
    ]


def addable(rules: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rules with the protocols that an addition accepts.

    Rules that become equal are added once, with the first description.
    """
    groups: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for rule in rules:
        key = _key(rule, WHOLE.get(rule["protocol"], ""))
        groups.setdefault(key, []).append(rule)
    sent = [min(group, key=lambda rule: not rule.get("description")) for group in groups.values()]
    return [{**rule, "protocol": WHOLE.get(rule["protocol"], rule["protocol"])} for rule in sent]


def joined(rules: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the rules with one rule for all parts of a protocol.

    :param rules: rules as a task gives them, without ``protocol`` if it is TCP.
    """
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    for rule in rules:
        rest = {name: value for name, value in rule.items() if name != "protocol"}
        groups.setdefault(repr(rest), {})[rule.get("protocol", "TCP")] = rest
    joined_rules: list[Mapping[str, Any]] = []
    for group in groups.values():
        rest = next(iter(group.values()))
        for whole, parts in PARTS.items():
            if whole in group or set(parts) <= set(group):
                group = {name: rest for name in (whole, *group) if name not in parts}
        for protocol in group:
            named = {} if protocol == "TCP" else {"protocol": protocol}
            joined_rules.append({**named, **rest})
    return sorted(joined_rules, key=lambda rule: [order_of(rule.get(name)) for name in KEY])


def _key(rule: Mapping[str, Any], protocol: str = "") -> tuple[Any, ...]:
    """Return what identifies a rule, perhaps with another protocol."""
    return tuple({**rule, "protocol": protocol or rule["protocol"]}[name] for name in KEY)


def by_protocol(elements: Sequence[Element], desired: Sequence[Mapping[str, Any]]) -> list[Match]:
    """Match rules with elements of the same protocol, or of protocols that stand for it.

    The elements may show a protocol, its parts, or IPSEC for AH and ESP.
    """
    left, matches = list(elements), list[Match]()

    def take(rule: Mapping[str, Any], *protocols: str) -> bool:
        """Pair a rule with elements of these protocols, if there is one of each."""
        found = [_partner(left, rule, protocol) for protocol in protocols]
        partners = [partner for partner in found if partner]
        if not partners or len(partners) < len(found):
            return False
        for partner in partners:
            left.remove(partner)
            view, element = partner
            matches.append(Match(view, element, {**rule, "protocol": view["protocol"]}))
        return True

    unmatched = [rule for rule in desired if not take(rule, rule["protocol"])]
    for rule in unmatched:
        whole = WHOLE.get(rule["protocol"])
        if not (
            take(rule, *([whole] if whole else PARTS.get(rule["protocol"], ())))
            or (whole and _is_paired(matches, rule, whole))
        ):
            matches.append(Match(desired=rule))
    for rule in desired:
        while rule["protocol"] in WHOLE.values() and take(rule, rule["protocol"]):
            pass  # Each of its parts may be shown as the whole.
    return matches + [Match(view, element) for view, element in left]


def _is_paired(matches: Iterable[Match], rule: Mapping[str, Any], protocol: str) -> bool:
    """Return whether the element of a rule with this protocol has a partner already.

    AH and ESP may be one IPSEC.
    """
    return any(match.current and _key(match.current) == _key(rule, protocol) for match in matches)


def _partner(elements: Sequence[Element], rule: Mapping[str, Any], protocol: str) -> Element | None:
    """Return the element that is a rule with this protocol.

    An element with the same description comes first.
    """
    found = [each for each in elements if _key(each[0]) == _key(rule, protocol)]
    return min(
        found, key=lambda each: each[0]["description"] != rule.get("description"), default=None
    )


class PortRange(Field):
    """A port, or a range of ports."""

    pattern = r"\d{1,5}(-\d{1,5})?"
    explanation = "write a port or a range, such as 443 or 8000-8100"


class Action(Field):
    """The action of a rule. Answers show ``accept`` for ``allow`` (api-notes: rule-action)."""

    def normalize(self, value: Any) -> Any:
        """Return ``allow`` for ``accept``."""
        return "allow" if value == "accept" else value

    def with_value(self, obj: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """Return a rule that shows ``accept`` for ``allow``."""
        return super().with_value(obj, "accept" if value == "allow" else value)


class Rules(Children):
    """The rules of a policy. Each operation accepts some of the protocols."""

    def normalize(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """Return a rule with ``port_from`` and ``port_to`` only."""
        return expand_port(value)

    def label(self, view: Any) -> str:
        """Return a rule as a text, such as ``TCP 8000-8100 from 0.0.0.0``."""
        first, last = view["port_from"], view["port_to"]
        words = (
            "deny" if view["action"] == "deny" else None,
            view["protocol"],
            first if first == last else f"{first}-{last}",
            f"from {view['source']}",
        )
        return " ".join(str(word) for word in words if word is not None)

    def match(
        self, elements: Sequence[Element], desired: Sequence[Any], purges: bool
    ) -> list[Match]:
        """Return the pairs of equal rules, whatever protocol stands for several others."""
        return by_protocol(elements, without_parts(desired))

    def in_creation(self, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """Return the rules with a protocol that a creation accepts."""
        rules = values.get(self.name)
        return None if rules is None else creatable(without_parts(rules))

    def to_add(self, desired: Sequence[Any]) -> Sequence[Any]:
        """Return the rules with the protocols that an addition accepts."""
        return addable(desired)
