# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the options of `api_request`: path, query and body. Pure functions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from ..model.errors import ValidationError
from ..resources.index import SENSITIVE_KEYS
from .masking import texts

#: Keys whose values are never shown, besides the secrets of the API.
SECRET_KEY = re.compile(
    r"passw|passphrase|secret|token|credential|private_?key|api_?key", re.IGNORECASE
)


def check_path(path: str) -> str:
    """Return the path with one slash at its beginning and none at its end.

    :raises ValidationError: it is not the path of one operation.
    """
    checked = "/" + path.strip("/")
    if re.search(r"[^!-~]|[?#{}\\]", checked) or {".", ".."} & set(unquote(checked).split("/")):
        raise ValidationError(
            f"path is {path!r}; it has to be the path of an operation below api_url, such as "
            "/servers. Spaces, placeholders and the parts . and .. are not allowed. "
            "Set the parameters after the question mark in query."
        )
    return checked


def check_query(query: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query.

    :raises ValidationError: a parameter is neither a value nor a list of values.
    """
    for name, value in query.items():
        if isinstance(value, Mapping) or (
            isinstance(value, list) and any(isinstance(each, (Mapping, list)) for each in value)
        ):
            raise ValidationError(f"query.{name} has to be one value or a list of values.")
    return dict(query)


def parse_body(body: Any) -> Any:
    """Return the body. A text is parsed as JSON.

    :raises ValidationError: the text is not JSON.
    """
    if not isinstance(body, str):
        return body
    try:
        return json.loads(body)
    except ValueError as error:
        raise ValidationError(
            "body is a text that is not JSON. Write a dictionary, a list, or a JSON text."
        ) from error


def secret_texts(value: Any) -> Iterator[str]:
    """Yield every text and number below a key that may belong to a secret."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            is_secret = key in SENSITIVE_KEYS or SECRET_KEY.search(str(key))
            yield from texts(inner) if is_secret else secret_texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from secret_texts(inner)
