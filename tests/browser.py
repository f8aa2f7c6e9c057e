# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Open an HTML file in headless Chromium: a picture of it, its document, and what went wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
#: The origin of requests that the browser sends for itself, such as for the time.
BROWSER = "not an origin"
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


@dataclass(frozen=True)
class Visit:
    """The events of loading a page in a browser.

    :param console: the messages of the console, such as errors.
    :param requested: the URLs that the page has requested.
    :param width: the width that the content needs, in pixels.
    """

    console: list[str]
    requested: list[str]
    width: int


def picture(
    page: Path, target: Path, width: int, height: int, dark: bool = False, scale: float = 1
) -> Path:
    """Write a picture of a page as PNG."""
    more = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if dark else []
    _run(
        page.as_uri(),
        f"--force-device-scale-factor={scale}",
        f"--window-size={width},{height}",
        f"--screenshot={target}",
        *more,
    )
    return target


def pdf(page: Path, target: Path) -> Path:
    """Print a page to a PDF file."""
    _run(page.as_uri(), f"--print-to-pdf={target}", "--no-pdf-header-footer")
    return target


def visit(page: Path, width: int, folder: Path) -> Visit:
    """Load a page in a frame of a width. Return what the browser has done.

    Headless windows are at least 500 pixels wide, so a phone is a frame in a larger window.

    :param folder: an empty folder for files of the browser.
    """
    log = folder / "net.json"
    frame = folder / "frame.html"
    text = json.dumps(page.read_text(encoding="utf-8")).replace("</", "<\\/")
    frame.write_text(
        f"""<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,">
<iframe style="width:{width}px;height:800px;border:0"></iframe><p id="width"></p>
<script>
const frame = document.querySelector("iframe");
frame.onload = () => {{
  const root = frame.contentDocument.documentElement;
  document.getElementById("width").textContent = root.scrollWidth;
}};
frame.srcdoc = {text};
</script>""",
        encoding="utf-8",
    )
    done = _run(
        frame.as_uri(),
        f"--window-size={max(width, 500) + 50},900",
        "--enable-logging=stderr",
        "--log-level=0",
        "--virtual-time-budget=5000",
        f"--log-net-log={log}",
        f"--user-data-dir={folder / 'profile'}",
        "--dump-dom",
    )
    shown = done.stdout.rpartition('<p id="width">')[2].partition("<")[0]
    return Visit(
        console=[line for line in done.stderr.splitlines() if ":CONSOLE" in line],
        requested=sorted(_requested(json.loads(log.read_text(encoding="utf-8")))),
        width=int(shown),
    )


def _requested(log: dict[str, Any]) -> set[str]:
    """Return the URLs that pages have requested, from the network log of the browser."""
    urls = {
        str((event.get("params") or {}).get("url", ""))
        for event in log["events"]
        if event["type"] == log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
        and (event.get("params") or {}).get("initiator") != BROWSER
    }
    return {url for url in urls if url and not url.startswith(("file:", "data:"))}


def _run(url: str, *options: str) -> subprocess.CompletedProcess[str]:
    if PROGRAM is None:
        raise RuntimeError("Chromium is not installed.")
    return subprocess.run(
        [PROGRAM, *OPTIONS, *options, url],
        text=True,
        capture_output=True,
        timeout=120,
        check=True,
        stdin=subprocess.DEVNULL,
    )
