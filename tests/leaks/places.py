# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where secrets may appear, and why. ``docs/security.md`` shows this table.

A place that no row names for a secret has to be free of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

OUTPUT = "output"
LOG = "log file"
EVENTS = "results of tasks"
RUNNER = "files of ansible-runner"
JOB = "file of a background task"
SYSLOG = "system log"
SHARED = "shared file"
INVENTORY_CACHE = "inventory cache"
FACT_CACHE = "fact cache"
TEMPORARY = "temporary file"
REMAINING = "temporary file after the run"
COMMAND = "command line"
ENVIRONMENT = "environment of a process"
WRITTEN = "file that the task names"
REPORT = "report or export"
OTHER = "other file"

#: What each place is.
PLACES = {
    OUTPUT: "the output of `ansible`, `ansible-playbook` and `ansible-inventory`, with no `-v` to "
    "`-vvvvvv`, with `--diff`, `--check` and `ANSIBLE_DEBUG`, and with tracebacks",
    LOG: "the file in `ANSIBLE_LOG_PATH`",
    EVENTS: "what the callbacks `tree`, `junit` and a third one write, with `invocation`",
    RUNNER: "the folder `artifacts` of ansible-runner: events, standard output, fact cache",
    JOB: "the files in `ANSIBLE_ASYNC_DIR`",
    SYSLOG: "all calls of `syslog`",
    SHARED: "the files in `CLOUDPANEL_CACHE_DIR`, in each state during the run",
    INVENTORY_CACHE: "the cache of the inventory plugin",
    FACT_CACHE: "the fact cache",
    TEMPORARY: "the files in `ANSIBLE_LOCAL_TEMP`, `ANSIBLE_REMOTE_TEMP` and `TMPDIR`, during "
    "the run",
    REMAINING: "the files in these directories after the run",
    COMMAND: "the command lines of all processes of the run",
    ENVIRONMENT: "the environments of all processes of the run",
    WRITTEN: "`private_key_file`, `api_key_file`, `dest` of `vpn_configuration`",
    REPORT: "the page of the role `account_report`, and the file of the playbook `export`",
    OTHER: "all other files below the home directory and the directory of the playbook, such as "
    "retry files",
}

TOKEN = "api_token in the environment of Ansible"
OPTION_TOKEN = "api_token as an option"
SOURCE_TOKEN = "api_token in an inventory source"
KEYWORD_TOKEN = "api_token in the keyword environment"
PASSWORD = "password"
USER_DATA = "user_data"
LOGIN = "login in a URL"
BODY = "secret in api_request"
PASTED = "private key in the wrong option"
VAULT = "password of a vault"
FIRST_PASSWORD = "first password"
PRIVATE_KEY = "private key"
API_KEY = "API key"
KERBEROS = "Kerberos file"
VPN = "VPN configuration"
INPUTS = (
    TOKEN,
    OPTION_TOKEN,
    SOURCE_TOKEN,
    KEYWORD_TOKEN,
    PASSWORD,
    USER_DATA,
    LOGIN,
    BODY,
    PASTED,
)
ANSWERS = (FIRST_PASSWORD, PRIVATE_KEY, API_KEY, KERBEROS, VPN)
SECRETS = (*INPUTS, VAULT, *ANSWERS)

#: What the user does, beyond the usual.
USUAL = ""
SHOWN = "`show_secrets: true` without `no_log: true`"
SHOWN_IN_BACKGROUND = "`show_secrets: true` with `async`"
KEYWORD = "the keyword `environment` contains the token"
DEBUG = "`ANSIBLE_DEBUG`"
KEPT = "`ANSIBLE_KEEP_REMOTE_FILES`"
LITERAL = "the playbook contains the secret itself, and the task fails"
LOOP = "`loop` over elements that contain the secret, without `label`"
IN_RUNNER = "ansible-runner with the token in `envvars`"
IN_URL = "the URL of the proxy or of the shared database contains a password"
PLANTED = "planted"


@dataclass(frozen=True)
class Row:
    """Secrets that may appear in places.

    :param situation: what the user does. USUAL: in each run.
    :param ways: ``controller`` (the module runs in the process of its action plugin), ``module``
        (it runs in a separate process), or both.
    :param brief: whether the secret is there for less time than the scan needs to see it.
    """

    secrets: tuple[str, ...]
    places: tuple[str, ...]
    why: str
    situation: str = USUAL
    ways: tuple[str, ...] = ("controller", "module")
    brief: bool = False

    def allows(self, secret: str, place: str, situation: str, way: str) -> bool:
        """Return whether the secret may be in the place."""
        return (
            secret in self.secrets
            and place in self.places
            and self.situation in (USUAL, situation)
            and way in self.ways
        )


ROWS = (
    Row(
        (TOKEN,),
        (ENVIRONMENT,),
        "The user sets it there, and children inherit it. Only the same user and root can read it.",
    ),
    Row(
        (LOGIN,),
        (ENVIRONMENT,),
        "As the token.",
        IN_URL,
    ),
    Row(
        (OPTION_TOKEN, PASSWORD, USER_DATA, LOGIN, BODY, PASTED),
        (TEMPORARY,),
        "Ansible passes the arguments of a module in a file in a directory with mode 0700, and "
        "removes it after the task. A module in the controller process needs no such file.",
        ways=("module",),
    ),
    Row(
        (PRIVATE_KEY, API_KEY, VPN),
        (WRITTEN,),
        "The task writes the secret there, with mode 0600.",
    ),
    Row(
        (VPN,),
        (TEMPORARY,),
        "The task writes the content into a file with mode 0600 in a directory with mode 0700, and "
        "moves it to its path.",
        brief=True,
    ),
    Row(
        ANSWERS,
        (OUTPUT, LOG, EVENTS),
        "The task returns the secret, and Ansible shows results. Set `no_log: true`.",
        SHOWN,
    ),
    Row(
        (API_KEY,),
        (JOB,),
        "Ansible keeps the result of a background task in a file, also with `no_log`. With the "
        "usual umask, every user who can open the directory can read it. "
        "`async_status` with `mode: cleanup` removes it.",
        SHOWN_IN_BACKGROUND,
        ways=("module",),
    ),
    Row(
        (PASSWORD, BODY),
        (REMAINING,),
        "Ansible keeps the arguments of modules, in a directory with mode 0700.",
        KEPT,
        ways=("module",),
    ),
    Row(
        (PASSWORD, BODY, API_KEY),
        (OUTPUT,),
        "ansible-core shows arguments and results of modules, also with `no_log`.",
        DEBUG,
        ways=("module",),
    ),
    Row(
        (KEYWORD_TOKEN,),
        (COMMAND, ENVIRONMENT, OUTPUT, LOG),
        "Ansible puts the values of the keyword on the command line of the module, which every "
        "local user can read, and shows it with `-vvv`. Use `api_token`.",
        KEYWORD,
        ways=("module",),
    ),
    Row(
        (PASSWORD,),
        (OUTPUT, LOG, EVENTS),
        "ansible-core shows the lines of the playbook around an error. Keep secrets in encrypted "
        "variables.",
        LITERAL,
    ),
    Row(
        (PASSWORD,),
        (OUTPUT, LOG, EVENTS),
        "Ansible shows each element of a loop. Set `label` in `loop_control`, and `no_log: true`.",
        LOOP,
    ),
    Row(
        (TOKEN,),
        (RUNNER,),
        "ansible-runner writes the environment into the files `env/envvars` and `command`.",
        IN_RUNNER,
    ),
)


@dataclass(frozen=True)
class Finding:
    """A secret in a place."""

    secret: str
    place: str
    situation: str
    way: str
    source: str = ""

    def __str__(self) -> str:
        return f"{self.secret}: in the {self.place} ({self.source})"


def permitting(finding: Finding) -> list[Row]:
    """Return the rows that allow a finding."""
    found = (finding.secret, finding.place, finding.situation, finding.way)
    return [row for row in ROWS if row.allows(*found)]


def unused(findings: Iterable[Finding]) -> list[Row]:
    """Return the rows of which no secret was found in a place: the table is out of date."""
    used = {id(row) for finding in findings for row in permitting(finding)}
    return [row for row in ROWS if id(row) not in used and not row.brief]


def table() -> str:
    """Return the table of the page, in Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield from ("| Place | What the scan reads |", "|---|---|")
    yield from (f"| {place} | {text} |" for place, text in PLACES.items())
    yield from ("", "| Secret | May be in | When | Why |", "|---|---|---|---|")
    for row in ROWS:
        when = row.situation or "always"
        if row.ways == ("module",):
            when = f"{when}; only in module processes" if row.situation else "in module processes"
        yield f"| {', '.join(row.secrets)} | {', '.join(row.places)} | {when} | {row.why} |"
