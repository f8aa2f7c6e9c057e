# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Series of images: images of one server that the API makes repeatedly, and what images cost.

(api-notes: image-series, series-members)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..model.costs import Charge, Charges, Find, NoPrice
from ..model.fields import Field
from ..model.values import PLANNED, get_path, is_transitional
from .common import GB_MONTH
from .server_costs import total_size

#: The frequencies of a series.
REPEATED = ("DAILY", "WEEKLY")


def base_name(name: Any) -> str:
    """Return the name of an image without the date that the API appends."""
    return re.sub(r"_\d{8}$", "", str(name))


def same_image_name(shown: Any, name: Any) -> bool:
    """Return whether an image has a name. The API appends a date: ``web_20261125``.

    (api-notes: image-names)
    """
    return shown == name or re.fullmatch(rf"{re.escape(str(name))}_\d{{8}}", str(shown)) is not None


def without_dates(name: str) -> str:
    """Return the name of an image without the dates at its end.

    The task may have given it a name that ends in a date.
    """
    return re.sub(r"(_\d{8})+\Z", "", name)


class ImageName(Field):
    """The name of an image, without the date that the API appends."""

    def equal(self, current: Any, desired: Any) -> bool:
        """Return whether two names are the same, with or without the date."""
        return same_image_name(current, desired)


def newest(images: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the image that represents a series: the newest one, if possible one that is ready.

    A series are images of one server that were made on different days
    (api-notes: image-series, series-members). Return None if the images are no series.
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
    """Return whether a name is that of another image of the same series."""
    series = image.get("frequency") in REPEATED
    return series and same_image_name(name, base_name(image.get("name")))


def image_charges(image: Mapping[str, Any], find: Find) -> Charges:
    """Yield the size of the disks, and that a series gets more images (api-notes: billed-images).

    A planned image will have the disks of its server.
    """
    size = total_size(image.get("hdds"))
    if size is None and image["id"].startswith(PLANNED) and image.get("server_id"):
        server = find(("servers",), image["server_id"])
        size = total_size(get_path(server, "hardware.hdds"))
    if size is None:
        yield NoPrice("The API does not show the size of the image.")
    else:
        yield Charge(size, GB_MONTH, (("image",),))
    if image.get("frequency") in REPEATED:
        yield NoPrice("The API makes more images of the series.")
