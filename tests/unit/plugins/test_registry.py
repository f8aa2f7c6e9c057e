# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The registry has every description, and every list outside the registry agrees with it."""

from __future__ import annotations

import importlib
from pathlib import Path

import yaml
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.files import Download
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.reports import Report
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import Resource
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import registry
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.lists import LISTS
from simulator.kinds import KINDS

ROOT = Path(__file__).parents[3]
RESOURCES = ROOT / "plugins" / "module_utils" / "resources"
PACKAGE = registry.__name__.rpartition(".")[0]
MODULES = registry.modules()
GENERATE = 'Run "make generate", and remove the files of modules that are not in the registry.'


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
    assert files == set(MODULES), GENERATE


def test_every_module_is_in_the_action_group_and_runs_through_the_action_plugin():
    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())
    assert sorted(runtime["action_groups"]["cloudpanel"]) == list(MODULES), GENERATE
    assert list(runtime["plugin_routing"]["modules"]) == list(MODULES), GENERATE


def test_every_secret_is_on_the_page_about_secrets():
    rows = (ROOT / "docs" / "secrets.md").read_text().splitlines()
    for resource in registry.MANAGED:
        for path in resource.secrets:
            row = next((each for each in rows if f"(`{path}`)" in each), "")
            modules = [name for name in MODULES if f"`{name}`" in row]
            readable = path in resource.readable_secrets
            expected = [resource.name, *([f"{resource.name}_info"] if readable else [])]
            if resource is registry.RESOURCES[resource.path]:
                assert modules == expected, path
            assert any(f"`{resource.name}`" in each for each in rows), resource.name


def test_the_rules_of_lists_name_lists():
    lists = {*registry.RESOURCES, *(lookup.path for lookup in registry.LOOKUPS.values())}
    named = {
        *(*LISTS.constant, *LISTS.unpaged, *LISTS.independent),
        *(*LISTS.sensitive, *LISTS.names),
    }
    for path, others in LISTS.removed_with.items():
        named |= {path, *others}
    assert named <= lists


def test_the_simulator_has_every_kind_of_object():
    """tests/simulator/kinds.py: add a kind for the resource."""
    names = {kind.path: kind.name for kind in KINDS.values()}
    listed = registry.by_path((*registry.MANAGED, *registry.CATALOGUE))
    shown = {path: each.name for path, each in listed.items() if each.has_ids}
    missing = sorted(shown.items() - names.items())
    assert not missing, f"Add a Kind to tests/simulator/kinds.py: {missing}"
