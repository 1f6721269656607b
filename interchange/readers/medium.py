"""Medium's export: a page of HTML for each post, marked up with microformats (`h-entry`)."""

import re
from functools import partial
from pathlib import PurePosixPath
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from articles.document import AuthorRef, ImageRef, Problem
from articles.document.dates import parse_date
from articles.slugs import chosen_slug, slug_for

from ..items import Context, Item, NoItem
from .addresses import OldSite
from .crosslinks import slug_linked
from .html import plain_text, to_markdown
from .parts import (
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

_MAX_BYTES = 5 * 1024 * 1024
_RESPONSE_WORDS = 250
_RESPONSE = (
    "A response to somebody's post, by all that it lacks: a title of its own, tags, headings, pictures. "
    "With --status draft it is imported as a draft all the same."
)
_CANONICAL = re.compile(r'<a\b(?=[^<>]*\bp-canonical\b)[^<>]*\shref="([^"]+)"')
_NAME = re.compile(r'<h1 class="p-name">(.*?)</h1>', re.DOTALL)
_PUBLISHED = re.compile(r'<time\b(?=[^<>]*\bdt-published\b)[^<>]*\sdatetime="([^"]+)"')
# At the end of an address, or as the whole of a short one.
_NUMBER = re.compile(r"(?:-+|\A/p/)([0-9a-f]{8,14})/?\Z")


def read_export(path: str, open_file: Opener, context: Context) -> Parts:
    """The post in one file of the export."""
    site = _site(open_file, context)
    with open_file() as stream:
        data = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        yield rejected(
            path, "file-too-large", f"It is over the limit of {_MAX_BYTES // 2**20} MB for a document."
        )
    else:
        rehearse = partial(_rehearse, data, site)
        yield Part(path, digest_of(data), 4 * len(data), partial(read, path, data, context, site), rehearse)


def _rehearse(data: bytes, site: OldSite) -> None:
    """Look up what reading it will look up."""
    for address in addresses_in(data.decode("utf-8", "replace")):
        site.is_unseen(slug_linked(_readdressed(address, site)))


def _site(open_file: Opener, context: Context) -> OldSite:
    """All posts of the export by the numbers in their addresses, which stay whatever else becomes of those."""
    known = context.shared.get("medium")
    if not isinstance(known, OldSite):
        context.shared["medium"] = known = OldSite()
        for each in (open_file, *context.others):
            with each() as stream:
                text = stream.read(_MAX_BYTES).decode("utf-8", "replace")
            address, title = _CANONICAL.search(text), _NAME.search(text)
            if address and title and (number := _number(address[1])):
                said = plain_text(title[1])
                written = _PUBLISHED.search(text)
                date = parse_date(written[1]) if written else None
                slug = chosen_slug(_slug(address[1], said))
                known.add(slug, [f"/{number}"], title=said, date=date, unseen=date is None)
        known.settle(context.placing)
    return known


def _readdressed(address: str, site: OldSite) -> str:
    number = _number(address)
    new = site.readdress(f"/{number}") if number else ""
    said = address.strip().partition("#")[2]
    fragment = f"#{said}" if said else ""
    return f"{new}{fragment}" if new.startswith("/articles/") else address


def read(path: str, data: bytes, context: Context, site: OldSite) -> Item | NoItem:
    """The post in the bytes of its file; `site` knows where the others are."""
    try:
        root = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        return rejected(path, "html-unreadable", f"It can't be read as HTML: {error}.")
    warnings: list[Problem] = []
    title, subtitle = _text(root, "p-name"), _text(root, "p-summary")
    body = next(iter(_found(root, '//section[@data-field="body"]')), None)
    if context.status == "keep" and _is_response(root, body, title):
        return ignored(path, "response", _RESPONSE)
    image = _featured(body)
    _drop_repetitions(body, title, subtitle)
    converted = to_markdown(
        "" if body is None else _inside(body), lambda address: _readdressed(address, site)
    )
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
        "aliases": _old_paths(address),
        "status": "draft" if PurePosixPath(path).name.startswith("draft_") or not moment else "",
    }
    return finished(path, compose(values, converted.markdown), context, warnings, site=site)


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


def _is_response(root: html.HtmlElement, body: html.HtmlElement | None, title: str) -> bool:
    """Tell what was said under somebody's post: a few paragraphs, of which the first words are the title.

    The export marks it in no other way than by what it lacks: a title of its own, tags, pictures and headings.
    """
    if body is None or _texts(root, "p-tag") or _found(body, ".//h1|.//h2|.//h3|.//h4|.//figure|.//img"):
        return False
    text = " ".join(body.text_content().split())
    begins = title.removesuffix("…").rstrip()
    return len(text.split()) <= _RESPONSE_WORDS and bool(begins) and text.startswith(begins)


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


def _path(address: str) -> str:
    """The path of an address; "" for what is none."""
    try:
        return urlsplit(address.strip()).path
    except ValueError:
        return ""


def _number(address: str) -> str:
    """The number of a post in an address, which stays whatever else becomes of that; "" for any other address."""
    found = _NUMBER.search(_path(address))
    return found[1] if found else ""


def _old_paths(address: str) -> list[str]:
    """Where the post was: its address, and the short one that Medium gives to share it."""
    number = _number(address)
    paths = [unquote(_path(address)), f"/p/{number}" if number else ""]
    return list(dict.fromkeys(path for path in paths if path))


def _slug(address: str, title: str) -> str:
    """The post's slug without the number that Medium puts behind it; a draft's address is a number alone."""
    path = _NUMBER.sub("", unquote(_path(address)))
    return path.rstrip("/").rpartition("/")[2] or slug_for(title)
