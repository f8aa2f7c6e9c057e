# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stack from ansible-playbook: plan with --check and --diff, approval, run, and removal."""

from __future__ import annotations

from plays import KEY, SERVER, task
from stacks import elements, sent, writes

DESCRIPTION = {
    "ssh_keys": [{"name": "shop-key", "public_key": KEY}],
    "firewall_policies": [{"name": "shop-web", "rules": [{"port": "80"}]}],
    "servers": [
        {
            "name": "shop-web-{n}",
            "count": 2,
            **SERVER,
            "ssh_keys": ["shop-key"],
            "firewall_policy": "shop-web",
        }
    ],
    "users": [{"name": "jane", "password": "Correct-Horse-7"}],
}


def stack(**options):
    return [task("stack", **DESCRIPTION, **options)]


def test_a_stack_is_planned_approved_made_and_removed(ansible, simulator):
    check = ansible.play([*stack(), task("server_info")], "--check", "--diff", "-v")
    assert check.code == 0, check.output[-2000:]
    assert {each["method"] for each in simulator.requests()} == {"GET"}
    plan, listed = check.results[0], check.results[1]
    assert [each["name"] for each in listed["servers"]] == ["shop-web-1", "shop-web-2"]
    for element in elements(plan):
        assert f"--- before: {element}" in check.output, check.output[-2000:]
    assert "Correct-Horse-7" not in check.output

    run = ansible.play(stack(approved=plan["plan_id"]), "--diff")
    assert run.code == 0, run.output[-2000:]
    assert elements(run.results[0]) == elements(plan)
    assert sorted(sent(run.results[0])) == sorted(writes(simulator))
    again = ansible.play(stack())
    assert again.code == 0 and not again.results[0]["changed"]
    removal = ansible.play(stack(state="absent"))
    assert removal.code == 0 and simulator.api("GET", "/servers") == []


def test_an_error_of_a_stack_names_the_element(ansible, simulator):
    play = ansible.play([task("stack", servers=[{"name": "a"}, {"name": "b", "state": "off"}])])
    assert play.code == 2
    assert play.results[0]["msg"].startswith("servers[1]: value of state must be one of: present")
    assert "Traceback" not in play.output
