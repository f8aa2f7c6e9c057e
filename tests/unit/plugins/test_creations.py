# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans for new objects: what is missing, and what copies and parts of other objects take."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.planner import plan
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.steps import Plan
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.context import Desired
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import Ref
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import RESOURCES
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.server_parts import (
    SERVER_IP,
    SERVER_SNAPSHOT,
)
from plays import rule

FIREWALL_POLICY = RESOURCES["/firewall_policies"]
SERVER = RESOURCES["/servers"]
HARDWARE = {"vcore": 2, "cores_per_processor": 1, "ram": 4, "hdds": []}
ORIGIN = Ref(
    "O",
    "origin",
    {
        "id": "O",
        "name": "origin",
        "server_type": "cloud",
        "image": {"id": "A", "name": "debian"},
        "status": {"state": "POWERED_ON", "percent": None},
        "hardware": HARDWARE,
        "ips": [
            {"id": "I1", "ip": "192.0.2.1", "firewall_policy": {"id": "F", "name": "web"}},
            {"id": "I2", "ip": "192.0.2.2", "firewall_policy": None},
        ],
        "snapshot": None,
    },
)


def new(resource: Any, state: str = "present", **values: Any) -> Plan:
    return plan(resource, Desired(state, values, {"allow_stop": True}), None)


def requests(made: Plan) -> list[str]:
    return [f"{step.method} {step.path}" for step in made.steps]


def clone(state: str = "present", **values: Any) -> Plan:
    return new(SERVER, state, name="copy", clone_of=ORIGIN, **values)


def test_what_is_missing_for_a_new_object_is_named():
    with pytest.raises(
        ValidationError,
        match='^firewall policy "web" does not exist, and creating it needs rules.$',
    ):
        new(FIREWALL_POLICY, name="web")

    class Any3(type(FIREWALL_POLICY)):
        create_requires = (("a", "b"), ("a", "b", "c"))

    with pytest.raises(ValidationError, match="needs a with b, or a, b, c together.$"):
        new(Any3(), name="web", rules=[rule(22)])


def test_all_options_of_a_group_are_needed_and_none_of_them_empty():
    size, image = Ref("Z", "M"), Ref("A", "debian")
    disks = [{"size": 20, "is_main": True}]
    for given in (
        {},
        {"vcore": 1, "ram": 1, "hdds": disks},
        {"vcore": 1, "cores_per_processor": 1, "ram": 1, "hdds": None},
    ):
        with pytest.raises(ValidationError, match="creating it needs fixed_instance_size, or "):
            new(SERVER, name="web", appliance=image, **given)
    whole = {"vcore": 1, "cores_per_processor": 1, "ram": 1, "hdds": disks}
    for given in (whole, {"fixed_instance_size": size}):
        assert requests(new(SERVER, name="web", appliance=image, **given)) == ["POST /servers"]


def test_a_state_that_needs_an_earlier_object_is_refused():
    with pytest.raises(ValidationError, match='server "origin" has no snapshot to restore'):
        new(SERVER_SNAPSHOT, "restored", server=ORIGIN)
    assert requests(new(SERVER_SNAPSHOT, server=ORIGIN)) == ["POST /servers/O/snapshots"]


# -- copies


@pytest.mark.parametrize(
    "values, names",
    [
        ({"password": "Correct-Horse-7"}, "password"),
        ({"user_data": "x", "password": "Correct-Horse-7"}, "password and user_data"),
        ({"appliance": Ref("B", "windows")}, "appliance"),
        ({"baremetal_model": Ref("M", "big")}, "baremetal_model"),
    ],
)
def test_a_copy_takes_no_options_that_only_a_usual_creation_has(values, names):
    them = "them" if " and " in names else "it"
    with pytest.raises(
        ValidationError,
        match=f"^{names} cannot be used with clone_of: the new server takes {them} from 'origin'. "
        f"Remove {names}.$",
    ):
        clone(**values)


def test_a_copy_takes_options_that_its_original_has_too_or_that_can_be_changed():
    assert requests(
        clone(
            appliance=Ref("A", "debian"),
            server_type="cloud",
            monitoring_policy=Ref("M", "all"),
            vcore=4,
            password=None,
        )
    ) == [
        "POST /servers/O/clone",
        "PUT /servers/{id}/hardware",
        "POST /monitoring_policies/M/servers",
    ]


def test_a_copy_can_be_stopped_and_installed_again():
    stopped = clone("stopped", power_on=False)
    assert requests(stopped) == ["POST /servers/O/clone", "PUT /servers/{id}/status/action"]
    assert stopped.object["status"]["state"] == "POWERED_OFF"
    rebuilt = clone("rebuilt", appliance=Ref("B", "windows"), password="Correct-Horse-7")
    assert requests(rebuilt) == ["POST /servers/O/clone", "PUT /servers/{id}/image"]


# -- parts of other objects


def test_a_part_that_exists_already_is_not_taken_for_the_new_one():
    (step,) = new(SERVER_IP, server=ORIGIN, number=3).steps
    assert step.creates and step.known == {"I1", "I2"}
    unseen = Ref("planned:server:web", "web")
    (step,) = new(SERVER_SNAPSHOT, server=unseen).steps
    assert step.creates and step.known == frozenset()


def test_an_address_cannot_be_chosen():
    with pytest.raises(ValidationError, match='"origin" has no address 192.0.2.9, and an address'):
        new(SERVER_IP, server=ORIGIN, ip="192.0.2.9")
