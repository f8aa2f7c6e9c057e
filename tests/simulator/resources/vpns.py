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

from ..account import Account
from ..contract import Operation
from ..kinds import VPNS, Object
from ..operations import operation
from ..resource import REMOVAL, Resource
from .catalogue import datacenter

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


def new_addresses(account: Account) -> list[str]:
    """Return the first two addresses that no VPN has."""
    taken = {vpn["ips"][0] for vpn in account.objects(VPNS)}
    pairs = (
        [f"10.131.{net + 1}.{host}", f"10.131.{net}.{host}"]
        for net in range(0, 256, 2)
        for host in range(2, 255)
    )
    return next(pair for pair in pairs if pair[0] not in taken)


def create(account: Account, operation: Operation) -> Object:
    """Create a VPN (api-notes: day-first-dates)."""
    body = operation.body
    vpn = account.create(
        VPNS,
        name=body["name"],
        description=body.get("description", ""),
        type="SSL",
        datacenter=datacenter(account, body.get("datacenter_id")),
        ips=new_addresses(account),
        creation_date=account.clock.day_first_stamp(),
    )
    vpn["_files"] = configuration_files(vpn, account.clock.date())
    return vpn


def update(_account: Account, vpn: Object, operation: Operation) -> None:
    """Change the texts of a VPN."""
    vpn.update(operation.body)


RESOURCE = Resource(VPNS)
RESOURCE.crud(create=create, update=update, deleting=REMOVAL)


# -- the configuration file


@operation
def get_vpn_configuration_file(account: Account, operation: Operation) -> Any:
    """Return the files of the configuration: the base64 of a zip, always the same.

    (api-notes: vpn-configuration, vpn-configuration-stable)
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in RESOURCE.find(account, operation)["_files"].items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return {"config_zip_file": base64.b64encode(packed.getvalue()).decode()}


def configuration_files(vpn: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Return the files for an OpenVPN client by their names, which do not change with the VPN."""
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
    """Return a certificate for ten years, as PEM."""
    made = (
        x509.CertificateBuilder()
        .subject_name(x509_name(subject))
        .issuer_name(x509_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=subject == issuer, path_length=None), critical=True)
        .sign(signer, None)
    )
    return made.public_bytes(Encoding.PEM).decode()


def x509_name(common_name: str) -> x509.Name:
    """Return a name with nothing but a common name."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
