# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A release writes the version and the list of changes, and tags the commit."""

from __future__ import annotations

import os
import subprocess
import tarfile
from pathlib import Path

import pytest
import yaml
from tools import release
from tools.in_collection_tree import CHECKOUT

pytestmark = pytest.mark.exhaustive  # git and ansible-galaxy take seconds

ENVIRONMENT = {
    "GIT_COMMITTER_DATE": "2026-01-02T03:04:05+0000",
    "GIT_AUTHOR_DATE": "2026-01-02T03:04:05+0000",
}
#: The files that the archive of a release in these tests is made of.
FILES = ("galaxy.yml", "README.md", "LICENSE", "meta/runtime.yml", "changelogs/config.yaml")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.check_output(
        ["git", *arguments], cwd=folder, text=True, env={**os.environ, **ENVIRONMENT}
    ).strip()


@pytest.fixture
def checkout(tmp_path, monkeypatch) -> Path:
    """Return a git checkout of a small collection that is ready for version 1.1.0."""
    folder = tmp_path / "checkout"
    contents = {name: (CHECKOUT / name).read_text(encoding="utf-8") for name in FILES}
    contents[".gitignore"] = "/build/\n.plugin-cache.yaml\n"
    contents["changelogs/changelog.yaml"] = yaml.safe_dump(
        {"ancestor": None, "releases": {"1.0.0": {"release_date": "2025-12-24"}}}
    )
    contents["changelogs/fragments/web.yml"] = "minor_changes:\n  - server - new option ``x``.\n"
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    git(folder, "init", "--quiet")
    git(folder, "config", "user.name", "A maintainer")
    git(folder, "config", "user.email", "maintainer@example.com")
    commit(folder)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return folder


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "a change")


def state(folder: Path) -> tuple[str, ...]:
    """Return all that a release changes."""
    return (
        git(folder, "rev-parse", "HEAD"),
        git(folder, "status", "--porcelain", "--ignored"),
        git(folder, "for-each-ref"),
    )


def test_a_dry_run_does_all_steps_and_changes_nothing(checkout, capfd, monkeypatch):
    tested = []
    monkeypatch.setattr(release, "run_tests", tested.append)
    before = state(checkout)
    assert release.main(["1.1.0", "--dry-run"], checkout) == 0
    assert state(checkout) == before
    shown = capfd.readouterr().out
    assert "Release 1.1.0" in shown and "create mode 100644 CHANGELOG.md" in shown
    assert "This run has changed nothing" in shown
    assert len(tested) == 1 and tested[0] != checkout


def test_a_release_writes_the_version_and_the_changes_and_tags_the_commit(checkout, capfd):
    assert release.main(["1.1.0", "--skip-tests"], checkout) == 0
    assert git(checkout, "status", "--porcelain") == ""
    assert git(checkout, "describe", "--exact-match") == "1.1.0"
    assert git(checkout, "log", "--format=%s") == "Release 1.1.0\na change"
    assert yaml.safe_load((checkout / "galaxy.yml").read_text())["version"] == "1.1.0"
    assert "server \\- new option" in (checkout / "CHANGELOG.md").read_text()
    releases = yaml.safe_load((checkout / "changelogs/changelog.yaml").read_text())["releases"]
    assert str(releases["1.1.0"]["release_date"]) == "2026-01-02"
    assert not (checkout / "changelogs/fragments/web.yml").exists()
    archive = checkout / "build" / "ionos-cloudpanel-1.1.0.tar.gz"
    assert str(archive) in capfd.readouterr().out
    with tarfile.open(archive) as packed:
        assert {"CHANGELOG.md", "MANIFEST.json"} <= set(packed.getnames())


def test_two_releases_of_the_same_commit_give_the_same_bytes(checkout):
    archives = []
    for _each in range(2):
        assert release.main(["1.1.0", "--skip-tests"], checkout) == 0
        archives.append((checkout / "build" / "ionos-cloudpanel-1.1.0.tar.gz").read_bytes())
        git(checkout, "tag", "--delete", "1.1.0")
        git(checkout, "reset", "--quiet", "--hard", "HEAD~")
    assert archives[0] == archives[1]


def a_changed_file(checkout: Path) -> None:
    (checkout / "README.md").write_text("changed")


def a_tag(checkout: Path) -> None:
    git(checkout, "tag", "1.1.0")


def no_fragments(checkout: Path) -> None:
    (checkout / "changelogs/fragments/web.yml").unlink()
    commit(checkout)


def a_wrong_fragment(checkout: Path) -> None:
    (checkout / "changelogs/fragments/web.yml").write_text("changes:\n  - nothing\n")
    commit(checkout)


def a_breaking_change(checkout: Path) -> None:
    (checkout / "changelogs/fragments/web.yml").write_text("breaking_changes:\n  - an option\n")
    commit(checkout)


def nothing(checkout: Path) -> None:
    """Leave the checkout as it is."""


@pytest.mark.parametrize(
    "prepare, version, message",
    [
        (a_changed_file, "1.1.0", "The checkout has changes. Commit them:"),
        (a_tag, "1.1.0", "The tag 1.1.0 exists"),
        (no_fragments, "1.1.0", "There are no fragments"),
        (a_wrong_fragment, "1.1.0", "antsibull-changelog lint failed"),
        (a_breaking_change, "1.1.0", "The fragments contain breaking_changes. Release 2.0.0."),
        (nothing, "1.0.1", "The fragments contain new functions. Release 1.1.0."),
        (nothing, "1.0.0", "The version 1.0.0 is not newer than 1.0.0"),
        (nothing, "0.9.0", "The version 0.9.0 is not newer than 1.0.0"),
        (nothing, "1.1", "The version '1.1' has not the form MAJOR.MINOR.PATCH"),
        (nothing, "", "The version '' has not the form MAJOR.MINOR.PATCH"),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_a_release_that_is_not_ready_is_refused(checkout, capfd, prepare, version, message):
    prepare(checkout)
    before = state(checkout)
    assert release.main([version, "--skip-tests"], checkout) == 1
    assert message in capfd.readouterr().err
    assert state(checkout) == before


def test_failed_tests_end_the_release(checkout, capfd):
    (checkout / "Makefile").write_text("test: ; @echo a failed test; exit 1\n")
    commit(checkout)
    before = state(checkout)
    assert release.main(["1.1.0"], checkout) == 1
    captured = capfd.readouterr()
    assert "a failed test" in captured.out and "make test failed" in captured.err
    assert state(checkout) == before
