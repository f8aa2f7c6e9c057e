# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of errors and warnings: which texts of the source are messages, and their remedies."""

from __future__ import annotations

import error_page
import pytest
import yaml
from error_page import Template, templates

SOURCE = '''
"""A module has a docstring. It is no message."""

ADVICE = "Choose another one."
KEY = "a_key_without_spaces."


def check(name, sizes):
    """Return an error. This is a docstring."""
    if not name:
        raise ValidationError(f"name {name!r} is too short. {ADVICE}")
    if name in sizes:
        return f"has the sizes {', '.join(str(size) for size in sizes)}"
    query = "SELECT name FROM sizes WHERE name = ?"
    return "Two servers have " + f"the name {label(name)!r}; use the id."
'''


@pytest.fixture
def found(tmp_path) -> dict[str, Template]:
    folder = tmp_path / "module_utils/engine"
    folder.mkdir(parents=True)
    (folder / "example.py").write_text(SOURCE)
    return {each.text: each for each in templates(tmp_path)}


def test_messages_are_sentences_in_functions(found):
    assert set(found) == {
        "name <name> is too short. Choose another one.",
        "has the sizes <size>",
        "Two servers have the name <object>; use the id.",
    }


def test_a_message_has_a_problem_and_a_remedy(found):
    parts = {(each.problem, each.remedy) for each in found.values() if each.complete}
    assert parts == {
        ("name <name> is too short.", "Choose another one."),
        ("Two servers have the name <object>", "Use the id."),
    }


def test_a_message_matches_its_texts(found):
    pattern = found["Two servers have the name <object>; use the id."].pattern
    assert pattern.search("server: Two servers have the name 'web'; use the id.")
    assert not pattern.search("Two servers have the name 'web'.")


def test_every_message_has_a_remedy():
    assert error_page.without_remedy() == []


def test_every_remedy_is_used():
    remedies = yaml.safe_load(error_page.REMEDIES.read_text())
    texts = {each.text: each.remedy for each in templates()}
    assert {text for text in remedies if text not in texts or texts[text]} == set()
