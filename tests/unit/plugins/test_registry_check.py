# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The descriptions have no mistakes, and ``registry.check()`` would find them."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.calls import (
    Call,
    Creation,
    Transition,
    Update,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.children import Children
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.documentation import (
    Attribute,
    Secret,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import (
    Assignment,
    Field,
    Reference,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.files import SecretFile
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.mutability import (
    CHANGE_ONLY,
    IMMUTABLE,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.relations import (
    BackReference,
    ParentResource,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.reports import Endpoint, Report
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import Resource
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.strategies import (
    LatePart,
    PowerCycle,
    Selection,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.values import Placeholder
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import registry
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.checks import check

SELF = "/boxes/{id}"
NAME = Field("name", required=True)
PLACE = Reference("datacenter", to="datacenters", mutability=IMMUTABLE)
SIZE = Field("size", "int")
UPDATE = Update(SELF, ("name", "size"))
LIDS = Children(
    "lids",
    f"{SELF}/lids",
    fields=(Field("color", required=True), Field("count", "int", default=1)),
    identified_by=("color",),
)
CARRIERS = Children("servers", f"{SELF}/servers", to="servers")


def attributes(*names: str) -> tuple[Attribute, ...]:
    """Return attributes with these names."""
    return tuple(Attribute(name) for name in names)


class Box(Resource):
    """A description without mistakes."""

    name = "box"
    title = "box"
    path = "/boxes"
    attributes = attributes("id", "name", "size", "state", "datacenter", "lids", "key")
    fields = (NAME, SIZE, PLACE)
    children = (LIDS,)
    updates = (UPDATE,)


class Server(Resource):
    """A resource that shows boxes."""

    name = "server"
    title = "server"
    path = "/servers"
    attributes = attributes("id", "name", "state", "boxes")
    fields = (NAME,)
    updates = (Update("/servers/{id}", ("name",)),)


def box(**words: Any) -> Resource:
    """Return the description of a box with other words."""
    return type("Changed", (Box,), words)()


def all_mistakes(*resources: Resource, reports: tuple[Report, ...] = ()) -> list[str]:
    """Return the mistakes in descriptions, which refer to the lookups of the collection."""
    return list(check(resources, reports, {**registry.LOOKUPS, "boxes": Box().lookup()}))


def mistakes(*resources: Resource, reports: tuple[Report, ...] = ()) -> list[str]:
    """Return the mistakes in descriptions except for missing texts."""
    missing = ("has no help.", "has neither a sample nor attributes.")
    return [
        each for each in all_mistakes(*resources, reports=reports) if not each.endswith(missing)
    ]


def variant(option: Field | Children, **words: Any) -> Any:
    """Return an option of a subclass with these words."""
    values = {each.name: getattr(option, each.name) for each in fields(option)}
    return type("Variant", (type(option),), words)(**values)


class Copy(Creation):
    """A creation that carries an option which does not exist."""

    options = ("nam",)


class Choice(Transition):
    """A transition that uses an option which does not exist."""

    options = ("nam",)


class Numbers(Selection):
    """A selection by the number in an option that does not exist."""

    number_option = "nam"


class FurtherOptions(Selection):
    """A selection that needs an option which does not exist."""

    options = ("nam",)


class Late(LatePart):
    """A list that does not exist."""

    path = "kee"


def test_the_descriptions_have_no_mistakes():
    assert registry.check() == []


def test_the_small_descriptions_have_no_mistakes():
    assert mistakes(Box(), Server()) == []


FURTHER = "further option"
UNKNOWN_OPTIONS = [
    ({"find_by": ("nam",)}, "find_by", "field"),
    ({"mutually_exclusive": (("size", "nam"),)}, "mutually_exclusive", "option"),
    ({"required_together": (("size", "nam"),)}, "required_together", "option"),
    ({"create_requires": (("nam",),)}, "create_requires", "option"),
    ({"before_removal": {"nam": None}}, "before_removal", "field or child list"),
    ({"updates": (UPDATE, Update(f"{SELF}/x", ("nam",)))}, f"update {SELF}/x", "field"),
    ({"updates": (replace(UPDATE, always=("nam",)),)}, f"update {SELF}", "field"),
    ({"creations": (Creation("nam"),)}, "creation", "field"),
    ({"creations": (Copy("size"),)}, "creation", "field or child list"),
    ({"states": {**Box.states, "on": Choice("ON")}}, 'transition "on"', "field"),
    ({"selection": Numbers()}, "selection", "field"),
    ({"selection": FurtherOptions()}, "selection", "field"),
    ({"power_cycle": PowerCycle("nam", "present", "lock", "size", "on")}, "power_cycle", "state"),
    ({"power_cycle": PowerCycle("present", "absent", "nam", "size", "on")}, "power_cycle", FURTHER),
]


@pytest.mark.parametrize("words, word, kind", UNKNOWN_OPTIONS, ids=lambda each: str(each)[:30])
def test_a_word_that_names_an_unknown_option(words, word, kind):
    (mistake,) = mistakes(box(options=(Field("lock", "bool"),), **words))
    assert mistake.startswith(f'box: {word} names the {kind} "nam", which does not exist. ')


FIELD_MISTAKES = [
    (
        variant(SIZE, decrease_option="shrink"),
        'decrease_option of option "size" names the further option "shrink", which does not exist.',
    ),
    (
        variant(SIZE, resend_option="again"),
        'resend_option of option "size" names the further option "again", which does not exist.',
    ),
    (
        replace(SIZE, key="sise"),
        'key of option "size" names the attribute "sise", which does not exist.',
    ),
    (replace(SIZE, required=True, default=1), 'option "size" is both required and default.'),
    (
        replace(SIZE, choices=("S", "L"), default="M"),
        'option "size" has the default "M", which is not among its choices.',
    ),
    (
        replace(SIZE, mutability=IMMUTABLE),
        f'option "size" is immutable, and update {SELF} changes it.',
    ),
]


@pytest.mark.parametrize("field, sentence", FIELD_MISTAKES, ids=lambda each: str(each)[:40])
def test_a_field_with_a_mistake(field, sentence):
    (mistake,) = mistakes(box(fields=(NAME, field, PLACE)))
    assert mistake.startswith(f"box: {sentence}")


def test_a_field_that_is_never_sent():
    fields = (NAME, SIZE, PLACE, Field("key", mutability=CHANGE_ONLY))
    assert mistakes(box(fields=fields)) == [
        'box: option "key" is neither sent nor used. Add it to an update, or set immutable.'
    ]


CHILD_MISTAKES = [
    (
        replace(LIDS, identified_by=("colour",)),
        'identified_by of option "lids" names the suboption "colour", which does not exist.',
    ),
    (
        variant(LIDS, response_key="caps"),
        'response_key of option "lids" names the attribute "caps", which does not exist.',
    ),
    (
        variant(LIDS, exclude="cabs"),
        'exclude of option "lids" names the lookup "cabs", which does not exist.',
    ),
    (
        variant(LIDS, change=Call("PUT", SELF), add_replaces=True),
        'option "lids" has both change and add_replaces.',
    ),
    (
        variant(LIDS, add=Call("POST", "/boxes/{idd}/lids", {"lids": Placeholder("value")})),
        'add of option "lids" names the attribute "idd", which does not exist.',
    ),
    (
        variant(LIDS, add=Call("POST", SELF, {"lids": [Placeholder("wert")]})),
        'add of option "lids" names the attribute "wert", which does not exist.',
    ),
]


@pytest.mark.parametrize("children, sentence", CHILD_MISTAKES, ids=lambda each: str(each)[:40])
def test_a_child_list_with_a_mistake(children, sentence):
    (mistake,) = mistakes(box(children=(children,)))
    assert mistake.startswith(f"box: {sentence}")


UNKNOWN_LOOKUPS = [
    ({"fields": (NAME, SIZE, replace(PLACE, to="datacentres"))}, 'to of option "datacenter"'),
    (
        {"fields": (NAME, SIZE, replace(PLACE, to=("images", "datacentres")))},
        'to of option "datacenter"',
    ),
    ({"children": (replace(LIDS, to="datacentres"),)}, 'to of option "lids"'),
    (
        {"children": (replace(LIDS, fields=(Reference("color", to="datacentres"),)),)},
        'to of option "lids.color"',
    ),
    (
        {"attributes": (*Box.attributes[:-1], Attribute("key", to="datacentres"))},
        'to of attribute "key"',
    ),
]


@pytest.mark.parametrize("words, word", UNKNOWN_LOOKUPS, ids=lambda each: str(each)[:30])
def test_a_reference_to_an_unknown_lookup(words, word):
    (mistake,) = mistakes(box(**words))
    assert mistake.startswith(f'box: {word} names the lookup "datacentres", which does not exist.')
    assert "datacenters" in mistake


UNKNOWN_ATTRIBUTES = [
    ({"late_part": Late()}, "late_part"),
    ({"token_path": "kee"}, "token_path"),
]


@pytest.mark.parametrize("words, word", UNKNOWN_ATTRIBUTES, ids=lambda each: str(each)[:30])
def test_a_word_that_names_an_unknown_attribute(words, word):
    (mistake,) = mistakes(box(**words))
    assert mistake.startswith(f'box: {word} names the attribute "kee", which does not exist. ')


def test_a_word_that_names_an_unknown_attribute_of_an_attribute():
    inner = (*Box.attributes[:-1], Attribute("key", attributes=attributes("text")))
    assert mistakes(box(attributes=inner, token_path="key.text")) == []
    (mistake,) = mistakes(box(attributes=inner, token_path="key.words"))
    assert mistake.startswith('box: token_path names the attribute "words", which does not exist.')


def test_missing_texts():
    field = Field("size", "dict", fields=(Field("width", help="The width."), Field("height")))
    place = Attribute("place", "The place.", attributes=(Attribute("row", sample=1),))
    words = {"fields": (NAME, field), "children": (), "attributes": (*Box.attributes[:3], place)}
    found = all_mistakes(box(**words))
    assert {each.removeprefix("box: ") for each in found} == {
        'option "name" has no help.',
        'option "size" has no help.',
        'option "size.height" has no help.',
        'attribute "id" has no help.',
        'attribute "id" has neither a sample nor attributes.',
        'attribute "name" has no help.',
        'attribute "name" has neither a sample nor attributes.',
        'attribute "size" has no help.',
        'attribute "size" has neither a sample nor attributes.',
        'attribute "place.row" has no help.',
    }


def test_a_file_for_a_secret_that_does_not_exist():
    options = (SecretFile("key_file", "path"),)
    secret = (*Box.attributes[:-1], Attribute("key", secret=Secret.ONCE))
    assert mistakes(box(options=options, attributes=secret)) == []
    assert mistakes(box(options=options)) == [
        'box: option "key_file" needs an object with one secret, and it has 0.'
    ]


def test_a_parent_that_no_option_names():
    (mistake,) = mistakes(box(parent=ParentResource(Server(), "boxes")))
    assert mistake.startswith('box: parent names the field "server", which does not exist.')


@pytest.mark.parametrize("name", ["name", "state", "purge_lids"])
def test_two_options_with_one_name(name):
    assert mistakes(box(options=(Field(name),))) == [f'box: option "{name}" exists twice.']


def test_a_field_that_an_update_contains_twice():
    updates = (replace(UPDATE, fields=("name", "size", "size")),)
    assert mistakes(box(updates=updates)) == [
        f'box: update {SELF} contains the field "size" twice.'
    ]


def test_two_resources_with_one_name_or_path():
    assert mistakes(Box(), box()) == [
        'Two resources have the name "box".',
        'Two resources have the plural "boxes".',
        "Two resources that a task can create have the path /boxes.",
    ]


def test_objects_that_always_exist_and_can_be_removed():
    assert mistakes(box(has_ids=False)) == ["box: objects have no ids, and a task can remove them."]


# -- back references


def told(path: str, key: str) -> Any:
    """Return a method back_references that contains one reference."""
    return lambda _self, obj: [
        BackReference(path, each["id"], key, {"id": obj["id"]}) for each in obj["servers"]
    ]


CARRIED = {"attributes": (*Box.attributes, Attribute("servers")), "children": (LIDS, CARRIERS)}
MISSING = "box: a box and a server show each other, and back_references does not contain /servers."


def test_a_missing_back_reference_of_a_child_list():
    assert mistakes(box(**CARRIED), Server()) == [MISSING]
    assert mistakes(box(**CARRIED, back_references=told("/servers", "boxes")), Server()) == []


def test_a_missing_back_reference_of_an_assignment():
    server = Assignment(
        "server", to="servers", assign=Call("POST", SELF, {"id": Placeholder("value")})
    )
    shown = (*Box.attributes, Attribute("server"))
    assert mistakes(box(fields=(*Box.fields, server), attributes=shown), Server()) == [MISSING]


def test_a_missing_back_reference_in_the_other_direction():
    boxes = Children("boxes", "/servers/{id}/boxes", to="boxes")
    server = type("Changed", (Server,), {"children": (boxes,)})()
    good = box(**CARRIED, back_references=told("/servers", "boxes"))
    assert mistakes(good, server) == [
        "server: a server and a box show each other, and back_references does not contain /boxes."
    ]


def test_no_back_reference_is_missing_if_the_other_object_shows_nothing():
    silent = type("Changed", (Server,), {"attributes": attributes("id", "name", "state")})()
    assert mistakes(box(**CARRIED), silent) == []


def test_a_back_reference_to_nothing():
    wrong = box(**CARRIED, back_references=told("/servers", "bokses"))
    assert mistakes(wrong, Server()) == [
        'box: back_references contains the attribute "bokses" of /servers, which does not exist.'
    ]
    wrong = box(**CARRIED, back_references=told("/serverz", "boxes"))
    assert "box: back_references contains /serverz, which is no list." in mistakes(wrong, Server())


# -- reports

RESULT = Attribute("logs")


@pytest.mark.parametrize(
    "report, sentence",
    [
        (
            Report(RESULT, (Endpoint("/logs"),), options=(Reference("user", to="userz"),)),
            'to of option "user" names the lookup "userz", which does not exist.',
        ),
        (
            Report(RESULT, (Endpoint("/logs/{idd}"),), options=(Field("id"),)),
            'endpoint /logs/{idd} names the option "idd", which does not exist.',
        ),
    ],
)
def test_a_report_with_a_mistake(report, sentence):
    (mistake,) = mistakes(reports=(report,))
    assert mistake.startswith(f"logs: {sentence}")


def test_a_report_without_texts():
    result = Attribute("logs", "The logs.", "list", (Attribute("id", sample="X"),))
    report = Report(result, (Endpoint("/logs"),), options=(Field("id"),))
    assert all_mistakes(reports=(report,)) == [
        'logs: option "id" has no help.',
        'logs: attribute "logs.id" has no help.',
    ]
