# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options and attributes that several resources have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..model.addresses import normalize_address, normalize_source, same_host, same_mailbox
from ..model.documentation import WHOLE, Attribute, Text
from ..model.fields import Field, Reference
from ..model.limits import DESCRIPTION, NAME
from ..model.mutability import CHANGE_ONLY, IMMUTABLE

# -- kinds of values

_BYTE = r"(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_ADDRESS = rf"({_BYTE}\.){{3}}{_BYTE}"


class Address(Field):
    """An option for an IP address."""

    def normalize(self, value: Any) -> Any:
        """Return an address in its usual spelling."""
        return normalize_address(value)


class HostName(Field):
    """An option for a DNS name."""

    def equal(self, current: Any, desired: Any) -> bool:
        """Return whether two names stand for one host."""
        return same_host(current, desired)


class Mailbox(Field):
    """An option for an e-mail address."""

    def equal(self, current: Any, desired: Any) -> bool:
        """Return whether two addresses stand for one mailbox."""
        return same_mailbox(current, desired)


class Source(Field):
    """An option for the source of the traffic that a rule allows."""

    pattern = rf"{_ADDRESS}(/(3[0-2]|[12]?\d)|\s*-\s*{_ADDRESS})?"
    explanation = (
        "write an address, a network or a range, such as 10.0.0.1, 10.0.0.0/8 or 10.0.0.1-10.0.0.9"
    )

    def normalize(self, value: Any) -> Any:
        """Return an address, a network or a range in its usual spelling."""
        return normalize_source(value)


class StorageSize(Field):
    """An option for the size of a storage (api-notes: smaller-storages)."""

    decrease_option = "allow_shrink"


class Password(Field):
    """An option for a password that can be set again."""

    resend_option = "update_password"


class Original(Reference):
    """An option for the object of which a new object is a copy."""

    needs_details = True


class Enabled(Field):
    """An option for whether an object is enabled. Requests and answers have different values.

    (api-notes: disable)
    """

    answer_type = "str"

    def normalize(self, value: Any) -> Any:
        """Return whether an answer shows that the object is enabled."""
        return {"ACTIVE": True, "DISABLED": False}.get(value, value)

    def to_request(self, value: Any) -> Any:
        """Return a value as a request body carries it."""
        return "ACTIVE" if value else "DISABLE"

    def with_value(self, obj: Mapping[str, Any], value: Any) -> dict[str, Any]:
        """Return an object that shows whether it is enabled."""
        return super().with_value(obj, "ACTIVE" if value else "DISABLED")


#: The unit of prices of storage.
GB_MONTH = "GB/month"

# -- options

NAME_OPTION = Field(
    "name",
    limits=NAME,
    required=True,
    help="The name of the {title}. Without O(id), the task finds the {title} by this exact name. "
    "If several objects have the name, the task fails and lists their ids.",
)
DESCRIPTION_OPTION = Field("description", limits=DESCRIPTION, help="A description of the {title}.")
ALLOW_SHRINK = Field(
    StorageSize.decrease_option,
    "bool",
    default=False,
    help=(
        "Whether a smaller O(size) is sent to the API. With V(false), such a task fails before it "
        "changes anything.",
        "The reference of the API does not say whether the size can be decreased. If the API "
        "accepts it, data can be lost.",
    ),
)  # (api-notes: smaller-storages)

SOURCE_OPTION = Source(
    "source",
    default="0.0.0.0",
    help=(
        "The source of the traffic: an address, a network, or a range such as "
        "V(10.0.0.1-10.0.0.9). V(0.0.0.0) means every address.",
        "Some versions of the API do not accept ranges. The task then fails with the message of "
        "the API.",
        "Different spellings of a network are equal: V(10.0.0.5/24) and V(10.0.0.0/24), or "
        "V(0.0.0.0/0) and V(0.0.0.0).",
    ),
)
ENABLED = Enabled(
    "enabled",
    "bool",
    mutability=CHANGE_ONLY,
    key="state",
    help="Whether the {title} is enabled. A disabled user can do nothing. A disabled role gives "
    "no permissions.",
)


def datacenter_option(*more: str) -> Reference:
    """Return the option for the datacenter of a new object. :param more: more paragraphs."""
    return Reference(
        "datacenter",
        to="datacenters",
        mutability=IMMUTABLE,
        key=("datacenter_id", "datacenter"),
        help=(
            "The datacenter: its country code, such as V(DE), its location, or its id.",
            *more,
        ),
    )


# -- attributes

SOME_ID = "4E1A9D5F0B7C48E2A6D3917F85C0B264"
ID = Attribute("id", "The id of the {title}.", sample=SOME_ID)
DESCRIPTION_ATTRIBUTE = Attribute(
    "description", "The description of the {title}.", default="", sample="Managed by Ansible"
)  # (api-notes: empty-texts)
STATE = Attribute("state", "The state of the {title}, as the API returns it.", sample="ACTIVE")
CREATION_DATE = Attribute(
    "creation_date", "The time of the creation.", sample="2026-11-25T08:33:25+00:00"
)
CLOUDPANEL_ID = Attribute(
    "cloudpanel_id", "The short id that the Cloud Panel shows.", sample="ap99AA4_1"
)
DATACENTER_ATTRIBUTE = Attribute(
    "datacenter",
    "The datacenter of the {title}.",
    "dict",
    (
        Attribute("id", "The id of the datacenter.", sample=SOME_ID),
        Attribute("country_code", "The country code of the datacenter.", sample="DE"),
        Attribute("location", "The location of the datacenter.", sample="Germany"),
    ),
)  # (api-notes: datacenter-member)
#: The disks of a server or an image.
HDDS = Attribute(
    "hdds",
    "The disks.",
    "list",
    (
        Attribute("id", "The id of the disk.", sample=SOME_ID),
        Attribute("size", "The size of the disk in GB.", "int", sample=80),
        Attribute("is_main", "Whether the server boots from the disk.", "bool", sample=True),
    ),
)
LICENSES = Attribute(
    "licenses",
    "The licenses that the {title} needs.",
    "list",
    (Attribute("name", "The name of the license.", sample="Windows 2012 Standard"),),
)
#: The server addresses of a firewall policy or load balancer.
SERVER_IPS = Attribute(
    "server_ips",
    "The server addresses of the {title}.",
    "list",
    (
        Attribute("id", "The id of the address.", sample=SOME_ID),
        Attribute("ip", "The address.", sample="198.51.100.7"),
        Attribute("server_name", "The name of the server that has the address.", sample="web1"),
    ),
)
#: The description of an operating system.
SYSTEM = (
    Attribute(
        "os_family",
        "The family of the operating system: V(Windows), V(Linux) or V(Other).",
        sample="Linux",
    ),
    Attribute("os", "The operating system.", sample="Debian"),
    Attribute("os_version", "The version of the operating system.", sample="Debian 12"),
    Attribute(
        "os_architecture",
        "The architecture in bits: V(32), V(64), or V(0) for none.",
        "int",
        sample=64,
    ),
)
AVAILABLE_DATACENTERS = Attribute(
    "available_datacenters",
    "The ids of the datacenters in which the {title} is available.",
    "list",
    default=None,
    sample=[SOME_ID],
    to="datacenters",
)


def named(sample: str) -> Attribute:
    """Return the attribute for the name of an object."""
    return Attribute("name", "The name of the {title}.", sample=sample)


def _members(title: str, sample: str) -> tuple[Attribute, ...]:
    return (
        Attribute("id", f"The id of the {title}.", sample=SOME_ID),
        Attribute("name", f"The name of the {title}.", sample=sample),
    )


def reference(name: str, help: Text, title: str, sample: str, default: Any = WHOLE) -> Attribute:
    """Return an attribute that shows another object by id and name.

    :param title: the title of the other object.
    :param default: as in :class:`Attribute`.
    """
    return Attribute(name, help, "dict", _members(title, sample), default=default)


def references(name: str, help: Text, title: str, sample: str, *more: Attribute) -> Attribute:
    """Return an attribute that lists other objects by id and name. :param more: more members."""
    return Attribute(name, help, "list", (*_members(title, sample), *more))
