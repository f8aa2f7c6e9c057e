# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract: finds the operation of a request and checks requests and answers against contract.json."""

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
from .errors import Problem, unknown, wrong_step, wrong_value

FILE = Path(__file__).with_name("contract.json")
#: So many elements of a long list answer are checked; they are all made by the same code.
CHECKED_ELEMENTS = 20
#: How texts are read where the contract expects another type.
TEXTS: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}[text.lower()],
    "date-time": datetime.fromisoformat,
    "string": str,
}
#: Where the contract is for its own references.
URI = "contract:"
JSON = "application/json"


class ContractError(Exception):
    """An answer of ours breaks the contract."""


@dataclass
class Request:
    """``path`` is the whole path, /v1 included."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None


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


@dataclass(frozen=True, eq=False)
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


@dataclass(frozen=True)
class Definition:
    """An operation of the contract.

    :param place: its path in the document. :param parameters: schemas of its query, by name. :param required: those that have to be there.
    """

    id: str
    place: str
    document: Mapping[str, Any]
    parameters: Mapping[str, Mapping[str, Any]]
    required: frozenset[str]

    @property
    def body(self) -> Mapping[str, Any] | None:
        """The body that it takes; None: it takes none."""
        return self.document.get("requestBody")


class Contract:
    """What the API takes and answers, as OpenAPI. Reads the document once, and makes each validator when it is needed first."""

    def __init__(self) -> None:
        self.document = json.loads(FILE.read_text())
        self._registry = Registry().with_resource(URI, DRAFT202012.create_resource(self.document))
        paths = (
            (
                re.compile("/v1" + re.sub("{(.*?)}", r"(?P<\1>[^/]+)", path)),
                self._definitions(path, item),
            )
            for path, item in self.document["paths"].items()
        )
        self._paths = sorted(paths, key=lambda path: path[0].groups)
        self.operations = {
            definition.id
            for _path, definitions in self._paths
            for definition in definitions.values()
        }
        self._validator = cache(self._new_validator)

    def _definitions(self, path: str, item: Mapping[str, Any]) -> dict[str, Definition]:
        definitions = {}
        for method, operation in item.items():
            if isinstance(operation, dict):
                listed = [self._plain(each) for each in operation.get("parameters", ())]
                query = {each["name"]: each for each in listed if each["in"] == "query"}
                definitions[method] = Definition(
                    operation["operationId"],
                    "/".join(("#", "paths", path.replace("/", "~1"), method)),
                    operation,
                    {name: self._plain(each["schema"]) for name, each in query.items()},
                    frozenset(name for name, each in query.items() if each.get("required")),
                )
        return definitions

    def _plain(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """A part of the document, or the one that it refers to."""
        while "$ref" in part:
            kind, name = part["$ref"].split("/")[-2:]
            part = self.document["components"][kind][name]
        return part

    def _new_validator(self, place: str) -> Draft202012Validator:
        return Draft202012Validator(
            {"$ref": f"{URI}{place}/content/{JSON.replace('/', '~1')}/schema"},
            registry=self._registry,
        )

    def examples(self) -> Iterator[Example]:
        """All examples of the reference, in its order."""
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if isinstance(operation, dict):
                    bodies = {
                        0: operation.get("requestBody", {}),
                        **{
                            int(status): answer for status, answer in operation["responses"].items()
                        },
                    }
                    for status, body in bodies.items():
                        for name, each in (
                            body.get("content", {})
                            .get("application/json", {})
                            .get("examples", {})
                            .items()
                        ):
                            yield Example(
                                operation["operationId"],
                                method.upper(),
                                path,
                                status,
                                name,
                                each["value"],
                            )

    def error_keys(self, operation: str | None, status: int) -> tuple[str, ...] | None:
        """The members of an error in the spelling of the examples; None: there is none, or they have several spellings."""
        spellings = {tuple(example.value) for example in self._errors.get((operation, status), ())}
        return spellings.pop() if len(spellings) == 1 else None

    @cached_property
    def _errors(self) -> dict[tuple[str, int], list[Example]]:
        errors: dict[tuple[str, int], list[Example]] = {}
        for example in self.examples():
            if example.status >= 400:
                errors.setdefault((example.operation, example.status), []).append(example)
        return errors

    def find(self, request: Request) -> Definition:
        """:raises Problem: 404 or 405 for what is not in the contract."""
        return self._find(request)[0]

    def _find(self, request: Request) -> tuple[Definition, dict[str, str]]:
        """The operation of a request, and the values of the names in its path. A path without names goes before one with them
        (api-notes: literal-paths)."""
        for path, definitions in self._paths:
            found = path.fullmatch(request.path)
            if found:
                if request.method in definitions:
                    return definitions[request.method], found.groupdict()
                raise Problem(
                    405, "METHOD_NOT_ALLOWED", f"{request.method.upper()} is not allowed here"
                )
        raise Problem(404, "NOT_FOUND", f"No such path: {request.path}")

    def read(self, request: Request, lenient: bool = False) -> Operation:
        """:param lenient: unknown and null members of a body are dropped, and numbers and truth values that are sent as texts are
        read, instead of refused. :raises Problem: 400 in the API's own words."""
        definition, names = self._find(request)
        return Operation(
            definition.id,
            names,
            self._read_query(definition, request.query),
            self._read_body(definition, request.body, lenient),
        )

    def _read_query(self, definition: Definition, query: Mapping[str, str]) -> dict[str, Any]:
        for name in sorted(definition.required - set(query)):
            raise Problem(
                400,
                "INVALID_PARAMETERS",
                f"Required field(s) {name} missing or empty. ",
                {"required": name},
            )
        values = {}
        for name, text in query.items():
            if name in definition.parameters:
                schema = definition.parameters[name]
                try:
                    values[name] = TEXTS[schema.get("format") or schema["type"]](text)
                except (KeyError, ValueError):
                    raise wrong_value(name, 1) from None
                if values[name] not in schema.get("enum", (values[name],)):
                    raise wrong_value(name, 1)
        return values

    def _read_body(self, definition: Definition, data: bytes | None, lenient: bool) -> Any:
        if not data:
            if definition.body and definition.body.get("required"):
                raise Problem(400, "INVALID_PARAMETERS", "Required field(s) missing or empty. ")
            return {}
        try:
            body = json.loads(data)
        except ValueError as error:
            raise Problem(400, "INVALID_PARAMETERS", f"The body is no JSON: {error}") from None
        if definition.body is None:
            return body
        if lenient:
            body = self._known(definition.body["content"][JSON]["schema"], body)
        error = best_match(self._validator(f"{definition.place}/requestBody").iter_errors(body))
        if error:
            raise explain(error, definition.id)
        return body

    def check(self, request: Request, status: int, data: bytes) -> None:
        """:raises ContractError: an answer of ours that the contract does not allow."""
        definition, answer = self.find(request), json.loads(data)
        if str(status) not in definition.document["responses"]:
            raise ContractError(f"{definition.id} does not answer {status}")
        if isinstance(answer, list):
            answer = answer[:CHECKED_ELEMENTS]
        error = best_match(
            self._validator(f"{definition.place}/responses/{status}").iter_errors(answer)
        )
        if error:
            raise ContractError(f"{error.json_path}: {error.message}")

    def _known(self, schema: Mapping[str, Any], value: Any) -> Any:
        schema = self._plain(schema)
        if isinstance(value, list) and "items" in schema:
            return [self._known(schema["items"], each) for each in value]
        if isinstance(value, dict) and "properties" in schema:
            return {
                key: self._known(schema["properties"][key], each)
                for key, each in value.items()
                if key in schema["properties"] and each is not None
            }
        return _typed(schema.get("type"), value) if isinstance(value, str) else value


def _typed(kind: Any, text: str) -> Any:
    """What a text says where the contract expects a number or a truth value: old clients send "40" and "true"."""
    try:
        return TEXTS.get(str(kind), str)(text)
    except (KeyError, ValueError):
        return text


def explain(worst: ValidationError, operation: str) -> Problem:
    """A violation of the contract in the words of the API (api-notes: error-details)."""
    if worst.validator == "required":
        return refusals.absent(
            operation, [name for name in worst.validator_value if name not in worst.instance]
        )
    if worst.validator == "additionalProperties":
        return unknown(*sorted(set(worst.instance) - set(worst.schema["properties"])))
    path = ".".join(str(part) for part in worst.absolute_path)
    if worst.validator == "multipleOf" and path.endswith("size"):
        return wrong_step(
            refusals.SIZES.get(operation, refusals.DISK),
            worst.instance,
            refusals.STEPS.get(operation, worst.validator_value),
        )
    return refusals.wrong(operation, path or "body")
