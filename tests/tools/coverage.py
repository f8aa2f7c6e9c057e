# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which operations of the contract the tests have reached, and through which modules.

    python tests/tools/coverage.py LOG

LOG is what simulators have written with --log. An operation that writes has to be reached by a module made for it;
one that reads as well, or the answer of a parent holds all that it returns. Anything else is an error (exit 1).
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

CONTRACT = Path(__file__).resolve().parents[1] / "simulator" / "contract.json"
AGENT = "ansible-ionos.cloudpanel "
#: Sends anything, and so is made for nothing.
ANYTHING = "api_request"

#: operation that reads: the one whose answer holds all that it returns
CONTAINED = {
    "get_fixed_instance_size": "list_fixed_instance_sizes",
    "get_baremetal_model": "list_baremetal_models",
    "get_server_appliance": "list_server_appliances",
    "get_recovery_appliance": "list_recovery_appliances",
    "get_dvd_iso": "list_dvd_isos",
    "get_datacenter": "list_datacenters",
    **dict.fromkeys(
        (
            "get_server_hardware",
            "list_server_hdds",
            "get_server_hdd",
            "get_server_image",
            "list_server_ips",
            "get_server_ip",
            "get_server_ip_firewall_policy",
            "list_server_ip_load_balancers",
            "get_server_status",
            "get_server_dvd",
            "list_server_private_networks",
        ),
        "get_server",
    ),
    "get_server_private_network": "get_private_network",
    "get_block_storage_server": "get_block_storage",
    **dict.fromkeys(
        ("list_shared_storage_servers", "get_shared_storage_server"), "get_shared_storage"
    ),
    **dict.fromkeys(
        (
            "list_firewall_policy_server_ips",
            "get_firewall_policy_server_ip",
            "list_firewall_policy_rules",
            "get_firewall_policy_rule",
        ),
        "get_firewall_policy",
    ),
    **dict.fromkeys(
        (
            "list_load_balancer_server_ips",
            "get_load_balancer_server_ip",
            "list_load_balancer_rules",
            "get_load_balancer_rule",
        ),
        "get_load_balancer",
    ),
    **dict.fromkeys(
        ("list_private_network_servers", "get_private_network_server"), "get_private_network"
    ),
    **dict.fromkeys(
        (
            "list_monitoring_policy_ports",
            "get_monitoring_policy_port",
            "list_monitoring_policy_processes",
            "get_monitoring_policy_process",
            "list_monitoring_policy_servers",
            "get_monitoring_policy_server",
        ),
        "get_monitoring_policy",
    ),
    **dict.fromkeys(("get_user_api", "get_user_api_key", "list_user_api_ips"), "get_user"),
    **dict.fromkeys(("get_role_permissions", "list_role_users", "get_role_user"), "get_role"),
}


def operations() -> dict[str, str]:
    """The method of every operation of the contract."""
    paths = json.loads(CONTRACT.read_text())["paths"].values()
    return {
        entry["operationId"]: method.upper()
        for item in paths
        for method, entry in item.items()
        if "operationId" in entry
    }


def reached(log: Path) -> dict[str, Counter]:
    """operationId: how often each module has reached it."""
    seen: dict[str, Counter] = defaultdict(Counter)
    for line in log.read_text().splitlines():
        entry = json.loads(line)
        if (entry["status"] or 500) < 400 and entry["agent"].startswith(AGENT):
            seen[entry["operationId"]][entry["agent"].removeprefix(AGENT)] += 1
    return seen


def verdict(operation: str, seen: Mapping[str, Counter]) -> str | None:
    """Through what an operation is in reach; None: through nothing."""
    modules = sorted(name for name in seen.get(operation, ()) if name != ANYTHING)
    parent = CONTAINED.get(operation)
    if modules:
        return ", ".join(modules)
    return f"in the answer to {parent}" if parent and verdict(parent, seen) else None


def table(log: Path) -> tuple[str, int]:
    """The table of all operations, and how many of them are out of reach."""
    every, seen = operations(), reached(log)
    verdicts = {operation: verdict(operation, seen) for operation in every}
    lines = [
        f"{method:7}{operation:42}{verdicts[operation] or 'NOT REACHED'}"
        for operation, method in every.items()
    ]
    missing = sum(each is None for each in verdicts.values())
    writes = [operation for operation, method in every.items() if method != "GET"]
    lines.append(
        f"{len(every)} operations: {len(writes)} write, {sum(verdicts[each] is not None for each in writes)} of them reached; "
        f"{len(every) - len(writes)} read; {missing} out of reach"
    )
    return "\n".join(lines), missing


def main() -> int:
    text, missing = table(Path(sys.argv[1]))
    print(text)
    return min(missing, 1)


if __name__ == "__main__":
    sys.exit(main())
