# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The readings of the API: a switch for each fact that its reference leaves open.

A fact is open if the reference does not contain it, contradicts itself, or contradicts clients.
A *reading* is one value of a switch. A *world* is a value for every switch:

- ``reference`` follows the text and the examples of the reference,
- ``observed`` follows clients of 2016 to 2018,
- ``adverse`` has the readings that are hardest for a client.

A world without evidence has the default. The name of a switch is its anchor in docs/api-notes.md,
which has the evidence.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

WORLDS = ("default", "reference", "observed", "adverse")
#: The world ``mixed:SEED`` has a random reading for each switch.
MIXED = "mixed"


@dataclass(frozen=True)
class Switch:
    """A question about the API, and the plausible answers.

    :param readings: each answer with its meaning. The first one is the default.
    :param worlds: the readings of worlds that differ from the default.
    """

    name: str
    question: str
    readings: Mapping[str, str]
    worlds: Mapping[str, str]

    def reading(self, world: str) -> str:
        """Return the reading in a world."""
        return self.worlds.get(world, next(iter(self.readings)))


def switch(
    name: str, question: str, readings: Mapping[str, str], **worlds: str
) -> tuple[str, Switch]:
    """Return an entry of ``SWITCHES``."""
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
            "Which protocols can a firewall rule have?",
            {
                "all": "those of both lists, in the creation and in an addition",
                "by-operation": "those of a list for each operation",
            },
            reference="by-operation",
            adverse="by-operation",
        ),
        switch(
            "ipsec-rules",
            "How do answers show rules for AH and ESP?",
            {
                "as-sent": "as they were sent",
                "ipsec": "as IPSEC, the only name in the schema of answers",
            },
            reference="ipsec",
            adverse="ipsec",
        ),
        switch(
            "equal-rules",
            "What happens to a new firewall rule that is equal to an existing one?",
            {"refused": "400", "added": "the rule exists twice"},
            adverse="added",
        ),
        switch(
            "rule-sources",
            "Which sources can rules have?",
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
                "no": "those for TCP and UDP; others can have ports",
                "yes": "those for TCP, UDP and TCP/UDP; ports of others are ignored",
            },
            adverse="yes",
        ),
        switch(
            "default-policies",
            "Can addresses and servers join default policies?",
            {"joined": "yes: 202", "refused": "no: 403"},
            adverse="refused",
        ),
        switch(
            "persistence-time",
            "Is persistence_time required to turn persistence on?",
            {"optional": "no: the present time stays", "required": "yes: 400 without it"},
            reference="required",
            adverse="required",
        ),
        switch(
            "region-key",
            "Which name does the datacenter of a load balancer have?",
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
            "Which query parameter of delete_server keeps the addresses?",
            {"keep_ip": "keep_ip", "keep_ips": "keep_ips"},
            observed="keep_ips",
            adverse="keep_ips",
        ),
        switch(
            "keep-address",
            "Where does release_server_ip expect the member that keeps an address?",
            {"body": "keep_ip in the body", "query": "keep_ip in the query"},
            observed="query",
            adverse="query",
        ),
        switch(
            "address-type-key",
            "Which member of add_server_ip contains the type of the address?",
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
            {"on": "always", "off": "only while it is powered off, as some systems require"},
            adverse="off",
        ),
        switch(
            "side-states",
            "Which state do other objects show while a server joins or leaves them?",
            {"configuring": "CONFIGURING", "unchanged": "the same as before"},
            reference="unchanged",
        ),
        switch(
            "busy-after-ready",
            "Does a server refuse changes for a while after its state shows that it is ready?",
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
            "Which percent does a server show while no work is under way?",
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
            "Which member of an address contains its firewall policy?",
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
            "How does the API change the name of an image?",
            {"dated": "it appends the day", "kept": "not at all"},
            adverse="dated",
        ),
        switch(
            "image-series",
            "Does an image with a frequency become several?",
            {
                "one": "no",
                "series": "one each day or week, num_images at most",
            },
            reference="series",
            adverse="series",
        ),
        switch(
            "import-server",
            "Which server_id does the import of an image need?",
            {
                "any": "any text",
                "filled": "the id of a server, as the schema requires for all sources",
            },
            reference="filled",
            adverse="filled",
        ),
        switch(
            "import-os",
            "Which ids can os_id of an import have?",
            {
                "appliance": "those of server appliances",
                "own": "those of /images/os, which the reference mentions but does not describe",
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
            "Which member of a body contains the server of a block storage?",
            {"server_id": "server_id", "server": "server"},
            observed="server",
            adverse="server",
        ),
        switch(
            "delete-attached",
            "Can a storage that is attached to servers be removed?",
            {"refused": "no: 403", "detached": "yes: 202, and it leaves its servers"},
            reference="detached",
        ),
        switch(
            "smaller-storages",
            "Can block and shared storages become smaller?",
            {"refused": "no: 400", "taken": "yes: 202"},
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
            "How does the API change the name of a user?",
            {
                "prefixed": "it prepends the digits of the account",
                "kept": "not at all",
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
            {"nothing": "nothing", "all": "everything; the example allows nearly everything"},
            reference="all",
            adverse="all",
        ),
        switch(
            "network-permissions",
            "Which name does the group of private networks have in permissions?",
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
            "Which names do alerts and datacenter have in the monitoring center?",
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
            "Which member contains the e-mail setting of a port or process that is read by itself?",
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
            "Do lists show a write late?",
            {
                "no": "no",
                "yes": "new objects after 20 seconds, removed objects for another 20 seconds",
            },
            adverse="yes",
        ),
        switch(
            "success-codes",
            "With which status does the API accept a write?",
            {
                "reference": "that of the reference",
                "older": "200 or 201 for operations of which clients of 2018 expect it",
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
            "Which state does an object show during its removal?",
            {"removing": "REMOVING (SSH keys: DELETING)", "configuring": "CONFIGURING"},
            adverse="configuring",
        ),
        switch(
            "spain",
            "Which code does Spain have in list_datacenters?",
            {"ES": "ES, as in all objects", "SP": "SP, as in an example"},
            reference="SP",
            adverse="SP",
        ),
        # -- prices
        switch(
            "pricing-names",
            "Which names have the prices of flexible servers and gross prices?",
            {
                "example": "flexible_sever and, once, pice_gross, as in the example",
                "corrected": "flexible_server and price_gross",
            },
            adverse="corrected",
        ),
        switch(
            "price-permission",
            "Which permission do prices need?",
            {"none": "none", "invoices": "interactive_invoices.show"},
            adverse="invoices",
        ),
        switch(
            "block-storage-price",
            "Does the price list have a price for block storages?",
            {"none": "no", "listed": "block_storage, in the form of shared_storage"},
            adverse="listed",
        ),
        switch(
            "unknown-members",
            "What happens to members of a body that the schema does not contain, and to null?",
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
            "Which state does the log of a completed deletion show?",
            {"COMPLETED": "COMPLETED", "OK": "OK"},
            observed="OK",
        ),
        switch(
            "log-range",
            "Which logs does a period contain?",
            {
                "start": "those of operations that began in it",
                "end": "those of operations that ended in it, or are in progress",
            },
            adverse="end",
        ),
    ]
)


class Readings(Mapping[str, str]):
    """A reading for each switch.

    :param world: the name of a world, or ``mixed:SEED``.
    :param chosen: readings that differ from the world.
    :raises ValueError: a world, switch or reading does not exist.
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
            name: chance.choice(list(switch.readings)) if kind == MIXED else switch.reading(world)
            for name, switch in SWITCHES.items()
        }
        for name, reading in self.chosen.items():
            if name not in SWITCHES or reading not in SWITCHES[name].readings:
                raise ValueError(f"There is no reading {name}={reading}; {choices(name)}.")
            self._readings[name] = reading

    def __getitem__(self, name: str) -> str:
        return self._readings[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._readings)

    def __len__(self) -> int:
        return len(self._readings)

    def __str__(self) -> str:
        return ",".join(f"{name}={reading}" for name, reading in self.chosen.items()) or self.world


def choices(name: str) -> str:
    """Return the readings of a switch or, for an unknown name, all switches, as a text."""
    if name in SWITCHES:
        return f"readings of {name} are {', '.join(SWITCHES[name].readings)}"
    return f"switches are {', '.join(SWITCHES)}"
