# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare public keys in different formats. Pure functions.

The formats are OpenSSH (with or without type and comment), SubjectPublicKeyInfo and PKCS #1 (each
as base64 or PEM). The *material* of a key is the base64 part of its OpenSSH format. Two keys are
the same if they have the same material.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

#: Tags of DER elements.
INTEGER, BIT_STRING, OBJECT_IDENTIFIER, SEQUENCE = 0x02, 0x03, 0x06, 0x30
#: The object identifier of RSA.
RSA = bytes.fromhex("2a864886f70d010101")
#: The OpenSSH type of keys that consist of one point, by object identifiers of algorithm and curve.
POINT_TYPES = {
    bytes.fromhex("2b6570"): b"ssh-ed25519",
    bytes.fromhex("2a8648ce3d0201") + bytes.fromhex("2a8648ce3d030107"): b"ecdsa-sha2-nistp256",
    bytes.fromhex("2a8648ce3d0201") + bytes.fromhex("2b81040022"): b"ecdsa-sha2-nistp384",
    bytes.fromhex("2a8648ce3d0201") + bytes.fromhex("2b81040023"): b"ecdsa-sha2-nistp521",
}
#: The beginnings of OpenSSH types.
TYPE_PREFIXES = (b"ssh-", b"ecdsa-", b"sk-")


def key_material(text: str) -> str:
    """Return the material of a key.

    :raises ValueError: the text is not a public key.
    """
    try:
        openssh = next((word for word in text.split() if word.startswith("AAAA")), None)
        if openssh is None:
            der = b64decode("".join(_words_without_armor(text)), validate=True)
            return b64encode(_openssh_from_der(der)).decode()
        if not _first_field(b64decode(openssh, validate=True)).startswith(TYPE_PREFIXES):
            raise ValueError("the type of the key is not known")
        return openssh
    except (binascii.Error, IndexError) as error:
        raise ValueError(str(error)) from error


def _words_without_armor(text: str) -> list[str]:
    """Return the words between the lines ----- of the PEM format."""
    lines = [line for line in text.splitlines() if not line.startswith("-----")]
    return " ".join(lines).split()


def _openssh_from_der(data: bytes) -> bytes:
    """Return the OpenSSH format of a SubjectPublicKeyInfo or a PKCS #1 key."""
    first, *rest = _elements(_content(data, SEQUENCE))
    if first[0] == INTEGER:
        return _openssh_rsa(data)
    algorithm = b"".join(value for tag, value in _elements(first[1]) if tag == OBJECT_IDENTIFIER)
    ((tag, bits),) = rest
    if tag != BIT_STRING or bits[:1] != b"\0":
        raise ValueError("there is no key")
    if algorithm == RSA:
        return _openssh_rsa(bits[1:])
    if algorithm not in POINT_TYPES:
        raise ValueError("the algorithm of the key is not known")
    key_type = POINT_TYPES[algorithm]
    curve = [key_type.rpartition(b"-")[2]] if key_type.startswith(b"ecdsa") else []
    return b"".join(map(_with_length, (key_type, *curve, bits[1:])))


def _openssh_rsa(data: bytes) -> bytes:
    (_integer, modulus), (_integer, exponent) = _elements(_content(data, SEQUENCE))
    return b"".join(map(_with_length, (b"ssh-rsa", exponent, modulus)))


def _with_length(value: bytes) -> bytes:
    """Return a field of the OpenSSH format."""
    return len(value).to_bytes(4, "big") + value


def _first_field(data: bytes) -> bytes:
    """Return the first field of the OpenSSH format."""
    return data[4 : 4 + int.from_bytes(data[:4], "big")]


def _content(data: bytes, tag: int) -> bytes:
    """Return the content of the only DER element, which has this tag."""
    ((found, value),) = _elements(data)
    if found != tag:
        raise ValueError("the format of the key is not known")
    return value


def _elements(data: bytes) -> list[tuple[int, bytes]]:
    """Return the tag and the content of each DER element."""
    elements = []
    while data:
        tag, length, begin = data[0], data[1], 2
        if length & 0x80:
            begin += length & 0x7F
            length = int.from_bytes(data[2:begin], "big")
        if len(data) < begin + length:
            raise ValueError("the key is incomplete")
        elements.append((tag, data[begin : begin + length]))
        data = data[begin + length :]
    return elements
