# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""List all resources and reports. Every other list of them is derived from this one.

Tasks use ``index``, which is generated from it, because loading all descriptions takes long.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.files import Download
from ..model.relations import Lookup
from ..model.reports import Report, Request
from ..model.resource import Resource
from ..model.stacks import Stack
from .api_request import API_REQUEST
from .block_storages import BLOCK_STORAGE
from .catalogue import (
    BAREMETAL_MODEL,
    DATACENTER,
    DVD_ISO,
    FIXED_INSTANCE_SIZE,
    RECOVERY_APPLIANCE,
    SERVER_APPLIANCE,
)
from .firewall_policies import FIREWALL_POLICY
from .images import IMAGE, SYSTEMS
from .load_balancers import LOAD_BALANCER
from .monitoring_policies import MONITORING_POLICY
from .private_networks import PRIVATE_NETWORK
from .public_ips import PUBLIC_IP
from .reports import LOGS, MONITORING, PERMISSIONS, PING, PRICING, SERVER_SNAPSHOTS, USAGES
from .roles import ROLE
from .server_parts import SERVER_IP, SERVER_SNAPSHOT
from .servers import SERVER
from .shared_storages import SHARED_STORAGE, SHARED_STORAGE_ACCESS
from .ssh_keys import SSH_KEY
from .stacks import STACK
from .user_api_keys import USER_API_KEY
from .users import USER
from .vpns import VPN, VPN_CONFIGURATION

#: Resources that tasks create, change or remove. Each has a module of its name.
MANAGED: tuple[Resource, ...] = (
    BLOCK_STORAGE,
    FIREWALL_POLICY,
    IMAGE,
    LOAD_BALANCER,
    MONITORING_POLICY,
    PRIVATE_NETWORK,
    PUBLIC_IP,
    ROLE,
    SERVER,
    SERVER_IP,
    SERVER_SNAPSHOT,
    SHARED_STORAGE,
    SHARED_STORAGE_ACCESS,
    SSH_KEY,
    USER,
    USER_API_KEY,
    VPN,
)
#: Resources that tasks only read.
CATALOGUE: tuple[Resource, ...] = (
    BAREMETAL_MODEL,
    DATACENTER,
    DVD_ISO,
    FIXED_INSTANCE_SIZE,
    RECOVERY_APPLIANCE,
    SERVER_APPLIANCE,
)
#: Reports, by the names of their modules.
REPORTS: Mapping[str, Report] = {
    "log_info": LOGS,
    "monitoring_info": MONITORING,
    "permission_info": PERMISSIONS,
    "ping": PING,
    "pricing_info": PRICING,
    "server_snapshot_info": SERVER_SNAPSHOTS,
    "usage_info": USAGES,
}
#: Parts of objects that modules write to files.
DOWNLOADS: tuple[Download, ...] = (VPN_CONFIGURATION,)
#: Modules that belong to no resource.
GENERAL: tuple[Request, ...] = (API_REQUEST,)
#: Modules that manage objects of several resources.
STACKS: tuple[Stack, ...] = (STACK,)


def by_path(resources: Iterable[Resource]) -> dict[str, Resource]:
    """Return the resources that have their own list, by its path.

    A resource that shares the path of another one (the API key of a user) has no list.
    Neither have parts of other objects (the addresses of a server).
    """
    listed: dict[str, Resource] = {}
    for resource in resources:
        if not resource.parent:
            listed.setdefault(resource.path, resource)
    return listed


#: Managed resources that have their own list, by its path.
RESOURCES = by_path(MANAGED)


def lookups(resources: Iterable[Resource]) -> dict[str, Lookup]:
    """Return how references are looked up, by the key that descriptions name in ``to``.

    The key is the plural of the resource.
    """
    found = {resource.plural: resource.lookup() for resource in resources}
    return {key: lookup for key, lookup in found.items() if lookup}


#: How references are looked up, by the key that descriptions name in ``to``.
LOOKUPS: Mapping[str, Lookup] = {
    **lookups((*MANAGED, *CATALOGUE)),
    "image_systems": SYSTEMS,
}


@dataclass(frozen=True)
class Module:
    """A module of the collection.

    :param kind: "state" (keeps one object as desired), "stack" (keeps many objects as desired),
        "info" (reads objects), "report" (reads a report), "download" (writes a part of an object to
        a file), or "general" (belongs to no resource).
    :param subject: the description that the module works with.
    """

    name: str
    kind: str
    subject: Resource | Report | Download | Request | Stack


def modules() -> dict[str, Module]:
    """Return all modules of the collection by name, in alphabetical order."""
    listed = by_path((*MANAGED, *CATALOGUE)).values()
    found = [
        *(Module(each.name, "state", each) for each in MANAGED),
        *(Module(f"{each.name}_info", "info", each) for each in listed),
        *(Module(name, "report", report) for name, report in REPORTS.items()),
        *(Module(each.name, "download", each) for each in DOWNLOADS),
        *(Module(each.name, "general", each) for each in GENERAL),
        *(Module(each.name, "stack", each) for each in STACKS),
    ]
    return {module.name: module for module in sorted(found, key=lambda module: module.name)}


def check() -> list[str]:
    """Return a sentence for each mistake in the descriptions. Tests call it."""
    from . import checks

    others: list[Report | Download | Request | Stack] = [
        *REPORTS.values(),
        *DOWNLOADS,
        *GENERAL,
        *STACKS,
    ]
    return list(checks.check((*MANAGED, *CATALOGUE), others, LOOKUPS))
