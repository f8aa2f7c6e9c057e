# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of any size, duration and encoding take little memory and time."""

from __future__ import annotations

import gzip
import io
import json
import socketserver
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest
import requests
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api import answer_limits, transport
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.client import Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import (
    ApiError,
    ResponseLostError,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from simulated import SteadyTime
from urllib3 import HTTPResponse

BODY = json.dumps([{"id": "1", "name": "grün"}], ensure_ascii=False).encode()
MEGABYTE = 2**20


class Server(socketserver.ThreadingTCPServer):
    """Answers each request with the same head and the parts of a body."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.headers: list[str] = []
        self.parts: Callable[[], Iterator[bytes]] = lambda: iter([BODY])
        self.requests: list[bytes] = []

    def handle_error(self, *_arguments) -> None:
        pass


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        lines = [*iter(self.rfile.readline, b"\r\n")]
        length = [line for line in lines if line.lower().startswith(b"content-length")]
        self.rfile.read(int(length[0].split(b":")[1]) if length else 0)
        self.server.requests.append(b"".join(lines))
        self.wfile.write("\r\n".join(["HTTP/1.1 200 OK", *self.server.headers, "", ""]).encode())
        for part in self.server.parts():
            self.wfile.write(part)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def client(server, tmp_path, monkeypatch) -> Client:
    monkeypatch.setattr(transport, "BACKOFF", ())
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    return Client("token", url, timeout=0.5, store=Store("token", url, tmp_path))


def answered(server: Server, body: bytes, *headers: str) -> None:
    server.headers, server.parts = list(headers), lambda: iter([body])


@pytest.mark.parametrize(
    "body, headers",
    [
        (BODY, []),
        (BODY, [f"Content-Length: {len(BODY)}"]),
        (BODY, ["Content-Encoding: identity"]),
        (gzip.compress(BODY, mtime=0), ["Content-Encoding: gzip"]),
        (gzip.compress(BODY, mtime=0), ["Content-Encoding: GZIP "]),
        (
            gzip.compress(BODY[:9], mtime=0) + gzip.compress(BODY[9:], mtime=0),
            ["Content-Encoding: gzip"],
        ),
        (b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY), ["Transfer-Encoding: chunked"]),
    ],
)
def test_usual_answers_are_read(server, client, body, headers):
    answered(server, body, *headers)
    assert client.get("/servers") == json.loads(BODY)
    assert b"Accept-Encoding: gzip\r\n" in server.requests[0]


def test_an_answer_in_small_compressed_parts_is_read(server, client):
    packed = gzip.compress(BODY * 1)
    server.headers = ["Content-Encoding: gzip"]
    server.parts = lambda: (packed[at : at + 1] for at in range(len(packed)))
    assert client.get("/servers") == json.loads(BODY)


@pytest.mark.parametrize("encoding", ["deflate", "br", "gzip, gzip", "zstd", "x" * 1000])
def test_other_encodings_are_refused(server, client, encoding):
    answered(server, zlib.compress(BODY), f"Content-Encoding: {encoding}")
    with pytest.raises(ApiError, match="has the encoding .* which was not requested") as refused:
        client.get("/servers")
    assert len(str(refused.value)) < 200


def test_a_small_body_that_becomes_a_large_one_is_refused(server, client, monkeypatch):
    monkeypatch.setattr(answer_limits, "MAX_BYTES", 4 * MEGABYTE)
    answered(server, gzip.compress(b" " * (300 * MEGABYTE), 1), "Content-Encoding: gzip")
    tracemalloc.start()
    try:
        with pytest.raises(ApiError, match="GET /servers was answered, but .* more than 4 MiB"):
            client.get("/servers")
        assert tracemalloc.get_traced_memory()[1] < 30 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_a_body_without_end_is_refused(server, client, monkeypatch):
    monkeypatch.setattr(answer_limits, "MAX_BYTES", 4 * MEGABYTE)
    server.parts = lambda: iter(lambda: b" " * 65536, None)
    with pytest.raises(ApiError, match="more than 4 MiB"):
        client.get("/servers")


def test_a_body_may_be_as_long_as_the_limit(server, client, monkeypatch):
    assert answer_limits.MAX_BYTES == 64 * MEGABYTE  # as docs/security.md says
    monkeypatch.setattr(answer_limits, "MAX_BYTES", len(BODY))
    assert client.get("/servers") == json.loads(BODY)
    monkeypatch.setattr(answer_limits, "MAX_BYTES", len(BODY) - 1)
    with pytest.raises(ApiError, match="has more than"):
        client.get("/servers")


class SlowBody(io.BytesIO):
    """A body of which one byte arrives in each second."""

    def read(self, size: int = -1) -> bytes:
        clock.sleep(1)
        return super().read(min(size, 1))

    read1 = read


def arriving(body: bytes, encoding: str = "") -> requests.Response:
    """Return a response whose body arrives slowly."""
    made = requests.Response()
    made.raw = HTTPResponse(SlowBody(body), preload_content=False)
    made.headers["Content-Encoding"] = encoding
    return made


@pytest.mark.parametrize(
    "body, encoding, problem",
    [
        (b"12345", "", None),
        (b"123456", "", "did not end within 10 times api_timeout"),
        (b"12345", "br", "encoding"),
    ],
)
def test_the_connection_of_an_answer_beyond_the_limits_is_closed(body, encoding, problem):
    response = arriving(body, encoding)
    raw = response.raw
    with clock.replaced(SteadyTime()):
        if problem:
            with pytest.raises(answer_limits.AnswerLimitError, match=problem):
                answer_limits.read_within_limits(response, 0.5)
        else:
            answer_limits.read_within_limits(response, 0.5)
            assert response.content == body
    assert raw.closed


class Raw:
    """A body in urllib3 before version 2.1, which waits for all bytes that it should read."""

    def __init__(self) -> None:
        self._parts = iter((BODY[:9], BODY[9:], b""))

    def read(self, size: int, decode_content: bool = True) -> bytes:
        assert size <= 1024 and not decode_content
        return next(self._parts)

    def close(self) -> None:
        pass


class NewRaw(Raw):
    """A body in urllib3 since version 2.1, which can also return what has arrived."""

    read = None

    def read1(self, size: int, decode_content: bool = True) -> bytes:
        assert not decode_content
        return next(self._parts)


@pytest.mark.parametrize("kind", [Raw, NewRaw])
def test_a_body_is_read_as_it_arrives_with_each_version_of_urllib3(kind):
    response = requests.Response()
    response.raw = kind()
    answer_limits.read_within_limits(response, 5)
    assert response.content == BODY


def test_the_answer_to_a_creation_beyond_the_limits_counts_as_lost(server, client):
    answered(server, BODY, "Content-Encoding: br")
    with pytest.raises(ResponseLostError):
        client.request("POST", "/servers", {})


@pytest.mark.parametrize(
    "body, headers, words",
    [
        (BODY, ["Content-Encoding: gzip"], "connection"),
        (zlib.compress(BODY), ["Content-Encoding: gzip"], "connection"),
        (gzip.compress(BODY, mtime=0)[:10], ["Content-Encoding: gzip"], "connection"),
        (gzip.compress(BODY, mtime=0)[:-1], ["Content-Encoding: gzip"], "connection"),
        (BODY[:5], ["Content-Length: 100"], "connection"),
        (b"zz\r\n", ["Transfer-Encoding: chunked"], "connection"),
    ],
)
def test_damaged_answers_are_one_sentence(server, client, body, headers, words):
    answered(server, body, *headers)
    with pytest.raises(ApiError, match=f"(?i){words}"):
        client.get("/servers")
