# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of the account's own: made of a server, once or again and again, or imported from an address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.fields import DESCRIPTION, NAME, Field, Reference, Update, ValidationError
from ..model.limits import Limits
from ..model.resource import Lookup, Resource, Series
from ..model.values import get_path, is_transitional
from .catalogue import HDD, LICENSE, PLACE, TEXTS, OfferLookup, at_place, system
from .places import home

IMPORTS = ("image", "iso")
ALLOW_SERIES_REMOVAL = "allow_series_removal"
#: Ids of systems stand for themselves, because not every API lists them (api-notes: import-os-list).
IDENTIFIER = r"[0-9A-Fa-f]{32}"
ADDRESS = Limits(
    pattern=r"(https?|ftp)://\S+",
    explanation="write an address that begins with http://, https:// or ftp://",
)


def dated(shown: Any, asked: Any) -> bool:
    """A new image gets the day at the end of its name: web_20261125 (api-notes: image-names)."""
    return (
        shown == asked or re.fullmatch(rf"{re.escape(str(asked))}_\d{{8}}", str(shown)) is not None
    )


def latest(images: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The image that stands for a series: images of one server that were made on different days (api-notes: image-series, series-members).

    It is the newest one that is ready, or the newest one if none is. None: the images are no series.
    """
    servers = {str(image.get("server_id") or "") for image in images}
    days = {str(image.get("creation_date"))[:10] for image in images}
    if len(servers) > 1 or not all(servers) or len(days) < len(images):
        return None
    return max(
        images,
        key=lambda image: (
            not is_transitional(image.get("state")),
            str(image.get("creation_date")),
        ),
    )


def in_series(name: Any, image: Mapping[str, Any]) -> bool:
    """Whether a name is that of an image of the same series, which another day has made."""
    base = re.sub(r"_\d{8}$", "", str(image.get("name")))
    return image.get("frequency") in ("DAILY", "WEEKLY") and dated(name, base)


def origin(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    """What an import needs, and what goes with nothing else (api-notes: image-sources, import-frequency)."""
    source, url = values.get("source"), values.get("url")
    if source not in IMPORTS:
        return (
            "url is what an image or iso is imported from. Set source to image or iso, or leave url out."
            if url and (source or values.get("server"))
            else None
        )
    if not url:
        return f"source is {source}, which is imported from url. Set url, or leave source out."
    if values.get("frequency") not in (None, "ONCE"):
        return f"frequency is {values['frequency']}, which is for images of a server; an import is made ONCE."
    if source == "iso" and not values.get("iso_type"):
        return "source is iso, which needs iso_type: os for one to install, app for tools."
    return None


def kept(values: Mapping[str, Any], _present: Mapping[str, Any]) -> str | None:
    """Only images that are made again and again are more than one (api-notes: image-frequency)."""
    if values.get("frequency") == "ONCE" and (values.get("num_images") or 1) > 1:
        return f"num_images is {values['num_images']}, which is for frequency DAILY and WEEKLY. Leave it out, or set frequency."
    return None


def only_once(_view: Mapping[str, Any], changed: Mapping[str, Any]) -> str | None:
    """A frequency only ends (api-notes: image-frequency)."""
    if changed.get("frequency") in (None, "ONCE"):
        return None
    return (
        f"frequency cannot be changed to {changed['frequency']}, only to ONCE, which stops the automatic creation. Create "
        "another image with that frequency."
    )


class ImageLookup(OfferLookup):
    """Images, of which several can have one name."""

    def equal(self, shown: Any, value: Any) -> bool:
        return dated(shown, value)

    def latest(self, elements: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        return latest(elements)


class Image(Resource):
    name = "image"
    plural = "images"
    title = "image"
    path = "/images"
    shape = (
        "id",
        "name",
        "datacenter",
        "os_family",
        "os",
        "os_version",
        "os_architecture",
        "os_image_type",
        "type",
        "min_hdd_size",
        "licenses",
        "cloudpanel_id",
        "state",
        "description",
        "hdds",
        "server_id",
        "frequency",
        "num_images",
        "creation_date",
    )
    nested = {**TEXTS, "datacenter": PLACE, "hdds": (HDD,), "licenses": (LICENSE,)}
    fields = (
        Field("name", limits=NAME, required_on_create=True, equal=dated),
        Field("description", limits=DESCRIPTION),
        Reference("server", to="servers", request_key="server_id", id_only=True, create_only=True),
        Field("frequency", choices=("ONCE", "DAILY", "WEEKLY"), create_default="ONCE"),
        Field("num_images", "int", limits=Limits(minimum=1, maximum=50), immutable=True),
        Field("source", choices=("server", *IMPORTS), response_key="", create_only=True),
        Field("url", limits=ADDRESS, response_key="", create_only=True),
        Field(
            "iso_type", choices=("os", "app"), request_key="type", response_key="", create_only=True
        ),  # (api-notes: image-type)
        Reference(
            "appliance",
            to="server_appliances",
            request_key="os_id",
            response_key="",
            create_only=True,
        ),  # (api-notes: import-os)
        Reference(
            "os",
            to="image_systems",
            request_key="os_id",
            response_key="",
            create_only=True,
            literal_pattern=IDENTIFIER,
        ),  # (api-notes: import-os)
        Reference(
            "datacenter",
            to="datacenters",
            request_key="datacenter_id",
            response_key="datacenter",
            immutable=True,
        ),
    )
    updates = (Update("/images/{id}", ("name", "description", "frequency"), validate=only_once),)
    create_requires = (("server",), ("source", "url"))
    mutually_exclusive = (("appliance", "os"),)
    options = (Field(ALLOW_SERIES_REMOVAL, "bool", default=False),)
    series = Series(latest, consent=ALLOW_SERIES_REMOVAL)
    detach_before_delete = ("frequency",)

    def validate(self, values: Mapping[str, Any], current: Mapping[str, Any]) -> str | None:
        return origin(values, current) or kept(values, current)

    def consulted_lookups(self, values: Mapping[str, Any]) -> Iterable[str]:
        return ("datacenters",) if values.get("frequency") not in (None, "ONCE") else ()

    def validate_placement(self, image: Mapping[str, Any], wanted: Any) -> str | None:
        """The API makes images again and again only in the default datacenter (api-notes: image-frequency)."""
        server = wanted.values.get("server")
        center = home(
            server.object if server and not get_path(image, "datacenter.id") else image,
            wanted.known,
        )
        if wanted.values.get("frequency") in (None, "ONCE") or center.get("default", True):
            return None
        return (
            f"frequency is {wanted.values['frequency']}, and the image is in {center['country_code']}. Only images in the default datacenter "
            "of the account are made more than once."
        )

    def finalize_body(self, body: dict[str, Any]) -> dict[str, Any]:
        """A body has to name a server. An import names none if the task does not (api-notes: import-server)."""
        complaint = kept(body, {})
        if body["frequency"] != "ONCE" and "num_images" not in body:
            complaint = f"frequency is {body['frequency']}, which needs num_images: how many of the images are kept."
        if complaint:
            raise ValidationError(complaint)
        return {"server_id": "", **body}

    def normalize(self, image: dict[str, Any]) -> dict[str, Any]:
        return at_place(system(image))

    def lookup(self) -> Lookup:
        return ImageLookup(self.title, self.path)


IMAGE = Image()

#: The operating systems of imports (api-notes: import-os-list).
SYSTEMS = Lookup("operating system", "/images/os", ("os_version", "os"))
