# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event sources and the sample rulebook with the real ansible-rulebook (make rulebooks)."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from plays import KEY
from simulator.process import SimulatorProcess

CHECKOUT = Path(__file__).parents[2]
#: The folder of ansible-rulebook, ansible-core and the other programs.
BIN = Path(os.environ.get("CLOUDPANEL_TEST_RULEBOOK", CHECKOUT / ".venv-eda" / "bin"))
#: Seconds that a Java virtual machine or a playbook can take on a slow machine.
SLOW = 240
#: Simulated seconds in a real one, for tests with servers. Logs have periods in real time.
SPEED = 300
#: The inventory of docs/events.md.
HOSTS = (
    "localhost ansible_connection=local "
    'ansible_python_interpreter="{{ ansible_playbook_python }}"\n'
)
WATCH = {
    "name": "Watch",
    "hosts": "localhost",
    "sources": [
        {"name": "monitoring", "ionos.cloudpanel.monitoring": {"interval": "{{ seconds }}"}},
    ],
    "rules": [
        {
            "name": "log",
            "condition": 'event.logs.status.state == "COMPLETED"',
            "action": {
                "debug": {"msg": "LOG {{ event.logs.resource.name }} {{ event.meta.uuid }}"}
            },
        },
        {
            "name": "alert",
            "condition": 'event.monitoring.level == "critical"',
            "action": {"debug": {"msg": "CRITICAL {{ event.monitoring.name }}"}},
        },
    ],
}


@pytest.fixture
def simulator(request) -> Iterator[SimulatorProcess]:
    with SimulatorProcess(speed=getattr(request, "param", 1)) as simulator:
        yield simulator


class Rulebook:
    """Runs ansible-rulebook on the account of a simulator.

    The collection has the path of an installed one, which Python does not import from.
    """

    def __init__(self, simulator: SimulatorProcess, folder: Path) -> None:
        self.simulator, self.folder = simulator, folder
        folder.chmod(0o700)
        tree = folder / "collections" / "ansible_collections" / "ionos"
        tree.mkdir(parents=True)
        (tree / "cloudpanel").symlink_to(CHECKOUT)
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ANSIBLE_", "CLOUDPANEL_", "PYTHON"))
        }
        self.environment = {
            **inherited,
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "PYTHONUNBUFFERED": "1",
            "ANSIBLE_HOME": str(folder / ".ansible"),
            "ANSIBLE_COLLECTIONS_PATH": str(folder / "collections"),
            "CLOUDPANEL_API_TOKEN": simulator.token,
            "CLOUDPANEL_API_URL": simulator.url,
            "CLOUDPANEL_CACHE_DIR": str(folder / "cache"),
        }
        (folder / "hosts").write_text(HOSTS)
        self.output = folder / "output.txt"

    @contextmanager
    def running(self, rulebook: str, *arguments: str, **variables: object) -> Iterator[None]:
        """Run a rulebook in the block. Kill it at the end."""
        file = self.folder / "vars.yml"
        file.write_text(yaml.safe_dump({"seconds": 0.5, **variables}))
        command = ["ansible-rulebook", "-r", rulebook, "-i", "hosts", "--vars", str(file)]
        with self.output.open("a", encoding="utf-8") as output:
            process = subprocess.Popen(
                [str(BIN / command[0]), *command[1:], *arguments],
                env=self.environment,
                cwd=self.folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        try:
            yield
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def watch(self, *arguments: str, **options: object) -> object:
        """Run the rulebook that shows all events; see ``running``."""
        logs = {"name": "logs", "ionos.cloudpanel.logs": {"interval": 0.5, **options}}
        play = {**WATCH, "sources": [logs, *WATCH["sources"]]}
        file = self.folder / "watch.yml"
        file.write_text(yaml.safe_dump([play]))
        return self.running(str(file), *arguments)

    def shown(self, pattern: str) -> list[str]:
        """Return what the pattern finds in the output."""
        return re.findall(pattern, self.output.read_text(encoding="utf-8"))

    def wait_until(self, check) -> None:
        try:
            self.simulator.wait_until(check, SLOW)
        except TimeoutError:
            pytest.fail(self.output.read_text(encoding="utf-8"))

    def shown_logs(self, names: list[str]) -> bool:
        """Return whether the rule of logs has run for these names, and all events are passed on."""
        (file,) = self.folder.glob("cache/*-logs.json")
        passed_on = not json.loads(file.read_text())["events"]
        return passed_on and {*self.shown(r"LOG (vpn\d)")} == {*names}

    def has_polled(self, source: str) -> bool:
        """Return whether a source has saved the state after its first poll."""
        return any(file.stat().st_size for file in self.folder.glob(f"cache/*-{source}.json"))


@pytest.fixture
def rulebook(simulator, tmp_path) -> Rulebook:
    return Rulebook(simulator, tmp_path)


def power(simulator, name, action):
    (server,) = (each for each in simulator.api("GET", "/servers") if each["name"] == name)
    body = {"action": action, "method": "SOFTWARE"}
    simulator.api("PUT", f"/servers/{server['id']}/status/action", body)


@pytest.mark.parametrize("feedback", [False, True], ids=["queue", "feedback"])
def test_events_reach_the_rules_once_over_kills(rulebook, simulator, feedback):
    options = {"feedback": True} if feedback else {}
    arguments = []
    if feedback:
        database = rulebook.folder / "database.yml"
        database.write_text(f"seconds: 0.5\ndrools_db_file_path: {rulebook.folder / 'events'}\n")
        arguments = ["--vars", str(database), "--persistence-id", "1"]
    names = [f"vpn{number}" for number in range(6)]
    with rulebook.watch(*arguments, **options):
        rulebook.wait_until(lambda: rulebook.has_polled("logs"))
        for name in names[:2]:
            simulator.api("POST", "/vpns", {"name": name})
        rulebook.wait_until(lambda: rulebook.shown_logs(names[:2]))
    for name in names[2:4]:
        simulator.api("POST", "/vpns", {"name": name})
    with rulebook.watch(*arguments, **options):
        rulebook.wait_until(lambda: rulebook.shown_logs(names[:4]))
        for name in names[4:]:
            simulator.api("POST", "/vpns", {"name": name})
        rulebook.wait_until(lambda: rulebook.shown_logs(names))
    shown = rulebook.shown(r"LOG (vpn\d \S+)")
    # With a database, ansible-rulebook also repeats actions that it has not recorded before a kill.
    assert len({*shown}) == 6 and (feedback or len(shown) == 6)


def test_a_wrong_token_ends_the_rulebook_with_one_sentence(rulebook):
    rulebook.environment["CLOUDPANEL_API_TOKEN"] = "not-the-token-of-anybody"
    with rulebook.watch():
        rulebook.wait_until(lambda: rulebook.shown("The API does not accept this token"))
    assert not rulebook.shown("not-the-token")


@pytest.mark.parametrize("simulator", [SPEED], indirect=True)
def test_the_sample_rulebook_repairs_a_web_cluster(rulebook, simulator):
    play = [
        {
            "hosts": "localhost",
            "gather_facts": False,
            "module_defaults": {
                "group/ionos.cloudpanel.cloudpanel": {"wait_interval": 0.5, "wait_timeout": 120}
            },
            "roles": [
                {
                    "role": "ionos.cloudpanel.web_cluster",
                    "vars": {"web_cluster_size": 2, "web_cluster_public_key": KEY},
                }
            ],
        }
    ]
    file = rulebook.folder / "cluster.yml"
    file.write_text(yaml.safe_dump(play))
    subprocess.run([str(BIN / "ansible-playbook"), str(file)], env=rulebook.environment, check=True)

    def state() -> str:
        states = {
            each["name"]: each["status"]["state"] for each in simulator.api("GET", "/servers")
        }
        return states["web-1"]

    def members() -> list[str]:
        (balancer,) = simulator.api("GET", "/load_balancers")
        shown = simulator.api("GET", f"/load_balancers/{balancer['id']}")["server_ips"]
        return sorted(each["server_name"] for each in shown)

    def repaired() -> bool:
        return state() == "POWERED_ON" and members() == ["web-1", "web-2"]

    def changed() -> list[str]:
        return [each.split("/")[1] for each in simulator.writes()]

    def repairing() -> object:
        variables = {"repair_interval": 1, "repair_wait_interval": 0.5}
        return rulebook.running("ionos.cloudpanel.repair_web_cluster", **variables)

    assert members() == ["web-1", "web-2"]
    with repairing():
        rulebook.wait_until(lambda: rulebook.has_polled("monitoring"))
        simulator.clear()
        power(simulator, "web-1", "POWER_OFF")
        rulebook.wait_until(lambda: len(simulator.writes()) >= 4 and repaired())
    assert changed() == ["servers", "load_balancers", "servers", "load_balancers"]

    # A repair is killed after the server has left the load balancer, and the server recovers.
    with repairing():
        power(simulator, "web-1", "POWER_OFF")
        rulebook.wait_until(lambda: members() == ["web-2"])
    if state() == "POWERED_OFF":
        power(simulator, "web-1", "POWER_ON")
    rulebook.wait_until(lambda: state() == "POWERED_ON")
    simulator.clear()
    with repairing():
        rulebook.wait_until(repaired)
    assert changed() == ["load_balancers"]


@pytest.mark.parametrize("bundled", [False, True])
@pytest.mark.parametrize("source", ["logs", "monitoring"])
def test_sources_import_the_collection(rulebook, source, bundled):
    """The Python package ``ansible`` has other collections in a package of the same name."""
    if bundled:
        package = rulebook.folder / "bundle" / "ansible_collections"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        rulebook.environment["PYTHONPATH"] = str(package.parent)
    installed = rulebook.folder / "collections/ansible_collections/ionos/cloudpanel"
    file = installed / "extensions/eda/plugins/event_source" / f"{source}.py"
    code = f"import runpy; print(runpy.run_path({str(file)!r})['main'].__name__)"
    command = [str(BIN / "python"), "-c", code]
    assert subprocess.check_output(command, env=rulebook.environment, text=True) == "main\n"
