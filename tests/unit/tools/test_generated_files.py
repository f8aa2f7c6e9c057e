# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The generated files are those that the descriptions give."""

from __future__ import annotations

import subprocess
import sys

from tools.in_collection_tree import CHECKOUT


def test_generated_files_are_up_to_date():
    done = subprocess.run(
        [sys.executable, CHECKOUT / "tools" / "generate.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
