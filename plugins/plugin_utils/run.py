# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all processes of one Ansible run agree on: an id, a start time, and facts that only one of them finds out.

Ansible makes a temporary directory for each run. All workers of the run know it, and Ansible removes it at the end. A fact is the
target of a symbolic link in that directory, because a link is created together with its content or not at all.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable

from ansible import constants as C
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.check_run import Run
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock


def fact(name: str, find: Callable[[], str]) -> str:
    """Return the value that the first process of the run has found for ``name``. :raises OSError: the directory cannot be used."""
    path = os.path.join(C.DEFAULT_LOCAL_TMP, f"ionos.cloudpanel-{name}")
    try:
        return os.readlink(path)
    except FileNotFoundError:
        pass
    try:
        os.symlink(find(), path)
    except FileExistsError:
        pass
    return os.readlink(path)


def current_run() -> Run | None:
    """Return this run, which begins with the first call. None: the temporary directory cannot be used."""
    try:
        identifier, began = fact("run", lambda: f"{uuid.uuid4().hex} {clock.now()!r}").split()
    except OSError:
        return None
    return Run(identifier, float(began))
