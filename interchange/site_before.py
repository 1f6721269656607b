"""The site as it was before the import of a source, and before those that were broken off and are finished by it.

Where links are to lead is foreseen from that, so that a text is the same whenever the import was killed in between, and
however much of it had been written when the first link was followed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from articles.document import Document, parse
from articles.models import Article, Revision
from articles.models.status import Status

from .models import Origin, Run, RunItem
from .plan import begun_from
from .sources import Source


@dataclass(frozen=True)
class Shelved:
    """A file of an earlier import, and where its article was found."""

    origin: int
    path: str
    article: int
    slug: str
    # The key of what this import has noted of how file and article were; 0 if it has not had them.
    item: int = 0
    # Whether the article goes where the file is called now.
    follows: bool = False


@dataclass(frozen=True)
class _Was:
    slug: str
    is_shown: bool


class SiteBefore:
    """How the site was before `run` had the files of `source`; without a run, how it is."""

    def __init__(self, source: Source, run: Run | None) -> None:
        self._source = str(source.path)
        runs = Run.objects.filter(Q(pk=run.pk) | Q(pk__in=run.broken_off())) if run else Run.objects.none()
        of_source = Origin.objects.filter(source=self._source, article=OuterRef("article"))
        items = RunItem.objects.filter(Exists(of_source), run__in=runs)
        rows = items.order_by("-pk").values_list("pk", "path", "article_id", "result", "before").iterator()
        self._created: set[int] = set()
        # {key of an article: how it was}, {key of a file: (what was noted of it, whether it was known)}
        self._articles: dict[int, _Was] = {}
        self._files: dict[str, tuple[int, bool]] = {}
        # The last first: where it was touched twice, its first state counts.
        for item, path, article, result, before in rows:
            if path not in source.tree and path.rpartition("#")[0] not in source.tree:
                # Of a site that lies beside it.
                continue
            if result == "created":
                self._created.add(article)
            else:
                self._articles[article] = _Was(before["slug"], before["status"] == Status.PUBLISHED)
                self._files[before["key"]] = (item, before["origin"] is not None)

    def files(self) -> Iterator[tuple[str, Shelved]]:
        """The files that were known, by key, in the order in which they came."""
        origins = Origin.objects.filter(source=self._source).order_by("pk")
        for pk, key, path, article, slug in origins.values_list(
            "pk", "key", "path", "article_id", "article__slug"
        ):
            was = self._articles.get(article)
            item, was_known = self._files.get(key, (0, True))
            if was_known and article not in self._created:
                yield key, Shelved(pk, path, article, was.slug if was else slug, item)

    def slugs(self) -> tuple[frozenset[str], frozenset[str]]:
        """The slugs that articles had, and those of articles that readers saw."""
        touched = self._created | self._articles.keys()
        articles = Article.objects.order_by().values_list("pk", "slug")
        there = {pk: slug for pk, slug in articles if pk not in touched}
        live = set(Article.objects.live().order_by().values_list("pk", flat=True))
        slugs = frozenset(there.values()) | {was.slug for was in self._articles.values()}
        shown = {slug for pk, slug in there.items() if pk in live}
        return slugs, frozenset(shown | {was.slug for was in self._articles.values() if was.is_shown})

    @staticmethod
    def texts(shelved: Shelved) -> tuple[Document | None, Document | None]:
        """What the file and its article had last in common, if that is known, and what the article said."""
        if shelved.item:
            noted = RunItem.objects.select_related("before_latest").get(pk=shelved.item)
            return _base_before(noted.before), noted.before_latest.document if noted.before_latest else None
        origin = Origin.objects.select_related("article__latest_revision", "base").get(pk=shelved.origin)
        latest = origin.article.latest_revision
        return begun_from(origin), latest.document if latest is not None else None


def _base_before(before: dict[str, Any]) -> Document | None:
    if before["conflict"]:
        _, base = before["conflict"]
        found = Revision.objects.filter(pk=base).first()
        return found.document if found is not None else None
    origin = Origin(**before["origin"])
    return parse(origin.base_text)
