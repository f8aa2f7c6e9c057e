# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module `stack`, which manages all objects of an environment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..engine.stack_elements import elements_of
from ..engine.stack_owner import Owner
from ..model.errors import ValidationError
from ..model.resource import Resource
from ..model.stacks import Stack
from .arguments import (
    check_limits,
    check_options,
    element_arguments,
    stack_arguments,
    state_rules,
)
from .module import Module
from .option_types import complaints
from .results import exit_module, task_error
from .stack_gather import gather_stack
from .stack_task import StackTask

Params = Mapping[str, Any]


class StackModule(Module):
    """The module, with the path of the element in the messages of Ansible."""

    def __init__(self, stack: Stack) -> None:
        self._unchecked: Stack | None = stack
        super().__init__(argument_spec=stack_arguments(stack), supports_check_mode=True)
        self._unchecked = None

    def fail_json(self, msg: str, **kwargs: Any) -> None:
        """Fail. If an element does not fit its argument spec, name the element."""
        invalid = _invalid_element(self._unchecked, self.params) if self._unchecked else None
        super().fail_json(msg=invalid or msg, **kwargs)


def run_stack_module(stack: Stack) -> None:
    """Run the module."""
    module = StackModule(stack)
    run = STATES[module.params["state"]]
    params, check_mode = module.params, module.check_mode
    exit_module(module, lambda warnings: run(stack, params, check_mode, warnings))


def ensure_stack(
    stack: Stack, params: Params, check_mode: bool, warnings: list[str]
) -> dict[str, Any]:
    """Bring the objects of a stack into the desired state. Return the result of the module.

    In check mode, send only requests that read, and announce the planned objects.

    :param warnings: takes the warnings of the task.
    :raises TaskError: the task has failed. The error contains the operations that were sent before.
    """
    try:
        check_limits(stack.options, params)
        for path, _resource, options in _described(stack, params):
            check_limits(stack.group_options, options, f"{path}.")
        if params["approved"] is not None and not params["approved"].strip():
            raise ValidationError(
                "approved is empty, but it must be the id of a plan. Set it to the plan_id of "
                "a check run, or remove it to apply the plan without approval."
            )
        owner = Owner.from_options(params["owner"])
        if params["purge"] and not owner:
            raise ValidationError(
                "purge is true, but owner is missing. Set owner.prefix or owner.marker, so that "
                "the task knows which objects belong to the stack."
            )
        removes = params["state"] == "absent"
        elements = elements_of(stack.resources, params, owner, removes)
        for element in elements:
            check_options(element.resource, element.options, f"{element.path}.")
        task = StackTask(stack, params, elements, owner, check_mode, warnings)
        return task.announce() if check_mode else task.apply()
    except Exception as error:
        raise task_error(error) from error


#: The functions of the module by the value of the option ``state``.
STATES: Mapping[str, Callable[[Stack, Params, bool, list[str]], dict[str, Any]]] = {
    "present": ensure_stack,
    "absent": ensure_stack,
    "gathered": gather_stack,
}


def _described(stack: Stack, params: Params) -> Iterator[tuple[str, Resource, Mapping[str, Any]]]:
    """Yield the elements that the options contain, with the path and the resource of each."""
    for resource in stack.resources:
        elements = params.get(resource.plural)
        for position, element in enumerate(elements if isinstance(elements, list) else ()):
            if isinstance(element, Mapping):
                yield f"{resource.plural}[{position}]", resource, element


def _invalid_element(stack: Stack, params: Params) -> str | None:
    """Return what is invalid in the first element that does not fit its argument spec, or None."""
    for path, resource, element in _described(stack, params):
        given = {name: value for name, value in element.items() if value is not None}
        messages = complaints(element_arguments(stack, resource), state_rules(resource), given)
        if messages:
            return f"{path}: {messages[0]}"
    return None
