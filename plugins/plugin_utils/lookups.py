# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lookups that read an account with the request budget and the cached lists of the modules."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.client import Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.texts import printable
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.transport import (
    requests_installed,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.arguments import (
    CONNECTION,
    WAITING,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.masking import (
    masked,
    misplaced_secrets,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.results import (
    EXPECTED_ERRORS,
    TaskError,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.session import connect
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine import check_run

from .run import current_run

display = Display()


class AccountLookup(LookupBase):  # type: ignore[misc]
    """A lookup. Subclasses find the value of one term."""

    #: The name of the lookup, for the header User-Agent.
    name: str

    def value(
        self, term: Any, client: Client, params: Mapping[str, Any], check_mode: bool
    ) -> object:
        """Return the value of a term, which contains no objects of Ansible."""
        raise NotImplementedError

    def run(
        self, terms: list[Any], variables: Mapping[str, Any] | None = None, **options: Any
    ) -> list[Any]:
        """Return the value of each term."""
        self.set_options(var_options=variables, direct=options)
        if not requests_installed():
            raise AnsibleLookupError(
                f"{self.name} needs the Python library requests. Install it for the Python "
                "interpreter of Ansible."
            )
        check_mode = bool((variables or {}).get("ansible_check_mode"))
        params = {
            **{name: argument["default"] for name, argument in WAITING.items()},
            **{name: self.get_option(name) for name in CONNECTION},
            "wait": False,
            "show_costs": False,
        }
        values = plain(terms)
        warnings: list[str] = []
        secrets = [str(params["api_token"] or ""), *misplaced_secrets(values)]
        try:
            with _in_run():
                client = connect(params, self.name, warnings)
                return [self.value(each, client, params, check_mode) for each in values]
        except (*EXPECTED_ERRORS, TaskError) as error:
            # Without the exceptions that caused it, because they may contain the token.
            message = printable(masked(str(error), secrets))
            raise AnsibleLookupError(f"{self.name}: {message}") from None
        finally:
            for warning in dict.fromkeys(warnings):
                display.warning(printable(masked(warning, secrets)))


@contextmanager
def _in_run() -> Iterator[None]:
    """Name the run of Ansible in the block, so that the lookup uses the lists of its tasks."""
    run, before = current_run(), os.environ.get(check_run.VARIABLE)
    if run:
        os.environ[check_run.VARIABLE] = run.passed_on()
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(check_run.VARIABLE, None)
        else:
            os.environ[check_run.VARIABLE] = before


def plain(value: Any) -> Any:
    """Return a value of an expression as JSON has it, without the classes of Ansible."""
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return str.__str__(value) if isinstance(value, str) else str(value)
