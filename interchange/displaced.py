"""Articles whose documents ask for an address at which another one is found while they are written.

That one may leave it in the course of the same import, as when two posts take each other's slug. So such articles are
looked at again when all others are written, and their lines of the report come then.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count

from articles import publishing
from articles.document import Document, Problem
from articles.models import Article
from articles.paths import path_to
from articles.slugs import chosen_slug

from .items import Line
from .models import Origin, Run, RunItem
from .plan import Surroundings
from .remembered_warnings import remembered
from .stand_ins import slug_taken


@dataclass
class Displaced:
    """Those of one source. Without a run it is a plan, and nothing is written."""

    run: Run | None
    around: Surroundings
    # {path of the item: (key of its article, the slug that its document names)}
    _waiting: dict[str, tuple[int, str]] = field(default_factory=dict)
    _lines: list[Line] = field(default_factory=list)
    # Where a plan found them, and slugs that it would have freed.
    _had: dict[str, str] = field(default_factory=dict)
    _left: set[str] = field(default_factory=set)

    def wrote(self, path: str, article: Article, document: Document) -> None:
        """Note an article that has `document` now."""
        wanted = chosen_slug(document.fields.slug)
        if wanted and wanted != article.slug:
            self._waiting[path] = (article.pk, wanted)

    def would_move(self, path: str, article: Article, slug: str) -> None:
        """Note that an article would move to `slug`."""
        if slug != article.slug:
            self._left.add(article.slug)
            if slug in self.around:
                self._waiting[path] = (article.pk, slug)
                self._had[path] = article.slug

    def passing(self, lines: Iterable[Line]) -> Iterator[Line]:
        """The lines but for those that have to wait."""
        for line in lines:
            if line.source in self._waiting:
                self._lines.append(line)
            else:
                yield line

    def lines(self) -> Iterator[Line]:
        """Give the articles their addresses where those are to be had now, and say where each is."""
        if self.run is not None:
            self._finish(self.run)
        for line in self._lines:
            key, wanted = self._waiting[line.source]
            slug = (
                self._promised(wanted, self._had[line.source]) if self.run is None else _placed(key, wanted)
            )
            if slug != wanted:
                taken = slug_taken(wanted, slug)
                line = replace(line, warnings=(*line.warnings, taken))  # noqa: PLW2901  (the same line)
                if self.run is not None:
                    _remember(taken, line.source, key)
            yield replace(line, slug=slug, url=path_to("article", slug))

    def _promised(self, wanted: str, had: str) -> str:
        """Where an article that is at `had` would be."""
        if wanted in self._left:
            return wanted
        return next(slug for slug in _numbered(wanted) if slug == had or slug not in self.around)

    @staticmethod
    def _finish(run: Run) -> None:
        """The same for what imports of these paths had written when they were broken off: its files are unchanged."""
        changed = RunItem.objects.filter(run__in=run.broken_off(), result__in=["updated", "merged"])
        numbered = changed.filter(article__slug__regex=r"-[0-9]+$")
        for item in numbered.select_related("article__live_revision", "article__latest_revision"):
            article = item.article
            text = article and (article.live_revision or article.latest_revision)
            wanted = chosen_slug(text.document.fields.slug) if text else ""
            if not article or not wanted:
                continue
            slug = publishing.give_address(article=article, slug=wanted).slug
            if slug != wanted:
                _remember(slug_taken(wanted, slug), item.path, article.pk)


def _remember(warning: Problem, path: str, article: int) -> None:
    said = remembered(later=[warning])
    for origin in Origin.objects.filter(article=article, path=path):
        if any(each not in origin.warnings for each in said):
            origin.warnings += said
            origin.save(update_fields=["warnings"])


def _numbered(wanted: str) -> Iterator[str]:
    yield wanted
    yield from (f"{wanted}-{number}" for number in count(2))


def _placed(key: int, wanted: str) -> str:
    article = Article.objects.get(pk=key)
    return publishing.give_address(article=article, slug=wanted).slug
