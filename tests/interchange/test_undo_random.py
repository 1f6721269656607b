"""Random histories: trees that change, imported again and again, and taken back in any order."""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from articles import publishing
from articles.models import Article, Author, Category, Image, OpenConflict, Redirect, Revision, Series, Tag
from interchange.models import Origin, Run
from interchange.undo import Undone, undo_import
from tests.factories import document_text, picture

from .conftest import bring_in, put

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media_root")]

NAMES = ["one", "two", "three", "four"]
WORDS = ["first", "second", "third"]


def state(media: Path) -> dict[str, Any]:
    """All that an undo has to restore, by what it says and not by its keys."""
    return {
        "articles": {
            each.slug: (each.status, _text(each.live_revision), _text(each.latest_revision))
            for each in Article.objects.select_related("live_revision", "latest_revision")
        },
        "terms": {
            model.__name__: set(model.objects.values_list("slug", "name"))  # type: ignore[attr-defined]
            for model in (Author, Category, Series, Tag)
        },
        "redirects": {each.path: each.target for each in Redirect.objects.select_related("article")},
        "origins": {
            each.path: (each.article.slug, each.sha256, each.base_text)
            for each in Origin.objects.select_related("article", "base")
        },
        "pictures": _pictures(media),
        "conflicts": set(OpenConflict.objects.values_list("article__slug", "kept__text", "base__text")),
    }


def _pictures(media: Path) -> dict[str, set[str]]:
    """Those that texts show now, and those that nothing names: what only the history of an article names, stays."""
    files = {path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file()}
    assert files == set(Image.objects.values_list("file", flat=True))
    shown = "".join(_text(each.live_revision or each.latest_revision) or "" for each in Article.objects.all())
    ever = "".join(Revision.objects.values_list("text", flat=True))
    return {
        "shown": {name for name in files if name in shown},
        "nobody's": {name for name in files if name not in ever},
    }


def _text(revision: Any) -> str | None:
    return revision.text if revision is not None else None


class History:
    """A folder and a site that change at random."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._dice = Random(seed)  # noqa: S311
        self._folder.mkdir()

    def change_tree(self) -> None:
        for _ in range(self._dice.randint(1, 3)):
            self._dice.choice([self._write, self._write, self._remove, self._rename])()

    def edit_site(self) -> tuple[int, str]:
        """Publish an edit of any article. Its key, and what was added; 0 and nothing if there is none."""
        articles = list(Article.objects.filter(status="published").order_by("slug"))
        if not articles:
            return 0, ""
        article = self._dice.choice(articles)
        assert article.live_revision is not None
        document, added = article.live_revision.document, f"Edited {self._dice.random()}."
        document = document.with_body(f"{document.body}\n{added}\n")
        publishing.save_revision(article=article, document=document, by=None)
        article.refresh_from_db()
        publishing.publish(article=article, by=None)
        return article.pk, added

    def runs_in_any_order(self) -> list[int]:
        runs = list(Run.objects.filter(undone=None).values_list("pk", flat=True))
        self._dice.shuffle(runs)
        return runs

    def _write(self) -> None:
        dice, name = self._dice, self._dice.choice(NAMES)
        values: dict[str, Any] = {"title": f"The {dice.choice(WORDS)} title", "date": "2024-05-01"}
        may = {
            "category": dice.choice(WORDS),
            "tags": dice.sample(WORDS, 2),
            "authors": [f"Ann {dice.choice(WORDS)}"],
            "series": dice.choice(WORDS),
            "slug": dice.choice(NAMES),
            "aliases": [f"/was/{dice.choice(NAMES)}/"],
            "status": dice.choice(["draft", "published"]),
        }
        values |= {key: value for key, value in may.items() if dice.random() < 0.4}
        body = f"\nA {dice.choice(WORDS)} line.\n\nAnother {dice.choice(WORDS)} line.\n"
        if dice.random() < 0.3:
            number = dice.randint(1, 2)
            put(self._folder, {f"p{number}.png": picture(20 + number, 20)})
            body += f"\n![Picture](p{number}.png)\n"
        put(self._folder, {f"{name}.md": document_text(body, **values)})

    def _remove(self) -> None:
        if files := self._files():
            self._dice.choice(files).unlink()

    def _rename(self) -> None:
        if files := self._files():
            self._dice.choice(files).rename(self._folder / f"{self._dice.choice(NAMES)}.md")

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.md"))


@pytest.fixture(params=range(int(os.environ.get("UNDO_SEEDS", "4"))))
def history(request: Any, tmp_path: Path) -> History:
    return History(tmp_path / "source", request.param)


def imported(folder: Path) -> int:
    run = bring_in(folder).outcome.run
    assert run is not None
    return run


def test_an_import_that_is_taken_back_at_once_leaves_nothing(
    history: History, tmp_path: Path, media_root: Path
) -> None:
    """Whatever was imported, edited and taken back before."""
    for _ in range(4):
        history.change_tree()
        before = state(media_root)
        undone = undo_import(imported(tmp_path / "source"))
        assert undone.kept == []
        assert state(media_root) == before
        imported(tmp_path / "source")
        history.edit_site()


def test_imports_taken_back_in_any_order_leave_nothing(
    history: History, tmp_path: Path, media_root: Path
) -> None:
    """What a later import stands in the way of is refused, and taken back when that has gone."""
    empty = state(media_root)
    for _ in range(4):
        history.change_tree()
        imported(tmp_path / "source")

    for undone in _until_all_are_taken_back(history):
        assert all("was changed after the import" in reason for reason in undone.kept)

    assert state(media_root) == empty


def test_only_what_was_edited_is_refused(history: History, tmp_path: Path) -> None:
    """The articles that people have edited are what is left, each with all that was written into it."""
    edits: dict[int, list[str]] = defaultdict(list)
    for _ in range(4):
        history.change_tree()
        imported(tmp_path / "source")
        pk, added = history.edit_site()
        if pk:
            edits[pk].append(added)

    for _ in range(4):
        for run in history.runs_in_any_order():
            undo_import(run)

    left = {each.pk: _text(each.latest_revision) or "" for each in Article.objects.all()}
    assert left.keys() == edits.keys()
    assert [added for pk, written in edits.items() for added in written if added not in left[pk]] == []


def _until_all_are_taken_back(history: History) -> Iterator[Undone]:
    for _ in range(5):
        for run in history.runs_in_any_order():
            yield undo_import(run)
    assert not Run.objects.filter(undone=None).exists()
