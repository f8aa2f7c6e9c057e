# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role account_report: its page, its requests, hostile names, and the page in a browser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import browser
import pytest
from intercepting_proxy import InterceptingProxy
from report_accounts import FIVE
from simulator.process import SimulatorProcess

from .conftest import SPEED, Ansible, Play
from .roles import check_requests

CHARTS = ["web-1", "database"]
#: Servers, load balancers, public IPs, images, block and shared storages, networks, policies,
#: monitoring and usages; and for the costs prices, sizes and appliances.
LISTS = 13
needs_browser = pytest.mark.skipif(browser.PROGRAM is None, reason="Chromium is not installed")


class Report:
    """Runs the role in an account."""

    def __init__(self, ansible: Ansible) -> None:
        self.ansible = ansible
        self.file = ansible.folder / "report.html"

    def run(self, *arguments: str, **variables: Any) -> Play:
        variables = {"file": str(self.file), **variables}
        return self.ansible.play(
            [
                {
                    "name": "report",
                    "ansible.builtin.include_role": {"name": "ionos.cloudpanel.account_report"},
                    "vars": {f"account_report_{name}": each for name, each in variables.items()},
                }
            ],
            *arguments,
        )

    def page(self, **variables: Any) -> str:
        """Run the role. Return the page."""
        play = self.run(**variables)
        assert play.code == 0, play.output[-3000:]
        return self.file.read_text(encoding="utf-8")


class Parser(HTMLParser):
    """Collects the tags, attributes and texts of a page. Tags without an end tag are balanced."""

    VOID = ("meta", "link", "br")

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _value in attrs}
        self.text += " "
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        self.text += data

    def shows(self, text: str) -> bool:
        return text in " ".join(self.text.split())


@pytest.fixture(scope="module")
def shop(tmp_path_factory) -> Iterator[SimulatorProcess]:
    """Return an account with five servers."""
    with SimulatorProcess(speed=10 * SPEED, linger=6) as simulator:
        ansible = Ansible(simulator, tmp_path_factory.mktemp("shop"))
        play = ansible.play([{"name": "shop", "ionos.cloudpanel.stack": FIVE}])
        assert play.code == 0, play.output[-3000:]
        yield simulator


@pytest.fixture
def report(shop, tmp_path) -> Report:
    shop.clear()
    return Report(Ansible(shop, tmp_path))


def reads(simulator: SimulatorProcess) -> Counter[str]:
    """Return the paths of all requests, which have to be reads, and the number of their requests.

    If the page limit of a list is not known, a second request finds it.
    """
    requests = simulator.requests()
    assert {each["method"] for each in requests} == {"GET"}
    return Counter(each["path"] for each in requests)


def changed(play: Play) -> bool:
    """Return whether a task has changed something."""
    return any(each["changed"] for each in play.results)


# -- content


def test_the_page_of_five_servers(report, shop):
    page = Parser(report.page(chart_servers=CHARTS))
    for text in ("web-1", "web-2", "web-3", "database", "staging", "shop", "backend", "uploads"):
        assert page.shows(text)
    assert page.shows("5 servers, 4 running")
    assert page.shows("Warning: unexpected ports are open to all addresses (1)")
    assert page.shows("5432 PostgreSQL") and not page.shows("3389")
    # 3 * 7.50 + 7.50 (size S) + 4 * 7.50 + 8 * 5.00 + 120 * 0.07, and a storage 100 * 0.07
    assert page.shows("Total in EUR 6 115.40 138.48")
    assert page.shows("The price list has no price for load balancers.")
    assert page.shows("Processors") and page.shows("servers, RAM:")
    assert not page.shows("Drift")
    assert report.file.stat().st_mode & 0o777 == 0o600
    # One request for each server with charts.
    paths = reads(shop)
    assert len(paths) == LISTS + len(CHARTS) and max(paths.values()) <= 2, paths


def test_a_page_without_optional_parts_takes_few_requests_and_stays_the_same(report, shop):
    options = {"costs": False, "monitoring": False, "usage": False, "time": ""}
    page = Parser(report.page(**options))
    assert not any(map(page.shows, ("Costs each month", "Usage", "Alerts")))
    assert sorted(path.rpartition("/")[2] for path in reads(shop)) == [
        "block_storages",
        "firewall_policies",
        "load_balancers",
        "private_networks",
        "servers",
        "shared_storages",
    ]
    assert not changed(report.run(**options))


def test_the_drift_from_a_description(report, shop):
    page = Parser(report.page(description=FIVE))
    assert page.shows("The account is as its description says.")
    changed = {**FIVE, "private_networks": [*FIVE["private_networks"], {"name": "extra"}]}
    page = Parser(report.page(description=changed))
    assert page.shows('private_networks[1] "extra" POST /private_networks')
    assert page.shows("1 operations needed (drift)")
    reads(shop)


def test_check_mode_on_an_empty_account_and_absent(simulator, tmp_path):
    report = Report(Ansible(simulator, tmp_path))
    play = report.run("--check", description=FIVE)
    assert play.code == 0 and changed(play), play.output[-3000:]
    assert not report.file.exists()
    page = Parser(report.page())
    assert page.shows("The account has no servers.") and page.shows("0 servers, 0 running")
    beside = report.file.with_name("other.html")
    beside.touch()
    play = report.run(state="absent")
    assert play.code == 0 and changed(play)
    assert beside.exists() and not report.file.exists()
    assert not changed(report.run(state="absent"))
    assert not simulator.writes()


def test_the_life_of_a_page_takes_as_many_requests_as_documented(simulator, tmp_path):
    report = Report(Ansible(simulator, tmp_path))
    requests = {}
    for name, arguments, variables in (
        ("check mode", ["--check"], {}),
        ("first run", [], {}),
        ("second run", [], {}),
        ("absent", [], {"state": "absent"}),
    ):
        simulator.clear()
        assert report.run(*arguments, **variables).code == 0
        requests[name] = len(simulator.requests())
        assert simulator.writes() == []
    check_requests("account_report", {**requests, "first run": 0})


def test_the_playbook_writes_into_the_current_folder(simulator, tmp_path):
    ansible = Ansible(simulator, tmp_path)
    done = ansible.run("ansible-playbook", "ionos.cloudpanel.account_report", PWD=str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "<!DOCTYPE html>" in (tmp_path / "account_report.html").read_text(encoding="utf-8")


# -- hostile names

MADE = "made-by-a-name"
TAGS = (
    "\"'></title></style></text></svg><script>alert(1)</script><img src=x onerror=alert(1)>"
    "&lt;&#60;\n@\\"
)
HOSTILE = f"{TAGS}{{{{ lookup('pipe', 'touch {MADE}') }}}}{{% if %}}\x1b[2J\u202e"


def hostile(value: Any, key: str = "") -> Any:
    """Return an answer in which all texts that users or servers choose are hostile."""
    if isinstance(value, dict):
        return {name: hostile(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [hostile(inner, key) for inner in value]
    free = ("name", "description", "reverse_dns", "server_name", "ip", "protocol", "location")
    states = key == "state" and value not in ("ACTIVE", "POWERED_ON", "POWERED_OFF")
    return HOSTILE if isinstance(value, str) and (key in free or states) else value


@pytest.fixture
def hostile_page(report, shop) -> Iterator[str]:
    lists = ("servers", "load_balancers", "public_ips", "images", "block_storages")
    more = ("shared_storages", "private_networks", "firewall_policies", "monitoring_center")
    identifier = shop.api("GET", "/servers")[0]["id"]
    with InterceptingProxy(shop.url) as proxy:
        for name in (*lists, *more, "usages", f"monitoring_center/{identifier}"):
            proxy.intercept("GET", f"/{name}", answer_hostile)
        report.ansible.environment["CLOUDPANEL_API_URL"] = proxy.url
        yield report.page(title=TAGS, time=TAGS, chart_servers=[identifier])
    assert not [*report.ansible.folder.rglob(f"{MADE}*")]


def answer_hostile(exchange: Any) -> None:
    exchange.answer = hostile(exchange.answer)


def test_hostile_names_stay_text(hostile_page):
    page = Parser(hostile_page)
    assert page.tags.isdisjoint({"script", "img", "iframe", "object", "a", "form", "base"})
    assert not [name for name in page.attributes if name.startswith("on")]
    assert {"src", "href"} & page.attributes == {"href"}
    assert re.findall(r'href="([^"]*)"', hostile_page) == ["data:,"]
    assert page.shows("</style></text></svg><script>alert(1)</script>")
    assert "\u202e" not in hostile_page and "\x1b" not in hostile_page


# -- in a browser


@pytest.fixture(scope="module")
def large() -> Iterator[SimulatorProcess]:
    with SimulatorProcess(speed=SPEED, servers=500, linger=6) as simulator:
        yield simulator


@needs_browser
@pytest.mark.parametrize("width", [375, 1280])
def test_five_servers_in_a_browser(report, tmp_path, width):
    report.page(chart_servers=CHARTS, description=FIVE)
    shown = browser.visit(report.file, width, tmp_path)
    assert (shown.console, shown.requested, shown.width) == ([], [], width)


@needs_browser
def test_500_servers_in_a_browser_and_in_print(large, tmp_path):
    report = Report(Ansible(large, tmp_path))
    page = Parser(report.page())
    assert page.shows("500 servers, 500 running") and page.shows("server-00499")
    for width in (375, 1280):
        folder = tmp_path / str(width)
        folder.mkdir()
        shown = browser.visit(report.file, width, folder)
        assert (shown.console, shown.requested, shown.width) == ([], [], width)
    printed = browser.pdf(report.file, tmp_path / "report.pdf")
    assert printed.read_bytes().startswith(b"%PDF")
    paths = reads(large)
    assert len(paths) == LISTS, paths


@needs_browser
@pytest.mark.parametrize("width", [375, 1280])
def test_hostile_names_in_a_browser(hostile_page, report, tmp_path, width):
    shown = browser.visit(report.file, width, tmp_path)
    assert (shown.console, shown.requested, shown.width) == ([], [], width)


@needs_browser
def test_the_browser_reports_errors_requests_and_wide_content(tmp_path):
    """The tests above can fail."""
    page = tmp_path / "bad.html"
    page.write_text(
        '<!DOCTYPE html><img src="http://example.com/a.png"><script>console.error("bad")</script>'
        '<div style="width:900px">wide</div>',
        encoding="utf-8",
    )
    shown = browser.visit(page, 375, tmp_path)
    assert shown.requested == ["http://example.com/a.png"]
    assert any('"bad"' in line for line in shown.console) and shown.width >= 900
