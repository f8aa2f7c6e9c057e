# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles as a user runs them: check mode, run, second run, removal, with the requests of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plays import shape
from simulator.process import SimulatorProcess

from .conftest import Ansible, Play

#: The lists of an account that are compared before and after the life of a role.
LISTS = (
    "firewall_policies",
    "images",
    "monitoring_policies",
    "roles",
    "servers",
    "ssh_keys",
    "users",
)


def role(name: str, entry: str = "main", **variables: Any) -> dict[str, Any]:
    """Return a task that runs a role of the collection."""
    options = {"name": f"ionos.cloudpanel.{name}", "tasks_from": entry}
    return {"name": name, "ansible.builtin.include_role": options, "vars": variables}


def names(simulator: SimulatorProcess) -> dict[str, list[str]]:
    """Return the names of all objects of the account."""
    return {
        path: sorted(each["name"] for each in simulator.api("GET", f"/{path}")) for path in LISTS
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
        #: The requests of each run by its name.
        self.requests: dict[str, int] = {}

    def run(self, title: str, *arguments: str, **variables: Any) -> Play:
        """Run the role once. Raise AssertionError if it fails."""
        self._simulator.clear()
        task = role(self._name, **{**self._variables, **variables})
        play = self._ansible.play([task], *arguments)
        assert play.code == 0 and "DEPRECATION" not in play.output, play.output[-20000:]
        self.requests[title] = len(self._simulator.requests())
        return play

    def live(self, check: Callable[[], None], **removal: Any) -> None:
        """Check, run, run again and remove.

        :param check: called after the first run; raises AssertionError.
        :param removal: variables for the removal, in addition to ``ROLE_state``.
        """
        before = names(self._simulator)
        checked = self.run("check mode", "--check")
        assert not [each for each in self._simulator.requests() if each["method"] != "GET"]
        assert names(self._simulator) == before
        made = self.run("first run")
        assert operations(checked) == operations(made) != []
        check()
        assert not changed(self.run("second run"))
        assert self._simulator.writes() == []
        self.run("absent", **{f"{self._name}_state": "absent", **removal})
        assert names(self._simulator) == before
        print(self._name, self.requests)


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
