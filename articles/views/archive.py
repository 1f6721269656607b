"""Everything by date: how much there is in each month, and what."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.generic import TemplateView

from articles import caching, seo
from articles.models import Article, ArticleQuerySet

from .base import Listing, ReaderPage, Subject


@dataclass
class Year:
    """A year with something to read: its months newest first, as [(first day, number of articles)]."""

    number: int
    count: int = 0
    months: list[tuple[datetime, int]] = field(default_factory=list)


def calendar(articles: ArticleQuerySet) -> list[Year]:
    """The years and months in which `articles` were published, newest first, in the site's time zone. One query."""
    months = (
        articles.order_by()
        .annotate(month=TruncMonth("date"))
        .values("month")
        .annotate(count=Count("pk"))
        .order_by("-month")
        .values_list("month", "count")
    )
    years: list[Year] = []
    for month, count in months:
        if not years or years[-1].number != month.year:
            years.append(Year(month.year))
        years[-1].count += count
        years[-1].months.append((month, count))
    return years


class Archive(ReaderPage, TemplateView):
    template_name = "articles/archive.html"

    def surrogate_keys(self) -> Iterable[str]:
        return [caching.LISTS, "archive"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = calendar(Article.objects.live())
        return super().get_context_data(
            years=years,
            total=sum(year.count for year in years),
            seo=seo.for_page(title="Archive", path=self.request.path),
            **kwargs,
        )


class ArchivePeriod(Listing):
    """A list of what was published in one stretch of time; an empty one has no page."""

    template_name = "articles/archive_period.html"
    paginate_by = 50

    def period(self) -> tuple[datetime, datetime]:
        """The first moment of the period and the first one after it."""
        raise NotImplementedError

    def get_queryset(self) -> ArticleQuerySet:
        start, end = self.period()
        # The list is of titles and dates.
        return super().get_queryset().prefetch_related(None).filter(date__gte=start, date__lt=end)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # `allow_empty = False` would ask the database once more.
        if not context["paginator"].count:
            raise Http404("nothing was published then")
        return context


class ArchiveYear(ArchivePeriod):
    def period(self) -> tuple[datetime, datetime]:
        return first_day(self.kwargs["year"]), first_day(self.kwargs["year"] + 1)

    def get_subject(self) -> Subject:
        return Subject(str(self.kwargs["year"]), crumbs=[("Archive", reverse("articles:archive"))])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        start, end = self.period()
        context["year"] = calendar(Article.objects.live().filter(date__gte=start, date__lt=end))[0]
        return context


class ArchiveMonth(ArchivePeriod):
    def period(self) -> tuple[datetime, datetime]:
        year, month = self.kwargs["year"], self.kwargs["month"]
        following = first_day(year + 1) if month == 12 else first_day(year, month + 1)
        return first_day(year, month), following

    def get_subject(self) -> Subject:
        year: int = self.kwargs["year"]
        above = [
            ("Archive", reverse("articles:archive")),
            (str(year), reverse("articles:archive_year", args=[year])),
        ]
        return Subject(date_format(self.period()[0], "YEAR_MONTH_FORMAT"), crumbs=above)


def first_day(year: int, month: int = 1) -> datetime:
    """The midnight that begins a month in the site's time zone. Raises Http404 beyond the calendar."""
    try:
        return datetime(year, month, 1, tzinfo=timezone.get_default_timezone())
    except ValueError as error:
        raise Http404(f"no such month: {year}-{month}") from error
