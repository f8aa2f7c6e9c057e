# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of the reference, and an account in which the ids of their requests exist."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from plays import LEAST
from simulated import SimulatedApi
from simulator.catalogue import THRESHOLDS
from simulator.contract import Example
from variants import variants

EXAMPLES = tuple(SimulatedApi.contract.examples())
REQUESTS = tuple(each for each in EXAMPLES if not each.status)
ANSWERS = tuple(each for each in EXAMPLES if 0 < each.status < 300)
REFUSALS = tuple(each for each in EXAMPLES if each.status >= 300)
#: The examples that cannot be used as they are: why, and what a test shows instead.
EXCEPTIONS = {
    "get_vpn_configuration_file-200-example": (
        "shows fixed instance sizes instead of a file; the module fails with one sentence"
    ),
}
ID = re.compile(r"[0-9A-F]{32,33}")


def of_each_list(examples: Iterable[Example]) -> list[Any]:
    """Return examples as parameters of a test. A quick run uses three of each list of the API."""
    return variants(examples, quick=3, group=lambda example: example.path.split("/")[1])


class Filled:
    """An account with objects of each kind.

    ``ids`` contains the ids of its objects, by their names in paths and bodies.
    """

    def __init__(self, api: SimulatedApi) -> None:
        self.api = api
        self.policy = self._create(
            "/firewall_policies",
            name="web",
            rules=[{"protocol": "TCP", "port_from": 22, "port_to": 22}],
        )
        self.balancer = self._create(
            "/load_balancers",
            name="front",
            health_check_test="TCP",
            health_check_interval=15,
            persistence=False,
            persistence_time=1200,
            method="ROUND_ROBIN",
            rules=[
                {"protocol": "TCP", "port_balancer": 443, "port_server": 443, "source": "0.0.0.0"}
            ],
        )
        self.network = self._create("/private_networks", name="back")
        self.storage = self._create("/block_storages", name="data", size=20)
        self.share = self._create("/shared_storages", name="media", size=50)
        self.address = self._create("/public_ips", reverse_dns="www.example.net")
        self.vpn = self._create("/vpns", name="office")
        self.watch = self._watching("watch", [], [])
        self.watched = self._watching(
            "watched",
            [
                {
                    "protocol": "TCP",
                    "port": 80,
                    "alert_if": "NOT_RESPONDING",
                    "email_notification": False,
                }
            ],
            [{"process": "test", "alert_if": "NOT_RUNNING", "email_notification": False}],
        )
        self.key = self._create("/ssh_keys", name="deploy")
        self.users = [
            self._create("/users", name=name, password="geheim-geheim") for name in ("jane", "joe")
        ]
        self.role = self._create("/roles", name="crew")
        (self.appliance,) = api.api("GET", "/server_appliances", q="debian12-64min")
        self.center = next(each for each in api.api("GET", "/datacenters") if each["default"])
        self.iso = api.api("GET", "/dvd_isos")[0]
        servers = [self._server(name) for name in ("running", "second", "stopped", "kept")]
        api.settle()
        self.image = self._create(
            "/images", name="copy", server_id=servers[1]["id"], frequency="ONCE"
        )
        api.api(
            "PUT",
            f"/servers/{servers[2]['id']}/status/action",
            {"action": "POWER_OFF", "method": "SOFTWARE"},
        )
        api.api("POST", f"/servers/{servers[3]['id']}/snapshots", {})
        api.settle()
        self.running, self.second, self.stopped, self.kept = [
            self._read("/servers", each) for each in servers
        ]
        self.watched = self._read("/monitoring_policies", self.watched)
        for path, resource in RESOURCES.items():
            if resource.name in LEAST and not api.api("GET", path):
                self._create(path, **LEAST[resource.name])

    def _create(self, path: str, **body: Any) -> dict[str, Any]:
        return self.api.api("POST", path, body)

    def _read(self, path: str, obj: Mapping[str, Any]) -> dict[str, Any]:
        return self.api.api("GET", f"{path}/{obj['id']}")

    def _server(self, name: str) -> dict[str, Any]:
        hardware = {
            "vcore": 2,
            "cores_per_processor": 1,
            "ram": 2,
            "hdds": [{"size": 40, "is_main": True}, {"size": 20, "is_main": False}],
        }
        return self._create(
            "/servers", name=name, hardware=hardware, appliance_id=self.appliance["id"]
        )

    def _watching(
        self, name: str, ports: list[dict[str, Any]], processes: list[dict[str, Any]]
    ) -> dict[str, Any]:
        return self._create(
            "/monitoring_policies",
            name=name,
            email="",
            agent=True,
            thresholds=THRESHOLDS,
            ports=ports,
            processes=processes,
        )

    # -- requests

    def path(self, example: Example) -> str:
        """Return the path of an example with the ids of objects of this account."""
        server = self.server(example.operation)
        first = (
            server["ips"][0]["id"] if example.path.startswith("/servers") else self.address["id"]
        )
        known = {
            "server_id": server["id"],
            "hdd_id": next(
                each["id"] for each in server["hardware"]["hdds"] if not each["is_main"]
            ),
            "ip_id": first,
            "snapshot_id": (server["snapshot"] or {}).get("id"),
            "image_id": self.image["id"],
            "block_storage_id": self.storage["id"],
            "shared_storage_id": self.share["id"],
            "firewall_id": self.policy["id"],
            "load_balancer_id": self.balancer["id"],
            "private_network_id": self.network["id"],
            "vpn_id": self.vpn["id"],
            "monitoring_policy_id": (
                self.watched if example.path.endswith(("{port_id}", "{process_id}")) else self.watch
            )["id"],
            "port_id": self.watched["ports"][0]["id"],
            "process_id": self.watched["processes"][0]["id"],
            "ssh_key_id": self.key["id"],
            "user_id": self.users[0]["id"],
            "role_id": self.role["id"],
        }
        return re.sub(r"\{(\w+)\}", lambda match: known[match.group(1)], example.path)

    def server(self, operation: str) -> dict[str, Any]:
        """Return a server with which an operation is possible."""
        if "private_network" in operation or operation == "update_server_hardware":
            return self.stopped
        return (
            self.kept
            if "snapshot" in operation and not operation.startswith("create")
            else self.running
        )

    def body(self, example: Example) -> Any:
        """Return the body of an example with the ids of objects of this account."""
        servers = [self.server(example.operation), self.second]
        by_member: dict[str, Callable[[], Iterator[str]]] = {
            "appliance_id": lambda: iter([self.appliance["id"]]),
            "datacenter_id": lambda: iter([self.center["id"]]),
            "server_id": lambda: iter([servers[0]["id"]]),
            "servers": lambda: (each["id"] for each in servers),
            "server_ips": lambda: (each["ips"][0]["id"] for each in servers),
            "load_balancer_id": lambda: iter([self.balancer["id"]]),
            "firewall_policy": lambda: iter([self.policy["id"]]),
            "users": lambda: (each["id"] for each in self.users),
            "reinstall_server_image": lambda: iter([self.appliance["id"]]),
            "load_server_dvd": lambda: iter([self.iso["id"]]),
            "assign_server_ip_firewall_policy": lambda: iter([self.policy["id"]]),
            "assign_server_private_network": lambda: iter([self.network["id"]]),
        }
        return _with_ids(
            example.value, example.operation, {name: ids() for name, ids in by_member.items()}
        )


def _with_ids(value: Any, member: str, ids: Mapping[str, Iterator[str]]) -> Any:
    """Return a body with other ids.

    :param member: the member that contains the value. It determines the kind of the id.
    """
    if isinstance(value, Mapping):
        return {
            name: _with_ids(inner, member if name == "id" else name, ids)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [_with_ids(inner, member, ids) for inner in value]
    return next(ids[member]) if isinstance(value, str) and ID.fullmatch(value) else value


# -- all of them


def used(items: Iterable[pytest.Item]) -> dict[str, set[Example]]:
    """Return the examples that tests use, by the names of the tests."""
    found: dict[str, set[Example]] = {}
    for item in items:
        params = item.callspec.params if hasattr(item, "callspec") else {}
        example = next(
            (
                each
                for each in (params.get("example"), getattr(params.get("case"), "example", None))
                if isinstance(each, Example)
            ),
            None,
        )
        if example:
            found.setdefault(item.originalname, set()).add(example)
    return found


def table(found: Mapping[str, set[Example]]) -> str:
    """Return a table of the number of examples that each test uses, and of the exceptions."""
    lines = [f"{len(examples):5} {name.replace('_', ' ')}" for name, examples in found.items()]
    lines.append(
        f"{len(set().union(*found.values())):5} of {len(EXAMPLES)} examples are used; exceptions:"
    )
    return "\n".join(lines + [f"      {name}: {why}" for name, why in EXCEPTIONS.items()])


# -- answers


def component(example: Example) -> str:
    """Return the name of the schema of an answer, or of an element if the answer is a list.

    An answer without a named schema has the name "".
    """
    operation = SimulatedApi.contract.document["paths"][example.path][example.method.lower()]
    schema = operation["responses"][str(example.status)]["content"]["application/json"]["schema"]
    found = (
        each["$ref"]
        for each in (schema, schema.get("items", {}), *schema.get("anyOf", ()))
        if "$ref" in each
    )
    return next(found, "").rpartition("/")[2].removesuffix("ListItem")


def shown(example: Example) -> list[Any]:
    """Return the objects in an answer: the elements of a list, or one object."""
    return example.value if isinstance(example.value, list) else [example.value]
