# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Judge mutants: run the tests that cover each one until a test fails."""

from __future__ import annotations

import hashlib
import importlib
import json
import pickle
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .files import FILES
from .forks import TIMEOUT, ForkedTests, forked
from .installing import install
from .mutants import Mutant, Mutants
from .recording import Recorded, noted_lines, noting

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "build" / "mutants"
PACKAGE = "ansible_collections.ionos.cloudpanel"
KILLED, SURVIVED, UNCOVERED, ERROR = "killed", "survived", "not covered", "error"
#: Tests that one fork records.
SHARE = 40


@dataclass
class Settings:
    """The settings of a campaign.

    :param files: those of the source files that are to have mutants.
    :param sample: so many random mutants of each file. None: all.
    :param seconds: recorded seconds of the tests that are run for one mutant.
    """

    files: Sequence[str]
    sample: int | None = None
    seed: int = 0
    processes: int = 2
    seconds: float = 30.0
    cache: Path = CACHE


@dataclass(frozen=True)
class Verdict:
    """The outcome of a mutant.

    :param by: the test that fails with the mutant, or an explanation.
    """

    mutant: Mutant
    outcome: str
    by: str = ""


@dataclass
class Campaign:
    """A plugin of pytest that judges mutants with the tests that pytest has collected."""

    settings: Settings
    verdicts: list[Verdict] = field(default_factory=list)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._tests = ForkedTests(session)
        self._names = [item.nodeid for item in self._tests.items]
        self._modules = {file: _module(file) for file in FILES}
        self._sources = {file: (ROOT / file).read_text(encoding="utf-8") for file in FILES}
        self._paths = {file: str(self._modules[file].__file__) for file in FILES}
        self._recorded = self._recording()
        self._kills: Counter[tuple[str, int]] = Counter()
        self._results = Results(self.settings.cache / "results.json", self._names)
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._judge_all()
        return True

    # -- recording

    def _recording(self) -> dict[int, Recorded]:
        """Return what the tests run that succeed without a mutant.

        The record of a test is used again as long as its file, the collection and the helpers of
        tests are the same.
        """
        file = self.settings.cache / "recording.pickle"
        known = pickle.loads(file.read_bytes()) if file.exists() else {}
        common = _hash(_digest(ROOT / "plugins"), _digest(ROOT / "tests", tests=False))
        keys = [(name, _hash(common, _text_of(name))) for name in self._names]
        records = {key: known[key] for key in keys if key in known}
        numbers = [number for number, key in enumerate(keys) if key not in records]
        shares = [numbers[first : first + SHARE] for first in range(0, len(numbers), SHARE)]
        jobs = ((share, lambda share=share: self._record(share)) for share in shares)
        for share, result in forked(jobs, self.settings.processes):
            if isinstance(result, dict):
                records.update({keys[number]: result.get(number) for number in share})
            else:
                print(f"tests {share[0]} to {share[-1]} were not recorded: {result}", flush=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(records))
        return {number: records[key] for number, key in enumerate(keys) if records.get(key)}

    def _record(self, numbers: Sequence[int]) -> dict[int, Recorded]:
        """Run tests. The modules are replaced as a mutant replaces them.

        All files are recorded, so that a run with other files can use the record.
        """
        with noted_lines():
            for file, module in self._modules.items():
                install(module, noting(file, self._sources[file], self._paths[file]))
        recorded = {}
        for position, number in enumerate(numbers):
            began = time.process_time()  # the machine may do other things meanwhile
            following = numbers[position + 1] if position + 1 < len(numbers) else None
            with noted_lines() as lines:
                failed = self._tests.fails(number, following)
            if not failed:
                seconds = time.process_time() - began
                run = {file: frozenset(each) for file, each in lines.items()}
                recorded[number] = Recorded(seconds, run)
        return recorded

    # -- judging

    def _judge_all(self) -> None:
        began = time.monotonic()
        jobs = self._jobs()
        for number, (mutant, result) in enumerate(forked(jobs, self.settings.processes), 1):
            verdict = self._verdict(mutant, result)
            if verdict.outcome == KILLED and isinstance(result, int):
                self._kills[mutant.file, result] += 1
            self._results.save(verdict, self._sources[mutant.file])
            self.verdicts.append(verdict)
            if number % 50 == 0:
                self._results.write()
                print(f"{number} mutants run, {time.monotonic() - began:.0f} s", flush=True)
        self._results.write()

    def _jobs(self) -> Iterator[tuple[Mutant, Callable[[], Any]]]:
        """Yield the mutants whose outcome is not known, and record those whose outcome is."""
        for file in self.settings.files:
            mutants = Mutants(file, self._sources[file])
            chosen = mutants.mutants
            if self.settings.sample is not None and self.settings.sample < len(chosen):
                chosen = random.Random(self.settings.seed).sample(chosen, self.settings.sample)
            for mutant in chosen:
                known = self._results.known(mutant, self._sources[file])
                tests = self._tests_of(mutant)
                if known:
                    self.verdicts.append(known)
                elif tests:
                    code = mutants.compile(mutant, self._paths[file])
                    yield (
                        mutant,
                        lambda file=file, code=code, tests=tests: self._run(file, code, tests),
                    )
                else:
                    self.verdicts.append(Verdict(mutant, UNCOVERED))

    def _run(self, file: str, code: Any, tests: Sequence[tuple[int, float]]) -> int | str | None:
        try:
            install(self._modules[file], code)
        except Exception as error:
            return f"the import fails: {error!r}"
        return self._tests.first_failure(tests)

    def _verdict(self, mutant: Mutant, result: Any) -> Verdict:
        if result is None:
            return Verdict(mutant, SURVIVED)
        if isinstance(result, int):
            return Verdict(mutant, KILLED, self._names[result])
        if isinstance(result, str):
            return Verdict(mutant, TIMEOUT if result == TIMEOUT else KILLED, result)
        return Verdict(mutant, ERROR, str(result))

    def _tests_of(self, mutant: Mutant) -> list[tuple[int, float]]:
        """Return the tests that cover a mutant, those that probably fail soon first.

        The first one is the test that has failed with the mutant in an earlier run.
        """
        former = self._numbers.get(self._results.by(mutant))
        covering = {
            number: recorded.seconds
            for number, recorded in self._recorded.items()
            if recorded.covers(mutant.file, mutant.lines)
        }
        variants: Counter[str] = Counter()
        order = []
        for number in sorted(covering, key=covering.__getitem__):
            function = self._names[number].partition("[")[0]
            kills = self._kills[mutant.file, number]
            rank = (number != former, -kills, variants[function])
            order.append((*rank, covering[number], number))
            variants[function] += 1
        chosen, seconds = [], 0.0
        for *_rank, duration, number in sorted(order):
            if not chosen or seconds + duration < self.settings.seconds:
                chosen.append((number, duration))
                seconds += duration
        return chosen


class Results:
    """The known outcomes of mutants.

    A mutant stays killed as long as its file and the file of the test that fails are the same. It
    survives as long as its file and all tests are the same.

    :param names: of all tests.
    """

    def __init__(self, file: Path, names: Sequence[str]) -> None:
        self._file = file
        self._all_tests = _hash("\n".join(names), _digest(ROOT / "tests"))
        self._known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}

    def by(self, mutant: Mutant) -> str:
        """Return the name of the test that has failed with a mutant, or an explanation, or ""."""
        return str(self._known.get(mutant.key, {}).get("by", ""))

    def known(self, mutant: Mutant, source: str) -> Verdict | None:
        """Return the outcome of a mutant. A time-out is not kept: the machine was perhaps busy."""
        entry = self._known.get(mutant.key)
        if not entry or entry["outcome"] == TIMEOUT:
            return None
        if entry["hash"] == self._hash(source, entry["by"]):
            return Verdict(mutant, entry["outcome"], entry["by"])
        return None

    def save(self, verdict: Verdict, source: str) -> None:
        self._known[verdict.mutant.key] = {
            "outcome": verdict.outcome,
            "by": verdict.by,
            "hash": self._hash(source, verdict.by),
        }

    def write(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps(self._known, indent=1), encoding="utf-8")

    def _hash(self, source: str, test: str) -> str:
        return _hash(source, _text_of(test) or self._all_tests)


def _module(file: str) -> Any:
    return importlib.import_module(f"{PACKAGE}.{file.removesuffix('.py').replace('/', '.')}")


def _text_of(test: str) -> str:
    """Return the text of the file of a test, or an empty text if it is not the name of a test."""
    file = ROOT / test.partition("::")[0]
    return file.read_text(encoding="utf-8") if "::" in test and file.is_file() else ""


def _digest(folder: Path, tests: bool = True) -> str:
    """Return a text that identifies the Python files of a folder, without those of this package.

    :param tests: False: without the files that contain tests, too.
    """
    files = sorted(
        file
        for file in folder.rglob("*.py")
        if file.parent != Path(__file__).parent and (tests or not file.name.startswith("test_"))
    )
    return _hash(*(file.read_text(encoding="utf-8") for file in files))


def _hash(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
