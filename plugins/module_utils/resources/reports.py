# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports: data about the account that no task can change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.documentation import Attribute, Documentation
from ..model.fields import Field, Reference
from ..model.reports import Endpoint, Report, first_text
from ..model.values import one_name
from .permissions import PERMISSIONS as PERMISSION_TREE
from .places import at_place
from .report_attributes import LOG, MONITORED, PRICES, SNAPSHOT, USAGE_GROUPS
from .roles import documented

LOGS = Report(
    Attribute("logs", "The selected entries.", "list", LOG),
    (Endpoint("/logs/{id}"), Endpoint("/logs", paged=True, ranged=True)),
    options=(
        Field(
            "id",
            help="Read only the entry with this id. It can be older than the period. It cannot "
            "be combined with O(start_date) and O(end_date).",
        ),
    ),
    documentation=Documentation(
        summary="Read the logs of an IONOS Cloud Panel account",
        description="Reads the actions in the account in a period, with the user and the result "
        "of each. With O(id), it reads one entry.",
        see_also=("usage_info", "monitoring_info"),
    ),
)

#: (api-notes: usage-groups, usage-group-names)
USAGES = Report(
    Attribute("usages", "The usages by kind of object.", "dict", USAGE_GROUPS),
    (Endpoint("/usages", paged=True, ranged=True),),
    documentation=Documentation(
        summary="Read the usages of an IONOS Cloud Panel account",
        description="Reads the billed usages of the objects of the account in a period.",
        see_also=("pricing_info", "log_info"),
    ),
)


class Monitoring(Report):
    """The current state of all servers, or the measured values of one."""

    def normalize_object(self, obj: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a server. It counts alerts under ``alerts`` or ``alerts_count``.

        (api-notes: alert-keys)
        """
        return one_name(at_place(obj), "alerts", "alerts_count")


MONITORING = Monitoring(
    Attribute(
        "monitoring",
        "The selected servers. With O(server), the list is empty if there are no values yet.",
        "list",
        MONITORED,
    ),
    (
        Endpoint("/monitoring_center/{server}", ranged=True),
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
    Attribute(
        "server_snapshots",
        "The snapshot of the server. The list is empty if the server has none.",
        "list",
        SNAPSHOT,
    ),
    (Endpoint("/servers/{server}/snapshots"),),
    options=(Reference("server", to="servers", required=True, help="The server, by name or id."),),
    documentation=Documentation(
        summary="Read the snapshot of a server of an IONOS Cloud Panel account",
        description="Reads the snapshot of a server, and the time at which the API removes it.",
        see_also=("server_snapshot", "server_info"),
    ),
)


class Pricing(Report):
    """The prices of all kinds of objects."""

    def normalize_object(self, obj: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the prices, in which each gross price has the same name.

        (api-notes: pricing-names)
        """
        shown = {name: self._spelled(inner) for name, inner in obj.items()}
        return one_name(shown, "price_gross", "pice_gross")

    def _spelled(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._spelled(each) for each in value]
        return self.normalize_object(value) if isinstance(value, Mapping) else value


PRICING = Pricing(
    Attribute("pricing", "The prices. The API can return more members.", "dict", PRICES),
    (Endpoint("/pricing"),),
    documentation=Documentation(
        summary="Read the prices of the IONOS Cloud Panel",
        description="Reads the prices of all kinds of objects.",
        see_also=("usage_info",),
    ),
)


class Permissions(Report):
    """The permissions of the user of the token."""

    def normalize_object(self, obj: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the permissions with the documented names of their groups."""
        return documented(obj)


PERMISSIONS = Permissions(
    PERMISSION_TREE,
    (Endpoint("/users/current_user_permissions"),),
    documentation=Documentation(
        summary="Read the permissions of the user of the token in an IONOS Cloud Panel account",
        description="Reads the permissions that the roles of the user of the token give.",
        see_also=("role", "ping"),
    ),
)


class Ping(Report):
    """The check of the API and of the token (api-notes: ping-open, ping-answer)."""

    def endpoint(self, params: Mapping[str, Any]) -> Endpoint:
        """Return the endpoint with or without token."""
        anonymous, authenticated = self.endpoints
        return authenticated if self.needs_token(params) else anonymous

    def needs_token(self, params: Mapping[str, Any]) -> bool:
        """Return whether the request is sent with the token."""
        return not params["anonymous"]

    def normalize(self, answer: Any) -> Any:
        """Return the text of the answer, which is a list of one text."""
        return first_text(answer)


PING = Ping(
    Attribute("ping", "The answer of the API.", sample="PONG"),
    (Endpoint("/ping"), Endpoint("/ping_auth")),
    options=(
        Field(
            "anonymous",
            "bool",
            default=False,
            help="Whether the request is sent without the token. It then checks only whether the "
            "API answers.",
        ),
    ),
    documentation=Documentation(
        summary="Check the IONOS Cloud Panel API and the token",
        description="Fails unless the API answers and accepts the token.",
        see_also=("permission_info",),
    ),
)
