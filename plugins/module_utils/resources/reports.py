# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the account tells of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..model.fields import Field, Reference, as_described
from ..model.reports import Endpoint, Report, as_list, first_text, require_object
from ..model.values import complete, identity, one_name
from .catalogue import NAMED, PLACE, at_place
from .roles import documented

LEVELS = dict.fromkeys(("critical", "warning", "ok"))
#: The forms of the elements of reports (see ``complete``).
LOG = {
    **dict.fromkeys(
        ("id", "cloudpanel_id", "action", "type", "start_date", "end_date", "duration")
    ),
    "resource": NAMED,
    "user": NAMED,
    "status": dict.fromkeys(("state", "percent")),
    "details": {},
}
MONITORED = {
    **NAMED,
    "status": {"state": None},
    "datacenter": PLACE,
    "alerts": dict.fromkeys(("resources", "ports", "process"), LEVELS),
    "agent": dict.fromkeys(("agent_installed", "monitoring_needs_agent", "missing_agent_alert")),
}
SNAPSHOT = dict.fromkeys(("id", "creation_date", "deletion_date"))


def elements(
    form: Mapping[str, Any], read: Callable[[Mapping[str, Any]], Mapping[str, Any]] = identity
) -> Callable[[Any], list[Any]]:
    """How an answer becomes a list of elements of one form. :param read: brings the variants of an element to one form."""

    def refine(answer: Any) -> list[Any]:
        with as_described():
            return [complete(read(each), form) for each in as_list(answer)]

    return refine


def monitored(server: Mapping[str, Any]) -> dict[str, Any]:
    """Answers count alerts under ``alerts`` or ``alerts_count`` (api-notes: alert-keys)."""
    return one_name(at_place(server), "alerts", "alerts_count")


LOGS = Report(
    "logs",
    (Endpoint("/logs/{id}", when="id"), Endpoint("/logs", paged=True, ranged=True)),
    options=(Field("id"),),
    references=(Reference("user", to="users"),),
    normalize=elements(LOG),
)

#: (api-notes: usage-groups, usage-group-names)
USAGES = Report("usages", (Endpoint("/usages", paged=True, grouped=True, ranged=True),))

MONITORING = Report(
    "monitoring",
    (
        Endpoint("/monitoring_center/{server}", when="server", ranged=True),
        Endpoint("/monitoring_center", paged=True),
    ),
    options=(Reference("server", to="servers"),),
    normalize=elements(MONITORED, monitored),
)

#: (api-notes: snapshot-list)
SERVER_SNAPSHOTS = Report(
    "server_snapshots",
    (Endpoint("/servers/{server}/snapshots"),),
    options=(Reference("server", to="servers", required=True),),
    normalize=elements(SNAPSHOT),
)

PRICING = Report("pricing", (Endpoint("/pricing"),), normalize=require_object)

PERMISSIONS = Report(
    "permissions",
    (Endpoint("/users/current_user_permissions"),),
    normalize=lambda answer: documented(require_object(answer)),
)

#: (api-notes: ping-open, ping-answer)
PING = Report(
    "ping",
    (Endpoint("/ping", when="anonymous", public=True), Endpoint("/ping_auth")),
    options=(Field("anonymous", "bool", default=False),),
    normalize=first_text,
)
