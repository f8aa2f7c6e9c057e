# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One spelling for addresses, networks, masks, hosts and mailboxes."""

from __future__ import annotations

from ipaddress import IPv4Network

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.addresses import (
    normalize_address,
    normalize_mask,
    normalize_source,
    same_address,
    same_host,
    same_mailbox,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.common import (
    SOURCE_OPTION,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "asked, spelled",
    [
        ("0.0.0.0/0", "0.0.0.0"),
        ("0.0.0.0", "0.0.0.0"),
        ("2.2.2.2/32", "2.2.2.2"),
        ("10.0.0.5/24", "10.0.0.0/24"),
        ("any", "any"),
    ],
)
def test_sources(asked, spelled):
    assert normalize_source(asked) == spelled


@pytest.mark.parametrize(
    "asked, spelled",
    [
        ("24", "255.255.255.0"),
        ("/24", "255.255.255.0"),
        ("255.255.255.0", "255.255.255.0"),
        ("33", "33"),
        ("255.0.255.0", "255.0.255.0"),
    ],
)
def test_masks(asked, spelled):
    assert normalize_mask(asked) == spelled


@given(st.integers(0, 2**32 - 1), st.integers(1, 32))
def test_every_source_keeps_its_network(address, length):
    network = IPv4Network((address, length), strict=False)
    for text in (str(network), f"{IPv4Network(address).network_address}/{length}"):
        assert SOURCE_OPTION.complaint(text) is None
        assert IPv4Network(normalize_source(text)) == network
        assert normalize_source(normalize_source(text)) == normalize_source(text)


def test_an_address_with_leading_zeros_is_rejected():
    assert SOURCE_OPTION.complaint("10.0.0.01") and SOURCE_OPTION.complaint("010.0.0.1/8")


def test_equal_values():
    assert normalize_address(" 2001:DB8::0:1 ") == "2001:db8::1"
    assert same_address("2001:db8::1", "2001:DB8:0::1") and not same_address("Web", "web")
    assert same_host("www.example.com", "WWW.Example.com.") and not same_host(
        "www.example.com", "example.com"
    )
    assert same_mailbox("me@example.com", "me@Example.COM") and not same_mailbox(
        "Me@example.com", "me@example.com"
    )
