# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects described as options.

Applied to the same account, the options change nothing. Applied to an empty account, they make an
account with the same description.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.stacks import STACK
from in_process import Tasks
from plays import KEY, SERVER, task
from random_options import PREPARED, SEED, random_options
from simulated import SimulatedApi
from simulator.readings import Readings
from worlds import each_reading, each_world

MAIN = {"size": 40, "is_main": True}
OWN = {"vcore": 2, "cores_per_processor": 1, "ram": 2, "hdds": [{"size": 60}, MAIN]}
PASSWORD = "Correct-Horse-7"
#: Objects of all kinds, with options of all types.
VARIED = [
    task("ssh_key", name="shop", public_key=KEY, description="of the team"),
    task("private_network", name="back", network_address="10.0.0.0", subnet_mask="255.255.255.0"),
    task(
        "firewall_policy",
        name="shop",
        rules=[
            {"port": "80-81", "source": "10.0.0.0/8"},
            {"port": "22", "description": "SSH"},
            {"protocol": "ICMP"},
            {"protocol": "TCP/UDP", "port": "53"},
        ],
    ),
    task(
        "load_balancer",
        name="front",
        health_check_test="NONE",
        method="LEAST_CONNECTIONS",
        persistence=True,
        persistence_time=60,
        rules=[{"port_balancer": 443, "port_server": 8443}],
    ),
    task(
        "monitoring_policy",
        name="watch",
        agent=True,
        email="ops@example.com",
        thresholds={"cpu": {"warning": {"value": 50, "alert": True}}},
        ports=[{"port": 80, "email_notification": True}, {"protocol": "UDP", "port": 53}],
        processes=[{"process": "nginx"}],
    ),
    task(
        "server",
        name="web",
        appliance="debian12-64min",
        **OWN,
        firewall_policy="shop",
        load_balancers=["front"],
        private_networks=["back"],
        monitoring_policy="watch",
    ),
    task("server", name="db", **SERVER, description="PostgreSQL", power_on=False),
    task("server", name="closed", **SERVER, firewall_policy="0"),
    task("public_ip", server="web", reverse_dns="web.example.com"),
    task("public_ip", reverse_dns="spare.example.com"),
    task("public_ip", number=1),
    task("public_ip", number=2),
    task("image", name="golden", server="db"),
    task("block_storage", name="data", size=40, server="db"),
    task("shared_storage", name="media", size=50, servers=[{"server": "web", "rights": "RW"}]),
    task("vpn", name="office"),
    task("user", name="jane", password=PASSWORD, email="jane@example.com", api_access=True),
    task("user", name="joe", password=PASSWORD, enabled=False),
    task("role", name="operators", users=["jane"], permissions={"servers": {"show": True}}),
]


def gather(tasks: Tasks, **options: Any) -> tuple[dict[str, list[dict[str, Any]]], list[Any]]:
    """Return the options of all objects by kind, and what they lack."""
    result = tasks.ok("stack", state="gathered", **options)
    assert not result["changed"]
    return result["gathered"], result["not_gathered"]


def with_passwords(described: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Return a description with what no account shows."""
    users = [{**each, "password": PASSWORD} for each in described.get("users", ())]
    return {**described, **({"users": users} if users else {})}


def apply(tasks: Tasks, described: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Apply a description. Return the operations."""
    return tasks.ok("stack", **with_passwords(described))["operations"]


#: Members that differ between accounts: ids, dates, addresses, paths and secrets.
CHOSEN_BY_THE_API = {
    *("id", "server_id", "cloudpanel_id", "creation_date", "ip", "cifs_path", "nfs_path"),
    *("first_password", "key"),
}


def shown_by_the_api(simulator: SimulatedApi) -> dict[str, Any]:
    """Return the answers of the API for all objects, without what differs between accounts.

    They are compared because a description and the description of its copy can lack the same.
    """
    simulator.settle()
    return {
        resource.plural: comparable(
            [
                simulator.api("GET", f"{resource.path}/{each['id']}")
                for each in simulator.api("GET", resource.path)
            ]
        )
        for resource in STACK.resources
    }


def comparable(answer: Any) -> Any:
    """Return an answer without what differs between accounts, and with sorted lists."""
    if isinstance(answer, Mapping):
        return {
            name: comparable(value)
            for name, value in answer.items()
            if name not in CHOSEN_BY_THE_API and not (name == "ips" and "type" in answer)
        }
    if isinstance(answer, list):
        return sorted((comparable(each) for each in answer), key=json.dumps)
    return answer


def settled(simulator: SimulatedApi, folder: Path) -> Tasks:
    """Wait for all operations. Return tasks with an empty cache."""
    simulator.settle()
    return Tasks(simulator.url, folder)


@each_world()
def test_an_account_is_described_by_the_options_that_make_it(tasks, simulator, readings, tmp_path):
    assert tasks.play(VARIED).code == 0
    tasks = settled(simulator, tmp_path / "same")
    described, missing = gather(tasks)
    assert apply(tasks, described) == []
    assert {each["option"] for each in missing} == {"password"}
    with SimulatedApi(readings).connected() as other:
        apply(Tasks(other.url, tmp_path / "other"), described)
        again, _missing = gather(settled(other, tmp_path / "again"))
        assert again == described
        assert shown_by_the_api(other) == shown_by_the_api(simulator)


@each_world(quick=())
def test_random_objects_are_described_by_the_options_that_make_them(
    tasks, simulator, readings, tmp_path
):
    assert tasks.play(PREPARED).code == 0
    chance = random.Random(f"{readings} {SEED}")
    for resource in STACK.resources:
        for complete in (True, False):
            options = random_options(tasks, resource, chance, complete)
            # No task can create a policy or a load balancer without rules.
            if options is not None and options.get("rules") != []:
                tasks(resource.name, **options)
    tasks = settled(simulator, tmp_path / "same")
    described, missing = gather(tasks)
    assert apply(tasks, described) == []
    lacking = {(each["kind"], each["name"]) for each in missing if each["option"] != "password"}
    described = {
        kind: [each for each in elements if (kind, each.get("name", "")) not in lacking]
        for kind, elements in described.items()
    }
    described = {kind: elements for kind, elements in described.items() if elements}
    with SimulatedApi(readings).connected() as other:
        apply(Tasks(other.url, tmp_path / "other"), described)
        again, _missing = gather(settled(other, tmp_path / "again"))
        assert again == described


def test_the_description_contains_names_and_no_defaults(tasks, simulator, tmp_path):
    tasks.play(VARIED)
    described, _missing = gather(settled(simulator, tmp_path / "same"))
    web = next(each for each in described["servers"] if each["name"] == "web")
    assert web == {
        "name": "web",
        "appliance": "debian12-64min",
        "datacenter": "US",
        **OWN,
        "hdds": [MAIN, {"size": 60}],
        "ssh_password": True,
        "firewall_policy": "shop",
        "load_balancers": ["front"],
        "private_networks": ["back"],
        "monitoring_policy": "watch",
    }
    states = {each["name"]: each.get("state") for each in described["servers"]}
    policies = {each["name"]: each["firewall_policy"] for each in described["servers"]}
    assert states == {"closed": None, "db": "stopped", "web": None}
    assert policies == {"closed": "0", "db": "Linux", "web": "shop"}
    (shop,) = described["firewall_policies"]
    assert shop["rules"] == [
        {"port_from": 22, "port_to": 22, "description": "SSH"},
        {"port_from": 80, "port_to": 81, "source": "10.0.0.0/8"},
        {"protocol": "ICMP"},
        {"protocol": "TCP/UDP", "port_from": 53, "port_to": 53},
    ]
    (watch,) = described["monitoring_policies"]
    assert watch["thresholds"] == {"cpu": {"warning": {"value": 50, "alert": True}}}
    assert described["roles"] == [
        {
            "name": "operators",
            "permissions": {"servers": {"show": True}},
            "exact_permissions": True,
            "users": ["jane"],
        }
    ]
    assert described["public_ips"] == [
        {"datacenter": "US", "number": 1},
        {"datacenter": "US", "number": 2},
        {"reverse_dns": "spare.example.com", "datacenter": "US"},
        {"reverse_dns": "web.example.com", "server": "web"},
    ]


def test_objects_that_no_task_changes_are_left_out(tasks, simulator):
    described, _missing = gather(tasks)
    assert set(described) <= {"users"}
    assert simulator.api("GET", "/firewall_policies") and simulator.api("GET", "/roles")


def test_objects_with_one_name_are_described_by_their_ids(tasks, simulator, tmp_path):
    ids = [
        simulator.api("POST", "/private_networks", {"name": "back"})["id"] for _number in range(2)
    ]
    tasks.play([task("server", name="web", **SERVER, power_on=False)])
    tasks.ok("server", name="web", private_networks=[ids[0]])
    tasks = settled(simulator, tmp_path)
    described, missing = gather(tasks)
    assert {each["id"] for each in described["private_networks"]} == set(ids)
    assert described["servers"][0]["private_networks"] == [ids[0]]
    assert [(each["kind"], each["name"], each["option"]) for each in missing] == [
        ("private_networks", "back", "name")
    ] * 2 + [("users", "owner", "password")]
    assert apply(tasks, {**described, "users": []}) == []


@each_reading("image-names")
def test_a_series_of_images_is_one_element(tasks, readings, tmp_path):
    readings = Readings(chosen={**readings.chosen, "image-series": "series"})
    with SimulatedApi(readings).connected() as simulator:
        check_series(Tasks(simulator.url, tmp_path / "series"), simulator, tmp_path)


def check_series(tasks: Tasks, simulator: SimulatedApi, tmp_path: Path) -> None:
    tasks.play([task("server", name="web", **SERVER)])
    tasks.ok("image", name="web", server="web", frequency="DAILY", num_images=3)
    simulator.time.passed += 3 * 86400
    tasks = settled(simulator, tmp_path)
    assert len(simulator.api("GET", "/images")) > 1
    described, _missing = gather(tasks)
    assert described["images"] == [
        {
            "name": "web",
            "server": "web",
            "frequency": "DAILY",
            "num_images": 3,
            "datacenter": "US",
        }
    ]


def test_an_import_lacks_its_source(tasks, simulator, tmp_path):
    tasks.ok("image", name="in", source="image", url="https://example.com/a.img")
    _described, missing = gather(settled(simulator, tmp_path))
    assert ("images", "in") in {(each["kind"], each["name"]) for each in missing}


def test_the_description_contains_no_secrets(tasks, simulator, tmp_path):
    tasks.play(VARIED)
    described, missing = gather(settled(simulator, tmp_path / "same"))
    text = json.dumps([described, missing])
    shown = json.dumps([simulator.api("GET", path) for path in ("/users", "/servers")])
    secrets = {each["api"]["key"] for each in simulator.api("GET", "/users")}
    secrets |= {each["first_password"] for each in simulator.api("GET", "/servers")}
    assert all(secret in shown and secret not in text for secret in secrets - {None, ""})
    assert len(secrets) > 3


def test_a_task_can_ask_for_kinds_and_for_the_objects_of_an_owner(tasks):
    tasks.play([task("vpn", name="shop-office"), task("vpn", name="home")])
    tasks.ok("ssh_key", name="shop-key", public_key=KEY)
    assert set(gather(tasks, vpns=[], images=[])[0]) == {"vpns"}
    described, _missing = gather(tasks, vpns=[], ssh_keys=[], owner={"prefix": "shop-"})
    assert [each["name"] for each in described["vpns"]] == ["shop-office"]
    assert [each["name"] for each in described["ssh_keys"]] == ["shop-key"]


def test_a_description_is_not_gathered(tasks, simulator):
    message = tasks.error("stack", state="gathered", vpns=[{"name": "office"}])
    assert message.startswith("vpns contains elements, but state is gathered. Set vpns to an empty")
    assert simulator.requests() == []


def test_an_account_is_read_once(tasks, simulator, tmp_path):
    tasks.play(VARIED)
    tasks = settled(simulator, tmp_path / "same")
    simulator.clear()
    gather(tasks)
    first_pages = [
        entry["path"] for entry in simulator.requests() if entry["query"].get("page", "1") == "1"
    ]
    assert len(first_pages) == len(set(first_pages))
    assert {path.strip("/") for path in first_pages} >= {each.plural for each in STACK.resources}
    objects = simulator.api("GET", "/servers")
    assert not any(each["id"] in path for each in objects for path in first_pages)
