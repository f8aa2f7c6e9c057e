# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images in the readings of the API that concern them."""

from __future__ import annotations

import pytest
from simulator.readings import SWITCHES, Readings
from worlds import each_reading

SERVER = {"appliance": "debian12-64min", "fixed_instance_size": "M"}
NIGHTLY = {"name": "nightly", "server": "web", "frequency": "DAILY", "num_images": 3}
DAY = 24 * 3600
WORLDS = ("reference", "observed", "adverse", "mixed:1", "mixed:2")
SERIES = pytest.mark.parametrize(
    "readings",
    [
        Readings(chosen={"image-series": "series", "image-names": names, "list-order": order})
        for names in SWITCHES["image-names"].readings
        for order in SWITCHES["list-order"].readings
    ]
    + [Readings(world, {"image-series": "series"}) for world in WORLDS],
    ids=lambda readings: f"{readings.world}-{readings}",
    indirect=True,
)


@pytest.fixture
def web(tasks, simulator):
    tasks.ok("server", name="web", **SERVER)
    simulator.clear()


@pytest.fixture
def series(tasks, simulator, web):
    """Return the images of a series of three, the newest first."""
    tasks.ok("image", **NIGHTLY)
    simulator.time.sleep(4.5 * DAY)
    found = images(simulator)
    assert len(found) == 3
    simulator.clear()
    return found


def images(simulator) -> list[dict]:
    """Return the images, the newest first. The first request shows automatic images too late."""
    simulator.api("GET", "/images")
    simulator.time.sleep(60)
    return sorted(
        simulator.api("GET", "/images"), key=lambda image: image["creation_date"], reverse=True
    )


# -- names and series


@each_reading("image-names", "image-series", "ready-states", "architecture-key")
@pytest.mark.parametrize("options", [{}, {"frequency": "WEEKLY", "num_images": 2}])
def test_the_life_of_an_image_in_each_reading(tasks, web, options):
    check, real, _again = tasks.converge("image", name="golden", server="web", **options)
    assert (
        [each["path"] for each in check["operations"]]
        == [each["path"] for each in real["operations"]]
        == ["/images"]
    )
    tasks.converge("image", name="golden", description="golden")
    check, real, _again = tasks.converge("image", name="golden", state="absent")
    assert [each["method"] for each in check["operations"]] == [
        each["method"] for each in real["operations"]
    ]


@SERIES
def test_the_newest_image_answers_for_its_series(tasks, simulator, series):
    assert not tasks.ok("image", **NIGHTLY)["changed"]
    check, real, _again = tasks.converge("image", name="nightly", description="of the night")
    assert check["operations"] == real["operations"] and real["image"]["id"] == series[0]["id"]
    assert simulator.accepted() == [f"PUT /images/{series[0]['id']}"]


@SERIES
def test_the_end_of_a_series_keeps_its_images(tasks, simulator, series):
    tasks.converge("image", name="nightly", frequency="ONCE")
    simulator.time.sleep(3 * DAY)
    assert [each["id"] for each in images(simulator)] == [each["id"] for each in series]
    assert {each["frequency"] for each in images(simulator)} == {"ONCE"}


@SERIES
def test_a_series_is_removed_with_consent_only(tasks, simulator, series):
    for check in (True, False):
        message = tasks.error("image", check, name="nightly", state="absent")
        assert (
            "one of a series of 3 images" in message
            and "Set allow_series_removal to true" in message
        )
    assert simulator.writes() == []
    check, real, _again = tasks.converge(
        "image", name="nightly", state="absent", allow_series_removal=True
    )
    assert check["operations"] == real["operations"]
    assert [each["method"] for each in real["operations"]] == ["PUT", "DELETE", "DELETE", "DELETE"]
    simulator.time.sleep(3 * DAY)
    assert images(simulator) == []


@SERIES
def test_a_check_announces_the_removal_of_a_whole_series(tasks, series):
    run = tasks.in_run()
    assert run.ok("image", True, name="nightly", state="absent", allow_series_removal=True)[
        "changed"
    ]
    assert [each["method"] for each in run.ok("image", True, **NIGHTLY)["operations"]] == ["POST"]


@SERIES
def test_one_image_of_a_series_is_removed_by_its_id(tasks, simulator, series):
    check, real, _again = tasks.converge("image", id=series[1]["id"], state="absent")
    assert check["operations"] == real["operations"]
    assert [each["id"] for each in images(simulator)] == [series[0]["id"], series[2]["id"]]


@SERIES
def test_a_server_is_made_of_the_newest_image_that_is_ready(tasks, simulator, series):
    simulator.time.sleep(0.51 * DAY)
    _check, real, _again = tasks.converge(
        "server", name="copy", appliance="nightly", fixed_instance_size="M"
    )
    assert real["server"]["image"]["name"] in {
        each["name"] for each in series[:1] + images(simulator)
    }


@SERIES
def test_a_newer_image_of_a_series_installs_no_server_again(tasks, simulator, series):
    tasks.ok("server", name="copy", appliance="nightly", fixed_instance_size="M")
    simulator.time.sleep(DAY)
    simulator.clear()
    result = tasks.ok("server", name="copy", appliance="nightly", state="rebuilt")
    assert not result["changed"] and not result["warnings"] and simulator.writes() == []


def test_images_of_one_day_are_no_series(tasks, simulator, web):
    server = simulator.api("GET", "/servers")[0]["id"]
    simulator.time.sleep(1.5 * DAY - simulator.time.time() % DAY)  # noon
    for _number in range(2):
        simulator.api(
            "POST", "/images", {"server_id": server, "name": "golden", "frequency": "ONCE"}
        )
        simulator.settle()
    assert "There are 2 objects with the name 'golden'" in tasks.error(
        "image", name="golden", description="mine"
    )


def test_images_of_two_servers_are_no_series(tasks, simulator, web):
    tasks.ok("server", name="db", **SERVER)
    for server in simulator.api("GET", "/servers"):
        simulator.api(
            "POST", "/images", {"server_id": server["id"], "name": "golden", "frequency": "ONCE"}
        )
        simulator.time.sleep(DAY)
    for state in ("present", "absent"):
        assert "There are 2 objects with the name 'golden'" in tasks.error(
            "image", name="golden", state=state
        )


# -- imports


@each_reading("import-server")
@pytest.mark.parametrize("options", [{"source": "image"}, {"source": "iso", "iso_type": "app"}])
def test_an_import_names_a_server_if_the_api_wants_one(tasks, simulator, web, readings, options):
    options = {"name": "file", "url": "https://example.com/file", **options}
    if readings["import-server"] == "filled":
        assert "server_id" in tasks.error("image", **options)
    else:
        tasks.converge("image", **options)
        tasks.ok("image", name="file", state="absent")
    check, real, _again = tasks.converge("image", **options, server="web")
    assert check["operations"] == real["operations"] and not real["warnings"]
    assert tasks.ok("server", name="web")["server"]["status"]["state"] == "POWERED_ON"


FILE = {"source": "image", "url": "https://example.com/file"}


@each_reading("import-os")
def test_an_import_names_its_system(tasks, simulator, readings):
    own = readings["import-os"] == "own"
    systems = (
        simulator.api("GET", "/images/os") if own else simulator.api("GET", "/server_appliances")
    )
    windows = next(each for each in systems if each["os_family"] == "Windows")
    options = {"os": windows["id"]} if own else {"appliance": windows["name"]}
    check, real, _again = tasks.converge("image", name="file", **FILE, **options)
    assert check["operations"] == real["operations"] and real["image"]["os_family"] == "Windows"
    assert [each.body["os_id"] for each in simulator.sent("POST")] == [windows["id"]]
    assert (
        tasks.converge("image", name="other", **FILE, os=windows["id"])[1]["image"]["os"]
        == windows["os"]
    )
    if own:
        named = tasks.converge("image", name="named", **FILE, os=windows["os_version"])[1]["image"]
        assert (named["os"], named["os_version"]) == (windows["os"], windows["os_version"])
        assert "os: no operating system has the name or id 'Plan9'" in tasks.error(
            "image", name="new", **FILE, os="Plan9"
        )


def test_a_system_is_named_in_one_way_and_has_to_exist(tasks):
    assert "mutually exclusive" in tasks.error(
        "image", name="new", **FILE, os="F" * 32, appliance="debian12-64min"
    )
    assert "Wrong value Field(s) os_id" in tasks.error("image", name="new", **FILE, os="F" * 32)


@pytest.mark.parametrize(
    "options, words",
    [
        (
            {"source": "image", "server": "web"},
            "source is image, which is imported from url. Set url",
        ),
        (
            {"server": "web", "url": "https://example.com/a"},
            "url is what an image or iso is imported from",
        ),
    ],
)
def test_an_import_that_cannot_be_is_refused(tasks, simulator, web, options, words):
    assert words in tasks.error("image", name="new", **options)
    assert simulator.writes() == []
