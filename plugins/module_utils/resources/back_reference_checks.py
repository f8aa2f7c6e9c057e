# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find resources that do not say what other objects show of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..model.children import Children
from ..model.fields import Reference
from ..model.relations import BackReference, Lookup
from ..model.resource import Resource
from ..model.values import Ref

Lookups = Mapping[str, Lookup]
REFERENCE = {"id": "ID", "name": "NAME"}


def missing_back_references(resources: Sequence[Resource], lookups: Lookups) -> Iterator[str]:
    """Yield the resources with an option that changes what other objects show, and do not say so.

    In check mode, later tasks need the other objects as they will be. ``back_references`` says it.
    """
    listed = {each.path: each for each in reversed(resources) if not each.parent}
    for resource in listed.values():
        found = back_references(resource)
        told = {each.path for each in found}
        for path in changed_lists(resource, lookups) - told:
            other = listed.get(path)
            if other and shows(other, resource, lookups):
                yield (
                    f"{resource.name}: a {resource.title} and a {other.title} show each other, and "
                    f"back_references does not contain {path}."
                )
        for each in found:
            if each.path not in listed:
                yield f"{resource.name}: back_references contains {each.path}, which is no list."
            elif each.key and (each.in_list or each.key.partition(".")[0]) not in (
                listed[each.path].form
            ):
                yield (
                    f"{resource.name}: back_references contains the attribute "
                    f'"{each.in_list or each.key}" of {each.path}, which does not exist.'
                )


def changed_lists(resource: Resource, lookups: Lookups) -> set[str]:
    """Return the paths of the lists whose objects a task can attach to an object or detach."""
    inner = [field for children in resource.children for field in children.fields]
    keys = [
        key
        for each in (*resource.fields, *inner)
        if isinstance(each, Reference) and each.managed
        for key in each.kinds
    ]
    keys += [each.kind for each in resource.children]
    return {lookups[key].path for key in keys if key in lookups}


def shows(holder: Resource, shown: Resource, lookups: Lookups) -> bool:
    """Return whether the objects of one resource show objects of another one."""
    keys = {key for each in holder.references for key in each.kinds}
    keys |= {each.exclude for each in holder.children}
    return (
        not {shown.name, shown.plural}.isdisjoint(holder.form)
        or shown.path in changed_lists(holder, lookups)
        or shown.path in {lookups[key].path for key in keys if key in lookups}
    )


def back_references(resource: Resource) -> list[BackReference]:
    """Return the back references of an object that refers to an object at each place."""
    obj = example(resource.form)
    for each in resource.fields:
        if isinstance(each, Reference) and each.managed:
            obj = each.with_value(obj, Ref("ID", "NAME"))
    for children in resource.children:
        obj = children.with_elements(obj, [children.new_element(desired(children))])
    return list(resource.back_references({**obj, **REFERENCE}))


def example(form: Any) -> Any:
    """Return a value of a form: one element in each list, a reference for an unknown value."""
    if isinstance(form, Mapping):
        return {name: example(inner) for name, inner in form.items()}
    if isinstance(form, tuple):
        return [example(inner) for inner in form]
    return REFERENCE


def desired(children: Children) -> Any:
    """Return a desired element of a child list."""
    if not children.fields:
        return Ref("ID", "NAME")
    return {
        each.name: Ref("ID", "NAME") if isinstance(each, Reference) else each.default
        for each in children.fields
    }
