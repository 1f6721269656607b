"""Links to articles that readers do not see yet lead nowhere until those are published: the report says so."""

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
    [({"draft": "true"}, True), ({"status": "whatever"}, True), ({"password": "x"}, True), ({}, False)],
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
