"""HTML bodies as Markdown: whatever the Markdown would lose stays HTML, block by block.

The conversion itself is html-to-markdown's. What it wrote is rendered and compared with the HTML it came from:
words, links, pictures, headings, lists, tables, emphasis, all in their order. A block that comes out differently
(a table with spans, a figure with several pictures, a player) stands in the document as HTML instead.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from typing import Any

import html_to_markdown as converter
from lxml import etree
from lxml.html.defs import tags

from articles.markup import RenderRefused
from articles.markup.blocks import prepare
from articles.markup.bounded import allowed, call_bounded
from articles.markup.engines import to_html
from articles.markup.placeholders import show
from articles.markup.sanitize import EMBEDS, normalise
from articles.markup.tree import Element, is_element, is_more, make, parse

from . import embedded
from .html_blocks import BLOCKS, BOXES, MORE, blocks_of, serialise
from .html_formulas import mark_formulas, without_ticks
from .html_meaning import Meaning, joined_meaning, meaning, targets, tree_text
from .html_preparing import dropped_from, prepared
from .html_tables import aligned
from .html_tidying import tidy

_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_ELEMENTS = tags | {"nobr", "svg", "math", "path", "o:p"}
_BRACKET = re.compile(r"</?([a-zA-Z][\w:.-]*)")
_UNCLOSED_TAGS = """area base br col dd dt embed hr img input li link meta option p source tbody td tfoot th thead tr
track wbr"""
_CLOSED_BY_THEMSELVES = frozenset(_UNCLOSED_TAGS.split())
_MAX_DEPTH = 150
# What a body may have to be converted. Each tag takes a kilobyte or two of memory meanwhile; a long novel has less.
_MAX_CHARACTERS = 1_000_000
_MAX_TAGS = 30_000
_CONVERT = f"{__name__}:convert_tree"
_COMPARE = f"{__name__}:compare_trees"
_EVERYTHING = "everything (it is too large or nested too deeply)"
_SEPARATE = "<!-- -->"
# Space that is meant: the converter would take it for any other.
_NBSP, _STAND_IN = "\xa0", "\ue00a"
_KEPT_INLINE = """abbr bdi bdo cite dfn ins kbd mark q rp rt ruby s samp small sub sup time u var"""
_OPTIONS: dict[str, Any] = {
    # The defaults, but not by their names: those are looked up again for each block, which took a quarter of all.
    "heading_style": converter.HeadingStyle.ATX,
    "list_indent_type": converter.ListIndentType.SPACES,
    "highlight_style": converter.HighlightStyle.DOUBLE_EQUAL,
    "whitespace_mode": converter.WhitespaceMode.NORMALIZED,
    "newline_style": converter.NewlineStyle.SPACES,
    "code_block_style": converter.CodeBlockStyle.BACKTICKS,
    "inline_data_media": converter.InlineDataMedia.KEEP,
    "hidden_content": converter.HiddenContent.DROP,
    "url_escape_style": converter.UrlEscapeStyle.ANGLE,
    "link_style": converter.LinkStyle.INLINE,
    "output_format": converter.OutputFormat.MARKDOWN,
    "tier_strategy": converter.TierStrategy.AUTO,
    "bullets": "-",
    "compact_tables": True,
    "br_in_tables": True,
    "extract_metadata": False,
    "autolinks": True,
    "keep_inline_images_in": ["h1", "h2", "h3", "h4", "h5", "h6"],
    "preserve_tags": _KEPT_INLINE.split(),
}
_PLAIN = converter.ConversionOptions(**_OPTIONS)
_ESCAPING = converter.ConversionOptions(
    **_OPTIONS, escape_asterisks=True, escape_underscores=True, escape_misc=True
)


@dataclass(frozen=True)
class Converted:
    """A body as Markdown.

    `kept` names the elements of which HTML was kept, `dropped` those that show nothing and went; each once, in order.
    """

    markdown: str
    kept: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def to_markdown(html: str, readdress: Callable[[str], str] = str, *, here: bool = False) -> Converted:
    """The Markdown of an HTML body. `readdress` gives each address of a link or a picture its new form.

    Never raises on content: what is nested too deeply to be read, or takes too long, stays as it is. The conversion
    is done by a process that can be killed, for it renders Markdown that somebody else's HTML has led to; `here` says
    that this is one already.
    """
    short, pictures = embedded.set_aside(html)
    converted = _to_markdown(short, readdress, here=here)
    return replace(converted, markdown=embedded.put_back(converted.markdown, pictures))


def _to_markdown(html: str, readdress: Callable[[str], str], *, here: bool) -> Converted:
    dropped = dropped_from(html)
    try:
        if is_too_much(html):
            return Converted(html, (_EVERYTHING,), dropped)
        normal = _normal(html)
        addresses = {address: readdress(address) for *_, address in _addresses(parse(normal))}
        arguments = {"html": normal, "addresses": addresses, "dropped": dropped}
        if here:
            return convert_tree(normal, addresses, dropped)
        converted: Converted = call_bounded(_CONVERT, arguments, seconds=allowed(len(html)))
    except (RenderRefused, RecursionError):
        return Converted(html, (_EVERYTHING,), dropped)
    return converted


def says_same(markdown: str, html: str) -> bool:
    """Whether `markdown`, as it is shown here, says what `html` does. As `to_markdown` it takes bounded time."""
    if is_too_much(html):
        return False
    try:
        arguments = {"markdown": markdown, "html": html}
        return bool(call_bounded(_COMPARE, arguments, seconds=allowed(len(html) + len(markdown))))
    except (RenderRefused, RecursionError):
        return False


def compare_trees(markdown: str, html: str) -> bool:
    """As `says_same`, in this process. Raises RenderRefused."""
    try:
        root = parse(_normal(html))
        tidy(root)
        mark_formulas(root, html)
        named = targets(root)
        return _says(markdown, meaning(root, named), named)
    except RecursionError:
        raise RenderRefused("nesting", "The text is nested too deeply.") from None


def convert_tree(html: str, addresses: Mapping[str, str], dropped: tuple[str, ...]) -> Converted:
    """As `to_markdown`, in this process, of HTML that is normal. Raises RenderRefused."""
    try:
        converted = _converted(_readdressed(html, addresses), dropped)
        # Reading its blocks takes a tree apart; the whole is made of another one.
        return converted or Converted(
            _one_below_the_other([_as_html(_readdressed(html, addresses))]), ("everything",), dropped
        )
    except RecursionError:
        raise RenderRefused("nesting", "The text is nested too deeply.") from None


def _readdressed(html: str, addresses: Mapping[str, str]) -> Element:
    root = parse(html)
    for element, name, address in list(_addresses(root)):
        element.set(name, addresses[address])
    tidy(root)
    mark_formulas(root, html)
    for link in root.iter("a"):
        if not {str(each.tag) for each in link.iterdescendants("*")} & (BLOCKS - BOXES):
            etree.strip_tags(link, *BOXES)
    return root


def _converted(root: Element, dropped: tuple[str, ...]) -> Converted | None:
    """The Markdown block by block; None for a text that falls apart into blocks that do not say the same."""
    named = targets(root)
    words = _unspaced(root)
    blocks = [_Block.of(element, named) for element in blocks_of(root)]
    if words != "".join(_unspaced(block.element) for block in blocks):
        return None
    for block in blocks:
        block.write()
    # Mostly all of them are right together; those that are not are mended one by one.
    telling = [block for block in blocks if block.said.tokens]
    shown = _shown_apart(_joined(blocks), named)
    if shown != [block.said for block in telling]:
        lost = _not_shown(telling, shown or [])
        if not (_say_same(blocks, lost, named) or _say_same(blocks, telling, named)):
            # The blocks are right one by one and not together (a footnote's mark here, its text there): rare.
            return Converted(_one_below_the_other([block.html for block in blocks]), ("everything",), dropped)
    kept = tuple(dict.fromkeys(block.kept for block in blocks if block.kept))
    return Converted(_joined(blocks), kept, dropped)


def plain_text(html: str) -> str:
    """The words of a short piece of HTML (a title, a description) on one line.

    What is no element of HTML is one of them: "Using vector<int>" is a title that was escaped once too rarely.
    """
    html = _BRACKET.sub(
        lambda found: found[0] if found[1].lower() in _ELEMENTS else f"&lt;{found[0][1:]}", html
    )
    try:
        text = tree_text(parse(normalise(re.sub(r"<br\s*/?>|</p>", " ", html))))
    except (RenderRefused, RecursionError):
        text = unescape(re.sub(r"<[^>]*>", "", html))
    return " ".join(text.split())


def is_too_much(html: str) -> bool:
    """Whether a text is too long, or nested too deeply, to be read as a tree."""
    return len(html) > _MAX_CHARACTERS or html.count("<") > _MAX_TAGS or _depth(html) > _MAX_DEPTH


def _depth(html: str) -> int:
    """How deeply tags are nested, at most; those that close by themselves do not count."""
    depth = deepest = 0
    for closing, name in _ANY_TAG.findall(html):
        if name.lower() not in _CLOSED_BY_THEMSELVES:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


# -- Before -----------------------------------------------------------------------------------------------------


def _normal(html: str) -> str:
    """The HTML as `parse` takes it, with what its readers see."""
    return normalise(prepared(html))


def _addresses(root: Element) -> Iterator[tuple[Element, str, str]]:
    """The elements that lead somewhere or show something, with the attribute that says what."""
    for element in root.iterdescendants("a", "img", "source", *EMBEDS):
        for name in ("href", "src", "data"):
            if value := element.get(name):
                yield element, name, value


# -- Block by block ---------------------------------------------------------------------------------------------


@dataclass
class _Block:
    """One block: what it says, how it is written, and which kind of HTML was kept of it ("" for none).

    `caption` is the HTML of a captioned picture in the form that Markdown has for one.
    """

    element: Element
    said: Meaning
    caption: str = ""
    written: str = ""
    kept: str = ""

    @classmethod
    def of(cls, element: Element, named: frozenset[str]) -> "_Block":
        if not is_element(element):
            return cls(element, Meaning())
        shown = _captioned(element)
        if shown is None:
            return cls(element, meaning(element, named))
        # On the site, a picture alone in its paragraph is a figure, and its title the caption.
        return cls(element, meaning(shown, named), serialise(shown))

    @property
    def html(self) -> str:
        return _as_html(self.element)

    def write(self) -> None:
        """As Markdown, which mostly says the same; a player, which has none, as HTML."""
        if not is_element(self.element):
            self.written = self.html
        elif next(self.element.iter(*EMBEDS), None) is not None:
            self._keep()
        elif self.said.tokens:
            self.written = without_ticks(self._converted(_PLAIN), self.element)

    def mend(self, named: frozenset[str]) -> None:
        """As Markdown that says the same where it stands alone, else as HTML."""
        if self.kept or _says(self.written, self.said, named):
            return
        self.written = self._converted(_ESCAPING)
        if not _says(self.written, self.said, named):
            self._keep()
            if self.caption:
                self.said = meaning(self.element, named)

    def _keep(self) -> None:
        self.kept, self.written = _kind(self.element), self.html

    def _converted(self, options: converter.ConversionOptions) -> str:
        html = self.caption or serialise(self.element)
        written = converter.convert(html.replace(_NBSP, _STAND_IN), options).content or ""
        written = written.strip("\n").replace(_STAND_IN, _NBSP)
        return aligned(written, self.element) if self.element.tag == "table" else written


def _unspaced(element: Element) -> str:
    """The words of an element without white space, which there is between any two blocks."""
    return "".join(tree_text(element).split()) if is_element(element) else ""


def _says(markdown: str, said: Meaning, named: frozenset[str]) -> bool:
    """Whether `markdown` says the same once it is rendered."""
    shown = _shown(markdown)
    return shown is not None and meaning(shown, named) == said


def _say_same(blocks: list[_Block], lost: Iterable[_Block], named: frozenset[str]) -> bool:
    """Whether all blocks say the same together, once those that were lost are mended one by one."""
    for block in lost:
        block.mend(named)
    return _says(_joined(blocks), joined_meaning(block.said for block in blocks), named)


def _shown_apart(markdown: str, named: frozenset[str]) -> list[Meaning] | None:
    """What each block says that is shown; None where something stands beside them, which would run together."""
    shown = _shown(markdown)
    if shown is None or any(is_element(each) and each.tag not in BLOCKS for each in shown):
        return None
    if "".join((shown.text or "", *(each.tail or "" for each in shown))).strip():
        return None
    return [said for each in shown if (said := meaning(each, named)).tokens]


def _not_shown(blocks: list[_Block], shown: list[Meaning]) -> Iterator[_Block]:
    """The blocks that are not what is shown in their places, counted from the first and from the last."""
    at = dict(enumerate(shown))
    further = len(shown) - len(blocks)
    for place, block in enumerate(blocks):
        if block.said not in (at.get(place), at.get(place + further)):
            yield block


def _shown(markdown: str) -> Element | None:
    """The tree of `markdown` as it is rendered; None for what is refused."""
    try:
        return parse(normalise(show(to_html(prepare(markdown, "commonmark"), "commonmark"))))
    except (RenderRefused, RecursionError):
        return None


def _captioned(block: Element) -> Element | None:
    """A figure of one picture with a caption of mere words, as a paragraph; None for anything else."""
    if block.tag != "figure":
        return None
    pictures = list(block.iter("img"))
    captions = list(block.iter("figcaption"))
    others = {each.tag for each in block.iterdescendants("*")} - {
        "img",
        "figcaption",
        "a",
        "div",
        "p",
        "span",
    }
    if (
        len(pictures) != 1
        or len(captions) != 1
        or others
        or next(captions[0].iterdescendants("a"), None) is not None
    ):
        return None
    caption = " ".join(tree_text(captions[0]).split())
    picture = pictures[0]
    if not caption or not picture.get("src"):
        return None
    alone = make("img", {**{key: picture.get(key, "") for key in ("src", "alt")}, "title": caption})
    link = next(picture.iterancestors("a"), None)
    return make("p", None, alone if link is None else make("a", {"href": link.get("href", "")}, alone))


def _as_html(block: Element) -> str:
    """The block as HTML that a Markdown parser takes as a whole: no empty line in it, a block's tag at its front."""
    if not is_element(block):
        return MORE if is_more(block) else ""
    html = serialise(block)
    if block.tag == "p" and any(each.tag in BLOCKS for each in block.iterdescendants("*")):
        html = f"<div>{html[3:-4]}</div>"
    elif block.tag not in BLOCKS or block.tag in EMBEDS:
        html = f"<div>{html}</div>"
    html = re.sub(r"<pre\b.*?</pre>", lambda code: code[0].replace("\n", "&#10;"), html, flags=re.DOTALL)
    return re.sub(r"\n\s*\n", "\n", html).strip()


def _kind(block: Element) -> str:
    """What the report calls a block that stayed HTML: the most telling element in it."""
    tags = {element.tag for element in block.iter("*")}
    telling = ("iframe", "video", "audio", "embed", "object", "table", "figure", "dl", "details", "pre")
    return next((tag for tag in telling if tag in tags), str(block.tag))


def _joined(blocks: list[_Block]) -> str:
    return _one_below_the_other([block.written for block in blocks])


def _one_below_the_other(blocks: list[str]) -> str:
    """The blocks one below the other; two lists that follow each other stay two."""
    body: list[str] = []
    for block in filter(None, blocks):
        if body and _list_mark(body[-1], last=True) and _list_mark(body[-1], last=True) == _list_mark(block):
            body.append(_SEPARATE)
        body.append(block)
    return "\n\n".join(body) + "\n" if body else ""


def _list_mark(markdown: str, *, last: bool = False) -> str:
    """How the list that `markdown` is marks its items; "" for what is no list. (A block is a list as a whole.)"""
    found = re.match(r"(?:([-*+])|\d{1,9}([.)])) ", markdown)
    return (found[1] or found[2]) if found else ""
