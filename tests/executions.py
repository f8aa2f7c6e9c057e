# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out plans with scripted answers and plans, in simulated time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.executor import Executor
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.object_waiter import (
    ObjectWaiter,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.step_runner import ApplyResult
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.steps import Plan, Step
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.suspensions import Suspensions
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.waiter import (
    Waiter,
    WaitOptions,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.rate_limiter import (
    BudgetStatus,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store

SERVER = RESOURCES["/servers"]
CREATION = Step("POST", "/servers", "create it", {"name": "web"}, creates=True)
CHANGE = Step("PUT", "/servers/{id}", "change it", {"name": "web"})
#: The same step in a plan for the object.
SAME = Step("PUT", "/servers/S", "change it", {"name": "web"})
OTHER = Step("PUT", "/servers/{id}/other", "change more")
STOP = Step("PUT", "/servers/{id}/stop", "stop it", suspends="POWERED_ON")
START = Step("PUT", "/servers/{id}/start", "start it", resumes=True)
REMOVAL = Step("DELETE", "/servers/{id}", "remove it", removes=True)


def server(state: str = "POWERED_ON", **more: Any) -> dict[str, Any]:
    return {
        "id": "S",
        "name": "web",
        "status": {"state": state, "percent": None},
        "creation_date": "2020-01-01T00:00:00+00:00",
        "ips": [{"id": "I", "ip": "192.0.2.1"}],
        **more,
    }


def planned(*steps: Step) -> Plan:
    return Plan(steps, {}, {}, {})


class Task:
    """An executor, and all that it uses: scripted answers, plans and simulated time.

    :ivar log: the requests, and "read" for each poll, in order.
    :ivar since: from when the answers of the polls may be (seconds since the epoch).
    """

    def __init__(
        self,
        answers: Any = (),
        shown: Any = (),
        plans: Any = (),
        resource: Any = SERVER,
        **options: Any,
    ) -> None:
        self.log: list[str] = []
        self.since: list[float] = []
        self.removed: list[str] = []
        self.related: list[str] = []
        self.answers, self.shown, self.plans = list(answers), list(shown), list(plans)
        self.finished = True
        self.settings = SimpleNamespace(timeout=30)
        self.store = Store.in_memory()
        self.throttled_seconds = 0.0
        self.rate_limiter = SimpleNamespace(report_wait=lambda *_wait: BudgetStatus(25, 25, 60))
        self.recent_writes = SimpleNamespace(forget=lambda *names: self.removed.remove(names[1]))
        self.waiter = Waiter(WaitOptions(**options), self)
        self.objects = ObjectWaiter(resource, self, self.waiter)
        self.executor = Executor(resource, self, self.waiter, self.objects, self)
        self.notes = Suspensions(self.store, resource.path)

    # -- the client

    def request(self, method: str, path: str, body: Any = None, query: Any = None) -> Any:
        self.log.append(f"{method} {path}")
        return self._next(self.answers)

    def get(self, path: str) -> Any:
        return self.request("GET", path)

    def poll(self, path: str, identifier: str, since: float, until: float) -> Any:
        self.log.append("read")
        assert since <= clock.now() <= until
        self.since.append(since)
        return self._next(self.shown)

    def record_removal(self, path: str, identifier: str) -> None:
        self.removed.append(identifier)

    def invalidate_related(self, path: str) -> None:
        self.related.append(path)

    # -- the planner

    def plan_again(self) -> tuple[Any, Plan]:
        self.log.append("plan")
        return self._next(self.plans)

    def plan_rest(self, obj: Any) -> Plan:
        self.log.append("plan the rest")
        return self._next(self.plans)

    def is_finished(self, obj: Any) -> bool:
        return self.finished if isinstance(self.finished, bool) else self.finished.pop(0)

    @staticmethod
    def _next(values: list[Any]) -> Any:
        value = values.pop(0) if len(values) > 1 else values[0]
        if isinstance(value, Exception):
            raise value
        return value

    # -- runs

    def run(self, *steps: Step, obj: Any = ()) -> ApplyResult:
        """Run steps. Return the last result, also if a step fails: ``self.error``."""
        self.error, result = None, ApplyResult(server() if obj == () else obj)
        results = self.executor.run(planned(*steps), result)
        try:
            for each in results:
                result = each
        except Exception as error:
            self.error = error
        return result
