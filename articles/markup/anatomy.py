"""One pass over the tree: every element put into the form that the site shows, and noted.

What can be settled only when all is seen (levels and ids of headings, footnotes, links) is done at its end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote, urlsplit

from lxml import etree

from articles.document.problem import Problem
from articles.markup import callouts, embeds, footnotes, headings, highlight, liquid
from articles.markup.headings import HEADINGS
from articles.markup.passages import Passage
from articles.markup.rendered import ImageUse
from articles.markup.sanitize import EMBEDS, OUR_CLASSES
from articles.markup.tree import (
    Element,
    classes,
    code_place,
    collapse,
    is_alone,
    make,
    open_places,
    place_name,
    plain,
    remove,
    replace,
    unwrap,
)

# A paragraph that says no more than this: nothing, or where the contents should be.
_NO_PARAGRAPH = frozenset({"", "[TOC]", "[[TOC]]", "[toc]", "[[toc]]", "{:toc}", "[[_TOC_]]"})
_NOT_OUTLINE = ("blockquote", "aside", "details", "li", "table", "figure")
_NO_FOLLOW = ("nofollow", "sponsored", "ugc")
# What most links look like, told without taking the whole address apart.
_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?:[/?#][^\\]*)?$")
MAX_LABEL = 100


class Anatomy:
    """The parts of one body, found and formed by the constructor."""

    def __init__(
        self,
        root: Element,
        passages: Mapping[str, Passage],
        *,
        title: str,
        site_host: str,
        inline_languages: bool,
    ) -> None:
        """`passages` are those that have places in the tree, by name; their links are marked like its own.

        `inline_languages`: the first line of a block of code may name its language, `:::python`.
        """
        self.root = root
        self.passages = passages
        self.code: list[highlight.Code] = []
        self.titles: list[headings.Title] = []
        self.images: list[ImageUse] = []
        self.internal_links: list[str] = []
        self.external_links: list[str] = []
        self.problems: list[Problem] = []
        self._title = title
        self._site_host = site_host.lower().removeprefix("www.")
        self._inline_languages = inline_languages
        self._links: list[Element | Passage] = []
        self._ids = headings.Ids()
        # Held on to: lxml would make each of them again for each step that looks at the tree.
        self._elements = list(root.iterdescendants())
        for element in self._elements:
            form = _FORMS.get(element.tag)
            # What an earlier step took out of the tree needs no form.
            if form is not None and element.getparent() is not None:
                form(self, element)
        self._settle()

    @property
    def outline(self) -> list[headings.Title]:
        """The headings that divide the body: not those of a quote, a callout or a list."""
        return [
            title
            for title in self.titles
            if title.element is None
            or title.element.getparent() is self.root
            or next(title.element.iterancestors(*_NOT_OUTLINE), None) is None
        ]

    def add_permalinks(self) -> None:
        """Give every heading its link; once the text has been read, as it says nothing."""
        for title in self.titles:
            headings.add_permalink(title)
        for passage in self.passages.values():
            passage.name_titles(permalinks=True)

    def open_passages(self) -> None:
        """Put the elements of the passages in their places."""
        for passage in self.passages.values():
            passage.name_titles(permalinks=False)
        open_places(self.root, {name: each.html for name, each in self.passages.items()})
        self.passages = {}
        elements = {element.get("id"): element for element in self.root.iter(*HEADINGS)}
        for title in self.titles:
            if title.element is None:
                title.element = elements[title.id]

    def _warn(self, code: str, message: str) -> None:
        self.problems.append(Problem(code, message, severity="warning"))

    # Each of the following is called once for each element of its kind, in the order of the document.

    def _form_link(self, link: Element) -> None:
        self._links.append(link)

    def _form_place(self, place: Element) -> None:
        if passage := self.passages.get(place_name(place)):
            self._links.append(passage)
            self.titles += passage.titles

    def _form_heading(self, heading: Element) -> None:
        is_first = not self.titles
        if not plain(heading) and next(heading.iter("img"), None) is None:
            remove(heading)
        elif is_first and self._repeats_title(heading):
            self._title = ""
            remove(heading)
        else:
            self.titles.append(headings.Title.of(heading))

    def _repeats_title(self, heading: Element) -> bool:
        """Whether a first heading says what the page's own `<h1>` says above it."""
        if not self._title or not headings.is_same_title(self._title, plain(heading)):
            return False
        return heading.tag == "h1" or heading.getprevious() is None

    def _form_paragraph(self, paragraph: Element) -> None:
        if not len(paragraph) and (paragraph.text or "").strip() in _NO_PARAGRAPH:
            remove(paragraph)

    def _form_span(self, span: Element) -> None:
        if not len(span) and not span.text and not span.attrib:
            remove(span)

    def _form_quote(self, quote: Element) -> None:
        callouts.from_blockquote(quote)

    def _form_division(self, division: Element) -> None:
        if "admonition" in classes(division):
            callouts.from_admonition(division)

    def _form_code(self, pre: Element) -> None:
        """Note a block of code and leave its place; a `<pre>` with markup of its own stays as it is."""
        block = pre[0] if len(pre) == 1 and pre[0].tag == "code" and not (pre.text or "").strip() else pre
        if len(block) or (block is pre and pre.getparent() is None):
            pre.set("tabindex", "0")
            return
        names = [*classes(block), *classes(pre)]
        language = next(
            (name.partition("-")[2] for name in names if name.startswith(("language-", "lang-"))), ""
        )
        self.code.append(
            highlight.read_code(
                block.text or "", language, block.get("data-meta", ""), inline_language=self._inline_languages
            )
        )
        replace(pre, code_place(len(self.code) - 1))

    def _form_table(self, table: Element) -> None:
        """Let a wide table scroll on its own, by keyboard too; its columns say what they are."""
        if next(table.iterancestors("table"), None) is not None:
            return
        cells = [
            cell
            for head in table.iterchildren("thead")
            for row in head.iterchildren("tr")
            for cell in row.iterchildren("th")
        ]
        for cell in cells:
            cell.set("scope", cell.get("scope", "col"))
        caption = next(table.iterchildren("caption"), None)
        names = [plain(cell) for cell in cells] if caption is None else [plain(caption)]
        label = ", ".join(name for name in names if name)[:MAX_LABEL]
        scroller = make("div", {"class": "table-scroll", "tabindex": "0", "role": "region"})
        scroller.set("aria-label", f"Table: {label}" if label else "Table")
        replace(table, scroller)
        scroller.append(table)

    def _form_task(self, box: Element) -> None:
        """A checkbox at the beginning of an item makes it a task; anywhere else a form has no place."""
        parent = box.getparent()
        item = parent if parent is None or parent.tag == "li" else parent.getparent()
        is_first = box.getprevious() is None and parent is not None and not (parent.text or "").strip()
        if box.get("type") != "checkbox" or not is_first or item is None or item.tag != "li":
            remove(box)
            return
        is_done = box.get("checked") is not None
        box.attrib.clear()
        box.attrib.update(
            {"aria-label": "Done" if is_done else "Not done", "disabled": "", "type": "checkbox"}
        )
        if is_done:
            box.set("checked", "")
        item.set("class", "task")
        tasks = item.getparent()
        if tasks is not None:
            tasks.set("class", "task-list")
        following = box.getnext()
        if parent is item and following is not None and following.tag == "p" and not (box.tail or "").strip():
            # CommonMark's engine puts the box of a loose item before its paragraph.
            box.tail = " " + (following.text or "").lstrip()
            following.text = None
            following.insert(0, box)

    def _form_embed(self, player: Element) -> None:
        link = embeds.to_link(player)
        if link is None:
            unwrap(player)
            return
        self._links.append(link)
        self._warn("embed-replaced", f"An embedded player was replaced by a link: {link.get('href')}")
        parent = player.getparent()
        if parent is not None and parent.tag in {"div", "figure", "blockquote", "section"}:
            replace(player, make("p", None, link))
        else:
            replace(player, link)

    def _form_image(self, image: Element) -> None:
        src, alt, title = (collapse(image.get(name, "")) for name in ("src", "alt", "title"))
        if image.get("alt") is None:
            image.set("alt", "")
            self._warn(
                "image-alt-missing", f"An image has no alternative text: {src or 'without an address'}"
            )
        if not src or liquid.is_unknown(src):
            self._warn(
                "image-address-refused", f"An image has no address that can be shown: {src or alt or title}"
            )
            replace(image, make("span", {"class": "image-missing"}, alt or title or "Image not available"))
            return
        image.set("src", src)
        self.images.append(ImageUse(src, alt, title))
        if title:
            self._caption(image, title)

    def _caption(self, image: Element, title: str) -> None:
        """An image (or a linked one) alone in its paragraph becomes a figure, its title the caption."""
        outermost, parent = image, image.getparent()
        if parent is not None and parent.tag == "a" and is_alone(image):
            outermost, parent = parent, parent.getparent()
        if parent is None or parent.tag != "p" or not is_alone(outermost):
            return
        del image.attrib["title"]
        outermost.tail = None
        replace(parent, make("figure", None, outermost, make("figcaption", None, title)))

    # And these at the end.

    def _settle(self) -> None:
        noted = footnotes.settle(self.root, self._ids)
        headings.settle(self.titles, self._ids)
        ours = {title.element for title in self.titles if title.element is not None}
        self._settle_names(ours={*noted, *ours})
        for link in self._links:
            if isinstance(link, Passage):
                link.mark_links(lambda address: _relation(()) if self._leads_outside(address) else "")
            elif link.getparent() is not None:
                self._settle_link(link)
        for title in self.titles:
            title.read_again()

    def _settle_names(self, ours: set[Element]) -> None:
        """Prefix authors' ids, so that they never are those of the page or of a script; drop their classes."""
        for element in self.root.iterdescendants("*"):
            if not element.keys():
                continue
            if element.get("class") is not None and OUR_CLASSES.isdisjoint(classes(element)):
                del element.attrib["class"]
            written = element.get("id") or element.get("name")
            if not written or element in ours:
                continue
            for attribute in {"id", "name"}.intersection(element.keys()):
                del element.attrib[attribute]
            name = headings.slug(written)
            if name:
                new = self._ids.new(f"user-content-{name}")
                element.set("id", new)
                self._ids.name(written, new)

    def _settle_link(self, link: Element) -> None:
        """Note where a link leads and mark it when it leads outside; one that leads nowhere is text."""
        if link.get("role"):
            return
        rel, written = link.get("rel"), link.get("href") or ""
        kept = () if rel is None else _kept_rel(rel)
        if rel is not None:
            del link.attrib["rel"]
        href = collapse(written)
        if not href or liquid.is_unknown(href):
            link.attrib.pop("href", "")
            # An anchor is no link, and stays.
            if href or not link.get("id"):
                self._warn(
                    "link-removed",
                    f"A link leads nowhere, or where none can: {href or plain(link)[:MAX_LABEL]}",
                )
            if not link.get("id"):
                unwrap(link)
            return
        if href != written:
            link.set("href", href)
        if href.startswith("#"):
            self._settle_fragment(link, href[1:])
            return
        if self._leads_outside(href):
            link.set("rel", _relation(kept))

    def _settle_fragment(self, link: Element, name: str) -> None:
        # CommonMark's engine escapes what is not ASCII, also in fragments.
        name = unquote(name)
        found = self._ids.find(name)
        if found is None and name not in {"", "top"}:
            self._warn("anchor-missing", f"A link leads to #{name}, and nothing on the page has that name.")
        elif found is not None:
            link.set("href", f"#{found}")

    def _leads_outside(self, href: str) -> bool:
        """Whether a link leads to another site; where it leads is noted."""
        host = self._host(href)
        if host is None:
            self.internal_links.append(href)
        elif host:
            self.external_links.append(href)
        return bool(host)

    def _host(self, href: str) -> str | None:
        """The host that `href` leads to: None within the site, empty for mail."""
        plain_host = _PLAIN_HOST.match(href)
        if plain_host:
            host = plain_host[1]
        else:
            try:
                parts = urlsplit(href.replace("\\", "/"))
                host = (parts.hostname or "").lower()
            except ValueError:
                return None
            if parts.scheme == "mailto":
                return ""
        return None if not host or host.removeprefix("www.") == self._site_host else host


def _relation(kept: Iterable[str]) -> str:
    """The `rel` of a link to another site, of which the author's words are `kept`."""
    return " ".join(("external", "noopener", *kept))


def _kept_rel(rel: str) -> tuple[str, ...]:
    """What of the author's `rel` is kept."""
    written = rel.lower().split()
    return tuple(word for word in _NO_FOLLOW if word in written)


# By tag; that of places is what makes them.
_FORMS: dict[object, Callable[[Anatomy, Element], None]] = {
    etree.PI: Anatomy._form_place,
    "a": Anatomy._form_link,
    "blockquote": Anatomy._form_quote,
    "div": Anatomy._form_division,
    "img": Anatomy._form_image,
    "input": Anatomy._form_task,
    "p": Anatomy._form_paragraph,
    "pre": Anatomy._form_code,
    "span": Anatomy._form_span,
    "table": Anatomy._form_table,
    **dict.fromkeys(EMBEDS, Anatomy._form_embed),
    **dict.fromkeys(HEADINGS, Anatomy._form_heading),
}
