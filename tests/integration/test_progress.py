# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What long waits show: lines with -v, and the bars of the callback progress."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from plays import SERVER, task
from simulator.process import SimulatorProcess

from .conftest import SPEED, Ansible
from .terminal import ROWS, Session, run

CALLBACK = {"ANSIBLE_CALLBACKS_ENABLED": "ionos.cloudpanel.progress"}
BAR = re.compile(r"server \"web\d\" \[[#-]{20}\] +\d+ %  DEPLOYING, \d+ of 60 s")
LINE = re.compile(r"<localhost> server \"web1\" \(DEPLOYING, \d+ %\) has to settle: waited \d+ of")


@pytest.fixture
def ansible(simulator, tmp_path) -> Iterator[Ansible]:
    ansible = Ansible(simulator, tmp_path)
    yield ansible
    assert [*(tmp_path / ".ansible" / "tmp").iterdir()] == []


def played(
    ansible: Ansible, tasks: list[dict[str, Any]], *arguments: str, **play: Any
) -> tuple[Session, Session]:
    """Run a play in a terminal on an empty account, without the callback and with it."""
    file = ansible.playbook(tasks)
    (content,) = yaml.safe_load(file.read_text())
    file.write_text(yaml.safe_dump([{**content, **play}], sort_keys=False))
    sessions = []
    for environment in ({}, CALLBACK):
        ansible.simulator.reset()
        sessions.append(run(ansible, "ansible-playbook", str(file), *arguments, **environment))
        assert sessions[-1].code == 0, "\n".join(sessions[-1].lines)
    return sessions[0], sessions[1]


def bars(session: Session) -> list[str]:
    return [line for screen in session.screens for line in BAR.findall(screen)]


def speak(text: str) -> dict[str, Any]:
    return {"ansible.builtin.debug": {"msg": text}}


def test_the_terminal_contains_the_same_at_the_end(ansible):
    tasks = [
        task("server", name="web{{ item }}", **SERVER, loop=[1, 2]),
        speak("long " * 250),
        task("server", name="web3", appliance="nothing", ignore_errors=True),
        {**speak("warned"), "vars": {"environment": "a reserved name"}},
        task("server", name="web1", state="absent"),
    ]
    without, with_bars = played(ansible, tasks)
    assert with_bars.lines == without.lines
    assert len(without.lines) > 2 * ROWS
    assert not bars(without) and len(set(bars(with_bars))) > 1


def test_several_hosts_and_objects_at_a_time(tmp_path):
    names = ["{{ inventory_hostname }}1", "{{ inventory_hostname }}2"]
    tasks = [task("stack", servers=[{"name": name, **SERVER} for name in names]), speak("done")]
    # Servers need four seconds, so that their waits overlap even on a slow machine.
    with SimulatorProcess(speed=150) as simulator:
        ansible = Ansible(simulator, tmp_path)
        without, with_bars = played(ansible, tasks, "-i", "a,b,", hosts="all", connection="local")
    assert sorted(with_bars.lines) == sorted(without.lines)
    shown = ['a: server "a1" [', 'a: server "a2" [', 'b: server "b1" [', 'b: server "b2" [']
    assert any(all(text in screen for text in shown) for screen in with_bars.screens)
    assert '" [' not in with_bars.screens[-1]


def test_a_line_for_each_poll(ansible):
    tasks = [task("server", name="web1", **SERVER)]
    without, with_bars = played(ansible, tasks, "-v")
    for session in (without, with_bars):
        assert len(LINE.findall("".join(session.lines))) > 1
    quiet = ansible.play(tasks)
    assert "has to settle" not in quiet.output


def test_nothing_without_a_terminal(ansible):
    tasks = [task("server", name="web1", **SERVER)]
    play = str(ansible.playbook(tasks))
    outputs = []
    for environment in ({}, CALLBACK):
        ansible.simulator.reset()
        outputs.append(ansible.run("ansible-playbook", play, **environment).stdout)
    assert outputs[0] == outputs[1]


def test_nothing_of_tasks_with_no_log(ansible):
    tasks = [{**task("server", name="web1", **SERVER), "no_log": True}]
    _without, with_bars = played(ansible, tasks, "-v")
    assert "censored" in "".join(with_bars.lines)
    shown = "".join(with_bars.screens)
    assert "DEPLOYING" not in shown and "web1" not in shown


def test_secrets_in_names_are_masked(ansible):
    secret = "Correct-Horse-7"
    tasks = [task("server", name=secret, **SERVER, password=secret)]
    _without, with_bars = played(ansible, tasks, "-v")
    shown = "".join(with_bars.screens)
    assert secret not in shown
    assert 'server "********" [' in shown and 'server "********" (DEPLOYING' in shown


def test_the_request_budget(tmp_path):
    with SimulatorProcess(speed=SPEED, rate_limit=5, rate_window=10) as simulator:
        ansible = Ansible(simulator, tmp_path)
        play = str(ansible.playbook([task("server", name="web1", **SERVER)]))
        # The size of the terminal is valid, whatever these variables contain.
        size = {"COLUMNS": "80", "LINES": "3"}
        session = run(ansible, "ansible-playbook", play, "-v", **size, **CALLBACK)
    assert session.code == 0, session.lines
    shown = "\n".join([*session.screens, *session.lines])
    assert re.search(r"requests: \d+ of 5 left(, reset in \d+ s)?$", shown, re.MULTILINE)
    assert "the request budget has to allow a request: waited 0 of 60 s" in shown
    assert re.search(r"the request budget +\[\.{20}\] +has to allow a request, \d+ of 60 s", shown)


def test_several_playbooks_in_one_run(ansible):
    files = []
    for name in ("web1", "web2"):
        play = ansible.playbook([task("server", name=name, **SERVER)])
        files.append(str(play.rename(play.with_name(f"{name}.yml"))))
    session = run(ansible, "ansible-playbook", *files, **CALLBACK)
    assert {line.split()[1] for line in bars(session)} == {'"web1"', '"web2"'}
