# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of servers and of files, and servers made of them."""

from __future__ import annotations

import re

import pytest

from .client_steps import (
    deploy,
    error_of,
    server_body,
    wait_for_state,
    wait_until,
    wait_until_gone,
    wait_until_ready,
    write,
)

FILE = {"server_id": "", "name": "file", "frequency": "ONCE", "url": "https://example.com/file"}


def image_of(simulator, server: dict, **more) -> dict:
    body = {"server_id": server["id"], "name": "copy", "frequency": "ONCE", **more}
    return wait_for_state(
        simulator, f"/images/{write(simulator, 'POST', '/images', body)['id']}", "ENABLED"
    )


def abroad(simulator) -> str:
    return next(each["id"] for each in simulator.api("GET", "/datacenters") if not each["default"])


def test_an_image_knows_the_system_of_its_server_and_gets_the_day_into_its_name(simulator):
    server = deploy(simulator)
    made = write(
        simulator,
        "POST",
        "/images",
        {
            "server_id": server["id"],
            "name": "copy",
            "frequency": "WEEKLY",
            "num_images": 5,
            "description": "weekly",
        },
    )
    assert re.fullmatch(r"copy_\d{8}", made["name"]) and made["state"] == "DEPLOYING"
    image = wait_for_state(simulator, f"/images/{made['id']}", "ENABLED")
    assert (image["os_family"], image["os"], image["os_version"], image["os_architecture"]) == (
        "Linux",
        "Debian",
        "12",
        64,
    )
    assert (image["type"], image["os_image_type"], image["min_hdd_size"]) == ("MY_IMAGE", None, 40)
    assert (image["server_id"], image["frequency"], image["num_images"]) == (
        server["id"],
        "WEEKLY",
        5,
    )
    assert [disk["size"] for disk in image["hdds"]] == [40]
    assert simulator.api("GET", "/images") == [image]


def test_a_server_that_deploys_has_no_image(with_server):
    server = with_server.api("POST", "/servers", server_body(with_server))
    answer = with_server.raw(
        "POST", "/images", {"server_id": server["id"], "name": "copy", "frequency": "ONCE"}
    )
    assert (answer.status_code, answer.json()) == (
        403,
        {
            "type": "INVALID_STATE",
            "message": "Appliance cannot be created when VM is in state: DEPLOYING",
            "errors": None,
        },
    )


def test_an_image_refuses_changes_while_it_deploys(with_server):
    (server,) = with_server.api("GET", "/servers")
    image = with_server.api(
        "POST", "/images", {"server_id": server["id"], "name": "copy", "frequency": "ONCE"}
    )
    errors = {"element_type": "Image", "id": image["id"], "state": "DEPLOYING"}
    for method, body, message in (
        ("PUT", {"frequency": "ONCE"}, "Cannot change frequency while deploying"),
        ("DELETE", None, "Cannot delete while deploying"),
    ):
        answer = with_server.raw(method, f"/images/{image['id']}", body)
        assert (answer.status_code, answer.json()) == (
            403,
            {"type": "INVALID_STATE", "message": message, "errors": errors},
        )
    assert (
        with_server.raw(
            "POST", "/servers", server_body(with_server, appliance_id=image["id"])
        ).json()["errors"]
        == errors
    )


def test_a_server_is_busy_while_an_image_is_made_of_it(with_server):
    (server,) = with_server.api("GET", "/servers")
    image = {"server_id": server["id"], "name": "copy", "frequency": "ONCE"}
    with_server.api("POST", "/images", image)
    answer = with_server.raw(
        "PUT",
        f"/servers/{server['id']}/status/action",
        {"action": "POWER_OFF", "method": "SOFTWARE"},
    )
    assert (
        answer.status_code == 403
        and with_server.api("GET", f"/servers/{server['id']}/status")["state"] == "POWERED_ON"
    )
    answer = with_server.raw("POST", "/images", image)
    assert (
        answer.json()["message"] == "Appliance cannot be created when VM is in state: CONFIGURING"
    )


def test_renaming_adds_no_day_and_the_policy_can_only_be_ended(simulator):
    image = image_of(simulator, deploy(simulator), frequency="DAILY", num_images=3)
    path = f"/images/{image['id']}"
    assert simulator.api("PUT", path, {"name": "other", "description": "mine"})["name"] == "other"
    answer = simulator.raw("PUT", path, {"frequency": "WEEKLY"})
    assert (answer.status_code, answer.json()["Message"]) == (
        400,
        "Invalid frequency. Only ONCE allowed",
    )
    ended = simulator.api("PUT", path, {"frequency": "ONCE"})
    assert (ended["frequency"], ended["num_images"], ended["name"]) == ("ONCE", 1, "other")
    assert simulator.api("DELETE", path)["state"] == "REMOVING" and wait_until_gone(simulator, path)


@pytest.mark.parametrize(
    "change, message",
    [
        ({"frequency": "DAILY"}, "Number of images must be between 1 and 50"),
        ({"frequency": "DAILY", "num_images": 51}, "Number of images must be between 1 and 50"),
        ({"frequency": "NEVER"}, "Wrong value Field(s) frequency"),
        ({"source": "image", "url": None}, "Wrong value Field(s) url"),
        ({"source": "image"}, "Required field(s) url missing or empty. "),
        ({"source": "image", "url": "file"}, "Wrong value Field(s) url"),
        (
            {"source": "iso", "url": "https://example.com/x.iso"},
            "Required field(s) type missing or empty. ",
        ),
        (
            {
                "source": "image",
                "url": "https://example.com/x",
                "frequency": "DAILY",
                "num_images": 2,
            },
            "Invalid frequency. Only ONCE allowed",
        ),
        (
            {"source": "image", "url": "https://example.com/x", "os_id": "X"},
            "Wrong value Field(s) os_id",
        ),
        ({"datacenter_id": "X"}, "Wrong value Field(s) datacenter_id"),
    ],
)
def test_images_that_cannot_be_created(simulator, change, message):
    body = {
        "server_id": deploy(simulator)["id"],
        "name": "copy",
        "frequency": "ONCE",
        **change,
    }
    answer = error_of(simulator, "POST", "/images", body)
    assert (answer.status_code, answer.json()["Message"]) == (400, message)
    assert simulator.api("GET", "/images") == []


def test_an_image_of_an_unknown_server_is_an_image_not_found(simulator):
    answer = simulator.raw(
        "POST", "/images", {"server_id": "X", "name": "copy", "frequency": "ONCE"}
    )
    assert answer.status_code == 404 and answer.json()["Type"] == "IMAGE_NOT_FOUND"
    assert simulator.raw("GET", "/images/X").json() == {
        "Type": "IMAGE_NOT_FOUND",
        "Message": "Image not found",
        "Errors": None,
    }


def test_a_policy_needs_the_default_datacenter(simulator):
    server = deploy(simulator, datacenter_id=abroad(simulator))
    body = {"server_id": server["id"], "name": "copy", "frequency": "DAILY", "num_images": 2}
    answer = error_of(simulator, "POST", "/images", body)
    assert answer.json()["Message"] == "Frequency policy is only allowed in default datacenter"
    home = next(each["id"] for each in simulator.api("GET", "/datacenters") if each["default"])
    assert (
        simulator.api("POST", "/images", {**body, "datacenter_id": home})["datacenter"]["id"]
        == home
    )


def test_servers_are_installed_from_an_own_image(simulator):
    image = image_of(simulator, deploy(simulator))
    server = deploy(simulator, name="copy", appliance_id=image["id"])
    assert server["image"] == {"id": image["id"], "name": image["name"]}
    assert server["ips"][0]["firewall_policy"]["name"] == "Linux"
    other = deploy(simulator, name="other")
    write(
        simulator,
        "PUT",
        f"/servers/{other['id']}/image",
        {"id": image["id"], "ssh_password": False},
    )
    again = wait_until_ready(simulator, other["id"])
    assert again["image"]["id"] == image["id"] and again["ssh_password"] is False
    simulator.api("DELETE", f"/images/{image['id']}")
    assert wait_until_gone(simulator, f"/images/{image['id']}")
    assert image_of(simulator, again, name="second")["os"] == "Debian"


def test_an_own_image_has_to_fit(simulator):
    disks = {
        "hardware": {
            "vcore": 1,
            "cores_per_processor": 1,
            "ram": 1,
            "hdds": [{"size": 80, "is_main": True}],
        }
    }
    image = image_of(simulator, deploy(simulator, **disks))
    small = server_body(simulator, appliance_id=image["id"])
    assert simulator.raw("POST", "/servers", small).json()["Errors"] == {"hdds": 40}
    size = next(
        each["id"]
        for each in simulator.api("GET", "/servers/fixed_instance_sizes")
        if each["name"] == "M"
    )
    assert (
        simulator.raw(
            "POST", "/servers", {**small, "hardware": {"fixed_instance_size_id": size}}
        ).status_code
        == 400
    )
    model = simulator.api("GET", "/servers/baremetal_models")[0]["id"]
    for change in (
        {"datacenter_id": abroad(simulator)},
        {"server_type": "baremetal", "hardware": {"baremetal_model_id": model}},
    ):
        answer = simulator.raw("POST", "/servers", {**small, **disks, **change})
        assert answer.json()["Errors"] == {"appliance_id": image["id"]}
    server = deploy(simulator, name="small")
    assert error_of(simulator, "PUT", f"/servers/{server['id']}/image", {"id": image["id"]}).json()[
        "Errors"
    ] == {"id": image["id"]}


def test_an_imported_image_has_the_system_that_is_named(simulator):
    windows = next(
        each
        for each in simulator.api("GET", "/server_appliances")
        if each["os_family"] == "Windows"
    )
    made = simulator.api("POST", "/images", {**FILE, "source": "image", "os_id": windows["id"]})
    image = wait_for_state(simulator, f"/images/{made['id']}", "ENABLED")
    assert (image["type"], image["os_family"], image["licenses"]) == (
        "MY_IMAGE",
        "Windows",
        windows["licenses"],
    )
    server = deploy(simulator, appliance_id=image["id"])
    assert server["ips"][0]["firewall_policy"]["name"] == "Windows"
    unknown = simulator.api("POST", "/images", {**FILE, "source": "image"})
    assert (unknown["os_family"], unknown["server_id"]) == ("Other", "")


def test_an_imported_iso_is_a_dvd_and_only_a_system_can_be_installed(simulator):
    made = {
        kind: simulator.api("POST", "/images", {**FILE, "source": "iso", "type": kind})
        for kind in ("os", "app")
    }
    assert [(each["type"], each["os_image_type"]) for each in made.values()] == [
        ("ISO", "ISO_OS"),
        ("ISO", "ISO_TOOL"),
    ]
    for each in made.values():
        wait_for_state(simulator, f"/images/{each['id']}", "ENABLED")
    assert deploy(simulator, appliance_id=made["os"]["id"])["image"]["id"] == made["os"]["id"]
    tool = made["app"]["id"]
    assert simulator.raw("POST", "/servers", server_body(simulator, appliance_id=tool)).json()[
        "Errors"
    ] == {"appliance_id": tool}
    path = f"/servers/{deploy(simulator)['id']}"
    write(simulator, "PUT", f"{path}/dvd", {"id": tool})
    assert wait_until(lambda: simulator.api("GET", path)["dvd"])["id"] == tool
    image = image_of(simulator, deploy(simulator))
    assert error_of(simulator, "PUT", f"{path}/dvd", {"id": image["id"]}).status_code == 400
