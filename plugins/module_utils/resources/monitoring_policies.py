# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitoring policies: nested thresholds, and lists of ports, processes and servers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.calls import Call, Update
from ..model.children import Children
from ..model.context import Context
from ..model.documentation import Attribute, Documentation, Text
from ..model.fields import Field, ignored
from ..model.limits import Limits
from ..model.relations import BackReference
from ..model.resource import Resource
from ..model.values import Placeholder, deep_merge, defaulted, flag, one_name
from .common import (
    CLOUDPANEL_ID,
    CREATION_DATE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    ID,
    NAME_OPTION,
    SOME_ID,
    STATE,
    Mailbox,
    named,
    references,
)
from .thresholds import DISK, INITIAL, THRESHOLDS_ATTRIBUTE, THRESHOLDS_FIELD

SELF = "/monitoring_policies/{id}"


class Checks(Children):
    """The ports or processes of a policy. The API needs both lists.

    (api-notes: monitoring-required)
    """

    create = True

    def in_creation(self, values: Mapping[str, Any]) -> Sequence[Any]:
        """Return the children of a new policy, perhaps none."""
        children: Sequence[Any] = values.get(self.name, [])
        return children

    @property
    def change(self) -> Call:
        """The operation that changes a child, under the key of the list.

        (api-notes: one-in-plural)
        """
        return Call("PUT", f"{self.path}/{{item.id}}", {self.name: Placeholder("value")})


#: What answers show for an alert while a port responds or a process runs, and for the opposite:
#: either pair of names, and booleans.
ALERTS = {
    True: True,
    "RESPONDING": True,
    "RUNNING": True,
    False: False,
    "NOT_RESPONDING": False,
    "NOT_RUNNING": False,
}


def _alert(element: Mapping[str, Any], true: str, false: str) -> dict[str, Any]:
    if element.get("alert_when") is not None and element["alert_when"] not in ALERTS:
        raise ValueError(f"alert_when is {element['alert_when']!r}")
    shown = one_name(
        one_name(element, "alert_if", "alert_when"),
        "email_notification",
        "alert",
        "email_notifications",
    )
    if "alert_if" in shown:
        when = shown["alert_if"]
        shown["alert_if"] = {True: true, False: false}.get(ALERTS.get(when, when), when)
    if "email_notification" in shown:
        shown["email_notification"] = flag(shown["email_notification"])
    return shown


def missing_agent(context: Context) -> str | None:
    """Return why new processes need the agent, or None (api-notes: agent-needed)."""
    watched = {each["process"] for each in context.view.get("processes") or ()}
    desired = {each["process"] for each in context.values.get("processes") or ()}
    if desired - watched and not context.value("agent"):
        return "processes cannot be monitored without the agent. Set agent to true."
    return None


def unordered(context: Context) -> str | None:
    """Return which warning is above its critical value, or None (api-notes: threshold-order)."""
    if not context.values.get("thresholds"):
        return None
    known = deep_merge(INITIAL, context.view.get("thresholds"))
    for what, levels in deep_merge(known, context.values["thresholds"]).items():
        warning, critical = (
            (levels.get(level) or {}).get("value") for level in ("warning", "critical")
        )
        if warning is not None and critical is not None and warning > critical:
            return (
                f"thresholds.{what} has the warning {warning:g} above the critical value "
                f"{critical:g}. Set both, with the lower value as the warning."
            )
    return None


def duplicate(values: Mapping[str, Any]) -> str | None:
    """Return which port or process is listed twice, or None."""
    ports = [(port["protocol"], port["port"]) for port in values.get("ports") or ()]
    processes = [process["process"] for process in values.get("processes") or ()]
    for name, keys in (("ports", ports), ("processes", processes)):
        doubled = next((key for key in keys if keys.count(key) > 1), None)
        if doubled:
            return f"{name} names {doubled} twice."
    return None


def _members(name: str, *item: Field, identified_by: tuple[str, ...], help: Text) -> Children:
    return Checks(
        name,
        f"{SELF}/{name}",
        fields=(
            *item,
            Field(
                "email_notification",
                "bool",
                default=False,
                help="Whether the alert is sent by e-mail.",
            ),
            ignored("id"),
        ),
        identified_by=identified_by,
        help=help,
    )


class MonitoringPolicy(Resource):
    """Monitoring policies."""

    name = "monitoring_policy"
    title = "monitoring policy"
    path = "/monitoring_policies"
    documentation = Documentation(
        description=(
            "Creates, changes and removes monitoring policies with their thresholds, ports, "
            "processes and servers.",
            "An account has a default policy. Only its servers can be changed. Any other change "
            "fails before the first write.",
        ),
        see_also=("server",),
    )
    attributes = (
        ID,
        named("web"),
        DESCRIPTION_ATTRIBUTE,
        Attribute(
            "default",
            "V(1) for the default policy of the account, otherwise V(0).",
            "int",
            sample=0,
        ),
        STATE,
        CREATION_DATE,
        Attribute(
            "email", "The address to which alerts are sent.", default="", sample="admin@example.com"
        ),
        Attribute("agent", "Whether the policy uses the monitoring agent.", "bool", sample=True),
        references("servers", "The monitored servers.", "server", "web1"),
        THRESHOLDS_ATTRIBUTE,
        Attribute(
            "ports",
            "The monitored ports.",
            "list",
            (
                Attribute("id", "The id of the port.", sample=SOME_ID),
                Attribute("protocol", "The protocol: V(TCP) or V(UDP).", sample="TCP"),
                Attribute("port", "The number of the port.", "int", sample=443),
                Attribute(
                    "alert_if",
                    "The condition for an alert: V(RESPONDING) or V(NOT_RESPONDING).",
                    sample="NOT_RESPONDING",
                ),
                Attribute(
                    "email_notification",
                    "Whether the alert is sent by e-mail.",
                    "bool",
                    sample=True,
                ),
            ),
        ),
        Attribute(
            "processes",
            "The monitored processes.",
            "list",
            (
                Attribute("id", "The id of the process.", sample=SOME_ID),
                Attribute("process", "The name of the process.", sample="nginx"),
                Attribute(
                    "alert_if",
                    "The condition for an alert: V(RUNNING) or V(NOT_RUNNING).",
                    sample="NOT_RUNNING",
                ),
                Attribute(
                    "email_notification",
                    "Whether the alert is sent by e-mail.",
                    "bool",
                    sample=True,
                ),
            ),
        ),
        CLOUDPANEL_ID,
    )
    fields = (  # (api-notes: monitoring-required)
        NAME_OPTION,
        DESCRIPTION_OPTION,
        Mailbox(
            "email",
            limits=Limits(maximum=128),
            default="",
            help="The address to which alerts are sent. With an empty string, no alerts are sent.",
        ),
        Field(
            "agent",
            "bool",
            default=False,
            help="Whether the policy uses the monitoring agent, which must run on the servers. "
            "O(processes) and O(thresholds.disk) need the agent.",
        ),
        THRESHOLDS_FIELD,
    )
    children = (
        _members(
            "ports",
            Field(
                "protocol",
                choices=("TCP", "UDP"),
                default="TCP",
                help="The protocol.",
            ),
            Field(
                "port",
                "int",
                required=True,
                limits=Limits(minimum=1, maximum=65535),
                help="The number of the port.",
            ),
            Field(
                "alert_if",
                choices=("RESPONDING", "NOT_RESPONDING"),
                default="NOT_RESPONDING",
                help="The condition for an alert.",
            ),
            identified_by=("protocol", "port"),
            help="All monitored ports.",
        ),
        _members(
            "processes",
            # (api-notes: process-length)
            Field(
                "process",
                required=True,
                limits=Limits(minimum=1, maximum=50),
                help="The name of the process.",
            ),
            Field(
                "alert_if",
                choices=("RUNNING", "NOT_RUNNING"),
                default="NOT_RUNNING",
                help="The condition for an alert.",
            ),
            identified_by=("process",),
            help="All monitored processes. New processes need O(agent=true).",
        ),
        Children(
            "servers",
            f"{SELF}/servers",
            to="servers",
            help="The monitored servers, each by name or id. A server has one policy: this "
            "policy replaces the current policy of the server.",
        ),
    )
    updates = (Update(SELF, ("name", "description", "email", "agent", "thresholds")),)

    def normalize(self, policy: dict[str, Any]) -> dict[str, Any]:
        """Return a policy in which ports and processes show their alerts under one pair of names.

        (api-notes: alert-names)
        """
        shown = defaulted(policy, servers=[], ports=[], processes=[])
        for name, true, false in (
            ("ports", "RESPONDING", "NOT_RESPONDING"),
            ("processes", "RUNNING", "NOT_RUNNING"),
        ):
            if name in shown:
                shown[name] = [_alert(element, true, false) for element in shown[name]]
        return shown

    def drop_unknown(self, context: Context) -> Mapping[str, Any]:
        """Drop the threshold of disks, unless it is known whether the API shows it.

        It is known of a policy that has an agent, and of one that has shown it without an agent.
        """
        policy, current = context.planned, context.current
        if policy.get("agent") or (current and not current.get("agent")):
            return policy
        thresholds = policy.get("thresholds") or {}
        return {
            **policy,
            "thresholds": {what: value for what, value in thresholds.items() if what != DISK},
        }

    def validate(self, context: Context) -> str | None:
        """Check processes, thresholds and lists."""
        return missing_agent(context) or unordered(context) or duplicate(context.values)

    def protected_reason(self, context: Context) -> str | None:
        """Default policies cannot be changed (api-notes: default-policies-protected)."""
        policy = context.current
        if policy.get("default"):
            return (
                f'"{policy["name"]}" is the default monitoring policy of the account. Only its '
                "servers can be changed. Create another policy."
            )
        return None

    def back_references(self, policy: Mapping[str, Any]) -> Iterable[BackReference]:
        """Servers show their policy (api-notes: one-monitoring-policy)."""
        for server in policy.get("servers") or []:
            yield BackReference(
                "/servers",
                server["id"],
                "monitoring_policy",
                {"id": policy["id"], "name": policy["name"]},
                many=False,
            )


MONITORING_POLICY = MonitoringPolicy()
