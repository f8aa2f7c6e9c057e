# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event sources in processes that are killed at any moment."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from event_sources import SOURCES
from messages import record
from simulator.process import SimulatorProcess

pytestmark = pytest.mark.exhaustive
KILLS = 12
#: Runs a source with a queue that appends the events to a file.
PROGRAM = """
import asyncio, json, runpy, sys

class Queue:
    async def put(self, event):
        with open(sys.argv[3], "a") as file:
            file.write(json.dumps(event) + "\\n")

main = runpy.run_path(sys.argv[1])["main"]
asyncio.run(main(Queue(), json.loads(sys.argv[2])))
"""


class Source:
    """Starts and ends processes of the source ``logs`` with the same position."""

    def __init__(self, simulator: SimulatorProcess, folder: Path) -> None:
        folder.chmod(0o700)
        self.position, self.passed_on = folder / "logs.json", folder / "events.jsonl"
        options = {
            "api_token": simulator.token,
            "api_url": simulator.url,
            "interval": 0.01,
            "position_file": str(self.position),
        }
        self.command = [
            *(sys.executable, "-c", PROGRAM, str(SOURCES / "logs.py")),
            *(json.dumps(options), str(self.passed_on)),
        ]
        self.environment = {**os.environ, "CLOUDPANEL_CACHE_DIR": str(folder / "cache")}

    def start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command, env=self.environment, stderr=subprocess.PIPE, text=True
        )

    def events(self) -> list[dict]:
        lines = self.passed_on.read_text().splitlines() if self.passed_on.exists() else []
        return [json.loads(line) for line in lines if line.endswith("}")]

    def names(self) -> set[str]:
        """Return the names of the objects in the events."""
        return {each["logs"]["resource"]["name"] for each in self.events()}


@pytest.fixture
def simulator():
    with SimulatorProcess() as simulator:
        yield simulator


@pytest.fixture
def source(simulator, tmp_path) -> Source:
    return Source(simulator, tmp_path)


def end(process: subprocess.Popen[str], number: int) -> str:
    process.send_signal(number)
    return process.communicate(timeout=60)[1]


def test_no_event_is_lost_and_none_is_repeated_unless_it_was_interrupted(simulator, source):
    chance = random.Random(1)
    process = source.start()
    simulator.wait_until(lambda: source.position.exists() and source.position.stat().st_size, 60)
    names = []
    for _kill in range(KILLS):
        for _write in range(4):
            names.append(f"vpn{len(names)}")
            simulator.api("POST", "/vpns", {"name": names[-1]})
        time.sleep(chance.uniform(0, 0.1))
        end(process, signal.SIGKILL)
        process = source.start()
        if chance.random() < 0.5:
            simulator.wait_until(lambda: source.names() == {*names}, 60)
    simulator.wait_until(lambda: source.names() == {*names}, 60)
    end(process, signal.SIGKILL)
    counts = Counter(each["meta"]["uuid"] for each in source.events())
    assert len(counts) == len(names)
    assert sum(counts.values()) - len(counts) <= KILLS


def test_a_second_process_with_the_same_position_ends_with_a_message(simulator, source):
    first = source.start()
    simulator.wait_until(lambda: source.position.exists() and source.position.stat().st_size, 60)
    second = source.start()
    output = second.communicate(timeout=120)[1]
    record([output])
    assert "Another process uses" in output
    assert second.returncode == 1 and first.poll() is None
    end(first, signal.SIGKILL)
