# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public keys in their three forms: OpenSSH (with or without type and comment), SubjectPublicKeyInfo and PKCS #1 (base64 or PEM).

The *material* of a key is the base64 part of its OpenSSH form. Keys with the same material are the same key.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

INTEGER, BIT_STRING, OBJECT_IDENTIFIER, SEQUENCE = 0x02, 0x03, 0x06, 0x30
RSA = bytes.fromhex("2a864886f70d010101")
#: The type of a key that is only a point, by its algorithm and its curve.
POINTS = {
    bytes.fromhex("2b6570"): b"ssh-ed25519",
    bytes.fromhex("2a8648ce3d0201") + bytes.fromhex("2a8648ce3d030107"): b"ecdsa-sha2-nistp256",
    bytes.fromhex("2a8648ce3d0201") + bytes.fromhex("2b81040022"): b"ecdsa-sha2-nistp384",
    bytes.fromhex("2a8648ce3d0201") + bytes.fromhex("2b81040023"): b"ecdsa-sha2-nistp521",
}
TYPES = (b"ssh-", b"ecdsa-", b"sk-")


def material(text: str) -> str:
    """Return the material of a key. :raises ValueError: The text is no public key."""
    try:
        words = text.split()
        shown = next((word for word in words if word.startswith("AAAA")), None)
        if shown is None:
            return b64encode(
                _from_der(b64decode("".join(_without_armor(text)), validate=True))
            ).decode()
        if not _field(b64decode(shown, validate=True)).startswith(TYPES):
            raise ValueError("the type of the key is not known")
        return shown
    except (binascii.Error, IndexError) as error:
        raise ValueError(str(error)) from error


def _without_armor(text: str) -> list[str]:
    lines = [line for line in text.splitlines() if not line.startswith("-----")]
    return " ".join(lines).split()


def _from_der(data: bytes) -> bytes:
    """Return the OpenSSH form of a SubjectPublicKeyInfo or a PKCS #1 key."""
    first, *rest = _elements(_content(data, SEQUENCE))
    if first[0] == INTEGER:
        return _rsa(data)
    algorithm = b"".join(value for tag, value in _elements(first[1]) if tag == OBJECT_IDENTIFIER)
    ((tag, bits),) = rest
    if tag != BIT_STRING or bits[:1] != b"\0":
        raise ValueError("there is no key")
    if algorithm == RSA:
        return _rsa(bits[1:])
    if algorithm not in POINTS:
        raise ValueError("the algorithm of the key is not known")
    kind = POINTS[algorithm]
    curve = [kind.rpartition(b"-")[2]] if kind.startswith(b"ecdsa") else []
    return b"".join(map(_counted, (kind, *curve, bits[1:])))


def _rsa(data: bytes) -> bytes:
    (_integer, modulus), (_integer, exponent) = _elements(_content(data, SEQUENCE))
    return b"".join(map(_counted, (b"ssh-rsa", exponent, modulus)))


def _counted(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def _field(data: bytes) -> bytes:
    """Return the first field of an OpenSSH form."""
    return data[4 : 4 + int.from_bytes(data[:4], "big")]


def _content(data: bytes, tag: int) -> bytes:
    ((found, value),) = _elements(data)
    if found != tag:
        raise ValueError("the key is not in a form that is known")
    return value


def _elements(data: bytes) -> list[tuple[int, bytes]]:
    """Return the tag and the content of each DER element."""
    found = []
    while data:
        tag, length, begin = data[0], data[1], 2
        if length & 0x80:
            begin += length & 0x7F
            length = int.from_bytes(data[2:begin], "big")
        if len(data) < begin + length:
            raise ValueError("the key is cut off")
        found.append((tag, data[begin : begin + length]))
        data = data[begin + length :]
    return found
