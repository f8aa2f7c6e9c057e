# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is created twice, even if lists are late and removed objects are still shown."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from plays import KEY, SERVER, identity, least, task
from simulator.readings import SWITCHES, Readings
from worlds import each_reading
from wrong_clock import WrongClock

#: Objects that are there at once, so that the next task comes before the list shows them.
NEW = least("image", "load_balancer", "server", "shared_storage")
lists = each_reading("lagging-lists", "removal", "list-order")
every = pytest.mark.parametrize("module", NEW)


@lists
@every
def test_a_new_object_is_found_in_the_same_run_in_the_next_one_and_in_check_mode(
    tasks, simulator, module
):
    run = tasks.in_run()
    assert run.ok(module, **NEW[module], wait=False)["changed"]
    for later in (run, run, tasks.in_run(), tasks):
        for check in (True, False):
            assert not later.ok(module, check, **NEW[module])["changed"]
    assert len(simulator.accepted()) == 1


@each_reading("lagging-lists")
def test_a_new_object_is_found_after_the_clock_was_set_back(tasks, simulator):
    with clock.replaced(WrongClock(simulator.time, 8)):
        assert tasks.ok("vpn", name="office")["changed"]
    assert not tasks.ok("vpn", name="office")["changed"]
    assert len(simulator.accepted()) == 1


@lists
@every
def test_a_removed_object_is_absent_in_the_same_run_the_next_run_and_check_mode(
    tasks, simulator, module
):
    tasks.ok(module, **NEW[module])
    simulator.settle()
    simulator.clear()
    run = tasks.in_run()
    assert run.ok(module, **NEW[module], state="absent")["changed"]
    for later in (run, tasks.in_run(), tasks):
        for check in (True, False):
            assert not later.ok(module, check, **NEW[module], state="absent")["changed"]
        assert f"'{NEW[module][identity(module)]}'" not in str(later.ok(f"{module}_info"))
    assert len(simulator.accepted()) == 1


@lists
@every
@pytest.mark.parametrize("wait", [True, False])
def test_a_removed_object_is_created_again(tasks, simulator, module, wait):
    tasks.ok(module, **NEW[module])
    simulator.settle()
    simulator.clear()
    run = tasks.in_run()
    run.ok(module, **NEW[module], state="absent", wait=wait)
    assert not run.ok(module, **NEW[module], state="absent", wait=False)["changed"]
    check, real, again = run.converge(module, **NEW[module])
    assert check["changed"] and real["changed"] and check["operations"] == real["operations"]
    assert not tasks.in_run().ok(module, **NEW[module])["changed"]
    assert [each.split()[0] for each in simulator.accepted()] == ["DELETE", "POST"]


@lists
def test_references_find_new_objects(tasks, simulator):
    made = [
        task("ssh_key", name="key", public_key=KEY),
        task("firewall_policy", name="web", rules=[{"port": "80"}], wait=False),
        task("monitoring_policy", name="mon", wait=False),
        task("load_balancer", name="lb", rules=[{"port_balancer": 80, "port_server": 80}]),
    ]
    assert tasks.play(made).code == 0
    server = {
        "name": "web",
        **SERVER,
        "ssh_keys": ["key"],
        "firewall_policy": "web",
        "monitoring_policy": "mon",
        "load_balancers": ["lb"],
    }
    play = tasks.play(
        [
            task("server", **server),
            task("server", **server),
            task("monitoring_policy", name="mon", servers=["web"]),
            task("public_ip", server="web", reverse_dns="a.example.com"),
            task("public_ip", server="web", reverse_dns="a.example.com"),
        ]
    )
    assert play.code == 0, play.last
    assert [each["changed"] for each in play.results] == [True, False, False, True, False]
    assert len(play.results[0]["server"]["ips"]) == 1


@lists
def test_a_new_object_can_have_the_name_of_a_removed_one(tasks, simulator):
    """The task does not use the removed object, which the list may still show."""
    old = tasks.ok("monitoring_policy", name="mon")["monitoring_policy"]["id"]
    tasks.ok("server", name="web", **SERVER)
    tasks.ok("monitoring_policy", name="mon", state="absent")
    new = tasks.ok("monitoring_policy", name="mon")["monitoring_policy"]["id"]
    shown = tasks.ok("server", name="web", monitoring_policy="mon")["server"]["monitoring_policy"][
        "id"
    ]
    assert shown == new != old


@lists
def test_an_object_that_another_client_removed_is_created_again(tasks, simulator):
    """The object itself counts more than the note of the machine about its creation."""
    made = tasks.ok("vpn", name="office")["vpn"]
    simulator.api("DELETE", f"/vpns/{made['id']}")
    simulator.time.sleep(16)
    assert tasks.ok("vpn", name="office")["changed"]
    assert not tasks.ok("vpn", name="office")["changed"]


@lists
def test_the_address_of_a_removed_server_is_absent(tasks, simulator):
    tasks.ok("server", name="web", **SERVER)
    tasks.ok("public_ip", server="web", reverse_dns="a.example.com")
    tasks.ok("server", name="web", state="absent")
    check, real, _again = tasks.converge("public_ip", reverse_dns="a.example.com")
    assert check["changed"] and real["changed"]
    assert (
        simulator.api("GET", f"/public_ips/{real['public_ip']['id']}")["reverse_dns"]
        == "a.example.com"
    )


@lists
def test_secrets_of_new_objects_are_shown_on_request(tasks):
    for name in ("jane", "joe"):
        tasks.ok("user", name=name, password="Correct-Horse-7", api_access=True)
    shown = tasks.ok("user_info", name=["jane", "joe"], show_secrets=True)["users"]
    assert len(shown) == 2 and all(each["api"]["key"] for each in shown)


@each_reading("removal")
def test_an_object_in_removal_by_another_client_is_created_again(tasks, simulator):
    made = tasks.ok("vpn", name="office")["vpn"]
    simulator.api("DELETE", f"/vpns/{made['id']}")
    assert tasks.ok("vpn", name="office")["vpn"]["id"] != made["id"]
    assert not tasks.ok("vpn", name="office")["changed"]


@pytest.mark.parametrize(
    "readings",
    [
        Readings(chosen={"lagging-lists": "yes", "removal": removal})
        for removal in SWITCHES["removal"].readings
    ],
    ids=str,
    indirect=True,
)
def test_an_object_that_a_task_saw_disappear_is_no_rival_of_the_new_one(tasks, simulator):
    """The list still shows the former object when the new one is ready."""
    made = tasks.ok("vpn", name="office")["vpn"]
    simulator.settle()
    simulator.api("DELETE", f"/vpns/{made['id']}")
    assert tasks.ok("vpn", name="office")["vpn"]["id"] != made["id"]
    assert not tasks.ok("vpn", name="office")["changed"]


@every
def test_a_removal_that_the_api_accepts_and_does_not_carry_out_is_sent_again(
    tasks, proxy, simulator, module
):
    made = tasks.ok(module, **NEW[module])[module]
    simulator.settle()
    path = proxy.sent("POST")[-1].path

    def accepted(exchange):
        exchange.status, exchange.answer = 202, simulator.api("GET", exchange.path)

    proxy.intercept("DELETE", f"{path}/{made['id']}", before=accepted, times=1)
    assert "did not disappear within wait_timeout" in tasks.error(
        module, **NEW[module], state="absent", wait_timeout=120
    )
    assert tasks.ok(module, **NEW[module], state="absent")["changed"]
    assert (
        len(proxy.sent("DELETE")) == 2
        and not tasks.ok(module, **NEW[module], state="absent")["changed"]
    )
