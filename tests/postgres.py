# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PostgreSQL server of the tests, with the programs of this machine."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

#: Where Debian has the programs of each version.
VERSIONS = Path("/usr/lib/postgresql")
ROLE = "cloudpanel"
#: The durability of the data costs time, and no test cuts the power.
FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def programs() -> Path | None:
    """Return the folder of initdb and postgres, or None if they are not installed."""
    found = shutil.which("initdb")
    folders = sorted(VERSIONS.glob("*/bin"), key=lambda each: int(each.parts[-2]))
    return Path(found).parent if found else folders[-1] if folders else None


class PostgresServer:
    """A server in a temporary folder, which only sockets in this folder reach.

    :param settings: further settings of the server.
    """

    def __init__(self, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        self._programs = programs()
        # The server refuses to run as root.
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self._process: subprocess.Popen | None = None
        self._settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "max_connections": "60",
            "logging_collector": "off",
            **settings,
        }
        self._numbers = itertools.count(1)
        if self._user:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        self._run(
            "initdb", "--no-sync", "-A", "trust", "-U", "postgres", "-E", "UTF8", "-D", "data"
        )

    def __enter__(self) -> PostgresServer:
        self.start()
        self.admin(f"CREATE ROLE {ROLE} LOGIN")
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder)

    def start(self) -> None:
        """Start the server, and wait until it accepts connections."""
        import psycopg

        options = [f"--{name}={value}" for name, value in self._settings.items()]
        with open(self.folder / "log", "a") as log:
            self._process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", "data", *options],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                **self._identity(),
            )
        end = time.monotonic() + 30
        while True:
            try:
                return self.admin("SELECT 1")
            except psycopg.OperationalError:
                log = (self.folder / "log").read_text()
                assert self._process.poll() is None and time.monotonic() < end, log
                time.sleep(0.02)

    def stop(self, by: signal.Signals = signal.SIGINT) -> None:
        """End all sessions and the server."""
        self._process.send_signal(by)
        self._process.wait(30)

    def database(self, options: str = "") -> str:
        """Create a database that belongs to ROLE. Return its URL."""
        name = f"test{next(self._numbers)}"
        self.admin(f"CREATE DATABASE {name} OWNER {ROLE} {options}")
        return self.url(name)

    def url(self, database: str, user: str = ROLE) -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def admin(self, statement: str, database: str = "postgres") -> list[Any]:
        """Execute a statement as the superuser. Return its rows."""
        import psycopg

        with psycopg.connect(self.url(database, "postgres"), autocommit=True) as db:
            cursor = db.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments],
            cwd=self.folder,
            capture_output=True,
            check=True,
            **self._identity(),
        )

    def _identity(self) -> dict[str, Any]:
        if not self._user:
            return {}
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
