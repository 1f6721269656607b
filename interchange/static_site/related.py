"""Which articles are like which: what `articles.views.surroundings` asks the database, for all articles at once.

A set of articles is one integer with a bit for each, the newest the highest. How many tags two articles share is
counted for all others at a time, by adding the sets of each tag in binary, a plane of bits for each digit.
"""

from collections import defaultdict
from collections.abc import Iterator

from articles.views.surroundings import RELATED

from .snapshot import Snapshot


class Related:
    def __init__(self, site: Snapshot) -> None:
        self._site = site
        # Oldest first, so that the newest of a set is its highest bit, which is found at once.
        self._keys = list(reversed(site.rows))
        self._place = {pk: place for place, pk in enumerate(self._keys)}
        self._tagged: dict[int, int] = defaultdict(int)
        self._shelved: dict[int | None, int] = defaultdict(int)
        self._series: dict[int, int] = defaultdict(int)
        for kind, sets in (("tag", self._tagged), ("series", self._series)):
            for (of, key), filed in site.filed.items():
                if of == kind:
                    sets[key] = self._set(filed.articles)
        shelves: dict[int | None, list[int]] = defaultdict(list)
        for pk, row in site.rows.items():
            shelves[row.category_id].append(pk)
        self._shelved = {category: self._set(articles) for category, articles in shelves.items()}

    def of(self, pk: int) -> list[int]:
        """Most shared tags first, then those in the same category, then the newest."""
        found: list[int] = []
        for candidates in self._ranked(pk):
            found += self._newest(candidates, RELATED - len(found))
            if len(found) == RELATED:
                break
        return found

    def _newest(self, articles: int, number: int) -> Iterator[int]:
        while articles and number:
            highest = articles.bit_length() - 1
            yield self._keys[highest]
            articles, number = articles ^ 1 << highest, number - 1

    def _ranked(self, pk: int) -> Iterator[int]:
        """Sets of articles, the most alike first."""
        row = self._site.rows[pk]
        shelf = self._shelved[row.category_id]
        barred = 1 << self._place[pk]
        if row.series_id:
            # A series has a list of its own on the page.
            barred |= self._series.get(row.series_id, 0)
        tags = [self._tagged[tag] for tag in self._site.tags.get(pk, ()) if tag in self._tagged]
        planes = _added(tags)
        anyone = 0
        for tagged in tags:
            anyone |= tagged
        for count in range(len(tags), 0, -1):
            sharing = _counted(planes, count, anyone) & ~barred
            yield sharing & shelf
            yield sharing & ~shelf
        if row.category_id:
            yield shelf & ~anyone & ~barred

    def _set(self, articles: list[int] | tuple[int, ...]) -> int:
        bits = bytearray(len(self._keys) // 8 + 1)
        for pk in articles:
            place = self._place[pk]
            bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")


def _added(sets: list[int]) -> list[int]:
    """In how many of `sets` each article is, in binary: the ones, the twos, the fours..."""
    planes: list[int] = []
    for carry in sets:
        for digit, plane in enumerate(planes):
            planes[digit], carry = plane ^ carry, plane & carry  # noqa: PLW2901  (the carry of the addition)
        if carry:
            planes.append(carry)
    return planes


def _counted(planes: list[int], count: int, among: int) -> int:
    """The articles of `among` that were counted exactly `count` times."""
    for digit, plane in enumerate(planes):
        among &= plane if count >> digit & 1 else ~plane
    return among if count < 1 << len(planes) else 0
