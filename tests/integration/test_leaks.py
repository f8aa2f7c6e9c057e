# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No trace of Ansible runs contains a secret. ``make leaks`` carries out many more runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from leaks import runs
from leaks.campaign import Campaign
from leaks.report import judged


@pytest.fixture(scope="module")
def campaign(tmp_path_factory) -> Iterator[Campaign]:
    with Campaign(tmp_path_factory.mktemp("leaks")) as campaign:
        yield campaign


@pytest.mark.parametrize("run", [*runs.control(), *runs.sample()], ids=str)
def test_secrets_are_in_the_places_of_the_table_only(campaign, run):
    assert judged(campaign.carry_out(run)) == []
