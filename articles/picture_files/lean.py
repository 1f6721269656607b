"""Large pictures cleaned in little memory: what they tell is cut out of their files, and what they show stays as it is.

They are decoded all the same, to see that they are what they say, and for their smaller copies: at a smaller size where
their format has one, or strip by strip.
"""

import os
import zlib
from io import BytesIO
from typing import IO, Any

from PIL import Image as Picture
from PIL import ImageOps

from . import costs
from .containers import EMPTY, without_words
from .encoding import VARIANT_WIDTHS, encode, variants
from .kinds import (
    FORMATS,
    METADATA,
    ORIENTATION,
    Cleaned,
    ImageRefused,
    frames,
    kind_of,
    load,
    orientation,
    unread,
)
from .strips import reduced, reduced_png, shown
from .webp import reduced_webp, scales_webp

# Formats of which every browser knows which way up they are.
_SAYS_WAY_UP = frozenset({"JPEG", "AVIF"})
_FACTORS = (2, 4, 8)
# Pixels of the largest copy that is made.
_MOST_COPIED = 6_000_000


def clean_lean(file: IO[bytes], *, name: str) -> Cleaned:
    """As `picture_files.clean_here`. Cleaned again, a picture stays byte for byte. Raises ImageRefused."""
    picture = unread(file, name=name)
    kind, size, way_up = kind_of(picture), picture.size, orientation(picture)
    factor = _factor_for(file, picture, name=name)
    must_turn = way_up != 1 and kind not in _SAYS_WAY_UP
    small = _small(file, picture, factor, name=name)
    # It may be in memory as a whole.
    del picture
    if way_up > 4:
        size = size[1], size[0]
    if must_turn and small is not None:
        content, size = encode(small, kind), small.size
        remark = "It was stored at half its width and height: turned upright, it would take too much memory."
        return Cleaned(content, FORMATS[kind], *size, tuple(variants(small, most=_MOST_COPIED)), remark)
    made = tuple(variants(small, most=_MOST_COPIED)) if small is not None else ()
    del small
    content = _without_words(file, kind, way_up, name=name)
    return Cleaned(content, FORMATS[kind], *size, made)


def _factor_for(file: IO[bytes], picture: Picture.Image, *, name: str) -> int:
    """By how much it must be made smaller to be read. Raises ImageRefused where that does not help."""
    wide = picture.height if orientation(picture) > 4 else picture.width
    size = file.seek(0, os.SEEK_END)
    scales = kind_of(picture) == "WEBP" and scales_webp(file)
    fitting = [
        each for each in _FACTORS if costs.apart(picture, each, size, scales=scales) <= costs.MOST_APART
    ]
    if not fitting:
        raise _too_costly(picture, name)
    enough = [factor for factor in fitting if wide // factor >= max(VARIANT_WIDTHS)]
    return enough[0] if enough else fitting[0]


def _too_costly(picture: Picture.Image, name: str) -> ImageRefused:
    """What is said of a picture that is within the limits of pixels, and takes too much for its kind."""
    megapixels = picture.width * picture.height / 1e6
    kind = kind_of(picture)
    if frames(picture) > 1:
        what, better = f"An animation whose frames have {megapixels:.0f} megapixels", "a smaller one"
    elif kind == "JPEG":
        what = f"A progressive JPEG of {megapixels:.0f} megapixels"
        better = "one that is not progressive, or smaller"
    elif kind == "PNG":
        what, better = f"An interlaced PNG of {megapixels:.0f} megapixels", "one that is not interlaced"
    else:
        what, better = f"A picture of {megapixels:.0f} megapixels in this format", "a JPEG or a smaller one"
    most = costs.MOST_APART // 10**6
    return ImageRefused(
        "image-too-costly", f"{name}: {what} takes more than {most} MB of memory to read; make it {better}."
    )


def _small(file: IO[bytes], picture: Picture.Image, factor: int, *, name: str) -> Picture.Image | None:
    """The picture made smaller and upright; None for an animation, which has no smaller copies."""
    if frames(picture) > 1:
        load(picture, name=name)
        return None
    way_up = orientation(picture)
    try:
        small = _read_small(file, picture, factor, name=name)
    except (OSError, ValueError, SyntaxError, EOFError, zlib.error) as error:
        raise ImageRefused("image-broken", f"{name}: the picture is damaged ({error}).") from error
    if way_up != 1:
        small.getexif()[ORIENTATION] = way_up
    ImageOps.exif_transpose(small, in_place=True)
    return small


def _read_small(file: IO[bytes], picture: Picture.Image, factor: int, *, name: str) -> Picture.Image:
    kind = kind_of(picture)
    wanted = (-(-picture.width // factor), -(-picture.height // factor))
    if kind == "PNG" and not picture.info.get("interlace"):
        return _with_profile(reduced_png(file, factor), picture.info)
    if kind == "WEBP" and (small := reduced_webp(file, wanted)) is not None:
        return _with_profile(small, picture.info)
    if kind == "JPEG":
        picture.draft(picture.mode, (max(1, picture.width // factor), max(1, picture.height // factor)))
        load(picture, name=name)
        if picture.mode == "CMYK":
            # Its profile is about inks.
            picture.info.pop("icc_profile", None)
        return shown(picture)
    load(picture, name=name)
    return _with_profile(reduced(picture, factor), picture.info)


def _with_profile(small: Picture.Image, info: dict[Any, Any]) -> Picture.Image:
    if profile := info.get("icc_profile"):
        small.info["icc_profile"] = profile
    return small


def _without_words(file: IO[bytes], kind: str, way_up: int, *, name: str) -> bytes:
    file.seek(0)
    try:
        content = without_words(file.read(), kind, orientation=way_up)
    except ValueError as error:
        raise ImageRefused("image-broken", f"{name}: the picture is damaged ({error}).") from error
    if kind == "AVIF" and _still_tells(content, name=name):
        raise ImageRefused(
            "image-too-costly",
            f"{name}: taking out what it tells would take too much memory; take it out before.",
        )
    return content


def _still_tells(content: bytes, *, name: str) -> bool:
    """Whether there is more to be read than what was cut out: a sequence may say it of each of its tracks."""
    with unread(BytesIO(content), name=name) as cleaned:
        said = [
            *(set(cleaned.getexif()) - {ORIENTATION}),
            *(_words(cleaned.info.get(key)) for key in METADATA),
        ]
    return any(said)


def _words(said: object) -> object:
    """What a text says. Where none can be cut out without moving the rest, its place is empty."""
    return said.strip(EMPTY) if isinstance(said, bytes) else said
