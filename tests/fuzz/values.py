# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of options: hostile ones of all types, and ones that fit the type of an option."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from typing import Any

from fuzz.mutations import VALUES, nested

#: Texts with characters that have a meaning for paths, URLs, JSON, YAML, Jinja or a terminal.
TEXTS = [
    "",
    " ",
    "\0",
    "x\ny",
    "\x1b[31mred",
    "\u202egnp.exe",
    "\ufeffx",
    "ÄÖ",
    "\U0001f4a9",
    "e\u0301",
    "x" * 129,
    "x" * 5000,
    "ß" * 300,
    "../x",
    "a/b",
    "..",
    ".",
    "?q=x",
    "#x",
    "%2e%2e%2f",
    "%",
    "{id}",
    "{{ x }}",
    "{% for",
    "null",
    "true",
    "NaN",
    "1e999",
    "'\"`$(x)",
    "<script>",
    "a,b",
    "planned:x",
    "*",
    "-",
    "--help",
    "@x",
    "0x10",
    "١٢",
    "10.0.0.0/8",
    "::1",
    "999.0.0.1",
    "1-",
    "65536",
    "90-80",
    "x.example.com",
]
NUMBERS: list[Any] = [
    0,
    1,
    -1,
    2,
    3,
    20,
    80,
    65535,
    65536,
    10**9,
    2**63,
    -(2**63),
    10**30,
    10**300,
    0.1,
    1.5,
    -0.0,
    1e308,
    5e-324,
    math.nan,
    math.inf,
    -math.inf,
]


def hostile(chance: random.Random) -> Any:
    """Return a value of any type."""
    value = chance.choice([chance.choice(TEXTS), chance.choice(NUMBERS), chance.choice(VALUES)])
    form = chance.random()
    if form < 0.05:
        return nested(value, chance.choice([5, 40, 200]), chance.random() < 0.5)
    if form < 0.1:
        return [value] * chance.choice([1, 2, 300])
    return value


def fitting(spec: Mapping[str, Any], names: Sequence[str], chance: random.Random) -> Any:
    """Return a value of the type of an option.

    :param spec: its argument spec.
    :param names: names and ids of objects.
    """
    if spec.get("choices"):
        return chance.choice(list(spec["choices"]))
    kind = spec.get("type", "str")
    if kind == "list":
        inner = {**spec, "type": spec.get("elements", "str")}
        return [fitting(inner, names, chance) for _each in range(chance.choice([0, 1, 1, 2, 4]))]
    if kind == "dict":
        return {
            name: fitting(inner, names, chance)
            for name, inner in (spec.get("options") or {}).items()
            if inner.get("required") or chance.random() < 0.4
        }
    if kind == "path":
        return chance.choice(["FOLDER", "FOLDER/x", "FOLDER/missing/x", "FOLDER/\0", ""])
    if kind == "bool":
        return chance.choice([True, False, "yes", "no", 0, 1])
    if kind == "raw":
        return chance.choice([chance.choice(names), hostile(chance)])
    if kind == "str":
        return chance.choice([chance.choice(names), chance.choice(TEXTS)])
    numbers = [each for each in NUMBERS if kind == "float" or isinstance(each, int)]
    return chance.choice([chance.choice(numbers), chance.choice([4, 8, 20, 40, 80, 120])])
