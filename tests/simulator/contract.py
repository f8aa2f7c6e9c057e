# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract: finds the operation of a request and checks requests and answers against contract.json."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsonschema.exceptions import best_match
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from openapi_core.templating.paths.exceptions import OperationNotFound, PathError
from openapi_core.templating.paths.finders import APICallPathFinder
from openapi_core.validation.request.exceptions import InvalidParameter, MissingRequiredParameter, MissingRequiredRequestBody
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue
from werkzeug.datastructures import Headers, ImmutableMultiDict

from . import refusals
from .errors import Problem, wrong_step, wrong_value

FILE = Path(__file__).with_name("contract.json")
#: So many elements of a long list answer are checked; they are all made by the same code.
CHECKED_ELEMENTS = 20
#: How texts are read where the contract expects another type.
TEXTS: dict[str, Any] = {"integer": int, "number": float, "boolean": {"true": True, "false": False}.__getitem__}


@dataclass
class Request:
    """A request as openapi-core reads it; ``path`` is the whole path, /v1 included."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    host_url: str = "http://localhost"
    content_type: str = "application/json"

    def __post_init__(self) -> None:
        self.parameters = RequestParameters(query=ImmutableMultiDict(self.query), header=Headers(dict(self.headers)))


@dataclass
class Response:
    """An answer as openapi-core reads it."""

    status_code: int
    data: bytes
    content_type: str = "application/json"
    headers: Headers = field(default_factory=Headers)


@dataclass(frozen=True)
class Operation:
    """What a request asks for.

    :param path: the whole path. :param user: whose token it bears; None where none is needed.
    """

    id: str
    params: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    path: str = ""
    user: Any = None

    @property
    def kind(self) -> str:
        """What a path begins with: a kind of objects."""
        return self.path.split("/")[2]

    @property
    def target(self) -> str | None:
        """The id of the object that a path names; None at the objects of a kind."""
        return next(iter(self.path.split("/")[3:]), None)


@dataclass(frozen=True)
class Example:
    """A body that the reference shows as an example.

    :param path: of its operation, with names in braces. :param status: of the answer; 0: it is a request.
    """

    operation: str
    method: str
    path: str
    status: int
    name: str
    value: Any

    def __str__(self) -> str:
        return f"{self.operation}-{self.status or 'request'}-{self.name}"


class Contract:
    """What the API takes and answers, as OpenAPI."""

    def __init__(self) -> None:
        self.document = json.loads(FILE.read_text())
        self._api = OpenAPI.from_dict(self.document)
        self._finder = APICallPathFinder(self._api.spec)
        self.operations = {operation["operationId"] for item in self.document["paths"].values() for operation in item.values()
                           if isinstance(operation, dict)}
        self._bodies = {operation["operationId"]: operation["requestBody"]["content"]["application/json"]["schema"]
                        for item in self.document["paths"].values() for operation in item.values()
                        if isinstance(operation, dict) and "requestBody" in operation}

    def examples(self) -> Iterator[Example]:
        """All examples of the reference, in its order."""
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if isinstance(operation, dict):
                    bodies = {0: operation.get("requestBody", {}), **{int(status): answer for status, answer in operation["responses"].items()}}
                    for status, body in bodies.items():
                        for name, each in body.get("content", {}).get("application/json", {}).get("examples", {}).items():
                            yield Example(operation["operationId"], method.upper(), path, status, name, each["value"])

    def find(self, request: Request) -> Any:
        """The contract's entry for a request. :raises Problem: 404 or 405 for what is not in it."""
        try:
            return self._finder.find(request.method, request.host_url + request.path).operation
        except OperationNotFound:
            raise Problem(405, "METHOD_NOT_ALLOWED", f"{request.method.upper()} is not allowed here") from None
        except PathError:
            raise Problem(404, "NOT_FOUND", f"No such path: {request.path}") from None

    def read(self, request: Request, lenient: bool = False) -> Operation:
        """:param lenient: unknown and null members of a body are dropped, and numbers and truth values that are sent as texts are
        read, instead of refused. :raises Problem: 400 in the API's own words."""
        entry = self.find(request)
        if lenient and request.body:
            request.body = self._lean(entry["operationId"], request.body)
        try:
            result = self._api.unmarshal_request(request)
            result.raise_for_errors()
        except OpenAPIError as error:
            raise explain(error, entry["operationId"]) from error
        body = json.loads(request.body) if request.body else {}
        return Operation(entry["operationId"], dict(result.parameters.path), dict(result.parameters.query), body)

    def check(self, request: Request, response: Response) -> None:
        """:raises OpenAPIError: an answer of ours that the contract does not allow."""
        answer = json.loads(response.data)
        if isinstance(answer, list) and len(answer) > CHECKED_ELEMENTS:
            response = Response(response.status_code, json.dumps(answer[:CHECKED_ELEMENTS]).encode())
        self._api.validate_response(request, response)

    def _lean(self, operation: str, body: bytes) -> bytes:
        try:
            return json.dumps(self._known(self._bodies.get(operation, {}), json.loads(body))).encode()
        except ValueError:
            return body

    def _known(self, schema: Mapping[str, Any], value: Any) -> Any:
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        if isinstance(value, list) and "items" in schema:
            return [self._known(schema["items"], each) for each in value]
        if isinstance(value, dict) and "properties" in schema:
            return {key: self._known(schema["properties"][key], each) for key, each in value.items()
                    if key in schema["properties"] and each is not None}
        return _plain(schema.get("type"), value) if isinstance(value, str) else value


def _plain(kind: Any, text: str) -> Any:
    """What a text says where the contract expects a number or a truth value: old clients send "40" and "true"."""
    try:
        return TEXTS.get(str(kind), str)(text)
    except (KeyError, ValueError):
        return text


def explain(error: OpenAPIError, operation: str) -> Problem:
    """A violation of the contract in the words of the API (api-notes: error-details)."""
    if isinstance(error, MissingRequiredRequestBody):
        return Problem(400, "INVALID_PARAMETERS", "Required field(s) missing or empty. ")
    if isinstance(error, MissingRequiredParameter):
        return Problem(400, "INVALID_PARAMETERS", f"Required field(s) {error.name} missing or empty. ", {"required": error.name})
    if isinstance(error, InvalidParameter):
        return wrong_value(error.name, 1)
    cause = error.__cause__
    if not isinstance(cause, InvalidSchemaValue):
        return Problem(400, "INVALID_PARAMETERS", str(cause or error))
    worst = best_match(iter(cause.schema_errors))
    if worst.validator == "required":
        return refusals.absent(operation, [name for name in worst.validator_value if name not in worst.instance])
    if worst.validator == "additionalProperties":
        unknown = sorted(set(worst.instance) - set(worst.schema["properties"]))
        return Problem(400, "INVALID_PARAMETERS", f"Unknown field(s) {', '.join(unknown)}", dict.fromkeys(unknown, 1))
    path = ".".join(str(part) for part in worst.absolute_path)
    if worst.validator == "multipleOf" and path.endswith("size"):
        return wrong_step(refusals.SIZES.get(operation, refusals.DISK), worst.instance, worst.validator_value)
    return refusals.wrong(operation, path or "body")
