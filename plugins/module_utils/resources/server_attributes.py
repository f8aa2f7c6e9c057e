# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The attributes of servers in results, and the texts of the modules."""

from __future__ import annotations

from ..model.documentation import Attribute, Documentation, Secret
from .common import (
    CLOUDPANEL_ID,
    CREATION_DATE,
    DATACENTER_ATTRIBUTE,
    DESCRIPTION_ATTRIBUTE,
    HDDS,
    ID,
    SOME_ID,
    named,
    reference,
    references,
)

DOCUMENTATION = Documentation(
    description=(
        "Creates, changes, starts, stops, restarts and removes cloud servers and bare-metal "
        "servers.",
        "SSH keys, firewall policy, load balancer, public IP and monitoring policy of a new "
        "server are part of the request that creates it. They take no additional requests.",
        "A change that requires a stopped server fails, unless O(allow_stop=true). The server is "
        "then stopped, changed, and started again.",
    ),
    see_also=(
        "server_appliance_info",
        "image",
        "fixed_instance_size_info",
        "baremetal_model_info",
        "private_network",
    ),
    states={
        "absent": "Its addresses are removed too, unless O(keep_ips=true).",
        "running": "V(running) does the same as V(present), and starts the server if it is not "
        "running.",
        "stopped": "V(stopped) does the same as V(present), and stops the server if it is running.",
        "restarted": "V(restarted) does the same as V(present), and restarts the server.",
        "rebuilt": "V(rebuilt) does the same as V(present), and reinstalls the server if its "
        "image is not O(appliance). All data on the main disk is lost. O(rebuild) controls "
        "whether a server that already has this image is reinstalled.",
        "recovery": "V(recovery) restarts a bare-metal server in recovery mode with "
        "O(recovery_appliance). V(running) and V(restarted) end the recovery mode.",
    },
    info=(
        "Reads servers by id, name or filters. It needs one request for each page of the list, "
        "and can wait for many servers at once.",
        "First passwords are returned only with O(show_secrets=true).",
    ),
)

ATTRIBUTES = (
    ID,
    CLOUDPANEL_ID,
    named("web1"),
    DESCRIPTION_ATTRIBUTE,
    Attribute("server_type", "The type of the server: V(cloud) or V(baremetal).", sample="cloud"),
    CREATION_DATE,
    Attribute(
        "first_password",
        "The first password of the administrator. Null without O(show_secrets=true), and in check "
        "mode before the server is created or reinstalled.",
        sample="Xp7Rt2vK9q",
        secret=Secret.READABLE,
    ),
    Attribute(
        "ssh_password", "Whether the server accepts the password over SSH.", "bool", sample=True
    ),
    Attribute(
        "status",
        "The state of the server.",
        "dict",
        (
            Attribute(
                "state",
                "The state, as the API returns it: V(POWERED_ON), V(POWERED_OFF), V(ON RECOVERY), "
                "or a transitional state such as V(DEPLOYING).",
                sample="POWERED_ON",
            ),
            Attribute(
                "percent",
                "The progress of the current operation in percent. Null if there is none.",
                "int",
                sample=50,
            ),
        ),
    ),
    DATACENTER_ATTRIBUTE,
    Attribute(
        "hardware",
        "The hardware.",
        "dict",
        (
            Attribute(
                "baremetal_model_id", "The id of the bare-metal model, or null.", sample=SOME_ID
            ),
            Attribute(
                "fixed_instance_size_id",
                "The id of the fixed instance size, or null.",
                sample=SOME_ID,
            ),
            Attribute("vcore", "The number of processors.", "int", sample=2),
            Attribute(
                "cores_per_processor", "The number of cores of each processor.", "int", sample=1
            ),
            Attribute("ram", "The memory in GB.", "float", sample=4.0),
            HDDS,
        ),
    ),
    reference("image", "The installed image or appliance.", "image", "debian12-64min"),
    reference("dvd", "The DVD in the drive, or null.", "DVD", "debian12-64iso", default=None),
    Attribute(
        "snapshot",
        "The snapshot, or null.",
        "dict",
        (
            Attribute("id", "The id of the snapshot.", sample=SOME_ID),
            Attribute(
                "creation_date", "The time of the creation.", sample="2026-11-25T08:33:25+00:00"
            ),
            Attribute(
                "deletion_date",
                "The time at which the API removes the snapshot.",
                sample="2026-11-28T08:33:25+00:00",
            ),
        ),
        default=None,
    ),
    Attribute(
        "ips",
        "The addresses.",
        "list",
        (
            Attribute("id", "The id of the address.", sample=SOME_ID),
            Attribute("ip", "The address.", sample="198.51.100.7"),
            Attribute("type", "The type of the address: V(IPV4) or V(IPV6).", sample="IPV4"),
            Attribute(
                "reverse_dns",
                "The reverse DNS name of the address, or null.",
                sample="www.example.com",
            ),
            Attribute(
                "main", "Whether this is the main address of the server.", "bool", sample=True
            ),
            reference(
                "firewall_policy",
                "The firewall policy of the address, or null.",
                "firewall policy",
                "web",
                default=None,
            ),
            references(
                "load_balancers", "The load balancers of the address.", "load balancer", "web"
            ),
        ),
    ),
    Attribute(
        "alerts",
        "The alerts of the monitoring policy, or null. The API returns an object or a list.",
        "raw",
        sample={
            "critical": [],
            "warning": [
                {
                    "date": "2026-11-25T08:33:25+00:00",
                    "description": "CPU usage",
                    "type": "RESOURCES",
                }
            ],
        },
    ),
    reference(
        "monitoring_policy",
        "The monitoring policy, or null.",
        "monitoring policy",
        "web",
        default=None,
    ),
    references("private_networks", "The private networks.", "private network", "backend"),
)
