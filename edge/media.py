"""Serves the files under MEDIA_ROOT from the site's own process: pictures whose names carry a hash of their content."""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

# Nothing that a browser would run: no HTML, no SVG.
CONTENT_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
CACHE_CONTROL = "public, max-age=31536000, immutable"
# A file up to this size leaves in one piece, so that a slow reader holds memory and not a thread of the pool.
BLOCK_BYTES = 1024 * 1024
SINGLE_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """The file `name` under MEDIA_ROOT, whole, in part (RFC 9110, 14.2: one range) or as 304.

    Raises Http404 for everything but an existing file of an allowed type inside MEDIA_ROOT.
    """
    path = locate(Path(settings.MEDIA_ROOT), name)
    if path is None:
        raise Http404(f"no such file: {name}")
    try:
        file = path.open("rb")
    except OSError as error:
        raise Http404(f"no such file: {name}") from error
    response = _respond(request, file)
    response.headers["Content-Type"] = CONTENT_TYPES[path.suffix.lower()]
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Accept-Ranges"] = "bytes"
    return response


def locate(root: Path, name: str) -> Path | None:
    """The path of the file `name` under `root`, or None unless it is a regular file that really lies there.

    Hidden files, unknown types and links that lead outside are None too.
    """
    parts = name.split("/")
    if any(not part or part.startswith(".") or "\\" in part or "\0" in part for part in parts):
        return None
    if Path(name).suffix.lower() not in CONTENT_TYPES:
        return None
    try:
        path = root.joinpath(*parts).resolve(strict=True)
        inside = path.is_relative_to(root.resolve()) and path.is_file()
    except (OSError, ValueError):
        return None
    return path if inside else None


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte (inclusive) that a Range header asks of `size` bytes; None to send the whole.

    Several ranges and what is malformed get the whole, as RFC 9110 allows. Raises ValueError if no byte is in range.
    """
    match = SINGLE_RANGE.fullmatch(header.strip())
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        if not length:
            raise ValueError("an empty range")
        return size - length, size - 1
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise ValueError("a range after the end")
    return int(first), min(int(last), size - 1) if last else size - 1


def _respond(request: HttpRequest, file: BinaryIO) -> HttpResponseBase:
    """The response with its validators and body; `file` is closed here, or by the response once it is sent."""
    stat = os.fstat(file.fileno())
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    modified = int(stat.st_mtime)
    validators = {"ETag": etag, "Last-Modified": http_date(modified)}

    unchanged = get_conditional_response(request, etag=etag, last_modified=modified)
    if unchanged is not None:
        file.close()
        for name, value in validators.items():
            unchanged.headers[name] = value
        return unchanged

    status, first, last = 200, 0, stat.st_size - 1
    if "Range" in request.headers and request.headers.get("If-Range", etag) in validators.values():
        try:
            wanted = byte_range(request.headers["Range"], stat.st_size)
        except ValueError:
            file.close()
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{stat.st_size}"})
        if wanted is not None:
            status, (first, last) = 206, wanted

    headers = {**validators, "Content-Length": str(last - first + 1)}
    if status == 206:
        headers["Content-Range"] = f"bytes {first}-{last}/{stat.st_size}"
    blocks = FileSlice(file, first, last)
    if blocks.left > BLOCK_BYTES:
        return StreamingHttpResponse(blocks, status=status, headers=headers)
    with closing(blocks):
        return HttpResponse(b"".join(blocks), status=status, headers=headers)


class FileSlice(Iterator[bytes]):
    """Bytes `first` to `last` (inclusive) of an open file, in blocks; owns the file."""

    def __init__(self, file: BinaryIO, first: int, last: int) -> None:
        self._file = file
        self._file.seek(first)
        self.left = last - first + 1

    def __next__(self) -> bytes:
        block = self._file.read(min(self.left, BLOCK_BYTES))
        if not block:
            raise StopIteration
        self.left -= len(block)
        return block

    def close(self) -> None:
        self._file.close()
