"""Files that are too large for the memory of the page cache, and parts of files, sent from disk in the event loop.

A slow reader holds one block of memory and no thread. What the kernel has in memory is read at once; only what has to
come from the disk takes a thread. Where the server offers to send files itself, it does.
"""

import asyncio
import errno
import os
from collections.abc import AsyncIterator
from pathlib import Path

from .asgi import Application, Receive, Scope, Send
from .file_parts import Part, locate, part_of
from .policy import Policy

BLOCK_BYTES = 256 * 1024
_PATHSEND = "http.response.pathsend"
_NOT_IN_MEMORY = frozenset([errno.EAGAIN, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS])
# Files are data, whatever is in them.
_HEADERS = [(b"content-security-policy", b"default-src 'none'; sandbox")]


class LargeFiles:
    """Sends what lies in `root` under the path `prefix`; all else is `application`'s, and so are whole files of at most
    `kept` bytes, which a page cache sends as fast as pages."""

    def __init__(
        self, application: Application, *, root: Path, prefix: str, policy: Policy, kept: int
    ) -> None:
        self._application = application
        self._root = root
        self._prefix = prefix
        self._policy = policy
        self._kept = kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self._prefix):
            await self._application(scope, receive, send)
            return
        file = self._open(scope)
        if file is None:
            await self._application(scope, receive, send)
            return
        number, path = file
        try:
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            stat = os.fstat(number)
            is_small = stat.st_size <= self._kept and "range" not in headers
            if not is_small:
                await self._send(part_of(path, stat, headers.get), number, path, scope, send)
        finally:
            os.close(number)
        if is_small:
            await self._application(scope, receive, send)

    def _open(self, scope: Scope) -> tuple[int, Path] | None:
        """The file that is asked for, open; None where somebody else has to answer."""
        if scope["method"] not in {"GET", "HEAD"} or not self._policy.admits(scope):
            return None
        path = locate(self._root, scope["path"].removeprefix(self._prefix))
        try:
            return (os.open(path, os.O_RDONLY | os.O_CLOEXEC), path) if path else None
        except OSError:
            # It has gone since, or may not be read: to be told as every other page that is not there.
            return None

    async def _send(self, part: Part, number: int, path: Path, scope: Scope, send: Send) -> None:
        headers = [(name.lower().encode(), value.encode()) for name, value in part.headers.items()]
        await send({"type": "http.response.start", "status": int(part.status), "headers": headers + _HEADERS})
        length = 0 if scope["method"] == "HEAD" else part.length
        if length and part.status == 200 and _PATHSEND in (scope.get("extensions") or {}):
            await send({"type": _PATHSEND, "path": str(path)})
            return
        async for block in _blocks(number, part.first, length):
            length -= len(block)
            await send({"type": "http.response.body", "body": block, "more_body": length > 0})
        if not part.length or scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})


async def _blocks(number: int, first: int, length: int) -> AsyncIterator[bytes]:
    """`length` bytes of an open file from byte `first` on. Raises OSError if it ends before."""
    while length:
        size = min(length, BLOCK_BYTES)
        if _is_in_memory(number, first, size):
            block = os.pread(number, size, first)
        else:
            block = await asyncio.to_thread(os.pread, number, size, first)
        if not block:
            raise OSError(errno.EIO, "The file has become shorter while it was sent")
        first, length = first + len(block), length - len(block)
        yield block


def _is_in_memory(number: int, first: int, size: int) -> bool:
    """Whether a block can, as its two ends show, be read without waiting for a disk."""
    if not hasattr(os, "RWF_NOWAIT"):
        return False
    byte = bytearray(1)
    try:
        return all(os.preadv(number, [byte], at, os.RWF_NOWAIT) for at in (first, first + size - 1))
    except OSError as error:
        if error.errno not in _NOT_IN_MEMORY:
            raise
        return False
