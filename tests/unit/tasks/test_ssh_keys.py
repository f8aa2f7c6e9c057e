# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH keys in the forms that users have and that the API shows."""

from __future__ import annotations

import base64

import asyncssh
import pytest
from worlds import each_reading

KEYS = {
    "rsa": asyncssh.generate_private_key("ssh-rsa", key_size=1024),
    "ed25519": asyncssh.generate_private_key("ssh-ed25519"),
    "ecdsa": asyncssh.generate_private_key("ecdsa-sha2-nistp256"),
}


def forms(key: asyncssh.SSHKey) -> dict[str, str]:
    line = key.export_public_key().decode().strip()
    return {
        "line": f"{line} me@home",
        "bare": line.split()[1],
        "pkcs": base64.b64encode(key.export_public_key("pkcs8-der")).decode(),
    }


@each_reading("public-keys")
@pytest.mark.parametrize("form", ["line", "bare", "pkcs"])
@pytest.mark.parametrize("kind", KEYS)
def test_a_key_is_the_same_in_every_form(tasks, simulator, kind, form):
    texts = forms(KEYS[kind])
    check, real, _again = tasks.converge("ssh_key", name="deploy", public_key=texts[form])
    assert (
        check["operations"]
        == real["operations"]
        == [{"method": "POST", "path": "/ssh_keys", "reason": 'create SSH key "deploy"'}]
    )
    for other in texts.values():
        tasks.converge("ssh_key", name="deploy", public_key=other)
    assert simulator.accepted() == ["POST /ssh_keys"]


@each_reading("public-keys")
def test_another_key_is_another_key_in_every_form(tasks):
    tasks.ok("ssh_key", name="deploy", public_key=forms(KEYS["rsa"])["line"])
    for text in forms(asyncssh.generate_private_key("ssh-rsa", key_size=1024)).values():
        assert "public_key of SSH key" in tasks.error("ssh_key", name="deploy", public_key=text)


@each_reading("key-length")
def test_a_key_of_4096_bits_goes_to_the_api(tasks, readings):
    text = forms(asyncssh.generate_private_key("ssh-rsa", key_size=4096))["line"]
    if readings["key-length"] == "any":
        tasks.converge("ssh_key", name="deploy", public_key=text)
    else:
        assert "Wrong value Field(s) public_key" in tasks.error(
            "ssh_key", name="deploy", public_key=text
        )


def test_the_key_of_the_documentation_is_taken(tasks):
    text = (
        "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCqGKukO1De7zhZj6+H0qtjTkVxwTCpvKe4eCZ0FPqri0cb2JZfXJ/DgYSF6vUpwmJG8wVQZKjeGcjDOL5UlsuusFncCzWBQ7RKNUSesmQRM"
        "SGkVb1/3j+skZ6UtW+5u09lHNsj6tQ51s1SPrCBkedbNf0Tp0GbMJDyR4e9T04ZZwIDAQAB"
    )
    assert (
        tasks.converge("ssh_key", name="documented", public_key=text)[1]["ssh_key"]["public_key"]
        == text
    )
