# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared storages, their servers with the rights of each, and the account's access to them.

There is no operation that changes rights (api-notes: shared-storage-rights): a server that is attached again gets the ones that are sent
(api-notes: shared-storage-attach-again).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..model.fields import (
    DESCRIPTION,
    NAME,
    Call,
    Children,
    Field,
    MalformedError,
    Reference,
    Update,
    shown_only,
)
from ..model.limits import Limits
from ..model.resource import Resource
from ..model.values import Placeholder, get_path
from .catalogue import ALLOW_SHRINK, NAMED, PLACE, TEXTS, at_place
from .places import consult_datacenters, elsewhere, home

SELF = "/shared_storages/{id}"
ACCESS = "/shared_storages/access"


def twice(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    servers = [each["server"] for each in values.get("servers") or ()]
    doubled = next((server for server in servers if servers.count(server) > 1), None)
    return f"servers names {doubled.label} twice." if doubled else None


class SharedStorage(Resource):
    name = "shared_storage"
    plural = "shared_storages"
    title = "shared storage"
    path = "/shared_storages"
    shape = (
        "id",
        "size",
        "state",
        "description",
        "datacenter",
        "cloudpanel_id",
        "size_used",
        "cifs_path",
        "nfs_path",
        "name",
        "creation_date",
        "servers",
    )
    nested = {**TEXTS, "datacenter": PLACE, "servers": ({**NAMED, "rights": None},)}
    fields = (
        Field("name", limits=NAME, required_on_create=True),
        Field("description", limits=DESCRIPTION),
        # (api-notes: shared-storage-limits, smaller-storages)
        Field(
            "size",
            "int",
            limits=Limits(minimum=50, maximum=2000, step=50),
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
    )
    children = (
        Children(
            "servers",
            add_many=True,
            add_replaces=True,
            fields=(
                Reference(
                    "server",
                    to="servers",
                    request_key="id",
                    inline=True,
                    required=True,
                    aliases=("id",),
                ),
                Field("rights", choices=("R", "RW"), default="R"),
                shown_only("name"),
            ),
            key=("server",),
            add=Call("POST", f"{SELF}/servers", {"servers": Placeholder("value")}),
            remove=Call("DELETE", f"{SELF}/servers/{{item.id}}"),
        ),
    )
    updates = (Update(SELF, ("name", "description", "size")),)
    options = (ALLOW_SHRINK,)
    detach_before_delete = ("servers",)

    def validate(self, values: Mapping[str, Any], current: Mapping[str, Any]) -> str | None:
        return twice(values, current)

    def consulted_lookups(self, values: Mapping[str, Any]) -> Iterable[str]:
        return consult_datacenters(values) if values.get("servers") else ()

    def validate_placement(self, storage: Mapping[str, Any], wanted: Any) -> str | None:
        servers = [each["server"] for each in wanted.values.get("servers") or ()]
        return elsewhere("servers", servers, home(storage, wanted.known), SHARED_STORAGE.title)

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        return at_place(obj)


SHARED_STORAGE = SharedStorage()


class SharedStorageAccess(Resource):
    name = "shared_storage_access"
    plural = "shared_storage_accesses"
    title = "shared storage access"
    path = ACCESS
    shape = ("datacenter", "kerberos_content_file", "state", "user_domain", "needs_password_reset")
    nested = {"datacenter": PLACE}
    paged = False
    list_only = True
    states = ("present",)
    find_by = ("datacenter", "user_domain")
    fields = (
        Reference("datacenter", to="datacenters", request_key="", response_key="datacenter"),
        Field("user_domain", request_key="", response_key="user_domain"),
        Field(
            "password",
            sensitive=True,
            limits=Limits(shortest=8, longest=64),
            response_key="",
            create_only=True,
            resend_option="update_password",
            pending_path="needs_password_reset",
        ),  # (api-notes: needs-password-reset)
    )
    options = (Field("update_password", choices=("always", "on_create"), default="on_create"),)
    updates = (Update(ACCESS, ("password",)),)
    secrets = ("kerberos_content_file",)
    readable_secrets = ("kerberos_content_file",)

    def normalize(self, access: dict[str, Any]) -> dict[str, Any]:
        """An access has no id of its own. It is known by its datacenter, or by its user if it shows none (api-notes: access-members)."""
        shown = at_place(access)
        identifier = get_path(shown, "datacenter.id") or re.sub(
            r"[^0-9A-Za-z_-]", "_", access.get("user_domain") or ""
        )
        if not identifier:
            raise MalformedError("it has neither datacenter nor user_domain")
        return {**shown, "id": identifier}


SHARED_STORAGE_ACCESS = SharedStorageAccess()
