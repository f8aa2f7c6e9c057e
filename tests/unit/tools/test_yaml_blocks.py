# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The YAML blocks of the documentation that describe something which Ansible does not run."""

from __future__ import annotations

import re
import runpy
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
import yaml_blocks
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import registry
from antsibull_changelog.config import DEFAULT_SECTIONS
from module_docs import returns
from yaml_blocks import KINDS, ROOT, Block, blocks

#: The types of values by the names that the documentation of results uses.
TYPES = {
    "bool": bool,
    "dict": dict,
    "float": (int, float),
    "int": int,
    "list": list,
    "str": str,
}
#: The keys of the definition of an execution environment, version 3.
EXECUTION_ENVIRONMENT = {
    "version",
    "images",
    "dependencies",
    "build_arg_defaults",
    "additional_build_files",
    "additional_build_steps",
    "options",
}


KINDS_OF_BLOCKS = [(block.kind, block) for block in blocks()]


def of_kind(name: str) -> list[Any]:
    found = [block for kind, block in KINDS_OF_BLOCKS if kind == name]
    return [pytest.param(block, id=f"{block.page}:{block.line}") for block in found]


def mistakes(value: Any, documented: Mapping[str, Any], path: str = "") -> list[str]:
    """Return the keys of a result that are not documented, and those with another type."""
    found = []
    for key, each in value.items():
        place = f"{path}.{key}".strip(".")
        text = documented.get(key)
        if text is None:
            found.append(f"{place} is not documented")
        elif each is not None and not isinstance(each, TYPES[text["type"]]):
            found.append(f"{place} is not of the type {text['type']}")
        elif "contains" in text:
            for element in each if isinstance(each, list) else [each]:
                found += mistakes(element, text["contains"], place)
    return found


@pytest.mark.parametrize("block", of_kind("results"))
def test_results_are_documented(block):
    documented = [returns(module) for module in registry.modules().values()]
    fitting = [each for each in documented if {*block.content} <= {*each}]
    assert fitting
    assert [] in [mistakes(block.content, each) for each in fitting]


def test_a_wrong_result_is_a_mistake():
    documented = {"cost": {"type": "dict", "contains": {"net": {"type": "float"}}}}
    assert mistakes({"cost": {"net": 1}}, documented) == []
    assert mistakes({"cost": {"gross": 1}}, documented) == ["cost.gross is not documented"]
    assert mistakes({"cost": {"net": "1"}}, documented) == ["cost.net is not of the type float"]


@pytest.mark.parametrize("block", of_kind("rulebooks"))
def test_event_sources_of_rulebooks_have_all_options(block):
    for play in block.content:
        for source in play["sources"]:
            ((name, options),) = ((key, source[key]) for key in source if "." in key)
            file = ROOT / "extensions/eda/plugins/event_source" / f"{name.split('.')[2]}.py"
            documentation = runpy.run_path(str(file))["DOCUMENTATION"]
            assert {*options} <= {*yaml.safe_load(documentation)["options"]}


@pytest.mark.parametrize("block", of_kind("execution environments"))
def test_execution_environments_name_the_collection(block):
    assert {*block.content} <= EXECUTION_ENVIRONMENT
    assert block.content["version"] == 3
    collections = block.content["dependencies"]["galaxy"]["collections"]
    assert {"name": "ionos.cloudpanel"} in collections
    assert block.content["images"]["base_image"]["name"]


@pytest.mark.parametrize("block", of_kind("changelog fragments"))
def test_changelog_fragments_have_known_sections(block):
    assert {*block.content} <= {section for section, _title in DEFAULT_SECTIONS}
    assert all(isinstance(entry, str) for entries in block.content.values() for entry in entries)


def test_each_block_has_a_kind():
    assert {block.kind for block in blocks()} <= {kind.name for kind in KINDS}


def test_all_blocks_of_the_pages_are_found():
    """Count the fences in another way: lines that begin with them."""
    texts = [path.read_text(encoding="utf-8") for path in yaml_blocks.pages()]
    fences = [
        line for text in texts for line in text.splitlines() if re.match(r"\s*```\s*ya?ml", line)
    ]
    assert len([*blocks()]) == len(fences) > 50


def test_no_other_block_is_yaml():
    """A block is not left out because its language is missing or another one."""
    fence = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
    for path in yaml_blocks.pages():
        for language, text in fence.findall(path.read_text(encoding="utf-8")):
            is_yaml = re.search(
                r"^ *(?:- name|- hosts|plugin|cloudpanel_stack):", text, re.MULTILINE
            )
            assert language in ("yaml", "yml") or not is_yaml, f"{path.relative_to(ROOT)}: {text}"


@pytest.mark.parametrize(
    "text, kind",
    [
        ("- hosts: web\n  tasks: []", "playbooks"),
        ("- name: a\n  ionos.cloudpanel.ping:", "tasks"),
        ("- block:\n    - ionos.cloudpanel.ping:", "tasks"),
        ("cloudpanel_stack: {}", "environments"),
        ("plugin: ionos.cloudpanel.servers", "inventory sources"),
        ("bugfixes: [a]", "changelog fragments"),
    ],
)
def test_the_content_decides_about_the_kind(text, kind):
    assert Block("page.md", 1, text).kind == kind


@pytest.mark.parametrize("text", ["a: 1", "[]", "text", "- a: 1", "plugin: other"])
def test_a_block_without_a_kind_is_an_error(text):
    with pytest.raises(ValueError, match="page.md:7 has no known kind"):
        str(Block("page.md", 7, text).kind)


def test_a_block_with_invalid_yaml_is_an_error():
    with pytest.raises(yaml.YAMLError):
        str(Block("page.md", 7, "a: {").kind)
