# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the servers of an account for the inventory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible.errors import AnsibleParserError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.client import Client
from ansible_collections.ionos.cloudpanel.plugins.module_utils.api.errors import ApiError
from ansible_collections.ionos.cloudpanel.plugins.module_utils.bridge.masking import masked
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.index import LISTS
from ansible_collections.ionos.cloudpanel.plugins.module_utils.resources.servers import SERVER
from ansible_collections.ionos.cloudpanel.plugins.module_utils.shared import clock

from .listed_servers import MalformedServerError, consume, read_server


def require_token(get_option: Callable[[str], Any]) -> str:
    """Return the token of a source.

    :raises AnsibleParserError: the source has no token.
    """
    token = get_option("api_token")
    if not token:
        raise AnsibleParserError(
            "api_token is missing. Set the option in the source file, as a template with a lookup "
            "or an encrypted variable, or set the environment variable CLOUDPANEL_API_TOKEN."
        )
    return str(token)


def fetch_servers(
    get_option: Callable[[str], Any], warn: Callable[[str], None]
) -> list[dict[str, Any]]:
    """Return all servers of the account in their normal form, without secrets.

    :param warn: shows a warning to the user.
    :raises AnsibleParserError: the servers cannot be read.
    """
    try:
        client = Client(
            require_token(get_option),
            get_option("api_url"),
            timeout=get_option("api_timeout"),
            verify=get_option("validate_certs") and (get_option("ca_path") or True),
            list_rules=LISTS,
        )
        for warning in client.warnings:
            warn(warning)
        elements = list(client.cached_list(SERVER.path, clock.now()).elements)
        return [read_server(element) for element in consume(elements)]
    except ApiError as failure:
        # Without the exceptions that caused it, because they may contain the token.
        error = masked(str(failure), [str(get_option("api_token"))])
        raise AnsibleParserError(f"The servers of the account cannot be read. {error}") from None
    except MalformedServerError as error:
        raise AnsibleParserError(
            "The servers of the account cannot be read. "
            f"The answer to GET {SERVER.path} cannot be used: {error}."
        ) from None
