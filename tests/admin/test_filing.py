"""Categories, tags, series, authors and redirects on the desk."""

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client

from articles import publishing
from articles.document import parse
from articles.models import Article, Author, Category, Redirect, Series, Tag
from tests import factories
from tests.admin import pages


@pytest.fixture
def client(publisher: User, login) -> Client:
    return login(publisher)


@pytest.mark.parametrize(
    ("kind", "model"), [("category", Category), ("tag", Tag), ("series", Series), ("author", Author)]
)
def test_what_articles_need_is_not_deleted(client: Client, kind: str, model: type[Model]) -> None:
    """Deleting something in use is refused with the reason, singly and in bulk; what nothing needs goes."""
    factories.article("User of all", category="Used", tags=["Used"], series="Used", authors=["Used"])
    used = model._default_manager.get()
    free = model._default_manager.create(name="Free", slug="free")

    asked = client.post(f"/admin/articles/{kind}/{used.pk}/delete/", {"post": "yes"})
    client.post(
        f"/admin/articles/{kind}/",
        {"action": "delete_selected", "_selected_action": [used.pk, free.pk], "post": "yes", "index": 0},
    )
    assert "1 article" in pages.text(asked)
    assert set(model._default_manager.all()) == {used, free}

    client.post(f"/admin/articles/{kind}/{free.pk}/delete/", {"post": "yes"})
    assert list(model._default_manager.all()) == [used]


def test_a_slug_is_made_of_the_name_and_then_stays(client: Client) -> None:
    """Documents find a category by its slug, so only its name can be changed."""
    client.post("/admin/articles/category/add/", {"name": "Web development", "slug": "", "description": ""})
    category = Category.objects.get()
    assert category.slug == "web-development"

    client.post(
        f"/admin/articles/category/{category.pk}/change/",
        {"name": "The web", "slug": "web", "description": ""},
    )

    category.refresh_from_db()
    assert (category.name, category.slug) == ("The web", "web-development")


def test_a_taken_slug_is_an_error(client: Client) -> None:
    """A second category of the same name is refused, not crashed upon."""
    Category.objects.create(name="Django", slug="django")

    response = client.post("/admin/articles/category/add/", {"name": "Django", "slug": "", "description": ""})

    assert "already exists" in pages.text(response)
    assert Category.objects.count() == 1


def test_lists_say_how_much_each_is_used(client: Client, django_assert_max_num_queries) -> None:
    """The number of articles leads to them; one query counts them all."""
    factories.articles(3, tags=["python", "web"])

    with django_assert_max_num_queries(12):
        page = pages.soup(client.get("/admin/articles/tag/"))

    links = {link["href"]: link.get_text() for link in page.select(".field-used a")}
    assert links == {f"{pages.LIST}?tag=python": "3", f"{pages.LIST}?tag=web": "3"}


def test_whose_account_a_byline_is_is_not_for_editors(editor: User, login) -> None:
    """A byline decides who may edit its articles, so only those who may change accounts tie it to one."""
    byline = Author.objects.create(name="Bob", slug="bob")

    login(editor).post(
        f"/admin/articles/author/{byline.pk}/change/",
        {"name": "Bobby", "bio": "", "url": "", "user": editor.pk},
    )

    byline.refresh_from_db()
    assert (byline.name, byline.user) == ("Bobby", None)


def test_a_redirect_leads_to_an_article_or_an_address(client: Client) -> None:
    """Exactly one target; the path is stored as it is looked up."""
    article = factories.article("Here")

    both = client.post(
        "/admin/articles/redirect/add/", {"path": "/old/", "article": article.pk, "url": "/x/"}
    )
    client.post("/admin/articles/redirect/add/", {"path": "old/path/", "article": article.pk, "url": ""})

    assert "not both" in pages.text(both)
    assert [(each.path, each.article) for each in Redirect.objects.all()] == [("/old/path", article)]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "/\\evil.example/",
        "/\t/evil.example/",
        "evil.example",
        "https://",
        "/old/",
        "/first/",
    ],
)
def test_a_redirect_leads_nowhere_strange(client: Client, url: str) -> None:
    """Nothing that runs in a browser, nothing that only looks like a path, and not back to itself by any way."""
    Redirect.objects.create(path="/first", url="/second/?page=2")
    Redirect.objects.create(path="/second", url="/old")

    response = client.post("/admin/articles/redirect/add/", {"path": "/old/", "article": "", "url": url})

    assert response.status_code == 200
    assert pages.text(response).count("Give a path on this site") + pages.text(response).count(
        "back to itself"
    )
    assert not Redirect.objects.filter(path="/old").exists()


@pytest.mark.parametrize("url", ["/new/", "/a page/", "https://example.org/?a=1#b"])
def test_a_redirect_may_leave_the_site(client: Client, url: str) -> None:
    """Articles do move to other sites."""
    client.post("/admin/articles/redirect/add/", {"path": "/old/", "article": "", "url": url})

    assert Redirect.objects.get().target == url


@pytest.mark.parametrize("path", ["/c#/", "/old/?page=2", "https://old.example/a#b"])
def test_what_follows_a_path_is_refused(client: Client, path: str) -> None:
    """No reader asks with it, so it would be cut off without a word."""
    response = client.post("/admin/articles/redirect/add/", {"path": path, "article": "", "url": "/new/"})

    assert "Leave out" in pages.text(response)
    assert not Redirect.objects.exists()


def test_a_query_that_names_a_page_belongs_to_the_address(client: Client) -> None:
    client.post(
        "/admin/articles/redirect/add/", {"path": "/?p=31&utm_source=x", "article": "", "url": "/new/"}
    )
    redirect = Redirect.objects.get()
    shown = client.get(f"/admin/articles/redirect/{redirect.pk}/change/").context["adminform"].form["path"]

    assert redirect.path == shown.value() == "/?p=31"
    assert client.get("/?p=31")["Location"] == "/new/"


def test_signs_of_a_path_stay_when_its_redirect_is_edited(client: Client) -> None:
    """An import keeps `/c#/` from `/c%23/`; the form shows it so, and gives back what it shows."""
    redirect = Redirect.objects.create(path="/c#/100%?", url="/new/")
    address = f"/admin/articles/redirect/{redirect.pk}/change/"

    shown = client.get(address).context["adminform"].form["path"].value()
    client.post(address, {"path": shown, "article": "", "url": "/newer/"})

    assert shown == "/c%23/100%25%3F"
    assert [(each.path, each.url) for each in Redirect.objects.all()] == [("/c#/100%?", "/newer/")]


def test_only_our_own_tags_are_on_the_desk(db: None, admin_client: Client) -> None:
    """taggit's own table, which nothing here uses, is not offered."""
    assert admin_client.get("/admin/articles/tag/").status_code == 200
    assert admin_client.get("/admin/taggit/tag/").status_code == 404


def test_completions_begin_with_what_was_typed(client: Client) -> None:
    """Names that begin so come first, then those that contain it."""
    for name in ("Jython", "Python", "pytest"):
        Tag.objects.create(name=name, slug=name.lower())

    names = client.get("/admin/articles/article/suggest/tags/", {"q": "py"}).json()["names"]

    assert names == ["Python", "pytest"]
    assert client.get("/admin/articles/article/suggest/tags/", {"q": "yth"}).json()["names"] == [
        "Jython",
        "Python",
    ]
    assert client.get("/admin/articles/article/suggest/users/").status_code == 404


def test_every_page_of_the_desk_has_one_heading(admin_client: Client) -> None:
    """One `<h1>`, no inline style or script, and no file of anybody else's on any page."""
    factories.article("Article", category="Category", tags=["tag"], series="Series", authors=["Author"])
    article = Article.objects.get()
    factories.stage(article, "Second text.")
    other, base = parse("---\ntitle: Article\n---\nThird text.\n"), article.revisions.last()
    publishing.keep_beside(article=article, document=other, base=base, by=None)
    models = ["article", "image", "category", "tag", "series", "author", "redirect"]
    addresses = [
        "/admin/",
        "/admin/password_change/",
        *(f"/admin/articles/{model}/" for model in models),
        *(f"/admin/articles/{model}/add/" for model in models),
        "/admin/articles/category/1/change/".replace("1", str(article.category_id)),
        f"/admin/articles/category/{article.category_id}/delete/",
        "/admin/auth/user/",
        "/admin/auth/user/add/",
        "/admin/auth/group/",
        pages.url("change", article),
        pages.url("source", article),
        pages.url("history", article),
        f"{pages.url('compare', article)}?old=1&new=2",
        pages.url("conflict", article, 3),
    ]
    for address in addresses:
        response = admin_client.get(address)
        page = pages.soup(response)
        assert response.status_code == 200, address
        assert len(page.select("h1")) == 1, address
        assert not page.select("[style], style, script:not([src])"), address
        assert not [
            each for each in page.find_all(True) if any(name.startswith("on") for name in each.attrs)
        ], address
        foreign = page.select('script[src^="http"], link[rel=stylesheet][href^="http"], img[src^="http"]')
        assert not foreign, address
        assert "script-src 'self'" in response["Content-Security-Policy"]
