# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Change private functions of ansible-core in the controller, as another version might.

CHANGED_CORE names the change.
"""

from __future__ import annotations

import os

from ansible.module_utils import basic
from ansible.plugins.action import ActionBase
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: changed_core
type: aggregate
short_description: Change private functions of ansible-core
description: For tests.
"""


def arguments_elsewhere() -> None:
    """Modules find their arguments in another variable."""

    def load() -> dict:
        raise RuntimeError("the arguments are somewhere else")

    basic._load_params = load


def arguments_unlike() -> None:
    """Modules get other arguments than those that were handed over."""
    before = basic._load_params
    basic._load_params = lambda: {**before(), "msg": "other"}


def output_elsewhere() -> None:
    """Modules do not print their results."""
    basic.AnsibleModule._return_formatted = lambda self, result: None


def environment_missing() -> None:
    """Ansible does not return the environment any more."""
    before = ActionBase._compute_environment_string
    ActionBase._compute_environment_string = lambda self, raw_environment_out=None: before(self)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_NAME = "changed_core"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        globals()[os.environ["CHANGED_CORE"]]()
