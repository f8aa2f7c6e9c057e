# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of an account in a form that does not depend on ids, addresses, secrets and time."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from simulator import catalogue
from simulator.account import Account
from simulator.kinds import IMAGE_POLICIES, LOGS, PUBLIC_IPS, Object

#: Members that differ between two runs of the same task.
VOLATILE = {
    "_ended",
    "_files",
    "_idle_from",
    "_incarnation",
    "_key",
    "_listed_from",
    "_addressed",
    "cloudpanel_id",
    "creation_date",
    "first_password",
    "id",
    "md5",
    "public_key",
    "_sent",
    "_text",
    "_key_text",
}
ID = re.compile(r"\b[0-9A-F]{32}\b")
PUBLIC_ADDRESS = re.compile(r"\b198\.18\.\d+\.\d+\b")


def state(account: Account) -> Counter[str]:
    """Return all objects of an account as texts, and how often each occurs."""
    objects = [*_objects(account)]
    labels = {obj["id"]: _label(obj) for obj in objects}
    for obj in objects:
        if obj.kind == PUBLIC_IPS and obj["_server"] in labels:
            labels[obj["id"]] += f" of {labels[obj['_server']]}"

    def shown(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shown(inner) for key, inner in value.items() if key not in VOLATILE}
        if isinstance(value, list):
            return sorted((shown(inner) for inner in value), key=json.dumps)
        if isinstance(value, str):
            text = ID.sub(lambda match: labels.get(match[0], "id"), value)
            return PUBLIC_ADDRESS.sub("address", text)
        return value

    return Counter(
        f"{labels[obj['id']]} {json.dumps(shown(dict(obj)), sort_keys=True)}" for obj in objects
    )


def differences(expected: Counter[str], found: Counter[str]) -> list[str]:
    """Return the objects that are missing and those that are too many."""
    return [
        *(f"missing: {text}" for text in expected - found),
        *(f"too many: {text}" for text in found - expected),
    ]


def _objects(account: Account) -> Iterator[Object]:
    for kind in account.store.kinds():
        if kind not in catalogue.OBJECTS and kind not in (LOGS, IMAGE_POLICIES):
            yield from account.objects(kind)


def _label(obj: Object) -> str:
    return f"{obj.kind.name} {obj.get('name') or obj.get('reverse_dns') or ''}".strip()
