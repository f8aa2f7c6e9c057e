# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Show the collection on a simulated account, from an empty account to an empty account.

``make demo`` runs it. Each act is a function that raises AssertionError if it fails. ``-v`` shows
the output of Ansible.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import asyncssh
import requests

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests"))

from simulator.hosts.loopback import free_port  # noqa: E402
from simulator.process import SimulatorProcess  # noqa: E402

BIN = Path(sys.executable).parent
SERVERS = ("web-1", "web-2", "web-3")

INVENTORY = """\
plugin: ionos.cloudpanel.servers
filters:
  - exclude: cloudpanel_status.state == 'REMOVING'
keyed_groups:
  - {key: cloudpanel_datacenter.country_code | lower, prefix: datacenter}
groups:
  web: cloudpanel_name.startswith('web-')
compose:
  ansible_user: "'root'"
  ansible_port: "%(port)s"
  ansible_python_interpreter: "'%(python)s'"
  ansible_ssh_private_key_file: "'%(key)s'"
  ansible_ssh_common_args: >-
    '-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR'
"""


class Stage:
    """The simulator, a separate Ansible, and the values that acts pass on to later ones.

    :param ssh_port: port of the hosts for SSH.
    :param page_port: port of the hosts and of the load balancer for the page.
    """

    def __init__(
        self,
        simulator: SimulatorProcess,
        folder: Path,
        ssh_port: int,
        page_port: int,
        verbose: bool,
    ) -> None:
        self.simulator = simulator
        self.page_port = page_port
        self.verbose = verbose
        self.key = folder / "key"
        pair = asyncssh.generate_private_key("ssh-ed25519")
        pair.write_private_key(self.key)
        pair.write_public_key(folder / "key.pub")
        self.key.chmod(0o600)
        self.inventory = folder / "demo.cloudpanel.yml"
        self.inventory.write_text(
            INVENTORY % {"port": ssh_port, "python": sys.executable, "key": self.key}
        )
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("ANSIBLE_", "CLOUDPANEL_"))
            },
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "ANSIBLE_HOME": str(folder / ".ansible"),
            "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
            "ANSIBLE_NOCOLOR": "1",
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(folder / "cp"),
            "CLOUDPANEL_API_TOKEN": simulator.token,
            "CLOUDPANEL_API_URL": simulator.url,
            "CLOUDPANEL_CACHE_DIR": str(folder / "cache"),
        }

    def ansible(self, program: str, *arguments: str) -> str:
        """Run one of Ansible's programs and return its output.

        :raises AssertionError: it fails.
        """
        command = [str(BIN / program), "-i", str(self.inventory), *arguments]
        with subprocess.Popen(
            command,
            env=self.environment,
            cwd=CHECKOUT,
            text=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as running:
            try:
                output, errors = running.communicate()
            except BaseException:
                running.terminate()  # Ansible then ends its workers, which have separate sessions
                raise
        if self.verbose:
            print(output, errors)
        assert running.returncode == 0, (
            f"{program} ended with {running.returncode}:\n{(output + errors)[-3000:]}"
        )
        return output

    def play(self, name: str, *arguments: str) -> str:
        variables = {
            "cluster_key_file": str(self.key),
            "web_cluster_datacenter": "DE",
            "web_cluster_size": len(SERVERS),
            "web_cluster_firewall_rules": [{"port": "22"}, {"port": str(self.page_port)}],
            "page_port": self.page_port,
            "web_cluster_balancer_rules": [
                {"port_balancer": self.page_port, "port_server": self.page_port}
            ],
            "cluster_wait_interval": 0.5,  # Simulated time runs fast, and so do the looks at it.
        }
        return self.ansible(
            "ansible-playbook", f"playbooks/{name}.yml", "-e", json.dumps(variables), *arguments
        )


def changed(output: str) -> int:
    """Return how many tasks a recap counts as changed, over all hosts."""
    return sum(int(number) for number in re.findall(r"changed=(\d+)", output))


# -- the acts


def check(stage: Stage) -> str:
    output = stage.play("web_cluster", "--check")
    assert not stage.simulator.writes(), f"check mode wrote: {stage.simulator.writes()}"
    return f"{changed(output)} tasks announced, no write sent"


def apply(stage: Stage) -> str:
    return f"{changed(stage.play('web_cluster'))} tasks changed"


def fetch(stage: Stage) -> str:
    (balancer,) = stage.simulator.api("GET", "/load_balancers")
    address = f"http://{balancer['ip']}:{stage.page_port}/"
    seen: list[str] = []
    end = time.monotonic() + 30
    while set(SERVERS) - set(seen) and time.monotonic() < end:
        page = requests.get(address, timeout=10, headers={"Connection": "close"}).text
        seen.append(re.search(r"served by (\S+)\.", page).group(1))
    assert set(seen) == set(SERVERS), f"only {sorted(set(seen))} answered"
    return f"{address} is served by {', '.join(seen[:6])}"


def graph(stage: Stage) -> str:
    output = stage.ansible("ansible-inventory", "--graph")
    assert all(server in output for server in SERVERS), output
    return "\n" + output.rstrip()


def again(stage: Stage) -> str:
    output = stage.play("web_cluster")
    assert changed(output) == 0, f"the second run changed {changed(output)}:\n{output[-3000:]}"
    assert not stage.simulator.writes(), stage.simulator.writes()
    return f"changed=0, {len(stage.simulator.requests())} requests"


def repair(stage: Stage) -> str:
    policy = next(
        each for each in stage.simulator.api("GET", "/firewall_policies") if each["name"] == "web"
    )
    rule = next(each for each in policy["rules"] if each["port_from"] == stage.page_port)
    stage.simulator.api("DELETE", f"/firewall_policies/{policy['id']}/rules/{rule['id']}")
    output = stage.play("web_cluster", "--check", "--diff")
    shown = [line for line in output.splitlines() if re.match(rf"\+.*{stage.page_port}", line)]
    assert shown, f"the difference is not shown:\n{output[-3000:]}"
    stage.play("web_cluster")
    ports = [
        each["port_from"]
        for each in stage.simulator.api("GET", f"/firewall_policies/{policy['id']}/rules")
    ]
    assert sorted(ports) == sorted([22, stage.page_port]), ports
    return f"shown as {shown[0].strip()!r}, and repaired"


def teardown(stage: Stage) -> str:
    stage.play("teardown")
    left = {
        kind: len(stage.simulator.api("GET", f"/{kind}"))
        for kind in ("servers", "load_balancers", "private_networks", "public_ips", "ssh_keys")
    }
    assert not any(left.values()), f"left over: {left}"
    own = [
        each["name"]
        for each in stage.simulator.api("GET", "/firewall_policies")
        if not each["default"]
    ]
    assert not own, f"left over: {own}"
    return "the account is empty"


ACTS: list[tuple[str, Callable[[Stage], str]]] = [
    ("The whole play in check mode, on an empty account", check),
    ("The same play for real", apply),
    ("The page through the balancer", fetch),
    ("The servers as an inventory", graph),
    ("The same play again", again),
    ("A firewall rule removed behind our back", repair),
    ("Teardown", teardown),
]


def perform(stage: Stage) -> list[tuple[str, float, int]]:
    """Play all acts. :returns: (title, seconds, requests) of each."""
    rows = []
    for number, (title, act) in enumerate(ACTS, 1):
        print(f"\n{number}. {title}", flush=True)
        stage.simulator.clear()
        began = time.monotonic()
        said = act(stage)
        rows.append((title, time.monotonic() - began, len(stage.simulator.requests())))
        print(f"   {said}", flush=True)
    return rows


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-v", "--verbose", action="store_true", help="show what Ansible prints")
    parser.add_argument(
        "--speed", type=float, default=120, help="simulated seconds that pass in a real one"
    )
    options = parser.parse_args()
    if not shutil.which("ssh"):
        print(
            "The demo logs in to its hosts with ssh, which is missing: install openssh-client.",
            file=sys.stderr,
        )
        return 1
    # The end of the demo also ends its processes.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
    ssh_port, page_port = free_port(2222), free_port(8080)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="cloudpanel-demo-") as name,
            SimulatorProcess(speed=options.speed, hosts=True, ssh_port=ssh_port) as simulator,
        ):
            print(
                f"The simulator is the Cloud Panel at {simulator.url}; "
                f"a minute passes in {60 / options.speed:g} s."
            )
            rows = perform(Stage(simulator, Path(name), ssh_port, page_port, options.verbose))
    except (AssertionError, RuntimeError, requests.RequestException) as error:
        print(f"   failed: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"\n{'act':52}{'seconds':>9}{'requests':>10}")
    for title, seconds, count in rows:
        print(f"{title:52}{seconds:9.1f}{count:10}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
