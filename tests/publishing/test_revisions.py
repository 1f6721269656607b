"""Revisions: append-only, complete, merged when two people write, never lost."""

import pytest

from articles import publishing
from articles.document import parse
from articles.markup import RenderRefused
from articles.models import Article, Revision
from tests import factories

pytestmark = pytest.mark.django_db

TEXT = """\
---
# kept comment
title: "One"
odd_key: [1,   2]
status: draft
---

First line.

Middle line.

Last line.
"""


def test_the_first_revision_is_the_document_as_it_was_written() -> None:
    """Nothing is reformatted: comments, unknown keys, quoting and spacing stay."""
    article = publishing.create(document=parse(TEXT), by=None)

    assert [revision.text for revision in article.revisions.all()] == [TEXT]


def test_a_new_article_says_in_its_document_that_it_is_a_draft() -> None:
    """A document without a status would be published wherever it is imported."""
    article = publishing.create(document=parse("---\ntitle: One\n---\n\nText.\n"), by=None)

    assert article.status == "draft"
    assert article.latest_revision.document.fields.status == "draft"


def test_saving_adds_a_numbered_revision_and_keeps_the_old_one() -> None:
    """Revisions are only ever added."""
    article = publishing.create(document=parse(TEXT), by=None)

    second = publishing.save_revision(article=article, document=parse(TEXT.replace("First", "1st")), by=None)

    assert second.number == 2
    assert list(article.revisions.values_list("number", flat=True)) == [2, 1]
    assert article.revisions.get(number=1).text == TEXT


def test_saving_the_same_text_adds_nothing() -> None:
    """Pressing Save twice makes no history."""
    article = publishing.create(document=parse(TEXT), by=None)

    again = publishing.save_revision(article=article, document=parse(TEXT), by=None)

    assert again.number == 1
    assert article.revisions.count() == 1


def test_two_edits_of_different_places_are_merged() -> None:
    """The second writer began before the first one saved; both edits survive."""
    article = publishing.create(document=parse(TEXT), by=None)
    base = article.latest_revision
    publishing.save_revision(
        article=article, document=parse(TEXT.replace("First line", "Theirs")), by=None, base=base
    )

    merged = publishing.save_revision(
        article=article, document=parse(TEXT.replace("Last line", "Mine")), by=None, base=base
    )

    assert merged.kind == Revision.Kind.MERGE
    assert "Theirs." in merged.text
    assert "Mine." in merged.text


def test_contradicting_edits_keep_both_texts_and_tell_the_second_writer() -> None:
    """A stale save never overwrites: it is kept beside the line of history, which stays with the first writer."""
    article = publishing.create(document=parse(TEXT), by=None)
    base = article.latest_revision
    theirs = publishing.save_revision(
        article=article, document=parse(TEXT.replace("Middle line", "Theirs")), by=None, base=base
    )
    mine = TEXT.replace("Middle line", "Mine")

    with pytest.raises(publishing.EditConflict) as caught:
        publishing.save_revision(article=article, document=parse(mine), by=None, base=base)

    article = Article.objects.get(pk=article.pk)
    assert article.latest_revision == theirs
    assert caught.value.revision.kind == Revision.Kind.CONFLICT
    assert Revision.objects.get(pk=caught.value.revision.pk).text == mine
    assert caught.value.conflicts


def test_an_edit_of_a_live_article_is_staged() -> None:
    """Readers go on seeing the published text, title and all, until the edit is published too."""
    article = factories.article("Old title", "Old body.")

    factories.stage(article, "New body.", title="New title")

    staged = Article.objects.get(pk=article.pk)
    assert (staged.title, staged.has_staged_edits) == ("Old title", True)
    assert "Old body." in staged.html
    assert list(Article.objects.staged()) == [staged]
    published = publishing.publish(article=staged, by=None)
    assert (published.title, published.has_staged_edits) == ("New title", False)
    assert "New body." in published.html


def test_restoring_adds_the_old_text_as_a_new_revision_and_keeps_the_state() -> None:
    """An old draft restored in a published article stays a published article's text."""
    article = publishing.create(document=parse(TEXT), by=None)
    first = article.latest_revision
    article = publishing.publish(article=article, by=None)

    restored = publishing.restore(article=article, revision=first, by=None)

    assert restored.kind == Revision.Kind.RESTORE
    assert restored.document.body == first.document.body
    assert restored.document.fields.status in {"", "published"}
    assert Article.objects.get(pk=article.pk).status == "published"


def test_a_revision_of_another_article_cannot_be_restored() -> None:
    """Histories do not mix."""
    one, other = factories.article("One"), factories.article("Other")

    with pytest.raises(publishing.WrongState):
        publishing.restore(article=one, revision=other.latest_revision, by=None)


def test_discarding_staged_edits_makes_the_live_text_the_latest_and_keeps_the_edits() -> None:
    """Giving up is a revision too."""
    article = factories.article("One", "Live body.")
    staged = factories.stage(article, "Staged body.")

    publishing.discard_staged(article=Article.objects.get(pk=article.pk), by=None)

    article = Article.objects.get(pk=article.pk)
    assert article.latest_revision.text == article.live_revision.text
    assert Revision.objects.filter(pk=staged.pk).exists()


def test_an_absurd_document_is_refused_and_nothing_is_written() -> None:
    """What could never be published is not saved either; the message names the rule."""
    article = publishing.create(document=parse(TEXT), by=None)
    absurd = parse(TEXT + "x" * 3_000_000)

    with pytest.raises(RenderRefused):
        publishing.save_revision(article=article, document=absurd, by=None)

    assert article.revisions.count() == 1


def test_a_text_that_no_database_can_keep_is_refused_with_its_line() -> None:
    """On SQLite as on PostgreSQL, which would only say that it cannot."""
    with pytest.raises(publishing.Unpublishable, match="Line 6"):
        publishing.create(document=parse("---\ntitle: One\n---\n\nFine.\nNot\0fine.\n"), by=None)

    assert not Article.objects.exists()
