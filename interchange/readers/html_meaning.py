"""What a piece of HTML says, as values that can be compared: two that differ would read differently."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import unquote

from articles.markup.tree import Element, is_element, is_more

# Tags whose presence and place count. Others are boxes (div, span) or are told by what is inside (thead).
_BLOCK_MARKS = """aside blockquote dd details dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr iframe li ol pre summary
table td th tr ul video audio embed object"""
_INLINE_MARKS = "abbr bdo cite code del dfn em ins kbd mark q rt ruby samp small strong sub sup time var"
_BREAKS = frozenset({"p", "div", "section", "thead", "tbody", "tfoot", "caption"})
_BLOCK = frozenset(_BLOCK_MARKS.split())
_INLINE = frozenset(_INLINE_MARKS.split())
_SAME = {"b": "strong", "i": "em", "s": "del", "u": "ins"}
# Attributes that say something to a reader; classes and styles are not kept on the site.
_TELLING = {
    "ol": ("start", "reversed", "type"),
    "td": ("colspan", "rowspan", "align"),
    "th": ("colspan", "rowspan", "align"),
    "iframe": ("src",),
    "video": ("src",),
    "audio": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "abbr": ("title",),
    "time": ("datetime",),
    "bdo": ("dir",),
}
Token = tuple[str, ...]
# How a mark begins or ends, and which sort of a mark that is.
_MARKS = {f"{edge}{tag}": edge for tag in (*_INLINE, "a") for edge in "</"}
_EDGES = frozenset({"break", *(f"{edge}{tag}" for tag in _BLOCK for edge in "</")})


@dataclass(frozen=True)
class Meaning:
    """`tokens`: marks and words in their order, white space left out; `text`: the words with their spaces."""

    tokens: tuple[Token, ...] = ()
    text: str = ""


def meaning(root: Element, named: frozenset[str] = frozenset()) -> Meaning:
    """What `root` says. `named` are the ids that links of the whole text lead to: those count, others do not."""
    reader = _Reader(named)
    reader.read(root)
    return Meaning(tuple(_settled(reader.tokens)), " ".join("".join(reader.words).split()))


def joined_meaning(parts: Iterable[Meaning]) -> Meaning:
    """What blocks say that stand one below the other."""
    tokens: list[Token] = []
    words: list[str] = []
    for part in parts:
        tokens += [("break",), *part.tokens, ("break",)]
        words.append(part.text)
    return Meaning(tuple(_settled(tokens)), " ".join(" ".join(words).split()))


def targets(root: Element) -> frozenset[str]:
    """The ids inside of the text that its own links lead to."""
    return frozenset(
        unquote(href[1:])
        for link in root.iter("a")
        if (href := link.get("href", "")).startswith("#") and href[1:]
    )


def tree_text(element: Element) -> str:
    """All the text inside of `element`."""
    return "".join(str(part) for part in element.itertext())


class _Reader:
    def __init__(self, named: frozenset[str]) -> None:
        self.named = named
        self.tokens: list[Token] = []
        self.words: list[str] = []

    def read(self, element: Element) -> None:
        if not is_element(element):
            parent = element.getparent()
            if is_more(element) and parent is not None and parent.tag in _BREAKS:
                # A paragraph may go on behind it.
                self._break()
            return
        tag = _SAME.get(element.tag, element.tag)
        if self.named:
            self._say_id(element)
        if tag == "img":
            self.tokens.append(
                (
                    "img",
                    _address(element.get("src")),
                    _plain(element.get("alt")),
                    _plain(element.get("title")),
                )
            )
        elif tag == "br":
            self.words.append(" ")
            self.tokens.append(("br",))
        elif tag == "input":
            self.tokens.append(("input", element.get("type", "")))
        elif tag == "pre":
            code = tree_text(element).strip("\n").rstrip()
            self.tokens += [("<pre", code, *_marks_in(element)), ("/pre",)]
            self.words.append(f" {code} ")
        elif tag == "a" and element.get("href"):
            self._read_link(element)
        elif tag in _BLOCK or tag in _INLINE:
            telling = tuple(
                element.get(name) or ("" if element.get(name) is None else name)
                for name in _TELLING.get(tag, ())
            )
            self.tokens.append((f"<{tag}", *_told(tag, telling)))
            self._inside(element, apart=tag in _BLOCK)
            self.tokens.append((f"/{tag}",))
        else:
            self._inside(element, apart=tag in _BREAKS)

    def _read_link(self, element: Element) -> None:
        href = _address(element.get("href"))
        if len(element) == 0 and _address("".join((element.text or "").split())) in {
            href,
            href.removeprefix("mailto:"),
            href.removeprefix("http://"),
        }:
            # Such an address becomes a link by itself.
            self._say(element.text or "")
            return
        self.tokens.append(("<a", href, _plain(element.get("title"))))
        self._inside(element, apart=False)
        self.tokens.append(("/a",))

    def _inside(self, element: Element, *, apart: bool) -> None:
        if apart:
            self._break()
        self._say(element.text or "")
        for child in element:
            self.read(child)
            self._say(child.tail or "")
        if apart:
            self._break()

    def _break(self) -> None:
        self.words.append(" ")
        self.tokens.append(("break",))

    def _say(self, text: str) -> None:
        self.words.append(text)
        if stripped := "".join(text.split()):
            self.tokens.append(("text", stripped))

    def _say_id(self, element: Element) -> None:
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name and name in self.named:
                self.tokens.append(("id", name))


def _settled(tokens: Iterable[Token]) -> list[Token]:
    """The tokens without marks around nothing, and without breaks where a block begins or ends anyway."""
    out: list[Token] = []
    for token in tokens:
        name = token[0]
        edge = name in _EDGES
        if edge or name == "br":
            while edge and out and out[-1][0] in {"br", "break"}:
                out.pop()
            if name in {"br", "break"} and (not out or out[-1][0] in _EDGES):
                continue
        if name == "text" and out and out[-1][0] == "text":
            out[-1] = ("text", out[-1][1] + token[1])
        elif _MARKS.get(name) == "/" and out and out[-1][0] == f"<{name[1:]}":
            out.pop()
        else:
            out.append(token)
    while out and out[-1][0] in {"br", "break"}:
        out.pop()
    return _in_one_order(out)


def _in_one_order(tokens: list[Token]) -> list[Token]:
    """Bold italics and italic bold are the same: of marks that begin or end together the order is settled."""
    out: list[Token] = []
    for edge, run in groupby(tokens, key=lambda token: _MARKS.get(token[0])):
        tied = list(run)
        out += sorted(tied) if edge else tied
    return out


def _marks_in(pre: Element) -> Iterator[str]:
    """What stands in preformatted text beside its words: a poem may have emphasis and links."""
    for each in pre.iterdescendants("*"):
        if (tag := _SAME.get(str(each.tag), str(each.tag))) in _INLINE - {"code"} or tag in {"a", "img"}:
            yield f"{tag} {_address(each.get('href') or each.get('src'))} {tree_text(each)}"


def _told(tag: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """The telling values, without those that say what is so anyway: one column, one row, a list from 1."""
    if tag in {"td", "th", "ol"}:
        return tuple("" if value == "1" else value for value in values)
    return tuple(_address(value) if "//" in value else value for value in values)


def _address(value: str | None) -> str:
    return unquote(value or "").strip()


def _plain(value: str | None) -> str:
    return " ".join((value or "").split())
