# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Datacenters of objects. Objects that are used together have to be in the same one.

(api-notes: server-in-datacenter)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..model.choices import equal_in_any_case
from ..model.fields import Field
from ..model.values import Ref, get_path, one_name

#: Country codes in the list of datacenters, and what other objects show instead
#: (api-notes: spain).
CODES = {"SP": "ES"}


def country(code: Any) -> Any:
    """Return the code of a country in its normal form."""
    return CODES.get(code.upper(), code) if isinstance(code, str) else code


def same_country(one: Any, other: Any) -> bool:
    """Return whether two codes stand for the same country, in any case."""
    return equal_in_any_case(country(one), country(other))


class CountryCode(Field):
    """The code of a country."""

    def equal(self, current: Any, desired: Any) -> bool:
        """Return whether two codes stand for one country."""
        return same_country(current, desired)


def with_country(center: Mapping[str, Any]) -> dict[str, Any]:
    """Return a datacenter with the country code that other objects show for it."""
    return (
        {**center, "country_code": country(center["country_code"])}
        if "country_code" in center
        else dict(center)
    )


def at_place(obj: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with ``datacenter``, which has a ``location``.

    Some answers show the datacenter as ``region``, or its location as ``name``
    (api-notes: region-key, datacenter-member).
    """
    shown = one_name(obj, "datacenter", "region")
    center = shown.get("datacenter")
    return (
        {**shown, "datacenter": with_country(one_name(center, "location", "name"))}
        if isinstance(center, Mapping)
        else shown
    )


def consult_datacenters(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the lookup of datacenters, unless the task names a datacenter.

    A new object is then in the default datacenter of the account (api-notes: default-datacenter).
    """
    return () if values.get("datacenter") else ("datacenters",)


def home(obj: Mapping[str, Any], known: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the datacenter of an object, with all its known attributes; empty if it is unknown."""
    default = (each for each in known.values() if each.get("default") and "country_code" in each)
    shown = obj["datacenter"] if get_path(obj, "datacenter.id") else next(default, {})
    return {**shown, **known.get(shown.get("id", ""), {})}


def elsewhere(
    option: str, refs: Iterable[Ref | None], center: Mapping[str, Any], what: str
) -> str | None:
    """Return which references name objects that are not in a datacenter, or None."""
    for ref in refs:
        if ref is None or not center.get("id"):
            continue
        centers = _centers(ref.object)
        if centers and center["id"] not in [each["id"] for each in centers]:
            return (
                f"{option}: {ref.label} is in {' and '.join(map(_name, centers))}, but the {what} "
                f"is in {_name(center)}. They have to be in the same datacenter."
            )
    return None


def _centers(obj: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the datacenters that have an object. Answers show them as objects or ids."""
    found = obj.get("available_datacenters") or [obj.get("datacenter") or {}]
    centers = [each if isinstance(each, Mapping) else {"id": each} for each in found]
    return [each for each in centers if each.get("id")]


def _name(center: Mapping[str, Any]) -> str:
    return next(
        str(value)
        for value in (get_path(center, name) for name in ("country_code", "location", "name", "id"))
        if value
    )
