# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chapters of the demo.

A chapter runs commands, prints their relevant output, and returns its claim. It raises
AssertionError if the simulator, which logs all requests, does not confirm the claim.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from page_clients import Load

from .team import Account, Team, shown

APPLY = ("ionos.cloudpanel.apply", "-e", "@shop.yml")
PAGE = ("page.yml", "-e", "@shop.yml")


@dataclass(frozen=True)
class Chapter:
    """A part of the demo.

    :param play: returns the claim that it has checked.
    """

    title: str
    why: str
    play: Callable[[Team], str]


CHAPTERS: list[Chapter] = []


def chapter(title: str, why: str) -> Callable[[Callable[[Team], str]], Callable[[Team], str]]:
    """Add a function to the chapters."""

    def add(play: Callable[[Team], str]) -> Callable[[Team], str]:
        CHAPTERS.append(Chapter(title, why, play))
        return play

    return add


@chapter(
    "Plan on an empty account",
    "Check mode shows all operations and the monthly cost before the first object exists.",
)
def plan(team: Team) -> str:
    team.plan = team.account.succeeds(*APPLY, "--check").block("Plan ")
    team.screen.lines(team.plan)
    assert any(line.startswith("Net cost in a month: 30.00 EUR") for line in team.plan), team.plan
    assert team.planned.count("POST /servers") == 3, team.plan
    assert team.account.writes() == [] and team.account.requests() > 0
    return f"{len(team.planned)} operations are planned, and no write was sent."


@chapter(
    "An outdated approval",
    "The team has approved this plan. A colleague runs another one, with a third web server.",
)
def outdated(team: Team) -> str:
    run = team.account.playbook(
        *APPLY, "-e", "web_servers=3", "-e", f"cloudpanel_approved={team.plan_id}"
    )
    found = re.search(r"The plan is not the approved one.*", run.output)
    assert run.code != 0 and found, run.output
    team.screen.lines(found[0].replace(" Differences: ", "\n").replace("; ", "\n").splitlines())
    assert 'create server "shop-web-3"' in found[0], found[0]
    assert team.account.writes() == [] and team.account.objects() == team.before
    return "The task failed before its first write."


@chapter(
    "Apply the approved plan",
    "The run sends exactly the operations of the plan. Its waits overlap.",
)
def apply(team: Team) -> str:
    run = team.account.succeeds(*APPLY, "-e", f"cloudpanel_approved={team.plan_id}")
    team.screen.lines(run.recap)
    sent, planned = Counter(team.account.writes()), Counter(team.planned)
    assert sent == planned, f"sent and not planned: {sent - planned}; not sent: {planned - sent}"
    states = {each["name"]: each["status"]["state"] for each in team.account.list("servers")}
    assert set(states.values()) == {"POWERED_ON"} and len(states) == 3, states
    return f"The {planned.total()} planned operations were sent, and no other. Three servers run."


@chapter(
    "A page through the load balancer",
    "The playbook page.yml logs in to the servers and starts a web server on each.",
)
def page(team: Team) -> str:
    team.screen.lines(team.account.succeeds(*PAGE).recap)
    pages: list[str] = []
    team.account.simulator.wait_until(
        lambda: pages.append(team.page() or "") or len(served(Counter(filter(None, pages)))) == 2
    )
    team.screen.command(f"curl {team.address}")
    team.screen.lines(sorted(set(pages) - {""}))
    return "Both web servers answer through the load balancer."


@chapter("The inventory", "Each server is a host. shop.cloudpanel.yml defines the groups.")
def inventory(team: Team) -> str:
    output = team.account.inventory("--graph").output
    team.screen.lines(output.splitlines())
    assert all(name in output for name in ("@web:", "shop-web-1", "shop-web-2", "shop-db")), output
    assert team.account.requests() == 1
    return "One request has read all servers."


@chapter("A second run", "Both playbooks run again. A description is a state, and not a script.")
def again(team: Team) -> str:
    for playbook in (APPLY, PAGE):
        run = team.account.succeeds(*playbook)
        team.screen.lines(run.recap)
        assert run.changed == 0, run.output
    assert team.account.writes() == []
    return "Nothing changed, and no write was sent."


@chapter(
    "Drift",
    "Another client closes the port of the page, opens the database to the world, and adds a VPN.",
)
def drift(team: Team) -> str:
    rules = {name: ports(team.account, name) for name in ("shop-web", "shop-db")}
    change_by_hand(team)
    assert team.page() is None, "the page is still served"
    team.account.simulator.clear()
    found = team.account.playbook("ionos.cloudpanel.drift", "-e", "@shop.yml")
    differences = found.block("The account differs")
    team.screen.lines(differences)
    assert found.code != 0 and len(differences) == 4, found.output
    assert team.account.writes() == []
    team.screen.text()
    repair = team.account.succeeds(*APPLY, "-e", "cloudpanel_purge=true")
    team.screen.lines(repair.recap)
    assert {name: ports(team.account, name) for name in rules} == rules
    assert team.account.list("vpns") == []
    team.account.simulator.wait_until(team.page)
    return "Three differences were found and repaired. The page is served again."


def change_by_hand(team: Team) -> None:
    """Change the account as a person with another client does."""
    web, database = (
        team.account.only("firewall_policies", name) for name in ("shop-web", "shop-db")
    )
    (rule,) = [each["id"] for each in web["rules"] if each["port_from"] == team.page_port]
    open_port = {"rules": [{"protocol": "TCP", "port": "3306", "source": "0.0.0.0"}]}
    for method, path, body in (
        ("DELETE", f"/firewall_policies/{web['id']}/rules/{rule}", None),
        ("POST", f"/firewall_policies/{database['id']}/rules", open_port),
        ("POST", "/vpns", {"name": "shop-vpn"}),
    ):
        team.account.simulator.api(method, path, body)
        team.screen.lines([f"another client: {method} {path}"])
    team.account.simulator.wait_until(
        lambda: all(
            each["state"] == "ACTIVE"
            for kind in ("firewall_policies", "vpns")
            for each in team.account.list(kind)
        )
    )


def ports(account: Account, policy: str) -> list[int]:
    """Return the first port of each rule of a firewall policy."""
    return sorted(rule["port_from"] for rule in account.only("firewall_policies", policy)["rules"])


@chapter(
    "Scaling under load",
    "Three clients request the page again and again, while a third web server joins and leaves.",
)
def scale(team: Team) -> str:
    with Load(team.address, pause=0.1) as load:
        for size in (3, 2):
            run = team.account.succeeds("scale.yml", "-e", "@shop.yml", "-e", f"web_servers={size}")
            operations = [line for block in run.blocks("Plan ") for line in block if " /" in line]
            team.screen.lines(operations)
            members = team.account.only("load_balancers", "shop-balancer")["server_ips"]
            assert len(members) == size, members
            assert len(team.account.list("servers")) == size + 1
            team.screen.text()
    counts = served(load.pages)
    team.screen.lines(f"{name}: {count} pages" for name, count in sorted(counts.items()))
    assert len(counts) == 3, counts
    assert load.failures == [], load.failures
    return f"{counts.total()} requests of the clients were answered, and none failed."


def served(pages: Counter[str]) -> Counter[str]:
    """Return the number of pages of each server."""
    counts: Counter[str] = Counter()
    for text, count in pages.items():
        counts[text.rpartition(" ")[2].rstrip(".")] += count
    return counts


@chapter(
    "Export", "The account becomes a description: names instead of ids, no secrets, no defaults."
)
def export(team: Team) -> str:
    team.account.succeeds(
        "ionos.cloudpanel.export", "-e", "@shop.yml", "-e", "export_file=copy.yml"
    )
    text = described(team.folder)
    lines = text.splitlines()
    first = lines.index("  servers:")
    team.screen.lines(["copy.yml:", *lines[first : first + 9], "    ..."])
    assert not re.search(r"[0-9A-F]{32}", text), text
    names = [name for _kind, name in team.account.named() if name.startswith("shop-")]
    assert all(f"name: {name}\n" in text for name in names), text
    assert team.account.writes() == []
    return f"All {len(names)} objects of the team are in copy.yml."


def described(folder: Path, name: str = "copy.yml") -> str:
    """Return the description in an exported file, without the comment before it."""
    return (folder / name).read_text().partition("---\n")[2]


@chapter("A copy in another account", "The file is enough to create the environment from nothing.")
def rebuild(team: Team) -> str:
    team.screen.lines(team.other.succeeds("ionos.cloudpanel.apply", "-e", "@copy.yml").recap)
    again = ("-e", "@shop.yml", "-e", "export_file=copy_of_copy.yml")
    team.other.succeeds("ionos.cloudpanel.export", *again)
    assert described(team.folder, "copy_of_copy.yml") == described(team.folder)
    assert team.other.named() == team.account.named()
    assert not team.other.objects() & team.account.objects()
    assert team.account.writes() == []
    return "The export of the other account is the same text."


@chapter(
    "The report",
    "A page about the account for everyone: diagram, costs, open ports, charts, drift.",
)
def report(team: Team) -> str:
    team.account.succeeds("report.yml", "-e", "@shop.yml")
    file = team.folder / "report.html"
    text = file.read_text()
    team.screen.lines([f"{shown(file)}: {len(text) // 1000} kB"])
    assert all(each["name"] in text for each in team.account.list("servers"))
    assert "The account is as its description says." in text
    assert "<script" not in text and team.account.writes() == []
    return "The report shows all servers and no drift. Open it in a browser."


@chapter(
    "Teardown", "The description also says which objects to remove, and references give the order."
)
def teardown(team: Team) -> str:
    run = team.account.succeeds(*APPLY, "-e", "cloudpanel_state=absent")
    team.screen.lines(run.block("Plan ")[1:])
    assert team.account.objects() == team.before
    return "The account is empty, as it was at the beginning."
