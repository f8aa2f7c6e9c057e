# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What writes can change in the lists of the API. Only data, so that every file may import it."""

from __future__ import annotations

from ..shared.list_cache import ListRules

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
    going_with={"/servers": ("/public_ips",)},
    # (api-notes: independent-objects)
    independent=("/servers", "/block_storages", "/public_ips", "/vpns", "/ssh_keys", "/users"),
)
