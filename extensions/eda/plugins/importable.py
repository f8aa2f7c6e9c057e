# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the collection importable.

ansible-rulebook runs the file of an event source, but cannot import other files of its collection.
The source runs this file first. Afterwards, ``ansible_collections`` contains the folder in which
the collection is installed, also if the Python package ``ansible`` has its own collections.
"""

from __future__ import annotations

import sys
from pathlib import Path
from pkgutil import extend_path

# A checkout is importable because of the link in its virtual environment.
sys.path += [
    str(folder.parent)
    for folder in Path(__file__).absolute().parents
    if folder.name == "ansible_collections"
]

import ansible_collections

ansible_collections.__path__ = extend_path(ansible_collections.__path__, "ansible_collections")
