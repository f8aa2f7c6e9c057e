# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn exceptions of the library requests into errors that say what to do."""

from __future__ import annotations

import ssl

from .errors import TIMEOUT, ApiError, NotSentError

#: Texts in exceptions for a host name that cannot be resolved.
UNKNOWN_HOST = ("Name or service not known", "NameResolutionError", "getaddrinfo")


def connection_error(error: Exception, operation: str, url: str) -> ApiError:
    """Return the error for an exception of requests.

    A NotSentError says that the API cannot have received the request.

    :param url: ``api_url``.
    """
    from requests import exceptions

    type_and_message = _before_sending(error, url)
    if type_and_message:
        return NotSentError(operation, None, *type_and_message)
    if any(words in str(error) for words in UNKNOWN_HOST):
        return ApiError(
            operation,
            type="ADDRESS",
            message=f"The host of api_url is unknown: {url}. Check api_url and the name resolution "
            "of this machine.",
        )
    if isinstance(error, exceptions.Timeout):
        kind, problem = TIMEOUT, f"{operation} was not answered within api_timeout"
    else:
        kind, problem = "CONNECTION", f"The connection to {url} broke during {operation}"
    return ApiError(
        operation,
        type=kind,
        message=f"{problem}. Check the network, or set a larger api_timeout. Run the task again.",
    )


def _before_sending(error: Exception, url: str) -> tuple[str, str] | None:
    """Return type and message for an exception before the request was sent, or None."""
    from requests import exceptions

    text = str(error)
    if isinstance(
        error, (exceptions.MissingSchema, exceptions.InvalidURL, exceptions.InvalidSchema)
    ):
        return "ADDRESS", f"api_url is not an address of the form https://host/v1: {url}"
    if "CA certificate bundle" in text:
        return (
            "TLS",
            "The file or directory with the certificates of authorities does not exist. Check "
            f"ca_path, REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE ({text}).",
        )
    if isinstance(error, (exceptions.SSLError, ssl.SSLError)):
        return "TLS", _tls_message(error, url)
    if any(words in text for words in UNKNOWN_HOST):
        return None
    if isinstance(error, exceptions.ConnectTimeout) or "NewConnectionError" in text:
        return (
            "CONNECTION",
            f"No connection to {url}: {_reason(text)}. Check api_url and the network.",
        )
    return None


def _tls_message(error: Exception, url: str) -> str:
    cause = _cause(error, ssl.SSLError)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"The certificate of {url} cannot be verified: {cause.verify_message}. Check api_url, "
            "ca_path and validate_certs."
        )
    reason = str(getattr(cause, "reason", None) or _reason(str(error))).replace("_", " ").lower()
    return (
        f"No encrypted connection to {url}: {reason}. Check api_url and ca_path. The server may "
        "offer no TLS, or only versions of TLS that are too old."
    )


def _cause(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    """Return the first exception of a type in the chain of causes of an exception.

    Libraries keep the cause in different attributes.
    """
    while error is not None and not isinstance(error, kind):
        inner = [getattr(error, "reason", None), *error.args, error.__cause__, error.__context__]
        error = next((cause for cause in inner if isinstance(cause, BaseException)), None)
    return error


def _reason(text: str) -> str:
    """Return the last part of the text of an exception, which names the reason."""
    return text.rsplit(":", 1)[-1].strip(" )'\"")
