"""Many new articles in one transaction: what the import of a whole blog consists of.

The outcome is that of `publishing.enact` called for each of them; the queries are those of one, over long lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from . import signals
from .addresses import keep_all_addresses, taken_slugs
from .declaration import completed, declared_status
from .document import Document
from .filing import Filing, Register
from .inline import inline_text
from .markup import Rendered
from .models import Article, Byline, Event, Revision, TaggedArticle
from .models.standing import standing_of
from .models.status import RELEASED, Status
from .projection import project_bodies, project_fields
from .rows import insert, new_keys
from .slugs import chosen_slug, free_slug, slug_for
from .transitions import announce


@dataclass(frozen=True)
class Arrival:
    """A document that becomes a new article, rendered already.

    `slug` is where it is to be found; by default the document says so, or its title does.

    `tokens` are those of the text, parted by spaces, if somebody has made them already.
    """

    document: Document
    rendered: Rendered
    slug: str = ""
    note: str = ""
    tokens: str | None = None


@dataclass(frozen=True)
class _New:
    """An arrival with the article it becomes, which is saved last of all."""

    arrival: Arrival
    article: Article
    filing: Filing

    @property
    def is_released(self) -> bool:
        return self.article.status in RELEASED


def enact_all(arrivals: Sequence[Arrival], *, by: User | None, kind: str) -> list[Article]:
    """Make the articles, in the order of `arrivals`: all of them or, if one is refused, none.

    Raises what `publishing.enact` raises.
    """
    arrivals = [_completed(arrival) for arrival in arrivals]
    with transaction.atomic():
        new = _projected(arrivals, by=by)
        _insert(new, by=by, kind=kind)
        released = [each.article for each in new if each.is_released]
        keep_all_addresses(released)
        if released:
            at_hand = {each.article.pk: (each.filing, each.arrival.tokens) for each in new}
            signals.projected.send(Article, articles=released, at_hand=at_hand)
        for article in released:
            announce(article, first=article.is_live)
    return [each.article for each in new]


def _completed(arrival: Arrival) -> Arrival:
    """The arrival with everything in its document that publishing adds. Raises Unpublishable."""
    document = completed(arrival.document)
    return arrival if document is arrival.document else replace(arrival, document=document)


def _projected(arrivals: Sequence[Arrival], *, by: User | None) -> list[_New]:
    """The articles with every column but their keys, unsaved, and what they are filed under, saved."""
    register = Register(arrival.document for arrival in arrivals).save()
    new = []
    for arrival, slug in zip(arrivals, _free_slugs(arrivals), strict=True):
        status = declared_status(arrival.document)
        article = Article(owner=by, slug=slug, status=status.value)
        filing = register.filing(arrival.document)
        project_fields(article, arrival.document, filing)
        if status in RELEASED:
            article.modified = timezone.now()
        if status == Status.PUBLISHED:
            article.first_published = article.date
        new.append(_New(arrival, article, filing))
    project_bodies([(each.article, each.arrival.rendered) for each in new if each.is_released])
    return new


def _free_slugs(arrivals: Sequence[Arrival]) -> list[str]:
    """An address for each arrival that neither another article nor another arrival has."""
    wanted = [
        chosen_slug(arrival.slug)
        or chosen_slug(arrival.document.fields.slug)
        or slug_for(inline_text(arrival.document.fields.title))
        for arrival in arrivals
    ]
    taken = set(Article.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    slugs: list[str] = []
    for slug in wanted:
        if slug in taken:
            taken.update(taken_slugs(slug, Article.objects.order_by(), besides=taken))
        slugs.append(free_slug(slug, taken))
        taken.add(slugs[-1])
    return slugs


def _insert(new: Sequence[_New], *, by: User | None, kind: str) -> None:
    """Write the articles with their first revisions, and what else belongs to each.

    An article points to its revisions and they to it, and a released one may not be without: so their keys are drawn
    first, and the database checks the references when the transaction ends.
    """
    keys = zip(new_keys(Article, len(new)), new_keys(Revision, len(new)), strict=True)
    articles, revisions, events, bylines, tags = [], [], [], [], []
    names = [field.attname for field in Article._meta.concrete_fields]
    owner = by.pk if by else None
    now = timezone.now()
    columns = tuple(standing_of(Article()))
    for each, (article_key, revision_key) in zip(new, keys, strict=True):
        article, document, note = each.article, each.arrival.document, each.arrival.note[:500]
        article.pk, article.created = article_key, now
        article.latest_revision_id = revision_key
        article.live_revision_id = revision_key if each.is_released else None
        articles.append([getattr(article, name) for name in names])
        revisions.append(
            (revision_key, article_key, 1, document.text, document.sha256, str(kind), owner, note)
        )
        events.append((article_key, str(_event(article)), revision_key, owner, note))
        standing = standing_of(article).values()
        bylines += [
            (article_key, author.pk, position, *standing)
            for position, author in enumerate(each.filing.authors)
        ]
        tags += [(article_key, tag.pk, *standing) for tag in each.filing.tags]
    insert(Article, names, articles)
    insert(Revision, ("id", "article_id", "number", "text", "sha256", "kind", "by_id", "note"), revisions)
    insert(Event, ("article_id", "kind", "revision_id", "by_id", "note"), events)
    insert(Byline, ("article_id", "author_id", "position", *columns), bylines)
    insert(TaggedArticle, ("content_object_id", "tag_id", *columns), tags)


def _event(article: Article) -> Event.Kind:
    if article.status == Status.SCHEDULED:
        return Event.Kind.SCHEDULED
    return Event.Kind.PUBLISHED if article.status == Status.PUBLISHED else Event.Kind.CREATED
