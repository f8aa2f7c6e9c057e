# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Export an account, find drift, and make the account again from the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from plays import KEY, SERVER, task
from simulator.process import SimulatorProcess

from .conftest import INTERVAL, SPEED, Ansible

#: A description that a program must not evaluate.
HOSTILE = "{{ lookup('ansible.builtin.pipe', 'touch evaluated') }}"
PLAYBOOK = "ionos.cloudpanel."
PASSWORD = "Correct-Horse-7"


@pytest.fixture
def account(simulator, tmp_path) -> Ansible:
    """Return an account with objects of several kinds."""
    ansible = Ansible(simulator, tmp_path)
    play = ansible.play(
        [
            task("ssh_key", name="shop-key", public_key=KEY),
            task("private_network", name="shop-net"),
            task("firewall_policy", name="shop-web", rules=[{"port": "80"}]),
            task("server", name="shop-web", **SERVER, firewall_policy="shop-web"),
            task("user", name="jane", password=PASSWORD),
        ]
    )
    assert play.code == 0, play.output
    # A browser has stored it. A module would not let Ansible keep the template.
    (network,) = simulator.api("GET", "/private_networks")
    path = f"/private_networks/{network['id']}"
    simulator.api("PUT", path, {"name": "shop-net", "description": HOSTILE})
    return ansible


def playbook(ansible: Ansible, name: str, *arguments: str, **variables) -> str:
    """Run a playbook of the collection that has to succeed. Return its output."""
    result = run(ansible, name, *arguments, **variables)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-3000:]
    return result.stdout


def run(ansible: Ansible, name: str, *arguments: str, **variables):
    extra = json.dumps({"cloudpanel_wait_interval": INTERVAL, **variables})
    return ansible.run("ansible-playbook", PLAYBOOK + name, "-e", extra, *arguments)


def exported(ansible: Ansible, name: str = "shop.yml", **variables) -> Path:
    playbook(ansible, "export", export_file=name, **variables)
    return ansible.folder / name


def test_an_export_describes_the_account_and_a_second_one_is_the_same(account):
    first = exported(account)
    text = first.read_text()
    assert '#   users "jane": password\n' in text
    assert f"description: !unsafe '{HOSTILE.replace(chr(39), chr(39) * 2)}'\n" in text
    assert PASSWORD not in text
    again = playbook(account, "export", export_file="shop.yml")
    assert "changed=0" in again and first.read_text() == text
    assert not (account.folder / "evaluated").exists()


def test_an_export_takes_the_owner_from_a_file_with_a_description(account):
    file = exported(account, cloudpanel_owner={"prefix": "shop-"})
    text = file.read_text()
    owned = account.folder / "owned.yml"
    owned.write_text(text + "cloudpanel_owner: {prefix: shop-}\n")
    playbook(account, "export", "-e", f"@{owned}", export_file="again.yml")
    again = (account.folder / "again.yml").read_text()
    assert again == text.replace("shop.yml", "again.yml")


def test_an_export_of_kinds_and_of_the_objects_of_an_owner(account):
    text = exported(
        account, export_kinds=["private_networks", "users"], cloudpanel_owner={"prefix": "shop-"}
    ).read_text()
    described = yaml.safe_load(text.replace("!unsafe ", ""))["cloudpanel_stack"]
    assert set(described) == {"private_networks"}


def test_drift_is_found_and_repaired(account, simulator):
    owner = {"cloudpanel_owner": {"prefix": "shop-"}}
    file = f"@{exported(account, **owner)}"
    assert "changed=0" in playbook(account, "drift", "-e", file, **owner)
    (server,) = simulator.api("GET", "/servers")
    (policy,) = [each for each in simulator.api("GET", "/firewall_policies") if not each["default"]]
    simulator.api("PUT", f"/servers/{server['id']}", {"name": "shop-web", "description": "by hand"})
    simulator.api("DELETE", f"/firewall_policies/{policy['id']}/rules/{policy['rules'][0]['id']}")
    simulator.api("POST", "/vpns", {"name": "shop-vpn"})
    simulator.settle()
    found = run(account, "drift", "-e", file, **owner)
    assert found.returncode != 0
    lines = ("firewall_policies[0]", "add rules", 'remove VPN \\"shop-vpn\\" (DELETE /vpns/')
    assert all(line in found.stdout for line in lines), found.stdout
    # The file contains no description of the server. Another export shows it.
    assert "by hand" not in found.stdout
    assert "+      description: by hand" in playbook(
        account, "export", "--check", "--diff", export_file="shop.yml", **owner
    )
    playbook(account, "apply", "-e", file, cloudpanel_purge=True, **owner)
    assert "changed=0" in playbook(account, "drift", "-e", file, **owner)
    assert simulator.api("GET", "/vpns") == []
    assert not (account.folder / "evaluated").exists()


def test_the_account_is_made_again_in_another_account(account, tmp_path):
    text = exported(account).read_text()
    (tmp_path / "other").mkdir()
    with SimulatorProcess(speed=SPEED, linger=0) as empty:
        other = Ansible(empty, tmp_path / "other")
        file = tmp_path / "other" / "shop.yml"
        file.write_text(
            text.replace("- name: jane\n", f"- name: jane\n      password: {PASSWORD}\n")
        )
        missing = run(other, "apply", "-e", f"@{account.folder / 'shop.yml'}")
        assert 'users[0] "jane"' in missing.stdout and "password" in missing.stdout
        assert not empty.api("GET", "/servers")
        playbook(other, "apply", "-e", f"@{file}")
        assert "changed=0" in playbook(other, "apply", "-e", f"@{file}")
        assert (
            exported(other, "again.yml").read_text().partition("---")[2]
            == (text.partition("---")[2])
        )
