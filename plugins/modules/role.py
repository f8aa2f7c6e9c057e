#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: role
short_description: Manage roles of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Creates, changes and removes roles with their permissions and their users.
  - Permissions may be given in part; what is not named stays as it is, unless O(exact_permissions) is set.
  - What a new role allows at first is up to the API. Permissions that O(permissions) does not name stay so, unless O(exact_permissions) is set.
    In check mode they are null.
  - The default role of an account takes and loses users. Everything else is refused before anything is sent.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
options:
  id:
    description:
      - The id of the role. Together with another O(name) it renames.
    type: str
  state:
    description:
      - V(present) creates the role where it is missing and brings it to what the options say; what is not named stays as it is.
      - V(absent) removes it.
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the role. Without O(id) it is found by its exact name, on all pages of the list; several of one name are refused
        with their ids.
    type: str
  description:
    description:
      - A description for people.
    type: str
  enabled:
    description:
      - Whether the role counts. A disabled one allows nothing.
    type: bool
  clone_of:
    description:
      - The role, by name or id, whose permissions and description a new role begins with. What other options say comes on top.
      - Only used when the role is created.
    type: str
  exact_permissions:
    description:
      - Whether every permission that is not named in O(permissions) is taken away. V(false) leaves it as it is.
    type: bool
    default: false
  allow_lockout:
    description:
      - Whether the task may take permissions from the user whose token it uses. Without this, a task fails before it changes anything if it
        removes or disables the role of this user, takes the user out of it, or takes permissions of the groups C(users) or C(roles) away;
        or if it moves the user into a role that does not allow to change roles.
    type: bool
    default: false
  users:
    description:
      - The users of the role, each by name or id.
      - An element may also be an object with an C(id), as the modules return it.
    type: list
    elements: raw
  purge_users:
    description:
      - Whether users that are not listed in O(users) are removed from the role. V(false) only adds.
    type: bool
    default: true
  permissions:
    description:
      - What the users of the role may do.
    type: dict
    suboptions:
      servers:
        description: What is allowed with servers.
        type: dict
        suboptions:
          show:
            description: See servers.
            type: bool
          create:
            description: Create servers.
            type: bool
          delete:
            description: Remove servers.
            type: bool
          set_name:
            description: Rename servers.
            type: bool
          set_description:
            description: Describe servers.
            type: bool
          start:
            description: Start servers.
            type: bool
          restart:
            description: Restart servers.
            type: bool
          shutdown:
            description: Stop servers.
            type: bool
          resize:
            description: Change the hardware of servers.
            type: bool
          reinstall:
            description: Rebuild servers from another image.
            type: bool
          clone:
            description: Clone servers.
            type: bool
          manage_snapshot:
            description: Create, restore and remove snapshots of servers.
            type: bool
          assign_ip:
            description: Give servers further addresses.
            type: bool
          manage_dvd:
            description: Load and eject DVDs of servers.
            type: bool
          access_kvm_console:
            description: Use the console of servers.
            type: bool
      images:
        description: What is allowed with images.
        type: dict
        suboptions:
          show:
            description: See images.
            type: bool
          create:
            description: Create images.
            type: bool
          delete:
            description: Remove images.
            type: bool
          set_name:
            description: Rename images.
            type: bool
          set_description:
            description: Describe images.
            type: bool
          disable_automatic_creation:
            description: Stop the automatic creation of images.
            type: bool
      shared_storages:
        description: What is allowed with shared storages.
        type: dict
        suboptions:
          show:
            description: See shared storages.
            type: bool
          create:
            description: Create shared storages.
            type: bool
          delete:
            description: Remove shared storages.
            type: bool
          set_name:
            description: Rename shared storages.
            type: bool
          set_description:
            description: Describe shared storages.
            type: bool
          manage_attached_servers:
            description: Add servers to and remove them from shared storages.
            type: bool
          access:
            description: Read and change the access to shared storages.
            type: bool
          resize:
            description: Resize shared storages.
            type: bool
      firewall_policies:
        description: What is allowed with firewall policies.
        type: dict
        suboptions:
          show:
            description: See firewall policies.
            type: bool
          create:
            description: Create firewall policies.
            type: bool
          delete:
            description: Remove firewall policies.
            type: bool
          set_name:
            description: Rename firewall policies.
            type: bool
          set_description:
            description: Describe firewall policies.
            type: bool
          manage_rules:
            description: Add and remove rules of firewall policies.
            type: bool
          manage_attached_server_ips:
            description: Assign addresses to firewall policies.
            type: bool
          clone:
            description: Clone firewall policies.
            type: bool
      load_balancers:
        description: What is allowed with load balancers.
        type: dict
        suboptions:
          show:
            description: See load balancers.
            type: bool
          create:
            description: Create load balancers.
            type: bool
          delete:
            description: Remove load balancers.
            type: bool
          set_name:
            description: Rename load balancers.
            type: bool
          set_description:
            description: Describe load balancers.
            type: bool
          manage_rules:
            description: Add and remove rules of load balancers.
            type: bool
          manage_attached_server_ips:
            description: Assign addresses to load balancers.
            type: bool
          modify:
            description: Change the settings of load balancers.
            type: bool
      public_ips:
        description: What is allowed with public IPs.
        type: dict
        suboptions:
          show:
            description: See public IPs.
            type: bool
          create:
            description: Create public IPs.
            type: bool
          delete:
            description: Remove public IPs.
            type: bool
          release:
            description: Release public IPs from servers.
            type: bool
          set_reverse_dns:
            description: Set the reverse DNS of public IPs.
            type: bool
      private_network:
        description: What is allowed with private networks.
        type: dict
        suboptions:
          show:
            description: See private networks.
            type: bool
          create:
            description: Create private networks.
            type: bool
          delete:
            description: Remove private networks.
            type: bool
          set_name:
            description: Rename private networks.
            type: bool
          set_description:
            description: Describe private networks.
            type: bool
          set_network_info:
            description: Change address and mask of private networks.
            type: bool
          manage_attached_servers:
            description: Add servers to and remove them from private networks.
            type: bool
      vpn:
        description: What is allowed with VPNs.
        type: dict
        suboptions:
          show:
            description: See VPNs.
            type: bool
          create:
            description: Create VPNs.
            type: bool
          delete:
            description: Remove VPNs.
            type: bool
          set_name:
            description: Rename VPNs.
            type: bool
          set_description:
            description: Describe VPNs.
            type: bool
          download_file:
            description: Fetch the configuration of VPNs.
            type: bool
      monitoring_center:
        description: What is allowed with the monitoring center.
        type: dict
        suboptions:
          show:
            description: See the monitoring center.
            type: bool
      monitoring_policies:
        description: What is allowed with monitoring policies.
        type: dict
        suboptions:
          show:
            description: See monitoring policies.
            type: bool
          create:
            description: Create monitoring policies.
            type: bool
          delete:
            description: Remove monitoring policies.
            type: bool
          set_name:
            description: Rename monitoring policies.
            type: bool
          set_description:
            description: Describe monitoring policies.
            type: bool
          set_email:
            description: Set the e-mail address of monitoring policies.
            type: bool
          modify_resources:
            description: Change agent and thresholds of monitoring policies.
            type: bool
          manage_ports:
            description: Change the ports of monitoring policies.
            type: bool
          manage_processes:
            description: Change the processes of monitoring policies.
            type: bool
          manage_attached_servers:
            description: Add servers to and remove them from monitoring policies.
            type: bool
          clone:
            description: Clone monitoring policies.
            type: bool
      backups:
        description: What is allowed with backups.
        type: dict
        suboptions:
          show:
            description: See backups.
            type: bool
          create:
            description: Create backups.
            type: bool
          delete:
            description: Remove backups.
            type: bool
      logs:
        description: What is allowed with the logs.
        type: dict
        suboptions:
          show:
            description: See the logs.
            type: bool
      users:
        description: What is allowed with users.
        type: dict
        suboptions:
          show:
            description: See users.
            type: bool
          create:
            description: Create users.
            type: bool
          delete:
            description: Remove users.
            type: bool
          set_description:
            description: Describe users.
            type: bool
          set_email:
            description: Set the e-mail address of users.
            type: bool
          set_password:
            description: Set the password of users.
            type: bool
          manage_api:
            description: Change the API access of users, their keys and allowed addresses.
            type: bool
          enable:
            description: Enable users.
            type: bool
          disable:
            description: Disable users.
            type: bool
          change_role:
            description: Change the role of users.
            type: bool
      roles:
        description: What is allowed with roles.
        type: dict
        suboptions:
          show:
            description: See roles.
            type: bool
          create:
            description: Create roles.
            type: bool
          delete:
            description: Remove roles.
            type: bool
          set_name:
            description: Rename roles.
            type: bool
          set_description:
            description: Describe roles.
            type: bool
          manage_users:
            description: Add users to and remove them from roles.
            type: bool
          modify:
            description: Change the permissions and the state of roles.
            type: bool
          clone:
            description: Clone roles.
            type: bool
      usages:
        description: What is allowed with the usages.
        type: dict
        suboptions:
          show:
            description: See the usages.
            type: bool
      interactive_invoices:
        description: What is allowed with interactive invoices.
        type: dict
        suboptions:
          show:
            description: See interactive invoices.
            type: bool
seealso:
  - module: ionos.cloudpanel.role_info
  - module: ionos.cloudpanel.user
  - module: ionos.cloudpanel.permission_info
"""

EXAMPLES = r"""
- name: Create a role that only sees servers and logs
  ionos.cloudpanel.role:
    name: watcher
    permissions:
      servers:
        show: true
      logs:
        show: true
    exact_permissions: true
    users: [jane]

- name: Let it restart servers as well
  ionos.cloudpanel.role:
    name: watcher
    permissions:
      servers:
        restart: true

- name: Create a role that may do everything but touch users
  ionos.cloudpanel.role:
    name: operator
    clone_of: Administrator
    permissions:
      users:
        create: false
        delete: false
        manage_api: false

- name: Remove it
  ionos.cloudpanel.role:
    name: operator
    state: absent
"""

RETURN = r"""
role:
  description:
    - The role as the API shows it; null when it is absent.
    - The same keys in check mode; what is not known yet is null.
  returned: success
  type: dict
  contains:
    id:
      description: Its id.
      type: str
    name:
      description: Its name.
      type: str
    description:
      description: Its description.
      type: str
    state:
      description: V(ACTIVE) or V(DISABLED), or what is going on, as the API spells it.
      type: str
    default:
      description: V(1) for the default role of the account.
      type: int
    creation_date:
      description: When it was created.
      type: str
    users:
      description: Its users, each with V(id) and V(name).
      type: list
      elements: dict
    permissions:
      description: What its users may do, with all groups and all of their switches.
      type: dict
operations:
  description:
    - The writes that were performed, in their order; in check mode those that a real run would perform.
    - In check mode braces stand for ids that are not known yet.
  returned: always
  type: list
  elements: dict
  contains:
    method:
      description: The HTTP method.
      type: str
    path:
      description: The path below the address of the API.
      type: str
    reason:
      description: What it is for, in words.
      type: str
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

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.state import run_state_module
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.roles import ROLE


def main():
    run_state_module(ROLE)


if __name__ == "__main__":
    main()
