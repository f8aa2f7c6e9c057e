# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/api-notes.md has evidence for each fact and switch, and contains all cited facts."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from simulator.readings import SWITCHES, Switch

ROOT = Path(__file__).parents[3]
NOTES = ROOT / "docs" / "api-notes.md"
CONTRACT = json.loads((ROOT / "tests" / "simulator" / "contract.json").read_text(encoding="utf-8"))
#: Where citations are looked for.
FOLDERS = ("plugins", "roles", "playbooks", "changelogs", "docs", "tests")
ENDINGS = (".py", ".md", ".yml", ".yaml")

ROW = re.compile(r'\| <a id="([a-z0-9-]+)"></a>([a-z0-9-]+) \| ([^|]*[^| ]) \| ([^|]*[^| ]) \|')
HEADER = re.compile(r"\| (Anchor|-+) ?\|.*|\|---\|.*")
EVIDENCE = re.compile(r"(?:`([^`]+)` )?(documented|observed|assumed): (.+)")
KIND = re.compile(r"\b(?:documented|observed|assumed): ")
QUOTED = re.compile(r"`([a-z]+(?:_[a-z]+)*)`")
CLIENT = re.compile(
    r"\b(Python|Go|Node|Java|PHP|Ruby) SDK \d|Terraform provider \d|Ansible modules"
    r"|recorded answers|clients of 2016 to 2018"
)

MENTION = re.compile(r"api-notes(?!\.md\b)")
CITATION = re.compile(r"\(api-notes: ([a-z0-9-]+(?:, [a-z0-9-]+)*)\)")
#: How pages explain citations.
FORM = "(api-notes: ANCHOR)"
#: An anchor that is cited without the name of the page.
BARE = re.compile(r"\(([a-z0-9]+(?:-[a-z0-9]+)+)\)")
LINK = re.compile(r"api-notes\.md#([A-Za-z0-9-]+)")
#: Documents outside the repository: their names, their lines and their parts.
OUTSIDE = re.compile(
    r"\bquirks\b|\bbehaviour(?:\.md|, (?:names|shapes|states|what|requests)\b)|\bref[: ]\d"
    r"|/work/|\bfindings/"
)


def operations(contract: Mapping[str, Any]) -> set[str]:
    """Return the operationIds of the contract."""
    return {
        operation["operationId"]
        for path in contract["paths"].values()
        for operation in path.values()
        if "operationId" in operation
    }


def members(schema: Any) -> Iterator[str]:
    """Return the names of all members of bodies and answers."""
    for key, value in (
        schema.items()
        if isinstance(schema, Mapping)
        else enumerate(schema)
        if isinstance(schema, list)
        else ()
    ):
        if key == "properties":
            yield from value
        yield from members(value)


OPERATIONS = operations(CONTRACT)
MEMBERS = set(members(CONTRACT))
VERBS = {operation.partition("_")[0] for operation in OPERATIONS}


def complaints(text: str, switches: Mapping[str, Switch]) -> Iterator[str]:
    """Yield the errors of the page."""
    rows = []
    yield from (f"{found} is not part of the repository" for found in OUTSIDE.findall(text))
    for line in text.partition("\n## Servers")[2].splitlines():
        row = ROW.fullmatch(line)
        if row:
            rows.append(row.groups())
        elif line.startswith("|") and not HEADER.fullmatch(line):
            yield f"not a row: {line}"
    counts = Counter(anchor for anchor, *_more in rows)
    yield from (f"{anchor} is there {count} times" for anchor, count in counts.items() if count > 1)
    yield from (f"{switch} is missing" for switch in switches if switch not in counts)
    for anchor, name, fact, evidence in rows:
        if name != anchor:
            yield f"{anchor} is called {name}"
        switch = switches.get(anchor)
        if switch and fact.replace("`", "") != switch.question:
            yield f"{anchor} asks something else: {switch.question}"
        yield from (f"{anchor}: {each}" for each in evidence_complaints(evidence, switch))
        yield from (
            f"{anchor}: {each} is no operation" for each in wrong_operations(f"{fact} {evidence}")
        )


def evidence_complaints(evidence: str, switch: Switch | None) -> Iterator[str]:
    """Yield the errors in the evidence of a fact or of a switch."""
    lines = evidence.split("<br>")
    found = [EVIDENCE.fullmatch(line) for line in lines]
    if not all(found) or any(len(KIND.findall(line)) != 1 for line in lines):
        yield f"not one kind of evidence: {evidence}"
        return
    for _reading, kind, source in (each.groups() for each in found):
        if kind == "documented" and not (
            OPERATIONS & set(QUOTED.findall(source)) or source.startswith("general part")
        ):
            yield f"documented where: {source}"
        if kind == "observed" and not CLIENT.search(source):
            yield f"observed by an unknown client: {source}"
    kinds = {each[1]: each[2] for each in found}
    readings = list(switch.readings) if switch else [None]
    if list(kinds) != readings:
        yield f"evidence for {list(kinds)}, and the readings are {readings}"
    elif switch:
        yield from world_complaints(switch, kinds)


def world_complaints(switch: Switch, kinds: Mapping[str, str]) -> Iterator[str]:
    """Worlds that do not follow the evidence. :param kinds: of the evidence for each reading."""
    for world, kind in (("reference", "documented"), ("observed", "observed")):
        reading = switch.reading(world)
        if kind in kinds.values() and kinds[reading] != kind:
            yield f"the world {world} has the reading {reading}, which is not {kind}"


def wrong_operations(text: str) -> Iterator[str]:
    """Quoted words that look like operations and are none."""
    for word in QUOTED.findall(text):
        if "_" in word and word.partition("_")[0] in VERBS and word not in OPERATIONS | MEMBERS:
            yield word


def citation_complaints(text: str, anchors: Iterable[str]) -> Iterator[str]:
    """Yield the errors in the citations of a file."""
    known = set(anchors)
    for number, line in enumerate(text.splitlines(), 1):
        line = line.replace(FORM, "")
        cited = [anchor for match in CITATION.findall(line) for anchor in match.split(", ")]
        yield from (
            f"line {number} cites {anchor}, which is no anchor"
            for anchor in [*cited, *LINK.findall(line)]
            if anchor not in known
        )
        yield from (
            f"line {number} cites {anchor} without the name of the page"
            for anchor in BARE.findall(line)
            if anchor in known
        )
        if len(MENTION.findall(line)) != len(CITATION.findall(line)):
            yield f"line {number} does not cite as {FORM}: {line.strip()}"
        if OUTSIDE.search(line):
            yield f"line {number} cites a document outside the repository: {line.strip()}"


ANCHORS = [
    match[1]
    for match in map(ROW.fullmatch, NOTES.read_text(encoding="utf-8").splitlines())
    if match
]


def citing_files() -> list[Path]:
    files = [
        path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in ENDINGS
    ]
    return [*files, ROOT / "README.md"]


def test_the_page_is_complete():
    assert list(complaints(NOTES.read_text(encoding="utf-8"), SWITCHES)) == []


def test_files_cite_facts_that_are_there():
    others = (path for path in citing_files() if path not in (Path(__file__), NOTES))
    found = {
        str(path.relative_to(ROOT)): list(
            citation_complaints(path.read_text(encoding="utf-8"), ANCHORS)
        )
        for path in others
    }
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


# -- the checks find what is wrong


def page(*rows: str) -> str:
    return "\n".join(
        [
            "# Notes",
            "",
            "## Servers",
            "",
            "| Anchor | Fact | Evidence |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def fact(evidence: str, anchor: str = "power", text: str = "A fact.") -> str:
    return f'| <a id="{anchor}"></a>{anchor} | {text} | {evidence} |'


ROW_OF_SWITCH = fact(
    "`one` documented: `get_server`<br>`two` assumed: because", "choice", "Which `one`?"
)


def choice(*readings: str, question: str = "Which one?", **worlds: str) -> dict[str, Switch]:
    return {"choice": Switch("choice", question, dict.fromkeys(readings, "what it means"), worlds)}


@pytest.mark.parametrize(
    "evidence",
    [
        "documented: `get_server`, `list_servers` (the example, not the schema)",
        "documented: general part",
        "observed: Go SDK 1.4.1 and others",
        "assumed: nobody knows",
    ],
)
def test_a_fact_with_evidence_is_right(evidence):
    assert list(complaints(page(fact(evidence), ROW_OF_SWITCH), choice("one", "two"))) == []


@pytest.mark.parametrize(
    "rows, complaint",
    [
        ((fact("documented: `get_server`"), fact("assumed: why")), "power is there 2 times"),
        ((fact("documented: the text"),), "power: documented where: the text"),
        ((fact("documented: `get_servers`"),), "power: get_servers is no operation"),
        (
            (fact("assumed: why", text="See `create_servers`."),),
            "power: create_servers is no operation",
        ),
        ((fact("observed: a client"),), "power: observed by an unknown client: a client"),
        ((fact("assumed: findings/1 has it"),), "findings/ is not part of the repository"),
        ((fact("a rumour"),), "power: not one kind of evidence: a rumour"),
        (
            (fact("documented: `get_server`, assumed: why"),),
            "power: not one kind of evidence: documented: `get_server`, assumed: why",
        ),
        ((fact("`one` assumed: why"),), "power: evidence for ['one'], and the readings are [None]"),
        (('| <a id="power"></a>might | A fact. | assumed: why |',), "power is called might"),
        (("| power | A fact. | assumed: why |",), "not a row: | power | A fact. | assumed: why |"),
        (
            (fact("assumed: why", anchor="Power"),),
            'not a row: | <a id="Power"></a>Power | A fact. | assumed: why |',
        ),
    ],
)
def test_a_fact_without_evidence_is_found(rows, complaint):
    assert complaint in list(complaints(page(*rows), {}))


@pytest.mark.parametrize(
    "switches, complaint",
    [
        (
            choice("one", "three"),
            "choice: evidence for ['one', 'two'], and the readings are ['one', 'three']",
        ),
        (choice("one"), "choice: evidence for ['one', 'two'], and the readings are ['one']"),
        (choice("one", "two", question="How many?"), "choice asks something else: How many?"),
        (
            choice("one", "two", reference="two"),
            "choice: the world reference has the reading two, which is not documented",
        ),
        ({**choice("one", "two"), "other": choice("one")["choice"]}, "other is missing"),
    ],
)
def test_a_switch_without_its_evidence_is_found(switches, complaint):
    assert list(complaints(page(ROW_OF_SWITCH), switches)) == [complaint]


def test_a_world_that_does_not_follow_clients_is_found():
    row = fact("`one` assumed: why<br>`two` observed: Go SDK 1.4.1", "choice", "Which one?")
    complaint = "choice: the world observed has the reading one, which is not observed"
    assert list(complaints(page(row), choice("one", "two"))) == [complaint]
    assert list(complaints(page(row), choice("one", "two", observed="two"))) == []


@pytest.mark.parametrize(
    "line, complaint",
    [
        ("# one thing (api-notes: power)", None),
        ("# two things (api-notes: power, choice)", None),
        ("[notes](api-notes.md#power)", None),
        (f"cited as `{FORM}`", None),
        ("their behaviour differs, and parts of references move", None),
        ("# (api-notes: might)", "line 1 cites might, which is no anchor"),
        ("# (api-notes: power, might)", "line 1 cites might, which is no anchor"),
        ("[notes](api-notes.md#might)", "line 1 cites might, which is no anchor"),
        ("# (power-off)", "line 1 cites power-off without the name of the page"),
        ("# see api-notes", f"line 1 does not cite as {FORM}: # see api-notes"),
        ("# (api-notes power)", f"line 1 does not cite as {FORM}: # (api-notes power)"),
        *(
            (line, f"line 1 cites a document outside the repository: {line}")
            for line in (
                "# (quirks, part 3)",
                "# (behaviour, names)",
                "# see behaviour.md",
                "# ref:665",
                "# (ref 20274 ff.)",
                "# /work/shared",
            )
        ),
    ],
)
def test_a_wrong_citation_is_found(line, complaint):
    assert list(citation_complaints(line, ["power", "choice", "power-off"])) == (
        [complaint] if complaint else []
    )
