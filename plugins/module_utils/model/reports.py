# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vocabulary that describes reports: data that the API computes and no task can change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from .checks import as_described
from .documentation import Attribute, Documentation, form
from .errors import MalformedError, ValidationError
from .fields import Field, Reference
from .relations import shown_references
from .values import complete, parse_date

CUSTOM = "CUSTOM"
PERIODS = ("LAST_HOUR", "LAST_24H", "LAST_7D", "LAST_30D", "LAST_365D", CUSTOM)
DATES = ("start_date", "end_date")
#: The options for a time range (api-notes: ranges).
TIME_RANGE = (
    Field("period", choices=PERIODS, default="LAST_24H"),
    *(Field(name) for name in DATES),
)


def _date(option: str, text: str) -> datetime:
    """Return the date of an option.

    :raises ValidationError: the text is not a date.
    """
    try:
        return parse_date(text)
    except ValueError:
        raise ValidationError(
            f"{option} is {text!r}, which is not a date. Write a date such as 2026-01-31 or "
            "2026-01-31T08:00:00+01:00."
        ) from None


def period_query(params: Mapping[str, Any]) -> dict[str, str]:
    """Return the query parameters for the time range that the options give.

    :raises ValidationError: the options do not give a time range.
    """
    period, given = params["period"], [name for name in DATES if params[name]]
    if period != CUSTOM:
        if given:
            raise ValidationError(
                f"{given[0]} is set, but period is {period}. Set period to {CUSTOM} to use dates."
            )
        return {"period": period}
    missing = [name for name in DATES if name not in given]
    if missing:
        raise ValidationError(f"period is {CUSTOM}, which needs {' and '.join(missing)}.")
    start, end = (_date(name, params[name]).astimezone(timezone.utc) for name in DATES)
    if end < start:
        raise ValidationError(
            f"end_date {params['end_date']} is before start_date {params['start_date']}. Set a "
            "later end_date."
        )
    dates = {name: f"{date:%Y-%m-%dT%H:%M:%SZ}" for name, date in zip(DATES, (start, end))}
    return {"period": period, **dates}


@dataclass(frozen=True)
class Endpoint:
    """An operation that returns a report.

    :param path: names of options in braces are replaced by their values.
    :param paged: whether its lists have pages.
    :param ranged: whether it takes a time range.
    """

    path: str
    paged: bool = False
    ranged: bool = False

    @property
    def options(self) -> list[str]:
        """The options that the path contains."""
        return re.findall(r"{(\w+)}", self.path)

    def query(self, params: Mapping[str, Any]) -> dict[str, str]:
        """Return the query parameters for the time range.

        :raises ValidationError: the time range is not valid, or the endpoint takes none.
        """
        if self.ranged:
            return period_query(params)
        date = next((name for name in DATES if params.get(name)), None)
        if date:
            raise ValidationError(f"{date} is not supported for {self.path}. Remove it.")
        return {}


@dataclass(frozen=True)
class Report:
    """The description of a report. A subclass may override the methods.

    :param result: the result. A dict with several lists consists of pages.
    :param endpoints: the first one is read whose path contains only options that the task sets.
    :param options: the options of the module, except time range and filters.
    :param documentation: the texts of the module.
    """

    result: Attribute
    endpoints: tuple[Endpoint, ...]
    options: tuple[Field, ...] = ()
    documentation: Documentation = Documentation()

    # -- methods that a report may override

    def endpoint(self, params: Mapping[str, Any]) -> Endpoint:
        """Return the endpoint that the options select."""
        return next(
            each for each in self.endpoints if all(params.get(name) for name in each.options)
        )

    def needs_token(self, params: Mapping[str, Any]) -> bool:
        """Return whether the endpoint that the options select needs the token."""
        return True

    def normalize(self, answer: Any) -> Any:
        """Return an answer in the form of the result.

        :param answer: None: there is no such object.
        :raises MalformedError: the answer does not have the documented form.
        """
        is_list = self.result.type == "list"
        shown = as_list(answer) if is_list else [require_object(answer)]
        members = form(self.result.attributes)
        with as_described():
            objects = [complete(self.normalize_object(each), members) for each in shown]
        return objects if is_list else objects[0]

    def normalize_object(self, obj: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an element of a list, or the object of the report, in its normal form."""
        return obj

    # -- what follows from the description

    @property
    def name(self) -> str:
        """The key of the result."""
        return self.result.name

    @property
    def results(self) -> tuple[Attribute, ...]:
        """The attributes of the result of the module."""
        return (self.result,)

    @property
    def references(self) -> tuple[Reference, ...]:
        """The references to other objects that elements of a list contain."""
        return shown_references(self.result.attributes)

    @property
    def fields(self) -> tuple[Field, ...]:
        """The options of the module, except filters."""
        ranged = any(endpoint.ranged for endpoint in self.endpoints)
        return (*self.options, *(TIME_RANGE if ranged else ()))

    @property
    def filterable(self) -> bool:
        """Whether the report is a list to which filters can be applied."""
        return any(endpoint.paged for endpoint in self.endpoints)

    @property
    def is_grouped(self) -> bool:
        """Whether a paged answer consists of several lists by name."""
        return self.result.type == "dict"


@dataclass(frozen=True)
class Request:
    """A request that a task chooses.

    :param name: the module.
    :param options: the options that describe the request.
    """

    name: str
    options: tuple[Field, ...]
    results: tuple[Attribute, ...]
    documentation: Documentation


def as_list(answer: Any) -> list[Any]:
    """Return an answer with one object, none (null or {}) or a list of objects as a list.

    :raises MalformedError: the answer is something else.
    """
    if answer in (None, {}):
        return []
    elements = answer if isinstance(answer, list) else [answer]
    if not all(isinstance(element, Mapping) for element in elements):
        raise MalformedError("it is neither an object nor a list of objects")
    return elements


def require_object(answer: Any) -> Mapping[str, Any]:
    """Return an answer that is an object.

    :raises MalformedError: the answer is something else.
    """
    if not isinstance(answer, Mapping):
        raise MalformedError("it is not an object")
    return answer


def first_text(answer: Any) -> str:
    """Return the first text of an answer that is a list of texts.

    :raises MalformedError: the answer is something else.
    """
    if not (isinstance(answer, list) and answer and isinstance(answer[0], str)):
        raise MalformedError("it is not a list of texts")
    return answer[0]
