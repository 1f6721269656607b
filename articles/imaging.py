"""Pictures coming in: checked before they are decoded, cleaned, stored once by content, with smaller variants.

A stored name ends in the first twelve digits of its content's SHA-256. A file that carries its own hash in this way
went through here before (an export coming back), so it is stored byte for byte and exports stay identical.
"""

import re
from collections.abc import Callable
from hashlib import file_digest, sha256
from pathlib import PurePosixPath
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import IntegrityError, transaction

from .models import Image
from .picture_files import HASH_DIGITS, MAX_BYTES, Cleaned, ImageRefused, Variant, clean
from .slugs import slug_for

__all__ = [
    "FOLDER",
    "HASH_DIGITS",
    "MAX_BYTES",
    "ImageRefused",
    "NotStored",
    "discard",
    "discard_unused",
    "ingest",
]

FOLDER = "images"


class NotStored(Exception):
    """The folder for pictures can't be written to. The message is for whoever runs the site."""


def ingest(
    picture: bytes | IO[bytes],
    *,
    name: str,
    label: str = "",
    alt: str = "",
    caption: str = "",
    told: list[str] | None = None,
    stored: Callable[[Image], None] | None = None,
) -> Image:
    """Store a picture (JPEG, PNG, WebP, GIF or AVIF) and return its row; the same content is stored once.

    `picture` is its content, or one of the system's files with it, which spares the memory for it. `name` is the
    file's name where it came from, `label` what it is called here if that is something else. `told` is given what of it
    could not be kept. `stored` is called with a row that is new, in the transaction that makes it. Raises ImageRefused
    or NotStored; then there is neither row nor file.
    """
    source_sha256 = _digest(picture)
    known = (
        Image.objects.filter(source_sha256=source_sha256).first()
        or Image.objects.filter(sha256=source_sha256).first()
    )
    if known is not None:
        return known
    cleaned = clean(picture, name=name)
    if told is not None and cleaned.remark:
        told.append(cleaned.remark)
    digest = sha256(cleaned.content).hexdigest()
    # Two files may differ only in what cleaning takes away.
    known = Image.objects.filter(sha256=digest).first()
    if known is not None:
        return known
    image = Image(
        name=PurePosixPath(label or name).name[:255],
        width=cleaned.width,
        height=cleaned.height,
        size=len(cleaned.content),
        sha256=digest,
        source_sha256=source_sha256,
        alt=alt[:500],
        caption=caption[:1000],
    )
    return _store(image, cleaned, stem=_stem(name), stored=stored)


def _digest(picture: bytes | IO[bytes]) -> str:
    if isinstance(picture, bytes):
        return sha256(picture).hexdigest()
    picture.seek(0)
    return file_digest(picture, "sha256").hexdigest()  # type: ignore[arg-type]


# -- Storing ----------------------------------------------------------------------------------------------------


def _store(image: Image, cleaned: Cleaned, *, stem: str, stored: Callable[[Image], None] | None) -> Image:
    storage = image.file.storage
    written: list[str] = []
    try:
        target = f"{FOLDER}/{stem}-{image.sha256[:HASH_DIGITS]}{cleaned.extension}"
        _write(storage, target, cleaned.content, written)
        image.file.name = target
        image.variants = [_write_variant(storage, target, each, written) for each in cleaned.variants]
        with transaction.atomic():
            image.save()
            if stored is not None:
                stored(image)
    except IntegrityError:
        # Another process stored the same content at the same moment, under the same names: its files are ours.
        return Image.objects.get(sha256=image.sha256)
    except BaseException as error:
        for path in written:
            storage.delete(path)
        if isinstance(error, OSError):
            raise NotStored(
                f"The pictures' folder can't be written to: {error.strerror or error}."
            ) from error
        raise
    return image


def _stem(name: str) -> str:
    """A readable stem for a stored file, without the hash it may carry already."""
    stem = PurePosixPath(name).stem
    return slug_for(re.sub(rf"-[0-9a-f]{{{HASH_DIGITS}}}$", "", stem), max_length=60)


def _write(storage: Storage, path: str, content: bytes, written: list[str]) -> None:
    """Write a file whose name its content decides, so one that is there already is the right one or a torn one."""
    if storage.exists(path):
        if storage.size(path) == len(content):
            return
        storage.delete(path)
    # Noted before: where the disk is full, half a file stays.
    written.append(path)
    written[-1] = storage.save(path, ContentFile(content))
    if written[-1] != path:
        raise OSError(f"{path} could not be stored under its own name")


def _write_variant(storage: Storage, target: str, variant: Variant, written: list[str]) -> dict[str, Any]:
    path = f"{target.rpartition('.')[0]}-{variant.width}.webp"
    _write(storage, path, variant.content, written)
    return {"name": path, "width": variant.width, "height": variant.height}


def discard(image: Image) -> None:
    """Delete a picture with its files, once the deletion has committed."""
    remove = _remover(image)
    image.delete()
    transaction.on_commit(remove)


def discard_unused(image: Image) -> None:
    """As `discard`, for a picture that nothing shows: the files first, so that whoever is interrupted can begin again
    with the row that is left."""
    _remover(image)()
    image.delete()


def _remover(image: Image) -> Callable[[], None]:
    storage, paths = image.file.storage, [image.file.name, *(each["name"] for each in image.variants)]

    def remove() -> None:
        for path in paths:
            storage.delete(path)

    return remove
