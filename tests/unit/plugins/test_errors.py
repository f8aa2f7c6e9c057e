# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The messages of failed requests, and which requests may still be carried out."""

from __future__ import annotations

import pytest
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import (
    ADVICE,
    ApiError,
    EndlessListError,
    ResponseLostError,
    UnsteadyListError,
    rejection,
    unreadable,
)

GET = "GET /servers/1"


@pytest.mark.parametrize(
    "error, message",
    [
        (ApiError(GET, message="Not sent."), "Not sent."),
        (ApiError(GET, 401, "X", "Bad."), f"{ADVICE[401]} (X: Bad)."),
        (ApiError(GET, 401), f"{ADVICE[401]} (no explanation)."),
        (ApiError(GET, 406, "X"), f"{ADVICE[406]} (X)."),
        (
            ApiError(GET, 403, "NOT_ALLOWED_ERROR", "No."),
            f"{ADVICE['NOT_ALLOWED_ERROR'].format(operation=GET)} (NOT_ALLOWED_ERROR: No).",
        ),
        (
            ApiError(GET, 500, "X", "Oops."),
            f"{GET} was answered with 500 X: Oops. The API has a problem at the moment. Run the "
            "task again later.",
        ),
        (
            ApiError(GET, 503),
            f"{GET} was answered with 503. The API has a problem at the moment. Run the task again "
            "later.",
        ),
        (
            ApiError(GET, 404, "SERVER_NOT_FOUND", "No server."),
            f"{GET} was answered with 404 SERVER_NOT_FOUND: No server. The object does not exist, "
            "or another program has removed it. Check its id, or run the task again.",
        ),
        (ApiError(GET, 404, None, "No server."), f"{GET} was answered with 404 No server."),
        (
            ApiError(GET, 400),
            f"{GET} was answered with 400 and without an explanation. A program between this "
            "machine and the API may have answered. Check api_url and the proxy settings of this "
            "machine.",
        ),
        (ApiError(GET, 400, "X", "Bad  . "), f"{GET} was answered with 400 X: Bad  ."),
        (ApiError(GET, 405, "X", "Bad"), f"{GET} was answered with 405 X: Bad."),
        (
            ApiError(GET, 400, "X", "", {"a": 1, "b": 2}),
            f"{GET} was answered with 400 X: a: 1, b: 2.",
        ),
        (ApiError(GET, 400, "X", "Bad", {"a": 1}), f"{GET} was answered with 400 X: Bad."),
        (ApiError(GET, 400, "X", "", ["a"]), f"{GET} was answered with 400 X."),
        (
            UnsteadyListError("/servers"),
            "GET /servers showed other elements each time that the list was read. Run the task "
            "again when fewer objects are being created and removed.",
        ),
        (
            unreadable(GET, "is not a list"),
            f"{GET} was answered, but the answer is not a list. Check that api_url is the address "
            "of the Cloud Panel API.",
        ),
    ],
)
def test_the_message_of_a_failed_request(error, message):
    assert str(error) == message


def test_an_error_without_a_status_has_a_type():
    assert (UnsteadyListError("/a").type, UnsteadyListError("/a").operation) == (
        "UNSTEADY",
        "GET /a",
    )
    assert EndlessListError("/a", 5).type == "ENDLESS"
    assert unreadable(GET, "x").type == "UNREADABLE" and unreadable(GET, "x").operation == GET


@pytest.mark.parametrize(
    "body, type_, message, errors",
    [
        ({"type": "X", "message": "m", "errors": {"a": 1}}, "X", "m", {"a": 1}),
        ({"Type": "X", "Message": "m", "ERRORS": None}, "X", "m", None),
        ({"type": 5, "message": ["a"]}, "5", '["a"]', None),
        ({}, None, "", None),
        (None, None, "", None),
        ("text", None, "", None),
        ([{"type": "X"}], None, "", None),
    ],
)
def test_the_parts_of_a_rejection(body, type_, message, errors):
    error = rejection(GET, 400, body)
    assert (error.operation, error.status, error.repeated) == (GET, 400, False)
    assert (error.type, error.message, error.errors) == (type_, message, errors)
    assert error.as_dict() == {
        "status": 400,
        "type": type_,
        "message": message,
        "errors": errors,
        "operation": GET,
    }


@pytest.mark.parametrize("body", [None, {"message": "x"}, "<html>"])
def test_a_404_of_something_else_than_the_api_is_recognized(body):
    advice = "This is not an answer of the Cloud Panel API. Check api_url, which ends in /v1"
    assert rejection(GET, 404, body).message == advice
    assert rejection(GET, 404, {"type": "X", "message": "m"}).message == "m"
    assert rejection(GET, 403, body).message != advice


@pytest.mark.parametrize(
    "status, type_, expected",
    [
        (504, None, True),
        (None, "TIMEOUT", True),
        (504, "TIMEOUT", True),
        (503, None, False),
        (None, "CONNECTION", False),
    ],
)
def test_only_a_request_that_was_not_answered_in_time_may_still_be_carried_out(
    status, type_, expected
):
    assert ResponseLostError("POST /servers", status, type_).may_follow is expected
