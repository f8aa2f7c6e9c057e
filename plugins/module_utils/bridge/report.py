# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that read a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..api.client import Client
from ..api.errors import ApiError
from ..engine.answers import usable
from ..engine.finder import check_id
from ..model import filters
from ..model.errors import ValidationError
from ..model.reports import Endpoint, Report
from ..model.values import format_path, to_api
from .arguments import check_limits, report_arguments
from .disclosure import without_sensitive_keys
from .module import Module
from .results import exit_module, task_error
from .session import connect, open_account, open_session


def run_report_module(report: Report) -> None:
    """Run the module of a report."""
    module = Module(argument_spec=report_arguments(report), supports_check_mode=True)
    params, check_mode = module.params, module.check_mode
    exit_module(module, lambda warnings: read_report(report, params, check_mode, warnings))


def read_report(
    report: Report, params: Mapping[str, Any], check_mode: bool, warnings: list[str]
) -> dict[str, Any]:
    """Read a report. Return the result of the module.

    :param warnings: takes the warnings of the task.
    :raises TaskError: the task has failed.
    """
    try:
        check_limits(report.fields, params)
        endpoint = report.endpoint(params)
        search = filters.Search.from_options(params)
        query = {**endpoint.query(params), **search.query}
        if search and not endpoint.paged:
            raise ValidationError(
                f"q, sort and limit are for lists, and {endpoint.path} returns one object. "
                "Remove these options."
            )
        if report.needs_token(params):
            client = connect(params, report.name, warnings)
        else:
            client = open_session(params, "", report.name, warnings)
        account = open_account(client, params, check_mode)
        values = account.options.values(report.fields, params)
        answer = _read(report, endpoint, query, values, client, search.limit)
        with usable(f"GET {endpoint.path}"):
            shown = report.normalize(without_sensitive_keys(answer))
        if report.filterable:
            comparers = account.references.comparers(report.references)
            shown = _apply_filters(report, shown, params.get("filters") or {}, search, comparers)
        return {"changed": False, report.name: shown}
    except Exception as error:
        raise task_error(error) from error


def _read(
    report: Report,
    endpoint: Endpoint,
    query: Mapping[str, Any],
    values: Mapping[str, Any],
    client: Client,
    limit: int | None,
) -> Any:
    """Return the answer of an endpoint, or None if the object of the report does not exist."""
    ids = {name: to_api(value) for name, value in values.items() if f"{{{name}}}" in endpoint.path}
    path = format_path(endpoint.path, ids)
    if "{" in path:
        return None
    for name, value in ids.items():
        check_id(name, value)
    try:
        if not endpoint.paged:
            return client.get(path, dict(query))
        return client.fetch_all(
            path, dict(query), identified=False, grouped=report.is_grouped, limit=limit
        )
    except ApiError as error:
        if error.status == 404 and path != endpoint.path:
            return None
        raise


def _apply_filters(
    report: Report,
    shown: Any,
    wanted: Mapping[str, Any],
    search: filters.Search,
    comparers: Mapping[str, filters.EqualNames],
) -> Any:
    """Return a list, or several lists by name, with only the elements that match the filters."""
    lists = shown if isinstance(shown, Mapping) else {report.name: shown}
    elements = [element for each in lists.values() for element in each]
    title = f"entry of {report.name}"
    filters.check_filters(wanted, elements, title)
    for path in search.sort_paths:
        filters.values_at("sort", path, elements, title)
    matching = {
        name: [each for each in listed if filters.matches(each, wanted, equal_names=comparers)]
        for name, listed in lists.items()
    }
    return matching if isinstance(shown, Mapping) else matching[report.name]
