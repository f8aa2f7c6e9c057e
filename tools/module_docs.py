# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build DOCUMENTATION and RETURN of a module from its description.

Texts that all modules share are constants of this file. Facts that a description declares (limits,
defaults, when an option is used) become sentences here, so that no text repeats them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge import arguments
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.children import Children
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.documentation import (
    Attribute,
    Documentation,
    Text,
    paragraphs,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.fields import Field
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.limits import Limits
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.resource import Resource
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import registry

COLLECTION = "ionos.cloudpanel"
ACCOUNT = "of an IONOS Cloud Panel account"
#: Ansible's names of attributes that descriptions call by another name.
SUPPORT = {"check": "check_mode", "diff": "diff_mode"}
AUTHOR = ["The ionos.cloudpanel authors (@ionos)"]

# -- texts of options

ID = "The id of the {title}."
RENAMES = "If O(name) is set too and differs from the current name, the {title} is renamed."
STATES = {
    "present": "V(present) creates the {title} if it does not exist, and changes it to match the "
    "options. Options that are not set are not changed.",
    "absent": "V(absent) removes the {title}.",
}
ELEMENTS = "An element can also be an object with an C(id), as the modules return it."
PURGE = (
    "Whether elements that O({name}) does not contain are removed. With V(false), elements are "
    "only added."
)

# -- attributes of results

CHECK_MODE = "In check mode it has the same keys. Values that are not known yet are null."
METHOD = Attribute("method", "The HTTP method.", sample="PUT")
PATH = Attribute(
    "path",
    "The path below the address of the API.",
    sample="/servers/4E1A9D5F0B7C48E2A6D3917F85C0B264",
)
REASON = Attribute("reason", "The purpose of the request.", sample="change description")
OPERATIONS = Attribute(
    "operations",
    (
        "The requests that changed something, in order. In check mode, the requests that a real "
        "run would send.",
        "In check mode, a name in braces stands for an id that is not known yet.",
    ),
    "list",
    (METHOD, PATH, REASON),
    returned="always",
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
    build = {
        "state": _state_options,
        "info": lambda *_args: {},
        "report": lambda report, texts: _options(report.options, texts),
        "download": _download_options,
        "general": lambda request, texts: _options(request.options, texts),
    }[module.kind]
    reads = module.kind == "info"
    related = docs.info_see_also if reads else docs.see_also
    about = docs.info if reads else docs.description
    result: dict[str, Any] = {
        "module": module.name,
        "short_description": _summary(module, docs),
        "version_added": "1.0.0",
        "description": [
            *texts.of(about or f"Reads {plural(subject.title)} by id, name or filters."),
            *(_combinations(subject) if module.kind == "state" else []),
        ],
        "author": AUTHOR,
        "extends_documentation_fragment": [
            name if name.startswith("ansible.") else f"{COLLECTION}.{name}"
            for name in _fragments(module)
        ],
    }
    if docs.support and not reads:
        result["attributes"] = {
            SUPPORT.get(name, name): {"support": support, "description": text}
            for name, (support, text) in docs.support.items()
        }
    options: dict[str, Any] = build(subject, texts)
    if options:
        result["options"] = options
    result["seealso"] = [
        {"module": name if "." in name else f"{COLLECTION}.{name}"} for name in related
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
                        subject.documentation.result
                        or "The {title} as the API returns it, or null if it is absent."
                    ),
                    CHECK_MODE,
                ),
                "dict",
                subject.attributes,
            ),
            OPERATIONS,
        ]
    elif module.kind == "info":
        attributes = [
            Attribute(
                subject.plural,
                f"The selected {plural(subject.title)}.",
                "list",
                subject.readable_attributes,
            )
        ]
    else:
        attributes = [*subject.results]
    return {each.name: _returned(each, texts, "success") for each in (*attributes, ERROR)}


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


def _fragments(module: registry.Module) -> list[str]:
    """Return the documentation fragments that describe the common options of a module."""
    subject, kind = module.subject, module.kind
    spec = {
        "state": arguments.state_arguments,
        "info": arguments.info_arguments,
        "report": arguments.report_arguments,
    }.get(kind, lambda _subject: {})(subject)
    support = {"state": "attributes", "download": "attributes.file"}.get(kind, "attributes.info")
    waiting = {"state": "waiting", "general": "waiting", "report": "waiting.report"}
    names = [
        "" if subject.documentation.support and kind != "info" else support,
        "connection",
        "period" if "period" in spec else "",
        "secrets" if "show_secrets" in spec else "",
        "search" if "limit" in spec else "",
        "" if "filters" not in spec else "selection" if "name" in spec else "selection.filters",
        waiting.get(kind, "waiting.info"),
        "ansible.builtin.files" if kind == "download" else "",
    ]
    return [name for name in names if name]


# -- options


def _title(subject: Any) -> str:
    """Return the title that texts contain."""
    return str(getattr(getattr(subject, "resource", subject), "title", ""))


class Texts:
    """Fill the title of a resource into texts."""

    def __init__(self, title: str) -> None:
        self._title = title

    def of(self, text: Text) -> list[str]:
        """Return the paragraphs of a text."""
        return [each.replace("{title}", self._title) for each in paragraphs(text)]


def _state_options(resource: Resource, texts: Texts) -> dict[str, Any]:
    """Return the options of a module that manages objects, in the order of the page."""
    spec = arguments.state_arguments(resource)
    options: dict[str, Any] = {}
    if "id" in spec:
        named = any(each.name == "name" and not each.immutable for each in resource.fields)
        options["id"] = _entry(texts.of((ID, RENAMES) if named else ID), spec["id"])
    if "state" in spec:
        options["state"] = _entry(_states(resource, texts), spec["state"])
    for field in resource.fields:
        options[field.name] = _field(field, texts, _facts(field, resource))
    for children in resource.children:
        options[children.name] = _children(children, texts, spec[children.name])
        purge = children.purge_help or PURGE.format(name=children.name)
        options[children.purge_option] = _entry(texts.of(purge), spec[children.purge_option])
    options.update(_options(resource.options, texts))
    if resource.secret_file:
        option = resource.secret_file.option
        options[option] = _entry(texts.of(resource.secret_file.help), spec[option])
    return options


def _states(resource: Resource, texts: Texts) -> list[str]:
    """Return the sentences about the values of ``state``."""
    special = resource.documentation.states
    found: list[str] = []
    for state in resource.all_states:
        own = texts.of(special.get(state, ()))
        if own and own[0].startswith(f"V({state})"):
            found += own
        else:
            first, *rest = [*texts.of(STATES[state]), *own]
            found += [" ".join([first, *rest[:1]]), *rest[1:]]
    return found


def _options(fields: Iterable[Field], texts: Texts) -> dict[str, Any]:
    return {field.name: _field(field, texts, _limits(field.limits)) for field in fields}


def _field(field: Field, texts: Texts, facts: list[str]) -> dict[str, Any]:
    text = texts.of(field.help)
    if facts:
        text.append(" ".join(facts))
    entry = _entry(text, field.argument_spec())
    if field.fields:
        entry["suboptions"] = _options(field.fields, texts)
    return entry


def _children(children: Children, texts: Texts, spec: Mapping[str, Any]) -> dict[str, Any]:
    text = texts.of(children.help)
    if children.required_on_create:
        text += texts.of("A new {title} needs at least one.")
    if children.to:
        text.append(ELEMENTS)
    entry = _entry(text, spec)
    if children.fields:
        entry["suboptions"] = _options(children.fields, texts)
    return entry


def _entry(text: list[str], spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return an option from its text and its argument spec."""
    keys = ("type", "elements", "required", "choices", "default", "aliases")
    return {"description": text, **{key: spec[key] for key in keys if key in spec}}


def _download_options(download: Any, texts: Texts) -> dict[str, Any]:
    options = {"id": _entry(texts.of(ID), {"type": "str"})}
    options.update(_options(download.options, texts))
    # The fragment describes a module that reads and does not wait by default.
    options["wait"] = {
        "description": texts.of(
            "Whether to wait until the transitional state of the {title} has ended."
        ),
        "default": True,
    }
    return options


# -- sentences from facts


def _combinations(resource: Resource) -> list[str]:
    """Return which options a new object needs together, and which exclude each other."""
    groups = [_enumerate(group) for group in resource.create_requires]
    groups += [f"O({each.when})" for each in resource.creations] if groups else []
    found = [f"A new {resource.title} needs {', or '.join(groups)}."] if groups else []
    excluding: dict[tuple[str, ...], list[str]] = {}
    for *names, last in resource.mutually_exclusive:
        excluding.setdefault(tuple(names), []).append(last)
    for names, lasts in excluding.items():
        several = " exclude each other, and" if len(names) > 1 else ""
        found.append(f"{_enumerate(names)}{several} cannot be combined with {_enumerate(lasts)}.")
    return found


def _enumerate(names: Iterable[str]) -> str:
    """Return options as an enumeration."""
    *names, last = (f"O({name})" for name in names)
    return f"{', '.join(names)} and {last}" if names else last


def _facts(field: Field, resource: Resource) -> list[str]:
    """Return what a description declares about an option, as sentences."""
    title, facts = resource.title, _limits(field.limits)
    default = field.create_default
    if field.required_on_create:
        facts.append(f"Required to create the {title}.")
    if default not in (None, "") and not isinstance(default, Mapping):
        shown = str(default).lower() if isinstance(default, bool) else default
        facts.append(f"The default for a new {title} is V({shown}).")
    if field.create_only and resource.has_ids:
        facts.append(_use(field, resource))
    if field.immutable and field.name not in set(resource.find_by) - {"name"}:
        facts.append(f"A different value for an existing {title} is an error.")
    if field.increase_only:
        allowed = f" unless O({field.decrease_option}=true)" if field.decrease_option else ""
        facts.append(f"A value smaller than the current one is an error{allowed}.")
    return facts


def _use(field: Field, resource: Resource) -> str:
    """Return when an option is used that an existing object does not have."""
    states = [
        f"O(state={name})"
        for name, each in resource.transitions.items()
        if field.name in each.options
    ]
    if states and field.request_key == "":
        return f"Used only with {' and '.join(states)}."
    moments = [f"when the {resource.title} is created"]
    if states:
        moments.append(f"with {' and '.join(states)}")
    if field.resend_option:
        moments.append(f"with O({field.resend_option}=always)")
    return f"Used only {' and '.join(moments)}."


def _limits(limits: Limits) -> list[str]:
    """Return the limits of a value as sentences."""
    low, high, step = limits.minimum, limits.maximum, limits.step
    facts = []
    if low is not None and high is not None:
        facts.append(f"From {low} to {high}{f', in steps of {step}' if step else ''}.")
    elif low is not None or high is not None:
        facts.append(f"At least {low}." if high is None else f"At most {high}.")
    if limits.shortest and limits.longest and limits.shortest > 1:
        facts.append(f"{limits.shortest} to {limits.longest} characters.")
    elif limits.longest:
        facts.append(f"At most {limits.longest} characters.")
    return facts


def plural(title: str) -> str:
    """Return the plural of a title."""
    if title.endswith("y") and title[-2] not in "aeiou":
        return f"{title[:-1]}ies"
    return f"{title}es" if title.endswith("s") else f"{title}s"
