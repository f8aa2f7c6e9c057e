# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Describe the objects of an account as the options that create and keep them.

The options contain names instead of ids, no secrets, no defaults, and nothing that the API sets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model.children import Children
from ..model.context import Context, Desired
from ..model.fields import Field, Reference
from ..model.resource import Resource
from ..model.values import Object, Ref, get_path, order_of
from ..resources.index import LOOKUPS
from .account import Account
from .excluded_children import without_excluded
from .references import matching
from .series import names_of, series_of

Options = dict[str, Any]
#: Values that say nothing about an object.
NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class NotGathered:
    """An option of an object that the API does not show.

    :param name: the name of the object.
    :param option: the option without a value.
    """

    kind: str
    name: str
    option: str
    reason: str


@dataclass(frozen=True)
class Gathered:
    """The objects of one kind as options.

    :param elements: the options of each object, in the order of the names.
    :param missing: what they lack.
    """

    elements: list[Options]
    missing: list[NotGathered]


class Names:
    """The names by which tasks refer to objects."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._elements: dict[str, dict[str, Object]] = {}
        self._counts: dict[str, Counter[str]] = {}

    def of(self, kinds: Sequence[str], ref: Ref) -> str:
        """Return the name of an object, or its id if no name stands for this object alone.

        An object may show a reference with an id that no list contains (api-notes: image-ids).

        :param kinds: the keys of the lookups, as in :class:`Reference`.
        """
        searched: list[str] = []
        for kind in kinds:
            element = self._of_kind(kind).get(ref.id)
            if element:
                names = names_of(LOOKUPS[kind], element)
                return next(
                    (name for name in names if self._means(kind, name, element, searched)),
                    ref.id,
                )
            searched.append(kind)
        known = any(self._counts[kind][ref.label] for kind in kinds)
        return ref.label if known else ref.id

    def _means(self, kind: str, name: str, element: Object, earlier: Sequence[str]) -> bool:
        """Return whether a name stands for an element of a lookup, and for none of earlier ones."""
        if any(self._counts[each][name] for each in earlier):
            return False
        if self._counts[kind][name] == 1:
            return True
        return matching(LOOKUPS[kind], list(self._of_kind(kind).values()), name) == [element]

    def _of_kind(self, kind: str) -> Mapping[str, Object]:
        if kind not in self._elements:
            lookup = LOOKUPS[kind]
            elements = self._account.references.elements_of(lookup)
            self._elements[kind] = {each["id"]: each for each in elements}
            self._counts[kind] = Counter(
                name for each in elements for name in set(names_of(lookup, each))
            )
        return self._elements[kind]


class Gatherer:
    """Describes the objects of an account.

    :param kinds: all kinds that can be described. If two of them have an option for the same
        relation, the later one shows it.
    :param includes: returns whether an object is described. None: all objects are.
    """

    def __init__(
        self,
        account: Account,
        kinds: Sequence[Resource],
        includes: Callable[[Resource, Object], bool] | None = None,
    ) -> None:
        self._account = account
        self._names = Names(account)
        self._includes = includes or _all
        self._paths = [each.path for each in kinds]

    def gather(self, resource: Resource) -> Gathered:
        """Return the objects of a kind as options.

        Objects that no task can change and that are being removed are left out.
        """
        present = Desired("present", {})
        defaults = resource.view(resource.planned_object(Context(present)))
        objects = [
            obj
            for obj in self._account.reader.checked_objects(resource.path)
            if not resource.is_removing(obj)
            and not resource.protected_reason(Context(present, obj))
        ]
        lists = [each for each in resource.children if each.exclude]
        excluded = self._account.options.excluded_ids(lists)
        elements: list[Options] = []
        missing: list[NotGathered] = []
        for obj, _others in series_of(resource, objects):
            if not self._includes(resource, obj):
                continue
            complete = without_excluded(lists, self._complete(resource, obj), excluded)
            options = self._options(resource, complete, objects)
            options = {
                name: value
                for name, value in options.items()
                if value not in NOTHING and value != defaults.get(name)
            }
            if options:
                elements.append(options)
                missing += _missing(resource, options)
        elements.sort(
            key=lambda options: [order_of(options.get(name)) for name in resource.find_by]
        )
        return Gathered(elements, missing)

    # -- objects

    def _complete(self, resource: Resource, obj: Object) -> Object:
        """Return an object with all members."""
        names = [each.name for each in resource.fields]
        names += [each.name for each in resource.children]
        return self._account.finder(resource).complete(obj, names)

    # -- options

    def _options(self, resource: Resource, obj: Object, objects: Sequence[Object]) -> Options:
        options: Options = {}
        for field in resource.fields:
            if self._is_shown(resource, field):
                options[field.name] = self._value(field, field.view(obj), field.default)
        for children in resource.children:
            if self._is_shown(resource, children):
                options[children.name] = self._children(children, obj)
        if "name" in resource.find_by and obj.get("name"):
            lookup = LOOKUPS[resource.plural]
            name = self._names.of((resource.plural,), Ref(obj["id"]))
            options["name"] = names_of(lookup, obj)[0] if name == obj["id"] else name
            if name == obj["id"]:
                options["id"] = name
        cycle = resource.power_cycle
        if cycle and get_path(obj, resource.state_path) == resource.transitions[cycle.off].to:
            options["state"] = cycle.off
        return dict(resource.gathered(obj, options, objects))

    def _is_shown(self, resource: Resource, option: Field | Children) -> bool:
        """Return whether objects show an option that no later kind shows from the other side."""
        if isinstance(option, Children):
            kinds: Sequence[str] = (option.kind,) if option.kind else ()
        else:
            if option.sensitive or not option.response_path:
                return False
            kinds = option.kinds if isinstance(option, Reference) else ()
        later = self._paths[self._paths.index(resource.path) + 1 :]
        return not kinds or not all(LOOKUPS[kind].path in later for kind in kinds)

    def _children(self, children: Children, obj: Object) -> list[Any]:
        """Return the elements of a list in a stable order."""
        elements = [self._child(children, view) for view, _element in children.elements(obj)]
        if not children.fields:
            return sorted(elements)
        return sorted(
            elements, key=lambda each: [order_of(each.get(name)) for name in children.identified_by]
        )

    def _child(self, children: Children, view: Any) -> Any:
        if isinstance(view, Ref):
            return self._names.of((children.to,), view) if children.to else view.id
        values = {
            inner.name: self._value(inner, view[inner.name], inner.default)
            for inner in children.shown_fields
        }
        return {name: value for name, value in values.items() if value not in NOTHING}

    def _value(self, field: Field, value: Any, default: Any = None) -> Any:
        """Return the value of an option; None: it says nothing.

        :param default: the value of a new object.
        """
        if isinstance(field, Reference):
            return self._names.of(field.kinds, value) if isinstance(value, Ref) else None
        if value == default:
            return None
        if field.fields and isinstance(value, Mapping):
            inner = {
                each.name: self._value(each, each.view(value), _default(each, default))
                for each in field.fields
            }
            return {name: each for name, each in inner.items() if each not in NOTHING}
        return int(value) if isinstance(value, float) and value.is_integer() else value


def _all(_resource: Resource, _obj: Object) -> bool:
    return True


def _missing(resource: Resource, options: Options) -> Iterator[NotGathered]:
    """Yield the options that a creation needs and that the API does not show."""
    name = str(options.get("name", ""))
    required = [each.name for each in resource.fields if each.required]
    required += [each.name for each in resource.children if each.required]
    for option in required:
        if option not in options:
            yield NotGathered(resource.plural, name, option, "The API does not show it.")
    groups = resource.create_requires
    copies = any(each.when in options for each in resource.creations)
    if groups and not copies and not any(set(group) <= set(options) for group in groups):
        yield NotGathered(
            resource.plural, name, " or ".join(groups[0]), "The API does not show it."
        )
    if "id" in options:
        yield NotGathered(
            resource.plural,
            name,
            "name",
            "Several objects have this name. The element has the id, which another account does "
            "not know.",
        )


def _default(field: Field, default: Any) -> Any:
    """Return the default of a suboption. :param default: the default of the option."""
    return get_path(default, field.name) if default else field.default
