# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find requests that the contract does not allow."""

from __future__ import annotations

import json
import re

from fuzz.in_memory_api import Exchange
from simulator.contract import Contract, Request
from simulator.errors import ApiError

CONTRACT = Contract()


def breach(exchange: Exchange) -> str:
    """Return why the contract does not allow a request, or ""."""
    path = exchange.path
    if not re.fullmatch("(/[^/?#]+)+", path) or {".", ".."} & set(path.split("/")):
        return "this is not the path of an operation"
    try:
        if exchange.data is not None:
            json.loads(exchange.data, parse_constant=refuse)
        data = exchange.data.encode() if exchange.data else None
        request = Request(exchange.method.lower(), f"/v1{path}", exchange.query, {}, data)
        definition = CONTRACT.find(request)
        unknown = set(exchange.query) - set(definition.parameters)
        if unknown:
            return f"the operation has no parameter {sorted(unknown)}"
        CONTRACT.read(request)
    except (ApiError, ValueError) as error:
        return str(error)
    return ""


def refuse(constant: str) -> float:
    raise ValueError(f"JSON has no {constant}")
