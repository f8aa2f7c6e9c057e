# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of the API: status, code, message, and the spelling of the members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

#: The names of the members of an error, by the readings of error-keys (api-notes: error-keys).
SPELLINGS = {"capital": ("Type", "Message", "Errors"), "small": ("type", "message", "errors")}
#: Statuses with the capital spelling, if no example of the operation has another one.
CAPITAL = (400, 404, 405)


@dataclass
class ApiError(Exception):
    """An error that the API answers."""

    status: int
    type: str
    message: str
    errors: Any = None

    def body(self, keys: tuple[str, ...] | None) -> dict[str, Any]:
        """Return the body of the answer.

        :param keys: the names of its members; None: the usual ones.
        """
        usual = SPELLINGS["capital" if self.status in CAPITAL else "small"]
        return dict(zip(keys or usual, (self.type, self.message, self.errors)))


def not_found(code_and_message: tuple[str, str]) -> ApiError:
    """Return a 404 (api-notes: not-found-codes)."""
    return ApiError(404, *code_and_message)


def invalid(message: str, errors: Any = None) -> ApiError:
    """Return a 400 for parameters."""
    return ApiError(400, "INVALID_PARAMETERS", message, errors)


def wrong_value(field: str, value: Any) -> ApiError:
    """Return a 400 for the value of a member."""
    return invalid(f"Wrong value Field(s) {field}", {field: value})


def invalid_value(field: str) -> ApiError:
    """Return a 400 for the value of a member, in the form that some operations use."""
    return invalid(f"Wrong value Field(s) {field}", {"invalid": field})


def unknown(*fields: str) -> ApiError:
    """Return a 400 for members that the schema does not know."""
    return invalid(f"Unknown field(s) {', '.join(fields)}", dict.fromkeys(fields, 1))


def unknown_id(field: str, value: Any) -> ApiError:
    """Return a 400 for the id of no object, in the form of some operations of servers."""
    return invalid(f"Required field(s) {field} missing or empty. ", {field: value})


def missing(*fields: str) -> ApiError:
    """Return a 400 for members that are required."""
    return invalid(
        f"Required field(s) {', '.join(fields)} missing or empty. ", {"required": fields[0]}
    )


def not_allowed(message: str) -> ApiError:
    """Return a 403 for an operation that is not allowed."""
    return ApiError(403, "NOT_ALLOWED_ERROR", f"Operation not allowed{message}")


def wrong_state(message: str, element: str, identifier: str, state: str) -> ApiError:
    """Return a 403 for an object in the wrong state."""
    return ApiError(
        403, "INVALID_STATE", message, {"element_type": element, "id": identifier, "state": state}
    )


def busy(element: str, identifier: str, state: str) -> ApiError:
    """Return a 403 for an object with work under way."""
    return wrong_state(
        f"Operation not allowed when {element} is in state: {state}", element, identifier, state
    )


def default_policy(name: str) -> ApiError:
    """Return a 403 for a change of a default policy (api-notes: default-policies-protected)."""
    return not_allowed(f" in default {name} policy")


def too_many(prefix: str, desired: int, allowed: int, whole: bool = False) -> ApiError:
    """Return a 400 for more objects than the account can have (api-notes: tariff-violation).

    :param whole: whether the error has the limit as a number, not as a text with two decimals.
    """
    limit = allowed if whole else f"{allowed:.2f}"
    return _tariff_violation(f"Too high {desired} > {limit}", prefix, desired, limit)


def wrong_step(prefix: str, desired: Any, step: Any) -> ApiError:
    """Return a 400 for a size that is not a multiple of its step."""
    text = f"{step:.2f}"
    return _tariff_violation(f"Wrong step {desired} - {text}", prefix, desired, text, step=True)


def too_many_snapshots() -> ApiError:
    """Return a 400 for a second snapshot (api-notes: snapshot-limit)."""
    return _tariff_violation("Too high 2 < 1.00", "ngcs.servers.snapshots", 2, "1.00")


def _tariff_violation(
    message: str, prefix: str, desired: Any, required: Any, **more: Any
) -> ApiError:
    errors = {"prefix": prefix, "desired": desired, "required": required, **more}
    return ApiError(400, "TECHNICAL_TARIFF_VIOLATION", message, errors)
