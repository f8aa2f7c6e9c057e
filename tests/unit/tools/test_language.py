# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts are plain: no pattern of ``tools.language`` occurs in pages, docstrings and messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from tools.language import LONGEST_SENTENCE, problems

ROOT = Path(__file__).parents[3]
#: The files whose texts are checked.
PATTERNS = (
    "README.md",
    "changelogs/fragments/*.yml",
    "docs/**/*.md",
    "docs/examples/*.yml",
    "extensions/**/*.yml",
    "playbooks/*.yml",
    "plugins/**/*.py",
    "roles/**/*.md",
    "roles/**/*.yml",
    "tests/**/*.in",
    "tests/**/*.md",
    "tests/**/*.py",
    "tools/*.py",
)
#: They contain the words that they find.
EXCEPTIONS = ("language.py", Path(__file__).name)
FILES = [
    path
    for pattern in PATTERNS
    for path in sorted(ROOT.glob(pattern))
    if path.name not in EXCEPTIONS
]


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_texts_are_plain(path):
    assert problems(path) == []


@pytest.mark.parametrize(
    "name, text, expected",
    [
        ("page.md", "Whoever reads it.", "1: 'Whoever': name the user, the task or the program"),
        ("page.md", "One.\n\nIt has an id of\nits own.", "3: 'of its own': its own, a separate"),
        ("page.md", "```\nwhoever\n```\n    nobody\n`nobody`", None),
        ("page.md", "word " * (LONGEST_SENTENCE - 1) + "last.", None),
        ("page.md", "word " * LONGEST_SENTENCE + "last.", "1: 36 words in a sentence: "),
        ("page.md", "word " * LONGEST_SENTENCE + "\n- last.", None),
        ("file.py", '"""What a file is for."""', None),
        ("file.py", 'def run():\n    """What it does."""', "2: the docstring begins with 'What'"),
        ("file.py", "x = 1  # nobody waits", "1: 'nobody': name"),
        ("file.py", 'raise Error(f"nobody has the {name} that is shown")', "1: 'nobody': name"),
        ("file.py", 'KEY = "nobody"', None),
        ("texts.yml", "name: Look for what is there", "1: 'what is there': use a noun"),
    ],
)
def test_a_problem_is_found(tmp_path, name, text, expected):
    path = tmp_path / name
    path.write_text(text)
    found = [problem.removeprefix(f"{path}:") for problem in problems(path)]
    assert len(found) == bool(expected)
    assert not expected or found[0].startswith(expected)
