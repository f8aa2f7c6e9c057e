# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that read objects of a resource (`<resource>_info`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..engine.account import Account
from ..engine.answers import read_answer
from ..engine.object_waiter import awaited
from ..engine.waiter import Waiter
from ..model import filters
from ..model.choices import equal_in_any_case
from ..model.resource import Resource
from ..model.values import PLANNED, Object, get_path
from ..shared import clock
from ..shared.rate_limiter import NORMAL, POLL
from .arguments import info_arguments
from .costs import CostReader
from .disclosure import with_secrets
from .module import Module
from .results import exit_module, task_error
from .session import connect, open_account, wait_options


def run_info_module(resource: Resource) -> None:
    """Run the info module of a resource."""
    module = Module(argument_spec=info_arguments(resource), supports_check_mode=True)
    params, check_mode = module.params, module.check_mode
    exit_module(module, lambda warnings: read_info(resource, params, check_mode, warnings))


def read_info(
    resource: Resource, params: Mapping[str, Any], check_mode: bool, warnings: list[str]
) -> dict[str, Any]:
    """Read objects by id, names and filters. Return the result of the module.

    In check mode, planned objects are among them.

    :param warnings: takes the warnings of the task.
    :raises TaskError: the task has failed.
    """
    try:
        search = filters.Search.from_options(params)
        names = tuple(resource.form)
        filters.check_attributes("filters", params["filters"], names, resource.title)
        filters.check_attributes("sort", search.sort_paths, names, resource.title)
        client = connect(params, f"{resource.name}_info", warnings)
        account = open_account(client, params, check_mode)
        task = InfoTask(resource, params, search, account)
        waiter = Waiter(wait_options(params), client)
        found = task.wait(waiter) if params["wait"] else task.select()
        secrets = task.readable_secrets(found) if params.get("show_secrets") else {}
        shown = [with_secrets(resource, obj, secrets.get(obj["id"], {})) for obj in found]
        costs = task.monthly_cost(found) if params["show_costs"] and resource.is_billed else None
        return {
            "changed": False,
            resource.plural: shown,
            **({"monthly_cost": costs} if costs else {}),
        }
    except Exception as error:
        raise task_error(error) from error


class InfoTask:
    """A task that reads objects of a resource.

    :param params: the options of the module.
    :param search: what the API searches for.
    """

    def __init__(
        self,
        resource: Resource,
        params: Mapping[str, Any],
        search: filters.Search,
        account: Account,
    ) -> None:
        self._resource = resource
        self._params = params
        self._search = search
        self._account = account
        self._names = params.get("name") or ()
        self._as_listed: dict[str, Object] = {}

    def wait(self, waiter: Waiter) -> list[Object]:
        """Poll the selected objects until all of them are ready and complete. Return them."""
        resource, waited = self._resource, False
        while True:
            found = self.select(waited, waiter.options.interval)
            real = [obj for obj in found if not self._account.planned.include(resource, obj)]
            late = [obj for obj in real if resource.is_transitional(obj)] or [
                obj
                for obj in real
                if resource.late_part.is_missing(obj, clock.now()) and waiter.may_still_appear()
            ]
            if not late:
                break
            waiter.pause("settle", *(awaited(resource, obj) for obj in late))
            waited = True
        if waited:
            self._account.client.invalidate_related(resource.path)
        return found

    def select(self, again: bool = False, interval: float = 0) -> list[Object]:
        """Return the objects that match the options, with all their members.

        :param again: read the objects again, because the task has read them before.
        :param interval: seconds for which a transitional state is used without reading it again.
        """
        resource = self._resource
        expected = self._names if self._params["wait"] else ()
        objects = self._read(again, interval, expected)
        missing = resource.missing_names(objects, expected)
        if missing:
            self._account.references.report_missing(
                f"name: no {resource.title} has the name {', '.join(missing)}. "
                "A task can wait only for objects that exist."
            )
        self._as_listed = {obj["id"]: obj for obj in objects}
        return self._filtered([resource.complete(obj) for obj in objects])

    def monthly_cost(self, found: Sequence[Object]) -> dict[str, Any]:
        """Return ``monthly_cost`` of the result: the cost of each selected object, and the sum."""
        costs = CostReader(self._account)
        # An attribute that the API does not show is an unknown cost. Complete objects have all.
        selected = [self._as_listed[obj["id"]] for obj in found]
        return costs.overview(costs.cost(self._resource, obj) for obj in selected)

    def readable_secrets(self, found: Sequence[Object]) -> dict[str, dict[str, Any]]:
        """Return by id the secrets that the API shows.

        Cached lists do not contain them: a single object is read itself, several are read as a
        list.
        """
        resource, reader = self._resource, self._account.reader
        real = [obj for obj in found if not obj["id"].startswith(PLANNED)]
        if not real:
            return {}
        if len(real) == 1:
            shown = [reader.get_with_secrets(resource, real[0])]
        else:
            shown = [
                read_answer(resource, element, f"GET {resource.path}")
                for element in reader.fetch_with_secrets(resource)
            ]
        return {
            obj["id"]: {path: get_path(obj, path) for path in resource.readable_secrets}
            for obj in shown
            if obj
        }

    # -- internals

    def _read(self, again: bool, interval: float, expected: Sequence[str]) -> Sequence[Object]:
        resource, identifier, reader = self._resource, self._params.get("id"), self._account.reader
        if identifier:
            if again:
                found = reader.get(resource, identifier, POLL)
            else:
                found = self._account.finder(resource).find(identifier, {})
            return [found] if found else []
        if self._search:
            return reader.search(resource, self._search, POLL if again else NORMAL)
        return reader.current_objects(resource, again, interval, expected)

    def _filtered(self, objects: Sequence[Object]) -> list[Object]:
        """Return the objects that match the options ``name`` and ``filters``.

        :raises ValidationError: a filter or ``sort`` names an attribute that no object has.
        """
        resource, names, wanted = self._resource, self._names, self._params["filters"]
        filters.check_filters(wanted, objects, resource.title)
        for path in self._search.sort_paths:
            filters.values_at("sort", path, objects, resource.title)
        comparers = {
            **dict.fromkeys(resource.any_case_paths, equal_in_any_case),
            **self._account.references.comparers(
                (*resource.fields, *resource.references), resource.children
            ),
        }
        return [
            obj
            for obj in objects
            if (not names or any(resource.has_name(obj, name) for name in names))
            and filters.matches(obj, wanted, resource.fields, comparers)
        ]
