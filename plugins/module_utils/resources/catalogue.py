# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the account can choose from: read, never written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.fields import Field, MalformedError, Reference, check_elements, check_member
from ..model.resource import Lookup, Resource
from ..model.values import one_name

#: What results show of most objects as a text, also where the API shows null (api-notes: empty-texts).
TEXTS = {"description": ""}
#: What other objects show of most objects, of a datacenter (api-notes: datacenter-member), and of an address.
NAMED = dict.fromkeys(("id", "name"))
PLACE = dict.fromkeys(("id", "country_code", "location"))
ADDRESS = dict.fromkeys(("id", "ip", "server_name"))
HDD = dict.fromkeys(("id", "size", "is_main"))
#: The consent to a smaller storage (api-notes: smaller-storages).
ALLOW_SHRINK = Field("allow_shrink", "bool", default=False)
LICENSE = {"name": None}
#: Country codes that the list of datacenters may show (api-notes: spain): what other objects show instead.
CODES = {"SP": "ES"}


def country(code: Any) -> Any:
    """The code of a country in the one spelling."""
    return CODES.get(code, code) if isinstance(code, str) else code


def same_country(one: Any, other: Any) -> bool:
    return country(one) == country(other)


def with_country(center: dict[str, Any]) -> dict[str, Any]:
    """A datacenter with the country code that other objects show of it."""
    return (
        {**center, "country_code": country(center["country_code"])}
        if "country_code" in center
        else center
    )


def at_place(obj: Mapping[str, Any]) -> dict[str, Any]:
    """Objects name their datacenter ``datacenter`` or ``region``, and its ``location`` also ``name`` (api-notes: region-key, datacenter-member)."""
    shown = one_name(obj, "datacenter", "region")
    center = shown.get("datacenter")
    return (
        {**shown, "datacenter": with_country(one_name(center, "location", "name"))}
        if isinstance(center, Mapping)
        else shown
    )


def system(obj: Mapping[str, Any]) -> dict[str, Any]:
    """One form of what describes a system (api-notes: architecture-key, licenses-forms)."""
    shown = one_name(obj, "os_architecture", "architecture")
    if isinstance(shown.get("licenses"), list):
        shown["licenses"] = [
            {"name": each} if isinstance(each, str) else each for each in shown["licenses"]
        ]
    return shown


def check_hardware(size: Mapping[str, Any]) -> None:
    """:raises MalformedError: the hardware that a size or model offers is not as documented. Models show a single disk
    (api-notes: model-hardware, model-disks)."""
    hardware = size.get("hardware") or {}
    check_member("hardware", hardware, (Mapping,))
    for name in ("core", "vcore", "cores_per_processor", "ram"):
        check_member(f"hardware.{name}", hardware.get(name), (int, float))
    disks = hardware.get("hdds")
    check_elements("hardware.hdds", [disks] if isinstance(disks, Mapping) else disks, _check_disk)


def _check_disk(path: str, disk: Any) -> None:
    if not isinstance(disk, Mapping) or disk.get("size") is None:
        raise MalformedError(f"{path} has no size")
    check_member(f"{path}.size", disk["size"], (int, float))


def check_offer(obj: Mapping[str, Any]) -> None:
    """:raises MalformedError: what is offered does not show in the documented form where, for which servers and disks."""
    check_elements("available_datacenters", obj.get("available_datacenters"), _check_text_or_object)
    check_elements(
        "server_type_compatibility", obj.get("server_type_compatibility"), _check_text_or_object
    )
    check_member("min_hdd_size", obj.get("min_hdd_size"), (int, float))


def _check_text_or_object(path: str, value: Any) -> None:
    check_member(path, value, (str, Mapping))


class HardwareLookup(Lookup):
    """Sizes and models, of which plans use the hardware."""

    def check(self, element: Mapping[str, Any]) -> None:
        check_hardware(element)


class OfferLookup(Lookup):
    """Systems, of which plans use the servers, disks and datacenters for which they are offered."""

    def check(self, element: Mapping[str, Any]) -> None:
        check_offer(element)


class DatacenterLookup(Lookup):
    """Datacenters. Answers contain two codes for one country (api-notes: spain)."""

    def expand(self, obj: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        return (with_country(obj),)

    def equal(self, shown: Any, value: Any) -> bool:
        return same_country(shown, value)


class Choice(Resource):
    """A resource that tasks only read and refer to."""

    states = ()
    find_by = ()
    state_path = ""


class FixedInstanceSize(Choice):
    name = "fixed_instance_size"
    plural = "fixed_instance_sizes"
    title = "fixed instance size"
    path = "/servers/fixed_instance_sizes"
    shape = ("id", "name", "hardware")
    paged = False

    def lookup(self) -> Lookup:
        return HardwareLookup(self.title, self.path, paged=self.paged)


FIXED_INSTANCE_SIZE = FixedInstanceSize()


class BaremetalModel(Choice):
    name = "baremetal_model"
    plural = "baremetal_models"
    title = "bare-metal model"
    path = "/servers/baremetal_models"
    shape = ("id", "name", "hardware")
    paged = False

    def lookup(self) -> Lookup:
        return HardwareLookup(self.title, self.path, paged=self.paged)


BAREMETAL_MODEL = BaremetalModel()

#: Where it is offered, by id.
AVAILABLE = (Reference("available_datacenters", to="datacenters", id_only=True),)


class ServerAppliance(Choice):
    # (api-notes: appliance-fits)
    name = "server_appliance"
    plural = "server_appliances"
    title = "server appliance"
    path = "/server_appliances"
    shape = (
        "id",
        "name",
        "available_datacenters",
        "os_family",
        "os",
        "os_version",
        "os_architecture",
        "os_image_type",
        "type",
        "server_type_compatibility",
        "min_hdd_size",
        "licenses",
        "version",
        "categories",
        "automatic_installation",
    )
    nested = {"licenses": (LICENSE,)}
    references = AVAILABLE

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        return system(obj)

    def lookup(self) -> Lookup:
        return OfferLookup(self.title, self.path)


SERVER_APPLIANCE = ServerAppliance()


class Datacenter(Choice):
    name = "datacenter"
    plural = "datacenters"
    title = "datacenter"
    path = "/datacenters"  # (api-notes: default-datacenter)
    shape = ("id", "location", "country_code", "default")
    display_names = ("country_code", "location")
    fields = (Field("country_code", equal=same_country),)

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        return with_country(obj)

    def lookup(self) -> Lookup:
        members = {key: key for key in PLACE if key != "id"}
        return DatacenterLookup(self.title, self.path, self.display_names, members)


DATACENTER = Datacenter()


class RecoveryAppliance(Choice):
    name = "recovery_appliance"
    plural = "recovery_appliances"
    title = "recovery appliance"
    path = "/recovery_appliances"
    shape = (
        "id",
        "name",
        "os_family",
        "os",
        "os_version",
        "os_architecture",
        "available_datacenters",
    )
    references = AVAILABLE

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        return system(obj)


RECOVERY_APPLIANCE = RecoveryAppliance()


class DvdIso(Choice):
    name = "dvd_iso"
    plural = "dvd_isos"
    title = "DVD ISO"
    path = "/dvd_isos"
    shape = (
        "id",
        "name",
        "os_family",
        "os",
        "os_version",
        "os_architecture",
        "os_image_type",
        "type",
        "available_datacenters",
    )
    references = AVAILABLE

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        return system(obj)

    def lookup(self) -> Lookup:
        return OfferLookup(self.title, self.path)


DVD_ISO = DvdIso()
