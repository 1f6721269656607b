"""What WordPress stores as a post's content -> the HTML that it would have shown.

Three things lie between the two: comments that mark blocks, shortcodes in square brackets, and paragraphs that are
only blank lines.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape

from articles.document import Problem

from . import wordpress_blocks as blocks
from .text_notes import NOTE
from .wordpress_paragraphs import Aside, paragraphs
from .wordpress_shortcodes import Picture, Shortcodes

_MORE = re.compile(r"<!--\s*more\b.*?-->", re.DOTALL)
_NEXT_PAGE = re.compile(r"<!--\s*nextpage\s*-->")
# Of SyntaxHighlighter and its like: languages are shortcodes of their own.
_NAMED = """php python py bash shell css html xhtml js jscript javascript typescript java ruby rb rails sql xml xslt
    perl pl c cpp c# csharp objc swift go golang rust scala clojure haskell erlang fsharp delphi pascal powershell
    actionscript as3 coldfusion groovy diff vb vbnet matlab r yaml json arduino"""
_LANGUAGES = frozenset(_NAMED.split())
_CODES = "|".join(map(re.escape, ["code", "sourcecode", "source", "codesyntax", "prettify", "crayon", "highlight",
                                  *_LANGUAGES]))  # fmt: skip
# Words that may stand around anything: code where it begins on a line of its own.
_PLAIN = r"(?:plain|text)(?=[^\]\n]{0,200}\]\n)"
# CodeColorer's, with its settings and the language as parts of its name: [cc], [cc_php], [ccnLe_php].
_COLORER = r"cc[a-z]{0,8}(?:_[\w+#-]{1,20})?"
# None of these looks further than the next of its kind: a text full of beginnings without ends takes no time.
_VERBATIM = re.compile(
    r"<(pre|script|style|textarea)\b(?:(?!<\1\b).)*?</\1\s*>"
    r"|<code\s+lang=(?:(?!<code\b).)*?</code\s*>"
    rf"|\[({_CODES}|{_PLAIN})(?![-\w#+])(?:(?!\[\2(?![-\w#+])).)*?\[/\2\]"
    rf"|\[({_COLORER})(?![-\w#+])(?:(?!\[cc).)*?\[/\3\]",
    re.DOTALL | re.IGNORECASE,
)
_COLORED = re.compile(
    r"(?:<code\s+lang=[\"']?(?P<tongue>[\w+#-]+)[^<>]*>\n(?P<lines>.*)</code\s*>)", re.DOTALL
)
# WP-Syntax shows what stands in such a <pre> as it is written, tags that nobody escaped and all.
_PRE_OF = re.compile(r"(<pre\b[^<>]*\slang=[\"']?[\w+#-]+[^<>]*>)(.*)(</pre\s*>)", re.DOTALL | re.IGNORECASE)
_OF_CODE = re.compile(r"<(?:\?|[!/]?(?!(?:span|br|code|b|strong|i|em|u|a|font)\b)[a-z])", re.IGNORECASE)
_FIGURE = re.compile(r"<figure\b(?:(?!<figure\b).)*?</figure>", re.DOTALL)
_ADDRESS_LINE = re.compile(r"^[ \t]*(https?://[^\s<>\"]+)[ \t]*$", re.MULTILINE)
# How WordPress.com marks formulas in TeX; behind one may stand its colours and its size.
_FORMULA = re.compile(
    r"\$latex[ \t\n]+([^$]{1,2000}?)[ \t\n]*(?:&(?:amp;)?(?:bg|fg|s)=[\w-]{1,10}){0,3}[ \t\n]*\$"
)
_NOTE_OF_BLOCKS = re.compile(r"<sup\b[^<>]*\bdata-fn=\"([^\"<>]+)\"[^<>]*>(?:(?!<sup\b).)*?</sup>", re.DOTALL)


@dataclass
class Content:
    """The HTML of a post's content, and what of it could not be taken over.

    `notes` are the texts of footnotes, in HTML; the first one's mark is `NOTE` with 1. `gates` are the shortcodes in it
    that only some readers could see into.
    """

    html: str = ""
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    gates: list[str] = field(default_factory=list)

    def note(self, text: str) -> str:
        """The mark of a footnote with this text."""
        self.notes.append(text)
        return NOTE.format(len(self.notes))


def read_content(
    raw: str,
    pictures: Callable[[str], list[Picture]],
    reusable: Mapping[str, str] | None = None,
    notes: Sequence[tuple[str, str]] = (),
) -> Content:
    """The HTML of `raw`. `pictures` gives what a [gallery] shows, by its `ids` ("" for all of the post's own);
    `reusable` are the blocks of the site that posts refer to, by id; `notes` are footnotes of blocks, id and text.
    """
    content = Content()
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = _with_notes(text, notes, content)
    of_blocks = blocks.are_in(text)
    text = blocks.read_blocks(text, reusable or {}, content.problems.append, notes=bool(content.notes))
    text = _MORE.sub("\n\n<!--more-->\n\n", _NEXT_PAGE.sub("\n\n", text))
    aside = Aside()
    text = aside.put(_VERBATIM, text, lambda found: _code(found[0]))
    shortcodes = Shortcodes(pictures, content.note, content.problems.append)
    text = shortcodes.read(_FORMULA.sub(r"$\1$", text))
    content.gates = list(shortcodes.gates)
    if not of_blocks:
        text = _ADDRESS_LINE.sub(
            lambda found: f'\n\n<p><a href="{escape(found[1])}">{escape(found[1], quote=False)}</a></p>\n\n',
            text,
        )
        text = paragraphs(aside.put(_FIGURE, text, lambda found: found[0]))
    content.html = aside.back(text)
    return content


def footnotes_in(said: str) -> list[tuple[str, str]]:
    """The notes that a post of blocks keeps beside its text, as JSON: id and HTML of each."""
    try:
        listed = json.loads(said or "[]")
    except (ValueError, RecursionError):
        return []
    return [
        (str(each["id"]), str(each.get("content") or ""))
        for each in (listed if isinstance(listed, list) else ())
        if isinstance(each, dict) and each.get("id")
    ]


def _with_notes(text: str, notes: Sequence[tuple[str, str]], content: Content) -> str:
    known = dict(notes)
    numbers: dict[str, str] = {}

    def mark(found: re.Match[str]) -> str:
        name = found[1]
        if name not in known:
            return found[0]
        if name not in numbers:
            numbers[name] = content.note(known[name])
        return numbers[name]

    return _NOTE_OF_BLOCKS.sub(mark, text) if known else text


def _code(text: str) -> str:
    """A [code] block as one of HTML. What is HTML already stays, but for a `<code lang>` of several lines."""
    if found := _COLORED.fullmatch(text):
        return _block_of_code(found["lines"], found["tongue"])
    if (found := _PRE_OF.fullmatch(text)) and _OF_CODE.search(found[2]):
        return f"{found[1]}{escape(unescape(found[2]), quote=False)}{found[3]}"
    found = re.fullmatch(r"\[([\w+#-]+)([^\]]*)\](.*)\[/[\w+#-]+\]", text, re.DOTALL)
    if found is None:
        return text
    name, _, tongue = found[1].lower().partition("_")
    says, inside = found[2], found[3]
    language = _language_in(says, only_named=name == "highlight") or (name if name in _LANGUAGES else tongue)
    in_line = not says.strip() and "\n" not in inside
    if name == "highlight" and not language and (says.strip() or in_line):
        return f"<mark>{inside}</mark>"
    if (name in {"cc", "code", "html"} and in_line and not tongue) or _is_in_line(name):
        return f"<code>{escape(unescape(inside), quote=False)}</code>"
    return _block_of_code(inside, language)


def _is_in_line(name: str) -> bool:
    """Whether CodeColorer's settings, which are letters behind its name, say that the code is part of a sentence."""
    return re.fullmatch("cc[a-z]*", name) is not None and "i" in name


def _block_of_code(text: str, language: str) -> str:
    classed = f' class="language-{escape(language)}"' if re.fullmatch(r"[\w+#-]+", language) else ""
    return f"<pre><code{classed}>{escape(unescape(text.strip(chr(10))), quote=False)}</code></pre>"


def _language_in(says: str, *, only_named: bool) -> str:
    """The language that settings name; the only word in them may be one as well, unless it has to be `lang=`."""
    found = re.search(
        r"\b(?:language|lang)\s*=\s*[\"']?([\w+#-]+)|^\s*[\"']?([\w+#-]+)[\"']?\s*$|^=([\w+#-]+)", says
    )
    named = next(filter(None, found.groups()), "") if found else ""
    return "" if only_named and found and not found[1] and named.lower() not in _LANGUAGES else named
