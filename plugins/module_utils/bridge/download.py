# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that write a part of an object to a file. The part is secret: no result shows it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..api.client import Client
from ..engine.account import Account
from ..engine.object_waiter import awaited
from ..engine.waiter import Waiter
from ..model.errors import ValidationError
from ..model.files import Download
from ..model.values import PLANNED, Object, format_path, get_path
from ..shared.rate_limiter import POLL
from .arguments import CONNECTION, SHOW_COSTS, WAITING
from .module import Module
from .results import TaskError, exit_module, task_error
from .session import connect, open_account, wait_options

#: Only the owner may read the file, even while it is being written.
PRIVATE_UMASK = 0o077


def download_arguments(download: Download) -> dict[str, Any]:
    """Return the whole argument spec of a module that writes a part of an object to a file."""
    options = {each.name: each.argument_spec() for each in download.options}
    return {**CONNECTION, **WAITING, **SHOW_COSTS, "id": {"type": "str"}, **options}


def run_download_module(download: Download) -> None:
    """Run the module of a download."""
    module = Module(
        argument_spec=download_arguments(download),
        supports_check_mode=True,
        add_file_common_args=True,
        required_one_of=[("id", "name")],
    )
    exit_module(module, lambda warnings: ensure_file(module, download, warnings))


def ensure_file(module: Module, download: Download, warnings: list[str]) -> dict[str, Any]:
    """Bring content, owner and mode of the file into the desired state. Return the result.

    :param warnings: takes the warnings of the task.
    :raises TaskError: the task has failed.
    """
    dest = Path(os.path.abspath(module.params["dest"]))
    present = read_file(dest)
    attributes = module.load_file_common_arguments(module.params, str(dest))
    check_attributes(module, attributes)
    obj, content = fetch_content(download, module.params, module.check_mode, warnings)
    differs = present is None or content is None or not download.equal(present, content)
    diff = {
        "before": _describe(dest, present),
        "after": _describe(dest, content if differs else present),
    }
    # An existing file gets its new owner and mode before its new content, so that a former reader
    # cannot read the new content.
    changed = present is not None and module.set_fs_attributes_if_different(attributes, False, diff)
    if differs and content is not None and not module.check_mode:
        write_file(module, dest, content)
    changed = module.set_fs_attributes_if_different(attributes, changed or differs, diff)
    owner = {"id": obj and obj["id"], "name": obj and obj["name"]}
    return {
        "changed": changed,
        "diff": diff,
        download.name: {**diff["after"], download.resource.name: owner},
    }


# -- the content


def fetch_content(
    download: Download, params: Mapping[str, Any], check_mode: bool, warnings: list[str]
) -> tuple[Object | None, bytes | None]:
    """Return the object and the content of its file.

    Both are None in check mode if an earlier task has not created the object yet.

    :param warnings: takes the warnings of the task.
    :raises TaskError: the task has failed.
    """
    try:
        client = connect(params, download.name, warnings)
        account = open_account(client, params, check_mode)
        obj = account.finder(download.resource).find(params["id"], {"name": params["name"]})
        if obj is None:
            named = f"the id {params['id']}" if params["id"] else f"the name {params['name']!r}"
            account.references.report_missing(f"No {download.resource.title} has {named}.")
        if obj is None or obj["id"].startswith(PLANNED):
            return obj, None
        if params["wait"]:
            obj = _settle(download, account, Waiter(wait_options(params), client), obj)
        return obj, _decode(download, client, obj)
    except Exception as error:
        raise task_error(error) from error


def _settle(download: Download, account: Account, waiter: Waiter, obj: Object) -> Object:
    """Poll the object until its state is not transitional. Return the object."""
    resource = download.resource
    while resource.is_transitional(obj):
        waiter.pause("settle", awaited(resource, obj))
        current = account.reader.get(resource, obj["id"], POLL)
        if current is None:
            raise ValidationError(f"{resource.label(obj)} has been removed.")
        obj = current
    return obj


def _decode(download: Download, client: Client, obj: Object) -> bytes:
    try:
        answer = client.get(format_path(download.path, obj))
        return download.decode(get_path(answer, download.response_path))
    except (AttributeError, TypeError, ValueError) as error:
        raise ValidationError(
            f"The answer of the API does not contain the {download.title} of "
            f"{download.resource.label(obj)} in the documented form."
        ) from error


# -- the file


def read_file(dest: Path) -> bytes | None:
    """Return the content of a file, or None if it does not exist.

    :raises TaskError: the path cannot be a file, or the file cannot be read.
    """
    try:
        if dest.is_dir():
            raise TaskError(f"dest is {dest}, a directory. Set the path of a file in it.")
        if dest.exists() and not dest.is_file():
            raise TaskError(f"dest is {dest}, which is not a regular file. Set another path.")
        if not dest.parent.is_dir():
            raise TaskError(
                f"dest is {dest}, but the directory {dest.parent} does not exist. Create it first."
            )
        return dest.read_bytes() if dest.exists() else None
    except OSError as error:
        raise TaskError(
            f"dest cannot be read: {error}. Set another path, or run the task as a user who may "
            "read it."
        ) from error


def _describe(dest: Path, content: bytes | None) -> dict[str, Any]:
    """Return a file as a diff shows it: with a checksum instead of the content."""
    checksum = None if content is None else hashlib.sha256(content).hexdigest()
    return {"dest": str(dest), "checksum": checksum}


def check_attributes(module: Module, attributes: Mapping[str, Any]) -> None:
    """Fail if the task cannot set mode, owner or group. Try it with an empty file first."""
    trial = temporary_file(module, b"")
    module.set_owner_if_different(trial, attributes["owner"], False)
    module.set_group_if_different(trial, attributes["group"], False)
    module.set_mode_if_different(trial, attributes["mode"], False)


def temporary_file(module: Module, content: bytes) -> str:
    """Write a file that only its owner can read and that the module removes. Return its path."""
    handle, path = tempfile.mkstemp(dir=module.tmpdir)
    module.add_cleanup_file(path)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    return str(path)


def write_file(module: Module, dest: Path, content: bytes) -> None:
    """Replace the content of a file in one step."""
    temporary = temporary_file(module, content)
    with umask(PRIVATE_UMASK):
        module.atomic_move(temporary, str(dest), unsafe_writes=module.params["unsafe_writes"])


@contextlib.contextmanager
def umask(mask: int) -> Iterator[None]:
    """Use another umask in the block."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)
