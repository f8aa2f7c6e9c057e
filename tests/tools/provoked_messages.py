# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compare the errors and warnings that tests provoke with the messages in the source."""

from __future__ import annotations

import json
from pathlib import Path

from error_page import templates


def table(log: Path) -> str:
    """Return the messages in the source that no test provoked, and unknown ones.

    :param log: the file that ``messages.record`` wrote.
    """
    texts = sorted({json.loads(line) for line in log.read_text().splitlines()})
    patterns = {each.text: each.pattern for each in templates()}
    missed = [text for text, pattern in patterns.items() if not any(map(pattern.search, texts))]
    unknown = [
        text for text in texts if not any(pattern.search(text) for pattern in patterns.values())
    ]
    provoked = len(patterns) - len(missed)
    return "\n".join(
        [
            *(f"not provoked: {text}" for text in missed),
            *(f"not in the source: {text}" for text in unknown),
            f"{len(patterns)} messages, {provoked} of them provoked by tests",
        ]
    )
