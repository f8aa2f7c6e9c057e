# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the ``main`` of a module in the process of its action plugin.

The module gets the same arguments, environment and output as in a separate process.
"""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ansible.module_utils import basic

from . import private, run

#: The environment variable and the text with which a run tries whether this works.
TRIAL_VARIABLE = "CLOUDPANEL_REHEARSAL"
TRIAL_TEXT = "rehearsal äöü"


def run_main(
    main: Callable[[], None], globals_of_basic: Mapping[str, Any], environment: Mapping[str, Any]
) -> str:
    """Run a module and return what it prints.

    :param globals_of_basic: its arguments, see ``private.argument_globals``.
    """
    output = io.StringIO()
    with (
        _process_state(globals_of_basic, environment),
        contextlib.redirect_stdout(output),
        contextlib.suppress(SystemExit),
    ):
        main()
    return output.getvalue()


@contextlib.contextmanager
def task_environment(task: Any, environments: Sequence[Any]) -> Iterator[None]:
    """Replace the option environment of the task in the block."""
    before, task.environment = task.environment, list(environments)
    try:
        yield
    finally:
        task.environment = before


def is_possible(action: Any, task_vars: Mapping[str, Any]) -> bool:
    """Return whether this version of ansible-core works as expected.

    Each run tries it once, with modules that do nothing.
    """
    try:
        return run.shared_fact("in-process", lambda: str(_try(action, task_vars))) == str(True)
    except OSError:
        return _try(action, task_vars)


def _try(action: Any, task_vars: Mapping[str, Any]) -> bool:
    try:
        with task_environment(action._task, [{TRIAL_VARIABLE: TRIAL_TEXT}]):
            environment = private.environment(action)
        internal = {
            name: value
            for name, value in private.arguments(action, task_vars).items()
            if name.startswith("_ansible_")
        }
        globals_of_basic = private.argument_globals(
            {**internal, "msg": TRIAL_TEXT, "_ansible_check_mode": True}
        )
        results = [
            private.result(action, run_main(main, globals_of_basic, environment))
            for main in (_succeed, _fail)
        ]
        seen = [
            (
                result["msg"],
                result["environment"],
                result["check_mode"],
                result.get("failed", False),
            )
            for result in results
        ]
    except Exception:  # another version of ansible-core can raise any exception
        return False
    return seen == [(TRIAL_TEXT, TRIAL_TEXT, True, False), (TRIAL_TEXT, TRIAL_TEXT, True, True)]


def _succeed() -> None:
    """Run a module that succeeds."""
    module = _trial_module()
    module.exit_json(**_seen_by(module))


def _fail() -> None:
    """Run a module that fails."""
    module = _trial_module()
    module.fail_json(**_seen_by(module))


def _trial_module() -> basic.AnsibleModule:
    return basic.AnsibleModule({"msg": {"type": "str"}}, supports_check_mode=True, no_log=True)


def _seen_by(module: basic.AnsibleModule) -> dict[str, Any]:
    return {
        "msg": module.params["msg"],
        "environment": os.environ.get(TRIAL_VARIABLE),
        "check_mode": module.check_mode,
    }


@contextlib.contextmanager
def _process_state(
    globals_of_basic: Mapping[str, Any], environment: Mapping[str, Any]
) -> Iterator[None]:
    """Set globals and environment in the block, and restore them and the directory afterwards."""
    # Without unittest.mock, because its import takes half as long as all imports of a task.
    before = {name: getattr(basic, name) for name in globals_of_basic}
    directory, outside = os.getcwd(), dict(os.environ)
    os.environ.update({name: str(value) for name, value in environment.items()})
    vars(basic).update(globals_of_basic)
    try:
        yield
    finally:
        vars(basic).update(before)
        os.environ.clear()
        os.environ.update(outside)
        os.chdir(directory)
