# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One evaluation of a template for all hosts with the same values."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.plugin_utils.outcomes import (
    MAX_OUTCOMES,
    Outcomes,
    paths_read,
)
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined
from jinja2.nativetypes import NativeEnvironment

JINJA = NativeEnvironment(undefined=StrictUndefined)


class Evaluations:
    """Evaluates templates, and counts how often Jinja does it."""

    def __init__(self) -> None:
        self.count = 0
        self._outcomes = Outcomes()

    def of(self, template: str, **variables: Any) -> Any:
        def evaluate() -> Any:
            self.count += 1
            return JINJA.from_string(template).render(variables)

        return self._outcomes.of(template, variables, evaluate)


@pytest.fixture
def evaluations() -> Evaluations:
    return Evaluations()


@pytest.mark.parametrize(
    "template, paths",
    [
        ("{{ image.name | lower }}", {("image", "name")}),
        ("{{ ips[0].policy['name'] }}", {("ips", 0, "policy", "name")}),
        ("{{ ips[position].ip }}", {("ips",), ("position",)}),
        ("{{ name }}.{{ domain }}", {("name",), ("domain",)}),
        ("{{ ram > 2 and policy is not none }}", {("ram",), ("policy",)}),
        ("{{ a ~ [b.c, {'k': d}] if e else -f }}", {("a",), ("b", "c"), ("d",), ("e",), ("f",)}),
        ("{{ name | default(other, true) }}", {("name",), ("other",)}),
        ("{{ (ips | first).ip }}", {("ips",)}),
        ("text", set()),
    ],
)
def test_the_paths_that_a_template_reads(template, paths):
    assert paths_read(template) == paths


@pytest.mark.parametrize(
    "template",
    [
        "{{ lookup('env', name) }}",
        "{{ name.startswith('web') }}",
        "{{ names | random }}",
        "{{ names | map('random') }}",
        "{{ name is file }}",
        "{% for each in names %}{{ each }}{% endfor %}",
        "{% set x = name %}{{ x }}",
        "{{ name ===",
        "#jinja2: variable_start_string:'[['\n[[ name ]]",
    ],
)
def test_templates_that_may_read_anything(template):
    assert paths_read(template) is None


def test_hosts_with_equal_values_share_an_evaluation(evaluations):
    template = "{{ image.name | upper }}"
    results = [
        evaluations.of(template, image={"id": number, "name": name})
        for number, name in enumerate(["a", "b", "a", "b", "a"])
    ]
    assert results == ["A", "B", "A", "B", "A"]
    assert evaluations.count == 2


def test_equal_values_of_other_types_are_different(evaluations):
    assert [evaluations.of("{{ x is number }}", x=x) for x in (1, "1", True, 1.0)] == [
        True,
        False,
        True,
        True,
    ]
    assert evaluations.count == 4


def test_an_error_is_raised_for_each_host(evaluations):
    for number in range(3):
        with pytest.raises(Exception, match="has no attribute 'name'") as raised:
            evaluations.of("{{ policy.name | upper }}", policy=None, number=number)
        assert len(raised.traceback) < 5
    assert evaluations.count == 1


@pytest.mark.parametrize(
    "variables",
    [{"x": "{{ y }}"}, {"x": ["{% if y %}"]}, {"x": {"deep": "{# y #}"}}, {"y": 1}],
    ids=["expression", "statement", "comment", "unknown"],
)
def test_values_that_may_be_templates_and_unknown_variables_share_nothing(evaluations, variables):
    for _host in range(2):
        evaluations.of("{{ x | default('z') }}", **variables)
    assert evaluations.count == 2


def test_hosts_do_not_share_lists_and_objects(evaluations):
    one, other = (evaluations.of("{{ [x] }}", x=1) for _host in range(2))
    assert one == other and one is not other


def test_outcomes_of_many_different_values_are_not_kept(evaluations):
    for number in (*range(MAX_OUTCOMES + 1), MAX_OUTCOMES):
        assert evaluations.of("{{ x + 1 }}", x=number) == number + 1
    assert evaluations.count == MAX_OUTCOMES + 2


TEMPLATES = [
    "{{ a.name | lower }}",
    "{{ a.items }}",
    "{{ a['items'] }}",
    "{{ a[0].name }}",
    "{{ a.name.name }}",
    "{{ a[b] }}",
    "{{ a.name | default(b) }}",
    "{{ a is mapping and a.name is defined }}",
    "{{ a.values is defined }}-{{ b }}",
    "{{ a[1:] | join('-') }}",
    "{{ a == b }}",
    "{{ a.name if b else a }}",
]
LEAVES = st.sampled_from([None, True, False, 0, 1, 1.0, "", "name", "items", "0", "A"])
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["name", "items", "values", "0"]), inner, max_size=2)
    ),
    max_leaves=5,
)


@given(hosts=st.lists(st.tuples(VALUES, VALUES), min_size=2, max_size=8))
def test_shared_evaluations_have_the_results_of_separate_ones(hosts):
    def outcome(evaluations: Evaluations, template: str, a: Any, b: Any) -> str:
        try:
            return repr(evaluations.of(template, a=a, b=b))
        except Exception as error:
            return str(error)

    shared = Evaluations()
    for template in TEMPLATES:
        for a, b in hosts:
            expected = outcome(Evaluations(), template, a, b)
            if "object at 0x" not in expected:
                assert outcome(shared, template, a, b) == expected
