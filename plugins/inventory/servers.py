# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The dynamic inventory: every server of an account is a host."""

from __future__ import annotations

DOCUMENTATION = r"""
name: servers
short_description: Servers of an IONOS Cloud Panel account as hosts
version_added: 1.0.0
author:
  - The ionos.cloudpanel authors (@ionos)
description:
  - Reads the servers of a Cloud Panel account with one request a page and makes each of them a host.
  - Source files end in C(.cloudpanel.yml) or C(.cloudpanel.yaml).
  - Two servers of one name are kept apart by a part of their ids.
  - Secrets of the API, such as the first password of a server, never become variables and never reach the cache.
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
      - What a host is called; the first that a server has is taken.
      - V(name), V(id), V(public_ipv4), V(reverse_dns), or a Jinja template in which the variables of the host are known.
    type: list
    elements: str
    default: [name]
  connect_with:
    description:
      - What becomes C(ansible_host); the first that a server has is taken. Without any of them it is left unset.
      - V(public_ipv4), V(reverse_dns), V(name), V(private_ipv4), or a Jinja template in which the variables of the host are known.
      - The API does not tell private addresses; V(private_ipv4) is what O(private_addresses) knows.
    type: list
    elements: str
    default: [public_ipv4]
  private_addresses:
    description: Private addresses by the name or id of the server.
    type: dict
    default: {}
  datacenters:
    description: Only servers in these datacenters, each given by country code, location or id. One without servers draws a warning.
    type: list
    elements: str
    default: []
  states:
    description: Only servers in these states, such as V(POWERED_ON).
    type: list
    elements: str
    default: []
  name_pattern:
    description: Only servers whose name matches this pattern, with C(*) and C(?) as in file names.
    type: str
  filters:
    description:
      - A list of C(include) and C(exclude) entries, each a Jinja expression in which the variables of the host are known.
      - The first expression that is true decides. A host for which none is true is included.
    type: list
    elements: dict
    default: []
    suboptions:
      include:
        description: Include the host where this is true.
        type: str
      exclude:
        description: Exclude the host where this is true.
        type: str
  hostvars_prefix:
    description: What the names of the variables from the API begin with.
    type: str
    default: cloudpanel_
  default_groups:
    description:
      - Whether to make groups by datacenter (C(datacenter_de)), state (C(state_powered_on)) and image (C(image_debian12_64min)).
    type: bool
    default: false
"""

EXAMPLES = r"""
# Everything: CLOUDPANEL_API_TOKEN in the environment, names as hosts, public addresses to connect to
plugin: ionos.cloudpanel.servers

---
# The token from a vaulted file, only running servers of one project, groups by datacenter and by firewall policy
plugin: ionos.cloudpanel.servers
api_token: "{{ lookup('ansible.builtin.file', '~/.config/cloudpanel/token') }}"
states: [POWERED_ON]
name_pattern: shop-*
keyed_groups:
  - key: cloudpanel_datacenter.country_code | lower
    prefix: dc
  - key: cloudpanel_ips[0].firewall_policy.name
    prefix: policy
groups:
  large: cloudpanel_hardware.ram >= 8
compose:
  ansible_user: "'root'"

---
# Connect by reverse DNS where there is one; leave out what is being built; cache the answer for ten minutes
plugin: ionos.cloudpanel.servers
connect_with: [reverse_dns, public_ipv4]
filters:
  - exclude: cloudpanel_status.state in ['DEPLOYING', 'REMOVING']
  - include: cloudpanel_name is match('web')
  - exclude: true
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/ansible-cloudpanel-inventory
cache_timeout: 600
"""

import fnmatch
import json
import time
from collections import Counter, deque

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.module_utils.common.text.converters import to_native
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.ionos.cloudpanel.plugins.module_utils import client as http
from ansible_collections.ionos.cloudpanel.plugins.module_utils.client import ApiError, Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.catalogue import DATACENTER
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.servers import SERVER

try:
    from ansible.template import trust_as_template

    def as_data(value):
        """What is not trusted is data."""
        return value
except ImportError:  # ansible-core before 2.19 trusts all texts that are not marked
    from ansible.utils.unsafe_proxy import wrap_var as as_data

    def trust_as_template(text):
        return text

ENDINGS = (".cloudpanel.yml", ".cloudpanel.yaml")


def public_address(server):
    """The address to reach a server at: the main one, else the first IPv4."""
    ips = [ip for ip in server["ips"] if ip["type"] == "IPV4"]
    return next((ip for ip in ips if ip.get("main")), ips[0] if ips else {})


def datacenter_names(server):
    """What the datacenter of a server can be called, the shortest first."""
    center = server.get("datacenter") or {}
    return [center[key] for key in (*DATACENTER.names, "id") if center.get(key)]


#: What hostnames and connect_with can name, read off a server
NAMED = {
    "name": lambda server: server["name"],
    "id": lambda server: server["id"],
    "public_ipv4": lambda server: public_address(server).get("ip"),
    "reverse_dns": lambda server: public_address(server).get("reverse_dns"),
}

DEFAULT_GROUPS = [
    {"key": "datacenter.country_code | lower", "prefix": "datacenter"},
    {"key": "status.state | lower", "prefix": "state"},
    {"key": "image.name | lower", "prefix": "image"},
]


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Servers of an account."""

    NAME = "ionos.cloudpanel.servers"

    def verify_file(self, path):
        return super().verify_file(path) and path.endswith(ENDINGS)

    def parse(self, inventory, loader, path, cache=True):
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        if not http.available():
            raise AnsibleError("The inventory ionos.cloudpanel.servers needs the Python library requests.")
        hosts = deque(self._chosen(self._servers(path, cache)))
        for name in self._names(hosts):
            # Each server is let go when its host is made, so that thousands of them are not there twice.
            self._add(name, *hosts.popleft())

    # -- reading

    def _servers(self, path, cache):
        """All servers as the API shows them, without secrets; from the cache where it is on and filled."""
        key = self.get_cache_key(f"{path}\0{self.get_option('api_url')}")
        use = cache and self.get_option("cache")
        if use and key in self._cache:
            return json.loads(self._cache[key])
        servers = self._fetch()
        if self.get_option("cache"):
            # One text, because cache plugins take long over many small values.
            self._cache[key] = json.dumps(servers)
        return servers

    def _fetch(self):
        token = self._token()
        url = self.get_option("api_url")
        verify = self.get_option("validate_certs") and (self.get_option("ca_path") or True)
        try:
            client = Client(token, url, timeout=self.get_option("api_timeout"), verify=verify)
            servers = [SERVER.refine(dict(server)) for server in client.listing(SERVER.path, time.time()).elements]
        except ApiError as error:
            raise AnsibleParserError(f"The servers of the account cannot be read. {error}") from error
        return [{key: value for key, value in server.items() if key not in SERVER.secrets} for server in servers]

    def _token(self):
        token = self.get_option("api_token")
        if token and self.templar.is_template(token):
            token = self._template(token, "api_token", {})
        if not token:
            raise AnsibleParserError("api_token is missing. Set the option in the source file, as a template of a lookup or a "
                                     "vaulted variable, or the environment variable CLOUDPANEL_API_TOKEN.")
        return str(token)

    # -- selecting

    def _chosen(self, servers):
        """The servers that become hosts, with their variables."""
        places = {tuple(datacenter_names(server)) for server in servers}
        for name in self.get_option("datacenters"):
            if places and not any(name in place for place in places):
                known = ", ".join(sorted(place[0] for place in places if place))
                self.display.warning(f"datacenters has {name!r}, where no server is. The servers are in {known}.")
        for server in servers:
            if self._fits(server):
                variables = self._variables(server)
                if self._included(variables):
                    yield server, variables

    def _fits(self, server):
        wanted = self.get_option("datacenters")
        states = self.get_option("states")
        pattern = self.get_option("name_pattern")
        return ((not wanted or any(name in wanted for name in datacenter_names(server)))
                and (not states or server["status"]["state"] in states)
                and (not pattern or fnmatch.fnmatchcase(server["name"], pattern)))

    def _included(self, variables):
        for entry in self.get_option("filters"):
            if len(entry) != 1 or not {"include", "exclude"} & set(entry):
                raise AnsibleParserError(f"filters has the entry {entry}; each is either include or exclude with an expression.")
            ((verdict, expression),) = entry.items()
            if boolean(self._template("{{ %s }}" % expression, f"filters: {verdict}: {expression}", variables), strict=False):
                return verdict == "include"
        return True

    def _template(self, text, what, variables):
        self.templar.available_variables = variables
        try:
            return self.templar.template(trust_as_template(text))
        except AnsibleError as error:
            raise AnsibleParserError(f"{what} cannot be evaluated: {to_native(error)}") from error

    # -- hosts

    def _variables(self, server):
        """The variables of a host. What the API says is data and is never evaluated as a template."""
        prefix = self.get_option("hostvars_prefix")
        private = self.get_option("private_addresses")
        own = {**server, "public_ipv4": NAMED["public_ipv4"](server),
               "private_ipv4": private.get(server["id"]) or private.get(server["name"])}
        return {f"{prefix}{key}": as_data(value) for key, value in own.items()}

    def _choose(self, option, server, variables):
        prefix = self.get_option("hostvars_prefix")
        for choice in self.get_option(option):
            if choice in NAMED:
                value = NAMED[choice](server)
            elif choice == "private_ipv4":
                value = variables[f"{prefix}private_ipv4"]
            elif self.templar.is_template(choice):
                value = self._template(choice, f"{option}: {choice}", variables)
            else:
                raise AnsibleParserError(f"{option} has {choice!r}; it takes {', '.join(NAMED)}, private_ipv4 or a Jinja template.")
            if value:
                return str(value)
        return None

    def _names(self, hosts):
        """The name of each host; servers that would share one get a part of their ids added."""
        names = [self._choose("hostnames", server, variables) or server["id"] for server, variables in hosts]
        counts = Counter(names)
        for name, count in counts.items():
            if count > 1:
                self.display.warning(f"{count} servers are called {name}; their ids keep them apart.")
        return [name if counts[name] == 1 else f"{name}_{server['id'][:8].lower()}"
                for name, (server, _variables) in zip(names, hosts)]

    def _add(self, name, server, variables):
        strict = self.get_option("strict")
        self.inventory.add_host(name)
        for key, value in variables.items():
            self.inventory.set_variable(name, key, value)
        address = self._choose("connect_with", server, variables)
        if address:
            self.inventory.set_variable(name, "ansible_host", as_data(address))
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict=strict)
        self._add_host_to_keyed_groups([*self._default_groups(), *self.get_option("keyed_groups")], variables, name, strict=strict)

    def _default_groups(self):
        prefix = self.get_option("hostvars_prefix")
        return [{**group, "key": trust_as_template(prefix + group["key"])} for group in DEFAULT_GROUPS] \
            if self.get_option("default_groups") else []
