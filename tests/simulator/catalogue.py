# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects that are only read, the prices, and the values of default policies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from . import kinds


def identifier(*words: str) -> str:
    """Return an id that is the same in every run."""
    return hashlib.md5("/".join(words).encode(), usedforsecurity=False).hexdigest().upper()


def datacenter(code: str, location: str, default: int = 0) -> dict[str, Any]:
    """Return a datacenter."""
    return {
        "id": identifier("datacenter", code),
        "location": location,
        "country_code": code,
        "default": default,
    }


DATACENTERS = [
    datacenter("US", "United States of America", 1),
    datacenter("DE", "Germany"),
    datacenter("GB", "United Kingdom of Great Britain and Northern Ireland"),
    datacenter("ES", "Spain"),
]


def size(name: str, vcore: int, ram: float, disk: int) -> dict[str, Any]:
    """Return a fixed instance size."""
    hardware = {
        "vcore": vcore,
        "cores_per_processor": 1,
        "ram": ram,
        "hdds": [{"size": disk, "is_main": True}],
    }
    return {"id": identifier("size", name), "name": name, "hardware": hardware}


SIZES = [
    size("S", 1, 1, 40),
    size("M", 1, 1, 60),
    size("L", 2, 2, 80),
    size("XL", 2, 4, 120),
    size("XXL", 4, 8, 160),
    size("3XL", 8, 16, 240),
    size("4XL", 12, 32, 360),
    size("5XL", 16, 48, 500),
]


def model(name: str, core: int, ram: int, disk: int) -> dict[str, Any]:
    """Return a bare metal model (api-notes: model-hardware)."""
    hardware = {
        "core": core,
        "cores_per_processor": core,
        "ram": ram,
        "hdds": {"id": identifier("model disk", name), "size": disk, "is_main": True},
    }
    return {"id": identifier("model", name), "name": name, "hardware": hardware}


MODELS = [model("BMC_L", 4, 16, 480), model("BMC_XL", 8, 32, 960), model("BMC_XXL", 16, 64, 1920)]


def appliance(
    name: str,
    family: str,
    system: str,
    version: str,
    least: int = 20,
    kind: str = "STANDARD",
    use: str = "IMAGE",
    servers: tuple[str, ...] = ("cloud",),
) -> dict[str, Any]:
    """Return a server appliance.

    :param least: the smallest main disk in GB.
    :param kind: STANDARD or MINIMAL.
    :param use: IMAGE or APPLICATION.
    :param servers: the types of servers that it is for.
    """
    return {
        "id": identifier("appliance", name),
        "name": name,
        "available_datacenters": [each["id"] for each in DATACENTERS],
        "os_family": family,
        "os": system,
        "os_version": version,
        "os_architecture": 64,
        "os_image_type": kind,
        "type": use,
        "server_type_compatibility": list(servers),
        "min_hdd_size": least,
        "licenses": [{"name": f"{system} {version}"}] if family == "Windows" else [],
        "version": version,
        "categories": ["Operating system" if use == "IMAGE" else "Application"],
    }


APPLIANCES = [
    appliance("ubuntu2204-64std", "Linux", "Ubuntu", "22.04"),
    appliance("ubuntu2204-64min", "Linux", "Ubuntu", "22.04", kind="MINIMAL"),
    appliance("ubuntu2404-64std", "Linux", "Ubuntu", "24.04"),
    appliance("ubuntu2404-64min", "Linux", "Ubuntu", "24.04", kind="MINIMAL"),
    appliance("debian11-64min", "Linux", "Debian", "11", kind="MINIMAL"),
    appliance("debian12-64min", "Linux", "Debian", "12", kind="MINIMAL"),
    appliance("debian12-64std", "Linux", "Debian", "12"),
    appliance("rockylinux9-64std", "Linux", "RockyLinux", "9"),
    appliance("almalinux9-64std", "Linux", "AlmaLinux", "9"),
    appliance("opensuse15-64min", "Linux", "openSuse", "15", kind="MINIMAL"),
    appliance("w2019datacenter64std", "Windows", "WindowsDatacenter", "2019", 40),
    appliance("w2022datacenter64std", "Windows", "WindowsDatacenter", "2022", 40),
    appliance("wordpress-debian12", "Linux", "Debian", "12", 40, use="APPLICATION"),
    appliance("baremetal_ubuntu2404-64std", "Linux", "Ubuntu", "24.04", servers=("baremetal",)),
    appliance("baremetal_debian12-64std", "Linux", "Debian", "12", servers=("baremetal",)),
]


#: The systems that imports can have (api-notes: import-os-list).
SYSTEMS = list(
    {
        each["os_version"] + each["os"]: {
            "id": identifier("system", each["os"], each["os_version"]),
            **{key: each[key] for key in ("os_family", "os", "os_version", "os_architecture")},
        }
        for each in APPLIANCES
    }.values()
)


def iso(name: str, family: str, system: str, version: str) -> dict[str, Any]:
    """Return an ISO (api-notes: iso-types, iso-datacenters)."""
    return {
        "id": identifier("iso", name),
        "name": name,
        "os_family": family,
        "os": system,
        "os_version": version,
        "os_architecture": 64,
        "os_image_type": "ISO_OS",
        "type": "ISO",
        "available_datacenters": [each["id"] for each in DATACENTERS],
    }


ISOS = [
    iso("debian-12-netinst", "Linux", "Debian", "12"),
    iso("ubuntu-24.04-live-server", "Linux", "Ubuntu", "24.04"),
    iso("gparted-live-1.6", "Others", "GParted", "1.6"),
]


def recovery(name: str, version: str) -> dict[str, Any]:
    """Return a recovery appliance."""
    return {
        "id": identifier("recovery", name),
        "name": name,
        "os_family": "Linux",
        "os": "Other Linux",
        "os_version": version,
        "os_architecture": 64,
        "available_datacenters": [each["id"] for each in DATACENTERS],
    }


RECOVERY = [
    recovery("Linux 64-bit Rescue-System (debian/oldstable)", "OtherLinux"),
    recovery("Linux 64-bit Rescue-System (debian/stable)", "OtherLinux"),
]


#: Percent.
VAT = 20


def price(name: str, net: float, unit: str, **more: Any) -> dict[str, Any]:
    """Return a price, without and with VAT. All prices are invented."""
    return {
        "name": name,
        "price_net": net,
        "price_gross": round(net * (1 + VAT / 100), 3),
        "unit": unit,
        **more,
    }


def size_price(name: str, hardware: dict[str, Any]) -> dict[str, Any]:
    """Return the price of a fixed instance size."""
    shown = {
        "vcore": hardware["vcore"],
        "ram": hardware["ram"],
        "hdds": [{"size": disk["size"]} for disk in hardware["hdds"]],
    }
    return price(
        name, 5.0 * hardware["vcore"] + 2.5 * hardware["ram"], "server/month", hardware=shown
    )


def price_list(readings: Mapping[str, str]) -> dict[str, Any]:
    """Return the price list (api-notes: pricing-names, block-storage-price)."""
    as_example = readings["pricing-names"] == "example"
    storages = ["image", "shared_storage"]
    if readings["block-storage-price"] == "listed":
        storages.append("block_storage")
    red_hat = price("red_hat_enterprise_linux", 30.0, "license/month")
    if as_example:
        red_hat["pice_gross"] = red_hat.pop("price_gross")
    plans = {
        "server": {
            "fixed_servers": [size_price(each["name"], each["hardware"]) for each in SIZES],
            "flexible_sever" if as_example else "flexible_server": [
                price("CPU", 7.5, "vCore/month"),
                price("RAM", 5.0, "GB/month"),
                price("SSD", 0.07, "GB/month"),
            ],
        },
        "public_ip": [price("unused_ip", 4.0, "IP/month"), price("additional_ip", 3.5, "IP/month")],
        **{name: price("storage", 0.07, "GB/month") for name in storages},
        "software_licenses": [
            price("windows", 10.0, "license/month"),
            red_hat,
            price("plesk", 12.0, "license/month"),
        ],
        "backups": price("storage", 0.15, "GB/month"),
    }
    return {"currency": "EUR", "vat": VAT, "pricing_plans": plans}


#: The objects that are only read.
OBJECTS = {
    kinds.DATACENTERS: DATACENTERS,
    kinds.FIXED_INSTANCE_SIZES: SIZES,
    kinds.BAREMETAL_MODELS: MODELS,
    kinds.SERVER_APPLIANCES: APPLIANCES,
    kinds.IMAGE_SYSTEMS: SYSTEMS,
    kinds.RECOVERY_APPLIANCES: RECOVERY,
    kinds.DVD_ISOS: ISOS,
}


def rule(
    protocol: str, first: int | None, last: int | None, description: str = ""
) -> dict[str, Any]:
    """Return a firewall rule that accepts connections from all addresses."""
    return {
        "protocol": protocol,
        "port_from": first,
        "port_to": last,
        "action": "accept",
        "source": "0.0.0.0",
        "description": description,
    }


#: The rules of the default firewall policies, by their names.
DEFAULT_RULES = {
    "Linux": [rule("TCP", port, port) for port in (22, 80, 443, 8443, 8447)],
    "Windows": [rule("TCP", port, port) for port in (80, 443, 3389, 8443, 8447)],
}

#: The thresholds of the default monitoring policy.
THRESHOLDS = {
    what: {
        "warning": {"value": warning, "alert": False},
        "critical": {"value": critical, "alert": False},
    }
    for what, warning, critical in (
        ("cpu", 90, 95),
        ("ram", 90, 95),
        ("disk", 80, 90),
        ("internal_ping", 50, 100),
        ("transfer", 1000, 2000),
    )
}
