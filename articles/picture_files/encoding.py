"""Pictures written: again without metadata, and smaller."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image as Picture

from .kinds import Variant, frames
from .strips import shown

VARIANT_WIDTHS = (480, 960, 1600)
VARIANT_QUALITY = 80
JPEG_QUALITY = 88
# WebP can't say more.
_HIGHEST = 16_383


def encode(picture: Picture.Image, kind: str) -> bytes:
    info = picture.info
    # The colour profile says what the numbers mean; every other kind of metadata stays behind.
    options: dict[str, Any] = {"icc_profile": info.get("icc_profile")}
    written = picture
    if kind == "JPEG":
        options |= {"quality": JPEG_QUALITY, "optimize": True, "progressive": True}
        if picture.mode not in {"RGB", "L"}:
            written, options["icc_profile"] = picture.convert("RGB"), None
    elif kind == "PNG":
        options |= {"optimize": True}
        if "transparency" in info and picture.mode in {"P", "L", "RGB"}:
            options |= {"transparency": info["transparency"]}
    elif kind == "WEBP":
        options |= {"quality": JPEG_QUALITY, "method": 4}
    elif kind == "AVIF":
        options |= {"quality": 75, "speed": 8}
    buffer = BytesIO()
    written.info = {}
    written.save(buffer, kind, **{key: value for key, value in options.items() if value is not None})
    picture.info = info
    return buffer.getvalue()


def encode_animation(picture: Picture.Image, kind: str) -> bytes:
    """The animation again, frame by frame and each for as long, without what it says of itself."""
    durations = []
    for frame in range(frames(picture)):
        picture.seek(frame)
        # Some formats know a frame's time only when it is decoded.
        picture.load()
        durations.append(picture.info.get("duration", 0))
    picture.seek(0)
    said: dict[Any, Any] = {
        key: picture.info[key] for key in ("loop", "icc_profile", "background") if key in picture.info
    }
    picture.info = said
    quality = {"quality": JPEG_QUALITY} if kind in {"WEBP", "AVIF"} else {}
    buffer = BytesIO()
    picture.save(buffer, kind, save_all=True, duration=durations, exif=b"", xmp=b"", **said, **quality)
    return buffer.getvalue()


def variants(picture: Picture.Image, *, most: int | None = None) -> Iterator[Variant]:
    """The smaller copies for `srcset`; those of more than `most` pixels are left out."""
    for width, height in sizes(picture.size):
        if most is not None and width * height > most:
            return
        picture = shown(picture)
        buffer = BytesIO()
        picture.resize((width, height), Picture.Resampling.LANCZOS).save(
            buffer, "WEBP", quality=VARIANT_QUALITY, method=4
        )
        yield Variant(width, height, buffer.getvalue())


def sizes(size: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """The sizes of the smaller copies of a picture of that size."""
    for width in VARIANT_WIDTHS:
        height = max(1, round(size[1] * width / size[0]))
        if width < size[0] and height <= _HIGHEST:
            yield width, height
