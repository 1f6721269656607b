"""Passages: stretches of the engine's own HTML that need no tree.

Most of a body is paragraphs, flat lists, quotations and rows of tables, with emphasis, code and links in them. Of these
it is asked what they say and where their links lead, and nothing but a link is changed. They stay text;
`<?passage 3?>` stands in the tree for the fourth.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape

from articles.markup import prose, tree
from articles.markup.proof import is_plain_address

_STRESS = "/?(?:code|del|em|strong)"
# None that is a fragment, as its name must be looked up; nothing that is written otherwise in the end.
_ADDRESS = r"(?![#\"])(?:[^\"&'<>{}\s]++|&amp;)*+"
_LINK = rf"a href=\"{_ADDRESS}\">(?:[^<]++|<(?:{_STRESS}|br /)>)*+</a"
_INLINE = rf"(?:[^<]++|<(?:{_STRESS}|br /|{_LINK})>)*+"
# What begins otherwise could be a callout, the place of the contents, a question in bold, or nothing at all.
_PARAGRAPH = rf"p>(?=[\w(“‘]|&quot;|<(?:a |code|em|del)){_INLINE}</p>"
_ITEMS = rf"(?:\n<li>{_INLINE}</li>)++\n"
_PASSAGE = rf"""{_PARAGRAPH}(?:\n<{_PARAGRAPH})*+
|ul>{_ITEMS}</ul>|ol(?:[ ]start="\d+")?>{_ITEMS}</ol>
|blockquote>(?:\n<{_PARAGRAPH})++\n</blockquote>
|tbody>(?:\n<tr>(?:\n<td(?:[ ]align="(?:center|left|right)")?>{_INLINE}</td>)++\n</tr>)++\n</tbody>"""
# Other containers are passed over: their rules are about what is in them.
_BLOCK = re.compile(rf"<(?:(?P<passage>{_PASSAGE.replace(chr(10) + '|', '|')})|(?:blockquote|ol|ul)\b)")
_CONTAINER = re.compile(r"<(/?)(?:blockquote|ol|ul)\b")

_HREF = re.compile(r'<a href="([^"]*)"')
# The cells of a row are parted by line ends.
_WITHIN_LINES = re.compile(r"</?(?:a|code|del|em|strong|td)\b[^>]*>")
# A character that they do not have, as a block between two of them.
_PARTED = f"{prose.EDGE}\1{prose.EDGE}"
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPHS = re.compile(r"<p>(.*?)</p>", re.DOTALL)
# What XML cannot have, or reads as something else.
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n")
_NEVER = ("\ufffe", "\uffff", "%7B%7B")


class Passage:
    """One stretch, whose HTML is as the page will have it."""

    __slots__ = ("html",)

    def __init__(self, html: str) -> None:
        self.html = html.replace("<br />", "<br>").replace("&quot;", '"')

    def links(self) -> list[str]:
        """The addresses of its links, escaped as in the HTML."""
        return _HREF.findall(self.html)

    def mark_links(self, relation: Callable[[str], str]) -> None:
        """Give each link the `rel` that `relation` has for its address; none where that is empty."""

        def marked(link: re.Match[str]) -> str:
            rel = relation(unescape(link[1]))
            return f'{link[0]} rel="{rel}"' if rel else link[0]

        self.html = _HREF.sub(marked, self.html)

    def paragraphs(self) -> Iterator[str]:
        """What each of its paragraphs says, if it is of nothing else."""
        if self.html.startswith("<p>"):
            for found in _PARAGRAPHS.finditer(self.html):
                yield tree.plain(tree.parse(found[1])) if "<" in found[1] else unescape(found[1])


def texts(passages: Iterable[Passage]) -> list[str]:
    """What is read in each, a line for each block (see `prose.text`)."""
    # All at once: most of them are a line or two.
    html = _WITHIN_LINES.sub("", _PARTED.join([each.html for each in passages]))
    return unescape(prose.lines(_TAG.sub(prose.EDGE, html))).split("\1")


def set_aside(html: str) -> tuple[str, list[Passage]]:
    """HTML that is all the engine's own, with places in it for its passages, and these."""
    data = html.encode()
    if len(data.translate(None, _CONTROLS)) < len(data) or any(each in html for each in _NEVER):
        return html, []
    parts: list[str] = []
    passages: list[Passage] = []
    done = start = 0
    while found := _BLOCK.search(html, start):
        start = found.end()
        if found["passage"] is None:
            start = _end_of_container(html, found.start())
            continue
        passage = Passage(found[0])
        if all(map(is_plain_address, passage.links())):
            parts += html[done : found.start()], f"<?passage {len(passages)}?>"
            passages.append(passage)
            done = start
    return "".join((*parts, html[done:])), passages


def _end_of_container(html: str, start: int) -> int:
    depth = 0
    for tag in _CONTAINER.finditer(html, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return len(html)
