"""The parts of build_site that have rules of their own."""

import random
from unittest.mock import patch

import pytest
from django.test import override_settings

from articles.absolute import absolute_url
from articles.loading import article_page
from articles.models import Article
from articles.views.surroundings import Surroundings
from interchange.static_site import cards
from interchange.static_site.assets import named_in
from interchange.static_site.cards import Cards
from interchange.static_site.outputs import Output, outputs
from interchange.static_site.paths import file_of, page_address, page_path, with_page_addresses
from interchange.static_site.redirects import moved_pages, redirect_rules
from interchange.static_site.related import Related
from interchange.static_site.rendering import Renderer, neighbourly
from interchange.static_site.snapshot import Snapshot
from tests.factories import article, days, draft

SITE = "https://example.org"


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_related_articles_are_those_of_the_live_page(seed: int) -> None:
    """Whatever tags, categories, series and equal dates there are."""
    dice = random.Random(seed)  # noqa: S311
    for number in range(30):
        position = dice.choice([None, None, number])
        article(
            f"Article {number}",
            category=dice.choice([None, "One", "Two"]),
            tags=dice.sample(["a", "b", "c", "d", "e"], dice.randrange(4)),
            series={"name": "Parts", "position": position} if position else None,
            date=days(-dice.randrange(1, 8)).replace(microsecond=0),
        )
    draft("Hidden", tags=["a", "b", "c"], category="One")

    related = Related(Snapshot.take())

    for slug in Article.objects.live().values_list("slug", flat=True):
        each = article_page(slug)
        assert each is not None
        assert related.of(each.pk) == [other.pk for other in Surroundings.of(each).related], each


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/tags/x/", "tags/x/index.html"),
        ("/feed.xml", "feed.xml"),
        ("/a/b.md", "a/b.md"),
    ],
)
def test_an_address_has_its_file(path: str, file: str) -> None:
    assert file_of(path) == file


def test_a_page_of_a_list_has_a_folder() -> None:
    assert page_address("/tags/x/", 1) == "/tags/x/"
    assert page_path("/tags/x/", 3) == "tags/x/page/3/index.html"
    assert page_address("/sitemap.xml", 1) == "/sitemap/1.xml"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'<a href="/tags/x/?page=12">', b'<a href="/tags/x/page/12/">'),
        (b'href="https://example.org/tags/x/?page=2"', b'href="https://example.org/tags/x/page/2/"'),
        (b"<loc>https://example.org/tags/x/?page=2</loc>", b"<loc>https://example.org/tags/x/page/2/</loc>"),
        (b'<a href="/tags/other/?page=2">', b'<a href="/tags/other/?page=2">'),
        (
            b'<a href="https://other.example/tags/x/?page=2">',
            b'<a href="https://other.example/tags/x/?page=2">',
        ),
        (b"<p>Try /tags/x/?page=2 there</p>", b"<p>Try /tags/x/?page=2 there</p>"),
        (b'<a href="/tags/x/?page=2&amp;q=1">', b'<a href="/tags/x/?page=2&amp;q=1">'),
    ],
)
def test_only_links_of_the_list_itself_are_rewritten(before: bytes, after: bytes) -> None:
    assert with_page_addresses(before, "/tags/x/", SITE) == after


def test_rules_are_written_as_addresses_and_patterns_are_left_out() -> None:
    rules = redirect_rules(
        [("/a b", "/articles/ä/"), ("/50%", "https://x.example/?q=a%20b"), ("/x/*", "/y/")]
    )

    assert rules.splitlines() == [
        "/a%20b /articles/%C3%A4/ 301",
        "/a%20b/ /articles/%C3%A4/ 301",
        "/50%25 https://x.example/?q=a%20b 301",
        "/50%25/ https://x.example/?q=a%20b 301",
    ]


def test_addresses_told_by_their_query_are_rules_alone() -> None:
    """In Netlify's form, which comes before the page that is there. No file can be found by a query."""
    known = [
        ("/?p=31", "/articles/a/"),
        ("/view.php?id=3&x=a b", "/articles/ä/"),
        ("/?q=a:b/1", "/articles/a/"),
    ]

    assert redirect_rules(known).splitlines() == [
        "/ p=31 /articles/a/ 301!",
        "/view.php id=3 x=a%20b /articles/%C3%A4/ 301!",
    ]
    assert list(moved_pages(known)) == []


def test_a_page_for_an_old_address_is_one_that_a_server_shows() -> None:
    found = dict(
        moved_pages(
            [("/a", "/x/"), ("/b.html", "/x/"), ("/c.php", "/x/"), ("/v1.2", "/x/"), ("/../d", "/x/")]
        )
    )

    assert set(found) == {"a/index.html", "b.html", "v1.2/index.html"}


def test_files_are_found_wherever_they_are_named() -> None:
    page = b'<img src="/media/a.png" srcset="/media/a-4.png 4w, /media/a%20b.png 8w"> ![](/static/c.css?x) other/media'

    assert named_in(page) == ("/media/a b.png", "/media/a-4.png", "/media/a.png", "/static/c.css")


@override_settings(SITE_URL=SITE)
@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/", f"{SITE}/"),
        ("/articles/x/", f"{SITE}/articles/x/"),
        ("/articles/x.md", f"{SITE}/articles/x.md"),
        ("/a/../b", f"{SITE}/b"),
        ("//other.example/x", "https://other.example/x"),
        ("https://other.example/x", "https://other.example/x"),
        ("x", f"{SITE}/x"),
        ("", f"{SITE}/"),
    ],
)
def test_an_address_is_made_absolute(path: str, address: str) -> None:
    assert absolute_url(path) == address


@pytest.mark.django_db
def test_only_so_many_articles_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was wanted last is here, all of it; one that nobody wanted had to go, and is read again."""
    monkeypatch.setattr(cards, "_KEPT", 3)
    keys = [article(f"Article {number}").pk for number in range(6)]
    found = cards.Cards(Snapshot.take())

    found.load(keys[:3])
    found.load([keys[0], keys[3]])

    assert [each.pk for each in found.some([keys[0], keys[3]])] == [keys[0], keys[3]]
    gone = 0
    for pk in keys[1:3]:
        try:
            found[pk]
        except cards.Overtaken:
            gone += 1
    assert gone == 1

    found.load(keys)

    assert [each.title for each in found.some(keys)] == [f"Article {number}" for number in range(6)]


@pytest.mark.django_db
def test_articles_are_not_read_again_and_again() -> None:
    """Pages and lists of the same articles are made together, so that few of them need to stay in memory."""
    for number in range(60):
        article(f"Article {number}", category=f"Category {number % 2}", date=days(-number))
    site = Snapshot.take()
    files = list(outputs(site, ""))

    def reads(ordered: list[Output]) -> int:
        with (
            patch.object(cards, "_KEPT", 40),
            patch.object(Cards, "_filed", autospec=True, side_effect=Cards._filed) as filed,
        ):
            renderer = Renderer(site)
            made = [
                output.file
                for start in range(0, len(ordered), 10)
                for output, _ in renderer.rendered(ordered[start : start + 10])
            ]
        assert sorted(made) == sorted(output.file for output in files)
        return filed.call_count

    assert 60 <= reads(neighbourly(files, site)) < min(90, reads(files))
