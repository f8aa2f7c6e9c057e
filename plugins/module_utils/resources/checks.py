# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find mistakes in descriptions: names that name nothing, and words that contradict each other.

Descriptions name options, attributes and lookups in strings. Python does not check such strings.
The functions of this file do. Only tests use it, by ``registry.check()``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from ..model.calls import Call
from ..model.children import Children
from ..model.documentation import Attribute
from ..model.fields import Assignment, Field, Reference
from ..model.files import Download
from ..model.relations import Lookup
from ..model.reports import Report, Request
from ..model.resource import Resource
from ..model.stacks import Stack
from ..model.values import Placeholder, suggest_names
from .back_reference_checks import missing_back_references

Lookups = Mapping[str, Lookup]
#: Options that every module with the option ``state`` has.
COMMON = ("id", "state", "wait", "wait_timeout", "wait_interval", "show_secrets")
#: The first part of a placeholder that does not name an attribute of the object.
SCOPE = ("item", "value", "options")


def check(
    resources: Sequence[Resource],
    others: Iterable[Report | Download | Request | Stack],
    lookups: Lookups,
) -> Iterator[str]:
    """Yield one sentence for each mistake in the descriptions.

    :param others: the descriptions that are no resources.
    """
    for resource in resources:
        for found in (
            unknown_lookups(resource, lookups),
            unknown_options(resource),
            unknown_attributes(resource),
            unknown_placeholders(resource),
            repeated_options(resource),
            contradictions(resource),
            unused_options(resource),
            missing_texts(resource),
        ):
            yield from (f"{resource.name}: {mistake}" for mistake in found)
    for other in others:
        texts = chain(options_without_help(other.options), undocumented(other.results))
        words = wrong_report(other, lookups) if isinstance(other, Report) else iter(())
        yield from (f"{other.name}: {mistake}" for mistake in chain(words, texts))
    yield from repeated_names(resources)
    yield from missing_back_references(resources, lookups)


def unknown(word: str, name: str, kind: str, names: Iterable[str]) -> Iterator[str]:
    """Yield a sentence if a word names something that does not exist."""
    names = tuple(names)
    if name not in names:
        nearest = suggest_names(name, names) if names else f"There is no {kind}."
        yield f'{word} names the {kind} "{name}", which does not exist. {nearest}'


# -- one resource


def all_fields(resource: Resource) -> Iterator[tuple[str, Field]]:
    """Yield the fields of a resource and of its child lists, with the name of each in sentences."""
    yield from ((f'option "{each.name}"', each) for each in resource.fields)
    yield from ((f'attribute "{each.name}"', each) for each in resource.references)
    for children in resource.children:
        yield from ((f'option "{children.name}.{each.name}"', each) for each in children.fields)


def unknown_lookups(resource: Resource, lookups: Lookups) -> Iterator[str]:
    """Yield the references to kinds of objects that no lookup knows."""
    for label, each in all_fields(resource):
        if isinstance(each, Reference):
            for key in each.kinds:
                yield from unknown(f"to of {label}", key, "lookup", lookups)
    for children in resource.children:
        for word, key in (("to", children.to), ("exclude", children.exclude)):
            if key:
                yield from unknown(f'{word} of option "{children.name}"', key, "lookup", lookups)


def unknown_options(resource: Resource) -> Iterator[str]:
    """Yield the words that name an option, a suboption or a state that does not exist."""
    fields = [each.name for each in resource.fields]
    children = [each.name for each in resource.children]
    further = [each.name for each in resource.options]
    names = {
        "option": [*fields, *children, *further],
        "field": fields,
        "child list": children,
        "field or child list": [*fields, *children],
        "further option": further,
        "state": resource.states,
    }
    for word, kind, name in named_options(resource):
        yield from unknown(word, name, kind, names[kind])
    for each in resource.children:
        inner = [field.name for field in each.fields]
        word = f'identified_by of option "{each.name}"'
        for name in each.identified_by:
            yield from unknown(word, name, "suboption", inner)


def named_options(resource: Resource) -> Iterator[tuple[str, str, str]]:
    """Yield each word that names an option or state: (word, kind of name, name)."""
    yield from (("find_by", "field", name) for name in resource.find_by)
    for word in ("create_requires", "mutually_exclusive", "required_together"):
        yield from ((word, "option", name) for group in getattr(resource, word) for name in group)
    for name in resource.before_removal:
        yield "before_removal", "field or child list", name
    if resource.power_cycle:
        cycle = resource.power_cycle
        yield from (("power_cycle", "state", name) for name in (cycle.on, cycle.off))
        yield "power_cycle", "further option", cycle.consent
        yield "power_cycle", "field", cycle.create_key
    if resource.parent:
        yield "parent", "field", resource.parent.option
    number = resource.selection.number_option
    for name in (*resource.selection.options, *([number] if number else [])):
        yield "selection", "field", name
    for update in resource.updates:
        word = f"update {update.path}"
        names = (*update.fields, *update.always)
        yield from ((word, "field", name) for name in names)
    for creation in resource.creations:
        yield "creation", "field", creation.when
        yield from (("creation", "field or child list", name) for name in creation.options)
    for state, transition in resource.transitions.items():
        word = f'transition "{state}"'
        yield from ((word, "field", name) for name in transition.options)
    for each in resource.fields:
        for word in ("decrease_option", "resend_option"):
            if getattr(each, word):
                yield f'{word} of option "{each.name}"', "further option", getattr(each, word)


def unknown_attributes(resource: Resource) -> Iterator[str]:
    """Yield the words that name an attribute or a secret that does not exist."""
    for word, path in named_attributes(resource):
        yield from unknown_path(word, path, resource.attributes)
    if resource.secret_file and len(resource.secrets) != 1:
        yield (
            f'option "{resource.secret_file.name}" needs an object with one secret, and it has '
            f"{len(resource.secrets)}."
        )


def unknown_path(word: str, path: str, attributes: Sequence[Attribute]) -> Iterator[str]:
    """Yield a sentence if a word names an attribute that does not exist, at any depth."""
    name, _dot, rest = path.partition(".")
    yield from unknown(word, name, "attribute", [each.name for each in attributes])
    inner = next((each.attributes for each in attributes if each.name == name), ())
    if rest and inner:
        yield from unknown_path(word, rest, inner)


def named_attributes(resource: Resource) -> Iterator[tuple[str, str]]:
    """Yield each word that names an attribute of an object, with its dotted path."""
    for each in resource.fields:
        if each.managed:
            place = each.location.replace("[]", "")
            yield f'key of option "{each.name}"', place
    yield from (
        (f'response_key of option "{each.name}"', each.response_path) for each in resource.children
    )
    for word, path in (("late_part", resource.late_part.path), ("token_path", resource.token_path)):
        if path:
            yield word, path


def unknown_placeholders(resource: Resource) -> Iterator[str]:
    """Yield the operations with a placeholder that nothing fills."""
    known = (*resource.form, *SCOPE)
    for word, call in calls(resource):
        for path in [*re.findall(r"{([\w.]+)}", call.path), *placeholders(call.body)]:
            yield from unknown(word, path.partition(".")[0], "attribute", known)


def calls(resource: Resource) -> Iterator[tuple[str, Call]]:
    """Yield the operations of a description that are data, with the name of each in sentences."""
    yield from ((f"update {each.path}", Call("PUT", each.path)) for each in resource.updates)
    options: tuple[Field | Children, ...] = (*resource.fields, *resource.children)
    for option in options:
        for word in ("assign", "clear", "add", "change", "remove"):
            if getattr(option, word, None):
                yield f'{word} of option "{option.name}"', getattr(option, word)


def placeholders(body: Any) -> Iterator[str]:
    """Yield the paths of the placeholders in a body."""
    if isinstance(body, Placeholder):
        yield body.path
    elif isinstance(body, Mapping):
        yield from chain.from_iterable(map(placeholders, body.values()))
    elif isinstance(body, (list, tuple)):
        yield from chain.from_iterable(map(placeholders, body))


def repeated_options(resource: Resource) -> Iterator[str]:
    """Yield the options that exist twice, and those that an update contains twice."""
    common = [name for name in COMMON if name != "id" or resource.has_ids]
    names = [*common, *(each.name for each in (*resource.fields, *resource.options))]
    names += [name for each in resource.children for name in (each.name, each.purge_option)]
    yield from (f'option "{name}" exists twice.' for name in repeated(names))
    sent = [(update.path, name) for update in resource.updates for name in update.fields]
    yield from (
        f'update {path} contains the field "{name}" twice.' for path, name in repeated(sent)
    )


def repeated(values: Sequence[Any]) -> list[Any]:
    """Return the values that occur more than once."""
    return [value for value in dict.fromkeys(values) if values.count(value) > 1]


def contradictions(resource: Resource) -> Iterator[str]:
    """Yield the words that exclude each other."""
    for label, each in all_fields(resource):
        if each.required and each.default is not None:
            yield f"{label} is both required and default."
        if each.choices and each.default not in (None, *each.choices):
            yield f'{label} has the default "{each.default}", which is not among its choices.'
    for each in resource.fields:
        for update in resource.updates:
            if each.immutable and each.name in update.fields:
                yield f'option "{each.name}" is immutable, and update {update.path} changes it.'
    for children in resource.children:
        if children.change and children.add_replaces:
            yield f'option "{children.name}" has both change and add_replaces.'
    if not resource.has_ids and "absent" in resource.states:
        yield "objects have no ids, and a task can remove them."


def unused_options(resource: Resource) -> Iterator[str]:
    """Yield the fields that no request contains and that nothing else uses."""
    if not resource.states:  # tasks only read the objects
        return
    used = {name for word, _kind, name in named_options(resource)}
    for each in resource.fields:
        created = each.in_creation and each.request_path and "present" in resource.states
        if not (created or isinstance(each, Assignment) or each.name in used or each.immutable):
            yield (
                f'option "{each.name}" is neither sent nor used. Add it to an update, or set '
                "immutable."
            )


def missing_texts(resource: Resource) -> Iterator[str]:
    """Yield the options and attributes without documentation."""
    if resource.states:
        yield from options_without_help(resource.fields)
        yield from options_without_help(resource.children)
        yield from options_without_help(resource.options)
    yield from undocumented(resource.attributes)


def options_without_help(options: Iterable[Field | Children], prefix: str = "") -> Iterator[str]:
    """Yield the options and suboptions without help."""
    for each in options:
        if not each.help:
            yield f'option "{prefix}{each.name}" has no help.'
        yield from options_without_help(each.fields, f"{prefix}{each.name}.")


def undocumented(attributes: Iterable[Attribute], prefix: str = "") -> Iterator[str]:
    """Yield the attributes without help, and those without a sample and without attributes."""
    for each in attributes:
        label = f'attribute "{prefix}{each.name}"'
        if not each.help:
            yield f"{label} has no help."
        if not each.attributes and each.sample is None:
            yield f"{label} has neither a sample nor attributes."
        yield from undocumented(each.attributes, f"{prefix}{each.name}.")


# -- reports


def wrong_report(report: Report, lookups: Lookups) -> Iterator[str]:
    """Yield the words of a report that name a lookup or an option that does not exist."""
    options = [each.name for each in report.options]
    for each in (*report.options, *report.references):
        if isinstance(each, Reference):
            for key in each.kinds:
                yield from unknown(f'to of option "{each.name}"', key, "lookup", lookups)
    for endpoint in report.endpoints:
        for name in endpoint.options:
            yield from unknown(f"endpoint {endpoint.path}", name, "option", options)


# -- all resources


def repeated_names(resources: Sequence[Resource]) -> Iterator[str]:
    """Yield the names and paths that belong to two resources."""
    for word in ("name", "plural"):
        for name in repeated([getattr(each, word) for each in resources]):
            yield f'Two resources have the {word} "{name}".'
    for path in repeated([each.path for each in resources if "present" in each.states]):
        yield f"Two resources that a task can create have the path {path}."
