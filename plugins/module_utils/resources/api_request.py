# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``api_request``, which sends any request."""

from __future__ import annotations

from ..model.documentation import Attribute, Documentation
from ..model.fields import Field
from ..model.reports import Request
from .common import SOME_ID

#: ``sensitive`` keeps an option out of the system log. The bridge shows what is no secret again.
API_REQUEST = Request(
    "api_request",
    options=(
        Field(
            "method",
            choices=("GET", "POST", "PUT", "DELETE"),
            default="GET",
            help="The HTTP method. Every request except V(GET) counts as a change.",
        ),
        Field(
            "path",
            required=True,
            help="The path below the URL of the API, such as V(/servers). It contains no query. "
            "Use O(query) instead.",
        ),
        Field(
            "query",
            "dict",
            default={},
            sensitive=True,
            help="The query parameters. Booleans are sent as V(true) and V(false). The values of "
            "a list are joined by commas.",
        ),
        Field(
            "body",
            "raw",
            sensitive=True,
            help=(
                "The body, which is sent as JSON. A string must be valid JSON.",
                "If a key in O(body) or O(query) looks like the name of a secret, its value is "
                "masked in results, logs and messages. These keys include C(password), "
                "C(private_key), and all keys that contain C(passw), C(secret), C(token), "
                "C(credential) or C(api_key).",
                "If another key has a secret value, set C(no_log) for the task.",
            ),
        ),
        Field("all_pages", "bool", default=False, help="Whether all pages of a list are read."),
        Field(
            "show_secrets",
            "bool",
            default=False,
            help="Whether the result contains the passwords and keys of the answer. With "
            "V(false), they are null.",
        ),
    ),
    results=(
        Attribute(
            "answer",
            "The answer of the API. After a write with O(wait=true), the object when its "
            "transitional state has ended, or null if it was removed.",
            "raw",
            sample={"id": SOME_ID, "name": "web1"},
        ),
        Attribute(
            "operations",
            "The request that changed something. In check mode, the request that a real run would "
            "send. Empty with O(method=GET).",
            "list",
            (
                Attribute("method", "The HTTP method.", sample="POST"),
                Attribute("path", "The path below the URL of the API.", sample="/servers"),
            ),
            returned="always",
        ),
    ),
    documentation=Documentation(
        summary="Send any request to the IONOS Cloud Panel API",
        description=(
            "Sends one request for which there is no other module. Authentication, request "
            "budget, retries and errors are those of all modules.",
            "If there is a module for an object, use that module. This module does not know "
            "whether an object exists already.",
        ),
        see_also=("server", "server_info"),
    ),
)
