# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of servers."""

from __future__ import annotations

from dataclasses import replace

from ..model.calls import Call
from ..model.children import Children
from ..model.fields import Assignment, Field, IdReference, Reference, ignored
from ..model.limits import Limits
from ..model.mutability import CHANGE_ONLY, CREATE_ONLY, IMMUTABLE, WRITE_ONLY
from ..model.values import Placeholder
from .common import DESCRIPTION_OPTION, NAME_OPTION, Original, datacenter_option
from .private_networks import HOT_JOIN
from .server_hardware import DISK, MEMORY, PROCESSORS, Disks
from .server_networks import AddressPolicy, Balancers, PrivateNetworks
from .server_states import InstalledImage, KeyReferences

SELF = "/servers/{id}"

#: The options that are attributes of a server.
FIELDS: tuple[Field, ...] = (
    NAME_OPTION,
    DESCRIPTION_OPTION,
    Field(
        "server_type",
        choices=("cloud", "baremetal"),
        mutability=IMMUTABLE,
        help="The type of the server. O(baremetal_model) implies V(baremetal). Otherwise the "
        "default is V(cloud).",
    ),
    InstalledImage(
        "appliance",
        to=("server_appliances", "images"),
        required=True,
        mutability=CREATE_ONLY,
        key=("appliance_id", "image"),
        help=(
            "The server appliance to install, or an image of the account, by name or id. Images "
            "are searched if no appliance has this name.",
            "O(state=rebuilt) requires it too, unless O(rebuild=always). In all other cases an "
            "existing server keeps its image, and the task warns if that is not this appliance.",
            "A server has the appliance if the id or name of its image is the same, or if both "
            "are images of one series.",
        ),
    ),
    datacenter_option("The default is the default datacenter of the account."),
    IdReference(
        "fixed_instance_size",
        to="fixed_instance_sizes",
        key="hardware.fixed_instance_size_id",
        help="A fixed instance size, by name such as V(XL) or by id. A different size resizes "
        "the server. The main disk grows to the disk size of the fixed instance size.",
    ),
    IdReference(
        "baremetal_model",
        to="baremetal_models",
        mutability=IMMUTABLE,
        key="hardware.baremetal_model_id",
        help="A bare-metal model, by name or id. The processors and the memory of such a server "
        "cannot be changed either.",
    ),
    Field(
        "vcore",
        "int",
        limits=PROCESSORS,
        key="hardware.vcore",
        help="The number of processors. The server must be stopped to decrease it. See also "
        "O(stop_to_grow).",
    ),
    Field(
        "cores_per_processor",
        "int",
        limits=PROCESSORS,
        key="hardware.cores_per_processor",
        help="The number of cores of each processor: 1, an even number, or the same as O(vcore). "
        "The server must be stopped to change it.",
    ),
    Field(
        "ram",
        "float",
        limits=MEMORY,
        key="hardware.ram",
        help="The memory in GB. The server must be stopped to decrease it. See also "
        "O(stop_to_grow).",
    ),
    KeyReferences(
        "ssh_keys",
        "list",
        to="ssh_keys",
        mutability=WRITE_ONLY,
        key="public_key",
        help="The SSH keys that can log in: names or ids of SSH keys of the account, or one "
        "public key.",
    ),
    # (api-notes: password-limits, ssh-password-default)
    Field(
        "password",
        sensitive=True,
        limits=Limits(minimum=8, maximum=64),
        mutability=WRITE_ONLY,
        help="The password of the administrator. If the option is not set, the API generates a "
        "password. O(show_secrets) returns it as RV(server.first_password).",
    ),
    Field(
        "ssh_password",
        "bool",
        mutability=CREATE_ONLY,
        help="Whether the server accepts the password over SSH.",
    ),
    Field(
        "user_data",
        sensitive=True,
        mutability=WRITE_ONLY,
        help="Data for the first start of the server, in the format that "
        "O(user_data_content_type) names.",
    ),
    Field(
        "user_data_content_type",
        choices=("sh", "yaml", "txt", "cdm"),
        mutability=WRITE_ONLY,
        help="The format of O(user_data): V(sh) for a shell script, V(yaml) for cloud-config, "
        "V(txt) for plain text, V(cdm) for cloud data.",
    ),
    Field(
        "power_on",
        "bool",
        mutability=CREATE_ONLY,
        key="",
        help="Whether a new server is started. V(false) has the same effect as O(state=stopped) "
        "for a new server. O(state) works for new and existing servers.",
    ),
    Original(
        "clone_of",
        to="servers",
        mutability=CREATE_ONLY,
        key="",
        help=(
            "The server of which a new server is a copy, by name or id. Image and hardware "
            "options are then not required.",
            "The copy has the image, password, keys and hardware of the original. Other hardware, "
            "disks, policies, load balancers, networks and O(description) are set after the copy "
            "was created. An option that cannot be used with a copy, such as O(password), "
            "O(public_ip) or a different O(appliance), is an error.",
        ),
    ),
    Reference(
        "recovery_appliance",
        to="recovery_appliances",
        mutability=CREATE_ONLY,
        key="",
        help="The recovery appliance to start, by name or id. "
        "M(ionos.cloudpanel.recovery_appliance_info) lists them.",
    ),
    Reference(
        "public_ip",
        to="public_ips",
        mutability=WRITE_ONLY,
        key="ip_id",
        help="A free public IP for a new server, by id, address or reverse DNS name.",
    ),
    AddressPolicy(
        "firewall_policy",
        to="firewall_policies",
        key=("firewall_policy_id", "firewall_policy"),
        assign=Call("PUT", f"{SELF}/ips/{{item.id}}/firewall_policy", {"id": Placeholder("value")}),
        help=(
            "The firewall policy of all addresses of the server, by name or id.",
            "For a new server, V(0) means no policy, which blocks all ports. Without this option, "
            "the API chooses a policy that matches the operating system.",
            "A policy can be replaced, but not removed.",
        ),
    ),
    Assignment(
        "monitoring_policy",
        to="monitoring_policies",
        key=("monitoring_policy_id", "monitoring_policy"),
        assign=Call(
            "POST", "/monitoring_policies/{value}/servers", {"servers": [Placeholder("id")]}
        ),
        clear=Call("DELETE", "/monitoring_policies/{value}/servers/{id}"),
        help="The monitoring policy, by name or id. An empty string removes the server from its "
        "policy.",
    ),
    Assignment(
        "dvd",
        to=("dvd_isos", "images"),
        mutability=CHANGE_ONLY,
        assign=Call("PUT", f"{SELF}/dvd", {"id": Placeholder("value")}),
        clear=Call("DELETE", f"{SELF}/dvd"),
        help=(
            "The DVD in the drive of the server, by name or id. An empty string ejects it. "
            "M(ionos.cloudpanel.dvd_iso_info) lists them.",
            "If no DVD has this name, the ISO files that M(ionos.cloudpanel.image) imported are "
            "searched.",
        ),
    ),
)

#: The options that are lists of elements with their own operations.
CHILDREN: tuple[Children, ...] = (
    Disks(
        "hdds",
        f"{SELF}/hardware/hdds",
        fields=(
            Field(
                "size",
                "int",
                required=True,
                limits=DISK,
                help="The size in GB.",
            ),
            Field(
                "is_main",
                "bool",
                default=False,
                help="Whether the server boots from this disk.",
            ),
            replace(
                ignored("id"),
                help="Accepted so that elements can be given as the modules return them. An "
                "element with the id of a block storage is ignored.",
            ),
        ),
        identified_by=("size",),
        help=(
            "All disks of the server. Disks have no names. The main disk is identified by "
            "O(hdds[].is_main), the others by their sizes.",
            "If a desired size is larger than the current size, the disk is enlarged. A smaller "
            "size is an error.",
            "A disk that the list does not contain is removed with its data if "
            "O(allow_disk_removal=true). Otherwise the task fails.",
            "Block storages that are attached to the server are ignored.",
        ),
    ),
    Balancers(
        "load_balancers",
        f"{SELF}/ips/{{ips.0.id}}/load_balancers",
        to="load_balancers",
        help="The load balancers of the server, by name or id. They are assigned to its first "
        "address.",
    ),
    PrivateNetworks(
        "private_networks",
        f"{SELF}/private_networks",
        to="private_networks",
        help="The private networks of the server, by name or id. The server must be stopped to "
        "join or leave a network, unless O(hot_join=true). A new server is started after it has "
        "joined.",
    ),
)

#: The options that are not attributes of a server.
OPTIONS: tuple[Field, ...] = (
    Field(
        "allow_stop",
        "bool",
        default=False,
        help=(
            "Whether the task may stop the server for changes that require it. The server is "
            "started again afterwards.",
            "If the task fails before that, it starts the server before it ends. If the task is "
            "killed, the next task on this machine that manages the server starts it.",
        ),
    ),
    replace(
        HOT_JOIN,
        help=(
            "Whether the server joins and leaves private networks while it runs. The reference of "
            "the API shows this, but older clients stopped the server first.",
            "If the API rejects it, the task fails with the message of the API, and the server is "
            "not stopped.",
            "If the task stops the server for another reason, such as O(state=stopped), the "
            "networks are changed after the stop.",
        ),
    ),
    Field(
        "stop_to_grow",
        "bool",
        default=False,
        help=(
            "Whether the server must also be stopped to increase processors or memory. Some "
            "operating systems do not accept this while they run.",
            "A running server is stopped for it only if O(allow_stop=true) or O(state=restarted).",
            "If the task stops the server for another reason, such as O(state=stopped), the "
            "hardware is always changed after the stop.",
        ),
    ),
    Field(
        "allow_disk_removal",
        "bool",
        default=False,
        help="Whether a disk that O(hdds) does not contain is removed with its data. With "
        "V(false), such a task fails before it changes anything.",
    ),
    Field(
        "rebuild",
        choices=("always", "on_change"),
        default="on_change",
        help=(
            "When O(state=rebuilt) reinstalls the server.",
            "V(on_change) reinstalls the server if its image is not O(appliance).",
            "V(always) reinstalls the server at each run of the task. Without O(appliance), the "
            "current image is installed again.",
        ),
    ),
    Field(
        "stop_method",
        choices=("SOFTWARE", "HARDWARE"),
        default="SOFTWARE",
        help="How the server is stopped and restarted: V(SOFTWARE) by its operating system, "
        "V(HARDWARE) by switching it off, which can lose data. This also applies to "
        "O(state=recovery).",
    ),
    Field(
        "keep_ips",
        "bool",
        default=False,
        help="Whether O(state=absent) keeps the addresses of the server in the account. They are "
        "still billed.",
    ),
)
