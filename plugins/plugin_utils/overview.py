# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page about an account shows: a summary of its objects, safe for HTML. Pure functions."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ..module_utils.api.texts import printable_texts
from .overview_charts import chart, usage_bars
from .overview_costs import costs_overview
from .overview_ports import open_ports
from .overview_topology import topology

Lists = Mapping[str, Any]
Members = Mapping[str, Any]
#: Text and tone of states. The page colours tones. All other states are transitional.
STATES = {"POWERED_ON": ("running", "good"), "POWERED_OFF": ("stopped", "off")}
#: The checks of the monitoring center that name a percentage.
CHECKS = ("cpu", "ram", "disk")
PERCENT = re.compile(r"\b(\d{1,3}(?:\.\d+)?) ?%")


def account_overview(lists: Lists, expected_ports: Sequence[int] = (80, 443)) -> dict[str, Any]:
    """Return a summary of an account.

    :param lists: the results of modules that read, by their keys. A missing list is empty.
    :param expected_ports: ports that may be open to all addresses without a warning.
    """
    costs = costs_overview(lists.get("costs") or ())
    prices = {each["id"]: each for each in costs["objects"] if each["kind"] == "server"}
    monitored = {each["id"]: each for each in lists.get("monitoring") or ()}
    attached = {each["id"] for each in lists.get("block_storages") or ()}
    servers = [
        _server(each, prices.get(each["id"]), monitored.get(each["id"]), attached)
        for each in sorted(lists.get("servers") or (), key=lambda each: str(each["name"]))
    ]
    ports = open_ports(lists, {int(each) for each in expected_ports})
    overview = {
        "servers": servers,
        "totals": _totals(lists, servers, ports),
        "open_ports": ports,
        "costs": costs,
        "topology": topology(lists, servers),
        "usages": usage_bars(lists.get("usages") or {}),
        "charts": [chart(each) for each in lists.get("charts") or ()],
        "operations": [dict(each) for each in lists.get("operations") or ()],
    }
    return escaped(overview)  # type: ignore[no-any-return]


def escaped(value: Any) -> Any:
    """Return a value in which all texts are escaped for HTML and contain no control characters."""
    if isinstance(value, str):
        return html.escape(str(printable_texts(value)))
    if isinstance(value, Mapping):
        return {key: escaped(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [escaped(inner) for inner in value]
    return value


def names(objects: Iterable[Members] | None) -> list[str]:
    """Return the names of objects, in order."""
    return sorted(str(each["name"]) for each in objects or () if each.get("name") is not None)


def _totals(lists: Lists, servers: Sequence[Members], ports: Sequence[Members]) -> dict[str, int]:
    """Return the numbers at the top of the page."""
    return {
        "servers": len(servers),
        "running": sum(each["tone"] == "good" for each in servers),
        "load_balancers": len(lists.get("load_balancers") or ()),
        "private_networks": len(lists.get("private_networks") or ()),
        "storages": len(lists.get("block_storages") or ())
        + len(lists.get("shared_storages") or ()),
        "critical": sum(each["critical"] for each in servers),
        "warning": sum(each["warning"] for each in servers),
        "unexpected_ports": sum(not each["expected"] for each in ports),
        "operations": len(lists.get("operations") or ()),
    }


def _server(
    server: Members,
    price: Members | None,
    monitored: Members | None,
    attached: Collection[str],
) -> dict[str, Any]:
    """Return what the page shows of a server.

    :param attached: the ids of block storages, which servers show among their disks.
    """
    name = str((server.get("status") or {}).get("state") or "unknown")
    state, tone = STATES.get(name, (name.replace("_", " ").lower(), "busy"))
    ips = server.get("ips") or ()
    alerts = ((monitored or {}).get("alerts") or {}).values()
    return {
        "id": str(server["id"]),
        "name": str(server["name"]),
        "state": state,
        "tone": tone,
        "hardware": _hardware(server.get("hardware") or {}, attached),
        "datacenter": str((server.get("datacenter") or {}).get("country_code") or ""),
        "addresses": [str(ip.get("ip") or "") for ip in ips],
        "policies": sorted(
            {str(ip["firewall_policy"]["name"]) for ip in ips if ip.get("firewall_policy")}
        ),
        "networks": names(server.get("private_networks")),
        "price": price,
        "critical": sum(int((each or {}).get("critical") or 0) for each in alerts),
        "warning": sum(int((each or {}).get("warning") or 0) for each in alerts),
        "loads": _loads(monitored or {}),
    }


def _hardware(hardware: Members, attached: Collection[str]) -> str:
    """Return processors, memory and disks as a short text."""
    listed = hardware.get("hdds") or ()
    disks = [each.get("size") or 0 for each in listed if each.get("id") not in attached]
    parts = [
        f"{hardware['vcore']} vCore" if hardware.get("vcore") else "",
        f"{hardware['ram']:g} GB RAM" if hardware.get("ram") else "",
        f"{sum(disks):g} GB" if disks else "",
    ]
    return ", ".join(filter(None, parts))


def _loads(monitored: Members) -> dict[str, float | None]:
    """Return the last percentages of processor, memory and disk.

    The API returns them as a part of a sentence. None: the sentence contains no percentage.
    """
    status = monitored.get("status") or {}
    texts = {name: str((status.get(name) or {}).get("state") or "") for name in CHECKS}
    found = {name: PERCENT.search(text) for name, text in texts.items()}
    return {name: min(float(each[1]), 100.0) if each else None for name, each in found.items()}
