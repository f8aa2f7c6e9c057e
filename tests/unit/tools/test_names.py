# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that the sanity tests of ansible-core refuse, found without them in a second."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
#: Names that mean something else in Ansible's code: the function for translations.
REFUSED = {"_"}


def refused(file: Path) -> Iterator[str]:
    """Yield the places where a file assigns one of these names."""
    text = file.read_text(encoding="utf-8")
    if not REFUSED & {*re.findall(r"\b\w+\b", text)}:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        elif isinstance(node, ast.arg):
            name = node.arg
        else:
            continue
        if name in REFUSED:
            yield f"{file.relative_to(ROOT)}:{node.lineno}: give {name} a name"


def test_no_variable_has_a_refused_name():
    files = [file for folder in ("plugins", "tests") for file in (ROOT / folder).rglob("*.py")]
    assert len(files) > 300
    assert [place for file in files for place in refused(file)] == []


def test_a_refused_name_is_found(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    (tmp_path / "x.py").write_text("def f(_):\n    return [1 for _, a in [] for _b in a]\n")
    assert [each[:6] for each in refused(tmp_path / "x.py")] == ["x.py:1", "x.py:2"]
