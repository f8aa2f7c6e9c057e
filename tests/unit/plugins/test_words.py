# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of fields and child lists, with plans of a small description."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.arguments import (
    state_arguments,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.engine.planner import plan
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.calls import Update
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.children import Children
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.context import Desired
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.documentation import (
    Attribute,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.errors import ValidationError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import Field
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.mutability import Mutability
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import Resource
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import Ref

SELF = "/boxes/{id}"
CREATION = ("POST", "/boxes", {"name": "a", "gigabytes": 2})
EMPTY_CREATION = ("POST", "/boxes", {"name": "a"})
CHANGE = ("PUT", "/boxes/{id}", {"gigabytes": 2})
LIDS = Children(
    "lids",
    f"{SELF}/lids",
    fields=(Field("color"), Field("count", "int")),
    identified_by=("color",),
)


class Named(Children):
    """A list whose additions carry one child each."""

    add_key = "label"


class Kept(Children):
    """A list whose children stay."""

    not_removable_reason = "lids stay."


class Shown(Children):
    """A list in which the API shows other objects as well."""

    exclude = "block_storages"


class Box(Resource):
    """A resource with a name and a size."""

    name = "box"
    plural = "boxes"
    title = "box"
    path = "/boxes"
    attributes = tuple(Attribute(name) for name in ("id", "name", "size", "state"))


def box(*more: Field | Children, updates: tuple[Update, ...] = ()) -> Resource:
    """Return the description of a box with more options."""
    words = {
        "fields": (
            Field("name", required=True),
            *(each for each in more if isinstance(each, Field)),
        ),
        "children": tuple(each for each in more if isinstance(each, Children)),
        "updates": updates,
    }
    return type("Changed", (Box,), words)()


def sized(mutability: Mutability) -> Resource:
    """Return the description of a box with a size."""
    size = Field("size", "int", mutability=mutability, key=("gigabytes", "size"))
    return box(size, updates=(Update(SELF, ("size",)),))


def operations(resource: Resource, current: dict | None, **values) -> list[tuple]:
    """Return method, path and body of each step."""
    made = plan(resource, Desired("present", values), current)
    return [(step.method, step.path, step.body) for step in made.steps]


@pytest.mark.parametrize(
    "mutability, sent",
    [
        (Mutability.MUTABLE, [CREATION]),
        (Mutability.IMMUTABLE, [CREATION]),
        (Mutability.CREATE_ONLY, [CREATION]),
        (Mutability.WRITE_ONLY, [CREATION]),
        (Mutability.CHANGE_ONLY, [EMPTY_CREATION, CHANGE]),
    ],
)
def test_mutability_says_what_a_creation_carries(mutability, sent):
    assert operations(sized(mutability), None, name="a", size=2) == sent


@pytest.mark.parametrize(
    "mutability, changes",
    [
        (Mutability.MUTABLE, True),
        (Mutability.CHANGE_ONLY, True),
        (Mutability.CREATE_ONLY, False),
        (Mutability.WRITE_ONLY, False),
    ],
)
def test_mutability_says_whether_an_object_that_exists_is_changed(mutability, changes):
    current = {"id": "B", "name": "a", "size": 1}
    sent = [("PUT", "/boxes/B", {"gigabytes": 2})] if changes else []
    assert operations(sized(mutability), current, size=2) == sent


@pytest.mark.parametrize("mutability", [Mutability.IMMUTABLE, Mutability.READ_ONLY])
def test_another_value_of_an_immutable_option_is_an_error(mutability):
    resource = box(Field("size", "int", mutability=mutability))
    current = {"id": "B", "name": "a", "size": 1}
    assert operations(resource, current, size=1) == []
    with pytest.raises(ValidationError, match="size of box .* is 1 and cannot be changed to 2"):
        operations(resource, current, size=2)


def test_a_new_object_cannot_have_a_value_that_the_api_chooses():
    resource = box(Field("size", "int", mutability=Mutability.READ_ONLY))
    with pytest.raises(ValidationError, match="The API assigns size, so it cannot be chosen"):
        operations(resource, None, name="a", size=2)


@pytest.mark.parametrize(
    "mutability, shown", [(Mutability.CREATE_ONLY, 2), (Mutability.WRITE_ONLY, None)]
)
def test_a_planned_object_shows_what_an_answer_will_show(mutability, shown):
    made = plan(sized(mutability), Desired("present", {"name": "a", "size": 2}), None)
    assert made.object["size"] == shown


def test_the_default_of_an_attribute_is_for_creations_only():
    resource = box(Field("size", "int", default=5), updates=(Update(SELF, ("size",)),))
    assert operations(resource, None, name="a") == [("POST", "/boxes", {"name": "a", "size": 5})]
    assert operations(resource, {"id": "B", "name": "a", "size": 1}, name="a") == []
    assert state_arguments(resource)["size"] == {"type": "int"}


def test_a_required_attribute_is_required_for_creations_only():
    with pytest.raises(ValidationError, match="creating it needs name"):
        operations(box(), None)
    assert state_arguments(box())["name"] == {"type": "str"}


def test_a_list_is_added_at_once_and_removed_one_by_one():
    current = {"id": "B", "name": "a", "lids": [{"id": "L", "color": "red", "count": 1}]}
    red, blue, green = ({"color": color, "count": 1} for color in ("red", "blue", "green"))
    assert operations(box(LIDS), current, lids=[blue, green]) == [
        ("POST", "/boxes/B/lids", {"lids": [blue, green]}),
        ("DELETE", "/boxes/B/lids/L", None),
    ]
    assert operations(box(LIDS), current, lids=[{**red, "count": 2}]) == [
        ("DELETE", "/boxes/B/lids/L", None),
        ("POST", "/boxes/B/lids", {"lids": [{**red, "count": 2}]}),
    ]


def test_an_addition_can_carry_one_child():
    texts = box(Named("labels", f"{SELF}/labels"))
    current = {"id": "B", "name": "a", "labels": ["x"]}
    assert operations(texts, current, labels=[Ref("y"), Ref("z")]) == [
        ("POST", "/boxes/B/labels", {"label": "y"}),
        ("POST", "/boxes/B/labels", {"label": "z"}),
        ("DELETE", "/boxes/B/labels/x", None),
    ]


def test_a_child_that_cannot_be_removed_is_an_error_with_the_reason():
    resource = box(Kept("labels", f"{SELF}/labels"))
    with pytest.raises(ValidationError, match="x cannot be removed from labels: lids stay"):
        operations(resource, {"id": "B", "name": "a", "labels": ["x"]}, labels=[])


def test_a_plan_keeps_the_elements_of_a_list_that_are_no_children():
    resource = box(
        Shown("disks", f"{SELF}/disks", fields=(Field("size", "int"),), identified_by=("size",))
    )
    disks = [{"id": "D", "size": 20}, {"id": "STORAGE", "size": 50}]
    current = {"id": "B", "name": "a", "disks": disks}

    def made(excluded: frozenset[str], *sizes: int):
        desired = Desired("present", {"disks": [{"size": size} for size in sizes]})
        return plan(resource, Desired(desired.state, desired.values, excluded=excluded), current)

    assert [step.path for step in made(frozenset(), 20).steps] == ["/boxes/B/disks/STORAGE"]
    assert made(frozenset({"STORAGE"}), 20).steps == ()
    changed = made(frozenset({"STORAGE"}), 50)
    assert [step.method for step in changed.steps] == ["POST", "DELETE"]
    assert changed.before == {"name": "a", "disks": [{"size": 20}]}
    assert changed.object["disks"] == [{"id": None, "size": 50}, {"id": "STORAGE", "size": 50}]
