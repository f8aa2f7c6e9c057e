# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option that returns secrets."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  show_secrets:
    description:
      - Whether the result contains the secrets of the object. By default they are null, because programs such as AWX store results.
      - Set C(no_log) for the task as well, so that the secrets reach no log.
      - If secrets can be read again, this takes one more request, and an object without changes shows them too.
      - A secret that the task itself got as an option is masked by Ansible in the result.
    type: bool
    default: false
"""
