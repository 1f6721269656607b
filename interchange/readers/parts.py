"""Files that hold many items: what their readers have in common."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from html import unescape
from typing import IO

import yaml

from articles.document import Document, Problem, parse, repair
from articles.inline import in_inline, inline_text
from articles.slugs import chosen_slug, slug_for

from ..items import Context, Item, NoItem, Note
from ..naming import title_from
from .addresses import OldSite, TooManyItems
from .crosslinks import links_to_drafts
from .html import Converted, plain_text
from .titles import is_title

# Raised by one whenever the same export would be read differently, so that a second import looks again.
PARTS_VERSION = 10

# Levels of JSON inside of each other.
MAX_DEPTH = 64

# Each takes some hundred bytes of memory to be told from the others.
MAX_ITEMS = 200_000

# Characters of an item's name in the report.
_LONGEST_NAME = 200

Opener = Callable[[], IO[bytes]]
"""Opens the file from its beginning; readers that need two passes call it twice."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_PICTURE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)")
_OWN_TITLE = re.compile(r"\s+")
# Of so many characters of a text an address may be made.
_NAMING = 2000
_SHORTCODE = re.compile(r"\[/?[a-zA-Z][^\[\]]*\]")
# Whatever may be an address in a text of HTML, or in an editor's JSON, and the characters that are looked at at once.
_PIECE, _OVERLAP = 100_000, 5_000
_ADDRESS = re.compile(
    r"(?:href|src|data)\s*=\s*(?:\"([^\"<>]{1,2000})\"|'([^'<>]{1,2000})')|(https?://[^\s<>\"'\[\]]{1,2000})"
    r"|\"(/[^\s\"<>\\]{1,2000})\\?\""
)


def _nothing() -> None:
    """What is looked up for an item that refers to no other."""


@dataclass(frozen=True)
class Part:
    """One item of a file that holds many, named before it is read.

    `path` tells it from every other ("export.xml#post-12"); `digest` changes whenever it would be read differently;
    `size` is about what it takes in memory, in bytes. `read` may be packed for another process, to which `rehearse`
    tells what it will have to know (see `lookups`).
    """

    path: str
    digest: str
    size: int
    read: Callable[[], Item | NoItem]
    rehearse: Callable[[], object] = _nothing


# An item that is finished as soon as it is seen (a page, an attachment) needs no reading.
Parts = Iterator[Part | NoItem]


class Names:
    """Paths for the items of one file, each given once. Of more than `most`, `give` raises TooManyItems."""

    def __init__(self, path: str, most: int | None = None) -> None:
        self._path = path
        self._most = MAX_ITEMS if most is None else most
        self._given: dict[str, int] = {}

    def give(self, name: str) -> str:
        wanted = f"{self._path}#{_printable(name)}"
        if len(self._given) >= self._most and wanted not in self._given:
            raise TooManyItems(f"It has more than {self._most:,} items; export the site in several parts.")
        self._given[wanted] = number = self._given.get(wanted, 0) + 1
        return wanted if number == 1 else f"{wanted} ({number})"


def addresses_in(html: str, host: str = "") -> set[str]:
    """Everything in a text that may be an address, and more: what reading it will foreseeably ask for.

    `host` stands for the site's in it, and is left out.
    """
    # Piece by piece: another copy of a long text takes several megabytes. What lies across an end is whole in the next.
    pieces = (html[at : at + _PIECE] for at in range(0, max(len(html) - _OVERLAP, 1), _PIECE - _OVERLAP))
    if host:
        pieces = (piece.replace(host, "") for piece in pieces)
    return {unescape("".join(found.groups(""))) for piece in pieces for found in _ADDRESS.finditer(piece)}


def digest_of(*parts: object) -> str:
    digest = sha256(str(PARTS_VERSION).encode())
    for part in parts:
        digest.update(b"\0")
        digest.update(part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def compose(
    values: Mapping[str, object], body: str, *, unknown: Mapping[str, object] | None = None
) -> Document:
    """The document of an item: `values` by canonical key in YAML, below them what nothing here understands."""
    said = {key: value for key, value in values.items() if value not in (None, "", (), [], False)}
    known = parse("---\n---\n").replace(**said).text.removeprefix("---\n").removesuffix("---\n")
    more = yaml.safe_dump(dict(unknown), allow_unicode=True, sort_keys=False) if unknown else ""
    text = f"---\n{known}{more}---\n\n{body}"
    return parse(_CONTROLS.sub("", text))


def called(slug: str, title: str, html: str) -> str:
    """The slug of an item that names none and has no title either: its first words, which are known before it is read.

    "" for any other item, and where there are no words.
    """
    if chosen_slug(slug) or is_title(inline_text(title)):
        return ""
    paragraphs = _SHORTCODE.sub(" ", html[:_NAMING]).split("</p>")
    words = next(filter(None, map(plain_text, paragraphs)), "").split()[:10]
    return slug_for(" ".join(words)[:100]) if words else ""


def finished(
    path: str,
    document: Document,
    context: Context,
    warnings: Iterable[Problem],
    *,
    slug: str = "",
    hosts: Iterable[str] = (),
    line: int = 0,
    site: OldSite | None = None,
) -> Item | NoItem:
    """The item, with what the operator asked for; none where what an export says of it is more than a frontmatter.

    Links to drafts of its `site` are named, if the operator keeps those what they are.
    """
    if broken := next((each for each in document.problems if each.severity == "error"), None):
        return rejected(path, broken.code, broken.message, line or None)
    if not is_title(document.fields.title):
        return ignored(path, "empty", "There is neither a title nor a text.")
    original = document = repair(document)
    values: dict[str, object] = {}
    if not document.fields.category and context.category:
        values["category"] = context.category
    if context.status not in {"keep", document.fields.status or "published"}:
        values["status"] = context.status
    if values:
        document = document.replace(**values)
    surprises = [replace(each, line=line or None) for each in document.problems if each.severity == "warning"]
    drafts = links_to_drafts(document.body, site) if site is not None and context.status == "keep" else []
    said = [replace(each, line=each.line or line or None) for each in (*warnings, *drafts)]
    return Item(
        path,
        document,
        original,
        slug=slug,
        warnings=(*surprises, *said),
        hosts=tuple(sorted(hosts)),
        line=line,
    )


def ignored(path: str, code: str, message: str) -> NoItem:
    return NoItem(path, "ignored", Problem(code, message, severity="error"))


def described(notes: Iterable[Note]) -> str:
    """How many records the notes are about, as a report says it: " It describes 2 authors."; "" for none."""
    kinds = [note.kind for note in notes if note]
    words = {
        "authors": ("author", "authors"),
        "categories": ("category", "categories"),
        "series": ("series",) * 2,
    }
    said = [f"{kinds.count(kind)} {words[kind][kinds.count(kind) > 1]}" for kind in words if kind in kinds]
    return (
        f" It describes {' and '.join(said)}; that is taken over where nothing is said here." if said else ""
    )


def rejected(path: str, code: str, message: str, line: int | None = None) -> NoItem:
    return NoItem(path, "rejected", Problem(code, message, line, severity="error"))


def remarks_on(converted: Converted) -> list[Problem]:
    """What a report says of a body that was HTML."""
    found = []
    if converted.kept:
        what = ", ".join(converted.kept)
        found.append(Problem("html-kept", f"Markdown would have lost something; this stayed HTML: {what}."))
    if converted.dropped:
        what = ", ".join(f"<{name}>" for name in converted.dropped)
        found.append(Problem("html-removed", f"Shown on no page here, so it was left out: {what}."))
    return found


def title_or(title: str, body: str, warnings: list[Problem], *, name: str = "") -> str:
    """The title, which is plain text, as a document has it; for an item without one the first words of its text or of
    its `name`, with a warning.
    """
    if is_title(title):
        return in_inline(_CONTROLS.sub("", _OWN_TITLE.sub(" ", title)).strip())
    # The first paragraph that has any; what follows it is another thought.
    words = next(filter(None, map(_words_of, body[:2000].split("\n\n"))), [])
    if words:
        warnings.append(Problem("title-from-text", "The title was made of the first words.", field="title"))
        return " ".join(words[:10])[:100]
    if not body.strip():
        return ""
    # It shows something, a picture perhaps.
    message = "There are no words to make a title of; the name in its address was taken."
    warnings.append(Problem("title-from-filename", message, field="title"))
    return title_from(name) or "Untitled"


def _words_of(markdown: str) -> list[str]:
    """The words of a text without its marks. What was escaped is one of them."""
    shielded = _ESCAPED.sub(lambda found: chr(0xE100 + ord(found[1])), markdown)
    shown = _PICTURE.sub(r"\1", shielded)
    plain = re.sub(r"\[([^\[\]]*)\]\([^()]*\)|<(https?://[^<>\s]*)>|<[^<>]*>|[#*_`>]", r"\1\2", shown)
    return re.sub("[\ue100-\ue17f]", lambda found: chr(ord(found[0]) - 0xE100), plain).split()


def in_zone(local: datetime | None, instant: datetime | None) -> datetime | date | None:
    """A moment with the offset that the author's clock had: from its local time and the same in UTC (naive both)."""
    if instant is None:
        return local
    if local is None:
        return instant.replace(tzinfo=UTC)
    offset = timedelta(minutes=round((local - instant).total_seconds() / 60))
    if abs(offset) > timedelta(hours=14):
        return instant.replace(tzinfo=UTC)
    try:
        return (instant + offset).replace(tzinfo=timezone(offset) if offset else UTC)
    except OverflowError:
        # In the first hours of the year 1, or the last of 9999.
        return instant.replace(tzinfo=UTC)


def _printable(name: str) -> str:
    """A name as the report has it. Addresses in other scripts are long, and often differ at their end alone."""
    plain = re.sub(r"[\x00-\x1f\x7f\s]+", " ", name).strip()
    if len(plain) > _LONGEST_NAME:
        told_apart = sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        plain = f"{plain[: _LONGEST_NAME - 20]}…{told_apart}"
    # A "#" stands between the path of the file and the name, and nowhere else in it.
    return plain.replace("#", "%23")
