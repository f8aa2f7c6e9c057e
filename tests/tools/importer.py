# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check an archive with galaxy-importer, as Ansible Galaxy does. Warnings are failures.

    python tests/tools/importer.py PROGRAMS FOLDER

PROGRAMS is the folder with the programs of an environment that contains galaxy-importer. FOLDER
contains one archive.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

#: A message about a problem. galaxy-importer ends with 0 in spite of them.
PROBLEM = re.compile(r"^(WARNING|ERROR|CRITICAL)\b.*", re.MULTILINE)
END = "Importer processing completed successfully"


def problems(output: str) -> list[str]:
    """Return the problems that an output of galaxy-importer contains."""
    found = [match[0] for match in PROBLEM.finditer(output)]
    return found if END in output else [*found, "galaxy-importer did not come to its end"]


def check(programs: Path, archive: Path) -> list[str]:
    """Import an archive. Return the problems."""
    with tempfile.TemporaryDirectory(prefix="cloudpanel-importer-") as folder:
        done = subprocess.run(
            [programs / "python", "-m", "galaxy_importer.main", archive],
            cwd=folder,
            env={
                **os.environ,
                "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
                "GALAXY_IMPORTER_ANSIBLE_LOCAL_TMP": f"{folder}/ansible",
            },
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    found = problems(done.stdout)
    if found:
        print(done.stdout)
    return found


def main() -> int:
    programs, folder = (Path(argument).resolve() for argument in sys.argv[1:])
    (archive,) = folder.glob("*.tar.gz")
    found = check(programs, archive)
    print("\n".join(found) or f"galaxy-importer finds no problem in {archive.name}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
