"""What documents are filed under: the categories, series, authors and tags that they name, found or made."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, TypeVar

from .document import AuthorRef, Document
from .document.fields import MAX_NAME, MAX_URL
from .document.values import is_web_address
from .inline import inline_text
from .models import Author, Category, Series, Tag
from .slugs import MAX_LENGTH, slug_for

Filed = TypeVar("Filed", Category, Series, Author, Tag)

_LAST_OF_EXTENDED_LATIN = "\u024f"
# Without the letters of Vietnamese, in which a mark makes another word.
_LATIN_ADDITIONAL = range(0x1E00, 0x1EA0)
_VIETNAMESE = frozenset("đơư")


@dataclass(frozen=True)
class Filing:
    """The related records that one document names, in its order."""

    category: Category | None
    series: Series | None
    authors: tuple[Author, ...]
    tags: tuple[Tag, ...]


@dataclass(frozen=True)
class _Label:
    """What a document calls a record: by its slug, or by a name, of which several may come to the same slug."""

    slug: str
    # See `_letters`; None where the document gives the slug itself.
    letters: str | None

    @property
    def elsewhere(self) -> str:
        """The slug for a name whose own is taken by another name: always the same one."""
        return f"{self.slug}-{sha256((self.letters or '').encode()).hexdigest()[:6]}"

    def fits(self, record: Any) -> bool:
        """Whether `record`, which has the slug, is what is meant. One that was renamed since keeps what it had."""
        return (
            self.letters is None
            or _letters(record.name) == self.letters
            or slug_for(record.name) != self.slug
        )


class Register:
    """The records that some documents name. One query for each kind that is named at all."""

    def __init__(self, documents: Iterable[Document]) -> None:
        # Kept with the documents, so that what tells them apart stays theirs.
        self._documents = {id(document): (document, _Named(document)) for document in documents}
        self._named = _merged(named for _, named in self._documents.values())
        self._records: dict[tuple[type[Any], _Label], Any] = {}
        self._find()

    def save(self) -> "Register":
        """Put the records that are new into the database; where somebody else was faster, theirs is taken."""
        while new := self._unsaved():
            for model, records in new.items():
                model._default_manager.bulk_create(records, ignore_conflicts=True)
            self._find()
        return self

    def filing(self, document: Document) -> Filing:
        """What one of the documents is filed under."""
        _, named = self._documents[id(document)]
        return Filing(
            category=next(self._of(Category, named), None),
            series=next(self._of(Series, named), None),
            authors=tuple(self._of(Author, named)),
            tags=tuple(self._of(Tag, named)),
        )

    def _find(self) -> None:
        for model, wanted in self._named.items():
            slugs = {slug for label in wanted for slug in (label.slug, label.elsewhere)}
            known = {record.slug: record for record in model._default_manager.filter(slug__in=slugs)}
            for label, values in wanted.items():
                slug = label.slug
                # Whoever had to go elsewhere stays there, though the slug of the name may be free now.
                if not label.fits(known[slug]) if slug in known else label.elsewhere in known:
                    slug = label.elsewhere
                if slug not in known:
                    known[slug] = model(slug=slug, **values)
                self._records[model, label] = known[slug]

    def _unsaved(self) -> dict[type[Any], list[Any]]:
        new: dict[type[Any], dict[str, Any]] = {}
        for (model, _), record in self._records.items():
            if record.pk is None:
                new.setdefault(model, {})[record.slug] = record
        return {model: list(records.values()) for model, records in new.items()}

    def _of(self, model: type[Filed], named: "_Named") -> Iterator[Filed]:
        found = (self._records[model, label] for label in named.get(model, ()))
        return iter({record.slug: record for record in found}.values())


class _Named(dict[type[Any], dict[_Label, dict[str, Any]]]):
    """The records that a document names, by their model, in its order, with the values that a new one would have."""

    def __init__(self, document: Document) -> None:
        fields = document.fields
        self._add(Category, inline_text(fields.category))
        if fields.series:
            self._add(Series, inline_text(fields.series.name))
        for name in fields.tags:
            self._add(Tag, inline_text(name))
        for ref in fields.authors:
            if ref.slug:
                self._put(Author, _Label(slug_for(ref.slug), None), _author(ref))
            elif ref.name:
                self._put(Author, _label(ref.name), _author(ref))

    def _add(self, model: type[Any], name: str) -> None:
        if name := name[:MAX_NAME]:
            self._put(model, _label(name), {"name": name})

    def _put(self, model: type[Any], label: _Label, values: dict[str, Any]) -> None:
        self.setdefault(model, {}).setdefault(label, values)


def _merged(several: Iterable[_Named]) -> dict[type[Any], dict[_Label, dict[str, Any]]]:
    """What all the documents name; of a record the values from the first that names it."""
    merged: dict[type[Any], dict[_Label, dict[str, Any]]] = {}
    for named in several:
        for model, labels in named.items():
            known = merged.setdefault(model, {})
            for label, values in labels.items():
                known.setdefault(label, values)
    return merged


@lru_cache(maxsize=4096)
def _label(name: str) -> _Label:
    """What a name comes to; the same few stand in many documents."""
    return _Label(slug_for(name), _letters(name))


@lru_cache(maxsize=4096)
def _letters(name: str) -> str:
    """What tells names apart that come to the same slug: "" for names in Latin letters, where the slug says enough.

    Transliterated, か, カ and ガ are all "ka", and many a Chinese name sounds like another. A long name is cut
    in its slug, and 🎈 leaves nothing there.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    letters = "".join(
        each for each in plain if each.isalnum() or unicodedata.category(each) in {"Mn", "Mc", "So"}
    )
    return "" if len(name) <= MAX_LENGTH and all(map(_is_latin, letters)) else letters


def _is_latin(letter: str) -> bool:
    if letter <= _LAST_OF_EXTENDED_LATIN or ord(letter) in _LATIN_ADDITIONAL:
        return letter not in _VIETNAMESE
    return not letter.isalnum() and unicodedata.category(letter) != "So"


def _author(ref: AuthorRef) -> dict[str, str]:
    return {
        "name": (inline_text(ref.name) or ref.slug)[:MAX_NAME],
        "bio": ref.bio,
        "url": ref.url if is_web_address(ref.url) and len(ref.url) <= MAX_URL else "",
    }
