# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The team of the demo: its files, its account, and the commands that it runs."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncssh
import requests
from simulator.process import SimulatorProcess

from .screen import Screen

CHECKOUT = Path(__file__).resolve().parents[2]
FILES = CHECKOUT / "docs" / "examples" / "team"
BIN = Path(sys.executable).parent
#: The lists whose objects a team creates.
KINDS = (
    "block_storages",
    "firewall_policies",
    "load_balancers",
    "private_networks",
    "public_ips",
    "servers",
    "ssh_keys",
    "vpns",
)


def shown(path: Path) -> Path:
    """Return a path relative to the current folder, if it is in that folder."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


@dataclass(frozen=True)
class Outcome:
    """The end of a command: its exit code and its output."""

    code: int
    output: str

    def block(self, beginning: str) -> list[str]:
        """Return the lines from the first place of a text to the next empty line."""
        return next(iter(self.blocks(beginning)), [])

    def blocks(self, beginning: str) -> list[list[str]]:
        """Return the lines of all such blocks."""
        _before, *rest = self.output.split(beginning)
        texts = (beginning + each.partition("\n\n")[0] for each in rest)
        return [[line.strip() for line in text.splitlines()] for text in texts]

    @property
    def changed(self) -> int:
        """The number of tasks that the recap counts as changed, over all hosts."""
        return sum(int(number) for number in re.findall(r"changed=(\d+)", self.output))

    @property
    def recap(self) -> list[str]:
        """The numbers of each host in the recap, without other numbers that are 0."""
        lines = [line for line in self.output.splitlines() if re.search(r": ok=\d", line)]
        return [
            " ".join(each for each in line.split() if not re.match(r"(?!ok|changed)\w+=0$", each))
            for line in lines
        ]


class Account:
    """A simulated account, and a folder in which Ansible runs.

    :param folder: the folder with the files of the team.
    :param private: the folder for keys, caches and sockets.
    """

    def __init__(
        self, simulator: SimulatorProcess, screen: Screen, folder: Path, private: Path
    ) -> None:
        self.simulator = simulator
        self.folder = folder
        self.private = private
        self._screen = screen
        private.mkdir(exist_ok=True)
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("ANSIBLE_", "CLOUDPANEL_"))
            },
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "PWD": str(folder),
            "HOME": str(private),
            "ANSIBLE_HOME": str(private / ".ansible"),
            "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(private / "cp"),
            "CLOUDPANEL_API_TOKEN": simulator.token,
            "CLOUDPANEL_API_URL": simulator.url,
            "CLOUDPANEL_CACHE_DIR": str(private / "cache"),
        }

    def log_in_with(self, key: Path, port: int) -> None:
        """Use a key and a port for SSH, without a file of known hosts."""
        options = {"StrictHostKeyChecking": "no", "UserKnownHostsFile": os.devnull}
        self.environment |= {
            "ANSIBLE_PRIVATE_KEY_FILE": str(key),
            "ANSIBLE_REMOTE_PORT": str(port),
            "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
            "ANSIBLE_SSH_COMMON_ARGS": " ".join(
                f"-o {name}={value}" for name, value in {**options, "LogLevel": "ERROR"}.items()
            ),
        }

    def playbook(self, *arguments: str) -> Outcome:
        """Run ansible-playbook with the settings of the demo, whatever its exit code is."""
        return self._run("ansible-playbook", arguments, ("-e", "@settings.yml"))

    def succeeds(self, *arguments: str) -> Outcome:
        """Run a playbook that has to succeed."""
        done = self.playbook(*arguments)
        assert done.code == 0, f"ansible-playbook ended with {done.code}:\n{done.output[-3000:]}"
        return done

    def inventory(self, *arguments: str) -> Outcome:
        """Run ansible-inventory, which has to succeed."""
        done = self._run("ansible-inventory", arguments)
        assert done.code == 0, f"ansible-inventory ended with {done.code}:\n{done.output}"
        return done

    def _run(
        self, program: str, arguments: tuple[str, ...], settings: tuple[str, ...] = ()
    ) -> Outcome:
        self._screen.command(shlex.join([program, *arguments]).replace("'", ""))
        with subprocess.Popen(
            [str(BIN / program), *arguments, *settings],
            env=self.environment,
            cwd=self.folder,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as running:
            try:
                output, _errors = running.communicate()
            except BaseException:
                running.terminate()  # Ansible then ends its workers, which have separate sessions
                raise
        self._screen.complete(output)
        return Outcome(running.returncode, output)

    # -- the witness

    def requests(self) -> int:
        """Return the number of requests that the collection has sent in this chapter."""
        log = self.simulator.requests()
        return sum((each["agent"] or "").startswith("ansible") for each in log)

    def writes(self) -> list[str]:
        """Return "METHOD /path" of each write of this chapter, with ``{id}`` instead of ids."""
        return [re.sub(r"[0-9A-F]{32}", "{id}", each) for each in self.simulator.writes()]

    def objects(self) -> set[tuple[str, str]]:
        """Return kind and id of all objects."""
        return {(kind, each["id"]) for kind in KINDS for each in self.list(kind)}

    def named(self) -> list[tuple[str, str]]:
        """Return kind and name of all objects that have a name."""
        return sorted(
            (kind, each["name"]) for kind in KINDS for each in self.list(kind) if "name" in each
        )

    def list(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.simulator.api("GET", f"/{kind}")
        return found

    def only(self, kind: str, name: str) -> dict[str, Any]:
        """Return the object with a name."""
        (found,) = [each for each in self.list(kind) if each["name"] == name]
        return found


class Team:
    """The state that the chapters share.

    :param account: the account of the team. Its servers are SSH hosts.
    :param other: another account.
    :param ssh_port: the port of the hosts for SSH.
    :param page_port: the port of the page.
    :ivar plan: the lines of the approved plan.
    :ivar before: the objects of the account before the first chapter.
    """

    def __init__(
        self, screen: Screen, account: Account, other: Account, ssh_port: int, page_port: int
    ) -> None:
        self.screen = screen
        self.account = account
        self.other = other
        self.folder = account.folder
        self.page_port = page_port
        self.plan: list[str] = []
        shutil.copytree(FILES, self.folder, dirs_exist_ok=True)
        key = account.private / "key"
        pair = asyncssh.generate_private_key("ssh-ed25519")
        pair.write_private_key(key)
        pair.write_public_key(f"{key}.pub")
        key.chmod(0o600)
        account.log_in_with(key, ssh_port)
        settings = {
            "key_file": str(key),
            "page_port": page_port,
            "cloudpanel_wait_interval": 0.5,
            "drain": 1,
        }
        (self.folder / "settings.yml").write_text(json.dumps(settings, indent=2) + "\n")
        self.before = account.objects()

    def requests(self) -> int:
        """Return the number of requests that the collection has sent in this chapter."""
        return self.account.requests() + self.other.requests()

    def forget_requests(self) -> None:
        """Empty the logs of requests."""
        for account in (self.account, self.other):
            account.simulator.clear()

    @property
    def plan_id(self) -> str:
        """The id of the approved plan."""
        return self.plan[0].removeprefix("Plan ").removesuffix(":")

    @property
    def planned(self) -> list[str]:
        """METHOD and path of each operation of the approved plan."""
        return [found[1] for line in self.plan if (found := re.search(r"\(([A-Z]+ /.*)\)$", line))]

    @property
    def address(self) -> str:
        """The URL of the page behind the load balancer."""
        ip = self.account.only("load_balancers", "shop-balancer")["ip"]
        return f"http://{ip}:{self.page_port}/"

    def page(self) -> str | None:
        """Return the page that the load balancer serves; None: no server answers."""
        try:
            answer = requests.get(self.address, timeout=5, headers={"Connection": "close"})
        except requests.RequestException:
            return None
        return answer.text.strip()
