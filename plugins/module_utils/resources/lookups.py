# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where references are looked up, by the key that descriptions name in ``to``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..model.addresses import same_address, same_host
from ..model.resource import Lookup, Resource
from ..shared import clock
from .catalogue import DATACENTER, PLACE, check_hardware, check_offer, same_country, with_country
from .images import dated, latest
from .public_ips import PUBLIC_IP
from .roles import ROLE
from .servers import SERVER
from .users import alike, both_names


def addresses(server: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """The addresses of a server; where it has but one, the server's own name and id stand for it as well."""
    ips = server.get("ips") or []
    for ip in ips:
        alone = {"server_name": server["name"], "server_id": server["id"]} if len(ips) == 1 else {}
        yield {**ip, **alone, "owner": server["name"], "owner_id": server["id"]}


def not_one_address(servers: Sequence[Mapping[str, Any]], value: str) -> str | None:
    server = next((each for each in servers if value in (each["name"], each["id"])), None)
    if server is None:
        return None
    ips = [ip["ip"] for ip in server.get("ips") or []]
    if not ips:
        return f'The server "{value}" has no address yet. Wait for it first (wait: true, or server_info with wait).'
    return f'The server "{value}" has the addresses {", ".join(ips)}. Name the one that is meant.'


def same_name(kinds: Iterable[str]) -> Callable[[Any, Any], bool]:
    """Compare a name that an object shows of another one with a name that is asked."""
    return lambda shown, asked: any(LOOKUPS[kind].equal(shown, asked) for kind in kinds)


def address_coming(
    servers: Sequence[Mapping[str, Any]], value: str, hopes: Callable[[], bool]
) -> bool:
    """Whether a server has no address only because it is new (api-notes: late-addresses)."""
    return any(
        value in (each["name"], each["id"])
        and not (each.get("ips") or SERVER.is_removing(each))
        and (SERVER.is_transitional(each) or (SERVER.is_incomplete(each, clock.now()) and hopes()))
        for each in servers
    )


def described(resource: Resource) -> Callable[[Mapping[str, Any]], None]:
    """Check an element as an object of a resource, whose parts plans look at."""
    return lambda element: resource.check(resource.read(element))


LOOKUPS = {
    "baremetal_models": Lookup(
        "bare-metal model", "/servers/baremetal_models", paged=False, check=check_hardware
    ),
    "block_storages": Lookup("block storage", "/block_storages"),
    "datacenters": Lookup(
        "datacenter",
        "/datacenters",
        DATACENTER.display_names,
        {key: key for key in PLACE if key != "id"},
        expand=lambda center: (with_country(center),),
        equal=same_country,
    ),
    "dvd_isos": Lookup("DVD ISO", "/dvd_isos", check=check_offer),
    "firewall_policies": Lookup("firewall policy", "/firewall_policies"),
    "fixed_instance_sizes": Lookup(
        "fixed instance size", "/servers/fixed_instance_sizes", paged=False, check=check_hardware
    ),
    "image_systems": Lookup(
        "operating system", "/images/os", ("os_version", "os")
    ),  # (api-notes: import-os-list)
    "images": Lookup("image", "/images", equal=dated, latest=latest, check=check_offer),
    "load_balancers": Lookup("load balancer", "/load_balancers"),
    "monitoring_policies": Lookup("monitoring policy", "/monitoring_policies"),
    "private_networks": Lookup("private network", "/private_networks"),
    "public_ips": Lookup("public IP", "/public_ips", PUBLIC_IP.display_names, equal=same_host),
    "recovery_appliances": Lookup("recovery appliance", "/recovery_appliances"),
    "roles": Lookup("role", "/roles", check=described(ROLE)),
    "server_appliances": Lookup("server appliance", "/server_appliances", check=check_offer),
    "server_ips": Lookup(
        "server address",
        "/servers",
        ("ip", "server_name", "server_id"),
        {"ip": "ip", "server_name": "owner"},
        addresses,
        equal=same_address,
        explain=not_one_address,
        is_expected=address_coming,
    ),
    "servers": Lookup("server", "/servers", check=described(SERVER)),
    "ssh_keys": Lookup("SSH key", "/ssh_keys"),
    "users": Lookup("user", "/users", ("name", "short"), expand=both_names, equal=alike),
}
