# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of different datacenters that do not fit together are an error before the first write."""

from __future__ import annotations

import pytest

WEB = {"name": "web", "appliance": "debian12-64min", "fixed_instance_size": "M"}
OTHER = "but the {} is in {}. They have to be in the same datacenter."


@pytest.fixture
def centers(simulator):
    """Return the default datacenter and another one."""
    found = sorted(simulator.api("GET", "/datacenters"), key=lambda center: not center["default"])
    return found[0]["country_code"], found[1]["country_code"]


@pytest.fixture
def refused(tasks, proxy):
    def refused(module, **options):
        proxy.exchanges.clear()
        messages = {tasks.error(module, check, **options) for check in (True, False)}
        assert proxy.writes() == [] and len(messages) == 1
        return messages.pop()

    return refused


def test_storages_and_their_servers(tasks, refused, centers):
    default, other = centers
    tasks.ok("server", **WEB, datacenter=other)
    for place in ({}, {"datacenter": default}):
        message = refused("block_storage", name="b", size=20, server="web", **place)
        assert message == f"server: web is in {other}, {OTHER.format('block storage', default)}"
        assert f"servers: web is in {other}" in refused(
            "shared_storage", name="s", size=50, servers=[{"server": "web"}], **place
        )
    tasks.ok("block_storage", name="b", size=20)
    tasks.ok("shared_storage", name="s", size=50)
    assert OTHER.format("block storage", default) in refused(
        "block_storage", name="b", server="web"
    )
    assert OTHER.format("shared storage", default) in refused(
        "shared_storage", name="s", servers=[{"server": "web"}]
    )
    tasks.converge("block_storage", name="there", size=20, server="web", datacenter=other)


def test_an_image_of_another_datacenter(tasks, refused, centers):
    default, other = centers
    tasks.ok("server", **WEB, datacenter=other)
    tasks.ok("image", name="copy", server="web")
    made = {"name": "new", "appliance": "copy", "fixed_instance_size": "M"}
    assert OTHER.format("server", default) in refused("server", **made, datacenter=default)
    tasks.ok("server", **made, datacenter=other)


def test_images_that_are_made_again_and_again(tasks, refused, centers):
    _default, other = centers
    tasks.ok("server", **WEB, datacenter=other)
    tasks.ok("server", **{**WEB, "name": "home"})
    daily = {"name": "daily", "frequency": "DAILY", "num_images": 2}
    assert refused("image", **daily, server="web") == (
        f"frequency is DAILY, and the image is in {other}. "
        "Only images in the default datacenter of the account are made more than once."
    )
    tasks.ok("image", **daily, server="home")
