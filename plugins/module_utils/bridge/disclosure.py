# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the secrets of a task go: into its result, into a file, or nowhere. Knows no Ansible."""

from __future__ import annotations

import copy
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus, unquote

from ..api.texts import printable
from ..model.fields import ValidationError
from ..model.resource import Resource, SecretFile
from ..model.values import get_path, set_path
from ..resources.lists import SENSITIVE_KEYS
from ..shared.list_rules import without_attribute

#: Bytes that a file is given before the request, so that a full disk is noticed in time.
RESERVED = 16 * 1024


class SecretError(Exception):
    """A secret was made and did not reach its place: the message says where it is, or what to do without it."""


def without_sensitive_keys(answer: Any) -> Any:
    """Return an answer of any operation in which the values of sensitive keys are null."""
    if isinstance(answer, Mapping):
        return {
            key: None if key in SENSITIVE_KEYS else without_sensitive_keys(inner)
            for key, inner in answer.items()
        }
    return (
        [without_sensitive_keys(inner) for inner in answer] if isinstance(answer, list) else answer
    )


def with_secrets(
    resource: Resource, obj: Mapping[str, Any], secrets: Mapping[str, Any]
) -> dict[str, Any]:
    """Return an object of a resource that shows these secrets, by dotted path, and no others."""
    shown = copy.deepcopy(dict(obj))
    for path in resource.secrets:
        shown = without_attribute(shown, path)
    for path, secret in secrets.items():
        set_path(shown, path, secret)
    return shown


def url_credentials(value: Any) -> Iterator[str]:
    """Find what must not be shown of the URLs in options: user names and passwords before the host."""
    if isinstance(value, str):
        for login in re.findall(r"[A-Za-z][\w+.-]*://([^/?#\s]+)@", value):
            secret = login.partition(":")[2] or login
            yield from {login, secret, unquote(secret)}
    elif isinstance(value, (Mapping, list, tuple)):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from url_credentials(inner)


def spellings(secret: str) -> set[str]:
    """Return how a secret can look in a message: as it was given, stripped, in JSON, in a query, and without control characters."""
    stripped = secret.strip()
    in_json = [json.dumps(stripped, ensure_ascii=ascii)[1:-1] for ascii in (True, False)]
    in_query = [quoted(stripped.encode(errors="replace")) for quoted in (quote, quote_plus)]
    return {
        spelling
        for each in (secret, stripped, *in_json, *in_query)
        for spelling in (each, printable(each))
        if spelling.strip()
    }


class Disclosure:
    """The secrets of the object of one task.

    :param params: the options; ``show_secrets`` and the one that names a file decide where secrets go.
    """

    def __init__(self, resource: Resource, params: Mapping[str, Any]) -> None:
        self.shows = bool(params.get("show_secrets"))
        self._resource = resource
        self._file = resource.secret_file
        self._dest = params.get(self._file.option) if self._file else None
        self._place: SecretPlace | None = None
        self._expected = False
        self._known: dict[str, Any] = {}

    @property
    def reads(self) -> bool:
        """Whether the object has to be read for its secrets."""
        return bool(self._resource.readable_secrets) and (self.shows or self._expected)

    @property
    def expected(self) -> bool:
        """Whether the task makes a secret that it has to hand over."""
        return self._expected

    def prepare(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Check that the secret which the task is about to make has a place.

        :param obj: the planned object. :param values: the values that it is made of.
        :raises ValidationError: it has none, or the file cannot be written.
        """
        if not (self._file and self._file.when(values)):
            return
        self._expected = True
        if self._dest:
            self._place = SecretPlace(self._file.option, self._dest, self._file.replaces)
        elif not self.shows:
            raise ValidationError(
                f"The API makes the {self._file.title} of {self._resource.label(obj)} and returns it once. Set "
                f"{self._file.option} to the path of a file for it, or show_secrets to true to return it."
            )

    def reserve(self) -> None:
        """Create the file for the secret. Call it before the first write. :raises ValidationError: that is not possible."""
        if self._place:
            self._place.reserve()

    def learn(self, obj: Mapping[str, Any]) -> None:
        """Take the secrets of an answer. One that no later answer shows is written at once."""
        self._known.update(
            {
                path: get_path(obj, path)
                for path in self._resource.secrets
                if get_path(obj, path) is not None
            }
        )
        if self._file and self._file.secret not in self._resource.readable_secrets:
            self.keep()

    def keep(self) -> None:
        """Write the secret into its file. :raises SecretError: that failed."""
        secret = self._known.get(self._file.secret) if self._file else None
        if self._place and secret:
            place, self._place = self._place, None
            place.write(secret, self._file)

    def complete(self, obj: Mapping[str, Any] | None) -> None:
        """Check that what the task made has been learnt. :raises SecretError: it is lost."""
        if self._expected and obj and not self._known.get(self._file.secret):
            raise SecretError(
                f"The {self._file.title} of {self._resource.label(obj)} is lost, because no answer of the API has "
                f"shown it. {self._file.remedy}"
            )

    def discard(self) -> None:
        """Remove the file that was reserved and not used."""
        if self._place:
            self._place.discard()

    def shown(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return the object as a result may show it: every secret is there, and null unless it is to be shown."""
        return with_secrets(
            self._resource,
            obj,
            {
                path: self._known.get(path) if self.shows else None
                for path in self._resource.secrets
            },
        )

    def rescued(self, obj: Mapping[str, Any] | None) -> dict[str, Any]:
        """What the result of a failed task has to carry, so that no secret is lost."""
        return {self._resource.name: self.shown(obj)} if self.shows and obj and self._known else {}


class SecretPlace:
    """A file that is going to hold a secret, readable by its owner only.

    :param option: the option that names it. :param replaces: whether a file that exists is replaced.
    :raises ValidationError: there can be no such file.
    """

    def __init__(self, option: str, path: str, replaces: bool) -> None:
        # A link keeps its place: what it points to is replaced.
        self._dest = Path(os.path.realpath(path))
        self._named = f"{option} is {path}"
        self._replaces = replaces
        self._reserved: Path | None = None
        folder = self._dest.parent
        if self._dest.exists() and not self._dest.is_file():
            raise ValidationError(f"{self._named}, which is not a regular file. Name another one.")
        if self._dest.exists() and not replaces:
            raise ValidationError(
                f"{self._named}, and this file exists already. It is not overwritten: remove it, or name another one."
            )
        if not folder.is_dir():
            raise ValidationError(
                f"{self._named}, but there is no directory {folder}. Create it first."
            )
        if not os.access(folder, os.W_OK | os.X_OK):
            raise ValidationError(
                f"{self._named}, but no file can be created in {folder}. Name another directory, or run the task as a user "
                "who may write there."
            )

    def reserve(self) -> None:
        """Create a private file beside the final one, with enough room. :raises ValidationError: that is not possible."""
        try:
            handle, name = tempfile.mkstemp(dir=self._dest.parent, prefix=f".{self._dest.name}.")
            self._reserved = Path(name)
            with os.fdopen(handle, "wb") as file:
                _write(file, bytes(RESERVED))
        except OSError as error:
            self.discard()
            raise ValidationError(
                f"{self._named}, but it cannot be written: {error.strerror}."
            ) from error

    def write(self, secret: str, about: SecretFile) -> None:
        """Put the secret into the reserved file, and give that its name. :raises SecretError: where the secret is then."""
        try:
            with self._reserved.open("r+b") as file:
                _write(file, secret.rstrip("\n").encode() + b"\n")
        except OSError as error:
            raise SecretError(
                f"{self._named}, but the {about.title} could not be written: {error.strerror}. "
                f"{about.remedy}"
            ) from error
        try:
            if not self._replaces and self._dest.exists():
                raise FileExistsError(0, "a file of this name has appeared")
            self._reserved.replace(self._dest)
        except OSError as error:
            raise SecretError(
                f"{self._named}, but the {about.title} could not be moved there: {error.strerror}. It is in "
                f"{self._reserved}; move it yourself."
            ) from error

    def discard(self) -> None:
        if self._reserved:
            self._reserved.unlink(missing_ok=True)


def _write(file: Any, content: bytes) -> None:
    file.write(content)
    file.truncate()
    file.flush()
    os.fsync(file.fileno())
