# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user of api_request gives: a path, a query and a body. Pure functions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from ..model.fields import ValidationError
from ..resources.lists import SENSITIVE_KEYS

#: Keys whose values are never shown, besides those that the API has.
SECRET_LOOKING = re.compile(
    r"passw|passphrase|secret|token|credential|private_?key|api_?key", re.IGNORECASE
)


def checked_path(path: str) -> str:
    """Return the path with a slash at its beginning only. :raises ValidationError: It is not the path of one operation."""
    checked = "/" + path.strip("/")
    if re.search(r"[^!-~]|[?#{}\\]", checked) or {".", ".."} & set(unquote(checked).split("/")):
        raise ValidationError(
            f"path is {path!r}; it has to be the path of an operation below the address of the API, such as /servers, "
            "without blanks, placeholders and dots for directories. Set what follows a question mark in query."
        )
    return checked


def checked_query(query: Mapping[str, Any]) -> dict[str, Any]:
    """:raises ValidationError: A parameter that has parts."""
    for name, value in query.items():
        if isinstance(value, Mapping) or (
            isinstance(value, list) and any(isinstance(each, (Mapping, list)) for each in value)
        ):
            raise ValidationError(f"query.{name} has to be one value or a list of values.")
    return dict(query)


def parsed_body(body: Any) -> Any:
    """Return the body; a text is what it says as JSON. :raises ValidationError: It is no JSON."""
    if not isinstance(body, str):
        return body
    try:
        return json.loads(body)
    except ValueError as error:
        raise ValidationError(
            "body is a text, but no JSON. Give it as a dictionary or list, or as a JSON text."
        ) from error


def texts(value: Any) -> Iterator[str]:
    """Yield every text and number inside a value."""
    if isinstance(value, (Mapping, list, tuple)):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from texts(inner)
    elif value not in (None, "") and not isinstance(value, bool):
        yield str(value)


def secret_texts(value: Any) -> Iterator[str]:
    """Yield every text and number below keys that look as if a secret stood there."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from (
                texts(inner)
                if key in SENSITIVE_KEYS or SECRET_LOOKING.search(str(key))
                else secret_texts(inner)
            )
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from secret_texts(inner)
