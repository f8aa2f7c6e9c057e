# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The campaign of mutants finds weak tests, and only these."""

from __future__ import annotations

import subprocess
import sys
import types
from itertools import chain
from pathlib import Path

import pytest
from mutation.files import FILES
from mutation.installing import install
from mutation.mutants import Mutants
from mutation.recording import Recorded, noted_lines, noting
from mutation.report import equivalents, matches

ROOT = Path(__file__).resolve().parents[3]
ENGINE = "ansible_collections.ionos.cloudpanel.plugins.module_utils.engine"
SOURCE = '''
import re

LIMIT = 5
WORDS = re.compile("a")


class Queue:
    """A queue."""

    size: int = 2

    @property
    def is_full(self) -> bool:
        """Return whether it is full."""
        return self.size >= LIMIT


def greeting(name: str, loud: bool = False) -> str:
    """Return a greeting."""
    if not name:
        raise ValueError(f"no name: {name}")
    return "hi" + name if loud and name else name
'''


def loaded(source: str) -> types.ModuleType:
    module = types.ModuleType("example")
    vars(module).update(__file__="example.py")
    exec(compile(source, "example.py", "exec"), vars(module))
    return module


def test_each_kind_of_change_makes_a_mutant():
    changes = {(each.before, each.after) for each in Mutants("example.py", SOURCE).mutants}
    result = "return 'hi' + name if loud and name else name"
    assert {
        ("LIMIT = 5", "LIMIT = 6"),
        ("size: int = 2", "size: int = 3"),
        ("return self.size >= LIMIT", "return self.size > LIMIT"),
        ("return self.size >= LIMIT", "return None"),
        ("raise ValueError(f'no name: {name}')", "pass"),
        ("if not name:\n    ...", "if name:\n    ..."),
        (result, result.replace("and", "or")),
        (result, result.replace("+", "-")),
        (result, result.replace("'hi'", "''")),
        (result, result.replace("loud and name", "not (loud and name)")),
    } <= changes
    assert not any("A queue" in before or "greeting." in before for before, _after in changes)
    (mutant,) = Mutants("example.py", "def is_full():\n    return False\n").mutants
    assert mutant.after == "return True"  # None would be the same as False


def test_each_entry_of_the_equivalents_describes_one_mutant():
    mutants = {
        file: Mutants(file, (ROOT / file).read_text(encoding="utf-8")).mutants
        for file in FILES
        if any(file.endswith(entry["file"]) for entry in equivalents())
    }
    for entry in equivalents():
        described = [each for each in chain(*mutants.values()) if matches(entry, each)]
        assert len(described) == 1 and entry["reason"], entry


def test_a_mutant_changes_what_exists_already():
    module = loaded(SOURCE)
    queue, greeting = module.Queue(), module.greeting
    mutants = Mutants("example.py", SOURCE)
    outcomes = set()
    for mutant in mutants.mutants:
        install(module, mutants.compile(mutant, "example.py"))
        queue.size = 5
        try:
            outcomes.add((queue.is_full, module.LIMIT, greeting("a"), greeting("a", True)))
            outcomes.add(module.WORDS.pattern)
        except (TypeError, ValueError) as error:
            outcomes.add(type(error))
    install(module, compile(SOURCE, "example.py", "exec"))
    assert (
        queue.is_full,
        module.LIMIT,
        greeting("a"),
        greeting("a", True),
    ) == (True, 5, "a", "hia")
    assert {
        (False, 6, "a", "hia"),  # another limit
        "",  # another pattern
        (None, 5, "a", "hia"),  # no result
        (True, 5, "hia", "hia"),  # another default, or `or`
        (True, 5, "a", "a"),  # another text
        (True, 5, None, None),
        TypeError,  # a difference of texts
        ValueError,  # the opposite condition
    } <= outcomes


def test_a_mutant_changes_one_default_value_among_others():
    source = "def job(kind=object, repeats=False):\n    return kind, repeats\n"
    module = loaded(source)
    mutants = Mutants("example.py", source)
    (mutant,) = (each for each in mutants.mutants if "repeats=True" in each.after)
    install(module, mutants.compile(mutant, "example.py"))
    assert module.job() == (object, True)


def test_the_statements_that_a_test_runs_are_noted():
    source = """
def sign(number):
    try:
        if number < 0:
            raise ValueError
        while number > 9:
            number -= 9
        return min(
            number,
            1,
        )
    except ValueError:
        return -1
"""
    with noted_lines():
        module = loaded(source)
        install(module, noting("example.py", source, "example.py"))
    runs = {}
    for number in (-5, 0, 10):
        with noted_lines() as lines:
            result = module.sign(number)
        runs[number] = result, lines["example.py"]
    assert runs == {
        -5: (-1, {3, 4, 5, 13}),
        0: (0, {3, 4, 6, 8}),
        10: (1, {3, 4, 6, 7, 8}),
    }
    covering = {
        each.after: [
            number
            for number, (_result, lines) in runs.items()
            if Recorded(0.0, {"example.py": frozenset(lines)}).covers("example.py", each.lines)
        ]
        for each in Mutants("example.py", source).mutants
    }
    assert covering["return -2"] == [-5]
    assert covering["return max(number, 1)"] == [0, 10]
    assert covering["number -= 10"] == [10]


def run(only: str, tests: Path) -> str:
    """Return the output of a campaign for one file. Its cache is next to the tests."""
    arguments = ["--only", only, "--cache", str(tests.with_suffix("")), "--tests", str(tests)]
    return subprocess.run(
        [sys.executable, str(ROOT / "tests" / "mutation"), *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    ).stdout


@pytest.mark.exhaustive
def test_a_weak_test_is_found(tmp_path):
    """With the weak test, a mutant survives with which the strict test fails."""
    mutant = "(2 + STRETCH * shortage)"
    for name, check in (("weak", "> 0"), ("strict", "== 10")):
        file = tmp_path / f"test_{name}.py"
        file.write_text(
            "from ansible.plugins.loader import init_plugin_loader\n\n"
            "init_plugin_loader([])\n"
            f"from {ENGINE}.waiter import next_interval\n\n"
            f"def test_pace():\n    assert next_interval(10, 0, None, None) {check}\n",
            encoding="utf-8",
        )
        # A campaign uses the record of an earlier one with other files.
        run("engine/ordering", file)
        assert (mutant in run("engine/waiter", file)) is (name == "weak")
