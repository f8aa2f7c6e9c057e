# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files import only what the page about the architecture allows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
PLUGINS = ROOT / "plugins"
ANSIBLE = {
    "action",
    "callback",
    "filter",
    "inventory",
    "lookup",
    "test",
    "plugin_utils",
    "modules",
    "bridge",
}
#: The files that import a library.
LIBRARIES = {
    "requests": {"transport", "answer_limits", "connection_errors"},
    "psycopg": {"libpq"},
}
CHECK_MODE = {"action", "lookup", "plugin_utils", "modules", "bridge"}


def layers() -> dict[str, int]:
    """Each name of the table, with the number of its row."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"test_layers\.py.*?\n\n((?:    .+\n)+)", text)
    return {
        name.strip(): row for row, line in enumerate(table.splitlines()) for name in line.split(",")
    }


LAYERS = layers()


def layer(path: Path) -> str:
    """Return the name in the table to which a file belongs."""
    parts = path.parts[path.parts.index("plugins") + 1 :]
    return next((folder for folder in LAYERS if folder in parts), path.stem)


def imported(path: Path) -> Iterator[Path]:
    """Return the imports of a file, with relative imports as paths of the collection."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (Path(*each.name.split(".")) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = path.parents[node.level - 1] if node.level else Path()
            module = base.joinpath(*(node.module or "").split("."))
            package = not node.module or module.name in LAYERS
            yield from (module / each.name for each in node.names) if package else [module]


FILES = sorted(
    path
    for path in PLUGINS.rglob("*.py")
    if "doc_fragments" not in path.parts and path.stem != "__init__"
)


def test_the_table_has_every_file():
    assert {layer(path) for path in FILES} == set(LAYERS)


def wrong_imports(path: Path) -> Iterator[str]:
    """Yield the imports of a file that its layer does not allow."""
    own = layer(path)
    for each in imported(path):
        if PLUGINS in each.parents or each.parts[:2] == ("ansible_collections", "ionos"):
            allowed = layer(each) == own or LAYERS[layer(each)] > LAYERS[own]
        elif each.parts[0] == "ansible":
            allowed = own in ANSIBLE
        else:
            allowed = path.stem in LIBRARIES.get(each.parts[0], {path.stem})
        if not allowed:
            yield f"{path.relative_to(PLUGINS)}: {own} imports {each}"


def test_a_file_imports_only_lower_layers():
    assert [wrong for path in FILES for wrong in wrong_imports(path)] == []


def test_a_wrong_import_is_found(tmp_path, monkeypatch):
    monkeypatch.setitem(globals(), "PLUGINS", tmp_path / "plugins")
    file = tmp_path / "plugins/module_utils/model/x.py"
    file.parent.mkdir(parents=True)
    file.write_text(
        "import ansible.utils\nimport requests\nimport psycopg\nfrom ..engine import waiter\n"
    )
    assert [each.partition(" imports ")[2][:8] for each in wrong_imports(file)] == [
        "ansible/",
        "requests",
        "psycopg",
        str(tmp_path)[:8],
    ]


def test_only_the_bridges_evaluate_check_mode():
    files = [path for path in FILES if layer(path) not in CHECK_MODE]
    assert [path for path in files if "check_mode" in path.read_text(encoding="utf-8")] == []
