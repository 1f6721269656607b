"""Links to posts that move in the very import that brings the link, and imports of those that were broken off."""

from collections.abc import Callable
from pathlib import Path

import pytest

from articles import publishing
from articles.models import Article
from interchange import source_import
from interchange.readers import markdown as markdown_reader
from interchange.reading import recipe

from .conftest import Files, bring_in
from .test_crosslinks import body_of, post

pytestmark = pytest.mark.django_db(transaction=True)

Source = Callable[[Files], Path]


class _Killed(BaseException):
    """The process ends here; nothing after it runs."""


def linking(to: str, body: str = "") -> str:
    return post(f"[there]({to})\n\n{body}\n", title=f"To {to}")


def test_a_link_leads_to_where_a_post_moves_in_the_same_import(source: Source) -> None:
    """Whether the link comes before or after the post."""
    files: Files = {"a.md": linking("b.md"), "b.md": post("B.\n"), "c.md": linking("b.md", "C.")}
    bring_in(source(files))
    assert "(/articles/b/)" in body_of("a")
    later: Files = {
        "a.md": linking("b.md", "More."),
        "b.md": post("B.\n", slug="moved"),
        "c.md": linking("b.md", "More."),
    }
    bring_in(source(later))
    assert "(/articles/moved/)" in body_of("a")
    assert "(/articles/moved/)" in body_of("c")


def test_a_link_does_not_lead_to_a_new_post_at_the_former_address(source: Source) -> None:
    """What leaves an address in this import may leave it to another."""
    bring_in(source({"a.md": linking("b.md"), "b.md": post("B.\n", title="B")}))
    later: Files = {
        "a.md": linking("b.md", "More."),
        "b.md": post("B.\n", title="B", slug="moved"),
        "c.md": post("New.\n", title="New", slug="b"),
    }
    bring_in(source(later))
    assert Article.objects.get(slug="b").title == "New"
    assert "(/articles/moved/)" in body_of("a")


def test_links_to_posts_that_change_places(source: Source) -> None:
    files: Files = {
        "a.md": linking("b.md"),
        "b.md": post("B.\n", title="B", slug="one"),
        "c.md": post("C.\n", title="C", slug="two"),
    }
    bring_in(source(files))
    later: Files = {
        "a.md": linking("b.md", "And [the other](c.md)."),
        "b.md": post("B.\n", title="B", slug="two"),
        "c.md": post("C.\n", title="C", slug="one"),
    }
    bring_in(source(later))
    assert Article.objects.get(slug="two").title == "B"
    assert "[there](/articles/two/)" in body_of("a")
    assert "[the other](/articles/one/)" in body_of("a")


def test_a_link_leads_to_where_an_editor_moved_a_post(source: Source) -> None:
    bring_in(source({"a.md": linking("b.md"), "b.md": post("B.\n", slug="one")}))
    article = Article.objects.get(slug="one")
    assert article.latest_revision is not None
    document = article.latest_revision.document.replace(slug="chosen-here")
    publishing.enact(document=document, article=article)
    bring_in(source({"a.md": linking("b.md", "More.")}))
    assert "(/articles/chosen-here/)" in body_of("a")


def test_a_link_leads_to_a_renamed_file_s_article_where_it_stays(source: Source) -> None:
    """One whose address somebody chose keeps that."""
    folder = source({"a.md": "", "b.md": post("B.\n", title="B")})
    bring_in(folder)
    article = Article.objects.get(slug="b")
    assert article.latest_revision is not None
    publishing.enact(document=article.latest_revision.document.replace(slug="chosen-here"), article=article)
    (folder / "b.md").rename(folder / "renamed.md")
    bring_in(source({"a.md": linking("renamed.md")}))
    assert Article.objects.get(title="B").slug == "chosen-here"
    assert "(/articles/chosen-here/)" in body_of("a")


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_broken_off_between_moves(source: Source, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    files: Files = {
        "a.md": linking("c.md"),
        "b.md": post("B.\n", title="B", slug="one"),
        "c.md": post("C.\n", title="C"),
        "d.md": linking("b.md"),
        "e.md": linking("c.md"),
    }
    later: Files = {
        "a.md": linking("c.md", "More, [and](b.md)."),
        "b.md": post("B.\n", title="B", slug="c"),
        "c.md": post("C.\n", title="C", slug="moved"),
        "d.md": linking("b.md", "More, [and](c.md)."),
        "e.md": linking("c.md", "More, [and](b.md)."),
    }
    bring_in(source(files))
    folder = source(later)
    seen = 0
    original = source_import.SourceImport._settle

    def settle(self: source_import.SourceImport, fresh: object) -> None:
        nonlocal seen
        seen += 1
        if seen > after:
            self.outbox.write()
            raise _Killed
        original(self, fresh)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(source_import.SourceImport, "_settle", settle)
        with pytest.raises(_Killed):
            bring_in(folder)
    bring_in(folder)
    slugs = {article.title: article.slug for article in Article.objects.all()}
    assert slugs["B"] == "c"
    assert slugs["C"] == "moved"
    assert "[there](/articles/moved/)" in body_of("a")
    assert "[and](/articles/c/)" in body_of("a")
    assert "[there](/articles/c/)" in body_of("d")
    assert "[and](/articles/moved/)" in body_of("d")
    assert "[there](/articles/moved/)" in body_of("e")


@pytest.mark.parametrize("more", ["", "Edited."])
def test_what_got_a_number_keeps_it(source: Source, monkeypatch: pytest.MonkeyPatch, more: str) -> None:
    """Its file goes on asking for an address that another article has."""
    files: Files = {
        "a.md": post("A.\n", title="A", slug="same"),
        "b.md": post("B.\n", title="B", slug="same"),
        "c.md": post("C.\n", title="C", slug="same", language="de"),
    }
    folder = source(files)
    bring_in(folder)
    slugs = dict(Article.objects.values_list("title", "slug"))
    assert slugs == {"A": "same", "B": "same-2", "C": "same-de"}
    monkeypatch.setattr("interchange.reading.READER_VERSION", markdown_reader.READER_VERSION + 1)
    recipe.cache_clear()
    if more:
        files = {name: text + more for name, text in files.items() if isinstance(text, str)}
    found = bring_in(source(files))
    assert set(found.results.values()) == {"updated" if more else "unchanged"}
    assert dict(Article.objects.values_list("title", "slug")) == slugs
    assert not Article.objects.exclude(redirects=None).exists()
    recipe.cache_clear()


def test_a_number_that_stays_is_remembered_after_a_kill(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the address was taken is said of the file from then on, as when nothing had happened."""
    bring_in(source({"a.md": post("A.\n", title="A"), "b.md": post("B.\n", title="B")}))
    folder = source({"b.md": post("B.\n", title="B", slug="a")})
    with monkeypatch.context() as broken:
        broken.setattr(source_import.Displaced, "lines", _kill)
        with pytest.raises(_Killed):
            bring_in(folder)
    bring_in(folder)
    again = bring_in(folder)
    assert again["b.md"].result == "unchanged"
    assert [each.code for each in again["b.md"].warnings].count("slug-taken") == 1


def _kill(_: object) -> None:
    raise _Killed
