"""Categories, tags, authors and series: an overview of each kind, and the articles under each one.

Only those that hold something to read have a page (`in_use`).
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView

from articles import caching, seo
from articles.models import ArticleQuerySet, Author, Category, Series, Tag

from .base import Listing, ReaderPage, Subject
from .surroundings import SERIES_ORDER


class Overview(ReaderPage, TemplateView):
    """Everything of one kind that articles are filed under."""

    heading: str

    def get_shelves(self) -> QuerySet[Any]:
        raise NotImplementedError

    def surrogate_keys(self) -> Iterable[str]:
        return [caching.LISTS, "shelves"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            heading=self.heading,
            shelves=self.get_shelves(),
            seo=seo.for_page(title=self.heading, path=self.request.path),
            **kwargs,
        )


class CategoryList(Overview):
    template_name = "articles/category_list.html"
    heading = "Topics"

    def get_shelves(self) -> QuerySet[Category]:
        return Category.objects.in_use()


class TagList(Overview):
    template_name = "articles/tag_list.html"
    heading = "Tags"

    def get_shelves(self) -> QuerySet[Tag]:
        return Tag.objects.in_use()


class AuthorList(Overview):
    template_name = "articles/author_list.html"
    heading = "Authors"

    def get_shelves(self) -> QuerySet[Author]:
        return Author.objects.in_use().select_related("image")


class CategoryPage(Listing):
    def get_queryset(self) -> ArticleQuerySet:
        self.category = get_object_or_404(Category.objects.in_use(), slug=self.kwargs["slug"])
        return super().get_queryset().filter(category=self.category)

    def get_subject(self) -> Subject:
        crumbs = [("Topics", reverse("articles:category_list"))]
        return Subject(self.category.name, self.category.description, self.category, crumbs)


class TagPage(Listing):
    template_name = "articles/tag.html"

    def get_queryset(self) -> ArticleQuerySet:
        self.tag = get_object_or_404(Tag.objects.in_use(), slug=self.kwargs["slug"])
        return super().get_queryset().filter(tagged__tag=self.tag)

    def get_subject(self) -> Subject:
        return Subject(self.tag.name, "", self.tag, [("Tags", reverse("articles:tag_list"))])


class AuthorPage(Listing):
    template_name = "articles/author.html"

    def get_queryset(self) -> ArticleQuerySet:
        authors = Author.objects.in_use().select_related("image")
        self.author = get_object_or_404(authors, slug=self.kwargs["slug"])
        return super().get_queryset().filter(bylines__author=self.author)

    def get_subject(self) -> Subject:
        crumbs = [("Authors", reverse("articles:author_list"))]
        return Subject(self.author.name, self.author.bio, self.author, crumbs)


class SeriesPage(Listing):
    """A series from its first part to its last."""

    template_name = "articles/series.html"

    def get_queryset(self) -> ArticleQuerySet:
        self.series = get_object_or_404(Series.objects.in_use(), slug=self.kwargs["slug"])
        return super().get_queryset().filter(series=self.series).order_by(*SERIES_ORDER)

    def get_subject(self) -> Subject:
        return Subject(self.series.name, self.series.description, self.series)
