# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports: logs, usages, monitoring center, prices."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
from simulated import SimulatedApi
from simulator.contract import FILE
from simulator.kinds import KINDS
from simulator.process import WRITES, SimulatorProcess
from simulator.readings import Readings
from simulator.resources.monitoring_center import sample, times

from .client_steps import deploy, wait_until, wait_until_ready, write
from .test_access import new_role, new_user, with_token

RULES = [{"protocol": "TCP", "port": "80"}]


def log(simulator: SimulatedApi, period: str = "LAST_24H", **query: str) -> list[dict]:
    return simulator.api("GET", "/logs", period=period, **query)


def date(text: str) -> datetime:
    return datetime.fromisoformat(text)


# -- logs


def test_a_log_exists_at_once_and_ends_with_its_work(simulator):
    server = simulator.api("POST", "/servers", _order(simulator))
    (first,) = log(simulator)
    assert (first["action"], first["type"], first["resource"]) == (
        "CREATE",
        "VM",
        {"id": server["id"], "name": "web"},
    )
    assert (
        first["status"]["state"] == "IN_PROGRESS"
        and first["status"]["percent"] < 100
        and first["end_date"] is None
    )
    done = wait_until(
        lambda: (
            (one := simulator.api("GET", f"/logs/{first['id']}"))["status"]["percent"] == 100
            and one
        )
    )
    assert done["status"]["state"] == "COMPLETED" and done["details"] == {}
    assert done["duration"] == 240 and date(done["end_date"]) - date(
        done["start_date"]
    ) == timedelta(seconds=240)
    owner = simulator.api("GET", "/users")[0]
    assert done["user"] == {"id": owner["id"], "name": owner["name"]}
    assert simulator.raw("GET", "/logs/X").json()["Type"] == "LOG_NOT_FOUND"


def test_all_that_a_request_does_happens_at_one_moment(simulator):
    simulator.time.TICK = 3.0
    simulator.api("POST", "/servers", _order(simulator))
    done = wait_until(lambda: (one := log(simulator)[0])["status"]["percent"] == 100 and one)
    assert done["duration"] == 240 and date(done["end_date"]) - date(
        done["start_date"]
    ) == timedelta(seconds=240)


def _order(simulator: SimulatedApi) -> dict:
    image = simulator.api("GET", "/server_appliances", q="debian12-64min")[0]["id"]
    disks = [{"size": 40, "is_main": True}, {"size": 20, "is_main": False}]
    return {
        "name": "web",
        "appliance_id": image,
        "hardware": {"vcore": 2, "cores_per_processor": 1, "ram": 4, "hdds": disks},
    }


def test_errors_and_reads_are_not_logged(simulator):
    simulator.raw("POST", "/firewall_policies", {"name": "web"})
    simulator.raw("DELETE", "/servers/X")
    simulator.api("GET", "/servers")
    assert log(simulator) == []


def test_each_action_has_its_name_its_object_and_its_user(simulator):
    user = new_user(simulator)
    role = new_role(simulator, user, private_network=["create", "delete"])
    jane = with_token(simulator, user["api"]["key"])
    key = simulator.api("POST", "/ssh_keys", {"name": "pair"})
    ip = simulator.api("POST", "/public_ips", {})
    network = jane.api("POST", "/private_networks", {"name": "net"})
    write(jane, "DELETE", f"/private_networks/{network['id']}")
    clone = simulator.api("POST", f"/roles/{role}/clone", {"name": "copy"})
    entries = [
        (each["type"], each["action"], each["resource"]["id"], each["resource"]["name"])
        for each in log(simulator)
    ]
    assert entries == [
        ("USER", "CREATE", user["id"], user["name"]),
        ("USER", "UPDATE_API", user["id"], user["name"]),
        ("ROLE", "CREATE", role, "role"),
        ("ROLE", "UPDATE_PERMISSIONS", role, "role"),
        ("ROLE", "ADD_USERS", role, "role"),
        ("SSHKEY", "CREATE", key["id"], "pair"),
        ("PUBLICIP", "CREATE", ip["id"], ip["ip"]),
        ("PRIVATENETWORK", "CREATE", network["id"], "net"),
        ("PRIVATENETWORK", "DELETE", network["id"], "net"),
        ("ROLE", "CLONE", clone["id"], "copy"),
    ]
    assert {
        each["user"]["name"] for each in log(simulator) if each["type"] == "PRIVATENETWORK"
    } == {user["name"]}
    text = json.dumps(log(simulator))
    assert key["private_key"] not in text and user["api"]["key"] not in text


def test_actions_of_a_server_are_those_of_the_body(simulator):
    path = f"/servers/{deploy(simulator)['id']}"
    write(simulator, "PUT", f"{path}/status/action", {"action": "REBOOT", "method": "SOFTWARE"})
    write(simulator, "POST", f"{path}/hardware/hdds", {"hdds": [{"size": 20, "is_main": False}]})
    write(simulator, "POST", f"{path}/snapshots", {})
    assert [each["action"] for each in log(simulator)] == [
        "CREATE",
        "REBOOT",
        "ADD_HDDS",
        "CREATE_SNAPSHOT",
    ]
    assert {each["type"] for each in log(simulator)} == {"VM"}


def test_every_write_of_the_contract_can_be_logged():
    written = {
        path.split("/")[1]
        for path, item in json.loads(FILE.read_text())["paths"].items()
        if any(method.upper() in WRITES for method in item)
    }
    assert written <= set(KINDS)


def states_of_a_life(simulator: SimulatedApi) -> list[str]:
    network = simulator.api("POST", "/private_networks", {"name": "net"})["id"]
    write(simulator, "DELETE", f"/private_networks/{network}")
    entries = wait_until(
        lambda: (
            (found := log(simulator, q="PRIVATENETWORK"))
            and found[1]["status"]["percent"] == 100
            and found
        )
    )
    return [each["status"]["state"] for each in entries]


def test_the_state_of_a_deletion_can_be_chosen(simulator):
    assert states_of_a_life(simulator) == ["COMPLETED", "COMPLETED"]
    with SimulatedApi(Readings(chosen={"deletion-log-state": "OK"})).connected() as other:
        assert states_of_a_life(other) == ["COMPLETED", "OK"]


def test_logs_are_cut_to_their_range_and_listed_like_everything_else(simulator):
    for name in ("a", "b", "c"):
        simulator.api("POST", "/firewall_policies", {"name": name, "rules": RULES})
    simulator.time.sleep(60)
    every = log(simulator, "LAST_365D")
    assert [
        each["resource"]["name"] for each in log(simulator, q="FIREWALLPOLICY", page=2, per_page=2)
    ] == ["c"]
    latest = [each["start_date"] for each in log(simulator, sort="-start_date")]
    assert latest == sorted((each["start_date"] for each in every), reverse=True)
    assert log(simulator, fields="resource.name,action")[0] == {
        "resource": {"name": "a"},
        "action": "CREATE",
    }
    start = date(every[0]["start_date"])

    def between(first: timedelta, last: timedelta) -> int:
        return len(
            log(
                simulator,
                "CUSTOM",
                start_date=(start + first).isoformat(),
                end_date=(start + last).isoformat(),
            )
        )

    assert between(timedelta(0), timedelta(hours=12)) == 3
    assert between(timedelta(-1), timedelta(seconds=-1)) == 0
    assert between(timedelta(days=1), timedelta(days=2)) == 0


def test_an_hour_ends(simulator):
    simulator.api("POST", "/ssh_keys", {"name": "pair"})
    assert (
        wait_until(lambda: log(simulator, "LAST_HOUR") == [])
        and len(log(simulator, "LAST_365D")) == 1
    )


@pytest.mark.parametrize("path", ["/logs", "/usages", "/monitoring_center/{server}"])
@pytest.mark.parametrize(
    "query, message",
    [
        ({}, "Required field(s) period missing or empty. "),
        ({"period": "LAST_YEAR"}, "Wrong value Field(s) period"),
        ({"period": "CUSTOM"}, "Required field(s) start_date, end_date missing or empty. "),
        (
            {"period": "CUSTOM", "start_date": "2026-01-01T00:00:00Z"},
            "Required field(s) end_date missing or empty. ",
        ),
        (
            {"period": "CUSTOM", "start_date": "yesterday", "end_date": "2026-01-01T00:00:00Z"},
            "Wrong value Field(s) start_date",
        ),
        (
            {
                "period": "CUSTOM",
                "start_date": "2026-01-02T00:00:00Z",
                "end_date": "2026-01-01T00:00:00Z",
            },
            "Wrong value Field(s) end_date",
        ),
    ],
)
def test_a_wrong_range_is_an_error(with_server, path, query, message):
    server = with_server.api("GET", "/servers")[0]["id"]
    answer = with_server.raw("GET", path.format(server=server), **query)
    assert answer.status_code == 400 and answer.json()["Message"] == message


# -- usages


def test_usages_contain_the_objects_of_the_account(simulator):
    made = simulator.api("POST", "/servers", _order(simulator))
    assert simulator.api("GET", "/usages", period="LAST_24H")["SERVERS"] == []
    ip = wait_until_ready(simulator, made["id"])["ips"][0]["ip"]
    unused = simulator.api("POST", "/public_ips", {})["ip"]
    wait_until(
        lambda: simulator.api("GET", "/usages", period="LAST_30D")["PUBLIC_IPS"][0]["services"][0][
            "usage"
        ]
    )
    usages = simulator.api("GET", "/usages", period="LAST_30D")
    assert set(usages) == {"SERVERS", "SHARED_STORAGES", "IMAGES", "PUBLIC_IPS"}
    (server,) = usages["SERVERS"]
    assert [
        (each["type"], each["avg_amount"], each["unit"], each.get("name"))
        for each in server["services"]
    ] == [
        ("CPU", "2.00", "vCore", None),
        ("HDD", "60.00", "GB", None),
        ("RAM", "4.00", "GB", None),
        ("IP", "1.00", "IP", ip),
    ]
    (detail,) = server["services"][0]["detail"]
    assert (
        detail["usage"]
        == int((date(detail["end_date"]) - date(detail["start_date"])).total_seconds()) // 60
    )
    assert detail["start_date"] == made["creation_date"]
    assert [(each["name"], each["services"][0]["type"]) for each in usages["PUBLIC_IPS"]] == [
        (unused, "UNUSED_IP")
    ]


def test_usages_are_cut_to_their_range_and_their_lists_are_lists(simulator):
    for _each in range(3):
        simulator.api("POST", "/public_ips", {})
    wait_until(
        lambda: (
            simulator.api("GET", "/usages", period="LAST_HOUR")["PUBLIC_IPS"][2]["services"][0][
                "usage"
            ]
            >= 60
        )
    )
    hour = simulator.api("GET", "/usages", period="LAST_HOUR")
    assert {each["services"][0]["usage"] for each in hour["PUBLIC_IPS"]} == {60}
    names = [each["name"] for each in hour["PUBLIC_IPS"]]
    assert simulator.api(
        "GET", "/usages", period="LAST_HOUR", fields="PUBLIC_IPS.name", page=2, per_page=2
    ) == {"PUBLIC_IPS": [{"name": names[2]}]}
    past = datetime.fromtimestamp(simulator.time.time(), timezone.utc) - timedelta(days=9)
    before = simulator.api(
        "GET",
        "/usages",
        period="CUSTOM",
        start_date=past.isoformat(),
        end_date=(past + timedelta(days=1)).isoformat(),
    )
    assert before["PUBLIC_IPS"] == []


# -- monitoring center


def test_every_server_is_monitored_by_its_policy_or_the_default_one(simulator):
    server = deploy(simulator)
    (entry,) = simulator.api("GET", "/monitoring_center")
    assert (
        entry["status"]["state"] == "POWERED_ON"
        and entry["id"] == server["id"]
        and entry["datacenter"] == server["datacenter"]
    )
    assert sum(entry["alerts"]["resources"].values()) == 4 and entry["alerts"]["ports"] == {
        "critical": 0,
        "warning": 0,
        "ok": 0,
    }
    assert entry["status"]["internal_ping"]["state"].startswith(
        f"OK - {server['ips'][0]['ip']}: rta "
    )

    thresholds = {
        what: {"warning": {"value": 1, "alert": True}, "critical": {"value": 2, "alert": True}}
        for what in ("cpu", "ram", "disk", "internal_ping", "transfer")
    }
    policy = simulator.api(
        "POST",
        "/monitoring_policies",
        {
            "name": "strict",
            "agent": True,
            "email": "",
            "thresholds": thresholds,
            "ports": [
                {
                    "protocol": "TCP",
                    "port": 80,
                    "alert_if": "RESPONDING",
                    "email_notification": True,
                }
            ],
            "processes": [
                {"process": "nginx", "alert_if": "NOT_RUNNING", "email_notification": True}
            ],
        },
    )["id"]
    write(simulator, "POST", f"/monitoring_policies/{policy}/servers", {"servers": [server["id"]]})
    detail = simulator.api("GET", f"/monitoring_center/{server['id']}", period="LAST_HOUR")
    assert (
        sum(detail["alerts"]["resources"].values()) == 5
        and detail["agent"]["agent_installed"] is True
    )
    assert (detail["disk"]["warning"], detail["disk"]["critical"]) == (
        1,
        2,
    ) and "CRITICAL" in detail["disk"]["status"]
    assert detail["alerts"]["ports"]["critical"] == 1 and detail["alerts"]["process"] == {
        "critical": 0,
        "warning": 0,
        "ok": 1,
    }
    write(
        simulator,
        "PUT",
        f"/servers/{server['id']}/status/action",
        {"action": "POWER_OFF", "method": "HARDWARE"},
    )
    (entry,) = simulator.api("GET", "/monitoring_center")
    ping = entry["status"]["internal_ping"]["state"]
    assert ping.startswith("CRITICAL") and ping.endswith("lost 100%")
    assert (
        entry["alerts"]["ports"] == {"critical": 0, "warning": 0, "ok": 1}
        and entry["alerts"]["process"]["critical"] == 1
    )


def test_samples_have_the_same_values_in_every_period(simulator):
    server = deploy(simulator)
    path = f"/monitoring_center/{server['id']}"
    wait_until(lambda: len(simulator.api("GET", path, period="LAST_HOUR")["cpu"]["data"]) == 12)
    hour, day = (simulator.api("GET", path, period=period) for period in ("LAST_HOUR", "LAST_24H"))
    dates = [datetime.strptime(each["date"], "%Y-%d-%mT%H:%M:%SZ") for each in hour["cpu"]["data"]]
    assert {after - before for before, after in zip(dates, dates[1:])} == {timedelta(minutes=5)}
    for what in ("cpu", "ram", "transfer", "internal_ping"):
        values = {each["date"]: each for each in day[what]["data"]}
        assert all(values.get(each["date"], each) == each for each in hour[what]["data"])
        assert set(hour[what]["data"][0]) == {"date", *hour[what]["unit"]}
    assert len({each["used_percent"] for each in hour["cpu"]["data"]}) > 6
    assert (
        all(0 <= each["used_percent"] <= 100 for each in day["cpu"]["data"]) and "disk" not in day
    )
    assert (
        simulator.raw("GET", "/monitoring_center/X", period="LAST_HOUR").json()["Type"]
        == "SERVER_NOT_FOUND"
    )


def test_a_server_that_was_off_used_nothing_then(simulator):
    server = deploy(simulator)
    write(
        simulator,
        "PUT",
        f"/servers/{server['id']}/status/action",
        {"action": "POWER_OFF", "method": "HARDWARE"},
    )
    wait_until(
        lambda: simulator.api("GET", f"/monitoring_center/{server['id']}", period="LAST_24H")[
            "cpu"
        ]["data"][3:]
    )
    write(simulator, "PUT", f"/servers/{server['id']}/status/action", {"action": "POWER_ON"})
    wait_until_ready(simulator, server["id"])
    data = wait_until(
        lambda: (
            (
                found := simulator.api(
                    "GET", f"/monitoring_center/{server['id']}", period="LAST_24H"
                )
            )["internal_ping"]["data"][-1]["pl"]
            == 0
            and found
        )
    )
    assert any(each["pl"] == 100 for each in data["internal_ping"]["data"])
    idle = [each["used_percent"] == 0 for each in data["cpu"]["data"]]
    assert idle == [each["pl"] == 100 for each in data["internal_ping"]["data"]]


def test_a_seed_decides_the_samples():
    def series(seed: int, name: str = "web") -> list[dict]:
        return [
            sample(seed, name, what, when, True)
            for what in ("cpu", "transfer")
            for when in times(0, 7200)
        ]

    assert series(1) == series(1) != series(2) and series(1) != series(1, "db")


@pytest.mark.exhaustive
def test_a_seed_is_taken_from_the_command_line():
    def prefix_and_disk(simulator: SimulatedApi | SimulatorProcess) -> tuple[str, str]:
        return (
            simulator.api("GET", "/users")[0]["name"].split(".")[0],
            simulator.api("GET", "/monitoring_center")[0]["status"]["disk"]["state"],
        )

    seen = [prefix_and_disk(SimulatedApi(servers=1))]
    for seed in (0, 5):
        with SimulatorProcess(servers=1, seed=seed) as process:
            seen.append(prefix_and_disk(process))
    assert seen[0] == seen[1] and all(one != other for one, other in zip(seen[0], seen[2]))


@pytest.mark.parametrize("days, step", [(1, 300), (7, 3600), (30, 4 * 3600), (365, 86400)])
def test_a_longer_range_has_fewer_samples(days, step):
    found = times(0, days * 86400)
    assert found.step == step and found[-1] == days * 86400


# -- prices


def test_prices_are_numbers_under_the_keys_of_the_reference(simulator):
    prices = simulator.api("GET", "/pricing")
    plans = prices["pricing_plans"]
    assert prices["currency"] == "EUR" and set(plans) == {
        "server",
        "public_ip",
        "image",
        "shared_storage",
        "software_licenses",
        "backups",
    }
    assert set(plans["server"]) == {"fixed_servers", "flexible_sever"}
    sizes = {
        each["name"]: each["hardware"]
        for each in simulator.api("GET", "/servers/fixed_instance_sizes")
    }
    assert {
        each["name"]: each["hardware"]["vcore"] for each in plans["server"]["fixed_servers"]
    } == {name: hardware["vcore"] for name, hardware in sizes.items()}
    assert all(
        each["price_gross"] == pytest.approx(each["price_net"] * 1.2)
        for each in plans["server"]["fixed_servers"]
    )
