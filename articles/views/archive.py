"""Everything by date: how much there is in each month, and what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format

from articles import caching, seo
from articles.listed import first_and_last, months_between, published_between
from articles.paths import path_in_archive, path_of
from articles.templating import render

from .base import Listing, ReaderPage, Subject
from .surroundings import AnyArticle

# Less than which no two articles are apart.
MOMENT = timedelta(microseconds=1)


@dataclass
class Year:
    """A year with something to read: its months newest first, as [(first day, number of articles)]."""

    number: int
    count: int = 0
    months: list[tuple[datetime, int]] = field(default_factory=list)


def calendar(months: Iterable[tuple[datetime, int]]) -> list[Year]:
    """`months`, newest first, as years."""
    years: list[Year] = []
    for month, count in months:
        if not years or years[-1].number != month.year:
            years.append(Year(month.year))
        years[-1].count += count
        years[-1].months.append((month, count))
    return years


class Archive(ReaderPage):
    def surrogate_keys(self) -> Iterable[str]:
        return [caching.LISTS, "archive"]

    def get(self, request: HttpRequest) -> HttpResponse:
        ends = first_and_last()
        years = calendar(months_between(_month_of(ends[0]), ends[1] + MOMENT)) if ends else []
        context = {
            "years": years,
            "total": sum(year.count for year in years),
            "seo": seo.for_page(title="Archive", path=request.path),
        }
        return render(request, "articles/archive.html", context)


class ArchivePeriod(Listing):
    """A list of what was published in one stretch of time; an empty one has no page."""

    template_name = "articles/archive_period.html"
    page_size = 50

    @cached_property
    def year(self) -> Year | None:
        """The year whose months are linked to."""
        return None

    def period(self) -> tuple[datetime, datetime]:
        """The first moment of the period and the first one after it."""
        raise NotImplementedError

    def find(self) -> Sequence[AnyArticle]:
        articles = published_between(*self.period(), number=self.year.count if self.year else None)
        if not articles:
            raise Http404("nothing was published then")
        return articles

    def context(self, articles: Sequence[AnyArticle]) -> dict[str, Any]:
        return {**super().context(articles), "year": self.year}


class ArchiveYear(ArchivePeriod):
    def period(self) -> tuple[datetime, datetime]:
        year = self.kwargs["year"]
        return first_day(year), first_day(year + 1)

    def get_subject(self) -> Subject:
        return Subject(str(self.kwargs["year"]), crumbs=[("Archive", path_of("archive"))])

    @cached_property
    def year(self) -> Year | None:
        return next(iter(calendar(months_between(*self.period()))), Year(self.kwargs["year"]))


class ArchiveMonth(ArchivePeriod):
    def period(self) -> tuple[datetime, datetime]:
        year, month = self.kwargs["year"], self.kwargs["month"]
        following = first_day(year + 1) if month == 12 else first_day(year, month + 1)
        return first_day(year, month), following

    def get_subject(self) -> Subject:
        year = self.kwargs["year"]
        above = [("Archive", path_of("archive")), (str(year), path_in_archive(year))]
        return Subject(date_format(self.period()[0], "YEAR_MONTH_FORMAT"), crumbs=above)


def _month_of(moment: datetime) -> datetime:
    local = timezone.localtime(moment, timezone.get_default_timezone())
    return first_day(local.year, local.month)


def first_day(year: int, month: int = 1) -> datetime:
    """The midnight that begins a month in the site's time zone. Raises Http404 beyond the calendar."""
    try:
        return datetime(year, month, 1, tzinfo=timezone.get_default_timezone())
    except ValueError as error:
        raise Http404(f"no such month: {year}-{month}") from error
