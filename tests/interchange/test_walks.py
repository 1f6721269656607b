"""Random walks: a site, a blog's tree and a checkout in step, changed in any order, by people and by commands.

Whatever was done, nothing that somebody wrote is lost, a plan has said what happened, and doing it again does nothing.
`WALK_SEEDS=200 WALK_STEPS=40 pytest tests/interchange/test_walks.py` walks further.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.db import transaction

from articles import publishing
from articles.document import Document, parse
from articles.models import Article, Event, OpenConflict, Redirect, Revision
from articles.models.redirect import normalise_path
from articles.models.status import RELEASED
from interchange.exporting import export_articles
from interchange.importing import Options, run_import
from interchange.items import Line
from interchange.models import Origin, Run
from interchange.sync_report import OPEN, Step
from interchange.syncing import sync_content
from interchange.undo import undo_import
from tests.factories import document_text, user

from .conftest import bring_in
from .test_export import empty_site, tree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media_root")]

SEEDS, STEPS = int(os.environ.get("WALK_SEEDS", "3")), int(os.environ.get("WALK_STEPS", "14"))
NAMES, WORDS = ["one", "two", "three"], ["red", "green", "blue"]
# A plan reads each document for itself, so it can't know whom an old address leads to once all are written.
UNFORETOLD = {"alias-taken"}


def written() -> set[tuple[int, int, str]]:
    return set(Revision.objects.values_list("article", "number", "text"))


def site() -> dict[str, Any]:
    """What a command that has nothing to do leaves as it is."""
    return {
        "articles": set(Article.objects.values_list("slug", "status", "live_revision", "latest_revision")),
        "redirects": set(Redirect.objects.values_list("path", "article", "url")),
        "origins": set(Origin.objects.values_list("key", "article", "base", "text", "sha256")),
        "conflicts": set(OpenConflict.objects.values_list("kept", "base")),
        "revisions": written(),
    }


class Walk:
    """Everything is chosen by `seed`. Every text that is written has a word of its own."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.log: list[str] = []
        self._dice, self._folder, self._person = Random(seed), folder, user(group="Publisher")  # noqa: S311
        self._blog, self._checkout = folder / "blog", folder / "checkout"
        self._words = 0
        # {key of an article: the addresses at which readers have seen it}
        self._seen: dict[int, set[str]] = {}
        self._blog.mkdir()
        self._checkout.mkdir()
        for name in NAMES[:2]:
            self._write(self._blog / f"{name}.md")

    def step(self) -> None:
        steps: list[Callable[[], None]] = [
            self.import_blog, self.import_blog, self.sync, self.sync, self.edit_file, self.edit_file, self.new_file,
            self.rename_file, self.edit_article, self.edit_article, self.move_article, self.hide_article,
            self.settle, self.undo,
        ]  # fmt: skip
        chosen = self._dice.choice(steps)
        self.log.append(chosen.__name__)
        chosen()

    # -- Commands -----------------------------------------------------------------------------------------------

    def import_blog(self) -> None:
        before = site()
        planned = bring_in(self._blog, plan=True).lines
        assert site() == before, "a plan has written something"

        lines = bring_in(self._blog).lines

        assert {path: _told(line) for path, line in planned.items()} == {
            path: _told(line) for path, line in lines.items()
        }
        assert before["revisions"] <= written()
        after = site()
        again = bring_in(self._blog).results
        assert set(again.values()) <= {"unchanged", "ignored"}
        assert site() == after, "a second import has changed something"

    def sync(self) -> None:
        before, texts = written(), self._texts()
        steps: list[Step] = []
        sync_content(self._checkout, report=steps.append)

        assert before <= written()
        assert texts <= self._texts(), "a text has vanished"
        if not any(step.result in OPEN for step in steps):
            for origin in Origin.objects.filter(source=str(self._checkout.resolve())).select_related(
                "article"
            ):
                shown = origin.article.live_revision or origin.article.latest_revision
                assert shown is not None
                data = (self._checkout / origin.path).read_bytes()
                assert data == shown.document.dump(), f"{origin.path} is not in step"
        files, after = tree(self._checkout), site()
        steps.clear()
        sync_content(self._checkout, report=steps.append)
        assert {step.result for step in steps} <= set(OPEN)
        assert (tree(self._checkout), site()) == (files, after), "a second sync has changed something"

    def undo(self) -> None:
        runs = list(Run.objects.filter(undone=None).values_list("pk", flat=True))
        if not runs:
            return
        by_people = set(Revision.objects.exclude(by=None).values_list("article", "number", "text"))
        undone = undo_import(self._dice.choice(runs))
        assert by_people <= written(), "what a person has written is gone"
        assert all("was changed" in reason for reason in undone.kept)
        # What an import gave is taken away, addresses too.
        self._seen.clear()

    # -- People -------------------------------------------------------------------------------------------------

    def edit_file(self) -> None:
        if file := self._file():
            file.write_bytes(self._edited(parse(file.read_bytes())).dump())

    def new_file(self) -> None:
        folders = [self._blog, self._checkout / "articles"]
        folder = self._dice.choice([each for each in folders if each.is_dir()])
        file = folder / f"{self._dice.choice(NAMES)}-{self._dice.choice(WORDS)}.md"
        if not file.exists():
            self._write(file)

    def rename_file(self) -> None:
        if file := self._file():
            new = file.with_name(f"{self._dice.choice(NAMES)}.md")
            if not new.exists():
                file.rename(new)

    def edit_article(self) -> None:
        if article := self._article():
            assert article.latest_revision is not None
            self._save(article, self._edited(article.latest_revision.document))

    def move_article(self) -> None:
        if article := self._article():
            assert article.latest_revision is not None
            self._save(article, article.latest_revision.document.replace(slug=self._dice.choice(NAMES)))

    def hide_article(self) -> None:
        if article := self._article(status="published"):
            publishing.withdraw(article=article, by=self._person)
            assert article.events.filter(kind=Event.Kind.WITHDRAWN).exists()

    def settle(self) -> None:
        conflict = OpenConflict.objects.select_related("article__latest_revision", "kept").first()
        if conflict is not None and conflict.article.latest_revision is not None:
            seen = conflict.article.latest_revision
            document = self._dice.choice([seen, conflict.kept]).document
            publishing.settle(conflict=conflict, document=document, seen=seen, by=self._person)

    # -- What must be true --------------------------------------------------------------------------------------

    def check(self) -> None:
        for article in Article.objects.select_related("live_revision", "latest_revision"):
            assert (article.live_revision is not None) == (article.status in RELEASED)
            numbers = article.revisions.order_by("number").values_list("number", flat=True)
            assert list(numbers) == list(range(1, len(numbers) + 1)), "a revision is missing"
            if article.is_live:
                self._seen.setdefault(article.pk, set()).add(article.get_absolute_url())
                _require_same_anew(article)
        here = {each.get_absolute_url() for each in Article.objects.only("slug")}
        former = set(Redirect.objects.values_list("path", flat=True))
        for address in {each for seen in self._seen.values() for each in seen} - here:
            assert normalise_path(address) in former, f"{address}, which readers have seen, leads nowhere"

    def moved_elsewhere(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """An export with its history, and that of an empty site into which it was imported."""
        export_articles(self._folder / "out", all=True, history=True)
        empty_site()
        run_import([self._folder / "out"], Options())
        export_articles(self._folder / "again", all=True, history=True)
        return tree(self._folder / "out"), tree(self._folder / "again")

    # -- Chosen -------------------------------------------------------------------------------------------------

    def _word(self) -> str:
        self._words += 1
        return f"word{self._words}"

    def _write(self, file: Path) -> None:
        dice = self._dice
        values: dict[str, Any] = {"title": f"The {dice.choice(WORDS)} {file.stem}", "date": "2024-05-01"}
        may = {
            "description": self._word(),
            "category": dice.choice(WORDS),
            "tags": dice.sample(WORDS, 2),
            "slug": dice.choice(NAMES),
            "aliases": [f"/was/{dice.choice(NAMES)}/"],
            "status": "draft",
        }
        values |= {key: value for key, value in may.items() if dice.random() < 0.3}
        file.write_text(document_text("".join(f"\nA {self._word()}.\n" for _ in range(3)), **values))

    def _edited(self, document: Document) -> Document:
        if self._dice.random() < 0.5:
            return parse(document.replace(description=self._word()).text)
        lines = document.body.splitlines(keepends=True)
        place = self._dice.choice([number for number, line in enumerate(lines) if line.strip()])
        lines[place] = f"An edited {self._word()}.\n"
        return parse(document.with_body("".join(lines)).text)

    def _save(self, article: Article, document: Document) -> None:
        publishing.save_revision(article=article, document=document, by=self._person)
        if self._dice.random() < 0.7:
            publishing.publish(article=Article.objects.get(pk=article.pk), by=self._person)

    def _file(self) -> Path | None:
        files = sorted(self._files())
        return self._dice.choice(files) if files else None

    def _files(self) -> Iterator[Path]:
        for folder in (self._blog, self._checkout):
            yield from folder.rglob("*.md")

    def _article(self, **wanted: Any) -> Article | None:
        articles = list(Article.objects.filter(**wanted).select_related("latest_revision").order_by("slug"))
        return self._dice.choice(articles) if articles else None

    def _texts(self) -> set[str]:
        """The words that files and histories hold, each of which somebody has written."""
        texts = [file.read_text() for file in self._files()]
        texts += Revision.objects.values_list("text", flat=True)
        return {word.strip(".") for text in texts for word in text.split() if word.startswith("word")}


def _told(line: Line) -> tuple[Any, ...]:
    return line.result, line.slug, line.status, {each.code for each in line.warnings} - UNFORETOLD


def _require_same_anew(article: Article) -> None:
    """What is derived from the text is what rendering it now gives."""
    derived = (
        "title",
        "html",
        "contents",
        "links",
        "text",
        "excerpt",
        "words",
        "slug",
        "category",
        "aliases",
    )
    before = Article.objects.filter(pk=article.pk).values(*derived).get()
    with transaction.atomic():
        publishing.rerender(article=article)
        assert Article.objects.filter(pk=article.pk).values(*derived).get() == before
        transaction.set_rollback(True)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_nothing_is_ever_lost(seed: int, tmp_path: Path) -> None:
    walk = Walk(tmp_path, seed)
    try:
        for _ in range(STEPS):
            walk.step()
            walk.check()
        here, elsewhere = walk.moved_elsewhere()
        assert elsewhere == here
    except BaseException as error:
        error.add_note(f"after {', '.join(walk.log)}")
        raise
