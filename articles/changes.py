"""New texts of many articles in one transaction: what the import of a blog consists of that has been worked on.

The outcome is that of `publishing.enact` called for each of them; the queries are those of one, over long lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from . import signals
from .addresses import keep_all_addresses
from .declaration import completed, declared_status
from .document import Document
from .filing import Filing, Register
from .markup import Rendered
from .models import Article, Byline, Event, Revision, TaggedArticle
from .models.standing import standing_of
from .models.status import RELEASED, Status
from .projection import project_bodies, project_fields
from .refusals import WrongState
from .rows import insert, new_keys, update
from .slugs import chosen_slug
from .transitions import announce, release_event

# What is derived from a body: written anew, so that what was there need not be read.
_DERIVED = ("html", "contents", "faq", "links", "text", "excerpt")
# Columns that no new text changes.
_LASTING = {"id", "public_id", "owner_id", "created", "slug"}

# {key of an article: the values of its rows}
Rows = dict[int, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Change:
    """A document, rendered already, that becomes the text of an article.

    `tokens` are those of the text, parted by spaces, if somebody has made them already.
    """

    article: Article
    document: Document
    rendered: Rendered
    kind: str = Revision.Kind.IMPORT
    note: str = ""
    tokens: str | None = None


def stays_put(article: Article, document: Document) -> bool:
    """Whether `document` would be released where `article` is found now."""
    return declared_status(document) in RELEASED and chosen_slug(document.fields.slug) in {"", article.slug}


@dataclass(frozen=True)
class _Changed:
    """A change with its article as it was found, locked, and as it is being made."""

    change: Change
    article: Article
    filing: Filing
    status: str
    was_live: bool


def change_all(changes: Sequence[Change], *, by: User | None) -> list[Article]:
    """The articles, locked and changed, in the order of `changes`: all of them or, if one is refused, none.

    Raises what `publishing.enact` raises, and WrongState for an article that is found elsewhere by now.
    """
    changes = [replace(change, document=completed(change.document)) for change in changes]
    with transaction.atomic():
        changed = _projected(changes)
        articles = [each.article for each in changed]
        _append(changed, by=by)
        names = [field.attname for field in Article._meta.concrete_fields if field.attname not in _LASTING]
        update(Article, names, [[getattr(each, name) for name in (*names, "pk")] for each in articles])
        _file(changed)
        keep_all_addresses(articles)
        _log(changed, by=by)
        at_hand = {each.article.pk: (each.filing, each.change.tokens) for each in changed}
        signals.projected.send(Article, articles=articles, at_hand=at_hand)
        for each in changed:
            claims = each.status == Status.SCHEDULED and each.article.status == Status.PUBLISHED
            announce(each.article, first=each.article.is_live and (claims or not each.was_live))
    return articles


def _projected(changes: Sequence[Change]) -> list[_Changed]:
    """The articles, locked, with every column that their new texts decide but their revisions, unsaved."""
    locked = (
        Article.objects.select_for_update()
        .defer(*_DERIVED)
        .order_by("pk")
        .in_bulk([each.article.pk for each in changes])
    )
    register = Register(each.document for each in changes).save()
    changed = []
    for change in changes:
        article = locked.get(change.article.pk)
        if article is None:
            raise WrongState("This article has been deleted.")
        if not stays_put(article, change.document):
            raise WrongState("This article was moved in the meantime.")
        before, was_live = article.status, article.is_live
        filing = register.filing(change.document)
        project_fields(article, change.document, filing)
        article.status, article.modified = declared_status(change.document).value, timezone.now()
        if article.status == Status.PUBLISHED:
            article.first_published = article.first_published or article.date
        changed.append(_Changed(change, article, filing, before, was_live))
    project_bodies([(each.article, each.change.rendered) for each in changed])
    return changed


def _append(changed: Sequence[_Changed], *, by: User | None) -> None:
    """Add the texts to the histories and let the articles show them. A text that is the latest already adds nothing."""
    revisions = Revision.objects.filter(article__in=[each.article.pk for each in changed]).order_by()
    numbers = dict(revisions.values_list("article").annotate(Max("number")))
    latest = Revision.objects.defer("text").in_bulk(
        [each.article.latest_revision_id for each in changed if each.article.latest_revision_id]
    )
    new = []
    for each, key in zip(changed, new_keys(Revision, len(changed)), strict=True):
        article, document = each.article, each.change.document
        revision = latest.get(article.latest_revision_id or 0)
        if revision is None or revision.sha256 != document.sha256:
            revision = Revision(
                pk=key,
                # By its key: a circle of two would be held until circles are looked for.
                article_id=article.pk,
                number=(numbers.get(article.pk) or 0) + 1,
                text=document.text,
                sha256=document.sha256,
                kind=each.change.kind,
                by=by,
                note=each.change.note[:500],
            )
            new.append(revision)
        article.latest_revision = article.live_revision = revision
    names = ("id", "article_id", "number", "text", "sha256", "kind", "by_id", "note")
    insert(Revision, names, [[getattr(each, name) for name in names] for each in new])


def _file(changed: Sequence[_Changed]) -> None:
    """File the articles under their authors and tags, with where they stand."""
    columns = tuple(standing_of(Article()))
    bylines: Rows = {}
    tags: Rows = {}
    for each in changed:
        pk, standing = each.article.pk, standing_of(each.article).values()
        bylines[pk] = [(pk, author.pk, place, *standing) for place, author in enumerate(each.filing.authors)]
        tags[pk] = [(pk, tag.pk, *standing) for tag in each.filing.tags]
    _put(Byline, ("article_id", "author_id", "position", *columns), bylines, order="position")
    _put(TaggedArticle, ("content_object_id", "tag_id", *columns), tags, order="pk")


def _put(model: type[models.Model], names: Sequence[str], wanted: Rows, *, order: str) -> None:
    """Let these be the rows of each article, whose key is in the column that is named first. Those that are right are
    left alone.
    """
    there: Rows = {pk: [] for pk in wanted}
    of_articles = model._default_manager.filter(**{f"{names[0]}__in": wanted})
    for row in of_articles.order_by(order).values_list(*names):
        there[row[0]].append(row)
    wrong = [pk for pk, rows in wanted.items() if rows != there[pk]]
    if wrong:
        model._default_manager.filter(**{f"{names[0]}__in": wrong}).delete()
        insert(model, names, [row for pk in wrong for row in wanted[pk]])


def _log(changed: Sequence[_Changed], *, by: User | None) -> None:
    owner = by.pk if by else None
    events = [
        (
            each.article.pk,
            str(release_event(each.status, Status(each.article.status))),
            each.article.live_revision_id,
            owner,
            each.change.note[:500],
        )
        for each in changed
    ]
    insert(Event, ("article_id", "kind", "revision_id", "by_id", "note"), events)
