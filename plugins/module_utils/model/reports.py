# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words that describe a report: what the API tells on request, of a range of time or of now, and nobody writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from .fields import Field, MalformedError, Reference, ValidationError
from .values import identity

CUSTOM = "CUSTOM"
PERIODS = ("LAST_HOUR", "LAST_24H", "LAST_7D", "LAST_30D", "LAST_365D", CUSTOM)
DATES = ("start_date", "end_date")
#: The options that name a range (api-notes: ranges).
RANGE = (Field("period", choices=PERIODS, default="LAST_24H"), *(Field(name) for name in DATES))


def moment(option: str, text: str) -> datetime:
    """:raises ValidationError: it is no date. One without a zone is taken as UTC."""
    try:
        found = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise ValidationError(
            f"{option} is {text!r}, which is no date. Write 2026-01-31, or 2026-01-31T08:00:00+01:00."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def span(params: Mapping[str, Any]) -> dict[str, str]:
    """The query that asks for a range. :raises ValidationError: what was given is none."""
    period, given = params["period"], [name for name in DATES if params[name]]
    if period != CUSTOM:
        if given:
            raise ValidationError(
                f"{given[0]} is given, but period is {period}. Set period to {CUSTOM} to name a range by its dates."
            )
        return {"period": period}
    missing = [name for name in DATES if name not in given]
    if missing:
        raise ValidationError(f"period is {CUSTOM}, which needs {' and '.join(missing)}.")
    start, end = (moment(name, params[name]).astimezone(timezone.utc) for name in DATES)
    if end < start:
        raise ValidationError(
            f"end_date is {params['end_date']}, before start_date, which is {params['start_date']}."
        )
    return {
        "period": period,
        **{name: f"{date:%Y-%m-%dT%H:%M:%SZ}" for name, date in zip(DATES, (start, end))},
    }


@dataclass(frozen=True)
class Endpoint:
    """One of the operations that a report is read with.

    :param path: braces are filled with options. :param when: the option that asks for it; "" where no other one does.
    :param paged: whether its lists know pages. :param grouped: whether they are several, by name. :param ranged: whether it wants a range.
    :param open: whether it goes without a token.
    """

    path: str
    when: str = ""
    paged: bool = False
    grouped: bool = False
    ranged: bool = False
    open: bool = False

    def query(self, params: Mapping[str, Any]) -> dict[str, str]:
        """:raises ValidationError: a range that is none, or where there can be none."""
        if self.ranged:
            return span(params)
        dated = next((name for name in DATES if params.get(name)), None)
        if dated:
            raise ValidationError(
                f"{dated} is given, but {self.path} tells of no range. Leave it out."
            )
        return {}


@dataclass(frozen=True)
class Report:
    """What is told on request.

    :param name: the key of the result. :param ways: the first one that is asked for is taken.
    :param options: what it can be told of. :param references: to objects that its elements show. :param refine: an answer (None: of nothing) to what is shown.
    """

    name: str
    ways: tuple[Endpoint, ...]
    options: tuple[Field, ...] = ()
    references: tuple[Reference, ...] = ()
    refine: Callable[[Any], Any] = identity

    @property
    def fields(self) -> tuple[Field, ...]:
        return (*self.options, *(RANGE if any(way.ranged for way in self.ways) else ()))

    @property
    def sifted(self) -> bool:
        """Whether there are elements that filters can pass or not."""
        return any(way.paged for way in self.ways)

    def way(self, params: Mapping[str, Any]) -> Endpoint:
        return next(way for way in self.ways if not way.when or params[way.when])


def listed(answer: Any) -> list[Any]:
    """One object, none (null or {}) or a list of them as a list. :raises MalformedError: the answer is something else."""
    elements = [] if answer in (None, {}) else answer if isinstance(answer, list) else [answer]
    if not all(isinstance(each, Mapping) for each in elements):
        raise MalformedError("it is neither an object nor a list of objects")
    return elements


def single(answer: Any) -> Mapping[str, Any]:
    """:raises MalformedError: the answer is no object."""
    if not isinstance(answer, Mapping):
        raise MalformedError("it is not an object")
    return answer


def first_text(answer: Any) -> str:
    """The first text of a list. :raises MalformedError: there is none."""
    if not (isinstance(answer, list) and answer and isinstance(answer[0], str)):
        raise MalformedError("it is not a list of texts")
    return answer[0]
