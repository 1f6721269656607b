"""Every public address of the publication."""

from django.urls import URLPattern, URLResolver, path, register_converter

from . import cover_views
from .converters import MonthConverter, YearConverter
from .views import archive, filing, reading
from .views.preview import preview

register_converter(YearConverter, "yyyy")
register_converter(MonthConverter, "mm")

app_name = "articles"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", reading.Home.as_view(), name="home"),
    path("articles/", reading.ArticleList.as_view(), name="article_list"),
    path("articles/<slug:slug>/", reading.ArticlePage.as_view(), name="article"),
    path("articles/<slug:slug>.md", reading.ArticleMarkdown.as_view(), name="article_markdown"),
    path("covers/<slug:slug>.svg", cover_views.cover, name="cover"),
    path("covers/<slug:slug>.png", cover_views.cover_png, name="cover_png"),
    path("preview/<str:token>/", preview, name="preview"),
    path("categories/", filing.CategoryList.as_view(), name="category_list"),
    path("categories/<slug:slug>/", filing.CategoryPage.as_view(), name="category"),
    path("tags/", filing.TagList.as_view(), name="tag_list"),
    path("tags/<slug:slug>/", filing.TagPage.as_view(), name="tag"),
    path("authors/", filing.AuthorList.as_view(), name="author_list"),
    path("authors/<slug:slug>/", filing.AuthorPage.as_view(), name="author"),
    path("series/<slug:slug>/", filing.SeriesPage.as_view(), name="series"),
    path("archive/", archive.Archive.as_view(), name="archive"),
    path("archive/<yyyy:year>/", archive.ArchiveYear.as_view(), name="archive_year"),
    path("archive/<yyyy:year>/<mm:month>/", archive.ArchiveMonth.as_view(), name="archive_month"),
]
