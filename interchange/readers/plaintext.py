"""Plain text of a scraped page -> a document: the parts of the article told apart and marked up.

Nothing of value is lost. What a page repeats around every article is left out, and every line left out is named in
the item's warnings, with its text.
"""

import datetime
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from articles.document import AuthorRef, Document, Problem, parse

from ..naming import title_from
from . import recognisers as recognise

# How far into a page its date, authors and summary may stand.
_HEAD_LINES = 8
_LONGEST_TITLE = 200
_MARKDOWN = re.compile(
    r"^(?:#{1,6}\s|```|~~~|\|.*\|\s*$|!\[)|\]\([^)\s]{1,500}\)|\*\*\S|</(?:p|div|h[1-6]|a|ul|ol|section)>",
    re.MULTILINE,
)


class ListingPage(Exception):
    """The text is the list of a blog's posts and no post."""


@dataclass
class _Page:
    """A page while it is being taken apart: its lines with their numbers, and what was found so far."""

    lines: list[tuple[int, str]]
    title: str = ""
    description: str = ""
    date: datetime.date | None = None
    updated: datetime.date | None = None
    authors: tuple[AuthorRef, ...] = ()
    headings: dict[str, int] = field(default_factory=dict)
    related: list[str] = field(default_factory=list)
    related_title: str = ""
    warnings: list[Problem] = field(default_factory=list)

    def warn(self, code: str, message: str, line: int | None = None) -> None:
        self.warnings.append(Problem(code, message, line))


def looks_like_markdown(text: str) -> bool:
    """Whether a text file was written in Markdown after all."""
    return bool(_MARKDOWN.search(text))


def read_plaintext(text: str, *, name: str) -> tuple[Document, tuple[Problem, ...]]:
    """The document in the plain text of a page, and what was left out or guessed. `name` stands in for a title.

    Raises ListingPage for a page of excerpts.
    """
    if recognise.is_listing(_paragraphs(text)):
        raise ListingPage
    page = _Page(_numbered(text))
    _take_title(page, name)
    _drop_chrome(page)
    _take_head(page)
    _take_contents(page)
    _take_foot(page)
    _take_related(page)
    return _document(page), tuple(page.warnings)


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _numbered(text: str) -> list[tuple[int, str]]:
    """Paragraphs with the numbers of their first lines. Lines wrapped by hand become one again."""
    lines = [(number, line.rstrip()) for number, line in enumerate(text.expandtabs(4).splitlines(), start=1)]
    if not _is_wrapped([line for _, line in lines]):
        return [(number, line) for number, line in lines if line.strip()]
    joined: list[tuple[int, str]] = []
    apart = True
    for number, line in lines:
        if not line.strip():
            apart = True
        elif apart or recognise.bullet(line):
            joined.append((number, line))
            apart = False
        else:
            first, before = joined[-1]
            joined[-1] = (first, f"{before} {line.strip()}")
    return joined


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines end because the page did: blank lines stand between paragraphs of lines alike in length."""
    filled = [line for line in lines if line.strip()]
    if len(filled) < 6 or max(map(len, filled)) > 120 or len(filled) == len(lines):
        return False
    followed = [line for line, after in pairwise(lines) if line.strip() and after.strip()]
    return len(followed) >= 3 and sum(len(line) >= 50 for line in followed) >= 0.6 * len(followed)


# -- Taking a page apart ----------------------------------------------------------------------------------------


def _take_title(page: _Page, name: str) -> None:
    number, first = page.lines[0]
    first = first.strip()
    if len(first) <= _LONGEST_TITLE and (len(page.lines) == 1 or not first.endswith((".", ",", ";"))):
        page.title = first
        del page.lines[0]
        page.warn("title-from-first-line", "The first line was taken as the title.", number)
    else:
        page.title = title_from(name)
        page.warn("title-from-filename", f"No line looks like a title; the file's name gave “{page.title}”.")


def _drop_chrome(page: _Page) -> None:
    kept = []
    for number, written in page.lines:
        line = recognise.without_up(written)
        if recognise.is_chrome(line.strip()):
            page.warn(
                "chrome-removed",
                f"A line of the site, not of the article, was left out: “{line.strip()}”.",
                number,
            )
        elif line.strip():
            kept.append((number, line))
    page.lines = kept


def _take_head(page: _Page) -> None:
    """The date, the authors and the summary that stand between title and text."""
    place = 0
    while place < min(_HEAD_LINES, len(page.lines)):
        number, line = page.lines[place]
        line = line.strip()
        if found := recognise.dated(line):
            _set_date(page, *found, number)
        elif byline := recognise.byline(line):
            page.authors = tuple(AuthorRef(name) for name in byline[0])
            if byline[1]:
                _set_date(page, "date", byline[1], number)
        elif (rest := recognise.summary(line)) is not None and not page.description:
            if not rest and place + 1 < len(page.lines):
                del page.lines[place]
                rest = page.lines[place][1].strip()
            page.description = rest
            page.warn("description-from-summary", "The summary at the top became the description.", number)
        else:
            place += 1
            continue
        del page.lines[place]
    if page.date is None and page.updated is not None:
        page.date, page.updated = page.updated, None
        page.warn(
            "date-from-last-updated", "The page says only when it was last updated; that became its date."
        )


def _set_date(page: _Page, kind: str, moment: datetime.date, number: int) -> None:
    if kind == "updated":
        page.updated = page.updated or moment
    elif page.date is None:
        page.date = moment
        page.warn("date-from-text", "The date was read from a line of the page.", number)


def _take_contents(page: _Page) -> None:
    """Headings are the lines that the page's own table of contents lists. The table itself goes: the site makes one."""
    place = next(
        (i for i, (_, line) in enumerate(page.lines) if recognise.is_contents_title(line.strip())), None
    )
    if place is None:
        return
    below = page.lines[place + 1 :]
    after = {recognise.comparable(line) for _, line in below if not recognise.bullet(line)}
    times = Counter(recognise.comparable(line) for _, line in below)
    end = place + 1
    entries: list[tuple[int, str, bool]] = []
    while end < len(page.lines):
        item = recognise.bullet(page.lines[end][1])
        text = item[1] if item else page.lines[end][1].strip()
        if not item and ((entries and entries[0][2]) or times[recognise.comparable(text)] < 2):
            break
        entries.append((item[0] if item else 0, text, bool(item)))
        end += 1
    found = [entry for entry in entries if recognise.comparable(entry[1]) in after]
    if not found or 2 * len(found) < len(entries):
        return
    number = page.lines[place][0]
    levels = {
        indent: min(2 + depth, 4) for depth, indent in enumerate(sorted({indent for indent, _, _ in entries}))
    }
    page.headings = {recognise.comparable(text): levels[indent] for indent, text, _ in entries}
    for _, text, _ in entries:
        if recognise.comparable(text) not in after:
            page.warn(
                "contents-entry-missing", f"The contents list “{text}”, which the page does not have.", number
            )
    page.warn(
        "contents-removed",
        f"The table of contents was left out; its {len(found)} entries became headings.",
        number,
    )
    del page.lines[place:end]


def _take_foot(page: _Page) -> None:
    found = recognise.biography([line.strip() for _, line in page.lines])
    if not found or found[0] == len(page.lines):
        return
    length, biography = found
    number = page.lines[-length][0]
    others = tuple(author for author in page.authors if author.name != biography.name)
    page.authors = (AuthorRef(biography.name, bio=biography.text), *others)
    page.warn(
        "authors-from-biography", f"The note at the end presents {biography.name} as the author.", number
    )
    del page.lines[-length:]


def _take_related(page: _Page) -> None:
    """Pointers to other pages are kept, in one list at the end, wherever the page had them."""
    kept: list[tuple[int, str]] = []
    place = 0
    while place < len(page.lines):
        number, line = page.lines[place]
        place += 1
        if not recognise.is_related_title(line.strip()):
            kept.append((number, line))
            continue
        taken = []
        while place < len(page.lines) and not _begins_section(page, page.lines[place][1].strip()):
            item = recognise.bullet(page.lines[place][1])
            taken.append(item[1] if item else page.lines[place][1].strip())
            place += 1
        at_end = place == len(page.lines)
        if not at_end:
            # In the middle only the first line is surely a pointer; the text may go on without a heading.
            place -= max(0, len(taken) - 1)
            taken = taken[:1]
            page.warn(
                "related-moved",
                f"“{line.strip()}” was moved to the end, with the page's other pointers.",
                number,
            )
        page.related += taken
        if at_end or not page.related_title:
            page.related_title = line.strip().rstrip(":")
    page.lines = kept


def _begins_section(page: _Page, line: str) -> bool:
    known = recognise.comparable(line) in page.headings
    return known or recognise.is_related_title(line) or recognise.is_section_title(line)


# -- Putting a document together --------------------------------------------------------------------------------


def _document(page: _Page) -> Document:
    blocks = _blocks(page)
    if page.related:
        blocks += [
            f"## {_escaped(page.related_title)}",
            "\n".join(f"- {_escaped(each)}" for each in page.related),
        ]
    document = parse("\n\n".join(blocks) + "\n")
    values: dict[str, object] = {"title": page.title}
    if page.description:
        values["description"] = page.description
    if page.date:
        values["date"] = page.date
    if page.updated:
        values["updated"] = page.updated
    if page.authors:
        values["authors"] = page.authors
    return document.replace(**values)


def _blocks(page: _Page) -> list[str]:
    """The body's blocks: headings, lists, paragraphs, and under a list of questions each with its answer."""
    blocks: list[str] = []
    in_list = in_questions = False
    for _, line in page.lines:
        text = line.strip()
        level = page.headings.get(recognise.comparable(text), 0)
        if not level and recognise.is_section_title(text):
            level = 2
        item = recognise.bullet(line)
        if level:
            in_questions = recognise.is_faq_title(text)
            blocks.append(f"{'#' * level} {_escaped(text.rstrip(':'))}")
        elif in_questions and not item and recognise.is_question(text):
            blocks.append(f"### {_escaped(text)}")
        elif item:
            entry = f"{' ' * (item[0] // 2 * 2)}- {_escaped(item[1])}"
            if in_list:
                blocks[-1] += f"\n{entry}"
            else:
                blocks.append(entry.lstrip())
        else:
            blocks.append(_escaped(text))
        in_list = bool(item) and not level
    return blocks


def _escaped(text: str) -> str:
    """Plain text so that Markdown shows it as it stands."""
    text = re.sub(r"([\\`<]|\*|(?<!\w)_|_(?!\w)|!\[)", r"\\\1", text)
    return (
        re.sub(r"\A(?=[#>+|=]|-{1,3}\s|\d{1,9}[.)]\s)", r"\\", text)
        if not text[:1].isdigit()
        else re.sub(r"\A(\d{1,9})([.)]\s)", r"\1\\\2", text)
    )
