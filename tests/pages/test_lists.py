"""Lists and their pagination."""

import pytest
from django.test import Client

from articles.views.base import PAGE_SIZE
from tests import factories

from .markup import get, hrefs, titles

pytestmark = pytest.mark.django_db


def test_everything_is_listed_newest_first_a_page_at_a_time(client: Client) -> None:
    made = factories.articles(PAGE_SIZE + 3)

    first = titles(get(client, "/articles/"))
    second = titles(get(client, "/articles/?page=2"))

    assert first + second == [article.title for article in made]
    assert len(second) == 3


def test_pages_link_to_one_another(client: Client) -> None:
    """The middle page names its neighbours with `rel`, itself with `aria-current`, and the first without a number."""
    factories.articles(2 * PAGE_SIZE + 1)

    soup = get(client, "/articles/?page=2")

    assert soup.find("a", rel="prev")["href"] == "/articles/"
    assert soup.find("a", rel="next")["href"] == "/articles/?page=3"
    assert soup.select_one(".pagination [aria-current=page]").get_text(strip=True) == "2"
    assert "page 2" in soup.title.get_text()


@pytest.mark.parametrize("number", ["2", "0", "-1", "abc", "99999999999999999999"])
def test_page_that_does_not_exist_is_not_found(client: Client, number: str) -> None:
    factories.article()

    get(client, f"/articles/?page={number}", status=404)


def test_one_page_needs_no_pagination(client: Client) -> None:
    factories.article()

    assert get(client, "/articles/").select_one(".pagination") is None


def test_empty_list_says_so(client: Client) -> None:
    assert "Nothing has been published yet." in get(client, "/articles/").get_text()


def test_article_without_picture_shows_its_generated_cover(client: Client) -> None:
    """The cover is decoration: it has no alternative text, and room is kept for it."""
    made = factories.article()

    image = get(client, "/articles/").select_one(".entry img")

    assert image["src"] == f"/covers/{made.slug}.svg"
    assert image["alt"] == ""
    assert image["width"]
    assert image["height"]


def test_markup_in_titles_is_text(client: Client) -> None:
    factories.article("The <script> tag & you")

    soup = get(client, "/articles/")

    assert titles(soup) == ["The <script> tag & you"]


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("/categories/databases/", {"category": "Databases"}),
        ("/tags/sqlite/", {"tags": ["SQLite"]}),
        ("/authors/ines-carvalho/", {"authors": ["Inês Carvalho"]}),
        ("/series/one-small-server/", {"series": "One small server"}),
    ],
)
def test_shelf_holds_its_articles_only(client: Client, path: str, keys: dict[str, object]) -> None:
    """Categories, tags, authors and series each list what is filed there, and link back from the article."""
    inside = factories.article("Inside", **keys)
    factories.article("Outside")

    soup = get(client, path)

    assert titles(soup) == ["Inside"]
    assert path in hrefs(get(client, inside.get_absolute_url()))


@pytest.mark.parametrize(
    ("overview", "path", "keys"),
    [
        ("/categories/", "/categories/databases/", {"category": "Databases"}),
        ("/tags/", "/tags/sqlite/", {"tags": ["SQLite"]}),
        ("/authors/", "/authors/ines-carvalho/", {"authors": ["Inês Carvalho"]}),
        (None, "/series/one-small-server/", {"series": "One small server"}),
    ],
)
def test_shelf_of_hidden_articles_has_no_page(
    client: Client, overview: str | None, path: str, keys: dict[str, object]
) -> None:
    """A category, tag, author or series that only drafts use is a 404 and in no overview."""
    factories.draft(**keys)
    factories.article("Later", date=factories.tomorrow(), **keys)

    get(client, path, status=404)
    if overview:
        assert path not in hrefs(get(client, overview))


def test_series_is_read_in_its_own_order(client: Client) -> None:
    factories.article("Third", series={"name": "S", "position": 3}, date=factories.days(-9))
    factories.article("First", series={"name": "S", "position": 1}, date=factories.days(-2))
    factories.article("Second", series={"name": "S", "position": 2}, date=factories.days(-5))

    soup = get(client, "/series/s/")

    assert titles(soup) == ["First", "Second", "Third"]
    assert [part.get_text() for part in soup.select(".entry-part")] == ["Part 1", "Part 2", "Part 3"]


def test_author_page_introduces_the_author(client: Client) -> None:
    factories.article(
        authors=[{"name": "Ada Writer", "bio": "Writes <b>a lot</b>.", "url": "https://ada.example/"}]
    )

    soup = get(client, "/authors/ada-writer/")

    assert soup.h1.get_text(strip=True) == "Ada Writer"
    assert "Writes" in soup.select_one(".standfirst").get_text()
    assert soup.find("a", href="https://ada.example/")["rel"] == ["external", "noopener", "me"]
