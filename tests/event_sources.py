# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event sources in the process of the test, in simulated time."""

from __future__ import annotations

import asyncio
import runpy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

from ansible_collections.ionos.cloudpanel.plugins.plugin_utils import event_source
from simulated import SimulatedApi

SOURCES = Path(__file__).parents[1] / "extensions" / "eda" / "plugins" / "event_source"

Event = dict[str, Any]
#: The work of the test between two polls. The source ends after the last one.
Script = Iterator[None]


class KilledError(BaseException):
    """The process of the source ends here."""


class Rulebook:
    """The side of the rulebook: a queue that keeps what it gets.

    :param source: ``logs`` or ``monitoring``.
    :param folder: gets the position of the source.
    :param on_event: is called with each event when the queue has it.
    :param options: of the source.
    """

    def __init__(
        self,
        simulator: SimulatedApi,
        source: str,
        folder: Path,
        on_event: Callable[[Event], None] = lambda event: None,
        **options: Any,
    ) -> None:
        self.simulator = simulator
        self.main = runpy.run_path(str(SOURCES / f"{source}.py"))["main"]
        self.on_event = on_event
        self.events: list[Event] = []
        self.options = {
            "api_token": simulator.token,
            "api_url": simulator.url,
            "position_file": str(folder / f"{source}.json"),
            **options,
        }

    async def put(self, event: Event) -> None:
        self.events.append(event)
        event["meta"]["source"] = {"name": "changed by a filter"}
        self.on_event(event)

    def run(self, script: Script | None = None) -> list[Event]:
        """Run the source until the script ends. Return the events of this run.

        Without a script, the source polls once.
        """
        steps, known = script or iter(()), len(self.events)

        async def between(seconds: float) -> None:
            self.simulator.time.sleep(seconds)
            try:
                next(steps)
            except StopIteration:
                raise asyncio.CancelledError from None

        async def at_once(function: Callable[..., Any], *args: Any) -> Any:
            return function(*args)

        with (
            mock.patch.object(event_source.asyncio, "sleep", between),
            mock.patch.object(event_source.asyncio, "to_thread", at_once),
        ):
            coroutine = self.main(self, self.options)
            try:
                # A loop of asyncio would turn the cancellation into the end of the process.
                coroutine.send(None)
            except asyncio.CancelledError:
                pass
            finally:
                coroutine.close()
        return self.events[known:]

    def uuids(self) -> list[str]:
        return [event["meta"]["uuid"] for event in self.events]
