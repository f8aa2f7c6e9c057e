# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections: token, address, TLS, and the pause after a 429."""

from __future__ import annotations

import ssl
import subprocess
import sys
import threading
import time
import warnings
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api import transport as module
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.client import Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import (
    ApiError,
    NotSentError,
    UnresolvedPathError,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.settings import (
    parse_url,
    security_warnings,
)
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared.store import Store
from simulated import SimulatedTime


class Api(HTTPServer):
    """Answers every request with the same status and headers. With a certificate it uses TLS."""

    def __init__(
        self,
        status: int = 200,
        headers: dict[str, str] | None = None,
        certificate: Path | None = None,
    ):
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.headers, self.received = status, headers or {}, []
        self.scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.socket = context.wrap_socket(self.socket, server_side=True)

    def __enter__(self):
        threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()
        return self

    def __exit__(self, *_exception):
        self.shutdown()
        self.server_close()

    def handle_error(self, *_arguments):
        pass

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.received.append(dict(self.headers))
        self.send_response(self.server.status)
        for name, value in {"Content-Length": "2", **self.server.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *_arguments) -> None:
        pass


@pytest.fixture
def connect(tmp_path):
    def connect(url: str, token: str = "token", **options) -> Client:
        return Client(token, url, store=Store("token", url, tmp_path / "cache"), **options)

    return connect


# -- token


@pytest.mark.parametrize("token", ["token\n", "token\r\n", " token ", "\ttoken"])
def test_blanks_and_line_ends_around_a_token_are_removed(connect, token):
    with Api() as api:
        connect(api.url, token).get("/servers")
    assert api.received[0]["X-TOKEN"] == "token"


@pytest.mark.parametrize(
    "token",
    [
        "ge heim",
        "ge\nheim",
        "ge\rheim",
        "ge\0heim",
        "geheïm",
        "ge\u20acheim",
        "ge\ud800heim",
        "ge\u200bheim",
        " \n",
    ],
)
def test_a_token_with_other_characters_is_rejected_without_showing_it(connect, token):
    began = time.monotonic()
    with pytest.raises(NotSentError, match="^api_token contains .* Panel") as caught:
        connect("https://api.example.com/v1", token)
    assert "heim" not in str(caught.value) and "\n" not in str(caught.value)
    assert caught.value.__cause__ is None and time.monotonic() - began < 1


# -- address


@pytest.mark.parametrize(
    "url",
    [
        "http://user:geheim@api.example.com/v1",
        "https://geheim@api.example.com/v1",
        "https://api.example.com/v1?key=geheim",
        "https://api.example.com/v1#geheim",
        "https://api.example.com\\@geheim/v1",
    ],
)
def test_a_url_with_more_than_host_and_path_is_rejected_without_showing_it(connect, url):
    with pytest.raises(NotSentError, match="^api_url contains a user name") as caught:
        connect(url)
    assert "geheim" not in str(caught.value.as_dict())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "cloudpanel",
        "ftp://host/v1",
        "https:///v1",
        "https://host:0/v1",
        "https://host:99999/v1",
        "https://[::1/v1",
        "https://host/v 1",
        "https://host/\n",
    ],
)
def test_invalid_addresses_are_rejected(connect, url):
    with pytest.raises(
        NotSentError, match="^api_url is not an address of the form https://host/v1"
    ):
        connect(url)


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf")])
def test_invalid_timeouts_are_rejected(connect, timeout):
    with pytest.raises(NotSentError, match="^api_timeout is .* more than 0 seconds"):
        connect("https://api.example.com/v1", timeout=timeout)


@pytest.mark.parametrize(
    "url, verify, words",
    [
        ("http://127.0.0.1:8080/v1", True, None),
        ("http://localhost/v1", False, None),
        ("http://[::1]/v1", True, None),
        ("https://api.example.com/v1", True, None),
        ("https://api.example.com/v1", "/ca.pem", None),
        ("http://api.example.com/v1", True, "without encryption"),
        ("http://127.0.0.1.example.com/v1", False, "without encryption"),
        ("https://api.example.com/v1", False, "validate_certs"),
        ("https://127.0.0.1/v1", False, "validate_certs"),
    ],
)
def test_connections_that_others_can_read_cause_a_warning(url, verify, words):
    found = list(security_warnings(parse_url(url), verify))
    assert [words in each for each in found] == ([True] if words else [])


def test_the_client_returns_warnings_for_the_user(tmp_path):
    (tmp_path / "file").write_text("")
    client = Client(
        "token", "http://api.example.com/v1", store=Store("token", "", tmp_path / "file")
    )
    insecure, unshared = client.warnings
    assert "encryption" in insecure and "CLOUDPANEL_CACHE_DIR" in unshared


@pytest.mark.parametrize(
    "machine",
    ["machine 127.0.0.1 login user password geheim", "default login user password geheim"],
)
def test_netrc_is_not_sent(connect, monkeypatch, tmp_path, machine):
    (tmp_path / "netrc").write_text(machine)
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with Api() as api:
        connect(api.url).get("/servers")
    assert "Authorization" not in api.received[0] and api.received[0]["X-TOKEN"] == "token"


# -- TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """Return a self-signed certificate for localhost only."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
            "-keyout",
            file,
            "-out",
            file.with_suffix(".crt"),
        ],
        check=True,
        capture_output=True,
    )
    file.write_text(file.read_text() + file.with_suffix(".crt").read_text())
    return file


@pytest.mark.parametrize(
    "trusted, words", [(False, "self.signed certificate"), (True, "IP address mismatch")]
)
def test_a_certificate_that_cannot_be_verified_names_the_reason(
    connect, certificate, trusted, words
):
    verify = str(certificate.with_suffix(".crt")) if trusted else True
    with (
        Api(certificate=certificate) as api,
        pytest.raises(NotSentError, match=f"cannot be verified: .*{words}"),
    ):
        connect(api.url, verify=verify).get("/servers")
    assert not api.received


def test_a_server_without_tls_is_not_reported_as_a_wrong_certificate(connect):
    with (
        Api() as api,
        pytest.raises(
            NotSentError,
            match="^No encrypted connection to https://.*: (wrong version number|.*ssl|.*record)",
        ),
    ):
        connect(api.url.replace("http:", "https:")).get("/servers")


def test_without_verification_python_does_not_warn_of_each_request(connect, certificate):
    with Api(certificate=certificate) as api, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert connect(api.url, verify=False).get("/servers") == []
        warnings.warn("Unverified HTTPS request of another program", stacklevel=1)
    assert [str(each.message) for each in caught if "Unverified" in str(each.message)] == [
        "Unverified HTTPS request of another program"
    ]


@pytest.mark.parametrize("way", ["option", "environment"])
def test_a_missing_ca_bundle_is_one_clear_message_and_nothing_is_sent(
    connect, monkeypatch, certificate, way
):
    monkeypatch.setattr(module.clock, "sleep", lambda _seconds: pytest.fail("a second attempt"))
    if way == "environment":
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/file")
    with (
        Api(certificate=certificate) as api,
        pytest.raises(NotSentError, match="does not exist. Check ca_path.*/no/such/file"),
    ):
        connect(api.url, verify="/no/such/file" if way == "option" else True).request(
            "POST", "/servers", {}
        )
    assert not api.received


# -- requests


def test_a_client_has_the_timeout_that_modules_have_by_default(connect):
    assert connect("https://api.example.com/v1").settings.timeout == 30


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_a_path_with_a_placeholder_is_never_sent(connect, method):
    with Api() as api, pytest.raises(UnresolvedPathError, match=r"/servers/\{id\} was not sent"):
        connect(api.url).request(method, "/servers/{id}")
    assert not api.received


def test_whether_requests_is_installed(monkeypatch):
    assert module.requests_installed()
    monkeypatch.setitem(sys.modules, "requests", None)
    assert not module.requests_installed()


# -- 429


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Rate-Limit-Reset": "0"},
        {"X-Rate-Limit-Reset": "0", "X-Rate-Limit-Remaining": "20", "X-Rate-Limit-Limit": "25"},
        {"X-Rate-Limit-Reset": "200"},
        {"X-Rate-Limit-Reset": "9" * 30},
        {"X-Rate-Limit-Reset": "\u00b2"},
        {"X-Rate-Limit-Reset": "-5"},
    ],
    ids=str,
)
def test_after_a_429_there_is_always_a_pause_that_counts(connect, headers):
    encoded = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    passing = SimulatedTime()
    with (
        Api(429, encoded) as api,
        clock.replaced(passing),
        pytest.raises(ApiError, match="budget of requests"),
    ):
        connect(api.url, budget_timeout=2.5).get("/servers")
    assert passing.passed < 6 and len(api.received) <= 3


def test_the_pauses_grow_while_the_api_answers_429(connect):
    with (
        Api(429, {"X-Rate-Limit-Reset": "0"}) as api,
        clock.replaced(SimulatedTime()),
        pytest.raises(ApiError, match="not accepted within 1800 s"),
    ):
        connect(api.url).get("/servers")
    assert 50 < len(api.received) < 80


def test_the_reset_that_the_api_announces_is_waited_for(connect):
    class Recovery(SimulatedTime):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            api.status = 200 if self.passed > 1.5 else 429

    passing = Recovery()
    with Api(429, {"X-Rate-Limit-Reset": "3"}) as api, clock.replaced(passing):
        assert connect(api.url, budget_timeout=20).get("/servers") == []
    assert 2.5 < passing.passed < 10 and len(api.received) == 2


# -- texts of the API


def test_control_characters_of_the_api_do_not_reach_a_message(connect, monkeypatch):
    monkeypatch.setattr(
        Handler,
        "do_GET",
        lambda handler: (
            handler.send_response(400),
            handler.end_headers(),
            handler.wfile.write(
                b'{"type": "A\\u001b[2J", "message": "x\\u001b]0;evil\\u0007\\nTASK [x]\\u202e", '
                b'"errors": ["\\u009b1m"]}'
            ),
        ),
    )
    with Api() as api, pytest.raises(ApiError) as caught:
        connect(api.url).get("/servers")
    text = f"{caught.value} {caught.value.as_dict()}"
    assert (
        "evil" in text
        and all(each.isprintable() for each in str(caught.value))
        and "\\x9b" not in text
        and "\\u202e" not in text
    )


@pytest.mark.parametrize("characters, shown", [(1000, True), (module.MAX_ERROR, False)])
def test_an_explanation_of_any_length_takes_little_time(connect, monkeypatch, characters, shown):
    text = b"A" * characters
    monkeypatch.setattr(
        Handler,
        "do_GET",
        lambda handler: (
            handler.send_response(400),
            handler.end_headers(),
            handler.wfile.write(b'{"type": "X", "message": "' + text + b'", "errors": null}'),
        ),
    )
    with Api() as api, pytest.raises(ApiError) as caught:
        connect(api.url).get("/servers")
    assert (text.decode() in str(caught.value)) is shown
    assert shown or "without an explanation" in str(caught.value)
