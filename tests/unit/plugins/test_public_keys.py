# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A public key has the same material in all formats."""

from __future__ import annotations

import base64

import asyncssh
import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.public_keys import key_material

KINDS = [
    ("ssh-rsa", {"key_size": 1024}),
    ("ssh-rsa", {"key_size": 2048}),
    ("ssh-ed25519", {}),
    ("ecdsa-sha2-nistp256", {}),
    ("ecdsa-sha2-nistp384", {}),
    ("ecdsa-sha2-nistp521", {}),
]


@pytest.mark.parametrize("kind, more", KINDS, ids=str)
def test_all_forms_of_a_key_have_the_same_material(kind, more):
    key = asyncssh.generate_private_key(kind, **more)
    line = key.export_public_key().decode().strip()
    bare = line.split()[1]
    der = base64.b64encode(key.export_public_key("pkcs8-der")).decode()
    forms = [
        line,
        bare,
        f"{line} me@home",
        der,
        f"{der[:64]}\n{der[64:]}\n",
        key.export_public_key("pkcs8-pem").decode(),
    ]
    if kind == "ssh-rsa":
        forms += [
            key.export_public_key("pkcs1-pem").decode(),
            base64.b64encode(key.export_public_key("pkcs1-der")).decode(),
        ]
    assert {key_material(each) for each in forms} == {bare}


def test_keys_of_security_tokens_are_keys():
    text = base64.b64encode(b"\0\0\0\x1ask-ssh-ed25519@openssh.com" + bytes(40)).decode()
    assert key_material(f"sk-ssh-ed25519@openssh.com {text} me") == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        "ssh-rsa",
        "AAAA",
        "ssh-rsa AAAA%%%%",
        base64.b64encode(b"\0\0\0\x05other" + bytes(9)).decode(),
        "MIGf",
        "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQ==",
        base64.b64encode(bytes.fromhex("3003020105")).decode(),
        base64.b64encode(bytes.fromhex("300a300506032b65710300")).decode(),
        base64.b64encode(b"0\x80").decode(),
        "-----BEGIN PUBLIC KEY-----",
    ],
)
def test_invalid_keys_are_rejected(text):
    with pytest.raises(ValueError):
        key_material(text)
