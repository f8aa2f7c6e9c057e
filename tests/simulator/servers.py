# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers: creation, hardware, disks, power. server_media.py has images and copies, server_parts.py addresses and networks."""

from __future__ import annotations

import secrets
import string
from collections.abc import Mapping
from typing import Any

from . import block_storages
from .account import Account, effect, shown
from .choices import datacenter
from .contract import Operation
from .errors import Problem, invalid, missing, not_found, too_many, wrong_state, wrong_value
from .images import source, system
from .load_balancers import attach
from .operations import Answer, list_operation, operation
from .private_networks import members
from .public_ips import give_address, remove_address

KIND = "servers"
#: action: state meanwhile, state afterwards, duration (api-notes: server-states)
ACTIONS = {
    "POWER_ON": ("POWERING_ON", "POWERED_ON", "power"),
    "POWER_OFF": ("POWERING_OFF", "POWERED_OFF", "power"),
    "REBOOT": ("REBOOTING", "POWERED_ON", "reboot"),
}
RECOVERY = ("REBOOTING", "ON RECOVERY", "reboot")


#: Seconds for which a ready server does not show its addresses (api-notes: late-addresses).
LATE = 60
#: Members of servers and of their addresses that are an object, and lists in them.
OBJECTS = ("dvd", "snapshot", "alerts", "monitoring_policy", "firewall_policy", "firewall_policies")
LISTS = ("ips", "private_networks", "load_balancers")


# -- how a server is shown


def show(account: Account, server: dict[str, Any]) -> dict[str, Any]:
    """As GET and the answers to most writes show it."""
    return in_form(account, _show(account, server))


def _show(account: Account, server: dict[str, Any]) -> dict[str, Any]:
    policy = account.store.kind("monitoring_policies").get(server["_monitoring"] or "")
    idle = 0 if account.readings["idle-percent"] == "zero" else None
    size = server["hardware"]["fixed_instance_size_id"] or (
        0 if account.readings["no-fixed-size"] == "zero" else None
    )
    return {
        **shown(server),
        "hardware": {
            **server["hardware"],
            "fixed_instance_size_id": size,
            "hdds": disks(account, server),
        },
        "status": {"state": account.state(server), "percent": account.percent(server) or idle},
        "ips": [show_ip(account, ip) for ip in addresses(account, server)]
        if has_addresses(account, server)
        else None,
        "private_networks": networks(account, server) if server["_deployed"] else None,
        "monitoring_policy": {"id": policy["id"], "name": policy["name"]} if policy else None,
    }


def show_work(account: Account, server: dict[str, Any]) -> dict[str, Any]:
    """As the answers to actions show it (api-notes: work-percent)."""
    answer = show(account, server)
    return (
        {**answer, "status": {**answer["status"], "percent": None}}
        if account.readings["work-percent"] == "null"
        else answer
    )


def in_form(account: Account, value: Any) -> Any:
    """A server, or an address of one, with its empty members as the reading has them (api-notes: empty-members)."""
    empty = account.readings["empty-members"]
    if empty == "plain":
        return value
    changed = dict(value)
    for key in (*OBJECTS, *LISTS):
        if key in value and not value[key]:
            changed[key] = None if empty == "null" else []
    if changed.get("ips"):
        changed["ips"] = [in_form(account, ip) for ip in changed["ips"]]
    return changed


def has_addresses(account: Account, server: Mapping[str, Any]) -> bool:
    """Whether a server shows its addresses yet."""
    return server["_deployed"] and account.clock.now() >= server.get("_addressed", 0)


def show_listed(account: Account, server: dict[str, Any]) -> dict[str, Any]:
    """As lists show it: {} for no DVD and no snapshot, "" for no reverse DNS, 0 percent (api-notes: listed-servers)."""
    answer = _show(account, server)
    ips = [{**ip, "reverse_dns": ip["reverse_dns"] or ""} for ip in answer["ips"] or []]
    for ip in ips:
        del ip["main"]
    return in_form(
        account,
        {
            **answer,
            "ips": ips,
            "dvd": answer["dvd"] or {},
            "snapshot": answer["snapshot"] or {},
            "private_networks": answer["private_networks"] or [],
            "status": {**answer["status"], "percent": answer["status"]["percent"] or 0},
        },
    )


def disks(account: Account, server: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Its own, and the block storages that are attached to it (api-notes: block-storage-among-disks)."""
    return (
        [*server["hardware"]["hdds"], *block_storages.disks(account, server)]
        if server["_deployed"]
        else []
    )


def addresses(account: Account, server: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Its own. A list that still shows a removed server shows none of the addresses that were kept."""
    found = (account.store.kind("public_ips").get(identifier) for identifier in server["_ips"])
    return [ip for ip in found if ip and ip["_server"] == server["id"]]


def show_ip(account: Account, ip: Mapping[str, Any]) -> dict[str, Any]:
    """Show an address as servers do (api-notes: main-address, address-has-policy, address-has-balancers)."""
    policy = account.store.kind("firewall_policies").get(ip["_policy"] or "")
    balancers = account.store.kind("load_balancers")
    server = account.store.kind(KIND)[ip["_server"]]
    return {
        "id": ip["id"],
        "ip": ip["ip"],
        "type": ip["type"],
        "reverse_dns": ip["reverse_dns"],
        "main": server["_ips"][0] == ip["id"],
        account.readings["policy-key"]: {"id": policy["id"], "name": policy["name"]}
        if policy
        else None,
        "load_balancers": [
            {"id": each, "name": balancers[each]["name"]}
            for each in ip["_balancers"]
            if each in balancers
        ],
    }


def networks(account: Account, server: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"id": each["id"], "name": each["name"]}
        for each in account.all("private_networks")
        if server["id"] in each["_servers"]
    ]


list_operation("list_servers", KIND, show_listed)


# -- creation


def check_hardware(account: Account, hardware: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """The hardware that a body asks for, with its disks (api-notes: hardware-kinds, first-disk-main, hdd-limit).

    :raises Problem: what the API would refuse.
    """
    if kind == "baremetal":
        model = account.store.kind("baremetal_models").get(hardware.get("baremetal_model_id") or "")
        if model is None:
            raise wrong_value("baremetal_model_id", hardware.get("baremetal_model_id"))
        size = model["hardware"]
        return {
            "baremetal_model_id": model["id"],
            "fixed_instance_size_id": None,
            "vcore": size["core"],
            "cores_per_processor": size["cores_per_processor"],
            "ram": size["ram"],
            "hdds": [{"size": size["hdds"]["size"], "is_main": True}],
        }
    if hardware.get("fixed_instance_size_id"):
        size = account.store.kind("fixed_instance_sizes").get(hardware["fixed_instance_size_id"])
        if size is None:
            raise wrong_value("fixed_instance_size_id", hardware["fixed_instance_size_id"])
        return {
            "baremetal_model_id": None,
            "fixed_instance_size_id": size["id"],
            **size["hardware"],
        }
    if "vcore" not in hardware:
        raise wrong_value("baremetal_model_id", hardware["baremetal_model_id"])
    if not hardware["hdds"] or not hardware["hdds"][0]["is_main"]:
        raise invalid("First HDD must be main HDD")
    check_cores(hardware["vcore"], hardware["cores_per_processor"])
    if len(hardware["hdds"]) > account.limits["hdds"]:
        raise too_many("ngcs.vm.hdd", len(hardware["hdds"]), account.limits["hdds"])
    return {"baremetal_model_id": None, "fixed_instance_size_id": None, **hardware}


def check_cores(vcore: int, each: int) -> None:
    """Check that the cores fit (api-notes: cores-per-processor)."""
    if each > vcore:
        raise invalid("Cores per processor cannot be greater than the number of vCPUs")
    if each != 1 and each % 2 and each != vcore:
        raise wrong_value("cores_per_processor", each)


def check_known(account: Account, body: Mapping[str, Any]) -> None:
    """Ids in a body that name nothing are a 400 (api-notes: unknown-id-in-body)."""
    for field, kind in (
        ("load_balancer_id", "load_balancers"),
        ("monitoring_policy_id", "monitoring_policies"),
        ("firewall_policy_id", "firewall_policies"),
        ("ip_id", "public_ips"),
    ):
        value = body.get(field)
        if value is not None and value != "0" and value not in account.store.kind(kind):
            raise wrong_value(field, value)
    for key in body.get("public_key") or ():
        if key not in account.store.kind("ssh_keys"):
            raise wrong_value("public_key", key)
    ip = account.store.kind("public_ips").get(body.get("ip_id") or "")
    if ip and (ip["_server"] or ip["_balancer"]):
        raise wrong_value("ip_id", ip["id"])
    if "user_data" in body and "user_data_content_type" not in body:
        raise missing("user_data_content_type")


def password(length: int = 10) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _each in range(length))


def installed(account: Account, image: Mapping[str, Any]) -> dict[str, Any]:
    """What a server shows of the appliance or image that it was made of (api-notes: image-ids)."""
    return {
        "id": account.new_id() if account.readings["image-ids"] == "own" else image["id"],
        "name": image["name"],
    }


def new_server(
    account: Account, name: str, origin: Mapping[str, Any], hardware: dict[str, Any], **values: Any
) -> dict[str, Any]:
    """:param origin: the appliance or image that it is made of, or the system of the server that it is a copy of."""
    own = {
        "description": "",
        "server_type": "cloud",
        "first_password": password(),
        "ssh_password": True,
        "_key_ids": [],
        "_key_text": None,
        "_monitoring": None,
        "_state": "POWERED_ON",
        "_system": system(origin),
        **values,
    }
    own = {**own, "image": own.get("image") or installed(account, origin)}
    return account.create(
        KIND,
        "",
        name=name,
        hardware={**hardware, "hdds": []},
        dvd=None,
        snapshot=None,
        alerts=None,
        _ips=[],
        _deployed=False,
        _ended=0,
        _incarnation=account.new_id(),
        **own,
    )


@effect
def deployed(
    account: Account,
    server: dict[str, Any],
    hdds: list[Any],
    ip: str | None,
    policy: str | None,
    balancer: str | None,
) -> None:
    """Disks and an address appear (api-notes: new-server-answer)."""
    server["hardware"]["hdds"] = [{"id": account.new_id(), **disk} for disk in hdds]
    address = account.store.kind("public_ips").get(ip or "") or give_address(
        account, server["datacenter"]
    )
    account.save("public_ips", {**address, "_server": server["id"], "_policy": policy})
    late = LATE if account.readings["late-addresses"] == "later" else 0
    server.update(_ips=[address["id"]], _deployed=True, _addressed=server["_ended"] + late)
    found = account.store.kind("load_balancers").get(balancer or "")
    if found:
        attach(account, account.get("public_ips", address["id"]), found["id"])
        account.touch("load_balancers", found["id"])


@operation
def create_server(account: Account, operation: Operation) -> Answer:
    body = operation.body
    kind = body.get("server_type", "cloud")
    center = datacenter(account, body.get("datacenter_id"))
    image = source(
        account,
        body["appliance_id"],
        wrong_value("appliance_id", body["appliance_id"]),
        kind,
        center,
    )
    hardware = check_hardware(account, body["hardware"], kind)
    if hardware["hdds"][0]["size"] < image["min_hdd_size"]:
        raise wrong_value("hdds", hardware["hdds"][0]["size"])
    check_known(account, body)
    server = new_server(
        account,
        body["name"],
        image,
        hardware,
        description=body.get("description", ""),
        server_type=kind,
        ssh_password=body.get("ssh_password", True),
        first_password=body.get("password") or password(),
        datacenter=center,
        _monitoring=body.get("monitoring_policy_id"),
        _key_ids=body.get("public_key", []),
        _key_text=body.get("rsa_key"),
        _state="POWERED_ON" if body.get("power_on", True) else "POWERED_OFF",
    )
    policy = body.get("firewall_policy_id") or default_policy(account, image["os_family"])
    duration = (
        "deploy_baremetal"
        if kind == "baremetal"
        else "deploy_fixed"
        if hardware["fixed_instance_size_id"]
        else "deploy_cloud"
    )
    account.begin(
        KIND,
        server,
        "DEPLOYING",
        duration,
        "deployed",
        hdds=hardware["hdds"],
        ip=body.get("ip_id"),
        policy=None if policy == "0" else policy,
        balancer=body.get("load_balancer_id"),
    )
    return 202, show(account, server)


def default_policy(account: Account, family: str) -> str:
    """The policy that fits the system best (api-notes: default-policy-by-system)."""
    name = "Windows" if family == "Windows" else "Linux"
    return next(
        each["id"]
        for each in account.all("firewall_policies")
        if each["default"] and each["name"] == name
    )


# -- one server


def find(account: Account, operation: Operation) -> dict[str, Any]:
    return account.get(KIND, operation.params["server_id"])


def idle(account: Account, operation: Operation) -> dict[str, Any]:
    server = find(account, operation)
    account.require_idle("Server", server)
    return server


@operation
def get_server(account: Account, operation: Operation) -> Answer:
    return 200, show(account, find(account, operation))


@operation
def update_server(account: Account, operation: Operation) -> Answer:
    server = find(account, operation)
    server.update(operation.body)
    account.save(KIND, server)
    return 200, show(account, server)


@effect
def remove_server(account: Account, server: dict[str, Any], keep_ip: bool) -> None:
    """Remove a server with its addresses, and free what it used (api-notes: address-goes-with-server, removed-server-leaves)."""
    for ip in addresses(account, server):
        if keep_ip:
            account.save("public_ips", {**ip, "_server": None, "_policy": None, "_balancers": []})
        else:
            remove_address(account, ip)
    for network in account.all("private_networks"):
        if server["id"] in network["_servers"]:
            account.save(
                "private_networks",
                {
                    **network,
                    "_servers": [each for each in network["_servers"] if each != server["id"]],
                },
            )
    account.delete(KIND, server)


@operation
def delete_server(account: Account, operation: Operation) -> Answer:
    server = idle(account, operation)
    kept = bool(operation.query.get(account.readings["keep-server-ips"]))
    account.begin(KIND, server, "REMOVING", "remove_server", "remove_server", keep_ip=kept)
    return 202, show(account, server)


@operation
def get_server_status(account: Account, operation: Operation) -> Answer:
    return 200, show(account, find(account, operation))["status"]


@operation
def perform_server_action(account: Account, operation: Operation) -> Answer:
    """Start, stop or reboot (api-notes: server-action, power-on-method, reboot-off, leave-recovery)."""
    server, body = find(account, operation), operation.body
    if body["action"] != "POWER_ON" and server["server_type"] == "cloud" and "method" not in body:
        raise Problem(400, "VALIDATION_ERROR", "Required field(s) method missing or empty. ")
    if body.get("recovery_mode"):
        check_recovery(account, server, body)
    account.require_idle("Server", server)
    passing, reached, duration = RECOVERY if body.get("recovery_mode") else ACTIONS[body["action"]]
    server["_state"] = reached
    account.begin(KIND, server, passing, duration)
    return 202, show_work(account, server)


def check_recovery(account: Account, server: Mapping[str, Any], body: Mapping[str, Any]) -> None:
    """Only bare metal is restarted on recovery mode, and needs an appliance for it (api-notes: recovery-mode)."""
    if server["server_type"] != "baremetal":
        raise wrong_value("recovery_mode", True)
    if body["action"] != "REBOOT":
        raise wrong_value("action", body["action"])
    if "recovery_image_id" not in body:
        raise missing("recovery_image_id")
    appliance = account.store.kind("recovery_appliances").get(body["recovery_image_id"])
    if appliance is None or server["datacenter"]["id"] not in appliance["available_datacenters"]:
        raise wrong_value("recovery_image_id", body["recovery_image_id"])


# -- hardware


@operation
def get_server_hardware(account: Account, operation: Operation) -> Answer:
    return 200, show(account, find(account, operation))["hardware"]


@operation
def update_server_hardware(account: Account, operation: Operation) -> Answer:
    """Change processors and memory (api-notes: offline-hardware, no-smaller-size, size-grows-disk)."""
    server, body = idle(account, operation), operation.body
    present = server["hardware"]
    if "fixed_instance_size_id" in body:
        size = account.store.kind("fixed_instance_sizes").get(body["fixed_instance_size_id"])
        if size is None:
            raise wrong_value("fixed_instance_size_id", body["fixed_instance_size_id"])
        main = next(disk for disk in present["hdds"] if disk["is_main"])
        if size["hardware"]["hdds"][0]["size"] < main["size"]:
            raise wrong_value("fixed_instance_size_id", size["id"])
        wanted = {key: size["hardware"][key] for key in ("vcore", "cores_per_processor", "ram")}
        wanted["fixed_instance_size_id"] = size["id"]
    else:
        check_cores(body["vcore"], body["cores_per_processor"])
        wanted = {**body, "fixed_instance_size_id": None}
    grows = account.readings["grow-hardware"] == "on"
    cold = any(
        wanted[key] < present[key] or (wanted[key] > present[key] and not grows)
        for key in ("vcore", "ram")
    )
    if (cold or wanted["cores_per_processor"] != present["cores_per_processor"]) and account.state(
        server
    ) != "POWERED_OFF":
        raise wrong_state(
            "The server has to be powered off", "Server", server["id"], account.state(server)
        )
    if wanted["fixed_instance_size_id"]:
        main["size"] = size["hardware"]["hdds"][0]["size"]
    present.update(wanted)
    account.begin(KIND, server, "CONFIGURING", "hardware")
    return 202, show(account, server)


def find_disk(among: list[dict[str, Any]], operation: Operation) -> dict[str, Any]:
    found = next((disk for disk in among if disk["id"] == operation.params["hdd_id"]), None)
    if found is None:
        raise not_found("hdds")
    return found


@operation
def list_server_hdds(account: Account, operation: Operation) -> Answer:
    return 200, disks(account, find(account, operation))


@operation
def get_server_hdd(account: Account, operation: Operation) -> Answer:
    return 200, find_disk(disks(account, find(account, operation)), operation)


@operation
def add_server_hdds(account: Account, operation: Operation) -> Answer:
    """Add disks (api-notes: hdd-limit, block-storages-not-counted, main-disk-stays)."""
    server, added = idle(account, operation), operation.body["hdds"]
    count = len(server["hardware"]["hdds"]) + len(added)
    if count > account.limits["hdds"]:
        raise too_many("ngcs.vm.hdd", count, account.limits["hdds"])
    if any(disk.get("is_main") for disk in added):
        raise wrong_value("is_main", True)
    server["hardware"]["hdds"] += [
        {"id": account.new_id(), "is_main": False, **disk} for disk in added
    ]
    account.begin(KIND, server, "CONFIGURING", "disk")
    return 202, show(account, server)


@operation
def update_server_hdd(account: Account, operation: Operation) -> Answer:
    """Enlarge a disk (api-notes: disks-grow)."""
    server = idle(account, operation)
    disk, size = find_disk(server["hardware"]["hdds"], operation), int(operation.body["size"])
    if size < disk["size"]:
        raise wrong_value("size", size)
    disk["size"] = size
    account.begin(KIND, server, "CONFIGURING", "disk")
    return 202, show(account, server)


@operation
def delete_server_hdd(account: Account, operation: Operation) -> Answer:
    """Remove a disk (api-notes: main-disk-stays)."""
    server = idle(account, operation)
    disk = find_disk(server["hardware"]["hdds"], operation)
    if disk["is_main"]:
        raise wrong_value("hdd_id", disk["id"])
    server["hardware"]["hdds"].remove(disk)
    account.begin(KIND, server, "CONFIGURING", "disk")
    return 202, show(account, server)


# -- private networks


@operation
def list_server_private_networks(account: Account, operation: Operation) -> Answer:
    return 200, networks(account, find(account, operation))


def find_network(account: Account, operation: Operation) -> dict[str, Any]:
    network = account.get(
        "private_networks", operation.params["private_network_id"], "server_networks"
    )
    if operation.params["server_id"] not in network["_servers"]:
        raise not_found("server_networks")
    return network


@operation
def get_server_private_network(account: Account, operation: Operation) -> Answer:
    """Show the whole network, with null for what is not set (api-notes: network-unset)."""
    find(account, operation)
    network = find_network(account, operation)
    answer = {key: network[key] for key in ("id", "cloudpanel_id", "name", "creation_date")}
    return 200, {
        **answer,
        "network_address": network["network_address"] or None,
        "subnet_mask": network["subnet_mask"] or None,
        "description": network["description"] or None,
        "state": account.state(network),
        "servers": members(account, network),
    }
