# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks of a play: what a controller runs to bring objects of a site about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from soak.histories import CHECK, READ, STACK, Play
from soak.sites import PLURALS, Site, Slot, identity

Task = tuple[str, dict[str, Any], bool]


def tasks_of(play: Play, site: Site, before: Site) -> Iterator[Task]:
    """Yield module, options and check mode of the tasks of a play.

    :param before: the site of the round before.
    """
    if play.way == READ:
        for kind in dict.fromkeys(slot[0] for slot in play.slots):
            if kind in PLURALS:
                yield f"{kind}_info", {}, False
        return
    listed: dict[str, list[Any]] = {}
    for slot in play.slots:
        if play.way == STACK and slot[0] in PLURALS:
            listed.setdefault(PLURALS[slot[0]], []).append(_options(slot, site, before))
    if listed:
        yield "stack", listed, False
    for slot in play.slots:
        kind, name = slot
        is_separate = play.way != STACK or kind not in PLURALS
        # An address goes with its server.
        is_there = slot in site or kind != "server_ip" or ("server", name) in site
        if is_separate and is_there:
            yield kind, _options(slot, site, before), play.way == CHECK


def _options(slot: Slot, site: Site, before: Site) -> dict[str, Any]:
    """Return the options of the task of an object."""
    options = site.get(slot)
    if options is None:
        return {**identity(slot), "state": "absent"}
    was_off = before.get(slot, {}).get("state") == "stopped"
    start = {"state": "running"} if was_off and "state" not in options else {}
    return {**identity(slot), **options, **start}
