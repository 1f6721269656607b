"""Files that were renamed since the last import: the same article, at the address that its new name gives."""

from collections.abc import Callable, Container, Iterable
from dataclasses import replace
from functools import cached_property

from django.db.models import Count

from articles.document import Document, Problem, parse
from articles.document.fields import Moment
from articles.document.values import as_text
from articles.inline import inline_text
from articles.projection import moment
from articles.slugs import chosen_slug

from .apply import File
from .items import Item
from .models import Origin
from .naming import facts_of
from .reading import digest

# What an author or a program gives a post so that it can be told from all others, wherever its file is.
_IDENTITIES = ("id", "uuid", "guid", "uid", "post_id", "abbrlink")


class Renames:
    """The files of a source that have gone, each with its article. `present` gives the keys of those that are there."""

    def __init__(self, source: str, present: Callable[[], Container[str]]) -> None:
        self._source = source
        self._present = present

    def origin_of(self, file: File, item: Item) -> Origin | None:
        """The origin of the file that is called `file` now: the same bytes, the same identity, or title and date."""
        same = [each for each in self._lost if each.sha256 == file.sha256]
        if not same and self._lost:
            marks = marks_of(item.document)
            same = [each for each in self._lost if marks & self._marks[each.pk]]
        return same[0] if len(same) == 1 else None

    def adopt(self, origin: Origin) -> None:
        """Note that the article has a file again."""
        self._lost.remove(origin)

    def is_former(self, origin: Origin, item: Item) -> bool:
        """Whether the file of `origin` goes on under another name, and `item` is a new one under its former name."""
        if origin.article_id not in self._with_several:
            return False
        others = Origin.objects.filter(source=self._source, article=origin.article_id, pk__gt=origin.pk)
        present = self._present()
        if "#" in origin.path or not any(key in present for key in others.values_list("key", flat=True)):
            return False
        return not marks_of(parse(origin.base_text)) & marks_of(item.document)

    @staticmethod
    def free(origin: Origin) -> None:
        """Let the path of `origin` belong to another file from now on; what is remembered of it stays."""
        Origin.objects.filter(pk=origin.pk).update(key=digest(f"{origin.key}#{origin.pk}"))

    @cached_property
    def _with_several(self) -> set[int]:
        """The articles that have had several files here."""
        articles = Origin.objects.filter(source=self._source).order_by().values("article")
        several = articles.annotate(files=Count("pk")).filter(files__gt=1)
        return set(several.values_list("article", flat=True))

    @cached_property
    def _lost(self) -> list[Origin]:
        """The origins whose files have gone and whose articles have no other file here."""
        rows = list(Origin.objects.filter(source=self._source).values_list("key", "article_id"))
        keys = gone(rows, self._present()) if rows else []
        found = Origin.objects.filter(key__in=keys).select_related("article", "base")
        # Items of one file that holds many are named after it with a "#".
        return [each for each in found if "#" not in each.path]

    @cached_property
    def _marks(self) -> dict[int, set[str]]:
        return {each.pk: marks_of(parse(each.base_text)) for each in self._lost}


# A folder of which more has gone than this was not renamed file by file.
_MOST = 500


def gone(files: Iterable[tuple[str, int]], present: Container[str]) -> list[str]:
    """The keys of files (each with the key of its article) that are not `present`, nor another one of their article.

    They are few: of a source of which more has gone, those that came first.
    """
    rows = list(files)
    alive = {article for key, article in rows if key in present}
    return [key for key, article in rows if key not in present and article not in alive][:_MOST]


def marks_of(document: Document) -> set[str]:
    """What tells a document from all others: identities, and title with date."""
    said = {str(key).lower(): as_text(value) for key, value in document.data.items()}
    marks = {f"{key}={said[key]}" for key in _IDENTITIES if said.get(key)}
    mark = title_mark(inline_text(document.fields.title), document.fields.date)
    return marks | {mark} - {""}


def title_mark(title: str, date: Moment | None) -> str:
    """What tells a document with a title and a date from all others; "" for one without."""
    instant = moment(date)
    return f"{title}\0{instant.isoformat()}" if title and instant else ""


def is_at_its_name(path: str, slug: str) -> bool:
    """Whether the article of the file at `path` is found where the name of that says, nobody having chosen one."""
    return chosen_slug(facts_of(path).slug) == slug


def renamed(item: Item, origin: Origin) -> Item:
    """The item of a renamed file: its article moves along, unless somebody chose its address."""
    old, new = chosen_slug(facts_of(origin.path).slug), chosen_slug(item.slug)
    said = f"The file was called {origin.path} when it was last imported."
    if (
        item.document.fields.slug
        or not new
        or old == new
        or not is_at_its_name(origin.path, origin.article.slug)
    ):
        return item.warned(Problem("file-renamed", said))
    moved = f"{said} The article has moved from /articles/{old}/ to the address that its new name gives."
    return replace(item, document=item.document.replace(slug=new)).warned(Problem("file-renamed", moved))
