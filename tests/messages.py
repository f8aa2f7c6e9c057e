# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record the errors and warnings that tests provoke. ``tools/provoked_messages.py`` shows them."""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Iterable
from typing import Any

#: The file that takes the messages, one JSON text per line. Without it, nothing is recorded.
LOG = "CLOUDPANEL_MESSAGE_LOG"


def record(messages: Iterable[str]) -> None:
    """Append messages to the file that the environment names. Several processes can write to it."""
    file = os.environ.get(LOG)
    lines = "".join(f"{json.dumps(message)}\n" for message in messages)
    if file and lines:
        with open(file, "a") as log:
            log.write(lines)


def record_errors() -> None:
    """Record the messages of all errors that code of the collection creates from now on."""
    modules = [
        module
        for name, module in sys.modules.items()
        if name.startswith("ansible_collections.ionos")
    ]
    classes = {value for module in modules for value in vars(module).values() if _is_error(value)}
    for cls in classes if LOG in os.environ else ():
        cls.__init__ = _recorded(cls.__init__)


def _is_error(value: Any) -> bool:
    """Return whether a value is an error class of the collection that no other one inherits."""
    return (
        isinstance(value, type)
        and Exception in value.__bases__
        and value.__module__.startswith("ansible_collections.ionos")
    )


def _recorded(init: Any) -> Any:
    @functools.wraps(init)
    def create(self: Exception, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        record([str(self)])

    return create
