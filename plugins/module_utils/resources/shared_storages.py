# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared storages with their servers and rights, and the access of the account to them.

No operation changes rights (api-notes: shared-storage-rights). A server that is attached again gets
the rights of the request (api-notes: shared-storage-attach-again).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.calls import Update
from ..model.children import Children
from ..model.context import Context
from ..model.costs import Charge, Charges, Find
from ..model.documentation import Attribute, Documentation, Secret
from ..model.errors import MalformedError
from ..model.fields import Field, Reference, ignored
from ..model.limits import Limits
from ..model.mutability import WRITE_ONLY
from ..model.resource import Resource
from ..model.values import Ref, as_object, get_path
from .common import (
    ALLOW_SHRINK,
    CLOUDPANEL_ID,
    CREATION_DATE,
    DATACENTER_ATTRIBUTE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    GB_MONTH,
    ID,
    NAME_OPTION,
    SOME_ID,
    STATE,
    Password,
    StorageSize,
    datacenter_option,
    named,
    references,
)
from .places import at_place, consult_datacenters, elsewhere, home

SELF = "/shared_storages/{id}"
ACCESS = "/shared_storages/access"
#: What an access shows as long as it needs a password.
NEEDS_PASSWORD = "needs_password_reset"


class StorageServer(Reference):
    """The server of an element. The element shows the id and the name of the server as its own."""

    aliases = ("id",)

    def shown(self, obj: Mapping[str, Any]) -> Any:
        """Return the element."""
        return obj

    def with_value(self, obj: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """Return an element with the id and the name of a server."""
        return {**obj, **(as_object(value) or {})}


class Servers(Children):
    """The servers of a storage with their rights (api-notes: shared-storage-attach-again)."""

    add_replaces = True
    purge_help = (
        "Whether servers that O(servers) does not contain are detached. With V(false), servers are "
        "only added, and rights changed.",
    )

    @property
    def kind(self) -> str:
        """The lookup of servers."""
        return "servers"


class AccessPassword(Password):
    """The password of an access. A new access needs one (api-notes: needs-password-reset)."""

    def resends(self, options: Mapping[str, Any], obj: Mapping[str, Any]) -> bool:
        """Return whether the access needs a password, or the task sends it always."""
        return super().resends(options, obj) or bool(obj.get(NEEDS_PASSWORD))

    def resend_unknown(self, options: Mapping[str, Any], obj: Mapping[str, Any]) -> str | None:
        """Return the attribute that says whether the access needs a password, if it is missing."""
        known = self.resends(options, obj) or NEEDS_PASSWORD in obj
        return None if known else NEEDS_PASSWORD

    def with_value(self, obj: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """Return an access that needs no password."""
        return {**obj, NEEDS_PASSWORD: 0} if NEEDS_PASSWORD in obj else dict(obj)


def duplicate(servers: Sequence[Ref]) -> str | None:
    """Return which server is listed twice, or None."""
    doubled = next((server for server in servers if servers.count(server) > 1), None)
    return f"servers names {doubled.label} twice." if doubled else None


class SharedStorage(Resource):
    """Shared storages."""

    name = "shared_storage"
    title = "shared storage"
    path = "/shared_storages"
    documentation = Documentation(
        description=(
            "Creates, changes, enlarges and removes shared storages, and sets which servers can "
            "use them with which rights.",
            "The servers mount a storage with the password of the account, which "
            "M(ionos.cloudpanel.shared_storage_access) sets.",
        ),
        see_also=(
            "shared_storage_access",
            "block_storage",
        ),
        states={
            "absent": "All data on the storage is lost. Its servers are detached first.",
        },
    )
    attributes = (
        ID,
        named("media"),
        Attribute("size", "The size in GB.", "int", sample=200),
        STATE,
        DESCRIPTION_ATTRIBUTE,
        DATACENTER_ATTRIBUTE,
        CLOUDPANEL_ID,
        Attribute("size_used", "The used space in percent.", "float", sample=12.5),
        Attribute(
            "cifs_path", "The path for CIFS clients.", sample="\\\\vid50995.nas1.lan\\vid50995"
        ),
        Attribute("nfs_path", "The path for NFS clients.", sample="vid50995.nas1.lan/:vid50995"),
        CREATION_DATE,
        references(
            "servers",
            "The servers that can use the storage.",
            "server",
            "web1",
            Attribute(
                "rights",
                "The rights of the server: V(R) to read, V(RW) to read and write.",
                sample="RW",
            ),
        ),
    )
    fields = (
        NAME_OPTION,
        DESCRIPTION_OPTION,
        # (api-notes: shared-storage-limits, smaller-storages)
        StorageSize(
            "size",
            "int",
            limits=Limits(minimum=50, maximum=2000, step=50),
            required=True,
            help="The size in GB.",
        ),
        datacenter_option("The servers must be in the same datacenter."),
    )
    children = (
        Servers(
            "servers",
            f"{SELF}/servers",
            fields=(
                StorageServer(
                    "server",
                    to="servers",
                    key="id",
                    required=True,
                    help="The server, by name or id.",
                ),
                Field(
                    "rights",
                    choices=("R", "RW"),
                    default="R",
                    help="The rights of the server: V(R) to read, V(RW) to read and write.",
                ),
                ignored("name"),
            ),
            identified_by=("server",),
            help="The servers that can use the storage. To change the rights of a server, the "
            "API attaches it again, while the server continues to use the storage.",
        ),
    )
    updates = (Update(SELF, ("name", "description", "size")),)
    options = (ALLOW_SHRINK,)
    before_removal = {"servers": []}

    def validate(self, context: Context) -> str | None:
        """Check that no server is listed twice."""
        return duplicate([each["server"] for each in context.values.get("servers") or ()])

    def consulted_lookups(self, values: Mapping[str, Any]) -> Iterable[str]:
        """Return the keys of the lookups that the check of the placement needs."""
        return consult_datacenters(values) if values.get("servers") else ()

    def validate_placement(self, context: Context) -> str | None:
        """Servers and storage have to be in one datacenter (api-notes: server-in-datacenter)."""
        servers = [each["server"] for each in context.values.get("servers") or ()]
        place = home(context.planned, context.desired.details)
        return elsewhere("servers", servers, place, self.title)

    def charges(self, obj: Mapping[str, Any], find: Find) -> Charges:
        """Yield the size."""
        yield Charge(obj.get("size"), GB_MONTH, (("shared_storage",),))

    def normalize(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
        return at_place(obj)


SHARED_STORAGE = SharedStorage()


class SharedStorageAccess(Resource):
    """The access of the account to the shared storages of a datacenter."""

    name = "shared_storage_access"
    title = "shared storage access"
    path = ACCESS
    documentation = Documentation(
        summary="Set the password for the shared storages of an IONOS Cloud Panel account",
        description=(
            "Sets the password with which servers mount the shared storages of the account, and "
            "returns the user for it.",
            "An account always has one access for each datacenter. All accesses have the same "
            "password.",
            "A task selects an access by O(datacenter) or O(user_domain).",
        ),
        see_also=("shared_storage",),
        info="Reads the accesses to the shared storages. There is one for each datacenter.",
    )
    attributes = (
        Attribute(
            "id",
            "The id of the datacenter of the access. If the API does not return the datacenter, "
            "an id made from the user.",
            sample=SOME_ID,
        ),
        DATACENTER_ATTRIBUTE,
        Attribute(
            "kerberos_content_file",
            "The Kerberos file in base64. Null without O(show_secrets=true).",
            sample="BQIAAABSAAIACERFVjEuTEFO",
            secret=Secret.READABLE,
        ),
        Attribute("state", "The state of the access, as the API returns it.", sample="ACTIVE"),
        Attribute("user_domain", "The domain and user for mounting.", sample="nas1\\uid12345"),
        Attribute(
            "needs_password_reset",
            "V(1) until a password is set. Null if the API does not return it.",
            "int",
            sample=0,
        ),
    )
    states = {"present": None}
    find_by = ("datacenter", "user_domain")
    fields = (
        Reference(
            "datacenter",
            to="datacenters",
            help="The datacenter of the access to return: its country code, such as V(DE), its "
            "location, or its id.",
        ),
        Field(
            "user_domain",
            help="The domain and user of the access to return, such as C(nas1\\uid12345). Use it "
            "instead of O(datacenter) if the API does not return the datacenters of the accesses.",
        ),
        AccessPassword(
            "password",
            sensitive=True,
            limits=Limits(minimum=8, maximum=64),
            mutability=WRITE_ONLY,
            help=(
                "The password. It is set in all datacenters at once.",
                "The API never returns it, so it cannot be compared. O(update_password) decides "
                "when it is set. Results, diffs and logs do not contain it.",
            ),
        ),  # (api-notes: needs-password-reset)
    )
    options = (
        Field(
            "update_password",
            choices=("always", "on_create"),
            default="on_create",
            help=(
                "V(on_create) sets O(password) only if the access has no password yet "
                "(RV(shared_storage_access.needs_password_reset)). If the API does not return "
                "this attribute, the task fails.",
                "V(always) sets the password at each run, and reports a change each time.",
            ),
        ),
    )
    updates = (Update(ACCESS, ("password",)),)

    @property
    def has_ids(self) -> bool:
        """Accesses have no ids in the API."""
        return False

    def location(self, obj: Mapping[str, Any]) -> tuple[str, str]:
        """Return the list, which alone shows an access."""
        folder, _slash, name = self.path.rpartition("/")
        return folder, name

    def read_all(self, answer: Any, obj: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the accesses of a list."""
        elements = answer if isinstance(answer, list) else []
        return [self.read(each) for each in elements if isinstance(each, Mapping)]

    def normalize(self, access: dict[str, Any]) -> dict[str, Any]:
        """Return an access with an id: its datacenter, or else its user.

        Accesses have no ids in the API (api-notes: access-members).

        :raises MalformedError: it shows neither of them.
        """
        shown = at_place(access)
        identifier = get_path(shown, "datacenter.id") or re.sub(
            r"[^0-9A-Za-z_-]", "_", access.get("user_domain") or ""
        )
        if not identifier:
            raise MalformedError("it has neither datacenter nor user_domain")
        return {**shown, "id": identifier}


SHARED_STORAGE_ACCESS = SharedStorageAccess()
