# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hardware of servers: processors, memory, fixed sizes and disks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.calls import Call, Update
from ..model.children import Children, Element, Match
from ..model.context import Context
from ..model.limits import Limits
from ..model.values import PLANNED, Placeholder, with_path

#: (api-notes: disk-limits)
DISK = Limits(minimum=20, maximum=2000, step=20)
#: (api-notes: hardware-limits)
PROCESSORS = Limits(minimum=1, maximum=16)
MEMORY = Limits(minimum=1, maximum=128, step=0.5)
#: The options for hardware that is not a fixed size.
OWN_HARDWARE = ("vcore", "cores_per_processor", "ram")


def offered_hardware(size: Any) -> Mapping[str, Any]:
    """Return the hardware of a fixed size or bare-metal model that a reference names."""
    return getattr(size, "object", {}).get("hardware") or {}


# -- processors and memory


class HardwareUpdate(Update):
    """A PUT of hardware."""

    run_while_stopped = True
    remedy = (
        "The system of this server may need a stop for it: set stop_to_grow and allow_stop to true."
    )

    def validate(self, context: Context, changed: Mapping[str, Any]) -> str | None:
        """Check that the server is not bare metal (api-notes: bare-metal-fixed)."""
        if context.planned_view["server_type"] != "baremetal":
            return None
        return (
            "The hardware of a bare-metal server cannot be changed. Remove fixed_instance_size, "
            "vcore, cores_per_processor and ram."
        )

    def requires_stop(self, context: Context, changed: Mapping[str, Any]) -> str | None:
        """Return which hardware a running server does not change.

        These are less hardware, and other cores per processor (api-notes: offline-hardware). If the
        task says so, these are all changes (api-notes: grow-hardware).
        """
        view, grows = context.planned_view, context.options.get("stop_to_grow")
        after = {**offered_hardware(changed.get("fixed_instance_size")), **changed}
        names = []
        for name in ("vcore", "ram"):
            current = view[name] or 0
            value = after.get(name) or current
            if value < current or (grows and value != current):
                names.append(name)
        cores = view["cores_per_processor"]
        if (after.get("cores_per_processor") or cores) != cores:
            names.append("cores_per_processor")
        return f"change {' and '.join(names)}" if names else None

    def effects(self, obj: Mapping[str, Any], changed: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a server without a fixed size (api-notes: own-hardware-ends-size)."""
        return with_path(obj, "hardware.fixed_instance_size_id", None)


class SizeUpdate(HardwareUpdate):
    """A PUT of a fixed size."""

    def validate(self, context: Context, changed: Mapping[str, Any]) -> str | None:
        """Check that the disk of the size is not smaller (api-notes: no-smaller-size)."""
        complaint = super().validate(context, changed)
        if complaint:
            return complaint
        size = changed["fixed_instance_size"]
        offered = main_size(offered_hardware(size).get("hdds"))
        current = main_size(context.planned_view["hdds"])
        if offered and current and offered < current:
            return (
                f"fixed_instance_size {size.label} has a disk of {offered} GB, the server one of "
                f"{current} GB, and disks cannot shrink. Choose a larger size."
            )
        return None

    def effects(self, obj: Mapping[str, Any], changed: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a server with the hardware of the size.

        The disk of the size is the main one (api-notes: size-grows-disk).
        """
        offered = offered_hardware(changed["fixed_instance_size"])
        hardware = {
            **obj["hardware"],
            **{name: offered[name] for name in OWN_HARDWARE if name in offered},
        }
        size = main_size(offered.get("hdds"))
        grown = next((disk for disk in hardware.get("hdds") or () if is_main(disk)), None)
        if size and grown:
            hardware["hdds"] = [
                {**disk, "size": max(disk["size"], size)} if disk is grown else disk
                for disk in hardware.get("hdds") or ()
            ]
        return {**obj, "hardware": hardware}


def invalid_cores(context: Context) -> str | None:
    """Return why cores_per_processor is invalid, or None.

    The valid values are 1, even numbers and the total (api-notes: cores-per-processor).
    """
    cores, total = context.value("cores_per_processor"), context.value("vcore")
    if cores is None or total is None:
        return None
    if not {"cores_per_processor", "vcore"} & set(context.values):
        return None
    if cores > total:
        return f"cores_per_processor is {cores}, more than the {total} of vcore."
    if cores != 1 and cores % 2 and cores != total:
        return (
            f"cores_per_processor is {cores}; it has to be 1, an even number, or equal to vcore "
            f"({total})."
        )
    return None


def invalid_kind(values: Mapping[str, Any]) -> str | None:
    """Return which options do not fit server_type, or None."""
    model, kind = values.get("baremetal_model"), values.get("server_type")
    if model and kind == "cloud":
        return "server_type is cloud, but baremetal_model is set. Remove one of them."
    others = [name for name in ("fixed_instance_size", *OWN_HARDWARE) if values.get(name)]
    if kind == "baremetal" and others:
        return (
            "server_type is baremetal, which requires baremetal_model. Remove "
            f"{' and '.join(others)}."
        )
    return None


# -- disks


def is_main(disk: Mapping[str, Any]) -> bool:
    """Return whether a disk is the main one."""
    return bool(disk.get("is_main"))


def main_size(disks: Iterable[Mapping[str, Any]] | None) -> int | None:
    """Return the size of the main disk."""
    return next((disk["size"] for disk in disks or () if is_main(disk)), None)


def several_main_disks(values: Mapping[str, Any]) -> str | None:
    """Return that there is more than one main disk, or None."""
    if sum(is_main(disk) for disk in values.get("hdds") or ()) > 1:
        return "hdds has more than one disk with is_main: true."
    return None


def planned_disks(name: Any, offered: Any) -> list[dict[str, Any]]:
    """Return the disks of a new server.

    :param offered: what a fixed size or a bare-metal model shows: a list, or one disk
        (api-notes: model-hardware).
    """
    disks = offered if isinstance(offered, list) else [offered] if offered else []
    return [
        {"size": disk["size"], "is_main": is_main(disk), "id": f"{PLANNED}disk:{name}:{number}"}
        for number, disk in enumerate(disks)
    ]


class Disks(Children):
    """The disks of a server. They have no names, so they are matched by their role and size."""

    response_key = "hardware.hdds"
    create = True
    exclude = "block_storages"
    purge_help = (
        "Whether O(hdds) is the complete list of disks.",
        "With V(false), other disks are kept. A size that no disk has is added as a new disk, and "
        "only the main disk is enlarged.",
    )

    @property
    def change(self) -> Call:
        """The operation that enlarges a disk."""
        return Call("PUT", f"{self.path}/{{item.id}}", {"size": Placeholder("value.size")})

    # A larger fixed size comes first. The API rejects one whose disk is smaller.
    run_while_stopped = True

    def in_creation(self, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """Return the disks, unless a fixed size determines them."""
        return None if values.get("vcore") is None else super().in_creation(values)

    def match(
        self, elements: Sequence[Element], desired: Sequence[Any], purges: bool
    ) -> list[Match]:
        """Match disks by role, then by equal size, then with disks that grow.

        If disks are kept that the task does not list, only the main one grows. A size that no disk
        has is a new disk.
        """
        left, matches, unmatched = list(elements), [], []
        for value in sorted(desired, key=lambda disk: -disk["size"]):
            partner = next((disk for disk in left if _same_disk(disk[0], value)), None)
            if partner:
                left.remove(partner)
                matches.append(Match(partner[0], partner[1], value))
            else:
                unmatched.append(value)
        for value in unmatched:
            smaller = [
                disk
                for disk in left
                if purges
                and not is_main(disk[0])
                and not is_main(value)
                and disk[0]["size"] < value["size"]
            ]
            partner = max(smaller, key=lambda disk: disk[0]["size"], default=None)
            if partner:
                left.remove(partner)
            current, element = partner or (None, None)
            matches.append(Match(current, element, value))
        return matches + [Match(view, element) for view, element in left]

    def validate(self, context: Context, matches: Sequence[Match]) -> str | None:
        """Check that no data is lost.

        Disks only grow (api-notes: disks-grow), and the main one stays
        (api-notes: main-disk-stays). A disk is removed only if the task allows it.
        """
        for match in matches:
            if match.current and match.desired and match.desired["size"] < match.current["size"]:
                return _too_small(match.current, match.desired)
        surplus = [match.current for match in matches if match.desired is None]
        new = [match.desired for match in matches if match.current is None]
        if any(is_main(disk) for disk in surplus):
            return (
                "hdds has no disk with is_main: true. The main disk of a server cannot be removed. "
                "Add it to hdds."
            )
        if surplus and new:
            return _too_small(surplus[0], new[0])
        if surplus and not context.options.get("allow_disk_removal"):
            sizes = " and ".join(f"{disk['size']} GB" for disk in surplus)
            return (
                f"hdds does not list {'a disk' if len(surplus) == 1 else 'disks'} of {sizes} that "
                f'server "{context.planned["name"]}" has. Set '
                "allow_disk_removal to true to remove such a disk with its data, add it to hdds, "
                "or set purge_hdds to false."
            )
        return None


def _same_disk(current: Mapping[str, Any], desired: Mapping[str, Any]) -> bool:
    if is_main(current) != is_main(desired):
        return False
    return is_main(desired) or bool(current["size"] == desired["size"])


def _too_small(current: Mapping[str, Any], desired: Mapping[str, Any]) -> str:
    role = "main disk" if is_main(current) else "disk"
    return (
        f"hdds asks for {desired['size']} GB where the server has a {role} of {current['size']} "
        "GB, and disks cannot shrink. Set at least that size, or remove the disk in a separate "
        "task."
    )
