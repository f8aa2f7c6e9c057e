# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of request bodies with two names: what is learned from rejections."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.spellings import Spellings
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store

BODY = {"name": "data", "server_id": "X"}
UNKNOWN_OTHER, UNKNOWN_DOCUMENTED = "Unknown field(s) server", "Unknown field(s) server_id"


@pytest.fixture
def store(tmp_path) -> Store:
    return Store("token", "https://example.com/v1", tmp_path)


@pytest.fixture
def spellings(store) -> Spellings:
    return Spellings(store, "/block_storages", {"server_id": "server"})


def sent(spellings: Spellings) -> set[str]:
    return {*spellings.spell(BODY)} - {"name"}


def test_a_body_has_both_names_and_others_stay_as_they_are(spellings):
    assert spellings.spell(BODY) == {"name": "data", "server_id": "X", "server": "X"}
    assert spellings.spell({"name": "data"}) == {"name": "data"}
    assert spellings.spell(None) is None and spellings.spell(["x"]) == ["x"]


@pytest.mark.parametrize(
    "message, errors, left",
    [
        (UNKNOWN_OTHER, {"server": 1}, "server_id"),
        (UNKNOWN_DOCUMENTED, {"server_id": 1}, "server"),
        ("Wrong value Field(s) server", None, "server_id"),
        (" ", {"invalid": "server"}, "server_id"),
        ("Unexpected member", {"server_id": 1}, "server"),
        ("Required field(s) servers missing or empty. ", {"servers": 1}, "server_id"),
    ],
)
def test_a_rejected_name_is_not_sent_any_more(store, spellings, message, errors, left):
    assert spellings.learn(BODY, 400, message, errors) and sent(spellings) == {left}
    assert sent(Spellings(store, "/block_storages", {"server_id": "server"})) == {left}


@pytest.mark.parametrize(
    "message, left",
    [
        ("Unknown field(s) networks", "network"),
        ("Unknown field(s) network", "networks"),
        ("Unknown field(s) roles.networks", "network"),
    ],
)
def test_a_name_can_be_the_plural_of_the_other_one(store, message, left):
    spellings = Spellings(store, "/roles", {"network": "networks"})
    assert spellings.spell({"network": 1}) == {"network": 1, "networks": 1}
    assert spellings.learn({"network": 1}, 400, message, None) and spellings.spell(
        {"network": 1}
    ) == {left: 1}


@pytest.mark.parametrize(
    "status, message, errors",
    [
        (400, "Wrong value Field(s) server_id", {"server_id": "X"}),
        (400, "Wrong value Field(s) name", None),
        (400, "Too high 11 > 10.00", {"prefix": "ngcs.blockstorage"}),
        (403, UNKNOWN_OTHER, None),
        (None, UNKNOWN_OTHER, None),
    ],
)
def test_nothing_is_learned_from_a_rejection_for_another_reason(spellings, status, message, errors):
    assert spellings.learn(BODY, status, message, errors) is False
    assert sent(spellings) == {"server_id", "server"}


def test_a_name_that_was_right_once_can_be_wrong_later(store, spellings):
    spellings.learn(BODY, 400, UNKNOWN_OTHER, None)
    later = Spellings(store, "/block_storages", {"server_id": "server"})
    for message in ("The server is in another datacenter", "Wrong value Field(s) server_id"):
        assert not later.learn(BODY, 400, message, None) and sent(later) == {"server_id"}
    assert later.learn(
        BODY, 400, "Required field(s) servers missing or empty. ", {"servers": 1}
    ) and sent(later) == {"server"}


def test_each_name_is_tried_once(spellings):
    assert spellings.learn(BODY, 400, UNKNOWN_OTHER, None)
    assert spellings.learn(BODY, 400, UNKNOWN_DOCUMENTED, None)
    assert not spellings.learn(BODY, 400, UNKNOWN_OTHER, None)
