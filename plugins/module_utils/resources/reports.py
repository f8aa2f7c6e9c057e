# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the account tells of itself."""

from __future__ import annotations

from ..fields import Field, Reference
from ..reports import Report, Way, first_text, listed, single
from .roles import documented

LOGS = Report("logs", (Way("/logs/{id}", when="id"), Way("/logs", paged=True, ranged=True)), options=(Field("id"),),
              references=(Reference("user", to="users"),), refine=listed)

#: (api-notes: usage-groups, usage-group-names)
USAGES = Report("usages", (Way("/usages", paged=True, grouped=True, ranged=True),))

MONITORING = Report(
    "monitoring", (Way("/monitoring_center/{server}", when="server", ranged=True), Way("/monitoring_center", paged=True)),
    options=(Reference("server", to="servers"),), refine=listed)

#: (api-notes: snapshot-list)
SERVER_SNAPSHOTS = Report(
    "server_snapshots", (Way("/servers/{server}/snapshots"),), options=(Reference("server", to="servers", required=True),), refine=listed)

PRICING = Report("pricing", (Way("/pricing"),), refine=single)

PERMISSIONS = Report("permissions", (Way("/users/current_user_permissions"),), refine=lambda answer: documented(single(answer)))

#: (api-notes: ping-open, ping-answer)
PING = Report("ping", (Way("/ping", when="anonymous", open=True), Way("/ping_auth")),
              options=(Field("anonymous", "bool", default=False),), refine=first_text)
