"""The buttons of the editor page: where each leads, and what it says."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles import publishing
from articles.models import Article
from tests import factories
from tests.admin import pages


def local(days: float) -> str:
    return (timezone.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def test_submit_and_return(author: User, editor: User, login) -> None:
    """An author hands a draft in; an editor hands it back."""
    article = factories.draft("Mine", by=author)
    hers, his = login(author), login(editor)

    submitted = pages.press(hers, pages.url("change", article), "submit", body="Finished.")
    assert "Submitted for review" in pages.said(hers, submitted)
    assert pages.fresh(article).status == "review"
    assert "Finished." in pages.latest(article)

    pages.press(his, pages.url("change", article), "return")
    assert pages.fresh(article).status == "draft"


def test_publish_says_where_readers_see_it(publisher: User, login) -> None:
    """Publishing saves what was typed, shows it to readers, and links to it."""
    article = factories.draft("News")
    client = login(publisher)

    response = pages.press(client, pages.url("change", article), "publish", title="Big news")

    article = pages.fresh(article)
    page = client.get(response["Location"])
    assert article.is_live
    assert "Published. Readers see it at" in pages.text(page)
    assert f'href="{article.get_absolute_url()}"' in page.content.decode()
    assert "Big news" in client.get(article.get_absolute_url()).content.decode()


def test_changes_of_a_live_article_wait(publisher: User, login) -> None:
    """Saving a live article changes nothing for readers until the changes are published."""
    article = factories.article("Live")
    client = login(publisher)

    saved = pages.press(client, pages.url("change", article), "save", title="Livelier")
    assert "Readers do not see them yet" in pages.said(client, saved)
    assert pages.fresh(article).title == "Live"
    assert pages.fresh(article).has_staged_edits

    published = pages.press(client, pages.url("change", article), "publish")
    assert "Changes published." in pages.said(client, published)
    assert pages.fresh(article).title == "Livelier"


def test_discard_brings_back_what_readers_see(publisher: User, login) -> None:
    """Staged changes are given up and stay in the history."""
    article = factories.article("Live")
    client = login(publisher)
    pages.press(client, pages.url("change", article), "save", title="Worse")

    response = pages.press(client, pages.url("change", article), "discard", title="Typed on top")

    assert "Changes discarded" in pages.said(client, response)
    assert "title: Live" in pages.latest(article)
    assert [revision.document.fields.title for revision in article.revisions.all()] == [
        "Live",
        "Worse",
        "Live",
    ]


def test_schedule_and_reschedule(publisher: User, login) -> None:
    """A moment is chosen inline; saved changes join the schedule when it is updated."""
    article = factories.draft("Later")
    client = login(publisher)

    response = pages.press(client, pages.url("change", article), "schedule", schedule_at=local(2))
    assert "Scheduled. Readers see it at" in pages.said(client, response)
    assert pages.fresh(article).status == "scheduled"

    pages.press(client, pages.url("change", article), "schedule", schedule_at=local(4), title="Much later")
    article = pages.fresh(article)
    assert article.title == "Much later"
    assert article.date is not None
    assert article.date > factories.days(3)


def test_the_moment_to_choose_begins_with_the_planned_one(publisher: User, login) -> None:
    """Of a scheduled article, and of a draft whose date is to come; a date that has passed is no plan."""
    client, to_come = login(publisher), factories.days(3)
    shown = to_come.strftime("%Y-%m-%dT%H:%M")
    for made, wanted in (
        (factories.article("Scheduled", date=to_come), shown),
        (factories.draft("Planned", date=to_come), shown),
        (factories.draft("Dated", date=factories.days(-3)), None),
    ):
        page = pages.soup(client.get(pages.url("change", made)))
        assert page.select_one("#id_schedule_at").get("value", None) == wanted


def test_a_schedule_without_a_moment_or_in_the_past_is_refused(publisher: User, login) -> None:
    """The error stands where the moment is chosen, and nothing is scheduled."""
    article = factories.draft("Later")
    client = login(publisher)

    missing = pages.press(client, pages.url("change", article), "schedule", schedule_at="")
    past = pages.press(client, pages.url("change", article), "schedule", schedule_at=local(-1))

    assert "Choose when readers should see it." in pages.text(missing)
    assert "That moment has passed" in pages.text(past)
    assert pages.fresh(article).status == "draft"


def test_a_scheduled_article_can_be_published_now_or_returned(publisher: User, login) -> None:
    """Both ways out of a schedule work."""
    first, second = (factories.article(title, date=factories.days(3)) for title in ("One", "Two"))
    client = login(publisher)

    pages.press(client, pages.url("change", first), "publish")
    pages.press(client, pages.url("change", second), "return")

    assert pages.fresh(first).is_live
    assert pages.fresh(second).status == "draft"


def test_withdraw_leaves_410_and_can_be_undone(publisher: User, login) -> None:
    """Readers find that it is gone; publishing brings it back."""
    article = factories.article("Gone")
    client = login(publisher)

    response = pages.press(client, pages.url("change", article), "withdraw")
    assert "answers “410 Gone”" in pages.said(client, response)
    assert client.get(article.get_absolute_url()).status_code == 410

    pages.press(client, pages.url("change", article), "publish")
    assert client.get(article.get_absolute_url()).status_code == 200


def test_preview_links_can_be_shared_and_revoked(author: User, login) -> None:
    """The form shows a link for others; revoking ends it, saves what was typed, and stands in the history."""
    article = factories.draft("Shared", by=author)
    client, reader = login(author), Client()
    page = pages.soup(client.get(pages.url("change", article)))
    link = page.find(id="preview-link")["value"]
    assert link.startswith("http://localhost/preview/")
    assert reader.get(link.removeprefix("http://localhost")).status_code == 200

    response = pages.press(client, pages.url("change", article), "revoke", body="Typed just before.")

    assert "given out until now leads nowhere" in pages.said(client, response)
    assert "Typed just before." in pages.latest(article)
    assert reader.get(link.removeprefix("http://localhost")).status_code == 404
    assert "Preview links revoked by ann" in pages.text(client.get(pages.url("history", article)))


def test_preview_saves_and_opens_the_readers_page(author: User, login) -> None:
    """The preview is the page as it would be, with what was just typed."""
    article = factories.draft("Draft", by=author)
    client = login(author)

    response = pages.press(client, pages.url("change", article), "preview", body="Typed a moment ago.")

    assert response["Location"].startswith("/preview/")
    assert "Typed a moment ago." in client.get(response["Location"]).content.decode()


def test_each_standing_offers_its_own_buttons(publisher: User, login) -> None:
    """What does not lead anywhere is not offered."""
    client = login(publisher)
    review = factories.draft("Review")
    publishing.submit(article=review, by=None)
    staged = factories.article("Staged")
    factories.stage(staged, "New text.")
    offered = {
        "new": pages.buttons(pages.soup(client.get(pages.ADD))),
        **{
            name: pages.buttons(pages.soup(client.get(pages.url("change", article))))
            for name, article in {
                "draft": factories.draft("Draft"),
                "review": review,
                "scheduled": factories.article("Scheduled", date=factories.days(3)),
                "published": factories.article("Published"),
                "staged": staged,
                "withdrawn": factories.article("Withdrawn", status="withdrawn"),
            }.items()
        },
    }

    assert offered == {
        "new": {"save", "submit", "publish", "schedule"},
        "draft": {"save", "submit", "publish", "schedule", "preview", "revoke"},
        "review": {"save", "return", "publish", "schedule", "preview", "revoke"},
        "scheduled": {"save", "return", "publish", "schedule", "preview", "revoke"},
        "published": {"save", "publish", "withdraw", "preview", "revoke"},
        "staged": {"save", "publish", "withdraw", "discard", "preview", "revoke"},
        "withdrawn": {"save", "return", "publish", "schedule", "preview", "revoke"},
    }


def test_an_expired_article_says_so(publisher: User, login) -> None:
    """An article whose time has ended is not called published."""
    article = factories.article("Offer", expires=factories.days(-1))

    client = login(publisher)

    page = pages.text(client.get(pages.url("change", article)))
    published = pages.press(client, pages.url("change", article), "publish", title="New offer")

    assert "Expired" in page
    assert "Its time ended" in page
    assert "Published, but readers do not see it" in pages.said(client, published)


def test_the_enter_key_saves(author: User, login) -> None:
    """The first button of the form, which Enter presses, is the harmless one."""
    page = pages.soup(login(author).get(pages.ADD))

    first = page.select_one("#article-form button[type=submit]")

    assert first is not None
    assert first["value"] == "save"


def test_what_readers_never_saw_can_be_deleted(author: User, login) -> None:
    """A draft goes with its history; what was published stays and can only be withdrawn."""
    draft = factories.draft("Mine", by=author)
    published = factories.article("Seen", authors=["Ann Berg"])
    client = login(author)

    asked = client.get(pages.url("delete", draft))
    client.post(pages.url("delete", draft), {"post": "yes"})
    refused = client.post(pages.url("delete", published), {"post": "yes"})

    assert "Readers never saw it" in pages.text(asked)
    assert refused.status_code == 403
    assert list(Article.objects.all()) == [published]


@pytest.mark.parametrize(("copy", "following"), [("a" * 36, f"#saved-{'a' * 36}"), ("", ""), ("/x", "")])
def test_saving_says_which_copy_of_the_browser_is_needed_no_longer(
    author: User, login, copy: str, following: str
) -> None:
    """In the fragment of the address that follows, which no server sees; a form with errors keeps the copy."""
    client = login(author)
    article = factories.draft("Mine", by=author)

    saved = pages.press(client, pages.url("change", article), "save", body="New.", copy=copy)
    refused = pages.press(client, pages.url("change", article), "save", canonical="nonsense", copy=copy)

    assert saved["Location"] == f"{pages.url('change', article)}{following}"
    named = pages.soup(refused).find("input", attrs={"name": "copy"})["value"]
    assert named == (copy if following else "")
