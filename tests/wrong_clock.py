# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clock of a machine whose time is wrong."""

from __future__ import annotations

from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock


class WrongClock:
    """A clock that differs from another one by some seconds."""

    def __init__(self, right: clock.Clock, error: float) -> None:
        self.right, self.error = right, error
        self.monotonic, self.sleep = right.monotonic, right.sleep

    def time(self) -> float:
        return self.right.time() + self.error
