"""Components of MDX that set words apart, in the signs of Hugo's shortcodes, so that one set of rules is for both.

    <Tabs> <TabItem value="npm" label="npm"> … </TabItem> </Tabs>    tabs, each below its title
    <Admonition type="tip" title="Try it"> … </Admonition>           callouts
    <Details summary="More"> … </Details>                            what readers open
    <YouTube id="…" />, <LinkCard href="/more/" title="Read on" />   players and links
    <Link to="/more/">Read on</Link>                                 a link within a line

What is in any component that has its tags on lines of their own is Markdown, without the margin that it has there.
Where none is open, lines that are indented are code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from articles.markup import notices, players
from articles.markup.notices import INDENTED, first_said
from articles.markup.sanitize import EMBEDS, PROSE, UNREAD

# Of one word with small letters: in capitals it would be an element of HTML.
_NAME = r"[A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*(?:\.[A-Za-z]\w*)?"
_VALUE = r"\"[^\"]*\"|'[^']*'|\{[^{}]*\}"
_SAID = rf"(?:\s+[\w:-]+(?:=(?:{_VALUE}))?){{0,30}}"
_MAY = re.compile(r"<[A-Z]\w*[a-z]")
_BEGUN = re.compile(rf"[ \t]*<{_NAME}(?:\s[^<>]*)?\Z")
_LONGEST_TAG = 15  # lines
_TAG = re.compile(rf"<(?:/(?P<closed>{_NAME})|(?P<opened>{_NAME})(?P<said>{_SAID})\s*(?P<alone>/)?)\s*>")
_ATTRIBUTE = re.compile(
    r"(?P<name>[\w:-]+)=(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|\{\s*[\"'`](?P<braced>[^\"'`{}]*)[\"'`]\s*\})"
)
_TITLES = ("title", "label", "summary", "header", "heading", "name", "value")
_ADDRESSES = ("href", "to", "link", "url")
_IDS = ("id", "videoId", "youTubeId", "youtubeId", "video", "tweetId", "url", "src")
_TABS = frozenset({"codegroup", "tabgroup", "tabs"})
_TAB = frozenset({"codegroupitem", "step", "tab", "tabitem", "tabpanel"})
_OPENED = frozenset(
    {"accordion", "accordionitem", "collapse", "collapsible", "details", "expand", "expandable", "spoiler"}
)
_CALLOUTS = notices.TAGS | {"aside"}
_BLOCKS = _TABS | _TAB | _OPENED | _CALLOUTS | {"card"}
_CARDS = frozenset({"button", "card", "link", "linkbutton", "linkcard"})
_PLAYERS = frozenset(players.KINDS.split("|")) - {"audio", "embed", "github", "qr", "video", "x"}
_LINE_LINK = re.compile(
    rf"<(?P<name>Link|NavLink|NextLink|Button|LinkButton)(?P<said>{_SAID})\s*>(?P<words>[^<>\n]+)</(?P=name)>"
)
# What is an element to HTML, however it is written, is left to that.
_ELEMENTS = PROSE | UNREAD | EMBEDS
# So many are open at once; others within them stay.
_DEEPEST = 20
_INDENT = re.compile(r"[ \t]*")


def may_be_in(body: str) -> bool:
    """Whether one can be in `body` at all."""
    return _MAY.search(body) is not None


def rewrite(lines: list[str], fences: notices.Fences) -> list[str]:
    """`lines` with such components in Hugo's signs. What is never closed stays as it is."""
    written: list[str] = []
    # What is open: its name, where its line is, and how it would be written.
    waiting: list[tuple[str, int, str]] = []
    for line in _joined(lines, fences, waiting):
        if isinstance(line, _Code) or (not waiting and INDENTED.match(line)):
            written.append(line)
            continue
        for piece in _pieces(line):
            tag = _TAG.fullmatch(piece.strip())
            margin = _INDENT.match(piece)[0]  # type: ignore[index]  # it matches anything
            if tag is None:
                written.append(_LINE_LINK.sub(_link, piece))
            elif tag["closed"]:
                written += _closed(tag["closed"], piece, written, waiting)
            elif tag["alone"]:
                said = _alone(tag)
                written += ["", margin + said, ""] if said else [piece]
            else:
                said = _opened(tag)
                if (said or tag["opened"].lower() not in _ELEMENTS) and len(waiting) < _DEEPEST:
                    waiting.append((tag["opened"], len(written), said))
                written.append(piece)
    return written


class _Code(str):
    """A line of code."""

    __slots__ = ()


def _joined(lines: list[str], fences: notices.Fences, waiting: list[tuple[str, int, str]]) -> Iterator[str]:
    """The lines, those of one tag as one, while what is `waiting` is told by whoever asks for them."""
    tag: list[str] = []
    for line in lines:
        if not tag and fences.hold(line):
            yield _Code(line)
        elif tag or ((waiting or not INDENTED.match(line)) and _BEGUN.match(line)):
            tag.append(line)
            if ">" in line or len(tag) > _LONGEST_TAG or not line.strip():
                yield from _one_line(tag, fences)
                tag = []
        else:
            yield line
    yield from _one_line(tag, fences)


def _one_line(lines: list[str], fences: notices.Fences) -> Iterator[str]:
    """Lines that begin as a tag as one, if it is one; else as they are."""
    joined = " ".join([line.strip() if number else line for number, line in enumerate(lines)])
    if _TAG.match(joined.lstrip()):
        yield joined
        return
    for line in lines:
        yield _Code(line) if fences.hold(line) else line


def _pieces(line: str) -> Iterator[str]:
    """A line that is tags, or words between two of them, in as many lines."""
    stripped = line.strip()
    if not (stripped.startswith("<") and stripped.endswith(">")) or "`" in line:
        yield line
        return
    margin, at = line[: len(line) - len(line.lstrip())], 0
    found = [tag for tag in _TAG.finditer(stripped) if _is_block(tag["opened"] or tag["closed"])]
    if len(found) < 2 or found[0].start() or found[-1].end() < len(stripped):
        yield line
        return
    for tag in found:
        if words := stripped[at : tag.start()].strip():
            yield margin + words
        yield margin + tag[0]
        at = tag.end()


def _is_block(name: str) -> bool:
    """Whether a component is known to stand by itself."""
    return name.lower() in _BLOCKS


def _closed(name: str, piece: str, written: list[str], waiting: list[tuple[str, int, str]]) -> list[str]:
    """The lines that close a component, which is taken off; what was written of it has another beginning then."""
    if not any(name == opened for opened, _, _ in waiting):
        return [piece]
    opened, start, said = waiting.pop()
    while opened != name:
        opened, start, said = waiting.pop()
    margin = _INDENT.match(written[start])[0]  # type: ignore[index]
    inside = written[start + 1 :]
    indents = [len(line) - len(line.lstrip()) for line in inside if line.strip()]
    more = max(0, min(indents, default=0) - len(margin))
    written[start:] = ["", f"{margin}{said}" if said else "", "", *(line[more:] for line in inside), ""]
    ending = re.match(r"\{\{< (\w+)", said)
    return [f"{margin}{{{{< /{ending[1]} >}}}}", ""] if ending and ending[1] != "card" else [""]


def _opened(tag: re.Match[str]) -> str:
    """What a component that is around something begins with; "" for one that leaves only what is in it."""
    name, said = tag["opened"].lower(), _attributes(tag["said"])
    title = first_said(said, _TITLES)
    if name in _TABS:
        return "{{< tabs >}}"
    if name in _TAB:
        return f'{{{{< tab title="{title}" >}}}}' if title else ""
    if name in _OPENED:
        return f'{{{{< details title="{title}" >}}}}'
    if name in _CALLOUTS:
        kind = first_said(said, ("type", "variant", "kind", "intent"))
        called = name if name in notices.TAGS else "callout"
        return f'{{{{< {called} type="{kind}" title="{said.get("title", "")}" >}}}}'
    return _card(name, said)


def _alone(tag: re.Match[str]) -> str:
    """What a component says that is around nothing; "" for one of which nothing is known."""
    name, said = tag["opened"].lower(), _attributes(tag["said"])
    if name in _PLAYERS:
        shown = first_said(said, _IDS)
        return f'{{{{< {name} "{shown}" >}}}}' if shown else ""
    return _card(name, said)


def _card(name: str, said: dict[str, str]) -> str:
    address = first_said(said, _ADDRESSES)
    title = first_said(said, _TITLES)
    return (
        f'{{{{< card link="{address}" title="{title}" >}}}}' if name in _CARDS and address and title else ""
    )


def _link(found: re.Match[str]) -> str:
    said = _attributes(found["said"])
    address = first_said(said, _ADDRESSES)
    return f'<a href="{escape(address)}">{found["words"]}</a>' if address else found[0]


def _attributes(said: str) -> dict[str, str]:
    """What a tag says in plain words, without what Hugo's signs can't have in them."""
    found = {
        each["name"]: each["double"] or each["single"] or each["braced"] or ""
        for each in _ATTRIBUTE.finditer(said)
    }
    return {name: value for name, value in found.items() if not re.search(r"[{}\"\n]", value)}
