# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The diagram of an account: boxes in three columns, and lines between them.

Load balancers are on the left, servers in the middle, networks and storages on the right. In a
large account, servers with the same connections share one box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Members = Mapping[str, Any]
#: If an account has more servers, servers with the same connections share a box.
SINGLE_SERVERS = 24
#: A column with more boxes ends with a box for the rest.
LONGEST_COLUMN = 40
#: The size of the picture, its boxes and its gaps.
BOX_WIDTH, BOX_HEIGHT, GAP = 232, 48, 14
COLUMN_STEP = 350
#: The longest texts that fit into a box.
TITLE_LENGTH, TEXT_LENGTH = 24, 34


@dataclass
class Box:
    """A box of the diagram.

    :param kind: server, load_balancer, private_network, shared_storage, block_storage or more.
    :param links: the keys of boxes in other columns.
    :param full: the text that a pointer shows.
    """

    key: str
    kind: str
    title: str
    text: str
    links: tuple[str, ...] = ()
    full: str = ""
    tone: str = ""
    count: int = 1
    y: float = 0.0

    def shown(self, column: int) -> dict[str, Any]:
        """Return the box for the page."""
        return {
            "kind": self.kind,
            "title": shortened(self.title, TITLE_LENGTH),
            "text": shortened(self.text, TEXT_LENGTH),
            "full": self.full or f"{self.title}: {self.text}",
            "tone": self.tone,
            "stacked": self.count > 1,
            "x": column * COLUMN_STEP,
            "y": round(self.y, 1),
        }


def topology(lists: Members, servers: Sequence[Members]) -> dict[str, Any]:
    """Return the boxes and lines of the diagram.

    :param servers: the servers as the page shows them.
    """
    middle, storages = _servers(lists, servers)
    right = [*_networks(lists), *_shared(lists), *storages]
    columns = [_balancers(lists), middle, right]
    _place(columns)
    return _picture(columns)


def shortened(text: str, length: int) -> str:
    """Return a text that is not longer than this. The end of a longer one is an ellipsis."""
    return text if len(text) <= length else f"{text[: length - 1]}\u2026"


# -- boxes


def _balancers(lists: Members) -> list[Box]:
    return [
        Box(
            f"balancer {each['id']}",
            "load_balancer",
            str(each["name"]),
            f"{each.get('ip') or 'new address'}, ports "
            + (
                ", ".join(str(rule.get("port_balancer")) for rule in each.get("rules") or ()) or "-"
            ),
        )
        for each in lists.get("load_balancers") or ()
    ]


def _networks(lists: Members) -> list[Box]:
    return [
        Box(
            f"network {each['id']}",
            "private_network",
            str(each["name"]),
            f"{each.get('network_address') or ''} {each.get('subnet_mask') or ''}".strip(),
        )
        for each in lists.get("private_networks") or ()
    ]


def _shared(lists: Members) -> list[Box]:
    return [
        Box(
            f"shared {each['id']}",
            "shared_storage",
            str(each["name"]),
            f"shared storage, {each.get('size') or 0:g} GB",
        )
        for each in lists.get("shared_storages") or ()
    ]


def _block_box(key: str, storages: Sequence[Members], note: str = "") -> Box:
    """Return the box of block storages that belong together.

    :param note: the end of the text.
    """
    size = sum(each.get("size") or 0 for each in storages)
    listed = ", ".join(sorted(str(each["name"]) for each in storages))
    if len(storages) == 1:
        return Box(key, "block_storage", listed, f"block storage, {size:g} GB{note}")
    return Box(
        key,
        "block_storage",
        f"{len(storages)} block storages",
        f"{size:g} GB{note}",
        full=listed,
        count=len(storages),
    )


def _servers(lists: Members, servers: Sequence[Members]) -> tuple[list[Box], list[Box]]:
    """Return the boxes of servers, and those of block storages.

    There is one box for each server, or one for each group of servers with the same links.
    """
    links = _links(lists)
    storages: dict[str, list[Members]] = {}
    for each in lists.get("block_storages") or ():
        storages.setdefault(str((each.get("server") or {}).get("id") or ""), []).append(each)
    groups: dict[tuple[Any, ...], list[Members]] = {}
    for each in servers:
        single = each["id"] if len(servers) <= SINGLE_SERVERS else ""
        connections = (single, links.get(each["id"], ()), each["id"] in storages)
        groups.setdefault(connections, []).append(each)
    boxes, blocks = [], []
    for (_single, keys, _has_storages), members in groups.items():
        owned = [each for server in members for each in storages.pop(server["id"], ())]
        if owned:
            blocks.append(_block_box(f"block {members[0]['id']}", owned))
            keys = (*keys, blocks[-1].key)
        boxes.append((_server if len(members) == 1 else _group)(members, keys))
    free = [each for rest in storages.values() for each in rest]
    if free:
        blocks.append(_block_box("free", free, ", no server"))
    return boxes, blocks


def _server(members: Sequence[Members], links: tuple[str, ...]) -> Box:
    """Return the box of a server."""
    (server,) = members
    text = f"{server['state']}, {server['hardware']}".rstrip(", ")
    return Box(f"server {server['id']}", "server", server["name"], text, links, tone=server["tone"])


def _group(members: Sequence[Members], links: tuple[str, ...]) -> Box:
    """Return the box of servers with the same connections."""
    first, last = members[0]["name"], members[-1]["name"]
    running = sum(each["tone"] == "good" for each in members)
    tones = {each["tone"] for each in members}
    return Box(
        f"group {members[0]['id']}",
        "server",
        f"{len(members)} servers",
        f"{running} running: {first} \u2026",
        links,
        full=f"{first} to {last}, {running} of {len(members)} running",
        tone=tones.pop() if len(tones) == 1 else "busy",
        count=len(members),
    )


def _links(lists: Members) -> dict[str, tuple[str, ...]]:
    """Return by the id of each server the keys of the boxes to which it is connected."""
    found: dict[str, list[str]] = {}
    addresses: dict[str, str] = {}
    for server in lists.get("servers") or ():
        keys = found.setdefault(str(server["id"]), [])
        for ip in server.get("ips") or ():
            addresses[str(ip.get("id"))] = str(server["id"])
        keys += [f"network {each['id']}" for each in server.get("private_networks") or ()]
    for balancer in lists.get("load_balancers") or ():
        for ip in balancer.get("server_ips") or ():
            if str(ip.get("id")) in addresses:
                found[addresses[str(ip["id"])]].append(f"balancer {balancer['id']}")
    for storage in lists.get("shared_storages") or ():
        for server in storage.get("servers") or ():
            found.setdefault(str(server.get("id")), []).append(f"shared {storage['id']}")
    return {key: tuple(sorted(set(keys))) for key, keys in found.items()}


# -- layout


def _place(columns: list[list[Box]]) -> None:
    """Shorten, sort and place the boxes of each column. Change the list in place.

    Boxes are near the boxes to which they are connected, so that few lines cross.
    """
    balancers, servers, right = columns
    rank = {box.key: number for number, box in enumerate(balancers)}
    servers.sort(
        key=lambda box: min([rank[key] for key in box.links if key in rank] or [len(rank)])
    )
    for column in (balancers, servers):
        _shorten(column)
    positions: dict[str, list[int]] = {}
    for number, box in enumerate(servers):
        for key in box.links:
            positions.setdefault(key, []).append(number)
    for column in (balancers, right):
        column.sort(key=lambda box: _mean(positions.get(box.key) or [len(servers)]))
    _shorten(right)
    height = max(len(column) for column in columns) * (BOX_HEIGHT + GAP)
    for column in columns:
        slot = height / max(len(column), 1)
        for number, box in enumerate(column):
            box.y = number * slot + (slot - BOX_HEIGHT) / 2


def _shorten(column: list[Box]) -> None:
    """Replace the smallest boxes of a long column by one box."""
    if len(column) <= LONGEST_COLUMN:
        return
    largest = sorted(column, key=lambda box: -box.count)[: LONGEST_COLUMN - 1]
    kept = {box.key for box in largest}
    rest = [box for box in column if box.key not in kept]
    links = tuple(sorted({key for box in rest for key in box.links}))
    number = sum(box.count for box in rest)
    more = Box("more", "more", f"{number} more", "too many to draw", links, count=number)
    column[:] = [*(box for box in column if box.key in kept), more]


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers)


def _picture(columns: Sequence[Sequence[Box]]) -> dict[str, Any]:
    """Return the boxes and lines with their coordinates."""
    left, right = ({box.key: box for box in column} for column in (columns[0], columns[2]))
    lines = []
    for server in columns[1]:
        start = server.y + BOX_HEIGHT / 2
        for key in server.links:
            if key in left:
                y = left[key].y + BOX_HEIGHT / 2
                lines.append(_line(BOX_WIDTH, y, COLUMN_STEP, start))
            elif key in right:
                y = right[key].y + BOX_HEIGHT / 2
                lines.append(_line(COLUMN_STEP + BOX_WIDTH, start, 2 * COLUMN_STEP, y))
    heights = [box.y + BOX_HEIGHT for column in columns for box in column]
    return {
        "width": 2 * COLUMN_STEP + BOX_WIDTH,
        "height": round(max(heights, default=0)) + GAP,
        "columns": [0, COLUMN_STEP, 2 * COLUMN_STEP],
        "box": {"width": BOX_WIDTH, "height": BOX_HEIGHT},
        "boxes": [box.shown(number) for number, column in enumerate(columns) for box in column],
        "lines": lines,
    }


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return the path of a curve between two boxes."""
    middle = (x1 + x2) / 2
    return f"M{x1:g},{y1:.1f} C{middle:g},{y1:.1f} {middle:g},{y2:.1f} {x2:g},{y2:.1f}"
