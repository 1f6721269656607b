"""Players that a template engine would have set: tags of Hugo, Jekyll, Hexo and dev.to for a video or a gist.

    {{< youtube abcdefghijk >}}
    {% include embed/youtube.html id='abcdefghijk' %}
    {% embed https://example.org/ %}
    {{ youtube(id="abcdefghijk") }}
    {% whatever https://example.org/ %}
    {{ video "https://example.org/" }} and {{ "https://example.org/" | embed: "What it is called" }}
    @[youtube](abcdefghijk), which is Zenn's

Found here for whoever renders them; what comes of a player is for `embeds` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from articles.markup.pictures import outside_of_code, put

KINDS = "youtube|vimeo|gist|tweet|twitter|x|embed|codepen|bilibili|instagram|asciinema|github|iframe|video|audio|qr"
"""The names of tags that say what kind of player they set."""
# What Zenn shows of an address.
_CARDS = "card|slideshare|speakerdeck|docswell|jsfiddle|codesandbox|stackblitz|figma"
# Bounded, and without braces inside, as in `pictures`.
_TAG = re.compile(
    rf"\{{\{{[<%][ \t]*(?P<short>{KINDS})[ \t](?P<what>[^{{}}\n]{{1,300}}?)/?[ \t]*[>%]\}}\}}"
    rf"|\{{\{{[ \t]*(?P<call>{KINDS})\((?P<given>[^{{}}()\n]{{1,300}})\)[ \t]*\}}\}}"
    rf"|\{{%-?[ \t]*(?:include[ \t]+(?:\w+/)?)?(?P<tag>{KINDS})(?:\.html)?[ \t](?P<said>[^{{}}\n]{{1,300}}?)-?%\}}"
    # Whatever else says nothing but an address shows what is there, in one way or another.
    r"|\{%-?[ \t]*(?P<name>\w{1,40})[ \t]+(?P<there>https?://[^\s{}\"'<>]{1,300})[ \t]*-?%\}"
    r"|\{\{[<%][ \t]*(?P<short_name>\w{1,40})[ \t]+\"?(?P<short_there>https?://[^\s{}\"'<>]{1,300})\"?[ \t]*/?[>%]\}\}"
    rf"|\{{\{{-?[ \t]*(?:{KINDS})[ \t]+[\"'](?P<go>https?://[^\s{{}}\"'<>]{{1,300}})[\"'][^{{}}\n]{{0,100}}\}}\}}"
    r"|\{\{-?[ \t]*[\"'](?P<piped>https?://[^\s{}\"'<>]{1,300})[\"'][ \t]*\|[ \t]*"
    r"(?:o?embed|iframe|player|video|vimeo|youtube)\w{0,20}[ \t]*(?::[^{}\n]{0,300})?\}\}"
    # Around HTML and pictures, which here need no leave.
    r"|\{\{[<%][ \t]*/?[ \t]*(?P<around>raw[-_]?html|unsafe|gallery)[ \t]*[>%]\}\}"
    rf"|@\[(?P<zenn>{KINDS}|{_CARDS})\]\((?P<where>[^\s()]{{1,300}})\)",
    re.IGNORECASE,
)
# Without quotation marks only Hugo takes a value for what it says; Liquid looks it up.
_BARE_ID = re.compile(r"\bid[ \t]*=[ \t]*([\w-]+)(?=\s|\Z)")
_NAMED = re.compile(
    r"\b(?P<name>id|user|url|src|text|repo|provider)[ \t]*=[ \t]*(?P<mark>[\"'])(?P<value>[^\"']*)(?P=mark)"
)
# With the second at which it begins, perhaps.
_VIDEO = re.compile(r"[\w-]{4,}(?:\?(?:t|start)=\d+s?)?\Z")
_PLAYERS = {
    "youtube": "https://www.youtube.com/embed/{}",
    "vimeo": "https://player.vimeo.com/video/{}",
    "bilibili": "https://player.bilibili.com/player.html?bvid={}",
}
# What is shown of files that the site has itself.
_FILES = frozenset({"audio", "video"})
_FILE = re.compile(r"[^\s\"'<>:{}]+\.(?:mp3|mp4|m4a|m4v|mov|ogg|oga|ogv|wav|webm|flac|opus)\Z", re.IGNORECASE)
_FRAMES = frozenset({*_PLAYERS, "iframe", "video"})
# Where what a name means is found, and how such names look.
_PAGES = {
    "instagram": ("https://www.instagram.com/p/{}/", re.compile(r"[\w-]{5,}\Z")),
    "asciinema": ("https://asciinema.org/a/{}", re.compile(r"\w+\Z")),
    "github": ("https://github.com/{}", re.compile(r"[\w-]+/[\w.-]+\Z")),
}


SIGNS = ("{{", "{%", "@[")
"""One of these is on each line with such a tag."""


def show(line: str) -> str:
    """`line`, which must be no line of code, with such tags as players, or as links where there is none."""
    for start, end, html in _found(line):
        line = put(line, start, end, html)
    return line


def without(line: str) -> str:
    """`line` without them."""
    for start, end, _ in _found(line):
        line = line[:start] + line[end:]
    return line


def _found(line: str) -> Iterator[tuple[int, int, str]]:
    """Where they begin and end, the last one first, and what each is in HTML or Markdown."""
    if not any(sign in line for sign in SIGNS):
        return
    for tag in reversed(list(outside_of_code(line, _TAG))):
        if tag["around"]:
            yield *tag.span(), ""
            continue
        if name := tag["name"] or tag["short_name"]:
            if not re.search(rf"(?:\bend|/[ \t]*){name}\b", line[tag.end() :]):
                yield *tag.span(), f"<{tag['there'] or tag['short_there']}>"
            continue
        if address := tag["go"] or tag["piped"]:
            yield *tag.span(), _html("video", address)
            continue
        kind = (tag["short"] or tag["call"] or tag["tag"] or tag["zenn"]).lower()
        said = (
            _BARE_ID.sub(r'id="\1"', tag["what"])
            if tag["what"]
            else tag["given"] or tag["said"] or tag["where"]
        )
        if address := _address(kind, said):
            yield *tag.span(), _html(kind, address)


def _address(kind: str, said: str) -> str:
    """Where that which a tag shows is to be found; "" where that isn't plain."""
    named = {found["name"]: found["value"] for found in _NAMED.finditer(said)}
    kind = named.get("provider", kind).lower()
    words = [word.strip("\"'") for word in said.split() if "=" not in word or "://" in word]
    said_first = (named[name] for name in ("id", "url", "src", "text", "repo") if named.get(name))
    first = next(said_first, words[0] if words else "")
    if re.match(r"https?://[^\s\"'<>]+\Z", first) or (kind in _FILES and _FILE.match(first)):
        return first
    if kind in _PLAYERS:
        return _PLAYERS[kind].format(first) if _VIDEO.match(first) else ""
    if kind in _PAGES:
        page, names = _PAGES[kind]
        return page.format(first) if names.match(first) else ""
    if kind == "gist":
        path = "/".join(words[:2])
        return f"https://gist.github.com/{path}" if re.match(r"[\w/-]+\Z", path) else ""
    if kind in {"tweet", "twitter", "x"} and re.match(r"\d+\Z", first):
        return f"https://x.com/{named.get('user') or 'i'}/status/{first}"
    return ""


def _html(kind: str, address: str) -> str:
    if kind in _FILES and _FILE.match(address):
        return f'<{kind} src="{escape(address)}"></{kind}>'
    if (kind in _FRAMES and "/embed/" in address) or "//player." in address:
        return f'<iframe src="{escape(address)}"></iframe>'
    return f"<{address}>"
