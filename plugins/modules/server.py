#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: server
short_description: Manage servers of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Creates, changes, starts, stops, restarts and removes cloud servers and bare-metal servers.
  - 'Everything that the create call can carry goes into it: key, policy, balancer, address and monitoring policy cost
    no further request.'
  - Changes that need a stopped server are refused, unless O(allow_stop=true); then the server is stopped for them and
    started again.
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.secrets
  - ionos.cloudpanel.waiting
options:
  id:
    description:
      - The id of the server. Together with another O(name) it renames.
    type: str
  state:
    description:
      - V(present) creates the server where it is missing and brings it to what the options say; what is not named
        stays as it is.
      - V(running) and V(stopped) do the same and see that it is on or off. V(restarted) does the same and restarts
        it.
      - V(absent) removes the server, with its addresses unless O(keep_ips=true).
      - V(rebuilt) does the same as V(present) and reinstalls the server if its image is not O(appliance). All data on the main disk is
        lost. O(rebuild) controls whether a server that has this image already is reinstalled.
      - V(recovery) restarts a bare-metal server in recovery mode, with O(recovery_appliance). V(running) and V(restarted) bring it back.
    type: str
    choices: [present, absent, running, stopped, restarted, rebuilt, recovery]
    default: present
  name:
    description:
      - The name of the server. Without O(id) it is found by its exact name, on all pages of the list; several of one
        name are refused with their ids.
    type: str
  description:
    description:
      - A description for people.
    type: str
  server_type:
    description:
      - The kind of server. O(baremetal_model) says it already; without that a server is a V(cloud) one. Fixed once the
        server exists.
    type: str
    choices: [cloud, baremetal]
  appliance:
    description:
      - The server appliance to install, or an image of the account's own, by name or id. Images are looked through where no
        appliance is called so.
      - Required to create a server, and by O(state=rebuilt) without O(rebuild=always). In all other cases an existing server keeps its image,
        and a warning says so if O(appliance) is another one.
      - A server has the appliance if the id or the name of its image is the same, or both are images of one series.
    type: str
  clone_of:
    description:
      - The server, by name or id, that a new server is made a copy of. Then neither image nor hardware are needed.
        Used on creation.
      - A copy has the image, the password, the keys and the hardware of that server. Other hardware, disks, policies, balancers, networks and
        O(description) are set after the creation. An option that only another creation can use, such as O(password), O(public_ip) or another
        O(appliance), is an error.
    type: str
  recovery_appliance:
    description:
      - The appliance that O(state=recovery) starts, by name or id. M(ionos.cloudpanel.recovery_appliance_info) lists them.
    type: str
  dvd:
    description:
      - The DVD in the drive of the server, by name or id. An empty text ejects it. M(ionos.cloudpanel.dvd_iso_info) lists them.
      - Where no DVD is called so, the ISO files are looked through that M(ionos.cloudpanel.image) has imported.
    type: str
  datacenter:
    description:
      - The datacenter, by country code such as V(DE), by location or by id; the account's default where it is left
        out. Fixed once the server exists.
    type: str
  fixed_instance_size:
    description:
      - A size of the catalogue, by name such as V(XL) or by id. Another one resizes the server. The main disk grows to that of the size.
    type: str
  baremetal_model:
    description:
      - A bare-metal model, by name or id. Fixed once the server exists, and so are its processors and memory.
    type: str
  vcore:
    description:
      - The number of processors, 1 to 16. Fewer need a stopped server. See also O(stop_to_grow).
    type: int
  cores_per_processor:
    description:
      - 'Cores of each processor, 1 to 16: 1, an even number, or as many as O(vcore). Another number needs a stopped
        server.'
    type: int
  ram:
    description:
      - Memory in GB, 1 to 128 in steps of 0.5. Less needs a stopped server. See also O(stop_to_grow).
    type: float
  ssh_keys:
    description:
      - Keys that may log in, each the name or id of an SSH key object, or one literal public key. Used on creation and by
        O(state=rebuilt).
    type: list
    elements: str
  password:
    description:
      - The password of the administrator, 8 to 64 characters. Used on creation and by O(state=rebuilt). Without it the API makes
        one, which O(show_secrets) returns as RV(server.first_password).
    type: str
  ssh_password:
    description:
      - Whether the password is accepted over SSH. Used on creation and by
        O(state=rebuilt).
    type: bool
  user_data:
    description:
      - What the server is to do at its first start, in the form that O(user_data_content_type) names. Used on
        creation.
    type: str
  user_data_content_type:
    description:
      - 'The form of O(user_data): a shell script, cloud-config, plain text, or cloud data.'
    type: str
    choices: [sh, yaml, txt, cdm]
  power_on:
    description:
      - Whether a new server is started. Used on creation; O(state) says so for any server. V(false) is the same as O(state=stopped) for a
        new server.
    type: bool
  public_ip:
    description:
      - An unassigned public IP that a new server gets, by id, address or reverse DNS. Used on creation.
    type: str
  firewall_policy:
    description:
      - The firewall policy of all addresses of the server, by name or id.
      - V(0) on creation is no policy, which shuts all ports. Where it is left out the API chooses a policy that fits the system.
      - A policy can be replaced, but not taken away.
    type: str
  monitoring_policy:
    description:
      - The monitoring policy, by name or id. An empty text takes the server out of its policy.
    type: str
  allow_stop:
    description:
      - Whether the server may be stopped for changes that need it, and started again after them.
      - If the task fails in between, it starts the server before it ends. If it is killed, the next task that manages the server on this
        machine starts it.
    type: bool
    default: false
  stop_to_grow:
    description:
      - Whether more processors or memory also need a stopped server. Some operating systems do not accept them while they run.
      - A running server is stopped for them only if O(allow_stop=true) or O(state=restarted).
      - If the task stops the server anyway, for example with O(state=stopped), the hardware is always changed after the stop.
    type: bool
    default: false
  hot_join:
    description:
      - Whether the server joins and leaves private networks while it runs, so that it is not stopped for that. The reference of the API
        shows it, but older clients stopped the server first.
      - If the API refuses it, the task fails with the message of the API, and the server is not stopped.
      - If the task stops the server anyway, for example with O(state=stopped), the networks are changed after the stop.
    type: bool
    default: false
  allow_disk_removal:
    description:
      - Whether a disk that O(hdds) does not list is removed with its data. Otherwise such a task fails before it changes anything.
    type: bool
    default: false
  rebuild:
    description:
      - When O(state=rebuilt) reinstalls a server.
      - V(on_change) reinstalls it if its image is not O(appliance).
      - V(always) reinstalls it at each run of the task. Without O(appliance) it installs the present image again.
    type: str
    choices: [always, on_change]
    default: on_change
  stop_method:
    description:
      - 'How the server is stopped or restarted: by its system, or by its hardware, which loses what is not saved. This includes the restart
        of O(state=recovery).'
    type: str
    choices: [SOFTWARE, HARDWARE]
    default: SOFTWARE
  keep_ips:
    description:
      - Whether O(state=absent) keeps the addresses of the server in the account, where they go on being billed.
    type: bool
    default: false
  hdds:
    description:
      - 'All disks of the server. They have no names: the main disk is told by its role, the others by their sizes.'
      - A disk that is asked for larger grows. Disks cannot shrink; that is refused.
      - A disk that the list does not contain is removed with its data if O(allow_disk_removal=true). Otherwise the task fails.
      - Block storages that are attached to the server are not disks and are left alone.
    type: list
    elements: dict
    suboptions:
      size:
        description:
          - The size in GB, 20 to 2000 in steps of 20.
        type: int
        required: true
      is_main:
        description:
          - Whether it is the disk that the server boots from.
        type: bool
        default: false
      id:
        description:
          - It is accepted so that elements can be given as the modules return them. An element with the id of a block storage is left out.
        type: str
  purge_hdds:
    description:
      - Whether O(hdds) is the complete list of disks.
      - V(false) keeps the other disks. A size that no disk has is added as a new disk, and only the main disk grows.
    type: bool
    default: true
  load_balancers:
    description:
      - The load balancers in front of the server, by name or id. They are attached to its first address.
      - An element may also be an object with an C(id), as the modules return it.
    type: list
    elements: raw
  purge_load_balancers:
    description:
      - Whether members that are not listed in O(load_balancers) are removed. V(false) only adds.
    type: bool
    default: true
  private_networks:
    description:
      - The private networks of the server, by name or id. Joining and leaving needs a stopped server; a new one is
        started only after it has joined.
      - An element may also be an object with an C(id), as the modules return it.
    type: list
    elements: raw
  purge_private_networks:
    description:
      - Whether members that are not listed in O(private_networks) are removed. V(false) only adds.
    type: bool
    default: true
seealso:
  - module: ionos.cloudpanel.server_info
  - module: ionos.cloudpanel.server_appliance_info
  - module: ionos.cloudpanel.image
  - module: ionos.cloudpanel.fixed_instance_size_info
  - module: ionos.cloudpanel.baremetal_model_info
  - module: ionos.cloudpanel.private_network
"""

EXAMPLES = r"""
- name: Create a server of a fixed size
  ionos.cloudpanel.server:
    name: web1
    appliance: debian12-64min
    fixed_instance_size: L
    datacenter: DE
    ssh_keys: [deploy]
    firewall_policy: web
    load_balancers: [shop]
    monitoring_policy: web
  register: web1

- name: Show what it would cost in requests
  ansible.builtin.debug:
    var: web1.operations

- name: Read the password that the API has made
  ionos.cloudpanel.server:
    name: web1
    show_secrets: true
  register: web1_password
  no_log: true

- name: Create one with hardware of its own, in a private network
  ionos.cloudpanel.server:
    name: db1
    appliance: debian12-64min
    vcore: 4
    cores_per_processor: 1
    ram: 8
    hdds:
      - {size: 80, is_main: true}
      - {size: 200}
    private_networks: [backend]

- name: Create a bare-metal server
  ionos.cloudpanel.server:
    name: metal
    baremetal_model: BMC_L
    appliance: baremetal_debian12-64std
    wait_timeout: 3600

- name: Create three servers at the same time
  ionos.cloudpanel.server:
    name: "{{ item }}"
    appliance: debian12-64min
    fixed_instance_size: M
    wait: false
  loop: [web1, web2, web3]

- name: Wait for all of them with one request a look
  ionos.cloudpanel.server_info:
    name: [web1, web2, web3]
    wait: true

- name: Shrink it, which needs it stopped
  ionos.cloudpanel.server:
    name: db1
    vcore: 2
    cores_per_processor: 1
    ram: 4
    allow_stop: true

- name: Join a network without a stop
  ionos.cloudpanel.server:
    name: db1
    private_networks: [backend]
    hot_join: true

- name: Give more memory to a server whose system needs a stop for it
  ionos.cloudpanel.server:
    name: db1
    vcore: 2
    cores_per_processor: 1
    ram: 8
    stop_to_grow: true
    allow_stop: true

- name: Let a disk grow and add one
  ionos.cloudpanel.server:
    name: db1
    hdds:
      - {size: 120, is_main: true}
      - {size: 200}
      - {size: 100}

- name: Rename it
  ionos.cloudpanel.server:
    id: "{{ web1.server.id }}"
    name: web-old

- name: Restart it by its hardware
  ionos.cloudpanel.server:
    name: web-old
    state: restarted
    stop_method: HARDWARE

- name: Install another system on it
  ionos.cloudpanel.server:
    name: web-old
    state: rebuilt
    appliance: ubuntu2404-64min
    ssh_keys: [deploy]

- name: Make a copy of a server
  ionos.cloudpanel.server:
    name: web-copy
    clone_of: web1

- name: Load a DVD
  ionos.cloudpanel.server:
    name: web-copy
    dvd: debian-12-netinst

- name: Switch it off
  ionos.cloudpanel.server:
    name: web-old
    state: stopped

- name: Remove it and keep its addresses
  ionos.cloudpanel.server:
    name: web-old
    state: absent
    keep_ips: true
"""

RETURN = r"""
server:
  description:
    - The server as the API shows it; null when it is absent.
    - The same keys in check mode; what is not known yet is null.
  returned: success
  type: dict
  contains:
    id:
      description: Its id.
      type: str
    cloudpanel_id:
      description: Its short id, as the panel shows it.
      type: str
    name:
      description: Its name.
      type: str
    description:
      description: Its description.
      type: str
    server_type:
      description: The kind of server.
      type: str
    creation_date:
      description: When it was created.
      type: str
    first_password:
      description: The first password of the administrator; null without O(show_secrets) and in check mode before a creation or rebuild.
      type: str
    ssh_password:
      description: Whether the password is accepted over SSH.
      type: bool
    status:
      description: V(state), and V(percent) while it is on its way to another one.
      type: dict
    datacenter:
      description: Its datacenter, with V(id), V(location) and V(country_code).
      type: dict
    hardware:
      description: Processors, memory and disks.
      type: dict
    image:
      description: The image, with V(id) and V(name).
      type: dict
    dvd:
      description: The DVD in its drive, or null.
      type: dict
    snapshot:
      description: Its snapshot, or null.
      type: dict
    ips:
      description: Its addresses, each with V(id), V(ip), V(type), V(reverse_dns), V(firewall_policy) and V(load_balancers).
      type: list
      elements: dict
    alerts:
      description: What its monitoring policy complains of.
      type: raw
    monitoring_policy:
      description: Its monitoring policy, with V(id) and V(name), or null.
      type: dict
    private_networks:
      description: Its private networks, each with V(id) and V(name).
      type: list
      elements: dict
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.servers import SERVER


def main():
    run_state_module(SERVER)


if __name__ == "__main__":
    main()
