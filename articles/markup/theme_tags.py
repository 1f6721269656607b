"""Tags of Hexo's and Hugo's themes that only set words apart: the words stay, and what was meant in HTML or Markdown.

    {% tabs install %} <!-- tab npm --> … <!-- endtab --> {% endtabs %}
    {{< tabs >}}{{< tab "npm" >}} … {{< /tab >}}{{< /tabs >}}
    {% timeline 2022 %} <!-- timeline 01-02 --> … <!-- endtimeline --> {% endtimeline %}
    {% label primary @beta %}, {% btn https://example.org/, Read on %}, {% kbd Ctrl %}
    {% link A title, https://example.org/, /picture.png %}, {% link https://example.org/ A title %}
    {{< lead >}} … {{< /lead >}}, {{< button href="/more/" >}} … {{< /button >}}, {{< toc >}}

What is behind a tab is shown below its title in bold. Tags that are never closed stay as they are.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from html import escape

from articles.markup.notices import Fences
from articles.markup.pictures import code_spans

# Around words. Behind the first two there are titles.
_BLOCKS = "timeline|tab|tabs|tabgroup|tabpane|tabitem|gallery|galleryGroup|gi|grid|cell|swiper"
_AROUND = "lead|badge|katex|math|typeit|style|center|steps|columns|small|mark|button"
# In the midst of a line, with their words in themselves.
_WITH_WORDS = "label|link|btn|button|span|checkbox|radio|cb|u|emp|wavy|del|kbd|psw|sup|sub|mark"
_ELEMENTS = {
    "u": "u",
    "emp": "em",
    "wavy": "u",
    "del": "del",
    "kbd": "kbd",
    "sup": "sup",
    "sub": "sub",
    "mark": "mark",
}
# Of themselves they say nothing: here every article has its contents.
_NOTHING = "toc|icon"
_ARE_AROUND, _ARE_NOTHING = frozenset(_AROUND.split("|")), frozenset(_NOTHING.split("|"))
# Bounded, and without braces inside, as in `pictures`.
_TAG = re.compile(
    rf"\{{%-?[ \t]*(?P<end>end)?(?P<block>{_BLOCKS})\b(?P<given>[^{{}}\n]{{0,300}}?)-?%\}}"
    rf"|\{{%-?[ \t]*(?P<words>{_WITH_WORDS})[ \t](?P<said>[^{{}}\n]{{1,300}}?)-?%\}}"
    rf"|\{{\{{[<%][ \t]*(?P<slash>/)?[ \t]*(?P<short>{_BLOCKS}|{_AROUND}|{_NOTHING})\b"
    r"(?P<what>[^{}\n]{0,300}?)/?[>%]\}\}"
    r"|\{%-?[ \t]*(?:include[ \t]+)?(?P<contents>toc)(?:\.html)?(?=[ \t-]|%)[^{}\n]{0,300}?%\}"
    r"|<!--[ \t]*(?P<over>end)?(?P<part>tab|timeline)\b(?P<title>[^<>\n]{0,300}?)-->",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"(?:\{%-?[ \t]*end|\{\{[<%][ \t]*/[ \t]*)(\w+)")
_NAMED = re.compile(
    r"\b(?P<name>\w+)[ \t]*=[ \t]*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[\w-]+))"
)
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_TITLES = ("name", "title", "header", "label", "tabname")
_SPACE = re.compile(r"[ \t]*")
_MARGIN = re.compile(r"[ \t>]*")
# What Butterfly has behind a label's words.
_COLOUR = re.compile(r"[ \t]+(?:default|blue|pink|red|purple|orange|green)[ \t]*$")


def may_be_in(body: str) -> bool:
    """Whether one can be in `body` at all."""
    return ("{%" in body or "{{<" in body or "{{%" in body) and _TAG.search(body) is not None


def rewrite(lines: list[str], fences: Fences) -> Iterator[str]:
    """`lines` without such tags."""
    closed = {name.lower() for line in lines if "{" in line for name in _CLOSED.findall(line)}
    for line in lines:
        is_code = fences.hold(line)
        if is_code or not ("{" in line or "<!--" in line):
            yield line
        else:
            yield from _shown(line, closed)


def _shown(line: str, closed: set[str]) -> Iterator[str]:
    """The lines that come of one: a block stands by itself, in the margin of what it stood in."""
    margin = _MARGIN.match(line)[0]  # type: ignore[index]  # it matches anything
    code = code_spans(line)
    starts = [start for start, _ in code]
    at, pieces = 0, [""]
    for tag in _TAG.finditer(line):
        span = bisect(starts, tag.start()) - 1
        shown = _meaning(tag, closed) if span < 0 or code[span][1] <= tag.start() else None
        if shown is None:
            continue
        pieces.append(line[at : tag.start()])
        at = tag.end()
        if not shown.startswith("\n"):
            pieces.append(shown)
            continue
        yield "".join(pieces).rstrip()
        if title := shown.strip():
            yield from ("", margin + title)
        yield ""
        at = _SPACE.match(line, at).end()  # type: ignore[union-attr]
        pieces = [margin]
    rest = "".join((*pieces, line[at:]))
    if at == 0 or rest.strip():
        yield rest


def _meaning(tag: re.Match[str], closed: set[str]) -> str | None:
    """What a tag says in Markdown, a block behind and before line feeds; None for one that stays."""
    if tag["words"]:
        return _words(tag["words"].lower(), tag["said"].strip())
    if tag["contents"]:
        return ""
    if tag["part"]:
        title = "" if tag["over"] else tag["title"].partition("@")[0]
        return _block(title) if {"tabs", "timeline"} & closed else None
    name = (tag["block"] or tag["short"]).lower()
    if name in _ARE_NOTHING:
        return ""
    return _opened_or_closed(name, tag) if name in closed else None


def _opened_or_closed(name: str, tag: re.Match[str]) -> str:
    """What the beginning or the end of something says."""
    is_end = bool(tag["end"] or tag["slash"])
    if name in _ARE_AROUND:
        return _around(name, tag["what"], is_end=is_end)
    if is_end:
        return _block("")
    if tag["block"]:
        return _block(_given(name, tag["given"].strip()))
    return _block(_title(tag["what"]) if name in {"tab", "tabitem", "timeline"} else "")


def _given(name: str, said: str) -> str:
    """The title in a tag in Liquid's signs: of Hexo's `timeline`, or behind the group's name in Jekyll's `tab`."""
    if name == "timeline":
        return said
    return said.partition(" ")[2] or said if name == "tab" else ""


def _block(title: str) -> str:
    title = title.strip()
    return f"\n\n**{title}**\n\n" if title else "\n\n"


def _title(said: str) -> str:
    """The title among the arguments of a shortcode, or the first of those without a name."""
    named = {each["name"].lower(): _value(each) for each in _NAMED.finditer(said)}
    first = _QUOTED.search(_NAMED.sub(" ", said))
    return next(
        (named[key] for key in _TITLES if named.get(key)), (first[1] or first[2] or "") if first else ""
    )


def _value(found: re.Match[str]) -> str:
    return next(found[name] for name in ("double", "single", "bare") if found[name] is not None)


def _around(name: str, said: str, *, is_end: bool) -> str:
    if name != "button":
        return ""
    if is_end:
        return "</a>"
    named = {each["name"].lower(): _value(each) for each in _NAMED.finditer(said)}
    return f'<a href="{escape(named.get("href") or named.get("link") or named.get("url") or "")}">'


def _link(said: str) -> str | None:
    """A link of Butterfly's or Stellar's, whose address stands before or behind its title; Jekyll's have none."""
    found = re.search(r"(?:^|[\s,])(https?://[^\s()<>,]+)", said)
    if found is None:
        return None
    title = said[: found.start()].strip(" ,\t") or said[found.end() :].split(",", maxsplit=1)[0].strip()
    return f"[{title}]({found[1]})" if title else f"<{found[1]}>"


def _words(name: str, said: str) -> str | None:
    """The words that a tag of Hexo's has in itself."""
    if name in {"btn", "button"}:
        parts = [part.strip().strip("\"'") for part in said.split(",")]
        is_link = len(parts) > 1 and parts[1] and re.match(r"(?:https?://|/)[^\s()<>]*\Z", parts[0])
        return f"[{parts[1]}]({parts[0]})" if is_link else None
    if name == "link":
        return _link(said)
    if name == "label":
        return said.partition("@")[2].strip() if "@" in said else _COLOUR.sub("", said).strip("\"'")
    if name == "cb":
        return said.partition(",")[0].strip()
    if name in {"span", "checkbox", "radio"}:
        return said.rpartition(",")[2].strip()
    text = said.strip("\"'")
    element = _ELEMENTS.get(name)
    return f"<{element}>{text}</{element}>" if element else text
