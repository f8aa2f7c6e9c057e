# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the archive of the collection. The same commit gives the same bytes.

    python tests/tools/artifact.py [--checkout DIR] FOLDER

The archive contains files that git knows or that are new, without those of ``build_ignore`` in
galaxy.yml. ansible-galaxy builds it, with files in the order of the file system and with the times
of the machine. Both are replaced: the order by names, the times by that of the commit. The variable
SOURCE_DATE_EPOCH replaces the time of the commit.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.in_collection_tree import CHECKOUT, copy  # noqa: E402

GALAXY = Path(sys.executable).parent / "ansible-galaxy"


def build(folder: Path, checkout: Path = CHECKOUT) -> Path:
    """Build the archive.

    :param folder: for the archive.
    :param checkout: a git checkout of the collection.
    :returns: the archive.
    """
    with tempfile.TemporaryDirectory() as temporary:
        tree, built = Path(temporary, "tree"), Path(temporary, "built")
        copy(checkout, tree)
        subprocess.run(
            [GALAXY, "collection", "build", "--output-path", built, tree],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "ANSIBLE_HOME": f"{temporary}/.ansible"},
        )
        (archive,) = built.iterdir()
        folder.mkdir(parents=True, exist_ok=True)
        result = folder / archive.name
        result.write_bytes(reproducible(archive, time_of(checkout)))
    return result


def install(archive: Path, folder: Path, galaxy: Path = GALAXY) -> None:
    """Install an archive into a path for collections, without other collections.

    :param galaxy: the program ansible-galaxy of the Ansible that is to use it.
    """
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(
            [galaxy, "collection", "install", "--offline", "--force", "-p", folder, archive],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "ANSIBLE_HOME": home},
        )


def time_of(checkout: Path) -> int:
    """Return the time for all files, in seconds since 1970."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    command = ["git", "log", "-1", "--format=%ct"]
    return int(given or subprocess.check_output(command, cwd=checkout, text=True))


def reproducible(archive: Path, time: int) -> bytes:
    """Return an archive of a collection with its files in the order of their names.

    :param time: for all files, in seconds since 1970.
    """
    with tarfile.open(archive) as source:
        contents = {each.name: read(source, each) for each in source if each.isfile()}
        others = [each for each in source if not each.isfile()]
        modes = {each.name: each.mode for each in source}
    files, manifest = (json.loads(contents[name]) for name in ("FILES.json", "MANIFEST.json"))
    files["files"].sort(key=lambda each: each["name"])
    contents["FILES.json"] = as_json(files)
    checksum = hashlib.sha256(contents["FILES.json"]).hexdigest()
    manifest["file_manifest_file"]["chksum_sha256"] = checksum
    contents["MANIFEST.json"] = as_json(manifest)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as target:
        for name in sorted([*contents, *(each.name for each in others)], key=position):
            info = tarfile.TarInfo(name)
            info.mtime, info.mode = time, modes[name]
            info.type = tarfile.REGTYPE if name in contents else tarfile.DIRTYPE
            info.size = len(contents.get(name, b""))
            target.addfile(info, io.BytesIO(contents.get(name, b"")))
    compressed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=compressed, mtime=0) as file:
        file.write(packed.getvalue())
    return compressed.getvalue()


def position(name: str) -> tuple[bool, str]:
    """Return the place of a file: the manifests first, which programs read without the rest."""
    return name not in ("MANIFEST.json", "FILES.json"), name


def read(archive: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    file = archive.extractfile(member)
    assert file
    return file.read()


def as_json(value: dict[str, Any]) -> bytes:
    """Return JSON in the form of ansible-galaxy."""
    return json.dumps(value, indent=1).encode()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--checkout", type=Path, default=CHECKOUT)
    options = parser.parse_args()
    archive = build(options.folder, options.checkout)
    print(f"sha256 {hashlib.sha256(archive.read_bytes()).hexdigest()}  {archive}")


if __name__ == "__main__":
    main()
