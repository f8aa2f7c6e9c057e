# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a secret into a file that only its owner can read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from ..model.errors import ValidationError
from ..model.files import SecretFile
from ..model.values import require

#: Bytes that are written before the request, so that a full disk is noticed in time.
RESERVED = 16 * 1024


class SecretError(Exception):
    """A secret was made and is not in its place.

    The message says where the secret is, or what to do without it.
    """


class SecretFileWriter:
    """Writes a secret into a file.

    :param description: what the description of the resource says about the file.
    :param path: the path of the file.
    :raises ValidationError: the file cannot be written.
    """

    def __init__(self, description: SecretFile, path: str) -> None:
        self._description = description
        self._subject = f"{description.name} is {path}"
        foreign = foreign_link(Path(path))
        if foreign:
            raise ValidationError(
                f"{self._subject}, but {foreign} is a symbolic link of another user. Set another "
                "path, such as one in your home directory."
            )
        # If the path is a link, the file that it points to is replaced.
        self._dest = Path(os.path.realpath(path))
        self._reserved: Path | None = None
        self._file: BinaryIO | None = None
        folder = self._dest.parent
        if self._dest.exists() and not self._dest.is_file():
            raise ValidationError(
                f"{self._subject}, which is not a regular file. Set another path."
            )
        if self._dest.exists() and not description.replaces:
            raise ValidationError(
                f"{self._subject}, and this file exists already. It is not overwritten. "
                "Remove it, or set another path."
            )
        if not folder.is_dir():
            raise ValidationError(
                f"{self._subject}, but the directory {folder} does not exist. Create it first."
            )
        if not os.access(folder, os.W_OK | os.X_OK):
            raise ValidationError(
                f"{self._subject}, but no file can be created in {folder}. Set another path, or "
                "run the task as a user who may write there."
            )

    def reserve(self) -> None:
        """Create a private file in the same directory, with enough room.

        :raises ValidationError: that is not possible.
        """
        try:
            handle, name = tempfile.mkstemp(dir=self._dest.parent, prefix=f".{self._dest.name}.")
            self._reserved = Path(name)
            # The file stays open: another user of the directory may replace it at its path.
            self._file = os.fdopen(handle, "wb")
            _write(self._file, bytes(RESERVED))
        except OSError as error:
            self.discard()
            raise ValidationError(
                f"{self._subject}, but it cannot be written: {error.strerror}."
            ) from error

    def write(self, secret: str) -> None:
        """Write the secret into the reserved file, and rename that to the final path.

        :raises SecretError: the secret is not in the file. The message says where it is.
        """
        reserved, file, about = require(self._reserved), require(self._file), self._description
        try:
            with file:
                written = os.fstat(file.fileno())
                file.seek(0)
                _write(file, secret.rstrip("\n").encode() + b"\n")
        except OSError as error:
            raise SecretError(
                f"{self._subject}, but the {about.title} could not be written: {error.strerror}. "
                f"{about.remedy}"
            ) from error
        if not (reserved.exists() and os.path.samestat(written, os.lstat(reserved))):
            raise SecretError(
                f"{self._subject}, but another user has replaced the temporary file {reserved}, so "
                f"the {about.title} is lost. {about.remedy} Set a path in a directory that no "
                "other user can write to."
            )
        try:
            if not about.replaces and self._dest.exists():
                raise FileExistsError(0, "a file of this name has appeared")
            reserved.replace(self._dest)
        except OSError as error:
            raise SecretError(
                f"{self._subject}, but the {about.title} could not be moved there: "
                f"{error.strerror}. It is in {reserved}. Move it yourself."
            ) from error

    def discard(self) -> None:
        """Remove the reserved file."""
        if self._file:
            self._file.close()
        if self._reserved:
            self._reserved.unlink(missing_ok=True)


def _write(file: BinaryIO, content: bytes) -> None:
    file.write(content)
    file.truncate()
    file.flush()
    os.fsync(file.fileno())


def foreign_link(path: Path) -> Path | None:
    """Return the first symbolic link on the way to a file that belongs to another user, or None.

    In a directory such as /tmp, another user can set links at the paths of files. Links of root
    belong to the system.
    """
    done: set[Path] = set()
    waiting = [Path(os.path.abspath(path))]
    while waiting:
        current = waiting.pop()
        if current in done:
            continue
        done.add(current)
        for part in (*reversed(current.parents), current):
            if os.path.islink(part):
                if os.lstat(part).st_uid not in (0, os.geteuid()):
                    return part
                waiting.append(Path(os.path.join(part.parent, os.readlink(part))))
    return None
