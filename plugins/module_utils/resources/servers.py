# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers.

Most options go into the creation. Later, each part has its own operation
(api-notes: server-parts-have-operations).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.calls import Call, Creation, Update
from ..model.context import Context
from ..model.costs import Charges, Find
from ..model.errors import ValidationError
from ..model.relations import BackReference, Lookup
from ..model.resource import Resource
from ..model.strategies import LatePart, PowerCycle
from ..model.values import as_object, defaulted, timestamp
from .places import at_place, elsewhere, home
from .server_attributes import ATTRIBUTES, DOCUMENTATION
from .server_costs import (
    address_charges,
    hardware_charges,
    license_charges,
    unused_address,
)
from .server_hardware import (
    OWN_HARDWARE,
    HardwareUpdate,
    SizeUpdate,
    invalid_cores,
    invalid_kind,
    is_main,
    offered_hardware,
    planned_disks,
    several_main_disks,
)
from .server_networks import (
    NO_POLICY,
    address_references,
    missing_policy,
    normal_address,
    planned_address,
    taken_address,
)
from .server_options import CHILDREN, FIELDS, OPTIONS
from .server_states import (
    POWER_CYCLE,
    TRANSITIONS,
    implied_image,
    key_members,
    several_key_texts,
    unsuitable_appliance,
)

SELF = "/servers/{id}"
#: What a server shows of its address, besides the id.
ADDRESS = ("ip", "type", "reverse_dns")
#: Seconds for which a server without addresses may still get one (api-notes: late-addresses).
NEW = 3600


class Clone(Creation):
    """A copy of another server. It takes a name and a datacenter (api-notes: clone-body)."""

    options = ("datacenter",)

    def call(self, values: Mapping[str, Any]) -> Call:
        """Return the operation."""
        center = {"datacenter_id": values["datacenter"].id} if values.get("datacenter") else {}
        return Call("POST", "/servers/{clone_of.id}/clone", {"name": values["name"], **center})

    def planned_object(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """Return a server with the hardware, image and policy of its origin.

        (api-notes: clone-address)
        """
        origin = SERVER.normalize(dict(values["clone_of"].object))
        policy = origin["ips"][0]["firewall_policy"] if origin.get("ips") else None
        center = values.get("datacenter")
        hardware = origin.get("hardware") or {}
        disks = planned_disks(values.get("name"), hardware.get("hdds"))
        copied = ("server_type", "image", "datacenter", "ssh_password")
        return {
            **obj,
            **{key: origin.get(key) for key in copied},
            "name": values["name"],
            "hardware": {**hardware, "hdds": disks},
            "status": {"state": "POWERED_ON", "percent": None},
            "ips": [{**ip, "firewall_policy": policy} for ip in obj["ips"]],
            **({"datacenter": as_object(center)} if center else {}),
        }


class ServerLookup(Lookup):
    """Servers. Plans need their hardware, addresses and state."""

    def check(self, element: Mapping[str, Any]) -> None:
        """Check a server."""
        SERVER.check(SERVER.read(element))


class Addresses(LatePart):
    """The addresses of a server (api-notes: late-addresses)."""

    path = "ips"

    def is_missing(self, obj: Mapping[str, Any], now: float) -> bool:
        """Return whether a server is so new that it may still get its address."""
        is_new = now - timestamp(obj.get("creation_date")) < NEW
        return is_new and "ips" in obj and not obj["ips"]

    def completed(self, obj: Mapping[str, Any], now: float) -> dict[str, Any]:
        """Return a server with the address that it will get."""
        will_get = self.is_missing(obj, now) or (SERVER.is_transitional(obj) and not obj.get("ips"))
        return {**obj, "ips": [planned_address(obj["name"])]} if will_get else dict(obj)

    def concerns(self, options: Mapping[str, Any]) -> bool:
        """Return whether options concern the addresses."""
        return any(options.get(name) is not None for name in ("firewall_policy", "load_balancers"))


class Server(Resource):
    """Servers."""

    name = "server"
    title = "server"
    path = "/servers"
    documentation = DOCUMENTATION
    attributes = ATTRIBUTES
    fields = FIELDS
    children = CHILDREN
    updates = (
        # (api-notes: update-server-both)
        Update(SELF, ("name", "description"), always=("name", "description")),
        SizeUpdate(f"{SELF}/hardware", ("fixed_instance_size",)),
        # (api-notes: hardware-update)
        HardwareUpdate(f"{SELF}/hardware", OWN_HARDWARE, always=OWN_HARDWARE),
    )
    options = OPTIONS
    states = {**Resource.states, **TRANSITIONS}
    creations = (Clone("clone_of"),)
    create_requires = (
        ("fixed_instance_size",),
        ("baremetal_model",),
        (*OWN_HARDWARE, "hdds"),
    )
    mutually_exclusive = tuple(
        ("fixed_instance_size", "baremetal_model", name) for name in OWN_HARDWARE
    )
    required_together = (("user_data", "user_data_content_type"),)  # (api-notes: user-data)

    # -- objects

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return a server in its normal form: null instead of {} and "".

        (api-notes: listed-servers, alerts-forms, empty-members)
        """
        shown = defaulted(
            at_place(obj),
            dvd=None,
            snapshot=None,
            alerts=None,
            monitoring_policy=None,
            private_networks=[],
            ips=[],
            status={},
        )
        if "ips" in shown:
            shown["ips"] = [normal_address(ip) for ip in shown["ips"]]
        if "status" in shown:
            shown["status"] = defaulted(shown["status"], percent=None)
        if shown.get("hardware"):
            shown["hardware"] = defaulted(shown["hardware"], fixed_instance_size_id=None)
        return shown

    def back_references(self, obj: Mapping[str, Any]) -> Iterable[BackReference]:
        """Return what addresses, policies, load balancers and networks show about a server."""
        yield from address_references(obj)
        owner = {"id": obj["id"], "name": obj["name"]}
        for network in obj.get("private_networks") or []:
            yield BackReference("/private_networks", network["id"], "servers", owner)
        policy = obj.get("monitoring_policy")
        if policy:
            yield BackReference("/monitoring_policies", policy["id"], "servers", owner)

    def lookup(self) -> Lookup:
        """Return how references to servers are looked up."""
        return ServerLookup(self.title, self.path)

    def implied_options(
        self, obj: Mapping[str, Any], options: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """Return the appliance for a rebuild that names none."""
        return implied_image(obj, options)

    # -- parts with their own rules

    @property
    def power_cycle(self) -> PowerCycle:
        """The stop of a server."""
        return POWER_CYCLE

    @property
    def late_part(self) -> LatePart:
        """The addresses."""
        return Addresses()

    # -- changes

    def validate(self, context: Context) -> str | None:
        """Check the options that depend on each other."""
        return (
            invalid_kind(context.values)
            or missing_policy(context.values)
            or several_main_disks(context.values)
            or unsuitable_appliance(context)
            or invalid_cores(context)
            or several_key_texts(context.values)
            or taken_address(context.values)
        )

    def validate_placement(self, context: Context) -> str | None:
        """Check that appliance and DVD are available where the server is.

        (api-notes: server-in-datacenter)
        """
        center = home(context.planned, context.desired.details)
        for name in ("appliance", "dvd"):
            complaint = elsewhere(name, [context.values.get(name)], center, self.title)
            if complaint:
                return complaint
        return None

    def planned_object(self, context: Context) -> dict[str, Any]:
        """Return a server with an address, and the hardware of its size or model.

        The API chooses a policy if the task names none (api-notes: default-policy-by-system).
        """
        server, values = super().planned_object(context), context.values
        offered = offered_hardware(
            values.get("fixed_instance_size") or values.get("baremetal_model")
        )
        hardware = {
            **server["hardware"],
            "vcore": offered.get("core"),
            **{key: offered[key] for key in server["hardware"] if key in offered},
            "hdds": planned_disks(values.get("name"), offered.get("hdds")),
            "baremetal_model_id": None,
            "fixed_instance_size_id": None,
        }
        ip = values.get("public_ip")
        reserved = {"id": ip.id, **{key: ip.object.get(key) for key in ADDRESS}} if ip else {}
        return {
            **server,
            "server_type": "baremetal" if values.get("baremetal_model") else "cloud",
            "hardware": hardware,
            "ips": [{**planned_address(str(values.get("name"))), **reserved}],
        }

    def create_body(self, context: Context) -> dict[str, Any]:
        """Return the body with the keys by their form, the main disk first, and the server type.

        (api-notes: key-members, first-disk-main, hardware-kinds)
        """
        body = super().create_body(context)
        keys = body.pop("public_key", None)
        hardware = body["hardware"]
        if hardware.get("hdds") is not None:
            if not any(is_main(disk) for disk in hardware["hdds"]):
                raise ValidationError(
                    "hdds has no disk with is_main: true; a new server needs one."
                )
            disks = sorted(hardware["hdds"], key=lambda disk: not is_main(disk))
            body["hardware"] = {**hardware, "hdds": disks}
        if hardware.get("baremetal_model_id"):
            body["server_type"] = "baremetal"
        return {**body, **key_members(keys)}

    def delete_call(self, context: Context) -> Call:
        """Return the removal. It contains ``keep_ip`` in each known spelling.

        (api-notes: keep-server-ips)
        """
        keeps = {"keep_ip": "true", "keep_ips": "true"} if context.options.get("keep_ips") else None
        return Call("DELETE", SELF, query=keeps)

    # -- costs

    def charges(self, obj: Mapping[str, Any], find: Find) -> Charges:
        """Yield hardware, licenses and addresses. The power state does not matter.

        (api-notes: billed-power-off)
        """
        yield from hardware_charges(obj, find)
        yield from license_charges(obj, find)
        yield from address_charges(obj)

    def charges_after_removal(self, obj: Mapping[str, Any], options: Mapping[str, Any]) -> Charges:
        """Yield the addresses that remain in the account."""
        return map(unused_address, obj.get("ips") or ()) if options.get("keep_ips") else ()

    # -- descriptions

    def gathered(
        self,
        obj: Mapping[str, Any],
        options: Mapping[str, Any],
        objects: Sequence[Mapping[str, Any]],
    ) -> Mapping[str, Any]:
        """Return the options without hardware that a fixed size or a model determines.

        A server without a policy needs a value that says so (api-notes: no-policy).
        """
        determined = options.get("fixed_instance_size") or options.get("baremetal_model")
        hardware = dict.fromkeys(OWN_HARDWARE) if determined else {}
        policies = [ip.get("firewall_policy") for ip in obj.get("ips") or ()]
        closed = {"firewall_policy": NO_POLICY} if policies and not any(policies) else {}
        disks = sorted(options.get("hdds") or (), key=lambda disk: not is_main(disk))
        return {**options, **hardware, **closed, "hdds": disks, "server_type": None}


SERVER = Server()
