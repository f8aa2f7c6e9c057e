# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo runs from the first chapter to the last one, and its page lists the same commands."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest
from demo.chapters import CHAPTERS
from demo.team import CHECKOUT, FILES

pytestmark = pytest.mark.skipif(not shutil.which("ssh"), reason="The hosts need an SSH client.")
PAGE = CHECKOUT / "docs" / "team.md"


@pytest.mark.timeout(1800)
def test_every_chapter_shows_its_claim_with_the_commands_of_the_page(tmp_path):
    program = [sys.executable, str(CHECKOUT / "tests" / "demo")]
    with subprocess.Popen(
        [*program, "--folder", str(tmp_path / "team")],
        text=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as running:
        try:
            output, _errors = running.communicate()
        except BaseException:
            running.terminate()  # The demo then ends its simulators.
            raise
    assert running.returncode == 0, output[-8000:]
    assert len(re.findall(r"^    ok: ", output, re.MULTILINE)) == len(CHAPTERS)
    table = output.partition("\nChapter ")[2]
    assert all(f"\n{chapter.title} " in table for chapter in CHAPTERS), table
    assert "\033" not in output
    written = {path.name for path in (tmp_path / "team").iterdir()}
    assert written - {path.name for path in FILES.iterdir()} == {
        "copy.yml",
        "copy_of_copy.yml",
        "report.html",
        "settings.yml",
    }
    commands = re.findall(r"^    \$ (ansible.*)$", output, re.MULTILINE)
    shown = {re.sub(r"[0-9a-f]{32}", "PLAN_ID", command) for command in commands}
    assert shown == set(re.findall(r"`(ansible-[^`]+)`", PAGE.read_text(encoding="utf-8")))
