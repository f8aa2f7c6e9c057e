# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Protect the access of the token in use from the changes of a task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from ..model.checks import check_member
from ..model.context import Context, Desired
from ..model.errors import ValidationError
from ..model.resource import Resource
from ..model.strategies import TokenUsers
from ..model.values import PLANNED, Object, get_path
from ..resources.index import RESOURCES
from .account import Account
from .answers import usable
from .steps import Plan, Step


class TokenAccess:
    """Finds out whether a plan revokes the access of the token in use.

    :param users: the users whose access the objects of the resource decide on.
    """

    def __init__(self, resource: Resource, users: TokenUsers, account: Account) -> None:
        self._resource = resource
        self._users = users
        self._account = account

    def revoked_user(self, obj: Object, plan: Plan, options: Mapping[str, Any]) -> str | None:
        """Return the id of the user whose access the plan revokes, if the token in use is theirs.

        :raises ValidationError: the plan revokes the access, and the task does not allow that.
        """
        resource, users = self._resource, self._users
        context = Context(Desired("", {}), obj, plan.before, planned=obj, planned_view=plan.after)
        if not users.lockout(context):
            return None
        user = self._token_user(users.affected(context))
        if not user:
            return None
        address = self._account.client.source_address()
        reason = users.lockout(replace(context, address=address))
        if not reason:
            return None
        if not options.get(users.consent):
            raise ValidationError(
                f"This task uses {users.relation} {resource.label(obj)}, and {reason}. "
                f"To do it nevertheless, set {users.consent} to true."
            )
        return user

    def ordered(self, plan: Plan, user: str) -> Plan:
        """Return the plan with the steps that revoke the access at the end.

        Steps for other objects come first, then those for parts of the user, then the PUT of the
        user.
        """

        def rank(step: Step) -> tuple[bool, bool]:
            return user in f"{step.path} {step.body}", step.method == "PUT"

        return replace(plan, steps=tuple(sorted(plan.steps, key=rank)))

    def _token_user(self, ids: Iterable[str]) -> str | None:
        """Return the id of the user with the token in use. Cached lists do not contain tokens."""
        users, reader = self._users, self._account.reader
        real = [identifier for identifier in ids if not identifier.startswith(PLANNED)]
        if not real:
            return None
        resource = RESOURCES[users.path]
        if len(real) == 1:
            found = [reader.get(resource, real[0])]
        else:
            found = [*reader.fetch_with_secrets(resource)]
        with usable(f"GET {users.path}"):
            for user in found:
                check_member(users.token_path, get_path(user, users.token_path), (str,))
        client = self._account.client
        return next(
            (
                user["id"]
                for user in found
                if user
                and user["id"] in real
                and client.uses_token(get_path(user, users.token_path))
            ),
            None,
        )
