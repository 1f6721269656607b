"""Previews: secret, current, and kept by nobody."""

from datetime import timedelta

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse

from articles.markup import RenderRefused
from articles.models import Article
from articles.previews import MAX_AGE, make_token, read_token, revoke
from articles.refusals import NotAllowed
from articles.views import preview
from tests import factories

from .markup import get, page

pytestmark = pytest.mark.django_db


def address(article: Article) -> str:
    return reverse("articles:preview", args=[make_token(article)])


def test_preview_shows_the_latest_revision(client: Client) -> None:
    """Of a draft and of staged edits alike, with a banner that says what one is looking at."""
    draft = factories.draft("A draft", body="The text of the draft.", tags=["clocks"], authors=["Ada Writer"])
    live = factories.article(body="The text that is live.")
    factories.stage(live, "A newer text.")

    of_draft, of_live = get(client, address(draft)), get(client, address(live))

    assert "The text of the draft." in of_draft.select_one(".prose").get_text()
    assert "Readers cannot see it (draft)" in of_draft.select_one(".preview-banner").get_text()
    assert "A newer text." in of_live.select_one(".prose").get_text()
    assert "an earlier text" in of_live.select_one(".preview-banner").get_text()


def test_preview_is_kept_by_nobody(client: Client) -> None:
    response = client.get(address(factories.draft()))

    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert page(response).find("meta", attrs={"name": "robots"})["content"] == "noindex, nofollow"


def test_preview_changes_nothing(client: Client) -> None:
    """Looking at a draft files nothing: its tag and author exist only once it is saved or published."""
    article = factories.article(body="Live.")
    factories.stage(article, "Newer.", title="Another title")

    get(client, address(article))

    assert Article.objects.get(pk=article.pk).title == article.title
    assert "Live." in get(client, article.get_absolute_url()).get_text()


@pytest.mark.parametrize(
    "token",
    [
        "1",
        "abc",
        "MQ:1t:AAAA",
        signing.dumps([1, 0]),
        signing.dumps("x", salt="articles.preview"),
        signing.dumps(1, salt="articles.preview"),
    ],
    ids=["number", "word", "bad signature", "signed for another purpose", "not a key", "a key alone"],
)
def test_forged_address_is_not_found(client: Client, token: str) -> None:
    factories.article()

    get(client, reverse("articles:preview", args=[token]), status=404)


def test_address_is_good_for_a_week() -> None:
    article = factories.draft()
    with time_machine.travel(factories.days(0), tick=False) as clock:
        token = make_token(article)

        clock.shift(MAX_AGE - timedelta(seconds=1))
        assert read_token(token) == article.pk
        clock.shift(timedelta(seconds=2))
        assert read_token(token) is None


def test_revoked_addresses_lead_nowhere(client: Client) -> None:
    """Those of this article, however many; what is given out from then on works."""
    article, another = factories.draft(), factories.draft("Another")
    given, of_another = [address(article), address(article)], address(another)

    revoke(article=article, by=None)

    for path in given:
        get(client, path, status=404)
    get(client, of_another)
    get(client, address(article))


def test_who_may_edit_may_revoke(client: Client) -> None:
    article = factories.draft()
    path = address(article)

    with pytest.raises(NotAllowed):
        revoke(article=article, by=factories.user("ann", group="Author"))

    get(client, path)


def test_deleted_article_has_no_preview(client: Client) -> None:
    article = factories.draft()
    path = address(article)
    Article.objects.filter(pk=article.pk).delete()

    get(client, path, status=404)


def test_text_that_cannot_be_rendered_says_which_rule_it_breaks(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise RenderRefused("time", "Rendering took too long.")

    path = address(factories.draft())
    monkeypatch.setattr(preview, "provisional", refuse)

    soup = get(client, path, status=422)

    assert "Rendering took too long." in soup.get_text()
