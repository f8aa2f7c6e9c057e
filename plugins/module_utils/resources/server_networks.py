# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses of servers, with their policies and load balancers, and the private networks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.calls import Call
from ..model.checks import check_elements, shows
from ..model.children import Children, Element, Match, check_raw_elements
from ..model.context import Context
from ..model.fields import Assignment
from ..model.relations import BackReference
from ..model.values import PLANNED, as_object, defaulted, get_path, one_name, ref_of
from .private_networks import has_snapshot

#: The value of ``firewall_policy`` for a new server without a policy (api-notes: no-policy).
NO_POLICY = "0"


def normal_address(ip: Mapping[str, Any]) -> dict[str, Any]:
    """Return an address with ``firewall_policy``.

    Some answers have ``firewall_policies`` instead, as an object or a list (api-notes: policy-key).
    """
    shown = defaulted(
        one_name(ip, "firewall_policy", "firewall_policies"), reverse_dns=None, load_balancers=[]
    )
    if "firewall_policy" not in shown:
        return shown
    policy = shown["firewall_policy"]
    first = policy[0] if isinstance(policy, list) and policy else policy
    return {**shown, "firewall_policy": first or None}


def planned_address(name: str) -> dict[str, Any]:
    """Return the address of a new server."""
    return {
        "id": f"{PLANNED}address:{name}",
        "ip": None,
        "type": "IPV4",
        "reverse_dns": None,
        "firewall_policy": {"id": None, "name": None},
        "load_balancers": [],
    }


def address_references(server: Mapping[str, Any]) -> Iterable[BackReference]:
    """Yield what other objects show about the addresses of a server."""
    owner = {"id": server["id"], "name": server["name"]}
    for ip in server.get("ips") or []:
        assigned = {"id": ip["id"], "ip": ip["ip"], "server_name": server["name"]}
        own = {key: ip.get(key) for key in ("id", "ip", "type", "reverse_dns")}
        yield BackReference(
            "/public_ips", ip["id"], "", {**own, "assigned_to": {**owner, "type": "SERVER"}}
        )
        if get_path(ip, "firewall_policy.id"):
            yield BackReference(
                "/firewall_policies", ip["firewall_policy"]["id"], "server_ips", assigned
            )
        for balancer in ip.get("load_balancers") or []:
            yield BackReference("/load_balancers", balancer["id"], "server_ips", assigned)


class AddressPolicy(Assignment):
    """The policy of all addresses of a server. Each address shows its own.

    (api-notes: address-has-policy)
    """

    literal_pattern = NO_POLICY
    per_element = True

    @property
    def location(self) -> str:
        """Where answers show it, in messages."""
        return f"ips[].{self.response_path}"

    def holders(self, obj: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Return the addresses."""
        return list(obj.get("ips") or [])

    def comparable(self, value: Any) -> Any:
        """Return None for 0, which means no policy and closes all ports (api-notes: no-policy)."""
        return None if value is not None and value.id == NO_POLICY else value

    def view(self, obj: Mapping[str, Any]) -> Any:
        """Return the policy of all addresses, or a tuple if they have different ones."""
        refs = [ref_of(get_path(ip, self.response_path)) for ip in self.holders(obj)]
        same = bool(refs) and all(ref == refs[0] for ref in refs)
        return refs[0] if same else tuple(refs) or None

    def with_value(self, obj: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """Return a server whose addresses all have a policy."""
        if not self.holders(obj):
            return dict(obj)
        shown = as_object(self.comparable(value))
        return {**obj, "ips": [{**ip, self.response_path: shown} for ip in self.holders(obj)]}

    def check(self, obj: Mapping[str, Any], prefix: str = "") -> None:
        """Check the policies of the addresses."""
        check_elements(f"{prefix}ips", obj.get("ips"))
        for ip in self.holders(obj):
            super().check(ip, "ips[].")

    def is_known(self, obj: Mapping[str, Any], desired: Any = None) -> bool:
        """Return whether each address shows its policy."""
        return isinstance(obj.get("ips"), list) and all(
            shows(ip, self.response_path) for ip in self.holders(obj)
        )

    def no_effect(self, obj: Mapping[str, Any]) -> str | None:
        """Return that there are no addresses."""
        return None if self.holders(obj) else "has no ips"


def missing_policy(values: Mapping[str, Any]) -> str | None:
    """Return that an address always has a policy, or None."""
    if values.get("firewall_policy", True) is None:
        return "firewall_policy cannot be empty. Remove the option or set a policy."
    return None


class AddressBalancers(Children):
    """The load balancers of an address."""

    add_key = "load_balancer_id"


class Balancers(AddressBalancers):
    """The load balancers of a server. The API shows them below each address.

    (api-notes: address-has-balancers)
    """

    response_key = "ips"

    @property
    def remove(self) -> Call:
        """The operation that removes a load balancer from an address."""
        return Call("DELETE", "/servers/{id}/ips/{item.ip_id}/load_balancers/{item.id}")

    @property
    def create_path(self) -> str:
        """The key of the one load balancer that a creation carries."""
        return "load_balancer_id"

    def in_creation(self, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """Return the first load balancer."""
        desired = values.get(self.name)
        return desired[:1] if desired else None

    def create_value(self, desired: Sequence[Any]) -> Any:
        """Return the id of the load balancer."""
        return self.to_request(desired[0])

    def raw_elements(self, obj: Mapping[str, Any]) -> Iterable[Any]:
        """Return the load balancers of all addresses."""
        for ip in obj.get("ips") or []:
            for balancer in ip.get("load_balancers") or []:
                yield {**balancer, "ip_id": ip["id"]}

    def with_elements(self, obj: Mapping[str, Any], elements: Sequence[Any]) -> dict[str, Any]:
        """Return a server whose addresses have these load balancers.

        A new load balancer is at the first address.
        """
        ips = obj.get("ips") or []
        return {
            **obj,
            "ips": [
                {
                    **ip,
                    "load_balancers": [
                        {key: value for key, value in each.items() if key != "ip_id"}
                        for each in elements
                        if each.get("ip_id", ips[0]["id"]) == ip["id"]
                    ],
                }
                for ip in ips
            ],
        }

    def match(
        self, elements: Sequence[Element], desired: Sequence[Any], purges: bool
    ) -> list[Match]:
        """Match a load balancer with each address that has it."""
        matches = []
        for ref in desired:
            holders = [Match(view, element, ref) for view, element in elements if view == ref]
            matches += holders or [Match(desired=ref)]
        return matches + [Match(view, element) for view, element in elements if view not in desired]

    def validate(self, context: Context, matches: Sequence[Match]) -> str | None:
        """Check that there is an address for a new load balancer."""
        server = context.planned
        if server.get("ips") or not any(match.is_new for match in matches):
            return None
        return (
            f'load_balancers: server "{server["name"]}" has no address for a load balancer. Add '
            "one first, with server_ip."
        )

    def check(self, obj: Mapping[str, Any]) -> None:
        """Check the form of the load balancers of all addresses."""
        check_raw_elements(self, obj)


class PrivateNetworks(Children):
    """The private networks of a server. It joins and leaves them while it is off.

    (api-notes: join-network)
    """

    add_key = "id"
    run_while_stopped = True

    def requires_stop(self, options: Mapping[str, Any]) -> str | None:
        """Return what the server has to be stopped for, unless the task allows a change without."""
        return None if options.get("hot_join") else "change its private networks"

    def validate(self, context: Context, matches: Sequence[Match]) -> str | None:
        """Check that the server has no snapshot.

        The API would reject the change only after the server was stopped
        (api-notes: members-without-snapshot).
        """
        changes = any(match.is_new or match.is_surplus for match in matches)
        if not (changes and context.planned.get("snapshot")):
            return None
        names = [context.planned["name"]]
        return f"private_networks: {has_snapshot(names)} Remove it first, with server_snapshot."


def taken_address(values: Mapping[str, Any]) -> str | None:
    """Return that the public IP for a new server belongs to another object, or None.

    If the answer to the creation was lost, it may belong to the new server already.
    """
    ip = values.get("public_ip")
    owner = ip and ip.object.get("assigned_to")
    if not (ip and owner) or owner.get("name") == values.get("name"):
        return None
    return (
        f'public_ip: {ip.label} belongs to "{owner.get("name")}". Choose a free address, or remove '
        "the option to get a new one."
    )
