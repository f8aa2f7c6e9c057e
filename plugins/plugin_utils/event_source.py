# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Event sources for ansible-rulebook: poll the API, and pass on what has changed.

A source sends one request for each page of its list per poll, within the request budget of the
account. Errors of the API do not end it, except a token that the API does not accept.
"""

from __future__ import annotations

import asyncio
import copy
import logging
import math
import uuid
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any, Protocol

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.client import Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import ApiError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.texts import printable
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.transport import (
    requests_installed,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.arguments import (
    CONNECTION,
    WAITING,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.disclosure import (
    without_sensitive_keys,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.masking import masked
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.session import (
    SHORTEST_INTERVAL,
    connect,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.answers import usable
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.reports import Report
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.rate_limiter import POLL

from .event_position import Event, Position, PositionError, find_file

logger = logging.getLogger(__name__)

#: The options of all sources.
OPTIONS: dict[str, dict[str, Any]] = {
    **{name: argument for name, argument in CONNECTION.items() if name != "share_reads"},
    "interval": {"type": "float", "default": 60.0},
    "position_file": {"type": "path"},
    "feedback": {"type": "bool", "default": False},
}
#: What ansible-rulebook adds to the options of a source with ``feedback``.
FEEDBACK_QUEUE = "eda_feedback_queue"


class Queue(Protocol):
    """A queue of asyncio."""

    async def put(self, item: Any) -> None:
        """Add an item."""

    async def get(self) -> Any:
        """Return the next item."""


class EventSource:
    """The rules of one source: pure functions.

    :cvar name: the name of the source.
    :cvar report: the list that it polls.
    :cvar options: the argument spec of the options that other sources do not have.
    :param params: the checked options.
    """

    name: str
    report: Report
    options: Mapping[str, dict[str, Any]] = {}

    def __init__(self, params: Mapping[str, Any]) -> None:
        self.params = params

    @property
    def title(self) -> str:
        """The name of the source in a rulebook."""
        return f"ionos.cloudpanel.{self.name}"

    @property
    def path(self) -> str:
        """The path of the list."""
        path: str = next(each.path for each in self.report.endpoints if each.paged)
        return path

    def query(self, state: Mapping[str, Any], now: float) -> dict[str, str]:
        """Return the query parameters of the next poll."""
        return {}

    def changes(
        self, state: Mapping[str, Any], elements: Sequence[Mapping[str, Any]], now: float
    ) -> tuple[dict[str, Any], list[Event]]:
        """Return the new state, and the events of what has changed.

        :param state: the state after the former poll, empty before the first one.
        :param elements: of the list, in the form of the module that reads it.
        :param now: seconds since the epoch, by the clock of this machine.
        """
        raise NotImplementedError

    def event(self, content: Mapping[str, Any], *identity: object) -> Event:
        """Return an event.

        :param identity: what distinguishes it from all others.
        """
        text = "/".join(map(str, (self.name, *identity)))
        return {self.name: content, "meta": {"uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, text))}}


async def run(queue: Queue, args: Mapping[str, Any], kind: type[EventSource]) -> None:
    """Run a source until it is cancelled.

    :param queue: gets the events.
    :param args: the options of the source in the rulebook.
    :raises ValidationError: an option is not valid.
    :raises ApiError: the API does not accept the token, or an option of the connection is not
        valid.
    :raises PositionError: the position cannot be kept.
    """
    feedback = args.get(FEEDBACK_QUEUE)
    given = {name: value for name, value in args.items() if name != FEEDBACK_QUEUE}
    params = check_options(given, {**OPTIONS, **kind.options})
    source = kind(params)
    client = open_client(source)
    token, url = client.settings.token, client.settings.url
    position = Position(find_file(params["position_file"], source.name, token, url), source.name)
    with ExitStack() as stack:
        if await asyncio.to_thread(stack.enter_context, position.lock()) is False:
            raise PositionError(
                f"Another process uses {position.path}. End it, or set position_file to another "
                "path, so that both get all events."
            )
        position.load()
        await pass_on(position, queue, feedback)
        problem = ""
        while True:
            former, problem = problem, await asyncio.to_thread(poll, client, source, position)
            if problem not in (former, ""):
                logger.warning("%s tries again at each poll: %s", source.title, problem)
            await pass_on(position, queue, feedback)
            await asyncio.sleep(params["interval"])


def check_options(given: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options of a source with their defaults, as an Ansible module has them.

    :param spec: the argument spec.
    :raises ValidationError: an option is unknown or has another type.
    """
    result = ArgumentSpecValidator(dict(spec)).validate(dict(given))
    params: dict[str, Any] = result.validated_parameters
    if result.error_messages:
        secrets = [str(given.get("api_token") or ""), str(params.get("api_token") or "")]
        problems = printable(masked("; ".join(result.error_messages), secrets))
        raise ValidationError(
            f"Options of the source are not valid: {problems.rstrip('.')}. Correct them; the page "
            "docs/events.md describes all options."
        )
    interval = params["interval"]
    if not (math.isfinite(interval) and interval >= SHORTEST_INTERVAL):
        raise ValidationError(
            f"interval is {interval:g}; it has to be at least {SHORTEST_INTERVAL:g} seconds."
        )
    return params


def open_client(source: EventSource) -> Client:
    """Return the client of a source.

    :raises ValidationError: the token or the library requests is missing.
    :raises ApiError: an option of the connection is not valid.
    """
    if not requests_installed():
        raise ValidationError(
            f"{source.title} needs the Python library requests. Install it for the Python "
            "interpreter of ansible-rulebook."
        )
    waiting = {name: argument["default"] for name, argument in WAITING.items()}
    warnings: list[str] = []
    client = connect({**waiting, **source.params, "share_reads": 0}, source.title, warnings)
    for warning in warnings:
        logger.warning("%s: %s", source.title, warning)
    return client


def poll(client: Client, source: EventSource, position: Position) -> str:
    """Read the list once, and save what has changed.

    :returns: why the list cannot be read at present, or "".
    :raises ApiError: the API does not accept the token.
    """
    now = clock.now()
    try:
        answer = client.fetch_all(source.path, source.query(position.state, now), POLL)
        with usable(f"GET {source.path}"):
            elements = source.report.normalize(without_sensitive_keys(answer))
    except ApiError as error:
        problem: str = printable(masked(str(error), [client.settings.token]))
        if error.status != 401:
            return problem
        # Without the exceptions that caused it, because they may contain the token.
        raise ApiError(error.operation, message=problem) from None
    position.advance(*source.changes(position.state, elements, now))
    return ""


async def pass_on(position: Position, queue: Queue, feedback: Queue | None) -> None:
    """Pass all events of a position on.

    :param feedback: gets each event after the rulebook has evaluated it. None: an event counts as
        passed on when the queue has it.
    """
    while position.events:
        # Filters of the rulebook change events.
        await queue.put(copy.deepcopy(position.events[0]))
        if feedback:
            await feedback.get()
        position.passed_on()
