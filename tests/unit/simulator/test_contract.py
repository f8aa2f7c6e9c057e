# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract is valid, and the fast checks of its schemas agree with jsonschema."""

from __future__ import annotations

import random

import openapi_spec_validator
import pytest
from fuzz.mutations import mutated
from jsonschema import Draft202012Validator
from simulator.contract import JSON, Contract, definitions
from simulator.schemas import Schemas
from variants import variants

CONTRACT = Contract()


@pytest.mark.exhaustive
def test_the_contract_is_a_valid_openapi_document():
    openapi_spec_validator.validate(CONTRACT.document)


@pytest.mark.parametrize("seed", variants(range(10)))
def test_fast_checks_agree_with_jsonschema(seed):
    """Each example of the reference, and a mutation of it."""
    chance, valid, invalid = random.Random(seed), 0, 0
    places = dict(_places())
    schemas = Schemas(CONTRACT.document)
    for example in CONTRACT.examples():
        part = f"responses/{example.status}" if example.status else "requestBody"
        schema = f"{places[example.operation]}/{part}/content/{JSON.replace('/', '~1')}/schema"
        validator = CONTRACT._new_validator(schema)
        for value in (example.value, mutated(example.value, (), chance).apply(example.value)):
            expected = validator.is_valid(value)
            assert schemas.at(schema)(value) == expected, (str(example), value)
            valid, invalid = valid + expected, invalid + (not expected)
    assert valid > 500 and invalid > 100


@pytest.mark.parametrize("value", [None, True, 0, 1, 1.0, 1.5, -3, "", "ab", "abcd", [], [1], {}])
@pytest.mark.parametrize(
    "schema",
    [
        {"enum": [1, "ab", None]},
        {"type": ["integer", "null"], "minimum": 0, "maximum": 1},
        {"type": "number", "multipleOf": 0.5},
        {"minLength": 1, "maxLength": 3},
        {"type": "array", "items": {"type": "string"}},
        {"additionalProperties": {"type": "string"}},
        {"oneOf": [{"type": "integer"}, {"minimum": 1}]},
        {"not": {"anyOf": [{"type": "string"}, {"enum": [True]}]}},
    ],
    ids=str,
)
def test_a_fast_check_of_each_type_agrees_with_jsonschema(schema, value):
    assert Schemas({}).check(schema)(value) == Draft202012Validator(schema).is_valid(value)


def test_a_keyword_without_a_check_is_an_error():
    with pytest.raises(ValueError, match="keyword pattern"):
        Schemas({}).check({"pattern": "x"})


def _places():
    for path, method, definition in definitions():
        yield definition["operationId"], f"#/paths/{path.replace('/', '~1')}/{method}"
