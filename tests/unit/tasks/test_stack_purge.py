# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects that a stack purges only with consent: series of images, access, networks in use."""

from __future__ import annotations

import pytest
from plays import SERVER
from simulator.readings import Readings

from .test_images import DAY, SERIES, images

PURGE = {"owner": {"prefix": "shop-"}, "purge": True}
NIGHTLY = {"name": "shop-nightly", "server": "web", "frequency": "DAILY", "num_images": 3}


@pytest.fixture
def series(tasks, simulator):
    """Return the images of a series of three, the newest first."""
    tasks.ok("server", name="web", **SERVER)
    tasks.ok("image", **NIGHTLY)
    simulator.time.sleep(4.5 * DAY)
    found = images(simulator)
    simulator.clear()
    return found


def ids(listed):
    return [each["id"] for each in listed]


@SERIES
def test_a_described_series_keeps_all_its_images(tasks, simulator, series):
    assert len(series) == 3
    for options in (NIGHTLY, {"name": series[0]["name"]}, {"id": series[0]["id"]}):
        for check in (True, False):
            result = tasks.ok("stack", check, images=[options], **PURGE)
            assert result["operations"] == [], (options, result["operations"])
    assert ids(images(simulator)) == ids(series)


@SERIES
def test_a_series_is_purged_with_consent_only(tasks, simulator, series):
    for check in (True, False):
        message = tasks.error("stack", check, images=[], **PURGE)
        assert "one of a series of 3 images" in message
        assert "Set allow_series_removal to true" in message
    assert simulator.accepted() == []
    check = tasks.ok("stack", True, images=[], allow_series_removal=True, **PURGE)
    run = tasks.ok("stack", images=[], allow_series_removal=True, **PURGE)
    assert check["operations"] == run["operations"]
    assert images(simulator) == []


@pytest.mark.parametrize("readings", [Readings(chosen={"join-network": "on"})], indirect=True)
def test_a_network_of_running_servers_is_purged_with_hot_join(tasks, simulator):
    tasks.ok("private_network", name="shop-net")
    tasks.ok("server", name="web", **SERVER, private_networks=["shop-net"])
    assert "set hot_join to true" in tasks.error("stack", private_networks=[], **PURGE)
    tasks.ok("stack", private_networks=[], hot_join=True, **PURGE)
    assert "shop-net" not in [each["name"] for each in simulator.api("GET", "/private_networks")]


def test_the_user_of_the_token_is_purged_with_consent(tasks, simulator):
    (user,) = (each["name"] for each in simulator.api("GET", "/users"))
    purge = {"owner": {"prefix": user[:3]}, "purge": True}
    assert "set allow_lockout to true" in tasks.error("stack", users=[], **purge)
    result = tasks.ok("stack", True, users=[], allow_lockout=True, **purge)
    assert [each["method"] for each in result["operations"]] == ["DELETE"]
