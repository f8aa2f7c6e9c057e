# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Properties of plans, for random desired and current objects.

After the execution of a plan, the next plan is empty.
"""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.planner import plan
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.children import Children
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.context import Desired
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import RESOURCES, complete, values

every_resource = pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
relaxed = settings(
    max_examples=settings.default.max_examples // 5,
    suppress_health_check=[
        HealthCheck.filter_too_much,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


def planned(resource, asked, current, **options):
    """Return a plan. Discard the example if the description rejects the options."""
    try:
        return plan(
            resource,
            Desired(
                options.pop("state", "present"),
                asked,
                {"allow_stop": True, "allow_disk_removal": True, **options},
            ),
            current,
        )
    except ValidationError:
        assume(False)


@every_resource
@relaxed
@given(data=st.data())
def test_creating_leaves_nothing_to_do(resource, data):
    asked = data.draw(complete(resource))
    made = planned(resource, asked, None)
    assert made.steps[0].creates
    assert planned(resource, asked, made.object).steps == ()


@every_resource
@relaxed
@given(data=st.data())
def test_changing_leaves_nothing_to_do(resource, data):
    present = planned(resource, data.draw(complete(resource)), None).object
    asked = data.draw(values(resource))
    state = data.draw(
        st.sampled_from(
            [
                "present",
                *[name for name, each in resource.transitions.items() if each.only_state],
            ]
        )
    )
    changed = planned(resource, asked, present, state=state)
    assert planned(resource, asked, changed.object, state=state).steps == ()
    assert not any(step.creates for step in changed.steps)


@every_resource
@relaxed
@given(data=st.data())
def test_options_that_are_not_set_are_not_changed(resource, data):
    present = planned(resource, data.draw(complete(resource)), None).object
    asked = data.draw(values(resource))
    changed = planned(resource, asked, present)
    hardware = {
        "fixed_instance_size",
        "vcore",
        "cores_per_processor",
        "ram",
    }  # a size has hardware, and other hardware ends a size
    disk = {"thresholds"} if "agent" in asked else set()  # the disk is watched with an agent only
    main = (
        {"hdds"} if "fixed_instance_size" in asked else set()
    )  # the main disk has the size of that of a fixed size
    named = {*asked, *disk, *main, *(hardware if hardware & set(asked) else ())}
    for option, before in changed.before.items():
        if option not in named:
            assert changed.after[option] == before


@pytest.mark.parametrize(
    "resource", [each for each in RESOURCES if each.children], ids=lambda resource: resource.name
)
@relaxed
@given(data=st.data())
def test_without_purging_every_child_stays(resource, data):
    present = planned(resource, data.draw(complete(resource)), None).object
    asked = data.draw(values(resource))
    keep = {children.purge_option: False for children in resource.children}
    changed = planned(resource, asked, present, **keep)
    for children in resource.children:
        identities = [children.identity(view) for view in changed.after[children.name]]
        if type(children).match is Children.match:
            assert all(
                children.identity(view) in identities for view in changed.before[children.name]
            )


@every_resource
@relaxed
@given(data=st.data())
def test_absent_removes_once(resource, data):
    present = {
        **planned(resource, data.draw(complete(resource)), None).object,
        "id": "X",
        "default": 0,
    }
    gone = planned(resource, {}, present, state="absent")
    *released, removal = gone.steps
    assert (
        removal.path.endswith("/X")
        and "{" not in removal.path
        and removal.removes
        and gone.object is None
    )
    assert bool(released) == any(
        (resource.view(present)[name] or None) != (value or None)
        for name, value in resource.before_removal.items()
    )
    assert all(step.method in ("DELETE", "PUT") and not step.removes for step in released)
    assert planned(resource, {}, None, state="absent").steps == ()
