# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event sources on a simulated account: no event is lost, and none is passed on twice."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import runpy
import stat
from collections import Counter
from pathlib import Path

import pytest
import yaml
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import ApiError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils import event_source
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.event_position import (
    Position,
    PositionError,
)
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.event_source import OPTIONS
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.log_events import LogEvents
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.monitoring_events import (
    MonitoringEvents,
)
from event_sources import SOURCES, KilledError, Rulebook
from simulated import SimulatedApi
from worlds import each_reading, each_world

TOKEN = "a-token-of-many-letters"
KINDS = {"logs": LogEvents, "monitoring": MonitoringEvents}


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    tmp_path.chmod(0o700)
    monkeypatch.setenv("CLOUDPANEL_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.delenv("CLOUDPANEL_API_TOKEN", raising=False)


@pytest.fixture
def simulator(readings, request):
    """Provide an account that has one server for tests of the monitoring center."""
    servers = 1 if "monitoring" in request.fixturenames else 0
    with SimulatedApi(readings, servers=servers, token=TOKEN).connected() as api:
        yield api


@pytest.fixture
def logs(simulator, tmp_path):
    return Rulebook(simulator, "logs", tmp_path)


@pytest.fixture
def monitoring(simulator, tmp_path):
    return Rulebook(simulator, "monitoring", tmp_path)


def write(simulator, *names):
    """Create private networks. Each creation takes a while."""
    for name in names:
        simulator.api("POST", "/private_networks", {"name": name})


def finished(events):
    """Return the names of the objects of finished actions."""
    return [
        event["logs"]["resource"]["name"]
        for event in events
        if event["logs"]["status"]["state"] != "IN_PROGRESS"
    ]


def power(simulator, action):
    """Switch the only server on or off, and wait until the monitoring center shows it."""
    (server,) = simulator.api("GET", "/servers")
    body = {"action": action, "method": "SOFTWARE"}
    simulator.api("PUT", f"/servers/{server['id']}/status/action", body)
    simulator.settle()


# -- logs


@each_world()
def test_each_action_gives_an_event_when_it_begins_and_when_it_ends(simulator, logs):
    write(simulator, "before")
    simulator.settle()
    names = [f"net{number}" for number in range(12)]

    def script():
        for name in names:
            write(simulator, name)
            yield
        yield from [None] * 4

    assert logs.run() == []
    logs.run(script())
    assert finished(logs.events) == names
    assert len({*logs.uuids()}) == len(logs.events)
    states = Counter(event["logs"]["status"]["state"] for event in logs.events)
    assert states["COMPLETED"] == 12


@each_world()
def test_a_source_that_restarts_after_each_poll_passes_the_same_on(simulator, logs):
    logs.run()
    for number in range(6):
        write(simulator, f"a{number}", f"b{number}")
        logs.run()
    logs.run(iter([None] * 4))
    assert sorted(finished(logs.events)) == sorted(
        f"{letter}{number}" for letter in "ab" for number in range(6)
    )


@each_reading("log-range", "lagging-lists", "list-order", "page-limit", "paging")
def test_a_pause_of_days_loses_nothing(simulator, logs):
    logs.run()
    for number in range(9):
        write(simulator, f"net{number}")
        simulator.time.sleep(86400)
    logs.run(iter([None] * 2))
    assert finished(logs.events) == [f"net{number}" for number in range(9)]


@pytest.mark.parametrize("when", ["before the queue has it", "when the queue has it"])
def test_a_source_that_is_killed_at_each_event_loses_none(simulator, logs, when):
    """An event that the queue had before the kill comes again, with the same uuid."""
    names = [f"net{number}" for number in range(5)]
    logs.run()
    write(simulator, *names)
    simulator.settle()

    def kill(event):
        if kills and event["meta"]["uuid"] not in killed_at:
            killed_at.add(event["meta"]["uuid"])
            if when == "before the queue has it":
                logs.events.pop()
            raise KilledError

    kills, killed_at, logs.on_event = True, set(), kill
    for _name in names:
        with pytest.raises(KilledError):
            logs.run()
    kills = False
    logs.run()
    repeated = 2 if when == "when the queue has it" else 1
    assert Counter(finished(logs.events)) == dict.fromkeys(names, repeated)
    assert Counter(logs.uuids()) == dict.fromkeys(killed_at, repeated)


def test_an_entry_is_in_the_event_as_the_module_returns_it(simulator, logs, tasks):
    logs.run()
    write(simulator, "net")
    simulator.settle()
    (event,) = logs.run()
    tasks.environment["CLOUDPANEL_API_TOKEN"] = TOKEN
    (entry,) = tasks.ok("log_info")["logs"]
    assert event["logs"] == entry


def test_a_poll_needs_one_request_after_the_first_ones(simulator, logs):
    def script():
        yield
        simulator.clear()
        yield from [None] * 4

    write(simulator, "a", "b", "c")
    logs.run(script())
    assert [entry["operationId"] for entry in simulator.requests()] == ["list_logs"] * 4
    assert {entry["query"]["period"] for entry in simulator.requests()} == {"LAST_HOUR"}


# -- monitoring


@each_world()
def test_each_change_of_a_server_gives_an_event(simulator, monitoring):
    (first,) = monitoring.run()
    assert first["monitoring"]["changed"] and first["monitoring"]["previous"]["level"] is None
    assert monitoring.run() == []
    power(simulator, "POWER_OFF")
    (event,) = monitoring.run()
    shown = event["monitoring"]
    assert (shown["level"], shown["state"], shown["internal_ping"]) == (
        "critical",
        "POWERED_OFF",
        "critical",
    )
    assert {"level", "state", "internal_ping"} <= {*shown["changed"]}
    assert shown["previous"]["state"] == "POWERED_ON"
    assert shown["datacenter"]["id"] and shown["name"] == "server-00000"
    power(simulator, "POWER_ON")
    (event,) = monitoring.run()
    assert event["monitoring"]["state"] == "POWERED_ON"
    assert event["monitoring"]["previous"]["level"] == "critical"
    assert len({*monitoring.uuids()}) == 3


def test_a_change_before_a_kill_is_passed_on_even_if_it_was_undone(simulator, monitoring):
    def kill(event):
        raise KilledError

    monitoring.run()
    power(simulator, "POWER_OFF")
    monitoring.on_event = kill
    with pytest.raises(KilledError):
        monitoring.run()
    power(simulator, "POWER_ON")
    monitoring.on_event = lambda event: None
    monitoring.run()
    states = [event["monitoring"]["state"] for event in monitoring.events]
    assert states == ["POWERED_ON", "POWERED_OFF", "POWERED_OFF", "POWERED_ON"]
    first, second = monitoring.uuids()[1:3]
    assert first == second


def test_an_alert_that_goes_on_is_told_again(simulator, monitoring):
    monitoring.options["remind_after"] = 600
    monitoring.run()
    power(simulator, "POWER_OFF")
    assert len(monitoring.run(iter([None] * 8))) == 1
    (reminder,) = monitoring.run(iter([None] * 3))
    assert reminder["monitoring"]["changed"] == []
    assert len({*monitoring.uuids()}) == len(monitoring.events)


def test_a_value_above_a_threshold_of_the_rulebook_gives_an_event(simulator, monitoring):
    monitoring.run()
    monitoring.options["thresholds"] = {"disk": 1, "ram": 100}
    (event,) = monitoring.run()
    shown = event["monitoring"]
    assert (shown["changed"], shown["exceeded"]) == (["exceeded"], ["disk"])
    assert 1 <= shown["values"]["disk"] <= 100


# -- all sources


def test_errors_of_the_api_do_not_end_a_source(simulator, logs, caplog):
    def script():
        simulator.fault("list_logs", "500", times=8)
        write(simulator, "net")
        yield  # a poll with four attempts
        yield
        yield

    logs.run()
    with caplog.at_level(logging.WARNING):
        logs.run(script())
    assert finished(logs.events) == ["net"]
    (message,) = caplog.messages  # the same problem is shown once
    assert "tries again at each poll: GET /logs was answered with 500" in message


def test_a_token_that_the_api_does_not_accept_ends_a_source(simulator, logs):
    logs.options["api_token"] = "not-the-token-of-anybody"
    with pytest.raises(ApiError, match="does not accept this token") as error:
        logs.run()
    assert "not-the-token" not in str(error.value) and error.value.__suppress_context__


def test_an_error_with_the_token_is_shown_without_it(simulator, logs, caplog):
    logs.run()

    def refuse(exchange):
        exchange.status, exchange.answer = 403, {"type": "X", "message": f"bad {TOKEN}"}

    simulator.intercept("GET", "/logs", after=refuse)
    with caplog.at_level(logging.WARNING):
        logs.run()
    assert TOKEN not in caplog.text and "was answered with 403 X: bad" in caplog.text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"intervall": 5}, "intervall. Supported parameters include"),
        ({"interval": "often"}, "'interval' is of type str"),
        ({"interval": 0}, "interval is 0; it has to be at least 0.001 seconds"),
        ({"interval": float("nan")}, "interval is nan"),
        ({"api_token": " "}, "api_token is missing"),
    ],
)
def test_options_are_checked(logs, options, message):
    logs.options.update(options)
    with pytest.raises(ValidationError, match=message):
        logs.run()


def test_a_source_needs_the_library_requests(logs, monkeypatch):
    monkeypatch.setattr(event_source, "requests_installed", lambda: False)
    with pytest.raises(ValidationError, match="needs the Python library requests. Install it"):
        logs.run()


def test_options_can_be_texts_and_come_from_the_environment(simulator, logs, monkeypatch):
    """A template in a rulebook makes a text of each value."""
    monkeypatch.setenv("CLOUDPANEL_API_TOKEN", simulator.token)
    monkeypatch.setenv("CLOUDPANEL_API_URL", simulator.url)
    logs.options = {"interval": "5", "feedback": "false", "validate_certs": "yes"}
    assert logs.run() == []


def test_the_position_is_private_and_contains_no_token(simulator, logs, tmp_path):
    logs.run()
    write(simulator, "net")
    logs.run()
    file = tmp_path / "logs.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert TOKEN not in file.read_text()


def test_two_accounts_have_two_positions(simulator, logs, tmp_path):
    del logs.options["position_file"]
    logs.run()
    (file,) = (tmp_path / "cache").glob("*-logs.json")
    assert json.loads(file.read_text())["source"] == "logs"


def test_a_folder_that_others_can_write_to_is_refused(logs, tmp_path):
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    logs.options["position_file"] = str(tmp_path / "open" / "logs.json")
    with pytest.raises(PositionError, match="other users can write to it"):
        logs.run()


@pytest.mark.parametrize(
    "content",
    ["{", "[]", '{"version": 1, "source": "monitoring", "state": {}, "events": []}', '{"a": 1}'],
)
def test_another_file_is_not_overwritten(logs, tmp_path, content):
    file = tmp_path / "logs.json"
    file.write_text(content)
    file.chmod(0o600)
    with pytest.raises(PositionError, match="is not a position of the source logs"):
        logs.run()
    assert file.read_text() == content


def test_a_full_disk_ends_the_source_before_the_event_is_passed_on(simulator, logs, monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    logs.run()
    write(simulator, "net")
    simulator.settle()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(PositionError, match="No space left on device"):
            logs.run()
    assert logs.events == []
    assert finished(logs.run()) == ["net"]


def test_a_process_that_has_lost_its_position_does_not_overwrite_it(tmp_path):
    tmp_path.chmod(0o700)
    (tmp_path / "p.json").touch(0o600)
    first, second = (Position(tmp_path / "p.json", "logs") for _each in range(2))
    first.load()
    second.load()
    second.advance({"by": "second"}, [])
    with pytest.raises(PositionError, match="has taken over"):
        first.advance({"by": "first"}, [])
    assert "second" in (tmp_path / "p.json").read_text()


def test_an_event_counts_as_passed_on_after_the_feedback(simulator, logs):
    class Feedback:
        async def get(self):
            saved = json.loads(Path(logs.options["position_file"]).read_text())
            pending.append([event["meta"]["uuid"] for event in saved["events"]])
            if len(pending) == 2:
                raise asyncio.CancelledError

    pending = []
    logs.run()
    write(simulator, "a", "b")
    simulator.settle()
    logs.options.update(feedback=True, eda_feedback_queue=Feedback())
    first, second = (event["meta"]["uuid"] for event in logs.run())
    assert pending == [[first, second], [second]]
    del logs.options["eda_feedback_queue"]
    assert [event["meta"]["uuid"] for event in logs.run()] == [second]


@pytest.mark.parametrize("name", KINDS)
def test_the_documentation_has_the_options_of_the_source(name):
    module = runpy.run_path(str(SOURCES / f"{name}.py"))
    documented = yaml.safe_load(module["DOCUMENTATION"])["options"]
    spec = {**OPTIONS, **KINDS[name].options}
    assert list(documented) == list(spec)
    for option, argument in spec.items():
        shown = documented[option]
        assert (shown["type"], shown.get("default"), shown.get("aliases")) == (
            argument["type"],
            argument.get("default"),
            argument.get("aliases"),
        )
        assert {*shown.get("suboptions", {})} == {*argument.get("options", {})}
    (play,) = yaml.safe_load(module["EXAMPLES"])
    (source,) = play["sources"][0].values()
    assert {*source} <= {*spec}
