"""Categories, tags, authors and series: an overview of each kind, and the articles under each one.

Only those that hold something to read have a page (`in_use`).
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse

from articles import caching, seo
from articles.listed import filed_under, find_shelf, overview
from articles.models import Author, Category, Series, Tag
from articles.paths import path_of
from articles.templating import render

from .base import Listing, ReaderPage, Subject
from .surroundings import AnyArticle


class Overview(ReaderPage):
    """Everything of one kind that articles are filed under."""

    heading: str
    template_name: str
    model: ClassVar[type[Any]]

    def surrogate_keys(self) -> Iterable[str]:
        return [caching.LISTS, "shelves"]

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "heading": self.heading,
            "shelves": overview(self.model),
            "seo": seo.for_page(title=self.heading, path=request.path),
        }
        return render(request, self.template_name, context)


class CategoryList(Overview):
    template_name = "articles/category_list.html"
    heading = "Topics"
    model = Category


class TagList(Overview):
    template_name = "articles/tag_list.html"
    heading = "Tags"
    model = Tag


class AuthorList(Overview):
    template_name = "articles/author_list.html"
    heading = "Authors"
    model = Author


class ShelfPage(Listing):
    """The articles that are filed under one thing."""

    model: ClassVar[type[Any]]
    filed: Any

    def find(self) -> Sequence[AnyArticle]:
        slug = self.kwargs["slug"]
        self.filed = find_shelf(self.model, slug)
        articles = filed_under(self.filed) if self.filed else ()
        if not articles:
            raise Http404(f"readers find nothing at {slug}")
        return articles


class CategoryPage(ShelfPage):
    model = Category

    def get_subject(self) -> Subject:
        crumbs = [("Topics", path_of("category_list"))]
        return Subject(self.filed.name, self.filed.description, self.filed, crumbs)


class TagPage(ShelfPage):
    template_name = "articles/tag.html"
    model = Tag

    def get_subject(self) -> Subject:
        return Subject(self.filed.name, "", self.filed, [("Tags", path_of("tag_list"))])


class AuthorPage(ShelfPage):
    template_name = "articles/author.html"
    model = Author

    def get_subject(self) -> Subject:
        return Subject(self.filed.name, self.filed.bio, self.filed, [("Authors", path_of("author_list"))])


class SeriesPage(ShelfPage):
    """A series from its first part to its last."""

    template_name = "articles/series.html"
    model = Series

    def get_subject(self) -> Subject:
        return Subject(self.filed.name, self.filed.description, self.filed)
