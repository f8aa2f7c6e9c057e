# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random options on an account with an object of each kind, in every world.

If check mode accepts them, the run does what check mode announces, and the second run nothing.
"""

from __future__ import annotations

import random

import pytest
from lives import done
from plays import shape
from random_options import PREPARED, SEED, random_options
from strategies import RESOURCES
from worlds import each_world

#: Changes of an object after its creation.
CHANGES = 2


@each_world(quick=())
@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource.name)
def test_random_options_are_announced_and_applied_once(tasks, simulator, readings, resource):
    assert tasks.play(PREPARED).code == 0
    chance = random.Random(f"{readings} {resource.name} {SEED}")
    for number in range(CHANGES + 1):
        options = random_options(tasks, resource, chance, complete_object=number == 0)
        if options is None:
            continue
        simulator.clear()
        check, run, _again = tasks.converge(resource.name, **options)
        assert shape(check["operations"]) == shape(run["operations"]), options
        assert simulator.accepted() == done(run["operations"]), options
