# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the errors and warnings that tests provoke with the messages in the source."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from error_page import PLACEHOLDER, Template, templates


def table(log: Path) -> str:
    """Return the messages in the source that no test provoked, and how many there are.

    :param log: the file that ``messages.record`` wrote.
    """
    texts = sorted({json.loads(line) for line in log.read_text().splitlines()})
    messages = [each for each in templates() if each.complete]
    missed = [each.text for each in messages if not is_provoked(each, texts)]
    summary = f"{len(messages)} messages, {len(messages) - len(missed)} of them provoked by tests"
    return "\n".join([*missed, summary])


def is_provoked(message: Template, texts: Iterable[str]) -> bool:
    """Return whether one of the texts contains a message."""
    # A search for a pattern takes long. Most texts do not contain its longest part.
    longest = max(PLACEHOLDER.split(message.text), key=len).strip()
    return any(message.pattern.search(text) for text in texts if longest in text)
