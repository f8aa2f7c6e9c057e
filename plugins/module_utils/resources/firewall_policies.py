# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firewall policies. Rules are added and removed, never changed (api-notes: rules-are-replaced); an address always has exactly one policy
(api-notes: address-has-policy)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..description import Echo, Resource
from ..addresses import one_source
from ..fields import DESCRIPTION, NAME, SOURCE, Call, Children, Field, Refusal, Update, shown_only
from ..limits import Limits
from ..values import Late
from .catalogue import ADDRESS, TEXTS

SELF = "/firewall_policies/{id}"
PORT = Limits(minimum=1, maximum=65535)
#: what tells one rule from another
KEY = ("action", "protocol", "port_from", "port_to", "source")
#: (api-notes: rule-protocols, ipsec-rules)
PROTOCOLS = ("TCP", "UDP", "TCP/UDP", "ICMP", "AH", "ESP", "GRE", "IPSEC", "ANY")
WITH_PORTS = ("TCP", "UDP", "TCP/UDP")
RULE = {**dict.fromkeys(("id", "protocol", "action", "port_from", "port_to", "source")), **TEXTS}
RANGE = Limits(pattern=r"\d{1,5}(-\d{1,5})?", explanation="write a port or a range, such as 443 or 8000-8100")


def expand_port(rule: dict[str, Any]) -> dict[str, Any]:
    """``port`` is short for ``port_from`` and ``port_to``, which is all that the API shows (api-notes: rule-port-forms)."""
    first, _dash, last = (rule.get("port") or "").partition("-")
    named = rule.get("port_from"), rule.get("port_to") or rule.get("port_from")
    ports = (int(first), int(last or first)) if first else named
    if named not in ((None, None), ports):
        raise Refusal("rules has a rule with port and port_from or port_to that differ. Name its ports in one way.")
    plain = {key: value for key, value in rule.items() if key != "port"}
    return {**plain, "port_from": ports[0], "port_to": ports[1]}


def refine(policy: dict[str, Any]) -> dict[str, Any]:
    """Protocols without ports may show ports that the API has chosen (api-notes: rule-ports)."""
    rules = policy.get("rules")
    return {**policy, "rules": [rule if rule.get("protocol") in WITH_PORTS else {**rule, "port_from": None, "port_to": None}
                                for rule in rules]} if rules else policy


def one_action(action: str) -> str:
    """Objects show accept where requests say allow (api-notes: rule-action)."""
    return "allow" if action == "accept" else action


def ports(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    for rule in values.get("rules") or ():
        first, last = rule.get("port_from"), rule.get("port_to")
        if rule["protocol"] in WITH_PORTS and first is None:
            return f"rules has a {rule['protocol']} rule without a port. Name port, or port_from and port_to."
        if rule["protocol"] not in WITH_PORTS and (first, last) != (None, None):
            return f"rules gives {rule['protocol']} a port; it has none."
        if rule["protocol"] in WITH_PORTS and not 1 <= first <= last <= 65535:
            return f"rules has the ports {first} to {last}; they have to lie between 1 and 65535, the lower one first."
        if rule.get("action") == "deny" and rule["protocol"] != "ANY":  # (api-notes: deny-any)
            return f"rules denies {rule['protocol']}; the API takes deny with protocol ANY only."
    return None


def twice(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    seen = set()
    for rule in values.get("rules") or ():
        key = tuple(rule.get(name) for name in KEY)
        if key in seen:
            return f"rules lists the same rule twice: {' '.join(str(value) for value in key if value is not None)}."
        seen.add(key)
    return None


def protected(policy: Mapping[str, Any]) -> str | None:
    """Default policies cannot be changed (api-notes: default-policies-protected)."""
    if policy.get("default"):
        return (f"\"{policy['name']}\" is a default firewall policy of the account; the API lets nobody change or remove it. "
                "Create a policy of your own.")
    return None


def echo(policy: Mapping[str, Any]) -> Iterable[Echo]:
    """Servers show the policy of each of their addresses."""
    for address in policy.get("server_ips") or []:
        yield Echo("/servers", address["id"], "firewall_policy", {"id": policy["id"], "name": policy["name"]}, within="ips",
                   many=False)


FIREWALL_POLICY = Resource(
    name="firewall_policy", plural="firewall_policies", title="firewall policy", path="/firewall_policies",
    shape=("id", "name", "description", "state", "creation_date", "default", "rules", "server_ips", "cloudpanel_id"),
    nested={**TEXTS, "rules": (RULE,), "server_ips": (ADDRESS,)},
    fields=(
        Field("name", limits=NAME, needed=True),
        Field("description", limits=DESCRIPTION),
    ),
    children=(
        Children(
            "rules", create="rules", batch=True, needed=True, normal=expand_port,
            item=(
                Field("protocol", choices=PROTOCOLS, default="TCP"),
                Field("port", limits=RANGE, send="", read=""),
                Field("port_from", "int", limits=PORT),
                Field("port_to", "int", limits=PORT),
                Field("action", choices=("allow", "deny", "accept"), default="allow", canonical=one_action, shown={"allow": "accept"}),
                Field("source", default="0.0.0.0", limits=SOURCE, canonical=one_source),
                Field("description"),
                shown_only("id"),
            ),
            key=KEY,
            add=Call("POST", f"{SELF}/rules", {"rules": Late("value")}),
            remove=Call("DELETE", f"{SELF}/rules/{{item.id}}")),
        Children(
            "server_ips", to="server_ips", batch=True,
            add=Call("POST", f"{SELF}/server_ips", {"server_ips": Late("value")}),
            # (api-notes: no-unassign-policy)
            stays="an address always has a policy. Give it another one: attach it there, or set firewall_policy of its "
                  "server; or set purge_server_ips to false."),
    ),
    updates=(Update(SELF, ("name", "description")),),
    checks=(ports, twice), refine=refine, protected=protected, echo=echo,
)
