# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loaded by each Python of a run: record system logs and new processes, and raise exceptions.

LEAKS_RECORDS is the folder of the records.
"""

from __future__ import annotations

import os
import sys
import syslog

FOLDER = os.environ.get("LEAKS_RECORDS", "")
#: A request whose body contains this text ends in an exception that shows the whole request.
CRASH = "crash-of-the-library"


def _record(name: str, *texts: object) -> None:
    with open(os.path.join(FOLDER, name), "a", encoding="utf-8", errors="replace") as file:
        file.write("\n".join(str(text) for text in texts) + "\n")


def _audit(event: str, arguments: tuple) -> None:
    if event == "subprocess.Popen":
        executable, command, _directory, environment = arguments
        _record("commands", executable, command)
        _record("environments", environment)
    elif event in ("os.exec", "os.posix_spawn"):
        _record("commands", *arguments[:2])
        _record("environments", arguments[2])


def _crash_on_request() -> None:
    """Let requests raise an exception with the whole request as its text."""

    def request(session, method, url, **settings):
        if CRASH in str(settings.get("data")):
            raise RuntimeError(f"{method} {url} {dict(session.headers)} {settings}")
        return original(session, method, url, **settings)

    import requests

    original = requests.Session.request
    requests.Session.request = request


if FOLDER:
    syslog.syslog = lambda *arguments: _record("syslog", *arguments)
    sys.addaudithook(_audit)
    if os.environ.get("LEAKS_CRASH"):
        _crash_on_request()
