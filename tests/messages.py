# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record the errors and warnings that tests provoke. ``tools/provoked_messages.py`` shows them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable

#: The file that takes the messages, one JSON text per line. Without it, nothing is recorded.
LOG = "CLOUDPANEL_MESSAGE_LOG"


def record(messages: Iterable[str]) -> None:
    """Append messages to the file that the environment names. Several processes can write to it."""
    file = os.environ.get(LOG)
    lines = "".join(f"{json.dumps(message)}\n" for message in messages)
    if file and lines:
        with open(file, "a") as log:
            log.write(lines)
