"""What pages say of themselves, as it stands in their heads."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.paginator import Paginator
from django.template import engines

from articles import imaging, seo
from articles.loading import article_page
from articles.models import Article, Author, Category, Tag
from tests import factories

pytestmark = pytest.mark.django_db

FAQ = """\
A text.

## FAQ

### Is it safe?

Yes, `</script><!--` and all.

### Is it fast?

It is.
"""


def head(described: seo.Seo) -> BeautifulSoup:
    """The head as the base template prints it."""
    template = engines["jinja2"].from_string(
        '{% from "partials/seo.html" import seo_head %}{{ seo_head(seo, "Trendsite") }}'
    )
    html = template.render({"seo": described})
    return BeautifulSoup(html, "lxml")


def loaded(article: Article) -> Article:
    page = article_page(article.slug)
    assert page is not None
    return page


def meta(soup: BeautifulSoup) -> dict[str, str]:
    """The `<meta>` elements; of a repeated one the values joined."""
    found: dict[str, str] = {}
    for element in soup.select("meta"):
        key = str(element.get("property") or element.get("name"))
        found[key] = "|".join(filter(None, [found.get(key), str(element["content"])]))
    return found


def structured(soup: BeautifulSoup) -> dict[str, Any]:
    """The JSON-LD objects by their type."""
    blocks = [json.loads(script.text) for script in soup.select('script[type="application/ld+json"]')]
    assert all(block["@context"] == "https://schema.org" for block in blocks)
    return {block["@type"]: block for block in blocks}


def links(soup: BeautifulSoup, rel: str) -> list[str]:
    return [str(link["href"]) for link in soup.select(f'link[rel="{rel}"]')]


def test_an_article(settings: Any) -> None:
    """Search engines and link cards learn everything that a reader sees."""
    settings.TIME_ZONE = "Europe/Berlin"
    image = imaging.ingest(factories.picture(), name="boat.png")
    article = factories.article(
        'Tips & "tricks"',
        description="In <short>.",
        date=datetime(2026, 3, 1, 12, tzinfo=UTC),
        updated=datetime(2026, 4, 1, 12, tzinfo=UTC),
        category="Guides",
        tags=["python", "c++"],
        authors=["Ada Lovelace", "Grace Hopper"],
        image={"src": image.url, "alt": "A boat"},
        slug="tips",
    )

    soup = head(seo.for_article(loaded(article)))

    found = meta(soup)
    address = "http://localhost/articles/tips/"
    assert soup.title.text == 'Tips & "tricks" · Trendsite'
    assert links(soup, "canonical") == [address]
    assert found["og:url"] == address
    assert found["og:type"] == "article"
    assert found["og:title"] == found["twitter:title"] == 'Tips & "tricks"'
    assert found["description"] == found["og:description"] == "In <short>."
    assert found["og:site_name"] == "Trendsite"
    assert found["og:image"] == f"http://localhost{image.url}"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "800")
    assert found["og:image:alt"] == "A boat"
    assert found["twitter:card"] == "summary_large_image"
    assert found["article:published_time"] == "2026-03-01T13:00:00+01:00"
    assert found["article:modified_time"] == "2026-04-01T14:00:00+02:00"
    assert found["article:section"] == "Guides"
    assert found["article:tag"] == "python|c++"
    assert "noindex" not in found["robots"]
    markdown = soup.select_one('link[type="text/markdown"]')
    assert markdown is not None
    assert markdown["href"] == "http://localhost/articles/tips.md"
    assert "http://localhost/feed.xml" in links(soup, "alternate")


def test_structured_data_of_an_article() -> None:
    """The posting has what search engines ask for, and the breadcrumbs lead to it."""
    article = factories.article(
        "Tips",
        slug="tips",
        language="de",
        category="Guides",
        tags=["python"],
        authors=["Ada Lovelace"],
        series={"name": "Basics"},
    )

    data = structured(head(seo.for_article(loaded(article))))

    posting = data["BlogPosting"]
    assert posting["headline"] == "Tips"
    assert posting["author"] == [
        {"@type": "Person", "name": "Ada Lovelace", "url": "http://localhost/authors/ada-lovelace/"}
    ]
    assert posting["publisher"] == {"@type": "Organization", "name": "Trendsite", "url": "http://localhost/"}
    for name in ("datePublished", "dateModified"):
        assert datetime.fromisoformat(posting[name]).utcoffset() is not None
    assert posting["image"]["url"] == "http://localhost/covers/tips.png"
    assert posting["image"]["width"] > 0
    assert posting["wordCount"] == article.words
    assert posting["inLanguage"] == "de"
    assert posting["articleSection"] == "Guides"
    assert posting["keywords"] == ["python"]
    assert posting["isPartOf"]["name"] == "Basics"
    crumbs = data["BreadcrumbList"]["itemListElement"]
    assert [(crumb["position"], crumb["name"], crumb["item"]) for crumb in crumbs] == [
        (1, "Home", "http://localhost/"),
        (2, "Guides", "http://localhost/categories/guides/"),
        (3, "Tips", "http://localhost/articles/tips/"),
    ]
    assert "FAQPage" not in data


def test_an_article_without_anything() -> None:
    """Nothing is said where nothing is known; the publisher stands for the author."""
    article = factories.article("Bare", body="Text.")

    soup = head(seo.for_article(loaded(article)))

    posting = structured(soup)["BlogPosting"]
    assert posting["author"][0]["@type"] == "Organization"
    assert not {"keywords", "articleSection", "isPartOf"} & set(posting)
    assert "article:section" not in meta(soup)
    assert all(meta(soup).values())


def test_questions() -> None:
    """The questions that an article answers are told with their answers, and nothing in them ends the script."""
    article = factories.article(body=FAQ)

    soup = head(seo.for_article(loaded(article)))

    questions = structured(soup)["FAQPage"]["mainEntity"]
    assert [question["name"] for question in questions] == ["Is it safe?", "Is it fast?"]
    assert "</script><!-- and all" in questions[0]["acceptedAnswer"]["text"]
    assert all(set("<>&").isdisjoint(script.string) for script in soup.select("script"))


def test_hostile_titles_stay_inside_their_places() -> None:
    """No text leaves the attribute or the script that it stands in."""
    title = '</script><script>alert(1)</script><!-- "><img src=x> \u2028 &amp;'
    article = factories.article("x", description=title)
    Article.objects.filter(pk=article.pk).update(title=title)

    soup = head(seo.for_article(loaded(article)))

    assert structured(soup)["BlogPosting"]["headline"] == title
    assert meta(soup)["og:title"] == title
    assert not soup.select("img")
    assert {script["type"] for script in soup.select("script")} == {"application/ld+json"}


@pytest.mark.parametrize(
    ("canonical", "expected"),
    [
        ("https://elsewhere.example/first/", "https://elsewhere.example/first/"),
        ("/articles/original/", "http://localhost/articles/original/"),
    ],
)
def test_the_article_s_own_canonical_address_wins(canonical: str, expected: str) -> None:
    """An article first published elsewhere says so, to everybody alike."""
    article = factories.article(canonical=canonical)

    soup = head(seo.for_article(loaded(article)))

    assert links(soup, "canonical") == [expected]
    assert meta(soup)["og:url"] == expected
    assert structured(soup)["BlogPosting"]["mainEntityOfPage"] == expected


def test_noindex() -> None:
    """An article that wants to stay out of search engines says so."""
    article = factories.article(noindex=True)

    assert meta(head(seo.for_article(loaded(article))))["robots"] == "noindex"


def test_the_home_page() -> None:
    """The home page describes the site and how to search it."""
    soup = head(seo.for_home())

    site = structured(soup)["WebSite"]
    assert links(soup, "canonical") == ["http://localhost/"]
    assert site["name"] == "Trendsite"
    assert (
        site["potentialAction"]["target"]["urlTemplate"] == "http://localhost/search/?q={search_term_string}"
    )
    assert site["potentialAction"]["query-input"] == "required name=search_term_string"
    assert [link["type"] for link in soup.select('link[rel="alternate"]')] == [
        "application/atom+xml",
        "application/rss+xml",
        "application/feed+json",
    ]


def test_a_list_over_several_pages() -> None:
    """Each page is its own canonical one and names its neighbours and what stands on it."""
    made = factories.articles(5)
    page = Paginator(made, 2).page(2)

    soup = head(seo.for_list(title="All articles", path="/articles/", page=page))

    assert soup.title.text == "All articles, page 2 · Trendsite"
    assert links(soup, "canonical") == ["http://localhost/articles/?page=2"]
    assert links(soup, "prev") == ["http://localhost/articles/"]
    assert links(soup, "next") == ["http://localhost/articles/?page=3"]
    listed = structured(soup)["CollectionPage"]["mainEntity"]["itemListElement"]
    assert [item["url"] for item in listed] == [
        f"http://localhost{article.get_absolute_url()}" for article in made[2:4]
    ]


@pytest.mark.parametrize(("model", "folder"), [(Category, "categories"), (Tag, "tags"), (Author, "authors")])
def test_what_articles_are_filed_under_has_its_own_feeds(model: Any, folder: str) -> None:
    """Its feeds come before the site's, and the breadcrumbs name the overview above it."""
    factories.article(category="Same", tags=["Same"], authors=["Same"])
    record = model.objects.get()

    soup = head(
        seo.for_list(
            title=record.name,
            path=record.get_absolute_url(),
            filed=record,
            crumbs=[("Overview", f"/{folder}/")],
        )
    )

    assert links(soup, "alternate")[:3] == [
        f"http://localhost/{folder}/same/{file}" for file in ("feed.xml", "rss.xml", "feed.json")
    ]
    names = [crumb["name"] for crumb in structured(soup)["BreadcrumbList"]["itemListElement"]]
    assert names == ["Home", "Overview", "Same"]
    assert ("ProfilePage" in structured(soup)) is (model is Author)


def test_a_page_without_an_address() -> None:
    """It names no canonical one, and without a title it is called as the site is."""
    soup = head(seo.for_page(title=""))

    assert links(soup, "canonical") == []
    assert soup.title.text == meta(soup)["og:title"] == "Trendsite"
    assert meta(head(seo.for_page(title="Search", noindex=True)))["robots"] == "noindex"
