"""The articles that pages show, read once in each process and checked against the snapshot."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, overload

from articles.models import Article, Image

from .snapshot import FILED, Snapshot

# The columns of an article that only its own page and the feeds need.
BODY = ("html", "contents", "faq")
# How many are read at once, and how many are kept, a few kilobytes each: a page shows some old ones beside the newest.
_BATCH = 500
_KEPT = 2_000


class Overtaken(Exception):
    """An article was changed or taken away after the snapshot; what shows it must be planned anew."""


class Cards:
    """Articles as lists show them, with what their own pages name besides; their bodies are read for a moment only.
    However large a site is, only so many are in memory.

    What they are filed under is read once and shared.
    """

    def __init__(self, site: Snapshot) -> None:
        self._site = site
        self._articles: dict[int, Article] = {}
        self._records: dict[str, dict[int, Any]] = {}

    def load(self, wanted: Iterable[int]) -> None:
        """Make sure that what can be read of `wanted` is here. Others, that nobody wanted for long, may go."""
        keys = dict.fromkeys(wanted)
        here = {pk: self._articles.pop(pk) for pk in keys if pk in self._articles}
        too_many = max(0, len(self._articles) + len(keys) - _KEPT)
        for pk in list(islice(self._articles, too_many)):
            del self._articles[pk]
        self._articles |= here
        missing = [pk for pk in keys if pk not in here]
        for start in range(0, len(missing), _BATCH):
            found = Article.objects.live(at=self._site.moment).filter(pk__in=missing[start : start + _BATCH])
            for article in found.order_by().defer(*BODY, "text", "links"):
                row = self._site.rows[article.pk]
                if (article.live_revision_id, article.modified) == (row.live_revision_id, row.modified):
                    self._articles[article.pk] = self._filed(article)

    def _filed(self, article: Article) -> Article:
        if article.category_id:
            article.category = self.record("category", article.category_id)
        if article.series_id:
            article.series = self.record("series", article.series_id)
        if article.image_id:
            article.image = self.record("image", article.image_id)
        tags, authors = self._site.tags.get(article.pk, ()), self._site.authors.get(article.pk, ())
        article.known_tags = [self.record("tag", pk) for pk in tags]
        article.known_authors = [self.record("author", pk) for pk in authors]
        return article

    def __getitem__(self, pk: int) -> Article:
        """Raises Overtaken."""
        try:
            return self._articles[pk]
        except KeyError:
            raise Overtaken from None

    def some(self, keys: Iterable[int]) -> list[Article]:
        return [self[pk] for pk in keys]

    def record(self, kind: str, pk: int) -> Any:
        """A category, tag, author, series or image. Raises Overtaken."""
        if kind not in self._records:
            self._records[kind] = self._read(kind)
        try:
            return self._records[kind][pk]
        except KeyError:
            raise Overtaken from None

    def _read(self, kind: str) -> dict[int, Any]:
        if kind == "image":
            return Image.objects.in_bulk()
        records = FILED[kind]._default_manager.all()
        found: dict[int, Any] = (records.select_related("image") if kind == "author" else records).in_bulk()
        return found


class Window(Sequence[Article]):
    """A list of articles of which only those that are asked for need to be there, as a paginator wants it."""

    def __init__(self, keys: Sequence[int], cards: Cards) -> None:
        self._keys = keys
        self._cards = cards

    def __len__(self) -> int:
        return len(self._keys)

    @overload
    def __getitem__(self, index: int) -> Article: ...
    @overload
    def __getitem__(self, index: slice) -> list[Article]: ...
    def __getitem__(self, index: int | slice) -> Article | list[Article]:
        if isinstance(index, slice):
            return self._cards.some(self._keys[index])
        return self._cards[self._keys[index]]
