# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mask secrets in texts, however they are escaped or cut off. Pure functions.

Ansible masks a secret only where a text contains all of it, letter by letter. An error of the API
or of a library can contain a piece of it, and as JSON, in a URL or as a Python literal, also one in
the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

#: What stands for a secret.
MASK = "********"
#: Characters of the shortest piece of a secret that is masked. Shorter secrets are masked as a
#: whole, unless they have so few characters that they would match ordinary words.
PIECE = 10
SHORTEST_SECRET = 4
#: A character and its place in a text: its first character, and the one behind its last.
Character = tuple[str, int, int]
#: Texts of printable ASCII characters, in which nothing is encoded or escaped.
_PLAIN = re.compile(r"[ -$&-\[\]-~]*")
#: Characters in a URL. They can be encoded several times.
_ENCODED = re.compile("(?:%(?:25)*[0-9a-fA-F]{2})+")
#: What stands for one character: an escape, whose number of backslashes does not matter, or itself.
_SEQUENCE = re.compile(
    r"\\+u(?P<unicode>[0-9a-fA-F]{4})"
    r"|\\+U(?P<wide>00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})"
    r"|\\+x(?P<byte>[0-9a-fA-F]{2})"
    r"|(?P<space>\\+[nrt]|[\s+\x00-\x1f\x7f\ufffd])"
    r"|\\+(?P<escaped>[^\\])"
    r"|(?P<plain>.)",
    re.DOTALL,
)


def masked(value: Any, secrets: Collection[str]) -> Any:
    """Return a JSON value without the pieces of secrets in its texts and keys."""
    pieces = _pieces(secrets)
    return _masked(value, pieces) if pieces else value


def _masked(value: Any, pieces: Mapping[int, frozenset[str]]) -> Any:
    if isinstance(value, str):
        return _masked_text(value, pieces)
    if isinstance(value, Mapping):
        return {_masked(key, pieces): _masked(inner, pieces) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(inner, pieces) for inner in value]
    return value


def _pieces(secrets: Collection[str]) -> dict[int, frozenset[str]]:
    """Return the pieces of secrets by their length, as ``_characters`` spells them."""
    pieces: dict[int, set[str]] = {}
    for secret in secrets:
        text = "".join(char for char, _start, _end in _characters(secret.strip().rstrip("\\")))
        length = min(PIECE, len(text))
        if length >= SHORTEST_SECRET:
            starts = range(len(text) - length + 1)
            pieces.setdefault(length, set()).update(text[at : at + length] for at in starts)
    return {length: frozenset(texts) for length, texts in pieces.items()}


def _masked_text(text: str, pieces: Mapping[int, frozenset[str]]) -> str:
    if len(text) < min(pieces):
        return text
    # Most texts are plain and contain no secret. This is found out five times faster.
    if _PLAIN.fullmatch(text) and not any(_places(text.replace("+", " "), pieces)):
        return text
    characters = list(_characters(text))
    spelled = "".join(char for char, _start, _end in characters)
    parts, done, hidden = [], 0, 0
    for at, length in _places(spelled, pieces):
        first, last = characters[at], characters[min(at + length, len(characters)) - 1]
        if first[1] >= hidden:
            parts += [text[done : first[1]], MASK]
        done = hidden = max(hidden, last[2])
    return "".join([*parts, text[done:]])


def _places(spelled: str, pieces: Mapping[int, frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield where a text contains pieces, and their lengths."""
    for at in range(len(spelled)):
        for length, texts in pieces.items():
            if spelled[at : at + length] in texts:
                yield at, length


def _characters(text: str) -> Iterator[Character]:
    """Yield the characters of a text without encodings and escapes.

    A backslash counts only as the beginning of an escape.
    """
    decoded = [*_decoded(text)]
    for match in _SEQUENCE.finditer("".join(char for char, _start, _end in decoded)):
        kind = str(match.lastgroup)
        if kind in ("unicode", "wide", "byte"):
            char = chr(int(match[kind], 16))
        else:
            char = " " if kind == "space" else match[kind]
        start, end = decoded[match.start()][1], decoded[match.end() - 1][2]
        for unit in _units(char):
            yield unit, start, end


def _decoded(text: str) -> Iterator[Character]:
    """Yield the characters of a text after the decoding of those that are encoded for URLs."""
    end = 0
    for match in _ENCODED.finditer(text):
        yield from _each(text, end, match.start())
        end = match.end()
        for char in unquote(re.sub("%(?:25)+", "%", match[0]), errors="replace"):
            yield char, match.start(), end
    yield from _each(text, end, len(text))


def _each(text: str, start: int, end: int) -> Iterator[Character]:
    return ((text[at], at, at + 1) for at in range(start, end))


def _units(char: str) -> Iterator[str]:
    """Yield a character as JSON escapes it: in one part or in two.

    Characters that ``printable`` replaces are blanks.
    """
    if char > "\uffff":
        code = ord(char) - 0x10000
        yield from (chr(0xD800 + (code >> 10)), chr(0xDC00 + (code & 0x3FF)))
    else:
        is_half = "\ud800" <= char <= "\udfff"
        yield char if is_half or (char.isprintable() and not char.isspace()) else " "


# -- where secrets are


def texts(value: Any) -> Iterator[str]:
    """Yield every text and number in a value."""
    if isinstance(value, (Mapping, list, tuple)):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from texts(inner)
    elif value not in (None, "") and not isinstance(value, bool):
        yield str(value)


def misplaced_secrets(value: Any) -> Iterator[str]:
    """Yield the private keys in a value, and the user names and passwords in its URLs."""
    for text in texts(value):
        if "PRIVATE KEY" in text:
            yield text
        for login in re.findall(r"[A-Za-z][\w+.-]*://([^/?#\s]+)@", text):
            secret = login.partition(":")[2] or login
            yield from {login, secret, unquote(secret)}
