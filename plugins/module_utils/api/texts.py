# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Paths of objects, and texts of answers that can be printed safely."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote


def is_deeper(value: Any, levels: int) -> bool:
    """Return whether objects and lists are nested on more than ``levels`` levels.

    Does not recurse, because the value may be nested too deeply for that.
    """
    containers: list[Any] = [[value]]
    for _level in range(levels + 1):
        containers = [
            inner
            for container in containers
            for inner in (container.values() if isinstance(container, dict) else container)
            if isinstance(inner, (dict, list))
        ]
        if not containers:
            return False
    return True


def path_to(collection: str, identifier: str) -> str:
    """Return the path of an object of a list: /servers/1."""
    return f"{collection}/{quote(identifier, safe='')}"


def printable(text: str) -> str:
    """Return a text without characters that control a terminal or the direction of a line.

    White space becomes a blank, every other such character U+FFFD.
    """
    return "".join(
        char if char.isprintable() else " " if char.isspace() else "\ufffd" for char in text
    )


def printable_texts(value: Any) -> Any:
    """Return a JSON value in which all keys and texts are printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {printable(key): printable_texts(inner) for key, inner in value.items()}
    return [printable_texts(inner) for inner in value] if isinstance(value, list) else value
