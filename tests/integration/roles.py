# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles as a user runs them: check mode, run, second run, removal, with the requests of each."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from plays import shape
from simulator.process import SimulatorProcess

from .conftest import CHECKOUT, Ansible, Play

#: The lists of an account that are compared before and after the life of a role.
LISTS = (
    "block_storages",
    "firewall_policies",
    "images",
    "load_balancers",
    "monitoring_policies",
    "private_networks",
    "public_ips",
    "roles",
    "servers",
    "shared_storages",
    "ssh_keys",
    "users",
    "vpns",
)
#: The page with the number of requests of each run.
PAGE = CHECKOUT / "docs" / "roles.md"
#: The runs on that page.
RUNS = ("check mode", "first run", "second run", "absent")


def role(name: str, entry: str = "main", **variables: Any) -> dict[str, Any]:
    """Return a task that runs a role of the collection."""
    options = {"name": f"ionos.cloudpanel.{name}", "tasks_from": entry}
    return {"name": name, "ansible.builtin.include_role": options, "vars": variables}


def names(simulator: SimulatorProcess) -> dict[str, list[str]]:
    """Return the names of all objects of the account, and the addresses of its public IPs."""
    return {
        path: sorted(each.get("name") or each["ip"] for each in simulator.api("GET", f"/{path}"))
        for path in LISTS
    }


class Life:
    """Runs a role in an account, and counts the requests of each run.

    :param variables: those of the role. A variable ``ROLE_state`` is added for the removal.
    """

    def __init__(self, ansible: Ansible, name: str, **variables: Any) -> None:
        self._ansible = ansible
        self._simulator = ansible.simulator
        self._name = name
        self._variables = variables

    def run(self, *arguments: str, **variables: Any) -> Play:
        """Run the role once. Raise AssertionError if it fails."""
        self._simulator.clear()
        # Lists are shared for so long that a slow machine sends as many requests as a fast one.
        tasks = [self._task(variables)]
        play = self._ansible.play(tasks, *arguments, CLOUDPANEL_SHARE_READS="3600")
        assert play.code == 0 and "DEPRECATION" not in play.output, play.output[-20000:]
        return play

    def live(self, check: Callable[[], None], **removal: Any) -> None:
        """Check, run, run again and remove.

        :param check: called after the first run; raises AssertionError.
        :param removal: variables for the removal, in addition to ``ROLE_state``.
        """
        absent = {f"{self._name}_state": "absent", **removal}
        before = names(self._simulator)
        checked = self.run("--check")
        requests = {"check mode": self._reads()}
        assert names(self._simulator) == before
        made = self.run()
        requests["first run"] = len(self._simulator.writes())
        assert operations(checked) == operations(made) != []
        check()
        assert not changed(self.run())
        requests["second run"] = self._reads()
        assert operations(self.run("--check", **absent)) != []
        self._reads()
        self.run(**absent)
        requests["absent"] = len(self._simulator.writes())
        assert names(self._simulator) == before
        assert not changed(self.run(**absent))
        self._reads()
        check_requests(self._name, requests)

    def live_twice(self, **removal: Any) -> None:
        """Run two times at once, and remove two times at once. Everything is done once.

        :param removal: variables for the removal, in addition to ``ROLE_state``.
        """
        before = names(self._simulator)
        self._run_twice()
        assert len(self._simulator.writes()) == documented(self._name)["first run"]
        assert not changed(self.run()) and not self._simulator.writes()
        self._run_twice(**{f"{self._name}_state": "absent", **removal})
        assert len(self._simulator.writes()) == documented(self._name)["absent"]
        assert names(self._simulator) == before

    def _run_twice(self, **variables: Any) -> None:
        self._simulator.clear()
        file = str(self._ansible.playbook([self._task(variables)]))
        with ThreadPoolExecutor() as pool:
            runs = [pool.submit(self._ansible.run, "ansible-playbook", file) for _each in range(2)]
        outputs = [f"{run.result().stdout}{run.result().stderr}" for run in runs]
        assert [run.result().returncode for run in runs] == [0, 0], "".join(outputs)[-8000:]

    def _task(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        return role(self._name, **{**self._variables, **variables})

    def _reads(self) -> int:
        """Return the number of requests of the last run, all of which read."""
        requests = self._simulator.requests()
        assert {each["method"] for each in requests} <= {"GET"}
        return len(requests)


def documented(name: str) -> dict[str, int]:
    """Return the number of requests of each run of a role on the page."""
    found = _row(name).search(PAGE.read_text(encoding="utf-8"))
    assert found, f"{PAGE.name} has no row for the role {name}"
    return dict(zip(RUNS, map(int, re.findall(r"\d+", found["figures"]))))


def check_requests(name: str, requests: Mapping[str, int]) -> None:
    """Compare the requests of a role with those on the page, or write them there.

    :param requests: the number of requests of each run.
    """
    if os.environ.get("CLOUDPANEL_WRITE_REQUESTS"):
        figures = "".join(f" | {requests[run]}" for run in RUNS)
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(_row(name).sub(rf"\g<words>{figures} |", text), encoding="utf-8")
    assert documented(name) == requests, "make role-requests writes the numbers"


def _row(name: str) -> re.Pattern[str]:
    """Return a pattern for the row of a role on the page."""
    link = rf"\| \[`{name}`\]\([^)]+\)"
    return re.compile(rf"^(?P<words>{link} \| [^|]+)(?P<figures>(?: \| \d+){{4}}) \|$", re.M)


def changed(play: Play) -> list[dict[str, Any]]:
    """Return the results of tasks that changed something."""
    return [result for result in play.results if result["changed"]]


def operations(play: Play) -> list[str]:
    """Return the methods and paths of all operations of a play, without ids."""
    return [
        line
        for result in play.results
        for each in [result, *(result.get("results") or [])]
        for line in shape(each.get("operations") or [])
    ]
