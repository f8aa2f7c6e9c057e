# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bring the secrets of a task to their place: into the result, into a file, or nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.errors import ValidationError
from ..model.resource import Resource
from ..model.values import get_path, with_path
from ..resources.index import SENSITIVE_KEYS
from ..shared.list_rules import without_attribute
from .secret_file import SecretError, SecretFileWriter


class Disclosure:
    """The secrets of the object of one task.

    :param params: the options. ``show_secrets`` returns secrets; another option may name a file.
    """

    def __init__(self, resource: Resource, params: Mapping[str, Any]) -> None:
        self._resource = resource
        self._shows = bool(params.get("show_secrets"))
        self._file = resource.secret_file
        self._dest = params.get(self._file.name) if self._file else None
        self._secret = next(iter(resource.secrets), "")
        self._writer: SecretFileWriter | None = None
        self._expected = False
        self._known: dict[str, Any] = {}

    @property
    def reads(self) -> bool:
        """Whether the task has to read the object for its secrets."""
        return bool(self._resource.readable_secrets) and (self._shows or self._expected)

    @property
    def expected(self) -> bool:
        """Whether the task makes a secret that it has to hand over."""
        return self._expected

    def prepare(self, obj: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        """Check that the secret which the task is about to make has a place.

        :param obj: the planned object.
        :param values: the desired values.
        :raises ValidationError: the secret has no place, or the file cannot be written.
        """
        if not (self._file and self._file.is_made(values)):
            return
        self._expected = True
        if self._dest:
            self._writer = SecretFileWriter(self._file, self._dest)
        elif not self._shows:
            option = self._file.name
            raise ValidationError(
                f"The API makes the {self._file.title} of {self._resource.label(obj)} and returns "
                f"it once. Set {option} to the path of a file for it, or show_secrets to true to "
                "return it."
            )

    def reserve(self) -> None:
        """Create the file for the secret, before the first write.

        :raises ValidationError: the file cannot be written.
        """
        if self._writer:
            self._writer.reserve()

    def learn(self, obj: Mapping[str, Any]) -> None:
        """Take the secrets that an object shows. Write a secret that cannot be read again.

        :raises SecretError: the file could not be written.
        """
        shown = {path: get_path(obj, path) for path in self._resource.secrets}
        self._known.update({path: value for path, value in shown.items() if value is not None})
        if self._file and self._secret not in self._resource.readable_secrets:
            self.keep()

    def keep(self) -> None:
        """Write the secret into its file.

        :raises SecretError: the file could not be written.
        """
        secret = self._known.get(self._secret) if self._file else None
        if self._writer and secret:
            writer, self._writer = self._writer, None
            writer.write(secret)

    def complete(self, obj: Mapping[str, Any] | None) -> None:
        """Check that an answer has shown the secret that the task has made.

        :raises SecretError: the secret is lost.
        """
        if self._file and self._expected and obj and not self._known.get(self._secret):
            raise SecretError(
                f"The {self._file.title} of {self._resource.label(obj)} is lost, because no answer "
                f"of the API has shown it. {self._file.remedy}"
            )

    def discard(self) -> None:
        """Remove the file that was created and not used."""
        if self._writer:
            self._writer.discard()

    def shown(self, obj: Mapping[str, Any]) -> dict[str, Any]:
        """Return the object for the result. Each secret is null, unless the task shows it."""
        secrets = self._resource.secrets
        return with_secrets(
            self._resource,
            obj,
            {path: self._known.get(path) if self._shows else None for path in secrets},
        )

    def rescued(self, obj: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return keys for the result of a failed task, so that no shown secret is lost."""
        return {self._resource.name: self.shown(obj)} if self._shows and obj and self._known else {}


def with_secrets(
    resource: Resource, obj: Mapping[str, Any], secrets: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the object with these secrets and no others.

    :param secrets: the secrets by dotted path.
    """
    shown = dict(obj)
    for path in resource.secrets:
        shown = without_attribute(shown, path)
    for path, secret in secrets.items():
        shown = with_path(shown, path, secret)
    return shown


def without_sensitive_keys(answer: Any) -> Any:
    """Return the answer to any operation. Values of sensitive keys are null."""
    if isinstance(answer, Mapping):
        return {
            key: None if key in SENSITIVE_KEYS else without_sensitive_keys(inner)
            for key, inner in answer.items()
        }
    if isinstance(answer, list):
        return [without_sensitive_keys(inner) for inner in answer]
    return answer
