# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of descriptions: what the user has to correct, and answers that do not fit."""

from __future__ import annotations


class ValidationError(Exception):
    """The task cannot be carried out. The message names the option, the problem and the remedy."""


class MalformedError(Exception):
    """An answer of the API does not fit the description. The message names the attribute."""
