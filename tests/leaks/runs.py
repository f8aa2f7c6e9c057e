# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The runs of the campaign: plays, ways, levels of verbosity and situations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product

from . import places, plays
from .canaries import Canary

WAYS = ("controller", "module")
#: Makes the tasks of a run: of its folder for files, and of its secrets.
Maker = Callable[[str, Mapping[str, Canary]], plays.Tasks]


@dataclass(frozen=True)
class Run:
    """One run of Ansible.

    :param tasks: of a play. None: another program than ansible-playbook.
    :param again: how often the same play runs, one after the other.
    :param reaches: whether requests of the play reach the account.
    :param program: ``playbook``, ``runner``, ``inventory`` or ``export``.
    """

    name: str
    tasks: Maker | None = None
    way: str = "controller"
    arguments: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    situation: str = places.USUAL
    program: str = "playbook"
    again: tuple[tuple[str, ...], ...] = ()
    reaches: bool = True

    def __str__(self) -> str:
        return f"{self.name} ({self.way})"


LOUD = ("-vvvvvv", "--diff")
PROXIES = {"HTTP_PROXY": "{proxy}", "http_proxy": "{proxy}", "NO_PROXY": "", "no_proxy": ""}


def campaign() -> list[Run]:
    """Return all runs."""
    return [
        *(run for way in WAYS for run in _in_way(way)),
        *(
            Run(f"level {level}", _only(plays.few), way, (f"-{'v' * level}",) if level else ())
            for way, level in product(WAYS, range(7))
        ),
        *(_in_background(name, tasks, situation) for name, tasks, situation in BACKGROUND),
        *(_inventory(source) for source in SOURCES),
        Run("export", program="export", arguments=LOUD),
    ]


def sample() -> list[Run]:
    """Return a few runs, which take less than a minute."""
    chosen = (
        "failures (controller)",
        "level 3 (module)",
        "shown (module)",
        "dead database (module)",
        "export (controller)",
    )
    return [run for run in campaign() if str(run) in chosen]


def control() -> list[Run]:
    """Return runs that bring a secret to each place: the scan has to find it there."""
    return [
        Run(
            "planted",
            lambda folder, _secrets: plays.planted(folder.rpartition("/")[0]),
            "module",
            ("-vvv",),
            {"ANSIBLE_KEEP_REMOTE_FILES": "1"},
            places.PLANTED,
            reaches=False,
        )
    ]


def _only(tasks: Callable[[], plays.Tasks]) -> Maker:
    return lambda _folder, _secrets: tasks()


def _with_folder(tasks: Callable[[str], plays.Tasks]) -> Maker:
    return lambda folder, _secrets: tasks(folder)


def _in_way(way: str) -> list[Run]:
    def run(name: str, tasks: Maker, situation: str = places.USUAL, **rest) -> Run:
        return Run(name, tasks, way, rest.pop("arguments", LOUD), situation=situation, **rest)

    states = _with_folder(plays.states)
    return [
        run(
            "states",
            states,
            arguments=("--check", *LOUD),
            again=(LOUD, ("-vvv", "--check", "--diff")),
        ),
        run("states, with pipelining", states, environment={"ANSIBLE_PIPELINING": "1"}),
        run("debug", _only(plays.few), places.DEBUG, environment={"ANSIBLE_DEBUG": "1"}),
        run("failures", _with_folder(plays.failures), environment={"LEAKS_CRASH": "1"}),
        run("shown", _only(plays.shown)),
        run("shown in the log", _only(plays.shown_in_the_log), places.SHOWN),
        run("loop", _only(plays.loops), places.LOOP),
        run(
            "literal",
            lambda _f, secrets: plays.literal(secrets["literal_password"]),
            places.LITERAL,
        ),
        run("keyword", _only(plays.keyword), places.KEYWORD),
        run(
            "kept files",
            _only(plays.few),
            places.KEPT,
            environment={"ANSIBLE_KEEP_REMOTE_FILES": "1"},
        ),
        run("proxy", _only(plays.few), places.IN_URL, environment=PROXIES),
        run(
            "dead proxy",
            _only(plays.refused),
            places.IN_URL,
            reaches=False,
            environment={**PROXIES, "HTTP_PROXY": "{dead_proxy}", "http_proxy": "{dead_proxy}"},
        ),
        run(
            "dead database",
            _only(plays.few),
            places.IN_URL,
            environment={"CLOUDPANEL_SHARED_STORE": "{dead_database}"},
        ),
        run("roles", _with_folder(plays.roles)),
        Run("runner", _only(plays.few), way, ("-vvv",), {}, places.IN_RUNNER, "runner"),
    ]


BACKGROUND = (
    ("background", plays.background, places.USUAL),
    ("shown in background", plays.shown_in_background, places.SHOWN_IN_BACKGROUND),
)


def _in_background(name: str, tasks: Callable[[], plays.Tasks], situation: str) -> Run:
    """Return a run whose tasks are module processes, although the user chooses the controller."""
    chosen = {"CLOUDPANEL_IN_CONTROLLER": "True"}
    return Run(name, _only(tasks), "module", LOUD, chosen, situation)


#: The lines of inventory sources that give the token.
SOURCES = {
    "variable": "",
    "plain": "api_token: {source_token}\n",
    "template": "api_token: '{{{{ option_token }}}}'\n",
    "wrong": "api_token: {wrong_token}\n",
    "split": "api_token: '{split_token}'\n",
    "login": "api_url: {api_url}\n",
    "no address": "api_url: http://127.0.0.1:1/v1\n",
}


def _inventory(source: str) -> Run:
    return Run(
        f"inventory, {source}",
        None,
        arguments=("--list", "-vvvvvv"),
        environment={"source": SOURCES[source]},
        program="inventory",
    )
