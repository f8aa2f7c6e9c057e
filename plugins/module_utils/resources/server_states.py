# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The states of servers, and the image that is installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..model.calls import Call, RepeatedTransition, Transition
from ..model.context import Context
from ..model.errors import ValidationError
from ..model.fields import Reference
from ..model.strategies import PowerCycle
from ..model.values import Placeholder, Ref, as_object, ref_of, to_api
from .image_series import in_series
from .server_hardware import main_size

#: (api-notes: on-recovery)
ON_RECOVERY = "ON RECOVERY"
STOP_METHOD = Placeholder("options.stop_method")


def action(name: str, **more: Any) -> Call:
    """Return a change of the power state."""
    return Call("PUT", "/servers/{id}/status/action", {"action": name, **more})


POWER_ON = action("POWER_ON")
POWER_OFF = action("POWER_OFF", method=STOP_METHOD)
REBOOT = action("REBOOT", method=STOP_METHOD)


@dataclass(frozen=True)
class PowerAction(Transition):
    """A change of the power state.

    :param from_state: operations for some current states that need another one.
    """

    from_state: Mapping[str, Call] = field(default_factory=dict)

    def call(self, context: Context, state: Any) -> Call:
        """Return the operation for the current state."""
        return self.from_state.get(state) or super().call(context, state)


@dataclass(frozen=True)
class Restart(PowerAction, RepeatedTransition):
    """A restart at each run."""


class Rebuild(Transition):
    """The installation of an image."""

    options = ("appliance", "password", "ssh_password", "ssh_keys")
    only_state = False
    returns_secrets = True

    def repeats(self, options: Mapping[str, Any]) -> bool:
        """Return whether the task installs the image each time."""
        return options.get("rebuild") == "always"

    def is_due(self, context: Context, state: Any) -> bool:
        """Return whether the server has another image. The same image is not installed again.

        :raises ValidationError: the API does not show the image.
        """
        image = ref_of(_shown(context.planned, "image"))
        return not same_image(image, context.values.get("appliance"))

    def call(self, context: Context, state: Any) -> Call:
        """Return the operation.

        :raises ValidationError: there is no image.
        """
        values = context.values
        image = values.get("appliance")
        if image is None:
            raise ValidationError(
                "state is rebuilt, which requires appliance for server "
                f'"{context.planned["name"]}". '
                "Set rebuild to always to install its current image again at each run."
            )
        given = {name: values[name] for name in ("password", "ssh_password") if name in values}
        keys = key_members(to_api(values.get("ssh_keys")))
        return Call("PUT", "/servers/{id}/image", {"id": image.id, **given, **keys})

    def effects(self, context: Context) -> Mapping[str, Any]:
        """Return a server with the image."""
        image = context.values.get("appliance")
        return {**context.planned, "image": as_object(image)} if image else context.planned


class Recovery(Transition):
    """A restart from a recovery appliance (api-notes: recovery-mode)."""

    options = ("recovery_appliance",)

    def call(self, context: Context, state: Any) -> Call:
        """Return the operation.

        :raises ValidationError: the server is not bare metal, or there is no appliance.
        """
        server = context.planned
        if _shown(server, "server_type") != "baremetal":
            raise ValidationError(
                f'state is recovery, and server "{server["name"]}" is a {server["server_type"]} '
                "server; only bare-metal servers have a recovery mode."
            )
        image = context.values.get("recovery_appliance")
        if not image:
            raise ValidationError(
                "state is recovery, which requires recovery_appliance. recovery_appliance_info "
                "lists the values."
            )
        return action("REBOOT", method=STOP_METHOD, recovery_mode=True, recovery_image_id=image.id)


def _shown(server: Mapping[str, Any], member: str) -> Any:
    """Return what a server shows.

    :raises ValidationError: the API does not show it.
    """
    if member not in server:
        raise ValidationError(
            f'The API does not show {member} of server "{server["name"]}", which state depends on. '
            "Nothing was planned from it. Run the task again, or report it to IONOS."
        )
    return server[member]


TRANSITIONS: Mapping[str, Transition] = {
    "running": PowerAction(to="POWERED_ON", action=POWER_ON, from_state={ON_RECOVERY: REBOOT}),
    "stopped": PowerAction(to="POWERED_OFF", action=POWER_OFF),
    "restarted": Restart(to="POWERED_ON", action=REBOOT, from_state={"POWERED_OFF": POWER_ON}),
    "rebuilt": Rebuild("POWERED_ON"),
    "recovery": Recovery(ON_RECOVERY),
}
POWER_CYCLE = PowerCycle(
    "running", "stopped", consent="allow_stop", create_key="power_on", synonym="started"
)


# -- images and keys


def same_image(current: Ref | None, desired: Ref | None) -> bool:
    """Return whether a server has an image.

    A server shows the id of an installed copy, whose name is that of the appliance or image
    (api-notes: image-ids). Another image of the same series is not installed again
    (api-notes: image-series).
    """
    if current == desired:
        return True
    if current is None or desired is None:
        return False
    return current.label == desired.label or in_series(current.label, desired.object)


class InstalledImage(Reference):
    """The option for the image of a server."""

    def equal(self, current: Any, desired: Any) -> bool:
        """Return whether a server has an image."""
        return same_image(current, desired)


def implied_image(server: Mapping[str, Any], options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the appliance after which the image of a server is named, if the task always rebuilds.

    The id of the image is that of an installed copy, which the API does not install again
    (api-notes: image-ids).
    """
    image = ref_of(server.get("image"))
    rebuilds = options.get("state") == "rebuilt" and options.get("rebuild") == "always"
    return {"appliance": image.label} if rebuilds and image and not options.get("appliance") else {}


def unsuitable_appliance(context: Context) -> str | None:
    """Return why an appliance does not fit the server, or None (api-notes: appliance-fits)."""
    values, view = context.values, context.view
    appliance = values.get("appliance")
    if appliance is None:
        return None
    kind = view.get("server_type") or values.get("server_type") or "cloud"
    if values.get("baremetal_model"):
        kind = "baremetal"
    kinds = appliance.object.get("server_type_compatibility")
    if kinds and kind not in kinds:
        return (
            f"appliance {appliance.label} is for {' and '.join(kinds)} servers, not for a {kind} "
            "one (server_type)."
        )
    least = appliance.object.get("min_hdd_size") or 0
    main = main_size(values.get("hdds") or view.get("hdds"))
    if main is not None and main < least:
        return (
            f"appliance {appliance.label} needs a main disk of {least} GB or more, not one of "
            f"{main} GB."
        )
    return None


class KeyReferences(Reference):
    """The option for the keys of a server. A key can also be given as text."""

    literal_pattern = r"(ssh|ecdsa|sk)-\S+\s+\S+.*"


def several_key_texts(values: Mapping[str, Any]) -> str | None:
    """Return that the API takes one key text only, or None."""
    texts = [key for key in values.get("ssh_keys") or () if key.id == key.label and " " in key.id]
    if len(texts) > 1:
        return (
            "ssh_keys contains several key texts, but the API accepts one. Create SSH keys with "
            "ssh_key, and set their names."
        )
    return None


def key_members(keys: Sequence[str] | None) -> dict[str, Any]:
    """Return the members of a body for ids and texts of keys (api-notes: key-members)."""
    texts = [key for key in keys or () if " " in key]
    ids = [key for key in keys or () if key not in texts]
    return {**({"public_key": ids} if ids else {}), **({"rsa_key": texts[0]} if texts else {})}
