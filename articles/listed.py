"""Which articles stand in each list, and how many: keys and numbers that are read from indexes alone."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache, partial
from itertools import pairwise
from typing import Any, overload

from django.db.models import F, Func, IntegerField, OrderBy, Value
from django.utils import timezone

from .loading import NOW, cards
from .models import Article, Author, Byline, Category, Series, Tag, TaggedArticle
from .shown import ShownArticle
from .statements import Column, Parameter, Query, Statement, StatementForEach, UnionStatement

Shelf = Category | Tag | Author | Series

# A series is read in the order its articles give themselves; those without a place come last, oldest first.
SERIES_ORDER: tuple[OrderBy | str, ...] = (F("series_position").asc(nulls_last=True), "date", "pk")


class Listed(Sequence[ShownArticle]):
    """Live articles in the order of a list, of which only those are read that are asked for: `listed[20:40]`.

    `keys` gives the keys of so many of them, after so many others. Without `bylines` they are only to be linked to.
    """

    def __init__(self, keys: Callable[[int, int], list[int]], number: int, *, bylines: bool = True) -> None:
        self._keys = keys
        self._number = number
        self._bylines = bylines

    def __len__(self) -> int:
        return self._number

    @overload
    def __getitem__(self, index: int) -> ShownArticle: ...
    @overload
    def __getitem__(self, index: slice) -> list[ShownArticle]: ...
    def __getitem__(self, index: int | slice) -> ShownArticle | list[ShownArticle]:
        if not isinstance(index, slice):
            return self[index : index + 1][0]
        start, stop, _ = index.indices(self._number)
        return cards(self._keys(stop - start, start), bylines=self._bylines) if stop > start else []


def _count() -> Func:
    return Func(template="COUNT(*)", output_field=IntegerField())


class _List:
    """The rows of one list: `rows` gives them in order, by the columns of an index; `key` names the article's."""

    def __init__(self, rows: Callable[[], Query], key: str = "pk") -> None:
        self._keys = Statement(lambda: rows().values_list(key), limited=True)
        self._number = Statement(lambda: rows().order_by().annotate(number=_count()).values_list("number"))

    def listed(self, *, bylines: bool = True, number: int | None = None, **values: Any) -> Listed:
        values["now"] = timezone.now()
        if number is None:
            [(number,)] = self._number(**values)
        return Listed(partial(self._read, values), number, bylines=bylines)

    def _read(self, values: dict[str, Any], limit: int, offset: int) -> list[int]:
        return [key for (key,) in self._keys(**values, limit=limit, offset=offset)]


_FILED = Parameter("filed")
_newest = partial(Article.objects.live, at=NOW)

_EVERYTHING = _List(_newest)
# SQLite reads an index up to the first bound that it is given, so a period's own comes before the present.
_PERIOD = _List(
    lambda: Article.objects.filter(date__gte=Parameter("start"), date__lt=Parameter("end")).live(at=NOW)
)
_SHELVES: dict[type[Any], _List] = {
    Category: _List(lambda: _newest().filter(category=_FILED)),
    Series: _List(lambda: _newest().filter(series=_FILED).order_by(*SERIES_ORDER)),
    Tag: _List(
        lambda: TaggedArticle.objects.live(at=NOW).filter(tag=_FILED).order_by("-date", "-content_object_id"),
        "content_object_id",
    ),
    Author: _List(
        lambda: Byline.objects.live(at=NOW).filter(author=_FILED).order_by("-date", "-article_id"),
        "article_id",
    ),
}


_MONTHS = StatementForEach(
    lambda: (
        Article.objects.filter(date__gte=Column("start"), date__lt=Column("stop"))
        .live(at=NOW)
        .order_by()
        .annotate(number=_count())
        .values_list("number")
    ),
    ["start", "stop"],
)
_ENDS = UnionStatement(
    lambda: [_newest().values_list("date")[:1], _newest().reverse().values_list("date")[:1]]
)


def everything() -> Listed:
    """All live articles, newest first."""
    return _EVERYTHING.listed()


def published_between(start: datetime, end: datetime, *, number: int | None = None) -> Listed:
    """What was published from `start` on and before `end`, newest first, to be linked to.

    `number` is how many those are, if that is known already.
    """
    return _PERIOD.listed(bylines=False, number=number, start=start, end=end)


def months_between(start: datetime, end: datetime) -> list[tuple[datetime, int]]:
    """The months, by their first moments in the site's zone, in which something was published, and how much.

    Newest first. `start` must be the first moment of one.
    """
    starts = [start]
    while starts[-1] < end:
        starts.append(_next_month(starts[-1]))
    periods = list(pairwise(starts))
    counted = dict(_MONTHS.for_each(periods, now=timezone.now()))
    return [(periods[place][0], number) for place, number in sorted(counted.items(), reverse=True) if number]


def first_and_last() -> tuple[datetime, datetime] | None:
    """When the oldest and the newest live article were published; None where there is none."""
    moments = [moment for (moment,) in _ENDS(now=timezone.now())]
    return (min(moments), max(moments)) if moments else None


def _next_month(start: datetime) -> datetime:
    year, month = (start.year + 1, 1) if start.month == 12 else (start.year, start.month + 1)
    return start.replace(year=year, month=month)


def filed_under(shelf: Shelf) -> Listed:
    """What is filed there: newest first, and a series in its order."""
    return _SHELVES[type(shelf)].listed(filed=shelf.pk)


def find_shelf(model: type[Shelf], slug: str) -> Any | None:
    """The category, tag, author or series at `slug`, whether there is anything to read under it or not."""
    found = _RECORDS[model](slug=slug)
    return found[0] if found else None


def _by_slug(model: type[Any]) -> Query:
    records: Query = model.objects.filter(slug=Parameter("slug")).order_by()
    return records.select_related("image") if model is Author else records


_RECORDS = {model: Statement(partial(_by_slug, model)) for model in _SHELVES}


def overview(model: type[Shelf]) -> list[Any]:
    """All categories, tags, authors or series with something to read, by name; `live_count` says how much that is."""
    return sorted(_OVERVIEWS[model](now=timezone.now()), key=lambda record: record.name.casefold())


def _in_use(model: type[Any]) -> Query:
    records: Query = model.objects.in_use(at=NOW).with_live_counts(at=NOW)
    return records.select_related("image") if model is Author else records


_OVERVIEWS = {model: Statement(partial(_in_use, model)) for model in _SHELVES}


# -- The front page ---------------------------------------------------------------------------------------------

_LATEST, _LEADING = range(2)


def front_page(number: int) -> tuple[ShownArticle | None, list[ShownArticle]]:
    """The newest featured article (or else the newest), and the `number` newest of the others."""
    found = _front_page(number + 1)(now=timezone.now())
    articles = cards(list({key for _, key in found}))
    articles.sort(key=lambda article: (article.date, article.pk), reverse=True)
    leading = {key for kind, key in found if kind == _LEADING}
    lead = next((article for article in articles if article.pk in leading), None) or next(
        iter(articles), None
    )
    return lead, [article for article in articles if article is not lead][:number]


@cache
def _front_page(number: int) -> UnionStatement:
    def build() -> Sequence[Query]:
        newest = _newest().annotate(kind=Value(_LATEST)).values_list("kind", "pk")
        leading = _newest().filter(featured=True).annotate(kind=Value(_LEADING)).values_list("kind", "pk")
        return [newest[:number], leading[:1]]

    return UnionStatement(build)
