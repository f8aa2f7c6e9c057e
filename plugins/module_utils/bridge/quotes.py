# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What objects cost in a month: those of an account, and those that options describe.

Nothing is written, and no planned object is announced to later tasks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ..api.client import Client
from ..engine.account import Account
from ..engine.stack_elements import elements_of
from ..engine.stack_owner import Owner
from ..engine.waiter import Waiter
from ..model.choices import documented_values
from ..model.errors import ValidationError
from ..model.fields import Reference
from ..model.resource import Resource
from ..model.stacks import Stack
from .arguments import check_options, stack_arguments, state_arguments, state_rules
from .costs import CostReader
from .disclosure import Disclosure
from .option_types import complaints
from .session import oldest_list, open_account, own_announcements, wait_options
from .stack_task import StackTask
from .task import Task

Params = Mapping[str, Any]


def price_of_object(
    resource: Resource, name: str, client: Client, params: Params, check_mode: bool
) -> dict[str, Any]:
    """Return what an object costs.

    :param name: its name or id.
    :param params: the options of the connection and of waiting.
    :raises ValidationError: there is no such object, or there are several.
    """
    account = open_account(client, params, check_mode)
    ref = account.references.resolve(Reference("price", to=resource.plural), name)
    costs = CostReader(account)
    cost = costs.cost(resource, account.finder(resource).find(ref.id, {}))
    return {
        **cost.total.shown(),
        "currency": costs.prices.currency,
        "unpriced": [each.shown() for each in cost.unpriced],
    }


def price_of_options(
    resource: Resource, options: Params, client: Client, params: Params, check_mode: bool
) -> dict[str, Any]:
    """Return what the object of a task costs after the task.

    :param options: the options of the task.
    :param params: the options of the connection and of waiting.
    :raises ValidationError: the task would fail.
    """
    complete = {
        **_checked(state_arguments(resource), state_rules(resource), options),
        **params,
        "show_costs": True,
        "show_secrets": True,
    }
    check_options(resource, complete)
    announced = own_announcements(client, check_mode)
    lenient = check_mode and not announced.shared
    account = Account(client, oldest_list(params), announced, lenient)
    waiter = Waiter(wait_options(params), client)
    task = Task(resource, complete, account, waiter, Disclosure(resource, complete))
    task.plan(task.find())
    return _after(task.shown_costs["monthly_cost"])


def price_of_stack(
    stack: Stack, options: Params, params: Params, check_mode: bool, warnings: list[str]
) -> dict[str, Any]:
    """Return what the objects of a stack cost after its task.

    The parameters are those of :func:`price_of_options`.
    """
    given = _checked(stack_arguments(stack), {}, options)
    complete = {**given, **params, "show_costs": True, "show_secrets": True, "approved": None}
    owner, removes = Owner.from_options(complete["owner"]), complete["state"] == "absent"
    elements = elements_of(stack.resources, complete, owner, removes)
    for element in elements:
        check_options(element.resource, element.options, f"{element.path}.")
    task = StackTask(stack, complete, elements, owner, check_mode, warnings)
    return _after(task.plan().monthly_cost)


def _checked(spec: Params, rules: Params, options: Params) -> dict[str, Any]:
    """Return options with their defaults.

    :raises ValidationError: they do not fit to the argument spec.
    """
    messages = complaints(spec, rules, options)
    if messages:
        raise ValidationError(f"The options are not valid: {messages[0]}. Correct them.")
    checked = ArgumentSpecValidator(spec, **rules).validate(options)
    return documented_values(spec, {**dict.fromkeys(spec), **checked.validated_parameters})


def _after(monthly_cost: Params) -> dict[str, Any]:
    return {
        **monthly_cost["after"],
        "currency": monthly_cost["currency"],
        "unpriced": monthly_cost["unpriced"],
    }
