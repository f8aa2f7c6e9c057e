# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters addresses and public_address. The same folder documents each in a YAML file."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from ansible.errors import AnsibleFilterError
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils import shown_servers

FILTERS = (shown_servers.addresses, shown_servers.public_address)


def _as_filter(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function whose errors name the filter."""

    @wraps(function)
    def apply(*values: Any, **options: Any) -> Any:
        try:
            return function(*values, **options)
        except shown_servers.UnusableValueError as error:
            raise AnsibleFilterError(f"{function.__name__}: {error}") from error

    return apply


class FilterModule:
    """The filters."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return the filters by their names."""
        return {each.__name__: _as_filter(each) for each in FILTERS}
