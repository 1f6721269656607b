"""What each role may do, asked of the server by direct requests."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import publishing
from articles.models import Article
from articles.previews import make_token
from tests import factories
from tests.admin import pages

Login = Callable[[User], Client]


@pytest.fixture
def another(db: None) -> Article:
    """Somebody else's draft with two revisions."""
    article = factories.draft("Secret plans", by=factories.user("bob", group="Author"))
    factories.stage(article, "A second text.")
    return article


def requests_for(article: Article) -> dict[str, tuple[str, str, dict]]:
    """Every address about one article: {name: (method, address, data)}."""
    change, source = pages.url("change", article), pages.url("source", article)
    typed = {"title": "Taken over", "body": "Mine now", "base": "1"}
    return {
        "change": ("get", change, {}),
        "source": ("get", source, {}),
        "history": ("get", pages.url("history", article), {}),
        "compare": ("get", pages.url("compare", article), {"old": 1, "new": 2}),
        "conflict": ("get", pages.url("conflict", article, 1), {"base": 1}),
        "preview": ("get", pages.url("preview", article), {}),
        "delete": ("post", pages.url("delete", article), {"post": "yes"}),
        "restore": ("post", pages.url("restore", article), {"revision": 1}),
        "live preview": ("post", f"/admin/articles/article/live-preview/?article={article.pk}", typed),
        "save source": ("post", source, {"source": "Mine", "base": "1", "action": "save"}),
        **{
            action: ("post", change, {**typed, "action": action, "schedule_at": "2099-01-01T00:00"})
            for action in (
                "save",
                "submit",
                "return",
                "publish",
                "schedule",
                "withdraw",
                "discard",
                "preview",
            )
        },
    }


def test_an_author_cannot_touch_anothers_article(author: User, another: Article, login: Login) -> None:
    """Every address of somebody else's article answers as if there were none, and nothing changes."""
    client = login(author)
    before = pages.latest(another)

    answers = {
        name: getattr(client, method)(address, data).status_code
        for name, (method, address, data) in requests_for(another).items()
    }

    assert set(answers.values()) <= {403, 404, 302}, answers
    assert {name for name, status in answers.items() if status == 302} <= {"delete"}
    assert pages.latest(another) == before
    assert Article.objects.filter(pk=another.pk, status="draft").exists()


def test_an_author_does_not_see_anothers_article(author: User, another: Article, login: Login) -> None:
    """Neither list, search, dashboard nor a completion names it."""
    client = login(author)

    seen = [
        client.get(pages.LIST),
        client.get(pages.LIST, {"q": "Secret"}),
        client.get("/admin/"),
        client.get(
            "/admin/autocomplete/",
            {"app_label": "articles", "model_name": "redirect", "field_name": "article", "term": "Secret"},
        ),
    ]  # fmt: skip

    assert all("Secret plans" not in response.content.decode() for response in seen)


def test_an_author_sees_articles_under_their_byline(author: User, login: Login) -> None:
    """An article that names them among its authors is theirs to edit, whoever made it."""
    article = factories.draft("Ours", by=factories.user("bob", group="Author"), authors=["Bob", "Ann Berg"])
    client = login(author)

    assert "Ours" in pages.text(client.get(pages.LIST))
    pages.press(client, pages.url("change", article), "save", title="Still ours")
    assert pages.fresh(article).title == "Still ours"


@pytest.mark.parametrize("action", ["publish", "schedule", "withdraw"])
@pytest.mark.parametrize("role", ["Author", "Editor"])
def test_only_publishers_decide_what_readers_see(role: str, action: str, login: Login, db: None) -> None:
    """A direct POST of a publisher's action is forbidden, on one's own articles too, and nothing of it happens."""
    account = factories.user("writer", group=role)
    draft = factories.draft("Mine", by=account)
    live = factories.article("Live", by=None)
    Article.objects.filter(pk=live.pk).update(owner=account)
    factories.stage(live, "Staged text.")
    client = login(account)

    for article in (draft, live):
        response = client.post(
            pages.url("change", article),
            {"title": "X", "body": "Y", "base": "1", "action": action, "schedule_at": "2099-01-01T00:00"},
        )
        assert response.status_code == 403

    assert pages.fresh(draft).status == "draft"
    assert pages.fresh(live).status == "published"
    assert pages.fresh(live).has_staged_edits


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("Author", {"save", "submit", "preview", "revoke"}),
        ("Editor", {"save", "submit", "preview", "revoke"}),
        ("Publisher", {"save", "submit", "preview", "revoke", "publish", "schedule"}),
    ],
)
def test_each_role_is_offered_its_buttons(role: str, offered: set[str], login: Login, db: None) -> None:
    """The page shows what the server would allow."""
    account = factories.user("writer", group=role)
    article = factories.draft("Mine", by=account)

    assert pages.buttons(pages.soup(login(account).get(pages.url("change", article)))) == offered


@pytest.mark.parametrize("role", ["Editor", "Publisher"])
def test_editors_and_publishers_edit_everybodys_articles(role: str, another: Article, login: Login) -> None:
    """They open and save what others wrote."""
    client = login(factories.user("writer", group=role))

    pages.press(client, pages.url("change", another), "save", title="Edited")

    assert pages.fresh(another).title == "Edited"


@pytest.mark.parametrize(("role", "allowed"), [("Author", False), ("Editor", False), ("Publisher", True)])
def test_bulk_actions_ask_for_the_same_rights(role: str, allowed: bool, login: Login, db: None) -> None:
    """A list's action publishes for publishers only, however it is asked for."""
    account = factories.user("writer", group=role)
    article = factories.draft("Mine", by=account)
    client = login(account)

    client.post(pages.LIST, {"action": "publish_selected", "_selected_action": [article.pk], "index": 0})

    assert pages.fresh(article).is_live is allowed


def test_an_author_cannot_reach_anothers_article_by_a_bulk_action(
    author: User, another: Article, login: Login
) -> None:
    """Keys that an author does not see are not submitted."""
    login(author).post(
        pages.LIST, {"action": "submit_selected", "_selected_action": [another.pk], "index": 0}
    )

    assert pages.fresh(another).status == "draft"


@pytest.mark.parametrize(
    ("role", "statuses"),
    [
        ("Author", {"category": 200, "redirect": 403, "user": 403, "category/add": 403, "redirect/add": 403}),
        ("Editor", {"category": 200, "redirect": 200, "user": 403, "category/add": 200, "redirect/add": 200}),
        (
            "Publisher",
            {"category": 200, "redirect": 200, "user": 403, "category/add": 200, "redirect/add": 200},
        ),
    ],
)
def test_what_else_each_role_may_open(role: str, statuses: dict[str, int], login: Login, db: None) -> None:
    """Filing is for editors, accounts are for administrators."""
    client = login(factories.user("writer", group=role))

    answers = {
        name: client.get(f"/admin/{'auth' if name == 'user' else 'articles'}/{name}/").status_code
        for name in statuses
    }

    assert answers == statuses


def test_nobody_gets_in_without_an_account(another: Article, client: Client) -> None:
    """Every address of the desk leads a stranger to the login, and changes nothing."""
    for method, address, data in requests_for(another).values():
        response = getattr(client, method)(address, data)
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")


def test_an_account_without_a_role_finds_an_empty_desk(db: None, login: Login) -> None:
    """Staff without a group see no article and may write none."""
    account = factories.user("nobody")
    factories.article("Something")
    client = login(account)

    assert "no part in the articles" in pages.text(client.get("/admin/"))
    assert client.get(pages.ADD).status_code == 403
    assert client.get(pages.LIST).status_code == 403
    assert client.post(pages.ADD, {"title": "X", "action": "save"}).status_code == 403


def test_withdrawing_needs_the_right_even_when_the_page_was_opened_before(login: Login, db: None) -> None:
    """Rights that were taken away in the meantime are gone at the next press."""
    account = factories.user("pam", group="Publisher")
    article = factories.article("Live")
    client = login(account)
    values = pages.fields(pages.soup(client.get(pages.url("change", article))))
    account.groups.clear()

    response = client.post(pages.url("change", article), {**values, "action": "withdraw"})

    assert response.status_code in {403, 404}
    assert pages.fresh(article).is_live


def test_a_preview_needs_no_account_but_its_token(another: Article, client: Client) -> None:
    """The preview's address is the key; the desk hands it only to those who may edit the article."""
    assert client.get(f"/preview/{make_token(another)}/").status_code == 200
    assert client.get("/preview/guessed/").status_code == 404


def test_an_author_submits_their_own_article(author: User, login: Login) -> None:
    """From the list as from the page."""
    first, second = factories.draft("One", by=author), factories.draft("Two", by=author)
    publishing.submit(article=second, by=author)
    client = login(author)

    response = client.post(
        pages.LIST,
        {"action": "submit_selected", "_selected_action": [first.pk, second.pk], "index": 0},
        follow=True,
    )

    assert pages.fresh(first).status == "review"
    assert "1 article submitted for review." in pages.text(response)
    assert "“Two” was not submitted for review" in pages.text(response)
