# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what a task speaks of: the object itself, and the objects that its options refer to. Only reads."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from ..api.client import Client
from ..api.errors import ApiError
from ..api.texts import path_to
from ..model.fields import (
    Children,
    Field,
    MalformedError,
    Reference,
    ValidationError,
    as_described,
    check_elements,
    check_member,
)
from ..model.filters import Search
from ..model.resource import REMOVING, Bearers, Lookup, Resource, anyway
from ..model.values import PLANNED, Ref, get_path, is_id, is_transitional, suggest_names, to_text
from ..resources.lists import LISTS
from ..resources.registry import LOOKUPS, same_name
from ..shared import clock
from ..shared.list_cache import CachedList
from ..shared.rate_limiter import POLL, WORK
from .answers import answer_error, check_known, read_answer, usable
from .check_run import Announcements
from .waiter import Waiter

#: Seconds for which what can be chosen from is not read again unless a name is missing in it.
CATALOGUE_LASTS = 3600


class ReferenceNotFoundError(ValidationError):
    """What an option refers to is not there."""


class Account:
    """The objects of an account as a task sees them.

    :param oldest: no list that is used is older than this moment (seconds since the epoch).
    :param run: in check mode the run whose announcements lie over what the API answers; None in a real run.
    :param lenient: whether an unknown reference is only a warning (check mode where tasks cannot share).
    :ivar patience: how a task waits for what its options name; None: it only reads, and takes what is going to be there as planned.
    """

    def __init__(
        self, client: Client, oldest: float, run: str | None = None, lenient: bool = False
    ) -> None:
        self.client = client
        self.announcements = Announcements(client.store)
        self.warnings: list[str] = []
        self.patience: Waiter | None = None
        self._began = clock.now()
        self._oldest = oldest
        self._run = run
        self._lenient = lenient
        self._listings: dict[str, CachedList] = {}

    def list(self, path: str, paged: bool = True) -> list[dict[str, Any]]:
        """All objects of a path, read once a task."""
        return self._overlaid(path, self._listing(path, paged, self._oldest))

    def objects(self, resource: Resource, sure: bool = True) -> list[dict[str, Any]]:
        """All objects of a resource in its own form, read once a task.

        :param sure: False: it does no harm if an object is missing, because the list is looked at again before that is believed.
        """
        return self._shown(resource, self._oldest, sure=sure)

    def _shown(
        self, resource: Resource, since: float, delay: float = WORK, sure: bool = True
    ) -> list[dict[str, Any]]:
        listing = self._listing(resource.path, resource.paged, since, delay, resource.has_ids, sure)
        return self._overlaid(resource.path, listing, resource.read)

    def _listing(
        self,
        path: str,
        paged: bool,
        since: float,
        delay: float = WORK,
        identified: bool = True,
        sure: bool = True,
    ) -> CachedList:
        known = self._listings.get(path)
        if known is None or (sure and paged and not self.client.is_complete(path, known)):
            self._listings[path] = self.client.cached_list(
                path, since, paged, delay, identified, sure
            )
        return self._listings[path]

    def _overlaid(
        self, path: str, listing: CachedList, read: Callable[[Any], dict[str, Any]] = dict
    ) -> list[dict[str, Any]]:
        leaving = self.client.ids_being_removed(path)
        with usable(f"GET {path}"):
            objects = [
                read(_left(obj) if leaving and obj.get("id") in leaving else obj)
                for obj in listing.elements
            ]
        if not self._run:
            return objects
        present = {obj["id"]: obj for obj in objects}
        found = (
            obj
            for obj in {**present, **self.announcements.of(self._run, path)}.values()
            if obj is not None
        )
        with usable(f"GET {path}"), as_described():
            from .back_references import (
                without_removed,
            )  # like all of echoes, it is needed in check mode only, and imports every description

            return [without_removed(path, obj, self._removed) for obj in found]

    def _removed(self, path: str) -> set[str]:
        """The ids of the objects of a list that an earlier task of this check would have removed."""
        return (
            {
                identifier
                for identifier, obj in self.announcements.of(self._run, path).items()
                if obj is None
            }
            if path
            else set()
        )

    def forget(self) -> None:
        """Read everything anew from now on."""
        self._oldest = self._began = clock.now()
        self._listings.clear()

    def recall(self) -> None:
        """Take what other processes have noted about the lists since this task has read them."""
        self._listings.clear()

    def reread(
        self, resource: Resource, delay: float = WORK, sure: bool = True
    ) -> list[dict[str, Any]]:
        """The objects of a resource as they are after everything that was seen of them before."""
        self._listings.pop(resource.path, None)
        return self._shown(resource, clock.now(), delay, sure)

    def current(
        self,
        resource: Resource,
        again: bool = False,
        interval: float = 0,
        names: Collection[str] = (),
    ) -> list[dict[str, Any]]:
        """All objects of a resource as they are; ``again``: and as nobody has seen them yet.

        :param interval: seconds for which what was on its way to another state is taken to be so still.
        :param names: what has to be among them; an older answer that lacks one is not taken.
        """
        objects = (
            self.reread(resource, POLL, not names) if again else self.objects(resource, not names)
        )
        if resource.missing_names(objects, names):
            objects = self.objects(resource)
        lacking = (
            resource.missing_names(objects, names)
            and self._listings[resource.path].read_at < self._began
        )
        if again or not (
            lacking or any(self._outdated(resource, obj, interval) for obj in objects)
        ):
            return objects
        return self.current(resource, again=True, names=names)

    def searched(self, resource: Resource, search: Search, delay: float) -> list[dict[str, Any]]:
        """The objects that the API finds now. They are not shared, because they are not the whole list."""
        elements = self.client.fetch_all(
            resource.path, search.query, delay, identified=resource.has_ids, limit=search.limit
        )
        found = {each["id"] for each in elements}
        objects = self._overlaid(resource.path, CachedList(clock.now(), elements), resource.read)
        return [obj for obj in objects if obj["id"] in found or search.matches(obj)][: search.limit]

    def announce(
        self,
        resource: Resource,
        current: Mapping[str, Any] | None,
        planned: Mapping[str, Any] | None,
    ) -> None:
        """Show the other tasks of a check-mode run what this one would have made of the object, and of others with it."""
        obj = planned or current
        if not (self._run and obj):
            return
        path = resource.path
        if resource.parent:
            path = resource.parent.path
            whole = next(
                (
                    each
                    for each in self._seen(path)
                    if each["id"] == obj[resource.parent.option]["id"]
                ),
                None,
            )
            if whole is None:
                return
            current, planned = (
                whole,
                resource.parent.without(whole, current["id"] if current else None, planned),
            )
        with usable(f"GET {path}"), as_described():
            from .back_references import consequences

            changes = consequences(path, current, planned, self._seen)
        for (path, identifier), changed in changes.items():
            self.announcements.add(self._run, path, identifier, dict(changed) if changed else None)

    def _seen(self, path: str) -> list[dict[str, Any]]:
        """The objects of a list as later tasks see them so far."""
        from ..resources.registry import RESOURCES

        resource = RESOURCES[path]
        objects = self.objects(resource)
        with usable(f"GET {path}"):
            for obj in objects:
                if not self._announced(resource, obj):
                    resource.check(obj)
        return objects

    # -- the object

    def find(
        self,
        resource: Resource,
        identifier: str | None,
        values: Mapping[str, Any],
        removal: bool = False,
    ) -> dict[str, Any] | None:
        """The object that a task is about: by id, else by the strongest identity that was given.

        :param removal: whether it is to be removed.
        :raises ValidationError: where several objects answer to it, or nothing is said to find it by.
        """
        with usable(f"GET {resource.list_path}"):
            found = (
                self._by_id(resource, identifier)
                if identifier
                else self._by_name(resource, values, removal)
                or self._shown_by_another(resource, values)
            )
            if found and not self._announced(resource, found):
                resource.check(found)
            return found

    def _announced(self, resource: Resource, obj: Mapping[str, Any]) -> bool:
        """Whether an object is as an earlier task of this check has announced it, and not as the API shows it."""
        return obj["id"].startswith(PLANNED) or (
            self._run is not None
            and obj["id"] in self.announcements.of(self._run, resource.list_path)
        )

    def _by_name(
        self, resource: Resource, values: Mapping[str, Any], removal: bool
    ) -> dict[str, Any] | None:
        named = [name for name in resource.find_by if values.get(name)]
        if not named and not resource.is_only_child:
            raise ValidationError(
                f"{' or '.join(resource.find_by)} is empty; it is what the {resource.title} is found by."
            )
        if resource.count and named == [resource.count.option]:
            return self._numbered(resource, values, removal)
        if resource.parent:
            parts = resource.parent.children(values[resource.parent.option].object)
            return self._search(resource, named, values, [resource.read(part) for part in parts])
        found = self._search(
            resource, named, values, self.objects(resource, sure=False)
        ) or self._search(resource, named, values, self.objects(resource))
        if not self._outdated(resource, found):
            return found
        if found and self.client.page_count(resource.path) > 1:
            return self._by_id(resource, found["id"])
        return self._search(resource, named, values, self.reread(resource))

    def _numbered(
        self, resource: Resource, values: Mapping[str, Any], removal: bool
    ) -> dict[str, Any] | None:
        """The object with a number, among those that count as they are now."""
        objects = self.objects(resource)
        if self._listings[resource.path].stale_since() or any(
            self._outdated(resource, obj) for obj in objects
        ):
            objects = self.reread(resource)
        found = resource.count.countable(
            [obj for obj in objects if not resource.is_removing(obj)], values
        )
        number = values[resource.count.option]
        complaint = resource.count.complaint(number, len(found), removal)
        if complaint:
            raise ValidationError(complaint)
        return dict(found[number - 1]) if number <= len(found) else None

    def _shown_by_another(
        self, resource: Resource, values: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        """The object that another one shows, perhaps before the list does (api-notes: lagging-lists). A task that only reads takes what a
        new one does not show yet as planned (api-notes: late-addresses)."""
        creation = next(
            (each for each in resource.creations if each.parent_list and values.get(each.when)),
            None,
        )
        if not creation:
            return None
        from ..resources.registry import RESOURCES

        owner, ref = (
            RESOURCES[LOOKUPS[resource.field(creation.when).to].path],
            values[creation.when],
        )
        if self._announced(owner, {"id": ref.id}):
            return None
        shown = self.get(owner, ref.id) or {}
        check_elements(creation.parent_list, get_path(shown, creation.parent_list))
        if not (self.patience or get_path(shown, creation.parent_list)) and (
            owner.is_transitional(shown) or owner.is_incomplete(shown, clock.now())
        ):
            planned = resource.complete(creation.planned_object(resource.complete({}), values))
            return {**planned, "id": f"{PLANNED}{resource.name}:{ref.label}"}
        objects = (
            self._by_id(resource, each["id"])
            for each in get_path(shown, creation.parent_list) or ()
        )
        named = [name for name in resource.find_by if values.get(name)]
        return self._search(resource, named, values, [obj for obj in objects if obj])

    def _answering(
        self,
        resource: Resource,
        named: Sequence[str],
        values: Mapping[str, Any],
        objects: Sequence[Mapping[str, Any]],
    ) -> list[Any]:
        """The objects that have the strongest identity that was given, and as far as possible the other ones."""
        found = [
            obj
            for obj in objects
            if all(self._answers(resource, name, values, obj) for name in named[:1])
        ]
        if not found:
            self._check_named(resource, named[:1], objects)
        found = [
            obj
            for obj in found
            if all(resource.field(name).view(obj) == values[name] for name in named[:1])
        ] or found
        for name in named[1:]:
            found = [obj for obj in found if self._answers(resource, name, values, obj)] or found
        return [obj for obj in found if not resource.is_removing(obj)] or found[:1]

    def _search(
        self,
        resource: Resource,
        named: Sequence[str],
        values: Mapping[str, Any],
        objects: Sequence[Mapping[str, Any]],
    ) -> dict[str, Any] | None:
        found = self._answering(resource, named, values, objects)
        latest = resource.series.latest(found) if resource.series and len(found) > 1 else None
        if len(found) > 1 and not latest:
            # (api-notes: names-not-unique)
            raise ValidationError(
                f"There are {len(found)} objects with the {named[0]} {to_text(values[named[0]])!r}: {_enumeration(found)}. "
                "Name the one that is meant by its id."
            )
        return latest or next(iter(found), None)

    def series(
        self, resource: Resource, params: Mapping[str, Any], obj: Mapping[str, Any] | None
    ) -> list[dict[str, Any]]:
        """The other objects of the series that an object stands for, if it was found by its name."""
        if not (resource.series and obj) or params.get("id"):
            return []
        values = self.identities(resource, params)
        found = self._answering(
            resource,
            [name for name in resource.find_by if values.get(name)],
            values,
            self.objects(resource),
        )
        return [each for each in found if each["id"] != obj["id"]]

    def _check_named(
        self, resource: Resource, named: Sequence[str], objects: Sequence[Mapping[str, Any]]
    ) -> None:
        """:raises MalformedError: an object does not show what each has, so that it may be the one that is looked for."""
        for obj in objects:
            untold = [] if self._announced(resource, obj) else resource.missing_members(obj, named)
            if untold:
                raise MalformedError(
                    f"it does not show {' and '.join(untold)} of {resource.label(obj)}"
                )

    def rivals(
        self, resource: Resource, values: Mapping[str, Any], obj: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Read the other objects that answer to the same identity as an object that was just created."""
        named = [name for name in resource.find_by if values.get(name)][:1]
        return [
            each
            for each in self.reread(resource)
            if each["id"] != obj["id"]
            and not resource.is_removing(each)
            and all(self._answers(resource, name, values, each) for name in named)
        ]

    def complete(
        self, resource: Resource, obj: dict[str, Any], options: Collection[str]
    ) -> dict[str, Any]:
        """Return the object with all members that the options are compared with; it is read again if a list does not show them.

        :raises AnswerError: the API does not show them.
        """
        if self._announced(resource, obj) or not resource.unknown_members(obj, options):
            return obj
        found = None if resource.parent or resource.list_only else self.get(resource, obj["id"])
        check_known(resource, found or obj, options, f"GET {'/'.join(resource.location(obj))}")
        return found or obj

    def _outdated(
        self, resource: Resource, obj: Mapping[str, Any] | None, interval: float = 0
    ) -> bool:
        """Whether what a list showed of an object, or that it showed none, may be so no longer."""
        listing = self._listings[resource.path]
        if obj is None:
            return bool(listing.stale_since())
        return bool(listing.stale_since(obj["id"])) or (
            listing.element_read_at(obj["id"]) < self._began - interval
            and resource.is_transitional(obj)
        )

    @staticmethod
    def _answers(
        resource: Resource, name: str, values: Mapping[str, Any], obj: Mapping[str, Any]
    ) -> bool:
        return not resource.field(name).differs(resource.field(name).view(obj), values[name])

    def _by_id(self, resource: Resource, identifier: str) -> dict[str, Any] | None:
        announced = self.announcements.of(self._run, resource.path) if self._run else {}
        if identifier in announced:
            return announced[identifier]
        known = self._listings.get(resource.path) or self.client.peek(resource.path, self._oldest)
        found = (
            next((obj for obj in known.elements if obj["id"] == identifier), None)
            if known
            else None
        )
        if found:
            self._listings[resource.path] = known
            found = resource.read(
                _left(found)
                if identifier in self.client.ids_being_removed(resource.path)
                else found
            )
            if not self._outdated(resource, found):
                return found
        if identifier.startswith(PLANNED):
            return None
        check_id("id", identifier)
        return self.get(resource, identifier)

    def get(
        self, resource: Resource, identifier: str, delay: float = WORK
    ) -> dict[str, Any] | None:
        """An object as it is now; None: there is none."""
        path = path_to(resource.path, identifier)
        try:
            answer = self.client.get(path, delay=delay)
        except ApiError as error:
            if error.status == 404:
                return None
            raise
        if identifier in self.client.ids_being_removed(resource.path):
            answer = _left(answer)
        found = read_answer(resource, answer, f"GET {path}")
        if found["id"] != identifier:
            raise answer_error(f"GET {path}", f"it shows the object {found['id']}")
        return found

    def itself(self, resource: Resource, obj: Mapping[str, Any]) -> dict[str, Any] | None:
        """An object as it is now, with its secrets; None: it is gone."""
        try:
            return resource.find_in(self.client.get("/".join(resource.location(obj))), obj)
        except ApiError as error:
            if error.status == 404:
                return None
            raise

    def unshared(self, resource: Resource) -> list[dict[str, Any]]:
        """The list of a resource as the API answers it now, with secrets."""
        return self.client.fetch_all(
            resource.path, paged=resource.paged, identified=resource.has_ids
        )

    def bearer(self, bearers: Bearers, ids: Iterable[str]) -> str | None:
        """The id of the one of these users whose token is in use. They are read, because shared lists come without tokens."""
        real = [identifier for identifier in ids if not identifier.startswith(PLANNED)]
        if not real:
            return None
        from ..resources.registry import RESOURCES

        resource = RESOURCES[bearers.path]
        users = [self.get(resource, real[0])] if len(real) == 1 else self.unshared(resource)
        with usable(f"GET {bearers.path}"):
            for user in users:
                check_member(bearers.token, get_path(user, bearers.token), (str,))
        return next(
            (
                user["id"]
                for user in users
                if user
                and user["id"] in real
                and self.client.uses_token(get_path(user, bearers.token))
            ),
            None,
        )

    def without_foreign(
        self, resource: Resource, values: Mapping[str, Any], obj: dict[str, Any]
    ) -> dict[str, Any]:
        """The object without the elements of managed children that belong elsewhere (block storages among disks)."""
        obj = copy.deepcopy(obj)
        for children in resource.children:
            if children.exclude and values.get(children.name) is not None:
                foreign = self._foreign(children)
                children.store(
                    obj,
                    [
                        element
                        for _view, element in children.elements(obj)
                        if element.get("id") not in foreign
                    ],
                )
        return obj

    @staticmethod
    def with_foreign(
        resource: Resource,
        own: Mapping[str, Any],
        whole: Mapping[str, Any],
        planned: Mapping[str, Any],
    ) -> dict[str, Any]:
        """A planned object with the elements that :meth:`without_foreign` has left out of ``own``, which is part of ``whole``."""
        planned = copy.deepcopy(dict(planned))
        for children in resource.children:
            if children.exclude:
                known = {element.get("id") for _view, element in children.elements(own)}
                foreign = [
                    element
                    for _view, element in children.elements(whole)
                    if element.get("id") not in known
                ]
                if foreign:
                    children.store(
                        planned,
                        [*(element for _view, element in children.elements(planned)), *foreign],
                    )
        return planned

    # -- what options refer to

    def identities(self, resource: Resource, params: Mapping[str, Any]) -> dict[str, Any]:
        """The values of the identifying options, resolved: enough to find the object."""
        return self._within(
            resource,
            self.values(
                [each for each in resource.fields if each.name in resource.finding_options], params
            ),
        )

    def _within(self, resource: Resource, values: dict[str, Any]) -> dict[str, Any]:
        """The values with the whole as it is now, where the object is a part of one."""
        within = resource.parent
        if not within:
            return values
        ref = values[within.option]
        listing = self._listings[within.path]
        whole = read_answer(within, ref.object, f"GET {within.path}")
        if listing.stale_since(ref.id) or (
            listing.read_at < self._began and is_transitional(get_path(whole, "status.state"))
        ):
            path = path_to(within.path, ref.id)
            whole = read_answer(within, self.client.get(path), f"GET {path}")
        return {**values, within.option: replace(ref, object=whole)}

    def resolve(
        self, resource: Resource, params: Mapping[str, Any], current: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """All values that the user gave; what only creation needs is left out for an object that exists."""
        asked = resource.transitions.get(params.get("state"))
        used = asked.options if asked else ()
        params = {**params, **(resource.implied_options(current, params) if current else {})}
        for each in resource.fields:
            if (
                current
                and params.get(each.name) is not None
                and each.is_resend_unknown(params, current)
            ):
                raise ValidationError(
                    f"The API does not show {each.pending_path} of {resource.label(current)}, so that nobody can tell whether {each.name} has "
                    f"to be set. Set {each.resend_option} to always to set it now."
                )
        values = self._within(
            resource,
            self.values(
                [
                    each
                    for each in resource.fields
                    if current is None
                    or not each.create_only
                    or each.resends(params, current)
                    or each.name in used
                ],
                params,
            ),
        )
        for children in resource.children:
            given = params.get(children.name)
            if given is not None:
                values[children.name] = self._children(children, given)
        return values

    def unused(
        self, resource: Resource, params: Mapping[str, Any], current: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The values that apply only to a new object, where the present object shows others."""
        asked = resource.transitions.get(params.get("state"))
        fields = [
            each
            for each in resource.fields
            if each.create_only
            and each.response_path
            and params.get(each.name) is not None
            and not each.resends(params, current)
            and each.name not in (asked.options if asked else ())
        ]
        values = {}
        for each in fields:
            present, value = each.view(current), params[each.name]
            if present is None or (
                isinstance(present, Ref) and value in (present.id, present.label)
            ):
                continue
            found = self._only(each, value) if isinstance(each, Reference) else value
            if found is not None and each.differs(present, found):
                values[each.name] = found
        return values

    def known(
        self, resource: Resource, values: Mapping[str, Any], current: Mapping[str, Any], state: str
    ) -> dict[str, Any]:
        """By id the objects that join or leave inspected lists, and what a new object consults."""
        consulted = resource.consulted_lookups(values) if not current and state != "absent" else ()
        found: dict[str, Any] = {
            each["id"]: each for key in consulted for each in self._candidates(LOOKUPS[key])
        }
        for children in resource.children:
            if not children.needs_details or (children.name not in values and state != "absent"):
                continue
            changed = {view.id for view, _element in children.elements(current)} ^ {
                ref.id for ref in values.get(children.name, ())
            }
            lookup = LOOKUPS[children.to]
            if changed:
                objects = [each for each in self._candidates(lookup) if each["id"] in changed]
                listing = self._listings[lookup.path]
                stale = any(
                    listing.stale_since(each["id"])
                    or is_transitional(get_path(each, "status.state"))
                    for each in objects
                )
                objects = self._candidates(lookup, fresh=True) if stale else objects
                found.update({each["id"]: each for each in objects if each["id"] in changed})
                self._check(
                    lookup, [found[identifier] for identifier in changed if identifier in found]
                )
        return found

    def labels(
        self, resource: Resource, values: Mapping[str, Any], current: Mapping[str, Any]
    ) -> dict[str, str]:
        """The names of objects of which the present object shows only the id, where it is to refer to others."""
        names = {}
        for each in resource.fields:
            present = (
                each.view(current)
                if isinstance(each, Reference)
                and each.id_only
                and each.managed
                and each.name in values
                else None
            )
            if present and present != values[each.name]:
                lookup, found = self._look_up(
                    [LOOKUPS[kind] for kind in (each.to, *each.fallback)], present.id
                )
                names.update({element["id"]: _label(element, lookup) for element in found})
        return names

    def alikes(
        self, fields: Iterable[Field], children: Iterable[Children] = ()
    ) -> dict[str, Callable[[Any, Any], bool]]:
        """How a name is compared with the objects to which an object refers, by where it shows them, dotted.

        Of an object that is shown by its bare id, the names are looked up when they are compared.
        """
        places = [
            (each.location, (each.to, *each.fallback), each.id_only)
            for each in fields
            if isinstance(each, Reference) and each.response_path
        ]
        places += [(each.response_path, (each.to,), False) for each in children if each.to]
        return {
            place.replace("[]", ""): self._same_object(kinds) if plain else same_name(kinds)
            for place, kinds, plain in places
        }

    def _same_object(self, kinds: Sequence[str]) -> Callable[[Any, Any], bool]:
        """Compare the id of an object with the name of one."""

        @cache
        def ids(value: str) -> set[str]:
            return {
                each["id"] for each in self._look_up([LOOKUPS[kind] for kind in kinds], value)[1]
            }

        return lambda shown, asked: shown in ids(asked)

    def _only(self, each: Reference, value: str) -> Ref | None:
        """What ``value`` names if that is known and unique."""
        lookup, found = self._look_up([LOOKUPS[kind] for kind in (each.to, *each.fallback)], value)
        return _ref(found[0], lookup) if len(found) == 1 else None

    def values(self, fields: Sequence[Field], params: Mapping[str, Any]) -> dict[str, Any]:
        """What the user gave, by option; references resolved."""
        return {
            each.name: self._value(each, params[each.name])
            for each in fields
            if params.get(each.name) is not None
        }

    def _value(self, each: Field, value: Any) -> Any:
        if not isinstance(each, Reference):
            return each.normalized(value)
        kinds = (each.to, *each.fallback)
        if isinstance(value, list):
            return [
                self.reference(each.name, kinds, one, each.literal_pattern, each.needs_details)
                for one in value
            ]
        return (
            self.reference(each.name, kinds, value, each.literal_pattern, each.needs_details)
            if value
            else None
        )

    def _children(self, children: Children, given: Sequence[Any]) -> list[Any]:
        if children.fields:
            foreign = self._foreign(children) if any(each.get("id") for each in given) else set()
            return [
                children.normalize({**each, **self.values(children.fields, each)})
                for each in given
                if each.get("id") not in foreign
            ]
        found = (
            self.reference(children.name, (children.to,), _named(children, each))
            if children.to
            else Ref(children.normalize(each))
            for each in given
        )
        return list(dict.fromkeys(found))

    def _foreign(self, children: Children) -> set[str]:
        """The ids of what is shown among the elements and belongs elsewhere."""
        if not children.exclude:
            return set()
        lookup = LOOKUPS[children.exclude]
        return {each["id"] for each in self.list(lookup.path, lookup.paged)}

    def reference(
        self,
        option: str,
        kinds: Sequence[str],
        value: str,
        literal: str = "",
        inspected: bool = False,
    ) -> Ref:
        """What ``value`` names, by id or name, in the first list of ``kinds`` that knows it.

        :param inspected: whether more of it is needed than its id and name.

        :raises ValidationError: nothing, or several; the nearest names are listed.
        """
        if literal and _matches(literal, value):
            return Ref(value, value)
        lookups = [LOOKUPS[kind] for kind in kinds]
        lookup, found = self._look_up(lookups, value, inspected)
        while not found and any(self._coming(each, value) for each in lookups):
            if not self.patience:
                return _planned(kinds[0], lookup, value)
            self.patience.pause(f"{option}: the {lookup.title} of {value!r} did not appear")
            self._began = clock.now()
            lookup, found = self._look_up(lookups, value, inspected)
        if len(found) == 1:
            return _ref(found[0], lookup)
        if found:
            raise ValidationError(
                f"{option}: there are {len(found)} objects called {value!r} ({lookup.title}): {_enumeration(found)}. "
                "Name the one that is meant by its id."
            )
        explained = (self._explained(each, value) for each in lookups)
        self.complain(
            f"{option}: {next(filter(None, explained), None) or self._unknown(lookups, value)}"
        )
        return _planned(kinds[0], lookup, value)

    def _coming(self, lookup: Lookup, value: str) -> bool:
        objects = self.list(lookup.path, lookup.paged)
        with usable(f"GET {lookup.path}"), as_described():
            return bool(
                lookup.is_expected(objects, value, self.patience.hopes if self.patience else anyway)
            )

    def _explained(self, lookup: Lookup, value: str) -> str | None:
        objects = self.list(lookup.path, lookup.paged)
        with usable(f"GET {lookup.path}"), as_described():
            return lookup.explain(objects, value)

    def _look_up(
        self, lookups: Sequence[Lookup], value: str, inspected: bool = False
    ) -> tuple[Lookup, list[Any]]:
        """What has the id or else the name ``value``: in lists as they are known, then in lists as they are now."""
        for fresh in (False, True):
            for lookup in lookups:
                candidates = self._candidates(lookup, fresh)
                with usable(f"GET {lookup.path}"), as_described():
                    found = _called(lookup, candidates, value)
                listing = self._listings[lookup.path]
                if found and (
                    listing.read_at >= self._began
                    or not any(_doubtful(listing, each, inspected) for each in found)
                ):
                    self._check(lookup, found)
                    return lookup, found
        return lookups[0], []

    def _check(self, lookup: Lookup, found: Iterable[Mapping[str, Any]]) -> None:
        """:raises AnswerError: an element does not show what is needed of it in the form that is documented."""
        announced = self.announcements.of(self._run, lookup.path) if self._run else {}
        with usable(f"GET {lookup.path}"):
            for each in found:
                if each["id"] not in announced:
                    lookup.check(each)

    def _candidates(self, lookup: Lookup, fresh: bool = False) -> list[Any]:
        """All that can be referred to. :param fresh: as it is now, and not as another task or an earlier one saw it."""
        if fresh and self._listings[lookup.path].read_at < self._began:
            self._listings.pop(lookup.path)
        oldest = (
            self._began
            if fresh
            else self._oldest - (CATALOGUE_LASTS if lookup.path in LISTS.constant else 0)
        )
        objects = self._overlaid(
            lookup.path, self._listing(lookup.path, lookup.paged, oldest, sure=fresh)
        )
        with usable(f"GET {lookup.path}"):
            with as_described():
                elements = [
                    element
                    for obj in objects
                    if _state(obj) not in REMOVING
                    for element in lookup.expand(obj)
                ]
            check_elements("it", elements)
        return elements

    def _unknown(self, lookups: Sequence[Lookup], value: str) -> str:
        names = {
            str(get_path(each, name))
            for lookup in lookups
            for each in self._candidates(lookup)
            for name in lookup.names
            if get_path(each, name)
        }
        known = suggest_names(value, names) if names else "The account has none."
        return f"no {' or '.join(lookup.title for lookup in lookups)} has the name or id {value!r}. {known}"

    def complain(self, complaint: str) -> None:
        """Say that something is not there. :raises ValidationError: unless an earlier task might create it for all we can tell."""
        if not self._lenient:
            raise ReferenceNotFoundError(complaint)
        self.warnings.append(f"{complaint} An earlier task may create it; this check cannot tell.")


def _named(children: Children, value: Any) -> str:
    """The name or id of an element. It may be given as an object shows it, which has an id."""
    named = value.get("id") if isinstance(value, Mapping) else value
    if named in (None, "") or isinstance(named, (Mapping, list)):
        raise ValidationError(
            f"{children.name} holds {value!r}. Write a name or an id, or an object that has an id."
        )
    return str(named)


def check_id(option: str, value: str) -> None:
    """:raises ValidationError: The value is no id of the API (api-notes: ids)."""
    if not is_id(value):
        raise ValidationError(
            f"{option} is {value!r}, but ids of the API consist of letters, digits, - and _ only. Correct it, or leave it out to "
            "find the object by what else is known of it."
        )


def _called(lookup: Lookup, candidates: Sequence[Mapping[str, Any]], value: str) -> list[Any]:
    """What has the id ``value``, or else the name, or else what the API makes of that name (api-notes: image-names, user-names)."""
    found = (
        [each for each in candidates if each["id"] == value]
        or [each for each in candidates if value in (get_path(each, name) for name in lookup.names)]
        or [
            each
            for each in candidates
            if any(lookup.equal(get_path(each, name), value) for name in lookup.names)
        ]
    )
    latest = lookup.latest(found) if len(found) > 1 else None
    return [latest] if latest else found


def _planned(kind: str, lookup: Lookup, value: str) -> Ref:
    """A reference to what is not there yet."""
    return Ref(f"{PLANNED}{kind}:{value}", value, shown=lookup.shown({lookup.names[0]: value}))


def _ref(element: Mapping[str, Any], lookup: Lookup) -> Ref:
    return Ref(element["id"], _label(element, lookup), element, lookup.shown(element))


def _doubtful(listing: CachedList, element: Mapping[str, Any], inspected: bool) -> bool:
    """Whether a write of ours may have removed an element or, as far as that matters, changed it. The names and ids of objects stand,
    those of their parts do not."""
    owner = element.get("owner_id")
    changed = listing.stale_since(owner or element["id"]) if owner or inspected else 0.0
    return bool(changed) or listing.may_be_removed(element["id"])


def _left(obj: Any) -> Any:
    """An object whose removal has begun, with a state that says so."""
    if not isinstance(obj, Mapping):
        return obj
    status = obj.get("status")
    return (
        {**obj, "status": {**status, "state": REMOVING[0]}}
        if isinstance(status, Mapping)
        else {**obj, "state": REMOVING[0]}
    )


def _state(obj: Mapping[str, Any]) -> Any:
    return get_path(obj, "status.state") or obj.get("state")


def _matches(pattern: str, value: str) -> bool:
    return re.fullmatch(pattern, value.strip(), re.DOTALL) is not None


def _label(element: Mapping[str, Any], lookup: Lookup) -> str:
    return next(
        (str(element[name]) for name in (*lookup.names, "owner") if element.get(name)),
        element["id"],
    )


def _enumeration(found: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(
        f"{each['id']} (created {each.get('creation_date', 'at an unknown time')})"
        for each in found
    )
