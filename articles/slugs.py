"""Slugs: the last part of an address, made from any title in any script."""

import re
from collections.abc import Callable, Container
from functools import partial
from hashlib import sha256
from itertools import count

from slugify import slugify as slugify_by

# Which library transliterates is said, as another one makes other addresses wherever it happens to be installed; and to
# look for that takes python-slugify longer than all the rest.
slugify = partial(slugify_by, backend="text-unidecode")
# What needs neither to be transliterated nor to be looked at twice.
_PLAIN = re.compile(r"[A-Za-z0-9 _-]*")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_NO_CHOSEN_SLUG = re.compile(r"[ -]+")
MAX_LENGTH = 80
# A slug somebody chose (frontmatter, an old address) is kept much longer than one that we derive.
MAX_CHOSEN_LENGTH = 200
# python-slugify turns an apostrophe into a hyphen and drops symbols that are whole words in this field.
_REPLACEMENTS = [
    ("’", ""),
    ("ʼ", ""),
    ("'", ""),
    ("C++", "c-plus-plus"),
    ("c++", "c-plus-plus"),
    ("C#", "c-sharp"),
    ("c#", "c-sharp"),
    ("F#", "f-sharp"),
    (".NET", "dotnet"),
    ("&", " and "),
    ("%", " percent "),
]


def slug_for(text: str, *, max_length: int = MAX_LENGTH) -> str:
    """The slug of `text`: lower-case ASCII letters, digits and hyphens, cut at a word, never empty.

    Other scripts are transliterated. Text that leaves nothing (only emoji or punctuation) gets a short, stable
    name from its hash, so that the same text always has the same address.
    """
    if len(text) <= max_length and _PLAIN.fullmatch(text):
        plain = _NO_SLUG.sub("-", text.lower()).strip("-")
        if plain:
            return plain
    slug: str = slugify(
        text, max_length=max_length, word_boundary=True, save_order=True, replacements=_REPLACEMENTS
    )
    if not slug:
        # A single first word over the limit leaves nothing to cut at.
        slug = slugify(text, max_length=max_length, replacements=_REPLACEMENTS)
    return slug or f"untitled-{sha256(text.encode()).hexdigest()[:8]}"


def chosen_slug(text: str) -> str:
    """A slug that a person or another system chose, made safe for an address but otherwise kept whole.

    Of a path only the last part counts. Returns "" when nothing usable is left.
    """
    last = text.strip().rstrip("/").rpartition("/")[2]
    if len(last) <= MAX_CHOSEN_LENGTH and _PLAIN.fullmatch(last):
        return _NO_CHOSEN_SLUG.sub("-", last.lower()).strip("-")
    slug: str = slugify(
        last, max_length=MAX_CHOSEN_LENGTH, replacements=_REPLACEMENTS, regex_pattern=r"[^-a-z0-9_]+"
    )
    return slug


def free_slug(wanted: str, taken: Container[str], language: str = "", *, least: int = 1) -> str:
    """`wanted`, or `wanted-2`, `wanted-3`... : the first that is not in `taken`.

    What is in a `language` of its own tries that first: `wanted-de`. Those before the `least`-th are known to be taken.
    """
    code = chosen_slug(language) if language and wanted in taken else ""
    if code and f"{wanted}-{code}" not in taken:
        return f"{wanted}-{code}"
    return next(slug for slug in (numbered(wanted, each) for each in count(least)) if slug not in taken)


def numbered(wanted: str, number: int) -> str:
    """The first slug that an article may get which asks for `wanted`, the second..."""
    return wanted if number == 1 else f"{wanted}-{number}"


def is_numbered(slug: str, wanted: str) -> bool:
    """Whether `slug` is what an article got that asks for `wanted`, since another one had that."""
    number = slug.removeprefix(f"{wanted}-")
    return number != slug and number.isdecimal()


class Numbering:
    """How far the numbers behind slugs are used up: thousands of articles that ask for the same one need not each be
    counted from the first.
    """

    def __init__(self) -> None:
        self._least: dict[str, int] = {}

    def least(self, wanted: str, is_taken: Callable[[str], bool]) -> int:
        """The number of the first slug for `wanted` that is not taken. One that is must remain so."""
        number = self._least.get(wanted, 1)
        while is_taken(numbered(wanted, number)):
            number += 1
        self._least[wanted] = number
        return number
