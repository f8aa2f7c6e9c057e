# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two nodes without a common directory share a database."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from plays import SERVER, task

from .conftest import Ansible, Play

#: The run of a node begins with its first task of the collection. The other tasks use lists that
#: both nodes may use: those that were read after both runs had begun.
BEGIN = [
    task("api_request", method="GET", path="/ping", share_reads=60),
    {"ansible.builtin.pause": {"seconds": 2}},
]
CREATE = task("server", name="web", **SERVER, firewall_policy="Linux", wait=False, share_reads=60)


def in_nodes(simulator, folder: Path, count: int, database: str) -> list[Play]:
    """Run the tasks on some nodes at the same time."""

    def run(number: int) -> Play:
        (own := folder / f"{count}-{number}").mkdir()
        return Ansible(simulator, own).play([*BEGIN, CREATE], CLOUDPANEL_SHARED_STORE=database)

    with ThreadPoolExecutor() as nodes:
        plays = list(nodes.map(run, range(count)))
    for play in plays:
        assert play.code == 0 and "CLOUDPANEL_SHARED_STORE" not in play.output, play.output
    return plays


def lists_read(simulator) -> Counter:
    names = (entry["operationId"] for entry in simulator.requests())
    return Counter(name for name in names if name.startswith("list_"))


def test_nodes_read_each_list_once_and_create_an_object_once(simulator, tmp_path, postgres):
    (alone,) = in_nodes(simulator, tmp_path, 1, postgres.database())
    assert alone.last["changed"]
    of_one_node = lists_read(simulator)
    simulator.reset()
    plays = in_nodes(simulator, tmp_path, 2, postgres.database())
    assert sorted(play.last["changed"] for play in plays) == [False, True]
    assert simulator.writes() == ["POST /servers"]
    assert lists_read(simulator) == of_one_node
