# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state ``gathered`` of the module `stack`: describe the account, and change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..engine.gathering import Gatherer
from ..engine.stack_owner import Owner
from ..model.errors import ValidationError
from ..model.resource import Resource
from ..model.stacks import Stack
from .results import task_error
from .session import connect, open_account

Params = Mapping[str, Any]


def gather_stack(
    stack: Stack, params: Params, check_mode: bool, warnings: list[str]
) -> dict[str, Any]:
    """Return the objects of the account as options of the module.

    :param warnings: takes the warnings of the task.
    :raises TaskError: an option is invalid, or the API cannot be read.
    """
    try:
        kinds = _kinds(stack, params)
        owner = Owner.from_options(params["owner"])
        account = open_account(connect(params, stack.name, warnings), params, check_mode)
        gatherer = Gatherer(account, stack.resources, owner.owns if owner else None)
        found = {resource.plural: gatherer.gather(resource) for resource in kinds}
        return {
            "changed": False,
            "gathered": {kind: each.elements for kind, each in found.items() if each.elements},
            "not_gathered": [vars(lack) for each in found.values() for lack in each.missing],
        }
    except Exception as error:
        raise task_error(error) from error


def _kinds(stack: Stack, params: Params) -> list[Resource]:
    """Return the kinds of objects that the task asks for: those whose option is set, or all.

    :raises ValidationError: an option contains elements.
    """
    for resource in stack.resources:
        if params[resource.plural]:
            raise ValidationError(
                f"{resource.plural} contains elements, but state is gathered. Set "
                f"{resource.plural} to an empty list to describe all {resource.plural}, or remove "
                "the option."
            )
    chosen = [each for each in stack.resources if params[each.plural] is not None]
    return chosen or list(stack.resources)
