"""sync_content: which file is whose, when files and articles are renamed, and change places."""

from pathlib import Path
from typing import Any

import pytest

from articles import publishing
from articles.models import Article
from interchange import syncing
from interchange.checkout import Checkout
from interchange.export_files import export_files
from interchange.models import Origin, RunItem
from interchange.places import Known, Place, places
from tests.factories import article, draft

from .test_sync import BODY, edit_file, edit_site, file, here, sync, tree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media_root")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in step with a site of two articles."""
    article("One", BODY, description="What it says")
    article("Two", "\nOther text.\n")
    syncing.sync_content(tmp_path / "checkout")
    return tmp_path / "checkout"


def move(old: str, new: str) -> None:
    """As an editor does it: another slug, published."""
    made = here(old)
    assert made.live_revision is not None
    publishing.save_revision(article=made, document=made.live_revision.document.replace(slug=new), by=None)
    publishing.publish(article=here(old), by=None)


def in_step(folder: Path) -> bool:
    """Whether the folder is what an export of everything would be, and another sync does nothing."""
    before = tree(folder)
    return sync(folder)[1] == {} and before == tree(folder) == exported()


def exported() -> dict[str, bytes]:
    return {each.path: each.data for each in export_files(everything=True)}


def swap() -> None:
    move("one", "between")
    move("two", "one")
    move("between", "two")


def shift() -> None:
    move("two", "three")
    move("one", "two")


@pytest.mark.parametrize("moves", [swap, shift])
def test_articles_that_take_each_others_address_take_their_files_along(folder: Path, moves: Any) -> None:
    moves()

    outcome, results = sync(folder)

    assert outcome.ok
    assert {result for path, result in results.items() if path != "site.yaml"} == {"renamed"}
    assert in_step(folder)


@pytest.mark.parametrize("moves", [swap, shift])
@pytest.mark.parametrize("place", ["put", "noted", "left", "remembered"])
@pytest.mark.parametrize("when", [1, 2])
def test_a_sync_that_was_broken_off_among_moves_is_finished_by_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moves: Any, place: str, when: int
) -> None:
    """Between any two steps: no file is taken for an edit of another article."""
    moves()
    texts = exported()
    owner, name = {
        "put": (Checkout, "put"),
        "noted": (syncing, "note_origin"),
        "left": (syncing._Sync, "_remove_left"),
        "remembered": (syncing._Sync, "remember"),
    }[place]
    real, calls = getattr(owner, name), []

    def killed(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == when:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(owner, name, killed)
        if place in {"put", "noted"} or when == 1:
            with pytest.raises(KeyboardInterrupt):
                sync(folder)

    assert sync(folder)[0].ok
    assert exported() == texts
    assert in_step(folder)


@pytest.mark.parametrize("delete", [False, True])
def test_a_file_that_a_sync_has_removed_and_not_noted_is_not_missed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, delete: bool
) -> None:
    """Its article has another one by then."""
    shift()
    real = Checkout.remove

    def killed(*args: Any) -> None:
        real(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Checkout, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            sync(folder)

    assert sync(folder, plan=True)[1] == {}
    outcome, results = sync(folder, delete=delete)
    assert (outcome.ok, results) == (True, {})
    assert Origin.objects.count() == Article.objects.count()
    assert in_step(folder)


def test_a_renamed_and_edited_file_moves_its_article(folder: Path) -> None:
    """It is told by its title and date; what was edited on the site meanwhile is merged."""
    edit_file(folder, "Second line.", "The folder's second.")
    edit_site("First line.", "The site's first.")
    file(folder).rename(file(folder, "moved"))

    assert sync(folder)[0].ok

    assert sorted(Article.objects.values_list("slug", flat=True)) == ["moved", "two"]
    assert "The folder's second." in here("moved").text
    assert "The site's first." in file(folder, "moved").read_text()
    assert in_step(folder)


def test_a_renamed_file_of_a_draft_moves_it(tmp_path: Path) -> None:
    draft("One")
    folder = tmp_path / "checkout"
    sync(folder)
    file(folder).rename(file(folder, "moved"))

    assert sync(folder)[0].ok

    assert [(each.slug, each.status) for each in Article.objects.all()] == [("moved", "draft")]
    assert in_step(folder)


def test_two_new_files_that_may_be_the_missing_one_are_articles_of_their_own(folder: Path) -> None:
    edit_file(folder, "Second line.", "Another second.")
    text = file(folder).read_text()
    file(folder).unlink()
    file(folder, "a").write_text(text)
    file(folder, "b").write_text(text)

    outcome, results = sync(folder)

    assert results["articles/one.md"] == "kept"
    assert not outcome.ok
    assert Article.objects.count() == 4


def test_a_file_is_not_renamed_to_where_another_one_is(folder: Path) -> None:
    """A new file of the folder has the address that an article was given on the site: neither is written over."""
    file(folder, "new").write_text("---\ntitle: New\ndate: 2024-05-01\n---\nThe folder's own.\n")
    move("one", "new")

    assert sync(folder)[0].ok

    assert "The folder's own." in file(folder, "new").read_text()
    assert here("new-2").title == "New"
    assert file(folder).read_bytes() == here("new").live_revision.document.dump()  # type: ignore[union-attr]
    assert sync(folder)[1] == {}


def test_what_lies_where_a_file_would_go_is_never_written_over(folder: Path) -> None:
    """Not even what was no article, so that nothing is known of it."""
    (folder / "articles/new.md").write_bytes(b"---\ntitle: [\x00\n")
    move("one", "new")

    sync(folder)

    assert (folder / "articles/new.md").read_bytes() == b"---\ntitle: [\x00\n"
    assert "slug: new" in file(folder).read_text()


def test_an_article_whose_name_another_ones_file_has_gets_a_file_of_its_own(folder: Path) -> None:
    """`new.md` belongs to the article at /articles/new-2/, since the address was taken when it came."""
    test_a_file_is_not_renamed_to_where_another_one_is(folder)
    move("new", "elsewhere")
    sync(folder)
    article("Another", slug="new")

    assert sync(folder)[0].ok

    assert "title: Another" in file(folder, "new-2").read_text()
    assert Origin.objects.get(path="articles/new-2.md").article == here("new")
    assert sync(folder)[1] == {}


def test_one_place_for_each_file() -> None:
    """However articles and files are called: no two articles share a path, and no file that stays is written over."""
    found = places(
        {1: "b", 2: "a", 3: "c", 4: "d"},
        [Known(1, "articles/a.md", "1"), Known(2, "articles/b.md", "2"), Known(3, "articles/d.md", "3")],
        {"articles/a.md": "a", "articles/b.md": "b", "articles/d.md": "d"},
        {"articles/a.md", "articles/b.md", "articles/c.md", "articles/d.md"},
        set(),
    )

    assert found.of[1] == Place("articles/b.md", "articles/a.md", "1")
    assert found.of[2] == Place("articles/a.md", "articles/b.md", "2")
    # Somebody's file is where it would go.
    assert found.of[3] == Place("articles/d.md", "articles/d.md", "3")
    assert found.of[4] == Place("articles/d-2.md")
    assert found.left == {"articles/a.md": "1", "articles/b.md": "2"}


@pytest.mark.parametrize("new", [True, False])
def test_a_file_that_was_written_and_not_noted_is_nobodys_edit(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, new: bool
) -> None:
    """The next sync notes it as if it had not been broken off in between: nothing is imported."""
    if new:
        article("Three", BODY)
    else:
        edit_site("First line.", "The site's first.")
    with monkeypatch.context() as patched:

        def killed(*_: Any) -> None:
            raise KeyboardInterrupt

        patched.setattr(syncing, "note_origin", killed)
        with pytest.raises(KeyboardInterrupt):
            sync(folder)
    before = RunItem.objects.count()

    assert sync(folder)[0].ok
    assert RunItem.objects.count() == before
    assert Origin.objects.count() == Article.objects.count()
    assert in_step(folder)
