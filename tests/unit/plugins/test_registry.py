# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry has every description, and every list outside the registry agrees with it."""

from __future__ import annotations

import importlib
from pathlib import Path

import yaml
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.reports import Report
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import (
    Download,
    Resource,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import registry

ROOT = Path(__file__).parents[3]
RESOURCES = ROOT / "plugins" / "module_utils" / "resources"
PACKAGE = registry.__name__.rpartition(".")[0]
MODULES = registry.modules()


def described() -> list[Resource | Report | Download]:
    """Return the descriptions of all files."""
    files = sorted(path.stem for path in RESOURCES.glob("[!_]*.py"))
    return [
        value
        for name in files
        for value in vars(importlib.import_module(f"{PACKAGE}.{name}")).values()
        if isinstance(value, (Resource, Report, Download))
    ]


def test_every_description_is_registered():
    registered = (
        *registry.MANAGED,
        *registry.CATALOGUE,
        *registry.REPORTS.values(),
        *registry.DOWNLOADS,
    )
    missing = [each.name for each in described() if not any(each is one for one in registered)]
    assert missing == []


def test_every_module_has_a_file_and_every_file_is_registered():
    files = {path.stem for path in (ROOT / "plugins" / "modules").glob("[!_]*.py")}
    assert files == set(MODULES)


def test_every_module_is_in_the_action_group_and_runs_through_the_action_plugin():
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())
    assert sorted(runtime["action_groups"]["cloudpanel"]) == list(MODULES)
    assert list(runtime["plugin_routing"]["modules"]) == list(MODULES)
