# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a command in a copy of the checkout whose path ends in ansible_collections/ionos/cloudpanel.

ansible-test and antsibull-docs derive the collection's name from their real working directory, and
ignore links. The copy is a git checkout, because ansible-test tests the files that git knows.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]


def files(checkout: Path) -> list[str]:
    """Return the files that git knows, and new ones that it does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=checkout,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [name for name in listed.split("\0") if name and (checkout / name).is_file()]


def copy(checkout: Path, tree: Path) -> None:
    """Copy the files of a checkout to a folder that does not exist."""
    for name in files(checkout):
        target = tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(checkout / name, target)


def main(command: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "ansible_collections" / "ionos" / "cloudpanel"
        copy(CHECKOUT, tree)
        subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
        subprocess.run(["git", "add", "-A"], cwd=tree, check=True)
        return subprocess.run(command, cwd=tree, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
