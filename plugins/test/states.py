# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tests for states of objects. Each is documented in a YAML file of the same folder."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils import shown_servers

TESTS = {
    "ready": shown_servers.is_ready,
    "running": shown_servers.is_running,
    "stopped": shown_servers.is_stopped,
    "transitional": shown_servers.is_changing,
}


def _apply(name: str, value: Any) -> bool:
    """Return the result of a test. Its errors name the test."""
    try:
        return bool(TESTS[name](value))
    except shown_servers.UnusableValueError as error:
        raise AnsibleFilterError(f"{name}: {error}") from error


class TestModule:
    """The tests."""

    def tests(self) -> dict[str, Callable[[Any], bool]]:
        """Return the tests by their names."""
        return {name: partial(_apply, name) for name in TESTS}
