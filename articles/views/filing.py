"""Categories, tags, authors and series: an overview of each kind, and the articles under each one.

Only those that hold something to read have a page (`in_use`).
"""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.views.generic import ListView

from articles.models import Article, ArticleQuerySet, Author, Category, Series, Tag

from .base import Listing, ReaderPage
from .surroundings import SERIES_ORDER


class CategoryList(ReaderPage, ListView[Category]):
    queryset = Category.objects.all()
    template_name = "articles/category_list.html"
    context_object_name = "categories"

    def get_queryset(self) -> QuerySet[Category]:
        return Category.objects.in_use()


class TagList(ReaderPage, ListView[Tag]):
    template_name = "articles/tag_list.html"
    context_object_name = "tags"

    def get_queryset(self) -> QuerySet[Tag]:
        return Tag.objects.in_use()


class AuthorList(ReaderPage, ListView[Author]):
    template_name = "articles/author_list.html"
    context_object_name = "authors"

    def get_queryset(self) -> QuerySet[Author]:
        return Author.objects.in_use().select_related("image")


class CategoryPage(Listing):
    template_name = "articles/category.html"

    def get_queryset(self) -> ArticleQuerySet:
        self.category = get_object_or_404(Category.objects.in_use(), slug=self.kwargs["slug"])
        return super().get_queryset().filter(category=self.category)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.category.name, category=self.category, **kwargs)


class TagPage(Listing):
    template_name = "articles/tag.html"

    def get_queryset(self) -> ArticleQuerySet:
        self.tag = get_object_or_404(Tag.objects.in_use(), slug=self.kwargs["slug"])
        return super().get_queryset().filter(tagged__tag=self.tag)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.tag.name, tag=self.tag, **kwargs)


class AuthorPage(Listing):
    template_name = "articles/author.html"

    def get_queryset(self) -> ArticleQuerySet:
        authors = Author.objects.in_use().select_related("image")
        self.author = get_object_or_404(authors, slug=self.kwargs["slug"])
        return super().get_queryset().filter(bylines__author=self.author)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.author.name, author=self.author, **kwargs)


class SeriesPage(Listing):
    """A series from its first part to its last."""

    template_name = "articles/series.html"

    def get_queryset(self) -> ArticleQuerySet:
        self.series = get_object_or_404(Series.objects.in_use(), slug=self.kwargs["slug"])
        return Article.objects.live().cards().filter(series=self.series).order_by(*SERIES_ORDER)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.series.name, series=self.series, **kwargs)
