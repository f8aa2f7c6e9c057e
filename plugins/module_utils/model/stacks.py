# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of a module that manages objects of several resources."""

from __future__ import annotations

from dataclasses import dataclass

from .documentation import Attribute, Documentation
from .fields import Field
from .resource import Resource


@dataclass(frozen=True)
class Stack:
    """A module that manages objects of several resources in one task.

    :param name: the module.
    :param resources: the resources. The module has one option for each, with the plural as name.
        If no reference decides, their objects are created in this order and removed in reverse.
    :param options: the other options of the module. Those that a resource has too apply to its
        objects that the task removes and does not describe.
    :param group_options: the options that each element has besides those of its resource.
    """

    name: str
    resources: tuple[Resource, ...]
    options: tuple[Field, ...]
    group_options: tuple[Field, ...]
    results: tuple[Attribute, ...]
    documentation: Documentation
