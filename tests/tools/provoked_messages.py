# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the errors and warnings that tests provoke with the messages in the source."""

from __future__ import annotations

import json
from pathlib import Path

from error_page import templates


def table(log: Path) -> str:
    """Return the messages in the source that no test provoked, and how many there are.

    :param log: the file that ``messages.record`` wrote.
    """
    texts = sorted({json.loads(line) for line in log.read_text().splitlines()})
    messages = [each for each in templates() if each.complete]
    missed = [each.text for each in messages if not any(map(each.pattern.search, texts))]
    summary = f"{len(messages)} messages, {len(messages) - len(missed)} of them provoked by tests"
    return "\n".join([*missed, summary])
