# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host names of generated accounts, and addresses that Ansible can connect to."""

from __future__ import annotations

import re

import pytest
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.addresses import is_address, is_local
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.host_names import (
    HostNames,
    host_names,
)
from hypothesis import given
from hypothesis import strategies as st

SPECIAL = [
    "localhost",
    "LOCALHOST",
    "localhost.",
    "127.0.0.1",
    "127.1",
    "::1",
    "0",
    "all",
    "ungrouped",
]
HOSTILE = [
    "-oProxyCommand=touch x",
    "{{ lookup('pipe', 'id') }}",
    "{% raw %}",
    "",
    " ",
    " web",
    "web ",
    ".",
    "..",
    "a\nb",
    "a\x1b[2Jb",
    "a,b",
    "!a",
    "&a",
    "a:b",
    "~a",
    "a[0]",
    "a*",
    "'",
    '"',
    "a/b",
    "$(id)",
    "web\u202e",
    "web\u034f",
]
IDENTIFIERS = st.from_regex(r"[0-9A-F]{4}", fullmatch=True)


@st.composite
def accounts(draw):
    """Names, ids and groups that are likely to collide, also with names that have ids appended."""
    identifiers = draw(st.lists(IDENTIFIERS, unique=True, min_size=1, max_size=6))
    plain = st.sampled_from(["web", "db", "wéb", "数据", "my web", *SPECIAL, *HOSTILE]) | st.text(
        max_size=6
    )
    parts = st.sampled_from(identifiers)
    extended = st.builds("_".join, st.lists(plain | parts, min_size=1, max_size=3))
    names = draw(
        st.lists(plain | extended | parts, min_size=len(identifiers), max_size=len(identifiers))
    )
    groups = {"all", "ungrouped", *draw(st.lists(plain | extended, max_size=3))}
    return names, identifiers, groups


@given(accounts())
def test_host_names_are_valid_and_different_and_none_is_special(account):
    names, identifiers, groups = account
    found = host_names(names, identifiers, groups).names
    assert len(found) == len(identifiers) == len(set(found))
    for name in found:
        assert all(character.isalnum() or character in " ._-" for character in name)
        assert name.strip(" ") == name and name.strip(".") and not name.startswith("-")
        assert name not in groups and not is_local(name)


@given(accounts(), st.data())
def test_a_server_keeps_its_name_when_servers_with_other_names_are_added(account, data):
    names, identifiers, groups = account
    kept = data.draw(st.integers(min_value=0, max_value=len(names) - 1))
    wanted = names[kept]
    related = [
        position
        for position, name in enumerate(names)
        if name == wanted or wanted.rpartition("_")[2] == identifiers[position] or position == kept
    ]
    alone = host_names(
        [names[position] for position in related],
        [identifiers[position] for position in related],
        groups,
    )
    assert host_names(names, identifiers, groups).names[kept] == alone.names[related.index(kept)]


def named(*servers: tuple[str, str], **more) -> HostNames:
    return host_names(
        [name for name, _identifier in servers],
        [identifier for _name, identifier in servers],
        **more,
    )


def test_a_valid_name_stays():
    names = ["web1", "my web", "wéb-1.example_x", "数据库", "123"]
    assert host_names(names, ["A", "B", "C", "D", "E"]) == HostNames(names, [], [])


@pytest.mark.parametrize("name", HOSTILE)
def test_another_name_is_replaced_by_the_id(name):
    assert named((name, "A1")) == HostNames(["A1"], ["A1"], [])


@pytest.mark.parametrize(
    "name", [name for name in SPECIAL if name not in ("all", "ungrouped", "::1")]
)
def test_names_of_the_controller_get_the_id_appended(name):
    assert named((name, "A1")).names == [f"{name}_A1"]


def test_names_that_collide_get_the_id_appended_to_each():
    assert named(("web", "A1"), ("web", "A2"), ("db", "A3")) == HostNames(
        ["web_A1", "web_A2", "db"], [], ["web_A1", "web_A2"]
    )


def test_the_name_of_another_host_is_not_used():
    found = named(("web", "A1"), ("web", "A2"), ("web_A1", "A3"), ("A4", "A5"), ("{{", "A4"))
    assert found.names == ["web_A1", "web_A2", "web_A1_A3", "A4_A5", "A4"]


def test_names_of_groups_get_the_id_appended_until_no_group_has_them():
    assert named(("web", "A1"), groups={"web", "web_A1"}).names == ["web_A1_A1"]


def test_the_name_of_a_host_of_another_server_is_not_used():
    assert named(("web", "A1"), ("db", "A2"), owners={"web": "A9", "db": "A2"}).names == [
        "web_A1",
        "db",
    ]


@pytest.mark.parametrize(
    "address",
    [
        "198.51.100.7",
        "2001:db8::1",
        "::1",
        "127.0.0.1",
        "web",
        "web-1.example.com",
        "web.example.com.",
        "a_b.example",
        "xn--wb-bja.example",
        "0xbeef.example",
    ],
)
def test_addresses(address):
    assert is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        None,
        5,
        "",
        "-oProxyCommand=x",
        "-web",
        "web-",
        "web-.example",
        "a..b",
        ".a",
        "a b",
        "a\n",
        "web\x00",
        "wéb.example",
        "{{ x }}",
        "$(id)",
        "a;b",
        "user@host",
        "host:22",
        "[::1]",
        "fe80::1%eth0",
        "10.0.0.300",
        "127.1",
        "1.2.3",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "1.2.3.4.",
        "localhost",
        "LocalHost.",
        "web.localhost",
        "a" * 64,
        ".".join(["a" * 60] * 5),
    ],
)
def test_invalid_addresses(address):
    assert not is_address(address)


@given(st.text(max_size=12) | st.text(alphabet="-.0123456789abcfox:%_ \n", max_size=12))
def test_an_address_has_no_meaning_for_ssh_or_a_shell(text):
    if is_address(text):
        assert re.fullmatch(r"[0-9A-Za-z_:][0-9A-Za-z_.:-]*", text)
