"""Slugs that never collide, and old addresses that still lead somewhere."""

import sys
from types import ModuleType

import pytest
from django.urls import reverse

from articles import publishing
from articles.document import parse
from articles.models import Article, Event, Redirect
from articles.models.redirect import normalise_path, written_path
from articles.slugs import Numbering, chosen_slug, free_slug, slug_for
from interchange.permalinks.words import ascii_slug
from tests import factories


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("What’s New in Python/Django?", "whats-new-in-python-django"),
        ("C++ & C#", "c-plus-plus-and-c-sharp"),
        ("Привет, мир", "privet-mir"),
        ("Über 50% größer", "uber-50-percent-grosser"),
    ],
)
def test_slugs_are_readable_ascii(title: str, slug: str) -> None:
    """In every script; apostrophes vanish, symbols that are words stay words."""
    assert slug_for(title) == slug


@pytest.mark.parametrize("title", ["👋", "…", "—", ""])
def test_a_title_without_letters_has_a_stable_slug(title: str) -> None:
    """The same text always has the same address, never an empty one."""
    assert slug_for(title) == slug_for(title)
    assert slug_for(title).startswith("untitled-")


def test_addresses_depend_on_one_library_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one that reads other scripts, and that something else has installed, changes no address."""
    other = ModuleType("unidecode")
    monkeypatch.setattr(other, "unidecode", lambda text: "other", raising=False)
    monkeypatch.setitem(sys.modules, "unidecode", other)

    assert slug_for("Привет, мир") == "privet-mir"
    assert chosen_slug("/2024/привет/") == "privet"
    assert ascii_slug("Привет, мир") == "privet-mir"


def test_long_slugs_are_cut_at_a_word() -> None:
    """At most eighty characters, none of them half a word."""
    slug = slug_for("word " * 40)

    assert len(slug) <= 80
    assert set(slug.split("-")) == {"word"}


def test_a_cut_slug_skips_no_word() -> None:
    """It is the beginning of the title, not a selection of it."""
    assert slug_for("Leveraging high-performance systems", max_length=20) == "leveraging-high"


def test_of_a_chosen_path_the_last_part_counts() -> None:
    """Permalinks of other systems are paths."""
    assert chosen_slug("/2020/01/My_Post.html/") == "my_post-html"
    assert chosen_slug("  ") == ""


def test_numbers_are_counted_once() -> None:
    """Two thousand that ask for one slug are told each the first that is free, with a few questions each."""
    taken, asked, numbering = {"a-3", "a-7"}, 0, Numbering()

    def is_taken(slug: str) -> bool:
        nonlocal asked
        asked += 1
        return slug in taken

    found = []
    for _ in range(2_000):
        found.append(free_slug("a", taken, least=numbering.least("a", is_taken)))
        taken.add(found[-1])

    assert found[:6] == ["a", "a-2", "a-4", "a-5", "a-6", "a-8"]
    assert len(set(found)) == 2_000
    assert asked <= 3 * 2_000
    assert numbering.least("b", is_taken) == 1


def test_the_next_free_slug_is_numbered() -> None:
    """The first that nobody has."""
    assert free_slug("a", set()) == "a"
    assert free_slug("a", {"a", "a-2"}) == "a-3"


@pytest.mark.django_db
def test_two_articles_of_one_title_get_two_addresses() -> None:
    """Nobody is refused and nobody is overwritten."""
    slugs = [factories.article("Same title").slug for _ in range(3)]

    assert slugs == ["same-title", "same-title-2", "same-title-3"]


@pytest.mark.django_db
def test_a_drafts_address_follows_its_title_until_readers_know_it() -> None:
    """Afterwards only the document's own slug moves it."""
    article = factories.draft("First thought")
    publishing.save_revision(
        article=article, document=article.latest_revision.document.replace(title="Better title"), by=None
    )
    article = publishing.publish(article=Article.objects.get(pk=article.pk), by=None)
    assert article.slug == "better-title"

    factories.stage(article, "Text.", title="Best title")
    article = publishing.publish(article=article, by=None)
    assert article.slug == "better-title"


@pytest.mark.django_db
def test_a_new_slug_leaves_a_redirect_and_returning_removes_it() -> None:
    """Chains cannot form: redirects point to the article, not to its address."""
    article = factories.article("One", slug="first")
    factories.stage(article, "Text.", slug="second")
    publishing.publish(article=article, by=None)
    factories.stage(article, "Text.", slug="third")
    publishing.publish(article=article, by=None)
    assert {each.path: each.target for each in Redirect.objects.all()} == {
        "/articles/first": "/articles/third/",
        "/articles/second": "/articles/third/",
    }

    factories.stage(article, "Text.", slug="first")
    article = publishing.publish(article=article, by=None)

    assert article.slug == "first"
    assert {each.path for each in Redirect.objects.all()} == {"/articles/second", "/articles/third"}


@pytest.mark.django_db
def test_aliases_become_redirects(client) -> None:
    """Old paths of an imported article lead to it."""
    article = factories.article("One", aliases=["/2019/old-post.html", "blog/one/"])

    assert client.get("/2019/old-post.html").headers["Location"] == article.get_absolute_url()
    assert client.get("/blog/one/").headers["Location"] == article.get_absolute_url()


@pytest.mark.django_db
def test_the_document_behind_an_old_address_is_found_too(client) -> None:
    """As behind the address of today; a path of its own that ends so comes first."""
    article = factories.article("One", slug="first", aliases=["/2019/old-post.html"])
    factories.article("Two", aliases=["/notes.md"])
    Redirect.objects.create(path="/elsewhere", url="https://other.example/")
    factories.stage(article, "Text.", slug="second")
    publishing.publish(article=article, by=None)

    assert client.get("/articles/first.md")["Location"] == "/articles/second.md"
    assert client.get("/2019/old-post.md")["Location"] == "/articles/second.md"
    assert client.get("/notes.md")["Location"] == "/articles/two/"
    assert client.get("/elsewhere.md").status_code == 404


@pytest.mark.django_db
def test_an_article_that_moves_while_it_is_hidden_is_found_again(client) -> None:
    """Readers knew its address, so that leads to the new one as soon as they may see it there; whatever led to others
    goes on doing so meanwhile.
    """
    factories.article("Other", aliases=["/articles/second/"])
    article = factories.article("One", slug="first")
    publishing.withdraw(article=article, by=None)
    mover = factories.user(group="Publisher")
    renamed = Article.objects.get(pk=article.pk).latest_revision.document.replace(slug="second")
    publishing.save_revision(article=article, document=renamed, by=mover)

    assert client.get("/articles/first/")["Location"] == "/articles/second/"
    moved = article.events.get(kind=Event.Kind.MOVED)
    assert (moved.by, moved.note) == (mover, "/articles/first/ → /articles/second/")
    assert Redirect.objects.get(path="/articles/second").article.slug == "other"

    publishing.return_to_draft(article=article, by=None)
    assert client.get("/articles/first/").status_code == 404
    assert client.get("/articles/second/")["Location"] == "/articles/other/"

    publishing.publish(article=article, by=None)
    assert client.get("/articles/first/")["Location"] == "/articles/second/"
    assert client.get("/articles/second/").status_code == 200


@pytest.mark.django_db
def test_a_draft_that_moves_leaves_nothing_behind() -> None:
    """Nobody has seen it where it was."""
    article = factories.draft("One")
    factories.stage(article, "Text.", slug="second")

    assert Article.objects.get().slug == "second"
    assert not Redirect.objects.exists()


@pytest.mark.django_db
def test_a_redirect_to_a_hidden_article_tells_nothing(client) -> None:
    """An old address of a draft is as unknown as any other."""
    article = factories.article("One", aliases=["/old"], status=None)
    publishing.withdraw(article=article, by=None)
    publishing.return_to_draft(article=Article.objects.get(pk=article.pk), by=None)

    assert client.get("/old").status_code == 404
    assert client.get("/old.md").status_code == 404


def test_paths_are_compared_without_final_slash_and_query() -> None:
    """A path is stored as it is looked up."""
    assert normalise_path("old/path/?a=1#b") == "/old/path"
    assert normalise_path("/") == "/"


def test_a_path_is_stored_as_a_request_has_it() -> None:
    """Decoded, without the host that it was on, and without the name of the file in which a page was kept."""
    assert normalise_path("/2020/%E4%BD%A0/") == "/2020/你"
    assert normalise_path("https://old.example/a/b/?c") == "/a/b"
    assert normalise_path("/a/b/index.html") == "/a/b"
    assert normalise_path("/index.html") == "/"
    assert normalise_path("/cafe\u0301") == "/café"


@pytest.mark.parametrize("path", ["/c#/why?", "/100%25", "/50%", "/plain"])
def test_a_path_is_written_as_it_is_read(path: str) -> None:
    """Signs that would end it, or stand for others, do not when a redirect is exported and imported."""
    assert normalise_path(written_path(path)) == path


@pytest.mark.django_db
@pytest.mark.parametrize("alias", ["/2020/one.html", "/2020/one/", "/2020/one", "/2020/one/index.html"])
@pytest.mark.parametrize("asked", ["/2020/one", "/2020/one/", "/2020/one.html", "/2020/one/index.html"])
def test_an_old_path_is_found_in_every_spelling(client, alias: str, asked: str) -> None:
    """Servers of files show `a.html` at `/a` and `/a/` too, so any of them may have been linked."""
    factories.article("One", aliases=[alias])
    response = client.get(asked)
    assert (response.status_code, response.get("Location")) == (301, "/articles/one/")


@pytest.mark.django_db
def test_the_path_itself_comes_before_its_other_spellings(client) -> None:
    """Two articles may have been at `/one` and at `/one.html`."""
    factories.article("One", aliases=["/old"])
    factories.article("Two", aliases=["/old.html"])
    assert client.get("/old/")["Location"] == "/articles/one/"
    assert client.get("/old.html")["Location"] == "/articles/two/"


@pytest.mark.django_db
def test_a_redirect_to_another_spelling_of_itself_is_refused() -> None:
    """It would be looked up again and again."""
    assert Redirect(path="/one", url="/one.html").leads_back()


@pytest.mark.django_db
def test_a_slug_survives_characters_that_an_address_cannot_hold() -> None:
    """Whatever a document names, the article has an address that resolves."""
    article = publishing.enact(document=parse('---\ntitle: One\nslug: "Ünï cøde/日本語"\n---\n\nText.\n'))

    assert reverse("articles:article", args=[article.slug]) == article.get_absolute_url()
