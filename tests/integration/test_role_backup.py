# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role backup: series of images, a tested restore on a real host, and a restore."""

from __future__ import annotations

import pytest
import yaml

from .hosts import Hosts, hosts
from .roles import Life, names, role

__all__ = ["hosts"]

CHECK = [
    {"name": "read", "ansible.builtin.command": "cat data", "register": "data"},
    {"name": "check", "ansible.builtin.assert": {"that": "data.stdout == expected"}},
]


def variables(hosts: Hosts, **more) -> dict:
    """Create the server db1 with a file, and return the variables of the role."""
    hosts.create("db1")
    (hosts.folder / "check.yml").write_text(yaml.safe_dump(CHECK))
    given = hosts.variables("backup")
    given["backup_vars"]["expected"] = "precious"
    hosts.home("db1").joinpath("data").write_text("precious\n")
    servers = [{"name": "db1", "keep": 3}]
    return {**given, "backup_servers": servers, "backup_tasks": "check.yml", **more}


def images(hosts: Hosts) -> list[tuple[str, int]]:
    return [
        (each["frequency"], each["num_images"]) for each in hosts.simulator.api("GET", "/images")
    ]


def test_the_life_of_a_series(hosts):
    def check() -> None:
        assert ("DAILY", 3) in images(hosts)
        assert names(hosts.simulator)["servers"] == ["db1"]

    life = Life(hosts.ansible, "backup", **variables(hosts))
    life.live(check, backup_remove_images=True)


def test_a_tested_restore_and_a_restore(hosts):
    given = variables(hosts, backup_test=True)
    life = Life(hosts.ansible, "backup", **given)
    life.run()
    assert names(hosts.simulator)["servers"] == ["db1"]
    hosts.home("db1").joinpath("data").write_text("lost\n")
    play = hosts.ansible.play([role("backup", "restore", **given, backup_restore="db1")])
    assert play.code == 0, play.output
    assert names(hosts.simulator)["servers"] == ["db1", "db1-restored"]
    assert hosts.home("db1-restored").joinpath("data").read_text() == "precious\n"
    life.run(backup_state="absent")
    assert {frequency for frequency, _number in images(hosts)} == {"ONCE"}


def test_a_failed_check_is_an_error_and_removes_the_server(hosts):
    given = variables(hosts, backup_test=True)
    given["backup_vars"]["expected"] = "other"
    with pytest.raises(AssertionError, match="Assertion failed"):
        Life(hosts.ansible, "backup", **given).run()
    assert names(hosts.simulator)["servers"] == ["db1"]
