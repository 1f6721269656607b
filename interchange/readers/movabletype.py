"""Movable Type's export, a text file: TypePad's, Hatena Blog's and those of many other Japanese services too."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape
from importlib import import_module
from urllib.parse import unquote

from articles.document import AuthorRef, ImageRef, Problem
from articles.document.dates import parse_date
from articles.inline import inline_text
from articles.slugs import chosen_slug, slug_for

from ..items import Context, Item, NoItem
from ..naming import facts_of
from .addresses import OldSite
from .crosslinks import relink_themselves, slug_linked
from .html import Converted, plain_text, to_markdown
from .movabletype_addresses import Addresses, path_of
from .movabletype_entries import Entry, entries
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
from .wordpress_paragraphs import paragraphs

_STATUSES = {
    "": "",
    "publish": "",
    "published": "",
    "future": "scheduled",
    "scheduled": "scheduled",
    "draft": "draft",
    "review": "review",
}
# What is read, or concerns nobody but the program.
_KNOWN = frozenset(
    {
        "AUTHOR",
        "TITLE",
        "BASENAME",
        "STATUS",
        "ALLOW COMMENTS",
        "ALLOW PINGS",
        "CONVERT BREAKS",
        "DATE",
        "PRIMARY CATEGORY",
        "CATEGORY",
        "TAGS",
        "UNIQUE URL",
        "PERMALINK",
        "NO ENTRY",
        "IMAGE",
    }
)
_DATE = re.compile(
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})"
    r"(?:\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?(?:\s*(?P<half>[AaPp])\.?[Mm]\.?)?)?\Z"
)
_DESCRIPTION_LENGTH = 600
_LONGEST_KEYWORD = 50
_MORE = "\n\n<!--more-->\n\n"
# How Hatena Blog shows a link: a frame with a picture of the page, and perhaps the link itself behind it.
_CARD = re.compile(
    r"<iframe\b(?=[^<>]*\ssrc=\"https?://hatenablog-parts\.com/embed\?url=(?P<address>[^\"&]+))"
    r"(?:(?=[^<>]*\stitle=\"(?P<title>[^\"]*)\"))?[^<>]*>\s*</iframe>"
    r"(?:\s*<cite class=\"hatena-citation\">(?:(?!<cite\b).){0,2000}?</cite>)?",
    re.DOTALL,
)


@dataclass
class _Export:
    """What is known of the whole file once it was read for the first time."""

    site: OldSite = field(default_factory=OldSite)
    addresses: Addresses = field(default_factory=Addresses)
    told: list[Problem] = field(default_factory=list)
    has_dates: bool = False


def read_export(path: str, open_file: Opener, context: Context) -> Parts:
    """The entries of an export, in its order, and last a line for the file itself."""
    export = _surveyed(path, open_file, context)
    names = Names(path)
    count = 0
    for entry in _entries(open_file, []):
        count += 1
        where = names.give(entry.said("BASENAME") or f"entry-{count}")
        if entry.fault:
            yield rejected(where, "entry-unreadable", entry.fault, entry.line)
        elif entry.said("NO ENTRY") == "1":
            yield ignored(where, "comments", "Comments on an entry that is not in the export.")
        else:
            size = 4 * sum(map(len, entry.texts.values()))
            address = export.addresses.of(entry)
            digest = digest_of(entry.fields, entry.texts, entry.comments, address)
            reading = _Reading(where, entry, export.site, context, address, export.addresses.why(entry))
            yield Part(where, digest, size, reading.read, reading.rehearse)
    if not count:
        yield rejected(path, "export-truncated", "There is no entry in it.")
        return
    if export.has_dates:
        export.told.append(_zone_problem(context))
    line = ignored(path, "export", f"An export in Movable Type's format: {count} entries.")
    yield NoItem(line.path, line.result, line.reason, tuple(export.told))


def _zone_problem(context: Context) -> Problem:
    named = f", {context.clock.here}," if context.clock.here else ""
    return Problem("date-zone-guessed", f"Its dates name no time zone; this site's{named} was taken.")


def _entries(open_file: Opener, told: list[Problem]) -> Iterator[Entry]:
    with open_file() as stream:
        yield from entries(stream, told)


def _surveyed(path: str, open_file: Opener, context: Context) -> _Export:
    """The file read for the first time: where its entries were found, and where they will be."""
    export = _Export()
    posts = []
    for entry in _entries(open_file, export.told):
        if entry.fault or entry.said("NO ENTRY") == "1":
            continue
        moment, _ = moment_of(entry)
        export.has_dates |= isinstance(moment, datetime) and moment.tzinfo is None
        title = inline_text(entry.said("TITLE"))
        unseen = _STATUSES.get(entry.said("STATUS").lower(), "draft") not in {"", "scheduled"}
        posts.append((_slug(entry, title), title, entry.said("BASENAME"), moment, unseen))
        export.addresses.note(entry, moment)
    export.addresses.settle(path)
    for number, (slug, title, name, moment, unseen) in enumerate(posts):
        address = export.addresses.at(number)
        export.site.add_host(address)
        known = [address] if address else []
        export.site.add(slug, known, name=name, title=title, date=moment, unseen=unseen)
    export.site.settle(context.placing)
    return export


def _slug(entry: Entry, title: str) -> str:
    """The name that it had in its address; a number or a time says nothing there."""
    name = (entry.said("BASENAME") or path_of(entry)).rstrip("/").rpartition("/")[2]
    plain = facts_of(f"posts/{name}.md").slug if name else ""
    return chosen_slug(plain) or slug_for(title)


def moment_of(entry: Entry) -> tuple[datetime | date | None, Problem | None]:
    """When an entry was written, by the clock of its site; and what a report says of that."""
    written = entry.said("DATE")
    if not written:
        return None, None
    found = _DATE.match(written.strip())
    unreadable = Problem("date-unreadable", f"“{written[:60]}” is no date.", field="date")
    if found is None:
        other = parse_date(written)
        return other, None if other is not None else unreadable
    month, day = int(found["month"]), int(found["day"])
    problem: Problem | None = None
    if month > 12 >= day:
        month, day = day, month
        message = f"“{written}” has the day first; the format has the month there."
        problem = Problem("date-order-from-site", message, field="date")
    try:
        if found["hour"] is None:
            return date(int(found["year"]), month, day), problem
        hour = int(found["hour"])
        if found["half"]:
            hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
        parts = hour, int(found["minute"]), int(found["second"] or 0)
        return datetime(int(found["year"]), month, day, *parts), problem  # noqa: DTZ001  (in this site's zone)
    except ValueError:
        return None, unreadable


@dataclass(frozen=True)
class _Reading:
    """One entry on its way to an item."""

    path: str
    entry: Entry
    site: OldSite
    context: Context
    # Where it was, and how that is known.
    address: str
    why: str

    def read(self) -> Item | NoItem:
        entry, warnings = self.entry, list[Problem]()
        moment, problem = moment_of(entry)
        if problem:
            warnings.append(problem)
        body = self._body(warnings)
        category, tags = self._terms()
        title = title_or(inline_text(entry.said("TITLE")), body, warnings)
        values: dict[str, object] = {
            "title": title,
            "description": self._description(),
            "date": moment,
            "category": category,
            "tags": tags,
            "authors": [AuthorRef(entry.said("AUTHOR"))] if entry.said("AUTHOR") else [],
            "image": ImageRef(entry.said("IMAGE")) if entry.said("IMAGE") else None,
            "slug": _slug(entry, title),
            "aliases": self._aliases(warnings),
            "status": self._status(warnings),
        }
        unknown = {name: list(said) if len(said) > 1 else said[0] for name, said in entry.fields.items()
                   if name not in _KNOWN and any(said)}  # fmt: skip
        for name in unknown:
            message = f"“{name}” is not understood; it stays in the document."
            warnings.append(Problem("key-unknown", message, field=name))
        self._count(warnings)
        document = compose(values, body, unknown=unknown)
        site = self.site
        return finished(
            self.path, document, self.context, warnings, hosts=site.hosts, line=entry.line, site=site
        )

    def rehearse(self) -> None:
        """Look up what reading it will look up."""
        for text in self.entry.texts.values():
            for address in addresses_in(text):
                self.site.is_unseen(slug_linked(self.site.readdress(address)))
                self.site.title_at(address)

    def _body(self, warnings: list[Problem]) -> str:
        texts = [self.entry.texts.get(name, "").strip("\n") for name in ("BODY", "EXTENDED BODY")]
        text = _MORE.join(each for each in texts if each.strip())
        if texts[1].strip() and not texts[0].strip():
            text = texts[1]
        markup = self.entry.said("CONVERT BREAKS").lower()
        if markup.startswith("markdown"):
            return text
        unresolved: set[str] = set()

        def convert(html: str) -> Converted:
            return to_markdown(html, lambda address: self.site.readdress(address, unresolved))

        if markup.startswith("textile"):
            # It takes a while to load, and few blogs need it.
            textile = import_module(f"{__package__}.textile_documents")
            markdown, remarks = textile.converted(text, convert)
        else:
            html = _CARD.sub(_linked, text if markup in {"0", "richtext", "none"} else paragraphs(text))
            whole = convert(html)
            markdown, remarks = whole.markdown, remarks_on(whole)
        warnings += remarks
        if unresolved:
            named = ", ".join(sorted(unresolved)[:5]) + (", …" if len(unresolved) > 5 else "")
            message = f"Links to the old site that lead to none of its posts: {named}."
            warnings.append(Problem("link-leads-nowhere", message))
        return relink_themselves(markdown, self.site)

    def _terms(self) -> tuple[str, list[str]]:
        """The category and the tags: the other categories are among these."""
        fields = self.entry.fields
        categories = [each for name in ("PRIMARY CATEGORY", "CATEGORY") for each in fields.get(name, ())]
        listed = [inline_text(each) for each in dict.fromkeys(filter(None, categories))]
        tags = [tag for said in fields.get("TAGS", ()) for tag in _split(said)]
        keywords = _split(" ".join(self.entry.texts.get("KEYWORDS", "").split()))
        if all(len(each) <= _LONGEST_KEYWORD for each in keywords):
            tags += keywords
        main = listed[0] if listed else ""
        return main, [each for each in dict.fromkeys([*tags, *listed[1:]]) if each != main or each in tags]

    def _description(self) -> str:
        excerpt = plain_text(self.entry.texts.get("EXCERPT", ""))
        return excerpt if len(excerpt) <= _DESCRIPTION_LENGTH else ""

    def _aliases(self, warnings: list[Problem]) -> list[str]:
        path = self.site.path_of(self.address) if self.address else ""
        if path and self.why:
            warnings.append(
                Problem("alias-from-rule", f"It was found at {path}, {self.why}.", field="aliases")
            )
        return [path] if path else []

    def _status(self, warnings: list[Problem]) -> str:
        written = self.entry.said("STATUS").lower()
        if written not in _STATUSES:
            message = f"The status “{written}” is not known here; kept as a draft."
            warnings.append(Problem("status-unknown", message, field="status"))
        return _STATUSES.get(written, "draft")

    def _count(self, warnings: list[Problem]) -> None:
        number = self.entry.comments + self.entry.pings
        if number:
            what = "comment was" if number == 1 else "comments were"
            warnings.append(Problem("comments-left", f"{number} {what} not imported."))


def _linked(card: re.Match[str]) -> str:
    address = unquote(card["address"])
    words = (card["title"] or "").strip() or escape(address, quote=False)
    return f'<a href="{escape(address)}">{words}</a>'


def _split(said: str) -> list[str]:
    """Tags with commas between them, those with a space perhaps in quotes."""
    try:
        row = next(csv.reader([said.replace("\0", "")], skipinitialspace=True), [])
    except csv.Error:
        row = said.split(",")
    return [each for term in row if (each := " ".join(term.split()))]
