# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What objects cost each month: their charges, the price list, and sums. Pure.

Amounts are decimal numbers and are not rounded before a result shows them. A charge without a price
is never estimated: the cost names its object and the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Optional, Union

from .checks import excerpt
from .errors import MalformedError
from .values import Object

#: Find an object by the keys of lookups and its id or name; None: there is none, or more than one.
Find = Callable[[Sequence[str], str], Optional[Object]]
#: The names that lead to a price in the price list. A list is searched for an element with a name.
Place = tuple[str, ...]
CENT = Decimal("0.01")
#: Larger numbers are mistakes of an answer.
LARGEST = Decimal(10) ** 9
#: The members of a price with their names (api-notes: pricing-names).
NET = ("price_net",)
GROSS = ("price_gross", "pice_gross")


@dataclass(frozen=True)
class BilledObject:
    """An object that costs something.

    :param kind: the name of its resource.
    """

    kind: str
    id: str
    name: str = field(default="", compare=False)

    def shown(self) -> dict[str, str]:
        """Return the object for a result."""
        return {"kind": self.kind, "id": self.id, "name": self.name}


@dataclass(frozen=True)
class Charge:
    """A part of an object that is billed.

    :param quantity: the number of units. Any other value is unknown.
    :param unit: the unit that the price must have, such as ``GB/month``.
    :param places: where the price list can contain the price.
    :param of: the object, if it is another one than the object that shows the part.
    """

    quantity: Any
    unit: str
    places: tuple[Place, ...]
    of: BilledObject | None = None


@dataclass(frozen=True)
class NoPrice:
    """A part of an object whose price is unknown.

    :param reason: a sentence.
    :param of: as for :class:`Charge`.
    """

    reason: str
    of: BilledObject | None = None


Charges = Iterable[Union[Charge, NoPrice]]


@dataclass(frozen=True)
class Amount:
    """An amount of money for one month, without and with tax."""

    net: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)

    def __add__(self, other: Amount) -> Amount:
        """Return the sum of two amounts."""
        return Amount(self.net + other.net, self.gross + other.gross)

    def times(self, quantity: Decimal) -> Amount:
        """Return the amount for a number of units."""
        return Amount(self.net * quantity, self.gross * quantity)

    def shown(self) -> dict[str, float]:
        """Return the amount for a result, rounded to two decimal places, half up."""
        return {
            "net": float(self.net.quantize(CENT, ROUND_HALF_UP)),
            "gross": float(self.gross.quantize(CENT, ROUND_HALF_UP)),
        }


@dataclass(frozen=True)
class Unpriced:
    """An object that costs more than the amount of a cost, and why its price is unknown."""

    object: BilledObject
    reason: str

    def shown(self) -> dict[str, str]:
        """Return the entry of a result."""
        return {"kind": self.object.kind, "name": self.object.name, "reason": self.reason}


@dataclass(frozen=True)
class Cost:
    """The cost of objects for one month.

    :param amounts: the known amount of each object.
    :param unpriced: the objects of which at least a part has no known price.
    """

    amounts: Mapping[BilledObject, Amount] = field(default_factory=dict)
    unpriced: tuple[Unpriced, ...] = ()

    def __add__(self, other: Cost) -> Cost:
        """Return the cost of all objects. An object that both costs contain is counted once."""
        return Cost(
            {**other.amounts, **self.amounts},
            tuple(dict.fromkeys((*self.unpriced, *other.unpriced))),
        )

    @property
    def total(self) -> Amount:
        """The sum of the known amounts."""
        return sum(self.amounts.values(), Amount())


def sum_costs(costs: Iterable[Cost]) -> Cost:
    """Return the cost of all objects. The first cost of an object counts."""
    listed = list(costs)
    amounts: dict[BilledObject, Amount] = {}
    for cost in reversed(listed):
        amounts.update(cost.amounts)
    unpriced = dict.fromkeys(each for cost in listed for each in cost.unpriced)
    return Cost(amounts, tuple(unpriced))


@dataclass(frozen=True)
class PriceList:
    """The price list of the API (api-notes: pricing-names).

    :param currency: None: the list could not be read.
    :param problem: why the list has no prices.
    """

    plans: Mapping[str, Any]
    currency: str | None = None
    problem: str = ""

    @classmethod
    def from_answer(cls, answer: Any) -> PriceList:
        """Return the price list of an answer.

        :raises MalformedError: the answer does not contain a price list.
        """
        if not isinstance(answer, Mapping):
            raise MalformedError("it is not an object")
        currency, plans = answer.get("currency"), answer.get("pricing_plans")
        if not (isinstance(currency, str) and currency):
            raise MalformedError(f"currency is {excerpt(currency)}")
        if not isinstance(plans, Mapping):
            raise MalformedError(f"pricing_plans is {excerpt(plans)}")
        return cls(plans, currency)

    def cost_of(self, billed: BilledObject, charges: Charges) -> Cost:
        """Return the cost of an object.

        :param charges: the parts of the object that are billed.
        """
        amounts: dict[BilledObject, Amount] = {}
        unpriced = []
        for charge in charges:
            owner = charge.of or billed
            amount = self._amount(charge)
            if isinstance(amount, NoPrice):
                unpriced.append(Unpriced(owner, amount.reason))
            else:
                amounts[owner] = amounts.get(owner, Amount()) + amount
        return Cost(amounts, tuple(dict.fromkeys(unpriced)))

    def _amount(self, charge: Charge | NoPrice) -> Amount | NoPrice:
        """Return the amount of a charge, or why it is unknown."""
        if self.problem:
            return NoPrice(self.problem)
        if isinstance(charge, NoPrice):
            return charge
        name = ".".join(charge.places[0])
        found = [price for place in charge.places for price in prices_at(self.plans, place)]
        if len(found) != 1:
            number = "more than one price" if found else "no price"
            return NoPrice(f"The price list has {number} for {name}.")
        price = found[0]
        unit = price.get("unit")
        if unit != charge.unit:
            return NoPrice(
                f"The unit of the price of {name} is {excerpt(unit)}, not {charge.unit}."
            )
        net, gross = (_number(price, names) for names in (NET, GROSS))
        if net is None or gross is None:
            missing = NET if net is None else GROSS
            return NoPrice(f"The price of {name} has no valid {missing[0]}.")
        quantity = decimal(charge.quantity)
        if quantity is None:
            return NoPrice(f"The API does not show how many units of {name} the object has.")
        return Amount(net, gross).times(quantity)


def prices_at(plans: Any, place: Place) -> list[Mapping[str, Any]]:
    """Return the prices at a place of the price list."""
    if not place:
        return [plans] if isinstance(plans, Mapping) else []
    name, rest = place[0], place[1:]
    if isinstance(plans, Mapping):
        return prices_at(plans[name], rest) if name in plans else []
    if not isinstance(plans, list):
        return []
    named = [each for each in plans if isinstance(each, Mapping) and each.get("name") == name]
    return [price for each in named for price in prices_at(each, rest)]


def decimal(value: Any) -> Decimal | None:
    """Return a number or the text of a number as it is written; None: it has no sensible value."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= LARGEST else None


def _number(price: Mapping[str, Any], names: Sequence[str]) -> Decimal | None:
    """Return the first of these members that a price has."""
    return decimal(next((price[name] for name in names if name in price), None))
