# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write YAML as people write it: wrapped texts, short lists on one line, lists indented."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from typing import Any

import yaml

WIDTH = 100


def to_yaml(value: Mapping[str, Any]) -> str:
    """Return a mapping as YAML.

    :raises ValueError: a reader of the YAML would get another value.
    """
    text = "".join(_entry(key, inner, 0) for key, inner in value.items())
    if yaml.safe_load(text) != value:
        raise ValueError(f"the YAML has another value than {value!r}")
    return text


def _entry(key: str, value: Any, indent: int) -> str:
    """Return one line, or block, ``key: value``."""
    head = " " * indent + f"{key}:"
    if isinstance(value, Mapping) and value:
        inner = "".join(_entry(name, member, indent + 2) for name, member in value.items())
        return f"{head}\n{inner}"
    if isinstance(value, list) and not _is_short(value, len(head)):
        return f"{head}\n" + "".join(_element(each, indent + 2) for each in value)
    if isinstance(value, str):
        return head + _text(value, indent + 2, len(head) + 1, " ")
    return f"{head} {flow(value)}\n"


def _is_short(value: list[Any], used: int) -> bool:
    """Return whether a list is written on one line, after ``used`` columns."""
    words = all(not isinstance(each, Mapping) and " " not in str(each) for each in value)
    return words and used + len(flow(value)) < WIDTH


def _element(value: Any, indent: int) -> str:
    if isinstance(value, str):
        return " " * indent + "-" + _text(value, indent + 2, indent + 2, " ")
    entries = "".join(_entry(name, member, indent + 2) for name, member in value.items())
    return " " * indent + "- " + entries[indent + 2 :]


def _text(value: str, indent: int, used: int, space: str) -> str:
    """Return a text after ``used`` columns, with lines that continue at an indentation."""
    quoted = scalar(value)
    lines = textwrap.wrap(
        quoted,
        width=WIDTH,
        initial_indent="x" * used,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return space + "\n".join(lines)[used:] + "\n"


def scalar(value: str) -> str:
    """Return a text as a YAML scalar, in quotes only if they are needed."""
    if value and "\n" not in value and ": " not in value and _is_plain(value):
        return value
    return "'" + value.replace("'", "''") + "'"


def _is_plain(value: str) -> bool:
    try:
        return bool(yaml.safe_load(f"- {value}\n") == [value])
    except (yaml.YAMLError, ValueError):  # such as the month 13 of a date
        return False


def flow(value: Any) -> str:
    """Return a value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    if isinstance(value, str):
        return scalar(value) if not set(value) & set(",[]{}#") else json.dumps(value)
    return json.dumps(value)
