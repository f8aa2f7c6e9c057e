# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bridge to Ansible: options in, results out. ``run``, ``gather``, ``tell`` and ``request`` are plain functions of the options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ..api.client import ApiError, Client, ResponseLostError, available
from ..api.texts import path_to, printable
from ..engine.answers import read_answer, usable
from ..engine.executor import ApplyResult
from ..engine.finder import Account, check_id
from ..engine.waiter import Waiter
from ..model import filters
from ..model.fields import ValidationError, check_object
from ..model.reports import Endpoint, Report
from ..model.resource import Resource
from ..model.values import PLANNED, format_path, get_path, is_transitional, percent, to_api
from ..shared import clock
from ..shared.list_cache import without_secrets
from ..shared.rate_limiter import POLL, WORK
from ..shared.recent_writes import split
from .arguments import (
    REQUEST_ARGUMENTS,
    check_limits,
    check_options,
    info_arguments,
    report_arguments,
    state_arguments,
)
from .disclosure import Disclosure, spellings, url_credentials, with_secrets
from .operation import checked_path, checked_query, parsed_body, secret_texts, texts
from .session import TaskError, connect, failure, open_account, open_session, waiting
from .task import Task


def run(resource: Resource, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Bring one object to what ``params`` ask. :raises TaskError: with all that the user can be told."""
    outcome: ApplyResult | None = None
    disclosure = Disclosure(resource, params)
    try:
        check_options(resource, params)
        account = open_account(connect(params, resource.name), params, check_mode)
        task = Task(resource, params, account, disclosure)
        if check_mode:
            return task.announce()
        outcome = task.outcome
        return task.perform()
    except Exception as error:
        raise failure(error, outcome, disclosure) from error
    finally:
        disclosure.discard()


def gather(resource: Resource, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Read objects by id, names and filters. In check mode announced objects are among them, and nothing is waited for.

    :raises TaskError: with all that the user can be told.
    """
    try:
        search = filters.Search.of(params)
        filters.check_attributes(
            "filters", params["filters"], (*resource.shape, "id"), resource.title
        )
        filters.check_attributes("sort", search.order, resource.shape, resource.title)
        client = connect(params, f"{resource.name}_info")
        account = open_account(client, params, check_mode)
        patience = Waiter(waiting(params), client)
        waits, waited = params["wait"] and not check_mode, False
        while True:
            found = _selected(
                resource, params, search, account, waited, params["wait_interval"] if waits else 0
            )
            late = [obj for obj in found if resource.passing(obj)] or [
                obj
                for obj in found
                if waits and resource.arriving(obj, clock.now()) and patience.hopes()
            ]
            if not (waits and late):
                secrets = _secrets(resource, account, found) if params.get("show_secrets") else {}
                shown = [with_secrets(obj, secrets.get(obj["id"], {})) for obj in found]
                if waited:
                    client.settled(resource.path)
                return {"changed": False, resource.plural: shown, "warnings": account.warnings}
            patience.pause(
                f"{', '.join(resource.label(obj) for obj in late)} did not settle",
                min((resource.percent(obj) or 0 for obj in late), default=None),
            )
            waited = True
    except Exception as error:
        raise failure(error) from error


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
    missing = resource.lacking(objects, names) if params["wait"] else []
    if missing:
        account.complain(
            f"name: no {resource.title} is called {', '.join(missing)}, so that it cannot be waited for."
        )
    objects = [resource.complete(obj) for obj in objects]
    filters.check(params["filters"], objects, resource.title)
    for path in search.order:
        filters.values_at("sort", path, objects, resource.title)
    alikes = account.alikes((*resource.fields, *resource.references), resource.children)
    return [
        obj
        for obj in objects
        if (not names or any(resource.called(obj, name) for name in names))
        and filters.passes(obj, params["filters"], resource.fields, alikes)
    ]


def tell(report: Report, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Read a report. :raises TaskError: with all that the user can be told."""
    try:
        check_limits(report.fields, params)
        way = report.way(params)
        search = filters.Search.of(params)
        query = {**way.query(params), **search.query}
        if search and not way.paged:
            raise ValidationError(
                f"q, sort and limit are for lists, and {way.path} shows one object. Leave them out."
            )
        client = open_session(params, "", report.name) if way.open else connect(params, report.name)
        account = open_account(client, params, check_mode)
        answer = _answer(way, query, account.values(report.fields, params), client, search.limit)
        with usable(f"GET {way.path}"):
            shown = report.refine(without_secrets(answer))
        shown = (
            _sifted(
                report,
                shown,
                params.get("filters") or {},
                search,
                account.alikes(report.references),
            )
            if report.sifted
            else shown
        )
        return {"changed": False, report.name: shown, "warnings": account.warnings}
    except Exception as error:
        raise failure(error) from error


def _answer(
    way: Endpoint,
    query: Mapping[str, Any],
    values: Mapping[str, Any],
    client: Client,
    limit: int | None,
) -> Any:
    """None: there is no object that it could be told of."""
    ids = {name: to_api(value) for name, value in values.items() if f"{{{name}}}" in way.path}
    path = format_path(way.path, ids)
    if "{" in path:
        return None
    for name, value in ids.items():
        check_id(name, value)
    try:
        if not way.paged:
            return client.get(path, dict(query))
        return client.list(path, dict(query), identified=False, grouped=way.grouped, most=limit)
    except ApiError as error:
        if error.status == 404 and path != way.path:
            return None
        raise


def _sifted(
    report: Report,
    shown: Any,
    asked: Mapping[str, Any],
    search: filters.Search,
    alikes: Mapping[str, filters.Alike],
) -> Any:
    """A list, or several by name, without the elements that do not pass."""
    lists = shown if isinstance(shown, Mapping) else {report.name: shown}
    every, title = (
        [element for elements in lists.values() for element in elements],
        f"entry of {report.name}",
    )
    filters.check(asked, every, title)
    for path in search.order:
        filters.values_at("sort", path, every, title)
    sifted = {
        name: [element for element in elements if filters.passes(element, asked, alikes=alikes)]
        for name, elements in lists.items()
    }
    return sifted if isinstance(shown, Mapping) else sifted[report.name]


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
        obj["id"]: {path: get_path(obj, path) for path in resource.revealed} for obj in read if obj
    }


def request(params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Send any one operation. :raises TaskError: with all that the user can be told."""
    method, writes = params["method"], params["method"] != "GET"
    try:
        path, query, body = (
            checked_path(params["path"]),
            checked_query(params["query"]),
            parsed_body(params["body"]),
        )
        operations = [{"method": method, "path": path}] if writes else []
        client = connect(params, "api_request")
        if writes and check_mode:
            return {
                "changed": True,
                "answer": None,
                "operations": operations,
                "warnings": client.warnings(),
            }
        if params["all_pages"] and not writes:
            answer = client.list(path, query, identified=False, grouped=None)
        else:
            answer = client.request(method, path, body, query)
        if writes and params["wait"]:
            answer = _settled(client, path, answer, params)
    except ResponseLostError as error:
        raise TaskError(
            f"The answer to {error.operation} was lost, so that it may have been carried out. Look before you "
            "send it again.",
            error=error.as_dict(),
        ) from error
    except Exception as error:
        raise failure(error) from error
    shown = answer if params["show_secrets"] else without_secrets(answer)
    return {
        "changed": writes,
        "answer": shown,
        "operations": operations,
        "warnings": client.warnings(),
    }


def _settled(client: Client, path: str, answer: Any, params: Mapping[str, Any]) -> Any:
    """The object that a write answered with, read until its state does not end in ING any more; None: it is gone."""
    if not (isinstance(answer, Mapping) and isinstance(answer.get("id"), str) and answer["id"]):
        return answer
    patience = Waiter(waiting(params), client)
    own = path_to(split(path)[0], answer["id"])
    while is_transitional(get_path(answer, "status.state") or answer.get("state")):
        patience.pause(f"{own} did not settle", percent(answer, "status.percent"))
        try:
            answer = client.get(own, delay=POLL)
        except ApiError as error:
            if error.status == 404:
                return None
            raise
        with usable(f"GET {own}"):
            check_object("it", answer)
    return answer


# -- what module files call


def state_module(resource: Resource) -> None:
    arguments = state_arguments(resource)
    module = AnsibleModule(
        argument_spec=arguments,
        supports_check_mode=True,
        required_one_of=[("id", *resource.identities)] if "id" in arguments else [],
        mutually_exclusive=[list(group) for group in resource.exclusive],
        required_together=[list(group) for group in resource.together],
    )
    finish(module, lambda: run(resource, module.params, module.check_mode))


def info_module(resource: Resource) -> None:
    module = AnsibleModule(argument_spec=info_arguments(resource), supports_check_mode=True)
    finish(module, lambda: gather(resource, module.params, module.check_mode))


def report_module(report: Report) -> None:
    module = AnsibleModule(argument_spec=report_arguments(report), supports_check_mode=True)
    finish(module, lambda: tell(report, module.params, module.check_mode))


def request_module() -> None:
    module = AnsibleModule(argument_spec=REQUEST_ARGUMENTS, supports_check_mode=True)
    given = [module.params["query"], module.params["body"]]
    module.no_log_values.difference_update(texts(given))
    module.no_log_values.update(
        [
            *(secret for each in given for secret in secret_texts(each)),
            *texts(module.params["api_token"]),
        ]
    )
    finish(module, lambda: request(module.params, module.check_mode))


def finish(module: AnsibleModule, core: Any) -> None:
    module.no_log_values.update(url_credentials(module.params))
    module.no_log_values.update(
        [spelling for value in module.no_log_values for spelling in spellings(value)]
    )
    if not available():
        module.fail_json(msg=missing_required_lib("requests"))
    try:
        result = core()
    except TaskError as failure:
        module.fail_json(msg=printable(str(failure)), **failure.details)
    for warning in result.pop("warnings", ()):
        module.warn(printable(warning))
    module.exit_json(**result)
