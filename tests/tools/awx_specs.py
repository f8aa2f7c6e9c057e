# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the argument specs of the modules of awx.awx that extensions/awx uses.

``make awx-specs`` runs this program with the environment of the benchmark, whose package "ansible"
contains the collection. The tests check the tasks with the file that it writes.
"""

from __future__ import annotations

import importlib
import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest.mock import patch

from ansible.module_utils import basic

CHECKOUT = Path(__file__).resolve().parents[2]
FILE = CHECKOUT / "tests" / "integration" / "awx_argument_specs.json"
COLLECTION = "ansible_collections.awx.awx"


class SpecFoundError(Exception):
    """Ends a module when its argument spec is known."""


def argument_spec(collection: str, module: str) -> dict[str, Any]:
    """Return the arguments with which a module creates its AnsibleModule.

    Variables of the environment that replace an option are left out: they are functions.
    """
    found: dict[str, Any] = {}

    def record(_self: Any, **arguments: Any) -> None:
        found.update(arguments)
        raise SpecFoundError

    with patch.object(basic.AnsibleModule, "__init__", record):
        try:
            importlib.import_module(f"{collection}.plugins.modules.{module}").main()
        except SpecFoundError:
            for option in found["argument_spec"].values():
                option.pop("fallback", None)
            return found
    raise RuntimeError(f"the module {module} has no argument spec")


def collection_version(collection: str) -> str:
    """Return the version of an installed collection."""
    manifest = Path(importlib.import_module(collection).__path__[0]) / "MANIFEST.json"
    return str(json.loads(manifest.read_text())["collection_info"]["version"])


def used_modules() -> list[str]:
    """Return the names of the modules of awx.awx in extensions/awx."""
    texts = [file.read_text() for file in (CHECKOUT / "extensions" / "awx").rglob("*.yml")]
    return sorted(
        {name for text in texts for name in re.findall(r"^\s+awx\.awx\.(\w+):", text, re.M)}
    )


def main() -> None:
    """Write the file."""
    content = {
        "ansible": version("ansible"),
        "awx.awx": collection_version(COLLECTION),
        "modules": {name: argument_spec(COLLECTION, name) for name in used_modules()},
    }
    FILE.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
