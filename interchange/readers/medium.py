"""Medium's export: a page of HTML for each post, marked up with microformats (`h-entry`)."""

import re
from pathlib import PurePosixPath
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from articles.document import AuthorRef, ImageRef, Problem
from articles.document.dates import parse_date
from articles.slugs import slug_for

from ..items import Context, Item, NoItem
from .html import plain_text, to_markdown
from .parts import Opener, Part, Parts, compose, digest_of, finished, ignored, rejected, remarks_on, title_or

_MAX_BYTES = 5 * 1024 * 1024
_NUMBER = re.compile(r"-+[0-9a-f]{8,14}\Z")


def read_export(path: str, open_file: Opener, context: Context) -> Parts:
    """The post in one file of the export."""
    with open_file() as stream:
        data = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        yield rejected(
            path, "file-too-large", f"It is over the limit of {_MAX_BYTES // 2**20} MB for a document."
        )
    else:
        yield Part(path, digest_of(data), 4 * len(data), lambda: read(path, data, context))


def read(path: str, data: bytes, context: Context) -> Item | NoItem:
    """The post in the bytes of its file."""
    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        return rejected(path, "html-unreadable", f"It can't be read as HTML: {error}.")
    warnings: list[Problem] = []
    title, subtitle = _text(root, "p-name"), _text(root, "p-summary")
    body = next(iter(_found(root, '//section[@data-field="body"]')), None)
    image = _featured(body)
    _drop_repetitions(body, title, subtitle)
    converted = to_markdown("" if body is None else _inside(body))
    warnings += remarks_on(converted)
    if not title and not converted.markdown.strip():
        return ignored(path, "empty", "There is neither a title nor a text.")
    moment = str(next(iter(_found(root, '//time[contains(@class, "dt-published")]/@datetime')), ""))
    address = str(next(iter(_found(root, '//a[contains(@class, "p-canonical")]/@href')), ""))
    values: dict[str, object] = {
        "title": title_or(title, converted.markdown, warnings),
        "description": subtitle,
        "date": parse_date(moment) if moment else None,
        "tags": list(dict.fromkeys(_texts(root, "p-tag"))),
        "authors": [AuthorRef(name) for name in dict.fromkeys(_texts(root, "p-author"))],
        "image": image,
        "slug": _slug(address, title),
        "aliases": [unquote(urlsplit(address).path)] if address else [],
        "status": "draft" if PurePosixPath(path).name.startswith("draft_") or not moment else "",
    }
    return finished(path, compose(values, converted.markdown), context, warnings)


def _found(root: html.HtmlElement, path: str) -> list[Any]:
    """What an XPath expression selects: elements, or the values of attributes."""
    return cast("list[Any]", root.xpath(path))


def _texts(root: html.HtmlElement, name: str) -> list[str]:
    found = _found(root, f'//*[contains(concat(" ", @class, " "), " {name} ")]')
    return [text for each in found if (text := " ".join(each.text_content().split()))]


def _text(root: html.HtmlElement, name: str) -> str:
    return next(iter(_texts(root, name)), "")


def _inside(body: html.HtmlElement) -> str:
    return "".join(html.tostring(child, encoding="unicode") for child in body)


def _featured(body: html.HtmlElement | None) -> ImageRef | None:
    """The picture that Medium showed with the post."""
    found = [] if body is None else _found(body, './/img[@data-is-featured="true"]')
    return ImageRef(found[0].get("src", ""), found[0].get("alt", "")) if found else None


def _drop_repetitions(body: html.HtmlElement | None, title: str, subtitle: str) -> None:
    """Take out what stands above the text again: title, subtitle, and the line over the first section."""
    if body is None:
        return
    for rule in _found(body, "(.//div[contains(@class, 'section-divider')])[1]"):
        rule.drop_tree()
    for name, said in (("graf--title", title), ("graf--subtitle", subtitle)):
        for each in _found(body, f'.//*[contains(@class, "{name}")]')[:1]:
            if plain_text(html.tostring(each, encoding="unicode", with_tail=False)) == said:
                each.drop_tree()


def _slug(address: str, title: str) -> str:
    """The post's slug without the number that Medium puts behind it."""
    last = unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2]
    return _NUMBER.sub("", last) or slug_for(title)
