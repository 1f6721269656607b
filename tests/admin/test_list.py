"""The list of articles: what it shows, how it is narrowed, what is done with many at once."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from tests import factories
from tests.admin import pages


@pytest.fixture
def client(publisher: User, login) -> Client:
    return login(publisher)


def titles(client: Client, **query: str) -> list[str]:
    response = client.get(pages.LIST, query)
    assert response.status_code == 200
    return [link.get_text() for link in pages.soup(response).select(".column-heading > a")]


def test_a_row_says_where_an_article_stands(client: Client) -> None:
    """Title, status, staged edits, category, authors and picture in one row."""
    article = factories.article("Live one", category="Django", authors=["Ann", "Bob"])
    factories.stage(article, "New text.")

    row = pages.soup(client.get(pages.LIST)).select_one("#result_list tbody tr")

    said = " ".join(row.get_text(" ").split())
    assert "Live one Live + Draft changes Ann, Bob" in said
    assert "Django" in said
    assert row.select_one("img")["src"] == f"/covers/{article.slug}.svg"


def test_what_was_worked_on_last_comes_first(client: Client) -> None:
    """A saved change brings an article to the top, whatever its date."""
    old = factories.article("Old", date=factories.days(-100))
    factories.article("New")
    assert titles(client) == ["New", "Old"]

    factories.stage(old, "Changed.")

    assert titles(client) == ["Old", "New"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "draft"}, ["Draft"]),
        ({"status": "review"}, []),
        ({"status": "published"}, ["Staged", "German"]),
        ({"status": "staged"}, ["Staged"]),
        ({"status": "withdrawn"}, ["Gone"]),
        ({"category": "databases"}, ["Staged"]),
        ({"author": "ann"}, ["German"]),
        ({"tag": "c-plus-plus"}, ["Staged"]),
        ({"language": "de"}, ["German"]),
        ({"language": "de", "status": "draft"}, []),
        ({"q": "needle"}, ["Draft"]),
        ({"q": "staged-slug"}, ["Staged"]),
        ({"q": "Gone"}, ["Gone"]),
        ({"tag": "unheard-of"}, []),
        ({"status": "nonsense"}, ["Staged", "Gone", "Draft", "German"]),
    ],
)
def test_filters_and_search(client: Client, query: dict[str, str], found: list[str]) -> None:
    """Each filter, alone and together, and a search that finds words of the text of drafts too."""
    factories.article("German", language="de", authors=["Ann"])
    factories.draft("Draft", "A needle in the text.\n")
    factories.article("Gone", status="withdrawn")
    staged = factories.article("Staged", category="Databases", tags=["C++", "C"], slug="staged-slug")
    factories.stage(staged, "Changed.")

    assert titles(client, **query) == found


def test_the_tabs_count_what_their_reader_may_see(author: User, login) -> None:
    """An author's tabs count their own articles."""
    factories.draft("Hers", by=author)
    factories.draft("His", by=factories.user("bob", group="Author"))

    tabs = pages.soup(login(author).get(pages.LIST)).select_one(".tabs").get_text(" ")

    assert "Drafts 1" in tabs


def test_the_period_narrows_the_list(client: Client) -> None:
    """The years and months above the list lead to their articles."""
    factories.article("March", date=factories.days(-1).replace(year=2024, month=3, day=5))
    factories.article("May", date=factories.days(-1).replace(year=2025, month=5, day=5))

    assert titles(client, date__year="2024") == ["March"]


def test_a_search_keeps_status_and_period(client: Client) -> None:
    """The search form carries on what was chosen outside it."""
    page = pages.soup(client.get(pages.LIST, {"status": "draft", "date__year": "2024", "category": "x"}))

    hidden = {field["name"]: field["value"] for field in page.select(".list-filters input[type=hidden]")}

    assert hidden == {"status": "draft", "date__year": "2024"}


def test_the_list_asks_as_much_for_many_as_for_one(client: Client) -> None:
    """One budget, whether the list has two rows or thirty."""
    counts = []
    for number in (2, 28):
        for position in range(number):
            article = factories.article(
                category=f"Category {position}",
                tags=[f"tag {position}"],
                authors=["Ann", f"Author {position}"],
            )
            factories.stage(article, "Changed.")
        client.get(pages.LIST)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(titles(client)) == Article.objects.count()
        counts.append(len(queries))

    assert counts[0] == counts[1]
    # Session, user, permissions (2); counts of the tabs, choices (4), numbers of rows (2), period (2), rows, authors.
    assert counts[1] <= 18


def test_publishing_many_reports_each_that_refuses(client: Client) -> None:
    """What can be published is; every other article says why it was not."""
    good, untitled, done = factories.draft("Good"), factories.draft(""), factories.article("Done")
    chosen = [good.pk, untitled.pk, done.pk]

    response = client.post(
        pages.LIST, {"action": "publish_selected", "_selected_action": chosen, "index": 0}, follow=True
    )

    said = pages.text(response)
    assert "1 article published." in said
    assert "needs a title" in said
    assert "“Done” was not published: It is published, and nothing has changed since." in said
    assert pages.fresh(good).is_live


def test_withdrawing_many_asks_first(client: Client) -> None:
    """Nothing is withdrawn before the consequence was shown and confirmed."""
    article, draft = factories.article("Live"), factories.draft("Draft")
    data = {"action": "withdraw_selected", "_selected_action": [article.pk, draft.pk], "index": 0}

    asked = client.post(pages.LIST, data)
    assert "410 Gone" in pages.text(asked)
    assert pages.fresh(article).is_live

    done = client.post(pages.LIST, {**data, "confirmed": "yes"}, follow=True)
    assert pages.fresh(article).status == "withdrawn"
    assert "1 article withdrawn." in pages.text(done)
    assert "“Draft” was not withdrawn" in pages.text(done)


def test_articles_are_not_deleted_in_bulk(client: Client) -> None:
    """Deleting goes article by article, past what readers have seen."""
    article = factories.draft("Draft")

    client.post(pages.LIST, {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"})

    assert Article.objects.filter(pk=article.pk).exists()


def test_empty_lists_say_what_to_do(client: Client) -> None:
    """No articles at all and no match are different things."""
    assert "There are no articles yet." in pages.text(client.get(pages.LIST))

    factories.draft("One")

    assert "No article fits." in pages.text(client.get(pages.LIST, {"q": "zzz"}))


def test_the_dashboard_shows_what_waits(publisher: User, client: Client) -> None:
    """Review, own drafts, schedule, staged edits and news, each where it belongs."""
    factories.draft("My draft", by=publisher)
    factories.draft("Another's draft")
    handed_in = factories.article("Handed in", status="review")
    factories.article("Next week", date=factories.days(7))
    staged = factories.article("Reworked")
    factories.stage(staged, "New text.")

    page = pages.soup(client.get("/admin/"))

    boards = {
        board.select_one("h2").get_text(): [link.get_text() for link in board.select(".entry-text > a")]
        for board in page.select(".boards .board")
    }
    assert boards == {
        "Waiting for review": [str(handed_in)],
        "Your drafts": ["My draft"],
        "Scheduled next": ["Next week"],
        "Changes that readers do not see yet": ["Reworked"],
        "Recently published": ["Reworked"],
    }


def test_the_dashboard_asks_as_much_for_many_as_for_few(client: Client) -> None:
    """The first page stays as quick when there is much to do."""
    factories.articles(2, authors=["Ann"])
    client.get("/admin/")
    with CaptureQueriesContext(connection) as few:
        client.get("/admin/")
    for number in range(12):
        factories.article(authors=["Ann", f"Author {number}"], category=f"Category {number}")
        factories.article(status="review", authors=[f"Author {number}"])

    with CaptureQueriesContext(connection) as many:
        client.get("/admin/")

    # The lists that were empty ask for their authors as well.
    assert len(many) <= len(few) + 1
