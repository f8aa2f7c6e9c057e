# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connect the parts with which a task reads an account."""

from __future__ import annotations

from ..api.client import Client
from ..model.resource import Resource
from .finder import ResourceFinder
from .planned_objects import Announced, PlannedObjects
from .reader import ObjectReader
from .references import ReferenceResolver
from .resolver import OptionResolver
from .waiter import Waiter


class Account:
    """The account as one task sees it.

    :param oldest: lists that were read before this time are not used (seconds since the epoch).
    :param announced: the planned objects that replace those of the API. None: the task writes, or
        its tasks cannot share data.
    :param lenient: a reference to a missing object is a warning and not an error.
    :param waiter: waits for objects that options refer to. None: they are planned objects.
    :ivar warnings: sentences for the user: those of the client.
    """

    def __init__(
        self,
        client: Client,
        oldest: float,
        announced: Announced | None = None,
        lenient: bool = False,
        waiter: Waiter | None = None,
    ) -> None:
        self.client = client
        self.warnings = client.warnings
        self.planned = PlannedObjects(announced)
        self.reader = ObjectReader(client, self.planned, oldest)
        self.references = ReferenceResolver(
            self.reader, self.planned, waiter, self.warnings if lenient else None
        )
        self._waits = waiter is not None
        self.options = OptionResolver(client, self.reader, self.references, self._waits)

    def finder(self, resource: Resource) -> ResourceFinder:
        """Return the finder of a resource."""
        return ResourceFinder(resource, self.reader, self.planned, self._waits)
