# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation site in build/docs/html, without network access.

The pages are the Markdown files in docs and the README files of the roles. antsibull-docs writes
the pages of modules and plugins. The links in docs/index.md are the navigation.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from guide_list import REPOSITORY, guides

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = ROOT / "tools" / "docsite"
BUILD = ROOT / "build" / "docs"
SOURCE = BUILD / "source"
HTML = BUILD / "html"
PICTURES = (".png", ".svg")
#: The pages of modules and plugins, in the source folder.
COLLECTION = "collection"
#: A link in Markdown to a file of the repository, with its path and its anchor.
LINK = re.compile(
    rf"\]\((?:{re.escape(REPOSITORY)}/(?:blob|raw)/main/(?P<absolute>[^)#\s]+)"
    r"|(?!\w+:)(?P<relative>[^)#\s]+))(?P<anchor>#[^)\s]+)?\)"
)


def main() -> int:
    """Write the source folder and build the site. Return the exit code of Sphinx."""
    shutil.rmtree(BUILD, ignore_errors=True)
    # antsibull-docs writes to folders only that other users cannot write to.
    SOURCE.mkdir(mode=0o755, parents=True)
    for path, target in pages().items():
        write_page(path, target)
    for file in (ROOT / "docs").iterdir():
        if file.suffix in PICTURES:
            shutil.copy(file, SOURCE)
    write_plugin_pages()
    command = ["-m", "sphinx", "-b", "html", "-c", str(SETTINGS), "-q", "-W"]
    done = subprocess.run(
        [sys.executable, *command, "--keep-going", "-d", str(BUILD / "trees"), SOURCE, HTML],
        check=False,
    )
    if not done.returncode:
        print(f"{len([*HTML.rglob('*.html')])} pages: {HTML / 'index.html'}")
    return done.returncode


def pages() -> dict[Path, str]:
    """Return the Markdown files, and the path of each one in the source folder."""
    guides = {path: path.name for path in ROOT.glob("docs/*.md")}
    roles = {path: f"roles/{path.parent.name}.md" for path in ROOT.glob("roles/*/README.md")}
    return {**guides, **roles}


def write_page(path: Path, target: str) -> None:
    """Copy a page, with links to the other pages of the site."""
    text = site_links(path.read_text(encoding="utf-8"), path)
    if target == "index.md":
        text += navigation()
    copied = SOURCE / target
    copied.parent.mkdir(exist_ok=True)
    copied.write_text(text, encoding="utf-8")


def site_links(text: str, page: Path) -> str:
    """Return the text of a page with links to the pages and pictures of the site.

    A link to a file that is not part of the site becomes a link to the repository.
    """
    targets = pages()
    depth = "../" if page.name == "README.md" else ""

    def site_link(found: re.Match[str]) -> str:
        base, path = (
            (ROOT, found["absolute"]) if found["absolute"] else (page.parent, found["relative"])
        )
        file = (base / path).resolve()
        if file in targets:
            path = depth + targets[file]
        elif file.parent == ROOT / "docs" and file.suffix in PICTURES:
            path = depth + file.name
        else:
            path = f"{REPOSITORY}/blob/main/{file.relative_to(ROOT).as_posix()}"
        return f"]({path}{found['anchor'] or ''})"

    return LINK.sub(site_link, text)


def navigation() -> str:
    """Return the lists of pages in the navigation, with the pages of the plugins at the end."""
    parts = {heading: [each.page for each in entries] for heading, entries in guides().items()}
    parts["Roles"] = sorted(path.removesuffix(".md") for path in pages().values() if "/" in path)
    parts["Modules and plugins"] = [f"{COLLECTION}/index", f"{COLLECTION}/environment_variables"]
    return "\n".join(
        "\n".join(["", "```{toctree}", ":hidden:", f":caption: {heading}", "", *entries, "```", ""])
        for heading, entries in parts.items()
    )


def write_plugin_pages() -> None:
    """Write the pages of modules, plugins and roles with antsibull-docs."""
    folder = SOURCE / COLLECTION
    folder.mkdir(mode=0o755)
    programs = Path(sys.executable).parent
    subprocess.run(
        [
            programs / "antsibull-docs",
            "collection",
            "--use-current",
            "--squash-hierarchy",
            "--fail-on-error",
            "--dest-dir",
            folder,
            "ionos.cloudpanel",
        ],
        check=True,
        env={**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
    )


if __name__ == "__main__":
    sys.exit(main())
