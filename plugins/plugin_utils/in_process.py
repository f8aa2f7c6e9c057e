# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the ``main`` of a module in the process of its action plugin, with the arguments, environment and output of a process of its own."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ansible.module_utils import basic

from . import private, run

VARIABLE = "CLOUDPANEL_REHEARSAL"
TEXT = "rehearsal äöü"


def output_of(
    main: Callable[[], None], handed: Mapping[str, Any], environment: Mapping[str, Any]
) -> str:
    """Return what a module prints. :param handed: its arguments, see ``private.handed_over``."""
    output = io.StringIO()
    with (
        _process(handed, environment),
        contextlib.redirect_stdout(output),
        contextlib.suppress(SystemExit),
    ):
        main()
    return output.getvalue()


@contextlib.contextmanager
def environment_of(task: Any, environments: list[Any]) -> Iterator[None]:
    """Give the task other environment variables for a while."""
    before, task.environment = task.environment, environments
    try:
        yield
    finally:
        task.environment = before


def possible(action: Any, task_vars: Mapping[str, Any]) -> bool:
    """Return whether this ansible-core works as expected here. A run finds it out once, with modules that do nothing."""
    try:
        return run.fact("in-process", lambda: str(_rehearse(action, task_vars))) == str(True)
    except OSError:
        return _rehearse(action, task_vars)


def _rehearse(action: Any, task_vars: Mapping[str, Any]) -> bool:
    try:
        with environment_of(action._task, [{VARIABLE: TEXT}]):
            environment = private.environment(action)
        given = {
            name: value
            for name, value in private.arguments(action, task_vars).items()
            if name.startswith("_ansible_")
        }
        handed = private.handed_over({**given, "msg": TEXT, "_ansible_check_mode": True})
        results = [
            private.result(action, output_of(main, handed, environment))
            for main in (_succeed, _fail)
        ]
        told = [
            (each["msg"], each["environment"], each["check_mode"], each.get("failed", False))
            for each in results
        ]
    except Exception:  # whatever another ansible-core raises, the ordinary way remains
        return False
    return told == [(TEXT, TEXT, True, False), (TEXT, TEXT, True, True)]


def _succeed() -> None:
    module = _module()
    module.exit_json(**_seen(module))


def _fail() -> None:
    module = _module()
    module.fail_json(**_seen(module))


def _module() -> basic.AnsibleModule:
    return basic.AnsibleModule({"msg": {"type": "str"}}, supports_check_mode=True, no_log=True)


def _seen(module: basic.AnsibleModule) -> dict[str, Any]:
    return {
        "msg": module.params["msg"],
        "environment": os.environ.get(VARIABLE),
        "check_mode": module.check_mode,
    }


@contextlib.contextmanager
def _process(handed: Mapping[str, Any], environment: Mapping[str, Any]) -> Iterator[None]:
    """The surroundings of a process of the module's own."""
    # By hand, because unittest.mock imports half as much again as all that a task needs.
    before = {name: getattr(basic, name) for name in handed}
    folder, outside = os.getcwd(), dict(os.environ)
    os.environ.update({key: str(value) for key, value in environment.items()})
    vars(basic).update(handed)
    try:
        yield
    finally:
        vars(basic).update(before)
        os.environ.clear()
        os.environ.update(outside)
        os.chdir(folder)
