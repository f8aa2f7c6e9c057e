# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the objects of a stack cost before its first and after its last operation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..engine.account import Account
from ..model.costs import sum_costs
from ..model.values import Object
from .costs import CostReader
from .stack_tasks import PlannedElement


def monthly_cost(
    elements: Iterable[PlannedElement], before: Account, after: Account
) -> dict[str, Any]:
    """Return ``monthly_cost`` of the result.

    An object can cost less because of another one: an address that a server takes is not billed.
    Therefore the costs are computed from all objects as they are before and after the whole plan.

    :param before: the account without planned objects.
    :param after: the account with all planned objects.
    """
    current, planned = CostReader(before), CostReader(after)
    listed: dict[str, dict[str, Object]] = {}
    costs = []
    for each in elements:
        resource, plan = each.element.resource, each.plan
        if not resource.is_billed:
            continue
        obj = _current(each, before, listed)
        if plan.object:
            costs.append((current.cost(resource, obj), planned.cost(resource, _final(each, after))))
        else:
            rest = current.cost_after_removal(resource, obj, each.element.options)
            costs.append((current.cost(resource, obj), rest))
    return planned.report(
        sum_costs(cost for cost, _later in costs), sum_costs(cost for _earlier, cost in costs)
    )


def _current(
    each: PlannedElement, before: Account, listed: dict[str, dict[str, Object]]
) -> Object | None:
    """Return the object of an element as the account shows it, or None."""
    resource, found = each.element.resource, each.task.current
    if found is None or resource.is_removing(found):
        return None
    if resource.path not in listed:
        objects = before.reader.objects_of(resource)
        listed[resource.path] = {obj["id"]: obj for obj in objects}
    return listed[resource.path].get(found["id"])


def _final(each: PlannedElement, after: Account) -> Object | None:
    """Return the object of an element after the whole plan."""
    obj = each.plan.object or {}
    return after.planned.find(each.element.resource.path, obj["id"]).get(obj["id"], obj)
