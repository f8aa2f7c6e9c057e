# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner gets the options of a resource, and no other options, such as the token."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.arguments import (
    CONNECTION,
    SHOW_COSTS,
    SHOW_SECRETS,
    WAITING,
    state_arguments,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.registry import MANAGED


@pytest.mark.parametrize("resource", MANAGED, ids=lambda each: each.name)
def test_the_planner_gets_the_options_of_the_resource(resource):
    others = {*CONNECTION, *WAITING, *SHOW_COSTS, *SHOW_SECRETS}
    arguments = set(state_arguments(resource))
    assert not resource.option_names & others
    assert arguments - others <= resource.option_names <= arguments | {"id", "state"}
