"""The query language: what somebody typed, understood. Pure, and never an error.

    word            words are all wanted, in any order
    "two words"     exactly in this order
    -word           not this one; also -"two words" and -tag:word
    one OR other    either
    begin*          every word that begins so
    tag:x  category:x  author:x     filed there (the name or its slug; "in quotes" where it has spaces)

A word that is several to the index, such as `django.db` or `server-side`, is wanted as a phrase.
"""

import re
from dataclasses import dataclass

from articles.slugs import slug_for
from articles.words import MAX_TOKEN, pairs, pieces, singular, token

MAX_CHARACTERS = 200
MAX_TERMS = 16
FIELDS = ("tag", "category", "author")

_ITEM = re.compile(
    rf"""(?P<minus>-)?(?:(?P<field>{"|".join(FIELDS)}):)?(?:"(?P<phrase>[^"]*)"(?P<star>\*)?|(?P<word>[^\s"]+))""",
    re.IGNORECASE,
)
_QUOTES = str.maketrans("“”„‟«»＂", '"' * 7)


@dataclass(frozen=True)
class Term:
    """Tokens in a row; with `prefix` the last one is only the beginning of one.

    `words` are the words behind the tokens, for highlighting; a filter has none.
    """

    tokens: tuple[str, ...]
    prefix: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """One of each group is wanted, and none of `excluded`. `problem` tells a person what was not understood."""

    text: str
    groups: tuple[tuple[Term, ...], ...] = ()
    excluded: tuple[Term, ...] = ()
    problem: str = ""

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that results are ranked by and that are marked in them: all but filters."""
        return tuple(term for group in self.groups for term in group if term.words)


def parse(typed: str) -> Query:
    """Understand `typed`, whatever it is. A query that asks for nothing has no groups."""
    text = " ".join(typed.replace("\0", " ").split())
    problem = ""
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS].rstrip()
        problem = f"Only the first {MAX_CHARACTERS} characters were searched for."
    groups: list[list[Term]] = []
    excluded: list[Term] = []
    either = False
    for match in _ITEM.finditer(text.translate(_QUOTES)):
        if match[0] in {"OR", "|"}:
            either = bool(groups)
            continue
        if match[0] in {"AND", "&"}:
            continue
        terms = _terms(match)
        if not terms:
            continue
        if sum(map(len, groups)) + len(excluded) >= MAX_TERMS:
            problem = f"Only the first {MAX_TERMS} words were searched for."
            break
        if match["minus"]:
            excluded.extend(terms)
        elif either:
            groups[-1].extend(terms)
        else:
            groups.append(terms)
        either = False
    if text and not groups:
        problem = "Add a word to look for." if excluded else "There is no word or number in this search."
    return Query(text, tuple(map(tuple, groups)), tuple(excluded), problem)


def filter_token(field: str, slug: str) -> str:
    """The token that stands for being filed under `slug`. No word begins like this, so no prefix finds it."""
    return f":{field}:{slug}"[:MAX_TOKEN]


def _terms(match: re.Match[str]) -> list[Term]:
    """What one item of the query means: alternatives of which one is wanted; none if it means nothing."""
    content = match["word"] if match["phrase"] is None else match["phrase"]
    prefix = bool(match["star"]) or (match["word"] is not None and content.endswith("*"))
    if match["field"]:
        value = content.strip("* ")
        slug = slug_for(value) if any(True for _ in pieces(value)) else ""
        return [Term((filter_token(match["field"].lower(), slug),), prefix=prefix)] if slug else []
    words = list(pieces(content))
    if not words:
        return []
    last, unspaced = words[-1]
    before = [
        each for word, cut in words[:-1] for each in ([*pairs(word), word[-1]] if cut else [token(word)])
    ]
    spelled = tuple(word for word, _ in words)
    if unspaced:
        # One character may be the first of a pair; of more, the last one may have a neighbour in the text.
        return [Term((*before, *(pairs(last) or [last])), prefix=len(last) == 1, words=spelled)]
    if not prefix:
        return [Term((*before, token(last)), words=spelled)]
    terms = [Term((*before, last[:MAX_TOKEN]), prefix=True, words=spelled)]
    if singular(last) != last:
        # `queries*` begins no token, for the index knows only "query".
        terms.append(Term((*before, token(last)), words=spelled))
    return terms
