"""A picture's bytes checked, cleaned and made smaller, without the database.

A small file can hold a picture of which each copy takes hundreds of megabytes, and encoders take many copies. Large
pictures are therefore worked on in a process of their own, which is gone when the picture is done; and so are those
with several frames, whose sizes their header does not tell.
"""

import json
import os
import pickle
import re
import resource
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import Any

from PIL import Image as Picture
from PIL import ImageOps, PngImagePlugin, UnidentifiedImageError

from articles.patience import on_the_clock

MAX_BYTES = 30 * 1024 * 1024
# 50 megapixels decode to 200 MB; a 20 KB PNG may claim more than that in its header.
MAX_PIXELS = 50_000_000
MAX_FRAMES = 500
VARIANT_WIDTHS = (480, 960, 1600)
VARIANT_QUALITY = 80
JPEG_QUALITY = 88
HASH_DIGITS = 12
# Up to here a picture's copies take some 50 MB together, by Pillow's name for its format.
_SMALL_PIXELS = {"JPEG": 4_000_000, "PNG": 2_000_000, "GIF": 2_000_000, "AVIF": 1_000_000, "WEBP": 750_000}
# Up to here a JPEG is written with tables of its own, progressively: for that, all of it is in memory twice.
_MOST_AT_ONCE = 24_000_000
# What a JPEG may take while it is read, in bytes; one that would take more is read, and stored, at half its size.
_MOST_BYTES = 200 * 1024 * 1024
_ORIENTATION = 0x0112  # the tag of EXIF
# What a large one may take in its own process: address space, and seconds of a processor.
_MEMORY = 3 * 1024**3 // 2
_SECONDS = 60

# What the texts in a PNG may unpack to, in bytes; Pillow holds them, and takes up to 64 MB.
PngImagePlugin.MAX_TEXT_MEMORY = 2 * 1024 * 1024

# Where Pillow puts what a file says of itself, beside EXIF.
_METADATA = frozenset({"xmp", "XML:com.adobe.xmp", "comment", "photoshop"})
# What browsers show: Pillow's format name -> the extension we store it under.
FORMATS = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "AVIF": ".avif"}


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
    """A picture's bytes as they will be stored, what they show, and its smaller copies."""

    content: bytes
    extension: str
    width: int
    height: int
    variants: tuple[Variant, ...] = ()


def clean(raw: bytes, *, name: str) -> Cleaned:
    """Check and decode `raw`, turn it upright, encode it again without metadata, and make the smaller copies.

    Raises ImageRefused.
    """
    if _is_small(_unread(raw, name=name)):
        return clean_here(raw, name=name)
    return _clean_apart(raw, name=name)


def _is_small(picture: Picture.Image) -> bool:
    return _frames(picture) == 1 and picture.width * picture.height <= _SMALL_PIXELS[_kind(picture)]


def clean_here(raw: bytes, *, name: str) -> Cleaned:
    """As `clean`, in this process whatever it takes."""
    picture = _open(raw, name=name)
    kind = _kind(picture)
    extension = FORMATS[kind]
    size = _size_in(raw)
    if _frames(picture) > 1:
        # Encoding an animation again loses quality; every frame was decoded, so it is what it says it is. It has no
        # smaller copies: a still one would stop it.
        content = _encode_animation(picture, kind) if _tells(picture) else raw
        return Cleaned(content, extension, *picture.size)
    if _is_ours(raw, name) and not _tells(picture):
        return Cleaned(raw, extension, *size, tuple(_variants(picture)))
    ImageOps.exif_transpose(picture, in_place=True)
    content, size = _encode(picture, kind), picture.size
    if kind == "JPEG" and picture.width * picture.height > _MOST_AT_ONCE:
        # So that never both the whole picture and what is made of it are in memory.
        picture = _halved(raw, picture)
    return Cleaned(content, extension, *size, tuple(_variants(picture)))


# -- In a process of its own ----------------------------------------------------------------------------------------

_ROOT = Path(__file__).resolve().parents[1]
_COMMAND = "import sys; sys.path.insert(0, sys.argv[1]); from articles.picture_files import main; main()"


def _clean_apart(raw: bytes, *, name: str) -> Cleaned:
    costly = ImageRefused("image-too-costly", f"{name}: the picture takes too much memory or time to check.")
    # A file, so that what comes back is in memory once.
    with TemporaryFile() as answers:
        try:
            ended = subprocess.run(  # noqa: S603  # our own interpreter and our own words
                [sys.executable, "-X", "utf8", "-c", _COMMAND, str(_ROOT), json.dumps(name)],
                input=raw,
                stdout=answers,
                stderr=subprocess.DEVNULL,
                timeout=on_the_clock(_SECONDS),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise costly from None
        if ended.returncode:
            raise costly
        answers.seek(0)
        answer = pickle.load(answers)  # noqa: S301  # both ends are this program
    if not isinstance(answer, Cleaned):
        raise ImageRefused(*answer)
    return answer


def main() -> None:
    """Clean the one picture that is on stdin; what comes of it goes to stdout."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for what, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _SECONDS)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    # A frame may be larger than its picture; Pillow looks before it takes memory for it, and refuses from twice this.
    Picture.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
    warnings.simplefilter("ignore", Picture.DecompressionBombWarning)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answer: Cleaned | tuple[str, str]
    try:
        answer = clean_here(sys.stdin.buffer.read(), name=json.loads(sys.argv[2]))
    except ImageRefused as refused:
        answer = (refused.code, refused.message)
    with answers:
        pickle.dump(answer, answers)


# -- Reading --------------------------------------------------------------------------------------------------------


def _unread(raw: bytes, *, name: str) -> Picture.Image:
    """The picture, of which nothing is decoded yet. Raises ImageRefused for what can't be one of ours."""
    if not raw:
        raise ImageRefused("image-empty", f"{name}: the file is empty.")
    if len(raw) > MAX_BYTES:
        raise ImageRefused(
            "image-too-large", f"{name}: {len(raw) // 2**20} MB is over the limit of {MAX_BYTES // 2**20} MB."
        )
    try:
        picture = Picture.open(BytesIO(raw), formats=list(FORMATS))
        frames = _frames(picture)
    except UnidentifiedImageError:
        raise ImageRefused(
            "image-unknown-format", f"{name}: this is not a JPEG, PNG, WebP, GIF or AVIF picture."
        ) from None
    except (Picture.DecompressionBombError, Picture.DecompressionBombWarning):
        # Pillow's own limit lies above ours, and speaks first.
        raise _too_many_pixels(name) from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ImageRefused("image-broken", f"{name}: the picture cannot be read ({error}).") from error
    _require_pixels(picture, frames, name=name)
    return picture


def _open(raw: bytes, *, name: str) -> Picture.Image:
    picture = _unread(raw, name=name)
    if picture.format == "JPEG" and _bytes_of(picture) > _MOST_BYTES:
        _halve(picture)
    try:
        for frame in range(_frames(picture)):
            picture.seek(frame)
            _require_pixels(picture, frame + 1, name=name)
            picture.load()
        picture.seek(0)
    except (Picture.DecompressionBombError, Picture.DecompressionBombWarning):
        raise _too_many_pixels(name) from None
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ImageRefused("image-broken", f"{name}: the picture is damaged ({error}).") from error
    return picture


def _bytes_of(picture: Picture.Image) -> int:
    """About what a JPEG takes in memory while it is read and turned upright.

    A progressive one is there as coefficients as well.
    """
    layers = [(across, down) for _, across, down, _ in getattr(picture, "layer", ())]
    whole = max((across * down for across, down in layers), default=1)
    samples = sum(across * down for across, down in layers) / whole
    each = (1 if picture.mode == "L" else 4) + (2 * samples if picture.info.get("progressive") else 0)
    if picture.mode == "CMYK" or picture.getexif().get(_ORIENTATION, 1) != 1:
        # It is made into another picture.
        each += 4
    return int(picture.width * picture.height * each)


def _halve(picture: Picture.Image) -> None:
    """Have a JPEG read at half its width and height, which takes a quarter of the memory for what it shows."""
    picture.draft(picture.mode, (max(1, picture.width // 2), max(1, picture.height // 2)))


def _halved(raw: bytes, picture: Picture.Image) -> Picture.Image:
    """The JPEG `raw`, of which `picture` was read, at half its size where that is enough for all smaller copies."""
    if picture.width // 2 < max(VARIANT_WIDTHS):
        return picture
    picture.close()
    again = Picture.open(BytesIO(raw), formats=["JPEG", "MPO"])
    _halve(again)
    ImageOps.exif_transpose(again, in_place=True)
    return again


def _size_in(raw: bytes) -> tuple[int, int]:
    return Picture.open(BytesIO(raw), formats=list(FORMATS)).size


def _require_pixels(picture: Picture.Image, frames: int, *, name: str) -> None:
    """Raises ImageRefused for a picture that is too large by what is known of it so far."""
    pixels = picture.width * picture.height
    if pixels > MAX_PIXELS or frames > MAX_FRAMES or pixels * frames > 4 * MAX_PIXELS:
        raise _too_many_pixels(name)


def _too_many_pixels(name: str) -> ImageRefused:
    return ImageRefused(
        "image-too-many-pixels", f"{name}: the picture has more than {MAX_PIXELS // 10**6} megapixels."
    )


def _is_ours(raw: bytes, name: str) -> bool:
    digits = re.search(rf"-([0-9a-f]{{{HASH_DIGITS}}})$", PurePosixPath(name).stem)
    return bool(digits) and sha256(raw).hexdigest().startswith(digits[1])  # type: ignore[index]


def _kind(picture: Picture.Image) -> str:
    """The name of its format. Many cameras put a second picture behind a JPEG, which Pillow then calls MPO."""
    return "JPEG" if picture.format == "MPO" else picture.format or ""


def _frames(picture: Picture.Image) -> int:
    """How many pictures it shows: what lies behind a JPEG (a depth map, the other eye's view) is not shown."""
    return getattr(picture, "n_frames", 1) if picture.format != "MPO" else 1


def _tells(picture: Picture.Image) -> bool:
    """Whether it carries more than what it shows: where, when and with what it was made."""
    said = bool(picture.getexif()) or bool(getattr(picture, "text", None))
    return said or picture.format == "MPO" or not _METADATA.isdisjoint(picture.info)


# -- Writing --------------------------------------------------------------------------------------------------------


def _encode(picture: Picture.Image, kind: str) -> bytes:
    info = picture.info
    # The colour profile says what the numbers mean; every other kind of metadata stays behind.
    options: dict[str, Any] = {"icc_profile": info.get("icc_profile")}
    shown = picture
    if kind == "JPEG":
        is_large = picture.width * picture.height > _MOST_AT_ONCE
        options |= {"quality": JPEG_QUALITY, "optimize": not is_large, "progressive": not is_large}
        if picture.mode not in {"RGB", "L"}:
            shown, options["icc_profile"] = picture.convert("RGB"), None
    elif kind == "PNG":
        options |= {"optimize": True}
        if "transparency" in info and picture.mode in {"P", "L", "RGB"}:
            options |= {"transparency": info["transparency"]}
    elif kind == "WEBP":
        options |= {"quality": JPEG_QUALITY, "method": 4}
    elif kind == "AVIF":
        options |= {"quality": 75, "speed": 8}
    buffer = BytesIO()
    shown.info = {}
    shown.save(buffer, kind, **{key: value for key, value in options.items() if value is not None})
    picture.info = info
    return buffer.getvalue()


def _encode_animation(picture: Picture.Image, kind: str) -> bytes:
    """The animation again, frame by frame and each for as long, without what it says of itself."""
    durations = []
    for frame in range(_frames(picture)):
        picture.seek(frame)
        # Some formats know a frame's time only when it is decoded.
        picture.load()
        durations.append(picture.info.get("duration", 0))
    picture.seek(0)
    shown: dict[Any, Any] = {
        key: picture.info[key] for key in ("loop", "icc_profile", "background") if key in picture.info
    }
    picture.info = shown
    quality = {"quality": JPEG_QUALITY} if kind in {"WEBP", "AVIF"} else {}
    buffer = BytesIO()
    picture.save(buffer, kind, save_all=True, duration=durations, exif=b"", xmp=b"", **shown, **quality)
    return buffer.getvalue()


def _variants(picture: Picture.Image) -> Iterator[Variant]:
    """The smaller copies for `srcset`."""
    for width in VARIANT_WIDTHS:
        if width >= picture.width:
            return
        # A grey one is resized as it is, which takes a quarter of the memory.
        is_grey = picture.mode == "L" and "transparency" not in picture.info
        if picture.mode not in {"RGB", "RGBA"} and not is_grey:
            has_alpha = "A" in picture.getbands() or "transparency" in picture.info
            picture = picture.convert("RGBA" if has_alpha else "RGB")
        height = max(1, round(picture.height * width / picture.width))
        buffer = BytesIO()
        picture.resize((width, height), Picture.Resampling.LANCZOS).save(
            buffer, "WEBP", quality=VARIANT_QUALITY, method=4
        )
        yield Variant(width, height, buffer.getvalue())
