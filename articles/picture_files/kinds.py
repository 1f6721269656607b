"""What a picture is, before and after it is read: its format, its frames, what it tells, what is refused of it."""

import os
import struct
from dataclasses import dataclass
from typing import IO, cast

from PIL import Image as Picture
from PIL import ImageFile, PngImagePlugin, UnidentifiedImageError

MAX_BYTES = 30 * 1024 * 1024
# 50 megapixels decode to 200 MB; a 20 KB PNG may claim more than that in its header.
MAX_PIXELS = 50_000_000
MAX_FRAMES = 500
HASH_DIGITS = 12

# What the texts in a PNG may unpack to, in bytes; Pillow holds them, and takes up to 64 MB.
PngImagePlugin.MAX_TEXT_MEMORY = 2 * 1024 * 1024

# What browsers show: Pillow's format name -> the extension we store it under.
FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "AVIF": ".avif"}
# Where Pillow puts what a file says of itself, beside EXIF.
METADATA = frozenset({"xmp", "XML:com.adobe.xmp", "comment", "photoshop"})
ORIENTATION = 0x0112
"""The tag of EXIF."""
# It is found at the beginning, and two bytes say how long it is where JPEGs hold it.
_LONGEST_EXIF = 1 << 16


class ImageRefused(Exception):
    """A file that is not a picture we show. `code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Variant:
    """A smaller copy, as WebP."""

    width: int
    height: int
    content: bytes


@dataclass(frozen=True)
class Cleaned:
    """A picture's bytes as they will be stored, what they show, and its smaller copies.

    `remark` says what of it could not be kept; "" where everything was.
    """

    content: bytes
    extension: str
    width: int
    height: int
    variants: tuple[Variant, ...] = ()
    remark: str = ""


def unread(file: IO[bytes], *, name: str) -> Picture.Image:
    """The picture in `file`, of which nothing is decoded yet. Raises ImageRefused for what can't be one of ours."""
    size = file.seek(0, 2)
    file.seek(0)
    if not size:
        raise ImageRefused("image-empty", f"{name}: the file is empty.")
    if size > MAX_BYTES:
        raise ImageRefused(
            "image-too-large", f"{name}: {size // 2**20} MB is over the limit of {MAX_BYTES // 2**20} MB."
        )
    try:
        picture = Picture.open(file, formats=list(FORMATS))
        count = frames(picture)
    except UnidentifiedImageError:
        raise ImageRefused(
            "image-unknown-format", f"{name}: this is not a JPEG, PNG, WebP, GIF or AVIF picture."
        ) from None
    except (Picture.DecompressionBombError, Picture.DecompressionBombWarning):
        # Pillow's own limit lies above ours, and speaks first.
        raise too_many_pixels(name) from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ImageRefused("image-broken", f"{name}: the picture cannot be read ({error}).") from error
    require_pixels(picture, count, name=name)
    return picture


def load(picture: Picture.Image, *, name: str) -> None:
    """Decode every frame; the first one stays. Raises ImageRefused."""
    try:
        for frame in range(frames(picture)):
            picture.seek(frame)
            require_pixels(picture, frame + 1, name=name)
            picture.load()
        picture.seek(0)
    except (Picture.DecompressionBombError, Picture.DecompressionBombWarning):
        raise too_many_pixels(name) from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ImageRefused("image-broken", f"{name}: the picture is damaged ({error}).") from error


def require_pixels(picture: Picture.Image, count: int, *, name: str) -> None:
    """Raises ImageRefused for a picture that is too large by what is known of it so far."""
    pixels = picture.width * picture.height
    if pixels > MAX_PIXELS or count > MAX_FRAMES or pixels * count > 4 * MAX_PIXELS:
        raise too_many_pixels(name)


def too_many_pixels(name: str) -> ImageRefused:
    return ImageRefused(
        "image-too-many-pixels", f"{name}: the picture has more than {MAX_PIXELS // 10**6} megapixels."
    )


def kind_of(picture: Picture.Image) -> str:
    """The name of its format. Many cameras put a second picture behind a JPEG, which Pillow then calls MPO."""
    return "JPEG" if picture.format == "MPO" else picture.format or ""


def frames(picture: Picture.Image) -> int:
    """How many pictures it shows: what lies behind a JPEG (a depth map, the other eye's view) is not shown."""
    return getattr(picture, "n_frames", 1) if picture.format != "MPO" else 1


def orientation(picture: Picture.Image) -> int:
    """Which way up it is shown, as EXIF says it: 1 for as it is, from 5 on with its sides exchanged."""
    if picture.format == "PNG" and "exif" not in picture.info and isinstance(picture, ImageFile.ImageFile):
        # Pillow would decode it first: it may say so at its end.
        exif = Picture.Exif()
        exif.load(_exif_of_png(cast("IO[bytes]", picture.fp)))
    else:
        exif = picture.getexif()
    said = exif.get(ORIENTATION, 1)
    return said if isinstance(said, int) and 1 <= said <= 8 else 1


def _exif_of_png(file: IO[bytes]) -> bytes:
    """The first EXIF in a PNG, b"" without one; the file stays where it is."""
    before = file.tell()
    file.seek(8)
    try:
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"eXIf":
                return b"Exif\0\0" + file.read(min(length, _LONGEST_EXIF))
            file.seek(length + 4, os.SEEK_CUR)
    finally:
        file.seek(before)
    return b""


def tells(picture: Picture.Image) -> bool:
    """Whether it carries more than what it shows: where, when and with what it was made."""
    said = bool(picture.getexif()) or bool(getattr(picture, "text", None))
    return said or picture.format == "MPO" or not METADATA.isdisjoint(picture.info)
