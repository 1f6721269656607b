"""An article's line of revisions. Called inside the transactions of `articles.publishing`."""

from django.contrib.auth.models import User
from django.db.models import Max

from .declaration import require_storable
from .document import Document, merge
from .models import Article, Event, OpenConflict, Revision
from .refusals import EditConflict, WrongState


def lock(article: Article) -> Article:
    """The article as it is now, locked until the transaction ends (SQLite has locked the whole database by then).

    Raises WrongState if it has been deleted.
    """
    locked = Article.objects.select_for_update(of=("self",)).filter(pk=article.pk).first()
    if locked is None:
        raise WrongState("This article has been deleted.")
    return locked


def latest(article: Article) -> Revision:
    """The revision everybody goes on from. Only an article that is being made has none yet."""
    return article.revisions.get(pk=article.latest_revision_id or 0)


def append(article: Article, document: Document, *, kind: str, by: User | None, note: str = "") -> Revision:
    """Add a revision and make it the latest; a text that is the latest already adds nothing."""
    last = latest(article) if article.latest_revision_id else None
    if last is not None and last.text == document.text:
        return last
    revision = _insert(article, document, kind=kind, by=by, note=note)
    article.latest_revision = revision
    article.save(update_fields=["latest_revision"])
    return revision


def reconcile(
    article: Article, base: Revision, document: Document, *, by: User | None
) -> Document | EditConflict:
    """Make one text of `document`, an edit of `base`, and of what others have saved since.

    Where they contradict each other, `document` is kept beside the line as its own revision, and the conflict is
    returned rather than raised, so that the transaction around it keeps that revision.
    """
    theirs = latest(article)
    merged = merge(base.document, theirs.document, document)
    if merged.clean:
        return merged.document
    note = f"Begun from revision {base.number}; contradicts revision {theirs.number}"
    kept = keep_beside(article, document, base=base, by=by, note=note)
    return EditConflict(
        "Somebody else changed the same lines while you were writing. "
        f"Your text is kept as revision {kept.number}; theirs is revision {theirs.number}.",
        revision=kept,
        conflicts=merged.conflicts,
    )


def keep_beside(
    article: Article, document: Document, *, base: Revision | None, by: User | None, note: str = ""
) -> Revision:
    """Keep a text as a revision beside the line of history, until somebody settles it: the latest stays the latest.

    `base` is the text from which both have moved on, None if that is not known.
    """
    kept = _insert(article, document, kind=Revision.Kind.CONFLICT, by=by, note=note)
    OpenConflict.objects.create(article=article, kept=kept, base=base)
    return kept


def log(article: Article, kind: str, *, revision: Revision | None, by: User | None, note: str = "") -> None:
    """Write down what happened to the article."""
    Event.objects.create(article=article, kind=kind, revision=revision, by=by, note=note[:500])


def _insert(article: Article, document: Document, *, kind: str, by: User | None, note: str) -> Revision:
    require_storable(document)
    last = article.revisions.aggregate(last=Max("number"))["last"] or 0
    return Revision.objects.create(
        # By its key: a circle of two would be held until circles are looked for.
        article_id=article.pk,
        number=last + 1,
        text=document.text,
        sha256=document.sha256,
        kind=kind,
        by=by,
        note=note[:500],
    )
