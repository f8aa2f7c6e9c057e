# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module ``stack``, which manages all objects of an environment."""

from __future__ import annotations

from ..model.documentation import Attribute, Documentation
from ..model.fields import Field
from ..model.limits import Limits
from ..model.resource import Resource
from ..model.stacks import Stack
from .block_storages import BLOCK_STORAGE
from .firewall_policies import FIREWALL_POLICY
from .images import IMAGE
from .load_balancers import LOAD_BALANCER
from .monitoring_policies import MONITORING_POLICY
from .private_networks import PRIVATE_NETWORK
from .public_ips import PUBLIC_IP
from .roles import ROLE
from .servers import SERVER
from .shared_storages import SHARED_STORAGE
from .ssh_keys import SSH_KEY
from .users import USER
from .vpns import VPN

#: The resources whose objects a stack can contain. If two of them have an option for the same
#: relation, such as policy and server, the state ``gathered`` shows it in the later one.
RESOURCES: tuple[Resource, ...] = (
    SSH_KEY,
    PRIVATE_NETWORK,
    FIREWALL_POLICY,
    LOAD_BALANCER,
    MONITORING_POLICY,
    SERVER,
    IMAGE,
    BLOCK_STORAGE,
    SHARED_STORAGE,
    PUBLIC_IP,
    VPN,
    USER,
    ROLE,
)

STACK = Stack(
    "stack",
    resources=RESOURCES,
    options=(
        Field(
            "state",
            choices=("present", "absent", "gathered"),
            default="present",
            help=(
                "V(present) creates and changes the objects that the options describe. An element "
                "can have another state, such as V(stopped) or V(absent).",
                "V(absent) removes all of these objects in reverse order.",
                "V(gathered) changes nothing. It returns the objects of the account as options of "
                "this module, in RV(gathered). If the options of kinds are set to empty lists, "
                "only these kinds are returned. With O(owner), only its objects are returned.",
            ),
        ),
        Field(
            "owner",
            "dict",
            fields=(
                Field("prefix", help="The text with which the names of all objects begin."),
                Field(
                    "marker",
                    limits=Limits(maximum=128),
                    help="A text that the descriptions of all objects contain. The task appends it "
                    "to O(ignore:description) of each element. Public IPs have no description.",
                ),
            ),
            help=(
                "How the objects of the stack are recognized: by O(owner.prefix) or by "
                "O(owner.marker).",
            ),
        ),
        Field(
            "purge",
            "bool",
            default=False,
            help=(
                "Whether objects are removed that belong to O(owner) and that the options do not "
                "describe. This concerns only the kinds of objects whose option is set. An empty "
                "list counts as set.",
                "Objects that the API protects, such as default policies, are never removed. A "
                "series of images is described if one of its images is.",
            ),
        ),
        # These options have the names of options of single modules. They apply to purged objects.
        Field(
            "allow_series_removal",
            "bool",
            default=False,
            help="Whether O(purge) may remove a series of several images.",
        ),
        Field(
            "allow_lockout",
            "bool",
            default=False,
            help="Whether O(purge) may remove the user whose token the task uses, or the role of "
            "this user.",
        ),
        Field(
            "hot_join",
            "bool",
            default=False,
            help="Whether O(purge) may remove a private network that running servers are in.",
        ),
        Field(
            "cost_limit",
            "float",
            limits=Limits(minimum=0),
            help=(
                "The highest net amount that the objects of the stack may cost in a month, in the "
                "currency of the account. A plan that costs more is rejected before the first "
                "write.",
                "Objects without a price are not counted. RV(monthly_cost.unpriced) lists them.",
            ),
        ),
        Field(
            "approved",
            help=(
                "The RV(plan_id) of a check run. If the plan is no longer the same, the task fails "
                "before the first write, and shows the differences.",
            ),
        ),
    ),
    group_options=(
        Field(
            "count",
            "int",
            limits=Limits(minimum=0, maximum=1000),
            help=(
                "Create a group of this number of equal objects. Their names need a place for the "
                "number: V({n}), or V({n:02}) for two digits. The numbers begin with 1.",
                "The number is filled into all texts of the element, except secrets.",
            ),
        ),
    ),
    results=(
        Attribute(
            "plan_id",
            "The hash of the operations. It contains no secrets, and nothing that is unknown "
            "before the operations.",
            sample="9f86d081884c7d659a2feaa0c55ad015",
        ),
        Attribute(
            "gathered",
            (
                "The objects of the account by kind, as the options that create them. They "
                "contain names instead of ids, no secrets, and no defaults.",
                "Objects that the API protects, such as default policies, are left out.",
            ),
            "dict",
            sample={"private_networks": [{"name": "shop-backend", "datacenter": "DE"}]},
            returned="when O(state=gathered)",
        ),
        Attribute(
            "not_gathered",
            "Options that RV(gathered) lacks and that are needed to create the object in another "
            "account, such as the password of a user.",
            "list",
            (
                Attribute("kind", "The kind of the object.", sample="users"),
                Attribute("name", "The name of the object.", sample="jane"),
                Attribute("option", "The option.", sample="password"),
                Attribute("reason", "Why it is missing.", sample="The API does not show it."),
            ),
            returned="when O(state=gathered)",
        ),
        Attribute(
            "failed_elements",
            "The elements that could not be brought into the desired state.",
            "list",
            (
                Attribute("element", "The element.", sample='servers[0] "web1"'),
                Attribute("msg", "The error.", sample="The server does not exist."),
            ),
            returned="when elements failed",
        ),
        Attribute(
            "skipped_elements",
            "The elements that were not started, because they need an element that failed.",
            "list",
            sample=['load_balancers[0] "shop"'],
            returned="when elements failed",
        ),
        Attribute(
            "differences",
            "The operations that only the approved plan has (-), or only the present one (+).",
            "list",
            sample=['+ servers[0] "web1": POST /servers (create server "web1")'],
            returned="when the plan is not the approved one",
        ),
    ),
    documentation=Documentation(
        summary="Manage all objects of an environment in an IONOS Cloud Panel account",
        description=(
            "Brings an environment to its description in one task: SSH keys, networks, policies, "
            "addresses, images, storages, servers, load balancers, VPNs, users and roles.",
            "Each element takes the options of the module for its kind of object. References by "
            "name define the order. They name elements of the stack, or else objects of the "
            "account.",
            "The complete plan is made before the first write. The task then sends exactly these "
            "operations. It waits for independent objects at the same time.",
            "Objects that the options do not describe are not changed, unless O(purge=true).",
        ),
        see_also=("server", "load_balancer", "api_request"),
    ),
)
