# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system of a server, and its copies: image, DVD, snapshot, clone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ..account import Account
from ..contract import Operation
from ..errors import not_found, too_many_snapshots, unknown_id, wrong_value
from ..kinds import Object
from ..operations import operation
from ..work import Work, effect
from .catalogue import datacenter
from .installation import dvd, installation_source, system
from .server_answers import RESOURCE, addresses, show, show_action
from .server_hardware import main_disk
from .servers import (
    check_references,
    default_policy,
    deployed,
    installed_image,
    new_password,
    new_server,
)

#: The time between a snapshot and the date of its deletion (api-notes: snapshot-deletion).
KEPT = timedelta(days=3)
SNAPSHOT_NOT_FOUND = ("SNAPSHOT_NOT_FOUND", "Snapshot not found")
REINSTALL = Work("DEPLOYING", "reinstall")
CLONE = Work("DEPLOYING", "clone", deployed)
#: The original of a clone is busy without another state.
COPY = Work(None, "disk")
#: What a clone has of its original.
CLONED = ("image", "server_type", "first_password", "ssh_password", "_key_ids", "_key_text")


# -- image


@operation
def get_server_image(account: Account, operation: Operation) -> Any:
    """Show the image of a server."""
    return RESOURCE.find(account, operation)["image"]


@operation
def reinstall_server_image(account: Account, operation: Operation) -> Any:
    """Install a system, which runs afterwards.

    (api-notes: reinstall, reinstall-policy, reinstall-ends-running, key-members)
    """
    server, body = RESOURCE.require(account, operation), operation.body
    error, server_type = unknown_id("id", body["id"]), server["server_type"]
    source = installation_source(account, body["id"], error, server_type, server["datacenter"])
    if main_disk(server)["size"] < source["min_hdd_size"]:
        raise wrong_value("id", body["id"])
    policy = body.get("firewall_policy")
    check_references(account, {**body, "firewall_policy_id": policy["id"]} if policy else body)
    server.update(
        image=installed_image(account, source),
        first_password=body.get("password") or new_password(),
        ssh_password=body.get("ssh_password", True),
        _system=system(source),
        _source=source["id"],
        _incarnation=account.new_id(),
        _state="POWERED_ON",
    )
    if "public_key" in body or "rsa_key" in body:
        server.update(_key_ids=body.get("public_key", []), _key_text=body.get("rsa_key"))
    if policy:
        for ip in addresses(account, server):
            account.update(ip, _policy=policy["id"])
    account.begin(server, REINSTALL)
    return show(account, server)


# -- DVD: the answers show the server before the change (api-notes: answers-before-or-after)


@effect
def dvd_changed(_account: Account, server: Object, dvd: dict[str, Any] | None) -> None:
    """Let a server have another DVD, or none."""
    server["dvd"] = dvd


DVD_CHANGE = Work("CONFIGURING", "dvd", dvd_changed)


@operation
def get_server_dvd(account: Account, operation: Operation) -> Any:
    """Show the DVD of a server."""
    return RESOURCE.find(account, operation)["dvd"]


@operation
def load_server_dvd(account: Account, operation: Operation) -> Any:
    """Load a DVD (api-notes: dvd, iso-as-dvd)."""
    server = RESOURCE.require(account, operation)
    iso = dvd(account, operation.body["id"], server["datacenter"])
    account.begin(server, DVD_CHANGE, dvd=iso.reference())
    return show(account, server)


@operation
def unload_server_dvd(account: Account, operation: Operation) -> Any:
    """Unload the DVD, if there is one (api-notes: dvd, eject-nothing)."""
    server = RESOURCE.require(account, operation)
    account.begin(server, DVD_CHANGE, dvd=None)
    return show(account, server)


# -- snapshot: a server has one at most (api-notes: snapshot-limit)


@effect
def snapshot_removed(_account: Account, server: Object) -> None:
    """Remove the snapshot of a server."""
    server["snapshot"] = None


SNAPSHOT = Work("CONFIGURING", "snapshot")
SNAPSHOT_REMOVAL = Work("CONFIGURING", "snapshot", snapshot_removed)


def require_snapshot(account: Account, operation: Operation) -> Object:
    """Return the server of the snapshot in the path. Raise 403 or 404."""
    server = RESOURCE.require(account, operation)
    if not server["snapshot"] or server["snapshot"]["id"] != operation.ids[1]:
        raise not_found(SNAPSHOT_NOT_FOUND)
    return server


@operation
def list_server_snapshots(account: Account, operation: Operation) -> Any:
    """Show the snapshot (api-notes: snapshot-list, snapshot-deletion)."""
    snapshot = RESOURCE.find(account, operation)["snapshot"]
    single = account.readings["snapshot-list"] == "object"
    if snapshot is None:
        return {} if single and account.readings["empty-members"] != "list" else []
    deletion = datetime.fromisoformat(snapshot["creation_date"]) + KEPT
    answer = {**snapshot, "deletion_date": deletion.isoformat(timespec="seconds")}
    return answer if single else [answer]


@operation
def create_server_snapshot(account: Account, operation: Operation) -> Any:
    """Create a snapshot."""
    server = RESOURCE.require(account, operation)
    if server["snapshot"]:
        raise too_many_snapshots()
    server["snapshot"] = {"id": account.new_id(), "creation_date": account.clock.stamp()}
    account.begin(server, SNAPSHOT)
    return show_action(account, server)


@operation
def restore_server_snapshot(account: Account, operation: Operation) -> Any:
    """Restore the snapshot."""
    server = require_snapshot(account, operation)
    account.begin(server, SNAPSHOT)
    return show(account, server)


@operation
def delete_server_snapshot(account: Account, operation: Operation) -> Any:
    """Remove the snapshot."""
    server = require_snapshot(account, operation)
    account.begin(server, SNAPSHOT_REMOVAL)
    return show(account, server)


# -- clone


@operation
def clone_server(account: Account, operation: Operation) -> Any:
    """Create a copy of an idle server, with its own disks and IP.

    (api-notes: clone-body, clone-address, clone-needs-idle-server)
    """
    origin, body = RESOURCE.require(account, operation), operation.body
    center = datacenter(account, body.get("datacenter_id") or origin["datacenter"]["id"])
    hdds = [{key: disk[key] for key in ("size", "is_main")} for disk in origin["hardware"]["hdds"]]
    ips, os_family = addresses(account, origin), origin["_system"]["os_family"]
    server = new_server(
        account,
        body["name"],
        origin["_system"],
        origin["hardware"],
        datacenter=center,
        **{key: origin[key] for key in CLONED},
    )
    account.begin(origin, COPY)
    account.begin(
        server,
        CLONE,
        hdds=hdds,
        ip=None,
        policy=ips[0]["_policy"] if ips else default_policy(account, os_family),
        balancer=None,
    )
    return {**show_action(account, server), "ips": [], "private_networks": []}
