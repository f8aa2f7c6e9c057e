# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Processes of tests that are forks, as the workers of Ansible are."""

from __future__ import annotations

import contextlib
import multiprocessing
from collections.abc import Callable, Iterator

context = multiprocessing.get_context("fork")


@contextlib.contextmanager
def process(target: Callable, *arguments: object) -> Iterator[multiprocessing.Process]:
    """Run a function in a process during the block. Kill the process at the end."""
    running = context.Process(target=target, args=arguments)
    running.start()
    try:
        yield running
    finally:
        running.kill()
        running.join()
