# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The monthly costs of objects of an account, by the price list of the API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from ..api.errors import ApiError
from ..engine.account import Account
from ..engine.answers import usable
from ..engine.excluded_children import shown_ids, without_excluded
from ..model.checks import as_described
from ..model.costs import BilledObject, Charges, Cost, NoPrice, PriceList, sum_costs
from ..model.errors import MalformedError
from ..model.resource import Resource
from ..model.values import Object
from ..resources.index import LOOKUPS, RESOURCES
from ..shared import clock

#: Seconds for which the price list is used before it is read again.
MAX_AGE = 3600


class CostReader:
    """Computes costs. Reads prices, and other objects that costs depend on, when they are needed.

    An error of the API does not end the task: the objects have no known price then.
    """

    def __init__(self, account: Account) -> None:
        self._account = account

    @cached_property
    def prices(self) -> PriceList:
        """The price list. If it cannot be read, it has no prices, and the account has a warning."""
        since = clock.now() - MAX_AGE
        try:
            return _price_list(
                self._account.client.cached_answer(_path(), since, check=_price_list)
            )
        except ApiError as error:
            self._account.warnings.append(
                f"monthly_cost contains no prices, because they cannot be read. {error}"
            )
            return PriceList({}, problem="The prices cannot be read.")

    def cost(self, resource: Resource, obj: Object | None) -> Cost:
        """Return what an object costs. None costs nothing."""
        return self._cost(
            resource, obj, lambda each: resource.charges(self._own(resource, each), self._find)
        )

    def cost_after_removal(
        self, resource: Resource, obj: Object | None, options: Mapping[str, Any]
    ) -> Cost:
        """Return what remains of the cost of an object after its removal.

        :param options: the options of the task.
        """
        return self._cost(resource, obj, lambda each: resource.charges_after_removal(each, options))

    def report(self, before: Cost, after: Cost) -> dict[str, Any]:
        """Return ``monthly_cost`` of the result of a task that manages objects."""
        return {
            "before": before.total.shown(),
            "after": after.total.shown(),
            "currency": self.prices.currency,
            "unpriced": [each.shown() for each in (before + after).unpriced],
        }

    def overview(self, costs: Iterable[Cost]) -> dict[str, Any]:
        """Return ``monthly_cost`` of the result of a task that reads objects."""
        cost = sum_costs(costs)
        return {
            "total": cost.total.shown(),
            "currency": self.prices.currency,
            "objects": [
                {**each.shown(), **amount.shown()} for each, amount in cost.amounts.items()
            ],
            "unpriced": [each.shown() for each in cost.unpriced],
        }

    # -- internals

    def _cost(
        self, resource: Resource, obj: Object | None, charges_of: Callable[[Object], Charges]
    ) -> Cost:
        if obj is None or not resource.is_billed:
            return Cost()
        billed = BilledObject(resource.name, obj["id"], resource.name_of(obj))
        prices = self.prices
        try:
            with as_described():
                return prices.cost_of(billed, charges_of(obj))
        except (ApiError, MalformedError) as error:
            return prices.cost_of(billed, [NoPrice(f"The cost is not known: {error}")])

    def _own(self, resource: Resource, obj: Object) -> Object:
        """Return an object without excluded elements of its child lists.

        The only element of a list is never excluded.
        """
        lists = [each for each in resource.children if each.exclude and len(each.elements(obj)) > 1]
        excluded = self._account.options.excluded_ids(lists, shown_ids(lists, obj))
        return without_excluded(lists, obj, excluded)

    def _find(self, kinds: Sequence[str], value: str) -> Object | None:
        lookups = [LOOKUPS[kind] for kind in kinds]
        lookup, found = self._account.references.find(lookups, value, needs_details=True)
        if len(found) != 1:
            return None
        resource = RESOURCES.get(lookup.path)
        return self._own(resource, found[0]) if resource else found[0]


def _path() -> str:
    """Return the path of the price list."""
    # Imported here because few tasks need the descriptions of reports.
    from ..resources.reports import PRICING

    return PRICING.endpoints[0].path


def _price_list(answer: Any) -> PriceList:
    """Return the price list of an answer.

    :raises AnswerError: the answer has another form.
    """
    with usable(f"GET {_path()}"):
        return PriceList.from_answer(answer)
