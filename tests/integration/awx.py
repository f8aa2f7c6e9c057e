# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A substitute for AWX: it keeps the objects of awx.awx, and runs jobs with ansible-runner.

The modules of awx.awx are replaced by modules that have the same argument spec and record their
arguments. A job gets what AWX gives it: a private data directory with a copy of the project, the
environment that the credential type injects, variables, and a home that cannot be written.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import ansible_runner
import jinja2
from simulator.process import SimulatorProcess

from .conftest import BIN, CHECKOUT

AWX = CHECKOUT / "extensions" / "awx"
SPECS = json.loads((Path(__file__).parent / "awx_argument_specs.json").read_text())
#: A folder in which no user can create a file.
READ_ONLY = "/proc"
#: Seconds between the looks of a task at its object, for the speed of the simulator.
WAIT_INTERVAL = 0.1

MODULE = """\
import json, os
from ansible.module_utils.basic import AnsibleModule

module = AnsibleModule(**json.loads({arguments!r}))
with open(os.environ["RECORDED_OBJECTS"], "a") as file:
    file.write(json.dumps([{name!r}, module.params]) + "\\n")
module.exit_json(changed=True)
"""

Objects = dict[str, list[dict[str, Any]]]


def set_up(folder: Path, *arguments: str) -> tuple[subprocess.CompletedProcess[str], Objects]:
    """Run setup.yml.

    :param arguments: of ansible-playbook.
    :returns: the process, and the arguments of each call by the name of the module.
    """
    modules = folder / "collections" / "ansible_collections" / "awx" / "awx" / "plugins" / "modules"
    modules.mkdir(parents=True)
    for name, spec in SPECS["modules"].items():
        (modules / f"{name}.py").write_text(MODULE.format(name=name, arguments=json.dumps(spec)))
    recorded = folder / "objects.jsonl"
    recorded.touch()
    done = subprocess.run(
        [str(BIN / "ansible-playbook"), str(AWX / "setup.yml"), *arguments],
        env={
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "ANSIBLE_COLLECTIONS_PATH": str(folder / "collections"),
            "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
            "RECORDED_OBJECTS": str(recorded),
        },
        cwd=folder,
        text=True,
        capture_output=True,
        timeout=300,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    objects: Objects = {}
    for line in recorded.read_text().splitlines():
        name, params = json.loads(line)
        objects.setdefault(name, []).append(params)
    return done, objects


class Job:
    """A finished job."""

    def __init__(self, runner: ansible_runner.Runner) -> None:
        self.successful = runner.rc == 0
        self.output = runner.stdout.read()
        self.artifacts: dict[str, Any] = {}
        for event in runner.events:
            if event["event"] == "playbook_on_stats":
                self.artifacts = event["event_data"].get("artifact_data", {})


class Controller:
    """Runs the jobs of the recorded objects, each one in a new private data directory.

    :param prefix: of the names in the description of the environment.
    """

    def __init__(
        self, objects: Objects, simulator: SimulatorProcess, folder: Path, prefix: str = "shop-"
    ) -> None:
        self.objects = objects
        self.simulator = simulator
        self.folder = folder
        self.prefix = prefix
        self.jobs = 0

    def template(self, name: str) -> dict[str, Any]:
        (found,) = (each for each in self.objects["job_template"] if each["name"] == name)
        return found

    def private_folder(self) -> Path:
        """Return the private data directory of a new job."""
        self.jobs += 1
        folder = self.folder / f"job-{self.jobs}"
        shutil.copytree(AWX / "project", folder / "project")
        (folder / "tmp").mkdir()
        description = folder / "project" / "stacks" / "shop.yml"
        text = description.read_text().replace("shop-", self.prefix)
        description.write_text(f"{text}cloudpanel_wait_interval: {WAIT_INTERVAL}\n")
        return folder

    def environment(self, folder: Path) -> dict[str, str]:
        """Return the environment of a job: that of its container, and the injected one."""
        (credential_type,) = self.objects["credential_type"]
        inputs = {"api_token": self.simulator.token, "api_url": self.simulator.url}
        injected = {
            name: jinja2.Template(value, undefined=jinja2.StrictUndefined).render(inputs)
            for name, value in credential_type["injectors"]["env"].items()
        }
        return {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": READ_ONLY,
            "TMPDIR": str(folder / "tmp"),
            "ANSIBLE_HOME": str(folder / "tmp" / "ansible"),
            "ANSIBLE_LOCALHOST_WARNING": "0",
            **injected,
        }

    def run(self, template: dict[str, Any], variables: dict[str, Any]) -> Job:
        """Run a job.

        :param variables: they override the defaults of the survey.
        """
        folder = self.private_folder()
        (source,) = self.objects["inventory_source"]
        survey = {
            question["variable"]: question["default"]
            for question in template["survey_spec"]["spec"]
        }
        flags = ["--check"] * (template["job_type"] == "check") + ["--diff"] * template["diff_mode"]
        return Job(
            ansible_runner.run(
                private_data_dir=str(folder),
                playbook=template["playbook"],
                inventory=str(folder / "project" / source["source_path"]),
                envvars=self.environment(folder),
                extravars={**template["extra_vars"], **survey, **variables},
                cmdline=" ".join(flags),
                settings={"suppress_env_files": True, "idle_timeout": 300},
                quiet=True,
            )
        )

    def inventory(self) -> dict[str, Any]:
        """Update the source of the inventory. :returns: the output of ansible-inventory."""
        folder = self.private_folder()
        (source,) = self.objects["inventory_source"]
        output, errors = ansible_runner.get_inventory(
            action="list",
            inventories=[str(folder / "project" / source["source_path"])],
            response_format="json",
            private_data_dir=str(folder),
            envvars=self.environment(folder),
            quiet=True,
        )
        assert not errors, errors
        return output

    def files(self) -> list[Path]:
        """Return the files of all jobs that AWX stores.

        ansible-runner also writes the environment of a job to the file "command", with the values
        that the credential injects. The tests assume that AWX does not store this file.
        """
        return [
            path
            for path in self.folder.glob("job-*/artifacts/**/*")
            if path.is_file() and path.name != "command"
        ]
