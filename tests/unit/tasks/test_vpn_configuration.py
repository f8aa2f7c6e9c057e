# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of vpn_configuration: what may replace it, and what is checked before."""

from __future__ import annotations

import base64
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest


@pytest.fixture
def dest(tasks, tmp_path) -> Path:
    tasks.ok("vpn", name="office")
    return tmp_path / "office.zip"


def packed(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return buffer.getvalue()


def damaged(content: bytes, flag: int = 0, method: int | None = None) -> bytes:
    """Return an archive whose first member has these flags and this method of compression."""
    changed = bytearray(content)
    for signature, flags, kind in ((b"PK\x03\x04", 6, 8), (b"PK\x01\x02", 8, 10)):
        position = changed.index(signature)
        changed[position + flags] |= flag
        if method is not None:
            changed[position + kind] = method
    return bytes(changed)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "!!!!",
        base64.b64encode(b"hello").decode(),
        base64.b64encode(packed({})).decode(),
        base64.b64encode(packed({"folder/": ""})).decode(),
        None,
        17,
        ["a"],
        {},
        "UEsDBBQ",
        "grün",
    ],
    ids=str,
)
def test_an_answer_without_files_never_replaces_a_file(tasks, proxy, dest, answer):
    dest.write_bytes(b"good")
    proxy.intercept(
        "GET",
        ".*/configuration_file",
        lambda exchange: vars(exchange).update(answer={"config_zip_file": answer}),
    )
    assert 'does not contain the configuration of VPN "office"' in tasks.error(
        "vpn_configuration", name="office", dest=str(dest)
    )
    assert dest.read_bytes() == b"good"


def test_line_ends_in_the_answer_are_no_damage(tasks, proxy, dest):
    content = packed({"a": "b"})
    proxy.intercept(
        "GET",
        ".*/configuration_file",
        lambda exchange: vars(exchange).update(
            answer={"config_zip_file": base64.encodebytes(content).decode()}
        ),
    )
    assert tasks.ok("vpn_configuration", name="office", dest=str(dest))["changed"]
    assert dest.read_bytes() == content


@pytest.mark.parametrize(
    "present",
    [
        b"",
        b"no archive",
        packed({}),
        damaged(packed({"a": "b"}), flag=1),
        damaged(packed({"a": "b"}), method=99),
        damaged(packed({"a": "b"}), method=12),
        damaged(packed({"a": "b"}), method=14),
        packed({"a": "b" * 99})[:60] + b"\xff" * 8 + packed({"a": "b" * 99})[68:],
    ],
    ids=range(8),
)
def test_a_file_that_cannot_be_read_is_replaced(tasks, dest, present):
    dest.write_bytes(present)
    assert tasks.ok("vpn_configuration", name="office", dest=str(dest))["changed"]
    assert not tasks.ok("vpn_configuration", name="office", dest=str(dest))[
        "changed"
    ] and zipfile.is_zipfile(dest)


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(
    "options", [{"mode": "zzz"}, {"owner": "no-such-user"}, {"group": "no-such-group"}], ids=str
)
def test_attributes_that_cannot_be_set_fail_before_the_file_is_written(
    tasks, proxy, dest, options, check
):
    before = len(proxy.exchanges)
    for present in (False, True):
        if present:
            dest.write_bytes(b"good")
        assert tasks("vpn_configuration", check, name="office", dest=str(dest), **options)["failed"]
        assert (dest.read_bytes() == b"good") if present else not dest.exists()
    assert len(proxy.exchanges) == before
    assert not list(dest.parent.glob("tmp*"))


def test_a_relative_path_is_one_from_the_current_directory(tasks, dest, monkeypatch):
    monkeypatch.chdir(dest.parent)
    result = tasks.ok("vpn_configuration", name="office", dest="office.zip")
    assert (
        result["vpn_configuration"]["dest"] == str(dest)
        and stat.S_IMODE(dest.stat().st_mode) == 0o600
    )
    assert not tasks.ok("vpn_configuration", name="office", dest="office.zip")["changed"]


def test_dest_has_to_be_a_regular_file(tasks, dest):
    os.mkfifo(dest)
    assert (
        tasks.error("vpn_configuration", name="office", dest=str(dest))
        == f"dest is {dest}, which is not a regular file. Set another path."
    )
