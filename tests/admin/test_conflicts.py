"""Conflicts between an article and a file, or another writer: found on the desk, and settled there place by place."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import publishing
from articles.document import parse
from articles.models import Article, Event, OpenConflict, Revision
from tests import factories
from tests.admin import pages

BASE = "\nOne.\n\nTwo.\n\nThree.\n\nFour.\n"


@pytest.fixture
def client(publisher: User, login) -> Client:
    return login(publisher)


@pytest.fixture
def article(db: None) -> Article:
    """A live article that a file contradicts in its title and its second line; the fourth changed in the file alone."""
    made = factories.article("Old title", BASE)
    base = made.live_revision
    text = base.document.replace(title="The file’s title")
    text = parse(text.text.replace("Two.", "The file’s two.").replace("Four.", "The file’s four."))
    factories.stage(made, BASE.replace("Two.", "Our two."), title="Our title")
    publishing.publish(article=made, by=None)
    publishing.keep_beside(article=made, document=text, base=base, by=None, note="From posts/old.md")
    return pages.fresh(made)


def kept(article: Article) -> Revision:
    return article.revisions.get(kind="conflict")


def address(article: Article) -> str:
    return pages.url("conflict", article, kept(article).number)


def decide(client: Client, article: Article, action: str = "settle", **choices: str):
    """Choose at the places (place_1="here"), then press a button. The response is not followed."""
    named = {name.replace("_", "-"): value for name, value in choices.items()}
    data = {"seen": article.latest_revision.number, "action": action, **named}
    return client.post(address(article), data)


# -- Found ------------------------------------------------------------------------------------------------------


def test_it_is_listed_on_the_desk(client: Client, article: Article) -> None:
    board = pages.soup(client.get("/admin/")).select_one(".waiting-conflicts")

    assert board.select_one("a")["href"] == address(article)
    assert "Our title" in board.get_text()
    assert "From posts/old.md" in board.get_text()


def test_the_list_marks_and_finds_it(client: Client, article: Article) -> None:
    factories.article("Another")

    everything = pages.soup(client.get(pages.LIST))
    only = pages.soup(client.get(pages.LIST, {"status": "conflict"}))

    assert [each.get_text() for each in everything.select(".badge.conflict")] == ["Conflict"]
    assert "Conflicts 1" in everything.get_text()
    assert [each.get_text() for each in only.select(".column-heading > a")] == ["Our title"]


def test_the_articles_own_pages_lead_to_it(client: Client, article: Article) -> None:
    """The editor, as fields and as the document, and the history."""
    for name in ("change", "source", "history"):
        page = pages.soup(client.get(pages.url(name, article)))
        assert page.select(f'a[href="{address(article)}"]'), name


def test_who_has_no_part_in_the_article_is_told_nothing(author: User, login, article: Article) -> None:
    client = login(author)

    assert "Conflicts to settle" not in pages.text(client.get("/admin/"))
    assert "Conflicts" not in pages.text(client.get(pages.LIST))
    assert client.get(address(article)).status_code == 404


def test_without_conflicts_nothing_is_said_of_them(client: Client) -> None:
    made = factories.article("One")
    for path in ("/admin/", pages.LIST, pages.url("change", made), pages.url("history", made)):
        assert "onflict" not in pages.text(client.get(path)), path


def test_each_place_shows_all_three_texts(client: Client, article: Article) -> None:
    page = pages.soup(client.get(address(article)))

    places = [" ".join(each.get_text(" ").split()) for each in page.select("fieldset.clash")]
    assert len(places) == 2
    assert places[0].startswith("Title")
    for text in ("Our title", "The file’s title", "Old title"):
        assert text in places[0]
    for text in ("Our two.", "The file’s two.", "Both began from Two."):
        assert text in places[1]
    assert "The file’s four." in page.select_one("section[aria-labelledby=along]").get_text()


def test_what_differs_between_the_two_is_marked(client: Client, article: Article) -> None:
    places = pages.soup(client.get(address(article))).select("fieldset.clash")

    assert [each.get_text() for each in places[1].select("mark")] == ["Our", "The file’s"]


def test_a_status_of_the_file_does_not_come_along(client: Client) -> None:
    """Where the article stands is neither changed nor said to be."""
    made = factories.article("One", BASE)
    base = made.live_revision
    factories.stage(made, BASE.replace("Two.", "Our two."))
    text = parse(base.document.replace(status="draft").text.replace("Two.", "The file’s two."))
    publishing.keep_beside(article=made, document=text, base=base, by=None)
    made = pages.fresh(made)

    page = pages.soup(client.get(address(made)))
    decide(client, made, place_1="kept")

    assert not page.select("section[aria-labelledby=along]")
    assert pages.fresh(made).latest_revision.document.fields.status in {"", "published"}


# -- Settled ----------------------------------------------------------------------------------------------------


def test_each_place_is_decided_by_itself(client: Client, publisher: User, article: Article) -> None:
    """What contradicts nothing comes along, and readers see nothing of it until it is published."""
    response = decide(client, article, place_1="kept", place_2="here")

    assert "Settled. Readers see it once you publish the changes." in pages.said(client, response)
    text = pages.latest(article)
    for said in ("The file’s title", "Our two.", "The file’s four."):
        assert said in text
    assert "The file’s two." not in text
    assert pages.fresh(article).title == "Our title"
    assert not OpenConflict.objects.exists()
    event = article.events.get(kind=Event.Kind.SETTLED)
    assert (event.by, event.revision) == (publisher, kept(article))


def test_a_place_in_ones_own_words(client: Client, article: Article) -> None:
    decide(client, article, place_1="here", place_2="own", **{"place_2-own": "Both of us,\r\nat length.\r\n"})

    assert "\n\nBoth of us,\nat length.\n\nThree." in pages.latest(article)


def test_settled_and_published_at_once(client: Client, article: Article) -> None:
    response = decide(client, article, "publish", place_1="kept", place_2="kept")

    assert "Readers see it." in pages.said(client, response)
    assert pages.fresh(article).title == "The file’s title"
    assert not pages.fresh(article).has_staged_edits


def test_nothing_is_settled_until_every_place_is_decided(client: Client, article: Article) -> None:
    """What was chosen already stays chosen."""
    response = decide(client, article, place_1="kept")

    page = pages.soup(response)
    assert "is not decided yet" in page.get_text()
    assert page.select_one('[name="place-1"][value="kept"]').has_attr("checked")
    assert OpenConflict.objects.count() == 1


def test_nobody_settles_what_they_have_not_seen(client: Client, article: Article) -> None:
    seen = article.latest_revision.number
    factories.stage(article, BASE.replace("Two.", "Somebody’s two."))

    response = client.post(address(article), {"seen": seen, "place-1": "here", "place-2": "here"})

    assert "was saved in the meantime" in pages.text(response)
    assert "Somebody’s two." in pages.text(response)
    assert OpenConflict.objects.count() == 1


def test_settled_twice_says_so(client: Client, article: Article) -> None:
    decide(client, article, place_1="here", place_2="here")

    response = decide(client, article, place_1="kept", place_2="kept")

    assert "has been settled" in pages.said(client, response)
    assert "The file’s title" not in pages.latest(article)


def test_restoring_the_kept_text_settles_it(client: Client, article: Article) -> None:
    client.post(pages.url("restore", article), {"revision": kept(article).number})

    assert "The file’s title" in pages.latest(article)
    assert not OpenConflict.objects.exists()


def test_restoring_another_text_does_not(client: Client, article: Article) -> None:
    client.post(pages.url("restore", article), {"revision": 1})

    assert OpenConflict.objects.count() == 1


def test_the_kept_text_edited_as_a_document_settles_it(client: Client, article: Article) -> None:
    opened = f"{pages.url('source', article)}?from={kept(article).number}"
    values = pages.fields(pages.soup(client.get(opened)))
    source = values["source"].replace("The file’s two.", "Two of us.")

    client.post(pages.url("source", article), {**values, "source": source, "action": "save"})

    assert "Two of us." in pages.latest(article)
    assert not OpenConflict.objects.exists()


def test_an_article_edited_otherwise_stays_in_conflict(client: Client, article: Article) -> None:
    pages.press(client, pages.url("change", article), "save", title="Another title")

    assert OpenConflict.objects.count() == 1


def test_where_an_article_stands_is_not_decided_there(client: Client) -> None:
    """A file that says draft takes no article away from readers by being chosen."""
    made = factories.article("One", BASE)
    base = made.live_revision
    publishing.save_revision(article=made, document=base.document.replace(status="withdrawn"), by=None)
    publishing.keep_beside(article=made, document=base.document.replace(status="draft"), base=base, by=None)
    made = pages.fresh(made)

    page = pages.soup(client.get(address(made)))
    response = decide(client, made)

    assert page.select("fieldset")
    assert not page.select('fieldset input[type="radio"]')
    assert response.status_code == 302
    assert pages.fresh(made).status == "published"
    assert pages.fresh(made).latest_revision.document.fields.status in {"", "published"}


def test_without_a_common_beginning_one_text_is_taken_whole(client: Client, article: Article) -> None:
    OpenConflict.objects.update(base=None)

    shown = pages.soup(client.get(address(article)))
    decide(client, article, place_1="kept")

    assert len(shown.select("fieldset.clash")) == 1
    assert pages.latest(article) == kept(article).text


def test_readers_of_a_scheduled_article_wait_for_its_schedule(client: Client) -> None:
    made = factories.article("One", BASE, date=factories.days(3))
    base = made.live_revision
    factories.stage(made, BASE.replace("Two.", "Our two."))
    text = parse(base.text.replace("Two.", "The file’s two."))
    publishing.keep_beside(article=made, document=text, base=base, by=None)
    made = pages.fresh(made)

    page = client.get(address(made))
    response = decide(client, made, place_1="kept")

    assert "Settle and publish" not in pages.text(page)
    assert "once you update the schedule" in pages.said(client, response)
    assert pages.fresh(made).status == "scheduled"


def test_a_draft_gets_the_text_at_once(client: Client) -> None:
    made = factories.draft("One", BASE)
    base = made.latest_revision
    factories.stage(made, BASE.replace("Two.", "Our two."))
    text = parse(base.text.replace("Two.", "The file’s two."))
    publishing.keep_beside(article=made, document=text, base=base, by=None)
    made = pages.fresh(made)

    page = client.get(address(made))
    decide(client, made, place_1="kept")

    assert "Settle and publish" not in pages.text(page)
    assert "The file’s two." in pages.latest(made)
