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
  - Names of source files end in C(cloudpanel.yml) or C(cloudpanel.yaml).
  - A host name consists of letters, digits, spaces, dots, underscores and hyphens. It does not begin with a hyphen, and neither begins nor
    ends with a space. A server with another name is called by its id.
  - The id of the server is appended to names that several servers have, to names of groups, and to C(localhost) and its addresses.
  - If a source cannot be read completely, it makes no host at all.
  - Secrets of the API, such as the first password of a server, never become variables and never reach the cache.
  - Options may be Jinja templates. Extra variables (C(-e)) are known in them and in all expressions.
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
      - A template that fails for a server is passed over, unless O(strict).
    type: list
    elements: str
    default: [name]
  connect_with:
    description:
      - What becomes C(ansible_host); the first that a server has and that is an IP address or a DNS host name is taken. Without any of
        them C(ansible_host) is not set. The same holds for C(ansible_host) in O(compose), which goes first.
      - V(public_ipv4), V(reverse_dns), V(name), V(private_ipv4), or a Jinja template in which the variables of the host are known.
      - The API does not tell private addresses; V(private_ipv4) is what O(private_addresses) knows.
      - A template that fails for a server is passed over, unless O(strict).
    type: list
    elements: str
    default: [public_ipv4]
  private_addresses:
    description: Private addresses by the name or id of the server. A name that several servers have is not used.
    type: dict
    default: {}
  datacenters:
    description: Only servers in these datacenters, each given by country code, location or id. One without servers draws a warning.
    type: list
    elements: str
    default: []
  states:
    description: Only servers in these states, such as V(POWERED_ON), in upper or lower case. One without servers draws a warning.
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
      - An expression that fails for a server is not true for it, unless O(strict).
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
    description:
      - What the names of the variables from the API begin with.
      - Variables whose names would begin with C(ansible_) are left out.
    type: str
    default: cloudpanel_
  default_groups:
    description:
      - Whether to make groups by datacenter (C(datacenter_de)), state (C(state_powered_on)) and image (C(image_debian12_64min)).
    type: bool
    default: false
"""

EXAMPLES = r"""
# Only plugin is required: with CLOUDPANEL_API_TOKEN in the environment, every server is then a host with its public address.
plugin: ionos.cloudpanel.servers

# The token from a lookup, or from an encrypted file of variables with -e @vault.yml and api_token: "{{ vault_cloudpanel_token }}"
api_token: "{{ lookup('ansible.builtin.file', '~/.config/cloudpanel/token') }}"

# Only running servers of one project, without those for which the expression is true
states: [POWERED_ON]
name_pattern: shop-*
filters:
  - exclude: cloudpanel_monitoring_policy.name == 'experiments'

# Connect by reverse DNS where there is one
connect_with: [reverse_dns, public_ipv4]

# Groups and variables of your own
keyed_groups:
  - key: cloudpanel_datacenter.country_code | lower
    prefix: dc
  - key: cloudpanel_ips[0].firewall_policy.name
    prefix: policy
groups:
  large: cloudpanel_hardware.ram >= 8
compose:
  ansible_user: "'root'"

# Keep the answer of the API for ten minutes
cache: true
cache_plugin: ansible.builtin.jsonfile
cache_connection: ~/.cache/ansible-cloudpanel-inventory
cache_timeout: 600
"""

import json
import re
from collections import Counter, deque
from itertools import chain
from weakref import WeakKeyDictionary

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.module_utils.common.text.converters import to_native
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.client import Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import ApiError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.texts import printable
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.transport import (
    requests_installed,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import suggest_names
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.lists import LISTS
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.servers import SERVER
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import account_digest
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.addresses import is_address, is_local
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.host_names import host_names
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.listed_servers import (
    NAMED,
    MalformedServerError,
    PrivateAddresses,
    Selection,
    read_server,
)
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.run import current_run
from jinja2 import TemplateSyntaxError

try:
    from ansible.template import trust_as_template

    def as_data(value):
        """What is not trusted is data."""
        return value
except ImportError:  # ansible-core before 2.19 trusts all texts that are not marked
    from ansible.utils.unsafe_proxy import wrap_var as as_data

    def trust_as_template(text):
        return text


ENDINGS = ("cloudpanel.yml", "cloudpanel.yaml")
#: Options that are evaluated for each host. Templates in all others are evaluated once.
EXPRESSIONS = ("hostnames", "connect_with", "filters", "compose", "groups", "keyed_groups")
#: Choices whose value is set by a user who manages the server. The value must not lead to the controller.
CHOSEN_FREELY = ("name", "reverse_dns")
ADDRESS_VARIABLES = ("ansible_host", "ansible_ssh_host")
RESERVED_PREFIX = "ansible_"
#: Variables that Ansible sets when a host is added.
SOURCE_VARIABLES = ("inventory_file", "inventory_dir")
#: How often hosts are named anew because groups that depend on host names have got their names.
ROUNDS = 3
#: How many hosts a warning names.
SHOWN = 10

DEFAULT_GROUPS = [
    {"key": "datacenter.country_code | lower", "prefix": "datacenter"},
    {"key": "status.state | lower", "prefix": "state"},
    {"key": "image.name | lower", "prefix": "image"},
]

#: The id of the server that a host of an inventory stands for, whichever source of this plugin has made the host
SERVER_IDS = WeakKeyDictionary()


class Draft(InventoryData):
    """Hosts and groups that no inventory has yet. A host and a group may still have the same name."""

    def add_child(self, group, child):
        return (
            self.groups[group].add_host(self.hosts[child])
            if child in self.hosts
            else super().add_child(group, child)
        )


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Servers of an account."""

    NAME = "ionos.cloudpanel.servers"

    def verify_file(self, path):
        return super().verify_file(path) and path.endswith(ENDINGS)

    def parse(self, inventory, loader, path, cache=True):
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        # A run begins before its first look at the account, so its tasks can use what is read here.
        current_run()
        if not requests_installed():
            raise AnsibleError(
                "The inventory ionos.cloudpanel.servers needs the Python library requests."
            )
        self._tried, self._failed, self._reasons, self._unconnectable = Counter(), Counter(), {}, {}
        hosts = deque(self._chosen(self._servers(path, cache)))
        names, draft = self._drafted(hosts)
        self._add_all(names.names, draft, hosts)
        self._warn(names)

    # -- options

    def set_options(self, task_keys=None, var_options=None, direct=None):
        """Check the options of a source file and evaluate the templates in them, before Ansible checks their types."""
        if direct:
            self._refuse_unknown("The source file", direct, self.option_definitions)
            direct = {
                name: value if name in EXPRESSIONS else self._evaluated(name, value)
                for name, value in direct.items()
            }
        super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)
        if direct:
            self._check_options()

    def _refuse_unknown(self, where, given, known):
        for name, value in given.items():
            if name not in known:
                raise AnsibleParserError(
                    f"{where} has the unknown option {name!r}. {suggest_names(str(name), known)}"
                )
            suboptions = known[name].get("suboptions")
            for entry in value if suboptions and isinstance(value, list) else ():
                if isinstance(entry, dict):
                    self._refuse_unknown(name, entry, suboptions)

    def _evaluated(self, name, value):
        if not self.templar.is_template(value):
            return value
        try:
            return self._template(value, self._vars)
        except Exception as error:  # filters and lookups of a template may raise anything
            raise AnsibleParserError(
                f"{name} cannot be evaluated: {printable(to_native(error))}"
            ) from None

    def _check_options(self):
        prefix = self.get_option("hostvars_prefix")
        if not re.fullmatch(r"([A-Za-z_]\w*)?", prefix, re.ASCII) or prefix.startswith(
            RESERVED_PREFIX
        ):
            raise AnsibleParserError(
                f"hostvars_prefix is {prefix!r}. It consists of letters, digits and underscores, and begins "
                f"neither with a digit nor with {RESERVED_PREFIX}."
            )
        for server, address in self.get_option("private_addresses").items():
            if address and not is_address(address):
                raise AnsibleParserError(
                    f"private_addresses has {address!r} for {server!r}, which is neither an IP address nor a "
                    "DNS host name."
                )
        for entry in self.get_option("filters"):
            if not isinstance(entry, dict) or len(entry) != 1:
                raise AnsibleParserError(
                    f"filters has the entry {entry}; each is either include or exclude with an expression."
                )

    # -- reading

    def _servers(self, path, cache):
        """All servers as the API shows them, without secrets; from the cache where it is on and filled."""
        token = self.get_option("api_token")
        if not token:
            raise AnsibleParserError(
                "api_token is missing. Set the option in the source file, as a template of a lookup or a "
                "vaulted variable, or the environment variable CLOUDPANEL_API_TOKEN."
            )
        token = str(token)
        key = f"{self.get_cache_key(path)}_{account_digest(token, self.get_option('api_url'))}"
        servers = self._cached(key) if cache and self.get_option("cache") else None
        if servers is None:
            servers = self._fetch(token)
            if self.get_option("cache"):
                # One text, because cache plugins take long over many small values.
                self._cache[key] = json.dumps(servers)
        return servers

    def _cached(self, key):
        """The servers that the cache holds; None: none, or not in a form that can be used."""
        try:
            return [read_server(each) for each in json.loads(self._cache[key])]
        except (KeyError, TypeError, ValueError, MalformedServerError):
            return None

    def _fetch(self, token):
        verify = self.get_option("validate_certs") and (self.get_option("ca_path") or True)
        try:
            client = Client(
                token,
                self.get_option("api_url"),
                timeout=self.get_option("api_timeout"),
                verify=verify,
                list_rules=LISTS,
            )
            for warning in client.warnings():
                self.display.warning(warning)
            return [
                read_server(each) for each in client.cached_list(SERVER.path, clock.now()).elements
            ]
        except ApiError as error:
            # Without the exceptions behind it, which may show the token.
            raise AnsibleParserError(
                f"The servers of the account cannot be read. {error}"
            ) from None
        except MalformedServerError as error:
            raise AnsibleParserError(
                "The servers of the account cannot be read. "
                f"The answer to GET {SERVER.path} cannot be used: {error}."
            ) from None

    # -- selecting

    def _chosen(self, servers):
        """The servers that become hosts, with their variables."""
        datacenters, states = (
            tuple(map(str, self.get_option(name))) for name in ("datacenters", "states")
        )
        selection = Selection(datacenters, states, self.get_option("name_pattern"))
        private = PrivateAddresses(self.get_option("private_addresses"), servers)
        for complaint in (*selection.complaints(servers), *private.complaints()):
            self.display.warning(complaint)
        for server in servers:
            if selection.includes(server):
                variables = self._variables(server, private)
                if self._included(variables):
                    yield server, variables

    def _included(self, variables):
        for entry in self.get_option("filters"):
            ((verdict, expression),) = entry.items()
            if boolean(
                self._attempt(
                    f"filters: {verdict}: {expression}", "{{ %s }}" % expression, variables
                ),
                strict=False,
            ):
                return verdict == "include"
        return True

    def _attempt(self, what, text, variables):
        """The value of an expression for one server; None where it fails for this server and strict is off."""
        self._tried[what] += 1
        try:
            return self._template(text, self._known(variables))
        except Exception as error:  # filters and lookups of an expression may raise anything
            if self.get_option("strict") or is_malformed(error):
                raise AnsibleParserError(
                    f"{what} cannot be evaluated: {printable(to_native(error))}"
                ) from None
            self._failed[what] += 1
            self._reasons.setdefault(what, str(error))
            return None

    def _template(self, text, variables):
        self.templar.available_variables = variables
        return self.templar.template(trust_as_template(text) if isinstance(text, str) else text)

    def _known(self, variables):
        """What is known in the expressions of a host; extra variables go first, as everywhere in Ansible."""
        return {**variables, **self._vars} if self._vars else variables

    # -- hosts

    def _variables(self, server, private):
        """The variables of a host. What the API says is data and is never evaluated as a template."""
        prefix = self.get_option("hostvars_prefix")
        own = {
            **server,
            "public_ipv4": NAMED["public_ipv4"](server),
            "private_ipv4": private.of(server),
        }
        named = {f"{prefix}{key}": value for key, value in own.items()}
        return {
            name: as_data(value)
            for name, value in named.items()
            if name.isidentifier() and not name.startswith(RESERVED_PREFIX)
        }

    def _choices(self, option, server, variables):
        """What an option names for a server, in its order."""
        for choice in self.get_option(option):
            if choice in NAMED:
                value = NAMED[choice](server)
            elif choice == "private_ipv4":
                value = variables[f"{self.get_option('hostvars_prefix')}private_ipv4"]
            elif self.templar.is_template(choice):
                value = self._attempt(f"{option}: {choice}", choice, variables)
            else:
                raise AnsibleParserError(
                    f"{option} has {choice!r}; it takes {', '.join(NAMED)}, private_ipv4 or a Jinja template."
                )
            if value:
                yield choice, str(value)

    def _wanted(self, server, variables):
        return next(
            (name for _choice, name in self._choices("hostnames", server, variables)), server["id"]
        )

    def _drafted(self, hosts):
        """Name the hosts, and collect what they get beside the variables from the API, before the inventory gets any of it."""
        wanted = [self._wanted(server, variables) for server, variables in hosts]
        identifiers = [server["id"] for server, _variables in hosts]
        owners = {
            name: SERVER_IDS[host]
            for name, host in self.inventory.hosts.items()
            if host in SERVER_IDS
        }
        groups = set(self.inventory.groups)
        for _round in range(ROUNDS):
            names = host_names(wanted, identifiers, groups, owners)
            draft = self._draft(names.names, hosts)
            groups.update(draft.groups)
            if groups.isdisjoint(names.names):
                return names, draft
        shared = sorted(groups.intersection(names.names))[0]
        raise AnsibleParserError(
            f"keyed_groups or groups makes the group {shared!r} for the host of the same name. "
            "Give the group a prefix."
        )

    def _draft(self, names, hosts):
        inventory, self.inventory = self.inventory, Draft()
        try:
            for name, (server, variables) in zip(names, hosts):
                self._draft_host(name, server, variables, inventory.hosts.get(name))
            return self.inventory
        finally:
            self.inventory = inventory

    def _draft_host(self, name, server, variables, present):
        """Add a host to the draft. :param present: the host of that name that another source has made."""
        strict = self.get_option("strict")
        self.inventory.add_host(name)
        host = self.inventory.hosts[name]
        known = self._known(variables)
        self._set_composite_vars(self.get_option("compose"), known, name, strict=strict)
        composed = {variable: host.vars.pop(variable, None) for variable in ADDRESS_VARIABLES}
        for variable, value in composed.items():
            choices = [("compose", str(value))] if value else []
            others = (
                self._choices("connect_with", server, variables)
                if variable == "ansible_host"
                else ()
            )
            address = self._first_address(server, chain(choices, others))
            if address:
                host.set_variable(variable, as_data(address))
        if present:
            known = {**present.get_vars(), **known}
        self._add_host_to_composed_groups(self.get_option("groups"), known, name, strict=strict)
        self._add_host_to_keyed_groups(
            [*self._default_groups(), *self.get_option("keyed_groups")], known, name, strict=strict
        )

    def _first_address(self, server, choices):
        for choice, address in choices:
            if is_address(address) and not (choice in CHOSEN_FREELY and is_local(address)):
                return address
            self._unconnectable.setdefault(server["id"])
        return None

    def _default_groups(self):
        prefix = self.get_option("hostvars_prefix")
        return (
            [{**group, "key": trust_as_template(prefix + group["key"])} for group in DEFAULT_GROUPS]
            if self.get_option("default_groups")
            else []
        )

    def _add_all(self, names, draft, hosts):
        """Give the inventory what was drafted. What can be refused comes first."""
        for name in draft.groups:
            self.inventory.add_group(name)
        for group in draft.groups.values():
            for child in group.child_groups:
                self.inventory.add_child(group.name, child.name)
        for name in names:
            # Each server is let go when its host is made, so that thousands of them are not there twice.
            server, variables = hosts.popleft()
            self.inventory.add_host(name)
            for key, value in {**variables, **draft.hosts[name].vars}.items():
                if key not in SOURCE_VARIABLES:
                    self.inventory.set_variable(name, key, value)
            SERVER_IDS[self.inventory.hosts[name]] = server["id"]
        for group in draft.groups.values():
            for host in group.hosts:
                self.inventory.add_child(group.name, host.name)

    def _warn(self, names):
        if names.replaced:
            self.display.warning(
                f"Servers whose names are not valid as host names are called by their ids: {_some(names.replaced)}. "
                f"The variable {self.get_option('hostvars_prefix')}name has their names."
            )
        if names.extended:
            self.display.warning(
                "The ids of servers are appended to names that several servers, a group, a host of another source or "
                f"the controller have: {_some(names.extended)}."
            )
        if self._unconnectable:
            self.display.warning(
                "Addresses that are neither an IP address nor a DNS host name of another machine are not used for "
                f"ansible_host. These servers have such an address: {_some(list(self._unconnectable))}."
            )
        for what, reason in self._reasons.items():
            if self._failed[what] == self._tried[what]:
                self.display.warning(f"{what} fails for every server: {printable(reason)}")


def is_malformed(error):
    """Tell whether an expression failed because it is none, which it is for every server."""
    while error and not isinstance(error, TemplateSyntaxError):
        error = error.__cause__ or error.__context__
    return error is not None


def _some(names):
    rest = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")
