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
_LANGUAGES = """php python bash shell css html js javascript java ruby sql xml perl cpp csharp objc swift go golang
scala powershell actionscript groovy diff vb matlab"""
_CODES = "|".join(["code", "sourcecode", "source", "crayon", "cc", "highlight", *_LANGUAGES.split()])
# None of these looks further than the next of its kind: a text full of beginnings without ends takes no time.
_VERBATIM = re.compile(
    r"<(pre|script|style|textarea)\b(?:(?!<\1\b).)*?</\1\s*>"
    rf"|\[({_CODES})\b(?![-\w])(?:(?!\[\2\b).)*?\[/\2\]",
    re.DOTALL | re.IGNORECASE,
)
_FIGURE = re.compile(r"<figure\b(?:(?!<figure\b).)*?</figure>", re.DOTALL)
_ADDRESS_LINE = re.compile(r"^[ \t]*(https?://[^\s<>\"]+)[ \t]*$", re.MULTILINE)
_NOTE_OF_BLOCKS = re.compile(r"<sup\b[^<>]*\bdata-fn=\"([^\"<>]+)\"[^<>]*>(?:(?!<sup\b).)*?</sup>", re.DOTALL)


@dataclass
class Content:
    """The HTML of a post's content, and what of it could not be taken over.

    `notes` are the texts of footnotes, in HTML; the first one's mark is `NOTE` with 1.
    """

    html: str = ""
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

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
    text = Shortcodes(pictures, content.note, content.problems.append).read(text)
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
    """A [code] block as one of HTML; what is HTML already stays."""
    found = re.fullmatch(r"\[(\w+)([^\]]*)\](.*)\[/\w+\]", text, re.DOTALL)
    if found is None:
        return text
    name, says = found[1].lower(), found[2]
    if name in {"highlight", "cc", "code", "html"} and not says.strip() and "\n" not in found[3]:
        # In the middle of a line.
        tag = "mark" if name == "highlight" else "code"
        return f"<{tag}>{escape(unescape(found[3]), quote=False) if tag == 'code' else found[3]}</{tag}>"
    language = _language_in(says) or (name if name in _LANGUAGES.split() else "")
    classed = f' class="language-{escape(language)}"' if re.fullmatch(r"[\w+#-]+", language) else ""
    return f"<pre><code{classed}>{escape(unescape(found[3].strip(chr(10))), quote=False)}</code></pre>"


def _language_in(says: str) -> str:
    found = re.search(
        r"\b(?:language|lang)\s*=\s*[\"']?([\w+#-]+)|^\s*[\"']?([\w+#-]+)[\"']?\s*$|^=([\w+#-]+)", says
    )
    return next(filter(None, found.groups()), "") if found else ""
