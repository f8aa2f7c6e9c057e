# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the pictures of the role account_report in docs: accounts with 5 and with 500 servers.

Run it with ``make pictures``. It needs Chromium and ImageMagick.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

import browser  # noqa: E402
from integration.conftest import Ansible  # noqa: E402
from report_accounts import FIVE, MANY  # noqa: E402
from simulator.process import SimulatorProcess  # noqa: E402

#: Simulated seconds in a second.
SPEED = 6000
WIDTH, HEIGHT = 1100, 1500


def write_picture(options: dict[str, Any], target: Path, **variables: Any) -> None:
    """Create an account, run the role, and write a picture of its page.

    :param options: the options of the module stack.
    """
    with tempfile.TemporaryDirectory() as name, SimulatorProcess(speed=SPEED) as simulator:
        folder = Path(name)
        page = folder / "report.html"
        variables = {"file": str(page), "time": "2026-11-26 12:00 UTC", **variables}
        play = Ansible(simulator, folder).play(
            [
                {"name": "account", "ionos.cloudpanel.stack": {**options, "wait_timeout": 300}},
                {
                    "name": "report",
                    "ansible.builtin.include_role": {"name": "ionos.cloudpanel.account_report"},
                    "vars": {f"account_report_{key}": each for key, each in variables.items()},
                },
            ]
        )
        if play.code:
            sys.exit(play.output)
        browser.picture(page, target, WIDTH, HEIGHT)
    small = ["-resize", "700x", "+dither", "-colors", "64", "-define", "png:compression-level=9"]
    subprocess.run(["convert", str(target), *small, str(target)], check=True)


def main() -> None:
    """Write both pictures."""
    drift = {**FIVE, "private_networks": [*FIVE["private_networks"], {"name": "staging"}]}
    five: dict[str, Any] = {"description": drift, "chart_servers": ["web-1", "database"]}
    write_picture(FIVE, ROOT / "docs" / "account_report_5.png", **five)
    write_picture(MANY, ROOT / "docs" / "account_report_500.png")


if __name__ == "__main__":
    main()
