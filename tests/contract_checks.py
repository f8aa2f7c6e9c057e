# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find options and operations of descriptions that the contract does not contain."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.calls import Update
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import Field
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import Resource
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.checks import calls

CONTRACT = json.loads((Path(__file__).parent / "simulator" / "contract.json").read_text())
SCHEMAS = CONTRACT["components"]["schemas"]


def braced(path: str) -> str:
    """Return a path with {} for each parameter."""
    return re.sub(r"{[^}]+}", "{}", path)


#: The operations by method and path, with {} for each parameter.
OPERATIONS: dict[tuple[str, str], dict[str, Any]] = {
    (method, braced(path)): operation
    for path, item in CONTRACT["paths"].items()
    for method, operation in item.items()
}


def operation(method: str, path: str) -> dict[str, Any] | None:
    """Return an operation of the contract, or None."""
    return OPERATIONS.get((method.lower(), braced(path)))


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema to which a schema refers, or the schema itself."""
    return SCHEMAS[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema


def body_of(method: str, path: str) -> dict[str, Any]:
    """Return the schema of the body of an operation; empty if it has none."""
    body = (operation(method, path) or {}).get("requestBody", {})
    return resolved(body.get("content", {}).get("application/json", {}).get("schema", {}))


def at(schema: dict[str, Any], path: str) -> dict[str, Any] | None:
    """Return the schema of a member at a dotted path, or None."""
    for part in path.split("."):
        schema = resolved(schema)
        schema = resolved(schema.get("items", schema)).get("properties", {}).get(part)
        if schema is None:
            return None
    return resolved(schema)


def misplaced(resource: Resource) -> Iterator[str]:
    """Yield one sentence for each option or operation that the contract does not contain."""
    for word, call in calls(resource):
        if not operation(call.method, call.path):
            yield f"{word} sends {call.method} {call.path}, which the contract does not contain."
    if operation("post", resource.path) and "present" in resource.states:
        yield from misplaced_in_creation(resource)
    for update in resource.updates:
        schema = body_of("put", update.path)
        for name in update.fields if sends_object(update) else ():
            key = resource.field(name).request_path.rpartition(".")[2]
            yield from missing(f'option "{name}"', schema, [key], f"PUT {update.path}")
    for children in resource.children:
        inner = [each for each in children.fields if each.request_path]
        yield from misplaced_elements(children.name, inner, children.add.path)


def sends_object(update: Update) -> bool:
    """Return whether the body of an update is an object with its options."""
    values = dict.fromkeys(update.fields)
    return bool(update.body(dict(values)) == values)


def misplaced_in_creation(resource: Resource) -> Iterator[str]:
    """Yield the options that the body of the creation does not contain."""
    schema, place = body_of("post", resource.path), f"POST {resource.path}"
    ways = [creation.when for creation in resource.creations]
    for each in resource.fields:
        if each.in_creation and each.request_path and each.name not in ways:
            yield from missing(f'option "{each.name}"', schema, [each.request_path], place)
    for children in resource.children:
        paths = [children.create_path] if children.create_path else []
        yield from missing(f'option "{children.name}"', schema, paths, place)


def misplaced_elements(name: str, fields: Iterable[Field], path: str) -> Iterator[str]:
    """Yield the suboptions that the elements of the list in a body do not contain."""
    for each in fields:
        label = f'option "{name}.{each.name}"'
        yield from missing(label, elements_of(path), [each.request_path], f"POST {path}")


def elements_of(path: str) -> dict[str, Any]:
    """Return the schema of the elements of the first list in the body of a POST."""
    properties = body_of("post", path).get("properties", {}).values()
    return next(
        (resolved(each["items"]) for each in map(resolved, properties) if "items" in each), {}
    )


def looser(resource: Resource) -> Iterator[str]:
    """Yield the suboptions that accept a value which the contract does not allow."""
    for children in resource.children:
        for each in children.fields:
            schema = at(elements_of(children.add.path), each.request_path or each.name) or {}
            label = f'option "{children.name}.{each.name}"'
            for value in beyond(schema):
                if not each.complaint(value):
                    yield f"{label} accepts {value!r}, which the contract does not allow."
            sent = {each.to_request(each.normalize(choice)) for choice in each.choices}
            if not sent <= set(schema.get("enum", sent)):
                yield f"{label} has choices that the contract does not allow."


def beyond(schema: Mapping[str, Any]) -> list[Any]:
    """Return values that a schema just does not allow."""
    step = schema.get("multipleOf")
    found: list[Any] = [schema["minimum"] - (step or 1)] if "minimum" in schema else []
    found += [schema["maximum"] + (step or 1)] if "maximum" in schema else []
    found += [schema.get("minimum", 0) + step / 2] if step not in (None, 1) else []
    found += ["x" * (schema["maxLength"] + 1)] if "maxLength" in schema else []
    return found + (["x" * (schema["minLength"] - 1)] if schema.get("minLength") else [])


def missing(
    label: str, schema: Mapping[str, Any], paths: Iterable[str], place: str
) -> Iterator[str]:
    """Yield a sentence for each path that a schema does not contain."""
    for path in paths:
        if at(dict(schema), path) is None:
            yield f"{label} is sent as {path}, which {place} does not contain."
