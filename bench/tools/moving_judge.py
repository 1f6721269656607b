"""What became of an export, item by item, beside the truth: from the report, the database and the pages."""

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import html

from .moving_truth import ANYTHING, Truth

MOST_SHOWN = 5
_LONGEST_GAP = 400
# Of longer names a report keeps the beginning, and what tells them apart.
_LONGEST_NAME, _KEPT = 200, 180
_LATIN_MARKS = re.compile("([a-z])[\u0300-\u036f]+")
_BLANK = re.compile(r"[\s\u200b]+")

DUMP = """
import json, sys
from articles.document import parse
from articles.models import Article
from articles.projection import render_document

def body(article):
    # Of what readers do not see yet, as they would.
    text = article.html or article.status == "published" or render_document(parse(article.latest_revision.text)).html
    return text if isinstance(text, str) else ""

articles = Article.objects.select_related("category", "latest_revision").prefetch_related("tags", "bylines__author")
for article in articles.iterator(500):
    print(json.dumps({
        "slug": article.slug, "title": article.title, "status": article.status,
        "date": article.date.isoformat() if article.date else "",
        "authors": [each.name for each in article.byline], "tags": [each.name for each in article.tag_list],
        "category": article.category.name if article.category else "", "description": article.description,
        "picture": article.image_src, "aliases": article.aliases, "html": body(article),
        "featured": article.featured, "source": article.latest_revision.text if "image-missing" in article.html else "",
    }, ensure_ascii=False))
"""
"""Prints every article of a site, one object a line; to be run inside of it."""

Line = Mapping[str, Any]


@dataclass
class Wrongs:
    """What is wrong, by kind: how often, and the first cases."""

    counts: Counter[str] = field(default_factory=Counter)
    cases: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, case: str) -> None:
        self.counts[kind] += 1
        if len(self.cases[kind]) < MOST_SHOWN:
            self.cases[kind].append(case if len(case) <= 600 else f"{case[:600]}…")

    def __bool__(self) -> bool:
        return bool(self.counts)

    def lines(self) -> Iterator[str]:
        for kind, count in self.counts.most_common():
            yield f"{kind}: {count}"
            yield from (f"    {case}" for case in self.cases[kind])


@dataclass
class Import:
    """The truths of an export, the report of its import and the articles that came of it, by name and by slug.

    `file` is what the report calls the file that holds them all, before the names; "" where each has a file.
    """

    truths: list[Truth]
    report: list[Line]
    articles: dict[str, Line]
    file: str

    @cached_property
    def lines(self) -> dict[str, Line]:
        return {line["source"]: line for line in self.report}

    @cached_property
    def claims(self) -> dict[str, set[str]]:
        """The names of the items that had an old path."""
        found: dict[str, set[str]] = defaultdict(set)
        for truth in self.truths:
            for path in truth.old_paths:
                found[path].add(truth.name)
        return found

    @cached_property
    def paths(self) -> dict[str, tuple[str, ...]]:
        """The old paths of each item."""
        return {truth.name: truth.old_paths for truth in self.truths}

    def source(self, truth: Truth) -> str:
        return self._source(truth.name)

    def url(self, name: str) -> str:
        """Where the item of that name is now."""
        line = self.lines.get(self._source(name))
        return line["url"] if line else ""

    def _source(self, name: str) -> str:
        """What the report calls the item of that name."""
        if not self.file or not name:
            return self.file or name
        if len(name) > _LONGEST_NAME:
            name = f"{name[:_KEPT]}…{sha256(name.encode()).hexdigest()[:12]}"
        return f"{self.file}#{name}"


def read_report(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def judge(found: Import, wrongs: Wrongs) -> None:
    """Look at every item of an import."""
    _judge_report(found, wrongs)
    for truth in found.truths:
        line = found.lines.get(found.source(truth))
        if line is None:
            wrongs.add("not in the report", found.source(truth))
            continue
        for kind, case in _wrong(truth, line, found):
            wrongs.add(kind, f"{line['source']}: {case}")


def _judge_report(found: Import, wrongs: Wrongs) -> None:
    for source, count in Counter(line["source"] for line in found.report).items():
        if count > 1:
            wrongs.add("twice in the report", source)
    # Files of which an item of another file is read have lines of their own.
    beside = {
        source for source, line in found.lines.items() if (line["error"] or {}).get("code") == "text-of-post"
    }
    for source in found.lines.keys() - beside - {found.source(truth) for truth in found.truths}:
        wrongs.add("in the report, not in the export", source)
    created = sum(truth.result == "created" for truth in found.truths)
    if len(found.articles) != created:
        wrongs.add("number of articles", f"{len(found.articles)}, where {created} were to be published")
    for line in found.report:
        if any(
            problem["code"] == "reader-failed"
            for problem in (line["error"] or {"code": ""}, *line["warnings"])
        ):
            wrongs.add("a mistake of ours", line["source"])


def _wrong(truth: Truth, line: Line, found: Import) -> Iterator[tuple[str, str]]:
    why = (line["error"] or {}).get("code", "")
    if line["result"] != truth.result or (truth.why and why != truth.why):
        yield "result", f"{line['result']} ({why}), not {truth.result} ({truth.why})"
        return
    if truth.result != "created":
        if not (line["error"] or {}).get("message"):
            yield "no reason", line["result"]
        return
    article = found.articles.get(line["slug"])
    if article is None:
        yield "no such article", line["slug"]
        return
    codes = {warning["code"] for warning in line["warnings"]}
    for code in truth.said:
        if not any(each.startswith(code) for each in codes):
            yield f"not said: {code}", ", ".join(sorted(codes))
    yield from _wrong_facts(truth, article, codes)
    yield from wrong_text(truth, article["html"])
    if article["source"]:
        yield from _wrong_sources(truth, article["source"])
    yield from _wrong_links(truth, article, found)


def _wrong_facts(truth: Truth, article: Line, codes: set[str]) -> Iterator[tuple[str, str]]:
    if truth.title == "*":
        if not article["title"] or not codes & {"title-from-text", "title-from-filename"}:
            yield "title", f"{article['title']!r} of a post without one"
    elif article["title"] != truth.title:
        yield "title", f"{article['title']!r}, not {truth.title!r}"
    if truth.instant and article["date"] != truth.instant:
        yield "date", f"{article['date']}, not {truth.instant}"
    if not truth.instant and article["date"] and not any(code.startswith("date-") for code in codes):
        yield "date", f"{article['date']} of nowhere, and nothing said"
    for name, wanted in (("status", truth.status), ("picture", truth.picture), ("featured", truth.featured)):
        if article[name] != wanted:
            yield name, f"{article[name]!r}, not {wanted!r}"
    if bare(article["description"]) != bare(truth.description):
        yield "description", f"{article['description']!r}, not {truth.description!r}"
    # The slug that it has here needs no redirect.
    missing = {*truth.old_paths} - {*article["aliases"], f"/articles/{article['slug']}/"}
    if missing:
        yield "old paths", f"{sorted(missing)} not in {article['aliases']}"
    yield from _wrong_filing(truth, article)


def _wrong_filing(truth: Truth, article: Line) -> Iterator[tuple[str, str]]:
    if article["authors"] != list(truth.authors):
        yield "authors", f"{article['authors']}, not {truth.authors}"
    if _filed(article["category"]) != _filed(truth.category):
        yield "category", f"{article['category']!r}, not {truth.category!r}"
    if {*map(_filed, article["tags"])} != {*map(_filed, truth.tags)}:
        yield "tags", f"{article['tags']}, not {truth.tags}"


def wrong_text(truth: Truth, text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the words and pictures of an article's body, in HTML."""
    body = _body(text)
    # A picture that is nowhere shows what is there instead of it.
    missing = body.find_class("image-missing")
    for each in missing:
        each.drop_tree()
    shown, wanted = bare(body.text_content()), bare(truth.text)
    if ANYTHING in wanted:
        gap = f".{{0,{_LONGEST_GAP}}}"
        if not re.fullmatch(gap.join(map(re.escape, wanted.split(ANYTHING))), shown):
            yield "text", _difference(shown, wanted)
    elif shown != wanted:
        yield "text", _difference(shown, wanted)
    sources = [unquote(each.get("src", "")) for each in body.iter("img")]
    wanted_sources = [unquote(each) for each in truth.pictures if not (missing and each.startswith("/"))]
    if sources != wanted_sources or len(sources) + len(missing) != len(truth.pictures):
        yield "pictures", f"{sources} and {len(missing)} missing, not {truth.pictures}"


def _wrong_sources(truth: Truth, document: str) -> Iterator[tuple[str, str]]:
    """Pictures that were not found yet keep their addresses in the document."""
    plain = unquote(document)
    for address in truth.pictures:
        if unquote(address) not in plain:
            yield "pictures", f"{address} is not in the document"


def _wrong_links(truth: Truth, article: Line, found: Import) -> Iterator[tuple[str, str]]:
    body = _body(article["html"])
    # A picture's own link to its file says nothing.
    led = [each.get("href", "") for each in body.iter("a") if not each.findall(".//img")]
    led = [each for each in led if "youtube" not in each and not each.startswith("#")]
    for to, address in zip(truth.links, led, strict=False):
        name = to.removeprefix("item:")
        if name == to:
            if unquote(address) != unquote(to):
                yield "links", f"{address}, not {to}"
            continue
        # Where several had its address, it may lead to any of them, or stay as it was.
        shared = {name for path in found.paths.get(name, ()) for name in found.claims[path]}
        if (url := found.url(name)) and address != url and len(shared) <= 1:
            yield "links", f"{address}, not {url} of {name}"
    if len(led) != len(truth.links):
        yield "links", f"{len(led)} of {len(truth.links)}: {led} {truth.links}"


def _body(text: str) -> html.HtmlElement:
    """The body of an article, without the links that its headings have to themselves."""
    body = html.fragment_fromstring(text, create_parent="div")
    for each in body.find_class("permalink"):
        each.drop_tree()
    return body


def bare(text: str) -> str:
    """A text without what nobody sees of it: white space."""
    return _BLANK.sub("", text)


def _filed(name: str) -> str:
    """What tells the name of a category or tag from others: not its case, nor how its letters are composed, nor the
    marks on Latin ones.
    """
    plain = unicodedata.normalize("NFKD", bare(name)).casefold().replace("ı", "i")
    return _LATIN_MARKS.sub(r"\1", plain)


def _difference(shown: str, wanted: str) -> str:
    place = next(
        (number for number, (one, other) in enumerate(zip(shown, wanted, strict=False)) if one != other),
        min(len(shown), len(wanted)),
    )
    begin = max(0, place - 20)
    return f"{shown[begin : place + 60]!r}, not {wanted[begin : place + 60]!r}"
