# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Series of images: images of one server that the API makes repeatedly.

(api-notes: image-series, series-members)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..model.fields import Field
from ..model.values import is_transitional


def same_image_name(shown: Any, name: Any) -> bool:
    """Return whether an image has a name. The API appends a date: ``web_20261125``.

    (api-notes: image-names)
    """
    return shown == name or re.fullmatch(rf"{re.escape(str(name))}_\d{{8}}", str(shown)) is not None


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
    base = re.sub(r"_\d{8}$", "", str(image.get("name")))
    return image.get("frequency") in ("DAILY", "WEEKLY") and same_image_name(name, base)
