# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Put changed code into modules that are loaded already.

Other modules have names, classes and instances of a loaded module. Therefore its functions and
classes are not replaced: they get the code, the default values and the constants of the new ones.
"""

from __future__ import annotations

import functools
import re
import sys
import types
from typing import Any

#: Values that code can compare and that refer to no class or function of a module.
PLAIN = (int, float, str, bytes, type(None), re.Pattern)


def install(module: types.ModuleType, code: types.CodeType) -> None:
    """Run the code of a changed source file, and put the results into its module.

    :raises Exception: the changed code cannot be run.
    """
    new = types.ModuleType(module.__name__)
    vars(new).update({name: vars(module)[name] for name in ("__file__", "__package__", "__spec__")})
    exec(code, vars(new))
    for name, value in vars(new).items():
        former = vars(module).get(name)
        if _is_other_constant(former, value):
            _replace_constant(module, name, former, value)
        elif getattr(value, "__module__", None) == module.__name__:
            _update(former, value)


def _replace_constant(module: types.ModuleType, name: str, former: Any, value: Any) -> None:
    """Replace a constant in its module, and in the modules that have imported it."""
    for user in list(sys.modules.values()):
        if isinstance(user, types.ModuleType) and vars(user).get(name) is former:
            setattr(user, name, value)
    setattr(module, name, value)


def _update(former: Any, value: Any) -> None:
    """Give a function, a class or a descriptor the code of another one."""
    if isinstance(value, type):
        for name, inner in list(vars(value).items()):
            known = vars(former).get(name)
            if name in ("__module__", "__doc__", "__annotations__"):
                continue
            if _is_other_constant(known, inner):
                setattr(former, name, inner)
            else:
                _update(known, inner)
    elif isinstance(value, types.FunctionType):
        if hasattr(value, "__wrapped__"):
            _update(former.__wrapped__, value.__wrapped__)
            return
        former.__code__ = value.__code__
        if former.__defaults__ and value.__defaults__:
            former.__defaults__ = tuple(map(_other, former.__defaults__, value.__defaults__))
        if _is_other_constant(former.__kwdefaults__, value.__kwdefaults__):
            former.__kwdefaults__ = value.__kwdefaults__
    elif isinstance(value, (staticmethod, classmethod)):
        _update(former.__func__, value.__func__)
    elif isinstance(value, functools.cached_property):
        _update(former.func, value.func)
    elif isinstance(value, property):
        _update(former.fget, value.fget)


def _other(former: Any, value: Any) -> Any:
    """Return the value that takes the place of a former one."""
    return value if _is_other_constant(former, value) else former


def _is_other_constant(former: Any, value: Any) -> bool:
    """Return whether a value is a constant that a change has made different."""
    return _is_plain(former) and _is_plain(value) and repr(former) != repr(value)


def _is_plain(value: Any) -> bool:
    if isinstance(value, (tuple, list, set, frozenset)):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, (*value, *value.values())))
    return isinstance(value, PLAIN)
