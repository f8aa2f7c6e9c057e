# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users get: the archive that Ansible Galaxy distributes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import re
import subprocess
import tarfile
from pathlib import Path

import pytest
from tools.artifact import build, install, reproducible, time_of
from tools.in_collection_tree import CHECKOUT, files

pytestmark = pytest.mark.exhaustive  # git and ansible-galaxy take seconds

LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
#: What users get at the top of the collection; the list of changes from the first release on.
CONTENT = [
    ".config",
    *(name for name in ["CHANGELOG.md"] if (CHECKOUT / name).exists()),
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


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    return build(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def artifact(archive, tmp_path_factory) -> Path:
    """Return the folder with the content of the archive."""
    folder = tmp_path_factory.mktemp("artifact")
    with tarfile.open(archive) as packed:
        packed.extractall(folder, filter="data")
    return folder


def test_it_holds_nothing_that_is_of_use_in_the_repository_only(artifact):
    assert sorted(path.name for path in artifact.iterdir()) == CONTENT
    assert [path.name for path in (artifact / "tests").rglob("*")] == ["config.yml"]
    assert [path.name for path in sorted((artifact / "extensions").iterdir())] == ["awx", "eda"]
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


def test_its_manifests_agree_with_its_files(artifact):
    manifest, listed = (
        json.loads((artifact / name).read_text()) for name in ("MANIFEST.json", "FILES.json")
    )
    of_list = hashlib.sha256((artifact / "FILES.json").read_bytes()).hexdigest()
    assert manifest["file_manifest_file"]["chksum_sha256"] == of_list
    names = {path.relative_to(artifact).as_posix() for path in artifact.rglob("*")}
    assert {each["name"] for each in listed["files"]} == names - {"MANIFEST.json", "FILES.json"} | {
        "."
    }
    for each in listed["files"]:
        if each["ftype"] == "file":
            content = (artifact / each["name"]).read_bytes()
            assert each["chksum_sha256"] == hashlib.sha256(content).hexdigest()


def test_a_second_checkout_of_the_same_commit_gives_the_same_bytes(archive, tmp_path):
    """The second checkout has files of other times, in another order, with other permissions."""
    checkout = tmp_path / "checkout"
    for number, name in enumerate(sorted(files(CHECKOUT), reverse=True)):
        path = checkout / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes((CHECKOUT / name).read_bytes())
        path.chmod(0o700 if (CHECKOUT / name).stat().st_mode & 0o100 else 0o600)
        os.utime(path, (number, number))
    time = f"{time_of(CHECKOUT)} +0000"
    for command in ["init", "add --all", "-c user.name=a -c user.email=a@b commit -m again"]:
        subprocess.run(
            ["git", *command.split()],
            cwd=checkout,
            env={**os.environ, "GIT_COMMITTER_DATE": time},
            stdout=subprocess.DEVNULL,
            check=True,
        )
    assert build(tmp_path, checkout).read_bytes() == archive.read_bytes()


def test_the_order_and_the_times_of_the_files_do_not_matter(archive, tmp_path):
    changed = tmp_path / "changed.tar.gz"
    with tarfile.open(archive) as source, tarfile.open(changed, "w:gz") as target:
        members = source.getmembers()
        contents = {each.name: source.extractfile(each).read() for each in members if each.isfile()}
        listed = json.loads(contents["FILES.json"])
        random.Random(1).shuffle(listed["files"])
        contents["FILES.json"] = json.dumps(listed, indent=1).encode()
        for number, member in enumerate(random.Random(2).sample(members, len(members))):
            member.mtime = number
            content = contents.get(member.name, b"")
            member.size = len(content)
            target.addfile(member, io.BytesIO(content))
    assert changed.read_bytes() != archive.read_bytes()
    assert reproducible(changed, time_of(CHECKOUT)) == archive.read_bytes()
    assert reproducible(changed, time_of(CHECKOUT) + 1) != archive.read_bytes()


def test_it_can_be_installed_into_an_empty_path(archive, artifact, tmp_path):
    install(archive, tmp_path)
    tree = tmp_path / "ansible_collections" / "ionos" / "cloudpanel"
    assert {path.relative_to(tree) for path in tree.rglob("*")} == {
        path.relative_to(artifact) for path in artifact.rglob("*")
    }
