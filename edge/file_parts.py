"""What of a file under MEDIA_ROOT a request gets: the whole, a part, or that it is unchanged (RFC 9110, 13 and 14)."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from django.utils.http import http_date

from .negotiation import Verdict, verdict

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
_SINGLE_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)


@dataclass(frozen=True)
class Part:
    """The answer to a request for a file: `length` bytes from byte `first` on, under `headers`."""

    status: HTTPStatus
    headers: dict[str, str]
    first: int = 0
    length: int = 0


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


def part_of(path: Path, stat: os.stat_result, header: Callable[[str], str | None]) -> Part:
    """What of the file at `path` a GET or HEAD gets; `header` looks a request header up by its lower-case name."""
    etag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
    validators = {"ETag": etag, "Last-Modified": http_date(int(stat.st_mtime))}
    headers = {
        **validators,
        "Cache-Control": CACHE_CONTROL,
        "X-Content-Type-Options": "nosniff",
        "Accept-Ranges": "bytes",
    }
    conditions = ("if-match", "if-unmodified-since", "if-none-match", "if-modified-since")
    values = {name.replace("-", "_"): _bytes(header(name)) for name in conditions}
    outcome = verdict(etag=etag.encode(), modified=stat.st_mtime, **values)
    if outcome is Verdict.UNCHANGED:
        return Part(HTTPStatus.NOT_MODIFIED, headers)
    if outcome is Verdict.FAILED:
        return Part(HTTPStatus.PRECONDITION_FAILED, {**headers, "Content-Length": "0"})

    headers["Content-Type"] = CONTENT_TYPES[path.suffix.lower()]
    asked = header("range")
    if asked is not None and (header("if-range") or etag) in validators.values():
        try:
            wanted = byte_range(asked, stat.st_size)
        except ValueError:
            headers |= {"Content-Range": f"bytes */{stat.st_size}", "Content-Length": "0"}
            return Part(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers)
        if wanted is not None:
            first, last = wanted
            headers["Content-Range"] = f"bytes {first}-{last}/{stat.st_size}"
            headers["Content-Length"] = str(last - first + 1)
            return Part(HTTPStatus.PARTIAL_CONTENT, headers, first, last - first + 1)
    headers["Content-Length"] = str(stat.st_size)
    return Part(HTTPStatus.OK, headers, 0, stat.st_size)


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte (inclusive) that a Range header asks of `size` bytes; None to send the whole.

    Several ranges and what is malformed get the whole, as RFC 9110 allows. Raises ValueError if no byte is in range.
    """
    match = _SINGLE_RANGE.fullmatch(header.strip())
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


def _bytes(value: str | None) -> bytes | None:
    return value.encode("latin-1", "replace") if value is not None else None
