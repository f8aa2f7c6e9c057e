# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client against an API with scripted answers."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import Mock
from urllib.parse import parse_qs, urlsplit

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api import paging
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api import transport as module
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.client import Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import (
    ApiError,
    NotSentError,
    ResponseLostError,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.shared_file import SharedFile
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from simulated import SimulatedTime

DROP = object()


class Api(ThreadingHTTPServer):
    """Answers with the value of ``answer``: (status, body, headers), or DROP for no answer."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.requests: list[tuple[str, str, dict, bytes]] = []
        self.script: list = []
        self.answer = lambda method, path, query: self.script.pop(0)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        path = parts.path.removeprefix("/v1")
        self.server.requests.append((self.command, path, dict(self.headers), body))
        answer = self.server.answer(self.command, path, query)
        if answer is DROP:
            self.close_connection = True
            self.connection.close()
            return
        status, content, *headers = answer
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in (headers[0] if headers else {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any

    def log_message(self, *_args) -> None:
        pass


@pytest.fixture
def api() -> Iterator[Api]:
    server = Api()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def client(api, tmp_path, monkeypatch) -> Client:
    monkeypatch.setattr(module, "BACKOFF", (0.0, 0.0, 0.0))
    return Client(
        "token", api.url, timeout=5, store=Store("token", api.url, tmp_path), budget_timeout=20
    )


def methods(api: Api) -> list[str]:
    return [method for method, *_rest in api.requests]


def test_token_and_content_type_go_with_every_request(api, client):
    api.script = [(200, {"id": "1"}), (202, {"id": "1"})]
    client.get("/servers/1")
    client.request("DELETE", "/servers/1")
    for _method, _path, headers, _body in api.requests:
        assert headers["X-TOKEN"] == "token"
        assert headers["Content-Type"] == "application/json"


def test_all_requests_use_one_connection(api, client, monkeypatch):
    monkeypatch.setattr(Handler, "protocol_version", "HTTP/1.1")
    setup, connections = Handler.setup, []
    monkeypatch.setattr(
        Handler, "setup", lambda handler: (connections.append(handler), setup(handler))
    )
    api.script = [(200, {"id": "1"}), (404, {"type": "X", "message": "no"}), (200, {"id": "1"})]
    client.get("/servers/1")
    with pytest.raises(ApiError):
        client.get("/servers/2")
    client.get("/servers/1")
    assert len(connections) == 1


def test_a_request_is_reserved_when_the_session_is_ready(api, client, monkeypatch):
    ready = []
    monkeypatch.setattr(
        client.rate_limiter,
        "acquire",
        lambda *_args: ready.append("_session" in vars(client.transport)) or 0.0,
    )
    api.script = [(200, {"id": "1"})]
    client.get("/servers/1")
    assert ready == [True]


@pytest.mark.parametrize("keys", [("type", "message", "errors"), ("Type", "Message", "Errors")])
def test_both_spellings_of_an_error_are_understood(api, client, keys):
    api.script = [(404, dict(zip(keys, ("SERVER_NOT_FOUND", "Server not found", {"id": "1"}))))]
    with pytest.raises(ApiError) as caught:
        client.get("/servers/1")
    assert caught.value.as_dict() == {
        "status": 404,
        "type": "SERVER_NOT_FOUND",
        "message": "Server not found",
        "errors": {"id": "1"},
        "operation": "GET /servers/1",
    }


@pytest.mark.parametrize("body", [b"", b"<html>Bad Gateway</html>", b"[1, 2]", b"null"])
def test_an_error_without_a_body_to_read_is_still_an_error(api, client, body):
    api.script = [(400, body)]
    with pytest.raises(ApiError, match="answered with 400"):
        client.get("/servers")


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
@pytest.mark.parametrize("trouble", [DROP, (500, {}), (502, b""), (503, b""), (200, b"{broken")])
def test_safe_requests_are_repeated(api, client, method, trouble):
    api.script = [trouble, trouble, (200, {"id": "1"})]
    assert client.request(method, "/servers/1") == {"id": "1"}


def test_a_request_is_repeated_a_limited_number_of_times(api, client):
    api.answer = lambda *_args: (503, b"")
    with pytest.raises(ApiError, match="503"):
        client.get("/servers")
    assert len(api.requests) == 1 + len(module.BACKOFF)


@pytest.mark.parametrize("trouble", [DROP, (500, {}), (504, b""), (202, b"{broken")])
def test_a_post_is_never_repeated(api, client, trouble):
    api.script = [trouble]
    with pytest.raises(ResponseLostError):
        client.request("POST", "/servers", {"name": "web"})
    assert methods(api) == ["POST"]


def test_a_delete_that_was_done_before_its_answer_was_lost_has_succeeded(api, client):
    api.script = [
        DROP,
        (404, {"Type": "SERVER_NOT_FOUND", "Message": "Server not found", "Errors": None}),
    ]
    assert client.request("DELETE", "/servers/1") is None


def test_a_delete_of_nothing_is_an_error(api, client):
    api.script = [
        (404, {"Type": "SERVER_NOT_FOUND", "Message": "Server not found", "Errors": None})
    ]
    with pytest.raises(ApiError):
        client.request("DELETE", "/servers/1")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_is_sent_again_after_a_429(api, client, method):
    full = {"X-Rate-Limit-Limit": "25", "X-Rate-Limit-Remaining": "0", "X-Rate-Limit-Reset": "1"}
    api.script = [(429, b"", full), (200, {"id": "1"}, {**full, "X-Rate-Limit-Remaining": "24"})]
    with clock.replaced(SimulatedTime(time.time())):
        assert client.request(method, "/servers") == {"id": "1"}
    assert client.throttled_seconds > 0


def test_a_429_is_an_error_after_the_budget_timeout(api, client):
    api.answer = lambda *_args: (429, b"", {"X-Rate-Limit-Reset": "60"})
    with (
        clock.replaced(SimulatedTime(time.time())),
        pytest.raises(ApiError, match="budget of requests"),
    ):
        client.get("/servers")


def test_the_token_is_not_sent_to_the_target_of_a_redirect(api, client):
    api.script = [(302, b"", {"Location": "http://127.0.0.1:1/elsewhere"})]
    with pytest.raises(
        ApiError,
        match="302 REDIRECT: The address has moved to http://127.0.0.1:1/elsewhere. Set api_url",
    ):
        client.get("/servers")


def test_a_closed_port_is_one_clear_message(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BACKOFF", (0.0,))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(
            ApiError, match=r"^No connection to http://127.0.0.1.* Check api_url and the network\.$"
        ):
            Client("token", url, store=Store("token", url, tmp_path)).request(
                "POST", "/servers", {}
            )


@pytest.mark.parametrize(
    "url, words",
    [
        ("http://no-such-host.invalid/v1", "host of api_url is unknown"),
        ("cloudpanel", "api_url is not an address"),
    ],
)
def test_a_wrong_address_is_one_clear_message(tmp_path, url, words):
    with pytest.raises(ApiError, match=words):
        Client("token", url, store=Store("token", url, tmp_path)).get("/ping")


@pytest.mark.parametrize(
    "status, words",
    [(401, "does not accept this token"), (406, "refuses requests from this address")],
)
def test_access_errors_contain_a_remedy(api, client, status, words):
    api.script = [(status, {"type": "UNAUTHORIZED", "message": "no", "errors": None})]
    with pytest.raises(ApiError, match=words):
        client.get("/servers")


def test_a_denied_request_is_named_with_a_remedy(api, client):
    api.script = [
        (
            403,
            {
                "type": "NOT_ALLOWED_ERROR",
                "message": "permission users.create required",
                "errors": None,
            },
        )
    ]
    with pytest.raises(
        ApiError,
        match=r"^POST /users was denied. .* permission_info .*users.create required\)\.$",
    ):
        client.request("POST", "/users", {})


def test_a_client_without_a_token_sends_none(api, tmp_path):
    api.script = [(200, ["PONG"])]
    Client("", api.url, store=Store("", api.url, tmp_path)).get("/ping")
    assert "X-TOKEN" not in api.requests[0][2]


@pytest.mark.parametrize(
    "token, same", [("token", True), ("tokem", False), ("", False), (None, False), ("tökén", False)]
)
def test_a_client_recognizes_its_own_token(client, token, same):
    assert client.uses_token(token) is same


class Route:
    """A socket whose ends have these addresses."""

    def __init__(self, own: str, peer: str):
        self.ends = own, peer

    def __call__(self, *_args):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        pass

    def connect(self, _peer):
        pass

    def getsockname(self):
        return self.ends[0], 1

    def getpeername(self):
        return self.ends[1], 443


@pytest.mark.parametrize(
    "own, peer, known",
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("10.0.0.7", "10.0.0.1", True),
        ("8.8.4.4", "8.8.8.8", True),
        ("10.0.0.7", "8.8.8.8", False),
    ],
)
def test_the_source_address_is_known_without_nat(client, monkeypatch, own, peer, known):
    monkeypatch.setattr(module.socket, "socket", Route(own, peer))
    assert client.source_address() == (own if known else None)


def test_the_source_address_is_unknown_without_a_name_resolution(client, monkeypatch):
    monkeypatch.setattr(module.socket, "getaddrinfo", Mock(side_effect=socket.gaierror))
    assert client.source_address() is None


def test_the_source_address_is_unknown_behind_a_proxy(client, monkeypatch):
    assert client.source_address() == "127.0.0.1"
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:3128")
    assert client.source_address() is None


def test_a_task_that_has_lost_its_lock_sends_no_write(api, client, monkeypatch):
    monkeypatch.setattr(SharedFile, "lock_was_lost", True)
    with pytest.raises(NotSentError, match="^PUT /servers/A was not sent, because") as error:
        client.request("PUT", "/servers/A", {})
    assert error.value.type == "REFUSED" and not api.requests


class Pages:
    """A list behind pages, cut at ``limit``."""

    def __init__(self, total: int, limit: int):
        self.items = [{"id": str(number)} for number in range(total)]
        self.limit = limit

    def __call__(self, _method, _path, query):
        number, size = int(query["page"]), min(int(query["per_page"]), self.limit)
        return 200, self.items[(number - 1) * size : number * size]


def test_a_list_is_read_through_its_pages(api, client):
    api.answer = Pages(203, 64)
    assert [element["id"] for element in client.fetch_all("/servers")] == [
        str(number) for number in range(203)
    ]


def test_a_list_without_an_end_is_an_error(api, client, monkeypatch):
    monkeypatch.setattr(paging, "MAX_ELEMENTS", 1000)
    api.answer = Pages(1000, 500)
    assert len(client.fetch_all("/servers")) == 1000
    api.answer = Pages(2000, 500)
    api.requests.clear()
    with pytest.raises(ApiError, match="^GET /servers has more than 1,000 elements"):
        client.fetch_all("/servers")
    assert len(api.requests) == 3
    assert len(client.fetch_all("/servers", limit=600)) == 600


def test_an_older_incomplete_answer_is_read_again_if_necessary(api, client):
    api.answer = Pages(7, 7)
    client.cached_list("/servers", 0)
    api.answer = Pages(8, 7)
    since = time.time()
    for _time in range(2):
        assert len(client.cached_list("/servers", since, complete=False).elements) == 7
    assert len(api.requests) == 3
    assert len(client.cached_list("/servers", since).elements) == 8
    api.requests.clear()
    assert len(client.cached_list("/servers", since).elements) == 8 and not api.requests


def test_a_list_is_read_beyond_a_length_that_may_be_the_page_limit(api, client):
    api.answer = Pages(7, 7)
    client.fetch_all("/servers")
    api.answer = Pages(8, 7)
    assert len(client.fetch_all("/servers", complete=False)) == 7
    assert len(client.fetch_all("/servers")) == 8


def test_a_poll_takes_one_request_whether_the_list_has_grown_or_not(api, client):
    pages, until = Pages(7, 7), time.time() + 50
    api.answer = lambda *request: pages(*request) if request[2] else (200, {"id": request[1][-1]})
    client.cached_list("/servers", 0)
    client.poll("/servers", "1", time.time(), until)
    api.requests.clear()
    client.poll("/servers", "2", time.time(), until)
    assert [path for _method, path, *_rest in api.requests] == ["/servers"]


def test_a_client_that_shares_nothing_searches_its_own_list(api, tmp_path):
    store = Store("token", api.url, tmp_path)
    clients = [
        Client("token", api.url, store=store, share=share, keys_of=lambda _path, obj: [obj["id"]])
        for share in (False, True)
    ]
    api.answer = Pages(4, 64)
    listing = clients[0].cached_list("/servers", 0)
    assert listing.find(["2"]) == [{"id": "2"}] and listing.find(["4"]) == []
    assert clients[0].peek("/servers", 0) is None and clients[1].peek("/servers", 0) is None
    api.answer = Pages(5, 64)
    assert len(clients[0].cached_list("/servers", 0).find(["4"])) == 1
    assert store.read(int, "SELECT count(*) FROM elements") == [0]


@pytest.mark.parametrize("paged", [True, False])
@pytest.mark.parametrize("answer", [{}, None, 17, "x", [None], [{"name": "k"}], {"servers": []}])
def test_an_invalid_list_is_read_again_before_it_is_an_error(api, client, answer, paged):
    api.answer = lambda *_request: (200, answer)
    with pytest.raises(
        ApiError,
        match=r"^GET /servers was answered, but the answer [^.]+\. Check that api_url .*\.$",
    ) as caught:
        client.fetch_all("/servers", paged=paged)
    assert caught.value.type == "UNREADABLE" and len(api.requests) == 1 + len(module.BACKOFF)


def test_a_single_invalid_list_causes_no_error(api, client):
    api.script = [(200, {}), (200, [{"id": "1"}])]
    assert client.fetch_all("/servers", paged=False) == [{"id": "1"}]


def nested(levels: int) -> bytes:
    return b'[{"id": "1", "x": ' + b"[" * (levels - 2) + b"]" * (levels - 2) + b"}]"


@pytest.mark.parametrize("levels", [51, 700, 100_000])
def test_an_answer_with_more_than_fifty_levels_is_unreadable(api, client, levels):
    api.script = [(200, nested(50))]
    assert client.fetch_all("/servers", paged=False)[0]["id"] == "1"
    api.answer = lambda *_request: (200, nested(levels))
    with pytest.raises(ApiError) as caught:
        client.fetch_all("/servers")
    assert caught.value.type == "UNREADABLE"


def test_a_list_that_always_changes_is_one_clear_message(api, client):
    def shrinking(*request):
        pages.items.pop(0)
        return pages(*request)

    pages = Pages(5000, 50)
    api.answer = shrinking
    with pytest.raises(ApiError, match="^GET /servers showed other elements each time"):
        client.fetch_all("/servers")
