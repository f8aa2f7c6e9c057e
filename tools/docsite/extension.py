# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Extensions of Sphinx for the documentation site: diagrams, anchors, and links to modules."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import mermaidx
from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
#: The kinds of plugins with pages, and their folders.
KINDS = {
    "module": "modules",
    "inventory": "inventory",
    "filter": "filter",
    "lookup": "lookup",
    "test": "test",
    "callback": "callback",
}
COLLECTION = "ionos.cloudpanel."
ANCHOR = re.compile(r'<a id="([^"]+)">')
ANSIBLE = "https://docs.ansible.com/ansible/latest"
#: A label of antsibull-docs for a plugin of ansible-core.
BUILTIN = re.compile(r"ansible_collections\.ansible\.builtin\.(?P<page>\w+?_[a-z]+)(?:__.*)?")
#: The pages of the documentation of Ansible with other labels.
LABELS = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "callback_plugins": "plugins/callback.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}


class Mermaid(SphinxDirective):  # type: ignore[misc]
    """A diagram in the language of Mermaid, as two pictures: light and dark."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Draw the diagram."""
        source = "\n".join(self.content)
        name = hashlib.sha256(source.encode()).hexdigest()[:16]
        folder = Path(self.env.app.outdir) / "_images"
        folder.mkdir(parents=True, exist_ok=True)
        depth = "../" * self.env.docname.count("/")
        images: list[nodes.Node] = []
        for theme, scheme in (("default", "only-light"), ("dark", "only-dark")):
            file = folder / f"diagram-{name}-{theme}.svg"
            file.write_text(mermaidx.render(source, theme=theme).svg(), encoding="utf-8")
            html = f'<img class="diagram {scheme}" alt="Diagram" src="{depth}_images/{file.name}">'
            images.append(nodes.raw("", html, format="html"))
        return images


def keep_anchors(app: Sphinx, tree: nodes.document) -> None:
    """Let Markdown pages link to the anchors that are HTML elements."""
    slugs = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for raw in tree.findall(nodes.raw):
        for anchor in ANCHOR.findall(raw.astext()):
            slugs.setdefault(anchor, (raw.line or 0, anchor, anchor))


def link_plugins(app: Sphinx, tree: nodes.document) -> None:
    """Link the names of modules and plugins in Markdown pages to their pages."""
    if app.env.docname.startswith("collection/"):
        return
    for literal in [*tree.findall(nodes.literal)]:
        label = plugin_label(literal.astext())
        if label and not isinstance(literal.parent, (nodes.reference, pending_xref, nodes.title)):
            link = pending_xref(
                "",
                refdomain="std",
                reftype="ref",
                reftarget=label,
                refexplicit=True,
                refwarn=True,
                refdoc=app.env.docname,
            )
            literal.replace_self(link)
            link += literal


def remove_contents(_app: Sphinx, tree: nodes.document) -> None:
    """Remove lists of sections. The theme shows one next to each page, and an error for others."""
    for topic in [*tree.findall(nodes.topic)]:
        if "contents" in topic["classes"]:
            topic.parent.remove(topic)


def plugin_label(text: str) -> str:
    """Return the label of the page of a plugin, or an empty text.

    A short name is the name of a module only if it has several words. ``server`` is also a word.
    """
    name = text.removeprefix(COLLECTION)
    if name.isidentifier() and (name != text or "_" in name):
        for kind, folder in KINDS.items():
            if (PLUGINS / folder / f"{name}.py").is_file() and (name != text or kind == "module"):
                return f"ansible_collections.{COLLECTION}{name}_{kind}"
    return ""


def link_ansible(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.TextElement
) -> nodes.reference | None:
    """Link plugins and settings of ansible-core to the documentation of Ansible."""
    target = node["reftarget"]
    found = BUILTIN.fullmatch(target)
    if found:
        address = f"{ANSIBLE}/collections/ansible/builtin/{found['page']}.html"
    elif target in LABELS:
        address = f"{ANSIBLE}/{LABELS[target]}"
    elif node["reftype"] == "envvar" and target.startswith("ANSIBLE_"):
        address = f"{ANSIBLE}/{LABELS['ansible_configuration_settings']}#envvar-{target}"
    else:
        return None
    link = nodes.reference("", "", internal=False, refuri=address)
    link += content
    return link


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extensions."""
    app.add_directive("mermaid", Mermaid)
    app.connect("doctree-read", keep_anchors)
    app.connect("doctree-read", link_plugins)
    app.connect("doctree-read", remove_contents)
    app.connect("missing-reference", link_ansible)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
