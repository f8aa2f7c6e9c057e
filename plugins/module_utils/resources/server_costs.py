# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is billed of servers: hardware, licenses, and addresses. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..model.costs import BilledObject, Charge, Charges, Find, NoPrice
from ..model.values import PLANNED, get_path, ref_of
from .common import GB_MONTH

IP_MONTH = "IP/month"
#: The two names of the prices of flexible servers (api-notes: pricing-names).
FLEXIBLE = ("flexible_sever", "flexible_server")


# -- hardware


def hardware_charges(server: Mapping[str, Any], find: Find) -> Charges:
    """Yield the processors, memory and disks, or the fixed size (api-notes: billed-hardware)."""
    hardware = server.get("hardware") or {}
    if server.get("server_type") == "baremetal" or hardware.get("baremetal_model_id"):
        yield NoPrice("The price list has no prices for bare-metal models.")
    elif "fixed_instance_size_id" not in hardware:
        yield NoPrice("The API does not show whether the server has a fixed instance size.")
    elif hardware["fixed_instance_size_id"]:
        yield from _size_charges(hardware, find)
    else:
        yield _flexible(hardware.get("vcore"), "vCore/month", "CPU")
        yield _flexible(hardware.get("ram"), GB_MONTH, "RAM")
        yield _flexible(total_size(hardware.get("hdds")), GB_MONTH, "SSD")


def _flexible(quantity: Any, unit: str, name: str) -> Charge:
    """Return a part of the hardware that is no fixed size."""
    return Charge(quantity, unit, tuple(("server", plan, name) for plan in FLEXIBLE))


def _size_charges(hardware: Mapping[str, Any], find: Find) -> Charges:
    """Yield the fixed size. It includes disks (api-notes: price-of-size)."""
    size = find(("fixed_instance_sizes",), hardware["fixed_instance_size_id"])
    if size is None:
        yield NoPrice("The API does not list the fixed instance size of the server.")
        return
    yield Charge(1, "server/month", (("server", "fixed_servers", str(size["name"])),))
    included = total_size(get_path(size, "hardware.hdds"))
    total = total_size(hardware.get("hdds"))
    if included is None or total is None or total > included:
        yield NoPrice(
            f"The price list has no price for disks beyond those of the fixed instance size "
            f"{size['name']}."
        )


def total_size(disks: Sequence[Mapping[str, Any]] | None) -> float | None:
    """Return the size of all disks in GB; None: there are none, or a size is unknown."""
    sizes: list[Any] = [disk.get("size") for disk in disks or ()]
    known = bool(sizes) and all(isinstance(size, (int, float)) for size in sizes)
    return sum(sizes) if known else None


# -- licenses


def license_charges(server: Mapping[str, Any], find: Find) -> Charges:
    """Yield the licenses of the installed image (api-notes: license-prices, image-ids)."""
    ref = ref_of(server.get("image"))
    image = find(("server_appliances", "images"), ref.label) if ref else None
    if ref is None or image is None or image["id"].startswith(PLANNED):
        name = ref.label if ref else "of the server"
        yield NoPrice(f"The API does not show the licenses of the image {name}.")
        return
    # (api-notes: licenses-forms)
    for each in image.get("licenses") or ():
        name = str(each.get("name") if isinstance(each, Mapping) else each)
        price = name.lower().replace(" ", "_")
        yield Charge(1, "license/month", (("software_licenses", price),))


# -- addresses


def address_charges(server: Mapping[str, Any]) -> Charges:
    """Yield the addresses after the main one (api-notes: additional-addresses)."""
    if "ips" not in server:
        yield NoPrice("The API does not show the addresses of the server.")
        return
    main = main_address(server)
    for ip in server["ips"] or ():
        if ip["id"] != main:
            yield additional_address(ip)


def owned_address_charges(ip: Mapping[str, Any], owner: Mapping[str, Any], find: Find) -> Charges:
    """Yield one address of a server, unless it is the main one.

    :param owner: the server as the address shows it.
    """
    server = find(("servers",), owner["id"])
    if server is None:
        yield NoPrice(f"The API does not show the server {owner.get('name')} of the address.")
    elif main_address(server) not in (None, ip["id"]):
        yield additional_address(ip)


def main_address(server: Mapping[str, Any]) -> str | None:
    """Return the id of the main address. If no address says so, it is the first one.

    (api-notes: main-address)
    """
    ips = server.get("ips") or ()
    main = next((ip["id"] for ip in ips if ip.get("main")), None)
    return main or next((ip["id"] for ip in ips), None)


def additional_address(ip: Mapping[str, Any]) -> Charge:
    """Return the charge of an address of a server that is not the main one."""
    return _address(ip, "additional_ip")


def unused_address(ip: Mapping[str, Any]) -> Charge:
    """Return the charge of an address that no server and no load balancer has."""
    return _address(ip, "unused_ip")


def _address(ip: Mapping[str, Any], price: str) -> Charge:
    """Return the charge of an address. It is the same for all objects that show the address."""
    billed = BilledObject("public_ip", ip["id"], str(ip.get("ip") or "new address"))
    return Charge(1, IP_MONTH, (("public_ip", price),), billed)
