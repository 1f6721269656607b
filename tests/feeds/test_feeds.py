"""The feeds: what they hold, that every reader can read them, and what they cost."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.http import http_date
from lxml import etree

from articles import imaging, publishing
from articles.feeds import LENGTH
from articles.models import Article, Author, Category, Tag
from tests import factories

pytestmark = pytest.mark.django_db

FILES = {"atom": "feed.xml", "rss": "rss.xml", "json": "feed.json"}
FOLDERS = {
    "site": "/",
    "category": "/categories/guides/",
    "tag": "/tags/python/",
    "author": "/authors/ada-lovelace/",
}
EVERY = [f"{folder}{file}" for folder in FOLDERS.values() for file in FILES.values()]
XML = [url for url in EVERY if url.endswith(".xml")]


def filed(title: str = "Hello", **frontmatter: Any) -> Article:
    """An article that is in every one of the feeds above."""
    return factories.article(
        title, **{"category": "Guides", "tags": ["python"], "authors": ["Ada Lovelace"], **frontmatter}
    )


def read(client: Client, url: str) -> Any:
    """The feed as feedparser understands it, which must have no complaint."""
    response = client.get(url)
    assert response.status_code == 200
    parsed = feedparser.parse(
        response.content, response_headers={"content-type": response.headers["Content-Type"]}
    )
    assert parsed.bozo == 0, parsed.get("bozo_exception")
    return parsed


def read_json(client: Client, url: str = "/feed.json") -> Any:
    return json.loads(client.get(url).content)


@pytest.mark.parametrize("url", XML)
def test_xml_feeds_are_read(client: Client, url: str) -> None:
    """Title, addresses, dates, authors, categories and the full text are where a feed reader looks for them."""
    article = filed(
        "Tips & <tricks>",
        body='A *body* with [a link](/other/).\n\n## Part\n\nAnd `<a href="/code">`.',
        description="In short.",
        date=datetime(2026, 3, 1, 12, tzinfo=UTC),
        updated=datetime(2026, 4, 1, 12, tzinfo=UTC),
        tags=["python", "c++"],
        authors=["Ada Lovelace", "Grace Hopper"],
    )

    parsed = read(client, url)

    (entry,) = parsed.entries
    assert parsed.feed.title.endswith("Trendsite")
    assert {link.href for link in parsed.feed.links if link.rel == "self"} == {f"http://localhost{url}"}
    assert entry.id == f"urn:uuid:{article.public_id}"
    assert entry.link == f"http://localhost{article.get_absolute_url()}"
    assert entry.published_parsed[:5] == (2026, 3, 1, 12, 0)
    assert entry.updated_parsed[:5] == (2026, 4, 1, 12, 0)
    assert entry.summary == "In short."
    assert {tag.label or tag.term for tag in entry.tags} == {"Guides", "python", "c++"}
    assert "Ada Lovelace" in str(entry.authors)
    assert "Grace Hopper" in str(entry.authors)
    content = BeautifulSoup(entry.content[0].value, "lxml")
    assert content.a["href"] == "http://localhost/other/"
    assert content.code.text == '<a href="/code">'
    assert content.h2.text == "Part"


def test_titles_are_text(client: Client) -> None:
    """What looks like markup in a title is shown as it was written."""
    filed("Tips & <tricks>")

    titles = [
        etree.fromstring(client.get(f"/{file}").content).findtext(path)
        for file, path in [
            ("feed.xml", "{*}entry/{*}title"),
            ("rss.xml", "channel/item/title"),
        ]
    ]

    assert titles == ["Tips & <tricks>"] * 2
    assert read_json(client)["items"][0]["title"] == "Tips & <tricks>"


@pytest.mark.parametrize("folder", FOLDERS.values())
def test_json_feeds_are_valid(client: Client, folder: str) -> None:
    """A JSON Feed has what its version 1.1 demands, and says the same as the others."""
    article = filed(body="Some [link](/x/).", language="de")
    url = f"{folder}feed.json"

    feed = read_json(client, url)

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"http://localhost{url}"
    assert feed["home_page_url"] == f"http://localhost{folder}"
    (item,) = feed["items"]
    assert item["id"] == f"urn:uuid:{article.public_id}"
    assert item["url"] == f"http://localhost{article.get_absolute_url()}"
    assert 'href="http://localhost/x/"' in item["content_html"]
    assert item["authors"] == [{"name": "Ada Lovelace", "url": "http://localhost/authors/ada-lovelace/"}]
    assert item["tags"] == ["Guides", "python"]
    assert item["language"] == "de"
    assert datetime.fromisoformat(item["date_published"]).utcoffset() is not None


def test_dates_carry_the_site_s_zone(client: Client, settings: Any) -> None:
    """Dates are written in the site's zone, with its offset."""
    settings.TIME_ZONE = "Europe/Berlin"
    filed(date=datetime(2026, 7, 1, 10, tzinfo=UTC))

    root = etree.fromstring(client.get("/feed.xml").content)

    assert root.findtext("{*}entry/{*}published") == "2026-07-01T12:00:00+02:00"
    assert "Wed, 01 Jul 2026 12:00:00 +0200" in client.get("/rss.xml").content.decode()


@pytest.mark.parametrize("url", ["/feed.xml", "/rss.xml", "/feed.json"])
def test_an_empty_site_has_valid_feeds(client: Client, url: str) -> None:
    """Before anything is published there are feeds already, without entries."""
    if url.endswith("json"):
        assert read_json(client)["items"] == []
    else:
        assert read(client, url).entries == []


@pytest.mark.parametrize("url", EVERY[3:])
def test_what_holds_nothing_live_has_no_feed(client: Client, url: str) -> None:
    """A category, tag or author that readers find nothing of is unknown to them."""
    assert client.get(url).status_code == 404
    filed(status="draft")
    assert Category.objects.exists()
    assert Tag.objects.exists()
    assert Author.objects.exists()
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", EVERY)
def test_hidden_means_absent(client: Client, url: str) -> None:
    """Drafts, scheduled, withdrawn, expired and unlisted articles, and staged edits, are in no feed."""
    shown = filed("Shown", body="Shown text.")
    factories.stage(shown, "Secret staged.")
    filed("Secret draft", status="draft")
    filed("Secret scheduled", date=factories.tomorrow())
    filed("Secret withdrawn", status="withdrawn")
    filed("Secret expired", expires=factories.days(-1))
    filed("Secret unlisted", noindex=True)

    content = client.get(url).content.decode()

    assert "Shown" in content
    assert "Secret" not in content


@pytest.mark.parametrize("url", XML)
def test_any_text_makes_valid_xml(client: Client, url: str) -> None:
    """Characters that XML cannot say, markup and mathematical letters leave the feed readable."""
    article = filed("A\x08B & <b> ]]> \ufffe 𝒳", body="x", description="\x0c<!-- &amp;")
    Article.objects.filter(pk=article.pk).update(
        title="A\x08B & <b> ]]> \ufffe 𝒳", html="<p>\x0b\x1b]]></p><!-- -->", description="\x0c<!-- &amp;"
    )

    assert len(read(client, url).entries) == 1


def test_a_feed_holds_the_newest(client: Client) -> None:
    """As many as a feed holds, newest first."""
    made = factories.articles(LENGTH + 2)

    urls = [item["url"] for item in read_json(client)["items"]]

    assert urls == [f"http://localhost{article.get_absolute_url()}" for article in made[:LENGTH]]


def test_the_picture_is_there(client: Client) -> None:
    """An article's picture is an enclosure with type and size; its text is there for those who cannot see it."""
    image = imaging.ingest(factories.picture(), name="boat.png")
    filed(image={"src": image.url, "alt": "A boat"})
    url = f"http://localhost{image.url}"

    for feed in ("/feed.xml", "/rss.xml"):
        (entry,) = read(client, feed).entries
        (enclosure,) = entry.enclosures
        assert (enclosure.href, enclosure.type, enclosure.length) == (url, "image/png", str(image.size))
        assert entry.media_content[0]["url"] == url
        assert "A boat" in client.get(feed).content.decode()
    (item,) = read_json(client)["items"]
    assert item["image"] == url
    assert item["attachments"] == [{"url": url, "mime_type": "image/png", "size_in_bytes": image.size}]


def test_a_cover_stands_for_a_picture(client: Client) -> None:
    """Without a picture of its own an article is shown by its generated cover."""
    article = filed()

    (item,) = read_json(client)["items"]

    assert item["image"] == f"http://localhost/covers/{article.slug}.png"
    assert client.get(f"/covers/{article.slug}.png").headers["Content-Type"] == "image/png"


def test_pictures_of_the_body_are_absolute(client: Client) -> None:
    """A picture inside the text is found from wherever the text is read, in each of its sizes."""
    image = imaging.ingest(factories.picture(1600, 900), name="wide.png")
    filed(body=f"![Wide]({image.url})")

    (item,) = read_json(client)["items"]

    img = BeautifulSoup(item["content_html"], "lxml").img
    assert img["src"].startswith("http://localhost/media/")
    assert all(part.strip().startswith("http://localhost/media/") for part in img["srcset"].split(","))


@pytest.mark.parametrize("url", EVERY)
def test_conditional_requests(client: Client, url: str) -> None:
    """Who has the newest state gets 304, by either validator, and no body is read for it."""
    filed(body="Unmistakable text.")
    with CaptureQueriesContext(connection) as captured:
        first = client.get(url)
    for_all = len(captured)

    with CaptureQueriesContext(connection) as captured:
        by_tag = client.get(url, headers={"If-None-Match": first.headers["ETag"]})
    for_nothing = len(captured)
    by_date = client.get(url, headers={"If-Modified-Since": first.headers["Last-Modified"]})

    assert (by_tag.status_code, by_date.status_code) == (304, 304)
    assert by_tag.content == b""
    assert by_tag.headers["ETag"] == first.headers["ETag"]
    assert "max-age" in by_tag.headers["Cache-Control"]
    # The last query is the one that reads the bodies.
    assert for_nothing == for_all - 1


@pytest.mark.parametrize("url", ["/feed.xml", "/rss.xml", "/feed.json"])
def test_every_change_is_told(client: Client, url: str) -> None:
    """A new article, another text, a renamed tag, a new rendering, time and a withdrawal each make a new state."""
    seen = set()

    def state() -> None:
        response = client.get(url)
        assert response.headers["ETag"] not in seen
        seen.add(response.headers["ETag"])

    state()
    article = filed(date=factories.days(-3))
    state()
    factories.stage(article, "Other text.")
    publishing.publish(article=article, by=None)
    state()
    Tag.objects.filter(name="python").update(name="Python 3")
    state()
    Article.objects.filter(pk=article.pk).update(html="<p>Rendered anew.</p>")
    state()
    filed("Later", date=factories.days(1))
    with time_machine.travel(factories.days(2)):
        state()
        publishing.withdraw(article=article, by=None)
        state()


def test_a_withdrawal_counts_as_a_modification(client: Client) -> None:
    """Who only asks by date learns that an article has gone, too."""
    article = filed()
    filed("Older", date=factories.days(-9))
    with time_machine.travel(factories.days(0) + timedelta(minutes=5)):
        before = client.get("/feed.xml").headers["Last-Modified"]
    with time_machine.travel(factories.days(0) + timedelta(minutes=10)):
        publishing.withdraw(article=article, by=None)

        response = client.get("/feed.xml", headers={"If-Modified-Since": before})

    assert response.status_code == 200


def test_head_and_methods(client: Client) -> None:
    """HEAD tells what GET would; nothing else is accepted."""
    filed()

    get, head = client.get("/feed.xml"), client.head("/feed.xml")

    assert head.status_code == 200
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.content == b""
    assert client.post("/feed.xml").status_code == 405
    old = http_date(0)
    assert client.get("/feed.xml", headers={"If-Modified-Since": old}).status_code == 200


@pytest.mark.parametrize(
    ("url", "budget"), [("/feed.xml", 5), ("/tags/python/rss.xml", 6), ("/authors/ada-lovelace/feed.json", 6)]
)
def test_the_number_of_queries_is_constant(client: Client, url: str, budget: int) -> None:
    """What the feed is of, articles, authors, tags, events, bodies: a query for each, however many there are."""
    counts = []
    for number in (1, 12):
        for index in range(number):
            filed(f"A{index}", tags=["python", f"t{index}"], authors=["Ada Lovelace", f"Author {index}"])
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        counts.append(len(captured))

    assert counts == [budget, budget]
