"""What the old site only sent on: stubs, and the rules of hosts, kept as redirects where they lead to articles."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from articles.models import Article, Redirect
from interchange.models import RunItem
from interchange.undo import undo_import

from .conftest import Files, bring_in, codes

pytestmark = pytest.mark.django_db

Source = Callable[[Files], Path]
POST = "---\ntitle: A post\ndate: 2024-05-06\n---\nText\n"
HUGO = 'baseURL = "https://old.example/"\n'


def leads(path: str) -> str:
    response = Client().get(path)
    return response["Location"] if response.status_code == 301 else str(response.status_code)


@pytest.mark.parametrize(
    ("stub", "expected"),
    [
        ("---\nredirect: /posts/a/\n---\n", "/articles/a/"),
        ("---\nredirect_to: https://elsewhere.example/a\n---\n", "https://elsewhere.example/a"),
        ("---\nredirect_to:\n  - https://www.old.example/posts/a\n---\n", "/articles/a/"),
        ("---\nlayout: redirect\ntarget: a.md\n---\n", "/articles/a/"),
        ('---\ntitle: Old\n---\n<meta http-equiv="refresh" content="0; url=/posts/a/">\n', "/articles/a/"),
        ("---\nredirect: /posts/second/\n---\n", "/articles/a/"),
        ("---\nredirect: /docs/\n---\n", "404"),
    ],
)
def test_a_stub_is_kept_as_a_redirect(source: Source, stub: str, expected: str) -> None:
    """To the article or the address that it names, past other stubs; not to what is not here."""
    folder = source(
        {
            "hugo.toml": HUGO,
            "content/posts/a.md": POST,
            "content/posts/old.md": stub,
            "content/posts/second.md": "---\nredirect: a.md\n---\n",
        }
    )
    imported = bring_in(folder)
    line = imported["content/posts/old.md"]
    assert leads("/posts/old/") == expected
    assert (line.result, line.error and line.error.code) == (
        "ignored",
        "redirect-stub" if expected == "404" else "redirect-kept",
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("static/_redirects", "# moved\n/old /posts/a/ 301\n/old/* /posts/a/ 301\n/gone / 404\n/x /nowhere\n"),
        ("netlify.toml", '[[redirects]]\nfrom = "/old"\nto = "/posts/a/"\n[[redirects]]\nfrom = "/x"\nto = "/y"\n'),
        ("_redirects", "/index.php  p=31  mode=x:y /nowhere\n/old /posts/a/\n"),
        ("vercel.json", '{"redirects": [{"source": "/old", "destination": "/posts/a"}, {"source": "/:x"}]}'),
        ("redirects.yaml", "301:\n  ^\\/old\\/$: /posts/a/\n  /x/: /y/\n"),
        ("redirects.json", '[{"from": "/old", "to": "/posts/a/", "permanent": true}]'),
        ("public/old/index.html", '<!doctype html><meta http-equiv=refresh content="0; url=https://old.example/posts/a/">'),
    ],
)  # fmt: skip
def test_rules_of_hosts(source: Source, name: str, text: str) -> None:
    """Those that lead to an article are kept."""
    imported = bring_in(source({"hugo.toml": HUGO, "content/posts/a.md": POST, name: text}))
    assert leads("/old/") == "/articles/a/"
    assert leads("/x") == "404"
    line = imported[name]
    assert (line.result, line.error and line.error.code) == ("ignored", "redirect-kept")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("_redirects", "/view.php id=3 /posts/a/ 301!\n/view.php id=:id /posts/b/\n/ p=31 /posts/a/\n"),
        ("redirects.yaml", "301:\n  ^\\/view\\.php\\?id=3$: /posts/a/\n  /?p=31: /posts/a/\n"),
    ],
)
def test_rules_that_ask_for_a_query(source: Source, name: str, text: str) -> None:
    """Where it names a page, and is no pattern."""
    bring_in(source({"hugo.toml": HUGO, "content/posts/a.md": POST, name: text}))
    assert (leads("/view.php?id=3"), leads("/view.php?id=4")) == ("/articles/a/", "404")
    assert (leads("/?p=31"), leads("/?p=32")) == ("/articles/a/", "200")


def test_other_files_are_reported_as_ever(source: Source) -> None:
    imported = bring_in(
        source({"a.md": POST, "page.html": "<p>Hello</p>", "vercel.json": "{}", "redirects.json": "[["})
    )
    codes = {path: line.error.code for path, line in imported.lines.items() if line.error}
    assert codes == {
        "page.html": "format-unsupported",
        "vercel.json": "not-an-article",
        "redirects.json": "not-an-article",
    }


def test_again_and_back(source: Source) -> None:
    """A second import changes nothing; an undo takes the redirects back, with the articles."""
    folder = source({"hugo.toml": HUGO, "content/posts/a.md": POST, "content/posts/b.md": "---\nredirect: a.md\n---\n",
                     "_redirects": "/c /posts/a/\n/posts/b /posts/a\n"})  # fmt: skip
    first = bring_in(folder)
    paths = set(Redirect.objects.values_list("path", flat=True))
    assert paths == {"/posts/a", "/posts/b", "/c"}
    again = bring_in(folder)
    assert again.lines["content/posts/b.md"] == first.lines["content/posts/b.md"]
    assert set(Redirect.objects.values_list("path", flat=True)) == paths
    assert not RunItem.objects.filter(run=again.outcome.run).exists()
    assert first.outcome.run is not None
    undo_import(first.outcome.run)
    assert not Redirect.objects.exists()
    assert not Article.objects.exists()


def test_a_plan_makes_none(source: Source) -> None:
    imported = bring_in(
        source({"hugo.toml": HUGO, "content/posts/a.md": POST, "_redirects": "/c /posts/a/\n"}), plan=True
    )
    error = imported["_redirects"].error
    assert error is not None
    assert error.message == "Redirects: 1 of 1 lead to articles and were kept."
    assert not Redirect.objects.exists()


def test_what_leads_somewhere_already_stays(source: Source) -> None:
    """A redirect that is here, and an article's own address."""
    folder = source({"hugo.toml": HUGO, "content/posts/a.md": POST, "content/posts/b.md": POST.replace("A post", "B"),
                     "_redirects": "/c /posts/b/\n/articles/a /posts/b/\n"})  # fmt: skip
    Redirect.objects.create(path="/c", url="/search/")
    imported = bring_in(folder)
    assert leads("/c") == "/search/"
    assert leads("/articles/a") == "/articles/a/"
    error = imported["_redirects"].error
    assert error is not None
    assert error.code == "redirects"


def test_the_first_of_two_posts_keeps_an_old_address(source: Source) -> None:
    """Whether they are written together or one after the other; the other one's line says so, again and again."""
    first = {"a.md": "---\ntitle: A\ndate: 2024-05-06\naliases: [/old/, /a/]\n---\nText\n"}
    second = {"b.md": "---\ntitle: B\ndate: 2024-05-05\naliases: [/old/, /b/]\n---\nText\n"}
    third = {"c.md": "---\ntitle: C\ndate: 2024-05-04\naliases: /old\n---\nText\n"}
    planned = bring_in(source(first | second), plan=True)
    imported = bring_in(source(first | second))
    planned_later = bring_in(source(third), plan=True)
    later = bring_in(source(third))
    assert [leads("/old/"), leads("/a/"), leads("/b/")] == ["/articles/a/", "/articles/a/", "/articles/b/"]
    assert "alias-taken" not in codes(imported["a.md"])
    assert "alias-taken" not in codes(planned["a.md"])
    for line in (imported["b.md"], later["b.md"], later["c.md"], planned["b.md"], planned_later["c.md"]):
        (said,) = [each for each in line.warnings if each.code == "alias-taken"]
        assert "/old leads to /articles/a/" in said.message


def test_an_old_address_is_free_when_its_article_no_longer_names_it(source: Source) -> None:
    folder = source({"a.md": "---\ntitle: A\ndate: 2024-05-06\naliases: [/old/]\n---\nText\n"})
    bring_in(folder)
    bring_in(source({"a.md": "---\ntitle: A\ndate: 2024-05-06\n---\nText\n"}))
    assert leads("/old/") == "/articles/a/"
    imported = bring_in(source({"b.md": "---\ntitle: B\ndate: 2024-05-05\naliases: [/old/]\n---\nText\n"}))
    assert leads("/old/") == "/articles/b/"
    assert codes(imported["b.md"]) == set()


def test_rules_with_what_is_no_character(source: Source) -> None:
    """Databases can't hold it; the rest of the rules, and of the import, is kept."""
    files = {
        "a.md": POST,
        "_redirects": "/ol\0d /articles/a/\n/older /articles/a/\n",
        "vercel.json": '{"redirects": [{"source": "/o\\u0000ldest", "destination": "/articles/a\\u0000/"}]}',
    }
    assert bring_in(source(files))["a.md"].result == "created"
    assert {each.path for each in Redirect.objects.all()} == {"/old", "/older", "/oldest"}
