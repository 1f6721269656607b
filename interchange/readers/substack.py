"""Substack's export: `posts.csv` with a line for each post, and its text in `posts/<id>.html`."""

import csv
import io
import re
from collections.abc import Iterator
from functools import partial
from html import unescape
from typing import IO

from articles.document import Problem
from articles.document.dates import parse_date
from articles.inline import inline_text

from ..items import Context, Item, NoItem
from .addresses import OldSite
from .crosslinks import slug_linked
from .html import Converted, to_markdown
from .markdown import MAX_DOCUMENT_BYTES
from .parts import (
    Names,
    Opener,
    Part,
    Parts,
    addresses_in,
    compose,
    digest_of,
    finished,
    ignored,
    rejected,
    remarks_on,
    title_or,
)
from .substack_markup import full_size, settled
from .text_notes import with_footnotes

# Characters of the table, and of one of its lines.
_MAX_LENGTH = 16 * 1024 * 1024
_LONGEST = 1024 * 1024
# The last two say when it was mailed, and shown in the app.
_READ = "post_id post_date is_published type audience title subtitle podcast_url email_sent_at inbox_sent_at"
_COLUMNS = frozenset(_READ.split())
_NO_POSTS = {
    "page": ("page", "A page of the old site, not a post."),
    "thread": ("thread", "A conversation with readers, not a post."),
}


def read_export(path: str, open_file: Opener, context: Context) -> Parts:
    """The posts of the table, in its order, and last a line for the file itself."""
    names = Names(path)
    count = 0
    try:
        site = _site(_rows(open_file), context)
        for row in _rows(open_file):
            count += 1
            where = names.give(row.get("post_id") or f"line-{count + 1}")
            yield _part(where, row, context, site)
    except (csv.Error, ValueError) as error:
        yield rejected(path, "csv-unreadable", f"It can't be read as a table: {error}.")
    else:
        yield ignored(path, "export", f"A Substack export: {count} posts and pages.")


def _rows(open_file: Opener) -> Iterator[dict[str, str]]:
    with open_file() as stream:
        for row in csv.DictReader(_lines(stream)):
            yield {str(key): value.strip() for key, value in row.items() if isinstance(value, str)}


def _lines(stream: IO[bytes]) -> Iterator[str]:
    """The lines of the table, with their ends; those that are absurdly long in pieces, which its reader refuses."""
    left = _MAX_LENGTH
    with io.TextIOWrapper(stream, "utf-8-sig", "replace", newline="") as text:
        while line := text.readline(_LONGEST):
            left -= len(line)
            if left < 0:
                raise ValueError(f"it is over the limit of {_MAX_LENGTH // 2**20} million characters")
            yield line


def _site(rows: Iterator[dict[str, str]], context: Context) -> OldSite:
    """The posts by the addresses that they had."""
    site = OldSite()
    for row in rows:
        slug = _slug(row)
        if slug and row.get("type", "") not in _NO_POSTS:
            title = inline_text(row.get("title", ""))
            date = parse_date(row.get("post_date", ""))
            name, unseen = row.get("post_id", ""), bool(_status(row, []))
            site.add(slug, [f"/p/{slug}"], name=name, title=title, date=date, unseen=unseen)
    site.settle(context.placing)
    return site


def _slug(row: dict[str, str]) -> str:
    return row.get("post_id", "").partition(".")[2]


def _readdressed(address: str, site: OldSite) -> str:
    """A link to a post of the newsletter, on whatever host: two posts hardly have the same words in their addresses."""
    found = re.match(r"https?://[^/]+(?:/pub/[^/]+)?(/p/[^/?#]+)/?(?:\?[^#]*)?(#.*)?\Z", address.strip())
    new = site.readdress(f"{found[1]}{found[2] or ''}") if found else site.readdress(address)
    return new if new.startswith("/articles/") else address


def _part(path: str, row: dict[str, str], context: Context, site: OldSite) -> Part | NoItem:
    if reason := _NO_POSTS.get(row.get("type", "")):
        return ignored(path, *reason)
    text = context.sibling(f"posts/{row.get('post_id', '')}.html")
    if text is None and not row.get("title"):
        return ignored(path, "empty", "There is neither a title nor a text.")
    if len(text or b"") > MAX_DOCUMENT_BYTES:
        limit = MAX_DOCUMENT_BYTES // 2**20
        return rejected(path, "file-too-large", f"Its text is over the limit of {limit} MB for a document.")
    size = 4 * len(text or b"")
    read = partial(_read, path, row, text, context, site)
    return Part(path, digest_of(sorted(row.items()), text), size, read, partial(_rehearse, text, site))


def _rehearse(text: bytes | None, site: OldSite) -> None:
    """Look up what reading it will look up."""
    for address in addresses_in((text or b"").decode("utf-8", "replace")):
        site.is_unseen(slug_linked(_readdressed(address, site)))


def _read(
    path: str, row: dict[str, str], text: bytes | None, context: Context, site: OldSite
) -> Item | NoItem:
    warnings: list[Problem] = []
    if text is None:
        warnings.append(
            Problem("text-missing", f"posts/{row.get('post_id')}.html, its text, is not in the export.")
        )
    html = (text or b"").decode("utf-8", "replace")
    text_there = settled(html)

    def converted_html(html: str) -> Converted:
        return to_markdown(html, lambda address: _readdressed(full_size(address), site))

    converted = converted_html(text_there.html)
    warnings += [*text_there.remarks, *remarks_on(converted)]
    body = with_footnotes(converted.markdown, text_there.notes, lambda note: converted_html(note).markdown)
    if text_there.left_out:
        named = ", ".join(text_there.left_out)
        warnings.append(
            Problem("chrome-removed", f"What only Substack can show or do was left out: {named}.")
        )
    if address := row.get("podcast_url"):
        warnings.append(
            Problem("enclosure-left", f"The file that goes with it stays where it is: {address}.")
        )
    slug = _slug(row)
    written = row.get("post_date", "")
    values: dict[str, object] = {
        "title": title_or(inline_text(row.get("title", "")), body, warnings),
        "description": unescape(row.get("subtitle", "")),
        "date": parse_date(written) if written else None,
        "slug": slug,
        "aliases": [f"/p/{slug}"] if slug else [],
        "status": _status(row, warnings),
    }
    more = {name: said for name, said in row.items() if said and name not in _COLUMNS}
    if more:
        message = f"Not understood, but kept under “substack”: {', '.join(more)}."
        warnings.append(Problem("key-unknown", message, field="substack"))
    document = compose(values, body, unknown={"substack": more} if more else None)
    return finished(path, document, context, warnings, site=site)


def _status(row: dict[str, str], warnings: list[Problem]) -> str:
    if row.get("is_published", "").lower() not in {"true", "1", "yes"}:
        return "draft"
    audience = row.get("audience", "")
    if audience not in {"", "everyone"}:
        why = f"It was for “{audience}” only, for which there is no place here; kept as a draft."
        warnings.append(Problem("status-hidden", why, field="status"))
        return "draft"
    return ""
