# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the execution environment of docs/awx.md without a container.

    python tests/tools/execution_environment.py FOLDER

ansible-builder creates the context of the image from the definition on that page. It also finds
the Python requirements of the built archive, as it does inside the image. An environment with
exactly these and with ansible-core runs the smoke test with the installed archive. The image itself
is not built.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

from tools.artifact import build, install  # noqa: E402
from yaml_blocks import blocks  # noqa: E402

BIN = Path(sys.executable).parent
#: The versions of Python for which the requirements have to be available.
PYTHONS = ("3.9", "3.11", "3.12", "3.13", "3.14")
COLLECTION = "ionos.cloudpanel"


def definition() -> str:
    """Return the definition of the execution environment in docs/awx.md."""
    (block,) = (each for each in blocks() if each.kind == "execution environments")
    return block.text


def create_context(folder: Path) -> None:
    """Let ansible-builder create the context of the image.

    :raises ValueError: the context does not contain the collection.
    """
    file = folder / "execution-environment.yml"
    file.write_text(definition())
    context = folder / "context"
    _run(
        *(BIN / "ansible-builder", "create", "--file", file, "--context", context),
        *("--output-filename", "Containerfile"),
    )
    listed = yaml.safe_load((context / "_build" / "requirements.yml").read_text())
    if not (context / "Containerfile").exists() or COLLECTION not in {
        each["name"] for each in listed["collections"]
    }:
        raise ValueError(f"{context} does not install {COLLECTION}.")


def requirements(collections: Path, folder: Path) -> Path:
    """Return a file with the Python requirements that ansible-builder finds.

    :param collections: the path in which the archive is installed.
    """
    file = folder / "requirements.txt"
    _run(BIN / "ansible-builder", "introspect", collections, "--write-pip", file)
    if "requests" not in file.read_text():
        raise ValueError(f"{file} does not contain the requirements of {COLLECTION}.")
    return file


def smoke_test(folder: Path, collections: Path, file: Path) -> None:
    """Run the smoke test in an environment with the packages of the image.

    :param file: the requirements of the collection.
    """
    environment = folder / "environment"
    _run(BIN / "uv", "venv", "--quiet", "--python", sys.executable, environment)
    python = environment / "bin" / "python"
    version = subprocess.check_output([BIN / "ansible", "--version"], text=True).split()[2]
    core = f"ansible-core=={version.rstrip(']')}"
    _run(BIN / "uv", "pip", "install", "--quiet", "--python", python, core, "-r", file)
    _run(
        *(sys.executable, "-m", "pytest", ROOT / "tests" / "integration" / "test_smoke.py"),
        environment={
            "CLOUDPANEL_TEST_ANSIBLE": str(python.parent),
            "CLOUDPANEL_TEST_COLLECTIONS": str(collections),
        },
    )


def _run(*command: object, environment: Iterable[tuple[str, str]] | dict[str, str] = ()) -> None:
    subprocess.run(
        [str(part) for part in command], check=True, env={**os.environ, **dict(environment)}
    )


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    create_context(folder)
    collections = folder / "collections"
    install(build(folder), collections)
    file = requirements(collections, folder)
    for version in PYTHONS:
        _run(
            *(BIN / "uv", "pip", "compile", "--quiet", "--python-version", version, file),
            *("--output-file", folder / f"python{version}.txt"),
        )
        print(f"The requirements are available for Python {version}.", flush=True)
    smoke_test(folder, collections, file)


if __name__ == "__main__":
    main()
