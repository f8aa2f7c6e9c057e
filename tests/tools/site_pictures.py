# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the picture of the documentation site: light and dark, on a desktop and on a phone.

Run it with ``make docs pictures``. It needs Chromium and ImageMagick.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import browser  # noqa: E402

SITE = ROOT / "build" / "docs" / "html"
TARGET = ROOT / "docs" / "site.png"
#: Pages, with the width of the window and the colors. A window has at least 500 pixels.
VIEWS = (
    ("index.html", 1280, False),
    ("collection/server_module.html", 1280, True),
    ("getting_started.html", 500, False),
    ("check_mode.html", 500, True),
)
HEIGHT = 1000


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        files = [
            str(browser.picture(SITE / page, Path(folder) / f"{number}.png", width, HEIGHT, dark))
            for number, (page, width, dark) in enumerate(VIEWS)
        ]
        small = ["-resize", "x480", "-bordercolor", "#888888", "-border", "4", "+append", "-strip"]
        fewer = ["+dither", "-colors", "32", "-define", "png:compression-level=9"]
        subprocess.run(["convert", *files, *small, *fewer, str(TARGET)], check=True)


if __name__ == "__main__":
    main()
