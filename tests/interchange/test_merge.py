"""When the file and the article have both changed: merged where possible, kept beside where not, nothing lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from articles import publishing
from articles.document import parse
from articles.models import Article, Revision
from articles.prepared import Prepared
from interchange.plan import Plan
from interchange.preparing import Read
from interchange.source_import import SourceImport
from tests.factories import document_text

from .conftest import Files, Imported, bring_in, codes

pytestmark = pytest.mark.django_db

Source = Callable[[Files], Path]
BODY = "First line.\n\nSecond line.\n\nThird line.\n\nFourth line.\n"


def post(body: str = BODY, **frontmatter: object) -> str:
    return document_text(body, **({"title": "A", "description": "Said", "date": "2024-05-01"} | frontmatter))


def edit(*, publish: bool = True, **changes: object) -> Article:
    """An edit at the desk; `old` and `new` in the body, anything else in the frontmatter."""
    made = Article.objects.select_related("latest_revision").get()
    document = made.latest_revision.document  # type: ignore[union-attr]
    body = changes.pop("body", None)
    document = document.replace(**changes) if changes else document
    if body:
        document = document.with_body(str(body))
    publishing.save_revision(article=made, document=parse(document.text), by=None)
    return publishing.publish(article=made, by=None) if publish else made


def again(source: Source, text: str, **options: object) -> Imported:
    return bring_in(source({"a.md": text}), **options)


def test_edits_of_different_places_are_merged(source: Source) -> None:
    """A field changed here, a line changed there: the article has both, and readers see both."""
    bring_in(source({"a.md": post()}))
    edit(description="Said better")
    imported = again(source, post(BODY.replace("Third", "The third")))
    made = Article.objects.get()
    assert imported["a.md"].result == "merged"
    assert made.description == "Said better"
    assert "The third line." in made.html
    assert made.latest_revision_id == made.live_revision_id
    assert made.live_revision.kind == Revision.Kind.MERGE  # type: ignore[union-attr]


def test_a_merge_is_not_repeated(source: Source) -> None:
    """After a merge the same file is unchanged, and its next edit is merged against what it said before."""
    bring_in(source({"a.md": post()}))
    edit(description="Said better")
    changed = BODY.replace("Third", "The third")
    again(source, post(changed))
    assert again(source, post(changed))["a.md"].result == "unchanged"
    imported = again(source, post(changed.replace("First", "The first")))
    made = Article.objects.get()
    assert imported["a.md"].result == "merged"
    assert made.description == "Said better", "the edit here survives the file's second edit"
    assert "The first line." in made.html


def test_edits_of_the_article_alone_are_left_in_peace(source: Source) -> None:
    """An unchanged file takes nothing back, not even when it is read anew."""
    bring_in(source({"a.md": post()}))
    edit(description="Said better")
    assert again(source, post())["a.md"].result == "unchanged"
    assert again(source, post(), category="")["a.md"].result == "unchanged"
    assert Article.objects.get().description == "Said better"


def test_contradictions_are_kept_beside_and_reported(source: Source) -> None:
    """The article that readers see is untouched; the file's text is among its revisions; the report says where."""
    bring_in(source({"a.md": post()}))
    live = edit(description="Ours").live_revision_id
    imported = again(source, post(description="Theirs"))
    line, made = imported["a.md"], Article.objects.get()
    assert line.result == "conflict"
    assert line.error is not None
    assert "description" in line.error.message
    assert not imported.outcome.ok
    assert (made.description, made.live_revision_id, made.latest_revision_id) == ("Ours", live, live)
    kept = made.revisions.get(kind=Revision.Kind.CONFLICT)
    assert kept.document.fields.description == "Theirs"


def test_a_conflict_is_told_once(source: Source) -> None:
    """The kept text has been delivered: the same file again is unchanged, and adds no second copy."""
    bring_in(source({"a.md": post()}))
    edit(description="Ours")
    again(source, post(description="Theirs"))
    assert again(source, post(description="Theirs"))["a.md"].result == "unchanged"
    assert Revision.objects.filter(kind=Revision.Kind.CONFLICT).count() == 1


def test_keep_and_theirs(source: Source) -> None:
    """--on-conflict keep leaves the article and says so; theirs takes the file's text, history keeps the rest."""
    bring_in(source({"a.md": post()}))
    edit(description="Ours")
    kept = again(source, post(description="Theirs"), on_conflict="keep")["a.md"]
    assert kept.result == "unchanged"
    assert "kept-ours" in codes(kept)
    assert Article.objects.get().description == "Ours"
    taken = again(source, post(description="Theirs"), on_conflict="theirs")["a.md"]
    made = Article.objects.get()
    assert (taken.result, made.description) == ("updated", "Theirs")
    assert any("Ours" in revision.text for revision in made.revisions.all())


def test_staged_edits_stay_staged(source: Source) -> None:
    """Edits that readers do not see yet are merged with the file's, and still not shown."""
    bring_in(source({"a.md": post()}))
    edit(publish=False, description="Not yet")
    imported = again(source, post(BODY.replace("Third", "The third")))
    made = Article.objects.get()
    assert imported["a.md"].result == "merged"
    assert "The third line." in made.html
    assert made.description == "Said"
    assert made.has_staged_edits
    latest = made.latest_revision
    assert latest is not None
    assert latest.document.fields.description == "Not yet"
    assert "The third line." in latest.text


def test_the_same_change_on_both_sides_is_no_change(source: Source) -> None:
    bring_in(source({"a.md": post()}))
    edit(description="Better")
    assert again(source, post(description="Better"))["a.md"].result == "unchanged"


def test_a_withdrawn_article_stays_withdrawn(source: Source) -> None:
    """The file's edit is taken over; that the article was withdrawn here is an edit as well, and stands."""
    bring_in(source({"a.md": post()}))
    publishing.withdraw(article=Article.objects.get(), by=None)
    imported = again(source, post(BODY.replace("Third", "The third")))
    made = Article.objects.get()
    assert (imported["a.md"].result, made.status) == ("merged", "withdrawn")
    assert "The third line." in made.latest_revision.text  # type: ignore[union-attr]


def test_a_file_whose_past_is_unknown_overwrites_nothing(source: Source, tmp_path: Path) -> None:
    """The same post from elsewhere, different from an article that was edited here: kept beside."""
    made = publishing.create(document=parse(post()), by=None, slug="a")
    publishing.publish(article=made, by=None)
    edit(description="Ours")
    imported = again(source, post(description="Theirs"))
    assert imported["a.md"].result == "conflict"
    assert Article.objects.get().description == "Ours"


def test_an_article_deleted_here_comes_back(source: Source) -> None:
    """Deleting is not remembered: who imports the file wants the article."""
    bring_in(source({"a.md": post()}))
    publishing.delete(article=Article.objects.get(), by=None)
    assert again(source, post())["a.md"].result == "created"


def test_an_article_saved_while_it_is_imported_is_planned_again(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves between plan and write: the plan is void, the new one merges with what they saved."""
    bring_in(source({"a.md": post()}))
    edited: list[bool] = []
    preparing = SourceImport._preparing

    def meanwhile(self: SourceImport, made: Plan, reading: Read) -> Callable[[], Prepared]:
        if not edited:
            edited.append(True)
            edit(description="Just now")
        return preparing(self, made, reading)

    monkeypatch.setattr(SourceImport, "_preparing", meanwhile)
    imported = again(source, post(BODY.replace("Third", "The third")))
    made = Article.objects.get()
    assert imported["a.md"].result == "merged"
    assert made.description == "Just now"
    assert "The third line." in made.html
