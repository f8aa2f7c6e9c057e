# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The occasions on which an attribute can be set."""

from __future__ import annotations

from enum import Enum


class Mutability(Enum):
    """The occasions on which an attribute of an object can be set."""

    #: When the object is created, and later.
    MUTABLE = "mutable"
    #: When the object is created. Another value for an object that exists is an error.
    IMMUTABLE = "immutable"
    #: When the object is created. The value is not compared with an object that exists.
    CREATE_ONLY = "create only"
    #: When the object is created. No answer shows the value (api-notes: not-echoed).
    WRITE_ONLY = "write only"
    #: After the object is created. The body of a creation does not carry it.
    CHANGE_ONLY = "change only"
    #: Never: the API chooses the value. Another value is an error.
    READ_ONLY = "read only"


IMMUTABLE, CREATE_ONLY = Mutability.IMMUTABLE, Mutability.CREATE_ONLY
WRITE_ONLY, CHANGE_ONLY = Mutability.WRITE_ONLY, Mutability.CHANGE_ONLY
READ_ONLY = Mutability.READ_ONLY
