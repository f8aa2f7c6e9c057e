# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In each reading, results have one form, and a plan for the values in a result is empty."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import (
    REPORTS,
    RESOURCES,
)
from reference_examples import Filled
from result_forms import undocumented
from worlds import each_reading, each_world

from .shown_examples import KINDS, Shown, documentation, leaves, options_of

#: The switches that decide on names and forms of members.
MEMBERS = (
    "rule-ports",
    "region-key",
    "no-fixed-size",
    "empty-members",
    "policy-key",
    "architecture-key",
    "access-members",
    "public-keys",
    "alert-keys",
    "disk-threshold",
    "spain",
    "empty-texts",
    "image-ids",
    "ready-states",
    "idle-percent",
)
#: The options with which reports are read, if not without any.
OPTIONS = {
    "monitoring_info": [{}, {"server": "running"}],
    "server_snapshot_info": [{"server": "kept"}],
}


@pytest.fixture
def filled(simulator):
    return Filled(simulator)


@pytest.mark.exhaustive
@each_reading(*MEMBERS)
def test_objects_are_read_into_one_form(filled, tasks):
    for resource in KINDS.values():
        module = f"{resource.name}_info"
        results = tasks.ok(module)[resource.plural]
        documented = documentation(module)[resource.plural]
        assert sorted(undocumented(results, documented)) == []
        assert (
            results
            and tasks.ok(module, filters=dict(leaves(results[0])))[resource.plural][:1]
            == results[:1]
        )
    for module, report in REPORTS.items():
        for options in OPTIONS.get(module, [{}]):
            results = tasks.ok(module, **options)[report.name]
            documented = documentation(module)[report.name]
            assert results and sorted(undocumented(results, documented)) == [], (
                module,
                options,
            )


@pytest.mark.exhaustive
@each_reading(*MEMBERS)
def test_plans_for_current_values_are_empty(filled, tasks):
    check_plans(filled, tasks)


@each_world(seeds=range(6))
def test_plans_for_current_values_are_empty_in_each_world(filled, tasks):
    check_plans(filled, tasks)


def check_plans(filled: Filled, tasks) -> None:
    for resource in RESOURCES.values():
        objects = filled.api.api("GET", resource.path)
        assert objects
        for obj in objects:
            itself = (
                obj
                if not resource.has_ids
                else filled.api.api("GET", f"{resource.path}/{obj['id']}")
            )
            for each in (obj, itself):
                options, _refs = options_of(Shown(resource, each, None))
                for check in (True, False):
                    result = tasks.ok(resource.name, check, **options)
                    assert result["operations"] == [], (options, result["operations"])
