"""The history of an article on the desk."""

from django.contrib.auth.models import User

from articles import publishing
from tests import factories
from tests.admin import pages


def test_the_history_lists_texts_and_what_happened(publisher: User, login) -> None:
    """Each revision with number, writer and kind; events beside the revision they belong to; live and latest marked."""
    article = factories.draft("Story", by=publisher)
    publishing.publish(article=article, by=publisher)
    factories.stage(article, "Changed.")

    page = pages.soup(login(publisher).get(pages.url("history", article)))

    rows = [" ".join(row.get_text(" ").split()) for row in page.select(".history tbody tr")]
    assert len(rows) == 3
    assert "Latest" in rows[0]
    assert "Live" in rows[1]
    assert "Published by pam" in rows[1]
    assert "Created by pam" in rows[2]


def test_any_two_revisions_are_compared(editor: User, login) -> None:
    """The comparison marks changed words, in whichever order the two were chosen."""
    article = factories.draft("Story", "The art of baking bread.\n")
    factories.stage(article, "The art of making bread.\n")
    client = login(editor)

    forth = client.get(pages.url("compare", article), {"old": 1, "new": 2})
    back = client.get(pages.url("compare", article), {"old": 2, "new": 1})

    page = pages.soup(forth)
    assert [each.get_text() for each in page.select("del")] == ["baking"]
    assert [each.get_text() for each in page.select("ins")] == ["making"]
    assert pages.text(forth) == pages.text(back)


def test_markup_in_a_text_is_shown_not_run(editor: User, login) -> None:
    """A comparison shows the source as it is written."""
    article = factories.draft("Story", "Plain.\n")
    factories.stage(article, "<script>alert(1)</script>\n")

    page = login(editor).get(pages.url("compare", article), {"old": 1, "new": 2}).content.decode()

    assert "&lt;script&gt;" in page.replace("<ins>", "").replace("</ins>", "")
    assert "<script>alert" not in page


def test_a_revision_that_is_not_there_is_404(editor: User, login) -> None:
    """Unknown numbers, words, and another article's revisions are not found."""
    article = factories.draft("Story")
    client = login(editor)

    for query in ({"old": 1, "new": 9}, {"old": "x", "new": 1}, {"old": 1}, {"old": -1, "new": 1}):
        assert client.get(pages.url("compare", article), query).status_code == 404
    assert client.post(pages.url("restore", article), {"revision": 7}).status_code == 404
    assert client.post(pages.url("change", article), {"base": "7", "action": "save"}).status_code == 404
    assert client.get(pages.url("restore", article)).status_code == 405


def test_restoring_makes_an_old_text_the_latest(author: User, login) -> None:
    """The old text comes back as a new revision; nothing is taken out of the history."""
    article = factories.draft("First title", by=author)
    client = login(author)
    pages.press(client, pages.url("change", article), "save", title="Second title")

    response = client.post(pages.url("restore", article), {"revision": 1})

    assert "The text of revision 1 is back, as revision 3." in pages.said(client, response)
    assert pages.fresh(article).title == "First title"
    assert [revision.number for revision in article.revisions.all()] == [3, 2, 1]


def test_restoring_a_live_article_waits_for_publishing(author: User, login) -> None:
    """Readers see a restored text only once it is published."""
    article = factories.article("Live", authors=["Ann Berg"])
    factories.stage(article, "Second text.", title="Second title")
    publishing.publish(article=article, by=None)
    client = login(author)

    response = client.post(pages.url("restore", article), {"revision": 1})

    assert "Readers see it once you publish the changes." in pages.said(client, response)
    assert pages.fresh(article).title == "Second title"
    assert pages.fresh(article).has_staged_edits


def test_a_long_history_is_paged(editor: User, login, django_assert_max_num_queries) -> None:
    """Fifty revisions a page, in a constant number of queries."""
    article = factories.draft("Story")
    for number in range(60):
        factories.stage(article, f"Text {number}.")
    client = login(editor)

    with django_assert_max_num_queries(14):
        first = client.get(pages.url("history", article))
    second = client.get(pages.url("history", article), {"page": 2})

    assert len(pages.soup(first).select(".history tbody tr")) == 50
    assert len(pages.soup(second).select(".history tbody tr")) == 11
