# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The index gives the same descriptions as the registry, and loads them one by one."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import (
    index,
    lists,
    registry,
)

UTILS = "ansible_collections.ionos.cloudpanel.plugins.module_utils"
LOADED = f"""
import json, sys
import ansible_collections.ionos.cloudpanel.plugins.modules.{{}}
prefix = "{UTILS}.resources."
print(json.dumps([name[len(prefix):] for name in sys.modules if name.startswith(prefix)]))
"""


def test_the_index_contains_the_descriptions_of_the_registry():
    assert dict(index.RESOURCES) == registry.RESOURCES
    assert dict(index.LOOKUPS) == dict(registry.LOOKUPS)
    assert index.LISTS == lists.LISTS
    assert index.SENSITIVE_KEYS == lists.SENSITIVE_KEYS


def test_an_unknown_path_has_no_resource():
    assert index.RESOURCES.get("/nothing") is None
    assert "/nothing" not in index.RESOURCES


@pytest.mark.exhaustive
@pytest.mark.parametrize("module, resource", [("ssh_key", "ssh_keys"), ("vpn", "vpns")])
def test_a_module_loads_only_its_own_description(module, resource):
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(module)], check=True, capture_output=True, text=True
    )
    loaded = set(json.loads(done.stdout))
    assert resource in loaded
    assert not loaded & {"registry", "lists", "servers", "users", "images"}
