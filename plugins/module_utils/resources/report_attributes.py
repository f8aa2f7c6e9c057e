# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The attributes of the elements of reports."""

from __future__ import annotations

from dataclasses import replace

from ..model.documentation import Attribute
from .common import DATACENTER_ATTRIBUTE, SOME_ID, reference

SNAPSHOT = (
    Attribute("id", "The id of the snapshot.", sample=SOME_ID),
    Attribute("creation_date", "The time of the creation.", sample="2026-11-25T08:33:25+00:00"),
    Attribute(
        "deletion_date",
        "The time at which the API removes the snapshot.",
        sample="2026-11-28T08:33:25+00:00",
    ),
)

# -- logs

LOG = (
    Attribute("id", "The id of the entry.", sample=SOME_ID),
    Attribute(
        "cloudpanel_id",
        "The short id of the entry in the Cloud Panel. Null for most entries.",
        sample="ap99AA4_1",
    ),
    Attribute("action", "The action, as the API returns it.", sample="CREATE"),
    Attribute(
        "type",
        "The kind of object, as the API returns it. V(VM) means a server.",
        sample="MONITORINGPOLICY",
    ),
    reference("resource", "The object.", "object", "web"),
    replace(reference("user", "The user who did it.", "user", "034b011e.jane"), to="users"),
    Attribute(
        "status",
        "The result.",
        "dict",
        (
            Attribute("state", "The state of the action.", sample="COMPLETED"),
            Attribute("percent", "The progress in percent.", "int", sample=100),
        ),
    ),
    Attribute("start_date", "The time of the start.", sample="2026-11-25T08:33:25Z"),
    Attribute(
        "end_date",
        "The time of the end. Null if the action has not ended.",
        sample="2026-11-25T08:34:37Z",
    ),
    Attribute("duration", "The duration. The reference does not name the unit.", "int", sample=72),
    Attribute(
        "details",
        "More details. Their structure depends on the action.",
        "dict",
        sample={},
    ),
)

# -- monitoring

CHECKS = {
    "cpu": "processors",
    "ram": "memory",
    "disk": "disks",
    "transfer": "traffic",
    "internal_ping": "internal ping",
}
_DATE = Attribute("date", "The time of the sample.", sample="2026-25-11T08:05:00Z")


def _measured(
    name: str, help: str, warning: int, critical: int, *values: tuple[str, str, str, float]
) -> Attribute:
    """Return the attribute for the values that were measured.

    :param values: (name, description, unit, sample) of the values of each sample.
    """
    data = Attribute(
        "data",
        "The samples.",
        "list",
        (
            _DATE,
            *(Attribute(key, text, "float", sample=some) for key, text, _unit, some in values),
        ),
    )
    unit = Attribute(
        "unit",
        "The units of the samples.",
        "dict",
        tuple(
            Attribute(key, f"The unit of RV(monitoring[].{name}.data[].{key}).", sample=of)
            for key, _text, of, _some in values
        ),
    )
    return Attribute(
        name,
        help,
        "dict",
        (
            Attribute("warning", "The warning level.", "int", sample=warning),
            Attribute("critical", "The critical level.", "int", sample=critical),
            Attribute("status", "The current state, in words.", sample="OK"),
            *((data, unit) if values else ()),
        ),
        returned="with O(server)",
    )


MONITORED = (
    Attribute("id", "The id of the server.", sample=SOME_ID),
    Attribute("name", "The name of the server.", sample="web1"),
    replace(DATACENTER_ATTRIBUTE, help="The datacenter of the server."),
    Attribute(
        "status",
        "The state of the server.",
        "dict",
        (
            Attribute("state", "The power state, as the API returns it.", sample="POWERED_ON"),
            *(
                Attribute(
                    name,
                    f"The state of the {objects}.",
                    "dict",
                    (Attribute("state", "The state, in words.", sample="OK"),),
                    returned="without O(server)",
                )
                for name, objects in CHECKS.items()
            ),
        ),
    ),
    Attribute(
        "alerts",
        "The numbers of alerts.",
        "dict",
        tuple(
            Attribute(
                name,
                f"The numbers for {objects}.",
                "dict",
                (
                    Attribute("critical", "The number of critical alerts.", "int", sample=0),
                    Attribute("warning", "The number of warnings.", "int", sample=1),
                    Attribute("ok", "The number of checks without an alert.", "int", sample=3),
                ),
            )
            for name, objects in (
                ("resources", "thresholds"),
                ("ports", "ports"),
                ("process", "processes"),
            )
        ),
    ),
    Attribute(
        "agent",
        "The monitoring agent.",
        "dict",
        (
            Attribute("agent_installed", "Whether the agent is installed.", "bool", sample=True),
            Attribute(
                "monitoring_needs_agent",
                "Whether the monitoring policy needs the agent.",
                "bool",
                sample=True,
            ),
            Attribute(
                "missing_agent_alert",
                "Whether the agent is needed and not installed.",
                "bool",
                sample=False,
            ),
        ),
    ),
    _measured(
        "cpu",
        "The load of the processors.",
        90,
        95,
        ("used_percent", "The load.", "%", 0.4),
    ),
    _measured(
        "ram",
        "The used memory.",
        90,
        95,
        ("used_percent", "The used memory.", "%", 39.0),
    ),
    _measured("disk", "The used disk space. Returned only with the agent.", 80, 90),
    _measured(
        "internal_ping",
        "The internal ping.",
        50,
        100,
        ("pl", "The lost packets.", "%", 0.0),
        ("rta", "The round-trip time.", "ms", 0.657),
    ),
    _measured(
        "transfer",
        "The traffic.",
        1000,
        2000,
        ("downstream", "The received traffic.", "bps", 1200.0),
        ("upstream", "The sent traffic.", "bps", 800.0),
    ),
)

# -- usages

_AMOUNT = (
    Attribute("avg_amount", "The average amount, as a number with two decimals.", sample="2.00"),
    Attribute("unit", "The unit of the average amount.", sample="GB"),
    Attribute("usage", "The usage. The reference does not name the unit.", "int", sample=49619),
)
_SERVICES = Attribute(
    "services",
    "The billed services.",
    "list",
    (
        Attribute("type", "The kind of service, as the API returns it.", sample="RAM"),
        Attribute("name", "The address, for the type V(IP).", sample="198.51.100.7"),
        *_AMOUNT,
        Attribute(
            "detail",
            "The usage by period.",
            "list",
            (
                *_AMOUNT,
                Attribute("start_date", "The start.", sample="2026-11-01T08:36:39+00:00"),
                Attribute("end_date", "The end.", sample="2026-11-25T19:59:01+00:00"),
            ),
        ),
    ),
)
_IDENTIFIED = Attribute("id", "The id of the object.", sample=SOME_ID)
_NAMED = Attribute("name", "The name of the object.", sample="web1")
USAGE_GROUPS = (
    Attribute("SERVERS", "The servers.", "list", (_IDENTIFIED, _NAMED, _SERVICES)),
    Attribute("IMAGES", "The images.", "list", (_IDENTIFIED, _NAMED, _SERVICES)),
    Attribute("SHARED_STORAGES", "The shared storages.", "list", (_NAMED, _SERVICES)),
    Attribute("PUBLIC_IPS", "The addresses that belong to no object.", "list", (_NAMED, _SERVICES)),
)

# -- prices


def _price(name: str, unit: str) -> tuple[Attribute, ...]:
    return (
        Attribute("name", "The name of the price.", sample=name),
        Attribute("price_net", "The price without tax.", "float", sample=5.0),
        Attribute("price_gross", "The price with tax.", "float", sample=6.05),
        Attribute("unit", "The unit of the price.", sample=unit),
    )


PRICES = (
    Attribute("currency", "The currency.", sample="EUR"),
    Attribute("vat", "The value added tax in percent.", "int", sample=20),
    Attribute(
        "pricing_plans",
        "The prices by kind of object.",
        "dict",
        (
            Attribute(
                "server",
                "The prices of servers.",
                "dict",
                (
                    Attribute(
                        "fixed_servers",
                        "The prices of the fixed instance sizes.",
                        "list",
                        (
                            *_price("XL", "server/month"),
                            Attribute(
                                "hardware",
                                "The hardware of the size.",
                                "dict",
                                (
                                    Attribute(
                                        "vcore", "The number of processors.", "int", sample=2
                                    ),
                                    Attribute("ram", "The memory in GB.", "int", sample=4),
                                    Attribute(
                                        "hdds",
                                        "The disks.",
                                        "list",
                                        (
                                            Attribute(
                                                "size",
                                                "The size of the disk in GB.",
                                                "int",
                                                sample=120,
                                            ),
                                        ),
                                    ),
                                ),
                            ),
                        ),
                    ),
                    Attribute(
                        "flexible_sever",
                        "The prices of processors, memory and disks. The name is spelled as in "
                        "the API.",
                        "list",
                        _price("RAM", "GB/month"),
                    ),
                ),
            ),
            Attribute(
                "public_ip", "The prices of addresses.", "list", _price("unused_ip", "IP/month")
            ),
            Attribute("image", "The price of images.", "dict", _price("storage", "GB/month")),
            Attribute(
                "shared_storage",
                "The price of shared storages.",
                "dict",
                _price("storage", "GB/month"),
            ),
            Attribute(
                "software_licenses",
                "The prices of licenses.",
                "list",
                _price("windows", "license/month"),
            ),
            Attribute("backups", "The price of backups.", "dict", _price("storage", "GB/month")),
        ),
    ),
)  # (api-notes: pricing-names)
