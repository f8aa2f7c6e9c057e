# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """The option that returns secrets."""

    DOCUMENTATION = r"""
options:
  show_secrets:
    description:
      - Whether the result contains the secrets of the object. By default they are null, because
        programs such as AWX store results.
      - Set C(no_log) for the task too, so that logs do not contain the secrets.
      - Secrets that the API returns at any time take one more request. They are also returned if
        the object has not changed.
      - If an option of the task has the same value as a secret, Ansible masks it in the result.
    type: bool
    default: false
"""
