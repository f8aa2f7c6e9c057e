#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: image
short_description: Manage images of an IONOS Cloud Panel account
version_added: 1.0.0
description:
  - Makes images of servers, once or again and again, imports images and ISO files from an address, changes and removes
    them.
  - An image with O(frequency=DAILY) or O(frequency=WEEKLY) becomes a series. Images of one name and one server that were made on different
    days belong to one series. Its name stands for the newest one that is ready, also in the option C(appliance) of
    M(ionos.cloudpanel.server).
  - A new image comes back as V(web_20261125) where V(web) was asked for. The same task finds it again by V(web) and makes
    no second one. To make another, give it another name, or remove the first.
  - Servers can be created of an image, by O(ionos.cloudpanel.server#module:appliance).
author:
  - The ionos.cloudpanel authors (@ionos)
extends_documentation_fragment:
  - ionos.cloudpanel.attributes
  - ionos.cloudpanel.connection
  - ionos.cloudpanel.waiting
options:
  id:
    description:
      - The id of the image. Together with another O(name) it renames.
    type: str
  state:
    description:
      - V(present) creates the image where it is missing and brings it to what the options say; what is not
        named stays as it is.
      - V(absent) removes it. An image in the making is waited for first. The automatic creation is ended before.
      - If O(name) is that of a series of several images, V(absent) removes all of them, which needs O(allow_series_removal). To keep the images
        and end the series, use O(frequency=ONCE).
    type: str
    choices: [present, absent]
    default: present
  name:
    description:
      - The name of the image, without the day that the API puts at the end of a new one. Without O(id) it is found by
        this name, as it is or with a day at its end, on all pages of the list; several that are no series are refused with their ids.
    type: str
  allow_series_removal:
    description:
      - Whether O(state=absent) removes a series of several images. Otherwise such a task fails before it changes anything.
    type: bool
    default: false
  description:
    description:
      - A description for people.
    type: str
  server:
    description:
      - The server to make the image of, by name or id. Used on creation and not looked at afterwards.
      - The server takes no other changes until the image is ready.
      - The schema of the API wants a server of an import as well, which has no meaning there. Name any server of yours if the API refuses an import
        because of C(server_id).
    type: str
  frequency:
    description:
      - Whether the image is made V(ONCE), which a new image is by default, or again and again. V(DAILY) and V(WEEKLY) are
        for images of servers in the default datacenter and need O(num_images).
      - An existing image can only be brought to V(ONCE), which stops the automatic creation. The images that have been made stay.
    type: str
    choices: [ONCE, DAILY, WEEKLY]
  num_images:
    description:
      - How many of the images that are made V(DAILY) or V(WEEKLY) are kept, 1 to 50. Fixed once the image exists.
    type: int
  source:
    description:
      - What the image is made of. V(image) and V(iso) are imported from O(url). Used on creation and not looked at
        afterwards; not needed for an image of O(server).
    type: str
    choices: [server, image, iso]
  url:
    description:
      - The address to import from, C(http), C(https) or C(ftp). Used on creation and not looked at afterwards.
    type: str
  iso_type:
    description:
      - What is on an imported ISO. V(os) is a system to install, V(app) are tools. Needed with O(source=iso). Used on
        creation and not looked at afterwards.
    type: str
    choices: [os, app]
  appliance:
    description:
      - The server appliance whose system an imported image holds, by name or id. Used on creation and not looked at
        afterwards.
      - Its id is sent as the id of the operating system. If the API refuses it, use O(os).
    type: str
  os:
    description:
      - The operating system that an imported image holds. An id is sent as it is. A version or name, such as V(Centos7), is looked up in a list
        that the reference of the API only mentions, and that some clients have read. Used on creation and not looked at afterwards.
    type: str
  datacenter:
    description:
      - The datacenter, by country code such as V(DE), by location or by id. Fixed once the object exists.
      - Without it an image lies in the datacenter of its server, an import in the default one.
    type: str
seealso:
  - module: ionos.cloudpanel.image_info
  - module: ionos.cloudpanel.server
"""

EXAMPLES = r"""
- name: Make an image of a server
  ionos.cloudpanel.image:
    name: golden
    server: web1
  register: golden

- name: Create a server of it
  ionos.cloudpanel.server:
    name: web2
    appliance: golden
    fixed_instance_size: L

- name: Make one every day and keep the last seven
  ionos.cloudpanel.image:
    name: nightly
    server: db1
    frequency: DAILY
    num_images: 7

- name: Stop that
  ionos.cloudpanel.image:
    name: nightly
    frequency: ONCE

- name: Remove all images of the series
  ionos.cloudpanel.image:
    name: nightly
    state: absent
    allow_series_removal: true

- name: Import a disc to install from
  ionos.cloudpanel.image:
    name: rescue
    source: iso
    iso_type: os
    url: https://example.com/rescue.iso

- name: Rename an image
  ionos.cloudpanel.image:
    id: "{{ golden.image.id }}"
    name: golden-web

- name: Remove it
  ionos.cloudpanel.image:
    name: golden-web
    state: absent
"""

RETURN = r"""
image:
  description:
    - The image as the API shows it; null when it is absent.
    - The same keys in check mode; what is not known yet is null.
  returned: success
  type: dict
  contains:
    id:
      description: Its id.
      type: str
    name:
      description: Its name, which ends in the day of its creation unless it was renamed.
      type: str
    description:
      description: Its description.
      type: str
    state:
      description: Its state, as the API spells it.
      type: str
    datacenter:
      description: Its datacenter, with V(id), V(location) and V(country_code).
      type: dict
    creation_date:
      description: When it was created.
      type: str
    cloudpanel_id:
      description: Its short id, as the panel shows it.
      type: str
    type:
      description: V(MY_IMAGE), or V(ISO) for an imported disc.
      type: str
    server_id:
      description: The id of the server that it was made of; empty for an import.
      type: str
    frequency:
      description: V(ONCE), V(DAILY) or V(WEEKLY).
      type: str
    num_images:
      description: How many images are kept.
      type: int
    os_family:
      description: The family of its operating system.
      type: str
    os:
      description: Its operating system.
      type: str
    os_version:
      description: The version of its operating system.
      type: str
    os_architecture:
      description: 32 or 64.
      type: int
    os_image_type:
      description: What kind of image it is; null for images of servers.
      type: str
    min_hdd_size:
      description: The smallest main disk that it fits on, in GB.
      type: int
    licenses:
      description: Licences that come with it, each with its V(name).
      type: list
      elements: dict
    hdds:
      description: Its disks, each with V(id), V(size) and V(is_main).
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
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.images import IMAGE


def main():
    run_state_module(IMAGE)


if __name__ == "__main__":
    main()
