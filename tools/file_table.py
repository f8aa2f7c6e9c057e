# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the list of files in docs/architecture.md from the docstrings of the files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

PLUGINS = Path(__file__).resolve().parents[1] / "plugins"
#: The folders of the list, with a sentence about each. Other files need no explanation.
FOLDERS = {
    "action": "runs modules inside Ansible",
    "callback": "the callbacks",
    "filter": "the filters",
    "inventory": "the dynamic inventory",
    "lookup": "the lookups",
    "test": "the tests",
    "plugin_utils": "parts of the other plugins",
    "module_utils/bridge": "between Ansible and the engine",
    "module_utils/engine": "find, resolve, plan, apply, wait",
    "module_utils/resources": "the descriptions",
    "module_utils/model": "the vocabulary of the descriptions",
    "module_utils/api": "requests to the API",
    "module_utils/shared": "data that processes share",
}


def file_table() -> str:
    """Return a table of files for each folder, in Markdown."""
    return "\n".join(
        f"\n**`plugins/{folder}`**: {title}\n\n| File | Content |\n|---|---|\n" + rows(folder)
        for folder, title in FOLDERS.items()
    )


def rows(folder: str) -> str:
    """Return the rows of a table."""
    paths = [path for path in sorted((PLUGINS / folder).glob("*.py")) if path.stem != "__init__"]
    return "".join(f"| `{path.name}` | {summary(path)} |\n" for path in paths)


def summary(path: Path) -> str:
    """Return the first sentence of the docstring of a file, without citations."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    paragraph = " ".join(docstring.split("\n\n")[0].split())
    sentence = re.split(r"(?<=[a-z`)\]])\. ", paragraph)[0].rstrip(".")
    text = re.sub(r" ?\(api-notes: [^)]*\)", "", sentence).replace("``", "`").replace("|", r"\|")
    return re.sub(r":(?:class|meth|func):`([^`]+)`", r"`\1`", text) + "."
