# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a client sees of each switch of ``simulator.readings``. One file for each group of resources; all of them are imported."""

from __future__ import annotations

import importlib
import pkgutil

for each in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{each.name}")
