"""A reader who follows every link: fetches all public addresses that can be reached, and says what each page names."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urldefrag, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

# Where a reader, a feed reader or a search engine may begin without having been sent there by a page.
CONTRACT = [
    "/",
    "/articles/",
    "/categories/",
    "/tags/",
    "/authors/",
    "/archive/",
    "/search/",
    "/feed.xml",
    "/rss.xml",
    "/feed.json",
    "/sitemap.xml",
    "/news-sitemap.xml",
    "/robots.txt",
    "/llms.txt",
]
# Attributes that make a browser fetch something or a reader go somewhere.
FETCHED = {
    "img": ["src"],
    "script": ["src"],
    "source": ["src"],
    "iframe": ["src"],
    "video": ["src", "poster"],
    "audio": ["src"],
}
LINKED = {"a": ["href"], "link": ["href"], "form": ["action"]}
ABSOLUTE = re.compile(r"https?://[^\s<>\"')\]]+")


@dataclass(frozen=True)
class Page:
    """What one address answered."""

    url: str
    status: int
    content_type: str
    body: bytes
    headers: dict[str, str] = field(hash=False)
    soup: BeautifulSoup | None = field(default=None, hash=False, repr=False)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def is_html(self) -> bool:
        return self.soup is not None

    def links(self) -> Iterator[str]:
        """Absolute addresses that this page sends its reader to, or makes a browser fetch; with fragments."""
        found: Iterable[str]
        if self.soup is not None:
            found = [*named(self.soup, LINKED), *self.fetched()]
        elif self.content_type.endswith("json"):
            found = strings(json.loads(self.text))
        elif self.content_type.startswith("image/"):
            found = []
        else:
            found = [match.rstrip(".,;") for match in ABSOLUTE.findall(self.text)]
        base = settings.SITE_URL + self.url
        for link in found:
            yield urljoin(base, link)

    def fetched(self) -> Iterator[str]:
        """What a browser requests by itself to show this page, as written."""
        if self.soup is None:
            return
        yield from named(self.soup, FETCHED)
        for tag in self.soup.select("[srcset]"):
            yield from (
                candidate.split()[0] for candidate in str(tag["srcset"]).split(",") if candidate.strip()
            )
        for tag in self.soup.select(
            "link[rel~=stylesheet], link[rel~=icon], link[rel~=preload], link[rel~=manifest]"
        ):
            yield str(tag["href"])


def named(soup: BeautifulSoup, attributes: dict[str, list[str]]) -> Iterator[str]:
    for tag in soup.find_all(list(attributes)):
        for attribute in attributes[tag.name]:
            if tag.get(attribute):
                yield str(tag[attribute])


def strings(value: Any) -> Iterator[str]:
    """Every absolute address among the values of some JSON, whatever its shape."""
    if isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)
    elif isinstance(value, str) and ABSOLUTE.fullmatch(value):
        yield value


def own_path(link: str) -> str | None:
    """Path and query of a link to this site; None for another site's, or no address of a page at all."""
    parts = urlsplit(urldefrag(link).url)
    if f"{parts.scheme}://{parts.netloc}" != settings.SITE_URL:
        return None
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def fetch(client: Client, url: str) -> Page:
    response = client.get(url)
    body = b"".join(response) if response.streaming else response.content
    content_type = response.headers.get("Content-Type", "").partition(";")[0]
    soup = BeautifulSoup(body, "lxml") if content_type == "text/html" else None
    return Page(url, response.status_code, content_type, body, dict(response.headers), soup)


def crawl(client: Client, starts: Iterable[str] = CONTRACT) -> tuple[dict[str, Page], dict[str, set[str]]]:
    """Fetch `starts` and everything of this site that they lead to, except the admin.

    Returns the pages by address, and for each address the pages that named it.
    """
    pages: dict[str, Page] = {}
    named_by: dict[str, set[str]] = {}
    queue = list(starts)
    while queue:
        url = queue.pop()
        if url in pages:
            continue
        page = pages[url] = fetch(client, url)
        for link in page.links():
            path = own_path(link)
            if path is None or path.startswith("/admin/"):
                continue
            named_by.setdefault(path, set()).add(url)
            if path not in pages:
                queue.append(path)
    return pages, named_by
