"""What is being typed, as readers would see it, and what a careful reader would point out."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client

from articles import imaging
from articles.admin.checks import inspect
from articles.models import Article
from tests import factories
from tests.admin import pages

PREVIEW = "/admin/articles/article/live-preview/"


def remarks(body: str = factories.BODY, **frontmatter: Any) -> list[str]:
    document = factories.document(body=body, **{"title": "A title", **frontmatter})
    return [check.message for check in inspect(document, article=None).checks]


def test_the_preview_renders_and_writes_nothing(author: User, login) -> None:
    """The answer has the sanitised body, its length and the checks; no row is made."""
    answer = (
        login(author)
        .post(PREVIEW, {"title": "Typed", "body": "Some *text*.\n\n<script>alert(1)</script>"})
        .json()
    )

    assert "<em>text</em>" in answer["html"]
    assert "<script" not in answer["html"]
    assert answer["minutes"] == 1
    assert "There is no description" in answer["checks"]
    assert not Article.objects.exists()


def test_the_preview_finds_pictures(author: User, login) -> None:
    """Stored pictures come with their size; missing ones do not break the page."""
    image = imaging.ingest(factories.picture(), name="meadow.png")

    answer = (
        login(author).post(PREVIEW, {"body": f"![A]({image.url})\n\n![B](/media/images/gone.png)"}).json()
    )

    assert 'width="1200"' in answer["html"]
    assert "gone.png" not in answer["html"]
    assert "The picture /media/images/gone.png in the text is not on this site." in answer["checks"]


def test_the_preview_of_a_refused_text_says_why(author: User, login) -> None:
    """A body that breaks a limit is answered with the rule, not with an error page."""
    answer = login(author).post(PREVIEW, {"title": "T", "body": "> " * 3000 + "x"}).json()

    assert answer["html"] == ""
    assert 'class="problem"' in answer["checks"]


def test_the_preview_is_for_those_who_write(db: None, login) -> None:
    """A token against forgery, a right to write, and only by POST."""
    author = factories.user("ann", group="Author")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(author)

    assert login(factories.user("nobody")).post(PREVIEW, {"body": "x"}).status_code == 403
    assert strict.post(PREVIEW, {"body": "x"}).status_code == 403
    assert login(author).get(PREVIEW).status_code == 405
    assert login(author).get("/admin/articles/article/preview-frame/").status_code == 200


def test_the_preview_of_a_document_reads_the_document(author: User, login) -> None:
    """The document's page sends its text, frontmatter included."""
    answer = login(author).post(PREVIEW, {"source": "---\ntitle: From the text\n---\n\nBody."}).json()

    assert answer["title"] == "From the text"
    assert "<p>Body.</p>" in answer["html"]


@pytest.mark.parametrize(
    ("frontmatter", "remark"),
    [
        ({"title": ""}, "There is no title. It cannot be published without one."),
        ({"title": "x" * 90}, "The title has 90 characters; search engines cut it near 60."),
        ({}, "There is no description. Cards and search engines show the first lines instead."),
        ({"image": "https://example.com/x.png"}, "The picture has no alternative text."),
        ({"image": "/media/x.png"}, "The picture /media/x.png is not on this site. A cover is drawn instead."),
        ({}, "It has no picture. A cover is drawn for it."),
        ({"body": "![](https://a.example/x)"}, "The picture https://a.example/x in the text has no alternative text."),
        ({"body": "word " * 800}, "800 words without a heading are hard to find one's way in."),
    ],
)  # fmt: skip
def test_checks(db: None, frontmatter: dict[str, Any], remark: str) -> None:
    """Each check speaks up when there is something to say."""
    assert remark in remarks(**frontmatter)


def test_a_finished_article_has_nothing_to_point_out(db: None) -> None:
    """No remark for the sake of a remark."""
    image = imaging.ingest(factories.picture(), name="meadow.png")

    assert (
        remarks(
            description="What it is about.",
            category="Django",
            authors=["Ann"],
            image={"src": image.url, "alt": "A meadow"},
        )
        == []
    )


def test_links_within_the_site_are_followed(db: None) -> None:
    """What leads to a page or a redirect is fine; what leads nowhere, or to what is hidden, is named."""
    live, hidden = factories.article("Live"), factories.draft("Hidden")
    moved = factories.article("Moved", aliases=["/old/place/"])
    links = [
        live.get_absolute_url(),
        hidden.get_absolute_url(),
        "/old/place/",
        "/nowhere/",
        "/tags/",
        "../live/",
        "#top",
    ]
    body = "\n\n".join(f"[{number}]({link})" for number, link in enumerate(links))

    lost = [remark for remark in remarks(body) if remark.startswith("The link")]

    assert moved.is_live
    assert lost == [
        f"The link {hidden.get_absolute_url()} leads to nothing that readers can see.",
        "The link /nowhere/ leads to nothing that readers can see.",
    ]


def test_what_is_typed_is_compared_with_what_it_was_begun_from(author: User, login) -> None:
    """With the revision that the form names, whatever was saved since. Nothing is written."""
    article = factories.draft(body="One.\n\nTwo.\n", by=author)
    factories.stage(article, "One, by another.\n\nTwo.\n")
    address = f"/admin/articles/article/typed-changes/?article={article.pk}"
    values = pages.fields(pages.soup(login(author).get(pages.url("change", article))))

    compared = pages.soup(
        login(author).post(address, {**values, "base": "1", "body": "One.\r\n\r\nThree.\r\n"})
    )

    assert [line.get_text() for line in compared.select("tbody.removed .line")] == ["Two."]
    assert [line.get_text() for line in compared.select("tbody.added .line")] == ["Three."]
    assert article.revisions.count() == 2
    assert login(author).post(address, {**values, "base": "7"}).status_code == 404


def test_what_others_write_is_not_compared(author: User, login) -> None:
    article = factories.draft("Not hers")

    assert login(author).post(
        f"/admin/articles/article/typed-changes/?article={article.pk}", {"body": "x"}
    ).status_code in {403, 404}


def test_the_pulse_gives_a_token_that_will_be_taken(author: User) -> None:
    """Whoever logs in anew can go on with a page from before, whose own token is not taken any more."""
    client = Client(enforce_csrf_checks=True)
    assert client.get("/admin/articles/article/pulse/").status_code == 302
    client.force_login(author)

    token = client.get("/admin/articles/article/pulse/").json()["token"]

    typed = {"title": "Typed", "csrfmiddlewaretoken": token, "action": "save"}
    assert client.post(pages.ADD, {**typed, "csrfmiddlewaretoken": "x" * 32}).status_code == 403
    assert client.post(pages.ADD, typed).status_code == 302


def test_the_frame_wears_what_the_readers_pages_wear(author: User, login) -> None:
    """Every stylesheet that the frame names is there, those of an article's page among them, and no script."""
    page = pages.soup(login(author).get("/admin/articles/article/preview-frame/"))

    sheets = [link["href"].removeprefix("/static/") for link in page.select("link[rel=stylesheet]")]

    assert {"css/tokens.css", "css/prose.css", "css/highlight.css"} <= set(sheets)
    assert not [sheet for sheet in sheets if finders.find(sheet) is None]
    assert not page.select("script")
