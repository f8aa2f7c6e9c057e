# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The price list, and sums of costs."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.costs import (
    Amount,
    BilledObject,
    Charge,
    Cost,
    NoPrice,
    PriceList,
    Unpriced,
    sum_costs,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import MalformedError
from hypothesis import given
from hypothesis import strategies as st
from simulator.contract import Contract

(EXAMPLE,) = (each.value for each in Contract().examples() if each.operation == "get_pricing")
DISK = BilledObject("disk", "1", "data")
PRICE = {"name": "storage", "price_net": 0.07, "price_gross": 0.084, "unit": "GB/month"}


def prices(**plans: Any) -> PriceList:
    return PriceList.from_answer({"currency": "EUR", "pricing_plans": plans})


def charge(quantity: Any = 40, place: str = "disk") -> Charge:
    return Charge(quantity, "GB/month", (tuple(place.split(".")),))


def reason(list_: PriceList, charged: Charge | NoPrice) -> str:
    cost = list_.cost_of(DISK, [charged])
    (unpriced,) = cost.unpriced
    assert unpriced.object == DISK and cost.total == Amount()
    return unpriced.reason


def test_amounts_are_decimal_numbers_and_rounded_half_up_when_they_are_shown():
    cost = prices(disk=PRICE).cost_of(DISK, [charge(0.5), charge(15)])
    assert cost.total == Amount(Decimal("1.085"), Decimal("1.302"))
    assert cost.total.shown() == {"net": 1.09, "gross": 1.3}


@pytest.mark.parametrize(
    "place, net, gross",
    [
        ("server.fixed_servers.XL", "29.99", "36.29"),
        ("server.flexible_sever.CPU", "7.2", "8.72"),
        ("public_ip.unused_ip", "5", "6.05"),
        ("image", "0.072", "0.087"),
        ("software_licenses.red_hat_enterprise_linux", "30", "36.3"),  # pice_gross
    ],
)
def test_a_place_leads_through_objects_and_lists_of_the_example(place, net, gross):
    listed = PriceList.from_answer(EXAMPLE)
    (price,) = (
        each for each in _units(EXAMPLE["pricing_plans"], place.split(".")) if "unit" in each
    )
    charged = Charge(1, price["unit"], (tuple(place.split(".")),))
    assert listed.cost_of(DISK, [charged]).total == Amount(Decimal(net), Decimal(gross))


def _units(plans: Any, names: list[str]) -> list[dict[str, Any]]:
    """Return the prices at a place, found in another way than the price list does it."""
    for name in names:
        plans = (
            plans[name]
            if isinstance(plans, dict)
            else next(each for each in plans if each["name"] == name)
        )
    return [plans]


@pytest.mark.parametrize(
    "price, expected",
    [
        ({"unit": "GB/hour"}, "The unit of the price of disk is 'GB/hour', not GB/month."),
        ({"unit": None}, "The unit of the price of disk is None, not GB/month."),
        ({"price_net": None}, "The price of disk has no valid price_net."),
        ({"price_gross": True}, "The price of disk has no valid price_gross."),
        ({"price_gross": "free"}, "The price of disk has no valid price_gross."),
        ({"price_net": -1}, "The price of disk has no valid price_net."),
        ({"price_net": float("nan")}, "The price of disk has no valid price_net."),
        ({"price_net": 1e300}, "The price of disk has no valid price_net."),
        ({"price_net": [1]}, "The price of disk has no valid price_net."),
    ],
)
def test_a_price_in_another_form_is_not_estimated(price, expected):
    assert reason(prices(disk={**PRICE, **price}), charge()) == expected


def test_a_gross_price_is_not_computed_from_the_net_price():
    listed = prices(disk={key: PRICE[key] for key in ("price_net", "unit")})
    assert reason(listed, charge()) == "The price of disk has no valid price_gross."


@pytest.mark.parametrize(
    "plans, number",
    [
        ({}, "no price"),
        ({"disk": None}, "no price"),
        ({"disk": "free"}, "no price"),
        ({"disk": [PRICE]}, "no price"),
        ({"disk": {"fast": [3, None, {"name": []}]}}, "no price"),
        ({"disk": {"fast": [{**PRICE, "name": "small"}] * 2}}, "more than one price"),
    ],
)
def test_a_price_that_is_missing_or_ambiguous_is_unpriced(plans, number):
    charged = charge(place="disk.fast.small")
    assert reason(prices(**plans), charged) == f"The price list has {number} for disk.fast.small."


@pytest.mark.parametrize("quantity", [None, "", "many", -1, float("inf"), True, [], {}])
def test_an_unknown_quantity_is_unpriced(quantity):
    text = "The API does not show how many units of disk the object has."
    assert reason(prices(disk=PRICE), charge(quantity)) == text


@pytest.mark.parametrize(
    "answer",
    [
        *(None, [], "EUR", {}, {"currency": "EUR"}, {"currency": "EUR", "pricing_plans": []}),
        *({"currency": 7, "pricing_plans": {}}, {"currency": "", "pricing_plans": {}}),
    ],
)
def test_an_answer_in_another_form_is_no_price_list(answer):
    with pytest.raises(MalformedError):
        PriceList.from_answer(answer)


def test_a_list_that_could_not_be_read_prices_nothing():
    listed = PriceList({}, problem="The prices cannot be read.")
    assert reason(listed, charge()) == reason(listed, NoPrice("x")) == "The prices cannot be read."


def test_the_known_part_of_an_object_counts():
    cost = prices(disk=PRICE).cost_of(
        DISK, [charge(100), NoPrice("No price."), NoPrice("No price.")]
    )
    assert cost.total == Amount(Decimal(7), Decimal("8.4"))
    assert [each.shown() for each in cost.unpriced] == [
        {"kind": "disk", "name": "data", "reason": "No price."}
    ]


#: Names of the price list, so that random lists resemble it.
NAMES = st.sampled_from(("disk", "fast", "name", "unit", "price_net", "price_gross", "GB/month"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
)


@given(VALUES, VALUES, VALUES)
def test_no_price_list_causes_an_exception(plans, price, quantity):
    for answer in (plans, {"currency": "EUR", "pricing_plans": plans}):
        with suppress(MalformedError):
            PriceList.from_answer(answer)
    listed = prices(fast=plans, disk={**PRICE, "price_net": price})
    places = (("fast", "disk"), ("fast", "name", "unit"))
    cost = listed.cost_of(DISK, [charge(quantity), Charge(quantity, "GB/month", places)])
    shown = cost.total.shown()
    assert shown["net"] >= 0 and shown["gross"] >= 0


# -- sums

AMOUNTS = st.builds(
    Amount,
    *2 * [st.decimals(0, 10000, places=3)],
)
#: A cost in which the amount of an object depends on its id alone.
COSTS = st.lists(st.integers(0, 9), max_size=6).map(
    lambda ids: Cost(
        {BilledObject("disk", str(each)): Amount(Decimal(each), Decimal(2 * each)) for each in ids},
        tuple(Unpriced(BilledObject("disk", str(each)), "No price.") for each in sorted({*ids})),
    )
)


@given(st.lists(AMOUNTS, max_size=8))
def test_the_total_is_the_sum_of_the_parts(amounts):
    parts = [
        Cost({BilledObject("disk", str(number)): amount}) for number, amount in enumerate(amounts)
    ]
    assert sum_costs(parts).total == Amount(
        sum((each.net for each in amounts), Decimal(0)),
        sum((each.gross for each in amounts), Decimal(0)),
    )


@given(COSTS, COSTS, COSTS)
def test_an_object_is_counted_once_in_any_order(one, two, three):
    ids = {each.id for cost in (one, two, three) for each in cost.amounts}
    for total in (one + two + three, three + (two + one), one + (two + (three + one))):
        assert total.total.net == sum(map(int, ids))
        assert {each.object.id for each in total.unpriced} == ids
        assert len(total.unpriced) == len(ids)
    assert one + Cost() == Cost() + one == one
