# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of bodies that have two names: the one that the API takes is learned from its refusals."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.spellings import Spellings
from ansible_collections.ionos.cloudpanel.plugins.module_utils.store import Store

NAMES = {"server_id": "server", "network": "networks"}


@pytest.fixture
def spellings(tmp_path, monkeypatch) -> Spellings:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return Spellings(Store("token", "http://127.0.0.1:1/v1"), "/things", NAMES)


@pytest.mark.parametrize("member, message, left", [
    ("server_id", "Unknown field(s) server", "server_id"), ("server_id", "Unknown field(s) server_id", "server"),
    ("server_id", "Required field(s) servers missing or empty. ", "server_id"),
    ("network", "Unknown field(s) networks", "network"), ("network", "Unknown field(s) network", "networks")])
def test_the_name_that_a_refusal_leaves_is_learned(spellings, member, message, left):
    assert spellings.spelled({member: 1}) == {member: 1, NAMES[member]: 1}
    assert spellings.learn({member: 1}, 400, message, None)
    assert spellings.spelled({member: 1}) == {left: 1}


@pytest.mark.parametrize("status, message", [(400, "Wrong value Field(s) name"), (403, "Unknown field(s) server")])
def test_nothing_is_learned_from_other_refusals(spellings, status, message):
    assert not spellings.learn({"server_id": 1}, status, message, None)
    assert spellings.spelled({"server_id": 1, "name": 2}) == {"server_id": 1, "server": 1, "name": 2}
