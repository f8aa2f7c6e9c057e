# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of the client.

ApiError                  A request failed.
  NotSentError            Nothing was sent.
  ResponseLostError       A POST may have been carried out.
  UnsteadyListError       A list changed each time that it was read.
  EndlessListError        A list is longer than modules read.
UnresolvedPathError       A path contains a placeholder. This is a defect of the collection.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .texts import printable, printable_texts

#: What to do, by status or by type of the error (api-notes: general-errors, missing-permission).
ADVICE: dict[int | str | None, str] = {
    401: "The API does not accept this token. Check api_token (CLOUDPANEL_API_TOKEN). The Cloud "
    "Panel shows it under Management, Users, API Key. The API access of the user must be switched "
    "on",
    406: "The API refuses requests from this address. Add it to the user's allowed addresses in "
    "the Cloud Panel, or run the task on a host whose address is allowed",
    "NOT_ALLOWED_ERROR": "{operation} was denied. Either the object does not allow this change, or "
    "the roles of the user lack a permission. permission_info shows the permissions of the user",
}

#: The type of an error without an answer within ``api_timeout``.
TIMEOUT = "TIMEOUT"


@dataclass
class ApiError(Exception):
    """A request that failed.

    :param operation: method and path of the request, "" if it concerns no single request.
    :param status: HTTP status, None if there was no answer.
    :param type: type of the API, such as SERVER_NOT_FOUND, or of the client, such as CONNECTION.
    :param message: message of the API, or the complete message if ``status`` is None.
    :param errors: details of the API, usually an object.
    :param repeated: an earlier attempt may have been carried out, and the API rejects this one.
    """

    operation: str
    status: int | None = None
    type: str | None = None
    message: str = ""
    errors: Any = None
    repeated: bool = False

    def __str__(self) -> str:
        if self.status is None:
            return self.message
        advice = ADVICE.get(self.status) or ADVICE.get(self.type)
        if advice:
            return f"{advice.format(operation=self.operation)} ({self.detail})."
        if self.status >= 500:
            answer = f"{self.status} {self.explanation}".strip()
            return (
                f"{self.operation} was answered with {answer}. The API has a problem at the "
                "moment. Run the task again later."
            )
        if self.status == 404 and self.type:
            return (
                f"{self.operation} was answered with 404 {self.detail}. The object does not exist, "
                "or another program has removed it. Check its id, or run the task again."
            )
        if not self.explanation:
            return (
                f"{self.operation} was answered with {self.status} and without an explanation. A "
                "program between this machine and the API may have answered. Check api_url and the "
                "proxy settings of this machine."
            )
        return f"{self.operation} was answered with {self.status} {self.detail}."

    @property
    def detail(self) -> str:
        """Return the explanation, or that there is none."""
        return self.explanation or "no explanation"

    @property
    def explanation(self) -> str:
        """Return what the API says: type and message, or type and details without a message."""
        details = (
            ", ".join(f"{name}: {value}" for name, value in self.errors.items())
            if isinstance(self.errors, Mapping)
            else ""
        )
        parts = (self.type, self.message.strip().rstrip(".") or details)
        return ": ".join(filter(None, parts))

    def as_dict(self) -> dict[str, Any]:
        """Return the error as the result of a module shows it."""
        return {
            "status": self.status,
            "type": self.type,
            "message": self.message,
            "errors": self.errors,
            "operation": self.operation,
        }


class NotSentError(ApiError):
    """No connection was established, so the API did not receive the request."""


class ResponseLostError(ApiError):
    """A POST without an answer. The API may have carried it out (api-notes: lost-connections).

    Look for its effect before you send it again.
    """

    @property
    def may_follow(self) -> bool:
        """Whether the API may still be at work, because it did not answer in time."""
        return self.status == 504 or self.type == TIMEOUT


class UnsteadyListError(ApiError):
    """A list changed each time that it was read."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"GET {path}",
            type="UNSTEADY",
            message=f"GET {path} showed other elements each time that the list was read. Run the "
            "task again when fewer objects are being created and removed.",
        )


class EndlessListError(ApiError):
    """A list is longer than modules read."""

    def __init__(self, path: str, elements: int) -> None:
        super().__init__(
            f"GET {path}",
            type="ENDLESS",
            message=f"GET {path} has more than {elements:,} elements, and modules read no more. "
            "Choose a shorter period if the module has this option. Otherwise, check api_url.",
        )


class UnresolvedPathError(Exception):
    """A path contains a placeholder. This is a defect of the collection. Nothing was sent."""


def rejection(operation: str, status: int, body: Any) -> ApiError:
    """Return the error for an answer with an error status.

    Keys of the body can begin with an upper-case letter (api-notes: error-form, error-keys).

    :param body: the decoded body, of any type.
    """
    keys = (
        {key.lower(): value for key, value in printable_texts(body).items()}
        if isinstance(body, dict)
        else {}
    )
    if status == 404 and "type" not in keys:
        keys["message"] = (
            "This is not an answer of the Cloud Panel API. Check api_url, which ends in /v1"
        )
    return ApiError(
        operation,
        status,
        _text(keys.get("type")),
        _text(keys.get("message")) or "",
        keys.get("errors"),
    )


def unreadable(operation: str, problem: str) -> ApiError:
    """Return the error for a successful answer that does not have the documented form.

    :param problem: the problem, such as "is not JSON". It follows the words "the answer".
    """
    return ApiError(
        operation,
        type="UNREADABLE",
        message=f"{operation} was answered, but the answer {problem}. Check that api_url is the "
        "address of the Cloud Panel API.",
    )


def _text(value: Any) -> str | None:
    """Return a member of an error, which should be a text, as a text."""
    return value if value is None or isinstance(value, str) else printable(json.dumps(value))
