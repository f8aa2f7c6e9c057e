# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python SDK of the vendor as a client of the simulator, and what its methods reach."""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from simulated import SimulatedApi

#: The SDK imports two modules of Python 2.
with mock.patch.object(
    sys, "path", [str(Path(__file__).parents[2] / "benchmark" / "compat"), *sys.path]
):
    sdk = importlib.import_module("oneandone.client")

#: Seconds for which the tests of the Go SDK of the vendor wait after a server is ready
#: (api-notes: busy-after-ready).
PAUSE = 180

CLASSES = [
    each
    for _name, each in inspect.getmembers(sdk, inspect.isclass)
    if each.__module__ == sdk.__name__ and each is not sdk.MyAdapter
]


def methods() -> list[str]:
    return [
        f"{each.__name__}.{name}"
        for each in CLASSES
        for name, value in vars(each).items()
        if inspect.isfunction(value) and not name.startswith("_")
    ]


class Tour:
    """A client of the SDK, and the operations that each of its methods has reached."""

    def __init__(self, api: SimulatedApi) -> None:
        self.api = api
        self.client = sdk.OneAndOneService(api.token, api.url)
        self.reached: dict[str, set[str]] = defaultdict(set)
        self.image = self.client.list_appliances(q="debian12-64min")[0]["id"]

    def recorded(self, name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def call(*arguments: Any, **options: Any) -> Any:
            before = len(self.api.api_core.log)
            answer = method(*arguments, **options)
            self.reached[name].update(each.operationId for each in self.api.api_core.log[before:])
            return answer

        return call

    # -- objects of the SDK

    def own(self, thing: Any, **identity: str) -> Any:
        """Set the address of the API in an object of the SDK, and return the object.

        :param identity: the ids of an object that exists already.
        """
        thing.base_url = self.client.base_url
        if identity:
            thing.specs.update(identity, api_token=self.client.header)
        return thing

    def ready(self, thing: Any) -> dict[str, Any]:
        """Wait as the SDK does, and then for the end of the work."""
        assert self.own(thing).wait_for(), thing
        if isinstance(thing, sdk.Server):
            self.api.time.sleep(PAUSE)
        return thing.get()

    def active(self, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Wait until an object is active. The SDK can wait only for some objects."""
        for _each in range(60):
            if (answer := read())["state"] == "ACTIVE":
                return answer
            self.api.time.sleep(5)
        raise AssertionError(answer)

    def gone(self, read: Callable[[], Any]) -> None:
        for _each in range(60):
            try:
                read()
            except Exception as error:  # the SDK raises nothing else
                assert "Error Code: 404" in str(error)
                return
            self.api.time.sleep(5)
        raise AssertionError("it is still there")

    def server(self, name: str, **more: Any) -> Any:
        server = sdk.Server(
            name=name, vcore=1, cores_per_processor=1, ram=1, appliance_id=self.image, **more
        )
        answer = self.client.create_server(server=server, hdds=[sdk.Hdd(size=40, is_main=True)])
        assert answer["name"] == name and server.first_password == answer["first_password"]
        self.ready(server)
        return server

    def off(self, server: Any) -> None:
        self.client.stop_server(server_id=server.specs["server_id"], method="SOFTWARE")
        assert self.ready(server)["status"]["state"] == "POWERED_OFF"

    def remove(self, server: Any, **options: Any) -> None:
        self.client.delete_server(server_id=server.specs["server_id"], **options)
        assert self.own(server).wait_deleted()
