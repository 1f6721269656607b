"""Posts of generators that are met less often: which documents are posts, and where they were found."""

from collections.abc import Callable
from pathlib import Path

import pytest

from articles.models import Article
from interchange.zones import zone_in_rails

from .conftest import Files, bring_in, codes

pytestmark = pytest.mark.django_db

POST = "---\ntitle: Big news\ndate: 2020-01-02\n---\nText.\n"
MKDOCS = (
    "site_url: https://old.example/\nmarkdown_extensions:\n  - emoji: {index: !!python/name:x.y}\nplugins:\n"
)


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"mkdocs.yml": f"{MKDOCS}  - search\n  - blog\n", "docs/blog/posts/a.md": POST}, "/blog/2020/01/02/big-news"),
        ({"mkdocs.yml": f"{MKDOCS}  - blog:\n      blog_dir: .\n      post_url_format: '{{slug}}'\n",
          "docs/posts/a.md": POST}, "/big-news"),
        ({"mkdocs.yml": f"{MKDOCS}  blog: {{post_url_date_format: yyyy}}\nuse_directory_urls: false\n",
          "docs/blog/posts/a.md": POST.replace("---\nText", "slug: news\n---\nText")}, "/blog/2020/news.html"),
        ({"site.hs": "main = hakyll", "posts/2020-01-02-a.md": POST}, "/posts/2020-01-02-a.html"),
        ({"_quarto.yml": "project: {type: website}\n", "posts/a/index.qmd": POST}, "/posts/a"),
        ({"_quarto.yml": "website: {site-url: 'https://old.example/q/'}\n", "posts/a.qmd": POST}, "/q/posts/a.html"),
        ({"_quarto.yml": "website: {site-url: 'https://x.example/q', site-path: /r}\n", "a.qmd": POST}, "/r/a.html"),
        ({"_quarto.yml": "website: [\n", "posts/a.qmd": POST}, "/posts/a.html"),
        ({"_cobalt.yml": "site: {base_url: '/b'}\n", "posts/2020-01-02-a.md": POST}, "/b/posts/a.html"),
        ({"_cobalt.yml": "posts: {default: {permalink: '/{{ year }}/{{slug}}'}}\n", "posts/A b.md": POST}, "/2020/a-b"),
        ({"_cobalt.yml": "x: y\n", "posts/a.md": POST.replace("---\nText", "permalink: /{{year}}/{{ day }}/x\n---\nT")},
         "/2020/02/x"),
        ({"Package.swift": 'package(url: "https://x.example/johnsundell/Publish.git")', "Content/posts/a.md": POST},
         "/posts/a"),
    ],
)  # fmt: skip
def test_old_addresses(source: Callable[[Files], Path], files: Files, path: str) -> None:
    """They follow the settings of the blog's plugin, or the files' places."""
    bring_in(source(files))
    assert {each.path for each in Article.objects.get().redirects.all()} == {path}


@pytest.mark.parametrize(
    ("path", "result"),
    [
        ("docs/guide.md", "ignored"),
        ("docs/blog/index.md", "ignored"),
        ("docs/blog/posts/deep/b.md", "created"),
    ],
)
def test_documentation_beside_a_blog(source: Callable[[Files], Path], path: str, result: str) -> None:
    """Where MkDocs has a blog, what lies elsewhere is no post."""
    files: Files = {
        "mkdocs.yml": f"{MKDOCS}  - blog\n",
        "docs/blog/posts/a.md": POST,
        path: "# A page\n\nText.\n",
    }
    assert bring_in(source(files))[path].result == result


@pytest.mark.parametrize("output", ["index.md", "index.markdown", "index.html"])
def test_what_was_made_of_code_is_the_post(source: Callable[[Files], Path], output: str) -> None:
    """Of blogdown's `index.Rmd` and what it was knitted to, one becomes an article."""
    files: Files = {
        "config.yaml": "baseurl: https://old.example/\ntheme: x\n",
        "content/post/a/index.Rmd": POST.replace("Text.", "```{r}\n1 + 1\n```"),
        f"content/post/a/{output}": POST.replace("Text.", "<p>It is 2.</p>"),
    }
    imported = bring_in(source(files))
    assert imported.results["content/post/a/index.Rmd"] == "ignored"
    assert "It is 2." in Article.objects.get().html


def test_a_document_with_code_and_nothing_made_of_it(source: Callable[[Files], Path]) -> None:
    """It is the post itself; a page of HTML beside it that is no post changes nothing."""
    imported = bring_in(source({"a.Rmarkdown": POST, "a.html": "<html><body>x</body></html>"}))
    assert imported.results["a.Rmarkdown"] == "created"


@pytest.mark.parametrize(
    ("name", "text", "result"),
    [
        ("about.md", "# About us\n\nText.\n", "ignored"),
        ("content/contact.md", "# Write\n\nText.\n", "ignored"),
        ("about.md", POST, "created"),
        ("posts/2020/about.md", "# About trees\n\nText.\n", "created"),
        ("x/index.md", "---\ntitle: X\ntemplateKey: product-page\n---\nText.\n", "ignored"),
    ],
)
def test_pages_by_their_names(source: Callable[[Files], Path], name: str, text: str, result: str) -> None:
    """What sites have beside their posts, at the top and without a date, is no post."""
    assert bring_in(source({"posts/a.md": POST, name: text}))[name].result == result


@pytest.mark.parametrize("name", ["privacy.md", "search.md", "archive.md"])
def test_names_of_pages_among_posts(source: Callable[[Files], Path], name: str) -> None:
    """In a folder of posts they are posts: that is what they are about."""
    assert bring_in(source({"a.md": POST, name: "# On it\n\nText.\n"}))[name].result == "created"


MIDDLEMAN = """Time.zone = "Pacific Time (US & Canada)"
activate :blog do |blog|
  blog.prefix = "blog"
  # blog.prefix = "other"
  blog.sources = "articles/:year-:month-:day-:title/post.html"
  blog.permalink = "/{category}/{year}/{title}.html"
end
"""


def test_middlemans_posts(source: Callable[[Files], Path]) -> None:
    """They are called and dated as its settings say, in its zone, also where Ruby fills in something."""
    post = "---\ntitle: {}\ncategory: news\n{}---\nBegin READMORE\n\n<%= link_to 'x' %> end\n"
    files: Files = {
        "config.rb": MIDDLEMAN,
        "source/blog/articles/2013-04-05-hello/post.html.md": post.format("A", "date: 2013-04-05 06:07\n"),
        "source/blog/articles/2013-04-06-two/post.html.markdown.erb": post.format("B", ""),
        "source/services.html.md": "---\ntitle: Services\n---\nText\n",
    }
    imported = bring_in(source(files))
    hello, two = Article.objects.order_by("slug")
    assert (hello.slug, str(hello.date)) == ("hello", "2013-04-05 13:07:00+00:00")
    assert (two.slug, str(two.date)[:10]) == ("two", "2013-04-06")
    assert [each.path for each in hello.redirects.all()] == ["/blog/news/2013/hello.html"]
    assert "READMORE" not in hello.html
    assert "erb-left" in codes(imported["source/blog/articles/2013-04-06-two/post.html.markdown.erb"])
    assert imported["source/services.html.md"].result == "ignored"


def test_what_quarto_says_of_a_folder(source: Callable[[Files], Path]) -> None:
    """Its posts are by whom it names, and in dates in figures the month is first."""
    files: Files = {
        "_quarto.yml": "project: {type: website}\n",
        "posts/_metadata.yml": "author: Ada Example\nfreeze: true\n",
        "posts/a.qmd": POST.replace("2020-01-02", '"01/02/2020"'),
    }
    bring_in(source(files))
    article = Article.objects.get()
    assert (str(article.date)[:10], [str(each) for each in article.authors.all()]) == (
        "2020-01-02",
        ["Ada Example"],
    )


def test_documents_that_ruby_fills_in_elsewhere(source: Callable[[Files], Path]) -> None:
    """They are templates."""
    assert bring_in(source({"a.md.erb": POST, "b.md": POST})).results == {
        "a.md.erb": "ignored",
        "b.md": "created",
    }


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Tokyo", "Asia/Tokyo"),
        ("Eastern Time (US & Canada)", "America/New_York"),
        ("US/Pacific", "US/Pacific"),
        ("New Delhi", "Asia/Kolkata"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("Nowhere", "Nowhere"),
    ],
)
def test_zones_as_rails_calls_them(name: str, zone: str) -> None:
    assert zone_in_rails(name) == zone
