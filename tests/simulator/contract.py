# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract: finds the operation of a request, and checks requests and answers.

``contract.json`` is an OpenAPI document of all operations of the API.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from . import refusals
from .errors import ApiError, invalid, missing, unknown, wrong_step, wrong_value
from .kinds import KINDS, Kind
from .schemas import Schemas

FILE = Path(__file__).with_name("contract.json")
#: The elements of a list answer that are checked. All are made by the same code.
CHECKED_ELEMENTS = 20
#: How a text is read if the contract expects another type.
PARSERS: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}[text.lower()],
    "date-time": datetime.fromisoformat,
    "string": str,
}
#: The URI of the contract, for its own references.
URI = "contract:"
JSON = "application/json"


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    contents: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return contents


def definitions() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and definition of each operation in the document."""
    for path, item in document()["paths"].items():
        for method, definition in item.items():
            if isinstance(definition, dict):
                yield path, method, definition


class ContractError(Exception):
    """An answer of the simulator does not follow the contract."""


@dataclass
class Request:
    """A request, over HTTP or from a test.

    :param method: in small letters.
    :param path: the whole path, with /v1.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


@dataclass(frozen=True)
class Operation:
    """A request that the contract allows.

    :param id: the operationId.
    :param params: the values of the names in the path, in their order.
    :param path: the whole path, with /v1.
    :param user: the user whose token the request has; None: it needs no token.
    """

    id: str
    params: Mapping[str, str]
    query: Mapping[str, Any]
    body: Any
    path: str = ""
    user: Any = None

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in the path: of an object, of a child, and so on."""
        return tuple(self.params.values())

    @property
    def kind(self) -> Kind:
        """The kind of objects with which the path begins."""
        return KINDS[self.path.split("/")[2]]

    @property
    def target(self) -> str | None:
        """The second part of the path: mostly the id of an object."""
        return next(iter(self.path.split("/")[3:]), None)

    def elements(self, name: str) -> Any:
        """Return a list of the body.

        :raises ApiError: 400 for an empty list (api-notes: empty-list-refused).
        """
        elements = self.body.get(name)
        if not elements:
            raise refusals.absent(self.id, [name])
        return elements


@dataclass(frozen=True, eq=False)
class Example:
    """An example of a body in the reference.

    :param path: the path of the operation, with names in braces.
    :param status: the status of the answer; 0: the body is of a request.
    """

    operation: str
    method: str
    path: str
    status: int
    name: str
    value: Any

    def __str__(self) -> str:
        return f"{self.operation}-{self.status or 'request'}-{self.name}"


@dataclass(frozen=True)
class Definition:
    """An operation of the contract.

    :param place: its place in the document.
    :param parameters: the schemas of its query, by name.
    :param required: the names of parameters that are required.
    """

    id: str
    place: str
    document: Mapping[str, Any]
    parameters: Mapping[str, Mapping[str, Any]]
    required: frozenset[str]

    @property
    def body(self) -> Mapping[str, Any] | None:
        """The definition of its body, or None."""
        return self.document.get("requestBody")

    @property
    def success(self) -> int:
        """The status with which it is accepted."""
        return max(int(status) for status in self.document["responses"] if status < "3")


class Contract:
    """The operations of the API, and their schemas. A validator is made when it is first used."""

    def __init__(self) -> None:
        self.document = document()
        self._registry = Registry().with_resource(URI, DRAFT202012.create_resource(self.document))
        by_path: dict[str, dict[str, Definition]] = {}
        for path, method, definition in definitions():
            by_path.setdefault(path, {})[method] = self._definition(path, method, definition)
        #: The pattern of each path, and its operations by method. Paths without names are first.
        self._paths = sorted(
            (
                (re.compile("/v1" + re.sub("{(.*?)}", r"(?P<\1>[^/]+)", path)), methods)
                for path, methods in by_path.items()
            ),
            key=lambda entry: entry[0].groups,
        )
        self.operations = {
            definition.id for methods in by_path.values() for definition in methods.values()
        }
        self._schemas = Schemas(self.document)
        self._validator = cache(self._new_validator)
        #: Answers that were checked: the place of the operation, the status, and the hash.
        self._valid_answers: set[tuple[str, int, int]] = set()

    def _definition(self, path: str, method: str, operation: Mapping[str, Any]) -> Definition:
        parameters = [self._plain(parameter) for parameter in operation.get("parameters", ())]
        query = {
            parameter["name"]: parameter for parameter in parameters if parameter["in"] == "query"
        }
        return Definition(
            operation["operationId"],
            "/".join(("#", "paths", path.replace("/", "~1"), method)),
            operation,
            {name: self._plain(parameter["schema"]) for name, parameter in query.items()},
            frozenset(name for name, parameter in query.items() if parameter.get("required")),
        )

    def _plain(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a part of the document, or the part that it refers to."""
        while "$ref" in part:
            kind, name = part["$ref"].split("/")[-2:]
            part = self.document["components"][kind][name]
        return part

    def violation(self, place: str, value: Any) -> ValidationError | None:
        """Return the most important error of a body, or None if it is valid.

        :param place: of the definition of a body in the document.
        """
        schema = f"{place}/content/{JSON.replace('/', '~1')}/schema"
        if self._schemas.at(schema)(value):
            return None
        error: ValidationError | None = best_match(self._validator(schema).iter_errors(value))
        return error

    def _new_validator(self, schema: str) -> Draft202012Validator:
        return Draft202012Validator({"$ref": f"{URI}{schema}"}, registry=self._registry)

    def examples(self) -> Iterator[Example]:
        """Yield all examples of the reference, in its order."""
        for path, method, definition in definitions():
            identifier = definition["operationId"]
            bodies = {0: definition.get("requestBody", {})}
            bodies.update((int(status), body) for status, body in definition["responses"].items())
            for status, body in bodies.items():
                examples = body.get("content", {}).get(JSON, {}).get("examples", {})
                for name, example in examples.items():
                    value = example["value"]
                    yield Example(identifier, method.upper(), path, status, name, value)

    def error_keys(self, operation: str | None, status: int) -> tuple[str, ...] | None:
        """Return the names of the members of an error in the examples of an operation.

        Return None if there is no example, or the examples differ (api-notes: error-keys).
        """
        spellings = {tuple(example.value) for example in self._errors.get((operation, status), ())}
        return spellings.pop() if len(spellings) == 1 else None

    @cached_property
    def _errors(self) -> dict[tuple[str | None, int], list[Example]]:
        errors: dict[tuple[str | None, int], list[Example]] = {}
        for example in self.examples():
            if example.status >= 400:
                errors.setdefault((example.operation, example.status), []).append(example)
        return errors

    def find(self, request: Request) -> Definition:
        """Return the operation of a request. Raise 404 or 405 if the contract has none."""
        return self._find(request)[0]

    def _find(self, request: Request) -> tuple[Definition, dict[str, str]]:
        """Return the operation of a request, and the values of the names in its path.

        A path without names has precedence over a path with names (api-notes: literal-paths).
        """
        for path, methods in self._paths:
            match = path.fullmatch(request.path)
            if match:
                if request.method in methods:
                    return methods[request.method], match.groupdict()
                raise ApiError(
                    405, "METHOD_NOT_ALLOWED", f"{request.method.upper()} is not allowed here"
                )
        raise ApiError(404, "NOT_FOUND", f"No such path: {request.path}")

    def read(self, request: Request, lenient: bool = False) -> Operation:
        """Return the operation that a request asks for.

        :param lenient: accept unknown members, null, and texts instead of numbers and truth values
            (api-notes: unknown-members).
        :raises ApiError: 400, with the message of the API.
        """
        definition, names = self._find(request)
        return Operation(
            definition.id,
            names,
            self._read_query(definition, request.query),
            self._read_body(definition, request.body, lenient),
        )

    def _read_query(self, definition: Definition, query: Mapping[str, str]) -> dict[str, Any]:
        for name in sorted(definition.required - set(query)):
            raise missing(name)
        values = {}
        for name, text in query.items():
            if name in definition.parameters:
                schema = definition.parameters[name]
                try:
                    values[name] = PARSERS[schema.get("format") or schema["type"]](text)
                except (KeyError, ValueError):
                    raise wrong_value(name, 1) from None
                if values[name] not in schema.get("enum", (values[name],)):
                    raise wrong_value(name, 1)
        return values

    def _read_body(self, definition: Definition, data: bytes | None, lenient: bool) -> Any:
        if not data:
            if definition.body and definition.body.get("required"):
                raise invalid("Required field(s) missing or empty. ")
            return {}
        try:
            body = json.loads(data)
        except ValueError as cause:
            raise invalid(f"The body is no JSON: {cause}") from None
        if definition.body is None:
            return body
        if lenient:
            body = self._known(definition.body["content"][JSON]["schema"], body)
        error = self.violation(f"{definition.place}/requestBody", body)
        if error:
            raise explain(error, definition.id)
        return body

    def check(self, request: Request, status: int, data: bytes) -> None:
        """Raise ContractError if the contract does not allow an answer of the simulator."""
        definition = self.find(request)
        key = (definition.place, status, hash(data))
        if key in self._valid_answers:
            return
        answer = json.loads(data)
        if str(status) not in definition.document["responses"]:
            raise ContractError(f"{definition.id} does not answer {status}")
        if isinstance(answer, list):
            answer = answer[:CHECKED_ELEMENTS]
        error = self.violation(f"{definition.place}/responses/{status}", answer)
        if error:
            raise ContractError(f"{error.json_path}: {error.message}")
        self._valid_answers.add(key)

    def _known(self, schema: Mapping[str, Any], value: Any) -> Any:
        """Return a body without members that the schema does not know, and without null."""
        schema = self._plain(schema)
        if isinstance(value, list) and "items" in schema:
            return [self._known(schema["items"], element) for element in value]
        if isinstance(value, dict) and "properties" in schema:
            return {
                key: self._known(schema["properties"][key], member)
                for key, member in value.items()
                if key in schema["properties"] and member is not None
            }
        return _typed(schema.get("type"), value) if isinstance(value, str) else value


def _typed(expected: Any, text: str) -> Any:
    """Read a number or a truth value from a text if the contract expects one.

    Clients of 2018 send "40" and "true".
    """
    try:
        return PARSERS.get(str(expected), str)(text)
    except (KeyError, ValueError):
        return text


def explain(violation: ValidationError, operation: str) -> ApiError:
    """Return the error of the API for a body that violates the contract.

    The errors are those of the examples (api-notes: error-details).
    """
    expected: Any = violation.validator_value
    body: Any = violation.instance
    if violation.validator == "required":
        return refusals.absent(operation, [name for name in expected if name not in body])
    if violation.validator == "additionalProperties":
        schema: Any = violation.schema
        return unknown(*sorted(set(body) - set(schema["properties"])))
    path = ".".join(str(part) for part in violation.absolute_path)
    if violation.validator == "multipleOf" and path.endswith("size"):
        prefix = refusals.SIZES.get(operation, refusals.DISK)
        return wrong_step(prefix, body, refusals.STEPS.get(operation, expected))
    return refusals.wrong(operation, path or "body")
