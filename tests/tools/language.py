# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find words and sentences that are hard to read: ``python tests/tools/language.py FILE...``.

The rules apply to pages, docstrings, comments, messages and texts in YAML files. Text in backticks
is code and is not checked.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

#: The greatest number of words in a sentence of a page or docstring.
LONGEST_SENTENCE = 35
#: String constants with fewer words are names and values, not texts.
SHORTEST_TEXT = 4


@dataclass(frozen=True)
class Rule:
    """A pattern that makes a text hard to read, and the remedy."""

    pattern: str
    remedy: str


RULES = (
    Rule(r"whoever|whosoever|whomever", "name the user, the task or the program"),
    Rule(r"nobody|somebody|anybody", "name the user, the task or the program"),
    Rule(
        r"what (?:is|was|are) (?:asked|there|called|shown|told|given|wanted|left|named|needed|"
        r"known|meant|read|sent|done|waited|written|not)",
        "use a noun, such as: the desired value, the current object, the answer",
    ),
    Rule(r"in order to that|see to it|firm ground", "say what the code does"),
    Rule(r"at the (?:most|least|worst)", "at most, at least"),
    Rule(r"of (?:its|their) own", "its own, a separate"),
    Rule(r"tells?|told|speaks?|spoken|spoke", "programs and the API say, show, report or return"),
    Rule(r"go(?:es)? by|going by|called so|answers? to (?:the|a|one) name", "has the name"),
    Rule(r"shall|lest|thereof|therein|whereby|whence|hence|thus|forgo|anew", "use a common word"),
    Rule(r"as far as", "if"),
    Rule(r"in (?:the|its|their) place of", "instead of, replaces"),
    Rule(r"stands? (?:among|below|under|over)", "is in, is part of"),
    Rule(r"wants|wanted", "requires, needs, desired"),
    Rule(r"those (?:who|whom)|for whom|by whom|to whom", "name the users or programs"),
    Rule(r"beside", "in addition to, next to, except"),
    Rule(r"by chance", "random"),
    Rule(r"(?:a|one|each|next|last|first|two|every|no) looks?", "a poll, a request, a read"),
    Rule(r"passing states?|passed over|passes over", "transitional state; ignored, skipped"),
    Rule(r"the one (?:that|which|who|whose|who)", "repeat the noun"),
    Rule(r"knows? (?:no|of|nothing)", "does not contain, does not have"),
)
#: The docstring of a class or function does not begin with these words. It is a statement, not a
#: question. A property may begin with "Whether".
QUESTIONS = ("What", "Whether", "Where", "Who", "Whose", "Why", "How", "When", "Which")
_COMPILED = [(re.compile(rf"\b(?:{rule.pattern})\b", re.IGNORECASE), rule) for rule in RULES]
_CODE = re.compile(r"``.+?``|`[^`\n]+`|\b[A-Z]\((?:[^()]|\([^()]*\))*\)", re.DOTALL)
_SENTENCE = re.compile(r"(?<=[.!?;:])(?:[*_)\"'|]*)\s+|\n\s*\n|\n(?=\s*(?:[-*|#:]|\d+\.)\s?)|\|")


@dataclass(frozen=True)
class Text:
    """A text of a file, with the number of its first line.

    :param prose: whether the length of its sentences is checked.
    :param docstring: whether it is the docstring of a class or function, and not of a property.
    """

    line: int
    content: str
    prose: bool = False
    docstring: bool = False


def problems(path: Path) -> list[str]:
    """Return a sentence for each problem of a file."""
    return [
        f"{path}:{line}: {problem}"
        for text in sorted(texts(path), key=lambda text: text.line)
        for line, problem in check(text)
    ]


def check(text: Text) -> Iterator[tuple[int, str]]:
    """Yield the line and the description of each problem of a text."""
    content = _CODE.sub(lambda code: "X" + "\n" * code[0].count("\n"), text.content)
    flat = re.sub(r"(?<=\S)\n[ \t#:]*(?=\S)", " ", content)
    for pattern, rule in _COMPILED:
        for found in pattern.finditer(flat):
            line = text.line + _line_of(content, found[0])
            yield line, f"{found[0]!r}: {rule.remedy}"
    if text.docstring and content.split(maxsplit=1)[:1] and content.split()[0] in QUESTIONS:
        yield (
            text.line,
            f"the docstring begins with {content.split()[0]!r}: begin with a verb or noun",
        )
    for sentence in _SENTENCE.split(content) if text.prose else ():
        words = sentence.split() if sentence else []
        if len(words) > LONGEST_SENTENCE:
            line = text.line + content[: content.index(sentence)].count("\n")
            yield line, f"{len(words)} words in a sentence: {' '.join(words[:8])} ..."


def _line_of(content: str, found: str) -> int:
    """Return the number of lines before a text that may be broken into lines."""
    match = re.search(r"[\s#:]+".join(map(re.escape, found.split())), content)
    return content[: match.start()].count("\n") if match else 0


def texts(path: Path) -> Iterator[Text]:
    """Yield the texts of a file."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from _python_texts(source)
    elif path.suffix in (".md", ".in"):
        yield Text(1, _without_code_blocks(source), prose=True)
    else:
        yield Text(1, source)


def _without_code_blocks(page: str) -> str:
    """Return a page with the same number of lines, and empty lines instead of code."""
    lines, fenced = [], False
    for line in page.splitlines():
        fence = line.lstrip().startswith("```")
        lines.append("" if fence or fenced or line.startswith("    ") else line)
        fenced ^= fence
    return "\n".join(lines)


def _is_text(node: ast.AST) -> TypeGuard[ast.Constant]:
    """Return True for a string constant that is a text."""
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and len(node.value.split()) >= SHORTEST_TEXT
    )


def _is_property(node: ast.ClassDef | ast.FunctionDef) -> bool:
    """Return True for a method that is read like an attribute."""
    return any("property" in ast.unparse(decorator) for decorator in node.decorator_list)


def _python_texts(source: str) -> Iterator[Text]:
    tree = ast.parse(source)
    known: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and ast.get_docstring(
            node
        ):
            constant = node.body[0].value  # type: ignore[attr-defined]
            known.add(constant)
            statement = isinstance(node, (ast.ClassDef, ast.FunctionDef)) and not _is_property(node)
            yield Text(constant.lineno, constant.value, True, docstring=statement)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "X" for part in node.values)
            known.update(part for part in ast.walk(node) if isinstance(part, ast.Constant))
            yield Text(node.lineno, "".join(map(str, parts)))
        elif _is_text(node) and node not in known:
            yield Text(node.lineno, node.value)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield Text(token.start[0], token.string.lstrip("#: "))


if __name__ == "__main__":
    FOUND = [each for name in sys.argv[1:] for each in problems(Path(name))]
    print("\n".join(FOUND))
    sys.exit(bool(FOUND))
