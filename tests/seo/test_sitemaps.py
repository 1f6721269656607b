"""Sitemaps, robots.txt and llms.txt."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from articles import imaging, sitemaps
from articles.models import Article
from tests import factories

pytestmark = pytest.mark.django_db

NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "image": "http://www.google.com/schemas/sitemap-image/1.1",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}


def tree(client: Client, url: str = "/sitemap.xml") -> Any:
    response = client.get(url)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(response.content)


def locations(client: Client, url: str = "/sitemap.xml") -> list[str]:
    return tree(client, url).xpath("//s:loc/text()", namespaces=NAMES)


def hide_some(**frontmatter: Any) -> None:
    """Articles of every kind that no machine is told of."""
    factories.article("Secret draft", status="draft", **frontmatter)
    factories.article("Secret scheduled", date=factories.tomorrow(), **frontmatter)
    factories.article("Secret withdrawn", status="withdrawn", **frontmatter)
    factories.article("Secret expired", expires=factories.days(-0.1), **frontmatter)
    factories.article("Secret unlisted", noindex=True, **frontmatter)


def test_the_sitemap_names_every_page(client: Client) -> None:
    """Articles, what they are filed under, and the overviews are named, and each of them answers."""
    factories.article(
        slug="one", category="Guides", tags=["python"], authors=["Ada"], series={"name": "Basics"}
    )

    found = locations(client)

    assert {
        "http://localhost/",
        "http://localhost/articles/",
        "http://localhost/articles/one/",
        "http://localhost/categories/guides/",
        "http://localhost/tags/python/",
        "http://localhost/authors/ada/",
        "http://localhost/series/basics/",
    } <= set(found)
    assert len(found) == len(set(found))
    for url in found:
        assert client.get(url.removeprefix("http://localhost")).status_code == 200, url


def test_dates_and_pictures(client: Client, settings: Any) -> None:
    """An article's entry tells when it changed, with a zone, and its picture."""
    settings.TIME_ZONE = "Europe/Berlin"
    image = imaging.ingest(factories.picture(), name="boat.png")
    article = factories.article(slug="one", image=image.url)
    Article.objects.filter(pk=article.pk).update(modified=datetime(2026, 7, 1, 10, tzinfo=UTC))

    (entry,) = [
        url
        for url in tree(client).findall("s:url", NAMES)
        if url.findtext("s:loc", "", NAMES).endswith("/one/")
    ]

    assert entry.findtext("s:lastmod", namespaces=NAMES) == "2026-07-01T12:00:00+02:00"
    assert entry.findtext("image:image/image:loc", namespaces=NAMES) == f"http://localhost{image.url}"


@pytest.mark.parametrize("url", ["/sitemap.xml", "/news-sitemap.xml", "/llms.txt"])
def test_hidden_means_absent(client: Client, url: str) -> None:
    """What readers cannot see, and what wants no search engine, is named nowhere, nor is what only it stands under."""
    hide_some(tags=["Secret tag"], category="Secret category", authors=["Secret author"])
    shown = factories.article("Shown")
    factories.stage(shown, "Secret text.", title="Secret title")
    Article.objects.filter(pk=shown.pk).update(date=factories.days(-0.1))

    content = client.get(url).content.decode()

    assert "shown" in content
    assert "secret" not in content.lower()


def test_an_article_that_belongs_elsewhere(client: Client) -> None:
    """A sitemap names canonical addresses only."""
    factories.article(slug="copy", canonical="https://elsewhere.example/original/")

    assert "http://localhost/articles/copy/" not in locations(client)


def test_an_empty_site(client: Client) -> None:
    """Before anything is published the sitemaps are valid already."""
    assert "http://localhost/" in locations(client)
    assert locations(client, "/news-sitemap.xml") == []


def test_a_large_site_has_an_index(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond what one sitemap may hold there are several, which together name everything once."""
    factories.articles(5)
    whole = locations(client)
    monkeypatch.setattr(sitemaps, "MAX_ADDRESSES", 4)

    parts = locations(client)

    assert tree(client).tag.endswith("sitemapindex")
    assert parts == [f"http://localhost/sitemap.xml?page={n}" for n in range(1, len(parts) + 1)]
    assert [
        url for part in parts for url in locations(client, part.removeprefix("http://localhost"))
    ] == whole
    for page in ("0", str(len(parts) + 1), "x", "²"):
        assert client.get(f"/sitemap.xml?page={page}").status_code == 404


def test_news(client: Client) -> None:
    """The last two days' articles are named as Google News wants them, older ones are not."""
    factories.article("Old", date=factories.days(-3))
    factories.article("New & <fresh>", date=factories.days(-1), language="pt-BR")

    (entry,) = tree(client, "/news-sitemap.xml").findall("s:url/news:news", NAMES)

    assert entry.findtext("news:title", namespaces=NAMES) == "New & <fresh>"
    assert entry.findtext("news:publication/news:name", namespaces=NAMES) == "Trendsite"
    assert entry.findtext("news:publication/news:language", namespaces=NAMES) == "pt"
    published = datetime.fromisoformat(entry.findtext("news:publication_date", namespaces=NAMES))
    assert published.utcoffset() is not None


def test_robots(client: Client) -> None:
    """Crawlers are kept out of the admin, the search and previews, and sent to the sitemaps."""
    response = client.get("/robots.txt")

    lines = response.content.decode().splitlines()
    assert response.headers["Content-Type"].startswith("text/plain")
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /admin/", "Disallow: /search/", "Disallow: /preview/"} <= set(lines)
    assert {"Sitemap: http://localhost/sitemap.xml", "Sitemap: http://localhost/news-sitemap.xml"} <= set(
        lines
    )


def test_llms(client: Client) -> None:
    """Title, tagline, then the articles by category, each with its document and what it is about."""
    factories.article("Plain", description="No category.")
    factories.article("On [caching]", slug="caching", category="Guides", description="Keep\nit & serve it.")

    text = client.get("/llms.txt").content.decode()

    assert text.startswith("# Trendsite\n\n> ")
    assert "- [On \\[caching\\]](http://localhost/articles/caching.md): Keep it & serve it.\n" in text
    assert text.index("## Guides") < text.index("## Other articles") < text.index("## Optional")
    assert client.get("/articles/caching.md").status_code == 200


@pytest.mark.parametrize(
    ("url", "budget"), [("/sitemap.xml", 5), ("/news-sitemap.xml", 1), ("/llms.txt", 1), ("/robots.txt", 0)]
)
def test_the_number_of_queries_is_constant(client: Client, url: str, budget: int) -> None:
    """However much there is to name."""
    counts = []
    for number in (1, 12):
        factories.articles(
            number, category="Guides", tags=["python"], authors=["Ada"], date=factories.days(-0.1)
        )
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        counts.append(len(captured))

    assert counts == [budget, budget]
