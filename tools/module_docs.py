# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build DOCUMENTATION and RETURN of a module from its description."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge import arguments
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.calls import (
    RepeatedTransition,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.documentation import (
    Attribute,
    Documentation,
    paragraphs,
    plural,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import Resource
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import registry
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.common import SOME_ID
from option_docs import Texts, combinations, module_options

COLLECTION = "ionos.cloudpanel"
ACCOUNT = "of an IONOS Cloud Panel account"
AUTHOR = ["The ionos.cloudpanel authors (@ionos)"]

# -- attributes of results

CHECK_MODE = "In check mode it has the same keys. Values that are not known yet are null."
METHOD = Attribute("method", "The HTTP method.", sample="PUT")
PATH = Attribute(
    "path",
    "The path below the URL of the API.",
    sample="/servers/4E1A9D5F0B7C48E2A6D3917F85C0B264",
)
REASON = Attribute("reason", "The purpose of the request.", sample="change description")
ELEMENT = Attribute("element", "The element that needs the request.", sample='servers[0] "web1"')
OPERATIONS = Attribute(
    "operations",
    (
        "The requests that changed something, in order. In check mode, the requests that a real "
        "run would send.",
        "In check mode, a name in braces means an id that is not known yet.",
    ),
    "list",
    (METHOD, PATH, REASON),
    returned="always",
)
AMOUNT = (
    Attribute(
        "net", "The amount without tax, rounded to two decimal places.", "float", sample=20.0
    ),
    Attribute("gross", "The amount with tax, rounded to two decimal places.", "float", sample=24.0),
)
CURRENCY = Attribute(
    "currency",
    "The currency of the amounts. Null if the prices cannot be read.",
    sample="EUR",
)
KIND = Attribute("kind", "The kind of object: the name of its module.", sample="block_storage")
OBJECT_NAME = Attribute("name", "The name of the object, or else its address.", sample="data")
UNPRICED = Attribute(
    "unpriced",
    "The objects of which a part has no known price.",
    "list",
    (
        KIND,
        OBJECT_NAME,
        Attribute(
            "reason",
            "Why the price is not known.",
            sample="The price list has no price for block_storage.",
        ),
    ),
)
NOT_INCLUDED = "Parts without a price are not included. RV(monthly_cost.unpriced) lists them."
WITH_COSTS = "with O(show_costs=true)"
MONTHLY_COST = Attribute(
    "monthly_cost",
    (
        "What the {title} costs in a month by the price list of the API. Check mode returns the "
        "same.",
        NOT_INCLUDED,
    ),
    "dict",
    (
        Attribute("before", "The cost before the task.", "dict", AMOUNT),
        Attribute("after", "The cost after the task.", "dict", AMOUNT),
        CURRENCY,
        UNPRICED,
    ),
    returned=WITH_COSTS,
)
MONTHLY_COSTS = Attribute(
    "monthly_cost",
    ("What the selected objects cost in a month by the price list of the API.", NOT_INCLUDED),
    "dict",
    (
        Attribute("total", "The cost of all selected objects.", "dict", AMOUNT),
        CURRENCY,
        Attribute(
            "objects",
            "The known cost of each object. Each further address of a server is a separate object.",
            "list",
            (KIND, Attribute("id", "The id of the object.", sample=SOME_ID), OBJECT_NAME, *AMOUNT),
        ),
        UNPRICED,
    ),
    returned=WITH_COSTS,
)
ERROR = Attribute(
    "error",
    "The error that the API returned.",
    "dict",
    (
        Attribute("status", "The HTTP status. Null if there was no answer.", "int", sample=404),
        Attribute("type", "The error code of the API.", sample="NOT_FOUND"),
        Attribute("message", "The message of the API.", sample="The server does not exist"),
        Attribute(
            "errors",
            "The details of the API. Their structure depends on the operation.",
            "raw",
            sample=[],
        ),
        Attribute("operation", "The method and path of the request.", sample="GET /servers/1"),
    ),
    returned="when a request failed",
)


def documentation(module: registry.Module) -> dict[str, Any]:
    """Return DOCUMENTATION as data."""
    subject = module.subject
    docs: Documentation = subject.documentation
    texts = Texts(_title(subject))
    reads = module.kind == "info"
    about = docs.info if reads else docs.description
    result: dict[str, Any] = {
        "module": module.name,
        "short_description": _summary(module, docs),
        "version_added": "1.0.0",
        "description": [
            *texts.of(about or f"Reads {plural(subject.title)} by id, name or filters."),
            *(combinations(subject) if module.kind == "state" else []),
        ],
        "author": AUTHOR,
        "extends_documentation_fragment": [
            name if name.startswith("ansible.") else f"{COLLECTION}.{name}"
            for name in _fragments(module)
        ],
    }
    options = module_options(module, texts)
    if options:
        result["options"] = options
    result["seealso"] = [
        {"module": name if "." in name else f"{COLLECTION}.{name}"}
        for name in _related(module.name, docs)
    ]
    return result


def returns(module: registry.Module) -> dict[str, Any]:
    """Return RETURN as data."""
    subject, texts = module.subject, Texts(_title(module.subject))
    if module.kind == "state":
        attributes: list[Attribute] = [
            Attribute(
                subject.name,
                (
                    *paragraphs(
                        "The {title} as the API returns it, or null if it is absent."
                        if "absent" in subject.states
                        else "The {title} as the API returns it."
                    ),
                    CHECK_MODE,
                ),
                "dict",
                subject.attributes,
            ),
            OPERATIONS,
            *([MONTHLY_COST] if subject.is_billed else []),
        ]
    elif module.kind == "info":
        attributes = [
            Attribute(
                subject.plural,
                f"The selected {plural(subject.title)}.",
                "list",
                subject.readable_attributes,
            ),
            *([MONTHLY_COSTS] if subject.is_billed else []),
        ]
    elif module.kind == "stack":
        texts = Texts(subject.name)
        attributes = [
            *map(_listed_objects, subject.resources),
            replace(OPERATIONS, attributes=(ELEMENT, *OPERATIONS.attributes)),
            MONTHLY_COST,
            *subject.results,
        ]
    else:
        attributes = [*subject.results]
    return {each.name: _returned(each, texts, "success") for each in (*attributes, ERROR)}


def _listed_objects(resource: Resource) -> Attribute:
    """Return the key of a result with the objects of one resource."""
    return Attribute(
        resource.plural,
        f"The objects of O({resource.plural}) in the same order, each one as "
        f"M(ionos.cloudpanel.{resource.name}) returns it. An object that is absent is null.",
        "list",
        (Attribute("id", f"The id of the {resource.title}.", sample=SOME_ID),),
        returned=f"when O({resource.plural}) is set",
    )


def _returned(attribute: Attribute, texts: Texts, returned: str = "") -> dict[str, Any]:
    """Return one entry of RETURN."""
    text = texts.of(attribute.help)
    entry: dict[str, Any] = {"description": text[0] if len(text) == 1 else text}
    if attribute.returned or returned:
        entry["returned"] = attribute.returned or returned
    entry["type"] = attribute.type
    if attribute.type == "list":
        entry["elements"] = "dict" if attribute.attributes else "str"
    if attribute.sample is not None:
        entry["sample"] = attribute.sample
    if attribute.attributes:
        entry["contains"] = {each.name: _returned(each, texts) for each in attribute.attributes}
    return entry


# -- the head


def _summary(module: registry.Module, docs: Documentation) -> str:
    if module.kind == "state":
        return docs.summary or f"Manage {plural(module.subject.title)} {ACCOUNT}"
    if module.kind == "info":
        title = plural(module.subject.title)
        if module.subject in registry.CATALOGUE:
            return f"Read the {title} of the IONOS Cloud Panel"
        return f"Read {title} {ACCOUNT}"
    return str(docs.summary)


def _related(name: str, docs: Documentation) -> list[str]:
    """Return the names of related modules, with the other module of the same resource."""
    modules = registry.modules()
    siblings = (name.removesuffix("_info"), f"{name}_info")
    related = [*(each for each in siblings if each in modules), *docs.see_also]
    return [each for each in dict.fromkeys(related) if each != name]


def _support(module: registry.Module) -> str:
    """Return the fragment that describes check mode, diff mode and idempotence."""
    if module.kind == "state":
        states = module.subject.states.values()
        repeats = all(isinstance(each, RepeatedTransition) for each in states)
        return "attributes.repeated" if repeats else "attributes"
    others = {
        "stack": "attributes",
        "download": "attributes.file",
        "general": "attributes.request",
    }
    return others.get(module.kind, "attributes.info")


def _fragments(module: registry.Module) -> list[str]:
    """Return the documentation fragments that describe the common options of a module."""
    subject, kind = module.subject, module.kind
    spec = {
        "state": arguments.state_arguments,
        "stack": arguments.stack_arguments,
        "info": arguments.info_arguments,
        "report": arguments.report_arguments,
    }.get(kind, lambda _subject: {})(subject)
    waiting = dict.fromkeys(("state", "stack", "general"), "waiting")
    waiting["report"] = "waiting.report"
    costs = {"state": "costs", "stack": "costs", "info": "costs.info"}
    names = [
        _support(module),
        "attributes.module",
        "connection",
        "period" if "period" in spec else "",
        costs.get(kind, "costs.ignored"),
        "secrets" if "show_secrets" in spec else "",
        "search" if "limit" in spec else "",
        "" if "filters" not in spec else "selection" if "name" in spec else "selection.filters",
        waiting.get(kind, "waiting.info"),
        "ansible.builtin.files" if kind == "download" else "",
    ]
    return [name for name in names if name]


def _title(subject: Any) -> str:
    """Return the title that texts contain."""
    return str(getattr(getattr(subject, "resource", subject), "title", ""))
