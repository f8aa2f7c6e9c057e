# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers: the API's richest object. Most that a user says of one goes into the create call; later every part
has an operation of its own (api-notes: server-parts-have-operations)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..model.documentation import Attribute, Documentation
from ..model.fields import (
    Assignment,
    Call,
    Children,
    Field,
    Match,
    Reference,
    Update,
    ValidationError,
    shown_only,
)
from ..model.limits import Limits
from ..model.resource import BackReference, Creation, Lookup, Resource, Transition, anyway
from ..model.values import (
    PLANNED,
    Placeholder,
    Ref,
    as_object,
    defaulted,
    get_path,
    one_name,
    ref_of,
    to_api,
)
from .catalogue import at_place
from .common import (
    CLOUDPANEL_ID,
    CREATION_DATE,
    DATACENTER_ATTRIBUTE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    HDDS,
    ID,
    NAME_OPTION,
    SOME_ID,
    datacenter_option,
    named,
    reference,
    references,
)
from .images import in_series
from .places import elsewhere, home
from .private_networks import HOT_JOIN, has_snapshot

SELF = "/servers/{id}"
#: (api-notes: disk-limits)
DISK = Limits(minimum=20, maximum=2000, step=20)
#: (api-notes: hardware-limits)
PROCESSORS = Limits(minimum=1, maximum=16)
ON_RECOVERY = "ON RECOVERY"  # (api-notes: on-recovery)
KEY_TEXT = r"(ssh|ecdsa|sk)-\S+\s+\S+.*"


def refine(server: dict[str, Any]) -> dict[str, Any]:
    """One form of what lists, GETs and creations show differently (api-notes: listed-servers): {} and "" become None, None []."""
    # (api-notes: alerts-forms, empty-members)
    shown = defaulted(
        at_place(server),
        dvd=None,
        snapshot=None,
        alerts=None,
        monitoring_policy=None,
        private_networks=[],
        ips=[],
        status={},
    )
    if "ips" in shown:
        shown["ips"] = [_address(ip) for ip in shown["ips"]]
    if "status" in shown:
        shown["status"] = defaulted(shown["status"], percent=None)
    if shown.get("hardware"):
        shown["hardware"] = defaulted(shown["hardware"], fixed_instance_size_id=None)
    return shown


def _address(ip: Mapping[str, Any]) -> dict[str, Any]:
    """Some answers have firewall_policies instead of firewall_policy, as an object or a list (api-notes: policy-key)."""
    shown = defaulted(
        one_name(ip, "firewall_policy", "firewall_policies"), reverse_dns=None, load_balancers=[]
    )
    if "firewall_policy" in shown:
        policy = shown["firewall_policy"]
        shown["firewall_policy"] = (
            policy[0] if isinstance(policy, list) and policy else policy
        ) or None
    return shown


def planned_address(name: str) -> dict[str, Any]:
    """The address of a new server."""
    return {
        "id": f"{PLANNED}address:{name}",
        "ip": None,
        "type": "IPV4",
        "reverse_dns": None,
        "firewall_policy": {"id": None, "name": None},
        "load_balancers": [],
    }


def planned_disks(values: Mapping[str, Any], offered: Any) -> list[dict[str, Any]]:
    """The disks of a new server. Sizes show a list of disks, bare-metal models a single one (api-notes: model-hardware); the new
    disks have other ids."""
    disks = offered if isinstance(offered, list) else [offered] if offered else []
    return [
        {
            "size": disk["size"],
            "is_main": _role(disk),
            "id": f"{PLANNED}disk:{values.get('name')}:{number}",
        }
        for number, disk in enumerate(disks)
    ]


def key_members(keys: Sequence[str] | None) -> dict[str, Any]:
    texts = [key for key in keys or () if " " in key]
    ids = [key for key in keys or () if key not in texts]
    return {**({"public_key": ids} if ids else {}), **({"rsa_key": texts[0]} if texts else {})}


# -- hardware

STOP_TO_GROW = (
    "The system of this server may need a stop for it: set stop_to_grow and allow_stop to true."
)


def offline_change(
    view: Mapping[str, Any], changed: Mapping[str, Any], options: Mapping[str, Any]
) -> str | None:
    """Less of anything, and other cores per processor, is only taken by a stopped server (api-notes: offline-hardware); more of it is
    where the task says so (api-notes: grow-hardware)."""
    size = getattr(changed.get("fixed_instance_size"), "object", {}).get("hardware") or {}
    after = {**size, **changed}
    new = {name: after.get(name) or view[name] or 0 for name in ("vcore", "ram")}
    found = [
        name
        for name, value in new.items()
        if value < (view[name] or 0) or (options.get("stop_to_grow") and value != (view[name] or 0))
    ]
    if (after.get("cores_per_processor") or view["cores_per_processor"]) != view[
        "cores_per_processor"
    ]:
        found.append("cores_per_processor")
    return f"change {' and '.join(found)}" if found else None


def resized(server: dict[str, Any], changed: Mapping[str, Any]) -> None:
    """Another fixed size has other processors and memory, and its disk is the main one (api-notes: size-grows-disk)."""
    offered = changed["fixed_instance_size"].object.get("hardware") or {}
    server["hardware"].update(
        {key: offered[key] for key in ("vcore", "cores_per_processor", "ram") if key in offered}
    )
    main, size = (
        next((disk for disk in server["hardware"].get("hdds") or () if _role(disk)), None),
        _main_size(offered.get("hdds")),
    )
    if main and size:
        main["size"] = max(main["size"], size)


def own_hardware(server: dict[str, Any], _changed: Mapping[str, Any]) -> None:
    """Hardware of its own ends a fixed size (api-notes: own-hardware-ends-size)."""
    server["hardware"]["fixed_instance_size_id"] = None


def bare_metal(view: Mapping[str, Any], _changed: Mapping[str, Any]) -> str | None:
    if view["server_type"] != "baremetal":  # (api-notes: bare-metal-fixed)
        return None
    return (
        "The hardware of a bare-metal server cannot be changed. Leave out fixed_instance_size, vcore, cores_per_processor "
        "and ram."
    )


def too_small_a_size(view: Mapping[str, Any], changed: Mapping[str, Any]) -> str | None:
    """No resize to a fixed size with a smaller disk (api-notes: no-smaller-size)."""
    size = changed["fixed_instance_size"]
    offered, present = (
        _main_size((size.object.get("hardware") or {}).get("hdds")),
        _main_size(view["hdds"]),
    )
    if offered and present and offered < present:
        return (
            f"fixed_instance_size {size.label} has a disk of {offered} GB, the server one of {present} GB, and disks cannot "
            "shrink. Choose a larger size."
        )
    return None


def no_resize(view: Mapping[str, Any], changed: Mapping[str, Any]) -> str | None:
    return bare_metal(view, changed) or too_small_a_size(view, changed)


def _main_size(disks: Iterable[Mapping[str, Any]] | None) -> int | None:
    return next((disk["size"] for disk in disks or () if _role(disk)), None)


def by_size(
    disks: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
    wanted: Sequence[Mapping[str, Any]],
    purges: bool,
) -> list[Match]:
    """Pair disks by role, then by equal size, then the ones that grow; disks have no names to go by.

    Where disks that are not listed are kept, no disk but the main one grows: a size that no disk has is a new disk.
    """
    left, pairs, unmatched = list(disks), [], []
    for value in sorted(wanted, key=lambda disk: -disk["size"]):
        partner = next(
            (
                disk
                for disk in left
                if _role(disk[0]) == _role(value)
                and (_role(value) or disk[0]["size"] == value["size"])
            ),
            None,
        )
        if partner:
            left.remove(partner)
            pairs.append(Match(*partner, value))
        else:
            unmatched.append(value)
    for value in unmatched:
        smaller_ones = [
            disk
            for disk in left
            if purges
            and not _role(disk[0])
            and not _role(value)
            and disk[0]["size"] < value["size"]
        ]
        partner = max(smaller_ones, key=lambda disk: disk[0]["size"], default=None)
        if partner:
            left.remove(partner)
        pairs.append(Match(*(partner or (None, None)), value))
    return pairs + [Match(*disk) for disk in left]


def _role(disk: Mapping[str, Any]) -> bool:
    return bool(disk.get("is_main"))


def losing_data(pairs: Sequence[Match], server: Mapping[str, Any], wanted: Any) -> str | None:
    """Disks only grow (api-notes: disks-grow), the main one stays (api-notes: main-disk-stays), and a disk is removed with its data only
    where allow_disk_removal says so."""
    for pair in pairs:
        if pair.current and pair.desired and pair.desired["size"] < pair.current["size"]:
            return _too_small(pair.current, pair.desired)
    spare = [pair.current for pair in pairs if pair.desired is None]
    extra = [pair.desired for pair in pairs if pair.current is None]
    if any(_role(disk) for disk in spare):
        return "hdds has no disk with is_main: true. The main disk of a server cannot be removed; list it as well."
    if spare and extra:
        return _too_small(spare[0], extra[0])
    if spare and not wanted.options.get("allow_disk_removal"):
        sizes = " and ".join(f"{disk['size']} GB" for disk in spare)
        return (
            f'hdds does not list {"a disk" if len(spare) == 1 else "disks"} of {sizes} that server "{server["name"]}" has. Set '
            "allow_disk_removal to true to remove what is not listed with its data, list it as well, or set purge_hdds to false."
        )
    return None


def _too_small(present: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    role = "main disk" if _role(present) else "disk"
    return (
        f"hdds asks for {wanted['size']} GB where the server has a {role} of {present['size']} GB, and disks cannot "
        "shrink. Ask for at least that size, or remove the disk in a task of its own."
    )


# -- load balancers: the API keeps them below each address (api-notes: address-has-balancers)


def snapshot_in_the_way(
    pairs: Sequence[Match], server: Mapping[str, Any], _wanted: Any
) -> str | None:
    """The API would refuse it only after the server has been stopped (api-notes: members-without-snapshot)."""
    if server.get("snapshot") and any(
        pair.element is None or pair.desired is None for pair in pairs
    ):
        return f"private_networks: {has_snapshot([server['name']])} Remove it first, with server_snapshot."
    return None


def without_address(pairs: Sequence[Match], server: Mapping[str, Any], _wanted: Any) -> str | None:
    if server.get("ips") or not any(pair.element is None for pair in pairs):
        return None
    return f'load_balancers: server "{server["name"]}" has no address for a load balancer. Add one first, with server_ip.'


def balancers(server: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    for ip in server.get("ips") or []:
        for balancer in ip.get("load_balancers") or []:
            yield {**balancer, "ip_id": ip["id"]}


def set_balancers(server: dict[str, Any], elements: list[Any]) -> None:
    ips = server.get("ips") or []
    for ip in ips:
        ip["load_balancers"] = [
            {key: value for key, value in each.items() if key != "ip_id"}
            for each in elements
            if each.get("ip_id", ips[0]["id"]) == ip["id"]
        ]


def at_any_address(
    elements: Sequence[tuple[Any, Mapping[str, Any]]], wanted: Sequence[Any], _purges: bool
) -> list[Match]:
    """A balancer is there if it has any of the addresses, and superfluous at each that it has."""
    pairs = []
    for ref in wanted:
        holders = [Match(present, element, ref) for present, element in elements if present == ref]
        pairs += holders or [Match(desired=ref)]
    return pairs + [
        Match(present, element) for present, element in elements if present not in wanted
    ]


# -- what is wrong before anything is sent


def kind(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    model, asked = values.get("baremetal_model"), values.get("server_type")
    if model and asked == "cloud":
        return "server_type is cloud, which has no baremetal_model. Leave one of them out."
    others = [
        name
        for name in ("fixed_instance_size", "vcore", "cores_per_processor", "ram")
        if values.get(name)
    ]
    if asked == "baremetal" and others:
        return f"server_type is baremetal, which goes with baremetal_model only. Leave out {' and '.join(others)}."
    return None


def some_policy(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    if values.get("firewall_policy", True) is None:
        return "firewall_policy is empty, but an address always has a policy. Leave the option out, or name one."
    return None


def no_policy(ref: Any) -> Any:
    """0 stands for no policy: all ports are shut (api-notes: no-policy)."""
    return None if ref is not None and ref.id == "0" else ref


def main_disk(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    disks = values.get("hdds")
    if disks is not None and sum(_role(disk) for disk in disks) > 1:
        return "hdds has more than one disk with is_main: true."
    return None


def fitting_appliance(values: Mapping[str, Any], present: Mapping[str, Any]) -> str | None:
    """An appliance is for some kinds of server, and wants a main disk of some size (api-notes: appliance-fits)."""
    appliance = values.get("appliance")
    kind = (
        "baremetal"
        if values.get("baremetal_model")
        else present.get("server_type") or values.get("server_type") or "cloud"
    )
    if appliance is None:
        return None
    kinds, least = (
        appliance.object.get("server_type_compatibility"),
        appliance.object.get("min_hdd_size") or 0,
    )
    if kinds and kind not in kinds:
        return f"appliance {appliance.label} is for {' and '.join(kinds)} servers, not for a {kind} one (server_type)."
    main = _main_size(values.get("hdds") or present.get("hdds"))
    if main is not None and main < least:
        return f"appliance {appliance.label} needs a main disk of {least} GB or more, not one of {main} GB."
    return None


def cores(values: Mapping[str, Any], present: Mapping[str, Any]) -> str | None:
    """The valid values are 1, an even number and the total (api-notes: cores-per-processor)."""
    each, total = (values.get(name, present.get(name)) for name in ("cores_per_processor", "vcore"))
    if each is None or total is None or not {"cores_per_processor", "vcore"} & set(values):
        return None
    if each > total:
        return f"cores_per_processor is {each}, more than the {total} of vcore."
    if each != 1 and each % 2 and each != total:
        return f"cores_per_processor is {each}; it has to be 1, an even number, or equal to vcore ({total})."
    return None


def one_text(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    texts = [key for key in values.get("ssh_keys") or () if key.id == key.label and " " in key.id]
    return (
        "ssh_keys holds more than one key text; the API takes one. Create ssh_key objects and name them."
        if len(texts) > 1
        else None
    )


def remove(server: Mapping[str, Any], options: Mapping[str, Any]) -> Call:
    """Say in each known spelling that addresses are kept: in another one they would be lost (api-notes: keep-server-ips)."""
    return Call(
        "DELETE",
        SELF,
        query={"keep_ip": "true", "keep_ips": "true"} if options.get("keep_ips") else None,
    )


# -- states


def _action(action: str, **more: Any) -> Callable[..., Call]:
    return lambda _server, _values, _options: Call(
        "PUT", f"{SELF}/status/action", {"action": action, **more}
    )


STOP_METHOD = Placeholder("options.stop_method")
REBOOT = _action("REBOOT", method=STOP_METHOD)


def rebuild(
    server: Mapping[str, Any], values: Mapping[str, Any], _options: Mapping[str, Any]
) -> Call:
    image = values.get("appliance")
    if image is None:
        raise ValidationError(
            f'state is rebuilt, which needs appliance for server "{server["name"]}". Set rebuild to always to install its '
            "present image again, at each run."
        )
    given = {name: values[name] for name in ("password", "ssh_password") if name in values}
    return Call(
        "PUT",
        f"{SELF}/image",
        {"id": image.id, **given, **key_members(to_api(values.get("ssh_keys")))},
    )


def same_image(shown: Ref | None, asked: Ref | None) -> bool:
    """Servers show the id of an installed copy; its name is that of the appliance or image (api-notes: image-ids).

    Another image of the same series is no reason to install a server again (api-notes: image-series).
    """
    return shown == asked or (
        shown is not None
        and asked is not None
        and (shown.label == asked.label or in_series(shown.label, asked.object))
    )


def from_another_image(
    server: Mapping[str, Any], _to: str, _state: Any, values: Mapping[str, Any]
) -> bool:
    """A rebuild from the image that the server has already would only destroy: rebuild says whether it is made."""
    return not same_image(ref_of(server["image"]), values.get("appliance"))


def installed(server: dict[str, Any], values: Mapping[str, Any]) -> None:
    if values.get("appliance"):
        server["image"] = as_object(values["appliance"])


def recover(
    server: Mapping[str, Any], values: Mapping[str, Any], _options: Mapping[str, Any]
) -> Call:
    """Recovery mode is for bare metal, and needs the appliance to recover with (api-notes: recovery-mode)."""
    if server["server_type"] != "baremetal":
        raise ValidationError(
            f'state is recovery, and server "{server["name"]}" is a {server["server_type"]} server; only bare-metal '
            "servers have a recovery mode."
        )
    if not values.get("recovery_appliance"):
        raise ValidationError(
            "state is recovery, which needs recovery_appliance. recovery_appliance_info lists them."
        )
    return Call(
        "PUT",
        f"{SELF}/status/action",
        {
            "action": "REBOOT",
            "method": STOP_METHOD,
            "recovery_mode": True,
            "recovery_image_id": values["recovery_appliance"].id,
        },
    )


# -- another way to make one


def clone(values: Mapping[str, Any]) -> Call:
    """A clone takes its name and a datacenter (api-notes: clone-body)."""
    center = {"datacenter_id": values["datacenter"].id} if values.get("datacenter") else {}
    return Call("POST", "/servers/{clone_of.id}/clone", {"name": values["name"], **center})


def cloned(server: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """A clone has the hardware and the image of its origin, and an address with the same policy (api-notes: clone-address)."""
    origin = refine(dict(values["clone_of"].object))
    policy = origin["ips"][0]["firewall_policy"] if origin.get("ips") else None
    center = values.get("datacenter")
    hardware = origin.get("hardware") or {}
    return {
        **server,
        **{key: origin.get(key) for key in ("server_type", "image", "datacenter", "ssh_password")},
        "name": values["name"],
        "hardware": {**hardware, "hdds": planned_disks(values, hardware.get("hdds"))},
        "status": {"state": "POWERED_ON", "percent": None},
        "ips": [{**ip, "firewall_policy": policy} for ip in server["ips"]],
        **({"datacenter": as_object(center)} if center else {}),
    }


class ServerLookup(Lookup):
    """Servers, of which plans use the hardware, the addresses and the state."""

    def check(self, element: Mapping[str, Any]) -> None:
        SERVER.check(SERVER.read(element))


class Server(Resource):
    name = "server"
    plural = "servers"
    title = "server"
    path = "/servers"
    documentation = Documentation(
        description=(
            "Creates, changes, starts, stops, restarts and removes cloud servers "
            "and bare-metal servers.",
            "SSH keys, firewall policy, load balancer, public IP and monitoring "
            "policy of a new server are part of the request that creates it. "
            "They take no additional requests.",
            "A change that requires a stopped server fails, unless "
            "O(allow_stop=true). The server is then stopped, changed, and "
            "started again.",
        ),
        see_also=(
            "server_info",
            "server_appliance_info",
            "image",
            "fixed_instance_size_info",
            "baremetal_model_info",
            "private_network",
        ),
        states={
            "absent": "Its addresses are removed too, unless O(keep_ips=true).",
            "running": "V(running) does the same as V(present), and starts the server.",
            "stopped": "V(stopped) does the same as V(present), and stops the server.",
            "restarted": "V(restarted) does the same as V(present), and restarts the server.",
            "rebuilt": "V(rebuilt) does the same as V(present), and reinstalls the server "
            "if its image is not O(appliance). All data on the main disk is "
            "lost. O(rebuild) controls whether a server that already has this "
            "image is reinstalled.",
            "recovery": "V(recovery) restarts a bare-metal server in recovery mode with "
            "O(recovery_appliance). V(running) and V(restarted) end the recovery "
            "mode.",
        },
        info=(
            "Reads servers by id, name or filters. It needs one request for each "
            "page of the list, and can wait for many servers at once.",
            "First passwords are returned only with O(show_secrets=true).",
        ),
        info_see_also=("server",),
    )
    state_path = "status.state"
    progress_path = "status.percent"
    attributes = (
        ID,
        CLOUDPANEL_ID,
        named("web1"),
        DESCRIPTION_ATTRIBUTE,
        Attribute(
            "server_type", "The type of the server: V(cloud) or V(baremetal).", sample="cloud"
        ),
        CREATION_DATE,
        Attribute(
            "first_password",
            "The first password of the administrator. Null without O(show_secrets=true), and in check mode before the server is created or reinstalled.",
            sample="Xp7Rt2vK9q",
        ),
        Attribute(
            "ssh_password", "Whether the server accepts the password over SSH.", "bool", sample=True
        ),
        Attribute(
            "status",
            "The state of the server.",
            "dict",
            (
                Attribute("state", "The state, as the API returns it.", sample="POWERED_ON"),
                Attribute(
                    "percent",
                    "The progress of the current operation in percent. Null if there is none.",
                    "int",
                    sample=50,
                ),
            ),
        ),
        DATACENTER_ATTRIBUTE,
        Attribute(
            "hardware",
            "The hardware.",
            "dict",
            (
                Attribute(
                    "baremetal_model_id", "The id of the bare-metal model, or null.", sample=SOME_ID
                ),
                Attribute(
                    "fixed_instance_size_id",
                    "The id of the fixed instance size, or null.",
                    sample=SOME_ID,
                ),
                Attribute("vcore", "The number of processors.", "int", sample=2),
                Attribute(
                    "cores_per_processor", "The number of cores of each processor.", "int", sample=1
                ),
                Attribute("ram", "The memory in GB.", "float", sample=4.0),
                HDDS,
            ),
        ),
        reference("image", "The installed image or appliance.", "image", "debian12-64min"),
        reference("dvd", "The DVD in the drive, or null.", "DVD", "debian12-64iso", nullable=True),
        Attribute(
            "snapshot",
            "The snapshot, or null.",
            "dict",
            (
                Attribute("id", "The id of the snapshot.", sample=SOME_ID),
                Attribute(
                    "creation_date", "The time of the creation.", sample="2026-11-25T08:33:25+00:00"
                ),
                Attribute(
                    "deletion_date",
                    "The time at which the API removes the snapshot.",
                    sample="2026-11-28T08:33:25+00:00",
                ),
            ),
            nullable=True,
        ),
        Attribute(
            "ips",
            "The addresses.",
            "list",
            (
                Attribute("id", "The id of the address.", sample=SOME_ID),
                Attribute("ip", "The address.", sample="198.51.100.7"),
                Attribute("type", "The type of the address: V(IPV4) or V(IPV6).", sample="IPV4"),
                Attribute(
                    "reverse_dns",
                    "The reverse DNS name of the address, or null.",
                    sample="www.example.com",
                ),
                Attribute(
                    "main", "Whether this is the main address of the server.", "bool", sample=True
                ),
                reference(
                    "firewall_policy",
                    "The firewall policy of the address, or null.",
                    "firewall policy",
                    "web",
                    nullable=True,
                ),
                references(
                    "load_balancers", "The load balancers of the address.", "load balancer", "web"
                ),
            ),
        ),
        Attribute(
            "alerts",
            "The alerts of the monitoring policy, or null. The API returns an object or a list.",
            "raw",
            sample={
                "critical": [],
                "warning": [
                    {
                        "date": "2026-11-25T08:33:25+00:00",
                        "description": "CPU usage",
                        "type": "RESOURCES",
                    }
                ],
            },
        ),
        reference(
            "monitoring_policy",
            "The monitoring policy, or null.",
            "monitoring policy",
            "web",
            nullable=True,
        ),
        references("private_networks", "The private networks.", "private network", "backend"),
    )
    secrets = ("first_password",)
    readable_secrets = ("first_password",)
    fields = (
        NAME_OPTION,
        DESCRIPTION_OPTION,
        Field(
            "server_type",
            choices=("cloud", "baremetal"),
            immutable=True,
            help="The type of the server. O(baremetal_model) implies V(baremetal). Otherwise "
            "the default is V(cloud).",
        ),
        Reference(
            "appliance",
            to="server_appliances",
            fallback=("images",),
            request_key="appliance_id",
            response_key="image",
            create_only=True,
            required_on_create=True,
            equal=same_image,
            help=(
                "The server appliance to install, or an image of the account, by name or "
                "id. Images are searched if no appliance has this name.",
                "Also required by O(state=rebuilt), unless O(rebuild=always). In all "
                "other cases an existing server keeps its image, and the task warns if "
                "that is not this appliance.",
                "A server has the appliance if the id or name of its image is the same, "
                "or if both are images of one series.",
            ),
        ),
        datacenter_option("The default is the default datacenter of the account."),
        Reference(
            "fixed_instance_size",
            to="fixed_instance_sizes",
            request_key="hardware.fixed_instance_size_id",
            id_only=True,
            help="A fixed instance size, by name such as V(XL) or by id. A different size "
            "resizes the server. The main disk grows to the disk size of the fixed "
            "instance size.",
        ),
        Reference(
            "baremetal_model",
            to="baremetal_models",
            request_key="hardware.baremetal_model_id",
            id_only=True,
            immutable=True,
            help="A bare-metal model, by name or id. The processors and the memory of such a "
            "server cannot be changed either.",
        ),
        Field(
            "vcore",
            "int",
            limits=PROCESSORS,
            request_key="hardware.vcore",
            help="The number of processors. The server must be stopped to decrease it. See "
            "also O(stop_to_grow).",
        ),
        Field(
            "cores_per_processor",
            "int",
            limits=PROCESSORS,
            request_key="hardware.cores_per_processor",
            help="The number of cores of each processor: 1, an even number, or the same as "
            "O(vcore). The server must be stopped to change it.",
        ),
        Field(
            "ram",
            "float",
            limits=Limits(minimum=1, maximum=128, step=0.5),
            request_key="hardware.ram",
            help="The memory in GB. The server must be stopped to decrease it. See also "
            "O(stop_to_grow).",
        ),
        Reference(
            "ssh_keys",
            "list",
            elements="str",
            to="ssh_keys",
            request_key="public_key",
            response_key="",
            create_only=True,
            literal_pattern=KEY_TEXT,
            help="The SSH keys that can log in: names or ids of SSH keys of the account, or "
            "one public key.",
        ),
        # (api-notes: password-limits, ssh-password-default)
        Field(
            "password",
            sensitive=True,
            limits=Limits(shortest=8, longest=64),
            response_key="",
            create_only=True,
            help="The password of the administrator. If the option is not set, the API "
            "generates a password. O(show_secrets) returns it as "
            "RV(server.first_password).",
        ),
        Field(
            "ssh_password",
            "bool",
            create_only=True,
            help="Whether the server accepts the password over SSH.",
        ),
        Field(
            "user_data",
            sensitive=True,
            response_key="",
            create_only=True,
            help="Data for the first start of the server, in the format that "
            "O(user_data_content_type) names.",
        ),
        Field(
            "user_data_content_type",
            choices=("sh", "yaml", "txt", "cdm"),
            response_key="",
            create_only=True,
            help="The format of O(user_data): V(sh) for a shell script, V(yaml) for "
            "cloud-config, V(txt) for plain text, V(cdm) for cloud data.",
        ),
        Field(
            "power_on",
            "bool",
            request_key="",
            response_key="",
            create_only=True,
            help="Whether a new server is started. V(false) has the same effect as "
            "O(state=stopped) for a new server. O(state) works for new and existing "
            "servers.",
        ),
        Reference(
            "clone_of",
            to="servers",
            request_key="",
            response_key="",
            create_only=True,
            needs_details=True,
            help=(
                "The server of which a new server is a copy, by name or id. Image and "
                "hardware options are then not required.",
                "The copy has the image, password, keys and hardware of the original. "
                "Other hardware, disks, policies, load balancers, networks and "
                "O(description) are set after the copy was created. An option that "
                "cannot be used with a copy, such as O(password), O(public_ip) or a "
                "different O(appliance), is an error.",
            ),
        ),
        Reference(
            "recovery_appliance",
            to="recovery_appliances",
            request_key="",
            response_key="",
            create_only=True,
            help="The recovery appliance to start, by name or id. "
            "M(ionos.cloudpanel.recovery_appliance_info) lists them.",
        ),
        Reference(
            "public_ip",
            to="public_ips",
            request_key="ip_id",
            response_key="",
            create_only=True,
            help="A free public IP for a new server, by id, address or reverse DNS name.",
        ),
        Assignment(
            "firewall_policy",
            to="firewall_policies",
            request_key="firewall_policy_id",
            response_key="firewall_policy",
            for_each="ips",
            literal_pattern="0",
            compare_as=no_policy,
            assign=Call(
                "PUT", f"{SELF}/ips/{{item.id}}/firewall_policy", {"id": Placeholder("value")}
            ),
            help=(
                "The firewall policy of all addresses of the server, by name or id.",
                "For a new server, V(0) means no policy, which blocks all ports. Without "
                "this option, the API chooses a policy that matches the operating system.",
                "A policy can be replaced, but not removed.",
            ),
        ),
        Assignment(
            "monitoring_policy",
            to="monitoring_policies",
            request_key="monitoring_policy_id",
            response_key="monitoring_policy",
            assign=Call(
                "POST", "/monitoring_policies/{value}/servers", {"servers": [Placeholder("id")]}
            ),
            clear=Call("DELETE", "/monitoring_policies/{value}/servers/{id}"),
            help="The monitoring policy, by name or id. An empty string removes the server "
            "from its policy.",
        ),
        Assignment(
            "dvd",
            to="dvd_isos",
            fallback=("images",),
            create=False,
            request_key="",
            response_key="dvd",
            assign=Call("PUT", f"{SELF}/dvd", {"id": Placeholder("value")}),
            clear=Call("DELETE", f"{SELF}/dvd"),
            help=(
                "The DVD in the drive of the server, by name or id. An empty string "
                "ejects it. M(ionos.cloudpanel.dvd_iso_info) lists them.",
                "If no DVD has this name, the ISO files that M(ionos.cloudpanel.image) "
                "imported are searched.",
            ),
        ),
    )
    children = (
        Children(
            "hdds",
            response_key="hardware.hdds",
            create_key="hardware.hdds",
            create_requires="vcore",
            add_many=True,
            exclude="block_storages",
            fields=(
                Field(
                    "size",
                    "int",
                    required=True,
                    limits=DISK,
                    help="The size in GB.",
                ),
                Field(
                    "is_main",
                    "bool",
                    default=False,
                    help="Whether the server boots from this disk.",
                ),
                replace(
                    shown_only("id"),
                    help="Accepted so that elements can be given as the modules return them. An "
                    "element with the id of a block storage is ignored.",
                ),
            ),
            key=("size",),
            match=by_size,
            validate=losing_data,
            add=Call("POST", f"{SELF}/hardware/hdds", {"hdds": Placeholder("value")}),
            change=Call(
                "PUT", f"{SELF}/hardware/hdds/{{item.id}}", {"size": Placeholder("value.size")}
            ),
            remove=Call("DELETE", f"{SELF}/hardware/hdds/{{item.id}}"),
            purge_help=(
                "Whether O(hdds) is the complete list of disks.",
                "With V(false), other disks are kept. A size that no disk has is added "
                "as a new disk, and only the main disk is enlarged.",
            ),
            help=(
                "All disks of the server. Disks have no names. The main disk is "
                "identified by O(hdds[].is_main), the others by their sizes.",
                "If a desired size is larger than the current size, the disk is "
                "enlarged. A smaller size is an error.",
                "A disk that the list does not contain is removed with its data if "
                "O(allow_disk_removal=true). Otherwise the task fails.",
                "Block storages that are attached to the server are ignored.",
            ),
        ),
        Children(
            "load_balancers",
            to="load_balancers",
            response_key="ips",
            read_elements=balancers,
            write_elements=set_balancers,
            match=at_any_address,
            validate=without_address,
            create_first_key="load_balancer_id",
            add=Call(
                "POST",
                f"{SELF}/ips/{{ips.0.id}}/load_balancers",
                {"load_balancer_id": Placeholder("value")},
            ),
            remove=Call("DELETE", f"{SELF}/ips/{{item.ip_id}}/load_balancers/{{item.id}}"),
            help="The load balancers of the server, by name or id. They are assigned to its "
            "first address.",
        ),
        Children(
            "private_networks",
            to="private_networks",
            requires_stop="change its private networks",
            no_stop_option="hot_join",
            validate=snapshot_in_the_way,
            add=Call("POST", f"{SELF}/private_networks", {"id": Placeholder("value")}),
            remove=Call("DELETE", f"{SELF}/private_networks/{{item.id}}"),
            help="The private networks of the server, by name or id. The server must be "
            "stopped to join or leave a network, unless O(hot_join=true). A new server "
            "is started after it has joined.",
        ),
    )
    updates = (
        Update(
            SELF, ("name", "description"), always=("name", "description")
        ),  # (api-notes: update-server-both)
        Update(
            f"{SELF}/hardware",
            ("fixed_instance_size",),
            requires_stop=offline_change,
            run_while_stopped=True,
            remedy=STOP_TO_GROW,
            validate=no_resize,
            effects=resized,
        ),
        # (api-notes: hardware-update)
        Update(
            f"{SELF}/hardware",
            ("vcore", "cores_per_processor", "ram"),
            always=("vcore", "cores_per_processor", "ram"),
            requires_stop=offline_change,
            run_while_stopped=True,
            remedy=STOP_TO_GROW,
            validate=bare_metal,
            effects=own_hardware,
        ),
    )
    options = (
        Field(
            "allow_stop",
            "bool",
            default=False,
            help=(
                "Whether the task may stop the server for changes that require it. The "
                "server is started again afterwards.",
                "If the task fails before that, it starts the server before it ends. If "
                "the task is killed, the next task on this machine that manages the "
                "server starts it.",
            ),
        ),
        replace(
            HOT_JOIN,
            help=(
                "Whether the server joins and leaves private networks while it runs. The reference "
                "of the API shows this, but older clients stopped the server first.",
                "If the API rejects it, the task fails with the message of the API, and the server "
                "is not stopped.",
                "If the task stops the server for another reason, such as O(state=stopped), the "
                "networks are changed after the stop.",
            ),
        ),
        Field(
            "stop_to_grow",
            "bool",
            default=False,
            help=(
                "Whether the server must also be stopped to increase processors or "
                "memory. Some operating systems do not accept this while they run.",
                "A running server is stopped for it only if O(allow_stop=true) or "
                "O(state=restarted).",
                "If the task stops the server for another reason, such as "
                "O(state=stopped), the hardware is always changed after the stop.",
            ),
        ),
        Field(
            "allow_disk_removal",
            "bool",
            default=False,
            help="Whether a disk that O(hdds) does not contain is removed with its data. With "
            "V(false), such a task fails before it changes anything.",
        ),
        Field(
            "rebuild",
            choices=("always", "on_change"),
            default="on_change",
            help=(
                "When O(state=rebuilt) reinstalls the server.",
                "V(on_change) reinstalls the server if its image is not O(appliance).",
                "V(always) reinstalls the server at each run of the task. Without "
                "O(appliance), the current image is installed again.",
            ),
        ),
        Field(
            "stop_method",
            choices=("SOFTWARE", "HARDWARE"),
            default="SOFTWARE",
            help="How the server is stopped and restarted: V(SOFTWARE) by its operating "
            "system, V(HARDWARE) by switching it off, which can lose data. This also "
            "applies to O(state=recovery).",
        ),
        Field(
            "keep_ips",
            "bool",
            default=False,
            help="Whether O(state=absent) keeps the addresses of the server in the account. "
            "They are still billed.",
        ),
    )
    transitions = {
        "running": Transition("POWERED_ON", _action("POWER_ON"), from_state={ON_RECOVERY: REBOOT}),
        "stopped": Transition("POWERED_OFF", _action("POWER_OFF", method=STOP_METHOD)),
        "restarted": Transition(
            "POWERED_ON", REBOOT, from_state={"POWERED_OFF": _action("POWER_ON")}, when=anyway
        ),
        "rebuilt": Transition(
            "POWERED_ON",
            rebuild,
            when=from_another_image,
            repeat_option="rebuild",
            effects=installed,
            returns_secrets=True,
            options=("appliance", "password", "ssh_password", "ssh_keys"),
        ),
        "recovery": Transition(ON_RECOVERY, recover, options=("recovery_appliance",)),
    }
    power_states = ("running", "stopped")
    power_on_key = "power_on"
    eventual_list = "ips"
    creations = (Creation("clone_of", clone, options=("datacenter",), planned_object=cloned),)
    create_requires = (
        ("fixed_instance_size",),
        ("baremetal_model",),
        ("vcore", "cores_per_processor", "ram", "hdds"),
    )
    mutually_exclusive = tuple(
        ("fixed_instance_size", "baremetal_model", name)
        for name in ("vcore", "cores_per_processor", "ram")
    )
    required_together = (("user_data", "user_data_content_type"),)  # (api-notes: user-data)

    def eventual_element(self, name: str) -> Mapping[str, Any]:
        return planned_address(name)

    def validate(self, values: Mapping[str, Any], current: Mapping[str, Any]) -> str | None:
        return (
            kind(values, current)
            or some_policy(values, current)
            or main_disk(values, current)
            or fitting_appliance(values, current)
            or cores(values, current)
            or one_text(values, current)
        )

    def validate_placement(self, server: Mapping[str, Any], wanted: Any) -> str | None:
        """What is installed or loaded has to be offered where the server is (api-notes: server-in-datacenter)."""
        center = home(server, wanted.known)
        return elsewhere(
            "appliance", [wanted.values.get("appliance")], center, SERVER.title
        ) or elsewhere("dvd", [wanted.values.get("dvd")], center, SERVER.title)

    def implied_options(
        self, server: Mapping[str, Any], options: Mapping[str, Any]
    ) -> dict[str, Any]:
        """A server that is rebuilt always and without an appliance gets the one that its image is named after.

        The id of the image is that of an installed copy, which the API does not install again (api-notes: image-ids).
        """
        image = ref_of(server.get("image"))
        rebuilds = options.get("state") == "rebuilt" and options.get("rebuild") == "always"
        return (
            {"appliance": image.label}
            if rebuilds and image and not options.get("appliance")
            else {}
        )

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        return refine(obj)

    def lookup(self) -> Lookup:
        return ServerLookup(self.title, self.path)

    def planned_object(self, server: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
        """A server comes with an address, and a fixed size or a model with its hardware. The API chooses a policy where none is named
        (api-notes: default-policy-by-system)."""
        size = getattr(
            values.get("fixed_instance_size") or values.get("baremetal_model"), "object", {}
        )
        kind = "baremetal" if values.get("baremetal_model") else "cloud"
        offered = size.get("hardware") or {}
        hardware = {
            **server["hardware"],
            "vcore": offered.get("core"),
            **{key: offered[key] for key in server["hardware"] if key in offered},
            "hdds": planned_disks(values, offered.get("hdds")),
            "baremetal_model_id": None,
            "fixed_instance_size_id": None,
        }
        ip = values.get("public_ip")
        return {
            **server,
            "server_type": kind,
            "hardware": hardware,
            "ips": [
                {
                    **planned_address(str(values.get("name"))),
                    **({"id": ip.id, "ip": ip.label} if ip else {}),
                }
            ],
        }

    def finalize_body(self, body: dict[str, Any]) -> dict[str, Any]:
        """Key texts have a member of their own beside the ids of keys (api-notes: key-members); the main disk comes first
        (api-notes: first-disk-main); a model says the kind (api-notes: hardware-kinds)."""
        keys = body.pop("public_key", None)
        disks = body["hardware"].get("hdds")
        if disks is not None:
            if not any(disk["is_main"] for disk in disks):
                raise ValidationError(
                    "hdds has no disk with is_main: true; a new server needs one."
                )
            disks.sort(key=lambda disk: not disk["is_main"])
        if body["hardware"].get("baremetal_model_id"):
            body["server_type"] = "baremetal"
        return {**body, **key_members(keys)}

    def back_references(self, server: Mapping[str, Any]) -> Iterable[BackReference]:
        """What policies, balancers, networks and the list of addresses show of a server."""
        owner = {"id": server["id"], "name": server["name"]}
        for ip in server.get("ips") or []:
            assigned = {"id": ip["id"], "ip": ip["ip"], "server_name": server["name"]}
            own = {key: ip.get(key) for key in ("id", "ip", "type", "reverse_dns")}
            yield BackReference(
                "/public_ips", ip["id"], "", {**own, "assigned_to": {**owner, "type": "SERVER"}}
            )
            if get_path(ip, "firewall_policy.id"):
                yield BackReference(
                    "/firewall_policies", ip["firewall_policy"]["id"], "server_ips", assigned
                )
            for balancer in ip.get("load_balancers") or []:
                yield BackReference("/load_balancers", balancer["id"], "server_ips", assigned)
        for network in server.get("private_networks") or []:
            yield BackReference("/private_networks", network["id"], "servers", owner)
        if server.get("monitoring_policy"):
            yield BackReference(
                "/monitoring_policies", server["monitoring_policy"]["id"], "servers", owner
            )

    def delete_call(self, obj: Mapping[str, Any], options: Mapping[str, Any]) -> Call:
        return remove(obj, options)


SERVER = Server()
