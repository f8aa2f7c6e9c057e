# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Block storages: disks that outlive servers, each at one server at a time (api-notes: block-storage-one-server)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.fields import DESCRIPTION, NAME, Assignment, Call, Field, Reference, Update
from ..model.limits import Limits
from ..model.resource import BackReference, Resource
from ..model.values import Placeholder
from .catalogue import ALLOW_SHRINK, PLACE, TEXTS, at_place
from .places import consult_datacenters, elsewhere, home

SELF = "/block_storages/{id}"


class BlockStorage(Resource):
    name = "block_storage"
    plural = "block_storages"
    title = "block storage"
    path = "/block_storages"
    shape = ("id", "size", "state", "description", "datacenter", "name", "creation_date", "server")
    nested = {**TEXTS, "datacenter": PLACE}
    fields = (
        Field("name", limits=NAME, required_on_create=True),
        Field("description", limits=DESCRIPTION),
        # (api-notes: block-storage-limits, smaller-storages)
        Field(
            "size",
            "int",
            limits=Limits(minimum=20, maximum=500, step=10),
            required_on_create=True,
            increase_only=True,
            decrease_option=ALLOW_SHRINK.name,
        ),
        Reference(
            "datacenter",
            to="datacenters",
            request_key="datacenter_id",
            response_key="datacenter",
            immutable=True,
        ),
        Assignment(
            "server",
            to="servers",
            request_key="server_id",
            response_key="server",
            detach_first=True,
            assign=Call("POST", f"{SELF}/server", {"server_id": Placeholder("value")}),
            clear=Call("DELETE", f"{SELF}/server"),
        ),
    )
    updates = (Update(SELF, ("name", "description", "size")),)
    options = (ALLOW_SHRINK,)
    detach_before_delete = ("server",)
    key_aliases = {"server_id": "server"}

    def consulted_lookups(self, values: Mapping[str, Any]) -> Iterable[str]:
        return consult_datacenters(values) if values.get("server") else ()

    def validate_placement(self, storage: Mapping[str, Any], wanted: Any) -> str | None:
        return elsewhere(
            "server",
            [wanted.values.get("server")],
            home(storage, wanted.known),
            BLOCK_STORAGE.title,
        )

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        return at_place(obj)

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
