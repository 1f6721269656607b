"""Every public address of the publication."""

from django.urls import URLPattern, URLResolver, path, register_converter

from . import feeds, sitemaps
from .converters import MonthConverter, YearConverter
from .views import archive, covers, filing, reading
from .views.preview import preview
from .views.search import Search

register_converter(YearConverter, "yyyy")
register_converter(MonthConverter, "mm")

app_name = "articles"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", reading.Home.as_view(), name="home"),
    path("articles/", reading.ArticleList.as_view(), name="article_list"),
    path("articles/<slug:slug>/", reading.ArticlePage.as_view(), name="article"),
    path("articles/<slug:slug>.md", reading.ArticleMarkdown.as_view(), name="article_markdown"),
    path("covers/<slug:slug>.svg", covers.cover, name="cover"),
    path("covers/<slug:slug>.png", covers.cover_png, name="cover_png"),
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
    path("search/", Search.as_view(), name="search"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("news-sitemap.xml", sitemaps.news_sitemap, name="news_sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("llms.txt", sitemaps.llms, name="llms"),
]

# The site has a feed in each syntax, and so has each category, tag and author: `tag_feed_atom`.
for syntax, file in {"atom": "feed.xml", "rss": "rss.xml", "json": "feed.json"}.items():
    urlpatterns.append(path(file, feeds.feed, {"syntax": syntax}, name=f"feed_{syntax}"))
    for kind, folder in {"category": "categories", "tag": "tags", "author": "authors"}.items():
        route, extra = f"{folder}/<slug:slug>/{file}", {"syntax": syntax, "kind": kind}
        urlpatterns.append(path(route, feeds.feed, extra, name=f"{kind}_feed_{syntax}"))
