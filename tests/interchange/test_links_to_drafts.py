"""Links to articles that readers do not see yet lead nowhere until those are published: the report says so."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from articles import publishing
from articles.models import Article
from interchange.items import Line

from .conftest import Files, bring_in, codes

pytestmark = pytest.mark.django_db

Source = Callable[[Files], Path]

LINKING = "---\ntitle: A post\ndate: 2024-05-06\n---\nText.\n\nSee [the other](b.md#x), [c](c.md).\n"


def other(**said: str) -> str:
    written = {"title": "B", "date": "2024-05-07"} | said
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in written.items()) + "---\nText\n"


def told(line: Line) -> list[tuple[int | None, bool]]:
    """The lines of the warnings, and whether each names the article."""
    return [
        (each.line, "/articles/b/" in each.message) for each in line.warnings if each.code == "link-to-draft"
    ]


@pytest.mark.parametrize(
    ("said", "unseen"),
    [
        ({"draft": "true"}, True),
        ({"status": "whatever"}, True),
        ({"password": "x"}, True),
        ({"date": "2999-05-07"}, True),
        ({"publishDate": "2999-05-07 10:00:00"}, True),
        ({"status": "scheduled"}, False),
        ({}, False),
    ],
)
def test_a_link_to_a_draft_is_told_with_its_line(source: Source, said: dict[str, str], unseen: bool) -> None:
    """The link is written for its future address all the same; others are not told."""
    folder = source({"a.md": LINKING, "b.md": other(**said), "c.md": other(title="C")})

    done = bring_in(folder)

    revision = Article.objects.get(slug="a").latest_revision
    assert revision is not None
    assert "(/articles/b/#x)" in revision.document.body
    assert told(done["a.md"]) == ([(7, True)] if unseen else [])


def test_a_folder_of_drafts_counts_and_the_operators_wish(source: Source) -> None:
    folder = source(
        {
            "_config.yml": "title: Blog\n",
            "_posts/2024-05-06-a.md": LINKING.replace("b.md#x", "{% link _drafts/b.md %}"),
            "_drafts/b.md": other(),
            "_posts/2024-05-06-c.md": other(title="C"),
        }
    )

    assert told(bring_in(folder, plan=True)["_posts/2024-05-06-a.md"]) == [(7, True)]
    assert told(bring_in(folder, plan=True, status="published")["_posts/2024-05-06-a.md"]) == []


def test_once_published_it_is_told_no_more(source: Source) -> None:
    """Nothing is read again for that."""
    folder = source({"a.md": LINKING, "b.md": other(draft="true"), "c.md": other(title="C")})
    bring_in(folder)
    again = bring_in(folder)
    publishing.publish(article=Article.objects.get(slug="b"), by=None)

    last = bring_in(folder)

    assert (again["a.md"].result, told(again["a.md"])) == ("unchanged", [(7, True)])
    assert (last["a.md"].result, codes(last["a.md"])) == ("unchanged", set())


def medium(date: str) -> dict[str, str]:
    """Two posts, the first with a link to the second, which says `date`; Medium says none of drafts."""

    def page(title: str, number: str, text: str, date: str) -> str:
        time = f'<time class="dt-published" datetime="{date}T03:04:05.000Z">x</time>' if date else ""
        return (
            f'<html><body><article class="h-entry"><header><h1 class="p-name">{title}</h1></header>'
            f'<section data-field="body" class="e-content"><h3>Part</h3><p>{text}</p></section>'
            f'<footer>{time}<a href="https://medium.com/@ann/{title.lower()}-{number}" class="p-canonical">c</a>'
            "</footer></article></body></html>"
        )

    link = '<a href="https://medium.com/p/1a1b2c3d4e5f">it</a>'
    return {
        "posts/one.html": page("A", "0a1b2c3d4e5f", link, "2020-01-02"),
        "posts/two.html": page("B", "1a1b2c3d4e5f", "x", date),
    }


def substack(date: str) -> dict[str, str]:
    head = "post_id,post_date,is_published,type,audience,title,subtitle"
    first = "1.a,2020-01-02T03:04:05.000Z,true,newsletter,everyone,A,"
    second = f"2.b,{date or '2020-01-02'}T03:04:05.000Z,{'true' if date else 'false'},newsletter,everyone,B,"
    link = '<a href="https://ann.substack.com/p/b">it</a>'
    return {
        "posts.csv": "\n".join([head, first, second]),
        "posts/1.a.html": f"<p>{link}</p>",
        "posts/2.b.html": "x",
    }


@pytest.mark.parametrize(
    ("export", "path"), [(medium, "posts/one.html"), (substack, "posts.csv#1.a")], ids=["medium", "substack"]
)
@pytest.mark.parametrize(("date", "unseen"), [("", True), ("2999-01-02", True), ("2020-01-02", False)])
def test_exports_of_letters_and_pages_too(
    source: Source, export: Callable[[str], Files], path: str, date: str, unseen: bool
) -> None:
    done = bring_in(source(export(date)))

    assert "(/articles/b/)" in Article.objects.get(slug="a").latest_revision.document.body  # type: ignore[union-attr]
    assert told(done[path]) == ([(None, True)] if unseen else [])


@pytest.mark.parametrize("draft_comes", ["first", "last"])
def test_an_address_that_a_draft_has_as_well_leads_to_the_post(source: Source, draft_comes: str) -> None:
    """Programs keep the addresses of what is published apart; a draft may ask for one that somebody has."""
    posts = [
        {"id": number, "title": title, "slug": slug, "html": html, "status": status, "published_at": date}
        for number, title, slug, html, status, date in (
            ("1", "Draft", "tea", "<p>x</p>", "draft", None),
            ("2", "Tea", "tea", "<p>y</p>", "published", "2020-01-02T03:04:05.000Z"),
            (
                "3",
                "A",
                "a",
                '<p><a href="__GHOST_URL__/tea/">it</a></p>',
                "published",
                "2020-01-02T03:04:05.000Z",
            ),
        )
    ]
    posts = posts if draft_comes == "first" else posts[::-1]
    done = bring_in(source({"ghost.json": json.dumps({"db": [{"meta": {}, "data": {"posts": posts}}]})}))

    where = Article.objects.get(title="Tea").get_absolute_url()
    assert f"({where})" in Article.objects.get(slug="a").latest_revision.document.body  # type: ignore[union-attr]
    assert told(done["ghost.json#post-3"]) == []


def test_a_link_to_a_post_that_is_empty_stays_what_it_was(source: Source) -> None:
    """Ghost gives one in which nothing was written an address and the title “(Untitled)”; here it is no article."""
    empty = json.dumps({"version": "0.3.1", "atoms": [], "cards": [], "markups": [], "sections": []})
    link = '<p><a href="__GHOST_URL__/untitled/">it</a></p>'
    posts = [
        {"id": "1", "title": "(Untitled)", "slug": "untitled", "mobiledoc": empty, "status": "published"},
        {"id": "2", "title": "A", "slug": "a", "html": link, "status": "published"},
    ]
    done = bring_in(source({"ghost.json": json.dumps({"db": [{"meta": {}, "data": {"posts": posts}}]})}))

    assert [done[f"ghost.json#post-{n}"].result for n in (1, 2)] == ["ignored", "created"]
    assert "](/untitled/)" in Article.objects.get().latest_revision.document.body  # type: ignore[union-attr]
    assert "link-leads-nowhere" in {each.code for each in done["ghost.json#post-2"].warnings}
