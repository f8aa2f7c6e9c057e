# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules for lists of the API. Most of them are derived from the descriptions."""

from __future__ import annotations

from ..model.fields import Reference
from ..model.resource import Resource
from ..shared.list_rules import ListRules
from .registry import DOWNLOADS, LOOKUPS, MANAGED, RESOURCES


def renamed_by(resource: Resource) -> tuple[str, ...]:
    """Return the options by which tasks find objects and which a PUT can change."""
    updated = {name for update in resource.updates for name in update.fields}
    values = {field.name for field in resource.fields if not isinstance(field, Reference)}
    return tuple(name for name in resource.find_by if name in updated & values)


LISTS = ListRules(
    # Lists that no resource creates objects in (api-notes: no-writes).
    constant=tuple(sorted({lookup.path for lookup in LOOKUPS.values()} - RESOURCES.keys())),
    # (api-notes: unpaged-lists)
    unpaged=(
        "/servers/baremetal_models",
        "/servers/fixed_instance_sizes",
        "/shared_storages/access",
    ),
    # (api-notes: keep-server-ips)
    removed_with={"/servers": ("/public_ips",)},
    # (api-notes: independent-objects)
    independent=("/servers", "/block_storages", "/public_ips", "/vpns", "/ssh_keys", "/users"),
    sensitive={resource.path: resource.secrets for resource in MANAGED if resource.secrets},
    names={path: renamed_by(resource) or ("name",) for path, resource in RESOURCES.items()},
)
#: The keys of sensitive values in answers of which nothing else is known.
SENSITIVE_KEYS = frozenset(
    (
        "password",
        *(path.rpartition(".")[2] for paths in LISTS.sensitive.values() for path in paths),
        *(download.response_path.rpartition(".")[2] for download in DOWNLOADS),
    )
)
