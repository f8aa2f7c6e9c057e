# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of the client: when they are read, shared and corrected. No connection is used."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.client import Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import (
    ApiError,
    NotSentError,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.transport import Request
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.rate_limiter import (
    NORMAL,
    POLL,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.recent_writes import (
    CREATED,
    GONE,
    LEAVING,
    UNCERTAIN,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store


class Account:
    """Answers by path. A list has one page. What is missing is answered with 404."""

    def __init__(self, **lists: list[dict[str, Any]]) -> None:
        self.lists = {f"/{name}": elements for name, elements in lists.items()}
        self.answers: dict[str, Any] = {}
        self.requests: list[Request] = []

    def send(self, request: Request) -> Any:
        self.requests.append(request)
        clock.sleep(0.01)
        answer = self.answers.get(request.path)
        if isinstance(answer, Exception):
            raise answer
        if answer is None and request.path in self.lists:
            answer = self.lists[request.path]
        if answer is None:
            collection, _slash, identifier = request.path.rpartition("/")
            found = [each for each in self.lists[collection] if each["id"] == identifier]
            if not found:
                raise ApiError(request.operation, 404, "NOT_FOUND")
            answer = found[0]
        problem = request.validate(answer)
        if problem:
            raise ApiError(request.operation, message=problem)
        return answer

    def taken(self) -> list[tuple[str, float]]:
        """Return the paths and priorities of the requests since the last call."""
        taken = [(each.path, each.priority) for each in self.requests]
        self.requests.clear()
        return taken

    def paths(self) -> list[str]:
        return [path for path, _priority in self.taken()]


pytestmark = pytest.mark.usefixtures("time", "each_database")


@pytest.fixture
def account() -> Account:
    return Account(servers=[{"id": "1", "name": "a"}, {"id": "2", "name": "b"}])


@pytest.fixture
def opened(account, tmp_path) -> Callable[..., Client]:
    """Return a function that makes a client of another process."""

    def opened(**options: Any) -> Client:
        store = Store("token", "https://api.example.com/v1", tmp_path)
        client = Client("token", store=store, **options)
        client.transport.send = account.send
        return client

    return opened


@pytest.fixture
def client(opened) -> Client:
    return opened()


def names(client: Client, since: float = 0, **options: Any) -> list[str]:
    return [each["name"] for each in client.cached_list("/servers", since, **options).elements]


# -- sharing


def test_a_list_is_read_once_by_all_processes_until_it_is_too_old(account, client, opened):
    assert names(client) == names(opened()) == ["a", "b"]
    assert account.taken() == [("/servers", NORMAL)]
    names(opened(), clock.now())
    assert account.paths() == ["/servers"]


def test_a_client_that_shares_nothing_always_reads(account, client, opened):
    alone = opened(share=False)
    names(client)
    for _time in range(2):
        assert names(alone) == ["a", "b"]
    assert account.paths() == ["/servers"] * 3
    assert alone.peek("/servers", 0) is None
    assert client.peek("/servers", 0).length == 2


def test_a_peek_sends_nothing(account, client):
    assert client.peek("/servers", 0) is None
    names(client)
    account.requests.clear()
    assert client.peek("/servers", 0).elements and client.peek("/servers", clock.now()) is None
    assert not account.requests


def test_the_priority_of_a_list_is_that_of_its_requests(account, client):
    names(client, priority=POLL)
    assert account.taken() == [("/servers", POLL)]


def test_an_answer_that_no_write_changes_is_read_once(account, client, opened):
    account.answers["/pricing"] = {"currency": "EUR"}
    for each in (client, opened()):
        assert each.cached_answer("/pricing", 0, bool) == {"currency": "EUR"}
    assert account.paths() == ["/pricing"]
    for _time in range(2):
        opened(share=False).cached_answer("/pricing", 0, bool)
    assert account.paths() == ["/pricing"] * 2


def test_an_answer_that_is_not_valid_is_not_cached(account, client):
    account.answers["/pricing"] = {}

    def check(answer: Any) -> None:
        if not answer:
            raise ValueError("empty")

    for _time in range(2):
        with pytest.raises(ValueError, match="empty"):
            client.cached_answer("/pricing", 0, check)
    account.answers["/pricing"] = {"currency": "EUR"}
    assert client.cached_answer("/pricing", 0, check) == {"currency": "EUR"}
    assert account.paths() == ["/pricing"] * 3


def test_a_list_without_pages_is_one_request_without_parameters(account, client):
    client.fetch_all("/servers", {"q": "x"}, paged=False)
    client.fetch_all("/servers", {"q": "x"})
    assert [each.query for each in account.requests] == [
        {"q": "x"},
        {"q": "x", "page": 1, "per_page": 528},
    ]


def test_a_list_without_pages_is_shared_whatever_its_length(account, client):
    account.lists["/servers"] = [{"id": str(number), "name": ""} for number in range(8)]
    for _time in range(2):
        assert len(names(client, paged=False)) == 8
    assert account.paths() == ["/servers"]


PAGE = {"page": 1, "per_page": 528}


@pytest.mark.parametrize("each_database", ["file"], indirect=True)
@pytest.mark.parametrize(
    "form, query, needs_ids",
    [({}, PAGE, True), ({"paged": False}, None, True), ({"identified": False}, PAGE, False)],
)
def test_a_list_whose_file_is_lost_is_read_again_in_its_form(
    account, client, tmp_path, form, query, needs_ids
):
    names(client)
    listing = client.peek("/servers", 0, **form)
    (file,) = tmp_path.glob("*.sqlite")
    file.unlink()
    account.requests.clear()
    account.lists["/servers"] = [{"name": "c"}]
    with pytest.raises(ApiError, match="has no id") if needs_ids else nullcontext():
        assert listing.elements == [{"name": "c"}]
    assert account.requests[0].query == query


def test_other_lists_are_stale_after_what_the_api_did_by_itself(account, client):
    account.lists["/images"] = [{"id": "3", "name": "c"}]
    names(client)
    client.cached_list("/images", 0)
    client.invalidate_related("/images")
    assert client.peek("/servers", 0).stale_since() and not client.peek("/images", 0).stale_since()


def test_a_list_whose_elements_need_no_id_is_not_corrected(account, client):
    account.lists["/servers"] = [{"name": "a"}]
    client.recent_writes.record("/servers", "1", CREATED)
    assert names(client, identified=False) == ["a"]
    with pytest.raises(ApiError, match="has no id"):
        client.cached_list("/servers", clock.now())


# -- polls


def test_a_process_that_polls_alone_reads_its_object(account, client):
    assert client.poll("/servers", "1", clock.now(), clock.now() + 50)["name"] == "a"
    assert account.taken() == [("/servers/1", POLL)]


def test_processes_that_poll_objects_of_a_list_read_the_list(account, client, opened):
    until = clock.now() + 50
    client.poll("/servers", "1", clock.now(), until)
    since = clock.now()
    account.requests.clear()
    other = opened()
    assert other.poll("/servers", "2", since, until)["name"] == "b"
    assert client.poll("/servers", "1", since, until)["name"] == "a"
    assert account.taken() == [("/servers", POLL)]


def test_an_object_that_the_list_lacks_is_read_alone(account, client, opened):
    until = clock.now() + 50
    client.poll("/servers", "1", clock.now(), until)
    account.answers["/servers/3"] = {"id": "3", "name": "c"}
    account.requests.clear()
    assert opened().poll("/servers", "3", clock.now(), until)["name"] == "c"
    assert account.taken() == [("/servers", POLL), ("/servers/3", POLL)]


def test_a_list_with_more_pages_than_waiting_processes_is_not_polled(account, client, opened):
    account.lists["/servers"] = [{"id": str(number), "name": ""} for number in range(528)]
    names(client)
    assert client.page_count("/servers") == 1
    client.recent_writes.record("/servers", "x", GONE)
    client._list_cache.record_write("POST", "/servers", {}, {"id": "528", "name": ""})
    assert client.page_count("/servers") == 2
    account.requests.clear()
    until = clock.now() + 50
    for identifier in ("1", "2"):
        opened().poll("/servers", identifier, clock.now(), until)
    assert account.paths() == ["/servers/1", "/servers/2"]


def test_a_client_that_shares_nothing_polls_its_object_only(account, client, opened):
    until = clock.now() + 50
    client.poll("/servers", "1", clock.now(), until)
    account.requests.clear()
    opened(share=False).poll("/servers", "2", clock.now(), until)
    assert account.paths() == ["/servers/2"]


# -- corrections by recent writes


@pytest.mark.parametrize(
    "change, listed, shown",
    [
        (CREATED, "2", ["a", "b"]),
        (GONE, "2", ["a"]),
        (LEAVING, "2", ["a", "b"]),
        (GONE, "3", ["a", "b"]),
        (UNCERTAIN, "3", ["a", "b"]),
        (LEAVING, "3", ["a", "b"]),
    ],
)
def test_a_write_that_the_list_shows_or_that_does_not_concern_it(
    account, client, change, listed, shown
):
    client.recent_writes.record("/servers", listed, change)
    assert names(client) == shown and account.paths() == ["/servers"]


def test_a_new_object_that_the_list_lacks_is_read_and_added(account, client):
    client.recent_writes.record("/servers", "3", CREATED)
    account.answers["/servers/3"] = {"id": "3", "name": "c"}
    assert names(client) == ["a", "b", "c"]
    assert account.taken() == [("/servers", NORMAL), ("/servers/3", NORMAL)]


def test_a_new_object_that_was_removed_meanwhile_is_forgotten(account, client):
    client.recent_writes.record("/servers", "3", CREATED)
    assert names(client) == ["a", "b"]
    assert client.ids_being_removed("/servers") == {"3"}
    assert names(client, clock.now()) == ["a", "b"]
    assert account.paths() == ["/servers", "/servers/3", "/servers"]


def test_an_object_that_may_be_removed_is_read(account, client):
    client.recent_writes.record("/servers", "2", UNCERTAIN)
    account.answers["/servers/2"] = {"id": "2", "name": "new"}
    assert names(client) == ["a", "new"]
    account.answers["/servers/2"] = ApiError("GET /servers/2", 404, "X")
    assert names(client, clock.now()) == ["a"]
    assert client.ids_being_removed("/servers") == {"2"}


@pytest.mark.parametrize(
    "answer", [ApiError("GET /servers/3", 500, "X"), {"name": "c"}, {"id": ""}, []]
)
def test_an_object_that_cannot_be_read_is_an_error(account, client, answer):
    client.recent_writes.record("/servers", "3", CREATED)
    account.answers["/servers/3"] = answer
    with pytest.raises(ApiError):
        names(client)


def test_objects_that_are_being_removed(client):
    for identifier, change in (("1", LEAVING), ("2", GONE), ("3", CREATED), ("4", UNCERTAIN)):
        client.recent_writes.record("/servers", identifier, change)
    client.record_removal("/servers", "5")
    assert client.ids_being_removed("/servers") == {"1", "2", "5"}
    assert client.ids_being_removed("/servers", ["1", "3"]) == {"1"}
    assert client.ids_being_removed("/images") == set()


# -- writes


def test_a_write_carries_its_body_its_query_and_its_priority(account, client):
    account.answers["/servers/1"] = {"id": "1"}
    client.request("PUT", "/servers/1", {"name": "x"}, {"y": True}, POLL)
    client.request("GET", "/servers/1", None, {"y": False}, POLL)
    client.get("/servers/1")
    assert [
        (each.method, each.path, each.body, each.query, each.priority) for each in account.requests
    ] == [
        ("PUT", "/servers/1", {"name": "x"}, {"y": True}, POLL),
        ("GET", "/servers/1", None, {"y": False}, POLL),
        ("GET", "/servers/1", None, None, NORMAL),
    ]


def test_a_write_that_fails_may_have_changed_the_list(account, client):
    names(client)
    account.answers["/servers"] = ApiError("POST /servers", 500, "X")
    with pytest.raises(ApiError):
        client.request("POST", "/servers", {"name": "c"})
    assert client.peek("/servers", 0) is None
    assert not client.recent_writes.changes("/servers")


def test_a_read_is_no_write(account, client):
    names(client)
    account.answers["/servers/current"] = {"id": "9"}
    client.request("GET", "/servers/current")
    assert client.peek("/servers", 0).stale_since() == 0.0
    assert not client.recent_writes.changes("/servers")


def test_a_removal_is_recorded(account, client):
    account.answers["/servers/1"] = {"id": "1"}
    client.request("DELETE", "/servers/1")
    assert client.recent_writes.changes("/servers") == {"1": LEAVING}


# -- the session


@pytest.mark.parametrize(
    "token, same",
    [("token", True), ("toke", False), ("", False), (None, False), (5, False), ("\udc80", False)],
)
def test_the_token_of_the_session(client, token, same):
    assert client.uses_token(token) is same


def test_a_setting_that_is_not_valid_is_named():
    with pytest.raises(NotSentError) as caught:
        Client("token", timeout=0)
    assert caught.value.type == "SETTING" and caught.value.operation == ""
    assert "timeout" in str(caught.value)


@pytest.mark.parametrize("each_database", ["file"], indirect=True)
def test_the_user_is_warned_of_what_is_not_shared_or_not_verified(opened, tmp_path):
    assert opened().warnings == []
    warnings = ["known"]
    assert opened(verify=False, warnings=warnings).warnings is warnings and len(warnings) == 2
    (tmp_path / "file").write_text("", encoding="utf-8")
    store = Store("token", "https://api.example.com/v1", tmp_path / "file")
    (problem,) = Client("token", store=store).warnings
    assert problem.startswith("Tasks do not share their request budget")
