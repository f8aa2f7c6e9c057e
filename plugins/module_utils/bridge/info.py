# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that read objects of a resource (`<resource>_info`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..engine.account import Account
from ..engine.answers import read_answer
from ..engine.waiter import Waiter
from ..model import filters
from ..model.resource import Resource
from ..model.values import PLANNED, Object, get_path
from ..shared import clock
from ..shared.rate_limiter import NORMAL, POLL
from .arguments import info_arguments
from .disclosure import with_secrets
from .results import exit_module, task_error
from .session import connect, open_account, wait_options


def run_info_module(resource: Resource) -> None:
    """Run the info module of a resource."""
    module = AnsibleModule(argument_spec=info_arguments(resource), supports_check_mode=True)
    exit_module(module, lambda: read_info(resource, module.params, module.check_mode))


def read_info(resource: Resource, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Read objects by id, names and filters. Return the result of the module.

    In check mode, planned objects are among them, and the task does not wait.

    :raises TaskError: the task has failed.
    """
    try:
        search = filters.Search.from_options(params)
        names = tuple(resource.form)
        filters.check_attributes("filters", params["filters"], names, resource.title)
        filters.check_attributes("sort", search.sort_paths, names, resource.title)
        client = connect(params, f"{resource.name}_info")
        account = open_account(client, params, check_mode)
        if params["wait"] and not check_mode:
            found = _wait(resource, params, search, account, Waiter(wait_options(params), client))
        else:
            found = _select(resource, params, search, account)
        secrets = _readable_secrets(resource, account, found) if params.get("show_secrets") else {}
        shown = [with_secrets(resource, obj, secrets.get(obj["id"], {})) for obj in found]
        return {"changed": False, resource.plural: shown, "warnings": account.warnings}
    except Exception as error:
        raise task_error(error) from error


def _wait(
    resource: Resource,
    params: Mapping[str, Any],
    search: filters.Search,
    account: Account,
    waiter: Waiter,
) -> list[Object]:
    """Poll the selected objects until all of them are ready and complete. Return them."""
    waited = False
    while True:
        found = _select(resource, params, search, account, waited, params["wait_interval"])
        late = [obj for obj in found if resource.is_transitional(obj)] or [
            obj
            for obj in found
            if resource.is_incomplete(obj, clock.now()) and waiter.may_still_appear()
        ]
        if not late:
            break
        waiter.pause(
            f"{', '.join(resource.label(obj) for obj in late)} did not settle",
            min(resource.progress(obj) or 0 for obj in late),
        )
        waited = True
    if waited:
        account.client.invalidate_related(resource.path)
    return found


def _select(
    resource: Resource,
    params: Mapping[str, Any],
    search: filters.Search,
    account: Account,
    again: bool = False,
    interval: float = 0,
) -> list[Object]:
    """Return the objects that match the options, with all their members.

    :param again: read the objects again, because the task has read them before.
    :param interval: seconds for which a transitional state is used without reading it again.
    """
    names = params.get("name") or ()
    expected = names if params["wait"] else ()
    if params.get("id"):
        if again:
            found = account.reader.get(resource, params["id"], POLL)
        else:
            found = account.finder(resource).find(params["id"], {})
        objects = [found] if found else []
    elif search:
        objects = account.reader.search(resource, search, POLL if again else NORMAL)
    else:
        objects = account.reader.current_objects(resource, again, interval, expected)
    missing = resource.missing_names(objects, expected)
    if missing:
        account.references.report_missing(
            f"name: no {resource.title} has the name {', '.join(missing)}. "
            "A task can wait only for objects that exist."
        )
    return _filtered(resource, params, search, account, [resource.complete(obj) for obj in objects])


def _filtered(
    resource: Resource,
    params: Mapping[str, Any],
    search: filters.Search,
    account: Account,
    objects: Sequence[Object],
) -> list[Object]:
    """Return the objects that match the options ``name`` and ``filters``.

    :raises ValidationError: a filter or ``sort`` names an attribute that no object has.
    """
    names, wanted = params.get("name") or (), params["filters"]
    filters.check_filters(wanted, objects, resource.title)
    for path in search.sort_paths:
        filters.values_at("sort", path, objects, resource.title)
    comparers = account.references.comparers(
        (*resource.fields, *resource.references), resource.children
    )
    return [
        obj
        for obj in objects
        if (not names or any(resource.has_name(obj, name) for name in names))
        and filters.matches(obj, wanted, resource.fields, comparers)
    ]


def _readable_secrets(
    resource: Resource, account: Account, found: Sequence[Object]
) -> dict[str, dict[str, Any]]:
    """Return by id the secrets that the API shows.

    Cached lists do not contain them: a single object is read itself, several are read as a list.
    """
    real = [obj for obj in found if not obj["id"].startswith(PLANNED)]
    if not real:
        return {}
    if len(real) == 1:
        shown = [account.reader.get_with_secrets(resource, real[0])]
    else:
        shown = [
            read_answer(resource, element, f"GET {resource.path}")
            for element in account.reader.fetch_with_secrets(resource)
        ]
    return {
        obj["id"]: {path: get_path(obj, path) for path in resource.readable_secrets}
        for obj in shown
        if obj
    }
