# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Ansible prints, even with -vvv and --diff, holds no secret."""

from __future__ import annotations

import base64
import zipfile

from plays import SERVER, task

SECRETS = ["Correct-Horse-7", "Correct-Horse-8", "Correct-Horse-9"]


def test_no_secret_is_printed_or_kept(ansible, simulator):
    login, storage, user = SECRETS
    archive = ansible.folder / "office.zip"
    play = ansible.play(
        [
            task("server", name="web", **SERVER, password=login, wait=False),
            task("user", name="jane", password=user, api_access=True),
            task("user", name="jane", description="x"),
            task("user_info"),
            task("user", name="jane", description="z" * 300, ignore_errors=True),
            task(
                "shared_storage_access", datacenter="DE", password=storage, update_password="always"
            ),
            task("shared_storage_access_info"),
            task("vpn", name="office"),
            task("vpn_configuration", name="office", dest=str(archive)),
            task("api_request", path="/users"),
        ],
        "-vvv",
        "--diff",
    )
    assert play.code == 0 and len(play.results) == 10, play.output[-2000:]
    with zipfile.ZipFile(archive) as files:
        key = next(
            text
            for text in (files.read(name).decode() for name in files.namelist())
            if "PRIVATE" in text
        ).splitlines()[1]
    accesses = [
        each["kerberos_content_file"] for each in simulator.api("GET", "/shared_storages/access")
    ]
    keys = [each["api"]["key"] for each in simulator.api("GET", "/users")]
    secrets = [
        *SECRETS,
        *filter(None, (*accesses, *keys)),
        key,
        base64.b64encode(archive.read_bytes()).decode()[:60],
    ]
    cache = b"".join(file.read_bytes() for file in (ansible.folder / "cache").iterdir())
    told = play.output + str(play.results)
    # The token of the simulator is an ordinary word, and the key of the owner.
    assert [
        each
        for each in secrets
        if each != simulator.token and (each in told or each.encode() in cache)
    ] == []
