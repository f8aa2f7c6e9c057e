# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks with show_costs return, and what objects cost by the price list of the simulator."""

from __future__ import annotations

from typing import Any

from in_process import Tasks

#: Net and gross.
Amount = tuple[float, float]

#: Net and gross prices of the simulator:
#: sizes M 7.50 / 9.00 and XL 20.00 / 24.00; processor 7.50 / 9.00; GB of memory 5.00 / 6.00;
#: GB of a disk, image or shared storage 0.07 / 0.084; further address 3.50 / 4.20;
#: free address 4.00 / 4.80.
M, XL = (7.5, 9.0), (20.0, 24.0)
SERVER = {"name": "web", "appliance": "debian12-64min", "fixed_instance_size": "M"}
FLEXIBLE = {
    "name": "db",
    "appliance": "debian12-64min",
    "vcore": 2,
    "cores_per_processor": 1,
    "ram": 3.5,
    "hdds": [{"size": 40, "is_main": True}, {"size": 60}],
}
#: 2 * 7.50 + 3.5 * 5.00 + 100 * 0.07
FLEXIBLE_COST = (39.5, 47.4)
NOTHING = (0.0, 0.0)
#: Some systems need a stop to grow.
GROW = {"stop_to_grow": True, "allow_stop": True}


def amount(shown: dict[str, float]) -> Amount:
    """Return net and gross."""
    assert set(shown) == {"net", "gross"}
    return shown["net"], shown["gross"]


def costs(result: dict[str, Any], *reasons: str) -> tuple[Amount, ...]:
    """Return before and after of a result that has no price for these reasons."""
    shown = result["monthly_cost"]
    assert [each["reason"] for each in shown["unpriced"]] == [*reasons]
    assert shown["currency"] == "EUR"
    return amount(shown["before"]), amount(shown["after"])


def costs_of(result: dict[str, Any]) -> dict[Any, Amount]:
    """Return the costs of a module that reads, by kind and name of the objects, and the total."""
    shown = result["monthly_cost"]
    assert (shown["currency"], shown["unpriced"]) == ("EUR", [])
    listed = {
        (each["kind"], each["name"]): (each["net"], each["gross"]) for each in shown["objects"]
    }
    return {**listed, "total": amount(shown["total"])}


def converge(tasks: Tasks, module: str, *reasons: str, **options: Any) -> tuple[Amount, ...]:
    """Run a task in check mode, for real, and again. Return its costs before and after."""
    check, real, again = tasks.converge(module, **options)
    assert check["monthly_cost"] == real["monthly_cost"]
    before, after = costs(real, *reasons)
    left = [each["reason"] for each in again["monthly_cost"]["unpriced"]]
    assert costs(again, *left) == (after, after)
    return before, after


def converge_removal(tasks: Tasks, module: str, **options: Any) -> tuple[Amount, ...]:
    """Remove an object in check mode, for real, and again. Return the costs of the removal."""
    check, real, again = tasks.converge(module, **options)
    assert check["monthly_cost"] == real["monthly_cost"]
    assert costs(again) == (NOTHING, NOTHING)
    return costs(real)
