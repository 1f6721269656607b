"""Mojibake: UTF-8 that was read as Windows-1252 (or the like) and written again, made whole.

Only a text that plainly is mojibake is touched. An article about mojibake shows it beside the right characters
or in code; in a text that was damaged nothing right is left.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

from .document import Document, parse
from .problem import Problem

_SETTINGS: dict[str, Any] = {
    "unescape_html": False,
    "remove_terminal_escapes": False,
    "fix_latin_ligatures": False,
    "fix_character_width": False,
    "uncurl_quotes": False,
    "fix_line_breaks": False,
    "fix_surrogates": False,
    "remove_control_chars": False,
    "normalization": None,
    "explain": False,
}


def _class(first: int, last: int) -> str:
    """Return the characters as which Windows-1252 and Latin-1 show the bytes from `first` to `last`."""
    data = bytes(range(first, last + 1))
    # What Windows-1252 leaves undefined stands for itself, as in Latin-1.
    return "[" + re.escape("".join(sorted({*data.decode("cp1252", "ignore"), *data.decode("latin-1")}))) + "]"


_NEXT = _class(0x80, 0xBF)
# Up to U+FFFF; said by what it is not, which is read many times faster.
_WIDE = "[^\x00-\x7f\U00010000-\U0010ffff]"
# A UTF-8 sequence of two, three or four bytes, each shown as a character of its own; a lost last byte shows as
# U+FFFD. The last line is how MacRoman shows curly quotes, dashes, emoji and accents.
_MOJIBAKE = re.compile(
    f"{_class(0xC2, 0xDF)}{_NEXT}|{_class(0xE0, 0xEF)}{_NEXT}(?:{_NEXT}|\ufffd)|{_class(0xF0, 0xF4)}{_NEXT}{{3}}"
    f"|‚Ä{_WIDE}|\uf8ffü{_WIDE}{{2}}|√[©®†°≥±ß£•™¢¶º´∂]"
)
_CODE = re.compile(
    r"^(?P<fence>```+|~~~+).*?(?:^(?P=fence)|\Z)|(?P<ticks>`+)(?!`)[^`].*?(?P=ticks)",
    re.DOTALL | re.MULTILINE,
)
_NON_ASCII = re.compile(r"[^\x00-\x7f]")
_SUBJECT = re.compile(
    r"mojibake|\bcharsets?\b|utf-?8|latin-?1|windows-?1252|cp1252|\bencodings?\b|unicode", re.IGNORECASE
)
# A closing quote whose last byte (0x9D, undefined in Windows-1252) was thrown away.
_CUT_QUOTE = re.compile(rf"â€(?!{_NEXT})")
_LONGEST = 1_000_000  # characters; beyond that, repair takes more than a second
_PLAIN = 2  # so many make it plain; one alone may be an example


def repair(document: Document) -> Document:
    """Return the document with its mojibake repaired and a problem "text-repaired"; the same object without any."""
    text = document.text
    first = _MOJIBAKE.search(text) if len(text) <= _LONGEST and not text.isascii() else None
    if first is None or not (_is_plain(text) or _is_plain(_own_words(document))):
        return document
    repaired = parse(_fixed(text))
    if repaired.text == text:
        return document
    if _is_broken(document, repaired) or _is_left(repaired):
        repaired = _piecewise(document)
    line = len(re.findall(r"\r\n|\n|\r", text[: first.start()])) + 1
    shown = text[max(0, first.start() - 12) : first.end() + 12].split("\n")[-1].split("\r")[0]
    message = f"The text was UTF-8 read as another encoding, as in {shown!r}; it was repaired."
    notes = [problem for problem in document.problems if problem.code == "encoding-guessed"]
    return repaired.noting(*notes, Problem("text-repaired", message, line))


def _own_words(document: Document) -> str:
    """What only this document says: the names of people, categories and tags are also those of others, and may be
    right where it is damaged.
    """
    fields = document.fields
    return f"{fields.title}\n{fields.description}\n\n{document.body}"


def _is_plain(text: str) -> bool:
    """Tell a damaged text from one that shows damage: outside code, hardly any character is right beside it."""
    prose = _CODE.sub(" ", text)
    damaged = _MOJIBAKE.findall(prose)
    right = len(_NON_ASCII.findall(_CUT_QUOTE.sub("", _MOJIBAKE.sub("", prose))))
    if len(damaged) < _PLAIN:
        # Inside a word it is no quotation: "donâ€™t".
        inside = re.compile(rf"[A-Za-z](?:{_MOJIBAKE.pattern})[A-Za-z]").search(prose)
        return bool(damaged and inside and right == 0 and not _SUBJECT.search(prose))
    if _SUBJECT.search(prose):
        return len(damaged) >= 4 * _PLAIN and right == 0
    return right * 4 <= len(damaged)


def _fixed(text: str) -> str:
    if "â€œ" in text:
        text = _CUT_QUOTE.sub("â€\x9d", text)
    fix, settings = _ftfy()
    return str(fix(text, settings))


@cache
def _ftfy() -> tuple[Any, Any]:
    """What mends a text, and how. Loaded when it is needed, as hardly a text needs it."""
    ftfy = import_module("ftfy")
    return ftfy.fix_text, ftfy.TextFixerConfig(**_SETTINGS)


def _is_broken(before: Document, after: Document) -> bool:
    return (
        before.format != after.format
        or list(before.data) != list(after.data)
        or len(after.frontmatter.faults) > len(before.frontmatter.faults)
    )


def _is_left(repaired: Document) -> bool:
    """Whether it is still in the frontmatter: what YAML escapes (`"\\x81"`) are no characters of the text."""
    fields = repaired.fields
    names = (author.name for author in fields.authors)
    said = (fields.title, fields.description, fields.category, *fields.tags, *names)
    return any(map(_MOJIBAKE.search, said))


def _piecewise(document: Document) -> Document:
    """Repair the body and the texts of the frontmatter one by one, each written so that it can be read again."""
    fields = document.fields
    texts = {key: getattr(fields, key) for key in ("title", "description", "category")}
    values: dict[str, Any] = {key: _fixed(text) for key, text in texts.items() if text}
    if any(map(_MOJIBAKE.search, fields.tags)):
        values["tags"] = list(map(_fixed, fields.tags))
    if any(_MOJIBAKE.search(author.name) for author in fields.authors):
        values["authors"] = [replace(author, name=_fixed(author.name)) for author in fields.authors]
    return document.with_body(_fixed(document.body)).replace(**values)
