# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read objects and lists for one task. Each list is read once, unless it may be stale."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from ..api.client import Client
from ..api.errors import ApiError
from ..api.texts import path_to
from ..model.errors import MalformedError
from ..model.filters import Search
from ..model.resource import Resource
from ..model.values import Object
from ..resources.index import LISTS, RESOURCES
from ..shared import clock
from ..shared.cached_list import CachedList
from ..shared.rate_limiter import NORMAL, POLL
from .answers import answer_error, read_answer, usable
from .planned_objects import PlannedObjects


class ObjectReader:
    """Reads objects of an account. Planned objects of the check run replace those of the API.

    A search by keys reads all objects that may match, and a few more: see ``search_keys.py``.

    :param oldest: lists that were read before this time are not used (seconds since the epoch).
    """

    def __init__(self, client: Client, planned: PlannedObjects, oldest: float) -> None:
        self._client = client
        self._planned = planned
        self._began = clock.now()
        self._oldest = oldest
        self._lists: dict[str, CachedList] = {}
        #: By path and id, the element of a list and the object in normal form that it shows.
        self._normal: dict[str, dict[str, tuple[Any, Object]]] = {}

    # -- lists

    def elements_of(
        self,
        path: str,
        *,
        keys: Collection[str] | None = None,
        complete: bool = True,
        fresh: bool = False,
        max_age: float = 0,
    ) -> list[Object]:
        """Return the elements of a list in the form of the API.

        :param keys: only the elements with one of these search keys. None: all elements.
        :param complete: False: elements may be missing. The caller reads the list again before it
            relies on their absence.
        :param fresh: do not use a list that was read before this task began.
        :param max_age: use a list that is older than ``oldest`` by up to this many seconds.
        """
        if fresh and not self.is_fresh(path):
            self._lists.pop(path, None)
        since = self._began if fresh else self._oldest - max_age
        cached = self._list(path, since, complete=complete)
        return self._planned.overlay(path, self._current(path, cached, keys), keys)

    def objects_of(
        self, resource: Resource, keys: Collection[str] | None = None, *, complete: bool = True
    ) -> list[Object]:
        """Return the objects of a resource in normal form.

        :param keys: as in :meth:`elements_of`.
        :param complete: as in :meth:`elements_of`.
        """
        return self._objects(resource, self._oldest, keys, complete=complete)

    def reread(
        self,
        resource: Resource,
        keys: Collection[str] | None = None,
        *,
        priority: float = NORMAL,
        complete: bool = True,
    ) -> list[Object]:
        """Return the objects of a resource as they are now or later.

        :param keys: as in :meth:`elements_of`.
        :param priority: NORMAL or POLL, see ``RateLimiter.acquire``.
        :param complete: as in :meth:`elements_of`.
        """
        self._lists.pop(resource.path, None)
        return self._objects(resource, clock.now(), keys, priority=priority, complete=complete)

    def current_objects(
        self,
        resource: Resource,
        again: bool = False,
        interval: float = 0,
        names: Collection[str] = (),
    ) -> list[Object]:
        """Return the objects of a resource. Read the list again if an object is stale or missing.

        :param again: read the list again in any case.
        :param interval: seconds for which a transitional state is used without reading it again.
        :param names: read the list again if it lacks one of these names and is not fresh.
        """
        if again:
            objects = self.reread(resource, priority=POLL, complete=not names)
        else:
            objects = self.objects_of(resource, complete=not names)
        if resource.missing_names(objects, names):
            objects = self.objects_of(resource)
        if again:
            return objects
        lacks_names = bool(resource.missing_names(objects, names))
        if (lacks_names and not self.is_fresh(resource.path)) or any(
            self.is_stale(resource, obj, interval) for obj in (None, *objects)
        ):
            return self.current_objects(resource, again=True, names=names)
        return objects

    def search(self, resource: Resource, search: Search, priority: float) -> list[Object]:
        """Return the objects that the API finds now. The result is not cached.

        :param priority: NORMAL or POLL, see ``RateLimiter.acquire``.
        """
        elements = self._client.fetch_all(
            resource.path, search.query, priority, identified=resource.has_ids, limit=search.limit
        )
        found = {element["id"] for element in elements}
        objects = self._read(resource, self._marked(resource.path, elements))
        objects = self._planned.overlay(resource.path, objects)
        return [obj for obj in objects if obj["id"] in found or search.matches(obj)][: search.limit]

    def checked_objects(self, path: str, keys: Collection[str] | None = None) -> list[Object]:
        """Return the objects of a list. Check each one that comes from the API.

        :param keys: as in :meth:`elements_of`.
        :raises AnswerError: an object does not fit its description.
        """
        resource = RESOURCES[path]
        objects = self.objects_of(resource, keys)
        with usable(f"GET {path}"):
            for obj in objects:
                if not self._planned.include(resource, obj):
                    resource.check(obj)
        return objects

    def fetch_with_secrets(self, resource: Resource) -> list[Object]:
        """Return the list of a resource as the API returns it now, with secrets."""
        elements: list[Object] = self._client.fetch_all(
            resource.path,
            paged=resource.path not in LISTS.unpaged,
            identified=resource.has_ids,
        )
        return elements

    # -- single objects

    def get(self, resource: Resource, identifier: str, priority: float = NORMAL) -> Object | None:
        """Return an object as it is now, or None if it does not exist.

        :param priority: NORMAL or POLL, see ``RateLimiter.acquire``.
        :raises AnswerError: the answer shows another object, or none.
        """
        path = path_to(resource.path, identifier)
        try:
            answer = self._client.get(path, priority=priority)
        except ApiError as error:
            if error.status == 404:
                return None
            raise
        if identifier in self._client.ids_being_removed(resource.path):
            answer = resource.as_removing(answer)
        obj = read_answer(resource, answer, f"GET {path}")
        if obj["id"] != identifier:
            raise answer_error(f"GET {path}", f"it shows the object {obj['id']}")
        return self._planned.shown(resource, obj)

    def get_with_secrets(self, resource: Resource, obj: Object) -> Object | None:
        """Return an object as it is now, with its secrets, or None if it does not exist.

        :raises AnswerError: the answer does not have the documented form.
        """
        path = "/".join(resource.location(obj))
        try:
            answer = self._client.get(path)
        except ApiError as error:
            if error.status == 404:
                return None
            raise
        with usable(f"GET {path}"):
            return resource.shown_in(answer, obj)

    def find_cached(self, resource: Resource, identifier: str) -> Object | None:
        """Return an object from a cached list, or None if it is missing or stale there."""
        path = resource.path
        cached = self._lists.get(path) or self._client.peek(
            path, self._oldest, path not in LISTS.unpaged, resource.has_ids
        )
        element = cached.element(identifier) if cached else None
        if not (cached and element):
            return None
        self._lists[path] = cached
        (obj,) = self._read(resource, self._marked(path, [element]))
        return None if self.is_stale(resource, obj) else self._planned.shown(resource, obj)

    def has_pages(self, path: str) -> bool:
        """Return whether a list needs more than one request."""
        return self._client.page_count(path) > 1

    # -- age

    def cached(self, path: str) -> CachedList:
        """Return a list that this task has read."""
        return self._lists[path]

    def is_fresh(self, path: str) -> bool:
        """Return whether a list was read since this task began or since :meth:`expire`."""
        cached = self._lists.get(path)
        return cached is not None and cached.read_at >= self._began

    def is_stale(self, resource: Resource, obj: Object | None, interval: float = 0) -> bool:
        """Return whether an object may have changed since its list was read.

        :param obj: None: whether the list may lack an object.
        :param interval: seconds for which a transitional state is not stale.
        """
        cached = self._lists[resource.path]
        if obj is None:
            return bool(cached.stale_since())
        return bool(cached.stale_since(obj["id"])) or (
            cached.element_read_at(obj["id"]) < self._began - interval
            and resource.is_transitional(obj)
        )

    def expire(self) -> None:
        """Make all lists that were read before now count as not fresh."""
        self._began = clock.now()

    def forget_lists(self) -> None:
        """Forget the lists, so that changes which other processes have recorded are seen."""
        self._lists.clear()

    def restart(self) -> None:
        """Use no list that was read before now."""
        self._oldest = self._began = clock.now()
        self._lists.clear()

    # -- internals

    def _objects(
        self,
        resource: Resource,
        since: float,
        keys: Collection[str] | None,
        *,
        priority: float = NORMAL,
        complete: bool = True,
    ) -> list[Object]:
        path = resource.path
        cached = self._list(path, since, priority, resource.has_ids, complete)
        objects = self._read(resource, self._current(path, cached, keys))
        return self._planned.overlay(path, objects, keys)

    def _list(
        self,
        path: str,
        since: float,
        priority: float = NORMAL,
        has_ids: bool = True,
        complete: bool = True,
    ) -> CachedList:
        cached, paged = self._lists.get(path), path not in LISTS.unpaged
        if cached is None or (complete and paged and not self._client.is_complete(path, cached)):
            cached = self._client.cached_list(path, since, paged, priority, has_ids, complete)
            self._lists[path] = cached
        return cached

    def _current(self, path: str, cached: CachedList, keys: Collection[str] | None) -> list[Object]:
        """Return elements of a list with the removals of this machine.

        :raises AnswerError: an element in the shared file is not an object.
        """
        elements = cached.elements if keys is None else cached.find(keys)
        with usable(f"GET {path}"):
            if not all(isinstance(each, dict) for each in elements):
                raise MalformedError("an element is not an object")
        return self._marked(path, elements)

    def _marked(self, path: str, elements: list[Object]) -> list[Object]:
        """Return elements of a list. Those that this machine is removing are in that state."""
        resource = RESOURCES.get(path)
        ids = {each["id"] for each in elements if resource and isinstance(each.get("id"), str)}
        removing = self._client.ids_being_removed(path, ids) if ids else ()
        if not (resource and removing):
            return elements
        return [
            resource.as_removing(each) if each.get("id") in removing else each for each in elements
        ]

    def _read(self, resource: Resource, elements: list[Object]) -> list[Object]:
        """Return the objects that elements of a list show. Each element is read once."""
        known = self._normal.setdefault(resource.path, {})
        objects = []
        with usable(f"GET {resource.path}"):
            for element in elements:
                shown, obj = known.get(str(element.get("id")), (None, {}))
                if shown is not element:
                    obj = resource.read(element)
                    known[obj["id"]] = element, obj
                objects.append(obj)
        return objects
