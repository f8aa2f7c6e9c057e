# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Use the methods of the SDK for networks, monitoring, users, keys, VPNs and logs."""

from __future__ import annotations

import base64
import functools
import io
import zipfile
from typing import Any

from .sdk_client import Tour, sdk

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0Wf3ZtrnCXqJc0m1Vd5iJ2H1Z8hJ0v0m0Q0x9n4k1a"


def firewall_policies(tour: Tour) -> None:
    client, server = tour.client, tour.server("one")
    policy = sdk.FirewallPolicy(name="web", description="")
    rules = [
        sdk.FirewallPolicyRule(protocol="TCP", port_from=80, port_to=80, source="0.0.0.0"),
        sdk.FirewallPolicyRule(protocol="TCP", port="443", action="allow", description="TLS"),
        sdk.FirewallPolicyRule(protocol="ICMP"),
    ]
    client.create_firewall_policy(firewall_policy=policy, firewall_policy_rules=rules)
    assert [each["source"] for each in tour.ready(policy)["rules"]] == ["0.0.0.0"] * 3
    own, address = {"firewall_id": policy.specs["firewall_id"]}, server.first_ip["id"]
    client.attach_server_firewall_policy(**own, server_ips=[sdk.AttachServer(server_ip_id=address)])
    tour.ready(policy)
    assert (
        client.list_firewall_servers(**own) == policy.ips()
        and client.get_firewall_server(**own, server_ip_id=address)["id"] == address
    )
    assert (
        client.list_ip_firewall_policy(server_id=server.specs["server_id"], ip_id=address)["id"]
        == own["firewall_id"]
    )
    client.add_firewall_policy_rule(
        **own,
        firewall_policy_rules=[sdk.FirewallPolicyRule(protocol="UDP", port_from=53, port_to=54)],
    )
    tour.ready(policy)
    rule = client.list_firewall_policy_rules(**own)[-1]
    assert (
        policy.rules()[-1] == client.get_firewall_policy_rule(**own, rule_id=rule["id"]) == rule
        and rule["port_to"] == 54
    )
    client.remove_firewall_rule(**own, rule_id=rule["id"])
    assert len(tour.ready(policy)["rules"]) == 3
    assert client.modify_firewall(**own, name="www", description="the web")["name"] == "www"
    default = client.list_firewall_policies(q="Default policy for Linux")[0]["id"]
    client.add_firewall_policy(
        server_id=server.specs["server_id"], ip_id=address, firewall_id=default
    )
    tour.ready(server)
    assert client.get_firewall(**own)["server_ips"] == []
    client.delete_firewall(**own)
    tour.gone(lambda: client.get_firewall(**own))
    tour.remove(server)


def load_balancers(tour: Tour) -> None:
    client, server = tour.client, tour.server("one")
    balancer = sdk.LoadBalancer(
        name="front",
        description="",
        health_check_test="TCP",
        health_check_interval=40,
        persistence=True,
        persistence_time=1200,
        method="ROUND_ROBIN",
        datacenter_id=client.list_datacenters()[0]["id"],
    )
    rules = [
        sdk.LoadBalancerRule(protocol="TCP", port_balancer=80, port_server=80, source="0.0.0.0")
    ]
    client.create_load_balancer(load_balancer=balancer, load_balancer_rules=rules)
    assert tour.ready(balancer)["persistence_time"] == 1200
    own, address, host = (
        {"load_balancer_id": balancer.specs["load_balancer_id"]},
        server.first_ip["id"],
        server.specs["server_id"],
    )
    client.attach_load_balancer_server(**own, server_ips=[sdk.AttachServer(server_ip_id=address)])
    tour.ready(balancer)
    assert client.list_load_balancer_servers(**own) == balancer.ips()
    assert client.get_load_balancer_server(**own, server_ip_id=address)["id"] == address
    client.remove_load_balancer_server(**own, server_ip_id=address)
    assert tour.ready(balancer)["server_ips"] == []
    client.add_load_balancer(server_id=host, ip_id=address, **own)
    tour.ready(balancer)
    tour.ready(server)
    assert [
        each["id"] for each in client.list_ip_load_balancers(server_id=host, ip_id=address)
    ] == [own["load_balancer_id"]]
    client.remove_load_balancer(server_id=host, ip_id=address, **own)
    tour.ready(balancer)
    tour.ready(server)
    client.add_load_balancer_rule(
        **own,
        load_balancer_rules=[
            sdk.LoadBalancerRule(protocol="TCP", port_balancer=443, port_server=443)
        ],
    )
    tour.ready(balancer)
    rule = client.load_balancer_rules(**own)[-1]
    assert balancer.rules()[-1] == client.get_load_balancer_rule(**own, rule_id=rule["id"]) == rule
    client.remove_load_balancer_rule(**own, rule_id=rule["id"])
    tour.ready(balancer)
    client.modify_load_balancer(**own, name="back", persistence=False, method="LEAST_CONNECTIONS")
    assert tour.ready(balancer)["method"] == "LEAST_CONNECTIONS"
    assert [each["name"] for each in client.list_load_balancers()] == ["back"]
    client.delete_load_balancer(**own)
    tour.gone(lambda: client.get_load_balancer(**own))
    tour.remove(server)


def private_networks(tour: Tour) -> None:
    client, server = tour.client, tour.server("one")
    host = server.specs["server_id"]
    network = sdk.PrivateNetwork(
        name="inner", network_address="192.168.1.0", subnet_mask="255.255.255.0"
    )
    client.create_private_network(private_network=network)
    tour.ready(network)
    own = {"private_network_id": network.specs["private_network_id"]}
    tour.off(server)
    client.attach_private_network_servers(**own, server_ids=[sdk.AttachServer(server_id=host)])
    tour.ready(network)
    assert client.list_private_network_servers(**own) == network.servers()
    assert client.get_private_network_server(**own, server_id=host)["id"] == host
    tour.ready(server)
    client.remove_private_network_server(**own, server_id=host)
    assert tour.ready(network)["servers"] == []
    tour.ready(server)
    client.assign_private_network(server_id=host, **own)
    tour.ready(network)
    assert [each["id"] for each in tour.ready(server)["private_networks"]] == [
        own["private_network_id"]
    ]
    assert client.private_network_info(server_id=host, **own)["id"] == own["private_network_id"]
    client.remove_private_network(server_id=host, **own)
    tour.ready(network)
    assert not tour.ready(server)["private_networks"]
    client.modify_private_network(
        **own, name="outer", network_address="192.168.2.0", subnet_mask="255.255.255.128"
    )
    assert tour.ready(network)["subnet_mask"] == "255.255.255.128"
    assert [each["name"] for each in client.list_private_networks()] == ["outer"]
    client.delete_private_network(**own)
    tour.gone(lambda: client.get_private_network(**own))
    tour.remove(server)


def monitoring(tour: Tour) -> None:
    client, server = tour.client, tour.server("one")
    host = server.specs["server_id"]
    policy = sdk.MonitoringPolicy(name="watch", description="", email="a@example.com", agent=True)
    thresholds = [
        sdk.Threshold(
            entity=each,
            warning_value=80,
            warning_alert=False,
            critical_value=95,
            critical_alert=True,
        )
        for each in ("cpu", "ram", "disk", "transfer", "internal_ping")
    ]
    port, process = (
        sdk.Port("TCP", 80, "NOT_RESPONDING", True),
        sdk.Process("sshd", "NOT_RUNNING", True),
    )
    client.create_monitoring_policy(
        monitoring_policy=policy, thresholds=thresholds, ports=[port], processes=[process]
    )
    tour.ready(policy)
    own = {"monitoring_policy_id": policy.specs["monitoring_policy_id"]}
    client.add_port(**own, ports=[sdk.Port("TCP", 443, "RESPONDING", False)])
    client.add_process(**own, processes=[sdk.Process("nginx", "RUNNING", False)])
    tour.ready(policy)
    port_id = client.list_monitoring_policy_ports(**own)[1]["id"]
    process_id = client.list_monitoring_policy_processes(**own)[1]["id"]
    assert policy.ports()[1]["id"] == port_id and policy.processes()[1]["id"] == process_id
    client.modify_port(**own, port_id=port_id, port=sdk.Port("TCP", 443, "NOT_RESPONDING", True))
    client.modify_process(
        **own, process_id=process_id, process=sdk.Process("nginx", "NOT_RUNNING", True)
    )
    assert client.get_monitoring_policy_port(**own, port_id=port_id)["alert_if"] == "NOT_RESPONDING"
    assert (
        client.get_monitoring_policy_process(**own, process_id=process_id)["alert_if"]
        == "NOT_RUNNING"
    )
    client.delete_monitoring_policy_port(**own, port_id=port_id)
    client.delete_monitoring_policy_process(**own, process_id=process_id)
    thresholds[0].critical_value = 99
    client.modify_monitoring_policy(
        **own, monitoring_policy=sdk.MonitoringPolicy(name="see"), thresholds=thresholds
    )
    assert tour.ready(policy)["thresholds"]["cpu"]["critical"]["value"] == 99
    client.attach_monitoring_policy_server(**own, servers=[sdk.AttachServer(server_id=host)])
    tour.ready(policy)
    assert client.list_monitoring_policy_servers(**own) == policy.servers()
    assert client.get_monitoring_policy_server(**own, server_id=host)["id"] == host
    assert host in [each["id"] for each in client.list_server_usages()]
    assert (
        client.get_usage(server_id=host, period="LAST_24H")
        and client.list_usages(period="LAST_7D")["SERVERS"]
    )
    client.detach_monitoring_policy_server(**own, server_id=host)
    tour.ready(policy)
    assert "see" in [each["name"] for each in client.list_monitoring_policies()]
    client.delete_monitoring_policy(**own)
    tour.gone(lambda: client.get_monitoring_policy(**own))
    tour.remove(server)


def users_and_roles(tour: Tour) -> None:
    client = tour.client
    user = client.create_user(
        name="anna", password="Secret-1234", email="anna@example.com", description=""
    )
    own = {"user_id": user["id"]}
    assert tour.active(lambda: client.get_user(**own))["name"].endswith(".anna")

    def changed() -> dict[str, Any]:
        return tour.active(lambda: client.get_user(**own))

    client.modify_user(
        **own,
        description="works here",
        email="a@example.com",
        password="Secret-12345",
        state="ACTIVE",
    )
    assert changed()["email"] == "a@example.com"
    client.modify_user_api(**own, active=True)
    changed()
    key = client.show_api_key(**own)["key"]
    assert client.api_info(**own)["active"] and key
    client.change_api_key(**own)
    changed()
    assert client.show_api_key(**own)["key"] != key
    client.add_user_ip(**own, user_ips=["192.0.2.1"])
    changed()
    assert client.ips_api_access_allowed(**own) == ["192.0.2.1"]
    client.remove_user_ip(**own, ip="192.0.2.1")
    changed()
    assert [each["id"] for each in client.list_users(q=".anna")] == [user["id"]]

    role = {"role_id": client.create_role(name="readers")["id"]}
    tour.active(lambda: client.get_role(**role))
    assert client.modify_permissions(**role, images={"show": True})["images"]["show"]
    assert client.permissions(**role)["images"]["show"]
    client.modify_role(**role, name="viewers", description="they look", state="ACTIVE")
    tour.active(lambda: client.get_role(**role))
    client.add_users(**role, users=[user["id"]])
    tour.active(lambda: client.get_role(**role))
    assert (
        client.get_role_user(**role, **own)["id"]
        == client.role_users(**role)[0]["id"]
        == user["id"]
    )
    client.remove_user(**role, **own)
    tour.active(lambda: client.get_role(**role))
    clone = {"role_id": client.clone_role(**role, name="more viewers")["id"]}
    assert {"viewers", "more viewers"} <= {each["name"] for each in client.list_roles()}
    for each in (role, clone):
        tour.active(functools.partial(client.get_role, **each))
        client.delete_role(**each)
        tour.gone(functools.partial(client.get_role, **each))
    client.delete_user(**own)
    tour.gone(lambda: client.get_user(**own))


def keys_and_vpns(tour: Tour) -> None:
    client = tour.client
    key = sdk.SshKey(name="laptop", description="", public_key=KEY)
    client.create_ssh_key(ssh_key=key)
    assert (
        tour.ready(key)["public_key"] == KEY.split()[1]
        and client.get_ssh_key(ssh_key_id=key.specs["ssh_key_id"])["name"] == "laptop"
    )
    server = tour.server("one", public_key=[key.specs["ssh_key_id"]])
    assert [
        each["name"] for each in client.get_ssh_key(ssh_key_id=key.specs["ssh_key_id"])["servers"]
    ] == ["one"]
    tour.remove(server)
    client.modify_ssh_key(ssh_key_id=key.specs["ssh_key_id"], name="desktop", description="")
    assert [each["name"] for each in client.list_ssh_keys()] == ["desktop"]
    client.delete_ssh_key(ssh_key_id=key.specs["ssh_key_id"])
    tour.gone(lambda: client.get_ssh_key(ssh_key_id=key.specs["ssh_key_id"]))

    vpn = sdk.Vpn(name="home", description="", datacenter_id=client.list_datacenters()[0]["id"])
    client.create_vpn(vpn=vpn)
    tour.ready(vpn)
    own = {"vpn_id": vpn.specs["vpn_id"]}
    assert client.download_config(**own, file_path="never-written") is None
    archive = base64.b64decode(tour.api.exchanges[-1].answer["config_zip_file"])
    assert any(name.endswith(".ovpn") for name in zipfile.ZipFile(io.BytesIO(archive)).namelist())
    client.modify_vpn(**own, name="office", description="")
    assert tour.ready(vpn)["name"] == "office" and [
        each["name"] for each in client.list_vpns()
    ] == ["office"]
    client.delete_vpn(**own)
    tour.gone(lambda: client.get_vpn(**own))


def logs(tour: Tour) -> None:
    client = tour.client
    log = next(
        each
        for each in client.list_logs(period="LAST_24H", q="DELETE")
        if each["action"] == "DELETE" and each["type"] == "VM"
    )
    assert client.get_log(log_id=log["id"])["status"]["state"] == "OK"
