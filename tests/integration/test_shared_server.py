# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two nodes without a common directory share a database.

On one of them, modules run in the controller, and on the other one in their own processes.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from plays import SERVER, task

from .conftest import Ansible, Play

CREATE = task("server", name="web", **SERVER, firewall_policy="Linux", wait=False, share_reads=60)


def begin(number: int, begun: list[str]) -> list[dict[str, Any]]:
    """Return tasks that begin a run and wait until all runs have begun.

    A run begins with its first task of the collection. It uses no list that was read before.
    """
    return [
        task("api_request", method="GET", path="/ping"),
        {"ansible.builtin.file": {"path": begun[number], "state": "touch"}},
        {"ansible.builtin.wait_for": {"path": "{{ item }}", "timeout": 60}, "loop": begun},
    ]


def in_nodes(simulator, folder: Path, count: int, database: str) -> list[Play]:
    """Run the tasks on some nodes at the same time."""
    begun = [str(folder / f"begun-{number}-of-{count}") for number in range(count)]

    def run(number: int) -> Play:
        (own := folder / f"{count}-{number}").mkdir()
        node = Ansible(simulator, own, in_controller=not number)
        return node.play([*begin(number, begun), CREATE], CLOUDPANEL_SHARED_STORE=database)

    with ThreadPoolExecutor() as nodes:
        plays = list(nodes.map(run, range(count)))
    for play in plays:
        assert play.code == 0 and "CLOUDPANEL_SHARED_STORE" not in play.output, play.output
    return plays


def reads(simulator) -> tuple[list[str], set[str]]:
    """Return the lists that were read before the server was created, and all reads after that."""
    names = [each["operationId"] for each in simulator.requests()]
    created = names.index("create_server")
    return [name for name in names[:created] if name != "ping"], set(names[created + 1 :])


def test_nodes_read_each_list_once_and_create_an_object_once(simulator, tmp_path, postgres):
    (alone,) = in_nodes(simulator, tmp_path, 1, postgres.database())
    assert alone.last["changed"]
    before_creation, _after = reads(simulator)
    simulator.reset()
    plays = in_nodes(simulator, tmp_path, 2, postgres.database())
    assert sorted(play.last["changed"] for play in plays) == [False, True]
    assert simulator.writes() == ["POST /servers"]
    # The state of the new server is not final.
    before, after = reads(simulator)
    assert before == before_creation and after <= {"get_server", "list_servers"}
