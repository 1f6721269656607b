"""Files that have changed are written many at once, and come to what they would come to one after the other."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DataError, connection
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.models import Article, Event, OpenConflict, Redirect, Revision
from interchange import apply, outbox
from interchange.models import Origin, RunItem
from interchange.plan import Plan
from interchange.undo import undo_import
from tests.factories import document_text, picture

from .conftest import Files, bring_in, codes

Source = Callable[[Files], Path]

pytestmark = pytest.mark.django_db(transaction=True)


def post(title: str, body: str = "Text.\n", **said: object) -> str:
    return document_text(body, title=title, date="2024-05-01", **said)


FIRST = {
    "a.md": post("A", tags=["x"], aliases=["/one"]),
    "b.md": post("B", "![](x.png)\n"),
    "c.md": post("C", authors=["Ada"], slug="c"),
    "d.md": post("D"),
    "e.md": post("E", status="draft"),
    "x.png": picture(60, 40, "#ff0000"),
    "y.png": picture(60, 40, "#00ff00"),
}
THEN = FIRST | {
    "a.md": post("A", "New.\n", tags=["y"], aliases=["/one", "/two"]),
    "b.md": post("B", "![](y.png)\n\n[C](c.md) [nowhere](z.md)\n"),
    "c.md": post("C", "New.\n", authors=["Ada", "Bo"], slug="moved"),
    "d.md": post("D", "New.\n"),
    "e.md": post("E", "New.\n"),
    "f.md": post("F", aliases=["/one"]),
}


def state() -> object:
    return (
        sorted(Article.objects.values_list("slug", "title", "html", "image__sha256", "status")),
        sorted(Revision.objects.values_list("article__slug", "number", "sha256", "kind")),
        sorted(
            Origin.objects.values_list("path", "sha256", "article__slug", "base__number", "recipe", "text")
        ),
        sorted(Redirect.objects.values_list("path", "article__slug")),
        sorted(Event.objects.values_list("article__slug", "kind", "revision__number")),
        sorted(Article.tags.through.objects.values_list("content_object__slug", "tag__name")),
    )


def noted() -> list[object]:
    """What the last run wrote down of each file, without keys."""
    items = RunItem.objects.select_related("before_latest", "before_live", "after_latest").order_by(
        "path", "pk"
    )
    return [
        (
            item.path,
            item.result,
            [each and each.number for each in (item.before_latest, item.before_live, item.after_latest)],
            {name: value for name, value in item.before.items() if name not in {"origin", "key"}},
            {name: value for name, value in (item.before.get("origin") or {}).items() if name in {"path", "sha256"}},
            sorted(item.made),
            item.made.get("redirects"),
            sorted(item.made.get("shadowed", {})),
        )
        for item in items
    ]  # fmt: skip


def changes(source: Source) -> Path:
    """A source that was imported and has changed since, an article of it edited here."""
    folder = source(FIRST)
    (folder / "f.md").unlink(missing_ok=True)
    bring_in(folder)
    edit("d", description="Said here")
    return source(THEN)


def edit(slug: str, **said: object) -> None:
    article = Article.objects.select_related("latest_revision").get(slug=slug)
    assert article.latest_revision is not None
    publishing.enact(article=article, document=article.latest_revision.document.replace(**said))


@pytest.fixture
def changed(source: Source, media_root: Path) -> Path:
    return changes(source)


def test_together_as_one_after_the_other(
    changed: Path, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Articles, histories, redirects, what is remembered and what an undo needs: all is the same."""
    before = state()
    with monkeypatch.context() as patched:
        patched.setattr(Plan, "stays_put", False)
        alone = bring_in(changed)
    expected, items = state(), noted()
    assert alone.outcome.run is not None
    undo_import(alone.outcome.run)
    assert alone.results["d.md"] == "merged"
    assert Article.objects.get(slug="a").text == "Text."
    call_command("flush", interactive=False, verbosity=0)

    changes(source)
    assert state() == before
    together = bring_in(changed)

    assert together.lines == alone.lines
    assert state() == expected
    assert noted() == items
    assert codes(together["f.md"]) == {"alias-taken"}


def test_a_batch_is_taken_back(changed: Path) -> None:
    """What is noted of each suffices for an undo: texts, tags and addresses are as before, pictures gone that came."""
    before = sorted(Article.objects.values_list("slug", "latest_revision__sha256", "description", "status"))
    redirects = sorted(Redirect.objects.values_list("path", "article__slug"))
    run = bring_in(changed).outcome.run
    assert run is not None

    undone = undo_import(run)

    assert undone.kept == []
    assert (
        sorted(Article.objects.values_list("slug", "latest_revision__sha256", "description", "status"))
        == before
    )
    assert sorted(Redirect.objects.values_list("path", "article__slug")) == redirects
    assert [tag.name for tag in Article.objects.get(slug="a").tags.all()] == ["x"]


def test_queries_do_not_grow_with_what_has_changed(source: Source) -> None:
    """Writing thirty changed files takes the queries of writing ten, but for looking each of them up."""

    def queries(number: int) -> int:
        files = {f"{number}-{each}.md": post(f"{number} {each}") for each in range(number)}
        folder = source(files)
        bring_in(folder)
        source({name: text + "More.\n" for name, text in files.items()})
        with CaptureQueriesContext(connection) as captured:
            imported = bring_in(folder)
        assert imported.outcome.counts["updated"] == number
        return len(captured)

    ten, forty = queries(10), queries(40)

    assert forty - ten <= 30 * 2


def test_files_that_are_only_read_anew_are_noted_many_at_once(source: Source) -> None:
    """Another wish of the operator's, or a new version, has every file read again: what is noted takes few queries."""

    def queries(number: int) -> int:
        folder = source(
            {f"{number}/{each}.md": post(f"{number} {each}", category="Own") for each in range(number)}
        )
        bring_in(folder / str(number))
        before = set(Origin.objects.values_list("recipe", flat=True))
        with CaptureQueriesContext(connection) as captured:
            imported = bring_in(folder / str(number), category=f"Wished {number}")
        assert imported.outcome.counts["unchanged"] == number
        assert RunItem.objects.filter(run=imported.outcome.run, result="unchanged").count() == number
        now = Origin.objects.filter(source=str(folder / str(number)))
        assert not before & set(now.values_list("recipe", flat=True))
        assert imported.outcome.run is not None
        undo_import(imported.outcome.run)
        assert before >= set(Origin.objects.values_list("recipe", flat=True))
        return len(captured)

    ten, forty = queries(10), queries(40)

    assert forty - ten <= 30 * 2


@pytest.mark.parametrize("place", ["enacted", "remembered", "logged"])
@pytest.mark.parametrize("when", [(200, 1), (200, 2), (2, 2)])
def test_broken_off_and_started_again(
    changed: Path, monkeypatch: pytest.MonkeyPatch, place: str, when: tuple[int, int]
) -> None:
    """Between any two steps: what was not committed is as before, and the next import does the rest."""
    steps = {
        "enacted": (apply, "_noted"),
        "remembered": (apply, "insert"),
        "logged": (outbox, "written"),
    }
    (owner, name), (together, number) = steps[place], when
    real, calls = getattr(owner, name), []

    def killed(*args: object, **kwargs: object) -> object:
        calls.append(1)
        if len(calls) == number:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "TOGETHER", together)
        patched.setattr(owner, name, killed)
        with pytest.raises(KeyboardInterrupt):
            bring_in(changed)
    bring_in(changed)
    assert set(bring_in(changed).results.values()) <= {"unchanged", "ignored"}
    html = dict(Article.objects.values_list("slug", "html"))
    assert all("New." in html[slug] for slug in ("a", "moved", "d", "e"))
    assert Article.objects.get(slug="d").description == "Said here"
    assert Revision.objects.filter(article__slug="a").count() == 2


def test_one_refused_text_takes_no_other_with_it(changed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the database refuses one of many, the others are written all the same, and the article stays as it is."""
    real, one = publishing.enact_changes, publishing.enact

    def refusing(*, changes: list[publishing.Change]) -> list[Article]:
        if any(change.article.slug == "a" for change in changes):
            raise DataError("value out of range")
        return real(changes=changes)

    def alone(*, article: Article | None, **options: object) -> Article:
        if article is not None and article.slug == "a":
            raise DataError("value out of range")
        return one(article=article, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(publishing, "enact_changes", refusing)
    monkeypatch.setattr(publishing, "enact", alone)
    imported = bring_in(changed)

    assert imported.results["a.md"] == "rejected"
    assert {imported.results[name] for name in ("b.md", "c.md", "e.md")} == {"updated"}
    assert Article.objects.get(slug="a").text == "Text."
    assert Revision.objects.filter(article__slug="a").count() == 1


def test_an_article_saved_while_it_waits_is_planned_again(
    changed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves one of many before they are written: it is merged with what they saved, the others are written."""
    real = outbox.Outbox._together

    def meanwhile(ledger: apply.Ledger, waiting: list[outbox.Writing]) -> object:
        if Article.objects.get(slug="a").description != "Just now":
            edit("a", description="Just now")
        return real(ledger, waiting)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox.Outbox, "_together", staticmethod(meanwhile))
    imported = bring_in(changed)

    assert imported.results["a.md"] == "merged"
    assert imported.results["b.md"] == "updated"
    article = Article.objects.get(slug="a")
    assert (article.description, article.text) == ("Just now", "New.")


def test_a_file_after_one_that_waits_for_the_same_article(source: Source) -> None:
    """Two files that were one article's: the second is planned on what the first has made of it."""
    folder = source({"a.md": post("A"), "b.md": post("B")})
    bring_in(folder)
    Origin.objects.filter(path="b.md").update(article=Article.objects.get(slug="a"))

    source({"a.md": post("A", "First.\n"), "b.md": post("A", "Second.\n")})
    imported = bring_in(folder)

    assert imported.results["a.md"] == "updated"
    assert imported.results["b.md"] == "conflict"
    assert Article.objects.get(slug="a").text == "First."


def test_a_kept_text_is_settled_by_the_next_one(source: Source) -> None:
    """A file that contradicted its article, and says something else now, closes the conflict when it is written."""
    folder = source({"a.md": post("A")})
    bring_in(folder)
    edit("a", description="Here")
    source({"a.md": post("A", description="There")})
    assert bring_in(folder).results["a.md"] == "conflict"

    source({"a.md": post("A", "New.\n")})
    assert bring_in(folder).results["a.md"] == "merged"

    assert not OpenConflict.objects.exists()
    assert Event.objects.filter(kind=Event.Kind.SETTLED).count() == 1
