# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the Hetzner Cloud API that its inventory reads: ``python hetzner_api.py SERVERS``.

The process prints its URL. A server has the attributes that the inventory reads. As text, it is
about as long as a server of the simulated Cloud Panel. The pages are made before the first request.
``GET /requests`` answers the number of requests since the last ``GET /requests``.
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

#: The most elements of a page that the API allows, and that the inventory requests.
PAGE = 50
LOCATION = {
    "id": 1,
    "name": "fsn1",
    "description": "Falkenstein DC Park 1",
    "country": "DE",
    "city": "Falkenstein",
    "network_zone": "eu-central",
}


def server(number: int) -> dict[str, Any]:
    address = f"198.18.{number // 250}.{number % 250 + 1}"
    return {
        "id": 40_000_000 + number,
        "name": f"server-{number:05}",
        "status": "running",
        "created": "2026-01-30T23:55:00+00:00",
        "public_net": {
            "ipv4": {"id": number, "ip": address, "blocked": False, "dns_ptr": f"{number}.example"},
            "ipv6": {
                "id": number,
                "ip": f"2001:db8:{number:x}::/64",
                "blocked": False,
                "dns_ptr": [],
            },
            "floating_ips": [],
            "firewalls": [{"id": 38, "status": "applied"}],
        },
        "private_net": [],
        "server_type": {
            "id": 104,
            "name": "cx22",
            "description": "CX22",
            "cores": 2,
            "memory": 4,
            "disk": 40,
            "cpu_type": "shared",
            "architecture": "x86",
        },
        "datacenter": {"id": 4, "name": "fsn1-dc14", "location": LOCATION},
        "image": {
            "id": 67794396,
            "type": "system",
            "status": "available",
            "name": "ubuntu-22.04",
            "description": "Ubuntu 22.04",
            "os_flavor": "ubuntu",
            "os_version": "22.04",
            "architecture": "x86",
        },
        "iso": None,
        "rescue_enabled": False,
        "locked": False,
        "backup_window": None,
        "primary_disk_size": 40,
        "labels": {},
        "volumes": [],
    }


def answer(name: str, elements: list[Any], page: int, total: int) -> bytes:
    following = page + 1 if page * PAGE < total else None
    meta = {"page": page, "per_page": PAGE, "next_page": following, "total_entries": total}
    return json.dumps({name: elements, "meta": {"pagination": meta}}).encode()


def answers(total: int) -> dict[tuple[str, int], bytes]:
    """Return each answer by path and page."""
    servers = [server(number) for number in range(1, total + 1)]
    pages = {
        ("/servers", start // PAGE + 1): answer(
            "servers", servers[start : start + PAGE], start // PAGE + 1, total
        )
        for start in range(0, total, PAGE)
    }
    return {**pages, ("/locations", 1): answer("locations", [LOCATION], 1, 1)}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    #: Send the head and the body of an answer together.
    wbufsize = -1
    answers: dict[tuple[str, int], bytes] = {}
    requests: list[str] = []

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/requests":
            body = json.dumps(len(self.requests)).encode()
            self.requests.clear()
        else:
            page = int(parse_qs(url.query).get("page", ["1"])[0])
            body = self.answers[url.path, page]
            self.requests.append(self.path)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


if __name__ == "__main__":
    Handler.answers = answers(int(sys.argv[1]))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        print(f"http://127.0.0.1:{http.server_port}", flush=True)
        http.serve_forever()
