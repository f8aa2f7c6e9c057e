# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No code changes an API object that it received: plans accept objects that cannot be changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.back_references import (
    consequences,
    without_removed,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.planner import plan
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.context import Desired
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import Ref
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import RESOURCES, complete, values

OPTIONS = {"allow_stop": True, "allow_disk_removal": True}
relaxed = settings(
    max_examples=settings.default.max_examples // 5,
    suppress_health_check=[
        HealthCheck.filter_too_much,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)


def forbidden(self: Any, *_args: Any, **_kwargs: Any) -> None:
    raise AssertionError("an object was changed that belongs to other code")


CHANGES = (
    *("__setitem__", "__delitem__", "__ior__", "__iadd__", "update", "setdefault", "pop"),
    *("popitem", "clear", "append", "extend", "insert", "remove", "sort", "reverse"),
)
FrozenDict = type("FrozenDict", (dict,), {name: forbidden for name in CHANGES if name in dir(dict)})
FrozenList = type("FrozenList", (list,), {name: forbidden for name in CHANGES if name in dir(list)})


def frozen(value: Any) -> Any:
    """Return a value in which no object and no list can be changed, at any depth."""
    if isinstance(value, dict):
        return FrozenDict({key: frozen(inner) for key, inner in value.items()})
    if isinstance(value, list):
        return FrozenList([frozen(inner) for inner in value])
    if isinstance(value, tuple):
        return tuple(frozen(inner) for inner in value)
    if isinstance(value, Ref):
        return replace(value, object=frozen(dict(value.object)), shown=frozen(dict(value.shown)))
    return value


def planned(resource, desired, current, state="present"):
    """Return a plan for objects that cannot be changed."""
    try:
        return plan(resource, Desired(state, frozen(desired), frozen(OPTIONS)), frozen(current))
    except ValidationError:
        assume(False)


@pytest.mark.parametrize("change", CHANGES)
def test_a_frozen_object_cannot_be_changed(change):
    for value in (frozen({"a": 1}), frozen([1])):
        if hasattr(value, change):
            with pytest.raises(AssertionError, match="an object was changed"):
                getattr(value, change)("a", 1)


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
@relaxed
@given(data=st.data())
def test_plans_change_no_object_that_they_received(resource, data):
    new = planned(resource, data.draw(complete(resource)), None).object
    state = data.draw(st.sampled_from(list(resource.states)))
    changed = planned(resource, data.draw(values(resource)), new, state).object
    resource.read(frozen(changed or new))
    consequences(resource.path, frozen(new), frozen(changed), lambda _path, _keys: [])
    without_removed(resource.path, frozen(new), lambda _path: {"servers-0", "servers-1"})
