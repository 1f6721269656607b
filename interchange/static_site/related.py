"""Which articles are like which: what `articles.views.surroundings` asks the database, from what is in memory."""

from collections.abc import Iterable, Iterator
from itertools import islice

from articles.views.surroundings import NEAR, RELATED

from .snapshot import Snapshot


class Related:
    def __init__(self, site: Snapshot) -> None:
        self._site = site
        self._places = {pk: place for place, pk in enumerate(site.rows)}
        self._tags = {pk: frozenset(tags) for pk, tags in site.tags.items()}

    def of(self, pk: int) -> list[int]:
        """Most shared tags first, then those in the same category, then the newest."""
        row, tags = self._site.rows[pk], self._tags.get(pk, frozenset())
        filed = [("tag", tag) for tag in tags]
        if row.category_id:
            filed.append(("category", row.category_id))
        candidates = {
            each
            for key in filed
            if (shelf := self._site.filed.get(key))
            for each in islice(self._others(pk, shelf.articles), NEAR)
        }

        def likeness(other: int) -> tuple[int, bool]:
            shared = len(tags & self._tags.get(other, frozenset()))
            return shared, row.category_id is not None and self._site.rows[
                other
            ].category_id == row.category_id

        # The rows are in order, the newest first; what is alike stays in that order.
        newest = sorted(candidates, key=self._places.__getitem__)
        return sorted(newest, key=likeness, reverse=True)[:RELATED]

    def _others(self, pk: int, articles: Iterable[int]) -> Iterator[int]:
        """Without the article itself, and its series, which has a list of its own."""
        series = self._site.rows[pk].series_id
        for each in articles:
            if each != pk and not (series and self._site.rows[each].series_id == series):
                yield each
