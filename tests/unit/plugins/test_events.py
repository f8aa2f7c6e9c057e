# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What event sources derive from the lists of the API: pure functions."""

from __future__ import annotations

import json
import random
from datetime import datetime, timezone

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.reports import (
    LOGS,
    MONITORING,
)
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.log_events import (
    LONGEST_OPERATION,
    OVERLAP,
    PERIODS,
    LogEvents,
)
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.monitoring_events import (
    MonitoringEvents,
)
from hypothesis import given
from hypothesis import strategies as st
from simulator.contract import Contract

HOUR, DAY = 3600, 86400
BEGIN = 1_800_000_000


def zulu(seconds):
    return f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%dT%H:%M:%SZ}"


class Log:
    """The log of an account, in one of the readings of the API.

    :param entries: (begin, length, delay until lists show it) of actions, in seconds.
    :param by_end: a period contains the actions that ended in it or are in progress.
    """

    def __init__(self, entries, by_end=False, seed=0):
        self.entries, self.by_end, self.chance = entries, by_end, random.Random(seed)

    def read(self, period, now):
        shown = []
        for number, (begin, length, delay) in enumerate(self.entries):
            end = begin + length
            date = min(end, now) if self.by_end else begin
            if begin + delay <= now and date >= now - PERIODS[period]:
                ended = end <= now
                state = "COMPLETED" if ended else "IN_PROGRESS"
                shown.append(
                    {
                        "id": f"{number}",
                        "start_date": zulu(begin),
                        "end_date": zulu(end) if ended else None,
                        "status": {"state": state},
                    }
                )
        self.chance.shuffle(shown)
        return LOGS.normalize(shown)


class Poller:
    """Polls a log. The clock of its machine can be wrong by some seconds."""

    def __init__(self, log, wrong_by=0):
        self.log, self.wrong_by = log, wrong_by
        self.source, self.state, self.seen = LogEvents({}), {}, []

    def poll(self, now):
        period = self.source.query(self.state, now + self.wrong_by)["period"]
        state, events = self.source.changes(
            self.state, self.log.read(period, now), now + self.wrong_by
        )
        self.state = json.loads(json.dumps(state))
        found = [(each["logs"]["id"], each["logs"]["status"]["state"]) for each in events]
        self.seen += found
        return found

    def period(self, now):
        return self.source.query(self.state, now)["period"]


actions = st.lists(
    st.tuples(
        st.integers(BEGIN - HOUR, BEGIN + 3 * DAY),
        st.sampled_from([0, 0, 1, 40, 40, 900, 3 * HOUR, 2 * DAY]),
        st.integers(0, int(OVERLAP) - 60),
    ),
    max_size=30,
)
pauses = st.lists(st.sampled_from([10, 60, 60, 900, 2 * HOUR, DAY]), min_size=1, max_size=30)


@given(
    actions,
    pauses,
    st.booleans(),
    st.sampled_from([0, 0, -2 * HOUR, 2 * HOUR, -30 * DAY, 30 * DAY]),
    st.integers(0, 99),
)
def test_each_action_ends_exactly_once(entries, pauses, by_end, wrong_by, seed):
    """Lists show actions late and in any order, and the clock of the machine can be wrong."""
    poller = Poller(Log(entries, by_end, seed), wrong_by)
    now = BEGIN
    poller.poll(now)
    seen_first = {each for each, known in poller.state["entries"].items() if known["date"]}
    for pause in [*pauses, 3 * DAY, 3 * DAY, 60]:
        now += pause
        poller.poll(now)
    assert len({*poller.seen}) == len(poller.seen)
    ended = {each for each, state in poller.seen if state == "COMPLETED"}
    # The first poll may not have shown an action that had ended before the first horizon.
    expected = {str(n) for n, entry in enumerate(entries) if entry[0] >= BEGIN}
    assert expected <= ended
    assert not ended & seen_first


@given(actions, st.booleans())
def test_the_state_contains_only_what_can_change(entries, by_end):
    poller = Poller(Log(entries, by_end))
    for now in range(BEGIN, BEGIN + 10 * DAY, 6 * HOUR):
        poller.poll(now)
    newest = max((sum(entry[:2]) for entry in entries), default=0)
    recent = [n for n, entry in enumerate(entries) if sum(entry[:2]) >= newest - OVERLAP]
    assert {*poller.state["entries"]} <= {str(n) for n in recent}


def test_the_first_poll_gives_no_event_but_begins_to_watch():
    poller = Poller(Log([(BEGIN - 60, 30, 0), (BEGIN - 60, 90, 0)]))
    assert poller.poll(BEGIN) == []
    assert poller.poll(BEGIN + 60) == [("1", "COMPLETED")]
    assert poller.poll(BEGIN + 120) == []


@pytest.mark.parametrize(
    ("pause", "period"),
    [
        (60, "LAST_HOUR"),
        (HOUR, "LAST_24H"),
        (DAY, "LAST_7D"),
        (8 * DAY, "LAST_30D"),
        (40 * DAY, "LAST_365D"),
        (400 * DAY, "LAST_365D"),
        (-60, "LAST_30D"),  # the clock was set back
    ],
)
def test_the_period_contains_the_time_since_the_last_poll(pause, period):
    poller = Poller(Log([]))
    assert poller.period(BEGIN) == "LAST_HOUR"
    poller.poll(BEGIN)
    assert poller.period(BEGIN + pause) == period


def test_an_operation_in_progress_is_read_until_it_has_ended_but_not_for_ever():
    poller = Poller(Log([(BEGIN, 100 * DAY, 0)]))
    for now in (BEGIN - 60, BEGIN, BEGIN + HOUR):
        poller.poll(now)
    assert poller.period(BEGIN + HOUR) == "LAST_24H"
    poller.poll(BEGIN + LONGEST_OPERATION)
    poller.poll(BEGIN + LONGEST_OPERATION + 60)
    assert poller.period(BEGIN + LONGEST_OPERATION + 60) == "LAST_HOUR"


def test_an_entry_in_the_future_hides_no_others():
    poller = Poller(Log([(BEGIN + 5, 0, 0), (BEGIN + 40 * DAY, 0, -40 * DAY), (BEGIN + 90, 0, 0)]))
    for now in (BEGIN, BEGIN + 60, BEGIN + 120):
        poller.poll(now)
    assert ("0", "COMPLETED") in poller.seen and ("2", "COMPLETED") in poller.seen


def test_an_entry_that_is_later_than_others_gives_an_event():
    """The list shows the second entry 20 minutes after one with a later date."""
    poller = Poller(Log([(BEGIN + 100, 0, 0), (BEGIN + 90, 0, 1200)]))
    for now in (BEGIN, BEGIN + 120, BEGIN + 1300, BEGIN + 1400):
        poller.poll(now)
    assert poller.seen == [("0", "COMPLETED"), ("1", "COMPLETED")]


def test_an_operation_in_progress_can_show_a_planned_end():
    source, log = LogEvents({}), Log([(BEGIN, 0, 0)])
    (entry,) = log.read("LAST_HOUR", BEGIN)
    running = {**entry, "status": {"state": "IN_PROGRESS", "percent": 5}}
    state, _events = source.changes({}, [running], BEGIN)
    assert source.query(state, BEGIN + HOUR) == {"period": "LAST_24H"}


def test_an_unknown_state_is_no_change():
    source, log = LogEvents({}), Log([(BEGIN, 0, 0)])
    state, _events = source.changes({}, log.read("LAST_HOUR", BEGIN), BEGIN)
    (entry,) = log.read("LAST_HOUR", BEGIN)
    unknown = {**entry, "status": {"state": None, "percent": None}}
    state, events = source.changes(state, [unknown], BEGIN)
    assert events == source.changes(state, [entry], BEGIN)[1] == []
    failed = {**entry, "status": {"state": "FAILED", "percent": None}}
    (event,) = source.changes(state, [failed], BEGIN)[1]
    assert event["logs"]["status"]["state"] == "FAILED"


# -- monitoring

#: A server of the example of the reference.
EXAMPLE = next(
    each.value[0] for each in Contract().examples() if each.operation == "list_monitoring_center"
)
OPTIONS = {"thresholds": None, "remind_after": 0.0}


def observed(*answers, **options):
    """Return the contents of the events of answers about one server, one poll after the other."""
    source, state, contents = MonitoringEvents({**OPTIONS, **options}), {}, []
    for number, answer in enumerate(answers):
        elements = MONITORING.normalize([{**EXAMPLE, **answer}])
        state, events = source.changes(state, elements, BEGIN + 60 * number)
        state = json.loads(json.dumps(state))
        contents.append([event["monitoring"] for event in events])
    return contents


def texts(**checks):
    """Return the attribute status with the texts of checks."""
    return {"status": {"state": "POWERED_ON", **{name: {"state": checks[name]} for name in checks}}}


def counts(critical=0, warning=0, ok=0):
    return {"critical": critical, "warning": warning, "ok": ok}


def test_the_facts_are_those_of_the_example_of_the_reference():
    ((event,),) = observed({})
    assert {name: event[name] for name in ("level", "resources", "ports", "process")} == {
        "level": "critical",
        "resources": "critical",
        "ports": "ok",
        "process": "ok",
    }
    assert event["cpu"] == event["ram"] == event["internal_ping"] == "ok"
    assert event["values"] == {
        "cpu": 0.0,
        "ram": 39.0,
        "disk": 30.0,
        "internal_ping": 0.671,
        "transfer": 0.0,
    }
    assert event["agent_missing"] is False


@pytest.mark.parametrize(
    ("check", "text", "level", "value"),
    [
        ("cpu", "CPU usage: CRITICAL - CPU_Total 97% used: CPU0 98% used", "critical", 98),
        ("ram", "RAM usage: WARNING 1800MB (91.5%) used", "warning", 91.5),
        ("disk", "Disk usage: CRITICAL C: 1.04GB (30%) used D: 9GB (93%) used", "critical", 93),
        ("transfer", "Network traffic: OK - 12 Kbps received: 40 Kbps transmitted:", "ok", 40),
        ("internal_ping", "CRITICAL - 10.4.141.242: rta nan, lost 100%", "critical", None),
        ("internal_ping", "no data", None, None),
    ],
)
def test_level_and_value_of_a_check_are_in_its_text(check, text, level, value):
    ((event,),) = observed(texts(**{check: text}))
    assert (event[check], event["values"][check]) == (level, value)


def test_what_an_answer_does_not_contain_is_no_change():
    bad = {"alerts": {"resources": counts(critical=1), "ports": counts(ok=1)}}
    contents = observed(bad, {"alerts": None, "status": None, "agent": None}, bad)
    assert [len(each) for each in contents] == [1, 0, 0]


def test_the_level_is_the_worst_one_of_the_groups():
    def alerts(**groups):
        return {"alerts": groups}

    contents = observed(
        alerts(resources=counts(ok=4), ports=counts(), process=counts()),
        alerts(resources=counts(ok=4), ports=counts(warning=1), process=counts()),
        alerts(resources=counts(ok=4), ports=counts(warning=1), process=counts(critical=1)),
        alerts(resources=counts(ok=3, warning=1), ports=counts(), process=counts()),
    )
    assert [event["level"] for (event,) in contents] == ["ok", "warning", "critical", "warning"]
    assert contents[-1][0]["changed"] == ["level", "ports", "process", "resources"]
    assert contents[-1][0]["previous"]["process"] == "critical"


def test_a_threshold_is_independent_of_the_monitoring_policy():
    low, high = texts(ram="RAM usage: OK 1MB (69%) used"), texts(ram="RAM usage: OK 1MB (70%) used")
    contents = observed(low, high, high, low, thresholds={"ram": 70.0, "cpu": None})
    assert [[event["exceeded"] for event in each] for each in contents] == [
        [[]],
        [["ram"]],
        [],
        [[]],
    ]


def test_a_server_is_forgotten_only_after_days():
    source = MonitoringEvents(OPTIONS)
    elements = MONITORING.normalize([EXAMPLE])
    state, _events = source.changes({}, elements, BEGIN)
    missing, _events = source.changes(state, [], BEGIN + DAY)
    assert source.changes(missing, elements, BEGIN + DAY + 60)[1] == []
    assert source.changes(state, [], BEGIN + 8 * DAY)[0] == {"servers": {}}
