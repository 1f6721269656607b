"""The page cache in front of the site itself: every page is kept, and a change shows at once wherever it should."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from articles import caching, publishing
from articles.models import Article, Category, Redirect, Tag
from edge import purging
from edge.asgi import Receive, Scope, Send
from edge.cache import PageCache
from edge.models import Purge
from edge.store import PageStore
from tests import factories
from trendsite import front

from .fakes import Answer, Clock, fetch

pytestmark = pytest.mark.django_db

Committing = Callable[..., AbstractContextManager[Any]]

FILED = {"category": "Databases", "tags": ["sqlite", "http"], "authors": ["Ada Writer"], "series": "A series"}
PAGES = [
    "/", "/articles/", "/articles/the-one/", "/articles/the-one.md", "/categories/", "/categories/databases/", "/tags/",
    "/tags/sqlite/", "/authors/", "/authors/ada-writer/", "/series/a-series/", "/archive/", "/archive/2024/",
    "/archive/2024/05/", "/search/", "/feed.xml", "/rss.xml", "/feed.json", "/tags/sqlite/feed.xml", "/sitemap.xml",
    "/news-sitemap.xml", "/robots.txt", "/llms.txt", "/covers/the-one.svg", "/static/css/site.css",
]  # fmt: skip


class Django:
    """Django as an ASGI application in this very thread, whose transaction is the test's."""

    def __init__(self) -> None:
        self.client = Client(headers={"host": "localhost"}, raise_request_exception=False)
        self.paths: list[str] = []
        self.down = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.paths.append(scope["path"])
        if self.down:
            raise ConnectionError
        query = scope["query_string"].decode()
        headers = {name.decode(): value.decode() for name, value in scope["headers"] if name != b"host"}
        # Under a running event loop Django would take another connection, outside of the test's transaction.
        loop = asyncio.get_running_loop()
        asyncio._set_running_loop(None)
        try:
            response = self.client.get(scope["path"] + (f"?{query}" if query else ""), headers=headers)
        finally:
            asyncio._set_running_loop(loop)
        raw = [(name.lower().encode(), value.encode()) for name, value in response.items()]
        await send({"type": "http.response.start", "status": response.status_code, "headers": raw})
        body = b"".join(response) if response.streaming else response.content
        await send({"type": "http.response.body", "body": body})


class Front:
    """The page cache in front of the site; purges reach it when they commit."""

    def __init__(self) -> None:
        self.django = Django()
        self.clock = Clock()
        self.cache = PageCache(
            self.django, store=PageStore(max_bytes=10_000_000), policy=front.policy(), clock=self.clock
        )

    def deliver(self, number: int, keys: list[str]) -> None:
        self.cache.purge(keys)

    def get(self, path: str, *, query: str = "", **headers: str) -> Answer:
        pairs = list(headers.items())
        return asyncio.run(fetch(self.cache, path, query=query.encode(), headers=pairs, host="localhost"))

    def renders(self, *paths: str) -> int:
        """How many of the pages are not kept as they are."""
        before = len(self.django.paths)
        for path in paths:
            self.get(path)
        return len(self.django.paths) - before


@pytest.fixture
def site() -> Iterator[Front]:
    site = Front()
    purging.listen(site)
    yield site
    purging.stop_listening(site)


@pytest.fixture
def committing(django_capture_on_commit_callbacks: Committing) -> Callable[[], AbstractContextManager[Any]]:
    """What is done inside has committed afterwards."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def one(committing: Committing) -> Article:
    with committing():
        return factories.article("The one", slug="the-one", date="2024-05-06", **FILED)


def test_every_page_is_kept(site: Front, one: Article) -> None:
    """Each public address is made once; the second reader costs the site nothing."""
    first = {path: site.get(path) for path in PAGES}

    second = {path: site.get(path) for path in PAGES}

    assert {path: answer.status for path, answer in first.items() if answer.status != 200} == {}
    assert site.django.paths == PAGES
    assert all(second[path].body == first[path].body for path in PAGES)


def test_browsers_ask_each_time(site: Front, one: Article) -> None:
    """A browser keeps a page but shows it only after asking, which costs a 304: so a reader sees a change at once."""
    page = site.get("/articles/the-one/")

    again = site.get("/articles/the-one/", **{"if-none-match": page.headers["etag"]})

    assert page.headers["cache-control"] == "public, max-age=0, stale-if-error=86400"
    assert "surrogate-control" not in page.headers
    assert again.status == 304


def test_what_nobody_is_to_keep(site: Front, one: Article) -> None:
    for path in ("/admin/login/", "/healthz", "/readyz", "/articles/never-written/", "/media/none.png"):
        site.get(path)

    assert len(site.cache.store) == 0


def test_publishing_shows_everywhere_at_once(site: Front, one: Article, committing: Committing) -> None:
    for path in PAGES:
        site.get(path)

    with committing():
        factories.article("Quite new", slug="quite-new", date="2024-05-07", **FILED)

    shows = {path for path in PAGES if "quite-new" in site.get(path).text}
    assert shows == {
        "/", "/articles/", "/articles/the-one/", "/categories/databases/", "/tags/sqlite/", "/authors/ada-writer/",
        "/series/a-series/", "/archive/2024/", "/archive/2024/05/", "/feed.xml", "/rss.xml", "/feed.json",
        "/tags/sqlite/feed.xml", "/sitemap.xml", "/llms.txt",
    }  # fmt: skip


def test_change_of_an_article(site: Front, one: Article, committing: Committing) -> None:
    """Its page, its document and what shows its title are made anew; an article apart from it is not."""
    with committing():
        factories.article("Apart", slug="apart", date="2020-01-01")
        factories.article(date="2022-01-01")
    paths = ["/articles/the-one/", "/articles/the-one.md", "/", "/tags/sqlite/", "/feed.xml"]
    for path in [*paths, "/articles/apart/"]:
        site.get(path)

    with committing():
        factories.stage(one, "Other words.", title="Another title")
        publishing.publish(article=one, by=None)

    assert all("Another title" in site.get(path).text for path in paths)
    assert site.renders("/articles/apart/") == 0


def test_draft_purges_nothing(site: Front, one: Article, committing: Committing) -> None:
    """What readers do not see costs them nothing."""
    site.get("/")

    with committing():
        factories.draft("Only a draft")
        factories.stage(one, "Words that wait.")

    assert site.renders("/") == 0


def test_what_is_undone_purges_nothing(site: Front, one: Article, committing: Committing) -> None:
    """The purge is part of the transaction."""
    site.get("/")
    rows = Purge.objects.count()

    with committing(), transaction.atomic():
        factories.article("Never was")
        transaction.set_rollback(True)

    assert Purge.objects.count() == rows
    assert site.renders("/") == 0


def test_moved_article(site: Front, one: Article, committing: Committing) -> None:
    """The old address leads to the new one at once."""
    site.get("/articles/the-one/")

    with committing():
        factories.stage(one, "Words.", slug="the-two")
        publishing.publish(article=one, by=None)

    assert site.get("/articles/the-one/").headers["location"] == "/articles/the-two/"
    assert site.get("/articles/the-two/").status == 200


def test_withdrawn_article_is_gone_at_once(site: Front, one: Article, committing: Committing) -> None:
    for path in PAGES:
        site.get(path)

    with committing():
        publishing.withdraw(article=one, by=None)

    assert site.get("/articles/the-one/").status == 410
    assert site.get("/articles/the-one.md").status == 410
    assert "the-one" not in site.get("/").text
    assert site.get("/tags/sqlite/").status == 404


def test_withdrawn_text_is_not_shown_when_the_site_fails(
    site: Front, one: Article, committing: Committing
) -> None:
    """Old copies help through an outage, but what was taken back stays back: its page, its document, the feeds."""
    for path in PAGES:
        site.get(path)

    with committing():
        publishing.withdraw(article=one, by=None)
    site.django.down = True

    statuses = {path: site.get(path).status for path in PAGES}
    assert {path for path, status in statuses.items() if status != 200} == {
        "/articles/the-one/", "/articles/the-one.md", "/feed.xml", "/rss.xml", "/feed.json", "/tags/sqlite/feed.xml",
    }  # fmt: skip


def test_published_text_is_shown_when_the_site_fails(
    site: Front, one: Article, committing: Committing
) -> None:
    """A change that could not be shown yet leaves the last good copy."""
    site.get("/articles/the-one/")
    with committing():
        factories.stage(one, "Other words.")
        publishing.publish(article=one, by=None)
    site.django.down = True

    assert site.get("/articles/the-one/").status == 200


def test_expiring_article_is_not_shown_after_its_time(site: Front, committing: Committing) -> None:
    """Not even when the site fails: its page may not outlive the moment that its author set."""
    with committing():
        expires = factories.days(2)
        factories.article("Offer", slug="offer", expires=expires)
    site.clock.now = factories.days(0).timestamp()
    site.get("/articles/offer/")
    site.django.down = True

    site.clock.now = expires.timestamp() - 60
    before = site.get("/articles/offer/").status
    site.clock.now = expires.timestamp() + 1

    assert before == 200
    assert site.get("/articles/offer/").status == 500


def test_new_neighbour(site: Front, one: Article, committing: Committing) -> None:
    """An article's page names the one before and the one after; both are made anew when one comes between."""
    with committing():
        factories.article("Newest", slug="newest", date="2024-06-06")
    for slug in ("the-one", "newest"):
        site.get(f"/articles/{slug}/")

    with committing():
        factories.article("Between", slug="between", date="2024-05-20")

    for slug in ("the-one", "newest"):
        assert "/articles/between/" in site.get(f"/articles/{slug}/").text


@pytest.mark.parametrize("change", ["rename", "delete"])
def test_tag_changes(site: Front, one: Article, committing: Committing, change: str) -> None:
    assert "sqlite" in site.get("/articles/the-one/").text
    tag = Tag.objects.get(slug="sqlite")

    with committing():
        if change == "rename":
            tag.name = "Renamed"
            tag.save()
        else:
            tag.delete()

    text = site.get("/articles/the-one/").text
    assert ("Renamed" in text) == (change == "rename")
    assert site.renders("/articles/the-one/") == 0


def test_renamed_category(site: Front, one: Article, committing: Committing) -> None:
    paths = ["/", "/articles/", "/categories/", "/categories/databases/", "/articles/the-one/"]
    for path in paths:
        site.get(path)

    with committing():
        category = Category.objects.get(slug="databases")
        category.name = "Stores of data"
        category.save()

    assert [path for path in paths if "Stores of data" not in site.get(path).text] == []


def test_new_redirect_works_at_once(site: Front, one: Article, committing: Committing) -> None:
    """A missing page is not kept, so that a redirect needs no purge."""
    assert site.get("/old/").status == 404

    with committing():
        Redirect.objects.create(path="/old", article=one)

    assert site.get("/old/").headers["location"] == "/articles/the-one/"


def test_document_and_page_share_an_address(site: Front, one: Article) -> None:
    """`Accept: text/markdown` asks for the document; whatever browsers say is the page."""
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

    document = site.get("/articles/the-one/", accept="text/markdown, text/html;q=0.5")
    pages = [site.get("/articles/the-one/", accept=accept) for accept in ("*/*", browser, "text/html", "")]

    assert document.headers["content-type"].startswith("text/markdown")
    assert {page.headers["content-type"] for page in pages} == {"text/html; charset=utf-8"}
    assert document.headers["vary"] == "Accept, Accept-Encoding"
    assert len(site.django.paths) == 2


@pytest.mark.parametrize(
    "accept",
    ["", "*/*", "text/*", "text/markdown", "text/html;q=0, */*", "text/markdown;q=0.9, text/html", "TEXT/MARKDOWN",
     "text/markdown;q=0", "application/json", "garbage", "text/*;q=0.5, text/html;q=0.1"],
)  # fmt: skip
def test_variant_is_what_the_view_decides(site: Front, one: Article, accept: str) -> None:
    """The page cache tells page and document apart exactly as the site itself does."""
    itself = Client().get("/articles/the-one/", headers={"accept": accept})

    kept = site.get("/articles/the-one/", accept=accept)

    assert kept.headers["content-type"] == itself.headers["Content-Type"]


def test_parameters(site: Front, one: Article) -> None:
    """Pages of lists and searches are told apart; what is tacked on to an address is not."""
    with_junk = [
        site.get("/articles/the-one/", query=f"utm_source={number}&page={number}") for number in range(5)
    ]
    searches = [
        site.get("/search/", query=query).text for query in ("q=first", "q=nothing+such", "x=1&q=first")
    ]

    assert len({answer.body for answer in with_junk}) == 1
    assert searches[0] == searches[2] != searches[1]
    assert len(site.django.paths) == 3


def test_next_change() -> None:
    """The nearest moment at which something appears or goes without anybody doing anything."""
    assert caching.next_change() is None

    factories.article(expires=factories.days(9))
    factories.article(status="draft", date=factories.days(1))
    assert caching.next_change() == pytest.approx(factories.days(9).timestamp(), abs=5)

    factories.article(date=factories.days(5), expires=factories.days(6))
    factories.article(date=factories.days(7))
    assert caching.next_change() == pytest.approx(factories.days(5).timestamp(), abs=5)


def test_purge_says_what_will_change_by_the_clock(committing: Committing) -> None:
    """The earliest moment at which one of the articles appears or goes, so that no page has to ask for it."""
    coming = factories.article(date=factories.days(5), expires=factories.days(9))
    going = factories.article(expires=factories.days(3))

    with committing():
        caching.purge_projected(articles=[coming, going, factories.article()])

    assert going.expires is not None
    told = [key for key in Purge.objects.latest("pk").keys if key.startswith("@")]
    assert told == [f"@{going.expires.timestamp()}"]


def test_many_at_once(site: Front, one: Article, committing: Committing) -> None:
    """An import of many articles in one transaction is one purge, and shows."""
    site.get("/")
    made = [factories.article(f"Imported {number}", date="2024-05-09") for number in range(25)]
    before = Purge.objects.count()

    with committing():
        caching.purge_projected(articles=made)

    assert Purge.objects.count() == before + 1
    assert "imported-24" in site.get("/").text
