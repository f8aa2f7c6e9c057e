# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The thresholds of monitoring policies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..model.documentation import Attribute
from ..model.fields import Field
from ..model.limits import Limits
from ..model.values import deep_merge, get_path

VALUE = "The value from which the level is reached."
ALERT = "Whether an alert is sent."


@dataclass(frozen=True)
class Level:
    """The warning level or the critical level of a threshold.

    :param initial: the value of a new policy.
    """

    name: str
    initial: int
    limits: Limits

    @property
    def text(self) -> str:
        """The description of the level."""
        return f"The {self.name} level."

    def field(self) -> Field:
        """Return the sub-option for the level."""
        default = f"The default for a new {{title}} is V({self.initial})."
        value = Field("value", "int", limits=self.limits, help=f"{VALUE} {default}")
        alert = Field("alert", "bool", help=ALERT)
        return Field(self.name, "dict", fields=(value, alert), help=self.text)

    def attribute(self) -> Attribute:
        """Return the attribute for the level."""
        value = Attribute("value", VALUE, "int", sample=self.initial)
        alert = Attribute("alert", ALERT, "bool", sample=False)
        return Attribute(self.name, self.text, "dict", (value, alert))


@dataclass(frozen=True)
class Threshold:
    """A value that a policy measures, and its two levels.

    :param text: the description of the measured value.
    :param note: more text about the option.
    """

    name: str
    text: str
    levels: tuple[Level, Level]
    note: str = ""


def levels(
    warning: int, critical: int, warning_limits: Limits, critical_limits: Limits
) -> tuple[Level, Level]:
    """Return the two levels of a threshold."""
    return (
        Level("warning", warning, warning_limits),
        Level("critical", critical, critical_limits),
    )


#: The threshold that needs the agent.
DISK = "disk"
SHARE = (Limits(minimum=1, maximum=95), Limits(maximum=100))
#: (api-notes: threshold-limits)
THRESHOLDS = (
    Threshold("cpu", "The load of the processors in percent.", levels(90, 95, *SHARE)),
    Threshold("ram", "The used memory in percent.", levels(90, 95, *SHARE)),
    Threshold(
        DISK,
        "The used disk space in percent.",
        levels(80, 90, *SHARE),
        "It is monitored only with O(agent=true). Without the agent, it is sent when the policy is "
        "created. Later it is compared only if the API returns it.",
    ),
    Threshold(
        "internal_ping",
        "The time of an internal ping in milliseconds.",
        levels(50, 100, Limits(minimum=1), Limits(maximum=100)),
    ),
    Threshold(
        "transfer",
        "The traffic in kbit/s.",
        levels(1000, 2000, Limits(minimum=1), Limits(maximum=2000)),
    ),
)
#: The thresholds of a new policy.
INITIAL = {
    each.name: {level.name: {"value": level.initial, "alert": False} for level in each.levels}
    for each in THRESHOLDS
}


class ThresholdsField(Field):
    """The option for the thresholds of a policy. A task can give a part of them."""

    def merged(
        self,
        current: Any,
        desired: Any,
        values: Mapping[str, Any],
        options: Mapping[str, Any],
    ) -> Any:
        """Return the complete thresholds. One that the policy does not show has the initial values.

        Without an agent, the API may accept the threshold of disks and not show it
        (api-notes: disk-threshold). It is then left out, because it cannot be compared.
        """
        compared = {
            name
            for name in INITIAL
            if name != DISK or values.get("agent") or get_path(current, name)
        }
        named = {
            name: value for name, value in (desired or {}).items() if value and name in compared
        }
        missing = {name: INITIAL[name] for name in named if not get_path(current, name)}
        return deep_merge(deep_merge(missing, current), named)


THRESHOLDS_FIELD = ThresholdsField(
    "thresholds",
    "dict",
    fields=tuple(
        Field(
            each.name,
            "dict",
            fields=tuple(level.field() for level in each.levels),
            help=(each.text, each.note) if each.note else each.text,
        )
        for each in THRESHOLDS
    ),
    default=INITIAL,
    help="The values that trigger alerts. Thresholds that are not set are not changed. A new "
    "policy gets the default values and sends no alerts for them.",
)
THRESHOLDS_ATTRIBUTE = Attribute(
    "thresholds",
    "The values that trigger alerts.",
    "dict",
    tuple(
        Attribute(each.name, each.text, "dict", tuple(level.attribute() for level in each.levels))
        for each in THRESHOLDS
    ),
)
