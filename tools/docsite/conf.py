# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration of Sphinx for the documentation site."""

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER))

project = "ionos.cloudpanel"
html_title = project
copyright = "the ionos.cloudpanel authors"  # noqa: A001
extensions = ["myst_parser", "sphinx_antsibull_ext", "sphinx_copybutton", "extension"]
nitpicky = True
default_role = "any"

# The headings that GitHub shows with an anchor have one here as well.
myst_heading_anchors = 6
myst_enable_extensions = ["colon_fence"]
# Blocks that GitHub shows as diagrams.
myst_fence_as_directive = ["mermaid"]

html_theme = "furo"
html_static_path = [str(FOLDER / "static")]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_use_index = False
html_theme_options = {
    "source_repository": "https://github.com/ionos/ansible-cloudpanel/",
    "footer_icons": [],
}
antsibull_ext_color_scheme = "none"
copybutton_exclude = ".linenos, .gp, .go"
