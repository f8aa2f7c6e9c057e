# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulator accepts each request of the reference, with ids of existing objects."""

from __future__ import annotations

import pytest
from reference_examples import REQUESTS, Filled, of_each_list
from simulator.readings import Readings
from variants import variants

WORLDS = variants([Readings(), Readings("reference")])


@pytest.mark.parametrize("readings", WORLDS, ids=str, indirect=True)
@pytest.mark.parametrize("example", of_each_list(REQUESTS), ids=str)
def test_the_request_of_an_example_is_accepted(simulator, example):
    account = Filled(simulator)
    answer = simulator.raw(example.method, account.path(example), account.body(example))
    assert answer.ok, (account.body(example), answer.text)
