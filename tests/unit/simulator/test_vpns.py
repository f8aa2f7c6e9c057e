# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VPNs and their configuration files."""

from __future__ import annotations

import base64
import io
import re
import ssl
import zipfile

from .client_steps import wait_until_gone


def unpacked(simulator, vpn: dict) -> dict[str, str]:
    packed = simulator.api("GET", f"/vpns/{vpn['id']}/configuration_file")["config_zip_file"]
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(packed, validate=True))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_vpn_is_created_changed_and_removed(simulator):
    first = simulator.api("POST", "/vpns", {"name": "office", "description": "mine"})
    second = simulator.api("POST", "/vpns", {"name": "home"})
    assert (first["state"], first["type"], first["description"]) == ("ACTIVE", "SSL", "mine")
    assert re.fullmatch(r"\d\d-\d\d-\d{4}T \d\d:\d\d:\d\d\+00\.00", first["creation_date"])
    assert len(first["ips"]) == 2 and not set(first["ips"]) & set(second["ips"])
    path = f"/vpns/{first['id']}"
    assert simulator.api("PUT", path, {"name": "work"})["name"] == "work"
    assert [each["name"] for each in simulator.api("GET", "/vpns")] == ["work", "home"]
    assert simulator.api("DELETE", path)["state"] == "REMOVING" and wait_until_gone(simulator, path)
    assert simulator.api("POST", "/vpns", {"name": "third"})["ips"] == first["ips"]


def test_the_configuration_is_a_zip_that_stays_the_same(simulator):
    vpn = simulator.api("POST", "/vpns", {"name": "office"})
    files = unpacked(simulator, vpn)
    name = vpn["cloudpanel_id"]
    assert set(files) == {f"{name}.ovpn", "ca.crt", f"{name}.crt", f"{name}.key"}
    for line in (
        "client",
        f"remote {vpn['ips'][0]} 1194",
        "ca ca.crt",
        f"cert {name}.crt",
        f"key {name}.key",
    ):
        assert line in files[f"{name}.ovpn"].splitlines()
    ssl.create_default_context(cadata=files["ca.crt"])
    assert "PRIVATE KEY" in files[f"{name}.key"]
    simulator.api("PUT", f"/vpns/{vpn['id']}", {"name": "work"})
    assert unpacked(simulator, vpn) == files
    assert unpacked(simulator, simulator.api("POST", "/vpns", {"name": "home"})) != files


def test_errors_are_those_of_the_api(simulator):
    assert simulator.raw("POST", "/vpns", {}).json() == {
        "type": "INVALID_PARAMETERS",
        "message": "Required field(s) name missing or empty. ",
        "errors": {"required": "name"},
    }
    path = f"/vpns/{simulator.api('POST', '/vpns', {'name': 'office'})['id']}"
    assert simulator.raw("PUT", path, {"name": "x" * 129}).json() == {
        "type": "INVALID_PARAMETERS",
        "message": "Wrong value Field(s) name",
        "errors": {"invalid": "name"},
    }
    for below in ("", "/configuration_file"):
        answer = simulator.raw("GET", f"/vpns/X{below}")
        assert answer.status_code == 404
        assert answer.json() == {
            "Type": "VPN_NOT_FOUND",
            "Message": "VPN does not exists",
            "Errors": None,
        }
