# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is peculiar to images, storages and VPNs."""

from __future__ import annotations

import base64
import io
import stat
import zipfile
from pathlib import Path

import pytest
from plays import SERVER, converge, servers, shape, task


@pytest.mark.parametrize(
    "module, options",
    [
        ("image", {"source": "iso", "iso_type": "os", "url": "https://example.com/a.iso"}),
        ("block_storage", {"size": 20}),
        ("shared_storage", {"size": 50}),
        ("vpn", {}),
    ],
)
def test_a_rename_by_id(tasks, simulator, module, options):
    made = tasks.play([task(module, name="old", **options)]).last[module]
    play = tasks.play(converge(module, id=made["id"], name="new"))
    assert [result["changed"] for result in play.results] == [True, True, False]
    assert play.last[module]["name"] == "new" and play.last[module]["id"] == made["id"]


# -- images


def test_an_image_is_found_by_the_name_without_its_day(tasks, simulator):
    play = tasks.play(
        [
            *servers("web"),
            *[task("image", name="golden", server="web")] * 2,
            task("image_info", name="golden", wait=True),
        ]
    )
    assert play.code == 0, play.last
    made, again, info = play.results[-3:]
    assert made["image"]["name"].startswith("golden_20") and made["image"]["state"] == "ENABLED"
    assert not again["changed"] and again["image"]["id"] == made["image"]["id"]
    assert [image["id"] for image in info["images"]] == [made["image"]["id"]]
    assert len(simulator.api("GET", "/images")) == 1


def test_an_exact_name_goes_before_one_with_a_day(tasks, simulator):
    options = {"source": "image", "url": "https://example.com/a"}
    made = tasks.play([task("image", name="golden", **options)]).last["image"]
    tasks.play(
        [task("image", id=made["id"], name="other"), task("image", name="golden", **options)]
    )
    tasks.play([task("image", id=made["id"], name="golden")])
    play = tasks.play([task("image", name="golden", description="the renamed one")])
    assert play.code == 0, play.last
    assert play.last["image"]["id"] == made["id"] and len(simulator.api("GET", "/images")) == 2


def test_a_server_is_made_of_an_own_image_or_of_an_appliance(tasks, simulator):
    play = tasks.play(
        [
            *servers("web"),
            task("image", name="golden", server="web", wait=False),
            *converge("server", name="clone", appliance="golden", fixed_instance_size="M"),
            task("server", name="plain", **SERVER),
        ]
    )
    assert play.code == 0, play.last
    check, made, again, _plain = play.results[-4:]
    assert shape(check["operations"]) == shape(made["operations"]) and not again["changed"]
    assert made["server"]["image"]["name"].startswith("golden_20")
    paths = [each["path"] for each in simulator.requests() if each["method"] == "GET"]
    assert sum(path == "/images" for path in paths) < 6


def test_an_imported_disc_is_loaded_into_the_drive(tasks, simulator):
    play = tasks.play(
        [
            *servers("web", datacenter="DE"),
            task(
                "image",
                name="disc",
                source="iso",
                url="https://example.com/a.iso",
                iso_type="app",
                datacenter="DE",
            ),
            *converge("server", name="web", dvd="disc"),
        ]
    )
    assert play.code == 0, play.last
    assert [result["changed"] for result in play.results[-3:]] == [True, True, False]
    assert play.last["server"]["dvd"]["name"].startswith("disc_20")


def test_images_are_listed_only_if_no_appliance_matches(tasks, simulator):
    assert tasks.play([task("server", name="plain", **SERVER, wait=False)]).code == 0
    assert not any("images" in each["path"] for each in simulator.requests())


def test_a_server_of_an_image_that_is_only_announced(tasks, simulator):
    play = tasks.play(
        [
            *servers("web"),
            task("image", name="golden", server="web", check_mode=True),
            task(
                "server", name="clone", appliance="golden", fixed_instance_size="M", check_mode=True
            ),
        ]
    )
    assert play.code == 0, play.last
    assert play.last["changed"]


def test_an_unknown_appliance_is_an_error(tasks, simulator):
    play = tasks.play(
        [
            task("image", name="golden", source="image", url="https://example.com/a"),
            task("server", name="web", appliance="golden_2026", fixed_instance_size="M"),
        ]
    )
    assert play.code != 0
    assert (
        "appliance: no server appliance or image has the name or id 'golden_2026'. The nearest "
        "are golden_20" in play.last["msg"]
    )


def test_a_removal_waits_for_an_image_in_the_making(tasks, simulator):
    play = tasks.play(
        [
            *servers("web"),
            task("image", name="golden", server="web", wait=False),
            task("image", name="golden", state="absent"),
        ]
    )
    assert play.code == 0, play.last
    assert simulator.api("GET", "/images") == []


@pytest.mark.parametrize(
    "options, words",
    [
        ({"server": "web", "frequency": "DAILY"}, "frequency is DAILY, which needs num_images"),
        (
            {"server": "web", "num_images": 3},
            "num_images is 3, which requires the frequency DAILY or WEEKLY",
        ),
        (
            {"frequency": "ONCE", "num_images": 3},
            "num_images is 3, which requires the frequency DAILY or WEEKLY",
        ),
        ({"source": "iso", "url": "https://example.com/a"}, "source is iso, which needs iso_type"),
        (
            {"source": "image", "url": "example.com"},
            "url is 'example.com': write an address that begins with http://",
        ),
        (
            {"source": "image", "server": "web"},
            "source is image, which is imported from url. Set url",
        ),
        (
            {"source": "image", "url": "https://example.com/a", "frequency": "DAILY"},
            "frequency is DAILY, but an import is made ONCE",
        ),
        (
            {"source": "server", "url": "https://example.com/a"},
            "url is what an image or iso is imported from",
        ),
        ({"url": "https://example.com/a"}, "creating it needs server, or source with url"),
    ],
)
def test_an_image_that_cannot_be_is_refused_before_anything_is_sent(
    tasks, simulator, options, words
):
    tasks.play(servers("web"))
    simulator.clear()
    play = tasks.play([task("image", name="new", **options)])
    assert play.code != 0 and words in play.last["msg"], play.last
    assert simulator.accepted() == []


def test_the_automatic_creation_is_stopped_and_not_begun(tasks, simulator):
    play = tasks.play(
        [
            *servers("web"),
            task("image", name="golden", server="web"),
            task("image", name="golden", frequency="WEEKLY"),
        ]
    )
    assert (
        play.code != 0 and "frequency cannot be changed to WEEKLY, only to ONCE" in play.last["msg"]
    )


# -- storages


@pytest.mark.parametrize(
    "module, size, less", [("block_storage", 40, 20), ("shared_storage", 100, 50)]
)
def test_a_storage_never_shrinks(tasks, simulator, module, size, less):
    play = tasks.play([task(module, name="data", size=size), task(module, name="data", size=less)])
    assert play.code != 0
    assert (
        f'size of {module.replace("_", " ")} "data" is {size} and cannot be lowered to {less}'
        in play.last["msg"]
    )
    assert len(simulator.accepted()) == 1


def test_a_moved_block_storage_is_detached_before_it_is_attached(tasks, simulator):
    tasks.play([*servers("one", "two"), task("block_storage", name="data", size=20, server="one")])
    play = tasks.play(
        [
            task("block_storage", name="data", server="two", check_mode=True),
            task("block_storage", name="data", server="two"),
        ]
    )
    assert play.code == 0, play.last
    assert [shape(result["operations"]) for result in play.results] == [
        ["DELETE /block_storages/*/server", "POST /block_storages/*/server"]
    ] * 2
    assert play.last["block_storage"]["server"]["name"] == "two"


def test_servers_show_a_block_storage_that_is_only_announced(tasks, simulator):
    play = tasks.play(
        [
            *servers("web"),
            task("block_storage", name="data", size=20, server="web", check_mode=True),
            task("server_info", name="web", check_mode=True),
            task("server", name="web", hdds=[{"size": 60, "is_main": True}], check_mode=True),
        ]
    )
    assert play.code == 0, play.last
    info, kept = play.results[-2:]
    assert [disk["size"] for disk in info["servers"][0]["hardware"]["hdds"]] == [60, 20]
    assert not kept["changed"]


def test_a_server_cannot_have_two_rights(tasks, simulator):
    tasks.play(servers("web"))
    (server,) = simulator.api("GET", "/servers")
    play = tasks.play(
        [
            task(
                "shared_storage",
                name="media",
                size=50,
                servers=[{"server": "web"}, {"server": server["id"]}],
            )
        ]
    )
    assert play.code != 0 and "servers names web twice" in play.last["msg"]


# -- the access to shared storages

SECRET = "Correct-Horse-7"


def changes(play) -> list[bool]:
    assert play.code == 0, play.last
    return [result["changed"] for result in play.results]


def test_a_password_is_set_where_there_is_none_and_again_on_request(tasks, simulator):
    first = {"datacenter": "DE", "password": SECRET}
    assert changes(tasks.play(converge("shared_storage_access", **first))) == [True, True, False]
    assert changes(
        tasks.play(converge("shared_storage_access", **first, update_password="always"))
    ) == [True, True, True]
    assert simulator.accepted() == ["PUT /shared_storages/access"] * 3


def test_one_password_is_for_all_datacenters(tasks, simulator):
    play = tasks.play(
        [
            task("shared_storage_access", datacenter=center, password=SECRET)
            for center in ("DE", "US")
        ]
    )
    assert changes(play) == [True, False]
    assert all(
        result["shared_storage_access"]["needs_password_reset"] == 0 for result in play.results
    )


def test_check_mode_sets_the_password_once(tasks, simulator):
    play = tasks.play(
        [task("shared_storage_access", datacenter="DE", password=SECRET, check_mode=True)] * 2
    )
    assert changes(play) == [True, False]
    assert simulator.accepted() == []


def test_an_access_can_be_read_without_a_password(tasks, simulator):
    play = tasks.play([task("shared_storage_access", datacenter="DE")])
    assert changes(play) == [False]
    assert play.last["shared_storage_access"]["datacenter"]["country_code"] == "DE"


def test_the_secrets_of_the_access_are_shown_on_request_only(tasks, simulator):
    play = tasks.play(
        [
            task(
                "shared_storage_access",
                datacenter="DE",
                password=SECRET,
                update_password="always",
                diff=True,
            ),
            task("shared_storage_access_info", diff=True),
        ]
    )
    (file,) = [
        each["kerberos_content_file"]
        for each in simulator.api("GET", "/shared_storages/access")
        if each["datacenter"]["country_code"] == "DE"
    ]
    assert play.code == 0, play.last
    assert SECRET not in str(play.results) and file not in str(play.results)
    cache = b"".join(each.read_bytes() for each in (tasks.folder / "cache").iterdir())
    assert SECRET.encode() not in cache and file.encode() not in cache
    shown = tasks.play(
        [
            task(
                "shared_storage_access_info",
                filters={"datacenter.country_code": "DE"},
                show_secrets=True,
            )
        ]
    ).last
    assert [each["kerberos_content_file"] for each in shown["shared_storage_accesses"]] == [file]
    assert file.encode() not in b"".join(
        each.read_bytes() for each in (tasks.folder / "cache").iterdir()
    )


def test_passwords_are_checked_before_anything_is_sent(tasks, simulator):
    play = tasks.play([task("shared_storage_access", datacenter="DE", password="geheim7")])
    assert play.code != 0 and "password is shorter than 8 characters" in play.last["msg"]


# -- the configuration of a VPN


@pytest.fixture
def office(tasks, simulator) -> Path:
    """Create a VPN, and return the destination of its configuration."""
    assert tasks.play([task("vpn", name="office")]).code == 0
    simulator.clear()
    return tasks.folder / "office.zip"


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_the_configuration_is_fetched_once(tasks, office):
    play = tasks.play(converge("vpn_configuration", name="office", dest=str(office)))
    assert changes(play) == [True, True, False]
    check, run, again = (result["vpn_configuration"] for result in play.results)
    assert check == run == again and len(run["checksum"]) == 64
    assert play.results[0]["diff"] == play.results[1]["diff"]
    assert mode(office) == 0o600
    assert {name.rpartition(".")[2] for name in zipfile.ZipFile(office).namelist()} == {
        "ovpn",
        "crt",
        "key",
    }


def test_check_mode_writes_no_file(tasks, office):
    assert changes(
        tasks.play([task("vpn_configuration", name="office", dest=str(office), check_mode=True)])
    ) == [True]
    assert not office.exists()


def test_the_configuration_is_fetched_again_where_it_was_changed_and_not_where_it_was_packed_again(
    tasks, office
):
    fetch = task("vpn_configuration", name="office", dest=str(office))
    tasks.play([fetch])
    content = office.read_bytes()
    repacked = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(repacked, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    office.write_bytes(repacked.getvalue())
    assert changes(tasks.play([fetch])) == [False]
    for broken in (b"", content[:-40], b"no archive"):
        office.write_bytes(broken)
        assert changes(tasks.play([fetch])) == [True]
        assert office.read_bytes() == content and mode(office) == 0o600


def test_the_file_has_the_desired_mode(tasks, office):
    play = tasks.play(
        [
            *converge("vpn_configuration", name="office", dest=str(office), mode="0640"),
            *converge("vpn_configuration", name="office", dest=str(office)),
        ]
    )
    assert changes(play) == [True, True, False, True, True, False]
    assert play.results[3]["diff"]["after"]["mode"] == "0600" and mode(office) == 0o600


def test_the_configuration_is_shown_nowhere(tasks, office, simulator):
    play = tasks.play([task("vpn_configuration", name="office", dest=str(office), diff=True)])
    assert changes(play) == [True]
    (vpn,) = simulator.api("GET", "/vpns")
    told = simulator.api("GET", f"/vpns/{vpn['id']}/configuration_file")["config_zip_file"]
    key = next(text for text in unpacked(office) if "PRIVATE" in text).splitlines()[1]
    assert base64.b64decode(told) == office.read_bytes()
    cache = b"".join(each.read_bytes() for each in (tasks.folder / "cache").iterdir())
    for secret in (told[:60], key):
        assert secret not in str(play.results) and secret.encode() not in cache


def unpacked(file: Path) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        return [archive.read(name).decode() for name in archive.namelist()]


def test_the_configuration_of_a_vpn_that_is_only_announced(tasks, simulator):
    play = tasks.play(
        [
            task("vpn", name="new", check_mode=True),
            task(
                "vpn_configuration", name="new", dest=str(tasks.folder / "new.zip"), check_mode=True
            ),
        ]
    )
    assert changes(play) == [True, True]
    assert play.last["vpn_configuration"] == {
        "dest": str(tasks.folder / "new.zip"),
        "checksum": None,
        "vpn": {"id": play.results[0]["vpn"]["id"], "name": "new"},
    }


@pytest.mark.parametrize(
    "options, words",
    [
        ({"name": "missing", "dest": "a.zip"}, "No VPN has the name 'missing'"),
        ({"id": "F" * 32, "dest": "a.zip"}, f"No VPN has the id {'F' * 32}"),
        ({"name": "office", "dest": "nowhere/a.zip"}, "does not exist. Create it first"),
        ({"name": "office", "dest": "."}, "a directory. Set the path of a file in it"),
        ({"name": "office", "dest": "x" * 300}, "File name too long"),
    ],
)
def test_invalid_downloads_are_rejected(tasks, office, options, words):
    play = tasks.play(
        [task("vpn_configuration", **{**options, "dest": str(tasks.folder / options["dest"])})]
    )
    assert play.code != 0 and words in play.last["msg"], play.last
