# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dynamic inventory: every server of an account is a host."""

from __future__ import annotations

DOCUMENTATION = r"""
name: servers
short_description: Use the servers of an IONOS Cloud Panel account as hosts
version_added: 1.0.0
author:
  - The ionos.cloudpanel authors (@ionos)
description:
  - Reads the servers of a Cloud Panel account and makes each of them a host. It sends one request
    for each page of the list of servers.
  - The names of source files must end in C(cloudpanel.yml) or C(cloudpanel.yaml).
  - A host name consists of letters, digits, spaces, dots, underscores and hyphens. It does not
    begin with a hyphen, and it does not begin or end with a space. If the name of a server is
    different, its id becomes the host name.
  - The id of the server is appended to a name that several servers have, to the name of a group,
    and to C(localhost) and its addresses.
  - If a source cannot be read completely, it creates no host.
  - Secrets of the API, such as the first password of a server, never become variables and are never
    written to the cache.
  - All options can be Jinja templates. They and all expressions can use extra variables (C(-e)).
extends_documentation_fragment:
  - ionos.cloudpanel.connection.plugin
  - constructed
  - inventory_cache
options:
  plugin:
    description: The name of this plugin.
    type: str
    required: true
    choices: [ionos.cloudpanel.servers]
  hostnames:
    description:
      - The host name. The first value that a server has is used.
      - A value is V(name), V(id), V(public_ipv4), V(reverse_dns), V(private_ipv4), or a Jinja
        template, which can use the variables of the host.
      - If a template fails for a server, the next value is used. With O(strict), this is an error.
    type: list
    elements: str
    default: [name]
  connect_with:
    description:
      - The value of C(ansible_host). The first value that a server has, and that is an IP address
        or a DNS host name, is used. If there is none, C(ansible_host) is not set.
      - C(ansible_host) in O(compose) has priority. It must also be an IP address or a DNS host
        name.
      - A value is V(public_ipv4), V(reverse_dns), V(name), V(id), V(private_ipv4), or a Jinja
        template, which can use the variables of the host.
      - The API does not show private addresses. V(private_ipv4) is the address in
        O(private_addresses).
      - If a template fails for a server, the next value is used. With O(strict), this is an error.
    type: list
    elements: str
    default: [public_ipv4]
  private_addresses:
    description:
      - Private IP addresses or DNS host names by the name or the id of the server.
      - A name that several servers have is not used, and the plugin warns.
    type: dict
    default: {}
  datacenters:
    description:
      - Select only servers in these datacenters. Each is a country code, a location or an id, in
        upper or lower case.
      - If a datacenter has no servers, the plugin warns.
    type: list
    elements: str
    default: []
  states:
    description:
      - Select only servers in these states, such as V(POWERED_ON), in upper or lower case.
      - If no server is in a state, the plugin warns.
    type: list
    elements: str
    default: []
  name_pattern:
    description:
      - Select only servers whose names match this pattern.
      - In the pattern, C(*) and C(?) have the same meaning as in file names.
    type: str
  filters:
    description:
      - A list of C(include) and C(exclude) entries. Each is a Jinja expression, which can use the
        variables of the host.
      - The first expression that is true decides. If no expression is true, the host is included.
      - If an expression fails for a server, it counts as false. With O(strict), this is an error.
    type: list
    elements: dict
    default: []
    suboptions:
      include:
        description: Include the host if this expression is true.
        type: str
      exclude:
        description: Exclude the host if this expression is true.
        type: str
  hostvars_prefix:
    description:
      - The beginning of the names of the variables that contain attributes of the server.
      - A variable whose name would begin with C(ansible_) is not set.
    type: str
    default: cloudpanel_
  hostvars_suffix:
    description:
      - The end of the names of these variables.
    type: str
    default: ''
  group:
    description:
      - The name of a group that contains every host of this source. The group also exists if the
        source has no hosts. By default, there is no such group.
    type: str
  default_groups:
    description:
      - Whether to create groups by datacenter (C(datacenter_de)), state (C(state_powered_on)) and
        image (C(image_debian12_64min)).
    type: bool
    default: false
"""

EXAMPLES = r"""
# With CLOUDPANEL_API_TOKEN in the environment, only plugin is required. Every server becomes a host
# that Ansible connects to by its public address.
plugin: ionos.cloudpanel.servers

# The token from a lookup. For an encrypted file of variables, use -e @vault.yml and
# api_token: "{{ vault_cloudpanel_token }}".
api_token: "{{ lookup('ansible.builtin.file', '~/.config/cloudpanel/token') }}"

# Only running servers of one project, without those of a monitoring policy
states: [POWERED_ON]
name_pattern: shop-*
filters:
  - exclude: cloudpanel_monitoring_policy.name == 'experiments'

# Connect by reverse DNS, or by address if there is no reverse DNS
connect_with: [reverse_dns, public_ipv4]

# Your own groups and variables
keyed_groups:
  - key: cloudpanel_datacenter.country_code | lower
    prefix: dc
  - key: cloudpanel_ips[0].firewall_policy.name
    prefix: policy
groups:
  large: cloudpanel_hardware.ram >= 8
compose:
  ansible_user: "'root'"

# Use an answer of the API for ten minutes
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/ansible-cloudpanel-inventory
cache_timeout: 600
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.inventory import Cacheable
from ansible.utils.vars import combine_vars
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.transport import (
    requests_installed,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import account_digest
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.drafts import (
    SERVER_IDS,
    DraftedGroups,
    DraftedHost,
    DraftingPlugin,
)
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.expressions import Expressions
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.host_names import (
    HostNames,
    shortened,
)
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.host_values import HostValues
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.listed_servers import (
    MalformedServerError,
    consume,
    read_server,
)
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.run import current_run
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.server_list import (
    fetch_servers,
    require_token,
)
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.source_options import (
    check_options,
    reject_unknown_options,
)

FILE_ENDINGS = ("cloudpanel.yml", "cloudpanel.yaml")
#: Options that are evaluated for each host. Templates in all others are evaluated once.
EXPRESSIONS = ("hostnames", "connect_with", "filters", "compose", "groups", "keyed_groups")


class InventoryModule(DraftingPlugin, Cacheable):  # type: ignore[misc]
    """The inventory plugin."""

    NAME = "ionos.cloudpanel.servers"

    def verify_file(self, path: str) -> bool:
        """Return whether a file can be a source of this plugin."""
        return bool(super().verify_file(path)) and path.endswith(FILE_ENDINGS)

    def parse(
        self, inventory: InventoryData, loader: DataLoader, path: str, cache: bool = True
    ) -> None:
        """Add the hosts of a source to the inventory."""
        super().parse(inventory, loader, path, cache)
        self._expressions = Expressions(self.templar, self._vars)
        self._read_options(path)
        self._expressions.strict = self.get_option("strict")
        # The run begins before the first request, so that its tasks can use the list.
        current_run()
        if not requests_installed():
            raise AnsibleError(
                "The inventory plugin ionos.cloudpanel.servers needs the Python library requests. "
                "Install it for the Python interpreter of Ansible."
            )
        self._unconnectable: dict[str, None] = {}
        servers = self._servers(path, cache)
        self._values = HostValues(self.get_option, self._expressions, servers)
        for warning in self._values.warnings(servers):
            self.display.warning(warning)
        hosts = [
            self._draft_host(server, variables)
            for server, variables in self._values.selected_hosts(consume(servers))
        ]
        names, groups = self._name_hosts(hosts)
        self._add_hosts(names.names, hosts, groups)
        self._warn(names)

    def set_options(
        self, task_keys: Any = None, var_options: Any = None, direct: Any = None
    ) -> None:
        """Check the options of a source file and evaluate their templates.

        Ansible checks the types of options afterwards.
        """
        if direct:
            reject_unknown_options("The source file", direct, self.option_definitions)
            direct = {
                name: value if name in EXPRESSIONS else self._expressions.option(name, value)
                for name, value in direct.items()
            }
        try:
            super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)
        except OverflowError as error:
            raise AnsibleParserError(
                f"An option of the inventory is a number that is too large ({error}). Set it to a "
                "number that the documentation of the plugin allows."
            ) from None
        if direct:
            check_options(self.get_option, self.option_definitions)

    # -- reading

    def _read_options(self, path: str) -> None:
        """Read the options of a source file.

        :raises AnsibleParserError: the file does not contain options.
        """
        try:
            self._read_config_data(path)
        except AttributeError:
            # Ansible takes for granted that the file contains a dictionary.
            if isinstance(self.loader.load_from_file(path), Mapping):
                raise
            raise AnsibleParserError(
                f"The source file {path} does not contain a dictionary of options. Begin it with "
                f"plugin: {self.NAME}."
            ) from None

    def _servers(self, path: str, cache: bool) -> list[dict[str, Any]]:
        """Return all servers without secrets, from the cache if it is enabled and filled."""
        account = account_digest(require_token(self.get_option), self.get_option("api_url"))
        key = f"{self.get_cache_key(path)}_{account}"
        servers = self._cached(key) if cache and self.get_option("cache") else None
        if servers is None:
            servers = fetch_servers(self.get_option, self.display.warning)
            if self.get_option("cache"):
                # One text, because cache plugins are slow with many small values.
                self._cache[key] = json.dumps(servers)
        return servers

    def _cached(self, key: str) -> list[dict[str, Any]] | None:
        """Return the servers in the cache, or None if there are none that can be used."""
        try:
            return [read_server(element) for element in json.loads(self._cache[key])]
        except (KeyError, TypeError, ValueError, MalformedServerError):
            return None

    # -- adding

    def _add_hosts(
        self, names: Sequence[str], hosts: list[DraftedHost], groups: DraftedGroups
    ) -> None:
        """Add hosts and their groups to the inventory. Steps that can fail come first."""
        for name in groups.groups:
            self.inventory.add_group(name)
        common = self._common_group
        if common:
            self.inventory.add_group(common)
        for group in groups.groups.values():
            for child in group.child_groups:
                self.inventory.add_child(group.name, child.name)
        for name, drafted in zip(names, consume(hosts)):
            self.inventory.add_host(name)
            host = self.inventory.hosts[name]
            # The variables of a server are JSON and belong to the host alone. The method of the
            # inventory would check and copy each value, which is most of the time for many hosts.
            host.vars = combine_vars(host.vars, drafted.server_variables)
            for variable, value in drafted.composed.items():
                self.inventory.set_variable(name, variable, value)
            SERVER_IDS[host] = drafted.server_id
            if common:
                self.inventory.add_child(common, name)
        for group in groups.groups.values():
            for host in group.hosts:
                self.inventory.add_child(group.name, host.name)

    def _warn(self, names: HostNames) -> None:
        for warning in names.warnings(self._values.variable_name("name")):
            self.display.warning(warning)
        if self._unconnectable:
            self.display.warning(
                "Addresses that are neither an IP address nor a DNS host name of another machine "
                "are not used for ansible_host. These servers have such an address: "
                f"{shortened(list(self._unconnectable))}."
            )
        for warning in self._expressions.warnings():
            self.display.warning(warning)
