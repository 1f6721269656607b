"""The comments that mark WordPress' blocks, taken out of a text; what a server would have filled in is named."""

import json
import re
from collections.abc import Callable, Mapping
from html import escape, unescape

from articles.document import Problem

from .wordpress_paragraphs import paragraphs
from .wordpress_settings import shown_by

# Settings hold no comment of their own: a text full of beginnings without ends takes no time.
BLOCK = re.compile(
    r"<!--\s*(?P<end>/)?wp:(?P<name>[a-z][\w-]*(?:/[a-z][\w-]*)?)\s+(?P<says>\{(?:(?!-->|<!--).)*?\}\s+)?(?P<single>/)?-->",
    re.DOTALL,
)
# Blocks that a server fills in when the page is shown. Of the others, the content stands between their comments.
_NO_CONTENT = frozenset(
    {"more", "nextpage", "spacer", "separator", "paragraph", "html", "group", "column", "columns"}
)
_EMBED = re.compile(
    r"<figure\b[^<>]{0,2000}wp-block-(?:embed|jetpack-videopress)[^<>]{0,2000}>\s*<div[^<>]*>\s*(?P<address>https?://[^\s<]+)\s*</div>\s*"
    r"(?:<figcaption[^<>]*>(?P<caption>(?:(?!<figure\b).)*?)</figcaption>\s*)?</figure>",
    re.DOTALL,
)
# What blocks have beside their content: the viewer and the second link of a file, the sign that opens an answer, the
# button that copies a piece of code.
_FURNITURE = re.compile(
    r"<object\b[^<>]*wp-block-file__embed[^<>]*>\s*</object>"
    r"|<a\b[^<>]*wp-block-file__button[^<>]*>[^<>]*</a>"
    r"|<span\b[^<>]*wp-block-accordion-heading__toggle-icon[^<>]*>[^<>]*</span>"
    r"|</?button\b(?=[^<>]*wp-block-accordion-heading)[^<>]*>|(?<=</span>)</button>(?=</h\d>)"
    r"|<span\b[^<>]*\bcode-block-pro-copy-button\b[^<>]*>(?:(?!</?span\b).)*</span>",
    re.DOTALL,
)
# The question of an accordion of Kadence's, which is a button.
_QUESTION = re.compile(
    r"<button\b[^<>]*\bkt-blocks-accordion-header\b[^<>]*>(?P<says>(?:(?!</?button\b).)*)</button>", re.DOTALL
)
# Code Block Pro writes the language, or a file's name, above the code.
_CODE_HEADER = re.compile(r"(<div\b[^<>]*>)\s*<span\b[^<>]*>([^<>]*)</span>")
_PRE = re.compile(r"<pre\b(?![^<>]*\blang(?:uage)?[-:])")
_BLANK_LINE = re.compile(r"\S\s*?\n[ \t]*\n\s*\S")
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_MOST_SHARED = 3  # blocks that are shared inside of each other


def are_in(text: str) -> bool:
    return BLOCK.search(text) is not None


def read_blocks(
    text: str,
    shared: Mapping[str, str],
    tell: Callable[[Problem], None],
    depth: int = 0,
    *,
    notes: bool = False,
) -> str:
    """The text without the comments that mark blocks; the blocks in `shared`, by id, are put where they are used.

    `tell` is given what can't be shown. `notes` says that the text of footnotes is known and stands elsewhere.
    """
    left: dict[str, int] = {}
    settings: dict[str, None] = {}
    out: list[str] = []
    opened: list[str] = []
    dress: Callable[[str], str] | None = None
    at = 0
    for found in BLOCK.finditer(text):
        inside = text[at : found.start()]
        out.append(dress(inside) if dress else _loose(inside) if _is_loose(opened) else inside)
        at, dress = found.end(), None
        name = found["name"].removeprefix("core/")
        if found["end"]:
            if name in opened:
                del opened[len(opened) - 1 - opened[::-1].index(name) :]
            continue
        says = _json(found["says"]) if found["says"] else {}
        if not found["single"]:
            opened.append(name)
            dress = _dressed(name, says)
        elif name == "block" and str(says.get("ref", "")) in shared and depth < _MOST_SHARED:
            out.append(read_blocks(shared[str(says["ref"])], shared, tell, depth + 1))
        elif name == "block":
            tell(Problem("block-left-out", f"The shared block {says.get('ref', '')} is not in the export."))
        elif shown := shown_by(name, says):
            out.append(f"\n\n{shown}\n\n")
            settings.setdefault(name)
        elif name not in _NO_CONTENT and not (notes and name == "footnotes"):
            left[name] = left.get(name, 0) + 1
    rest = text[at:]
    out.append(_loose(rest) if opened or at else rest)
    for name, times in left.items():
        message = f"The block “{name}” has no content of its own and was left out{_times(times)}."
        tell(Problem("block-left-out", message))
    if settings:
        named = ", ".join(f"“{name}”" for name in settings)
        tell(
            Problem(
                "block-unfilled",
                f"Of the blocks {named}, which a server fills in, the texts in their settings were kept.",
            )
        )
    shown = _QUESTION.sub(_asked, _EMBED.sub(_read_embed, "".join(out)))
    return _FURNITURE.sub("", shown)


def _is_loose(opened: list[str]) -> bool:
    return not opened or opened[-1] == "freeform"


def _loose(text: str) -> str:
    """What stands outside of blocks, from the classic editor: blank lines are paragraphs, if there are no others."""
    if _BLANK_LINE.search(text) and not _PARAGRAPH.search(text):
        return f"\n\n{paragraphs(text)}\n\n"
    return text


def _dressed(name: str, says: Mapping[str, object]) -> Callable[[str], str] | None:
    """What is to be made of the beginning of a block's content; None for what stays as it is."""
    language, address = says.get("language"), says.get("url")
    if isinstance(language, str) and re.fullmatch(r"[\w+#-]+", language):
        if name == "kevinbatdorf/code-block-pro":
            return lambda inside: _PRE.sub(f'<pre lang="{language}"', _code_alone(inside, language), count=1)
        return lambda inside: _PRE.sub(f'<pre lang="{language}"', inside, count=1)
    if name == "cover" and isinstance(address, str):
        return lambda inside: (
            inside
            if "<img" in inside or "<video" in inside
            else f'<p><img src="{escape(address)}" alt=""></p>{inside}'
        )
    return None


def _asked(found: re.Match[str]) -> str:
    says = found["says"]
    return says if "<strong" in says else f"<strong>{says}</strong>"


def _code_alone(inside: str, language: str) -> str:
    """The code without its button, and without the name of its language above it."""
    plain = _FURNITURE.sub("", inside)
    header = _CODE_HEADER.search(plain)
    if header and header[2].strip().lower() == language.lower():
        return plain[: header.end(1)] + plain[header.end() :]
    return plain


def _read_embed(found: re.Match[str]) -> str:
    caption = f"<p>{found['caption']}</p>" if found["caption"] else ""
    address = unescape(found["address"])
    return f'<p><a href="{escape(address)}">{escape(address, quote=False)}</a></p>{caption}'


def _json(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _times(number: int) -> str:
    return f", {number} times" if number > 1 else ""
