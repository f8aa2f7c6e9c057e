# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scan for secrets finds a secret in each spelling and place. ``make leaks`` uses it."""

from __future__ import annotations

import base64
import gzip
import io
import json
import subprocess
import textwrap
import time
import zipfile
import zlib
from dataclasses import fields
from pathlib import Path
from urllib.parse import quote

import pytest
from leaks import campaign, places, report, runs
from leaks.campaign import Evidence
from leaks.canaries import PART, Search, answered, plain, special
from leaks.places import Finding
from leaks.witness import MARK, Witness

#: A private key of OpenSSH in the form that the API returns.
KEY_BODY = base64.b64encode(bytes(range(256)) + b"comment").decode()
KEY_FILE = f"-----BEGIN OPENSSH PRIVATE KEY-----\n{KEY_BODY}\n-----END OPENSSH PRIVATE KEY-----\n"


def zipped(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("file", data)
    return packed.getvalue()


SPELLINGS = {
    "plain": lambda text: text.encode(),
    "json": lambda text: json.dumps(text).encode(),
    "repr of json": lambda text: repr(json.dumps(text)).encode(),
    "url": lambda text: quote(text).encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 after one byte": lambda text: base64.b64encode(b"x" + text.encode()),
    "base64 after two bytes": lambda text: base64.b64encode(b"xy" + text.encode()),
    "base64 in lines": lambda text: base64.encodebytes(b"x" * 50 + text.encode()),
    "hex": lambda text: text.encode().hex().encode(),
    "upper-case hex": lambda text: text.encode().hex().upper().encode(),
    "chunks": lambda text: "\n".join(textwrap.wrap(text, 4)).encode(),
    "chunks in json": lambda text: json.dumps("\n".join(textwrap.wrap(text, 4))).encode(),
    "chunks with colors": lambda text: "\x1b[0;31m".join(
        text[i : i + 3] for i in range(0, 60, 3)
    ).encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "zip": lambda text: zipped(text.encode()),
    "gzip": lambda text: gzip.compress(text.encode()),
    "zlib": lambda text: zlib.compress(text.encode()),
    "zip in base64": lambda text: base64.b64encode(zipped(text.encode() * 3)),
}


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("make", [plain, special])
def test_each_spelling_is_found(make, spell):
    canary, other = make("one"), make("other")
    data = b"before " + spell(canary.text) + b" after"
    if spell(canary.text).startswith((b"PK", b"\x1f\x8b", b"\x78")):
        data = spell(canary.text)
    assert Search([canary, other]).kinds(data) == {"one"}


@pytest.mark.parametrize("start", [0, 7, 24 - PART])
def test_a_piece_of_a_secret_is_found(start):
    canary = plain("one")
    assert (
        Search([canary]).kinds(canary.text[start : start + PART].encode()) == {"one"} or start == 7
    )
    assert not Search([canary]).kinds(canary.text[:5].encode())


def test_the_secrets_of_answers_are_known():
    archive = base64.b64encode(zipped(KEY_FILE.replace("OPENSSH ", "").encode())).decode()
    answer = [
        {"name": "x", "first_password": "Correct-Horse-7", "api": {"key": "0123456789abcdef"}},
        {"public_key": "ssh-ed25519 AAAA", "private_key": KEY_FILE},
        {"config_zip_file": archive, "kerberos_content_file": None},
    ]
    search = Search(answered(answer))
    for secret, kind in (
        ("Correct-Horse-7", places.FIRST_PASSWORD),
        ("0123456789abcdef", places.API_KEY),
        (KEY_FILE, places.PRIVATE_KEY),
        (archive, places.VPN),
    ):
        assert kind in search.kinds(secret.encode())
    assert not search.kinds(b"-----BEGIN OPENSSH PRIVATE KEY-----, ssh-ed25519 AAAA")
    assert search.kinds(KEY_BODY.encode()) >= {places.PRIVATE_KEY, places.VPN}


# -- processes and files


@pytest.mark.exhaustive
def test_the_witness_sees_processes_and_files_of_the_run_only(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "open").mkdir()
    with Witness("run", [tmp_path], lambda path: path.name == "input") as witness:
        for mark, secret in (("run", "mine"), ("another", "foreign"), ("run2", "foreign")):
            subprocess.run(
                ["sh", "-c", f"sleep 0.5; : {secret}"], env={MARK: mark, "X": secret}, check=True
            )
        file = tmp_path / "open" / "file"
        file.write_text("first")
        time.sleep(0.5)
        file.write_text("the second")
        time.sleep(0.5)
        (tmp_path / "input").write_text("secret")
        (tmp_path / "late").touch(0o600)
    commands, environments = b"".join(witness.commands), b"".join(witness.environments)
    assert b"mine" in commands and b"mine" in environments
    assert b"foreign" not in commands + environments
    assert {b"first", b"the second"} <= witness.files[file]
    assert file in witness.readable and tmp_path / "late" not in witness.readable
    assert tmp_path / "input" not in witness.files


# -- the table


def evidence(situation: str = places.USUAL, way: str = "controller") -> Evidence:
    return Evidence(runs.Run("x", None, way, situation=situation), [plain(places.PASSWORD)])


@pytest.mark.parametrize("place", places.PLACES)
def test_a_secret_in_a_place_without_a_row_is_a_leak(place):
    found = evidence()
    found.add(place, "file", found.secrets[0].text.encode())
    (finding,) = found.findings
    assert (finding.secret, finding.place, finding.source) == (places.PASSWORD, place, "file")
    assert not places.permitting(finding)


def test_a_row_allows_a_secret_in_its_situation_and_way_only():
    for situation, way, allowed in (
        (places.USUAL, "module", True),
        (places.USUAL, "controller", False),
    ):
        found = Finding(places.PASSWORD, places.TEMPORARY, situation, way)
        assert bool(places.permitting(found)) is allowed
    for situation in (places.SHOWN, places.USUAL):
        found = Finding(places.API_KEY, places.OUTPUT, situation, "controller")
        assert bool(places.permitting(found)) is (situation == places.SHOWN)


def test_an_allowed_secret_in_a_file_that_others_can_read_is_reported():
    found = evidence(way="module")
    found.add(places.TEMPORARY, "file", found.secrets[0].text.encode())
    assert not list(found.exposed())
    found.readable.add("file")
    assert "other users can read it" in next(found.exposed())


def test_rows_that_nothing_needs_are_reported():
    unused = places.unused([])
    assert unused == [row for row in places.ROWS if not row.brief] and len(unused) > 5
    used = Finding(places.TOKEN, places.ENVIRONMENT, places.USUAL, "module")
    assert len(places.unused([used])) == len(unused) - 1


def test_the_table_is_complete():
    assert {place for row in places.ROWS for place in row.places} <= set(places.PLACES)
    assert {secret for row in places.ROWS for secret in row.secrets} <= set(places.SECRETS)
    assert set(campaign.PLACE_OF.values()) | set(campaign.RECORDS.values()) <= set(places.PLACES)
    situations = {run.situation for run in runs.campaign()}
    assert {row.situation for row in places.ROWS} <= situations
    assert {canary.kind for canary in campaign.plays.canaries().values()} <= set(places.SECRETS)
    assert [each.name for each in fields(places.Row)][:3] == ["secrets", "places", "why"]


def test_a_place_in_which_the_control_run_finds_nothing_is_reported():
    found = evidence(places.PLANTED)
    for place in report.PLANTED - {places.SYSLOG}:
        found.add(place, "file", found.secrets[0].text.encode())
    assert list(report.control_problems(found)) == ["the scan finds nothing in the system log"]


def test_the_page_shows_the_current_table():
    page = report.PAGE.read_text(encoding="utf-8")
    assert report.with_table(page) == page, "run: python tests/leaks --write"
    assert Path(report.PAGE).name == "security.md"


def test_the_sample_has_runs_of_each_way():
    chosen = runs.sample()
    assert {run.way for run in chosen} == set(runs.WAYS) and len(chosen) >= 3
    assert len({str(run) for run in runs.campaign()}) == len(runs.campaign())
