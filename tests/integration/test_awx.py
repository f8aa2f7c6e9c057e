# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of extensions/awx, and their jobs as AWX runs them."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import yaml
from plays import KEY
from simulator.process import SimulatorProcess

from .awx import AWX, SPECS, Controller, Objects, set_up
from .conftest import BIN, CHECKOUT, SPEED

TOKEN = "token-of-the-test-4711"
#: Playbooks that need objects, and the message without them.
FAILS_ON_AN_EMPTY_ACCOUNT = {
    "drift.yml": "The account differs from its description",
    "restore.yml": "no server appliance or image has the name or id 'backup-web'",
}
#: Values of the variables in the project, which show that a job reads them.
SHOWN = {"monitoring_baseline.yml": "shop-servers", "team_access.yml": "operator"}
KINDS = ("private_networks", "firewall_policies", "servers")


@pytest.fixture(scope="module")
def objects(tmp_path_factory) -> Objects:
    done, objects = set_up(
        tmp_path_factory.mktemp("setup"),
        *("-e", f"awx_api_token={TOKEN}", "-e", "awx_machine_credential=Servers"),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "WARNING" not in done.stderr and TOKEN not in done.stdout
    return objects


@pytest.fixture
def simulator() -> Iterator[SimulatorProcess]:
    with SimulatorProcess(speed=SPEED, linger=6, token=TOKEN) as simulator:
        yield simulator


@pytest.fixture(autouse=True)
def path_with_programs(monkeypatch) -> None:
    """ansible-runner searches the programs of Ansible in the path of this process."""
    monkeypatch.setenv("PATH", f"{BIN}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def controller(objects, simulator, tmp_path) -> Controller:
    return Controller(objects, simulator, tmp_path)


def nodes_in_order(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the nodes of a workflow in the order of their success."""
    nodes = {node["identifier"]: node for node in workflow["workflow_nodes"]}
    following = {
        name: [each["identifier"] for each in node.get("related", {}).get("success_nodes", [])]
        for name, node in nodes.items()
    }
    (name,) = set(nodes) - {each for names in following.values() for each in names}
    order = [nodes[name]]
    while following[name]:
        (name,) = following[name]
        order.append(nodes[name])
    assert len(order) == len(nodes)
    return order


# -- the objects


def test_the_objects_refer_to_each_other(objects):
    (credential_type,), (credential,), (project,), (inventory,), (source,), (workflow,) = (
        objects[name]
        for name in (
            "credential_type",
            "credential",
            "project",
            "inventory",
            "inventory_source",
            "workflow_job_template",
        )
    )
    fields = {field["id"]: field for field in credential_type["inputs"]["fields"]}
    assert fields["api_token"]["secret"] and fields["shared_store"]["secret"]
    assert set(credential["inputs"]) == set(fields)
    assert credential["credential_type"] == credential_type["name"]
    assert credential_type["injectors"]["env"] == {
        "CLOUDPANEL_API_TOKEN": "{{ api_token }}",
        "CLOUDPANEL_API_URL": "{{ api_url }}",
        "CLOUDPANEL_SHARED_STORE": "{{ shared_store | default('') }}",
    }
    assert (source["inventory"], source["source_project"], source["credential"]) == (
        inventory["name"],
        project["name"],
        credential["name"],
    )
    assert (AWX / "project" / source["source_path"]).exists()
    for template in objects["job_template"]:
        assert (template["project"], template["inventory"], template["credentials"]) == (
            project["name"],
            inventory["name"],
            [credential["name"], "Servers"],
        )
    names = {template["name"] for template in objects["job_template"]}
    for node in nodes_in_order(workflow):
        job = node["unified_job_template"]
        assert job["type"] == "workflow_approval" or job["name"] in names


def test_the_substitutes_check_arguments(tmp_path):
    credential_type = {"name": "n", "description": "", "kind": "cluod", "inputs": {}}
    variables = {"awx_credential_type": {**credential_type, "injectors": {}}}
    done, objects = set_up(tmp_path, "-e", json.dumps(variables))
    assert done.returncode == 2 and "value of kind must be one of" in done.stdout + done.stderr
    assert objects == {}


def test_the_argument_specs_are_those_of_the_pinned_collection():
    assert f"ansible=={SPECS['ansible']}" in (CHECKOUT / "requirements-bench.txt").read_text()


def variables_of(playbook: str) -> set[str]:
    """Return the variables that a playbook of the collection and its roles mention."""
    file = CHECKOUT / "playbooks" / playbook
    texts = [file.read_text()]
    for name in re.findall(r"tasks/\w+\.yml", texts[0]):
        texts.append((CHECKOUT / "playbooks" / name).read_text())
    for role in re.findall(r"name: ionos\.cloudpanel\.(\w+)$", texts[0], re.M):
        texts.append((CHECKOUT / "roles" / role / "meta" / "argument_specs.yml").read_text())
    return {name for text in texts for name in re.findall(r"\b[a-z]+_\w+", text)}


def test_surveys_set_variables_of_their_playbooks(objects):
    for template in objects["job_template"]:
        questions = template["survey_spec"]["spec"]
        names = [question["variable"] for question in questions]
        assert len(names) == len(set(names))
        assert set(names) <= variables_of(template["playbook"]), template["name"]


def test_surveys_are_what_awx_accepts(objects):
    kinds = {"text": str, "textarea": str, "integer": int, "multiplechoice": str}
    for template in objects["job_template"]:
        survey = template["survey_spec"]
        assert set(survey) == {"name", "description", "spec"}
        for question in survey["spec"]:
            assert isinstance(question["required"], bool) and question["question_name"]
            default = question["default"]
            assert default.__class__ is kinds[question["type"]], (template["name"], question)
            if question["type"] == "multiplechoice":
                assert default in question["choices"]
            if question["type"] == "integer":
                assert question["min"] <= default <= question["max"]


# -- the jobs


@pytest.mark.parametrize(
    "file", sorted((AWX / "job_templates").glob("*.yml")), ids=lambda it: it.stem
)
def test_each_job_runs_in_check_mode(controller, simulator, file):
    """The answers are the defaults, and a public key or a name where the survey has none."""
    template = controller.template(f"Cloud Panel - {yaml.safe_load(file.read_text())['name']}")
    answers = {
        question["variable"]: KEY if question["variable"].endswith("public_key") else "web"
        for question in template["survey_spec"]["spec"]
        if question["required"] and question["default"] == ""
    }
    job = controller.run({**template, "job_type": "check"}, answers)
    reason = FAILS_ON_AN_EMPTY_ACCOUNT.get(template["playbook"])
    assert job.successful is (reason is None), job.output
    assert (reason or SHOWN.get(template["playbook"], "")) in job.output
    assert simulator.requests() and simulator.writes() == []


def run_workflow(controller: Controller, before_apply=lambda: None) -> list:
    """Run the jobs of the workflow, and approve its plan. :returns: the jobs."""
    (workflow,) = controller.objects["workflow_job_template"]
    variables = {
        question["variable"]: question["default"] for question in workflow["survey_spec"]["spec"]
    }
    jobs = []
    for node in nodes_in_order(workflow):
        if node["unified_job_template"]["type"] == "workflow_approval":
            before_apply()
            continue
        template = controller.template(node["unified_job_template"]["name"])
        jobs.append(controller.run(template, variables))
        variables = {**variables, **jobs[-1].artifacts}
        if not jobs[-1].successful:
            break
    return jobs


def names_of(simulator: SimulatorProcess, kind: str) -> list[str]:
    return sorted(each["name"] for each in simulator.api("GET", f"/{kind}"))


def test_the_workflow_makes_the_approved_changes(controller, simulator):
    planned: list[str] = []

    def approve() -> None:
        planned.extend(simulator.writes())

    plan, apply = run_workflow(controller, approve)
    assert plan.successful and apply.successful, plan.output + apply.output
    assert planned == []
    assert plan.artifacts["cloudpanel_approved"] in plan.output
    assert "Net cost in a month: 15.00 EUR (now 0.00)" in plan.output
    assert {f"POST /{kind}" for kind in KINDS} <= set(simulator.writes())
    assert names_of(simulator, "servers") == ["shop-web-1", "shop-web-2"]

    hosts = controller.inventory()
    assert set(hosts["_meta"]["hostvars"]) == {"shop-web-1", "shop-web-2"}

    stored = {path: path.read_text(errors="replace") for path in controller.files()}
    secrets = [TOKEN]
    for server in simulator.api("GET", "/servers"):
        secrets.append(simulator.api("GET", f"/servers/{server['id']}")["first_password"])
    assert any("shop-web-1" in text for text in stored.values()) and all(secrets)
    for secret in secrets:
        assert not [path for path, text in stored.items() if secret in text]
        assert secret not in json.dumps(hosts)

    simulator.clear()
    again = run_workflow(controller)
    assert [job.successful for job in again] == [True, True] and simulator.writes() == []


def test_an_outdated_approval_sends_no_write(controller, simulator):
    changed: list[str] = []

    def change_the_account() -> None:
        simulator.api("POST", "/private_networks", {"name": "shop-backend"})
        changed.extend(simulator.writes())

    plan, apply = run_workflow(controller, change_the_account)
    assert plan.successful and not apply.successful
    assert "The plan is not the approved one" in apply.output
    assert simulator.writes() == changed


def test_two_jobs_with_separate_caches_stay_within_the_budget(objects, tmp_path):
    """Jobs in two containers share no file, so only the answers of the API show the budget."""
    limit = 10
    with SimulatorProcess(
        speed=SPEED, linger=6, token=TOKEN, rate_limit=limit, rate_window=3
    ) as simulator:
        controllers = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            controllers.append(Controller(objects, simulator, tmp_path / name, f"{name}-"))
        with ThreadPoolExecutor(2) as pool:
            both = list(pool.map(run_workflow, controllers))
        jobs = [job for jobs in both for job in jobs]
        assert all(job.successful for job in jobs), "\n".join(job.output for job in jobs)
        sent = simulator.requests()
        rejected = [entry for entry in sent if entry["status"] == 429]
        writes = [path for path in simulator.writes() if path == "POST /servers"]
        assert len(jobs) == len(writes) == 4 and len(sent) > 3 * limit
        assert len(rejected) <= len(sent) / 5, rejected
