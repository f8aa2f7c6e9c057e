# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of tasks in YAML, as documents show them: templates, ``loop`` and ``register``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ansible._internal._datatag._tags import TrustedAsTemplate
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

#: Runs a task, given its module and its options.
Call = Callable[[str, dict[str, Any]], dict[str, Any]]


class TaskList:
    """The tasks of a text. They run with ``results_of``, one after the other.

    :param folder: a folder of the test, for a file with the text.
    """

    def __init__(self, text: str, folder: Path, name: str = "tasks.yml") -> None:
        file = folder / name
        file.write_text(text)
        self.loader = DataLoader()
        self.listed: list[dict[str, Any]] = self.loader.load_from_file(
            str(file), trusted_as_template=True
        )

    def results_of(
        self, listed: Mapping[str, Any], variables: Mapping[str, Any], call: Call
    ) -> list[dict[str, Any]]:
        """Run a task. Return its result, or the result of each element of its loop."""
        module = next(key for key in listed if "." in key)
        return [
            call(module, self.evaluated(listed[module] or {}, inner))
            for inner in self._rounds(listed, variables)
        ]

    def _rounds(
        self, listed: Mapping[str, Any], variables: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """Yield the variables of each element of the loop of a task."""
        if "loop" not in listed:
            yield dict(variables)
            return
        for item in self.evaluated(listed["loop"], variables):
            yield {**variables, "item": item}

    def evaluated(self, value: Any, variables: Mapping[str, Any]) -> Any:
        """Return a value with the results of its templates."""
        return json.loads(json.dumps(Templar(self.loader, dict(variables)).template(value)))

    def expression(self, expression: str, variables: Mapping[str, Any]) -> Any:
        """Return the value of an expression without braces."""
        trusted = TrustedAsTemplate().tag(expression)
        return Templar(self.loader, dict(variables)).evaluate_expression(trusted)

    @staticmethod
    def registered(listed: Mapping[str, Any], results: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the variable that ``register`` sets, if a task has it."""
        if "register" not in listed:
            return {}
        return {listed["register"]: {"results": results} if "loop" in listed else results[0]}
