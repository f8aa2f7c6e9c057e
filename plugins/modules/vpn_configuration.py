#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: vpn_configuration
short_description: Fetch the configuration of a VPN of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Fetches the archive with the configuration, certificates and key that a client of a VPN needs, and keeps it in a file.
  - The file is replaced as a whole, and only where the files in the archive differ. It holds a private key, which turns up
    neither in results nor in differences.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes.file
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting.info
  - ansible.builtin.files
options:
  id:
    description:
      - The id of the VPN.
    type: str
  name:
    description:
      - The name of the VPN. Without O(id) it is found by its exact name, on all pages of the list.
    type: str
  dest:
    description:
      - The file to keep the archive in, a ZIP file, on the host of the task. Its directory has to exist.
      - Only a regular file is replaced. A link is replaced, not what it leads to.
    type: path
    required: true
  mode:
    description:
      - Who may do what with the file, as in M(ansible.builtin.file). By default only its owner reads it.
    type: raw
    default: '0600'
  wait:
    description:
      - Whether to wait until the VPN is not on its way to another state any more.
    default: true
seealso:
  - module: ionos.cloudpanel.vpn
  - module: ansible.builtin.unarchive
"""

EXAMPLES = r"""
- name: Fetch the configuration
  ionos.cloudpanel.vpn_configuration:
    name: office
    dest: /etc/openvpn/office.zip

- name: Let the group read it as well
  ionos.cloudpanel.vpn_configuration:
    name: office
    dest: /etc/openvpn/office.zip
    group: openvpn
    mode: "0640"
"""

RETURN = r"""
vpn_configuration:
  description:
    - What was fetched.
  returned: success
  type: dict
  contains:
    dest:
      description: The file.
      type: str
    checksum:
      description: The SHA-256 of the file; null where check mode cannot know it.
      type: str
    vpn:
      description: The VPN, with V(id) and V(name).
      type: dict
error:
  description: What the API answered.
  returned: when a request failed
  type: dict
  contains:
    status:
      description: The HTTP status; null where no answer came.
      type: int
    type:
      description: The code of the API.
      type: str
    message:
      description: The words of the API.
      type: str
    errors:
      description: The details of the API, of a shape that changes from operation to operation.
      type: raw
    operation:
      description: The method and path of the request.
      type: str
"""

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.download import (
    run_download_module,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.vpns import (
    VPN_CONFIGURATION,
)


def main():
    run_download_module(VPN_CONFIGURATION)


if __name__ == "__main__":
    main()
