# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check options of wrong types, for which Ansible itself raises an exception.

Ansible raises a TypeError if a number is where suboptions belong, as in ``permissions: 5``. Without
the suboptions below it, Ansible checks its type, and has a message for the user. It raises an
OverflowError if a number is infinite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator


def complaints(
    argument_spec: Mapping[str, Any], rules: Mapping[str, Any], options: Mapping[str, Any]
) -> list[str]:
    """Return the messages of Ansible about options.

    :param rules: which options exclude or need each other.
    """
    try:
        return _messages(argument_spec, rules, options)
    except TypeError:
        for spec in shallow_specs(argument_spec):
            messages = _messages(spec, {}, options)
            if messages:
                return messages
        raise
    except OverflowError as error:
        return [too_large(error)]


def _messages(
    argument_spec: Mapping[str, Any], rules: Mapping[str, Any], options: Mapping[str, Any]
) -> list[str]:
    validator = ArgumentSpecValidator(argument_spec, **rules)
    return list(validator.validate(options).error_messages)


def too_large(error: OverflowError) -> str:
    """Return the message about an infinite number."""
    return (
        f"An option of the module is a number that is too large ({error}). Set it to a number that "
        "the documentation of the module allows."
    )


def untyped_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return an argument spec that accepts every value."""
    return {
        name: {"type": "raw", "no_log": _is_secret(argument)} for name, argument in spec.items()
    }


def shallow_specs(spec: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield an argument spec without suboptions, then with one level of them, and so on.

    They have no defaults and no rules.
    """
    for level in range(_levels(spec)):
        yield _upper_levels(spec, level)


def _levels(spec: Mapping[str, Any]) -> int:
    """Return on how many levels an argument spec has options."""
    return 1 + max([0, *(_levels(each["options"]) for each in spec.values() if "options" in each)])


def _upper_levels(spec: Mapping[str, Any], level: int) -> dict[str, Any]:
    """Return an argument spec with so many levels of suboptions."""
    upper = {}
    for name, argument in spec.items():
        upper[name] = {key: argument[key] for key in ("type", "elements") if key in argument}
        if level and "options" in argument:
            upper[name]["options"] = _upper_levels(argument["options"], level - 1)
        else:
            upper[name]["no_log"] = _is_secret(argument)
    return upper


def _is_secret(argument: Mapping[str, Any]) -> bool:
    """Return whether an option or one of its suboptions is secret."""
    return bool(argument.get("no_log")) or any(
        _is_secret(each) for each in argument.get("options", {}).values()
    )
