# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """The options for the connection to the API."""

    DOCUMENTATION = r"""
options:
  api_token:
    description:
      - The API token of a Cloud Panel user. The API access of the user must be enabled.
      - The Cloud Panel shows the token under Management, Users, API Key. Spaces and line ends
        before and after it are ignored.
      - The default is the value of the environment variable E(CLOUDPANEL_API_TOKEN).
    type: str
  api_url:
    description:
      - The URL of the API. Change it to use a proxy, a regional brand of the same API, or the
        simulator.
      - The URL must not contain a user name, a password, a query or a fragment. If it begins with
        C(http) and is not on this machine, the module warns.
      - The default can be set with the environment variable E(CLOUDPANEL_API_URL).
    type: str
    default: https://cloudpanel-api.ionos.com/v1
    aliases: [api_endpoint]
  api_timeout:
    description:
      - The number of seconds to wait for a connection and for each answer.
      - The default can be set with the environment variable E(CLOUDPANEL_API_TIMEOUT).
    type: float
    default: 30.0
  validate_certs:
    description:
      - Whether the certificate of O(api_url) must be valid. With V(false), the module warns.
      - The default can be set with the environment variable E(CLOUDPANEL_VALIDATE_CERTS).
    type: bool
    default: true
  ca_path:
    description:
      - The path of a CA bundle that is used instead of that of the system.
      - The default is the value of the environment variable E(CLOUDPANEL_CA_PATH).
    type: path
  share_reads:
    description:
      - The number of seconds for which tasks use a list that another task has read. The tasks can
        be of different processes.
      - A task never uses a list that was read before its run started. Objects that this collection
        may have changed, and objects in a transitional state, are always read again.
      - With V(0), every task reads the lists itself.
      - The default can be set with the environment variable E(CLOUDPANEL_SHARE_READS).
    type: float
    default: 10.0
requirements: [requests]
notes:
  - The API allows an account 25 requests per minute. All tasks of all processes share this budget
    through a file in the cache directory of the user. The environment variable
    E(CLOUDPANEL_CACHE_DIR) sets another directory, which no other user may be able to write to. If
    no request is left, the task waits.
  - Tasks on several machines can share a PostgreSQL database instead of the file. The environment
    variable E(CLOUDPANEL_SHARED_STORE) is its URL. This needs the Python library C(psycopg), and is
    explained in C(docs/fleets.md).
  - The environment variables of C(requests) for proxies and certificates are used. C(~/.netrc) is
    not used.
seealso:
  - name: Guide to the collection
    description: Explains what all modules have in common.
    link: https://github.com/ionos/ansible-cloudpanel/tree/main/docs
"""

    PLUGIN = r"""
options:
  api_token:
    description:
      - The API token of a Cloud Panel user. The API access of the user must be enabled.
      - It can be a Jinja template with a lookup or a vaulted variable.
    type: str
    env:
      - name: CLOUDPANEL_API_TOKEN
    vars:
      - name: ionos_cloudpanel_api_token
  api_url:
    description: The URL of the API.
    type: str
    default: https://cloudpanel-api.ionos.com/v1
    aliases: [api_endpoint]
    env:
      - name: CLOUDPANEL_API_URL
    vars:
      - name: ionos_cloudpanel_api_url
  api_timeout:
    description: The number of seconds to wait for a connection and for each answer.
    type: float
    default: 30.0
    env:
      - name: CLOUDPANEL_API_TIMEOUT
    vars:
      - name: ionos_cloudpanel_api_timeout
  validate_certs:
    description: Whether the certificate of O(api_url) must be valid.
    type: bool
    default: true
    env:
      - name: CLOUDPANEL_VALIDATE_CERTS
    vars:
      - name: ionos_cloudpanel_validate_certs
  ca_path:
    description: The path of a CA bundle that is used instead of that of the system.
    type: path
    env:
      - name: CLOUDPANEL_CA_PATH
    vars:
      - name: ionos_cloudpanel_ca_path
requirements: [requests]
"""

    LOOKUP = r"""
options:
  share_reads:
    description:
      - The number of seconds for which the lookup uses a list that a task or another lookup has
        read. It never uses a list that was read before the run started.
    type: float
    default: 10.0
    env:
      - name: CLOUDPANEL_SHARE_READS
    vars:
      - name: ionos_cloudpanel_share_reads
notes:
  - Ansible evaluates a lookup each time it evaluates the expression. All lookups and tasks share
    the request budget of the account and the lists that they have read.
  - C(module_defaults) and the C(environment) of a task do not apply to lookups. Use environment
    variables of Ansible, variables, or options.
"""
