"""Many new articles in one transaction: what the import of a whole blog consists of.

The outcome is that of `publishing.enact` called for each of them; the queries are those of one, over long lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone

from . import signals
from .addresses import contested, former_paths, taken_slugs
from .declaration import declare, declared_status, require_publishable, require_storable
from .document import Document
from .filing import Filing, Register
from .inline import inline_text
from .markup import Rendered
from .models import Article, Byline, Event, Image, Redirect, Revision, TaggedArticle
from .models.redirect import normalise_path
from .models.standing import standing_of
from .models.status import RELEASED, Status
from .projection import picture_sources, project_body, project_fields
from .rows import insert
from .slugs import chosen_slug, free_slug, slug_for
from .transitions import announce


@dataclass(frozen=True)
class Arrival:
    """A document that becomes a new article, rendered already. `slug` is used if the document names none.

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
    settled = [_settled(arrival) for arrival in arrivals]
    with transaction.atomic():
        new = _projected(settled, by=by)
        _insert(new, by=by, kind=kind)
        released = [each.article for each in new if each.is_released]
        _keep_addresses(released)
        if released:
            at_hand = {each.article.pk: (each.filing, each.arrival.tokens) for each in new}
            signals.projected.send(Article, articles=released, at_hand=at_hand)
        for article in released:
            announce(article, first=article.is_live)
    return [each.article for each in new]


def _settled(arrival: Arrival) -> Arrival:
    """The arrival with everything in its document that publishing adds. Raises Unpublishable."""
    document = arrival.document
    require_storable(document)
    status = declared_status(document)
    if status in RELEASED:
        require_publishable(document)
        if document.fields.date is None:
            document = declare(document, status, date=timezone.now())
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
    shown = [(each.article, each.arrival.rendered) for each in new if each.is_released]
    images = Image.objects.for_sources(
        source for article, rendered in shown for source in picture_sources(article, rendered)
    )
    for article, rendered in shown:
        project_body(article, rendered, images)
    return new


def _free_slugs(arrivals: Sequence[Arrival]) -> list[str]:
    """An address for each arrival that neither another article nor another arrival has."""
    wanted = [
        chosen_slug(arrival.document.fields.slug)
        or chosen_slug(arrival.slug)
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
    keys = zip(_new_keys(Article, len(new)), _new_keys(Revision, len(new)), strict=True)
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


def _new_keys(model: type[models.Model], number: int) -> list[int]:
    """`number` primary keys that no row has or ever had."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, number],
            )
            return [key for (key,) in cursor.fetchall()]
        # The transaction has locked the whole database, so nobody else draws keys now.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
    last = max(row[0] if row else 0, model._default_manager.aggregate(last=Max("pk"))["last"] or 0)
    return list(range(last + 1, last + 1 + number))


def _keep_addresses(articles: Sequence[Article]) -> None:
    """What `addresses.keep_addresses` does for each article in turn, in three queries."""
    leads: dict[str, Article] = {}
    own = []
    for article in articles:
        own.append(normalise_path(article.get_absolute_url()))
        leads.pop(own[-1], None)
        leads = dict.fromkeys(former_paths(article), article) | leads
    Redirect.objects.filter(path__in=own).exclude(path__in=leads).delete()
    taken = contested(leads)
    Redirect.objects.bulk_create(
        [
            Redirect(path=path, article=article, url="")
            for path, article in leads.items()
            if path not in taken
        ],
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["article", "url"],
    )
