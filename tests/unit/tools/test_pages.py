# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages agree with the code: names, files, links and messages that they mention exist."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import registry
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.checks import check
from error_page import templates
from guide_list import guides
from yaml_blocks import blocks

ROOT = Path(__file__).parents[3]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("roles/*/README.md")])
#: The folders that make creates.
GITIGNORE = ROOT / ".gitignore"
GLOSSARY = ROOT / "docs" / "glossary.md"
TROUBLESHOOTING = ROOT / "docs" / "troubleshooting.md"
#: Pages whose names of code are checked.
ABOUT_CODE = ("architecture.md", "contributing.md", "glossary.md")
ROW = re.compile(r"\| \*\*(?P<term>[^*]+)\*\* \| [^|]+ \| (?P<code>[^|]+) \|")
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)")
#: A dotted name, or a name with an underscore or a capital: a name in the code.
NAME = re.compile(r"_?[A-Za-z]\w*(?:\.[A-Za-z_]\w*)*")
#: Parts of messages that are not in the code: Ansible or the operating system writes them, or the
#: code puts them together.
COMPOSED = (
    "Read-only file system",
    "Permission denied",
    "database or disk is full",
    "connection to server",
    "too many clients already",
    "permission denied for database",
    "Unable to parse",
    "as an inventory source",
    "did not settle within wait_timeout",
    "did not become ready to",
    "was stopped for this change and has been started again",
    "was stopped for this change and could not be started again",
    "whose answer was lost, was carried out within wait_timeout",
)
#: Values in messages that the page names.
VALUES = {
    "The private key of": "The <title> of",
    "This task uses the token of": "This task uses <relation>",
    "set allow_lockout to true": "set <consent> to true",
    ": the new server takes": ": the new <title> takes",
}
#: The fewest characters of a part of a message that is worth a search.
SHORTEST_PART = 12
#: The resource of the examples, which does not exist.
FICTITIOUS = "backup_plan"


@cache
def sources() -> str:
    """Return the code of the collection, its tests and its tools."""
    files = (
        path
        for folder in ("plugins", "tests", "tools", "roles", "changelogs")
        for ending in ("*.py", "*.yml", "*.yaml")
        for path in (ROOT / folder).rglob(ending)
    )
    return "\n".join(path.read_text(encoding="utf-8") for path in files) + (
        ROOT / "Makefile"
    ).read_text(encoding="utf-8")


@cache
def paths() -> str:
    """Return the paths of all files and folders, each between two line ends."""
    folders = ("changelogs", "docs", "meta", "playbooks", "plugins", "roles", "tests", "tools")
    found = (path for folder in folders for path in (ROOT / folder).rglob("*"))
    return "\n".join(["", *(f"/{path.relative_to(ROOT).as_posix()}" for path in found), ""])


def is_in_folder(path: str) -> bool:
    """Return whether a file or folder of any folder has this path."""
    return f"/{path.rstrip('/')}\n" in paths()


@cache
def words() -> frozenset[str]:
    """Return the words in the code."""
    return frozenset(re.findall(r"\w+", sources()))


def prose(page: Path) -> str:
    return re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Return the names under which the parts of a page can be linked."""
    text = page.read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    return slugs | set(re.findall(r'<a id="([^"]+)"', text))


def test_terms_are_in_alphabetical_order():
    for table in GLOSSARY.read_text(encoding="utf-8").split("\n## ")[1:]:
        terms = [row["term"].lower() for row in ROW.finditer(table)]
        assert terms == sorted(terms)


def missing_names(page: Path) -> Iterator[str]:
    """Yield the names of code on a page that do not occur in the code."""
    for code in CODE.findall(prose(page)):
        path = code.partition("::")[0]
        if FICTITIOUS in code.lower():
            continue
        if "/" in code and not any(each in code for each in "{<*:$= "):
            made = f"/{path}" in GITIGNORE.read_text(encoding="utf-8").splitlines()
            if not made and not (ROOT / path).exists() and not is_in_folder(path):
                yield code
        elif NAME.fullmatch(code) and not code.endswith((".md", ".py", ".json", ".yml", ".svg")):
            if not set(code.split(".")) <= words():
                yield code
        elif code.endswith(".py") and not set(code) & set("* ") and not is_in_folder(code):
            yield code


@pytest.mark.parametrize("name", ABOUT_CODE)
def test_names_of_code_exist(name):
    assert list(missing_names(ROOT / "docs" / name)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_exist(page):
    paths = re.findall(r"(?<![\w/.])(?:tests|tools|plugins)/[\w./-]+\.\w+", page.read_text("utf-8"))
    assert [path for path in paths if not (ROOT / path).exists() and FICTITIOUS not in path] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_pages_and_their_parts(page):
    for path, anchor in LINK.findall(prose(page)):
        target = page.parent / path if path else page
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


@cache
def messages() -> str:
    """Return the messages in the source, with placeholders for values."""
    constants = [
        node.value
        for path in (ROOT / "plugins").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return "\n".join([*(each.text for each in templates()), *constants])


def message_parts() -> Iterator[str]:
    """Yield the parts of the messages in the first column of the page about troubleshooting."""
    for line in TROUBLESHOOTING.read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            for message in CODE.findall(line.split("|")[1]):
                parts = (part.strip(" .,:") for part in message.split("..."))
                yield from (part for part in parts if len(part) >= SHORTEST_PART)


@pytest.mark.parametrize("part", [part for part in message_parts() if part not in COMPOSED])
def test_messages_that_need_an_explanation_exist(part):
    for value, name in VALUES.items():
        part = part.replace(value.strip(" .,:"), name.strip(" .,:"))
    assert part in messages()


def tasks_in(value: object) -> Iterator[tuple[str, dict]]:
    """Yield the modules and options of the tasks in an example."""
    if isinstance(value, list):
        for each in value:
            yield from tasks_in(each)
    elif isinstance(value, dict):
        for key, options in value.items():
            if key.startswith("ionos.cloudpanel.") and isinstance(options, dict):
                yield key.rpartition(".")[2], options
            else:
                yield from tasks_in(options)


def examples() -> Iterator[tuple[str, str, dict]]:
    """Yield the page, the module and the options of each task in the examples of the pages."""
    for block in blocks():
        if block.kind != "rulebooks":
            yield from ((block.page, *task) for task in tasks_in(block.content))


def shared_options() -> set[str]:
    """Return the options of all documentation fragments."""
    fragments = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "plugins/doc_fragments").glob("*.py")
    )
    return set(re.findall(r"^  (\w+):$", fragments, re.MULTILINE))


@pytest.mark.parametrize("page, module, options", [*examples()])
def test_examples_have_options_of_the_module(page, module, options):
    source = (ROOT / "plugins" / "modules" / f"{module}.py").read_text(encoding="utf-8")
    documentation = source.split('DOCUMENTATION = r"""')[1].split('"""')[0]
    known = set(yaml.safe_load(documentation).get("options", {})) | shared_options()
    assert set(options) <= known


def test_the_example_of_a_description_has_no_mistakes():
    page = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    names: dict = {"__package__": registry.__package__}
    exec(compile(textwrap.dedent(block), "example", "exec"), names)
    assert list(check([names["BACKUP_PLAN"]], (), registry.LOOKUPS)) == []


def test_the_home_page_lists_every_guide():
    listed = [guide.page for part in guides().values() for guide in part]
    assert sorted(listed) == sorted(
        path.stem for path in ROOT.glob("docs/*.md") if path.stem != "index"
    )
