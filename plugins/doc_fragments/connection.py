# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations


class ModuleDocFragment:
    """How a task reaches the account."""

    DOCUMENTATION = r"""
options:
  api_token:
    description:
      - The token of a Cloud Panel user whose API access is switched on.
      - It is shown in the Cloud Panel under Management, Users, API Key. Blanks and line ends around it are removed.
      - Without the option the environment variable E(CLOUDPANEL_API_TOKEN) is read.
    type: str
  api_url:
    description:
      - The address of the API. Change it to use a proxy, a regional brand of the same API, or the simulator.
      - It has no user name, no password, no query and no fragment. A warning says so where it begins with C(http), except on this machine.
      - Without the option the environment variable E(CLOUDPANEL_API_URL) is read.
    type: str
    default: https://cloudpanel-api.ionos.com/v1
  api_timeout:
    description:
      - Seconds to wait for a connection and for each answer.
      - Without the option the environment variable E(CLOUDPANEL_API_TIMEOUT) is read.
    type: float
    default: 30.0
  validate_certs:
    description:
      - Whether the certificate of O(api_url) has to be valid. V(false) draws a warning.
      - Without the option the environment variable E(CLOUDPANEL_VALIDATE_CERTS) is read.
    type: bool
    default: true
  ca_path:
    description:
      - A file with the authorities to trust instead of those of the system.
      - Without the option the environment variable E(CLOUDPANEL_CA_PATH) is read.
    type: path
  share_reads:
    description:
      - For how many seconds tasks use the answer to a list request that another task of any process got.
      - An answer is never older than the run that uses it. What writes of this collection may have changed, and what is in a passing
        state, is read again whatever its age.
      - V(0) lets every task read for itself.
      - Without the option the environment variable E(CLOUDPANEL_SHARE_READS) is read.
    type: float
    default: 10.0
requirements:
  - requests
notes:
  - The API grants an account 25 requests in a minute. All tasks of all processes share that budget through a small file in the
    cache directory of the user. E(CLOUDPANEL_CACHE_DIR) names another directory, which no other user may be able to write to.
    A request for which nothing is left waits its turn.
  - Environment variables of C(requests) for proxies and certificates are used; C(~/.netrc) is not.
seealso:
  - name: Guide to the collection
    description: What the modules have in common.
    link: https://github.com/ionos/ansible-cloudpanel/tree/main/docs
"""

    PLUGIN = r"""
options:
  api_token:
    description:
      - The token of a Cloud Panel user whose API access is switched on.
      - May be a Jinja template, so that it can come from a lookup or a vaulted variable.
    type: str
    env:
      - name: CLOUDPANEL_API_TOKEN
  api_url:
    description: The address of the API.
    type: str
    default: https://cloudpanel-api.ionos.com/v1
    env:
      - name: CLOUDPANEL_API_URL
  api_timeout:
    description: Seconds to wait for a connection and for each answer.
    type: float
    default: 30.0
    env:
      - name: CLOUDPANEL_API_TIMEOUT
  validate_certs:
    description: Whether the certificate of O(api_url) has to be valid.
    type: bool
    default: true
    env:
      - name: CLOUDPANEL_VALIDATE_CERTS
  ca_path:
    description: A file with the authorities to trust instead of those of the system.
    type: path
    env:
      - name: CLOUDPANEL_CA_PATH
requirements:
  - requests
"""
