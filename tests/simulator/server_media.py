# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server was installed from and what is copied of it: image, DVD, snapshot, clone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from .account import Account, effect
from .choices import datacenter
from .contract import Operation
from .errors import Problem, not_found, unknown_id, wrong_value
from .images import disc, source, system
from .operations import Answer, operation
from .servers import (
    KIND,
    addresses,
    check_known,
    default_policy,
    find,
    idle,
    installed,
    new_server,
    password,
    show,
    show_work,
)

#: How long the API says that it keeps a snapshot (api-notes: snapshot-deletion).
KEPT = timedelta(days=3)


@operation
def get_server_image(account: Account, operation: Operation) -> Answer:
    return 200, find(account, operation)["image"]


@operation
def reinstall_server_image(account: Account, operation: Operation) -> Answer:
    """Install another system, which runs at the end (api-notes: reinstall, reinstall-policy, reinstall-ends-running)."""
    server, body = idle(account, operation), operation.body
    image = source(
        account,
        body["id"],
        unknown_id("id", body["id"]),
        server["server_type"],
        server["datacenter"],
    )
    if (
        next(disk["size"] for disk in server["hardware"]["hdds"] if disk["is_main"])
        < image["min_hdd_size"]
    ):
        raise wrong_value("id", body["id"])
    check_known(
        account,
        {**body, "firewall_policy_id": body["firewall_policy"]["id"]}
        if "firewall_policy" in body
        else body,
    )
    server.update(
        image=installed(account, image),
        first_password=body.get("password") or password(),
        ssh_password=body.get("ssh_password", True),
        _system=system(image),
        _incarnation=account.new_id(),
        _state="POWERED_ON",
    )
    if "public_key" in body or "rsa_key" in body:
        server.update(_key_ids=body.get("public_key", []), _key_text=body.get("rsa_key"))
    if "firewall_policy" in body:
        for ip in addresses(account, server):
            account.save("public_ips", {**ip, "_policy": body["firewall_policy"]["id"]})
    account.begin(KIND, server, "DEPLOYING", "reinstall")
    return 202, show(account, server)


# -- DVD: the answer shows the server before the change


@effect
def dvd_changed(_account: Account, server: dict[str, Any], dvd: dict[str, Any] | None) -> None:
    server["dvd"] = dvd


@operation
def get_server_dvd(account: Account, operation: Operation) -> Answer:
    return 200, find(account, operation)["dvd"]


@operation
def load_server_dvd(account: Account, operation: Operation) -> Answer:
    """Load a DVD; answer with the server as before (api-notes: dvd, iso-as-dvd)."""
    server = idle(account, operation)
    iso = disc(account, operation.body["id"], server["datacenter"])
    account.begin(
        KIND,
        server,
        "CONFIGURING",
        "dvd",
        "dvd_changed",
        dvd={"id": iso["id"], "name": iso["name"]},
    )
    return 202, show(account, server)


@operation
def unload_server_dvd(account: Account, operation: Operation) -> Answer:
    """Unload the DVD if there is one (api-notes: dvd, eject-nothing)."""
    server = idle(account, operation)
    account.begin(KIND, server, "CONFIGURING", "dvd", "dvd_changed", dvd=None)
    return 202, show(account, server)


# -- snapshots: one a server


@effect
def snapshot_removed(_account: Account, server: dict[str, Any]) -> None:
    server["snapshot"] = None


def find_snapshot(account: Account, operation: Operation) -> dict[str, Any]:
    server = idle(account, operation)
    if not server["snapshot"] or server["snapshot"]["id"] != operation.params["snapshot_id"]:
        raise not_found("snapshots")
    return server


@operation
def list_server_snapshots(account: Account, operation: Operation) -> Answer:
    """List the snapshot with the date of its deletion (api-notes: snapshot-list, snapshot-deletion)."""
    snapshot = find(account, operation)["snapshot"]
    single = account.readings["snapshot-list"] == "object"
    if snapshot is None:
        return 200, {} if single and account.readings["empty-members"] != "list" else []
    deletion = datetime.fromisoformat(snapshot["creation_date"]) + KEPT
    answer = {**snapshot, "deletion_date": deletion.isoformat(timespec="seconds")}
    return 200, answer if single else [answer]


@operation
def create_server_snapshot(account: Account, operation: Operation) -> Answer:
    """Take a snapshot, one at the most (api-notes: snapshot-limit)."""
    server = idle(account, operation)
    if server["snapshot"]:
        raise Problem(
            400,
            "TECHNICAL_TARIFF_VIOLATION",
            "Too high 2 < 1.00",
            {"prefix": "ngcs.servers.snapshots", "desired": 2, "required": "1.00"},
        )
    server["snapshot"] = {"id": account.new_id(), "creation_date": account.clock.stamp()}
    account.begin(KIND, server, "CONFIGURING", "snapshot")
    return 202, show_work(account, server)


@operation
def restore_server_snapshot(account: Account, operation: Operation) -> Answer:
    server = find_snapshot(account, operation)
    account.begin(KIND, server, "CONFIGURING", "snapshot")
    return 202, show(account, server)


@operation
def delete_server_snapshot(account: Account, operation: Operation) -> Answer:
    server = find_snapshot(account, operation)
    account.begin(KIND, server, "CONFIGURING", "snapshot", "snapshot_removed")
    return 202, show(account, server)


# -- clones


@operation
def clone_server(account: Account, operation: Operation) -> Answer:
    """A copy of an idle server with its own disks, passwords and keys, and an address with a policy like the first one's
    (api-notes: clone-address, clone-needs-idle-server)."""
    origin = idle(account, operation)
    disks = [
        {"size": disk["size"], "is_main": disk["is_main"]} for disk in origin["hardware"]["hdds"]
    ]
    copied = {
        key: origin[key]
        for key in (
            "image",
            "server_type",
            "first_password",
            "ssh_password",
            "_key_ids",
            "_key_text",
        )
    }
    server = new_server(
        account,
        operation.body["name"],
        origin["_system"],
        origin["hardware"],
        datacenter=datacenter(
            account, operation.body.get("datacenter_id") or origin["datacenter"]["id"]
        ),
        **copied,
    )
    ips = addresses(account, origin)
    account.begin(KIND, origin, None, "disk")
    account.begin(
        KIND,
        server,
        "DEPLOYING",
        "clone",
        "deployed",
        hdds=disks,
        ip=None,
        policy=ips[0]["_policy"]
        if ips
        else default_policy(account, origin["_system"]["os_family"]),
        balancer=None,
    )
    return 202, {**show_work(account, server), "ips": [], "private_networks": []}
