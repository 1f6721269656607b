"""About how many bytes it takes to work on a picture, beside the process itself; known before anything is decoded.

An import, all of its processes together, stays below 256 MB.
"""

from PIL import Image as Picture

from .encoding import sizes
from .kinds import frames, kind_of, orientation

MOST = 140_000_000
"""What may be taken to work on a whole picture."""
MOST_APART = 165_000_000
"""What may be taken where less is done with it, so that it is known more exactly."""
ROOMY = 90_000_000
"""What may be taken while other processes of ours stay as they are."""

# Bytes of a pixel in memory, by Pillow's name for its mode.
_OF_MODE = {"1": 1, "L": 1, "P": 1, "I;16": 2}
# What libwebp takes for each pixel to write it, and to resize into it before that.
_WRITING_WEBP = 11
# What decoding takes for each pixel beside the picture, and encoding.
_READING = {"WEBP": 12, "AVIF": 6, "GIF": 0, "PNG": 0}
_WRITING = {"WEBP": 16, "AVIF": 27, "GIF": 2, "PNG": 1}
# How often the file itself is in memory.
_HELD = {"WEBP": 3, "AVIF": 2, "GIF": 0, "PNG": 0, "JPEG": 0}
# A frame, the one before it, and the ground on which both lie.
_ANIMATED = 16


def whole(picture: Picture.Image, size: int) -> int:
    """What it takes to decode a picture from a file of `size` bytes, turn it, encode it again, and copy it smaller."""
    pixels, kind, each = picture.width * picture.height, kind_of(picture), _of_mode(picture)
    if frames(picture) > 1:
        return pixels * (_ANIMATED + 4 * frames(picture)) + _HELD[kind] * size
    turned = orientation(picture) != 1
    if kind == "JPEG":
        converted = 4 if picture.mode == "CMYK" else 0
        written = 3 if picture.mode != "L" else 2
        steps = (coefficients(picture) + each, 2 * each * turned, each + converted + written)
    else:
        steps = (each + _READING[kind], 2 * each * turned, each + _WRITING[kind])
    copied = 4 if picture.mode not in {"L", "RGB", "RGBA"} or "transparency" in picture.info else 0
    copies = max((_copy(picture.size, each) for each in sizes(picture.size)), default=0)
    return max(pixels * max(steps), pixels * (each + copied) + copies) + max(1, _HELD[kind]) * size


def apart(picture: Picture.Image, factor: int, size: int, *, scales: bool = False) -> int:
    """What it takes to decode a picture for its smaller copies alone, at 1/`factor` of its size where that goes.

    With `scales`, it is made smaller while it is decoded, though its format has no smaller one.
    """
    pixels, kind, each = picture.width * picture.height, kind_of(picture), _of_mode(picture)
    held = _HELD[kind] * size
    if frames(picture) > 1:
        return pixels * _ANIMATED + held
    small = 4 * pixels // factor**2
    if orientation(picture) != 1 or picture.mode == "CMYK":
        small *= 2
    if kind == "JPEG":
        return pixels * coefficients(picture) + small
    if scales or (kind == "PNG" and not picture.info.get("interlace")):
        return small + held
    return pixels * (each + _READING[kind]) + small + held


def coefficients(picture: Picture.Image) -> int:
    """Bytes a pixel for what a progressive JPEG is in memory until its last pass; 0 for any other."""
    if not picture.info.get("progressive"):
        return 0
    layers: list[tuple[int, int]] = [(across, down) for _, across, down, _ in getattr(picture, "layer", ())]
    most = max((across * down for across, down in layers), default=1)
    return -(-2 * sum(across * down for across, down in layers) // most)


def _of_mode(picture: Picture.Image) -> int:
    return _OF_MODE.get(picture.mode, 4)


def _copy(size: tuple[int, int], smaller: tuple[int, int]) -> int:
    """What it takes to resize a picture, first across and then down, and to write it."""
    return 4 * smaller[0] * size[1] + (4 + _WRITING_WEBP) * smaller[0] * smaller[1]
