# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Source files of the inventory, with unusual options, with invalid YAML, and with other bytes.

A source adds its hosts, or is refused with a message of Ansible and adds no host. It sends only
requests that read.
"""

from __future__ import annotations

import copy
import json
import random
from contextlib import chdir
from typing import Any

import yaml
from ansible.plugins.loader import inventory_loader
from fuzz.breaches import breach
from fuzz.mutations import at, ways
from fuzz.part import BREACH, CRASH, GARBAGE, REFUSED, SAME, Part, Verdict
from fuzz.scenarios import SOURCES
from fuzz.stocked_account import PLUGIN, StockedAccount
from fuzz.values import fitting, hostile

#: Options that decide where requests go and where files are written. Their values stay.
FIXED = ("plugin", "cache_connection", "ca_path")
CACHED = {
    "cache": True,
    "cache_plugin": "ansible.builtin.jsonfile",
    "cache_connection": "inventory-cache",
}
#: What is put anywhere into a text.
PIECES = [
    "\t",
    "\n",
    "\r",
    "\0",
    "\udcff",
    "\ufeff",
    "\u2028",
    "&a ",
    "*a",
    "<<: *a",
    "!!python/object/apply:os.getcwd []",
    "!!binary eA==",
    "!unsafe ",
    "!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162\n",
    "---\n",
    "...\n",
    "? ",
    "- ",
    "{",
    "]",
    "'",
    '"',
    "%YAML 3.0\n",
    "# ",
    ": ",
    "{{ x }}",
    "{{ 1 / 0 }}",
    "{{ lookup('env', 'HOME') }}",
    "{% for i in range(9) %}",
    "{{ [] | first }}",
    "plugin: x\n",
    "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\n",
]


class Sources(Part):
    """Mutated sources of the inventory on a stocked account."""

    name = "sources"

    def __enter__(self) -> Sources:
        self.account = StockedAccount(over_requests=True).__enter__()
        # As JSON, because Ansible returns subclasses of texts.
        documented = json.loads(json.dumps(inventory_loader.get(PLUGIN).option_definitions))
        self._spec = {
            name: spec(option) for name, option in documented.items() if name not in FIXED
        }
        self._names = ["name", "id", "model", "off", "DE", "POWERED_ON", "cloudpanel_name"]
        return self

    def __exit__(self, *exception: Any) -> None:
        self.account.__exit__(*exception)

    def input(self, number: int) -> dict[str, Any]:
        chance = self.chance(number)
        options = {"plugin": PLUGIN, **copy.deepcopy(chance.choice(SOURCES))}
        options.update(CACHED if chance.random() < 0.2 else {})
        for _change in range(chance.choice([0, 1, 2, 4])):
            self._change(options, chance)
        text = yaml.safe_dump(options, allow_unicode=chance.random() < 0.5)
        for _change in range(chance.choice([0, 0, 1, 2])):
            text = changed(text, chance)
        return {"text": text}

    def _change(self, options: dict[str, Any], chance: random.Random) -> None:
        name = chance.choice(sorted(self._spec))
        options[name] = (
            hostile(chance)
            if chance.random() < 0.3
            else fitting(self._spec[name], self._names, chance)
        )
        way = chance.choice([each for each in ways(options) if each])
        if way[0] not in FIXED and chance.random() < 0.3:
            at(options, way[:-1])[way[-1]] = hostile(chance)

    def judge(self, data: dict[str, Any]) -> Verdict:
        return Verdict(data, data["text"], *self._outcome(data["text"]))

    def _outcome(self, text: str) -> tuple[str, str]:
        self.account.api.restore()
        tasks = self.account.new_tasks()
        try:
            with chdir(self.account.folder):
                result = self.account.read_source(text.encode("utf-8", "surrogateescape"), tasks)
        except Exception as error:
            return CRASH, f"{type(error).__name__}: {error}"
        for exchange in self.account.api.exchanges:
            problem = "it writes" if exchange.writes else breach(exchange)
            if problem:
                return BREACH, f"{exchange.method} {exchange.path} {exchange.query}: {problem}"
        if not result.get("failed"):
            return SAME, ""
        if "Traceback" in result["msg"]:
            return CRASH, result["msg"]
        if result["hosts"]:
            return GARBAGE, f"failed and added {result['hosts']}: {result['msg']}"
        return REFUSED, result["msg"]


def spec(option: dict[str, Any]) -> dict[str, Any]:
    """Return the documentation of an option as an argument spec."""
    inner = option.get("suboptions")
    kept = {key: option[key] for key in ("type", "elements", "choices") if option.get(key)}
    return (
        {**kept, "options": {name: spec(each) for name, each in inner.items()}} if inner else kept
    )


def changed(text: str, chance: random.Random) -> str:
    """Return a text with a piece more, without a part of it, or with lines in another order."""
    first, last = sorted(chance.randrange(len(text) + 1) for _end in range(2))
    kind = chance.choice(["add", "add", "add", "cut", "end", "repeat", "indent", "mix"])
    if kind == "add":
        return text[:first] + chance.choice(PIECES) + text[first:]
    if kind == "cut":
        return text[:first] + text[last:]
    if kind == "end":
        return text[:first]
    if kind == "repeat":
        return text[:last] + text[first:]
    lines = text.splitlines(keepends=True)
    if kind == "mix":
        chance.shuffle(lines)
        return "".join(lines)
    return "".join(chance.choice(["", "", " ", "\t"]) + line for line in lines)
