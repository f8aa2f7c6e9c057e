# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values with documented spellings can be written in any case."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge import arguments
from ansible_collections.ionos.cloudpanel.plugins.module_utils.model.choices import (
    documented_values,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources import registry
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.stacks import STACK

WEB = {"name": "web", "appliance": "debian12-64min"}
#: The argument specs of all modules with choices, by the name of the module.
SPECS = {
    **{each.name: arguments.state_arguments(each) for each in registry.MANAGED},
    **{each.name: arguments.report_arguments(each) for each in registry.REPORTS.values()},
    "stack": arguments.stack_arguments(STACK),
    "api_request": arguments.REQUEST_ARGUMENTS,
}


def options_with_choices(
    spec: dict[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    for name, argument in spec.items():
        if argument.get("choices"):
            yield (*path, name), argument
        yield from options_with_choices(argument.get("options") or {}, (*path, name))


CASES = [
    pytest.param(module, path, argument, id=f"{module}.{'.'.join(path)}")
    for module, spec in SPECS.items()
    for path, argument in options_with_choices(spec)
]


def nested(spec: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """Return options with a value at a path."""
    name, *rest = path
    inner = nested(spec[name]["options"], tuple(rest), value) if rest else value
    return {name: [inner] if rest and spec[name]["type"] == "list" else inner}


def loosened(spec: dict[str, Any]) -> dict[str, Any]:
    """Return an argument spec that requires nothing, with the choices as they are."""
    found = copy.deepcopy(spec)
    for argument in found.values():
        for rule in ("required", "required_one_of", "mutually_exclusive", "required_together"):
            argument.pop(rule, None)
        if argument.get("options"):
            argument["options"] = loosened(argument["options"])
    return found


@pytest.mark.exhaustive
@pytest.mark.parametrize("module, path, argument", CASES)
def test_each_choice_of_each_module(module, path, argument):
    spec = loosened(SPECS[module])
    for choice in argument["choices"]:
        for spelling in (choice.swapcase(), choice.title(), choice):
            checked = ArgumentSpecValidator(spec).validate(nested(spec, path, spelling))
            assert not checked.error_messages
            wanted = nested(spec, path, argument["choices"].documented(choice))
            values = documented_values(spec, checked.validated_parameters)
            assert contains(values, wanted), (values, wanted)
    checked = ArgumentSpecValidator(spec).validate(nested(spec, path, "other"))
    documented = ", ".join(argument["choices"])
    assert f"must be one of: {documented}, got: other" in checked.error_messages[0]


def contains(values: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return all(contains(values[name], each) for name, each in wanted.items())
    if isinstance(wanted, list):
        return all(contains(one, other) for one, other in zip(values, wanted))
    return values == wanted


def test_requests_results_and_diffs_have_the_documented_case(tasks, simulator):
    rules = [{"port": "80", "protocol": "tcp", "action": "Accept"}]
    check, real, _again = tasks.converge("firewall_policy", name="web", rules=rules)
    assert check["operations"] == real["operations"]
    documented = [{"port": "80", "protocol": "TCP", "action": "accept"}]
    assert not tasks.ok("firewall_policy", name="web", rules=documented)["changed"]
    changed = tasks.ok(
        "firewall_policy", name="web", rules=[{"port": "80", "protocol": "udp"}], purge_rules=True
    )
    assert changed["firewall_policy"]["rules"][0]["protocol"] == "UDP"
    assert "udp" not in json.dumps(changed["diff"])


def test_suboptions_as_a_text(tasks):
    result = tasks.ok("firewall_policy", name="dns", rules=["port=53 protocol=udp"])
    assert result["firewall_policy"]["rules"][0]["protocol"] == "UDP"


def test_names_that_are_codes(tasks, simulator):
    check, real, _again = tasks.converge(
        "server", **WEB, fixed_instance_size="m", datacenter="de", server_type="Cloud"
    )
    assert real["server"]["datacenter"]["country_code"] == "DE"
    assert check["server"]["hardware"] == {
        **real["server"]["hardware"],
        "hdds": check["server"]["hardware"]["hdds"],
    }
    assert not tasks.ok("server", **WEB, fixed_instance_size="M", datacenter="germany")["changed"]
    message = tasks.error("server", **WEB, fixed_instance_size="q")
    assert "no fixed instance size has the name or id 'q'" in message


def test_names_of_appliances_keep_their_case(tasks):
    options = {**WEB, "appliance": "Debian12-64min", "fixed_instance_size": "M"}
    assert "no server appliance or image has the name" in tasks.error("server", **options)


def test_the_same_in_a_stack(tasks):
    described = {
        "servers": [{**WEB, "fixed_instance_size": "m", "state": "Started", "datacenter": "de"}],
        "firewall_policies": [{"name": "web", "rules": [{"port": "80", "protocol": "tcp"}]}],
    }
    tasks.converge("stack", **described)
    assert not tasks.ok("stack", **described, state="Present")["changed"]
    described["firewall_policies"][0]["rules"][0]["protocol"] = "sctp"
    message = tasks.error("stack", **described)
    assert message.startswith("firewall_policies[0]: value of protocol must be one of: TCP, UDP")


def test_a_server_can_be_started(tasks, simulator):
    tasks.ok("server", **WEB, fixed_instance_size="M", state="stopped")
    started = tasks.ok("server", name="web", state="started")
    assert started["server"]["status"]["state"] == "POWERED_ON"
    simulator.clear()
    assert not tasks.ok("server", name="web", state="running")["changed"]
    assert not simulator.accepted()


def test_filters(tasks):
    tasks.ok("server", **WEB, fixed_instance_size="M", datacenter="DE")
    assert tasks.ok("server_info", filters={"status.state": "powered_on"})["servers"]
    assert tasks.ok("server_info", filters={"datacenter": "de"})["servers"]
    assert not tasks.ok("server_info", filters={"name": "WEB"})["servers"]
    assert tasks.ok("datacenter_info", name=["de"])["datacenters"]
    lower, upper = (
        tasks.ok("server_appliance_info", filters={"os_family": family})["server_appliances"]
        for family in ("windows", "WINDOWS")
    )
    assert lower and lower == upper


def test_reports(tasks):
    result = tasks.ok("log_info", period="last_24h")
    assert not result["changed"]
    message = tasks.error("log_info", period="custom")
    assert message == "period is CUSTOM, which needs start_date and end_date."


def test_the_address_of_the_api_by_its_other_name(tasks, simulator):
    tasks.environment.pop("CLOUDPANEL_API_URL")
    assert tasks.ok("ping", api_endpoint=simulator.url)
