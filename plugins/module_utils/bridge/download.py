# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bridge to Ansible for what is fetched into a file: secrets that the API tells in full and that no result shows."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ansible.module_utils.basic import AnsibleModule

from ..api.client import Client
from ..engine.finder import Account
from ..engine.waiter import Waiter
from ..model.fields import ValidationError
from ..model.resource import Download
from ..model.values import PLANNED, format_path, get_path
from ..shared.rate_limiter import POLL
from .arguments import CONNECTION, WAITING
from .results import TaskError, exit_module, task_error
from .session import connect, open_account, waiting

#: Nobody but the owner may read such a file, not even while it is being made.
PRIVATE = 0o077
ARGUMENTS: dict[str, dict[str, Any]] = {
    **CONNECTION,
    **WAITING,
    "id": {"type": "str"},
    "name": {"type": "str"},
    "dest": {"type": "path", "required": True},
    "mode": {"type": "raw", "default": "0600"},
}


def fetch_content(
    download: Download, params: Mapping[str, Any], check_mode: bool
) -> tuple[Any, bytes | None, list[str]]:
    """(the object, what its file shall hold, warnings). No object, or no content, where an earlier task of a check-mode run is
    still to create it.

    :raises TaskError: with all that the user can be told.
    """
    try:
        client = connect(params, download.name)
        account = open_account(client, params, check_mode)
        obj = account.find(download.resource, params["id"], {"name": params["name"]})
        if obj is None:
            named = f"the id {params['id']}" if params["id"] else f"the name {params['name']!r}"
            account.complain(f"No {download.resource.title} has {named}.")
        known = obj is not None and not obj["id"].startswith(PLANNED)
        if known and params["wait"] and not check_mode:
            obj = _settled(download, params, client, account, obj)
        return obj, _content(download, client, obj) if known else None, account.warnings
    except Exception as error:
        raise task_error(error) from error


def _settled(
    download: Download, params: Mapping[str, Any], client: Client, account: Account, obj: Any
) -> Any:
    patience = Waiter(waiting(params), client)
    while obj and download.resource.is_transitional(obj):
        patience.pause(f"{download.resource.label(obj)} did not settle")
        obj = account.get(download.resource, obj["id"], POLL)
    if obj is None:
        raise ValidationError(f"The {download.resource.title} has been removed.")
    return obj


def _content(download: Download, client: Client, obj: Mapping[str, Any]) -> bytes:
    try:
        return download.decode(
            get_path(client.get(format_path(download.path, obj)), download.source)
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise ValidationError(
            f"The API's answer does not hold the {download.title} of {download.resource.label(obj)} in the form that is "
            "known."
        ) from error


# -- the file


def run_download_module(download: Download) -> None:
    module = AnsibleModule(
        argument_spec=ARGUMENTS,
        supports_check_mode=True,
        add_file_common_args=True,
        required_one_of=[("id", "name")],
    )
    exit_module(module, lambda: keep_file(module, download))


def keep_file(module: AnsibleModule, download: Download) -> dict[str, Any]:
    """Let the file hold what the object has, and be whose and as readable as the options say."""
    dest = Path(os.path.abspath(module.params["dest"]))
    present = read_file(dest)
    attributes = module.load_file_common_arguments(module.params, str(dest))
    check_attributes(module, attributes)
    obj, content, warnings = fetch_content(download, module.params, module.check_mode)
    differs = present is None or content is None or not download.equal(present, content)
    diff = {
        "before": _described(dest, present),
        "after": _described(dest, content if differs else present),
    }
    # What is there takes its new owner and mode first, so that no new content is shown to those who could read the old.
    changed = present is not None and module.set_fs_attributes_if_different(attributes, False, diff)
    if differs and not module.check_mode:
        write_file(module, dest, content)
    changed = module.set_fs_attributes_if_different(attributes, changed or differs, diff)
    owner = {"id": obj and obj["id"], "name": obj and obj["name"]}
    return {
        "changed": changed,
        "diff": diff,
        "warnings": warnings,
        download.name: {**diff["after"], download.resource.name: owner},
    }


def read_file(dest: Path) -> bytes | None:
    """What a file holds; None: there is none yet. :raises TaskError: where none can be."""
    try:
        if dest.is_dir():
            raise TaskError(f"dest is {dest}, a directory. Name the file in it.")
        if dest.exists() and not dest.is_file():
            raise TaskError(f"dest is {dest}, which is not a regular file. Name another one.")
        if not dest.parent.is_dir():
            raise TaskError(
                f"dest is {dest}, but there is no directory {dest.parent}. Create it first."
            )
        return dest.read_bytes() if dest.exists() else None
    except OSError as error:
        raise TaskError(
            f"dest cannot be read: {error}. Name another file, or run the task as a user who may read it."
        ) from error


def _described(dest: Path, content: bytes | None) -> dict[str, Any]:
    """A file in a diff: its content is told by a checksum only."""
    return {
        "dest": str(dest),
        "checksum": None if content is None else hashlib.sha256(content).hexdigest(),
    }


def check_attributes(module: AnsibleModule, attributes: Mapping[str, Any]) -> None:
    """Fail if mode, owner or group cannot be given to a file: they are given to an empty one first."""
    trial = temporary_file(module, b"")
    module.set_owner_if_different(trial, attributes["owner"], False)
    module.set_group_if_different(trial, attributes["group"], False)
    module.set_mode_if_different(trial, attributes["mode"], False)


def temporary_file(module: AnsibleModule, content: bytes) -> str:
    """Return the path of a file that only its owner can read, and that is removed at the end of the task."""
    handle, path = tempfile.mkstemp(dir=module.tmpdir)
    module.add_cleanup_file(path)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return path


def write_file(module: AnsibleModule, dest: Path, content: bytes) -> None:
    temporary = temporary_file(module, content)
    with umask(PRIVATE):
        module.atomic_move(temporary, str(dest), unsafe_writes=module.params["unsafe_writes"])


@contextlib.contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)
