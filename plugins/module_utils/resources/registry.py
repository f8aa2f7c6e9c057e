# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources whose objects tasks create, change and remove, by the path of their list."""

from __future__ import annotations

from .block_storages import BLOCK_STORAGE
from .firewall_policies import FIREWALL_POLICY
from .images import IMAGE
from .load_balancers import LOAD_BALANCER
from .monitoring_policies import MONITORING_POLICY
from .private_networks import PRIVATE_NETWORK
from .public_ips import PUBLIC_IP
from .roles import ROLE
from .servers import SERVER
from .shared_storages import SHARED_STORAGE, SHARED_STORAGE_ACCESS
from .ssh_keys import SSH_KEY
from .users import USER
from .vpns import VPN

RESOURCES = {
    resource.path: resource
    for resource in (
        BLOCK_STORAGE,
        FIREWALL_POLICY,
        IMAGE,
        LOAD_BALANCER,
        MONITORING_POLICY,
        PRIVATE_NETWORK,
        PUBLIC_IP,
        ROLE,
        SERVER,
        SHARED_STORAGE,
        SHARED_STORAGE_ACCESS,
        SSH_KEY,
        USER,
        VPN,
    )
}
