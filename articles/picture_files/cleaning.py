"""A picture's bytes checked, cleaned and made smaller, without the database.

A small file can hold a picture of which each copy takes hundreds of megabytes, and encoders take many copies. Pictures
that are not small are therefore worked on in a process of their own, which is gone when the picture is done; and so are
those with several frames, whose sizes their header does not tell. What would take too much even there is not decoded as
a whole (`lean`).
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
from contextlib import ExitStack, suppress
from hashlib import file_digest
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from threading import Lock
from typing import IO

from PIL import AvifImagePlugin, ImageOps
from PIL import Image as Picture

from articles.elbow_room import others_give_way
from articles.patience import on_the_clock

from . import costs
from .encoding import encode, encode_animation, variants
from .kinds import (
    FORMATS,
    HASH_DIGITS,
    MAX_PIXELS,
    Cleaned,
    ImageRefused,
    frames,
    kind_of,
    load,
    tells,
    unread,
)
from .lean import clean_lean

# Up to here a picture's copies take some 50 MB together, by Pillow's name for its format.
_SMALL_PIXELS = {"JPEG": 4_000_000, "PNG": 2_000_000, "GIF": 2_000_000, "AVIF": 1_000_000, "WEBP": 750_000}
# What one may take in its own process: writable memory and address space in bytes, and seconds of a processor.
_MEMORY = 256 * 1024**2
_SPACE = 3 * 1024**3 // 2
_SECONDS = 60


def clean(picture: bytes | IO[bytes], *, name: str) -> Cleaned:
    """Check and decode a picture, turn it upright, take out what it tells, and make the smaller copies.

    `picture` is its content or a file with it, which may be read by another process if it is one of the system's.
    Raises ImageRefused.
    """
    file = _as_file(picture)
    opened = unread(file, name=name)
    if _is_small(opened):
        return clean_here(picture, name=name)
    is_roomy = costs.whole(opened, file.seek(0, os.SEEK_END)) > costs.ROOMY
    # Some of Pillow's readers hold the file, and what they will decode into.
    del opened
    with ExitStack() as alone:
        alone.enter_context(_one_at_a_time)
        if is_roomy:
            others_give_way(alone)
        return _clean_apart(picture, name=name)


def _is_small(picture: Picture.Image) -> bool:
    return frames(picture) == 1 and picture.width * picture.height <= _SMALL_PIXELS[kind_of(picture)]


def clean_here(picture: bytes | IO[bytes], *, name: str) -> Cleaned:
    """As `clean`, in this process."""
    file = _as_file(picture)
    opened = unread(file, name=name)
    if costs.whole(opened, file.seek(0, os.SEEK_END)) > costs.MOST:
        del opened
        return clean_lean(file, name=name)
    if frames(opened) == 1:
        return _clean_whole(file, opened, name=name)
    load(opened, name=name)
    # Encoding an animation again loses quality; every frame was decoded, so it is what it says it is. It has no
    # smaller copies: a still one would stop it.
    kind = kind_of(opened)
    content = encode_animation(opened, kind) if tells(opened) else _read(file)
    return Cleaned(content, FORMATS[kind], *opened.size)


def _clean_whole(file: IO[bytes], opened: Picture.Image, *, name: str) -> Cleaned:
    load(opened, name=name)
    kind = kind_of(opened)
    if not tells(opened) and _is_ours(file, name):
        return Cleaned(_read(file), FORMATS[kind], *opened.size, tuple(variants(opened)))
    ImageOps.exif_transpose(opened, in_place=True)
    return Cleaned(encode(opened, kind), FORMATS[kind], *opened.size, tuple(variants(opened)))


def _as_file(picture: bytes | IO[bytes]) -> IO[bytes]:
    return BytesIO(picture) if isinstance(picture, bytes) else picture


def _read(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()


def _is_ours(file: IO[bytes], name: str) -> bool:
    """Whether the file's name ends in the digits of its content."""
    digits = re.search(rf"-([0-9a-f]{{{HASH_DIGITS}}})$", PurePosixPath(name).stem)
    if digits is None:
        return False
    file.seek(0)
    return file_digest(file, "sha256").hexdigest().startswith(digits[1])  # type: ignore[arg-type]


# -- In a process of its own ----------------------------------------------------------------------------------------

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (
    "import sys; sys.path.insert(0, sys.argv[1]); from articles.picture_files.cleaning import main; main()"
)
# What glibc is told, so that it returns what is freed at once instead of keeping it in pieces.
_RETURNING = {"MALLOC_MMAP_THRESHOLD_": str(256 * 1024)}
_one_at_a_time = Lock()


def _clean_apart(picture: bytes | IO[bytes], *, name: str) -> Cleaned:
    costly = ImageRefused("image-too-costly", f"{name}: the picture takes too much memory or time to check.")
    # Files, so that neither what goes there nor what comes back is in memory twice.
    with ExitStack() as files:
        given = _on_disk(picture, files)
        os.lseek(given.fileno(), 0, os.SEEK_SET)
        answers = files.enter_context(TemporaryFile())
        try:
            ended = subprocess.run(  # noqa: S603  # our own interpreter and our own words
                [sys.executable, "-X", "utf8", "-c", _COMMAND, str(_ROOT), json.dumps(name)],
                stdin=given,
                stdout=answers,
                stderr=subprocess.DEVNULL,
                env=os.environ | _RETURNING,
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


def _on_disk(picture: bytes | IO[bytes], files: ExitStack) -> IO[bytes]:
    if not isinstance(picture, bytes):
        with suppress(OSError):
            picture.fileno()
            return picture
        picture = _read(picture)
    file: IO[bytes] = files.enter_context(TemporaryFile())  # noqa: SIM115  # `files` closes it
    file.write(picture)
    file.flush()
    return file


def main() -> None:
    """Clean the one picture that is on stdin, a file; what comes of it goes to stdout."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    file = sys.stdin.buffer
    _limit(resource.RLIMIT_AS, _SPACE)
    _limit(resource.RLIMIT_CPU, _SECONDS)
    # A frame may be larger than its picture; Pillow looks before it takes memory for it, and refuses from twice this.
    Picture.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
    warnings.simplefilter("ignore", Picture.DecompressionBombWarning)
    # Each takes memory of its own, and there would be one for every processor of the machine.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 2
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answer: Cleaned | tuple[str, str]
    try:
        name = json.loads(sys.argv[-1])
        opened = unread(file, name=name)
        # Pillow's reader of WebP asks for two of them at once, and has them filled when it decodes.
        asked = 8 * opened.width * opened.height if kind_of(opened) == "WEBP" else 0
        del opened
        _limit(resource.RLIMIT_DATA, _MEMORY + asked)
        answer = clean_here(file, name=name)
    except ImageRefused as refused:
        answer = (refused.code, refused.message)
    with answers:
        pickle.dump(answer, answers, pickle.HIGHEST_PROTOCOL)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
