# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random options of tasks on an account with an object of each kind."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping, Sequence
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import Resource
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import Ref
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from in_process import Tasks
from plays import KEY, SERVER, task
from strategies import complete, values

#: Attempts to draw options that fit together.
DRAWS = 12
#: The bytes from which a value is made. Longer values are drawn again.
BYTES = 8192
#: Another text draws other options.
SEED = os.environ.get("CLOUDPANEL_RANDOM_OPTIONS", "")
PREPARED = [
    task("ssh_key", name="key", public_key=KEY),
    task("monitoring_policy", name="mon"),
    task("private_network", name="net"),
    task("firewall_policy", name="web", rules=[{"port": "80"}]),
    task("user", name="jane", password="Correct-Horse-7"),
    task("load_balancer", name="lb", rules=[{"port_balancer": 80, "port_server": 80}]),
    task("role", name="watcher"),
    task("public_ip", reverse_dns="a.example.com"),
    *[task("server", name=name, **SERVER, power_on=False, wait=False) for name in ("one", "two")],
    task("server_info", name=["one", "two"], wait=True),
]
#: The objects that options can refer to, by the key of their lookup.
NAMES = {
    "ssh_keys": ["key"],
    "monitoring_policies": ["mon"],
    "private_networks": ["net"],
    "firewall_policies": ["web", "Linux"],
    "load_balancers": ["lb"],
    "roles": ["watcher"],
    "users": ["jane"],
    "servers": ["one", "two"],
    "server_ips": ["one", "two"],
    "public_ips": ["a.example.com"],
    "datacenters": ["US"],
    "server_appliances": ["debian12-64min"],
    "image_systems": ["debian12-64min"],
    "dvd_isos": ["debian-12-netinst"],
    "baremetal_models": ["BMC_L"],
    "recovery_appliances": ["Linux 64-bit Rescue-System (debian/stable)"],
}
#: Options of all tasks, without which the API may reject them in some readings
#: (api-notes: grow-hardware, import-server).
ALWAYS = {
    "server": {"allow_stop": True, "allow_disk_removal": True, "stop_to_grow": True},
    "image": {"server": "one"},
}
#: Values that the documentation names and the API refuses (api-notes: http-check, only-ipv4).
REFUSED = {"health_check_test": "HTTP", "type": "IPV6"}
#: Options with which a task lets the API try what it may refuse
#: (api-notes: smaller-storages, join-network).
TRIALS = ("allow_shrink", "hot_join")
#: What identifies the object.
IDENTITIES = {"public_ip": {"reverse_dns": "b.example.com"}}


def drawn(strategy: SearchStrategy, chance: random.Random) -> Any:
    """Return a random value that depends on the source of chance only.

    Hypothesis makes the value from random bytes. Its usual search depends on what was drawn before.
    """
    found: list[Any] = []

    @settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def draw(value: Any) -> None:
        found.append(value)

    while not found:
        draw.hypothesis.fuzz_one_input(chance.randbytes(BYTES))
    return found[0]


def task_options(resource: Resource, values: SearchStrategy) -> SearchStrategy:
    """Return a strategy for the options of a task: values, a state, and how the task works.

    States and options with which each run makes a change are left out.
    """
    states = [
        name
        for name in resource.states
        if name != "absent"
        and not (name in resource.transitions and resource.transitions[name].repeats({}))
    ]
    switches = [
        each.name for each in resource.options if each.type == "bool" and each.name not in TRIALS
    ]
    switches += [each.purge_option for each in resource.children]
    ways = {"state": st.sampled_from(states), **{name: st.booleans() for name in switches}}
    more = st.fixed_dictionaries({}, optional=ways)
    return st.tuples(more, values).map(lambda pair: {**pair[0], **pair[1]})


def named(value: Any) -> Any:
    """Return options as in a task: with names for references, and without null."""
    if isinstance(value, Ref):
        kind, _dash, number = value.id.rpartition("-")
        return (
            NAMES[kind][int(number) % len(NAMES[kind])]
            if kind in NAMES
            else value.label or value.id
        )
    if isinstance(value, Mapping):
        return {name: named(inner) for name, inner in value.items() if inner is not None}
    return (
        [named(each) for each in value]
        if isinstance(value, Sequence) and not isinstance(value, str)
        else value
    )


def accepted(
    tasks: Tasks,
    module: str,
    strategy: SearchStrategy,
    chance: random.Random,
    fixed: Mapping[str, Any],
) -> dict[str, Any] | None:
    """Options that check mode does not refuse. None: so many draws did not bring any."""
    for _draw in range(DRAWS):
        options = {**named(drawn(strategy, chance)), **fixed}
        check = (
            {"failed": True}
            if any(options.get(name) == value for name, value in REFUSED.items())
            else tasks(module, True, **options)
        )
        assert "Unexpected" not in check.get("msg", ""), (options, check)
        if not check.get("failed"):
            return options
    return None


def random_options(
    tasks: Tasks, resource: Resource, chance: random.Random, complete_object: bool
) -> dict[str, Any] | None:
    """Return random options of a task that check mode accepts, or None.

    :param complete_object: whether they contain what a creation needs.
    """
    fixed = {**ALWAYS.get(resource.name, {}), **IDENTITIES.get(resource.name, {"name": "random"})}
    drawn_values = complete(resource) if complete_object else values(resource)
    return accepted(tasks, resource.name, task_options(resource, drawn_values), chance, fixed)
