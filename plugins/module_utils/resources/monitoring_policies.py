# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitoring policies: nested thresholds, which may be given in part, and lists of ports, processes and servers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.addresses import same_mailbox
from ..model.calls import Call, Update
from ..model.children import Children
from ..model.context import Context
from ..model.documentation import Attribute, Documentation, Text
from ..model.fields import Field, ignored
from ..model.limits import Limits
from ..model.relations import BackReference
from ..model.resource import Resource
from ..model.values import Placeholder, deep_merge, defaulted, flag, get_path, one_name
from .common import (
    CLOUDPANEL_ID,
    CREATION_DATE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    ID,
    NAME_OPTION,
    SOME_ID,
    STATE,
    named,
    references,
)

SELF = "/monitoring_policies/{id}"

#: what: (least warning, most warning, most critical, first warning, first critical); %, ms and kbps (api-notes: threshold-limits)
THRESHOLDS = {
    "cpu": (1, 95, 100, 90, 95),
    "ram": (1, 95, 100, 90, 95),
    "disk": (1, 95, 100, 80, 90),
    "internal_ping": (1, None, 100, 50, 100),
    "transfer": (1, None, 2000, 1000, 2000),
}
FIRST = {
    what: {
        "warning": {"value": warning, "alert": False},
        "critical": {"value": critical, "alert": False},
    }
    for what, (_least, _most, _top, warning, critical) in THRESHOLDS.items()
}


#: The threshold that is used with an agent only.
DISK = "disk"
#: What is compared with a threshold.
MEASURES = {
    "cpu": "The load of the processors in percent.",
    "ram": "The used memory in percent.",
    "disk": "The used disk space in percent.",
    "internal_ping": "The time of an internal ping in milliseconds.",
    "transfer": "The traffic in kbit/s.",
}
#: More text about the option.
DISK_HELP = (
    "It is monitored only with O(agent=true). Without the agent, it is sent when the policy is "
    "created. Later it is compared only if the API returns it."
)
LEVELS = {"warning": "The warning level.", "critical": "The critical level."}
VALUE = "The value from which the level is reached."
ALERT = "Whether an alert is sent."


class Thresholds(Field):
    """The thresholds of a policy. A task can give a part of them."""

    def merged(
        self,
        current: Any,
        desired: Any,
        values: Mapping[str, Any],
        options: Mapping[str, Any],
    ) -> Any:
        """Return the complete thresholds. One that the policy does not show starts from the first values.

        Without an agent, the API may accept the threshold of disks and not show it
        (api-notes: disk-threshold). It is then left out, because it cannot be compared.
        """
        compared = {
            what
            for what in THRESHOLDS
            if what != DISK or values.get("agent") or get_path(current, what)
        }
        named = {
            what: value for what, value in (desired or {}).items() if value and what in compared
        }
        missing = {what: FIRST[what] for what in named if not get_path(current, what)}
        return deep_merge(deep_merge(missing, current), named)


class Checks(Children):
    """The ports or processes of a policy. The API needs both lists (api-notes: monitoring-required)."""

    create_default = []


def level(what: str, name: str, least: int | None, most: int | None) -> tuple[Field, ...]:
    return (
        Field(
            "value",
            "int",
            limits=Limits(minimum=least, maximum=most),
            help=f"{VALUE} The default for a new {{title}} is V({FIRST[what][name]['value']}).",
        ),
        Field("alert", "bool", help=ALERT),
    )


def thresholds() -> tuple[Field, ...]:
    return tuple(
        Field(
            what,
            "dict",
            fields=(
                Field(
                    "warning",
                    "dict",
                    fields=level(what, "warning", least, most),
                    help=LEVELS["warning"],
                ),
                Field(
                    "critical",
                    "dict",
                    fields=level(what, "critical", None, top),
                    help=LEVELS["critical"],
                ),
            ),
            help=(MEASURES[what], *((DISK_HELP,) if what == DISK else ())),
        )
        for what, (least, most, top, *_first) in THRESHOLDS.items()
    )


def threshold_attributes() -> tuple[Attribute, ...]:
    """Return the attributes for all thresholds."""
    return tuple(
        Attribute(
            what,
            MEASURES[what],
            "dict",
            tuple(
                Attribute(
                    name,
                    text,
                    "dict",
                    (
                        Attribute("value", VALUE, "int", sample=FIRST[what][name]["value"]),
                        Attribute("alert", ALERT, "bool", sample=False),
                    ),
                )
                for name, text in LEVELS.items()
            ),
        )
        for what in THRESHOLDS
    )


#: What answers show for an alert while a port responds or a process runs, and for the opposite, by either vocabulary and as truth values.
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
        return "processes cannot be watched without the agent. Set agent to true."
    return None


def unordered(context: Context) -> str | None:
    """Return which warning is above its critical value, or None (api-notes: threshold-order)."""
    if not context.values.get("thresholds"):
        return None
    known = deep_merge(FIRST, context.view.get("thresholds"))
    for what, levels in deep_merge(known, context.values["thresholds"]).items():
        warning, critical = (
            (levels.get(level) or {}).get("value") for level in ("warning", "critical")
        )
        if warning is not None and critical is not None and warning > critical:
            return (
                f"thresholds.{what} has the warning {warning:g} above the critical value "
                f"{critical:g}. Name both, the lower one as the warning."
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


def _members(name: str, *item: Field, key: tuple[str, ...], help: Text) -> Children:
    return Checks(
        name,
        create=True,
        add_many=True,
        fields=(*item, ignored("id")),
        key=key,
        add=Call("POST", f"{SELF}/{name}", {name: Placeholder("value")}),
        change=Call(
            "PUT", f"{SELF}/{name}/{{item.id}}", {name: Placeholder("value")}
        ),  # (api-notes: one-in-plural)
        remove=Call("DELETE", f"{SELF}/{name}/{{item.id}}"),
        help=help,
    )


class MonitoringPolicy(Resource):
    name = "monitoring_policy"
    plural = "monitoring_policies"
    title = "monitoring policy"
    path = "/monitoring_policies"
    documentation = Documentation(
        description=(
            "Creates, changes and removes monitoring policies with their thresholds, ports, "
            "processes and servers.",
            "An account has a default policy. Only its servers can be changed. Any other change "
            "fails before the first write.",
        ),
        see_also=(
            "monitoring_policy_info",
            "server",
        ),
        info_see_also=("monitoring_policy",),
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
        Attribute("thresholds", "The values that trigger alerts.", "dict", threshold_attributes()),
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
        Field(
            "email",
            limits=Limits(longest=128),
            create_default="",
            equal=same_mailbox,
            help="The address to which alerts are sent. With an empty string, no alerts are sent.",
        ),
        Field(
            "agent",
            "bool",
            create_default=False,
            help="Whether the policy uses the monitoring agent, which must run on the servers. "
            "O(processes) and O(thresholds.disk) need the agent.",
        ),
        Thresholds(
            "thresholds",
            "dict",
            fields=thresholds(),
            create_default=FIRST,
            help="The values that trigger alerts. Thresholds that are not set are not changed. A "
            "new policy gets the default values and sends no alerts for them.",
        ),
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
            Field(
                "email_notification",
                "bool",
                default=False,
                help="Whether the alert is sent by e-mail.",
            ),
            key=("protocol", "port"),
            help="All monitored ports.",
        ),
        _members(
            "processes",
            # (api-notes: process-length)
            Field(
                "process",
                required=True,
                limits=Limits(shortest=1, longest=50),
                help="The name of the process.",
            ),
            Field(
                "alert_if",
                choices=("RUNNING", "NOT_RUNNING"),
                default="NOT_RUNNING",
                help="The condition for an alert.",
            ),
            Field(
                "email_notification",
                "bool",
                default=False,
                help="Whether the alert is sent by e-mail.",
            ),
            key=("process",),
            help="All monitored processes. New processes need O(agent=true).",
        ),
        Children(
            "servers",
            to="servers",
            add_many=True,
            allowed_when_protected=True,
            add=Call("POST", f"{SELF}/servers", {"servers": Placeholder("value")}),
            remove=Call("DELETE", f"{SELF}/servers/{{item.id}}"),
            help="The monitored servers, each by name or id. A server has one policy: this "
            "policy replaces the current policy of the server.",
        ),
    )
    updates = (Update(SELF, ("name", "description", "email", "agent", "thresholds")),)

    def normalize(self, policy: dict[str, Any]) -> dict[str, Any]:
        """Ports and processes show their alerts under either of two pairs of names (api-notes: alert-names)."""
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

    def protected_reason(self, policy: Mapping[str, Any]) -> str | None:
        """Default policies cannot be changed (api-notes: default-policies-protected)."""
        if policy.get("default"):
            return (
                f'"{policy["name"]}" is the default monitoring policy of the account, which takes '
                "and loses servers and "
                "nothing else. Create a policy of your own."
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
