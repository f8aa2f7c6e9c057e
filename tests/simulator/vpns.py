# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VPNs. They are ACTIVE at once (api-notes: vpn-active)."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from .account import Account, effect, shown
from .choices import datacenter
from .contract import Operation
from .operations import Answer, list_operation, operation

KIND = "vpns"
CONFIGURATION = """client
dev tun
proto udp
remote {remote} 1194
resolv-retry infinite
nobind
persist-key
persist-tun
remote-cert-tls server
cipher AES-256-GCM
ca ca.crt
cert {name}.crt
key {name}.key
verb 3
"""


def show(account: Account, vpn: dict[str, Any]) -> dict[str, Any]:
    return {**shown(vpn), "state": account.state(vpn)}


def new_addresses(account: Account) -> list[str]:
    """Two, with the first number that is free."""
    taken = {vpn["ips"][0] for vpn in account.all(KIND)}
    pairs = (
        [f"10.131.{net + 1}.{host}", f"10.131.{net}.{host}"]
        for net in range(0, 256, 2)
        for host in range(2, 255)
    )
    return next(pair for pair in pairs if pair[0] not in taken)


@effect
def remove_vpn(account: Account, vpn: dict[str, Any]) -> None:
    account.delete(KIND, vpn)


list_operation("list_vpns", KIND, show)


@operation
def create_vpn(account: Account, operation: Operation) -> Answer:
    body = operation.body
    vpn = account.create(
        KIND,
        "FW",
        name=body["name"],
        description=body.get("description", ""),
        type="SSL",
        datacenter=datacenter(account, body.get("datacenter_id")),
        ips=new_addresses(account),
        _state="ACTIVE",
    )
    vpn.update(
        creation_date=account.clock.day_first_stamp(), _files=files(vpn, account.clock.date())
    )
    account.save(KIND, vpn)
    return 202, show(account, vpn)


def idle(account: Account, operation: Operation) -> dict[str, Any]:
    vpn = account.get(KIND, operation.params["vpn_id"])
    account.require_idle("Vpn", vpn)
    return vpn


@operation
def get_vpn(account: Account, operation: Operation) -> Answer:
    return 200, show(account, account.get(KIND, operation.params["vpn_id"]))


@operation
def update_vpn(account: Account, operation: Operation) -> Answer:
    vpn = idle(account, operation)
    vpn.update(operation.body)
    account.save(KIND, vpn)
    return 200, show(account, vpn)


@operation
def delete_vpn(account: Account, operation: Operation) -> Answer:
    vpn = idle(account, operation)
    account.begin(KIND, vpn, "REMOVING", "remove", "remove_vpn")
    return 202, show(account, vpn)


# -- the configuration file


@operation
def get_vpn_configuration_file(account: Account, operation: Operation) -> Answer:
    """The base64 of a zip (api-notes: vpn-configuration); the same as long as there is the VPN (api-notes: vpn-configuration-stable)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in account.get(KIND, operation.params["vpn_id"])["_files"].items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return 200, {"config_zip_file": base64.b64encode(packed.getvalue()).decode()}


def files(vpn: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """What an OpenVPN client needs, under the name that no renaming changes."""
    name = vpn["cloudpanel_id"]
    authority, own = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    return {
        f"{name}.ovpn": CONFIGURATION.format(remote=vpn["ips"][0], name=name),
        "ca.crt": certificate(f"{name} CA", f"{name} CA", authority, authority, now),
        f"{name}.crt": certificate(name, f"{name} CA", own, authority, now),
        f"{name}.key": own.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ).decode(),
    }


def certificate(
    subject: str, issuer: str, key: Ed25519PrivateKey, signer: Ed25519PrivateKey, now: datetime
) -> str:
    """For ten years, as PEM."""
    made = (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=subject == issuer, path_length=None), critical=True)
        .sign(signer, None)
    )
    return made.public_bytes(Encoding.PEM).decode()


def named(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
