"""Pictures coming in: checked before they are decoded, cleaned, stored once by content, with smaller variants.

A stored name ends in the first twelve digits of its content's SHA-256. A file that carries its own hash in this way
went through here before (an export coming back), so it is stored byte for byte and exports stay identical.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import IntegrityError, transaction
from PIL import Image as Picture
from PIL import ImageOps, UnidentifiedImageError

from .models import Image
from .slugs import slug_for

MAX_BYTES = 30 * 1024 * 1024
# 50 megapixels decode to 200 MB; a 20 KB PNG may claim more than that in its header.
MAX_PIXELS = 50_000_000
MAX_FRAMES = 500
VARIANT_WIDTHS = (480, 960, 1600)
VARIANT_QUALITY = 80
JPEG_QUALITY = 88
FOLDER = "images"
HASH_DIGITS = 12

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
class Cleaned:
    """A picture's bytes as they will be stored, and what they show."""

    content: bytes
    extension: str
    picture: Picture.Image
    animated: bool


def ingest(raw: bytes, *, name: str, alt: str = "", caption: str = "") -> Image:
    """Store the picture `raw` (JPEG, PNG, WebP, GIF or AVIF) and return its row; the same content is stored once.

    `name` is the file's name where it came from. Raises ImageRefused; then there is neither row nor file.
    """
    source_sha256 = sha256(raw).hexdigest()
    known = (
        Image.objects.filter(source_sha256=source_sha256).first()
        or Image.objects.filter(sha256=source_sha256).first()
    )
    if known is not None:
        return known
    cleaned = clean(raw, name=name)
    digest = sha256(cleaned.content).hexdigest()
    # Two files may differ only in what cleaning takes away.
    known = Image.objects.filter(sha256=digest).first()
    if known is not None:
        return known
    return _store(cleaned, digest, name=name, source_sha256=source_sha256, alt=alt, caption=caption)


def clean(raw: bytes, *, name: str) -> Cleaned:
    """Check and decode `raw`, turn it upright, and encode it again without metadata. Raises ImageRefused."""
    picture = _open(raw, name=name)
    kind = _kind(picture)
    extension = FORMATS[kind]
    if _frames(picture) > 1:
        # Encoding an animation again loses quality; every frame was decoded, so it is what it says it is.
        content = _encode_animation(picture, kind) if _tells(picture) else raw
        return Cleaned(content, extension, _first_frame(picture), animated=True)
    if _is_ours(raw, name) and not _tells(picture):
        return Cleaned(raw, extension, picture, animated=False)
    upright = ImageOps.exif_transpose(picture)
    return Cleaned(_encode(upright, kind, picture.info), extension, upright, animated=False)


def _open(raw: bytes, *, name: str) -> Picture.Image:
    if not raw:
        raise ImageRefused("image-empty", f"{name}: the file is empty.")
    if len(raw) > MAX_BYTES:
        raise ImageRefused(
            "image-too-large", f"{name}: {len(raw) // 2**20} MB is over the limit of {MAX_BYTES // 2**20} MB."
        )
    try:
        picture = Picture.open(BytesIO(raw), formats=list(FORMATS))
    except UnidentifiedImageError:
        raise ImageRefused(
            "image-unknown-format", f"{name}: this is not a JPEG, PNG, WebP, GIF or AVIF picture."
        ) from None
    except (Picture.DecompressionBombError, Picture.DecompressionBombWarning):
        # Pillow's own limit lies above ours, and speaks first.
        raise _too_many_pixels(name) from None
    except (OSError, ValueError, SyntaxError) as error:
        raise ImageRefused("image-broken", f"{name}: the picture cannot be read ({error}).") from error
    width, height = picture.size
    frames = _frames(picture)
    if width * height > MAX_PIXELS or frames > MAX_FRAMES or width * height * frames > 4 * MAX_PIXELS:
        raise _too_many_pixels(name)
    try:
        for frame in range(frames):
            picture.seek(frame)
            picture.load()
        picture.seek(0)
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise ImageRefused("image-broken", f"{name}: the picture is damaged ({error}).") from error
    return picture


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


def _first_frame(picture: Picture.Image) -> Picture.Image:
    picture.seek(0)
    return picture.convert("RGBA")


def _encode(picture: Picture.Image, kind: str, info: dict[Any, Any]) -> bytes:
    # The colour profile says what the numbers mean; every other kind of metadata stays behind.
    options: dict[str, Any] = {"icc_profile": info.get("icc_profile")}
    if kind == "JPEG":
        options |= {"quality": JPEG_QUALITY, "optimize": True, "progressive": True}
        if picture.mode not in {"RGB", "L"}:
            picture, options["icc_profile"] = picture.convert("RGB"), None
    elif kind == "PNG":
        options |= {"optimize": True}
        if "transparency" in info and picture.mode in {"P", "L", "RGB"}:
            options |= {"transparency": info["transparency"]}
    elif kind == "WEBP":
        options |= {"quality": JPEG_QUALITY, "method": 4}
    elif kind == "AVIF":
        options |= {"quality": 75, "speed": 8}
    buffer = BytesIO()
    bare = picture.copy()
    bare.info = {}
    bare.save(buffer, kind, **{key: value for key, value in options.items() if value is not None})
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


# -- Storing ----------------------------------------------------------------------------------------------------


def _store(cleaned: Cleaned, digest: str, *, name: str, source_sha256: str, alt: str, caption: str) -> Image:
    stem = _stem(name)
    image = Image(
        name=PurePosixPath(name).name[:255],
        width=cleaned.picture.width,
        height=cleaned.picture.height,
        size=len(cleaned.content),
        sha256=digest,
        source_sha256=source_sha256,
        alt=alt[:500],
        caption=caption[:1000],
    )
    storage = image.file.storage
    written: list[str] = []
    try:
        target = f"{FOLDER}/{stem}-{digest[:HASH_DIGITS]}{cleaned.extension}"
        _write(storage, target, cleaned.content, written)
        image.file.name = target
        image.variants = list(_variants(storage, cleaned, target, written))
        with transaction.atomic():
            image.save()
    except IntegrityError:
        # Another process stored the same content at the same moment, under the same names: its files are ours.
        return Image.objects.get(sha256=digest)
    except BaseException:
        for path in written:
            storage.delete(path)
        raise
    return image


def _stem(name: str) -> str:
    """A readable stem for a stored file, without the hash it may carry already."""
    stem = PurePosixPath(name).stem
    return slug_for(re.sub(rf"-[0-9a-f]{{{HASH_DIGITS}}}$", "", stem), max_length=60)


def _variants(storage: Storage, cleaned: Cleaned, target: str, written: list[str]) -> "list[dict[str, Any]]":
    """Smaller WebP copies for `srcset`. An animation has none: a still copy would stop it."""
    if cleaned.animated:
        return []
    made = []
    stem = target.rpartition(".")[0]
    picture = cleaned.picture
    if picture.mode not in {"RGB", "RGBA"}:
        picture = picture.convert(
            "RGBA" if "A" in picture.getbands() or "transparency" in picture.info else "RGB"
        )
    for width in VARIANT_WIDTHS:
        if width >= picture.width:
            break
        height = max(1, round(picture.height * width / picture.width))
        buffer = BytesIO()
        picture.resize((width, height), Picture.Resampling.LANCZOS).save(
            buffer, "WEBP", quality=VARIANT_QUALITY, method=4
        )
        path = f"{stem}-{width}.webp"
        _write(storage, path, buffer.getvalue(), written)
        made.append({"name": path, "width": width, "height": height})
    return made


def _write(storage: Storage, path: str, content: bytes, written: list[str]) -> None:
    """Write a file whose name its content decides, so one that is there already is the right one or a torn one."""
    if storage.exists(path):
        if storage.size(path) == len(content):
            return
        storage.delete(path)
    saved = storage.save(path, ContentFile(content))
    written.append(saved)
    if saved != path:
        raise OSError(f"{path} could not be stored under its own name")


def discard(image: Image) -> None:
    """Delete a picture with its files, once the deletion has committed."""
    storage, paths = image.file.storage, [image.file.name, *(each["name"] for each in image.variants)]
    image.delete()

    def remove() -> None:
        for path in paths:
            storage.delete(path)

    transaction.on_commit(remove)
