# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The class of Ansible's modules, with logs and errors that contain no secret in any spelling."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..api.texts import printable
from ..model.choices import documented_values
from .masking import SHORTEST_SECRET, masked, misplaced_secrets, texts
from .option_types import shallow_specs, too_large, untyped_spec


class Module(AnsibleModule):  # type: ignore[misc]
    """A module of the collection."""

    params: dict[str, Any]

    def __init__(self, argument_spec: Mapping[str, Any], **rules: Any) -> None:
        try:
            super().__init__(argument_spec, **rules)
        except TypeError:
            for spec in shallow_specs(argument_spec):
                super().__init__(spec, supports_check_mode=True)
            raise
        except OverflowError as error:
            super().__init__(untyped_spec(argument_spec), supports_check_mode=True)
            self.fail_json(msg=too_large(error))
        self.params = documented_values(argument_spec, self.params)

    def hide_secrets(self) -> None:
        """Let Ansible mask secrets in options that are not meant for secrets.

        Ansible shows lists and dictionaries as Python literals, and options can be JSON texts.
        Secrets are escaped in both.
        """
        secrets = {*self.no_log_values, *misplaced_secrets(self.params)}
        for secret in secrets:
            forms = (repr(secret), json.dumps(secret), json.dumps(secret, ensure_ascii=False))
            self.no_log_values.update([secret, *(form[1:-1] for form in forms)])

    def log(self, msg: str, log_args: Mapping[str, Any] | None = None) -> None:
        """Write to the system log."""
        self.hide_secrets()
        super().log(msg, masked(dict(log_args or {}), self.no_log_values))

    def shown(self, text: str) -> str:
        """Return a text, which may contain a text of the API, as the user may see it."""
        return printable(masked(text, self.no_log_values))

    def warn(self, warning: str) -> None:
        """Warn the user with a text that may contain a text of the API."""
        super().warn(self.shown(warning))

    def fail_json(self, msg: str, **details: Any) -> None:
        """End the module with an error that may contain texts of the API and of libraries.

        The value of an unknown option may be a secret, because the name of the option is wrong.
        """
        self.no_log_values.update(unknown_values(self.params, self.argument_spec))
        self.hide_secrets()
        super().fail_json(msg=self.shown(msg), **masked(details, self.no_log_values))


def unknown_values(params: Any, spec: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of options that an argument spec does not contain, without short ones.

    :param params: options, or a list of elements with options.
    """
    if isinstance(params, (list, tuple)):
        for element in params:
            yield from unknown_values(element, spec)
    elif isinstance(params, Mapping):
        aliases = {alias for each in spec.values() for alias in each.get("aliases", ())}
        for name, value in params.items():
            if name not in spec and name not in aliases:
                yield from (text for text in texts(value) if len(text) >= SHORTEST_SECRET)
            elif name in spec and spec[name].get("options"):
                yield from unknown_values(value, spec[name]["options"])
