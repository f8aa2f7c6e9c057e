# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All kinds of objects that an account holds, and their internal members.

A member whose name begins with an underscore is internal: no answer contains it. ``INTERNAL`` has
the internal members of all kinds, and each kind adds its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: Internal members that objects of every kind can have.
INTERNAL = {
    "_state": "the state that is shown while no work is under way",
    "_work": "the work under way: {state, began, ends, effect, arguments}, see work.py",
    "_ended": "the time at which the last work ended",
    "_idle_from": "the time until which changes are refused (api-notes: busy-after-ready)",
    "_listed_from": "the time from which lists show the object (api-notes: lagging-lists)",
}
#: All kinds by their plural.
KINDS: dict[str, Kind] = {}


@dataclass(frozen=True)
class Kind:
    """A kind of objects.

    :param plural: the name in the data file and in limits.
    :param name: the name in operationIds.
    :param not_found: code and message of the 404 (api-notes: not-found-codes, key-not-found).
    :param path: the path of the list; by default the plural.
    :param prefix: the beginning of ``cloudpanel_id``; None: the objects have none.
    :param element: the name in errors about a state; by default the name in one word.
    :param log_type: the type in logs; by default the name in one word (api-notes: log-types).
    :param internal: internal members with their meanings.
    """

    plural: str
    name: str = field(compare=False)
    not_found: tuple[str, str] = field(compare=False)
    path: str = field(default="", compare=False)
    prefix: str | None = field(default=None, compare=False)
    element: str = field(default="", compare=False)
    log_type: str = field(default="", compare=False)
    internal: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        word = self.name.replace("_", " ").title().replace(" ", "")
        object.__setattr__(self, "path", self.path or f"/{self.plural}")
        object.__setattr__(self, "element", self.element or word)
        object.__setattr__(self, "log_type", self.log_type or word.upper())
        KINDS[self.plural] = self


class Object(dict[str, Any]):
    """An object of an account: a dictionary of its members that knows its kind."""

    def __init__(self, kind: Kind, members: Mapping[str, Any]) -> None:
        super().__init__(members)
        self.kind = kind

    def public(self) -> dict[str, Any]:
        """Return the members that answers show."""
        return {name: value for name, value in self.items() if not name.startswith("_")}

    def reference(self) -> dict[str, Any]:
        """Return id and name, as other objects show this one."""
        return {"id": self["id"], "name": self["name"]}

    def check_members(self) -> None:
        """Raise KeyError if an internal member is not documented here."""
        for name in self:
            if name.startswith("_") and name not in INTERNAL and name not in self.kind.internal:
                raise KeyError(f"{name} is not an internal member of {self.kind.plural}")


SERVERS = Kind(
    "servers",
    "server",
    ("SERVER_NOT_FOUND", "Server not found"),
    prefix="",
    log_type="VM",
    internal={
        "_ips": "ids of its public IPs, the main one first",
        "_deployed": "whether the first deployment is complete",
        "_addressed": "the time from which it shows its IPs (api-notes: late-addresses)",
        "_monitoring": "id of its monitoring policy, or None",
        "_key_ids": "ids of the SSH keys that its system accepts",
        "_key_text": "the public key that its system accepts besides, or None",
        "_system": "the members of its image that describe the system, see installation.system",
        "_source": "id of the appliance or image that is installed, or None for a clone",
        "_incarnation": "a text that changes with each installation, which empties the host",
    },
)
PUBLIC_IPS = Kind(
    "public_ips",
    "public_ip",
    ("IP_NOT_FOUND", "Ip not exists"),
    prefix="IP",
    internal={
        "_server": "id of its server, or None",
        "_balancer": "id of the load balancer that listens on it, or None",
        "_policy": "id of its firewall policy, or None",
        "_balancers": "ids of the load balancers that send requests to it",
    },
)
FIREWALL_POLICIES = Kind(
    "firewall_policies",
    "firewall_policy",
    ("FIREWALL_NOT_FOUND", "Firewall policy not found"),
    prefix="FW",
    element="Firewall",
)
LOAD_BALANCERS = Kind(
    "load_balancers",
    "load_balancer",
    ("BALANCER_NOT_FOUND", "Load balancer not found"),
    prefix="LB",
)
PRIVATE_NETWORKS = Kind(
    "private_networks",
    "private_network",
    ("PRIVATE_NETWORK_NOT_FOUND", "Private network not found"),
    prefix="pn",
    internal={"_servers": "ids of its servers"},
)
VPNS = Kind(
    "vpns",
    "vpn",
    ("VPN_NOT_FOUND", "VPN does not exists"),
    prefix="FW",
    internal={"_files": "the files of its configuration: name and text"},
)
MONITORING_POLICIES = Kind(
    "monitoring_policies",
    "monitoring_policy",
    ("MONITORING_POLICY_NOT_FOUND", "Monitoring policy not found"),
    prefix="mo",
)
IMAGES = Kind(
    "images",
    "image",
    ("IMAGE_NOT_FOUND", "Image not found"),
    prefix="ap",
    internal={
        "_policy": "id of the image policy that makes further images, or None",
        "_server_types": "the types of servers that can be installed from it",
    },
)
#: An image policy makes an image of a server each day or week.
IMAGE_POLICIES = Kind("image_policies", "image_policy", ("", ""))
BLOCK_STORAGES = Kind(
    "block_storages",
    "block_storage",
    ("BLOCK_STORAGE_NOT_FOUND", "Block storage not found"),
    internal={"_server": "id of the server that has it, or None"},
)
SHARED_STORAGES = Kind(
    "shared_storages",
    "shared_storage",
    ("SHARED_STORAGE_NOT_FOUND", "Shared storage not found"),
    prefix="vid",
    internal={"_rights": "ids of its servers, with the rights of each"},
)
#: The access of the account to its shared storages in one datacenter, whose id it has.
SHARED_STORAGE_ACCESS = Kind("shared_storage_access", "shared_storage_access", ("", ""))
SSH_KEYS = Kind(
    "ssh_keys",
    "ssh_key",
    ("IMAGE_NOT_FOUND", "SSH Key not found"),
    internal={
        "_sent": "the text of the request",
        "_text": "the key in OpenSSH form, for hosts",
    },
)
USERS = Kind(
    "users",
    "user",
    ("USER_NOT_FOUND", "User not found"),
    internal={
        "_api": "whether it has access to the API",
        "_key": "its API key, which is a token",
        "_ips": "the addresses from which it may use the API; empty: all",
        "_owner": "whether it is an owner of the account",
    },
)
ROLES = Kind(
    "roles", "role", ("ROLE_NOT_FOUND", "Role not found"), internal={"_users": "ids of its users"}
)
LOGS = Kind(
    "logs",
    "log",
    ("LOG_NOT_FOUND", "Log not found"),
    internal={
        "_began": "the time of the write",
        "_ends": "the time at which its work ends",
    },
)
DATACENTERS = Kind(
    "datacenters", "datacenter", ("DATACENTER_NOT_FOUND", "Datacenter does not exists")
)
FIXED_INSTANCE_SIZES = Kind(
    "fixed_instance_sizes",
    "fixed_instance_size",
    ("FIXED_SIZE_NOT_FOUND", "Fixed size does not exists"),
    path="/servers/fixed_instance_sizes",
)
BAREMETAL_MODELS = Kind(
    "baremetal_models",
    "baremetal_model",
    ("BAREMETAL_METAL_NOT_FOUND", "Baremetal model does not exist"),
    path="/servers/baremetal_models",
)
SERVER_APPLIANCES = Kind(
    "server_appliances",
    "server_appliance",
    ("APPLIANCES_NOT_FOUND", "Required appliance does not exists"),
)
RECOVERY_APPLIANCES = Kind(
    "recovery_appliances",
    "recovery_appliance",
    ("APPLIANCES_NOT_FOUND", "Required appliance does not exists"),
)
DVD_ISOS = Kind("dvd_isos", "dvd_iso", ("ISO_NOT_FOUND", "Required dvd ISO image does not exists"))
#: The systems of /images/os, which imports can have (api-notes: import-os-list).
IMAGE_SYSTEMS = Kind("image_systems", "image_system", ("", ""))
