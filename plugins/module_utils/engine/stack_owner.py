# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The owner of a stack: which objects of the account belong to it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..model.errors import ValidationError
from ..model.resource import Resource
from ..model.values import Object, get_path

DESCRIPTION = "description"


@dataclass(frozen=True)
class Owner:
    """Decides which objects belong to a stack.

    :param prefix: the names of the objects begin with it; "": names do not matter.
    :param marker: the descriptions of the objects contain it; "": descriptions do not matter.
    """

    prefix: str = ""
    marker: str = ""

    @classmethod
    def from_options(cls, options: Mapping[str, Any] | None) -> Owner:
        """Return the owner that the option ``owner`` describes.

        :raises ValidationError: it describes none.
        """
        given = options or {}
        owner = cls(given.get("prefix") or "", given.get("marker") or "")
        if options is not None and bool(owner.prefix) == bool(owner.marker):
            raise ValidationError(
                "owner needs either prefix, with which all names of the stack begin, or marker, "
                "which all descriptions of the stack contain. Set one of them."
            )
        return owner

    def __bool__(self) -> bool:
        """Return whether the stack has an owner."""
        return bool(self.prefix or self.marker)

    def options(self, resource: Resource, path: str, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options that let an object belong to the stack.

        :param path: of the element, for messages.
        :raises ValidationError: the name of the object begins with something else.
        """
        for name in _names(resource) if self.prefix else ():
            value = options.get(name)
            if value and not value.startswith(self.prefix):
                raise ValidationError(
                    f"{path}.{name} is {value!r}, but owner.prefix is {self.prefix!r}. Let the "
                    "name begin with the prefix."
                )
        text = options.get(DESCRIPTION) or ""
        if not self.marker or self.marker in text or not _has_description(resource):
            return {}
        return {DESCRIPTION: f"{text} {self.marker}".strip()}

    def check(self, resource: Resource) -> None:
        """Check that it can be found out whether an object of a resource belongs to the stack.

        :raises ValidationError: it cannot.
        """
        if self.marker and not _has_description(resource):
            raise ValidationError(
                f"purge cannot find the {resource.plural} of the stack, because a {resource.title} "
                "has no description for owner.marker. Use owner.prefix, or set purge to false."
            )

    def owns(self, resource: Resource, obj: Object) -> bool:
        """Return whether an object of a resource belongs to the stack."""
        lookup = resource.lookup()
        if self.prefix and lookup:
            return any(
                str(get_path(element, name) or "").startswith(self.prefix)
                for element in lookup.expand(obj)
                for name in _names(resource)
            )
        return bool(self.marker) and self.marker in str(obj.get(DESCRIPTION) or "")


def _names(resource: Resource) -> list[str]:
    """Return the names of an object, without those that the API chooses."""
    lookup = resource.lookup()
    chosen_by_api = {field.name for field in resource.fields if not field.in_creation}
    return [name for name in (lookup.names if lookup else ()) if name not in chosen_by_api]


def _has_description(resource: Resource) -> bool:
    return any(field.name == DESCRIPTION for field in resource.fields)
