# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Use the methods of the SDK for servers, addresses, images and storages."""

from __future__ import annotations

import pytest

from .sdk_client import PAUSE, Tour, sdk


def lists(tour: Tour) -> None:
    client = tour.client
    assert client.ping() == client.ping_auth() == ["PONG"]
    pairs = (
        (client.fixed_server_flavors, client.get_fixed_server),
        (client.list_baremetal_models, client.get_baremetal_model),
        (client.list_recovery_images, client.get_recovery_image),
        (client.list_appliances, client.get_appliance),
        (client.list_dvds, client.get_dvd),
        (client.list_datacenters, client.get_datacenter),
    )
    for every, one in pairs:
        assert one(every()[0]["id"])["id"] == every()[0]["id"]
    discs = client.list_dvds(page=1, per_page=2, sort="name", fields="name")
    assert discs == [{"name": "debian-12-netinst"}, {"name": "gparted-live-1.6"}]
    assert client.pricing() == client.get_pricing() != {}
    assert client.show_user_permissions() == client.current_user_permissions() != {}


def servers(tour: Tour) -> None:
    client, server = tour.client, tour.server("one", description="first")
    own = {"server_id": server.specs["server_id"]}
    assert server.first_ip["ip"] and [each["name"] for each in client.list_servers(q="one")] == [
        "one"
    ]
    assert client.get_server(**own) == server.get()
    assert (
        client.get_server_hardware(**own) == server.hardware()
        and client.get_server_image(**own) == server.image()
    )
    assert (
        client.list_server_ips(**own) == server.ips()
        and client.get_server_status(**own) == server.status()
    )
    assert (
        client.get_server_dvd(**own) == server.dvd()
        and client.list_server_snapshots(**own) == server.snapshots() == []
    )
    assert client.list_server_private_networks(**own) == server.private_networks() == []
    assert client.modify_server(**own, name="uno", description="")["name"] == "uno"

    # Disks and hardware
    client.add_hdd(**own, hdds=[sdk.Hdd(size=60, is_main=False)])
    tour.ready(server)
    more = next(each["id"] for each in client.list_server_hdds(**own) if not each["is_main"])
    assert (
        server.hdds() == client.list_server_hdds(**own)
        and client.get_server_hdd(**own, hdd_id=more)["size"] == 60
    )
    client.modify_hdd(**own, hdd_id=more, size=80)
    assert [each["size"] for each in tour.ready(server)["hardware"]["hdds"]] == [40, 80]
    with pytest.raises(ValueError, match="never be decreased"):
        client.modify_hdd(**own, hdd_id=more, size=20)
    client.remove_hdd(**own, hdd_id=more)
    assert len(tour.ready(server)["hardware"]["hdds"]) == 1
    client.modify_server_hardware(**own, vcore=2, cores_per_processor=1, ram=2)
    assert tour.ready(server)["hardware"]["vcore"] == 2
    with pytest.raises(ValueError, match="hot decrease"):
        client.modify_server_hardware(**own, vcore=1)
    tour.off(server)
    client.modify_server_hardware(**own, vcore=1, cores_per_processor=1, ram=1)
    assert tour.ready(server)["hardware"]["ram"] == 1
    client.modify_server_hardware(
        **own, fixed_instance_size_id=client.fixed_server_flavors()[1]["id"]
    )
    assert (
        tour.ready(server)["hardware"]["fixed_instance_size_id"]
        == client.fixed_server_flavors()[1]["id"]
    )

    # Power, DVD, image
    client.start_server(**own)
    assert tour.ready(server)["status"]["state"] == "POWERED_ON"
    client.modify_server_status(**own, action="REBOOT", method="HARDWARE")
    assert tour.ready(server)["status"]["state"] == "POWERED_ON"
    client.load_dvd(**own, dvd_id=client.list_dvds()[0]["id"])
    assert tour.ready(server)["dvd"]["id"] == client.list_dvds()[0]["id"]
    client.eject_dvd(**own)
    assert not tour.ready(server)["dvd"]
    client.reinstall_image(
        **own,
        image_id=client.list_appliances(q="debian12-64std")[0]["id"],
        password="Secret-1234",
        firewall_id=client.list_firewall_policies()[0]["id"],
    )
    assert tour.ready(server)["image"]["name"] == "debian12-64std"

    # Snapshots and clones
    client.create_snapshot(**own)
    snapshot = tour.ready(server)["snapshot"]["id"]
    assert (
        client.list_server_snapshots(**own)["id"] == snapshot
    )  # one object (api-notes: snapshot-list)
    client.restore_snapshot(**own, snapshot_id=snapshot)
    tour.ready(server)
    client.delete_snapshot(**own, snapshot_id=snapshot)
    assert not tour.ready(server)["snapshot"]
    tour.off(server)
    clone = tour.own(sdk.Server(), server_id=client.clone_server(**own, name="two")["id"])
    assert tour.ready(clone)["name"] == "two"
    tour.ready(server)
    tour.remove(clone)
    tour.remove(server)


def kinds_of_servers(tour: Tour) -> None:
    client = tour.client
    fixed = sdk.Server(
        name="fixed",
        fixed_instance_size_id=client.fixed_server_flavors()[0]["id"],
        appliance_id=tour.image,
        power_on=False,
    )
    client.create_server(server=fixed)
    assert tour.ready(fixed)["status"]["state"] == "POWERED_OFF"
    tour.remove(fixed)
    metal = sdk.Server(
        name="metal",
        server_type="baremetal",
        baremetal_model_id=client.list_baremetal_models()[0]["id"],
        appliance_id=client.list_appliances(q="baremetal")[0]["id"],
    )
    client.create_server(server=metal)
    tour.ready(metal)
    recovery = {"recovery_mode": True, "recovery_image_id": client.list_recovery_images()[0]["id"]}
    for options, state in ((recovery, "ON RECOVERY"), ({}, "POWERED_ON")):
        client.modify_server_status(server_id=metal.specs["server_id"], action="REBOOT", **options)
        assert tour.ready(metal)["status"]["state"] == state
    tour.remove(metal)


def addresses(tour: Tour) -> None:
    client, api = tour.client, tour.api
    spare = client.create_public_ip(
        reverse_dns="a.example.com",
        ip_type="IPV4",
        datacenter_id=client.list_datacenters()[0]["id"],
    )
    assert (
        tour.active(lambda: client.get_public_ip(ip_id=spare["id"]))["reverse_dns"]
        == "a.example.com"
    )
    client.modify_public_ip(ip_id=spare["id"], reverse_dns="b.example.com")
    assert (
        tour.active(lambda: client.get_public_ip(ip_id=spare["id"]))["reverse_dns"]
        == "b.example.com"
    )
    server = tour.server("one", ip_id=spare["id"])
    own = {"server_id": server.specs["server_id"]}
    assert server.first_ip["id"] == spare["id"]
    for keep in (False, True):
        client.add_new_ip(**own, ip_type="IPV4")
        more = tour.ready(server)["ips"][-1]
        assert (
            more["id"] != spare["id"]
            and client.get_server_ip(**own, ip_id=more["id"])["ip"] == more["ip"]
        )
        client.remove_ip(**own, ip_id=more["id"], keep_ip=keep)
        assert [each["id"] for each in tour.ready(server)["ips"]] == [spare["id"]]
        api.time.sleep(60)
        assert (more["id"] in [each["id"] for each in client.list_public_ips()]) is keep
    client.delete_public_ip(ip_id=more["id"])
    tour.gone(lambda: client.get_public_ip(ip_id=more["id"]))
    tour.remove(server, keep_ips=True)
    assert client.get_public_ip(ip_id=spare["id"])["assigned_to"] is None
    server = tour.server("two")
    address = server.first_ip["id"]
    tour.remove(server, keep_ips=False)
    tour.gone(lambda: client.get_public_ip(ip_id=address))


def images(tour: Tour) -> None:
    client, server = tour.client, tour.server("one")
    image = sdk.Image(
        server_id=server.specs["server_id"],
        name="copy",
        description="",
        frequency="WEEKLY",
        num_images=1,
    )
    client.create_image(image=image)
    assert tour.ready(image)["name"].startswith("copy_")
    own = {"image_id": image.specs["image_id"]}
    assert client.get_image(**own)["frequency"] == "WEEKLY" and [
        each["id"] for each in client.list_images(q="copy")
    ] == [own["image_id"]]
    client.modify_image(**own, name="other", description="of one", frequency="ONCE")
    assert tour.ready(image)["frequency"] == "ONCE"
    tour.ready(server)
    imported = sdk.Image(
        server_id="",
        name="imported",
        frequency="ONCE",
        num_images=1,
        source="image",
        url="https://example.com/a.vmdk",
        os_id=tour.api.api("GET", "/images/os")[0]["id"],
        isotype="os",
    )  # no method lists these (api-notes: import-os-list)
    client.create_image(image=imported)
    tour.ready(imported)
    for each in (image, imported):
        client.delete_image(image_id=each.specs["image_id"])
        tour.gone(each.get)
    tour.remove(server)


def shared_storages(tour: Tour) -> None:
    client, server = tour.client, tour.server("one")
    host = server.specs["server_id"]
    storage = sdk.SharedStorage(
        name="shared", description="", size=50, datacenter_id=client.list_datacenters()[0]["id"]
    )
    client.create_shared_storage(shared_storage=storage)
    tour.ready(storage)
    own = {"shared_storage_id": storage.specs["shared_storage_id"]}
    client.attach_server_shared_storage(
        **own, server_ids=[sdk.AttachServer(server_id=host, rights="RW")]
    )
    tour.ready(storage)
    assert client.list_servers_attached_storage(**own) == storage.servers()
    assert client.get_shared_storage_server(**own, server_id=host)["rights"] == "RW"
    tour.ready(server)
    client.detach_server_shared_storage(**own, server_id=host)
    tour.api.time.sleep(PAUSE)  # the state is CREATING meanwhile, for which the SDK does not wait
    assert client.get_shared_storage(**own)["servers"] == []
    client.modify_shared_storage(**own, name="larger", description="", size=100)
    tour.ready(storage)
    assert [each["size"] for each in client.list_shared_storages()] == [100]
    assert client.get_credentials() and client.change_password(password="Secret-1234")
    client.delete_shared_storage(**own)
    tour.gone(lambda: client.get_shared_storage(**own))
    tour.remove(server)


def block_storages(tour: Tour) -> None:
    client, server = tour.client, tour.server("one")
    host = server.specs["server_id"]
    center = client.get_server(host)["datacenter"]["id"]
    storage = sdk.BlockStorage(
        name="block", description="", size=20, server_id=host, datacenter_id=center
    )
    client.create_block_storage(block_storage=storage)
    assert tour.ready(storage)["state"] == "POWERED_ON" and storage.server()["id"] == host
    tour.ready(server)
    own = {"block_storage_id": storage.specs["block_storage_id"]}
    assert own["block_storage_id"] in [
        each["id"] for each in client.list_server_hdds(server_id=host)
    ]
    client.detach_block_storage(**own)
    tour.ready(storage)
    tour.ready(server)
    assert not client.get_block_storage(**own)["server"]
    client.modify_block_storage(**own, name="bigger", size=40)
    assert tour.ready(storage)["size"] == 40
    client.attach_block_storage(**own, server_id=host)
    tour.ready(storage)
    tour.ready(server)
    assert [each["server"]["id"] for each in client.list_block_storages()] == [host]
    client.detach_block_storage(**own)
    tour.ready(storage)
    client.delete_block_storage(**own)
    tour.gone(lambda: client.get_block_storage(**own))
    tour.ready(server)
    tour.remove(server)
