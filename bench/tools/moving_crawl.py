"""Every page and feed of a site, as its readers are given them, beside the truth of what was brought in."""

import json
import re
import time
from collections import deque
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, urlsplit

import feedparser
from lxml import etree, html

from .client import Answer, BadAnswer, Client
from .moving_judge import Import, Wrongs, bare, wrong_text
from .moving_truth import Truth

_MOVED = frozenset({301, 302, 307, 308})
_BUSY, _PATIENCE = 503, 10
_LINK = re.compile(rb"""(?:href|src)=(?:"([^"]*)"|'([^']*)')""")
_FEED = re.compile(r"/(?:feed\.xml|rss\.xml|feed\.json)\Z")
# What the site itself has, beside its front page.
_OURS = (
    "/articles/",
    "/categories/",
    "/tags/",
    "/authors/",
    "/archive/",
    "/static/",
    "/media/",
    "/covers/",
    "/feed",
    "/rss",
)
# Of feeds, feedparser reads those of the site as a whole, and of others one in so many; all must be well-formed.
_ONE_IN = 25


class Crawl:
    """Asks a server for pages, one after the other."""

    def __init__(self, host: str, port: int, home: str, found: Import, wrongs: Wrongs) -> None:
        self._where = host, port
        self._client = Client(host, port)
        self._home = home
        self._wrongs = wrongs
        self._found = found
        self._truths: dict[str, Truth] = {
            line["url"]: truth
            for truth in found.truths
            if (line := found.lines.get(found.source(truth))) and line["url"]
        }
        self.pages = self.feeds = 0

    def everything(self, most: int) -> None:
        """The front page, and all that it leads to, directly or not; after `most` pages no more are looked for."""
        begin = [
            "/",
            "/archive/",
            "/categories/",
            "/tags/",
            "/authors/",
            "/sitemap.xml",
            "/llms.txt",
            "/articles/",
        ]
        begin += [url for url, truth in self._truths.items() if truth.status == "published"][:most]
        known, waiting = set(begin), deque(begin)
        while waiting:
            path = waiting.popleft()
            answer = self._get(path)
            if answer is None:
                continue
            if answer.status != 200:
                self._wrongs.add("page", f"{path}: {answer.status}")
                continue
            self.pages += 1
            self._look_at(path, answer)
            for link in self._links(path, answer):
                if link not in known and len(known) < 4 * most + 100:
                    known.add(link)
                    waiting.append(link)

    def redirects(self, most: int) -> None:
        """Old paths lead to the articles that had them."""
        asked = 0
        for truth in self._found.truths:
            for path in truth.old_paths:
                if asked >= most:
                    return
                asked += 1
                self._ask_for(path, truth)

    def _ask_for(self, path: str, truth: Truth) -> None:
        before, mark, query = path.partition("?")
        answer = self._get(quote(before, safe="/!$&'()*+,;=:@~") + mark + query)
        if answer is None:
            return
        led = urlsplit(answer.headers.get("location", "")).path
        may = {self._found.url(name) for name in self._found.claims[path]}
        if answer.status not in _MOVED or led not in may:
            self._wrongs.add("old path", f"{path}: {answer.status} {led}, not {self._found.url(truth.name)}")

    def _get(self, path: str) -> Answer | None:
        told = ""
        for _ in range(2):
            try:
                if self._client.closing:
                    self._client.close()
                    self._client = Client(*self._where)
                answer = self._client.get(path, Accept_Encoding="identity")
                if answer.status != _BUSY or "retry-after" not in answer.headers:
                    return answer
                # Under more load than there is room for, pages that nobody keeps ready say when to ask again.
                time.sleep(min(_PATIENCE, int(answer.headers["retry-after"])))
                told = f"{answer.status} twice"
            except (OSError, BadAnswer) as error:
                told = str(error)
                self._client = Client(*self._where)
        self._wrongs.add("no answer", f"{path}: {told}")
        return None

    def _links(self, path: str, answer: Answer) -> Iterator[str]:
        """The addresses of this site in a page."""
        if b"<html" not in answer.body[:2000]:
            return
        for found in _LINK.finditer(answer.body):
            link = unescape((found[1] or found[2] or b"").decode()).removeprefix(self._home)
            plain = link.partition("#")[0]
            if not plain.startswith("/") or plain.startswith("//") or "/search/" in plain:
                continue
            # What nobody sees yet may be linked all the same: the report says so.
            target = self._truths.get(plain)
            if plain.startswith(_OURS) and (target is None or target.status == "published"):
                yield plain

    def _look_at(self, path: str, answer: Answer) -> None:
        if _FEED.search(path.partition("?")[0]):
            self.feeds += 1
            for fault in self._feed_faults(path, answer.body):
                self._wrongs.add("feed", f"{path}: {fault}")
        elif path.endswith(".xml"):
            _well_formed(answer.body)
        elif truth := self._truths.get(path):
            for kind, case in self._page_faults(truth, answer.body):
                self._wrongs.add(f"page: {kind}", f"{path}: {case}")

    def _feed_faults(self, path: str, body: bytes) -> Iterator[str]:
        if path.endswith(".json"):
            items = json.loads(body)["items"]
            if not all(item["url"] and item["title"] for item in items):
                yield "an item without a title or an address"
            return
        if fault := _well_formed(body):
            yield fault
        if path.count("/") == 1 or self.feeds % _ONE_IN == 0:
            read = feedparser.parse(body)
            if read.bozo:
                yield f"feedparser: {read.bozo_exception}"
            if not all(entry.get("title") and entry.get("link") for entry in read.entries):
                yield "an entry without a title or an address"

    def _page_faults(self, truth: Truth, body: bytes) -> Iterator[tuple[str, str]]:
        page = html.document_fromstring(body.decode())
        titles = [each.text_content() for each in page.iter("h1")]
        wanted = self._found.articles[self._found.lines[self._found.source(truth)]["slug"]]
        # A text may have headings of its own.
        if not titles or bare(titles[0]) != bare(wanted["title"]):
            yield "title", f"{titles[:1]}, not {wanted['title']!r}"
        byline = " ".join(each.text_content() for each in page.find_class("article-byline"))
        if missing := [name for name in wanted["authors"] if bare(name) not in bare(byline)]:
            yield "authors", f"{missing} not in {byline!r}"
        times = [each.get("datetime", "") for each in page.iter("time")]
        if truth.instant and truth.instant not in {each.replace("Z", "+00:00") for each in times}:
            yield "date", f"{times[:2]}, not {truth.instant}"
        prose = page.find_class("prose")
        if len(prose) != 1:
            yield "text", f"{len(prose)} bodies"
            return
        yield from wrong_text(truth, html.tostring(prose[0], encoding="unicode"))
        tags = {bare(each.text_content()) for each in page.xpath('//a[@rel="tag"]')}
        if tags != {*map(bare, wanted["tags"])}:
            yield "tags", f"{sorted(tags)}, not {wanted['tags']}"


def _well_formed(body: bytes) -> str:
    try:
        etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        return str(error)
    return ""
