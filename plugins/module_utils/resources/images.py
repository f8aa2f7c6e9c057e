# Copyright (c) 2026, the ionos.cloudpanel authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images of the account: made from a server, once or repeatedly, or imported from a URL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..model.calls import Update
from ..model.context import Context
from ..model.costs import Charges, Find
from ..model.documentation import Attribute, Documentation
from ..model.errors import ValidationError
from ..model.fields import Field, IdReference, Reference
from ..model.limits import NAME, Limits
from ..model.mutability import CREATE_ONLY, IMMUTABLE, WRITE_ONLY
from ..model.relations import Lookup
from ..model.resource import Resource
from ..model.strategies import Selection
from ..model.values import get_path
from .catalogue import OfferLookup, system
from .common import (
    CLOUDPANEL_ID,
    CREATION_DATE,
    DATACENTER_ATTRIBUTE,
    DESCRIPTION_ATTRIBUTE,
    DESCRIPTION_OPTION,
    HDDS,
    ID,
    LICENSES,
    SOME_ID,
    STATE,
    SYSTEM,
    datacenter_option,
)
from .image_series import (
    REPEATED,
    ImageName,
    base_name,
    image_charges,
    newest,
    same_image_name,
    without_dates,
)
from .places import at_place, home

IMPORTS = ("image", "iso")
ALLOW_SERIES_REMOVAL = "allow_series_removal"


def invalid_source(values: Mapping[str, Any]) -> str | None:
    """Return why the source of an image is invalid, or None.

    (api-notes: image-sources, import-frequency)
    """
    source, url = values.get("source"), values.get("url")
    if source not in IMPORTS:
        return (
            "url is what an image or iso is imported from. Set source to image or iso, or leave "
            "url out."
            if url and (source or values.get("server"))
            else None
        )
    if not url:
        return f"source is {source}, which is imported from url. Set url, or remove source."
    if values.get("frequency") not in (None, "ONCE"):
        return (
            f"frequency is {values['frequency']}, but an import is made ONCE. Remove frequency, or "
            "make the image of a server."
        )
    if source == "iso" and not values.get("iso_type"):
        return "source is iso, which needs iso_type: os for one to install, app for tools."
    return None


def invalid_number(values: Mapping[str, Any]) -> str | None:
    """Return why there can be no such number of images, or None (api-notes: image-frequency)."""
    if values.get("frequency") == "ONCE" and (values.get("num_images") or 1) > 1:
        return (
            f"num_images is {values['num_images']}, which requires the frequency DAILY or WEEKLY. "
            "Set frequency, or remove num_images."
        )
    return None


class Url(Field):
    """The URL of the file to import."""

    pattern = r"(https?|ftp)://\S+"
    explanation = "write an address that begins with http://, https:// or ftp://"


class ImportSystem(Reference):
    """The operating system of an import. Not every API lists the systems.

    (api-notes: import-os-list)
    """

    literal_pattern = r"[0-9A-Fa-f]{32}"  # an id


class Settings(Update):
    """The options that can be changed."""

    def validate(self, context: Context, changed: Mapping[str, Any]) -> str | None:
        """Check the frequency. It can only end (api-notes: image-frequency)."""
        if changed.get("frequency") in (None, "ONCE"):
            return None
        return (
            f"frequency cannot be changed to {changed['frequency']}, only to ONCE, which stops the "
            "automatic creation. Create another image with that frequency."
        )


class ImageLookup(OfferLookup):
    """Images, of which several can have one name."""

    def equal(self, shown: Any, value: Any) -> bool:
        """Return whether a name in an answer and a name in a task are the same."""
        return same_image_name(shown, value)

    def search_key(self, name: Any) -> str:
        """Return a text that is the same for all names that are equal."""
        return without_dates(str(name))

    def task_name(self, element: Mapping[str, Any]) -> str | None:
        """Return the name of an image without its date."""
        return base_name(element["name"]) if element.get("name") else None

    def latest(self, elements: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        """Return the element that a name stands for, if several elements have it."""
        return newest(elements)


class ImageSeries(Selection):
    """Images with one name can be a series (api-notes: image-series)."""

    forms_series = True

    def representative(self, objects: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
        """Return the image that represents a series."""
        return newest(objects)


class Image(Resource):
    """Images of the account."""

    name = "image"
    title = "image"
    path = "/images"
    documentation = Documentation(
        description=(
            "Creates images of servers, once or repeatedly, imports images and ISO files from a "
            "URL, and changes and removes images.",
            "O(frequency=DAILY) and O(frequency=WEEKLY) create a series. Images of one name and "
            "one server that were created on different days belong to one series. The name of a "
            "series means its newest image that is ready, also in "
            "O(ionos.cloudpanel.server#module:appliance).",
            "The API appends the date to the name of a new image: V(web) becomes V(web_20261125). "
            "The module finds this image by the name V(web) and does not create a second one. To "
            "create another image, use another name, or remove the first image.",
            "To create a server from an image, use O(ionos.cloudpanel.server#module:appliance).",
        ),
        see_also=("server", "server_appliance_info"),
        states={
            "absent": (
                "If the image is being created, the task waits until it is ready. The automatic "
                "creation is stopped before the image is removed.",
                "If O(name) is the name of a series of several images, V(absent) removes all of "
                "them, which needs O(allow_series_removal=true). To stop the series and keep its "
                "images, use O(frequency=ONCE).",
            ),
        },
        info=(
            "Reads the images of the account by id, name or filters.",
            "O(name) finds images with and without a date at the end of their names.",
        ),
    )
    attributes = (
        ID,
        Attribute(
            "name",
            "The name of the image. The API appends the date of the creation to the name of a new "
            "image.",
            sample="web_20261125",
        ),
        DATACENTER_ATTRIBUTE,
        *SYSTEM,
        Attribute(
            "os_image_type",
            "The kind of installation: V(STANDARD), V(MINIMAL), V(ISO_OS) or V(ISO_TOOL). Null "
            "for images of servers.",
            sample="ISO_OS",
        ),
        Attribute(
            "type",
            "The kind of image: V(MY_IMAGE), or V(ISO) for an imported ISO file.",
            sample="MY_IMAGE",
        ),
        Attribute(
            "min_hdd_size", "The smallest possible size of the main disk in GB.", "int", sample=80
        ),
        LICENSES,
        CLOUDPANEL_ID,
        STATE,
        DESCRIPTION_ATTRIBUTE,
        HDDS,
        Attribute(
            "server_id",
            "The id of the server from which the image was created. Empty for an import.",
            sample=SOME_ID,
        ),
        Attribute(
            "frequency",
            "How often the image is created: V(ONCE), V(DAILY) or V(WEEKLY).",
            sample="DAILY",
        ),
        Attribute("num_images", "How many images of the series are kept.", "int", sample=7),
        CREATION_DATE,
    )
    fields = (
        ImageName(
            "name",
            limits=NAME,
            required=True,
            help="The name of the image, without the date that the API appends. Without O(id), "
            "the task finds the image by this name, with or without a date at its end. If several "
            "images have the name and are not a series, the task fails and lists their ids.",
        ),
        DESCRIPTION_OPTION,
        IdReference(
            "server",
            to="servers",
            mutability=CREATE_ONLY,
            key="server_id",
            help=(
                "The server from which the image is created, by name or id.",
                "The server accepts no other changes until the image is ready.",
                "The schema of the API requires a server for imported images too, although it has "
                "no effect. If the API rejects an import because of C(server_id), set any server.",
            ),
        ),
        Field(
            "frequency",
            choices=("ONCE", "DAILY", "WEEKLY"),
            default="ONCE",
            help=(
                "How often the image is created. V(DAILY) and V(WEEKLY) are possible for servers "
                "in the default datacenter and need O(num_images).",
                "For an existing image, the only possible change is to V(ONCE), which stops the "
                "automatic creation. Images that exist are kept.",
            ),
        ),
        Field(
            "num_images",
            "int",
            limits=Limits(minimum=1, maximum=50),
            mutability=IMMUTABLE,
            help="How many images of a V(DAILY) or V(WEEKLY) series are kept.",
        ),
        Field(
            "source",
            choices=("server", *IMPORTS),
            mutability=WRITE_ONLY,
            help="The source of the image. V(image) and V(iso) are imported from O(url). The "
            "option is not needed if O(server) is set.",
        ),
        Url(
            "url",
            mutability=WRITE_ONLY,
            help="The URL of the file to import. The scheme is C(http), C(https) or C(ftp).",
        ),
        Field(
            "iso_type",
            choices=("os", "app"),
            mutability=WRITE_ONLY,
            key="type",
            help="The content of an imported ISO file: V(os) for an operating system, V(app) for "
            "tools. Required with O(source=iso).",
        ),  # (api-notes: image-type)
        Reference(
            "appliance",
            to="server_appliances",
            mutability=WRITE_ONLY,
            key="os_id",
            help=(
                "The server appliance with the operating system of an imported image, by name or "
                "id.",
                "The id of the appliance is sent as the id of the operating system. If the API "
                "rejects it, use O(os).",
            ),
        ),  # (api-notes: import-os)
        ImportSystem(
            "os",
            to="image_systems",
            mutability=WRITE_ONLY,
            key="os_id",
            help="The operating system of an imported image, by id, or by a version or name such "
            "as V(Centos7). An id is sent unchanged. A name is searched in a list of the API that "
            "its reference mentions but does not describe.",
        ),  # (api-notes: import-os)
        datacenter_option(
            "Without this option, an image is created in the datacenter of its server, and an "
            "import in the default datacenter."
        ),
    )
    updates = (Settings("/images/{id}", ("name", "description", "frequency")),)
    create_requires = (("server",), ("source", "url"))
    mutually_exclusive = (("appliance", "os"),)
    options = (
        Field(
            ALLOW_SERIES_REMOVAL,
            "bool",
            default=False,
            help="Whether O(state=absent) may remove a series of several images. With V(false), "
            "such a task fails before it changes anything.",
        ),
    )
    selection = ImageSeries()
    before_removal = {"frequency": "ONCE"}

    def validate(self, context: Context) -> str | None:
        """Check where the image comes from, and how many of them are kept."""
        return invalid_source(context.values) or invalid_number(context.values)

    def consulted_lookups(self, values: Mapping[str, Any]) -> Iterable[str]:
        """Return the keys of the lookups that the check of the placement needs."""
        return ("datacenters",) if values.get("frequency") not in (None, "ONCE") else ()

    def validate_placement(self, context: Context) -> str | None:
        """Check the datacenter of an image that is made repeatedly (api-notes: image-frequency)."""
        image, server = context.planned, context.values.get("server")
        place = server.object if server and not get_path(image, "datacenter.id") else image
        center = home(place, context.desired.details)
        frequency = context.values.get("frequency")
        if frequency in (None, "ONCE") or center.get("default", True):
            return None
        return (
            f"frequency is {frequency}, and the image is in {center['country_code']}. Only images "
            "in the default datacenter of the account are made more than once."
        )

    def protected_reason(self, context: Context) -> str | None:
        """Return that the task must not remove a whole series, or None."""
        others = len(context.desired.series)
        if not others or context.options.get(ALLOW_SERIES_REMOVAL):
            return None
        return (
            f"{self.label(context.current)} is one of a series of {others + 1} {self.plural}, "
            f"which state absent removes. Set {ALLOW_SERIES_REMOVAL} to true to remove all of "
            "them, or use the id of one of them."
        )

    def gathered(
        self,
        obj: Mapping[str, Any],
        options: Mapping[str, Any],
        objects: Sequence[Mapping[str, Any]],
    ) -> Mapping[str, Any]:
        """Return the options. Only a series has a number of images."""
        if obj.get("frequency") in REPEATED:
            return options
        return {**options, "num_images": None}

    def create_body(self, context: Context) -> dict[str, Any]:
        """Return the body with a server. An import has none if the task names none.

        (api-notes: import-server)
        """
        body = super().create_body(context)
        complaint = invalid_number(body)
        if body["frequency"] != "ONCE" and "num_images" not in body:
            complaint = (
                f"frequency is {body['frequency']}, which needs num_images: how many of the images "
                "are kept."
            )
        if complaint:
            raise ValidationError(complaint)
        return {"server_id": "", **body}

    def charges(self, obj: Mapping[str, Any], find: Find) -> Charges:
        """Yield the size."""
        return image_charges(obj, find)

    def normalize(self, image: dict[str, Any]) -> dict[str, Any]:
        """Return an object of an answer in its normal form."""
        return at_place(system(image))

    def lookup(self) -> Lookup:
        """Return how references to the objects are looked up."""
        return ImageLookup(self.title, self.path)


IMAGE = Image()

#: The operating systems of imports (api-notes: import-os-list).
SYSTEMS = Lookup("operating system", "/images/os", ("os_version", "os"))
