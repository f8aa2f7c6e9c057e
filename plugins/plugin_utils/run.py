# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all processes of one Ansible run share: an id, a start time and facts.

Ansible creates a temporary directory for each run. All worker processes know it, and Ansible
removes it at the end. A fact is the target of a symbolic link in that directory, because a link is
created either together with its content or not at all.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from contextlib import suppress

from ansible import constants as C
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.check_run import Run
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock


def shared_fact(name: str, find: Callable[[], str]) -> str:
    """Return a fact of the run.

    :param find: finds the fact. Only the result of the first process counts.
    :raises OSError: the temporary directory cannot be used.
    """
    path = os.path.join(C.DEFAULT_LOCAL_TMP, f"ionos.cloudpanel-{name}")
    with suppress(FileNotFoundError):
        return os.readlink(path)
    with suppress(FileExistsError):
        os.symlink(find(), path)
    return os.readlink(path)


def current_run() -> Run | None:
    """Return this run, which begins with the first call.

    None: the temporary directory cannot be used.
    """
    try:
        value = shared_fact("run", lambda: f"{uuid.uuid4().hex} {clock.now()!r}")
    except OSError:
        return None
    identifier, began = value.split()
    return Run(identifier, float(began))
