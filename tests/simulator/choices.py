# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read and never written: sizes, models, appliances, ISOs, datacenters, prices, and whether the API is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import catalogue
from .account import Account
from .contract import Operation
from .errors import wrong_value
from .operations import Answer, list_operation, operation


def datacenter(account: Account, identifier: str | None) -> dict[str, Any]:
    """The datacenter of a body, else the default one, as objects show it."""
    every = account.store.kind("datacenters")
    if identifier is not None and identifier not in every:
        raise wrong_value("datacenter_id", identifier)
    found = (
        every[identifier]
        if identifier
        else next(each for each in every.values() if each["default"])
    )
    return {key: found[key] for key in ("id", "location", "country_code")}


def check_same_datacenter(center: Mapping[str, Any], server: Mapping[str, Any], field: str) -> None:
    """A storage reaches the servers of its own datacenter."""
    if server["datacenter"]["id"] != center["id"]:
        raise wrong_value(field, server["id"])


def plain(account: Account, obj: dict[str, Any]) -> dict[str, Any]:
    """What there is to choose, as the API shows it."""
    return {
        account.readings["architecture-key"] if key == "os_architecture" else key: value
        for key, value in obj.items()
    }


def show_datacenter(account: Account, center: dict[str, Any]) -> dict[str, Any]:
    return (
        {**center, "country_code": account.readings["spain"]}
        if center["country_code"] == "ES"
        else center
    )


for name, kind in (
    ("list_fixed_instance_sizes", "fixed_instance_sizes"),
    ("list_baremetal_models", "baremetal_models"),
    ("list_server_appliances", "server_appliances"),
    ("list_recovery_appliances", "recovery_appliances"),
    ("list_dvd_isos", "dvd_isos"),
):
    list_operation(name, kind, plain)

list_operation("list_datacenters", "datacenters", show_datacenter)


@operation
def get_fixed_instance_size(account: Account, operation: Operation) -> Answer:
    return 200, account.get("fixed_instance_sizes", operation.params["fixed_instance_size_id"])


@operation
def get_baremetal_model(account: Account, operation: Operation) -> Answer:
    return 200, account.get("baremetal_models", operation.params["baremetal_model_id"])


@operation
def get_server_appliance(account: Account, operation: Operation) -> Answer:
    return 200, plain(account, account.get("server_appliances", operation.params["id"]))


@operation
def get_recovery_appliance(account: Account, operation: Operation) -> Answer:
    return 200, plain(account, account.get("recovery_appliances", operation.params["id"]))


@operation
def get_dvd_iso(account: Account, operation: Operation) -> Answer:
    return 200, plain(account, account.get("dvd_isos", operation.params["id"]))


@operation
def get_datacenter(account: Account, operation: Operation) -> Answer:
    return 200, show_datacenter(
        account, account.get("datacenters", operation.params["datacenter_id"])
    )


@operation
def get_pricing(_account: Account, _operation: Operation) -> Answer:
    return 200, catalogue.PRICING


@operation
def ping(_account: Account, _operation: Operation) -> Answer:
    return 200, ["PONG"]


@operation
def ping_auth(_account: Account, _operation: Operation) -> Answer:
    return 200, ["PONG"]
