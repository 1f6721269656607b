"""What WordPress stores as a post's content -> the HTML that it would have shown.

Three things lie between the two: comments that mark blocks, shortcodes in square brackets, and paragraphs that are
only blank lines (https://developer.wordpress.org/reference/functions/wpautop/ says what they become).
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape

from articles.document import Problem

_BLOCK = re.compile(
    r"<!--\s*(?P<end>/)?wp:(?P<name>[a-z][\w-]*(?:/[a-z][\w-]*)?)\s+(?P<says>\{[^<>]*\}\s+)?(?P<single>/)?-->",
    re.DOTALL,
)
# Blocks that a server fills in when the page is shown. Of the others, the content stands between their comments.
_NO_CONTENT = frozenset(
    {"more", "nextpage", "spacer", "separator", "paragraph", "html", "group", "column", "columns"}
)
_MORE = re.compile(r"<!--\s*more\b.*?-->", re.DOTALL)
_NEXT_PAGE = re.compile(r"<!--\s*nextpage\s*-->")
_EMBED_BLOCK = re.compile(
    r"<figure\b[^<>]{0,2000}wp-block-embed[^<>]{0,2000}>\s*<div[^<>]*>\s*(?P<address>https?://[^\s<]+)\s*</div>\s*"
    r"(?:<figcaption[^<>]*>(?P<caption>(?:(?!<figure\b).)*?)</figcaption>\s*)?</figure>",
    re.DOTALL,
)
_SHORTCODE = re.compile(
    r"(?P<open>\[)?\[(?P<end>/)?(?P<name>[A-Za-z][\w-]{0,60})(?P<says>[=\s/][^\[\]]{0,5000})?\](?P<close>\])?"
)
_SAID = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))|"([^"]*)"|'([^']*)'|([^\s"']+)""")
# None of these looks further than the next of its kind: a text full of beginnings without ends takes no time.
_VERBATIM = re.compile(
    r"<(pre|script|style|textarea)\b(?:(?!<\1\b).)*?</\1\s*>"
    r"|\[(code|sourcecode|source|highlight|php|python)\b(?:(?!\[\2\b).)*?\[/\2\]",
    re.DOTALL | re.IGNORECASE,
)
_FIGURE = re.compile(r"<figure\b(?:(?!<figure\b).)*?</figure>", re.DOTALL)
_ADDRESS_LINE = re.compile(r"^[ \t]*(https?://[^\s<>\"]+)[ \t]*$", re.MULTILINE)

_BLOCK_TAGS = """address article aside blockquote canvas center dd details div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hgroup hr iframe li main menu nav object ol option p pre section select summary
table tbody td tfoot th thead tr ul video audio script style noscript"""
_BLOCK_NAMES = "|".join(_BLOCK_TAGS.split())
_STARTS_BLOCK = re.compile(rf"\s*</?(?:{_BLOCK_NAMES})\b[^>]*>|\s*<!--", re.IGNORECASE)
_EDGE = re.compile(rf"[ \t]{{0,8}}(</?(?:{_BLOCK_NAMES})\b[^<>]*>)", re.IGNORECASE)


@dataclass(frozen=True)
class Picture:
    """An attachment as far as a text can show it."""

    address: str
    alt: str = ""
    caption: str = ""


@dataclass
class Content:
    """The HTML of a post's content, and what of it could not be taken over."""

    html: str = ""
    problems: list[Problem] = field(default_factory=list)


def read_content(
    raw: str, pictures: Callable[[str], list[Picture]], reusable: Mapping[str, str] | None = None
) -> Content:
    """The HTML of `raw`. `pictures` gives what a [gallery] shows, by its `ids` ("" for all of the post's own);
    `reusable` are the blocks of the site that posts refer to, by id.
    """
    content = Content()
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    of_blocks = _BLOCK.search(text) is not None
    text = _read_blocks(text, reusable or {}, content)
    text = _MORE.sub("\n\n<!--more-->\n\n", _NEXT_PAGE.sub("\n\n", text))
    aside = _Aside()
    text = aside.put(_VERBATIM, text, lambda found: _code(found[0]))
    text = _Shortcodes(pictures, content).read(text)
    if not of_blocks:
        text = _ADDRESS_LINE.sub(lambda found: f"\n\n{_link(found[1])}\n\n", text)
        text = paragraphs(aside.put(_FIGURE, text, lambda found: found[0]))
    content.html = aside.back(text)
    return content


# -- Blocks -----------------------------------------------------------------------------------------------------


def _read_blocks(text: str, reusable: Mapping[str, str], content: Content, depth: int = 0) -> str:
    """The text without the comments that mark blocks; blocks that are shared are put in their place."""
    left: dict[str, int] = {}

    def read(found: re.Match[str]) -> str:
        name = found["name"].removeprefix("core/")
        if name == "block" and depth < 3:
            shared = reusable.get(str(_json(found["says"]).get("ref", "")))
            if shared is not None:
                return _read_blocks(shared, reusable, content, depth + 1)
        if found["single"] and name not in _NO_CONTENT:
            left[name] = left.get(name, 0) + 1
        return ""

    text = _EMBED_BLOCK.sub(_read_embed, _BLOCK.sub(read, text))
    for name, times in left.items():
        message = f"The block “{name}” has no content of its own and was left out{_times(times)}."
        content.problems.append(Problem("block-left-out", message))
    return text


def _read_embed(found: re.Match[str]) -> str:
    caption = f"<p>{found['caption']}</p>" if found["caption"] else ""
    return f"<p>{_link(unescape(found['address']))}</p>{caption}"


def _json(text: str | None) -> dict[str, object]:
    try:
        value = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


# -- Shortcodes -------------------------------------------------------------------------------------------------


class _Shortcodes:
    """Shortcodes as what they show, where that is known; the others stay as they are and are reported."""

    def __init__(self, pictures: Callable[[str], list[Picture]], content: Content) -> None:
        self._pictures = pictures
        self._content = content
        self._endless: set[str] = set()

    def read(self, text: str) -> str:
        out: list[str] = []
        left: dict[str, int] = {}
        at = 0
        while found := _SHORTCODE.search(text, at):
            out.append(text[at : found.start()])
            at = found.end()
            name, says = found["name"].lower(), found["says"] or ""
            if found["open"] and found["close"]:
                # [[gallery]] is how one writes about shortcodes.
                out.append(found[0][1:-1])
                continue
            bracket, rest = found["open"] or "", found["close"] or ""
            end = self._end(found["name"], text, at)
            inside = text[at : end.start()] if end and not says.rstrip().endswith("/") else None
            shown = None if found["end"] else self._shown(name, _attributes(says), inside)
            if shown is None:
                if self._is_shortcode(found, closed=end is not None):
                    left[name] = left.get(name, 0) + 1
                out.append(found[0])
                continue
            out.append(f"{bracket}{shown}{rest}")
            if end and inside is not None and name not in _SINGLE:
                at = end.end()
        for name, times in left.items():
            message = f"The shortcode [{name}] was left as it is{_times(times)}."
            self._content.problems.append(Problem("shortcode-left", message))
        return "".join([*out, text[at:]])

    def _end(self, name: str, text: str, at: int) -> re.Match[str] | None:
        """Where a shortcode's content ends. A name that once had no end further down is not looked for again."""
        if name in self._endless:
            return None
        end = re.compile(rf"\[/{re.escape(name)}\]", re.IGNORECASE).search(text, at)
        if end is None:
            self._endless.add(name)
        return end

    def _shown(self, name: str, says: dict[str, str], inside: str | None) -> str | None:
        if name in {"caption", "wp_caption"} and inside is not None:
            return _captioned(inside, says)
        if name == "gallery":
            return self._gallery(says)
        if name in _ADDRESSED:
            address = (
                (inside or "").strip() or says.get("src") or says.get("url") or says.get("0", "").lstrip("=")
            )
            return _addressed(name, unescape(address), says)
        if name in {"audio", "video", "playlist"}:
            return _player(name, says, inside)
        return None

    def _gallery(self, says: dict[str, str]) -> str | None:
        pictures = self._pictures(says.get("ids") or says.get("include") or "")
        if not pictures:
            return None
        return "\n\n" + "\n\n".join(_figure(picture) for picture in pictures) + "\n\n"

    @staticmethod
    def _is_shortcode(found: re.Match[str], *, closed: bool) -> bool:
        """Whether words in brackets are a shortcode and not the author's own: it has attributes, or an end."""
        if found["end"]:
            return False
        says = found["says"] or ""
        return (
            closed
            or "=" in says
            or "_" in found["name"]
            or says.rstrip().endswith("/")
            or (found["name"].lower() in _KNOWN or "-" in found["name"])
        )


_ADDRESSED = frozenset(
    {"embed", "youtube", "vimeo", "twitter", "tweet", "soundcloud", "instagram", "spotify", "gist"}
)
_SINGLE = frozenset({"gallery"})
_KNOWN = frozenset({"toc", "contact", "archives", "sitemap", "recent-posts", "woocommerce", "polldaddy"})


def _attributes(text: str) -> dict[str, str]:
    """`id="a" align=left b` -> {"id": "a", "align": "left", "0": "b"}."""
    said: dict[str, str] = {}
    for name, double, single, plain, *alone in _SAID.findall(text):
        if name:
            said[name.lower()] = double or single or plain
        else:
            said.setdefault(str(sum(key.isdecimal() for key in said)), "".join(alone))
    return said


def _captioned(inside: str, says: dict[str, str]) -> str:
    shown = re.match(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", inside, re.DOTALL)
    if shown is None:
        return f"\n\n{inside.strip()}\n\n"
    caption = shown[2].strip() or says.get("caption", "")
    told = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"\n\n<figure>{shown[1]}{told}</figure>\n\n"


def _figure(picture: Picture) -> str:
    told = f"<figcaption>{escape(picture.caption, quote=False)}</figcaption>" if picture.caption else ""
    return f'<figure><img src="{escape(picture.address)}" alt="{escape(picture.alt)}">{told}</figure>'


def _addressed(name: str, address: str, says: dict[str, str]) -> str | None:
    if not address.startswith(("http://", "https://", "//")):
        number = says.get("id") or address
        if name == "youtube" and re.fullmatch(r"[\w-]{6,20}", number):
            address = f"https://www.youtube.com/watch?v={number}"
        elif name == "vimeo" and number.isdecimal():
            address = f"https://vimeo.com/{number}"
        elif name == "gist" and re.fullmatch(r"[\w/-]+", number):
            address = f"https://gist.github.com/{number}"
        else:
            return None
    return f"\n\n{_link(address)}\n\n"


def _player(name: str, says: dict[str, str], inside: str | None) -> str | None:
    formats = ("src", "mp3", "mp4", "m4a", "m4v", "ogg", "ogv", "webm", "wav")
    address = next((says[key] for key in formats if says.get(key)), "") or says.get("0", "")
    if not address or name == "playlist":
        return None
    return f'\n\n<{name} src="{escape(unescape(address))}"></{name}>\n\n'


def _code(text: str) -> str:
    """A [code] block as one of HTML; what is HTML already stays."""
    found = re.fullmatch(r"\[(\w+)([^\]]*)\](.*)\[/\w+\]", text, re.DOTALL)
    if found is None:
        return text
    says = _attributes(found[2])
    named = found[1].lower() if found[1].lower() in {"php", "python"} else ""
    language = says.get("language") or says.get("lang") or says.get("0") or named
    classed = f' class="language-{escape(language)}"' if re.fullmatch(r"[\w+#-]+", language) else ""
    return f"<pre><code{classed}>{escape(unescape(found[3].strip(chr(10))), quote=False)}</code></pre>"


def _link(address: str) -> str:
    return f'<a href="{escape(address)}">{escape(address, quote=False)}</a>'


def _times(number: int) -> str:
    return f", {number} times" if number > 1 else ""


# -- Paragraphs -------------------------------------------------------------------------------------------------


class _Aside:
    """Parts of a text that nothing may touch, put aside and brought back."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def put(self, pattern: re.Pattern[str], text: str, form: Callable[[re.Match[str]], str]) -> str:
        def keep(found: re.Match[str]) -> str:
            self._parts.append(form(found))
            return f"\n\n<!--\ue000{len(self._parts) - 1}-->\n\n"

        return pattern.sub(keep, text)

    def back(self, text: str) -> str:
        # What was put aside later may hold what was put aside before.
        for number in range(len(self._parts) - 1, -1, -1):
            text = text.replace(f"<!--\ue000{number}-->", self._parts[number], 1)
        return text


def paragraphs(text: str) -> str:
    """Blank lines as paragraphs and single ones as line breaks, where the author wrote no tags for them."""
    if "\n" not in text.strip():
        return text if _STARTS_BLOCK.match(text) else f"<p>{text}</p>"
    text = _EDGE.sub(r"\n\n\1\n\n", text)
    shown = []
    for part in re.split(r"\n[ \t]*\n\s*", text):
        if not part.strip():
            continue
        if _STARTS_BLOCK.match(part):
            shown.append(part)
        else:
            shown.append(f"<p>{_broken(part.strip())}</p>")
    return _tidied("\n".join(shown))


def _broken(text: str) -> str:
    """A paragraph with its line ends shown: but not inside of a tag, nor where a break stands already."""
    parts = re.split(r"(<[^>]*>)", text)
    return "".join(part if part.startswith("<") else part.replace("\n", "<br>\n") for part in _merged(parts))


def _merged(parts: list[str]) -> list[str]:
    """Without the line end that follows a `<br>`."""
    for place in range(1, len(parts)):
        if re.match(r"<br\b", parts[place - 1], re.IGNORECASE):
            parts[place] = parts[place].removeprefix("\n")
    return parts


# Inside of these, blank lines make paragraphs; directly inside of the others they are nothing.
_NO_PARAGRAPH = re.compile(
    r"(<(?:ul|ol|dl|table|tbody|thead|tfoot|tr)\b[^>]*>)\s*<p>(\s*)</p>", re.IGNORECASE
)
_WRAPPED = re.compile(
    r"(<(?:li|td|th|dt|dd|h[1-6]|p|summary|figcaption)\b[^>]*>)\s*<p>((?:(?!</?p\b).)*)</p>\s*(</(?:li|td|th|dt|dd|h[1-6]|p|summary|figcaption)>)",
    re.IGNORECASE | re.DOTALL,
)


def _tidied(html: str) -> str:
    """One line inside of a list's item, a cell, a heading or a paragraph of the author's own is no paragraph."""
    return _WRAPPED.sub(r"\1\2\3", _NO_PARAGRAPH.sub(r"\1", html))
