# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the options of a module from its description.

Texts that all modules share are constants of this file. Facts that a description declares (limits,
defaults, when an option is used) become sentences here, so that no text repeats them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge import arguments
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.children import Children
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.documentation import (
    Text,
    paragraphs,
    plural,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import Field
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.files import Download
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import Resource
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.stacks import Stack
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import registry

ID = "The id of the {title}."
RENAMES = "If O(name) is set too and differs from the current name, the {title} is renamed."
STATES = {
    "present": "V(present) creates the {title} if it does not exist, and changes it to match the "
    "options. Options that are not set are not changed.",
    "absent": "V(absent) removes the {title}.",
}
SYNONYM = "V({}) is the same as V({})."
ELEMENTS = "An element can also be an object with an C(id), as the modules return it."
ELEMENT = (
    "The {titles}. Each element takes the options of M(ionos.cloudpanel.{module}), except those of "
    "the connection and of waiting."
)
PURGE = (
    "Whether elements that O({name}) does not contain are removed. With V(false), elements are "
    "only added."
)


def module_options(module: registry.Module, texts: Texts) -> dict[str, Any]:
    """Return the options of a module, except those of documentation fragments."""
    subject = module.subject
    if module.kind == "info":
        return {}
    if isinstance(subject, Stack):
        return _stack_options(subject, texts)
    if isinstance(subject, Resource):
        return _state_options(subject, texts)
    if isinstance(subject, Download):
        return _download_options(subject, texts)
    return _options(subject.options, texts)


class Texts:
    """Fill the title of a resource into texts."""

    def __init__(self, title: str) -> None:
        self._title = title

    def of(self, text: Text) -> list[str]:
        """Return the paragraphs of a text."""
        return [each.replace("{title}", self._title) for each in paragraphs(text)]


def _state_options(resource: Resource, texts: Texts) -> dict[str, Any]:
    """Return the options of a module that manages objects, in the order of the page."""
    spec = arguments.state_arguments(resource)
    options: dict[str, Any] = {}
    if "id" in spec:
        named = any(each.name == "name" and not each.immutable for each in resource.fields)
        options["id"] = _entry(texts.of((ID, RENAMES) if named else ID), spec["id"])
    if "state" in spec:
        options["state"] = _entry(_states(resource, texts), spec["state"])
    for field in resource.fields:
        options[field.name] = _field(field, spec[field.name], texts, _facts(field, resource))
    for children in resource.children:
        options[children.name] = _children(children, texts, spec[children.name])
        purge = children.purge_help or PURGE.format(name=children.name)
        options[children.purge_option] = _entry(texts.of(purge), spec[children.purge_option])
    options.update(_options(resource.options, texts))
    return options


def _stack_options(stack: Stack, texts: Texts) -> dict[str, Any]:
    """Return the options of a module that manages objects of several resources."""
    options = _options(stack.options, texts)
    spec = arguments.stack_arguments(stack)
    for resource in stack.resources:
        own = Texts(resource.title)
        text = ELEMENT.format(titles=plural(resource.title), module=resource.name)
        suboptions = {**_state_options(resource, own), **_options(stack.group_options, own)}
        options[resource.plural] = {
            **_entry([text, *combinations(resource)], spec[resource.plural]),
            "suboptions": suboptions,
        }
        _move_links(options[resource.plural], resource, suboptions)
    return options


def _move_links(entry: dict[str, Any], resource: Resource, names: Iterable[str]) -> None:
    """Let the texts of the elements of a stack name their options and results with the whole path.

    :param names: the options of an element.
    """
    option = rf"O\((?=({'|'.join(names)})[=)\[.])"
    result = f"RV({resource.name}."
    entry["description"] = [
        re.sub(option, f"O({resource.plural}[].", text).replace(
            result, f"RV(ionos.cloudpanel.{resource.name}#module:{resource.name}."
        )
        for text in entry["description"]
    ]
    for inner in entry.get("suboptions", {}).values():
        _move_links(inner, resource, names)


def _states(resource: Resource, texts: Texts) -> list[str]:
    """Return the sentences about the values of ``state``."""
    special = resource.documentation.states
    found: list[str] = []
    for state in resource.states:
        own = texts.of(special.get(state, ()))
        if own and own[0].startswith(f"V({state})"):
            found += own
        else:
            first, *rest = [*texts.of(STATES[state]), *own]
            found += [" ".join([first, *rest[:1]]), *rest[1:]]
    found += [SYNONYM.format(synonym, state) for synonym, state in resource.state_synonyms.items()]
    return found


def _options(fields: Iterable[Field], texts: Texts) -> dict[str, Any]:
    return {
        field.name: _field(field, field.argument_spec(), texts, _limits(field)) for field in fields
    }


def _field(field: Field, spec: Mapping[str, Any], texts: Texts, facts: list[str]) -> dict[str, Any]:
    text = texts.of(field.help)
    if facts:
        text.append(" ".join(facts))
    entry = _entry(text, spec)
    if field.fields:
        entry["suboptions"] = _options(field.fields, texts)
    return entry


def _children(children: Children, texts: Texts, spec: Mapping[str, Any]) -> dict[str, Any]:
    text = texts.of(children.help)
    if children.required:
        text += texts.of("A new {title} needs at least one.")
    if children.to:
        text.append(ELEMENTS)
    entry = _entry(text, spec)
    if children.fields:
        entry["suboptions"] = _options(children.fields, texts)
    return entry


def _entry(text: list[str], spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return an option from its text and its argument spec."""
    keys = ("type", "elements", "required", "choices", "default", "aliases")
    entry = {"description": text, **{key: spec[key] for key in keys if key in spec}}
    return {**entry, "choices": [*entry["choices"]]} if "choices" in entry else entry


def _download_options(download: Download, texts: Texts) -> dict[str, Any]:
    options = {"id": _entry(texts.of(ID), {"type": "str"})}
    options.update(_options(download.options, texts))
    # The fragment describes a module that reads and does not wait by default.
    options["wait"] = {
        "description": texts.of(
            "Whether to wait until the transitional state of the {title} has ended."
        ),
        "default": True,
    }
    return options


# -- sentences from facts


def combinations(resource: Resource) -> list[str]:
    """Return which options a new object needs together, and which exclude each other."""
    groups = [_enumerate(group) for group in resource.create_requires]
    groups += [f"O({each.when})" for each in resource.creations] if groups else []
    found = [f"A new {resource.title} needs {', or '.join(groups)}."] if groups else []
    excluding: dict[tuple[str, ...], list[str]] = {}
    for *names, last in resource.mutually_exclusive:
        excluding.setdefault(tuple(names), []).append(last)
    for names, lasts in excluding.items():
        several = " exclude each other, and" if len(names) > 1 else ""
        found.append(f"{_enumerate(names)}{several} cannot be combined with {_enumerate(lasts)}.")
    return found


def _enumerate(names: Iterable[str]) -> str:
    """Return options as an enumeration."""
    *names, last = (f"O({name})" for name in names)
    return f"{', '.join(names)} and {last}" if names else last


def _facts(field: Field, resource: Resource) -> list[str]:
    """Return what a description declares about an option, as sentences."""
    title, facts = resource.title, _limits(field)
    default = field.default
    if field.required and not resource.always_requires(field):
        facts.append(f"Required to create the {title}.")
    if default not in (None, "") and not isinstance(default, Mapping):
        shown = str(default).lower() if isinstance(default, bool) else default
        facts.append(f"The default for a new {title} is V({shown}).")
    if field.create_only and resource.has_ids:
        facts.append(_use(field, resource))
    if field.immutable and field.name not in set(resource.find_by) - {"name"}:
        facts.append(f"A different value for an existing {title} is an error.")
    if field.increase_only:
        allowed = f" unless O({field.decrease_option}=true)" if field.decrease_option else ""
        facts.append(f"A value smaller than the current one is an error{allowed}.")
    return facts


def _use(field: Field, resource: Resource) -> str:
    """Return when an option is used that an existing object does not have."""
    states = [
        f"O(state={name})"
        for name, each in resource.transitions.items()
        if field.name in each.options
    ]
    if states and not field.request_path:
        return f"Used only with {' and '.join(states)}."
    moments = [f"when the {resource.title} is created"]
    if states:
        moments.append(f"with {' and '.join(states)}")
    if field.resend_option:
        moments.append(f"with O({field.resend_option}=always)")
    return f"Used only {' and '.join(moments)}."


def _limits(field: Field) -> list[str]:
    """Return the limits of a value as sentences."""
    low, high, step = field.limits.minimum, field.limits.maximum, field.limits.step
    if field.type == "str":
        low = low if low != 1 else None
        if high is None:
            return []
        return [f"At most {high} characters." if low is None else f"{low} to {high} characters."]
    if low is not None and high is not None:
        return [f"From {low} to {high}{f', in steps of {step}' if step else ''}."]
    if low is not None or high is not None:
        return [f"At least {low}." if high is None else f"At most {high}."]
    return []
