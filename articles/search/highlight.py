"""Marking what was found: a title or a passage as HTML, escaped, with `<mark>` around the matches.

The text is not cut into tokens again, which would take longer than the search itself. It is folded in one pass, and a
regular expression for each wanted term runs over it.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice

from articles.words import UNSPACED, fold, singular

from .query import Query, Term

PASSAGE = 240
# A match begins about this far into the passage, so that one sees what leads to it.
_LEAD = 60
# Among how many matches of each term the best place is chosen; later ones are not marked.
_CONSIDERED = 50
_UNSPACED = re.compile(f"[{UNSPACED}]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
Span = tuple[int, int]


@dataclass(frozen=True)
class Highlighter:
    """Finds the wanted terms of one query in texts."""

    patterns: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, query: Query) -> "Highlighter":
        return cls(tuple(re.compile(_term_pattern(term)) for term in query.wanted))

    def whole(self, text: str) -> str:
        """All of `text` as HTML."""
        return _marked(text, self.spans(text))

    def passage(self, text: str, otherwise: str = "") -> str:
        """About PASSAGE characters of `text` around the place where most was found, as HTML.

        Where nothing was found it is the beginning of `otherwise`, or else of `text`.
        """
        spans = self.spans(text)
        if not spans:
            text = otherwise or text
            spans = self.spans(text)
        start, end = _window(text, spans)
        inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
        html = _marked(text[start:end], inside)
        return f"{'… ' if start else ''}{html}{' …' if end < len(text) else ''}"

    def spans(self, text: str) -> list[Span]:
        """Where in `text` the terms are, in order, not overlapping; of each term the first _CONSIDERED."""
        folded, original = _folded(text)
        found = sorted(
            span for pattern in self.patterns for span in islice(_matches(pattern, folded), _CONSIDERED)
        )
        spans: list[Span] = []
        for start, end in found:
            # A part of a character is shown as the whole, two parts of one once, and what vanished behind it with it.
            start, end = original(start), max(original(end - 1) + 1, original(end))  # noqa: PLW2901
            if not spans or start >= spans[-1][1]:
                spans.append((start, end))
        return spans


def _matches(pattern: re.Pattern[str], folded: str) -> Iterator[Span]:
    """Matches that begin a word. A look-behind would say the same, and make the search ten times slower."""
    for match in pattern.finditer(folded):
        start, end = match.span()
        if start == 0 or not folded[start - 1].isalnum() or _UNSPACED.match(folded, start):
            yield start, end


def _term_pattern(term: Term) -> str:
    """A regular expression for the words of `term`, in folded text."""
    parts = [_word_pattern(word) for word in term.words]
    last = term.words[-1]
    if not _UNSPACED.match(last):
        parts[-1] = re.escape(last) if term.prefix else rf"{parts[-1]}(?![^\W_])"
    return r"[\W_]*".join(parts)


def _word_pattern(word: str) -> str:
    """`word`, in the singular and in the plural."""
    base = singular(word)
    if not base.isascii() or not base.isalpha() or len(base) < 3:
        return re.escape(word)
    return f"{base[:-1]}(?:y|ies)" if base.endswith("y") else f"{base}(?:s|es)?"


def _folded(text: str) -> tuple[str, Callable[[int], int]]:
    """`text` folded as for the index, and the function that leads from a place in it to the one in `text`."""
    if text.isascii():
        return text.lower(), int
    # Character by character, so that places can be told; marks that stand for themselves vanish. Only the few
    # characters that change are replaced: a translation table would look up every one.
    growth = {}
    folded = text
    for char in set(_NOT_ASCII.findall(text)):
        plain = _fold_character(char)
        if plain != char:
            folded = folded.replace(char, plain)
            growth[char] = len(plain) - 1
    growth = {char: more for char, more in growth.items() if more}
    return folded.lower(), _way_back(text, growth) if growth else int


def _fold_character(char: str) -> str:
    return fold(char) if unicodedata.category(char)[0] in "LMN" else " "


def _way_back(text: str, growth: dict[str, int]) -> Callable[[int], int]:
    """Leads from a character of a folded text to the one in `text` that it was made of; of those, the ones named in
    `growth` take so much more room.
    """
    ends, grown, made_of = [], [0], []
    for match in re.finditer(f"[{re.escape(''.join(growth))}]", text):
        grown.append(grown[-1] + growth[match[0]])
        ends.append(match.end() + grown[-1])
        made_of.append(match.start())

    def back(place: int) -> int:
        passed = bisect_right(ends, place)
        found = place - grown[passed]
        return min(found, made_of[passed]) if passed < len(made_of) else found

    return back


def _window(text: str, spans: Sequence[Span]) -> Span:
    """The stretch of `text` to show: where the most different words stand together; the first of equals."""
    best, most = 0, 0
    for index, (start, _) in enumerate(spans[:_CONSIDERED]):
        near = (span for span in spans[index : index + _CONSIDERED] if span[1] <= start + PASSAGE - _LEAD)
        different = len({singular(fold(text[a:b])) for a, b in near})
        if different > most:
            best, most = start, different
    start = best - _LEAD if best > _LEAD else 0
    if start:
        start = _after_space(text, start, best)
    end = start + PASSAGE
    if end < len(text):
        # Not inside a match, and not inside a word if a space is near.
        end = next((b for a, b in spans if a < end < b), end)
        space = text.rfind(" ", end - _LEAD // 2, end + 1)
        end = space if space > best else end
    return start, min(end, len(text))


def _after_space(text: str, start: int, limit: int) -> int:
    """The beginning of the first word after `start`, if there is one before `limit`."""
    space = text.find(" ", start, limit)
    return space + 1 if space >= 0 else start


def _marked(text: str, spans: Sequence[Span]) -> str:
    parts, done = [], 0
    for start, end in spans:
        parts += [escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>"]
        done = end
    return "".join([*parts, escape(text[done:])])
