"""The page on which an article is written: what is typed becomes the document, and nothing of it is lost."""

import time_machine
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import Settings

from articles import publishing
from articles.document import parse
from articles.models import Article, Category, Image, Revision
from tests import factories
from tests.admin import pages

SOURCE = """\
---
title: Kept  # by hand
mood: cheerful
tags: [python]
date: 2024-05-01
---

First paragraph.

Second paragraph.
"""


def made(text: str = SOURCE, *, by: User | None = None, status: str = "draft") -> Article:
    """An article whose document is exactly `text`, with its status added."""
    document = parse(text)
    if status != "published":
        document = document.replace(status=status)
    return factories.enact(parse(document.text), by=by)


def test_a_new_article_is_a_draft_under_its_writers_byline(author: User, login) -> None:
    """Saving makes a document of what was typed, owned by whoever typed it."""
    client = login(author)

    response = pages.press(
        client, pages.ADD, "save", title="Hello world", body="Some text.\r\n", tags="python, new one"
    )

    article = Article.objects.get()
    assert pages.said(client, response).count("Saved.") == 1
    assert (article.status, article.owner, article.slug) == ("draft", author, "hello-world")
    assert article.byline[0].name == "Ann Berg"
    assert set(article.tags.names()) == {"python", "new one"}
    assert pages.latest(article).endswith("---\n\nSome text.\n")


def test_every_canonical_key_is_a_field(publisher: User, login) -> None:
    """What the form says is what the document says, and what readers get."""
    client = login(publisher)

    pages.press(
        client,
        pages.ADD,
        "publish",
        title="Everything",
        description="In one go.",
        body="Text.",
        category="Django",
        tags="a, b",
        authors="One, Two",
        image_src="https://example.com/x.png",
        image_alt="A thing",
        image_caption="The thing",
        series_name="Parts",
        series_position="2",
        slug="chosen",
        aliases="/old/\r\n/older/",
        canonical="https://example.com/first/",
        language="en-GB",
        date="2024-05-01T10:30",
        updated="2024-06-01T10:30",
        expires="2099-01-01T00:00",
        featured="on",
        noindex="on",
        dialect="python-markdown",
    )

    article = Article.objects.get()
    assert article.is_live
    assert (article.title, article.description, article.slug) == ("Everything", "In one go.", "chosen")
    assert article.category == Category.objects.get(name="Django")
    assert [author.name for author in article.byline] == ["One", "Two"]
    assert (article.image_src, article.image_alt, article.image_caption) == (
        "https://example.com/x.png",
        "A thing",
        "The thing",
    )
    assert article.series is not None
    assert (article.series.name, article.series_position) == ("Parts", 2)
    assert article.aliases == ["/old/", "/older/"]
    assert (article.canonical, article.language, article.dialect) == (
        "https://example.com/first/",
        "en-GB",
        "python-markdown",
    )
    assert article.date is not None
    assert article.expires is not None
    assert (article.date.isoformat(), article.expires.year) == ("2024-05-01T10:30:00+00:00", 2099)
    assert article.featured
    assert article.noindex


def test_an_empty_page_is_not_an_article(author: User, login) -> None:
    """Saving before anything was typed says so instead of leaving an article without a name."""
    client = login(author)
    assert "They appear as you write." in pages.text(client.get(pages.ADD))

    response = pages.press(client, pages.ADD, "save")

    assert "nothing to save yet" in pages.text(response)
    assert not Article.objects.exists()


def test_a_save_that_does_not_say_what_it_began_from_is_refused(editor: User, login) -> None:
    """Without its base an edit could overwrite what others saved."""
    article = made()

    response = login(editor).post(pages.url("change", article), {"title": "X", "body": "Y", "action": "save"})

    assert response.status_code == 404
    assert article.revisions.count() == 1


def test_an_edit_changes_one_line_of_the_document(editor: User, login) -> None:
    """Comments, unknown keys and order survive an edit of one field."""
    article = made()
    client = login(editor)
    before = pages.latest(article)

    pages.press(client, pages.url("change", article), "save", title="Changed")

    assert pages.latest(article) == before.replace("title: Kept  # by hand", "title: Changed  # by hand")


def test_saving_what_was_opened_adds_no_revision(editor: User, login) -> None:
    """A form submitted untouched leaves the history as it is, dates without a time included."""
    article = made()

    pages.press(login(editor), pages.url("change", article), "save")

    assert article.revisions.count() == 1


def test_what_came_strange_does_not_hinder_another_edit(editor: User, login) -> None:
    """Values that could not be entered here are left as they are, as long as nobody touches them."""
    strange = SOURCE.replace(
        "mood: cheerful", "language: English, mostly\ncanonical: example.com/x\ntags: [python, python]"
    )
    article = made(strange.replace("tags: [python]\n", ""))
    client = login(editor)
    before = pages.latest(article)

    pages.press(client, pages.url("change", article), "save", title="Changed")
    assert pages.latest(article) == before.replace("title: Kept", "title: Changed")

    response = pages.press(client, pages.url("change", article), "save", language="Klingon, also")
    assert "Use a language tag" in pages.text(response)


def test_times_are_entered_in_the_sites_zone(publisher: User, login, settings: Settings) -> None:
    """A time typed in a site that lives in Berlin is Berlin's, on either side of the change of clocks."""
    settings.TIME_ZONE = "Europe/Berlin"
    article = made()
    client = login(publisher)

    pages.press(
        client, pages.url("change", article), "save", date="2026-07-01T12:00", updated="2026-12-01T12:00"
    )

    fields = parse(pages.latest(article)).fields
    assert str(fields.date) == "2026-07-01 12:00:00+02:00"
    assert str(fields.updated) == "2026-12-01 12:00:00+01:00"
    assert 'value="2026-07-01T12:00"' in client.get(pages.url("change", article)).content.decode()


def test_a_time_that_clocks_skip_is_taken_like_in_a_document(
    publisher: User, login, settings: Settings
) -> None:
    """02:30 on the night when clocks go forward becomes 03:30, not an error."""
    settings.TIME_ZONE = "Europe/Berlin"
    article = made()

    pages.press(login(publisher), pages.url("change", article), "save", updated="2026-03-29T02:30")

    assert pages.fresh(article).updated.isoformat() == "2026-03-29T01:30:00+00:00"


def test_a_field_that_cannot_be_read_is_named_and_what_was_typed_stays(editor: User, login) -> None:
    """An error stands at its field; nothing is saved and nothing is lost."""
    article = made()
    client = login(editor)

    response = pages.press(client, pages.url("change", article), "save", date="tomorrow", title="Typed")

    page = pages.soup(response)
    assert response.status_code == 200
    assert "Enter a date and a time" in page.select_one(".field-date .errorlist").get_text()
    assert pages.fields(page)["title"] == "Typed"
    assert article.revisions.count() == 1


def test_a_taken_address_is_an_error(editor: User, login) -> None:
    """An address that another article has is refused rather than numbered."""
    factories.article("First", slug="taken")
    article = made()

    response = pages.press(login(editor), pages.url("change", article), "save", slug="taken")

    assert "already has the address “taken”" in pages.text(response)


def test_a_refused_text_is_an_error_at_the_text(editor: User, login) -> None:
    """A body that breaks a limit of the renderer is refused with the reason, and kept in the form."""
    article = made()
    body = "> " * 3000 + "x"

    response = pages.press(login(editor), pages.url("change", article), "save", body=body)

    page = pages.soup(response)
    assert page.select_one(".field-body .errorlist") is not None
    assert pages.fields(page)["body"] == body
    assert article.revisions.count() == 1


def test_publishing_without_a_title_says_so_and_saves(publisher: User, login) -> None:
    """What cannot be published is kept as a draft, with the error at the title."""
    client = login(publisher)

    response = pages.press(client, pages.ADD, "publish", body="Only text.")

    page = pages.soup(response)
    assert "title" in page.select_one(".field-title .errorlist").get_text()
    assert Article.objects.get().status == "draft"
    assert pages.fields(page)["base"] == "1"
    # The next press goes on with that draft instead of making a second one.
    assert page.find(id="article-form")["action"] == pages.url("change", Article.objects.get())


def test_an_uploaded_picture_is_the_articles_picture(author: User, login) -> None:
    """A file in the form is checked, stored and named in the document."""
    client = login(author)
    values = pages.fields(pages.soup(client.get(pages.ADD)))
    upload = pages.upload("meadow.png", factories.picture())

    client.post(
        pages.ADD,
        {**values, "title": "With picture", "image_alt": "Green", "image_upload": upload, "action": "save"},
    )

    image, article = Image.objects.get(), Article.objects.get()
    assert parse(pages.latest(article)).fields.image.src == image.url
    assert article.image_alt == "Green"


def test_a_file_that_is_no_picture_is_an_error(author: User, login) -> None:
    """What is no picture leaves neither row nor revision."""
    client = login(author)
    values = pages.fields(pages.soup(client.get(pages.ADD)))

    response = client.post(
        pages.ADD,
        {**values, "title": "X", "image_upload": pages.upload("x.png", b"<svg/>"), "action": "save"},
    )

    assert "not a JPEG, PNG" in pages.text(response)
    assert not Image.objects.exists()
    assert not Article.objects.exists()


# -- The document itself ------------------------------------------------------------------------------------------


def test_the_whole_document_can_be_edited(editor: User, login) -> None:
    """What is typed into the document is what is kept, to the character."""
    article = made()
    client = login(editor)
    typed = pages.latest(article).replace("mood: cheerful", "mood: solemn\nnew_key: [1, 2]  # mine")

    response = pages.press(client, pages.url("source", article), "save", source=typed.replace("\n", "\r\n"))

    assert "Saved." in pages.said(client, response)
    assert pages.latest(article) == typed


def test_a_broken_document_is_refused_with_its_line(editor: User, login) -> None:
    """An error in the frontmatter names its line; what was typed stays."""
    article = made()

    response = pages.press(
        login(editor), pages.url("source", article), "save", source="---\ntitle: x\ntags: &a [*a]\n---\nText"
    )

    page = pages.soup(response)
    assert "Line " in page.select_one(".field-source .errorlist").get_text()
    assert "tags: &a [*a]" in pages.fields(page)["source"]
    assert article.revisions.count() == 1


def test_the_status_is_not_changed_in_the_text(publisher: User, login) -> None:
    """A draft does not say of itself that it is published: where it stands is changed with the buttons."""
    article = made()
    typed = pages.latest(article).replace("status: draft", "status: published")

    response = pages.press(login(publisher), pages.url("source", article), "save", source=typed)

    assert "status: where an article stands is changed with the buttons" in pages.text(response)
    assert pages.fresh(article).status == "draft"


def test_a_new_article_can_begin_as_a_document(author: User, login) -> None:
    """A whole document pasted into a new article becomes one, as a draft whatever it says."""
    client = login(author)

    pages.press(
        client, f"{pages.ADD}source/", "save", source=SOURCE.replace("mood: cheerful", "status: published")
    )

    article = Article.objects.get()
    assert (article.title, article.status) == ("Kept", "draft")


def test_an_unreadable_document_opens_as_text(editor: User, login) -> None:
    """Where no field can be found, the page leads to the document instead of showing empty fields."""
    article = made()
    broken = "---\ntitle: &x [*x]\n---\nText"
    revision = Revision.objects.create(article=article, number=2, text=broken, sha256=parse(broken).sha256)
    Article.objects.update(latest_revision=revision)

    response = login(editor).get(pages.url("change", article))

    assert response["Location"] == pages.url("source", article)


# -- Two people at once -------------------------------------------------------------------------------------------


def opened(client: Client, article: Article) -> dict:
    return pages.fields(pages.soup(client.get(pages.url("change", article))))


def test_edits_of_different_lines_are_merged(editor: User, publisher: User, login) -> None:
    """A stale save of other lines becomes one text with both, and says so."""
    article = made()
    hers, his = login(editor), login(publisher)
    begun = opened(his, article)
    pages.press(hers, pages.url("change", article), "save", title="Her title")

    response = his.post(
        pages.url("change", article),
        {**begun, "body": begun["body"] + "\r\nHis ending.\r\n", "action": "save"},
    )

    assert "has their changes and yours" in pages.said(his, response)
    assert "Her title" in pages.latest(article)
    assert "His ending." in pages.latest(article)


def test_edits_of_the_same_line_end_in_a_choice(editor: User, publisher: User, login) -> None:
    """A contradiction shows both texts; the refused one is kept and can be taken after all."""
    article = made()
    hers, his = login(editor), login(publisher)
    begun = opened(his, article)
    pages.press(hers, pages.url("change", article), "save", title="Her title")

    response = his.post(pages.url("change", article), {**begun, "title": "His title", "action": "save"})
    shown = his.get(response["Location"])
    page = pages.text(shown)

    assert "Her title" in page
    assert "His title" in page
    assert "Her title" in pages.latest(article)
    kept = article.revisions.get(kind="conflict")
    his.post(pages.url("restore", article), {"revision": kept.number})
    assert "His title" in pages.latest(article)


def test_a_kept_text_can_be_edited_on_top_of_the_latest(editor: User, publisher: User, login) -> None:
    """The document opens with the refused text, begun from the latest revision: saving it cannot conflict again."""
    article = made()
    hers, his = login(editor), login(publisher)
    begun = opened(his, article)
    pages.press(hers, pages.url("change", article), "save", title="Her title")
    his.post(pages.url("change", article), {**begun, "title": "His title", "action": "save"})
    kept = article.revisions.get(kind="conflict")
    address = f"{pages.url('source', article)}?from={kept.number}"

    values = pages.fields(pages.soup(his.get(address)))
    source = values["source"].replace("His title", "Our title")
    his.post(address, {**values, "source": source, "action": "save"})

    assert "His title" in values["source"]
    assert "title: Our title" in pages.latest(article)


def test_publishing_stops_when_somebody_else_has_saved(editor: User, publisher: User, login) -> None:
    """Nobody publishes what they have not seen: the texts are merged, and the button waits to be pressed again."""
    article = made()
    hers, his = login(editor), login(publisher)
    begun = opened(his, article)
    pages.press(hers, pages.url("change", article), "save", title="Her title")

    response = his.post(pages.url("change", article), {**begun, "action": "publish"})

    assert "Nothing was published" in pages.said(his, response)
    assert pages.fresh(article).status == "draft"


def test_a_button_that_the_article_has_outgrown_keeps_what_was_typed(
    editor: User, publisher: User, login
) -> None:
    """An old page's button is answered with the page as it is now, what was typed still in it."""
    article = made()
    client = login(editor)
    begun = opened(client, article)
    publishing.publish(article=article, by=publisher)

    response = client.post(pages.url("change", article), {**begun, "title": "Typed", "action": "submit"})

    page = pages.soup(response)
    assert "Nothing was saved" in pages.text(response)
    assert pages.fields(page)["title"] == "Typed"
    assert "submit" not in pages.buttons(page)


@time_machine.travel("2026-03-01T12:00:00Z", tick=False)
def test_the_page_says_what_a_button_will_do(publisher: User, login) -> None:
    """The consequence stands beside the buttons before they are pressed."""
    client = login(publisher)
    drafted, planned = made(), made(SOURCE.replace("2024-05-01", "2026-04-01T10:00:00Z"))

    assert f"Readers see this at {drafted.get_absolute_url()} right after you press Publish." in pages.text(
        client.get(pages.url("change", drafted))
    )
    assert "Publish replaces that with the present" in pages.text(client.get(pages.url("change", planned)))
