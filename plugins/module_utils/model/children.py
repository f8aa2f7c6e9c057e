# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of a list in an object whose elements have their own operations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .calls import Call
from .checks import as_described, check_elements, check_object, distinct, excerpt
from .context import Context
from .documentation import Text
from .errors import MalformedError
from .fields import Field
from .values import Placeholder, Ref, as_object, get_path, ref_of, to_text, with_path

#: A current child: its view, and the element of the API.
Element = tuple[Any, Any]


@dataclass(frozen=True)
class Match:
    """A current child and a desired one that are the same. Either may be missing.

    :param current: the view of the current child.
    :param element: the element of the API.
    :param desired: the desired child.
    """

    current: Any = None
    element: Any = None
    desired: Any = None

    @property
    def is_new(self) -> bool:
        """Whether there is no current child."""
        return self.element is None

    @property
    def is_surplus(self) -> bool:
        """Whether there is no desired child."""
        return self.desired is None


@dataclass(frozen=True)
class Children:
    """A list in an object whose elements have their own operations to add, change and remove them.

    An element is a dict of suboptions (``fields``), or a reference (``to``), or else a text. A POST
    to the path adds children, and a DELETE of an element removes it. A subclass may override these
    operations and the other methods.

    :param name: the option.
    :param path: the path of the list.
    :param fields: the suboptions of each child.
    :param to: the key of the lookup for references.
    :param identified_by: the suboptions that identify a child.
    :param required: an object cannot be created without a child.
    :param help: the documentation of the option.
    """

    name: str
    path: str
    fields: tuple[Field, ...] = ()
    to: str = ""
    identified_by: tuple[str, ...] = ()
    required: bool = False
    help: Text = ()

    #: Where an object shows the list, dotted; "": at the name of the option.
    response_key: ClassVar[str] = ""
    #: The documentation of the ``purge_`` option, if it needs another one.
    purge_help: ClassVar[Text] = ()
    #: The key under which ``add`` carries one child; "": it carries all new children as a list.
    add_key: ClassVar[str] = ""
    #: Whether the body of a creation carries the list, although it is not required.
    create: ClassVar[bool] = False
    #: Whether ``add`` also changes a child that exists.
    add_replaces: ClassVar[bool] = False
    #: Why a child cannot be removed; "": it can.
    not_removable_reason: ClassVar[str] = ""
    #: Whether it is changed while the object is stopped, if the object is stopped anyway.
    run_while_stopped: ClassVar[bool] = False
    #: The key of the lookup whose objects the API shows in the list although they are no children.
    exclude: ClassVar[str] = ""
    #: Whether :meth:`validate` needs the objects that the references name, and also checks a
    #: removal of the object.
    needs_details: ClassVar[bool] = False

    # -- where the list is

    @property
    def purge_option(self) -> str:
        """The option that says whether children are removed that the task does not list."""
        return f"purge_{self.name}"

    @property
    def response_path(self) -> str:
        """Where an object shows the list, dotted."""
        return self.response_key or self.name

    @property
    def create_path(self) -> str:
        """Where the body of a creation carries the list, dotted; "": it does not."""
        return self.response_path if self.required or self.create else ""

    @property
    def kind(self) -> str:
        """The key of the lookup of the objects that the children are; "": they are no objects."""
        return self.to

    @property
    def allowed_when_protected(self) -> bool:
        """Whether the list can be changed if the object is protected.

        Such an object accepts other members, and no other settings
        (api-notes: default-policies-protected, default-role).
        """
        return bool(self.to)

    # -- the operations

    @property
    def add(self) -> Call:
        """The operation that adds one child, or several."""
        key = self.add_key or self.path.rpartition("/")[2]
        return Call("POST", self.path, {key: Placeholder("value")})

    @property
    def change(self) -> Call | None:
        """The operation that changes a child; None: it is removed and added again."""
        return None

    @property
    def remove(self) -> Call | None:
        """The operation that removes a child; None: it cannot be removed."""
        if self.not_removable_reason:
            return None
        item = "item.id" if self.fields or self.to else "item"
        return Call("DELETE", f"{self.path}/{{{item}}}")

    # -- what a resource may override

    def normalize(self, value: Any) -> Any:
        """Return a desired or current child in its normal form."""
        return value

    def validate(self, context: Context, matches: Sequence[Match]) -> str | None:
        """Return why the children cannot be as desired, or None."""
        return None

    def match(
        self, elements: Sequence[Element], desired: Sequence[Any], purges: bool
    ) -> list[Match]:
        """Return the pairs of current and desired children, and those without a partner."""
        left = list(elements)
        matches = []
        for value in desired:
            identity = self.identity(value)
            partner = next((each for each in left if self.identity(each[0]) == identity), None)
            if partner:
                left.remove(partner)
            current, element = partner or (None, None)
            matches.append(Match(current, element, value))
        return matches + [Match(view, element) for view, element in left]

    def conflicts(self, current: Any, desired: Any) -> bool:
        """Return whether a child cannot be added before another one is removed."""
        return False

    def in_creation(self, values: Mapping[str, Any]) -> Sequence[Any] | None:
        """Return the children that the body of a creation carries; None: it has no list."""
        return values.get(self.name) if self.create_path else None

    def create_value(self, desired: Sequence[Any]) -> Any:
        """Return the children as the body of a creation carries them."""
        return [self.to_request(each) for each in desired]

    def to_add(self, desired: Sequence[Any]) -> Sequence[Any]:
        """Return new children as the operation ``add`` takes them."""
        return desired

    def requires_stop(self, options: Mapping[str, Any]) -> str | None:
        """Return what the object has to be stopped for if the list changes, or None."""
        return None

    # -- elements of an object

    def raw_elements(self, obj: Mapping[str, Any]) -> Iterable[Any]:
        """Return the elements that the API shows for the children."""
        return distinct(get_path(obj, self.response_path) or ())

    def with_elements(self, obj: Mapping[str, Any], elements: Sequence[Any]) -> dict[str, Any]:
        """Return an object that shows these elements."""
        return with_path(obj, self.response_path, list(elements))

    def elements(self, obj: Mapping[str, Any]) -> list[Element]:
        """Return the view and the element of each child."""
        return [(self.view(element), element) for element in self.raw_elements(obj)]

    def view(self, element: Any) -> Any:
        """Return an element in the terms of the option."""
        if not self.fields:
            return ref_of(element) if self.to else Ref(self.normalize(element))
        return {inner.name: inner.view(element) for inner in self.shown_fields}

    def label(self, view: Any) -> str:
        """Return the text by which messages name a child."""
        if not self.fields:
            return str(to_text(view))
        values = (view[name] for name in self.identified_by)
        return " ".join(str(to_text(value)) for value in values if value is not None)

    def new_element(self, desired: Any) -> Any:
        """Return what the API will show for a new child. Its id is not known yet."""
        if not self.fields:
            return as_object(desired) if self.to else desired.id
        element: dict[str, Any] = {"id": None}
        for inner in self.shown_fields:
            element = inner.with_value(element, desired.get(inner.name))
        return element

    def changed_element(self, match: Match) -> Any:
        """Return what the API will show for a child that changes."""
        element = match.element
        for inner in self.shown_fields:
            if match.desired.get(inner.name) not in (None, match.current[inner.name]):
                element = inner.with_value(element, match.desired[inner.name])
        return element

    def differs(self, current: Any, desired: Any) -> bool:
        """Return whether a current child has to be changed."""
        return any(
            desired.get(inner.name) is not None
            and inner.differs(current[inner.name], desired[inner.name])
            for inner in self.shown_fields
        )

    def identity(self, view: Any) -> Any:
        """Return what identifies a child."""
        return tuple(view[name] for name in self.identified_by) if self.fields else view

    def matches(
        self, obj: Mapping[str, Any], desired: Sequence[Any], purges: bool = True
    ) -> list[Match]:
        """Return the pairs of the children of an object and the desired ones."""
        return self.match(self.elements(obj), desired, purges)

    def to_request(self, desired: Any) -> Any:
        """Return a child as a request carries it, without suboptions that have no value."""
        if not self.fields:
            return desired.id
        return {
            inner.request_path: inner.to_request(desired[inner.name])
            for inner in self.fields
            if inner.request_path and desired.get(inner.name) is not None
        }

    @property
    def shown_fields(self) -> list[Field]:
        """The suboptions that elements show."""
        return [inner for inner in self.fields if inner.response_path]

    # -- checks of answers

    def check(self, obj: Mapping[str, Any]) -> None:
        """Check the form of the list.

        :raises MalformedError: an object shows something else.
        """
        check_elements(self.response_path, get_path(obj, self.response_path), self.check_element)

    def check_element(self, path: str, element: Any) -> None:
        """Check the form of one element.

        :raises MalformedError: it has another one.
        """
        if not (self.fields or self.to):
            if not isinstance(element, str):
                raise MalformedError(f"{path} is {excerpt(element)}")
            return
        check_object(path, element)
        for inner in self.shown_fields:
            inner.check(element, f"{path}.")

    def is_known(self, obj: Mapping[str, Any]) -> bool:
        """Return whether an object shows the list, with all attributes that are compared."""
        if not isinstance(get_path(obj, self.response_path), list):
            return False
        compared = [
            inner
            for inner in self.shown_fields
            if inner.name in self.identified_by or inner.required or inner.default is not None
        ]
        return all(
            inner.is_known(element) and not (inner.required and inner.view(element) is None)
            for _view, element in self.elements(obj)
            for inner in compared
        )


def check_raw_elements(children: Children, obj: Mapping[str, Any]) -> None:
    """Check a list of objects whose children are parts of the elements.

    :raises MalformedError: an object shows something else.
    """
    check_elements(children.response_path, get_path(obj, children.response_path))
    with as_described():
        check_elements(children.name, list(children.raw_elements(obj)))
