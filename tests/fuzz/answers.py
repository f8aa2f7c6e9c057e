# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of the API: compare the outcomes of true and of mutated answers to each scenario."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fuzz.in_memory_api import Exchange
from fuzz.mutations import MISSING, Mutation, at, mutated
from fuzz.part import CRASH, GARBAGE, LEGAL, REFUSED, SAME, SILENT, Part, Verdict
from fuzz.scenarios import Scenario, scenarios
from fuzz.stocked_account import Run, StockedAccount


@dataclass(frozen=True)
class Case:
    """A mutated answer.

    :param number: of the request whose answer is mutated.
    :param always: whether all later answers to this request are mutated as well.
    """

    scenario: Scenario
    number: int
    request: str
    mutation: Mutation
    always: bool

    @property
    def data(self) -> dict[str, Any]:
        """Return the case as JSON."""
        changed = self.mutation
        value = {} if changed.value is MISSING else {"value": changed.value}
        return {
            **vars(self),
            "scenario": {**vars(self.scenario), "options": dict(self.scenario.options)},
            "mutation": {"kind": changed.kind, "way": changed.way, "legal": changed.legal, **value},
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Case:
        """Return the case of ``data``."""
        change = data["mutation"]
        mutation = Mutation(
            **{**change, "way": tuple(change["way"]), "value": change.get("value", MISSING)}
        )
        return cls(**{**data, "scenario": Scenario(**data["scenario"]), "mutation": mutation})

    def __str__(self) -> str:
        later = " and later ones" if self.always else ""
        return f"{self.scenario}; answer {self.number}{later} to {self.request}: {self.mutation}"


def _is_part_of_any(text: str, writes: Counter[str], whole: bool = False) -> bool:
    """Return whether a write is equal to one of others, apart from missing members of its body.

    :param whole: whether the members are missing in the other write.
    """
    *request, body = json.loads(text)
    return any(
        request == same and (_is_part(other, body) if whole else _is_part(body, other))
        for *same, other in map(json.loads, writes)
    )


def _is_part(value: Any, whole: Any) -> bool:
    if isinstance(value, dict) and isinstance(whole, dict):
        return all(key in whole and _is_part(inner, whole[key]) for key, inner in value.items())
    return value == whole


class Answers(Part):
    """Mutated answers of the API to tasks on a stocked account."""

    name = "answers"

    def __enter__(self) -> Answers:
        self.account = StockedAccount().__enter__()
        self._scenarios = scenarios()
        random.Random(self.seed).shuffle(self._scenarios)
        self._true: dict[str, Run] = {}
        return self

    def __exit__(self, *exception: Any) -> None:
        self.account.__exit__(*exception)

    def true(self, scenario: Scenario) -> Run:
        """Return the outcome with true answers.

        :raises AssertionError: the task fails, or does not fulfil its purpose.
        """
        if str(scenario) not in self._true:
            run = self.account.run(scenario)
            assert not run.failed and not run.escaped, f"{scenario}: {run.message}"
            changes = {"keep": False, "read": False}.get(scenario.purpose, True)
            assert bool(run.result.get("operations")) == changes, (
                f"{scenario}: {run.result.get('operations')}"
            )
            self._true[str(scenario)] = run
        return self._true[str(scenario)]

    def input(self, number: int) -> dict[str, Any]:
        scenario, chance = self._scenarios[number % len(self._scenarios)], self.chance(number)
        exchanges = self.true(scenario).exchanges
        position = chance.randrange(len(exchanges))
        exchange = exchanges[position]
        others = [
            each.answer
            for each in exchanges
            if (each.method, each.path) != (exchange.method, exchange.path)
        ]
        mutation = mutated(exchange.answer, others, chance)
        request, always = f"{exchange.method} {exchange.path}", chance.random() < 0.5
        return Case(scenario, position, request, mutation, always).data

    def judge(self, data: dict[str, Any]) -> Verdict:
        return self.judge_case(Case.of(data))

    def judge_case(self, case: Case) -> Verdict:
        true = self.true(case.scenario)
        seen = 0

        def mutate(exchange: Exchange) -> None:
            nonlocal seen
            meant = f"{exchange.method} {exchange.path}" == case.request
            if seen == case.number or (case.always and seen > case.number and meant):
                exchange.answer = case.mutation.apply(exchange.answer)
            seen += 1

        self.account.api.mutate = mutate
        try:
            run = self.account.run(case.scenario)
        finally:
            self.account.api.mutate = lambda exchange: None
        outcome, message = self._outcome(case, true, run)
        return Verdict(case.data, str(case), outcome, message)

    @staticmethod
    def _outcome(case: Case, true: Run, run: Run) -> tuple[str, str]:
        if run.is_crash or "\n" in run.message:
            return CRASH, run.explanation
        allowed = case.mutation.allowed(at(true.exchanges[case.number].answer, case.mutation.way))
        extra = [
            *(text for text in run.writes - true.writes if not _is_part_of_any(text, true.writes)),
            *(run.operations - true.operations),
        ]
        if extra:
            return LEGAL if allowed else GARBAGE, f"{extra} {run.message}"
        if run.failed:
            return REFUSED, run.message
        lacking = [
            *(
                text
                for text in true.writes - run.writes
                if not _is_part_of_any(text, run.writes, whole=True)
            ),
            *(true.operations - run.operations),
        ]
        if lacking:
            return LEGAL if allowed else SILENT, f"lacks {lacking}"
        return SAME, ""
