# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test the collection with every ansible-core and every Python.

    python tests/tools/matrix.py run            all combinations
    python tests/tools/matrix.py run --few      oldest and newest ansible-core, and the pre-release
    python tests/tools/matrix.py update         pin the newest versions
    python tests/tools/matrix.py ansible oldest|newest
                                                make the environment and print its program folder

Each Ansible installs the archive that users get, into an empty path, and finds no other collection.
requirements-matrix.json pins all versions, and the hashes of their files. Each combination has a
separate environment in .matrix.
A Python that this machine does not have is skipped. pytest, the simulator and uv come from the
environment that runs this program.
"""

from __future__ import annotations

import argparse
import ast
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests"))

from tools.artifact import build, install  # noqa: E402

PINS = CHECKOUT / "requirements-matrix.json"
ENVIRONMENTS = CHECKOUT / ".matrix"
BIN = Path(sys.executable).parent
TESTS = (
    "test_smoke.py",
    "test_execution_modes.py",
    "test_hostile_names.py",
    "test_progress.py::test_the_terminal_contains_the_same_at_the_end",
    "test_account_report.py::test_hostile_names_stay_text",
)
#: The oldest ansible-core that meta/runtime.yml accepts, and the oldest Python for modules.
OLDEST, TARGET = (2, 16), "3.9"
HASH = "--hash=sha256:{}"


@dataclass(frozen=True)
class Combination:
    """An ansible-core and the Pythons for it.

    :param python: version of the Python that runs ansible-core.
    :param target: packages for a separate Python that runs the modules.
    """

    core: str
    python: str
    packages: tuple[str, ...]
    target: tuple[str, ...] = ()

    @property
    def title(self) -> tuple[str, str]:
        modules = (
            f", modules on {TARGET} with "
            + ", ".join(pin(each) for each in self.target if each.startswith("requests"))
            if self.target
            else ""
        )
        return self.core, self.python + modules

    @property
    def pre_release(self) -> bool:
        return re.fullmatch(r"[\d.]+", self.core) is None


def combinations(pins: dict[str, Any]) -> list[Combination]:
    every = [
        Combination(core["version"], python, with_hashes(core["packages"], pins["hashes"]))
        for core in pins["cores"]
        for python in core["pythons"]
    ]
    development = (CHECKOUT / "requirements-dev.txt").read_text()
    default = version_of(development.split()).rpartition(".")[0]
    base = next(
        each for each in every if each.core.startswith(f"{default}.") and interpreter(each.python)
    )
    return [*every, replace(base, target=with_hashes(pins["target"]["packages"], pins["hashes"]))]


def with_hashes(packages: Iterable[str], hashes: dict[str, list[str]]) -> tuple[str, ...]:
    """Return requirements that accept only these files.

    :param packages: pinned packages, which can have markers.
    :param hashes: of the files of each package, by its name and version.
    """
    return tuple(" ".join([each, *map(HASH.format, hashes[pin(each)])]) for each in packages)


def pin(package: str) -> str:
    """Return the name and version of a package without its marker."""
    return package.partition(" ")[0]


def few(every: list[Combination]) -> dict[str, Combination]:
    """Return the oldest and newest ansible-core and the pre-release, with one Python each."""
    found = [each for each in every if interpreter(each.python) and not each.target]
    stable, coming = ([each for each in found if each.pre_release is pre] for pre in (False, True))
    chosen = {"oldest": stable[0], "newest": stable[-1]}
    return {**chosen, "pre-release": coming[-1]} if coming else chosen


# -- environments


@lru_cache(None)
def interpreter(version: str) -> Path | None:
    """Return a Python of this version from pyenv or PATH, or None."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    installed = sorted(
        root.glob(f"versions/{version}.*/bin/python"),
        key=lambda path: [int(part) for part in re.findall(r"\d+", str(path))],
    )
    for candidate in (*reversed(installed), shutil.which(f"python{version}")):
        command = [str(candidate), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        if (
            candidate
            and subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
            == version
        ):
            return Path(candidate)
    return None


def environment(name: str, python: str, packages: Iterable[str]) -> Path:
    """Make the environment if it does not exist with these packages.

    Several processes can do so at once. Return the folder of its programs.
    """
    folder = ENVIRONMENTS / name
    stamp, wanted = folder / "packages.txt", "\n".join(packages)
    ENVIRONMENTS.mkdir(exist_ok=True)
    with (ENVIRONMENTS / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (stamp.exists() and stamp.read_text() == wanted):
            _make(folder, python, wanted)
            stamp.write_text(wanted)
    return folder / "bin"


def _make(folder: Path, python: str, packages: str) -> None:
    uv("venv", "--clear", "--python", str(interpreter(python)), str(folder))
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(packages)
        file.flush()
        uv(
            "pip",
            "install",
            "--no-deps",
            "--require-hashes",
            "--compile-bytecode",
            "--python",
            str(folder / "bin" / "python"),
            "-r",
            file.name,
        )
    site = next(folder.glob("lib/python*/site-packages")) / "ansible_collections" / "ionos"
    site.mkdir(parents=True)
    (site / "cloudpanel").symlink_to(CHECKOUT)


def programs(combination: Combination) -> Path:
    """Return the folder with the Ansible of a combination."""
    return environment(
        f"{combination.core}-python{combination.python}", combination.python, combination.packages
    )


def uv(*arguments: str) -> str:
    return subprocess.run(
        [str(BIN / "uv"), "--quiet", *arguments], check=True, stdout=subprocess.PIPE, text=True
    ).stdout


# -- running


def run(chosen: Iterable[Combination]) -> int:
    rows = []
    with tempfile.TemporaryDirectory(prefix="cloudpanel-matrix-") as folder:
        archive = build(Path(folder))
        for each in chosen:
            print(f"ansible-core {' on Python '.join(each.title)}", flush=True)
            rows.append((*each.title, *outcome(each, archive)))
            print(rows[-1][2], flush=True)
    print(table([("ansible-core", "Python", "result", "seconds"), *rows]))
    return int(any(result.startswith("FAILED") for _core, _python, result, _seconds in rows))


def outcome(combination: Combination, archive: Path) -> tuple[str, str]:
    """Return the result of the tests, and their seconds.

    :param archive: of the collection, in a folder in which it is installed.
    """
    needed = [combination.python, *([TARGET] if combination.target else ())]
    missing = [version for version in needed if not interpreter(version)]
    if missing:
        return f"skipped: no Python {', '.join(missing)} here", ""
    ansible = programs(combination)
    collections = archive.parent / ansible.parent.name
    install(archive, collections, ansible / "ansible-galaxy")
    settings = {
        "CLOUDPANEL_TEST_ANSIBLE": str(ansible),
        "CLOUDPANEL_TEST_COLLECTIONS": str(collections),
    }
    names = TESTS
    if combination.target:
        names = TESTS[:1]
        settings["CLOUDPANEL_TEST_INTERPRETER"] = str(
            environment(f"target-python{TARGET}", TARGET, combination.target) / "python"
        )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", *names],
        cwd=CHECKOUT / "tests" / "integration",
        env={**os.environ, **settings},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        print(done.stdout)
    summary = done.stdout.strip().splitlines()[-1]
    result = f"FAILED: {summary}" if done.returncode else re.sub(r" in .*", "", summary)
    return result, f"{time.monotonic() - began:.0f}"


def table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows
    )


# -- updating


def update() -> None:
    hashes: dict[str, list[str]] = {}
    newest = resolved(["ansible-core"], "3.14", hashes, "--prerelease", "allow")
    last = int(version_of(newest).split(".")[1])
    cores = [core for minor in range(OLDEST[1], last + 1) for core in newest_of(minor, hashes)]
    target = resolved(["requests>=2.25"], TARGET, hashes, "--resolution", "lowest-direct")
    used = {
        pin(each)
        for packages in (*(core["packages"] for core in cores), target)
        for each in packages
    }
    pins = {
        "cores": cores,
        "target": {"packages": target},
        "hashes": {each: hashes[each] for each in sorted(used)},
    }
    PINS.write_text(json.dumps(pins, indent=1) + "\n")


def newest_of(minor: int, hashes: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """Return the newest release of a minor version, or its pre-release if there is no release.

    :param hashes: gets the hashes of its packages.
    """
    for options in ((), ("--prerelease", "allow")):
        try:
            version = version_of(
                resolved([f"ansible-core=={OLDEST[0]}.{minor}.*"], "3.14", hashes, *options)
            )
        except subprocess.CalledProcessError:
            continue
        pythons = supported(version)
        wanted = [f"ansible-core=={version}", "requests"]
        packages = resolved(wanted, pythons[0], hashes, "--universal")
        yield {"version": version, "pythons": pythons, "packages": packages}
        return


def resolved(
    requirements: list[str], python: str, hashes: dict[str, list[str]], *options: str
) -> list[str]:
    """Return the pinned packages for requirements.

    :param hashes: gets the hashes of the files of each package.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".in") as file:
        file.write("\n".join(requirements))
        file.flush()
        text = uv(
            "pip",
            "compile",
            "--python-version",
            python,
            "--generate-hashes",
            "--no-annotate",
            "--no-header",
            "--no-emit-index-url",
            "--no-emit-find-links",
            *options,
            file.name,
        )
    packages = []
    for line in text.replace("\\\n", "").splitlines():
        package, *found = line.split(HASH.format(""))
        packages.append(package.strip())
        hashes[pin(package)] = [each.strip() for each in found]
    return packages


def version_of(packages: list[str]) -> str:
    return next(line.partition("==")[2] for line in packages if line.startswith("ansible-core=="))


def supported(version: str) -> list[str]:
    """Return the Pythons that a version of ansible-core supports, according to its ansible-test."""
    with tempfile.TemporaryDirectory() as folder:
        uv(
            "pip",
            "install",
            "--no-deps",
            "--python-version",
            "3.14",
            "--target",
            folder,
            f"ansible-core=={version}",
        )
        text = Path(folder, "ansible_test", "_util", "target", "common", "constants.py").read_text()
    return next(
        list(ast.literal_eval(statement.value))
        for statement in ast.parse(text).body
        if isinstance(statement, ast.Assign)
        and statement.targets[0].id == "CONTROLLER_PYTHON_VERSIONS"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run").add_argument("--few", action="store_true")
    commands.add_parser("ansible").add_argument("which", choices=("oldest", "newest"))
    commands.add_parser("update")
    arguments = parser.parse_args()
    if arguments.command == "update":
        update()
        return 0
    every = combinations(json.loads(PINS.read_text()))
    if arguments.command == "ansible":
        print(programs(few(every)[arguments.which]))
        return 0
    return run(few(every).values() if arguments.few else every)


if __name__ == "__main__":
    sys.exit(main())
