# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that read objects of a resource (`<resource>_info`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..engine.answers import read_answer
from ..engine.finder import Account
from ..engine.waiter import Waiter
from ..model import filters
from ..model.resource import Resource
from ..model.values import PLANNED, get_path
from ..shared import clock
from ..shared.rate_limiter import POLL, WORK
from .arguments import (
    info_arguments,
)
from .disclosure import with_secrets
from .results import exit_module, task_error
from .session import connect, open_account, waiting


def run_info_module(resource: Resource) -> None:
    module = AnsibleModule(argument_spec=info_arguments(resource), supports_check_mode=True)
    exit_module(module, lambda: read_info(resource, module.params, module.check_mode))


def read_info(resource: Resource, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Read objects by id, names and filters. In check mode announced objects are among them, and nothing is waited for.

    :raises TaskError: with all that the user can be told.
    """
    try:
        search = filters.Search.from_options(params)
        filters.check_attributes(
            "filters", params["filters"], (*resource.shape, "id"), resource.title
        )
        filters.check_attributes("sort", search.sort_paths, resource.shape, resource.title)
        client = connect(params, f"{resource.name}_info")
        account = open_account(client, params, check_mode)
        patience = Waiter(waiting(params), client)
        waits, waited = params["wait"] and not check_mode, False
        while True:
            found = _selected(
                resource, params, search, account, waited, params["wait_interval"] if waits else 0
            )
            late = [obj for obj in found if resource.is_transitional(obj)] or [
                obj
                for obj in found
                if waits and resource.is_incomplete(obj, clock.now()) and patience.hopes()
            ]
            if not (waits and late):
                secrets = _secrets(resource, account, found) if params.get("show_secrets") else {}
                shown = [with_secrets(resource, obj, secrets.get(obj["id"], {})) for obj in found]
                if waited:
                    client.invalidate_related(resource.path)
                return {"changed": False, resource.plural: shown, "warnings": account.warnings}
            patience.pause(
                f"{', '.join(resource.label(obj) for obj in late)} did not settle",
                min((resource.progress(obj) or 0 for obj in late), default=None),
            )
            waited = True
    except Exception as error:
        raise task_error(error) from error


def _selected(
    resource: Resource,
    params: Mapping[str, Any],
    search: filters.Search,
    account: Account,
    again: bool,
    interval: float,
) -> list[dict[str, Any]]:
    """The objects that were asked for, with all their members; ``again``: as they are now that they were seen before.

    :param interval: seconds between the looks of a task that waits. It needs none at what was on its way less than that ago,
        such as what the run itself has begun.
    """
    names = params.get("name") or ()
    if params.get("id"):
        found = (
            account.get(resource, params["id"], POLL)
            if again
            else account.find(resource, params["id"], {})
        )
        objects = [found] if found else []
    elif search:
        objects = account.searched(resource, search, POLL if again else WORK)
    else:
        objects = account.current(resource, again, interval, names if params["wait"] else ())
    missing = resource.missing_names(objects, names) if params["wait"] else []
    if missing:
        account.complain(
            f"name: no {resource.title} is called {', '.join(missing)}, so that it cannot be waited for."
        )
    objects = [resource.complete(obj) for obj in objects]
    filters.check_filters(params["filters"], objects, resource.title)
    for path in search.sort_paths:
        filters.values_at("sort", path, objects, resource.title)
    alikes = account.alikes((*resource.fields, *resource.references), resource.children)
    return [
        obj
        for obj in objects
        if (not names or any(resource.has_name(obj, name) for name in names))
        and filters.matches(obj, params["filters"], resource.fields, alikes)
    ]


def _secrets(
    resource: Resource, account: Account, found: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, Any]]:
    """What may be revealed, by id. Lists that are shared are without it: one object is read itself, several by their list."""
    real = [obj for obj in found if not obj["id"].startswith(PLANNED)]
    if len(real) == 1:
        read = [account.itself(resource, real[0])]
    else:
        read = [
            read_answer(resource, each, f"GET {resource.path}")
            for each in (account.unshared(resource) if real else [])
        ]
    return {
        obj["id"]: {path: get_path(obj, path) for path in resource.readable_secrets}
        for obj in read
        if obj
    }
