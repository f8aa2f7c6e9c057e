# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a program and write its times and memory: ``python measured.py FIGURES PROGRAM ...``.

This is a separate small process, because the system counts the memory of the process that starts a
program as memory of the program.
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
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
Path(sys.argv[1]).write_text(
    json.dumps(
        {
            "seconds": time.monotonic() - began,
            "code": code,
            "processor_seconds": usage.ru_utime + usage.ru_stime,
            "memory": usage.ru_maxrss / 1024,
        }
    )
)
