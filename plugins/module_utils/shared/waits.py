# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Report to an observer what this process waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Optional


@dataclass(frozen=True)
class Awaited:
    """An object that a task waits for.

    :param label: its kind and its name: ``server "web1"``.
    :param id: its id, or None.
    :param state: its last state, or None.
    :param percent: how much of its current operation is done, from 0 to 100, or None.
    """

    label: str
    id: str | None = None
    state: Any = None
    percent: float | None = None

    def __str__(self) -> str:
        """Return the text by which errors name it."""
        return f"{self.label} (id {self.id}, last state {self.state})" if self.id else self.label

    @property
    def summary(self) -> str:
        """The label with state and percent if they are known."""
        percent = None if self.percent is None else f"{self.percent:.0f} %"
        shown = ", ".join(str(each) for each in (self.state, percent) if each is not None)
        return f"{self.label} ({shown})" if shown else self.label


@dataclass(frozen=True)
class Wait:
    """A wait that has begun.

    :param awaited: what it is for.
    :param effect: what this has not done yet: "settle".
    :param began_at: when its time began (seconds since the epoch).
    :param limit: the seconds after which the task fails.
    :param remaining: requests that the budget still allows.
    :param request_limit: requests in each window of the budget, None if the API does not count.
    :param resets_at: when the whole budget is available again (seconds since the epoch).
    """

    awaited: Sequence[Awaited]
    effect: str
    began_at: float
    limit: float
    remaining: int
    request_limit: int | None
    resets_at: float

    def line(self, now: float) -> str:
        """Return the wait as one line.

        :param now: seconds since the epoch.
        """
        subject = ", ".join(each.summary for each in self.awaited)
        verb = "has" if len(self.awaited) == 1 else "have"
        waited = max(0.0, now - self.began_at)
        return f"{subject} {verb} to {self.effect}: waited {waited:.0f} of {self.limit:.0f} s"

    def cleaned(self, clean: Callable[[str], str]) -> Wait:
        """Return the wait with other texts.

        :param clean: returns the text that replaces a text.
        """
        awaited = [
            replace(
                each,
                label=clean(each.label),
                id=None if each.id is None else clean(each.id),
                state=None if each.state is None else clean(str(each.state)),
            )
            for each in self.awaited
        ]
        return replace(self, awaited=awaited, effect=clean(self.effect))


#: Receives a number that all reports of one waiting part have in common, and its wait. None: this
#: part waits no longer.
Observer = Callable[[int, Optional[Wait]], None]
_observer: Observer | None = None


def report(owner: object, wait: Wait | None) -> None:
    """Report a wait to the observer of this process, if there is one.

    :param owner: the part of the process that waits. It has one wait at a time.
    :param wait: None: it waits no longer.
    """
    if _observer:
        _observer(id(owner), wait)


@contextmanager
def observed(observer: Observer | None) -> Iterator[None]:
    """Report waits in the block to an observer. None: to no one."""
    global _observer
    former, _observer = _observer, observer
    try:
        yield
    finally:
        _observer = former


@contextmanager
def cleaned(clean: Callable[[str], str]) -> Iterator[None]:
    """Clean the texts of the waits in the block before the observer receives them.

    :param clean: returns the text that replaces a text.
    """
    observer = _observer
    if observer is None:
        yield
        return
    with observed(lambda owner, wait: observer(owner, wait and wait.cleaned(clean))):
        yield
