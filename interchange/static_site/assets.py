"""The media and static files that pages name, and the ones that those name in turn."""

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

from edge.file_parts import locate

from .snapshot import digest

# What a style sheet or a module fetches: url(...), @import "...", import ... from "...", import("...").
_FETCHED = re.compile(
    r"""url\(\s*["']?([^"')]+)["']?\s*\)|(?:\bimport|\bfrom)\s*\(?\s*["']([^"']+)["']""", re.IGNORECASE
)
# The rest of a path, up to whatever ends it in HTML, Markdown, JSON or XML.
_REST = re.compile(rb"[^\s\"'<>()\\,?#&]*")
_READ = {".css", ".js", ".mjs"}


@dataclass(frozen=True)
class Asset:
    """A file to be copied as it is: from where, and to which file of the site."""

    file: str
    source: Path

    @property
    def fingerprint(self) -> str:
        stat = self.source.stat()
        return digest(str(self.source), stat.st_size, stat.st_mtime_ns)


def named_in(data: bytes) -> tuple[str, ...]:
    """The paths of this site's media and static files that `data` holds, wherever in it."""
    found = set()
    for prefix in (settings.MEDIA_URL, settings.STATIC_URL):
        # One that is a whole address belongs to another host, which serves those files itself.
        at = data.find(start := prefix.encode()) if prefix.startswith("/") else -1
        while at >= 0:
            end = _REST.match(data, at + len(start)).end()  # type: ignore[union-attr]
            found.add(data[at:end])
            at = data.find(start, end)
    return tuple(sorted(unquote(path.decode("utf-8", "replace")) for path in found if path[-1:] != b"/"))


def assets(named: Iterable[str]) -> Iterator[Asset]:
    """What the site serves at those paths, and what that fetches; a path at which there is nothing gives nothing."""
    waiting, seen = list(named), set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        source = _source(path)
        if source is None:
            continue
        yield Asset(path.lstrip("/"), source)
        if source.suffix.lower() in _READ and path.startswith(settings.STATIC_URL):
            waiting += _fetched(path, source)


def _source(path: str) -> Path | None:
    if path.startswith(settings.MEDIA_URL):
        return locate(Path(settings.MEDIA_ROOT), path.removeprefix(settings.MEDIA_URL))
    name = posixpath.normpath(path.removeprefix(settings.STATIC_URL))
    if name.startswith(("..", "/")):
        return None
    collected = Path(settings.STATIC_ROOT or os.devnull) / name
    if collected.is_file():
        return collected
    found = finders.find(name)
    return Path(found) if isinstance(found, str) and os.path.isfile(found) else None


def _fetched(path: str, source: Path) -> Iterator[str]:
    for in_styles, in_module in _FETCHED.findall(source.read_text("utf-8", "replace")):
        address = urlsplit(in_styles or in_module)
        if not address.scheme and not address.netloc and address.path:
            yield unquote(posixpath.normpath(posixpath.join(posixpath.dirname(path), address.path)))
