# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a program and writes what it took: ``python measured.py FIGURES PROGRAM ...``.

A process of its own, because the system counts what the process that starts a program has in memory at that moment as the
program's: this one has next to nothing.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path

began = time.monotonic()
code = subprocess.call(sys.argv[2:])
Path(sys.argv[1]).write_text(
    json.dumps(
        {
            "seconds": time.monotonic() - began,
            "code": code,
            "memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        }
    )
)
