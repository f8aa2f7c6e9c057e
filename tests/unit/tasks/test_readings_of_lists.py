# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists, texts, statuses and bodies in each of their readings."""

from __future__ import annotations

import pytest
from lives import Case, live
from plays import KEY, least
from worlds import each_reading

#: Objects with a text that can be emptied. Servers and images are tested with their lives.
TEXTS = least("image", "public_ip", "server")
#: Objects whose writes were accepted with another status by the API of 2018.
LIVES = [
    Case("ssh_key", {"name": "key"}, {"public_key": KEY}, [{"description": "mine"}]),
    Case("block_storage", {"name": "data"}, {"size": 20}, [{"size": 40}]),
    Case("public_ip", {"reverse_dns": "a.example.com"}, {}, []),
    Case(
        "user",
        {"name": "jane"},
        {"password": "Correct-Horse-7"},
        [
            {"api_access": True, "allowed_ips": ["192.0.2.1"]},
            {"allowed_ips": []},
            {"description": "x"},
        ],
    ),
    Case(
        "role",
        {"name": "watcher"},
        {},
        [{"users": ["jane"]}, {"description": "sees"}, {"users": []}],
        [
            {
                "ionos.cloudpanel.user": {"name": "jane", "password": "Correct-Horse-7"},
                "name": "user",
            }
        ],
    ),
]


@each_reading("page-limit", "paging", "list-order", "lagging-lists")
def test_an_object_on_any_page_is_found_and_removed(tasks, simulator):
    for number in range(70):
        simulator.api("POST", "/vpns", {"name": f"vpn{number}"})
    simulator.settle()
    for name in ("vpn0", "vpn69"):
        assert not tasks.ok("vpn", name=name)["changed"]
    assert {each["name"] for each in tasks.ok("vpn_info")["vpns"]} == {
        f"vpn{number}" for number in range(70)
    }
    assert (
        tasks.ok("vpn", name="vpn69", state="absent")["changed"]
        and tasks.ok("vpn", name="vpn70")["changed"]
    )
    assert {each["name"] for each in tasks.ok("vpn_info")["vpns"]} == {
        *(f"vpn{number}" for number in range(69)),
        "vpn70",
    }
    assert [each.split()[0] for each in simulator.accepted()[70:]] == ["DELETE", "POST"]


@each_reading("empty-texts")
@pytest.mark.parametrize("module", TEXTS)
def test_a_text_is_written_and_emptied_once(tasks, module):
    tasks.converge(module, **TEXTS[module], description="")
    for description in ("new", "", "other"):
        check, real, again = tasks.converge(module, **TEXTS[module], description=description)
        assert check["changed"] and real["changed"] and check["diff"] == real["diff"]
        assert {
            check[module]["description"],
            real[module]["description"],
            again[module]["description"],
        } == {description}


@each_reading("success-codes", "unknown-members")
@pytest.mark.parametrize("case", LIVES, ids=str)
def test_a_life_with_other_statuses(tasks, simulator, case):
    live(tasks, simulator, case)
