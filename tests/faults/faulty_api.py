# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The account in memory, with faults."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import requests
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from faults.faults import READS, WRITE, Fault
from faults.memory_socket import answering
from fuzz.in_memory_api import URL, Exchange, InMemoryApi, Response
from simulator.contract import Request
from simulator.kinds import KINDS, SERVERS, Kind
from simulator.readings import Readings
from simulator.resource import removed
from simulator.resources.servers import remove_server

#: api_timeout of the tasks in simulated seconds.
TIMEOUT = 30.0
#: Seconds for which lists are late. After a task, they still show removed objects and do not show
#: new ones (api-notes: lagging-lists).
LAG = 100.0
#: The simulated time at the start. The date is part of the names of images.
BEGAN = datetime(2027, 1, 1, tzinfo=timezone.utc).timestamp()


@dataclass
class Disturbance:
    """A fault during one task.

    :param operation: the operationId of the requests that begin it.
    :param times: how many requests it strikes.
    :ivar subject: kind and id of the object that the operation has written last.
    :ivar struck: how many requests it has struck.
    :ivar removed: the id of the object that it has removed.
    """

    operation: str
    fault: Fault
    site: str
    times: float
    subject: tuple[Kind, str] | None = None
    began: bool = False
    struck: int = 0
    removed: str | None = None

    def strikes(self, exchange: Exchange, operation: str) -> bool:
        """Return whether the fault strikes a request, and count it."""
        if self.struck >= self.times or not self._concerns(exchange, operation):
            return False
        self.struck += 1
        return True

    def _concerns(self, exchange: Exchange, operation: str) -> bool:
        if self.site == WRITE:
            return operation == self.operation
        if exchange.writes or not self.began:
            return False
        if self.site == READS:
            return True
        if not (self.subject and self.state_path):
            return False
        kind, identifier = self.subject
        return exchange.path in (kind.path, f"{kind.path}/{identifier}")

    @property
    def state_path(self) -> str:
        """The place of the state in the subject; empty if it shows none."""
        resource = RESOURCES.get(self.subject[0].path) if self.subject else None
        return resource.state_path if resource else ""


@dataclass
class Late:
    """Work that is done after its request was given up.

    :param requests: how many requests precede it; None: it is done after the next request that is
        equal, or at the end of the task.
    """

    exchange: Exchange
    requests: int | None

    def is_due(self, exchange: Exchange) -> bool:
        """Count a request that was answered. Return whether the work is done now."""
        if self.requests is not None:
            self.requests -= 1
            return self.requests <= 0
        sent = (self.exchange.method, self.exchange.path, self.exchange.body)
        return sent == (exchange.method, exchange.path, exchange.body)


@dataclass
class FrozenList:
    """A list as it was. :param until: the simulated time at which it shows everything."""

    elements: list[Any]
    reads: int
    until: float

    def page(self, true: list[Any], page: list[Any], whole: bool) -> list[Any]:
        """Return what a page shows: no new elements, and on the first page the removed ones.

        :param true: all present elements.
        :param page: the present elements of the page.
        :param whole: whether changes are late too.
        """
        former = {each["id"]: each for each in self.elements}
        present = {each["id"] for each in true}
        gone = [each for each in self.elements if each["id"] not in present]
        kept = [former[each["id"]] if whole else each for each in page if each["id"] in former]
        return [*gone, *kept] if page[:1] == true[:1] else kept


class Incident:
    """A request that a fault strikes."""

    def __init__(self, api: FaultyApi, exchange: Exchange) -> None:
        self._api = api
        self._exchange = exchange

    def work(self) -> tuple[int, bytes]:
        """Carry out the request. Return the status and the body of the true answer."""
        self._api.carry_out(self._exchange)
        return self._exchange.status, json.dumps(self._exchange.answer).encode()

    def postpone(self, requests: int | None = None) -> None:
        """Carry out the request later, see ``Late``."""
        self._api.late.append(Late(copy.copy(self._exchange), requests))

    def freeze_lists(self, reads: int) -> None:
        """Let so many reads of each list show it as it is now."""
        self._api.freeze_lists(reads)

    def remove_subject(self) -> None:
        """Let another client remove the object that the request has written."""
        subject = self._api.subject(self._exchange)
        if subject:
            self._api.disturbance.removed = subject[1]
            self._api.remove(subject[1])

    @property
    def state_path(self) -> str:
        """The place of the state in the subject."""
        return self._api.disturbance.state_path

    def change_subject(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Change the subject in the answer."""
        answer, identifier = self._exchange.answer, self._api.disturbance.subject[1]
        if isinstance(answer, list):
            self._exchange.answer = [
                change(each) if each["id"] == identifier else each for each in answer
            ]
        elif answer.get("id") == identifier:
            self._exchange.answer = change(answer)


class FaultyApi(InMemoryApi):
    """An account whose answers have the faults of ``disturbance``.

    :param world: the readings of the API, see ``Readings``.
    :ivar late: the work that is still to be done.
    """

    def __init__(self, world: str = "default") -> None:
        super().__init__(BEGAN, Readings(world))
        self.disturbance: Disturbance | None = None
        self.late: list[Late] = []
        self._frozen: dict[str, FrozenList] = {}
        self._kept_at = 0.0

    def keep(self) -> None:
        self._kept_at = self.time.passed
        super().keep()

    def restore(self) -> None:
        """Return to the kept state and the time at which it was kept."""
        self.time.passed = self._kept_at
        self.late.clear()
        self._frozen.clear()
        super().restore()

    def operation(self, exchange: Exchange) -> str:
        """Return the operationId of a request."""
        request = Request(exchange.method.lower(), f"/v1{exchange.path}")
        return self.core.contract.find(request).id

    def subject(self, exchange: Exchange) -> tuple[Kind, str] | None:
        """Return kind and id of the object that an accepted request has written."""
        plural, *rest = exchange.path.strip("/").split("/")
        kind = KINDS[plural]
        shown = exchange.answer.get("id") if isinstance(exchange.answer, dict) else None
        found = [each for each in (shown, *rest[:1]) if self.core.account.exists(kind, each)]
        return (kind, found[0]) if found else None

    def remove(self, identifier: str) -> None:
        """Remove the object with an id, if it exists, as another client does."""
        account = self.core.account
        for kind in account.store.kinds():
            obj = account.find(kind, identifier)
            if obj and kind.path in RESOURCES:
                self._is_kept = False
                for server in account.objects(SERVERS):
                    account.update(server, _ips=[ip for ip in server["_ips"] if ip != identifier])
                if kind == SERVERS:
                    remove_server(account, obj, keep_ip=False)
                else:
                    removed(account, obj)

    def end_task(self) -> None:
        """Do all work that is late, and end the disturbance."""
        for each in self.late:
            self.carry_out(each.exchange)
        self.late.clear()
        self.disturbance = None

    def freeze_lists(self, reads: int) -> None:
        """Let so many reads of each list show it as it is now."""
        for path in {kind.path for kind in KINDS.values() if kind.path in RESOURCES}:
            exchange = Exchange("GET", path, {}, None)
            super().carry_out(exchange)
            self._frozen[path] = FrozenList(exchange.answer, reads, self.time.passed + LAG)

    def carry_out(self, exchange: Exchange) -> None:
        super().carry_out(exchange)
        frozen = None if exchange.writes else self._frozen.get(exchange.path)
        if frozen and frozen.reads and self.time.passed < frozen.until:
            frozen.reads -= 1
            whole = Exchange("GET", exchange.path, {}, None)
            super().carry_out(whole)
            exchange.answer = copy.deepcopy(
                frozen.page(whole.answer, exchange.answer, self.disturbance is not None)
            )

    def respond(self, exchange: Exchange) -> Any:
        """Answer a request, with the fault that strikes it."""
        disturbance = self.disturbance
        if not disturbance:
            return super().respond(exchange)
        operation, late = self.operation(exchange), [*self.late]
        if disturbance.strikes(exchange, operation):
            response = self._struck(disturbance.fault, exchange)
        else:
            response = super().respond(exchange)
        if operation == disturbance.operation:
            disturbance.began = True
            if exchange.accepted:
                disturbance.subject = self.subject(exchange) or disturbance.subject
        for each in [each for each in late if each.is_due(exchange)]:
            self.late.remove(each)
            self.carry_out(each.exchange)
        return response

    def _struck(self, fault: Fault, exchange: Exchange) -> Any:
        """Answer a request through the library requests, over a socket in memory."""
        reply = fault.strike(Incident(self, exchange))
        if reply is None:
            return Response(exchange.status, exchange.answer)
        with requests.Session() as session, answering(lambda: reply, self.time.sleep):
            session.trust_env = False
            return session.request(
                exchange.method,
                URL + exchange.path,
                params=exchange.query,
                data=None if exchange.body is None else json.dumps(exchange.body),
                timeout=TIMEOUT,
                allow_redirects=False,
            )
