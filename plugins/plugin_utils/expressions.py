# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evaluate templates in the options of an inventory source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.module_utils.common.text.converters import to_native
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.texts import printable
from jinja2 import TemplateSyntaxError

from .outcomes import Outcomes

try:
    from ansible.template import trust_as_template as _trust

    trust_as_template = _trust

    def as_data(value: Any) -> Any:
        """Return a value that is never evaluated as a template. Untrusted values never are."""
        return value
except ImportError:  # ansible-core before 2.19 evaluates all texts that are not marked
    from ansible.utils.unsafe_proxy import wrap_var

    def as_data(value: Any) -> Any:
        """Return a value that is marked, so that it is never evaluated as a template."""
        return wrap_var(value)

    def trust_as_template(text: str) -> str:
        """Return a text that can be evaluated as a template."""
        return text


class Expressions:
    """Evaluates the expressions of one source.

    :param templar: the templar of the plugin.
    :param extra_vars: extra variables (-e). They override the variables of hosts.
    """

    def __init__(self, templar: Any, extra_vars: Mapping[str, Any]) -> None:
        #: Whether an expression that fails for one server is an error.
        self.strict = False
        self.outcomes = Outcomes()
        self._templar = templar
        self._extra_vars = extra_vars
        self._attempts: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()
        self._reasons: dict[str, str] = {}

    def is_template(self, value: Any) -> bool:
        """Return whether a value contains templates."""
        return bool(self._templar.is_template(value))

    def option(self, name: str, value: Any) -> Any:
        """Return the value of an option, evaluated if it is a template.

        :raises AnsibleParserError: the template is wrong.
        """
        if not self.is_template(value):
            return value
        try:
            return self._evaluate(value, self._extra_vars)
        except Exception as error:  # filters and lookups of a template can raise any exception
            raise _evaluation_error(name, error) from None

    def host_value(self, label: str, text: str, variables: Mapping[str, Any]) -> Any:
        """Return the value of a template for one host, or None if it fails for this host.

        :param label: what messages call the template.
        :raises AnsibleParserError: it fails and ``strict`` is set, or it has a syntax error.
        """
        self._attempts[label] += 1
        known = self.visible(variables)
        try:
            return self.outcomes.of(text, known, lambda: self._evaluate(text, known))
        except Exception as error:  # filters and lookups of a template can raise any exception
            if self.strict or _is_syntax_error(error):
                raise _evaluation_error(label, error) from None
            self._failures[label] += 1
            self._reasons.setdefault(label, str(error))
            return None

    def visible(self, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the variables that the expressions of a host can use."""
        return {**variables, **self._extra_vars} if self._extra_vars else variables

    def warnings(self) -> Iterator[str]:
        """Yield a warning for each template that failed for every host."""
        for label, reason in self._reasons.items():
            if self._failures[label] == self._attempts[label]:
                yield f"{label} fails for every server: {printable(reason)}"

    def _evaluate(self, text: Any, variables: Mapping[str, Any]) -> Any:
        self._templar.available_variables = variables
        return self._templar.template(trust_as_template(text) if isinstance(text, str) else text)


def _evaluation_error(label: str, error: Exception) -> AnsibleParserError:
    return AnsibleParserError(f"{label} cannot be evaluated: {printable(to_native(error))}")


def _is_syntax_error(error: BaseException | None) -> bool:
    """Return whether an expression has a syntax error, so that it fails for every host."""
    while error and not isinstance(error, TemplateSyntaxError):
        error = error.__cause__ or error.__context__
    return error is not None
