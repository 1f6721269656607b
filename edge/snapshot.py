"""The pages on disk, for a restart while the database is away.

A snapshot is one file: a line that says what it is, a checksum, then each page as its length, its description in JSON
and its body. It is written aside and renamed, so that nobody ever meets half of one; what does not agree with its
checksum is no snapshot. Pages that come from one are shown only when no others can be made.
"""

import json
import logging
import os
import struct
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from .page import Page

logger = logging.getLogger(__name__)

FORMAT = b"trendsite pages 1\n"
SUFFIX = ".pages"
_LENGTHS = struct.Struct(">II")
_TIMES = ("stored", "fresh_until", "error_until")


@dataclass
class Snapshot:
    """Pages by key, and when the snapshot was written (seconds since 1970; 0 for one that is not there)."""

    pages: dict[str, Page] = field(default_factory=dict)
    written: float = 0.0


def write(path: Path, pages: Iterable[tuple[str, Page]], *, site: str, now: float, max_bytes: int) -> int:
    """Write those of `pages` that are asked for most, up to `max_bytes`, of the site called `site`.

    Files that never change are left out: they lie on disk already. Returns how many were written. Raises OSError.
    """
    parts = [json.dumps({"site": site, "written": now}).encode() + b"\n"]
    size = count = 0
    for key, page in sorted(pages, key=lambda item: -item[1].hits):
        if now >= page.error_until or page.is_immutable:
            continue
        record = _record(key, page)
        if size + len(record) > max_bytes:
            continue
        parts.append(record)
        size, count = size + len(record), count + 1
    payload = b"".join(parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with aside.open("wb") as file:
            file.write(FORMAT + sha256(payload).digest() + payload)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return count


def read(path: Path, *, site: str, now: float) -> Snapshot:
    """The snapshot of `site` at `path`; an empty one if there is none, or none that can be believed."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        return Snapshot()
    except OSError as error:
        logger.warning("%s cannot be read: %s", path, error)
        return Snapshot()
    head, payload = len(FORMAT) + 32, raw[len(FORMAT) + 32 :]
    if raw[: len(FORMAT)] != FORMAT or raw[len(FORMAT) : head] != sha256(payload).digest():
        logger.warning("%s is damaged or of another version, and is not used", path)
        return Snapshot()
    line, _, records = payload.partition(b"\n")
    about: dict[str, Any] = json.loads(line)
    if about["site"] != site:
        return Snapshot()
    pages = {key: page for key, page in _pages(records) if now < page.error_until}
    return Snapshot(pages, float(about["written"]))


def _record(key: str, page: Page) -> bytes:
    about = {
        "key": key,
        "status": page.status,
        "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in page.headers],
        "keys": sorted(page.keys),
        "modified": page.modified,
        **{name: getattr(page, name) for name in _TIMES},
    }
    description = json.dumps(about).encode()
    return _LENGTHS.pack(len(description), len(page.body)) + description + page.body


def _pages(records: bytes) -> Iterator[tuple[str, Page]]:
    position = 0
    while position < len(records):
        description, body = _LENGTHS.unpack_from(records, position)
        start = position + _LENGTHS.size
        about: dict[str, Any] = json.loads(records[start : start + description])
        position = start + description + body
        page = Page(
            status=about["status"],
            headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in about["headers"]],
            body=records[start + description : position],
            stale_until=0.0,
            keys=frozenset(about["keys"]),
            modified=about["modified"],
            **{name: about[name] for name in _TIMES},
        )
        # Much may have been published since.
        page.purge()
        yield about["key"], page
