# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the argument specs of the modules, and check options against their limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ansible.module_utils.basic import env_fallback

from ..api.settings import DEFAULT_URL
from ..model.children import Children
from ..model.choices import Choices
from ..model.errors import ValidationError
from ..model.fields import Field
from ..model.reports import Report
from ..model.resource import Resource
from ..model.stacks import Stack
from ..resources.api_request import API_REQUEST
from ..resources.index import LISTS

CONNECTION: dict[str, dict[str, Any]] = {
    "api_token": {
        "type": "str",
        "no_log": True,
        "fallback": (env_fallback, ["CLOUDPANEL_API_TOKEN"]),
    },
    "api_url": {
        "type": "str",
        "default": DEFAULT_URL,
        "aliases": ["api_endpoint"],
        "fallback": (env_fallback, ["CLOUDPANEL_API_URL"]),
    },
    "api_timeout": {
        "type": "float",
        "default": 30.0,
        "fallback": (env_fallback, ["CLOUDPANEL_API_TIMEOUT"]),
    },
    "validate_certs": {
        "type": "bool",
        "default": True,
        "fallback": (env_fallback, ["CLOUDPANEL_VALIDATE_CERTS"]),
    },
    "ca_path": {"type": "path", "fallback": (env_fallback, ["CLOUDPANEL_CA_PATH"])},
    "share_reads": {
        "type": "float",
        "default": 10.0,
        "fallback": (env_fallback, ["CLOUDPANEL_SHARE_READS"]),
    },
}
WAITING: dict[str, dict[str, Any]] = {
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 1800},
    "wait_interval": {"type": "float", "default": 10.0},
}
SHOW_COSTS: dict[str, dict[str, Any]] = {
    "show_costs": {
        "type": "bool",
        "default": False,
        "fallback": (env_fallback, ["CLOUDPANEL_SHOW_COSTS"]),
    }
}
SHOW_SECRETS: dict[str, dict[str, Any]] = {"show_secrets": {"type": "bool", "default": False}}


def state_arguments(resource: Resource) -> dict[str, Any]:
    """Return the argument spec of the module of a resource."""
    states = list(resource.states)
    spec = {**CONNECTION, **WAITING, **SHOW_COSTS}
    if "present" in states and not resource.parent and resource.has_ids:
        spec["id"] = {"type": "str"}
    if len(states) > 1:
        spec["state"] = {
            "type": "str",
            "default": states[0],
            "choices": Choices(states, resource.state_synonyms),
        }
    spec.update({each.name: _attribute_argument(resource, each) for each in resource.fields})
    spec.update({each.name: each.argument_spec() for each in resource.options})
    for children in resource.children:
        spec[children.name] = _children_argument(children)
        spec[children.purge_option] = {"type": "bool", "default": True}
    return {**spec, **SHOW_SECRETS} if resource.secrets else spec


def _attribute_argument(resource: Resource, field: Field) -> dict[str, Any]:
    """Return the argument of an attribute. Its default applies to creations only."""
    spec = field.argument_spec()
    spec.pop("default", None)
    if not resource.always_requires(field):
        spec.pop("required", None)
    return spec


def state_rules(resource: Resource) -> dict[str, Any]:
    """Return which options of the module of a resource exclude or need each other."""
    return {
        "required_one_of": [("id", *resource.find_by)] if "id" in state_arguments(resource) else [],
        "mutually_exclusive": [list(group) for group in resource.mutually_exclusive],
        "required_together": [list(group) for group in resource.required_together],
    }


def stack_arguments(stack: Stack) -> dict[str, Any]:
    """Return the argument spec of a module that manages objects of several resources."""
    own = {each.name: each.argument_spec() for each in stack.options}
    spec = {**CONNECTION, **WAITING, **SHOW_COSTS, **own}
    for resource in stack.resources:
        spec[resource.plural] = {
            "type": "list",
            "elements": "dict",
            "options": element_arguments(stack, resource),
            # Secrets are suboptions, which have no_log.
            "no_log": False,
            **state_rules(resource),
        }
    return {**spec, **SHOW_SECRETS}


def element_arguments(stack: Stack, resource: Resource) -> dict[str, Any]:
    """Return the argument spec of an element: the options of its module, and those of groups."""
    common = {**CONNECTION, **WAITING, **SHOW_COSTS, **SHOW_SECRETS}
    own = {name: spec for name, spec in state_arguments(resource).items() if name not in common}
    return {**own, **{each.name: each.argument_spec() for each in stack.group_options}}


def _children_argument(children: Children) -> dict[str, Any]:
    if not children.fields:
        return {"type": "list", "elements": "raw" if children.to else "str"}
    return {
        "type": "list",
        "elements": "dict",
        "options": {each.name: each.argument_spec() for each in children.fields},
    }


#: All modules have the options for waiting and costs, so that module_defaults of the group fit.
INFO_ARGUMENTS: dict[str, dict[str, Any]] = {
    **CONNECTION,
    **WAITING,
    **SHOW_COSTS,
    "wait": {"type": "bool", "default": False},
    "id": {"type": "str"},
    "name": {"type": "list", "elements": "str"},
    "filters": {"type": "dict", "default": {}},
}
#: For lists with pages.
SEARCH: dict[str, dict[str, Any]] = {
    "q": {"type": "str"},
    "sort": {"type": "str"},
    "limit": {"type": "int"},
}


def info_arguments(resource: Resource) -> dict[str, Any]:
    """Return the argument spec of the info module of a resource."""
    spec = {
        name: argument
        for name, argument in INFO_ARGUMENTS.items()
        if not (not resource.has_ids and name in ("id", "name"))
    }
    return {
        **spec,
        **({} if resource.path in LISTS.unpaged else SEARCH),
        **(SHOW_SECRETS if resource.readable_secrets else {}),
    }


def report_arguments(report: Report) -> dict[str, Any]:
    """Return the argument spec of the module of a report."""
    selection = {"filters": {"type": "dict", "default": {}}, **SEARCH} if report.filterable else {}
    return {
        **CONNECTION,
        **WAITING,
        **SHOW_COSTS,
        "wait": {"type": "bool", "default": False},
        **selection,
        **{each.name: each.argument_spec() for each in report.fields},
    }


REQUEST_ARGUMENTS: dict[str, dict[str, Any]] = {
    **CONNECTION,
    **WAITING,
    **SHOW_COSTS,
    **{each.name: each.argument_spec() for each in API_REQUEST.options},
}


def check_options(resource: Resource, params: Mapping[str, Any], prefix: str = "") -> None:
    """Check the options of a resource against their limits.

    :param prefix: the path of the options, for messages: ``servers[0].``.
    :raises ValidationError: a value is not allowed.
    """
    check_limits(resource.fields, params, prefix)
    for children in resource.children:
        elements = params.get(children.name) if children.fields else None
        for position, element in enumerate(elements or ()):
            check_limits(children.fields, element, f"{prefix}{children.name}[{position}].")


def check_limits(fields: Sequence[Field], params: Mapping[str, Any], prefix: str = "") -> None:
    """Check options against the limits of their fields.

    :param prefix: the path of the options, for messages: ``rules[0].``.
    :raises ValidationError: a value is not allowed.
    """
    for field in fields:
        value = params.get(field.name)
        if value is None:
            continue
        if field.fields:
            check_limits(field.fields, value, f"{prefix}{field.name}.")
        elif not isinstance(value, (list, dict)):
            error = field.complaint(value)
            if error:
                raise ValidationError(f"{prefix}{field.name} {error}.")
