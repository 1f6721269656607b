"""How text becomes tokens. Both databases index what comes out of here, so that both find the same. Pure.

Case, accents and the plural of English words make no difference. Scripts that are written without spaces are cut
into pairs of neighbouring characters, each at its own position, so that any stretch of such text can be found as a
phrase; the last character of a stretch stands alone, so that one character can be found by prefix.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Letters that differ from a plain one by more than a mark that could be taken off.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h"}
)
# Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic, and what is invisible inside a word.
_MARKS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670\u0640\u00ad\u200b-\u200d\u2060\ufeff]"
)
# Han, Kana, Hangul, Thai, Lao, Burmese, Khmer: the spaces, where there are any, do not part words.
UNSPACED = (
    "\u3005-\u3007\u3040-\u309f\u30a0-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U000323af"
)
# A marked letter of an Indic script is a letter and a mark that `\w` does not know; they belong together.
_INDIC = "\u0900-\u0963\u0966-\u0dff"
# c++, c#, f#: a letter and the sign are one name.
_SIGNED = r"(?<![^\W_])[a-z](?:\+\+|\#)(?![a-z])"
_PIECE = re.compile(
    rf"(?P<unspaced>[{UNSPACED}]+)"
    rf"|{_SIGNED}"
    rf"|(?:[^\W_{UNSPACED}{_INDIC}]+|[{_INDIC}]+)+"
)
# Most texts have nothing of this kind, and then their words are found at once.
_UNUSUAL = re.compile(f"[{UNSPACED}{_INDIC}]")
_SIGNS = ("#", "++")
_SIGNED_NAME = re.compile(_SIGNED)
_WORD = re.compile(r"[^\W_]+")
# ASCII in lower case, with spaces for what stands in no word.
_ASCII_WORDS = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256)
)
# What most texts have beyond ASCII, and what stands in no word.
_TYPOGRAPHY = "’‘“”–—…\xa0"
# No database takes tokens of any length, and nobody types a longer one.
MAX_TOKEN = 64
# To tell whether there is a longer one, without looking at each.
_ASCII_LETTERS = bytes(32 if code == 32 else 97 for code in _ASCII_WORDS)
_TOO_LONG = b"a" * (MAX_TOKEN + 1)

_SINGULAR = {
    "caches": "cache",
    "cookies": "cookie",
    "movies": "movie",
    "news": "news",
    "niches": "niche",
    "series": "series",
}
_ENDINGS = (("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ies", "y"))


def fold(text: str) -> str:
    """`text` in lower case without accents, in composed form."""
    if text.isascii():
        return text.lower()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold().translate(_LETTERS)
    return unicodedata.normalize("NFC", plain)


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The words of `text`, folded, in order, and whether each is a stretch of a script without spaces."""
    for match in _PIECE.finditer(fold(text)):
        yield match[0], match["unspaced"] is not None


def tokens(text: str) -> list[str]:
    """What is indexed for `text`, one token a position. Tokens hold letters, digits, `+` and `#` only."""
    folded = fold(_without_typography(text))
    has_signs = _has_signed_names(folded)
    if not has_signs and folded.isascii():
        words = folded.encode().translate(_ASCII_WORDS)
        if _TOO_LONG in words.translate(_ASCII_LETTERS):
            return _tokens_of(words.decode().split())
        return [word if word[-1] != "s" else token(word) for word in words.decode().split()]
    if not has_signs and not _UNUSUAL.search("".join(set(folded))):
        return _tokens_of(_WORD.findall(folded))
    found: list[str] = []
    for piece, unspaced in pieces(text):
        if unspaced:
            found.extend(pairs(piece))
            found.append(piece[-1])
        else:
            found.append(token(piece))
    return found


def _without_typography(text: str) -> str:
    """`text` with spaces for quotes, dashes and the like, if that makes it one in ASCII; else as it is."""
    plain = text
    for mark in "" if text.isascii() else _TYPOGRAPHY:
        plain = plain.replace(mark, " ")
    return plain if plain.isascii() else text


def _has_signed_names(folded: str) -> bool:
    """Whether `c++` or the like is in a folded text."""
    for sign in _SIGNS:
        at = folded.find(sign, 1)
        while at > 0:
            if _SIGNED_NAME.match(folded, at - 1):
                return True
            at = folded.find(sign, at + 1)
    return False


def _tokens_of(words: list[str]) -> list[str]:
    """The same as `token` makes of each: most words are tokens as they are, and take no looking up."""
    return [word if word[-1] != "s" and len(word) <= MAX_TOKEN else token(word) for word in words]


@lru_cache(maxsize=50_000)
def token(word: str) -> str:
    """The token of one word that `pieces` gave."""
    return singular(word)[:MAX_TOKEN]


def pairs(stretch: str) -> list[str]:
    """The neighbouring characters of a stretch, two by two."""
    return [stretch[start : start + 2] for start in range(len(stretch) - 1)]


def singular(word: str) -> str:
    """`word` without the ending of an English plural. Any word may be asked; the same one always gives the same."""
    if len(word) < 4 or word[-1] != "s" or not word.isascii():
        return word
    if word in _SINGULAR:
        return _SINGULAR[word]
    if word.endswith(("ss", "us", "is")):
        return word
    if len(word) > 4:
        for ending, base in _ENDINGS:
            if word.endswith(ending):
                return word.removesuffix(ending) + base
    return word[:-1]
