# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every example of the reference is used by a test."""

from __future__ import annotations

from reference_examples import ANSWERS, EXAMPLES, EXCEPTIONS, REFUSALS, REQUESTS

from .shown_examples import DOWNLOADS, OBJECTS, REPORT_OPERATIONS


def test_every_example_is_used():
    assert (len(REQUESTS), len(ANSWERS) + len(REFUSALS), len(EXAMPLES)) == (57, 415, 472)
    read = {str(each.example) for each in OBJECTS} | {
        str(each) for each in ANSWERS if each.operation in REPORT_OPERATIONS
    }
    assert sorted({str(each) for each in ANSWERS} - read) == sorted(EXCEPTIONS)
    assert {str(each) for each in ANSWERS if each.operation in DOWNLOADS} == set(EXCEPTIONS)
