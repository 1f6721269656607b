"""An export with history, imported: every article with all its revisions, who wrote them and when."""

import filecmp
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from django.contrib.auth.models import User

from articles import publishing
from articles.models import Article, Image, Revision
from interchange import history_import
from interchange.exporting import export_articles
from interchange.models import RunItem
from interchange.undo import undo_import
from tests.factories import article, draft, stage, user

from .conftest import Imported, bring_in

pytestmark = pytest.mark.django_db


def trees_differ(one: Path, other: Path) -> list[str]:
    compared = filecmp.dircmp(one, other, ignore=[])
    found = [*compared.left_only, *compared.right_only, *compared.diff_files]
    for name in compared.common_dirs:
        found += trees_differ(one / name, other / name)
    return found


def said_of(imported: Imported, slug: str) -> str:
    """What the report says of an article's history."""
    error = imported[f"history/{slug}/revisions.yaml"].error
    assert error is not None
    return error.message


def empty_site() -> None:
    for model in (Article, Image, RunItem, User):
        model.objects.all().delete()


def many_hands(title: str = "One") -> Article:
    """An article that was published, edited, contradicted, published again, and edited since."""
    made = article(title, "First text.")
    writer = user("writer", group="Publisher")
    first = made.latest_revision
    assert first is not None
    second = publishing.save_revision(
        article=made, document=first.document.with_body("\nSecond text.\n"), by=writer, note="Better"
    )
    publishing.publish(article=made, by=writer)
    made.refresh_from_db()
    publishing.keep_beside(
        article=made,
        document=second.document.with_body("\nOther text.\n"),
        base=second,
        by=None,
        note="Theirs",
    )
    stage(made, "Third text.")
    Revision.objects.filter(article=made, number=1).update(
        created=datetime(2019, 1, 2, 3, 4, 5, 600, tzinfo=UTC)
    )
    return made


def exported(folder: Path) -> Path:
    export_articles(folder, all=True, history=True)
    return folder


def revisions(slug: str = "one") -> list[tuple[object, ...]]:
    found = Revision.objects.filter(article__slug=slug).order_by("number")
    return [
        (each.number, each.text, each.kind, str(each.by or ""), each.note, each.created) for each in found
    ]


def test_an_empty_site_gets_the_same_history(tmp_path: Path) -> None:
    """Numbers, texts, kinds, people, notes, times; what readers see and what is staged; and the same export again."""
    made = many_hands()
    draft("Hidden")
    before, live, latest = revisions(), made.live_revision.number, 0  # type: ignore[union-attr]
    latest = Article.objects.get(slug="one").latest_revision.number  # type: ignore[union-attr]
    out = exported(tmp_path / "out")
    empty_site()

    imported = bring_in(out)

    came = Article.objects.get(slug="one")
    assert revisions() == before
    assert (came.live_revision.number, came.latest_revision.number) == (live, latest)  # type: ignore[union-attr]
    assert came.has_staged_edits
    conflict = came.open_conflicts.get()
    assert (conflict.kept.number, conflict.base.number) == (3, 2)  # type: ignore[union-attr]
    assert trees_differ(out, exported(tmp_path / "again")) == []
    assert imported["history/one/revisions.yaml"].result == "ignored"
    assert "taken over" in imported["history/one/revisions.yaml"].error.message  # type: ignore[union-attr]


def test_nobody_can_log_in_with_an_account_that_came_along(tmp_path: Path) -> None:
    many_hands()
    out = exported(tmp_path / "out")
    empty_site()
    bring_in(out)
    writer = User.objects.get()
    assert (writer.username, writer.is_active, writer.has_usable_password()) == ("writer", False, False)


def test_an_account_of_that_name_is_the_writer(tmp_path: Path) -> None:
    many_hands()
    out = exported(tmp_path / "out")
    Article.objects.all().delete()
    writer = User.objects.get()
    bring_in(out)
    assert Revision.objects.get(number=2).by == writer
    assert User.objects.count() == 1


def test_a_site_that_has_the_article_keeps_its_own(tmp_path: Path) -> None:
    many_hands()
    out = exported(tmp_path / "out")
    before = revisions()
    imported = bring_in(out)
    assert imported["articles/one.md"].result == "unchanged"
    assert revisions() == before


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    many_hands()
    out = exported(tmp_path / "out")
    empty_site()
    bring_in(out)
    before = revisions()
    again = bring_in(out)
    assert again["articles/one.md"].result == "unchanged"
    assert revisions() == before


def test_histories_that_are_here_are_not_taken_over_again(
    tmp_path: Path, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    """One revision alone is a history too; to find all of that out takes a few queries for all articles together."""
    for number in range(6):
        article(f"Number {number}", "Text.")
    many_hands()
    Revision.objects.filter(kind=Revision.Kind.PUBLISH).update(kind=Revision.Kind.IMPORT)
    out = exported(tmp_path / "out")
    empty_site()
    first = bring_in(out)
    assert "taken over" in said_of(first, "number-1")
    noted = RunItem.objects.count()
    with django_assert_max_num_queries(30):  # type: ignore[attr-defined]
        again = bring_in(out)
    assert {said_of(again, name).split("; ")[1] for name in ("number-1", "one")} == {
        "the article here has its own."
    }
    assert RunItem.objects.count() == noted


def test_what_was_broken_off_is_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles without their histories get them the next time; half a history there never is."""
    many_hands("One")
    stage(article("Two"), "More text.")
    out = exported(tmp_path / "out")
    before = revisions("one"), revisions("two")
    empty_site()

    def fail(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(history_import, "_latest", fail)
        with pytest.raises(KeyboardInterrupt):
            bring_in(out)
    assert Revision.objects.count() == 2
    bring_in(out)
    assert (revisions("one"), revisions("two")) == before


def test_it_can_be_taken_back(tmp_path: Path) -> None:
    """With the article, its history and the accounts that came with it."""
    many_hands()
    out = exported(tmp_path / "out")
    empty_site()
    undone = undo_import(bring_in(out).outcome.run)  # type: ignore[arg-type]
    assert (undone.removed, undone.kept) == (1, [])
    assert not Article.objects.exists()
    assert not User.objects.exists()


def test_a_history_that_came_later_is_taken_back_alone(tmp_path: Path) -> None:
    many_hands()
    out = exported(tmp_path / "out")
    empty_site()
    index = out / "history/one/revisions.yaml"
    hidden = index.rename(tmp_path / "revisions.yaml")
    first = bring_in(out)
    before = revisions()
    hidden.rename(index)
    second = bring_in(out)
    assert len(revisions()) > 1
    undo_import(second.outcome.run)  # type: ignore[arg-type]
    assert revisions() == before
    assert undo_import(first.outcome.run).kept == []  # type: ignore[arg-type]


def imported_with(tmp_path: Path, change: object) -> Imported:
    many_hands()
    out = exported(tmp_path / "out")
    empty_site()
    index = out / "history/one/revisions.yaml"
    listed = yaml.safe_load(index.read_text())
    change(listed, index)  # type: ignore[operator]
    return bring_in(out)


@pytest.mark.parametrize(
    "change",
    [
        lambda listed, index: index.write_text("- [}"),
        lambda listed, index: index.write_text("a: b"),
        lambda listed, index: index.write_text(yaml.safe_dump([{**listed[0], "number": -1}])),
        lambda listed, index: index.write_text(yaml.safe_dump([listed[0], listed[0]])),
        lambda listed, index: index.write_text(yaml.safe_dump([{**listed[0], "kind": "magic"}])),
        lambda listed, index: index.write_text(yaml.safe_dump([{**listed[0], "created": "yesterday"}])),
        lambda listed, index: index.write_text(yaml.safe_dump([{**listed[0], "by": "a b\n"}])),
        lambda listed, index: (index.parent / "1.md").write_text("Rewritten"),
        lambda listed, index: (index.parent / "1.md").unlink(),
    ],
)
def test_a_history_that_is_not_sound_is_left_aside(tmp_path: Path, change: object) -> None:
    """The article comes all the same, and the report says why without its history."""
    imported = imported_with(tmp_path, change)
    line = imported["history/one/revisions.yaml"]
    assert (imported["articles/one.md"].result, line.result) == ("created", "rejected")
    assert line.error is not None
    assert line.error.code == "history-unreadable"
    assert Revision.objects.count() == 1
    assert not User.objects.exists()
