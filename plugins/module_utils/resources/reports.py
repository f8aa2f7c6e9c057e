# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports: data about the account that no task can change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..model.checks import as_described
from ..model.documentation import Attribute, Documentation, form
from ..model.fields import Field, Reference
from ..model.reports import Endpoint, Report, as_list, first_text, require_object
from ..model.values import complete, identity, one_name
from .permissions import PERMISSIONS as PERMISSION_TREE
from .places import at_place
from .report_attributes import LOG, MONITORED, PRICES, SNAPSHOT, USAGE_GROUPS
from .roles import documented


def elements(
    attributes: Iterable[Attribute],
    normalize: Callable[[Mapping[str, Any]], Mapping[str, Any]] = identity,
) -> Callable[[Any], list[Any]]:
    """Return a function that makes a list of elements with these attributes from an answer.

    :param normalize: brings the variants of an element to one form.
    """
    members = form(attributes)

    def normalize_all(answer: Any) -> list[Any]:
        with as_described():
            return [complete(normalize(each), members) for each in as_list(answer)]

    return normalize_all


def monitored(server: Mapping[str, Any]) -> dict[str, Any]:
    """Answers count alerts under ``alerts`` or ``alerts_count`` (api-notes: alert-keys)."""
    return one_name(at_place(server), "alerts", "alerts_count")


LOGS = Report(
    "logs",
    (Endpoint("/logs/{id}", when="id"), Endpoint("/logs", paged=True, ranged=True)),
    options=(
        Field(
            "id",
            help="Read only the entry with this id. It can be older than the period. It cannot "
            "be combined with O(start_date) and O(end_date).",
        ),
    ),
    references=(Reference("user", to="users"),),
    normalize=elements(LOG),
    results=(Attribute("logs", "The selected entries.", "list", LOG),),
    documentation=Documentation(
        summary="Read the logs of an IONOS Cloud Panel account",
        description="Reads the actions in the account in a period, with the user and the result "
        "of each. With O(id), it reads one entry.",
        see_also=("usage_info", "monitoring_info"),
    ),
)

#: (api-notes: usage-groups, usage-group-names)
USAGES = Report(
    "usages",
    (Endpoint("/usages", paged=True, grouped=True, ranged=True),),
    results=(Attribute("usages", "The usages by kind of object.", "dict", USAGE_GROUPS),),
    documentation=Documentation(
        summary="Read the usages of an IONOS Cloud Panel account",
        description="Reads the billed usages of the objects of the account in a period.",
        see_also=("pricing_info", "log_info"),
    ),
)

MONITORING = Report(
    "monitoring",
    (
        Endpoint("/monitoring_center/{server}", when="server", ranged=True),
        Endpoint("/monitoring_center", paged=True),
    ),
    options=(
        Reference(
            "server",
            to="servers",
            help="Read the measured values of this server, by name or id, in O(period). Without "
            "this option, the current state of all servers is read, and O(start_date) and "
            "O(end_date) cannot be set.",
        ),
    ),
    normalize=elements(MONITORED, monitored),
    results=(
        Attribute(
            "monitoring",
            "The selected servers. With O(server), the list is empty if there are no values yet.",
            "list",
            MONITORED,
        ),
    ),
    documentation=Documentation(
        summary="Read the monitoring center of an IONOS Cloud Panel account",
        description=(
            "Reads the current state of all servers of the account, or the measured values of one "
            "server in a period.",
            "The API writes the dates of samples with the day before the month. The module "
            "returns them unchanged.",
        ),
        see_also=("monitoring_policy", "server_info"),
    ),
)

#: (api-notes: snapshot-list)
SERVER_SNAPSHOTS = Report(
    "server_snapshots",
    (Endpoint("/servers/{server}/snapshots"),),
    options=(Reference("server", to="servers", required=True, help="The server, by name or id."),),
    normalize=elements(SNAPSHOT),
    results=(
        Attribute(
            "server_snapshots",
            "The snapshot of the server. The list is empty if the server has none.",
            "list",
            SNAPSHOT,
        ),
    ),
    documentation=Documentation(
        summary="Read the snapshot of a server of an IONOS Cloud Panel account",
        description="Reads the snapshot of a server, and the time at which the API removes it.",
        see_also=("server_snapshot", "server_info"),
    ),
)

PRICING = Report(
    "pricing",
    (Endpoint("/pricing"),),
    normalize=require_object,
    results=(Attribute("pricing", "The prices. The API can return more members.", "dict", PRICES),),
    documentation=Documentation(
        summary="Read the prices of the IONOS Cloud Panel",
        description="Reads the prices of all kinds of objects.",
        see_also=("usage_info",),
    ),
)

PERMISSIONS = Report(
    "permissions",
    (Endpoint("/users/current_user_permissions"),),
    normalize=lambda answer: documented(require_object(answer)),
    results=(PERMISSION_TREE,),
    documentation=Documentation(
        summary="Read the permissions of the user of the token in an IONOS Cloud Panel account",
        description="Reads the permissions that the roles of the user of the token give.",
        see_also=("role", "ping"),
    ),
)

#: (api-notes: ping-open, ping-answer)
PING = Report(
    "ping",
    (Endpoint("/ping", when="anonymous", public=True), Endpoint("/ping_auth")),
    options=(
        Field(
            "anonymous",
            "bool",
            default=False,
            help="Whether the request is sent without the token. It then checks only whether the "
            "API answers.",
        ),
    ),
    normalize=first_text,
    results=(Attribute("ping", "The answer of the API.", sample="PONG"),),
    documentation=Documentation(
        summary="Check the IONOS Cloud Panel API and the token",
        description="Fails unless the API answers and accepts the token.",
        see_also=("permission_info",),
    ),
)
