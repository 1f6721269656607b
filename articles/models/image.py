"""Pictures: one row and one file for each content."""

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import models
from django.utils.encoding import filepath_to_uri

# What our own files are called: nothing in it to be quoted.
_PLAIN_NAME = re.compile(r"[\w./-]+", re.ASCII)


class ImageQuerySet(models.QuerySet["Image"]):
    def for_sources(self, sources: Iterable[str]) -> "dict[str, Image]":
        """The pictures that documents name by their address here: {src as written: Image}. One query."""
        names = {source: name for source in sources if (name := media_name(source))}
        found = (
            {image.file.name: image for image in self.filter(file__in=set(names.values()))} if names else {}
        )
        return {source: found[name] for source, name in names.items() if name in found}


def media_name(source: str) -> str:
    """The file name in the media folder that the address `source` stands for; "" when it lies elsewhere."""
    if source.startswith("data:"):
        # It may be a picture of a megabyte, and Python keeps what it has taken apart.
        return ""
    try:
        parts = urlsplit(source)
    except ValueError:
        return ""
    prefix: str = settings.MEDIA_URL
    if parts.netloc and f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
        return ""
    path = unquote(parts.path)
    return path[len(prefix) :] if path.startswith(prefix) else ""


def media_url(name: str) -> str:
    """The address of the file `name` in the media folder: the other way round from `media_name`."""
    prefix: str = settings.MEDIA_URL
    return prefix + (name if _PLAIN_NAME.fullmatch(name) else filepath_to_uri(name))


def srcset(name: str, width: int, variants: str | list[dict[str, Any]]) -> str:
    """The `srcset` attribute of the picture in the file `name`; `variants` as in `Image.variants`, or its JSON."""
    smaller = json.loads(variants) if isinstance(variants, str) else variants
    sources: list[dict[str, Any]] = [*smaller, {"name": name, "width": width}]
    return ", ".join(f"{media_url(each['name'])} {each['width']}w" for each in sources)


def is_elsewhere(source: str) -> bool:
    """Whether `source` is the address of a picture on another host."""
    try:
        return bool(urlsplit(source).netloc) and not media_name(source)
    except ValueError:
        return False


class Image(models.Model):
    """A picture in the media folder, checked and cleaned when it came in (`articles.imaging`).

    `variants` holds smaller copies, ascending by width: [{"name": "images/…-800.webp", "width": 800, "height": 450}].
    """

    name = models.CharField(
        max_length=255, help_text="The name it came with; it may be shared by pictures with other content."
    )
    file = models.ImageField(upload_to="images/", width_field="width", height_field="height", max_length=300)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    size = models.PositiveIntegerField(editable=False, help_text="Bytes.")
    sha256 = models.CharField(max_length=64, unique=True, editable=False, help_text="Of the stored file.")
    source_sha256 = models.CharField(
        max_length=64,
        db_index=True,
        editable=False,
        help_text="Of the file as it came, before it was cleaned.",
    )
    variants = models.JSONField(default=list, blank=True, editable=False)
    alt = models.CharField(
        "alternative text",
        max_length=500,
        blank=True,
        help_text="What the picture shows, for those who cannot see it.",
    )
    caption = models.CharField(max_length=1000, blank=True)
    created = models.DateTimeField(auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    class Meta:
        ordering = ["-created", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return media_url(self.path)

    @property
    def path(self) -> str:
        """The file's name in the media folder.

        As it was read, it is a string; Django makes a file of it when it is asked for, which a page has no need of.
        """
        kept = self.__dict__.get("file")
        return kept if isinstance(kept, str) else self.file.name or ""

    def srcset(self) -> str:
        """The `srcset` attribute: every variant and the picture itself, with widths in CSS pixels."""
        return srcset(self.path, self.width, self.variants)
