# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The readings of the API: a switch for each place where the reference is silent, contradicts itself, or contradicts clients.

A *reading* is one value of a switch. A *world* is a value for every switch: ``reference`` takes the text and its examples
literally, ``observed`` is what clients of 2016 to 2018 saw, ``adverse`` is what makes the most trouble. Where a world has no
evidence, it takes the default. The name of a switch is also its anchor in docs/api-notes.md, which has the evidence.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WORLDS = ("default", "reference", "observed", "adverse")
#: The name of a world before a colon and its seed: every switch gets a value by chance.
MIXED = "mixed"


@dataclass(frozen=True)
class Switch:
    """One question about the API, and the answers that are plausible.

    :param question: what it asks. :param readings: each answer, with what it means. The first one is the default.
    :param worlds: the reading of a world that does not take the default.
    """

    name: str
    question: str
    readings: Mapping[str, str]
    worlds: Mapping[str, str]

    def reading(self, world: str) -> str:
        return self.worlds.get(world, next(iter(self.readings)))


def switch(
    name: str, question: str, readings: Mapping[str, str], **worlds: str
) -> tuple[str, Switch]:
    return name, Switch(name, question, readings, worlds)


SWITCHES: dict[str, Switch] = dict(
    [
        # -- firewall policies and load balancers
        switch(
            "rule-ports",
            "What do rules without ports show as port_from and port_to?",
            {"null": "null", "zero": "0 and 0", "all": "1 and 65535"},
            reference="zero",
            adverse="all",
        ),
        switch(
            "rule-protocols",
            "Which protocols does a firewall rule take?",
            {
                "all": "all of both lists, in the creation and in an addition",
                "by-operation": "create_firewall_policy and add_firewall_policy_rules have a list each",
            },
            reference="by-operation",
            adverse="by-operation",
        ),
        switch(
            "ipsec-rules",
            "How do answers show rules for AH and ESP?",
            {
                "as-sent": "as they were sent",
                "ipsec": "as IPSEC, the only name that the schema of answers has",
            },
            reference="ipsec",
            adverse="ipsec",
        ),
        switch(
            "equal-rules",
            "What becomes of a firewall rule that is there already?",
            {"refused": "400", "added": "it is there twice"},
            adverse="added",
        ),
        switch(
            "rule-sources",
            "Which sources do rules take?",
            {
                "addresses": "addresses and networks",
                "ranges": "also ranges such as 10.0.0.1-10.0.0.9",
            },
            adverse="ranges",
        ),
        switch(
            "rules-need-ports",
            "Which firewall rules need ports?",
            {
                "no": "those for TCP and UDP; others can have some",
                "yes": "those for TCP, UDP and TCP/UDP; ports of others are ignored",
            },
            adverse="yes",
        ),
        switch(
            "default-policies",
            "Can addresses and servers join default policies?",
            {"joined": "202", "refused": "403"},
            adverse="refused",
        ),
        switch(
            "persistence-time",
            "Does turning persistence on need persistence_time?",
            {"optional": "without it the present time counts", "required": "400 without it"},
            reference="required",
            adverse="required",
        ),
        switch(
            "region-key",
            "How do load balancers name their datacenter?",
            {"datacenter": "datacenter", "region": "region, as in an example"},
            adverse="region",
        ),
        # -- servers
        switch(
            "image-ids",
            "Which id does the image of a server have?",
            {"appliance": "that of the appliance", "own": "another one; only the name is the same"},
            reference="own",
            adverse="own",
        ),
        switch(
            "keep-server-ips",
            "How does delete_server learn that addresses are kept?",
            {"keep_ip": "query keep_ip", "keep_ips": "query keep_ips"},
            observed="keep_ips",
            adverse="keep_ips",
        ),
        switch(
            "keep-address",
            "How does release_server_ip learn that an address is kept?",
            {"body": "keep_ip in the body", "query": "keep_ip in the query"},
            observed="query",
            adverse="query",
        ),
        switch(
            "address-type-key",
            "Which member of add_server_ip says the type of the address?",
            {"type_ip": "type_ip", "type": "type, as in the example"},
            observed="type",
            adverse="type",
        ),
        switch(
            "join-network",
            "Can a running server join and leave a private network?",
            {"off": "only while it is powered off", "on": "always"},
            reference="on",
        ),
        switch(
            "grow-hardware",
            "Can a running server get more processors and memory?",
            {"on": "always", "off": "only while it is powered off, which some systems need"},
            adverse="off",
        ),
        switch(
            "side-states",
            "What do private networks, policies and balancers show while a server joins or leaves?",
            {"configuring": "CONFIGURING", "unchanged": "what they showed before"},
            reference="unchanged",
        ),
        switch(
            "busy-after-ready",
            "Does a server refuse changes for a while after it looks ready?",
            {"yes": "INVALID_STATE for --linger seconds", "no": "no"},
            reference="no",
        ),
        switch(
            "late-addresses",
            "When does a new server show its addresses?",
            {"ready": "when it is ready", "later": "a minute after it is ready"},
            adverse="later",
        ),
        switch(
            "idle-percent",
            "Which percent does a server show when nothing goes on?",
            {"null": "null (0 in lists)", "zero": "0"},
            adverse="zero",
        ),
        switch(
            "work-percent",
            "Which percent do the answers to actions show?",
            {"number": "a number", "null": "null"},
            reference="null",
            adverse="null",
        ),
        switch(
            "no-fixed-size",
            "Which fixed_instance_size_id does a server without a fixed size have?",
            {"null": "null", "zero": "0"},
            reference="zero",
            observed="zero",
            adverse="zero",
        ),
        switch(
            "empty-members",
            "How do answers show an empty object or list?",
            {
                "plain": "as an object or a list",
                "null": "as null",
                "list": "an empty object as an empty list",
            },
            observed="list",
            adverse="null",
        ),
        switch(
            "policy-key",
            "Which member of an address names its firewall policy?",
            {
                "firewall_policy": "firewall_policy",
                "firewall_policies": "firewall_policies, as in two examples",
            },
            adverse="firewall_policies",
        ),
        switch(
            "snapshot-list",
            "What does list_server_snapshots answer?",
            {"list": "a list", "object": "the only snapshot"},
            observed="object",
            adverse="object",
        ),
        # -- images and storages
        switch(
            "image-names",
            "What does the API make of the name of an image?",
            {"dated": "it ends in the day", "kept": "it stays as it was sent"},
            adverse="dated",
        ),
        switch(
            "image-series",
            "Does an image with a frequency become several?",
            {
                "one": "no further image is made",
                "series": "one each day or week, num_images at the most",
            },
            reference="series",
            adverse="series",
        ),
        switch(
            "import-server",
            "Which server_id does the import of an image need?",
            {"any": "any text", "filled": "the id of a server, as the schema says of all sources"},
            reference="filled",
            adverse="filled",
        ),
        switch(
            "import-os",
            "Which ids does os_id of an import take?",
            {
                "appliance": "those of server appliances",
                "own": "those of /images/os, which the reference mentions and does not describe",
            },
            reference="own",
            observed="own",
            adverse="own",
        ),
        switch(
            "ready-states",
            "Which state shows that an image or block storage is ready?",
            {"observed": "ENABLED and POWERED_ON", "active": "ACTIVE"},
            reference="active",
        ),
        switch(
            "architecture-key",
            "Which member contains the architecture of a system?",
            {
                "os_architecture": "os_architecture",
                "architecture": "architecture, as in all examples",
            },
            reference="architecture",
            adverse="architecture",
        ),
        switch(
            "block-storage-server",
            "Which member of a body names the server of a block storage?",
            {"server_id": "server_id", "server": "server"},
            observed="server",
            adverse="server",
        ),
        switch(
            "delete-attached",
            "Can a storage that is attached to servers be removed?",
            {"refused": "403", "detached": "202: it leaves its servers"},
            reference="detached",
        ),
        switch(
            "smaller-storages",
            "Can block and shared storages become smaller?",
            {"refused": "400", "taken": "202"},
            adverse="taken",
        ),
        switch(
            "access-members",
            "What does the access to shared storages show?",
            {"example": "all members of the examples", "schema": "only the members of the schema"},
            adverse="schema",
        ),
        # -- users, roles and keys
        switch(
            "user-names",
            "What does the API make of the name of a user?",
            {
                "prefixed": "it begins with the digits of the account",
                "kept": "it stays as it was sent",
            },
        ),
        switch(
            "public-keys",
            "How does the API show a public key?",
            {
                "bare": "without type and comment",
                "as-sent": "as it was sent",
                "pkcs": "in PKCS form",
            },
            reference="pkcs",
            adverse="pkcs",
        ),
        switch(
            "key-length",
            "How long can a public key be?",
            {"256": "256 characters, as the schema says", "any": "as long as a key of 4096 bits"},
            observed="any",
            adverse="256",
        ),
        switch(
            "new-role",
            "What does a new role allow?",
            {"nothing": "nothing", "all": "everything (the example allows nearly everything)"},
            reference="all",
            adverse="all",
        ),
        switch(
            "network-permissions",
            "Which name has the group of private networks in permissions?",
            {"private_network": "private_network", "private_networks": "private_networks"},
            observed="private_networks",
            adverse="private_networks",
        ),
        switch(
            "new-api-key",
            "When does a user show a new API key?",
            {"at-once": "in the answer", "late": "when the user is ACTIVE again"},
            reference="late",
            adverse="late",
        ),
        # -- monitoring
        switch(
            "alert-keys",
            "How does the monitoring center name alerts and datacenter?",
            {"schema": "alerts and datacenter", "example": "alerts_count, and in lists region"},
            reference="example",
            adverse="example",
        ),
        switch(
            "policy-alerts",
            "How does a monitoring policy spell the alerts of its ports and processes?",
            {
                "example": "alert_when and alert, except in answers to its creation and change",
                "schema": "always alert_if and email_notification",
            },
            observed="schema",
            adverse="schema",
        ),
        switch(
            "notification-key",
            "Which member of a port or a process that is read by itself says whether the API writes e-mails?",
            {
                "email_notifications": "email_notifications, as in the examples",
                "email_notification": "email_notification, as in the schema and in the SDKs",
            },
            observed="email_notification",
        ),
        switch(
            "disk-threshold",
            "When does a policy show the threshold of disks?",
            {"agent": "with an agent, as in the examples", "always": "always, as in the schema"},
            adverse="always",
        ),
        # -- all objects
        switch(
            "page-limit",
            "What is the page limit?",
            {"1000": "1000", "50": "50", "64": "64", "7": "7"},
            observed="50",
            adverse="64",
        ),
        switch(
            "paging",
            "What do page and per_page mean?",
            {
                "usual": "number and size",
                "swapped": "size and number, as the reference explains them",
            },
            reference="swapped",
            adverse="swapped",
        ),
        switch(
            "list-order",
            "In which order does a list show objects?",
            {"oldest": "the oldest first", "newest": "the newest first"},
            adverse="newest",
        ),
        switch(
            "lagging-lists",
            "Do lists show a write at once?",
            {
                "no": "at once",
                "yes": "new objects after 20 seconds, removed ones for 20 seconds more",
            },
            adverse="yes",
        ),
        switch(
            "success-codes",
            "With which status does the API accept a write?",
            {
                "reference": "that of the reference",
                "older": "200 and 201 where the API of 2018 did so",
            },
            observed="older",
            adverse="older",
        ),
        switch(
            "empty-texts",
            "How does the API show a description or another text that is empty?",
            {"text": 'as ""', "null": "as null"},
            observed="null",
            adverse="null",
        ),
        switch(
            "removal",
            "Which state has an object that is being removed?",
            {"removing": "REMOVING (SSH keys: DELETING)", "configuring": "CONFIGURING"},
            adverse="configuring",
        ),
        switch(
            "spain",
            "Which code has Spain in list_datacenters?",
            {"ES": "ES, as in all objects", "SP": "SP, as in an example"},
            reference="SP",
            adverse="SP",
        ),
        switch(
            "unknown-members",
            "What becomes of members of a body that the schema does not know, and of null?",
            {"refused": "400", "ignored": "they are ignored"},
            observed="ignored",
        ),
        switch(
            "error-keys",
            "How does the API spell the members of an error?",
            {
                "mixed": "as in the examples of the operation",
                "capital": "Type, Message, Errors",
                "small": "type, message, errors",
            },
        ),
        switch(
            "deletion-log-state",
            "Which state does a log show of a deletion that is done?",
            {"COMPLETED": "COMPLETED", "OK": "OK"},
            observed="OK",
        ),
    ]
)


class Readings(Mapping[str, str]):
    """A reading for every switch.

    :param world: the name of a world, or ``mixed:SEED``. :param chosen: readings that are not those of the world.
    :raises ValueError: there is no such world, switch or reading.
    """

    def __init__(self, world: str = "default", chosen: Mapping[str, str] | None = None) -> None:
        self.world, self.chosen = world, dict(chosen or {})
        kind, _colon, seed = world.partition(":")
        if world not in WORLDS and not (kind == MIXED and seed):
            raise ValueError(
                f"There is no world {world!r}; worlds are {', '.join(WORLDS)} and {MIXED}:SEED."
            )
        chance = random.Random(seed)
        self._readings = {
            name: chance.choice(list(each.readings)) if kind == MIXED else each.reading(world)
            for name, each in SWITCHES.items()
        }
        for name, reading in self.chosen.items():
            if reading not in getattr(SWITCHES.get(name), "readings", ()):
                raise ValueError(f"There is no reading {name}={reading}; {choices(name)}.")
            self._readings[name] = reading

    def __getitem__(self, name: str) -> str:
        return self._readings[name]

    def __iter__(self) -> Any:
        return iter(self._readings)

    def __len__(self) -> int:
        return len(self._readings)

    def __str__(self) -> str:
        return ",".join(f"{name}={reading}" for name, reading in self.chosen.items()) or self.world


def choices(name: str) -> str:
    """The readings of a switch, or the switches if there is none of that name, in words."""
    if name in SWITCHES:
        return f"readings of {name} are {', '.join(SWITCHES[name].readings)}"
    return f"switches are {', '.join(SWITCHES)}"
