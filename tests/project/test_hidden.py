"""Hidden means absent: what readers may not see leaves no trace on any public surface.

Each hidden article below is full of words that stand nowhere else. It shares its category, tag, author and series
with a live article (so it would show up in their lists) and has others of its own (whose pages must not exist).
"""

from dataclasses import dataclass, field
from itertools import product

import pytest
from django.db import transaction
from django.test import Client, override_settings
from pytest_django import DjangoDbBlocker

from articles.models import Article
from tests import factories

from .crawl import CONTRACT, Page, crawl, fetch

# pytest-django makes only the databases that some test asks for.
pytestmark = pytest.mark.django_db

KINDS = ["draft", "review", "scheduled", "expired", "withdrawn", "staged"]
FIELDS = ["title", "lede", "body", "heading", "tag", "category", "author", "series", "caption", "question"]


def marker(kind: str, where: str) -> str:
    """A word that stands only in the field `where` of the hidden article `kind`."""
    return f"zq{kind}{where}qz"


MARKERS = [marker(kind, where) for kind, where in product(KINDS, FIELDS)]


def body(kind: str) -> str:
    return (
        f"Words {marker(kind, 'body')} of a body that links to [the open one](/articles/open-one/).\n\n"
        f"## {marker(kind, 'heading')}\n\nMore.\n\n"
        f"## FAQ\n\n### {marker(kind, 'question')}?\n\nAn answer.\n"
    )


def frontmatter(kind: str) -> dict[str, object]:
    return {
        "slug": f"{kind}-slug",
        "aliases": [f"/once/{kind}/"],
        "description": f"A {marker(kind, 'lede')} that tells all",
        "category": "Open shelf" if kind in {"draft", "scheduled"} else marker(kind, "category"),
        "tags": ["open", marker(kind, "tag")],
        "authors": ["Ann Open", marker(kind, "author")],
        "series": {
            "name": "Open series" if kind in {"review", "expired"} else marker(kind, "series"),
            "position": 2,
        },
        "image": {"src": "missing.png", "alt": marker(kind, "caption"), "caption": marker(kind, "caption")},
        "featured": True,
    }


def hide_articles() -> None:
    """One article of each hidden kind, among live ones."""
    shared = {"category": "Open shelf", "tags": ["open"], "authors": ["Ann Open"]}
    factories.article("Open one", slug="open-one", series={"name": "Open series", "position": 1}, **shared)
    factories.article(
        "Open three", slug="open-three", series={"name": "Open series", "position": 3}, **shared
    )
    for kind in ("draft", "review", "withdrawn"):
        factories.article(
            marker(kind, "title"), body(kind), status=kind, date=factories.days(-2), **frontmatter(kind)
        )
    factories.article(
        marker("scheduled", "title"), body("scheduled"), date=factories.days(9), **frontmatter("scheduled")
    )
    factories.article(
        marker("expired", "title"),
        body("expired"),
        date=factories.days(-3),
        expires=factories.days(-1),
        **frontmatter("expired"),
    )
    live = factories.article("Open four", slug="staged-slug", **shared)
    changes = {**frontmatter("staged"), "title": marker("staged", "title")}
    factories.stage(
        live, body("staged"), **{key: changes[key] for key in ("title", "description", "category", "tags")}
    )


@dataclass
class Walk:
    """Every public surface of that site, and what is asked for directly."""

    pages: dict[str, Page] = field(default_factory=dict)
    direct: dict[str, Page] = field(default_factory=dict)
    searches: dict[str, Page] = field(default_factory=dict)
    taxonomy: dict[str, Page] = field(default_factory=dict)


@pytest.fixture(scope="module")
def walk(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Walk:
    client = Client()
    walk = Walk()
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        transaction.atomic(),
    ):
        hide_articles()
        feeds = [
            f"{prefix}{feed}"
            for prefix in ("/categories/open-shelf/", "/tags/open/", "/authors/ann-open/")
            for feed in ("", "feed.xml", "rss.xml", "feed.json")
        ]
        walk.pages, _ = crawl(client, [*CONTRACT, *feeds, "/series/open-series/", "/articles/open-one.md"])
        for kind in KINDS:
            for path in (
                f"/articles/{kind}-slug/",
                f"/articles/{kind}-slug.md",
                f"/covers/{kind}-slug.png",
                f"/once/{kind}/",
            ):
                walk.direct[path] = fetch(client, path)
            for shelf, where in (
                ("categories", "category"),
                ("tags", "tag"),
                ("authors", "author"),
                ("series", "series"),
            ):
                path = f"/{shelf}/{marker(kind, where)}/"
                walk.taxonomy[path] = fetch(client, path)
        for word in [*MARKERS, *KINDS]:
            walk.searches[word] = fetch(client, f"/search/?q={word}")
        transaction.set_rollback(True)
    return walk


def traces(page: Page, *, but: str = "") -> list[str]:
    """The hidden words in a page's body or headers, except the one that was asked for."""
    everything = page.text + repr(page.headers)
    return [word for word in MARKERS if word != but and word in everything]


def test_the_walk_is_real(walk: Walk) -> None:
    """The walk met pages of every kind, and the live articles on them (else its silence would prove nothing)."""
    assert len(walk.pages) > 30
    assert {url for url in CONTRACT if walk.pages[url].status != 200} == set()
    for surface in (
        "/",
        "/articles/",
        "/feed.xml",
        "/rss.xml",
        "/feed.json",
        "/sitemap.xml",
        "/llms.txt",
        "/tags/open/",
    ):
        assert "open-one" in walk.pages[surface].text, surface


def test_no_public_surface_shows_a_trace(walk: Walk) -> None:
    """Not one word of a hidden article stands in any page, list, feed, sitemap or document."""
    assert {url: found for url, page in walk.pages.items() if (found := traces(page))} == {}


@pytest.mark.parametrize("kind", KINDS[:-1])
def test_no_link_leads_there(walk: Walk, kind: str) -> None:
    """Not even the address of a hidden article stands anywhere."""
    assert [url for url, page in walk.pages.items() if f"{kind}-slug" in page.text] == []


@pytest.mark.parametrize("kind", ["draft", "review", "scheduled", "expired", "withdrawn"])
@pytest.mark.parametrize("suffix", ["/", ".md"])
def test_asked_for_directly(walk: Walk, kind: str, suffix: str) -> None:
    """Who guesses the address learns nothing; a withdrawn article's says that it is gone for good."""
    page = walk.direct[f"/articles/{kind}-slug{suffix}"]

    assert page.status in ({410} if kind == "withdrawn" else {404, 410} if kind == "expired" else {404})
    assert traces(page) == []


@pytest.mark.parametrize("kind", ["draft", "review", "scheduled", "expired"])
def test_old_addresses_and_covers(walk: Walk, kind: str) -> None:
    """Neither an old address of a hidden article nor its link card tells that there is one."""
    assert walk.direct[f"/once/{kind}/"].status == 404
    assert walk.direct[f"/covers/{kind}-slug.png"].status == 404


@pytest.mark.parametrize("suffix", ["/", ".md"])
def test_staged_edits(walk: Walk, suffix: str) -> None:
    """A live article with unpublished edits shows its live text."""
    page = walk.direct[f"/articles/staged-slug{suffix}"]

    assert page.status == 200
    assert "Open four" in page.text
    assert traces(page) == []


def test_shelves_of_hidden_articles_do_not_exist(walk: Walk) -> None:
    """A category, tag, author or series that only hidden articles have answers 404."""
    assert {path: page.status for path, page in walk.taxonomy.items() if page.status != 404} == {}


def test_search_finds_nothing(walk: Walk) -> None:
    """Searching for any hidden word finds nothing but that word in the search field."""
    assert {word: page.status for word, page in walk.searches.items() if page.status != 200} == {}
    assert {word: found for word, page in walk.searches.items() if (found := traces(page, but=word))} == {}
    linked = {word for word in MARKERS if "/articles/open" in walk.searches[word].text.partition("<main")[2]}
    assert linked == set()


def test_live_is_the_only_gate() -> None:
    """The articles of this module are hidden for the reasons their names say."""
    hide_articles()

    assert {article.slug for article in Article.objects.live()} == {"open-one", "open-three", "staged-slug"}
    assert Article.objects.count() == 3 + 5
