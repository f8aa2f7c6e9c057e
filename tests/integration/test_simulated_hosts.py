# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers as SSH hosts, and load balancers as proxies, from the view of SSH and HTTP clients."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import asyncssh
import pytest
import requests
from simulator import process
from simulator.hosts.firewall import allowed
from simulator.hosts.loopback import Claim, InUseError, free_port
from simulator.hosts.proxy import Choice, Proxy
from simulator.hosts.world import Balancer, BalancerRule, FirewallRule
from simulator.process import SimulatorProcess

SPEED = 600
FOLDER = "$CLOUDPANEL_HOST_FOLDER"
SERVE = (
    'nohup python3 -c "import http.server,os,functools;'
    "h=type('H',(http.server.BaseHTTPRequestHandler,),{'do_GET':lambda s:("
    "s.send_response(200),s.end_headers(),"
    "s.wfile.write(os.environ['CLOUDPANEL_HOST_NAME'].encode())),'log_message':lambda *a:None});"
    "http.server.HTTPServer((os.environ['CLOUDPANEL_HOST_ADDRESS'],8080),h).serve_forever()\""
    " > log 2>&1 < /dev/null & echo $! > pid"
)


def until(check, seconds: float = 20.0):
    """Return the first true result of ``check``."""
    end = time.monotonic() + seconds
    while True:
        value = check()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.05)


class Cluster:
    """An account with SSH hosts."""

    def __init__(self, simulator: SimulatorProcess, folder: Path, port: int) -> None:
        self.api = simulator.api
        self.port = port
        self.folder = folder
        self.key_file = folder / "key"
        key = asyncssh.generate_private_key("ssh-ed25519")
        key.write_private_key(self.key_file)
        self.key_file.chmod(0o600)
        self.key = self.api(
            "POST", "/ssh_keys", {"name": "key", "public_key": key.export_public_key().decode()}
        )["id"]
        self.policy = self.api(
            "POST",
            "/firewall_policies",
            {
                "name": "web",
                "rules": [{"protocol": "TCP", "port": "22"}, {"protocol": "TCP", "port": "8080"}],
            },
        )["id"]
        self.image = self.api("GET", "/server_appliances", q="debian12-64min")[0]["id"]
        self.size = self.api("GET", "/servers/fixed_instance_sizes")[0]["id"]

    def servers(self, *names: str) -> list[dict]:
        made = [
            self.api(
                "POST",
                "/servers",
                {
                    "name": name,
                    "appliance_id": self.image,
                    "hardware": {"fixed_instance_size_id": self.size},
                    "public_key": [self.key],
                    "firewall_policy_id": self.policy,
                },
            )["id"]
            for name in names
        ]
        return [self.settled(identifier) for identifier in made]

    def settled(self, identifier: str) -> dict:
        until(lambda: self.api("GET", f"/servers/{identifier}")["status"]["percent"] is None)
        return self.api("GET", f"/servers/{identifier}")

    def retry(self, method: str, path: str, body=None) -> None:
        """Repeat a write until the server is idle."""

        def accepted() -> bool:
            try:
                self.api(method, path, body)
            except requests.HTTPError as error:
                assert error.response.status_code == 403
                return False
            return True

        assert until(accepted)

    def act(self, server: dict, action: str) -> None:
        self.retry(
            "PUT",
            f"/servers/{server['id']}/status/action",
            {"action": action, "method": "SOFTWARE"},
        )
        self.settled(server["id"])

    def ssh(
        self, server: dict, command: str, key: Path | None = None
    ) -> subprocess.CompletedProcess:
        options = [
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "LogLevel=ERROR",
            "-o",
            "BatchMode=yes",
            "-o",
            "ConnectTimeout=10",
            "-i",
            str(key or self.key_file),
            "-o",
            "IdentitiesOnly=yes",
        ]
        return subprocess.run(
            ["ssh", *options, "-p", str(self.port), f"root@{address(server)}", command],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            stdin=subprocess.DEVNULL,
        )


def address(server: dict) -> str:
    return server["ips"][0]["ip"]


def page(ip: str, port: int = 8080) -> str | None:
    try:
        return requests.get(f"http://{ip}:{port}/", timeout=5, headers={"Connection": "close"}).text
    except requests.RequestException:
        return None


@pytest.fixture
def cluster(tmp_path) -> Iterator[Cluster]:
    port = free_port(2222)
    with SimulatorProcess(
        speed=SPEED, hosts=True, ssh_port=port, hosts_dir=tmp_path / "hosts"
    ) as simulator:
        yield Cluster(simulator, tmp_path, port)


def test_a_server_is_logged_in_to_with_its_key_only(cluster, tmp_path):
    (server,) = cluster.servers("web")
    answer = cluster.ssh(server, "echo out; echo err >&2; pwd; exit 3")
    assert answer.returncode == 3
    assert answer.stdout.splitlines()[0] == "out" and answer.stderr == "err\n"
    home = str(tmp_path / "hosts" / server["id"] / "home")
    assert answer.stdout.splitlines()[1] == home
    assert cluster.ssh(server, "echo ~ ~root ~root/www ~rooted").stdout == (
        f"{home} {home} {home}/www ~rooted\n"
    )
    other = tmp_path / "other"
    asyncssh.generate_private_key("ssh-ed25519").write_private_key(other)
    other.chmod(0o600)
    assert cluster.ssh(server, "true", other).returncode == 255


def test_power_off_ends_processes_and_keeps_files_and_a_new_image_empties_them(cluster):
    (server,) = cluster.servers("web")
    assert cluster.ssh(server, f"echo kept > file; {SERVE}").returncode == 0
    assert until(lambda: page(address(server)) == "web")
    cluster.act(server, "POWER_OFF")
    assert cluster.ssh(server, "true").returncode == 255
    assert page(address(server)) is None
    cluster.act(server, "POWER_ON")
    assert cluster.ssh(server, "cat file").stdout == "kept\n"
    assert page(address(server)) is None
    cluster.retry("PUT", f"/servers/{server['id']}/image", {"id": cluster.image})
    cluster.settled(server["id"])
    assert cluster.ssh(server, "ls").stdout == ""
    cluster.retry("DELETE", f"/servers/{server['id']}")
    assert until(lambda: not cluster.api("GET", "/servers"))
    assert cluster.ssh(server, "true").returncode == 255


def test_an_image_contains_the_home_of_its_server(cluster, tmp_path):
    (server,) = cluster.servers("web")
    assert cluster.ssh(server, "mkdir folder; echo old > folder/file; mkfifo pipe").returncode == 0
    body = {"name": "copy", "server_id": server["id"], "frequency": "ONCE"}
    image = cluster.api("POST", "/images", body)["id"]
    cluster.settled(server["id"])
    assert cluster.ssh(server, "echo new > folder/file").returncode == 0
    assert until(lambda: cluster.api("GET", f"/images/{image}")["state"] in ("ENABLED", "ACTIVE"))
    cluster.image = image
    (restored,) = cluster.servers("restored")
    assert cluster.ssh(restored, "cat folder/file; ls").stdout == "old\nfolder\n"
    cluster.retry("DELETE", f"/images/{image}")
    assert until(lambda: not list((tmp_path / "hosts" / "images").iterdir()))
    assert cluster.ssh(restored, "cat folder/file").stdout == "old\n"


def test_a_block_storage_is_a_device_of_its_server(cluster):
    first, second = cluster.servers("db1", "db2")
    storage = cluster.api("POST", "/block_storages", {"name": "data", "size": 20})["id"]
    place = f"/block_storages/{storage}/server"

    def attach(server: dict) -> None:
        cluster.retry("POST", place, {"server_id": server["id"]})
        assert until(lambda: cluster.ssh(server, f"ls {FOLDER}/dev").stdout == "sdb\n")

    attach(first)
    mount = (
        f"cd {FOLDER} && mkdir -p srv/data && "
        'echo "UUID=$(blkid -p -s UUID -o value dev/sdb) $PWD/srv/data ext4 nofail 0 2" > etc/fstab'
        " && mount $PWD/srv/data"
    )
    made = cluster.ssh(first, f"mkfs.ext4 -q {FOLDER}/dev/sdb && {mount} && echo kept > srv/data/a")
    assert made.returncode == 0, made.stderr
    cluster.act(first, "POWER_OFF")
    cluster.act(first, "POWER_ON")
    assert cluster.ssh(first, f"cat {FOLDER}/srv/data/a").stdout == "kept\n"
    cluster.retry("DELETE", place)
    assert until(lambda: not cluster.ssh(first, f"ls {FOLDER}/dev").stdout)
    assert cluster.ssh(first, f"ls {FOLDER}/srv/data").stdout == ""
    until(lambda: cluster.api("GET", f"/block_storages/{storage}")["server"] is None)
    attach(second)
    assert cluster.ssh(second, f"{mount} && cat srv/data/a").stdout == "kept\n"
    cluster.retry("DELETE", place)
    cluster.retry("DELETE", f"/block_storages/{storage}")
    assert until(lambda: not list((cluster.folder / "hosts" / "storages").iterdir()))


def test_the_firewall_policy_opens_and_shuts_ports_and_ssh(cluster):
    (server,) = cluster.servers("web")
    cluster.ssh(server, SERVE)
    assert until(lambda: page(address(server)) == "web")
    rules = cluster.api("GET", f"/firewall_policies/{cluster.policy}/rules")
    for rule in rules:
        cluster.retry("DELETE", f"/firewall_policies/{cluster.policy}/rules/{rule['id']}")
    assert page(address(server)) is None
    assert cluster.ssh(server, "true").returncode == 255


def test_a_load_balancer_rotates_and_excludes_servers_without_an_answer(cluster):
    servers = cluster.servers("web1", "web2", "web3")
    for server in servers:
        cluster.ssh(server, SERVE)
    balancer = cluster.api(
        "POST",
        "/load_balancers",
        {
            "name": "lb",
            "health_check_test": "TCP",
            "health_check_interval": 60,
            "persistence": False,
            "persistence_time": 60,
            "method": "ROUND_ROBIN",
            "rules": [{"protocol": "TCP", "port_balancer": 8000, "port_server": 8080}],
        },
    )["id"]
    cluster.retry(
        "POST",
        f"/load_balancers/{balancer}/server_ips",
        {"server_ips": [each["ips"][0]["id"] for each in servers]},
    )
    ip = until(lambda: cluster.api("GET", f"/load_balancers/{balancer}")["ip"])
    assert until(lambda: {page(ip, 8000) for _each in range(6)} == {"web1", "web2", "web3"})
    cluster.ssh(servers[0], "kill $(cat pid)")
    assert until(lambda: {page(ip, 8000) for _each in range(6)} == {"web2", "web3"})
    cluster.ssh(servers[0], SERVE)
    assert until(lambda: {page(ip, 8000) for _each in range(6)} == {"web1", "web2", "web3"})
    cluster.act(servers[0], "POWER_OFF")
    assert until(lambda: {page(ip, 8000) for _each in range(6)} == {"web2", "web3"})
    cluster.retry("PUT", f"/load_balancers/{balancer}", {"health_check_test": "NONE"})
    assert until(lambda: {page(ip, 8000) for _each in range(6)} == {"web2", "web3", None}), (
        "without a check, no server is excluded"
    )
    cluster.retry(
        "PUT", f"/load_balancers/{balancer}", {"persistence": True, "health_check_test": "TCP"}
    )
    assert until(lambda: len({page(ip, 8000) for _each in range(6)} - {None}) == 1)


def test_open_connections_stay_when_servers_join_and_leave(cluster):
    first, second = cluster.servers("web1", "web2")
    for server in (first, second):
        cluster.ssh(server, SERVE)
    balancer = cluster.api(
        "POST",
        "/load_balancers",
        {
            "name": "lb",
            "health_check_test": "TCP",
            "health_check_interval": 60,
            "persistence": False,
            "persistence_time": 60,
            "method": "ROUND_ROBIN",
            "rules": [{"protocol": "TCP", "port_balancer": 8000, "port_server": 8080}],
        },
    )["id"]
    path = f"/load_balancers/{balancer}/server_ips"
    cluster.retry("POST", path, {"server_ips": [first["ips"][0]["id"]]})
    ip = until(lambda: cluster.api("GET", f"/load_balancers/{balancer}")["ip"])
    assert until(lambda: page(ip, 8000) == "web1")
    # The page server answers one client after the other, so this client has web1 to itself.
    with socket.create_connection((ip, 8000), timeout=10) as client:
        cluster.retry("POST", path, {"server_ips": [second["ips"][0]["id"]]})
        assert until(lambda: len(cluster.api("GET", path)) == 2)
        cluster.retry("DELETE", f"{path}/{first['ips'][0]['id']}")
        assert until(lambda: {page(ip, 8000) for _each in range(6)} == {"web2"})
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
        client.shutdown(socket.SHUT_WR)
        assert client.makefile("rb").read().endswith(b"web1")


def test_a_balancer_serves_only_the_source_of_its_rule(cluster):
    (server,) = cluster.servers("web")
    cluster.ssh(server, SERVE)
    balancer = cluster.api(
        "POST",
        "/load_balancers",
        {
            "name": "lb",
            "health_check_test": "TCP",
            "health_check_interval": 60,
            "persistence": False,
            "persistence_time": 60,
            "method": "LEAST_CONNECTIONS",
            "rules": [
                {
                    "protocol": "TCP",
                    "port_balancer": 8000,
                    "port_server": 8080,
                    "source": "127.0.0.1",
                },
                {
                    "protocol": "TCP",
                    "port_balancer": 8001,
                    "port_server": 8080,
                    "source": "127.0.0.2/32",
                },
            ],
        },
    )["id"]
    cluster.retry(
        "POST", f"/load_balancers/{balancer}/server_ips", {"server_ips": [server["ips"][0]["id"]]}
    )
    ip = until(lambda: cluster.api("GET", f"/load_balancers/{balancer}")["ip"])
    assert until(lambda: page(ip, 8000) == "web") and page(ip, 8001) is None


def balancer(
    method: str = "ROUND_ROBIN", persistence: float | None = None, source: str = "0.0.0.0"
) -> Choice:
    rule = BalancerRule("TCP", 80, 8080, source)
    each = Balancer("B", "127.0.0.9", method, persistence, None, (rule,), ("a", "b", "c"))
    return Choice(
        each,
        rule,
        lambda client: source in ("0.0.0.0", client),
        lambda server, port, _ip: (server, port),
    )


def test_the_server_with_the_least_connections_is_next():
    choice = balancer("LEAST_CONNECTIONS")
    choice.proxy = Proxy("127.0.0.9", 80, choice)
    choice.proxy.connections.update({("a", 8080): 2, ("b", 8080): 1, ("c", 8080): 3})
    assert choice("127.0.0.1") == ("b", 8080)


def test_a_client_from_another_source_gets_no_server():
    assert balancer(source="10.0.0.1")("127.0.0.1") is None
    assert balancer(source="127.0.0.1")("127.0.0.1") is not None


def test_a_client_stays_as_long_as_persistence_lasts():
    kept, moving = balancer(persistence=60), balancer(persistence=0.0)
    assert len({kept("127.0.0.1") for _each in range(6)}) == 1
    assert len({moving("127.0.0.1") for _each in range(6)}) == 3


@pytest.mark.parametrize(
    "rules, source, port, expected",
    [
        ([], "127.0.0.1", 80, False),
        ([("accept", "TCP", 80, 80, "0.0.0.0")], "127.0.0.1", 80, True),
        ([("accept", "TCP", 80, 80, "0.0.0.0")], "127.0.0.1", 81, False),
        ([("accept", "UDP", 80, 80, "0.0.0.0")], "127.0.0.1", 80, False),
        ([("accept", "TCP/UDP", 1, 100, "127.0.0.0/8")], "127.0.0.1", 80, True),
        ([("accept", "ANY", None, None, "10.0.0.1")], "127.0.0.1", 80, False),
        (
            [("accept", "TCP", 80, 80, "0.0.0.0"), ("deny", "ANY", None, None, "127.0.0.1")],
            "127.0.0.1",
            80,
            False,
        ),
    ],
)
def test_rules_decide(rules, source, port, expected):
    assert allowed([FirewallRule(*rule) for rule in rules], source, port) is expected


def test_simulators_run_side_by_side():
    first, second = Claim(), Claim()
    assert first.network != second.network
    with pytest.raises(InUseError, match="is used by another simulator"):
        Claim(first.network)
    first.close()
    Claim(first.network).close()
    second.close()


def test_a_port_that_is_taken_is_not_chosen():
    with socket.create_server(("", 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port(port) != port
    assert free_port(port) == port


def test_an_ssh_port_in_use_is_one_clear_sentence():
    with socket.create_server(("", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [
                sys.executable,
                str(Path(process.__file__).parent),
                "--port",
                "0",
                "--hosts",
                "--ssh-port",
                str(port),
            ],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    assert (
        done.stderr
        == f"Port {port} is in use. The SSH hosts cannot listen on it: choose another --ssh-port.\n"
    )
