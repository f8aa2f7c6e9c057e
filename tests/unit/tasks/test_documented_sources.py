# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory sources in the documentation, read in the process of the test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins import inventory as base
from ansible.plugins.loader import inventory_loader
from ansible.template import trust_as_template
from in_process import Tasks, environment
from plays import servers
from simulated import SimulatedApi
from yaml_blocks import PLUGIN, Block, blocks

SOURCES = [block for block in blocks() if block.kind == "inventory sources"]
#: The servers to which the sources refer.
NAMES = ("web1", "web2", "web-1", "shop-web-1", "blog-web-1", "database")
WINDOWS = {"appliance": "w2022datacenter64std", "fixed_instance_size": "L", "datacenter": "DE"}
#: Variables that users define in their own files.
VARIABLES = ("vault_cloudpanel_token", "vault_other_token")


@pytest.fixture(scope="module")
def account(tmp_path_factory) -> Iterator[Tasks]:
    """Provide an account with servers."""
    with SimulatedApi().connected() as simulator:
        tasks = Tasks(simulator.url, tmp_path_factory.mktemp("account"))
        prepared = tasks.play(servers(*NAMES, datacenter="DE"))
        assert prepared.code == 0, prepared.last
        tasks.ok("server", name="windows", **WINDOWS)
        yield tasks


def read(block: Block, account: Tasks, folder: Path) -> tuple[InventoryData, list[str]]:
    """Return the inventory of a source, and the warnings."""
    token = account.environment["CLOUDPANEL_API_TOKEN"]
    file = folder / "my.cloudpanel.yml"
    file.write_text(f"{block.text}strict: true\n")
    (folder / ".cloudpanel-token").write_text(token)
    extra: dict[str, Any] = {name: trust_as_template(token) for name in VARIABLES}
    inventory, warnings = InventoryData(), []
    plugin = inventory_loader.get(PLUGIN)
    with (
        environment({**account.environment, "HOME": str(folder)}),
        mock.patch.object(base, "load_extra_vars", lambda _loader: extra),
        mock.patch.object(plugin.display, "warning", warnings.append),
    ):
        assert plugin.verify_file(str(file))
        plugin.parse(inventory, DataLoader(), str(file))
    return inventory, warnings


@pytest.mark.parametrize("block", SOURCES, ids=lambda block: f"{block.page}:{block.line}")
def test_a_source_has_hosts_and_no_warning(block, account, tmp_path):
    inventory, warnings = read(block, account, tmp_path)
    inventory.reconcile_inventory()
    assert inventory.hosts
    assert warnings == []
    empty = {name for name, group in inventory.groups.items() if not group.get_hosts()}
    assert empty <= {"ungrouped"}


def test_a_wrong_expression_is_an_error(account, tmp_path):
    text = f"plugin: {PLUGIN}\ncompose: {{ansible_user: cloudpanel_nothing.name}}\n"
    with pytest.raises(Exception, match="cloudpanel_nothing"):
        read(Block("page.md", 1, text), account, tmp_path)
