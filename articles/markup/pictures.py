"""Pictures that a template engine would have set: Hugo's `figure`, Hexo's and Octopress' tags, includes of Jekyll's.

    {{< figure src="a.png" alt="What it shows" caption="What is said below it" >}}
    {% asset_img a.png A title %}
    {% img left /a.png 400 300 'A title' 'What it shows' %}
    {% include figure.html image_path="/a.png" alt="What it shows" %}
    {% image "./a.png", "What it shows" %}
    {{ figure(src="a.png", caption="What is said below it") }}
    {% picture thumbnail a.png --alt What it shows %}
    {% responsive_image path: a.png alt: "What it shows" %}
    {% image_with_class "a.png" "wide" "What it shows" %}
    {{ image "a.png" 400 }}

Found here for whoever renders them, and for whoever brings the pictures along.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

_SUFFIX = r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)"
_NAMES = "(?:figure|image|(?:inline)?img|photo|picture)"
# Bounded, and without braces inside: a line full of beginnings takes no longer than one of words.
_TAG = re.compile(
    r"\{\{[<%][ \t]*(?:figure|img|image)[ \t](?P<short>[^{}\n]{1,2000}?)/?[ \t]*[>%]\}\}"
    r"|\{%-?[ \t]*include[ \t]+(?P<file>[\w./-]{1,80})[ \t](?P<include>[^{}\n]{1,2000}?)-?%\}"
    r"|\{\{-?[ \t]*(?P<called>\w{1,40})\((?P<call>[^{}()\n]{1,2000})\)[ \t]*-?\}\}"
    r"|\{%-?[ \t]*img[ \t]+(?P<tag>[a-z]+=[^{}\n]{1,2000}?)-?%\}"
    rf"|\{{%-?[ \t]*(?:cloudinary|(?:\w{{1,20}}_)?{_NAMES}(?:_\w{{1,20}})?)[ \t](?P<asset>[^{{}}\n]{{1,2000}}?)-?%\}}"
    # Without a quotation mark it is a variable.
    rf"|\{{\{{-?[ \t]*{_NAMES}[ \t]+(?=[\"'`])(?P<plain>[^{{}}\n]{{1,2000}}?)-?\}}\}}",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>\w+)[ \t]*=[ \t]*(?:\"(?P<double>(?:[^\"\\]|\\.)*)\"|'(?P<single>[^']*)'|`(?P<tick>[^`]*)`"
    r"|(?P<bare>[^\s\"'`=]+))"
)
_ASSET = re.compile(
    rf"(?:^|\s)(?:(?P<mark>[\"'`])(?P<quoted>[^\"'`\n]+{_SUFFIX})(?P=mark)|(?P<bare>[^\s\"']+{_SUFFIX})(?=[\s,]|$))"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_FIGURES = frozenset({"figure", "image", "img"})
_ENDS_AS_PICTURE = re.compile(rf"{_SUFFIX}\Z", re.IGNORECASE)
# What plugins of Jekyll's have for the words that stand for a picture.
_ALT = re.compile(
    r"--alt[ \t]+(?P<words>\S+(?:[ \t]+(?!--\w)\S+)*)"
    r"|\balt[ \t]*[:=][ \t]*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"',]+))"
)
_SIZES = re.compile(r"^(?:\s*\d+(?:%|px)?(?:\s+\d+(?:%|px)?)?(?=\s|$))?\s*")
# What themes of Hexo's say beside the title of how it is shown: `width:300px`, `, width=300px`.
_LOOKS = re.compile(r"(?:^|[\s,])\s*(?:bg|download|fancybox|height|padding|ratio|width)[:=][^\s,]*")
_ASSET_TEXT = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_SOURCES = ("src", "image_path", "url", "file", "path", "image", "filename", "img")
_VALUES = ("double", "single", "tick", "bare")
_CODE_SPAN = re.compile(r"`+[^`\n]*`+")
_SIZED = re.compile(
    r"(!\[[^\[\]\n]{0,1000}\]\([^\s()<>]{1,2000}(?:[ \t]\"[^\"\n]{0,1000}\")?)"
    r"[ \t]=(?:\d{1,5}%?x\d{0,5}|x\d{1,5})%?[ \t]?\)"
)
_MAY_BE_MARKDOWN = re.compile(r"[*_`~]|\]\(")
_MARGIN = re.compile(r"(?:[ \t>]|[*+-][ \t]|\d{1,9}[.)][ \t])*\Z")


@dataclass(frozen=True)
class Picture:
    """A picture at `start` to `end` of a line; its address at `source_start` to `source_end`."""

    start: int
    end: int
    source: str
    source_start: int
    source_end: int
    alt: str = ""
    caption: str = ""
    link: str = ""


def find(line: str) -> Iterator[Picture]:
    """The pictures that template tags on `line` set. It must be no line of code; code spans are passed over."""
    if "{{" not in line and "{%" not in line:
        return
    code = code_spans(line)
    for tag in _TAG.finditer(line):
        if "`" not in tag[0] and any(start < tag.start() < end for start, end in code):
            continue
        group = next((name for name in ("asset", "plain") if tag[name] is not None), "")
        picture = _asset(tag, group) if group else _with_attributes(tag)
        if picture is not None:
            yield picture


def code_spans(line: str) -> list[tuple[int, int]]:
    """Where code begins and ends within `line`."""
    return [span.span() for span in _CODE_SPAN.finditer(line)]


def outside_of_code(line: str, expression: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What `expression` finds on `line` that does not begin within a code span; it takes time as the line is long."""
    code = code_spans(line)
    starts = [start for start, _ in code]
    for found in expression.finditer(line):
        span = bisect(starts, found.start()) - 1
        if span < 0 or code[span][1] <= found.start():
            yield found


def show(line: str) -> str:
    """`line` with such tags as HTML; one that has a line for itself becomes a figure."""
    for picture in reversed(list(find(line))):
        alone = not line[: picture.start].strip() and not line[picture.end :].strip()
        html = (
            _figure(picture, line[: picture.start])
            if alone and (picture.caption or picture.link)
            else _image(picture)
        )
        line = put(line, picture.start, picture.end, html)
    return line


def without_size(line: str) -> str:
    """`line`, which must be no line of code, without sizes behind addresses: Zenn's and HackMD's `![](a.png =250x)`."""
    if "](" not in line or " =" not in line:
        return line
    for found in reversed(list(outside_of_code(line, _SIZED))):
        line = f"{line[: found.end(1)]}{line[found.end() - 1 :]}"
    return line


def put(line: str, start: int, end: int, html: str) -> str:
    """`line` with `html` in the place of a tag; what stands behind it, on the next lines too, stays Markdown.

    With nothing else on the line it becomes a block. In an item or a quotation, which a blank line could end, an
    empty tag keeps it from becoming one, for that would take the next lines with it.
    """
    before, after = line[:start], line[end:]
    if not before.strip() and not after.strip():
        return f"\n{before}{html}{after}\n"
    return f"{before}{'<span></span>' if _MARGIN.match(before) else ''}{html}{after}"


def _with_attributes(tag: re.Match[str]) -> Picture | None:
    group = next(name for name in ("short", "include", "call", "tag") if tag[name] is not None)
    found = {each["name"].lower(): each for each in _ATTRIBUTE.finditer(tag[group])}
    said = {name: _value(each).replace('\\"', '"') for name, each in found.items()}
    key = next((name for name in _SOURCES if said.get(name)), None)
    if key is None or "{" in said[key]:
        return None
    named = tag["file"] or tag["called"]
    if named and not _is_figure(named) and not _ENDS_AS_PICTURE.search(said[key]):
        return None
    start, end = found[key].span(next(name for name in _VALUES if found[key][name] is not None))
    offset = tag.start(group)
    title = said.get("title", "")
    caption = said.get("caption") or (said.get("description", "") if group == "include" else "")
    return Picture(
        start=tag.start(),
        end=tag.end(),
        source=said[key],
        source_start=offset + start,
        source_end=offset + end,
        alt=said.get("alt") or title,
        caption=" ".join(
            filter(None, (f"<strong>{title}</strong>" if title and caption else title, caption))
        ),
        link=said.get("link", ""),
    )


def _is_figure(file: str) -> bool:
    """Whether an included file is called as what sets a picture: `figure.html`."""
    return file.rpartition("/")[2].lower().removesuffix(".html").removesuffix(".liquid") in _FIGURES


def _value(attribute: re.Match[str]) -> str:
    return next(attribute[name] for name in _VALUES if attribute[name] is not None)


def _asset(tag: re.Match[str], group: str) -> Picture | None:
    """Hexo's `asset_img [classes] name [width] [height] [title ["alt"]]`, and `img` of a path or an address."""
    found = _ASSET.search(tag[group])
    if found is None:
        return None
    rest = _SIZES.sub("", _LOOKS.sub("", found["rest"]), count=1).strip(" \t,")
    named = _ALT.search(rest)
    if named:
        rest = f'"{next(each for each in named.groups() if each is not None).replace(chr(34), chr(39))}"'
    if rest.startswith("'\"") and rest.endswith("\"'"):
        rest = rest[1:-1]
    quoted = [one or other for one, other in _ASSET_TEXT.findall(rest)]
    title = quoted[0] if quoted else rest
    offset, source = tag.start(group), "bare" if found["quoted"] is None else "quoted"
    return Picture(
        start=tag.start(),
        end=tag.end(),
        source=found[source],
        source_start=offset + found.start(source),
        source_end=offset + found.end(source),
        alt=quoted[1] if len(quoted) > 1 else title,
    )


def _image(picture: Picture) -> str:
    return f'<img src="{escape(picture.source)}" alt="{escape(picture.alt)}">'


def _figure(picture: Picture, margin: str) -> str:
    image = _image(picture)
    image = f'<a href="{escape(picture.link)}">{image}</a>' if picture.link else image
    caption = f"<figcaption>{_markdown(picture.caption, margin)}</figcaption>" if picture.caption else ""
    return f"<figure>{image}{caption}</figure>"


def _markdown(caption: str, margin: str) -> str:
    """A caption between blank lines, in which it is read as Markdown, if it may be some; it begins no block."""
    return f"\n\n{margin}<span></span>{caption}\n\n{margin}" if _MAY_BE_MARKDOWN.search(caption) else caption
