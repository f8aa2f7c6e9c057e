# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports about the account: logs, usages, monitoring data, catalogues and prices."""

from __future__ import annotations

from plays import servers, task


def test_ping_works_with_and_without_the_token(tasks, simulator):
    play = tasks.play(
        [
            task("ping"),
            task("ping", anonymous=True),
            task("ping", anonymous=True, api_token=""),
            task("ping", anonymous=True, api_token="wrong"),
            task("ping", api_token="wrong", ignore_errors=True),
            task("ping", api_token="", ignore_errors=True),
        ]
    )
    assert [result.get("ping") for result in play.results] == ["PONG"] * 4 + [None] * 2
    assert (
        "The API does not accept this token." in play.results[-2]["msg"]
        and "api_token is missing." in play.results[-1]["msg"]
    )


def test_logs_of_a_range_by_filter_and_by_id(tasks, simulator):
    play = tasks.play(
        [
            task("user", name="jane", password="Correct-Horse-7"),
            task("role", name="r"),
            task("log_info", filters={"type": ["USER", "ROLE"]}),
            task("log_info", id="F" * 32),
            task(
                "log_info",
                period="CUSTOM",
                start_date="2000-01-01",
                end_date="2000-12-31T23:59:59+01:00",
            ),
            task(
                "log_info",
                period="CUSTOM",
                start_date="2020-01-01",
                end_date="2100-01-01",
                filters={"action": "CREATE"},
            ),
        ]
    )
    assert play.code == 0, play.last
    every, none, before, created = [result["logs"] for result in play.results[2:]]
    one = tasks.ok("log_info", id=every[0]["id"])["logs"]
    assert [(log["type"], log["action"]) for log in every] == [
        ("USER", "CREATE"),
        ("ROLE", "CREATE"),
    ]
    assert [log["id"] for log in one] == [every[0]["id"]] and none == before == []
    assert {log["id"] for log in every} <= {log["id"] for log in created}


def test_usages_and_monitoring_of_servers(tasks, simulator):
    play = tasks.play(
        [
            *servers("web", "db"),
            task("usage_info"),
            task("usage_info", filters={"name": "web"}, period="LAST_365D"),
            task("monitoring_info"),
            task("monitoring_info", filters={"name": "db"}),
            task("monitoring_info", server="web", period="LAST_HOUR"),
            task(
                "monitoring_info",
                server="web",
                period="CUSTOM",
                start_date="2000-01-01",
                end_date="2000-01-02",
            ),
        ]
    )
    assert play.code == 0, play.last
    usages, filtered = [result["usages"] for result in play.results[3:5]]
    assert [server["name"] for server in usages["SERVERS"]] == ["web", "db"] and set(usages) == set(
        filtered
    )
    assert [server["name"] for server in filtered["SERVERS"]] == ["web"] and filtered["SERVERS"][0][
        "services"
    ]
    every, db, web, long_ago = [result["monitoring"] for result in play.results[5:]]
    assert [server["name"] for server in every] == ["web", "db"] and [
        server["name"] for server in db
    ] == ["db"]
    assert web[0]["name"] == "web" and "unit" in web[0]["cpu"] and long_ago[0]["cpu"]["data"] == []
    asked = [
        each["query"]["period"]
        for each in simulator.requests()
        if each["path"].startswith("/monitoring_center/")
    ]
    assert asked == ["LAST_HOUR", "CUSTOM"]


def test_a_planned_server_has_no_reports(tasks, simulator):
    play = tasks.play(
        [servers("web")[0], task("monitoring_info", server="web"), task("monitoring_info")],
        check=True,
    )
    assert play.code == 0, play.last
    assert [result["monitoring"] for result in play.results[1:]] == [[], []]


def test_catalogues_and_prices(tasks, simulator):
    play = tasks.play(
        [
            task("recovery_appliance_info"),
            task("dvd_iso_info", filters={"os": "Debian"}),
            task("pricing_info"),
            task("permission_info"),
        ]
    )
    recovery, isos, prices, permissions = play.results
    assert len(recovery["recovery_appliances"]) == 2 and [
        iso["name"] for iso in isos["dvd_isos"]
    ] == ["debian-12-netinst"]
    assert (
        prices["pricing"]["currency"] == "EUR"
        and permissions["permissions"]["servers"]["create"] is True
    )
    assert simulator.accepted() == []


MISTAKES = [
    (
        "log_info",
        {"period": "CUSTOM", "start_date": "2026-01-01"},
        "period is CUSTOM, which needs end_date.",
    ),
    (
        "log_info",
        {"start_date": "2026-01-01"},
        "start_date is set, but period is LAST_24H. Set period to CUSTOM",
    ),
    (
        "usage_info",
        {"period": "CUSTOM", "start_date": "yesterday", "end_date": "today"},
        "start_date is 'yesterday', which is not a date.",
    ),
    (
        "usage_info",
        {"period": "CUSTOM", "start_date": "2026-02-01", "end_date": "2026-01-01"},
        "end_date 2026-01-01 is before start_date",
    ),
    (
        "monitoring_info",
        {"start_date": "2026-01-01"},
        "start_date is not supported for /monitoring_center. Remove it.",
    ),
    ("monitoring_info", {"server": "missing"}, "server: no server has the name or id 'missing'."),
]


def test_mistakes_are_one_clear_message_and_create_nothing(tasks, simulator):
    play = tasks.play(
        [task(module, **options, ignore_errors=True) for module, options, _words in MISTAKES]
    )
    assert len(play.results) == len(MISTAKES)
    for (module, options, words), result in zip(MISTAKES, play.results):
        assert result["failed"] and words in result["msg"] and "\n" not in result["msg"], (
            module,
            options,
            result,
        )
    assert simulator.accepted() == []
    asked = {each["path"] for each in simulator.requests()}
    assert not asked & {"/logs", "/usages", "/monitoring_center"}
