# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bridge to Ansible: options in, results out. ``run``, ``gather``, ``tell`` and ``request`` are plain functions of the options."""

from __future__ import annotations

import math
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from ansible.module_utils.basic import AnsibleModule, env_fallback, missing_required_lib

from . import client as http
from . import filters
from .answers import read_answer, usable
from .apply import Application, Failed, Outcome
from .client import ApiError, Client, LostAnswer
from .description import Bearers, Resource
from .disclosure import Disclosure, SecretError, spellings, url_credentials, with_secrets
from .fields import Children, Field, Refusal, check_object
from .values import PLANNED, dig, fill, is_passing, nearest, path_to, percent, printable, wire
from .find import Account, Unknown, check_id
from .operation import checked_path, checked_query, parsed_body, secret_texts, texts
from .plan import Plan, Wanted, plan
from .quota import POLL
from .reads import split, without_secrets
from .reports import Report, Way
from .runs import Run, current_run
from .waiting import Patience, TimedOut, Waiting

CONNECTION: dict[str, dict[str, Any]] = {
    "api_token": {"type": "str", "no_log": True, "fallback": (env_fallback, ["CLOUDPANEL_API_TOKEN"])},
    "api_url": {"type": "str", "default": http.DEFAULT_URL, "fallback": (env_fallback, ["CLOUDPANEL_API_URL"])},
    "api_timeout": {"type": "float", "default": 30.0, "fallback": (env_fallback, ["CLOUDPANEL_API_TIMEOUT"])},
    "validate_certs": {"type": "bool", "default": True, "fallback": (env_fallback, ["CLOUDPANEL_VALIDATE_CERTS"])},
    "ca_path": {"type": "path", "fallback": (env_fallback, ["CLOUDPANEL_CA_PATH"])},
    "share_reads": {"type": "float", "default": 10.0, "fallback": (env_fallback, ["CLOUDPANEL_SHARE_READS"])},
}
WAITING: dict[str, dict[str, Any]] = {
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 1800},
    "wait_interval": {"type": "float", "default": 10.0},
}
SHOW_SECRETS: dict[str, dict[str, Any]] = {"show_secrets": {"type": "bool", "default": False}}


#: Seconds that taking a free lock lasts at the most. A task that waited longer finds its object again.
UNCONTENDED = 0.01


class Failure(Exception):
    """What a task fails with: one sentence, and what else the result carries."""

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.details = details


# -- arguments


def state_arguments(resource: Resource) -> dict[str, Any]:
    """The whole argument spec of a module that keeps objects of a resource as they should be."""
    states = states_of(resource)
    spec = {**CONNECTION, **WAITING}
    if "present" in states and not (resource.within or resource.standing):
        spec["id"] = {"type": "str"}
    if len(states) > 1:
        spec["state"] = {"type": "str", "default": states[0], "choices": states}
    spec.update({each.name: each.argument() for each in (*resource.fields, *resource.options)})
    for children in resource.children:
        spec[children.name] = _children_argument(children)
        spec[children.purge] = {"type": "bool", "default": True}
    if resource.secret_file:
        spec[resource.secret_file.option] = {"type": "path", "no_log": False}
    return {**spec, **SHOW_SECRETS} if resource.secrets else spec


def states_of(resource: Resource) -> list[str]:
    return [*resource.states, *resource.transitions]


def _children_argument(children: Children) -> dict[str, Any]:
    if not children.item:
        return {"type": "list", "elements": "raw" if children.to else "str"}
    return {"type": "list", "elements": "dict", "options": {each.name: each.argument() for each in children.item}}


#: All reading modules take the options for waiting, so that module_defaults of the group fit every module.
INFO_ARGUMENTS: dict[str, dict[str, Any]] = {
    **CONNECTION, **WAITING, "wait": {"type": "bool", "default": False},
    "id": {"type": "str"}, "name": {"type": "list", "elements": "str"}, "filters": {"type": "dict", "default": {}},
}


def info_arguments(resource: Resource) -> dict[str, Any]:
    """The whole argument spec of a module that reads objects of a resource."""
    spec = {name: each for name, each in INFO_ARGUMENTS.items() if not (resource.standing and name in ("id", "name"))}
    return {**spec, **SHOW_SECRETS} if resource.revealed else spec


def report_arguments(report: Report) -> dict[str, Any]:
    sifting = {"filters": {"type": "dict", "default": {}}} if report.sifted else {}
    return {**CONNECTION, **WAITING, "wait": {"type": "bool", "default": False}, **sifting,
            **{each.name: each.argument() for each in report.fields}}


REQUEST_ARGUMENTS: dict[str, dict[str, Any]] = {
    **CONNECTION, **WAITING,
    "method": {"type": "str", "default": "GET", "choices": ["GET", "POST", "PUT", "DELETE"]},
    "path": {"type": "str", "required": True},
    # no_log keeps both out of syslog; request_module shows again what is no secret.
    "query": {"type": "dict", "default": {}, "no_log": True},
    "body": {"type": "raw", "no_log": True},
    "all_pages": {"type": "bool", "default": False},
    **SHOW_SECRETS,
}


def check_limits(fields: Sequence[Field], params: Mapping[str, Any], prefix: str = "") -> None:
    """:raises Refusal: a value outside what the contract allows, named by its option."""
    for each in fields:
        value = params.get(each.name)
        path = f"{prefix}{each.name}"
        if value is None:
            continue
        if each.fields:
            check_limits(each.fields, value, f"{path}.")
        elif not isinstance(value, (list, dict)):
            complaint = each.limits.complaint(value)
            if complaint:
                raise Refusal(f"{path} {complaint}.")


def check_filters(resource: Resource, asked: Mapping[str, Any]) -> None:
    """:raises Refusal: a filter by what no object of the resource has."""
    for path in asked:
        attribute = str(path).partition(".")[0]
        if attribute not in resource.shape:
            raise Refusal(f"filters has {path!r}, but no {resource.title} has {attribute}. {nearest(attribute, resource.shape)}")


def check_options(resource: Resource, params: Mapping[str, Any]) -> None:
    check_limits(resource.fields, params)
    for children in resource.children:
        for position, element in enumerate(params.get(children.name) or () if children.item else ()):
            check_limits(children.item, element, f"{children.name}[{position}].")


# -- the core: plain functions of params


def connect(params: Mapping[str, Any], agent: str) -> Client:
    """A session with the account of the user. :param agent: the module that asks."""
    if not (params["api_token"] or "").strip():
        raise Refusal("api_token is missing. Set the option, or the environment variable CLOUDPANEL_API_TOKEN; a token is "
                      "shown in the Cloud Panel under Management, Users, API Key.")
    return _session(params, params["api_token"], agent)


def _session(params: Mapping[str, Any], token: str, agent: str) -> Client:
    if not (math.isfinite(params["wait_interval"]) and params["wait_interval"] > 0):
        raise Refusal(f"wait_interval is {params['wait_interval']:g}; it has to be more than 0 seconds.")
    if not (math.isfinite(params["share_reads"]) and params["share_reads"] >= 0):
        raise Refusal(f"share_reads is {params['share_reads']:g}; it has to be 0 (never) or a number of seconds.")
    if params["wait_timeout"] < 0:
        raise Refusal(f"wait_timeout is {params['wait_timeout']}; it has to be 0 or more seconds.")
    verify = params["validate_certs"] and (params["ca_path"] or True)
    return Client(token, params["api_url"], timeout=params["api_timeout"], verify=verify, patience=params["wait_timeout"],
                  share=params["share_reads"] > 0, agent=agent)


def waiting(params: Mapping[str, Any]) -> Waiting:
    return Waiting(params["wait"], params["wait_timeout"], params["wait_interval"])


def run(resource: Resource, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Bring one object to what ``params`` ask. :raises Failure: with all that the user can be told."""
    outcome: Outcome | None = None
    disclosure = Disclosure(resource, params)
    try:
        check_options(resource, params)
        account = open_account(connect(params, resource.name), params, check_mode)
        task = Task(resource, params, account, disclosure)
        if check_mode:
            return task.announce()
        outcome = task.outcome
        return task.perform()
    except Exception as error:
        raise failure(error, outcome, disclosure) from error
    finally:
        disclosure.discard()


def failure(error: Exception, outcome: Outcome | None = None, disclosure: Disclosure | None = None) -> Failure:
    """What a task fails with: the error in one sentence, and what was done before it."""
    if isinstance(error, Failure):
        return error
    details: dict[str, Any] = {"operations": outcome.operations, "changed": bool(outcome.operations)} if outcome else {}
    if isinstance(error, ApiError):
        details["error"] = error.as_dict()
    message = str(error)
    if not isinstance(error, (Refusal, TimedOut, Failed, ApiError, SecretError)):
        message = (f"Unexpected {type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no explanation'}. This is a defect of "
                   "ionos.cloudpanel; please report it with the traceback in the key exception of the result.")
        details["exception"] = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    messages = [message, *(outcome.notes if outcome else ())]
    if outcome and disclosure:
        details.update(disclosure.rescued(outcome.object))
        try:
            disclosure.keep()
        except SecretError as lost:
            messages.append(str(lost))
    return Failure(" ".join(messages), **details)


def open_account(client: Client, params: Mapping[str, Any], check_mode: bool) -> Account:
    run_of_task = current_run()
    announcing = check_mode and run_of_task is not None and client.store.usable
    account = Account(client, _oldest(run_of_task, params["share_reads"]), run_of_task.id if announcing else None,
                      lenient=check_mode and not announcing)
    account.warnings.extend(client.warnings())
    return account


def _oldest(run_of_task: Run | None, share: float) -> float:
    """No answer that a task uses is older than ``share`` seconds, nor than the run: what was done before it is seen."""
    now = time.time()
    return max(run_of_task.began, now - share) if run_of_task else now


class Task:
    """One object on its way through find, resolve, plan and apply."""

    def __init__(self, resource: Resource, params: Mapping[str, Any], account: Account, disclosure: Disclosure) -> None:
        self.disclosure = disclosure
        self.resource = resource
        self.params = params
        self.state = params.get("state") or states_of(resource)[0]
        self.account = account
        self.waiting = waiting(params)
        #: Whether the token in use is of no use any more after the plan.
        self.barred = False
        self.outcome = Outcome(None)
        self.patience = Patience(self.waiting, account.client)
        self.application = Application(resource, account.client, self.patience, self._look_again, self._rest, self._finished,
                                       self._learn)

    def announce(self) -> dict[str, Any]:
        """What a real run would do; only reads."""
        current = self._find()
        planned = self._plan(current)
        makes_secrets = self._prepare_secrets(planned)
        if planned.changed:
            self.account.announce(self.resource, current, planned.object)
        operations = [step.operation for step in planned.steps]
        if not makes_secrets:
            self._read_secrets(current)
        return self._result(planned, planned.object, operations)

    def perform(self) -> dict[str, Any]:
        with self._alone() as found:
            current = self._ready(found)
            planned = self._plan(current)
            self._prepare_secrets(planned)
            self.disclosure.reserve()
            run_of_task = current_run() if planned.changed else None
            if run_of_task:
                self.account.announcements.retract(run_of_task.id)
            self.application.write(planned, current, self.outcome)
        self.application.finish(self.outcome)
        self._check_rivals()
        self.account.warnings.extend(self.outcome.warnings)
        self._hand_over_secrets()
        return self._result(planned, self.outcome.object, self.outcome.operations)

    @contextmanager
    def _alone(self) -> Iterator[dict[str, Any] | None]:
        """Find the object, and let no other process that manages the same one into the block.

        An object is locked by the identity that the task names, and then by its id, which other tasks may name.
        """
        identity = self.params.get("id") or self._identity()
        with self._lock(identity):
            found = self._find()
            key = self.resource.place(found)[1] if found else self._owner() or identity
            if key == identity:
                yield found
                return
            with self._lock(key) as waited:
                if waited:
                    self.account.recall()
                    found = self._find()
                yield found

    def _owner(self) -> str | None:
        """The id of the object that a new part belongs to. Tasks may name it in different ways."""
        if not self.resource.within or self.state == "absent":
            return None
        return self.account.identities(self.resource, self.params)[self.resource.within.option].id

    def _identity(self) -> str:
        """The strongest identity that the task names, as its lock is called."""
        named = [self.resource.within.option] if self.resource.within else self.resource.identities
        return next((f"{name} {self.params[name]}" for name in named if self.params.get(name)), "")

    @contextmanager
    def _lock(self, key: str) -> Iterator[bool]:
        """Hold a lock of the object. Yield whether another process held it before.

        :raises TimedOut: another process holds it for longer than this task may wait.
        """
        began = time.monotonic()
        with self.account.client.store.lock(f"{self.resource.list_path} {key}", self.patience.left) as held:
            if held is False:
                raise TimedOut(f"Another task on this machine has managed the same {self.resource.title} for as long as wait_timeout "
                               f"({self.waiting.timeout:g} s). Raise wait_timeout, or run the task again.")
            yield time.monotonic() - began > UNCONTENDED

    def _check_rivals(self) -> None:
        """:raises Refusal: another machine has created an object with the same identity at the same moment."""
        obj = self.outcome.object
        if not (self.outcome.created and obj and self.waiting.wait) or self.resource.within:
            return
        rivals = self.account.rivals(self.resource, self.wanted.values, obj)
        if rivals:
            ids = ", ".join(each["id"] for each in rivals)
            raise Refusal(f"{self.resource.label(obj)} (id {obj['id']}) was created, but another one with the same name appeared at the same "
                          f"time (id {ids}). Remove one of them by its id, and let one machine at a time create it.")

    # -- the parts

    def _find(self) -> dict[str, Any] | None:
        identifier = self.params.get("id")
        try:
            values = self.account.identities(self.resource, self.params)
        except Unknown:
            if self.state != "absent":
                raise
            return None
        found = self.account.find(self.resource, identifier, values)
        if found is None and identifier and self.state != "absent":
            raise Refusal(f"No {self.resource.title} has the id {identifier}. Leave id out to create one by its name.")
        if found is None and self.resource.standing:
            asked = " and ".join(f"the {name} {self.params[name]!r}" for name in self.resource.identities)
            raise Refusal(f"There is no {self.resource.title} with {asked}, and none can be created.")
        return found

    def _ready(self, current: dict[str, Any] | None) -> dict[str, Any] | None:
        """Let what an earlier run began come to its end, so that the plan starts from firm ground."""
        if current is None or not self.resource.passing(current):
            return current
        if self.resource.removing(current):
            if self.state != "absent" or self.waiting.wait:
                self.application.await_removal(current)
            return None
        if self.state == "absent" and not self.waiting.wait:
            return current
        return dict(self.application.settle(current))

    def _wanted(self, current: Mapping[str, Any] | None) -> Wanted:
        values = {} if self.state == "absent" else self.account.resolve(self.resource, self.params, current)
        unused = self.account.unused(self.resource, self.params, current) if current and self.state != "absent" else {}
        return Wanted(self.state, values, self.params, unused, self.account.known(self.resource, values, current or {}, self.state),
                      self.account.labels(self.resource, values, current or {}), self._resume(current) if current else None)

    def _resume(self, obj: Mapping[str, Any]) -> str | None:
        """The state to which a killed or failed task has left the object to return."""
        return self.application.suspensions.state(obj) if self.resource.running else None

    def _plan(self, current: dict[str, Any] | None) -> Plan:
        if current and self.resource.removing(current) and self.state != "absent":
            current = None
        self.wanted = self._wanted(current)
        if current:
            options = self.resource.released if self.state == "absent" else self.wanted.values
            current = self.account.complete(self.resource, current, options)
        own = self.account.without_foreign(self.resource, self.wanted.values, current) if current else None
        planned = plan(self.resource, self.wanted, own)
        if own and planned.object:
            planned = replace(planned, object=self.account.with_foreign(self.resource, own, current, planned.object))
        if planned.changed and self.resource.bearers:
            self._keep_access(self.resource.bearers, current or planned.object or {}, planned)
        return planned

    def _keep_access(self, bearers: Bearers, obj: Mapping[str, Any], planned: Plan) -> None:
        """See to it that a user does not lock himself out. Who means to, has nobody left who could wait for the end."""
        before, after, client = planned.before, planned.after, self.account.client
        if not self.resource.lockout(before, after, None) or not self.account.bears(bearers, bearers.ids(obj, before, after)):
            return
        why = self.resource.lockout(before, after, client.source())
        if why and not self.params["allow_lockout"]:
            raise Refusal(f"{self.resource.label(obj)} {bearers.relation} whose token this task uses, and {why}. "
                          "Set allow_lockout to true if that is what you want.")
        if why:
            self.barred = True
            self.patience.forgo()

    def _look_again(self) -> tuple[dict[str, Any] | None, Plan]:
        self.account.forget()
        current = self._ready(self._find())
        return current, self._plan(current)

    def _rest(self, obj: Mapping[str, Any]) -> Plan:
        """Plan what is left for an object that this task has created."""
        wanted = self._later()
        own = self.account.complete(self.resource, dict(obj), wanted.values)
        return plan(self.resource, replace(wanted, created=True, resume=self._resume(obj)),
                    self.account.without_foreign(self.resource, wanted.values, own))

    def _finished(self, obj: Mapping[str, Any]) -> bool:
        """Whether nothing is left to do."""
        wanted = self._later()
        if self.resource.unknown(obj, wanted.values):
            return False
        try:
            return not plan(self.resource, wanted, self.account.without_foreign(self.resource, wanted.values, dict(obj))).changed
        except Refusal:
            return False

    def _later(self) -> Wanted:
        """What is still asked of the object once it has been written: not what is used once, nor a transition that repeats."""
        asked = self.resource.transitions.get(self.wanted.state)
        once = {each.name for each in self.resource.fields if each.once} - set(asked.uses if asked else ())
        values = {name: value for name, value in self.wanted.values.items() if name not in once}
        return replace(self.wanted, state="present" if asked and asked.repeats(self.params) else self.wanted.state, values=values, resume=None)

    # -- secrets

    def _prepare_secrets(self, planned: Plan) -> bool:
        """:returns: whether the plan makes secrets. :raises Refusal: one of them has no place."""
        makes = any(step.creates or step.reveals for step in planned.steps)
        if makes:
            self.disclosure.prepare(planned.object, self.wanted.values)
        return makes

    def _learn(self, answer: Mapping[str, Any]) -> None:
        """Take the secrets that a step has made. The key in use is the former one."""
        if not (self.resource.token and self.account.client.carries(dig(answer, self.resource.token))):
            self.disclosure.learn(answer)

    def _hand_over_secrets(self) -> None:
        """Bring every secret to its place. A secret that was made is read from the settled object, which may show another one
        than the first answer."""
        if self.disclosure.reads and not self.barred:
            if self.disclosure.expected:
                self.outcome.object = self.application.settle(self.outcome.object, fresh=False)
            self._read_secrets(self.outcome.object)
        self.disclosure.keep()
        self.disclosure.complete(self.outcome.object)

    def _read_secrets(self, obj: Mapping[str, Any] | None) -> None:
        """Lists are shared without secrets; the object itself shows them."""
        if self.disclosure.reads and obj and not obj["id"].startswith(PLANNED):
            self.disclosure.learn(self.account.itself(self.resource, obj) or {})

    def _result(self, planned: Plan, obj: Mapping[str, Any] | None, operations: list[dict[str, str]]) -> dict[str, Any]:
        shown = None if obj is None else self.disclosure.shown(self.resource.complete(obj))
        return {"changed": bool(operations), self.resource.name: shown, "diff": planned.diff, "operations": operations,
                "warnings": [*self.account.warnings, *planned.warnings]}


def gather(resource: Resource, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Read objects by id, names and filters. In check mode announced objects are among them, and nothing is waited for.

    :raises Failure: with all that the user can be told.
    """
    try:
        check_filters(resource, params["filters"])
        client = connect(params, f"{resource.name}_info")
        account = open_account(client, params, check_mode)
        patience = Patience(waiting(params), client)
        waits, waited = params["wait"] and not check_mode, False
        while True:
            found = _selected(resource, params, account, waited, params["wait_interval"] if waits else 0)
            late = [obj for obj in found if resource.passing(obj)]
            if not (waits and late):
                secrets = _secrets(resource, account, found) if params.get("show_secrets") else {}
                shown = [with_secrets(resource.complete(obj), secrets.get(obj["id"], {})) for obj in found]
                if waited:
                    client.settled(resource.path)
                return {"changed": False, resource.plural: shown, "warnings": account.warnings}
            patience.pause(f"{', '.join(resource.label(obj) for obj in late)} did not settle",
                           min((resource.percent(obj) or 0 for obj in late), default=None))
            waited = True
    except Exception as error:
        raise failure(error) from error


def _selected(resource: Resource, params: Mapping[str, Any], account: Account, again: bool,
              interval: float) -> list[dict[str, Any]]:
    """The objects that were asked for; ``again``: as they are now that they were seen before.

    :param interval: seconds between the looks of a task that waits. It needs none at what was on its way less than that ago,
        such as what the run itself has begun.
    """
    names = params.get("name") or ()
    if params.get("id"):
        found = account.get(resource, params["id"], POLL) if again else account.find(resource, params["id"], {})
        objects = [found] if found else []
    else:
        objects = account.current(resource, again, interval, names if params["wait"] else ())
    missing = resource.lacking(objects, names) if params["wait"] else []
    if missing:
        account.complain(f"name: no {resource.title} is called {', '.join(missing)}, so that it cannot be waited for.")
    filters.check(params["filters"], objects, resource.title)
    return [obj for obj in objects if (not names or any(resource.called(obj, name) for name in names))
            and filters.passes(obj, params["filters"], resource.fields)]


def tell(report: Report, params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Read a report. :raises Failure: with all that the user can be told."""
    try:
        check_limits(report.fields, params)
        way = report.way(params)
        query = way.query(params)
        client = _session(params, "", report.name) if way.open else connect(params, report.name)
        account = open_account(client, params, check_mode)
        answer = _answer(way, query, account.values(report.fields, params), client)
        with usable(f"GET {way.path}"):
            shown = report.refine(without_secrets(answer))
        return {"changed": False, report.name: _sifted(report, shown, params.get("filters")), "warnings": account.warnings}
    except Exception as error:
        raise failure(error) from error


def _answer(way: Way, query: Mapping[str, Any], values: Mapping[str, Any], client: Client) -> Any:
    """None: there is no object that it could be told of."""
    ids = {name: wire(value) for name, value in values.items() if f"{{{name}}}" in way.path}
    path = fill(way.path, ids)
    if "{" in path:
        return None
    for name, value in ids.items():
        check_id(name, value)
    try:
        return client.list(path, dict(query), identified=False, grouped=way.grouped) if way.paged else client.get(path, dict(query))
    except ApiError as error:
        if error.status == 404 and path != way.path:
            return None
        raise


def _sifted(report: Report, shown: Any, asked: Mapping[str, Any] | None) -> Any:
    """A list, or several by name, without the elements that do not pass."""
    if not asked:
        return shown
    lists = shown if isinstance(shown, Mapping) else {report.name: shown}
    filters.check(asked, [element for elements in lists.values() for element in elements], f"entry of {report.name}")
    sifted = {name: [element for element in elements if filters.passes(element, asked)] for name, elements in lists.items()}
    return sifted if isinstance(shown, Mapping) else sifted[report.name]


def _secrets(resource: Resource, account: Account, found: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """What may be revealed, by id. Lists that are shared are without it: one object is read itself, several by their list."""
    real = [obj for obj in found if not obj["id"].startswith(PLANNED)]
    if len(real) == 1:
        read = [account.itself(resource, real[0])]
    else:
        read = [read_answer(resource, each, f"GET {resource.path}") for each in (account.unshared(resource) if real else [])]
    return {obj["id"]: {path: dig(obj, path) for path in resource.revealed} for obj in read if obj}


def request(params: Mapping[str, Any], check_mode: bool) -> dict[str, Any]:
    """Send any one operation. :raises Failure: with all that the user can be told."""
    method, writes = params["method"], params["method"] != "GET"
    try:
        path, query, body = checked_path(params["path"]), checked_query(params["query"]), parsed_body(params["body"])
        operations = [{"method": method, "path": path}] if writes else []
        client = connect(params, "api_request")
        if writes and check_mode:
            return {"changed": True, "answer": None, "operations": operations, "warnings": client.warnings()}
        if params["all_pages"] and not writes:
            answer = client.list(path, query, identified=False, grouped=None)
        else:
            answer = client.request(method, path, body, query)
        if writes and params["wait"]:
            answer = _settled(client, path, answer, params)
    except LostAnswer as error:
        raise Failure(f"The answer to {error.operation} was lost, so that it may have been carried out. Look before you "
                      "send it again.", error=error.as_dict()) from error
    except Exception as error:
        raise failure(error) from error
    shown = answer if params["show_secrets"] else without_secrets(answer)
    return {"changed": writes, "answer": shown, "operations": operations, "warnings": client.warnings()}


def _settled(client: Client, path: str, answer: Any, params: Mapping[str, Any]) -> Any:
    """The object that a write answered with, read until its state does not end in ING any more; None: it is gone."""
    if not (isinstance(answer, Mapping) and isinstance(answer.get("id"), str) and answer["id"]):
        return answer
    patience = Patience(waiting(params), client)
    own = path_to(split(path)[0], answer["id"])
    while is_passing(dig(answer, "status.state") or answer.get("state")):
        patience.pause(f"{own} did not settle", percent(answer, "status.percent"))
        try:
            answer = client.get(own, delay=POLL)
        except ApiError as error:
            if error.status == 404:
                return None
            raise
        with usable(f"GET {own}"):
            check_object("it", answer)
    return answer


# -- what module files call


def state_module(resource: Resource) -> None:
    arguments = state_arguments(resource)
    module = AnsibleModule(
        argument_spec=arguments, supports_check_mode=True,
        required_one_of=[("id", *resource.identities)] if "id" in arguments else [],
        mutually_exclusive=[list(group) for group in resource.exclusive],
        required_together=[list(group) for group in resource.together])
    finish(module, lambda: run(resource, module.params, module.check_mode))


def info_module(resource: Resource) -> None:
    module = AnsibleModule(argument_spec=info_arguments(resource), supports_check_mode=True)
    finish(module, lambda: gather(resource, module.params, module.check_mode))


def report_module(report: Report) -> None:
    module = AnsibleModule(argument_spec=report_arguments(report), supports_check_mode=True)
    finish(module, lambda: tell(report, module.params, module.check_mode))


def request_module() -> None:
    module = AnsibleModule(argument_spec=REQUEST_ARGUMENTS, supports_check_mode=True)
    given = [module.params["query"], module.params["body"]]
    module.no_log_values.difference_update(texts(given))
    module.no_log_values.update([*(secret for each in given for secret in secret_texts(each)), *texts(module.params["api_token"])])
    finish(module, lambda: request(module.params, module.check_mode))


def finish(module: AnsibleModule, core: Any) -> None:
    module.no_log_values.update(url_credentials(module.params))
    module.no_log_values.update([spelling for value in module.no_log_values for spelling in spellings(value)])
    if not http.available():
        module.fail_json(msg=missing_required_lib("requests"))
    try:
        result = core()
    except Failure as failure:
        module.fail_json(msg=printable(str(failure)), **failure.details)
    for warning in result.pop("warnings", ()):
        module.warn(printable(warning))
    module.exit_json(**result)
