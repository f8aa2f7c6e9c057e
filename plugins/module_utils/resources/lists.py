# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is special about lists of the API. Only data, so that every file can import it."""

from __future__ import annotations

from ..shared.list_rules import ListRules

LISTS = ListRules(
    # (api-notes: no-writes)
    constant=(
        "/servers/fixed_instance_sizes",
        "/servers/baremetal_models",
        "/server_appliances",
        "/recovery_appliances",
        "/dvd_isos",
        "/datacenters",
        "/images/os",
    ),
    # (api-notes: keep-server-ips)
    removed_with={"/servers": ("/public_ips",)},
    # (api-notes: independent-objects)
    independent=("/servers", "/block_storages", "/public_ips", "/vpns", "/ssh_keys", "/users"),
    # (api-notes: first-password, key-in-answers, private-key-name, kerberos-file)
    sensitive={
        "/servers": ("first_password",),
        "/users": ("api.key",),
        "/ssh_keys": ("private_key",),
        "/shared_storages/access": ("kerberos_content_file",),
    },
    names={"/public_ips": ("reverse_dns",)},
)
#: The keys of sensitive values in all answers. Not all of these answers are lists.
SENSITIVE_KEYS = frozenset(
    (
        "config_zip_file",
        "password",
        *(path.rpartition(".")[2] for paths in LISTS.sensitive.values() for path in paths),
    )
)
