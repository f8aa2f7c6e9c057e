# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading modules let the API search and sort where that saves requests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from in_process import Tasks
from simulated import SimulatedApi
from simulator.readings import SWITCHES, Readings

COUNT = 30


@pytest.fixture(params=SWITCHES["paging"].readings)
def account(request) -> Iterator[SimulatedApi]:
    """Servers on five pages."""
    with SimulatedApi(
        Readings(chosen={"paging": request.param}),
        servers=COUNT,
        linger=0,
        caps={"list_servers": 7},
    ).connected() as account:
        yield account


@pytest.fixture
def reading(account, tmp_path) -> Tasks:
    return Tasks(account.url, tmp_path)


def names(result: dict) -> list[str]:
    return [each["name"] for each in result["servers"]]


def cost(account, reading, **options) -> tuple[list[str], int]:
    """Return the names of servers, and the number of requests."""
    account.clear()
    return names(reading.ok("server_info", **options)), len(account.sent())


def test_a_search_takes_one_request_and_disturbs_no_list(account, reading):
    reading = reading.in_run()
    everything, whole = cost(account, reading)
    assert len(everything) == COUNT and whole > 3
    assert cost(account, reading, q="server-00017", share_reads=0) == (["server-00017"], 1)
    assert cost(account, reading) == (everything, 0)
    again, requests = cost(account, reading, share_reads=0)
    assert again == everything and requests <= whole


def test_a_search_comes_first_and_teaches_nothing_wrong(account, reading):
    assert cost(account, reading, q="server-0000")[0] == [
        f"server-{number:05}" for number in range(10)
    ]
    assert (
        len(cost(account, reading)[0]) == COUNT
        and not reading.ok("server", name="server-00029")["changed"]
    )


@pytest.mark.parametrize("limit", [1, 2, 7, 8, 20, 30, 99])
def test_the_last_ones(account, reading, limit):
    found, requests = cost(account, reading, sort="-name", limit=limit)
    assert found == [f"server-{number:05}" for number in reversed(range(COUNT))][:limit]
    assert limit > 7 or requests <= 2
    assert len(cost(account, reading)[0]) == COUNT


def test_filters_apply_to_the_found_objects(account, reading):
    assert cost(
        account, reading, q="server-0001", filters={"name": ["server-00012", "server-00020"]}
    )[0] == ["server-00012"]
    assert cost(account, reading, q="server-0001", name=["server-00012"])[0] == ["server-00012"]
    assert cost(account, reading, q="server-9")[0] == []


@pytest.mark.parametrize(
    "module, options, words",
    [
        ("server_info", {"limit": 0}, "limit is 0; it has to be 1 or more."),
        (
            "server_info",
            {"limit": 5, "filters": {"name": "x"}},
            "limit cannot be used with filters, because the API counts the elements before "
            "filters is applied",
        ),
        ("server_info", {"limit": 5, "name": ["x"]}, "limit cannot be used with name"),
        (
            "server_info",
            {"q": "x", "id": "X"},
            "q, sort and limit cannot be used with id, which selects one object.",
        ),
        (
            "server_info",
            {"sort": "-nam"},
            "sort has 'nam', but no server has nam. The nearest are name",
        ),
        ("log_info", {"q": "x", "id": "X"}, "q, sort and limit cannot be used with id"),
        (
            "monitoring_info",
            {"q": "x", "server": "server-00001"},
            "q, sort and limit are for lists",
        ),
    ],
)
def test_invalid_options_are_rejected(tasks, simulator, module, options, words):
    assert words in tasks.error(module, **options)
    assert not simulator.sent()


def test_a_search_with_secrets_and_waiting(tasks):
    tasks.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M", wait=False)
    (server,) = tasks.ok("server_info", q="web", wait=True, show_secrets=True)["servers"]
    assert server["status"]["state"] == "POWERED_ON" and server["first_password"]
    (server,) = tasks.ok("server_info", q="web")["servers"]
    assert server["first_password"] is None


def test_check_mode_finds_announced_objects(tasks):
    tasks = tasks.in_run()
    tasks.ok("vpn", name="office")
    tasks.ok("vpn", True, name="home")
    tasks.ok("vpn", True, name="office", state="absent")
    assert [
        [each["name"] for each in tasks.ok("vpn_info", True, q=text)["vpns"]]
        for text in ("o", "home", "office")
    ] == [["home"], ["home"], []]


def test_the_newest_logs(tasks, simulator):
    for number in range(12):
        simulator.api("POST", "/ssh_keys", {"name": f"key{number}"})
        simulator.time.sleep(60)
    simulator.clear()
    logs = tasks.ok("log_info", sort="-start_date", limit=3)["logs"]
    assert [each["resource"]["name"] for each in logs] == ["key11", "key10", "key9"] and len(
        simulator.sent()
    ) == 1
    assert [each["resource"]["name"] for each in tasks.ok("log_info", q="key7")["logs"]] == ["key7"]


def test_an_order_that_no_element_has_is_refused(tasks):
    tasks.ok("server", name="web", appliance="debian12-64min", fixed_instance_size="M")
    for module, sort, words in (
        ("log_info", "-start_dat", "no entry of logs has start_dat. The nearest are start_date"),
        ("server_info", "hardware.rom", "no server has hardware.rom. The nearest are"),
        ("usage_info", "nam", "no entry of usages has nam. The nearest are name"),
    ):
        assert words in tasks.error(module, sort=sort)


def test_each_list_of_usages(tasks):
    for name in ("web", "db"):
        tasks.ok("server", name=name, appliance="debian12-64min", fixed_instance_size="M")
        tasks.ok("image", name=f"{name}-image", server=name)
    usages = tasks.ok("usage_info", sort="name", limit=1)["usages"]
    assert [each["name"] for each in usages["SERVERS"]] == ["db"] and len(usages["IMAGES"]) == 1


def test_objects_by_their_names(tasks):
    tasks.ok("monitoring_policy", name="gold")
    tasks.ok("private_network", name="net", datacenter="DE")
    server = tasks.ok(
        "server",
        name="web",
        appliance="debian12-64min",
        fixed_instance_size="M",
        monitoring_policy="gold",
    )["server"]
    tasks.ok("server", name="db", appliance="debian12-64min", fixed_instance_size="M")
    for filters in (
        {"monitoring_policy": "gold"},
        {"ips": server["ips"][0]["ip"]},
        {"ips.0": server["ips"][0]["id"]},
    ):
        assert [each["name"] for each in tasks.ok("server_info", filters=filters)["servers"]] == [
            "web"
        ]
    for datacenter, found in (("DE", 1), ("Germany", 1), ("US", 0)):
        assert (
            len(
                tasks.ok("private_network_info", filters={"datacenter": datacenter})[
                    "private_networks"
                ]
            )
            == found
        )
    assert "but it is an object" in tasks.error("server_info", filters={"hardware": "M"})
