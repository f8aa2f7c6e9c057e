# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Block storages: disks that exist without a server. A storage belongs to one server at a time.

(api-notes: block-storage-one-server)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.calls import Call, Update
from ..model.context import Context
from ..model.costs import Charge, Charges, Find
from ..model.documentation import Attribute, Documentation
from ..model.fields import Assignment
from ..model.limits import Limits
from ..model.relations import BackReference
from ..model.resource import Resource
from ..model.values import Placeholder, Ref
from .common import (
    ALLOW_SHRINK,
    CREATION_DATE,
    DATACENTER_ATTRIBUTE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    GB_MONTH,
    ID,
    NAME_OPTION,
    STATE,
    StorageSize,
    datacenter_option,
    named,
    reference,
)
from .places import at_place, consult_datacenters, elsewhere, home

SELF = "/block_storages/{id}"


class StorageServer(Assignment):
    """The server of a storage. The storage leaves one before it joins another one."""

    def calls(self, current: Ref | None, desired: Ref | None) -> list[tuple[Call | None, Ref]]:
        """Return the removal, if there is a server, and the addition."""
        calls: list[tuple[Call | None, Ref]] = []
        if current:
            calls.append((self.clear, current))
        if desired:
            calls.append((self.assign, desired))
        return calls


class BlockStorage(Resource):
    """Block storages."""

    name = "block_storage"
    title = "block storage"
    path = "/block_storages"
    documentation = Documentation(
        description=(
            "Creates, changes, enlarges and removes block storages, and attaches them to servers.",
            "A storage is attached to at most one server. The server must be in the same "
            "datacenter. If the server is removed, the storage remains.",
            "The API lists an attached storage among the disks of its server. "
            "O(ionos.cloudpanel.server#module:hdds) ignores it.",
        ),
        see_also=(
            "shared_storage",
            "server",
        ),
        states={
            "absent": "All data on the storage is lost. If the storage is attached to a server, "
            "it is detached first.",
        },
    )
    attributes = (
        ID,
        named("data1"),
        Attribute("size", "The size in GB.", "int", sample=100),
        STATE,
        DESCRIPTION_ATTRIBUTE,
        DATACENTER_ATTRIBUTE,
        CREATION_DATE,
        reference(
            "server",
            "The server that the block storage is attached to, or null.",
            "server",
            "web1",
            default=None,
        ),
    )
    fields = (
        NAME_OPTION,
        DESCRIPTION_OPTION,
        # (api-notes: block-storage-limits, smaller-storages)
        StorageSize(
            "size",
            "int",
            limits=Limits(minimum=20, maximum=500, step=10),
            required=True,
            help="The size in GB.",
        ),
        datacenter_option(),
        StorageServer(
            "server",
            to="servers",
            key=("server_id", "server"),
            assign=Call("POST", f"{SELF}/server", {"server_id": Placeholder("value")}),
            clear=Call("DELETE", f"{SELF}/server"),
            help=(
                "The server that the storage is attached to, by name or id. If the storage is "
                "attached to another server, it is detached from that server first.",
                "An empty string detaches the storage.",
            ),
        ),
    )
    updates = (Update(SELF, ("name", "description", "size")),)
    options = (ALLOW_SHRINK,)
    before_removal = {"server": None}
    key_aliases = {"server_id": "server"}

    def consulted_lookups(self, values: Mapping[str, Any]) -> Iterable[str]:
        """Return the keys of the lookups that the check of the placement needs."""
        return consult_datacenters(values) if values.get("server") else ()

    def validate_placement(self, context: Context) -> str | None:
        """Server and storage have to be in one datacenter (api-notes: server-in-datacenter)."""
        place = home(context.planned, context.desired.details)
        return elsewhere("server", [context.values.get("server")], place, self.title)

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
        return at_place(obj)

    def charges(self, obj: Mapping[str, Any], find: Find) -> Charges:
        """Yield the size. The documented price list has no price for it.

        (api-notes: block-storage-price)
        """
        yield Charge(obj.get("size"), GB_MONTH, (("block_storage",),))

    def back_references(self, storage: Mapping[str, Any]) -> Iterable[BackReference]:
        """Servers show the storage among their disks (api-notes: block-storage-among-disks)."""
        server = storage.get("server")
        if server:
            yield BackReference(
                "/servers",
                server["id"],
                "hardware.hdds",
                {"id": storage["id"], "size": storage["size"], "is_main": False},
            )


BLOCK_STORAGE = BlockStorage()
