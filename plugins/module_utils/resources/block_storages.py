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


def echo(storage: Mapping[str, Any]) -> Iterable[BackReference]:
    """Servers show the storage among their disks (api-notes: block-storage-among-disks)."""
    server = storage.get("server")
    if server:
        yield BackReference(
            "/servers",
            server["id"],
            "hardware.hdds",
            {"id": storage["id"], "size": storage["size"], "is_main": False},
        )


def consults(values: Mapping[str, Any]) -> Iterable[str]:
    return consult_datacenters(values) if values.get("server") else ()


def placed(storage: Mapping[str, Any], wanted: Any) -> str | None:
    return elsewhere(
        "server", [wanted.values.get("server")], home(storage, wanted.known), BLOCK_STORAGE.title
    )


BLOCK_STORAGE = Resource(
    name="block_storage",
    plural="block_storages",
    title="block storage",
    path="/block_storages",
    shape=("id", "size", "state", "description", "datacenter", "name", "creation_date", "server"),
    nested={**TEXTS, "datacenter": PLACE},
    fields=(
        Field("name", limits=NAME, needed=True),
        Field("description", limits=DESCRIPTION),
        # (api-notes: block-storage-limits, smaller-storages)
        Field(
            "size",
            "int",
            limits=Limits(minimum=20, maximum=500, step=10),
            needed=True,
            grows=True,
            shrinks=ALLOW_SHRINK.name,
        ),
        Reference(
            "datacenter", to="datacenters", send="datacenter_id", read="datacenter", fixed=True
        ),
        Assignment(
            "server",
            to="servers",
            send="server_id",
            read="server",
            occupied=True,
            assign=Call("POST", f"{SELF}/server", {"server_id": Placeholder("value")}),
            clear=Call("DELETE", f"{SELF}/server"),
        ),
    ),
    updates=(Update(SELF, ("name", "description", "size")),),
    options=(ALLOW_SHRINK,),
    released=("server",),
    spellings={"server_id": "server"},
    consults=consults,
    placed=placed,
    refine=at_place,
    echo=echo,
)
