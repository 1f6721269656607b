"""Passages: stretches of the engine's own HTML that need no tree.

Most of a body is paragraphs, flat lists, quotations and rows of tables, with emphasis, code and links in them, and
headings of nothing but words. Of these it is asked what they say and where their links lead, and nothing is changed but
links and headings. They stay text; `<?passage 3?>` stands in the tree for the fourth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from itertools import count

from articles.markup import prose, tree
from articles.markup.headings import Title, permalink_html
from articles.markup.proof import is_plain_address

_STRESS = "/?(?:code|del|em|strong)"
# None that is a fragment, as its name must be looked up; nothing that is written otherwise in the end.
_ADDRESS = r"(?![#\"])(?:[^\"&'<>{}\s]++|&amp;)*"
_LINK = rf"a href=\"{_ADDRESS}\">(?:[^<]++|<(?:{_STRESS}|br /)>)*</a"
_INLINE = rf"(?:[^<]++|<(?:{_STRESS}|br /|{_LINK})>)*"
# What begins otherwise could be a callout, the place of the contents, a question in bold, or nothing at all.
_PARAGRAPH = rf"p>(?=[\w(“‘]|&quot;|<(?:a |code|em|del)){_INLINE}</p>"
_QUOTED = rf"\n<{_PARAGRAPH}"
_ITEM = rf"\n<li>{_INLINE}</li>"
# Neither an id of its author's nor anything that is escaped.
_TITLE = r"h[2-6]>(?=[\w(“‘])[^<>{&\"]*(?<=\S)</h[2-6]>"
_ALIGNED = '(?: align="(?:center|left|right)")?'
_ROW = rf"\n<tr>(?:\n<td{_ALIGNED}>{_INLINE}</td>)+\n</tr>"


def _blocks(titles: str = "") -> re.Pattern[str]:
    """What finds the next passage; other containers are passed over, as their rules are about what is in them."""
    numbers = count()

    def many(pattern: str, times: str = "+") -> str:
        """One after the other. Each matches only as it does at first, and what else could be tried is forgotten behind
        it: else a table of thousands of rows takes fifty times its size.
        """
        name = f"once{next(numbers)}"
        return rf"(?:(?=(?P<{name}>{pattern}))(?P={name})){times}"

    def flow() -> str:
        lists = rf"(?:ul>{many(_ITEM)}\n</ul>|ol(?: start=\"\d+\")?>{many(_ITEM)}\n</ol>)"
        quotation = rf"blockquote>{many(_QUOTED)}\n</blockquote>"
        return f"(?:{_PARAGRAPH}|{lists}|{quotation}{titles})"

    following = rf"\n<{flow()}"
    rows = rf"tbody>{many(_ROW)}\n</tbody>"
    passage = rf"{flow()}{many(following, '*')}|{rows}"
    return re.compile(rf"<(?:(?P<passage>{passage})|(?:blockquote|ol|ul)\b)")


_BLOCK = _blocks(f"|{_TITLE}")
# Whether the first heading repeats the title of the page is asked in the tree.
_BLOCK_AT_FIRST = _blocks()
_FIRST_TITLE = re.compile(r"<h[1-6]>(?=\w)")
_CONTAINER = re.compile(r"<(/?)(?:blockquote|ol|ul)\b")

_LINK_BEGINS = '<a href="'
# The cells of a row are parted by line ends.
_WITHIN_LINES = re.compile(r"</?(?:a|code|del|em|strong|td)\b[^>]*>")
# White space right inside of an element; looked for from `<` on, of which there are few.
_PADDED = re.compile(r"<(?:[^/][^>]*>\s|(?<=\s<)/)")
# A character that they do not have, as a block between two of them.
_PARTED = f"{prose.EDGE}\1{prose.EDGE}"
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPHS = re.compile(r"<blockquote>.*?</blockquote>|<p>(.*?)</p>", re.DOTALL)
_TITLES = re.compile(r"<h([2-6])>([^<]*)</h\1>")
# What XML cannot have, or reads as something else.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n")
_NEVER = ("\ufffe", "\uffff", "%7B%7B")


class Passage:
    """One stretch, whose HTML is as the page will have it."""

    __slots__ = ("html", "titles")

    def __init__(self, html: str) -> None:
        self.html = html.replace("<br />", "<br>").replace("&quot;", '"')
        self.titles = [Title(int(level), tree.collapse(text)) for level, text in _TITLES.findall(html)]

    def links(self) -> list[str]:
        """The addresses of its links, escaped as in the HTML."""
        return [rest[: rest.index('"')] for rest in self.html.split(_LINK_BEGINS)[1:]]

    def mark_links(self, relation: Callable[[str], str]) -> None:
        """Give each link the `rel` that `relation` has for its address; none where that is empty."""
        before, *links = self.html.split(_LINK_BEGINS)
        if not links:
            return
        parts = [before]
        for link in links:
            address, _, rest = link.partition('"')
            rel = relation(unescape(address))
            parts.append(f'{_LINK_BEGINS}{address}" rel="{rel}"{rest}' if rel else f"{_LINK_BEGINS}{link}")
        self.html = "".join(parts)

    def name_titles(self, *, permalinks: bool) -> None:
        """Give the headings the levels and ids that were settled and, if that is wanted, their links."""
        titles = iter(self.titles)

        def named(found: re.Match[str]) -> str:
            title = next(titles)
            link = f" {permalink_html(title)}" if permalinks else ""
            return f'<h{title.level} id="{title.id}">{found[2]}{link}</h{title.level}>'

        if self.titles:
            self.html = _TITLES.sub(named, self.html)

    def paragraphs(self) -> Iterator[str]:
        """What each of its paragraphs says, if it is of no quotation."""
        for found in _PARAGRAPHS.finditer(self.html):
            if found[1] is not None:
                yield _said_in(found[1].replace("<br>", " "))


def _said_in(html: str) -> str:
    """What `tree.plain` makes of the inside of an element: white space at the ends of those in it is dropped, too."""
    return tree.plain(tree.parse(html)) if _PADDED.search(html) else unescape(_WITHIN_LINES.sub("", html))


def texts(passages: Iterable[Passage]) -> list[str]:
    """What is read in each, a line for each block (see `prose.text`)."""
    # All at once: most of them are a line or two.
    html = _WITHIN_LINES.sub("", _PARTED.join([each.html for each in passages]))
    return unescape(prose.lines(_TAG.sub(prose.EDGE, html))).split("\1")


def whole(passages: Iterable[Passage]) -> str:
    """The HTML of all of them, rows in a table of their own."""
    return "\n".join(
        [f"<table>{each.html}</table>" if each.html[1] == "t" else each.html for each in passages]
    )


def set_aside(html: str) -> tuple[str, list[Passage]]:
    """HTML that is all the engine's own, with places in it for its passages, and these."""
    data = html.encode()
    if len(data.translate(None, _CONTROLS)) < len(data) or any(each in html for each in _NEVER):
        return html, []
    parts: list[str] = []
    passages: list[Passage] = []
    done = 0
    for found in _found(html):
        passage = Passage(found[0])
        if all(map(is_plain_address, passage.links())):
            parts += html[done : found.start()], f"<?passage {len(passages)}?>"
            passages.append(passage)
            done = found.end()
    return "".join((*parts, html[done:])), passages


def _found(html: str) -> Iterator[re.Match[str]]:
    """The passages outside of all containers, and no heading among them before the first one has been passed."""
    first = _FIRST_TITLE.search(html)
    start, end = 0, first.start() if first else len(html)
    for block in (_BLOCK_AT_FIRST, _BLOCK):
        while found := block.search(html, start, end):
            if found["passage"] is None:
                start = _end_of_container(html, found.start())
            else:
                start = found.end()
                yield found
        start, end = max(start, end + 1), len(html)


def _end_of_container(html: str, start: int) -> int:
    depth = 0
    for tag in _CONTAINER.finditer(html, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return len(html)
