"""Tags of Hexo's and Hugo's themes that only set words apart: the words stay, and what was meant in HTML or Markdown.

    {% tabs install %} <!-- tab npm --> … <!-- endtab --> {% endtabs %}
    {{< tabs >}}{{< tab "npm" >}} … {{< /tab >}}{{< /tabs >}}
    {% timeline 2022 %} <!-- timeline 01-02 --> … <!-- endtimeline --> {% endtimeline %}
    {% label primary @beta %}, {% btn https://example.org/, Read on %}, {% kbd Ctrl %}
    {% link A title, https://example.org/, /picture.png %}, {% link https://example.org/ A title %}
    {{< lead >}} … {{< /lead >}}, {{< button href="/more/" >}} … {{< /button >}}, {{< toc >}}
    {{< card link="/more/" title="Read on" >}}, {{< ruby 漢字 かんじ >}}

What is behind a tab is shown below its title in bold. Whatever else is around words without being known here leaves
them, but for lines that are indented: they may be code. Tags that are never closed stay as they are, those of Liquid's
own language too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from articles.markup import notices, players
from articles.markup.notices import INDENTED, Fences, first_said
from articles.markup.pictures import outside_of_code

# Around words. Behind the first two there are titles.
_BLOCKS = "timeline|timelineItem|tab|tabs|tabgroup|tabpane|tabitem|gallery|galleryGroup|gi|grid|cell|swiper"
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
# That which others make something of, and what says when its words are shown, or how often.
_ELSEWHERE = frozenset(
    """assign autoescape block blockquote call capture case centerquote code codeblock comment cq cycle else elsif
    extends figure filter for form from gallery highlight if image img import include javascript liquid macro page
    paginate picture pre pullquote quote raw raw-html raw_html rawhtml schema set style stylesheet svg table tablerow
    trans unless unsafe verbatim when with""".split()  # noqa: SIM905
) | {*notices.TAGS, *players.KINDS.split("|")}
_ARE_AROUND, _ARE_NOTHING = frozenset(_AROUND.split("|")), frozenset(_NOTHING.split("|"))
# Bounded, and without braces inside, as in `pictures`.
_TAG = re.compile(
    rf"\{{%-?[ \t]*(?P<end>end)?(?P<block>{_BLOCKS})\b(?P<given>[^{{}}\n]{{0,300}}?)-?%\}}"
    rf"|\{{%-?[ \t]*(?P<words>{_WITH_WORDS})[ \t](?P<said>[^{{}}\n]{{1,300}}?)-?%\}}"
    rf"|\{{\{{[<%][ \t]*(?P<slash>/)?[ \t]*(?P<short>{_BLOCKS}|{_AROUND}|{_NOTHING})(?![\w-])"
    r"(?P<what>[^{}\n]{0,300}?)/?[>%]\}\}"
    r"|\{%-?[ \t]*(?:include[ \t]+)?(?P<contents>toc)(?:\.html)?(?=[ \t-]|%)[^{}\n]{0,300}?%\}"
    r"|<!--[ \t]*(?P<over>end)?(?P<part>tab|timeline)\b(?P<title>[^<>\n]{0,300}?)-->"
    r"|\{\{[<%][ \t]*/?[ \t]*(?P<other>[\w-]{1,40})(?P<args>(?:[ \t][^{}\n]{0,1000}?)?)/?[>%]\}\}"
    r"|\{%-?[ \t]*(?:end)?(?P<liquid>[a-z]\w{0,39})\b[^{}\n]{0,300}?%\}",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"(?:\{%-?[ \t]*end|\{\{[<%][ \t]*/[ \t]*)([\w-]+)")
_OPENED = re.compile(r"(?:\{%-?|\{\{[<%])[ \t]*([\w-]+)")
_ADDRESS = re.compile(r"(?:https?://|/|\.{1,2}/)[^\s()<>]*\Z")
_LINKS, _LINK_TITLES = ("href", "link", "url"), ("title", "name", "text", "label")
# What the theme Book has between its columns.
_NEXT_COLUMN = "<--->"
_NAMED = re.compile(
    r"\b(?P<name>\w+)[ \t]*=[ \t]*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[\w-]+))"
)
_WORDS = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^\s\"'=]+)(?=\s|\Z)")
_QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_TITLES = ("name", "title", "header", "label", "tabname", "heading")
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
    opened = {name.lower() for line in lines if "{" in line for name in _OPENED.findall(line)}
    around = (closed & opened) - _ELSEWHERE
    for line in lines:
        is_code = fences.hold(line)
        if line.strip() == _NEXT_COLUMN and "columns" in closed:
            yield ""
        elif is_code or not ("{" in line or "<!--" in line):
            yield line
        else:
            yield from _shown(line, closed, None if INDENTED.match(line) else around)


def _shown(line: str, closed: set[str], around: set[str] | None) -> Iterator[str]:
    """The lines that come of one: a block stands by itself, in the margin of what it stood in."""
    margin = _MARGIN.match(line)[0]  # type: ignore[index]  # it matches anything
    at, pieces = 0, [""]
    for tag in outside_of_code(line, _TAG):
        shown = _meaning(tag, closed, around)
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


def _meaning(tag: re.Match[str], closed: set[str], around: set[str] | None) -> str | None:
    """What a tag says in Markdown, a block behind and before line feeds; None for one that stays.

    `around` are the names of pairs that are not known here; None where only those that are known are tags.
    """
    if tag["words"]:
        return _words(tag["words"].lower(), tag["said"].strip())
    if tag["contents"]:
        return ""
    if tag["part"]:
        title = "" if tag["over"] else tag["title"].partition("@")[0]
        return _block(title) if {"tabs", "timeline"} & closed else None
    if not (tag["block"] or tag["short"]):
        return None if around is None else _of_another(tag, around)
    name = (tag["block"] or tag["short"]).lower()
    if name in _ARE_NOTHING:
        return ""
    return _opened_or_closed(name, tag) if name in closed else None


def _of_another(tag: re.Match[str], around: set[str]) -> str | None:
    """What a tag of no known name says."""
    name = (tag["liquid"] or tag["other"]).lower()
    if name in around:
        return ""
    return _alone(name, tag["args"]) if tag["other"] else None


def _alone(name: str, said: str) -> str | None:
    """What a shortcode says that is around nothing: words with their reading, or a link."""
    if name == "ruby":
        words = [one or other or bare for one, other, bare in _WORDS.findall(said)]
        return f"<ruby>{escape(words[0])}<rt>{escape(words[1])}</rt></ruby>" if len(words) == 2 else None
    named = {each["name"].lower(): _value(each) for each in _NAMED.finditer(said)}
    address = first_said(named, _LINKS)
    title = first_said(named, _LINK_TITLES) or (address if name == "article" else "")
    is_link = name not in _ELSEWHERE and title and "]" not in title and _ADDRESS.match(address)
    return _block(f"[{title}]({address})", bold=False) if is_link else None


def _opened_or_closed(name: str, tag: re.Match[str]) -> str:
    """What the beginning or the end of something says."""
    is_end = bool(tag["end"] or tag["slash"])
    if name in _ARE_AROUND:
        return _around(name, tag["what"], is_end=is_end)
    if is_end:
        return _block("")
    if tag["block"]:
        return _block(_given(name, tag["given"].strip()))
    return _block(_title(tag["what"]) if name in {"tab", "tabitem", "timeline", "timelineitem"} else "")


def _given(name: str, said: str) -> str:
    """The title in a tag in Liquid's signs: of Hexo's `timeline`, or behind the group's name in Jekyll's `tab`."""
    if name == "timeline":
        return said
    return said.partition(" ")[2] or said if name == "tab" else ""


def _block(title: str, *, bold: bool = True) -> str:
    title = title.strip()
    return f"\n\n{f'**{title}**' if bold else title}\n\n" if title else "\n\n"


def _title(said: str) -> str:
    """The title among the arguments of a shortcode, or the first of those without a name."""
    named = {each["name"].lower(): _value(each) for each in _NAMED.finditer(said)}
    first = _QUOTED.search(_NAMED.sub(" ", said))
    return first_said(named, _TITLES) or ((first[1] or first[2] or "") if first else "")


def _value(found: re.Match[str]) -> str:
    return next(found[name] for name in ("double", "single", "bare") if found[name] is not None)


def _around(name: str, said: str, *, is_end: bool) -> str:
    if name != "button":
        return ""
    if is_end:
        return "</a>"
    named = {each["name"].lower(): _value(each) for each in _NAMED.finditer(said)}
    return f'<a href="{escape(first_said(named, _LINKS))}">'


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
