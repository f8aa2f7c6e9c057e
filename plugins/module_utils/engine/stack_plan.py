# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a stack: its operations in a form that can be compared, and their hash.

The hash contains no secret and nothing that is not known before the operations.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model.resource import Resource
from ..model.values import Placeholder
from ..resources.index import SENSITIVE_KEYS
from ..shared import clock
from ..shared.store import Store
from .stack_elements import Element
from .steps import Plan, Step

#: The name of the fact that holds the latest plans.
FACT = "stack plans"
#: Plans that are kept, and seconds for which they are kept.
KEPT_PLANS = 10
LIFETIME = 24 * 3600


@dataclass(frozen=True)
class Operation:
    """One operation of a stack.

    :param text: the element, the method, the path and the reason, for the user.
    :param digest: the hash of the body.
    """

    text: str
    digest: str


def operations_of(plans: Iterable[tuple[Element, Plan]]) -> list[Operation]:
    """Return the operations of a stack in order."""
    return [
        Operation(
            f"{element.label}: {step.method} {step.operation['path']} ({step.reason})",
            _digest(_canonical_body(element.resource, step)),
        )
        for element, plan in plans
        for step in plan.steps
    ]


def plan_id(operations: Sequence[Operation]) -> str:
    """Return the hash of the operations."""
    return _digest([[each.text, each.digest] for each in operations])


def differences(before: Sequence[Operation], after: Sequence[Operation]) -> list[str]:
    """Return the operations that only one of two plans has: - before, + after."""
    gone, new = set(before) - set(after), set(after) - set(before)
    return [
        *(f"- {each.text}" for each in before if each in gone),
        *(f"+ {each.text}" for each in after if each in new),
    ]


def is_as_announced(plan: Plan, announced: Plan) -> bool:
    """Return whether a plan has the operations of an announced one, apart from ids."""
    return [*map(_shape, plan.steps)] == [*map(_shape, announced.steps)]


class KnownPlans:
    """The latest plans of the account, in the shared file."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, operations: Sequence[Operation]) -> None:
        """Keep a plan for a day."""
        kept = [each for each in self._all() if each["id"] != plan_id(operations)]
        plan = {
            "id": plan_id(operations),
            "at": clock.now(),
            "operations": [[each.text, each.digest] for each in operations],
        }
        self._store.set_fact(FACT, [plan, *kept[: KEPT_PLANS - 1]])

    def find(self, identifier: str) -> list[Operation] | None:
        """Return the operations of a plan, or None if the plan is not known."""
        found = (each for each in self._all() if each["id"] == identifier)
        plan = next(found, None)
        return [Operation(*each) for each in plan["operations"]] if plan else None

    def _all(self) -> list[Mapping[str, Any]]:
        oldest = clock.now() - LIFETIME
        return [each for each in self._store.get_fact(FACT) or () if each["at"] > oldest]


def _canonical_body(resource: Resource, step: Step) -> Any:
    secret = {field.request_path.rpartition(".")[2] for field in resource.fields if field.sensitive}
    return _canonical(step.body, secret | SENSITIVE_KEYS)


def _canonical(value: Any, secret: Iterable[str]) -> Any:
    """Return a body with placeholders as texts, and with null instead of secrets."""
    if isinstance(value, Placeholder):
        return f"{{{value.path}}}"
    if isinstance(value, Mapping):
        return {
            key: None if key in secret else _canonical(inner, secret)
            for key, inner in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_canonical(inner, secret) for inner in value]
    return value


def _shape(step: Step) -> tuple[str, list[str]]:
    """Return the method, and the segments of the path with * instead of ids."""
    segments = step.operation["path"].split("/")
    return step.method, [each if re.fullmatch("[a-z_]*", each) else "*" for each in segments]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:32]
