# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that modules write on the machine where they run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from .documentation import Attribute, Documentation
from .fields import Field

if TYPE_CHECKING:
    from .resource import Resource


@dataclass(frozen=True)
class SecretFile(Field):
    """The option that names a file for the secret of an object. A subclass sets the members.

    The object has one secret (:attr:`~.documentation.Attribute.secret`).
    """

    #: The secret in messages.
    title: ClassVar[str] = ""
    #: What the user can do if the API has made the secret and the module has not received it.
    remedy: ClassVar[str] = ""
    #: Whether a file that exists is replaced.
    replaces: ClassVar[bool] = False

    def is_made(self, values: Mapping[str, Any]) -> bool:
        """Return whether a task with these values makes the secret."""
        return True


@dataclass(frozen=True)
class Download:
    """A part of an object that is stored in a file. A subclass overrides the methods.

    :param name: the module.
    :param title: the part in messages.
    :param resource: the resource of the object.
    :param path: the path of the part.
    :param response_path: where the answer shows it, dotted.
    :param options: the options that are not those of files in general.
    :param results: the attributes of the result.
    :param documentation: the texts of the module.
    """

    name: str
    title: str
    resource: Resource
    path: str
    response_path: str
    options: tuple[Field, ...] = ()
    results: tuple[Attribute, ...] = ()
    documentation: Documentation = Documentation()

    def decode(self, text: str) -> bytes:
        """Return the content of the file for the text of an answer.

        :raises ValueError: the text is not valid.
        """
        return text.encode()

    def equal(self, current: bytes, desired: bytes) -> bool:
        """Return whether two contents of the file mean the same."""
        return current == desired
