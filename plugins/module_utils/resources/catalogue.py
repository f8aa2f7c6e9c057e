# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the account can choose from: read, never written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.checks import check_elements, check_member
from ..model.choices import equal_in_any_case
from ..model.documentation import Attribute, Documentation
from ..model.errors import MalformedError
from ..model.relations import Lookup
from ..model.resource import Resource
from ..model.values import one_name
from .common import (
    AVAILABLE_DATACENTERS,
    DATACENTER_ATTRIBUTE,
    ID,
    LICENSES,
    SOME_ID,
    SYSTEM,
    named,
)
from .places import CountryCode, country, same_country, with_country


def system(obj: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object that describes a system in its normal form.

    (api-notes: architecture-key, licenses-forms)
    """
    shown = one_name(obj, "os_architecture", "architecture")
    if isinstance(shown.get("licenses"), list):
        shown["licenses"] = [
            {"name": each} if isinstance(each, str) else each for each in shown["licenses"]
        ]
    return shown


def check_hardware(size: Mapping[str, Any]) -> None:
    """Check the hardware of a fixed size or a bare-metal model. A model shows a single disk.

    (api-notes: model-hardware, model-disks)

    :raises MalformedError: it does not have the documented form.
    """
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
    """Check the datacenters, types of servers and disks for which something is offered.

    :raises MalformedError: they do not have the documented form.
    """
    check_elements("available_datacenters", obj.get("available_datacenters"), _check_text_or_object)
    check_elements(
        "server_type_compatibility", obj.get("server_type_compatibility"), _check_text_or_object
    )
    check_member("min_hdd_size", obj.get("min_hdd_size"), (int, float))


def _check_text_or_object(path: str, value: Any) -> None:
    check_member(path, value, (str, Mapping))


class CodeLookup(Lookup):
    """Objects whose names are codes of the API, such as sizes. Tasks write them in any case."""

    def equal(self, shown: Any, value: Any) -> bool:
        """Return whether a name in an answer and a name in a task are the same."""
        return equal_in_any_case(shown, value)

    def search_key(self, name: Any) -> str:
        """Return a text that is the same for all names that are equal."""
        return str(name).casefold()


class HardwareLookup(CodeLookup):
    """Fixed sizes and bare-metal models. Plans need their hardware."""

    def check(self, element: Mapping[str, Any]) -> None:
        """Check the form of an element."""
        check_hardware(element)


class OfferLookup(Lookup):
    """Images and other systems. Plans need the servers, disks and datacenters that they fit."""

    def check(self, element: Mapping[str, Any]) -> None:
        """Check the form of an element."""
        check_offer(element)


class DatacenterLookup(CodeLookup):
    """Datacenters. Answers contain two codes for one country (api-notes: spain)."""

    def shown(self, element: Mapping[str, Any]) -> dict[str, Any]:
        """Return the members of the attribute ``datacenter`` of other objects."""
        return {each.name: element.get(each.name) for each in DATACENTER_ATTRIBUTE.attributes[1:]}

    def expand(self, obj: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        """Return the elements of an object of the list."""
        return (with_country(obj),)

    def equal(self, shown: Any, value: Any) -> bool:
        """Return whether a name in an answer and a name in a task are the same."""
        return same_country(shown, value)

    def search_key(self, name: Any) -> str:
        """Return a text that is the same for all names that are equal."""
        return super().search_key(country(name))


#: The unit of the memory, or of a disk (api-notes: hardware-units).
UNIT = Attribute("unit", "The unit that the API shows: V(GB) or V(GiB).", sample="GB")


class Choice(Resource):
    """A resource that tasks only read and refer to."""

    states = {}
    find_by = ()


class HardwareChoice(Choice):
    """A choice of hardware."""

    def lookup(self) -> Lookup:
        """Return how references to the objects are looked up."""
        return HardwareLookup(self.title, self.path)


class FixedInstanceSize(HardwareChoice):
    """Fixed sizes of servers."""

    name = "fixed_instance_size"
    title = "fixed instance size"
    path = "/servers/fixed_instance_sizes"
    documentation = Documentation(
        info="Reads the fixed instance sizes: the combinations of processors, memory and disk "
        "that a server can have.",
        see_also=("server",),
    )
    attributes = (
        ID,
        named("XL"),
        Attribute(
            "hardware",
            "The hardware of a server of this size.",
            "dict",
            (
                Attribute("vcore", "The number of processors.", "int", sample=2),
                Attribute(
                    "cores_per_processor", "The number of cores of each processor.", "int", sample=2
                ),
                Attribute("ram", "The memory in GB.", "float", sample=4.0),
                UNIT,
                Attribute(
                    "hdds",
                    "The disks.",
                    "list",
                    (
                        Attribute("size", "The size of the disk in GB.", "int", sample=120),
                        Attribute(
                            "is_main",
                            "Whether the server boots from the disk.",
                            "bool",
                            sample=True,
                        ),
                        UNIT,
                    ),
                ),
            ),
            default=None,
        ),
    )


FIXED_INSTANCE_SIZE = FixedInstanceSize()


class BaremetalModel(HardwareChoice):
    """Models of bare-metal servers."""

    name = "baremetal_model"
    title = "bare-metal model"
    path = "/servers/baremetal_models"
    documentation = Documentation(
        info="Reads the models of bare-metal servers.",
        see_also=("server",),
    )
    attributes = (
        ID,
        named("BMC_L"),
        Attribute(
            "hardware",
            "The hardware of a server of this model.",
            "dict",
            (
                Attribute("baremetal_model_id", "The id of the model.", sample=SOME_ID),
                Attribute(
                    "fixed_instance_size_id",
                    "The id of the fixed instance size, if the model has one.",
                    sample="",
                ),
                Attribute("core", "The number of processors.", "int", sample=4),
                Attribute(
                    "cores_per_processor", "The number of cores of each processor.", "int", sample=4
                ),
                Attribute("ram", "The memory in GB.", "int", sample=32),
                UNIT,
                Attribute(
                    "hdds",
                    "The disk. The API returns one object, not a list.",
                    "dict",
                    (
                        Attribute("id", "The id of the disk.", sample=SOME_ID),
                        Attribute("size", "The size of the disk in GB.", "int", sample=480),
                        Attribute(
                            "is_main",
                            "Whether the server boots from the disk.",
                            "bool",
                            sample=True,
                        ),
                        UNIT,
                    ),
                ),
            ),
            default=None,
        ),
    )


BAREMETAL_MODEL = BaremetalModel()


class ServerAppliance(Choice):
    """Images of the API for servers (api-notes: appliance-fits)."""

    # (api-notes: appliance-fits)
    name = "server_appliance"
    title = "server appliance"
    path = "/server_appliances"
    documentation = Documentation(
        info="Reads the appliances: the operating systems and applications that can be installed "
        "on a server.",
        see_also=("server",),
    )
    attributes = (
        ID,
        named("debian12-64min"),
        AVAILABLE_DATACENTERS,
        *SYSTEM,
        Attribute(
            "os_image_type",
            "The kind of installation: V(STANDARD), V(MINIMAL), V(ISO_OS), V(ISO_TOOL) or null.",
            sample="MINIMAL",
        ),
        Attribute(
            "type",
            "The kind of appliance: V(IMAGE), V(MY_IMAGE), V(APPLICATION) or V(ISO).",
            sample="IMAGE",
        ),
        Attribute(
            "server_type_compatibility",
            "The types of servers on which the appliance can be installed: V(cloud), V(baremetal) "
            "or both.",
            "list",
            default=None,
            sample=["cloud", "baremetal"],
        ),
        Attribute(
            "min_hdd_size", "The smallest possible size of the main disk in GB.", "int", sample=20
        ),
        LICENSES,
        Attribute("version", "The version of the application.", sample="5.1.2"),
        Attribute(
            "categories",
            "The categories of the application.",
            "list",
            default=None,
            sample=["CMS"],
        ),
        Attribute(
            "automatic_installation",
            "Whether the installation asks no questions.",
            "bool",
            sample=True,
        ),
    )

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
        return system(obj)

    def lookup(self) -> Lookup:
        """Return how references to the objects are looked up."""
        return OfferLookup(self.title, self.path)


SERVER_APPLIANCE = ServerAppliance()


class Datacenter(Choice):
    """Datacenters."""

    name = "datacenter"
    title = "datacenter"
    path = "/datacenters"  # (api-notes: default-datacenter)
    documentation = Documentation(
        info="Reads the datacenters in which objects can be created. O(name) selects them by "
        "country code or location.",
        see_also=("server",),
    )
    attributes = (
        ID,
        Attribute("location", "The location.", sample="Germany"),
        Attribute("country_code", "The country code.", sample="DE"),
        Attribute(
            "default",
            "V(1) for the default datacenter of the account, otherwise V(0).",
            "int",
            sample=1,
        ),
    )
    fields = (CountryCode("country_code"),)

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
        return with_country(obj)

    def lookup(self) -> Lookup:
        """Return how references to the objects are looked up."""
        return DatacenterLookup(self.title, self.path, ("country_code", "location"))


DATACENTER = Datacenter()


class RecoveryAppliance(Choice):
    """Images with which bare-metal servers start in recovery mode."""

    name = "recovery_appliance"
    title = "recovery appliance"
    path = "/recovery_appliances"
    documentation = Documentation(
        info="Reads the systems with which a bare-metal server can be started in recovery mode.",
        see_also=("server",),
    )
    attributes = (
        ID,
        named("Linux 64-bit Rescue-System (debian/stable)"),
        *SYSTEM,
        AVAILABLE_DATACENTERS,
    )

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
        return system(obj)


RECOVERY_APPLIANCE = RecoveryAppliance()


class DvdIso(Choice):
    """DVD images."""

    name = "dvd_iso"
    title = "DVD ISO"
    path = "/dvd_isos"
    documentation = Documentation(
        info="Reads the DVDs with operating systems and tools that can be loaded into the drive "
        "of a server.",
        see_also=("server",),
    )
    attributes = (
        ID,
        named("debian12-64iso"),
        *SYSTEM,
        Attribute(
            "os_image_type",
            "The kind of installation: V(STANDARD), V(MINIMAL), V(ISO_OS), V(ISO_TOOLS) or null.",
            sample="ISO_OS",
        ),
        Attribute("type", "The kind of image. For DVDs, it is V(ISO).", sample="ISO"),
        AVAILABLE_DATACENTERS,
    )

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
        return system(obj)

    def lookup(self) -> Lookup:
        """Return how references to the objects are looked up."""
        return OfferLookup(self.title, self.path)


DVD_ISO = DvdIso()
