# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read objects from answers of the API.

An answer that does not fit the description is an error, and no plan is made from it. Members that
the description does not have are ignored (api-notes: unknown-answer-members).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ..api.errors import ApiError
from ..model.errors import MalformedError
from ..model.relations import ParentResource
from ..model.resource import Resource


class AnswerError(ApiError):
    """The answer of the API does not have the documented form."""


def answer_error(operation: str, problem: object) -> AnswerError:
    """Return the error for an answer.

    :param operation: method and path, such as ``GET /servers``.
    :param problem: the problem of the answer, such as "it has no id".
    """
    return AnswerError(
        operation,
        type="ANSWER",
        message=(
            f"The answer to {operation} cannot be used: {problem}. Nothing was planned from it. "
            "Check api_url, or report it to IONOS."
        ),
    )


def read_answer(kind: Resource | ParentResource, answer: Any, operation: str) -> dict[str, Any]:
    """Return the object that an answer shows, in normal form.

    :raises AnswerError: the answer does not fit the description.
    """
    with usable(operation):
        return kind.read(answer)


@contextmanager
def usable(operation: str) -> Iterator[None]:
    """Turn a MalformedError in the block into an error about the answer to ``operation``.

    :raises AnswerError: the answer does not fit the description.
    """
    try:
        yield
    except MalformedError as error:
        raise answer_error(operation, error) from error


def check_known(
    resource: Resource, obj: Mapping[str, Any], options: Iterable[str], operation: str
) -> None:
    """Check that an object shows what the options are compared with.

    :raises AnswerError: the object does not show it.
    """
    unknown = resource.unknown_members(obj, options)
    if unknown:
        raise answer_error(
            operation, f"it does not show {' and '.join(unknown)} of {resource.label(obj)}"
        )
