"""Serves the files under MEDIA_ROOT from the site's own process: pictures whose names carry a hash of their content.

Under an ASGI server the page cache keeps the small ones, and `edge.large_files` sends the others without Django.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from .file_parts import locate, part_of

# A file up to this size leaves in one piece, so that a slow reader holds memory and not a thread of the pool.
BLOCK_BYTES = 1024 * 1024


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """The file `name` under MEDIA_ROOT, whole, in part or as 304.

    Raises Http404 for everything but an existing file of an allowed type inside MEDIA_ROOT.
    """
    path = locate(Path(settings.MEDIA_ROOT), name)
    if path is None:
        raise Http404(f"no such file: {name}")
    try:
        file = path.open("rb")
    except OSError as error:
        raise Http404(f"no such file: {name}") from error
    part = part_of(path, os.fstat(file.fileno()), request.headers.get)
    blocks = FileSlice(file, part.first, part.length)
    if part.length > BLOCK_BYTES:
        return StreamingHttpResponse(blocks, status=part.status, headers=part.headers)
    with closing(blocks):
        return HttpResponse(b"".join(blocks), status=part.status, headers=part.headers)


class FileSlice(Iterator[bytes]):
    """`length` bytes of an open file from byte `first` on, in blocks; owns the file."""

    def __init__(self, file: BinaryIO, first: int, length: int) -> None:
        self._file = file
        self._file.seek(first)
        self._left = length

    def __next__(self) -> bytes:
        block = self._file.read(min(self._left, BLOCK_BYTES))
        if not block:
            raise StopIteration
        self._left -= len(block)
        return block

    def close(self) -> None:
        self._file.close()
