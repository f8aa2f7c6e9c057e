# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Canaries: secrets that occur nowhere else, and the search for all their spellings."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import re
import secrets
import string
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import ahocorasick

ALPHABET = string.ascii_letters + string.digits
#: All bytes but letters and digits.
NEITHER = bytes(set(range(256)) - set(ALPHABET.encode()))
#: Characters of the random part of a canary.
RANDOM_LENGTH = 24
#: Characters of a part of a secret. A text that contains one part contains a piece of the secret.
PART = 10
#: What JSON, URLs, shells and masks change. It surrounds the random part of a password.
SPECIAL_BEFORE, SPECIAL_AFTER = "Aa1 \\\"'ä%2D<", ">&:\\$ z"
#: Archives that can be in files, and in base64 in texts.
ARCHIVE_STARTS = (b"PK\x03\x04", b"\x1f\x8b", b"\x78\x9c", b"\x78\xda")
#: The encoded part of a key file, and the letters at its beginning that only say its form.
PRIVATE_KEY = re.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----([^-]+)-----END")
KEY_FORM = 24
#: Levels of archives in archives.
DEPTH = 3


@dataclass(frozen=True)
class Canary:
    """A secret.

    :param kind: the kind of secret in the table of places.
    :param text: the secret.
    :param core: the part of it that is looked for. By default, all of it.
    :param public: texts that are no secret and contain parts of it.
    """

    kind: str
    text: str
    core: str = ""
    public: str = ""

    @cached_property
    def parts(self) -> frozenset[str]:
        """The pieces of the secret that no text may contain, without special characters."""
        core, public = squeezed(self.core or self.text), squeezed(self.public)
        positions = (0, (len(core) - PART) // 2, len(core) - PART)
        if len(core) > 4 * RANDOM_LENGTH:  # a key file: most of its beginning is public
            positions = tuple(len(core) * step // 8 for step in range(3, 8))
        found = {core[max(0, position) :][:PART] for position in positions}
        # A part of few different characters, such as zeros, can be anywhere.
        return frozenset(
            part for part in found if len(set(part)) > PART // 2 and part not in public
        )

    @cached_property
    def needles(self) -> frozenset[str]:
        """Every part in plain, in base64 and in hexadecimal digits."""
        return frozenset(needle for part in self.parts for needle in _spelled(part))


def _random_text() -> str:
    return "".join(secrets.choice(ALPHABET) for _number in range(RANDOM_LENGTH))


def plain(kind: str, pattern: str = "{}") -> Canary:
    """Return a new secret of letters and digits.

    :param pattern: a text in which the secret stands for the braces.
    """
    core = _random_text()
    return Canary(kind, pattern.format(core), core)


def special(kind: str, pattern: str = "{}") -> Canary:
    """Return a new secret that begins and ends with characters that texts often escape.

    Only the random part counts: it has to be masked, whatever becomes of the other characters.
    """
    return plain(kind, pattern.format(SPECIAL_BEFORE + "{}" + SPECIAL_AFTER))


def squeezed(text: str) -> str:
    """Return the letters and digits of a text: what remains of it in any chunks."""
    return re.sub(r"[^A-Za-z0-9]+", "", text)


def _spelled(part: str) -> Iterator[str]:
    yield part
    yield part.encode().hex()
    yield part.encode().hex().upper()
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + part.encode()).decode().rstrip("=")
        first = -(-shift * 8 // 6)
        whole = (shift + len(part)) * 8 // 6
        yield squeezed(encoded[first:whole])


def forms(data: bytes) -> Iterator[bytes]:
    """Yield the letters and digits in which to look for needles."""
    yield data.translate(None, NEITHER)
    # Colors, and escaped line ends, in which letters stand for characters.
    cleaned = re.sub(rb"\x1b\[[0-9;]*[A-Za-z]|\\+[nrt]", b"", data)
    if cleaned != data:
        yield cleaned.translate(None, NEITHER)


def archives(data: bytes) -> Iterator[bytes]:
    """Yield the archives in the data, also those in base64."""
    if data.startswith(ARCHIVE_STARTS):
        yield data
    for match in re.finditer(rb"[A-Za-z0-9+/]{40,}={0,2}", data):
        if base64.b64decode(match[0][:8]).startswith(ARCHIVE_STARTS):
            with suppress(ValueError):
                yield base64.b64decode(match[0])


def _unpacked(archive: bytes) -> Iterator[bytes]:
    try:
        if archive.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(archive)) as files:
                yield from (files.read(name) for name in files.namelist())
        elif archive.startswith(b"\x1f"):
            yield gzip.decompress(archive)
        else:
            yield zlib.decompress(archive)
    except (OSError, ValueError, zlib.error, zipfile.BadZipFile, RuntimeError):
        return


class Search:
    """Looks for canaries. It searches equal data once."""

    def __init__(self, canaries: Iterable[Canary]) -> None:
        self._known: dict[tuple[bytes, int], frozenset[str]] = {}
        kinds: dict[str, set[str]] = {}
        for canary in canaries:
            for needle in canary.needles:
                kinds.setdefault(needle, set()).add(canary.kind)
        self._needles = ahocorasick.Automaton()
        for needle, kinds_of_needle in kinds.items():
            self._needles.add_word(needle, kinds_of_needle)
        self._needles.make_automaton()

    def kinds(self, data: bytes, depth: int = DEPTH) -> frozenset[str]:
        """Return the kinds of the secrets of which the data contains a part.

        :param depth: levels of archives to search.
        """
        key = hashlib.sha256(data).digest(), depth
        if key not in self._known:
            found = {
                kind
                for text in forms(data)
                for _end, kinds in (self._needles.iter(text.decode()) if self._needles else ())
                for kind in kinds
            }
            for archive in archives(data) if depth else ():
                for content in _unpacked(archive):
                    found |= self.kinds(content, depth - 1)
            self._known[key] = frozenset(found)
        return self._known[key]


# -- secrets in answers of the API

#: The kind of a secret by its key in answers.
ANSWER_KINDS = {
    "first_password": "first password",
    "private_key": "private key",
    "key": "API key",
    "kerberos_content_file": "Kerberos file",
    "config_zip_file": "VPN configuration",
}


def answered(answer: object) -> Iterator[Canary]:
    """Yield the secrets in an answer of the API."""
    secrets_of_answer = list(_secrets_of(answer))
    public = json.dumps(_without_secrets(answer)) if secrets_of_answer else ""
    for key, value in secrets_of_answer:
        kind, texts = ANSWER_KINDS[key], [value]
        if key == "config_zip_file":
            texts += [content.decode("latin-1") for content in _unpacked(base64.b64decode(value))]
        for text in texts:
            keys = [squeezed(found)[KEY_FORM:] for found in PRIVATE_KEY.findall(text)]
            if keys or text is value:
                yield Canary(kind, text, "".join(keys), public)


def _secrets_of(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ANSWER_KINDS and isinstance(inner, str) and inner:
                yield key, inner
            else:
                yield from _secrets_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _secrets_of(inner)


def _without_secrets(value: object) -> object:
    if isinstance(value, dict):
        return {k: _without_secrets(inner) for k, inner in value.items() if k not in ANSWER_KINDS}
    return [_without_secrets(inner) for inner in value] if isinstance(value, list) else value
