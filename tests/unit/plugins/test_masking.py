# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are masked in every spelling, also in pieces. Other texts stay as they are."""

from __future__ import annotations

import json
import time
from urllib.parse import quote, quote_plus

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.texts import printable
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.masking import MASK, masked
from hypothesis import given
from hypothesis import strategies as st

SPELLINGS = {
    "itself": str,
    "json": json.dumps,
    "unescaped json": lambda text: json.dumps(text, ensure_ascii=False),
    "json in json": lambda text: json.dumps(json.dumps(text)),
    "literal": repr,
    "json in a literal": lambda text: repr(json.dumps(text)),
    "literal in json": lambda text: json.dumps(repr(text)),
    "query": lambda text: quote(text, safe=""),
    "form": quote_plus,
    "query in a query": lambda text: quote(quote(text, safe=""), safe=""),
    "json in a query": lambda text: quote(json.dumps(text)),
    "printable": printable,
}
SECRETS = [
    "correct horse",
    "a\"b\\c'd",
    "\\new\\u12\\x4",
    "grün €uro \U0001f600",
    "two\r\nlines\tand more",
    "100%25 + 5%",
    "short\\",
    "#!/bin/sh\necho 'x' > \"y\"\n",
]


@pytest.mark.parametrize("spell", SPELLINGS.values(), ids=SPELLINGS)
@pytest.mark.parametrize("secret", SECRETS)
def test_each_spelling_is_masked(secret, spell):
    spelled = spell(secret.strip())
    text = masked(f"before {spelled} after", [f" {secret}"])
    for quoted in (f"before {MASK} after", f'before "{MASK}" after', f"before '{MASK}' after"):
        if text.replace("\\", "").replace("%22", '"') == quoted:
            return
    # Quotes of the outer spelling may remain, in front of and behind the mask.
    head, mask, tail = text.partition(MASK)
    assert mask and MASK not in tail and len(head + tail) < len("before  after") + 16
    assert not set(head + tail) - set("before after\\\"'%225C")


@given(
    secret=st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=24),
    spell=st.sampled_from(list(SPELLINGS.values())),
    start=st.integers(0, 10),
    length=st.integers(14, 24),
)
def test_a_piece_of_a_secret_is_masked(secret, spell, start, length):
    piece = secret[start : start + length]
    assert MASK in masked(f"({spell(piece)})", [secret]) or "\\" in piece or "%" in piece


@given(
    text=st.text("ab +'", max_size=20),
    secret=st.text("ab +'", min_size=4, max_size=12),
)
def test_plain_texts_are_masked_like_others(text, secret):
    assert masked(f"{text}\u00e9", [secret]) == f"{masked(text, [secret])}\u00e9"


def test_keys_and_nested_texts_are_masked():
    secret = "correct horse"
    errors = {"errors": [{secret: "is wrong", "value": ("x", secret)}], "status": 400, "id": None}
    assert masked(errors, [secret]) == {
        "errors": [{MASK: "is wrong", "value": ["x", MASK]}],
        "status": 400,
        "id": None,
    }


@pytest.mark.parametrize("secrets", [[], ["abc"], ["correct horse"], [""], ["  "]])
def test_other_texts_stay_as_they_are(secrets):
    text = "abc correct \\n %41 horse\n"
    assert masked(text, secrets) == text


def test_two_secrets_next_to_each_other_are_masked():
    assert masked("xhunter2correct horsey", ["correct horse", "hunter2"]) == f"x{MASK}{MASK}y"


def test_long_texts_take_little_time():
    began = time.process_time()
    masked('x\\"%22 y' * 20000, ["correct horse", "z" * 20000])
    assert time.process_time() - began < 3
