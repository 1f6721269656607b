"""Exports of other programs: files that hold many items, told by their beginning, and the readers for them."""

import re
from collections.abc import Callable
from importlib import import_module

from articles.document import Problem

from .archives import Entry
from .gzips import unpacked_name
from .items import Context
from .naming import suffix_of
from .readers.export_encoding import ExportDecoder
from .readers.parts import MAX_DEPTH, Opener, Parts

_HEAD = 1 << 16

ExportReader = Callable[[str, Opener, Context], Parts]


def _reader(name: str) -> ExportReader:
    """The reader in the module of that name, loaded when there is such an export: most imports have none."""

    def read_export(path: str, opener: Opener, context: Context) -> Parts:
        parts: Parts = import_module(f"{__package__}.readers.{name}").read_export(path, opener, context)
        return parts

    return read_export


# --format -> what it is called, and its reader.
EXPORTS: dict[str, tuple[str, ExportReader]] = {
    "wordpress": ("A WordPress export", _reader("wordpress")),
    "ghost": ("A Ghost export", _reader("ghost")),
    "feed": ("A feed", _reader("feed")),
    "medium": ("A post of a Medium export", _reader("medium")),
    "substack": ("A Substack export", _reader("substack")),
    "movabletype": ("An export in Movable Type's format", _reader("movabletype")),
}
_SIGNS = {
    "wordpress": re.compile(
        r"https?://wordpress\.org/export/|<wp:(?:wxr_version|author|post_id|post_type)\b"
    ),
    "ghost": re.compile(
        r'\A\s*\{(?=.*"(?:exported_on|posts)")(?:'
        r'(?=.*"(?:exported_on|posts_tags|mobiledoc|lexical|feature_image|custom_excerpt)")'
        # The text of the first post may be longer than what is looked at.
        r'|.*"posts"\s*:\s*\[\s*\{(?=[^{}]*"slug"\s*:)[^{}]*"html"\s*:)',
        re.DOTALL,
    ),
    "feed": re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)\b[^<>]*>|https?:\\?/\\?/jsonfeed\.org\\?/version"),
    "medium": re.compile(r'<article class="h-entry">(?=.*class="p-name")', re.DOTALL),
    "substack": re.compile(r"\A\ufeff?\"?post_id\"?,(?=[^\n]*\bpost_date\b)(?=[^\n]*\bis_published\b)"),
    "movabletype": re.compile(
        r"\A\ufeff?\s*(?:AUTHOR|TITLE|BASENAME|STATUS|DATE|UNIQUE URL|(?:PRIMARY )?CATEGORY|ALLOW COMMENTS"
        r"|CONVERT BREAKS):[^\r\n]*[\r\n]+(?:[A-Z][A-Z0-9_ ]{1,60}:[^\r\n]*[\r\n]+)*-----[ \t]*[\r\n]+"
        r"(?:BODY|EXTENDED BODY|EXCERPT|KEYWORDS|COMMENT|PING):"
    ),
}
# So many beginnings with nothing but keys between them.
_DEEP = re.compile(rf'(?:[\[{{]\s*+(?:"[^"\\]{{0,200}}"\s*+:\s*+)?){{{MAX_DEPTH + 1}}}')
# Texts may be anybody's, and there may be thousands: most are told by their first word.
_TEXT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*[A-Z][A-Z ]+:")


_XML = ("wordpress", "feed")
_BY_SUFFIX = {
    ".xml": _XML,
    ".rss": _XML,
    ".atom": _XML,
    ".rdf": _XML,
    ".json": ("ghost", "feed"),
    ".html": ("medium",),
    ".csv": ("substack",),
    ".txt": ("movabletype",),
    ".log": ("movabletype",),
}


def export_kind(entry: Entry) -> str:
    """Which of EXPORTS a file is, by its beginning; "" for any other."""
    kinds = _BY_SUFFIX.get(suffix_of(unpacked_name(entry.path)), ())
    if not kinds:
        return ""
    head = _head(entry, _TEXT if "movabletype" in kinds else None)
    return next((kind for kind in kinds if _SIGNS[kind].search(head)), "")


def why_unreadable(entry: Entry) -> Problem | None:
    """Why nobody knows what a file is that could be an export; None for one that can be read, and for any other."""
    if suffix_of(unpacked_name(entry.path)) not in _BY_SUFFIX:
        return None
    try:
        with entry.open() as stream:
            stream.read(1)
    except OSError as error:
        return Problem("unreadable", f"It can't be read: {error.strerror or error}.", severity="error")
    return None


def is_bottomless(entry: Entry) -> bool:
    """Whether a file of JSON begins so deep that nothing reads it: whoever wrote it wanted to see what breaks."""
    return suffix_of(unpacked_name(entry.path)) == ".json" and bool(_DEEP.search(_head(entry, None)))


def _head(entry: Entry, sign: re.Pattern[bytes] | None) -> str:
    """The beginning of a file; "" for one that can't be read, or that begins otherwise than by `sign`."""
    try:
        with entry.open() as stream:
            data = stream.read(_HEAD if sign is None else 256)
            if sign is not None:
                data = data + stream.read(_HEAD) if sign.match(data) else b""
    except (OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return ""
    return ExportDecoder().decode(data)
