# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What writes can change in the lists of the API. Only data, so that every file may import it."""

from __future__ import annotations

#: Lists that no write changes (api-notes: no-writes).
LASTING = (
    "/servers/fixed_instance_sizes",
    "/servers/baremetal_models",
    "/server_appliances",
    "/recovery_appliances",
    "/dvd_isos",
    "/datacenters",
    "/images/os",
)
#: Lists whose objects may go with an object of another list, by that list (api-notes: keep-server-ips).
GOING_WITH = {"/servers": ("/public_ips",)}
#: Lists in which a write to one object never changes another one: what belongs to an object here belongs to it alone
#: (api-notes: independent-objects).
INDEPENDENT = ("/servers", "/block_storages", "/public_ips", "/vpns", "/ssh_keys", "/users")
