# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of requests and answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote


def is_deeper(value: Any, levels: int) -> bool:
    """Whether a value holds objects and lists on more than so many levels."""
    layer = [value]
    for _level in range(levels + 1):
        layer = [
            inner
            for each in layer
            if isinstance(each, (dict, list))
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not layer:
            return False
    return True


def path_to(collection: str, identifier: str) -> str:
    return f"{collection}/{quote(identifier, safe='')}"


def printable(text: str) -> str:
    """Return a text without characters that control a terminal or change the order in which a line is read."""
    return "".join(
        each if each.isprintable() else " " if each.isspace() else "\ufffd" for each in text
    )


def printable_texts(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {printable(key): printable_texts(inner) for key, inner in value.items()}
    return [printable_texts(inner) for inner in value] if isinstance(value, list) else value
