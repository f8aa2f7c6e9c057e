# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients of a load balancer, for tests and demo."""

from __future__ import annotations

import threading
import time
from collections import Counter

import requests


class Load:
    """Clients that request a page again and again.

    :param pause: the seconds between an answer and the next request of a client.
    :ivar pages: how often each page was answered.
    :ivar failures: what went wrong.
    """

    def __init__(self, url: str, clients: int = 3, pause: float = 0.02) -> None:
        self.pages: Counter[str] = Counter()
        self.failures: list[str] = []
        self._url = url
        self._pause = pause
        self._end = threading.Event()
        self._clients = [threading.Thread(target=self._request) for _each in range(clients)]

    def __enter__(self) -> Load:
        for client in self._clients:
            client.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._end.set()
        for client in self._clients:
            client.join()

    def _request(self) -> None:
        while not self._end.is_set():
            try:
                answer = requests.get(self._url, timeout=10, headers={"Connection": "close"})
                answer.raise_for_status()
                self.pages[answer.text.strip()] += 1
            except requests.RequestException as error:
                self.failures.append(f"{time.monotonic():.1f}: {error}")
            time.sleep(self._pause)
