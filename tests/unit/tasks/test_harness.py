# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The harness itself: a task in the process of the test does what a module does."""

from __future__ import annotations

from interceptor import dropped

POLICY = {"name": "web", "rules": [{"port": "80"}]}


def test_a_task_is_checked_made_and_made_again(tasks, proxy):
    check, real, _again = tasks.converge("firewall_policy", **POLICY)
    assert check["changed"] and real["firewall_policy"]["id"] and check["diff"] == real["diff"]
    assert proxy.writes() == ["POST /firewall_policies"]


def test_a_proxy_loses_an_answer(tasks, proxy):
    proxy.intercept("GET", "/firewall_policies", dropped, times=1)
    assert tasks.ok("firewall_policy", **POLICY)["changed"]
    assert len(proxy.sent("GET")) > 1
