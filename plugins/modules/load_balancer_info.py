#!/usr/bin/python
# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r""""""
EXAMPLES = r""""""
RETURN = r""""""

from ansible_collections.ionos.cloudpanel.plugins.module_utils.module import info_module
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.load_balancers import LOAD_BALANCER


def main():
    info_module(LOAD_BALANCER)


if __name__ == "__main__":
    main()
