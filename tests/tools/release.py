# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Release a version: check, write the version and the list of changes, build, commit and tag.

    python tests/tools/release.py VERSION [--dry-run] [--skip-tests]

docs/releases.md describes the steps. All of them run in a temporary clone. If all have succeeded,
the commit and the tag are fetched into this checkout, and the archive is copied to build/. With
--dry-run, this last step is left out.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.artifact import build  # noqa: E402
from tools.in_collection_tree import CHECKOUT  # noqa: E402

BIN = Path(sys.executable).parent
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
#: The targets of the Makefile that have to succeed before a release.
TESTS = ("test", "matrix", "importer")


class ReleaseError(Exception):
    """The repository is not ready for the release. The message says what to do."""


def output(folder: Path, *command: str | Path) -> str:
    """Run a program in a folder. Return what it prints."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"  # antsibull-changelog runs ansible-doc
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        line = " ".join(map(str, command))
        raise ReleaseError(f"{line} failed:\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout.strip()


def numbers(version: str) -> tuple[int, ...]:
    """Return the parts of a version."""
    if not VERSION.fullmatch(version):
        raise ReleaseError(
            f"The version '{version}' has not the form MAJOR.MINOR.PATCH. Set VERSION=1.2.3."
        )
    return tuple(map(int, version.split(".")))


def check(checkout: Path, version: str) -> None:
    """Raise ReleaseError if a version cannot be released from a checkout."""
    wanted = numbers(version)
    if changed := output(checkout, "git", "status", "--porcelain"):
        raise ReleaseError(f"The checkout has changes. Commit them:\n{changed}")
    if output(checkout, "git", "tag", "--list", version):
        raise ReleaseError(f"The tag {version} exists. Release another version.")
    releases = yaml.safe_load((checkout / "changelogs" / "changelog.yaml").read_text())["releases"]
    if newer := [each for each in releases or () if numbers(each) >= wanted]:
        newest = max(newer, key=numbers)
        raise ReleaseError(f"The version {version} is not newer than {newest}. Set a higher one.")
    check_fragments(checkout, version)


def check_fragments(checkout: Path, version: str) -> None:
    """Raise ReleaseError if the fragments do not agree with the version."""
    paths = sorted((checkout / "changelogs" / "fragments").glob("*.y*ml"))
    sections = {section for path in paths for section in yaml.safe_load(path.read_text())}
    if not sections:
        raise ReleaseError("There are no fragments in changelogs/fragments. Describe the changes.")
    output(checkout, BIN / "antsibull-changelog", "lint")
    major, minor, patch = numbers(version)
    incompatible = sections & {"breaking_changes", "removed_features"}
    if incompatible and (minor or patch):
        raise ReleaseError(
            f"The fragments contain {', '.join(sorted(incompatible))}. Release {major + 1}.0.0."
        )
    if sections & {"major_changes", "minor_changes", "deprecated_features"} and patch:
        raise ReleaseError(f"The fragments contain new functions. Release {major}.{minor + 1}.0.")


def write(clone: Path, version: str) -> None:
    """Write the version and the list of changes."""
    path = clone / "galaxy.yml"
    text, count = re.subn(r"(?m)^version: .*$", f"version: {version}", path.read_text())
    if count != 1:
        raise ReleaseError("galaxy.yml needs exactly one line 'version: ...'. Correct it.")
    path.write_text(text)
    # The date is that of the commit, so that a second run gives the same files.
    date = output(clone, "git", "log", "-1", "--format=%cs")
    output(clone, BIN / "antsibull-changelog", "release", "--date", date)
    output(clone, BIN / "antsibull-changelog", "lint")
    if f'id="v{version.replace(".", "-")}"' not in (clone / "CHANGELOG.md").read_text():
        raise ReleaseError(f"CHANGELOG.md has no part about {version}.")


def run_tests(clone: Path) -> None:
    """Run all tests of a release in a clone, and show their output."""
    for target in TESTS:
        print(f"make {target}", flush=True)
        if subprocess.run(["make", target], cwd=clone, check=False).returncode:
            raise ReleaseError(f"make {target} failed. Correct the errors that it shows.")


def release(checkout: Path, version: str, dry_run: bool, tests: bool = True) -> Path | None:
    """Release a version.

    :param dry_run: whether the checkout stays as it is.
    :param tests: whether the tests run.
    :returns: the archive, or None after a dry run.
    """
    check(checkout, version)
    with tempfile.TemporaryDirectory(prefix="cloudpanel-release-") as folder:
        clone = Path(folder, "ansible_collections", "ionos", "cloudpanel")
        output(checkout, "git", "clone", "--quiet", checkout, clone)
        for key in ("user.name", "user.email"):
            output(clone, "git", "config", key, output(checkout, "git", "config", key))
        write(clone, version)
        output(clone, "git", "add", "--all")
        output(clone, "git", "commit", "--quiet", "--message", f"Release {version}")
        if tests:
            run_tests(clone)
        output(clone, "git", "tag", "--annotate", version, "--message", f"Release {version}")
        if output(clone, "git", "status", "--porcelain"):
            raise ReleaseError("The tests changed files of the repository. Commit these changes.")
        archive = build(Path(folder, "build"), clone)
        print(output(clone, "git", "show", "--stat", "--format=%h %s", "--summary", "HEAD"))
        if dry_run:
            return None
        output(checkout, "git", "pull", "--quiet", "--ff-only", clone, f"refs/tags/{version}")
        output(
            checkout, "git", "fetch", "--quiet", clone, f"refs/tags/{version}:refs/tags/{version}"
        )
        target = checkout / "build" / archive.name
        target.parent.mkdir(exist_ok=True)
        return archive.replace(target)


def main(arguments: Sequence[str], checkout: Path = CHECKOUT) -> int:
    """Release a version, and show what to do next. :returns: the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("version")
    parser.add_argument("--dry-run", action="store_true", help="leave the checkout as it is")
    parser.add_argument("--skip-tests", action="store_true", help="if they have passed before")
    options = parser.parse_args(arguments)
    os.environ.pop("GIT_DIR", None)
    try:
        archive = release(checkout, options.version, options.dry_run, not options.skip_tests)
    except ReleaseError as error:
        print(error, file=sys.stderr)
        return 1
    if archive:
        print(f"Publish: git push --follow-tags, ansible-galaxy collection publish {archive}")
    else:
        print(f"Version {options.version} can be released. This run has changed nothing.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
