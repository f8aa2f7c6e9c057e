# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out runs of Ansible with canaries, and look for these in all that the runs leave."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import ansible_runner
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from simulator.process import SimulatorProcess

from . import places, plays
from .account import Account
from .canaries import Canary, Search
from .places import Finding
from .runs import Run
from .witness import MARK, Witness

#: The folder of the tested Ansible programs. The default is the folder of this Python.
BIN = Path(os.environ.get("CLOUDPANEL_TEST_ANSIBLE", Path(sys.executable).parent))
HOOKS = Path(__file__).parent / "hooks"
CALLBACKS = Path(__file__).parents[1] / "integration" / "callbacks"
SPEED = 3000
#: Seconds after which a run is stopped.
LIMIT = 600
#: Seconds for processes in the background, which remove files after the run.
REMOVAL_LIMIT = 30
#: The place of a file by the first part of its path in the folder of a run.
PLACE_OF = {
    "log": places.LOG,
    "events": places.EVENTS,
    "runner": places.RUNNER,
    "async": places.JOB,
    "cache": places.SHARED,
    "inventory_cache": places.INVENTORY_CACHE,
    "facts": places.FACT_CACHE,
    "tmp": places.TEMPORARY,
    "files": places.WRITTEN,
    "report": places.REPORT,
}
#: Records of the hooks.
RECORDS = {
    "syslog": places.SYSLOG,
    "commands": places.COMMAND,
    "environments": places.ENVIRONMENT,
}
#: Places whose files only the user may be able to read, if they contain a secret.
PRIVATE = (places.WRITTEN, places.TEMPORARY, places.REMAINING, places.SHARED)


@dataclass
class Evidence:
    """The traces of a run.

    :param problems: of the run itself, so that its traces prove nothing.
    :param data: by place and source.
    :param readable: the sources that other users can read.
    """

    run: Run
    secrets: list[Canary]
    problems: list[str] = field(default_factory=list)
    data: dict[tuple[str, str], set[bytes]] = field(default_factory=dict)
    readable: set[str] = field(default_factory=set)

    def add(self, place: str, source: str, content: bytes) -> None:
        """Add the content of a place."""
        self.data.setdefault((place, source), set()).add(content)

    @property
    def size(self) -> int:
        """The number of bytes."""
        return sum(len(content) for contents in self.data.values() for content in contents)

    @cached_property
    def findings(self) -> frozenset[Finding]:
        """Each secret that is in a place."""
        search = Search(self.secrets)
        return frozenset(
            Finding(kind, place, self.run.situation, self.run.way, source)
            for (place, source), contents in self.data.items()
            for kind in frozenset().union(*map(search.kinds, contents))
        )

    def exposed(self) -> Iterator[str]:
        """Yield the files with secrets that other users can read."""
        for finding in self.findings:
            if finding.place in PRIVATE and finding.source in self.readable:
                yield f"{finding}, other users can read it"


class Campaign:
    """A context manager that carries out runs, each in an empty account and a new folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self.canaries = plays.canaries()
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Campaign:
        tokens = [canary.text for name, canary in self.canaries.items() if _is_accepted(name)]
        # The token of the simulator is a secret of the account: the API key of its owner.
        simulator = self._stack.enter_context(
            SimulatorProcess(speed=SPEED, linger=0, token=f"owner{uuid.uuid4().hex}")
        )
        self._account = self._stack.enter_context(Account(simulator, tokens))
        return self

    def __exit__(self, *exception: Any) -> None:
        self._stack.close()

    def carry_out(self, run: Run) -> Evidence:
        """Carry out a run. Return what it leaves."""
        self._count += 1
        folder = self._folder / f"run{self._count}"
        inputs = self._write_inputs(folder, run)
        self._account.reset()
        evidence = Evidence(run, [])
        with Witness(str(folder), [folder], lambda path: _is_input(path, folder)) as witness:
            for arguments in (run.arguments, *run.again):
                output = self._execute(run, folder, inputs, arguments, evidence)
                evidence.add(places.OUTPUT, " ".join(arguments), output)
            witness.await_processes(REMOVAL_LIMIT)
        self._collect(folder, witness, evidence)
        evidence.secrets = self._secrets()
        return evidence

    def _secrets(self) -> list[Canary]:
        """Return all secrets of the inputs and answers of the run."""
        given = list(self.canaries.values())
        cores = {canary.core for canary in given}
        answered = self._account.secrets()
        return given + [each for each in answered if not any(core in each.text for core in cores)]

    # -- inputs

    def _write_inputs(self, folder: Path, run: Run) -> Path:
        inputs = folder / "inputs"
        inputs.mkdir(parents=True)
        for name in ("files", "report", "tmp", "records", "events", "runner"):
            (folder / name).mkdir()
        texts = {name: canary.text for name, canary in self.canaries.items()}
        vault = VaultLib([("default", VaultSecret(texts["vault"].encode()))])
        (inputs / "vault").write_text(texts["vault"])
        hidden = {name: text for name, text in texts.items() if name not in ("token", "vault")}
        (inputs / "vars.yml").write_bytes(vault.encrypt(yaml.safe_dump(hidden)))
        play = {
            "hosts": "localhost",
            "gather_facts": False,
            "vars_files": [str(inputs / "vars.yml")],
            "module_defaults": {
                "group/ionos.cloudpanel.cloudpanel": {"wait_interval": 0.05, "wait_timeout": 60}
            },
            "tasks": run.tasks(str(folder / "files"), self.canaries) if run.tasks else [],
        }
        (inputs / "play.yml").write_text(yaml.safe_dump([play], sort_keys=False))
        source = run.environment.get("source", "").format(**texts)
        (inputs / "x.cloudpanel.yml").write_text(
            "plugin: ionos.cloudpanel.servers\ncache: true\n"
            "cache_plugin: ansible.builtin.jsonfile\n"
            f"cache_connection: {folder}/inventory_cache\n{source}"
        )
        return inputs

    def _environment(self, run: Run, folder: Path) -> dict[str, str]:
        port = self._account.url.rpartition(":")[2].partition("/")[0]
        login = f"jane:{self.canaries['proxy'].text}@127.0.0.1"
        urls = {
            "proxy": f"http://{login}:{port}",
            "dead_proxy": f"http://{login}:1",
            "dead_database": f"postgresql://{login}:1/database",
        }
        chosen = {
            name: text.format(**urls) for name, text in run.environment.items() if name != "source"
        }
        return {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "PWD": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(HOOKS),
            MARK: str(folder),
            "LEAKS_RECORDS": str(folder / "records"),
            "TMPDIR": str(folder / "tmp"),
            "ANSIBLE_HOME": str(folder / ".ansible"),
            "ANSIBLE_LOCAL_TEMP": str(folder / "tmp" / "local"),
            "ANSIBLE_REMOTE_TEMP": str(folder / "tmp" / "remote"),
            "ANSIBLE_LOG_PATH": str(folder / "log"),
            "ANSIBLE_ASYNC_DIR": str(folder / "async"),
            "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
            "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(folder / "facts"),
            "ANSIBLE_RETRY_FILES_ENABLED": "true",
            "ANSIBLE_RETRY_FILES_SAVE_PATH": str(folder / "retry"),
            "ANSIBLE_CALLBACKS_ENABLED": "recorder,ansible.builtin.tree,ansible.builtin.junit",
            "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACKS),
            "ANSIBLE_CALLBACK_TREE_DIR": str(folder / "events" / "tree"),
            "JUNIT_OUTPUT_DIR": str(folder / "events"),
            "RECORDED_RESULTS": str(folder / "events" / "results.json"),
            "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
            "CLOUDPANEL_API_TOKEN": self.canaries["token"].text,
            "CLOUDPANEL_API_URL": self._account.url,
            "CLOUDPANEL_CACHE_DIR": str(folder / "cache"),
            "CLOUDPANEL_IN_CONTROLLER": str(run.way == "controller"),
            **chosen,
        }

    # -- programs

    def _execute(
        self, run: Run, folder: Path, inputs: Path, arguments: tuple[str, ...], evidence: Evidence
    ) -> bytes:
        """Run Ansible. Return its output, and add problems to the evidence."""
        environment = self._environment(run, folder)
        secret = ["--vault-password-file", str(inputs / "vault")]
        if run.program == "runner":
            runner = ansible_runner.run(
                private_data_dir=str(folder / "runner"),
                playbook=str(inputs / "play.yml"),
                envvars=environment,
                cmdline=" ".join([*secret, *arguments]),
                quiet=True,
            )
            code, output = runner.rc, runner.stdout.read().encode()
        else:
            command = {
                "playbook": ["ansible-playbook", str(inputs / "play.yml")],
                "inventory": [
                    "ansible-inventory",
                    *("-i", str(inputs / "x.cloudpanel.yml"), "-e", f"@{inputs}/vars.yml"),
                ],
                "export": [
                    "ansible-playbook",
                    "ionos.cloudpanel.export",
                    *("-e", f"export_file={folder}/report/export.yml"),
                ],
            }[run.program]
            done = subprocess.run(
                [str(BIN / command[0]), *command[1:], *secret, *arguments],
                env=environment,
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                timeout=LIMIT,
                check=False,
            )
            code, output = done.returncode, done.stdout
        evidence.problems += self._problems(run, folder, code, output)
        return output

    def _problems(self, run: Run, folder: Path, code: int, output: bytes) -> Iterator[str]:
        """Yield why a run did not do what it should."""
        tail = output[-1500:].decode(errors="replace")
        if code:
            yield f"{run}: exit code {code}: {tail}"
        if run.tasks and run.reaches and not self._account.exchanges:
            yield f"{run}: no request reached the account: {tail}"
        results = folder / "events" / "results.json"
        if run.name == "failures" and results.exists():
            for result in json.loads(results.read_text()):
                if not result["failed"] and result["task"] != plays.SUCCEEDING:
                    yield f"{run}: the task did not fail: {result['task']}"

    # -- evidence

    def _collect(self, folder: Path, witness: Witness, evidence: Evidence) -> None:
        for path, contents in witness.files.items():
            source = str(path.relative_to(folder))
            first = source.partition("/")[0]
            name = RECORDS.get(path.name) if first == "records" else PLACE_OF.get(first)
            place = name or places.OTHER
            for content in contents:
                evidence.add(place, source, content)
            if place == places.TEMPORARY and path.exists():
                evidence.add(places.REMAINING, source, path.read_bytes())
            if path in witness.readable:
                evidence.readable.add(source)
        for name, contents in (
            (places.COMMAND, witness.commands),
            (places.ENVIRONMENT, witness.environments),
        ):
            for content in contents:
                evidence.add(name, "processes", content)


def _is_accepted(name: str) -> bool:
    return name in ("token", "option_token", "source_token", "keyword_token")


def _is_input(path: Path, folder: Path) -> bool:
    return folder / "inputs" in path.parents
