# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users get: the archive that Ansible Galaxy distributes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from tools.in_collection_tree import CHECKOUT

LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.fixture(scope="module")
def artifact(tmp_path_factory) -> Path:
    """Return the folder with the content of the archive."""
    folder = tmp_path_factory.mktemp("artifact")
    subprocess.run(
        [
            Path(sys.executable).parent / "ansible-galaxy",
            "collection",
            "build",
            "--output-path",
            folder,
            CHECKOUT,
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "ANSIBLE_HOME": str(folder / ".ansible")},
    )
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        archive.extractall(folder / "content", filter="data")
    return folder / "content"


def test_it_holds_nothing_that_is_of_use_in_the_repository_only(artifact):
    assert sorted(path.name for path in artifact.iterdir()) == [
        "FILES.json",
        "LICENSE",
        "MANIFEST.json",
        "README.md",
        "changelogs",
        "docs",
        "extensions",
        "meta",
        "playbooks",
        "plugins",
        "requirements.txt",
        "roles",
        "tests",
    ]
    assert [path.name for path in (artifact / "tests").rglob("*")] == ["config.yml"]
    assert [path.name for path in (artifact / "extensions").iterdir()] == ["awx"]
    assert not [
        *artifact.rglob("fragments"),
        *artifact.rglob("*.png"),
        *artifact.rglob("__pycache__"),
        *artifact.rglob("ignore-*"),
    ]


def test_its_links_lead_to_its_own_files(artifact):
    for page in artifact.rglob("*.md"):
        dead = [
            link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()
        ]
        assert not dead, f"{page.relative_to(artifact)}: {dead}"
