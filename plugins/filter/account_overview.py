# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter account_overview, which the role account_report uses."""

from __future__ import annotations

DOCUMENTATION = r"""
name: account_overview
short_description: Summarize the objects of an IONOS Cloud Panel account for an HTML page
version_added: 1.0.0
author:
  - The ionos.cloudpanel authors (@ionos)
description:
  - Computes from the results of C(_info) modules what the page of the role
    P(ionos.cloudpanel.account_report#role) shows, such as the ports that are open to all addresses
    and the layout of the diagram.
  - All texts of the result are escaped for HTML and contain no control characters. Insert them
    without another escaping.
positional: _input
options:
  _input:
    description:
      - The lists of objects, by the names that the results of the C(_info) modules have, such as
        C(servers) and C(firewall_policies). A missing list is empty.
      - C(costs) is the list of RV(ignore:monthly_cost) of these modules.
      - C(charts) is the list of RV(ionos.cloudpanel.monitoring_info#module:monitoring) of single
        servers.
      - C(operations) is the list RV(ionos.cloudpanel.stack#module:operations).
    type: dict
    required: true
  expected_ports:
    description: Ports that may be open to all addresses without a warning.
    type: list
    elements: int
    default: [80, 443]
seealso:
  - module: ionos.cloudpanel.server_info
"""

EXAMPLES = r"""
- name: Read the firewall policies
  ionos.cloudpanel.firewall_policy_info:
  register: policies

- name: Show the ports that are open to all addresses
  ansible.builtin.debug:
    msg: "{{ (policies | ionos.cloudpanel.account_overview(expected_ports=[443])).open_ports }}"
"""

RETURN = r"""
_value:
  description:
    - The summary, with C(totals), C(servers), C(open_ports), C(costs), C(topology), C(usages),
      C(charts) and C(operations).
  type: dict
"""

from collections.abc import Callable

from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.overview import account_overview


class FilterModule:
    """The filter."""

    def filters(self) -> dict[str, Callable[..., object]]:
        """Return the filter by its name."""
        return {"account_overview": account_overview}
