# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks with show_costs return for objects and price lists without a price, and requests."""

from __future__ import annotations

from typing import Any

import pytest
from monthly_costs import FLEXIBLE, NOTHING, SERVER, M, amount, converge, costs
from simulator.readings import Readings
from worlds import each_reading

BLOCK_STORAGE = "The price list has no price for block_storage."


@pytest.fixture
def tasks(tasks):
    tasks.environment["CLOUDPANEL_SHOW_COSTS"] = "true"
    return tasks


# -- what is unpriced


def test_an_object_without_a_price_is_named(tasks):
    check, real, _again = tasks.converge("block_storage", name="data", size=100)
    assert (
        check["monthly_cost"]
        == real["monthly_cost"]
        == {
            "before": {"net": 0.0, "gross": 0.0},
            "after": {"net": 0.0, "gross": 0.0},
            "currency": "EUR",
            "unpriced": [{"kind": "block_storage", "name": "data", "reason": BLOCK_STORAGE}],
        }
    )


@each_reading("block-storage-price")
def test_a_block_storage_has_a_price_if_the_list_contains_it(tasks, readings):
    listed = readings["block-storage-price"] == "listed"
    reasons = () if listed else (BLOCK_STORAGE,)
    expected = (7.0, 8.4) if listed else NOTHING
    found = converge(tasks, "block_storage", *reasons, name="data", size=100)
    assert found == (NOTHING, expected)


def test_a_bare_metal_server_has_no_price(tasks):
    appliances = tasks.ok("server_appliance_info")["server_appliances"]
    suitable = [each for each in appliances if "baremetal" in each["server_type_compatibility"]]
    options = {"name": "metal", "baremetal_model": "BMC_L", "appliance": suitable[0]["name"]}
    reason = "The price list has no prices for bare-metal models."
    assert converge(tasks, "server", reason, **options) == (NOTHING, NOTHING)


def test_further_disks_of_a_fixed_size_have_no_price(tasks):
    tasks.ok("server", **SERVER)
    reason = "The price list has no price for disks beyond those of the fixed instance size M."
    disks = [{"size": 60, "is_main": True}, {"size": 20}]
    assert converge(tasks, "server", reason, name="web", hdds=disks) == (M, M)


def test_a_size_without_a_price_is_unpriced(tasks, proxy):
    def remove(exchange):
        del exchange.answer["pricing_plans"]["server"]["fixed_servers"][1]

    proxy.intercept("GET", "/pricing", remove)
    reason = "The price list has no price for server.fixed_servers.M."
    assert converge(tasks, "server", reason, **SERVER) == (NOTHING, NOTHING)


def test_a_license_without_a_price_is_named(tasks):
    windows = {**SERVER, "appliance": "w2019datacenter64std"}
    reason = "The price list has no price for software_licenses.windowsdatacenter_2019."
    assert converge(tasks, "server", reason, **windows) == (NOTHING, M)


@pytest.mark.parametrize(
    "licenses", [["Windows", "Plesk"], [{"name": "windows"}, {"name": "Plesk"}]]
)
def test_a_license_costs_the_price_of_the_same_name(tasks, proxy, licenses):
    def license_all(exchange):
        for each in exchange.answer:
            each["licenses"] = licenses

    proxy.intercept("GET", "/server_appliances", license_all)
    # 7.50 + 10.00 + 12.00
    assert converge(tasks, "server", **SERVER) == (NOTHING, (29.5, 35.4))


def test_the_licenses_of_an_unknown_image_are_unpriced(tasks, proxy):
    tasks.ok("server", **SERVER)

    def hide(exchange):
        exchange.answer = []

    proxy.intercept("GET", "/server_appliances", hide)
    tasks.environment["CLOUDPANEL_SHARE_READS"] = "0"
    reason = "The API does not show the licenses of the image debian12-64min."
    assert costs(tasks.ok("server", name="web"), reason) == (M, M)


def test_an_import_has_no_size_before_it_is_there(tasks):
    options = {"name": "own", "source": "image", "url": "https://example.com/i.vmdk"}
    created = tasks.ok("image", **options, appliance="debian12-64min")
    reason = "The API does not show the size of the image."
    assert costs(created, reason) == (NOTHING, NOTHING)
    (image,) = tasks.ok("image_info")["images"]
    size = sum(disk["size"] for disk in image["hdds"])
    expected = (round(size * 0.07, 2), round(size * 0.084, 2))
    assert size and costs(tasks.ok("image", name="own")) == (expected, expected)


@pytest.mark.parametrize(
    "readings", [Readings(chosen={"image-series": "series"})], ids=str, indirect=True
)
def test_a_series_of_images_gets_more_images(tasks, simulator):
    tasks.ok("server", **SERVER)
    series = {"name": "daily", "server": "web", "frequency": "DAILY", "num_images": 3}
    reason = "The API makes more images of the series."
    # 60 * 0.07
    assert converge(tasks, "image", reason, **series) == (NOTHING, (4.2, 5.04))
    simulator.time.sleep(2 * 86400)
    assert len(tasks.ok("image_info")["images"]) == 3
    removal = {"name": "daily", "state": "absent", "allow_series_removal": True}
    check, real = (tasks.ok("image", check, **removal) for check in (True, False))
    # 3 * 60 * 0.07 and 3 * 60 * 0.084
    assert costs(check, *3 * [reason]) == costs(real, *3 * [reason]) == ((12.6, 15.12), NOTHING)


@pytest.mark.parametrize(
    "module, options, name, reason",
    [
        (
            "load_balancer",
            {"name": "lb", "rules": [{"port_balancer": 80, "port_server": 80}]},
            "lb",
            "The price list has no price for load balancers.",
        ),
        ("server_snapshot", {"server": "web"}, None, "The price list has no price for snapshots."),
    ],
)
def test_a_kind_without_a_price_is_unpriced(tasks, module, options, name, reason):
    tasks.ok("server", **SERVER)
    assert converge(tasks, module, reason, **options) == (NOTHING, NOTHING)
    (unpriced,) = tasks.ok(module, **options)["monthly_cost"]["unpriced"]
    assert unpriced["kind"] == module and unpriced["name"] == (name or unpriced["name"])


@pytest.mark.parametrize(
    "missing, reason, expected",
    [
        (
            "hardware.fixed_instance_size_id",
            "The API does not show whether the server has a fixed instance size.",
            NOTHING,
        ),
        ("ips", "The API does not show the addresses of the server.", M),
        ("image", "The API does not show the licenses of the image of the server.", M),
        (
            "hardware.hdds",
            "The price list has no price for disks beyond those of the fixed instance size M.",
            M,
        ),
    ],
)
def test_what_an_answer_does_not_show_is_unpriced(tasks, proxy, missing, reason, expected):
    tasks.ok("server", **SERVER)

    def remove(exchange):
        *parents, last = missing.split(".")
        for holder in exchange.answer if isinstance(exchange.answer, list) else [exchange.answer]:
            for parent in parents:
                holder = holder[parent]
            del holder[last]

    proxy.intercept("GET", "/servers(/[0-9A-F]+)?", remove)
    tasks.environment["CLOUDPANEL_SHARE_READS"] = "0"
    assert costs(tasks.ok("server", name="web"), reason) == (expected, expected)


# -- whether, and at which price in requests


def test_a_task_shows_no_costs_unless_it_asks_for_them(tasks, simulator):
    del tasks.environment["CLOUDPANEL_SHOW_COSTS"]
    assert "monthly_cost" not in tasks.ok("shared_storage", name="media", size=200)
    assert simulator.sent("GET", "/pricing") == []
    result = tasks.ok("shared_storage", name="media", show_costs=True)
    assert costs(result) == ((14.0, 16.8), (14.0, 16.8))
    tasks.environment["CLOUDPANEL_SHOW_COSTS"] = "true"
    assert "monthly_cost" not in tasks.ok("shared_storage", name="media", show_costs=False)


def test_a_module_whose_objects_cost_nothing_reads_no_prices(tasks, simulator):
    for check in (True, False):
        result = tasks.ok("private_network", check, name="backend", show_costs=True)
        assert result["changed"] and "monthly_cost" not in result
    assert simulator.sent("GET", "/pricing") == []


def test_prices_are_read_once_an_hour(tasks, simulator):
    tasks.ok("shared_storage", name="media", size=200, show_costs=False)
    for minutes in (0, 30, 29):
        simulator.time.sleep(minutes * 60)
        tasks.ok("shared_storage", name="media", size=200)
    assert len(simulator.sent("GET", "/pricing")) == 1
    simulator.time.sleep(120)
    tasks.ok("shared_storage", name="media", size=200)
    assert len(simulator.sent("GET", "/pricing")) == 2


def test_a_server_of_a_known_size_takes_no_request_but_that_for_prices(tasks, simulator):
    tasks.ok("server", **SERVER, show_costs=False)
    play = [
        {"name": "without", "ionos.cloudpanel.server": {**SERVER, "show_costs": False}},
        {"name": "with", "ionos.cloudpanel.server": SERVER},
    ]
    simulator.clear()
    tasks.play(play[:1])
    without = [each.path for each in simulator.exchanges]
    simulator.time.sleep(60)
    simulator.clear()
    tasks.play(play[1:])
    assert [each.path for each in simulator.exchanges] == [*without, "/pricing"]


def test_tasks_without_a_shared_file_read_prices_themselves(tasks, simulator):
    tasks.environment["CLOUDPANEL_SHARE_READS"] = "0"
    for number in (1, 2):
        result = tasks.ok("shared_storage", name="media", size=200)
        assert result["monthly_cost"]["after"] == {"net": 14.0, "gross": 16.8}
        assert len(simulator.sent("GET", "/pricing")) == number


# -- prices that cannot be read


def unpriced_once(result: dict[str, Any], changed: bool = True) -> None:
    """Check that a task succeeds, with one warning, and that nothing is priced."""
    assert result["changed"] is changed
    (warning,) = result["warnings"]
    assert warning.startswith("monthly_cost contains no prices, because they cannot be read. ")
    assert result["monthly_cost"] == {
        "before": {"net": 0.0, "gross": 0.0},
        "after": {"net": 0.0, "gross": 0.0},
        "currency": None,
        "unpriced": [
            {"kind": "server", "name": "web", "reason": "The prices cannot be read."},
        ],
    }


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(
    "answer",
    [None, [], "free", {}, {"currency": "EUR"}, {"currency": None, "pricing_plans": {}}],
    ids=repr,
)
def test_a_price_list_in_another_form_prices_nothing(tasks, proxy, answer, check):
    def replace(exchange):
        exchange.answer = answer

    proxy.intercept("GET", "/pricing", replace)
    unpriced_once(tasks.ok("server", check, **SERVER))


@pytest.mark.parametrize("status", [403, 404, 500])
def test_an_error_of_the_prices_does_not_end_the_task(tasks, proxy, status):
    def refuse(exchange):
        exchange.status, exchange.answer = status, {"type": "NO", "message": "no", "errors": None}

    proxy.intercept("GET", "/pricing", before=refuse)
    unpriced_once(tasks.ok("server", **SERVER))
    unpriced_once(tasks.ok("server", **SERVER), changed=False)
    proxy.clear_rules()
    assert costs(tasks.ok("server", **SERVER)) == (M, M)


@each_reading("price-permission")
def test_a_token_that_must_not_read_prices_can_manage_servers(tasks, readings):
    tasks.ok("user", name="jane", password="Secret-1234", api_access=True)
    tasks.ok(
        "role",
        name="admin",
        users=["jane"],
        permissions={
            "servers": {"show": True, "create": True},
            "images": {"show": True},
            "firewall_policies": {"show": True},
        },
    )
    key = tasks.ok("user", name="jane", show_secrets=True)["user"]["api"]["key"]
    tasks.environment["CLOUDPANEL_API_TOKEN"] = key
    result = tasks.ok("server", **SERVER)
    if readings["price-permission"] == "invoices":
        unpriced_once(result)
    else:
        assert costs(result) == (NOTHING, M)


def test_a_list_that_costs_depend_on_and_that_cannot_be_read_leaves_the_object_unpriced(
    tasks, proxy
):
    tasks.ok("server", **FLEXIBLE)

    def refuse(exchange):
        exchange.status, exchange.answer = 403, {"type": "NO", "message": "no", "errors": None}

    tasks.environment["CLOUDPANEL_SHARE_READS"] = "0"
    proxy.intercept("GET", "/block_storages", before=refuse)
    result = tasks.ok("server", name="db")
    (unpriced,) = result["monthly_cost"]["unpriced"]
    assert unpriced["name"] == "db"
    assert unpriced["reason"].startswith("The cost is not known: GET /block_storages was answered")
    assert amount(result["monthly_cost"]["after"]) == NOTHING and not result["warnings"]
