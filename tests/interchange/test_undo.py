"""An import taken back: the site as it was before, except what people have edited since."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command

from articles import publishing
from articles.document import parse
from articles.models import Article, Author, Category, Image, Redirect, Revision, Tag
from interchange import undo
from interchange.models import Origin, Run, RunItem
from interchange.undo import UndoRefused, undo_import
from tests.factories import article, document_text, picture, stage

from .conftest import Files, bring_in, put

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media_root")]

Source = Callable[[Files], Path]


def post(title: str = "A", body: str = "Text.\n", **frontmatter: object) -> str:
    return document_text(body, title=title, **({"date": "2024-05-01"} | frontmatter))


def run_of(folder: Path) -> int:
    run = bring_in(folder).outcome.run
    assert run is not None
    return run


def test_what_an_import_made_is_gone(source: Source, media_root: Path) -> None:
    """Articles, and the categories, tags, authors, redirects and pictures that came with them; nothing else."""
    article("Here before", category="Old", tags=["old"])
    folder = source(
        {
            "a.md": post(
                category="New", tags=["new", "old"], authors=["Ann Lee"], aliases=["/was/a/"], image="x.png"
            ),
            "x.png": picture(60, 40),
        }
    )
    undone = undo_import(run_of(folder))
    assert (undone.removed, undone.kept) == (1, [])
    assert [each.title for each in Article.objects.all()] == ["Here before"]
    assert {each.name for each in Category.objects.all()} == {"Old"}
    assert {each.name for each in Tag.objects.all()} == {"old"}
    for model in (Author, Redirect, Image, Origin):
        assert not model.objects.exists()
    assert not [path for path in media_root.rglob("*") if path.is_file()]


def test_an_update_is_taken_back(source: Source) -> None:
    """The article's text, address and old paths are as they were; the history keeps what happened."""
    bring_in(source({"a.md": post("First", slug="first")}))
    text = Article.objects.get().live_revision.text  # type: ignore[union-attr]
    folder = source({"a.md": post("Second", slug="second", aliases=["/was/a/"])})
    undone = undo_import(run_of(folder))
    after = Article.objects.get()
    assert (undone.restored, after.title, after.slug) == (1, "First", "first")
    assert after.live_revision.text == text  # type: ignore[union-attr]
    assert not Redirect.objects.filter(path="/was/a").exists()
    assert [revision.kind for revision in after.revisions.order_by("number")] == [
        "import",
        "import",
        "restore",
    ]


def test_after_an_undo_the_import_can_be_made_again(source: Source) -> None:
    """What is remembered of the files is taken back as well: the same import does the same again."""
    bring_in(source({"a.md": post("First")}))
    folder = source({"a.md": post("Second")})
    undo_import(run_of(folder))
    assert bring_in(folder).results == {"a.md": "updated"}
    undo_import(Run.objects.latest("pk").pk)
    source({"a.md": post("First")})
    assert bring_in(folder).results == {"a.md": "unchanged"}


def test_staged_edits_are_staged_again(source: Source) -> None:
    bring_in(source({"a.md": post(description="Said")}))
    made = Article.objects.get()
    staged = parse(made.latest_revision.text).replace(description="Not yet")  # type: ignore[union-attr]
    publishing.save_revision(article=made, document=staged, by=None)
    undo_import(run_of(source({"a.md": post(body="Other text.\n", description="Said")})))
    after = Article.objects.get()
    assert "Text." in after.html
    assert after.has_staged_edits
    assert after.latest_revision.document.fields.description == "Not yet"  # type: ignore[union-attr]


def test_articles_edited_since_are_left_alone(source: Source) -> None:
    """The undo says which and why, takes back the rest, and can be finished later."""
    run = run_of(source({"a.md": post("A"), "b.md": post("B")}))
    made = Article.objects.get(slug="a")
    edited = parse(made.latest_revision.text).replace(title="Edited")  # type: ignore[union-attr]
    publishing.save_revision(article=made, document=edited, by=None)
    undone = undo_import(run)
    assert undone.removed == 1
    assert undone.kept == ["a.md: /articles/a/ was changed after the import."]
    assert [each.slug for each in Article.objects.all()] == ["a"]
    assert undo_import(run).kept, "it is not done until all is taken back"


def test_a_conflict_taken_back_is_told_again(source: Source) -> None:
    """The next import compares with the file as it was before the run."""
    bring_in(source({"a.md": post(description="Said")}))
    made = Article.objects.get()
    ours = parse(made.latest_revision.text).replace(description="Ours")  # type: ignore[union-attr]
    publishing.save_revision(article=made, document=ours, by=None)
    folder = source({"a.md": post(description="Theirs")})
    run = run_of(folder)
    assert Revision.objects.filter(kind="conflict").count() == 1
    undo_import(run)
    assert bring_in(folder).results == {"a.md": "conflict"}


def test_what_others_use_now_stays(source: Source) -> None:
    """A category that an import made, and that another article has taken up since, is not removed."""
    run = run_of(source({"a.md": post(category="Shared", image="x.png"), "x.png": picture(60, 40)}))
    image = Image.objects.get()
    article("Later", category="Shared", image=image.url)
    undo_import(run)
    assert Category.objects.filter(name="Shared").exists()
    assert Image.objects.exists()


def standing() -> object:
    """Everything that an undo restores."""
    filed = [sorted(model.objects.values_list("name", flat=True)) for model in (Author, Category, Tag)]
    return (
        sorted(
            (each.slug, each.status, each.title, each.live_revision.text if each.live_revision else "")
            for each in Article.objects.all()
        ),
        sorted((each.path, each.target) for each in Redirect.objects.all()),
        sorted(Origin.objects.values_list("path", "sha256", "article__slug")),
        sorted(Image.objects.values_list("file", flat=True)),
        filed,
    )


def test_imports_are_taken_back_one_after_the_other(source: Source) -> None:
    """That an undo restored an article is no edit: the import before it can be taken back as well."""
    runs, states = [], [standing()]
    for title in ("First", "Second", "Third"):
        runs.append(run_of(source({"a.md": post(title)})))
        states.append(standing())
    for run, before in zip(reversed(runs), reversed(states[:-1]), strict=True):
        assert undo_import(run).kept == []
        assert standing() == before


def test_in_whichever_order_imports_are_taken_back_nothing_of_them_stays(
    source: Source, media_root: Path
) -> None:
    """What the first made and others use goes with the last of them."""
    shared = {"category": "C", "tags": ["t"], "authors": ["Ann"]}
    runs = [
        run_of(source({f"{name}.md": post(name, "![](x.png)\n", **shared), "x.png": picture(60, 40)}))
        for name in ("a", "b", "c")
    ]
    empty = ([], [], [], [], [[], [], []])
    for run in (runs[0], runs[2], runs[1]):
        assert standing() != empty
        assert undo_import(run).kept == []
    assert standing() == empty
    assert not [path for path in media_root.rglob("*") if path.is_file()]


def test_what_was_published_since_is_an_edit(source: Source) -> None:
    """Although its text was there before: what readers see was decided after the import."""
    lines = "One.\n\nTwo.\n\nThree.\n"
    bring_in(source({"a.md": post(body=lines)}))
    stage(Article.objects.get(), f"\n{lines}\nOurs.\n")
    run = run_of(source({"a.md": post(body=lines.replace("One", "Their one"))}))
    publishing.publish(article=Article.objects.get(), by=None)
    assert undo_import(run).kept == ["a.md: /articles/a/ was changed after the import."]
    assert "Ours." in Article.objects.get().html


def test_articles_that_took_each_others_address_get_theirs_back(source: Source) -> None:
    bring_in(source({"a.md": post("A", slug="a"), "b.md": post("B", slug="b"), "c.md": post("C", slug="c")}))
    before = standing()
    folder = source({"a.md": post("A", slug="b"), "b.md": post("B", slug="c"), "c.md": post("C", slug="a")})
    assert undo_import(run_of(folder)).remarks == []
    assert standing() == before


def test_an_article_whose_file_was_renamed_is_found_where_it_was(source: Source) -> None:
    """Its text, which names no address, stays as it was; the address in between leads nowhere."""
    folder = source({"a.md": post("A")})
    bring_in(folder)
    before = standing()
    (folder / "a.md").rename(folder / "b.md")
    run = run_of(folder)
    assert Article.objects.get().slug == "b"
    undo_import(run)
    assert standing() == before


def test_what_was_noted_of_files_that_brought_nothing_new_is_forgotten(
    source: Source, tmp_path: Path
) -> None:
    """A renamed file that is unchanged otherwise, and an export imported where it came from."""
    folder = source({"a.md": post(slug="a")})
    bring_in(folder)
    before = list(Origin.objects.values_list("path", "sha256", "base"))
    (folder / "a.md").rename(folder / "b.md")

    imported = bring_in(folder)
    assert imported.results == {"b.md": "unchanged"}
    assert Origin.objects.filter(path="b.md").exists()
    undone = undo_import(imported.outcome.run or 0)

    assert (undone.removed, undone.restored, undone.kept) == (0, 0, [])
    assert list(Origin.objects.values_list("path", "sha256", "base")) == before

    elsewhere = put(tmp_path / "copy", {"c.md": (folder / "b.md").read_bytes()})
    undo_import(run_of(elsewhere))
    assert list(Origin.objects.values_list("path", "sha256", "base")) == before


def test_an_address_that_somebody_else_has_taken_since_stays_with_them(
    source: Source, capsys: pytest.CaptureFixture[str]
) -> None:
    bring_in(source({"a.md": post("A", slug="a")}))
    run = run_of(source({"a.md": post("A", slug="b")}))
    article("Somebody else's", slug="a")
    call_command("undo_import", str(run))
    assert sorted(Article.objects.values_list("slug", "title")) == [("a", "Somebody else's"), ("a-2", "A")]
    assert (
        "/articles/a/ is another article's by now; this one is at /articles/a-2/." in capsys.readouterr().out
    )


def test_a_site_file_is_taken_back(tmp_path: Path) -> None:
    files = {
        "articles/a.md": post(),
        "site.yaml": "authors: {ann: {name: Ann}}\ncategories: {c: {name: C}}\nredirects: {/old: /articles/a/, /x: https://example.org/}\n",
    }
    run = run_of(put(tmp_path / "export", files))
    assert (Author.objects.count(), Category.objects.count(), Redirect.objects.count()) == (1, 1, 2)
    undo_import(run)
    assert (Author.objects.count(), Category.objects.count(), Redirect.objects.count()) == (0, 0, 0)


def test_a_picture_that_only_the_history_names_goes_with_the_article(
    source: Source, media_root: Path
) -> None:
    """The import that brought the picture is taken back first: the article's history still shows it."""
    first = run_of(source({"a.md": post("First")}))
    second = run_of(source({"a.md": post("First", "![x](x.png)\n"), "x.png": picture(60, 40)}))

    undo_import(second)
    assert Image.objects.count() == 1
    undo_import(first)

    assert not Image.objects.exists()
    assert not [path for path in media_root.rglob("*") if path.is_file()]


def test_undoing_twice_or_nothing_is_refused(source: Source) -> None:
    run = run_of(source({"a.md": post()}))
    undo_import(run)
    with pytest.raises(UndoRefused, match="taken back already"):
        undo_import(run)
    with pytest.raises(UndoRefused, match="no import"):
        undo_import(run + 1000)


def test_an_undo_that_was_broken_off_before_its_pictures_is_finished_by_the_next(
    source: Source, media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is taken back is not taken back again, and no picture stays."""
    run = run_of(
        source(
            {"a.md": post(body="![](x.png)\n"), "b.md": post("B", "![](x.png)\n"), "x.png": picture(60, 40)}
        )
    )
    with monkeypatch.context() as patched:
        patched.setattr(undo, "_remove_pictures", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            undo_import(run)
    assert Image.objects.count() == 1

    assert undo_import(run).removed == 0
    assert not Image.objects.exists()
    assert [path for path in media_root.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("file", [1, 2, 3])
def test_an_undo_that_was_broken_off_among_its_pictures_leaves_no_file(
    source: Source, media_root: Path, monkeypatch: pytest.MonkeyPatch, file: int
) -> None:
    """Whichever of the files it came to."""
    run = run_of(source({"a.md": post(body="![](x.png)\n"), "x.png": picture(1000, 40)}))
    real, calls = FileSystemStorage.delete, []

    def ended(self: FileSystemStorage, name: str) -> None:
        real(self, name)
        calls.append(name)
        if len(calls) == file:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(FileSystemStorage, "delete", ended)
        with pytest.raises(KeyboardInterrupt):
            undo_import(run)
    undo_import(run)
    assert not Image.objects.exists()
    assert [path for path in media_root.rglob("*") if path.is_file()] == []


def test_redirects_whose_place_an_import_took_lead_where_they_led(source: Source) -> None:
    """By an address or a former one, of new articles and of changed ones, to articles and elsewhere."""
    target = article("Elsewhere")
    bring_in(source({"c.md": post("C")}))
    Redirect.objects.bulk_create(
        [
            Redirect(path="/articles/a", article=target),
            Redirect(path="/was/a", url="https://example.org/"),
            Redirect(path="/was/c", article=target),
            Redirect(path="/articles/d", url="/about/"),
        ]
    )
    before = standing()
    changed = {
        "a.md": post("A", slug="a", aliases=["/was/a/"]),
        "c.md": post("C", slug="d", aliases=["/was/c/"]),
    }
    undo_import(run_of(source(changed)))
    assert standing() == before


def test_an_address_that_a_later_import_gave_away_comes_back_with_the_undo_of_that(source: Source) -> None:
    """Both imports together leave nothing, in whichever order they are taken back."""

    def write(one: str, two: str) -> int:
        return run_of(source({"a.md": post("A", slug=one), "b.md": post("B", slug=two)}))

    def slugs() -> dict[str, str]:
        return dict(Article.objects.values_list("title", "slug"))

    write("one", "two")
    runs = [write("one", "three"), write("two", "three")]

    first, second = (undo_import(run) for run in runs)

    assert [len(first.remarks), len(second.remarks)] == [1, 0]
    assert slugs() == {"A": "one", "B": "two"}
    assert not RunItem.objects.filter(run__in=runs).exists()
