"""The histories in an export of ours, given to the articles that came with it.

An article that has just come has one revision. It is given its number, its time and its author, and those that were
before it and beside it are put around it, in one transaction for each article. An article that has a history already
keeps that.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q

from articles.document import Problem
from articles.models import Article, Event, OpenConflict, Revision

from .apply import Ledger
from .archives import Entry
from .histories import Chapter, HistoryRefused, read_history, slug_of_history
from .items import Line
from .models import Origin, RunItem
from .own_layout import path_of
from .reading import digest
from .sources import OWN_FLAVOUR, Source

_KINDS = frozenset(Revision.Kind.values)
# How many histories are looked at together.
_BATCH = 500


class HistoryImport:
    """The histories of one source. Without a ledger it is a plan, and nothing is written."""

    def __init__(self, source: Source, ledger: Ledger | None) -> None:
        self._source = source
        self._ledger = ledger
        self._indexes: list[Entry] = []

    def takes(self, line: Line) -> bool:
        """Whether the file of `line` lists an article's revisions; its line comes with `lines` then."""
        if self._source.flavour != OWN_FLAVOUR:
            return False
        entry = self._source.tree.find(line.source)
        if entry is None or not self._slug(entry):
            return False
        self._indexes.append(entry)
        return True

    def lines(self) -> Iterator[Line]:
        """Take the histories over, once all articles of the source are there, and say of each what was made of it."""
        indexes = iter(self._indexes)
        while batch := list(islice(indexes, _BATCH)):
            articles = self._articles(batch)
            alone = _alone(articles.values())
            for index in batch:
                try:
                    said = self._settled(index, articles, alone)
                except (HistoryRefused, OSError) as error:
                    why = Problem(
                        "history-unreadable", f"The history was left aside: {error}", severity="error"
                    )
                    yield Line(index.path, "rejected", error=why)
                else:
                    yield Line(index.path, "ignored", error=Problem("history", said, severity="error"))

    def _slug(self, index: Entry) -> str:
        return slug_of_history(index.path.removeprefix(self._source.root))

    def _document(self, index: Entry) -> Entry | None:
        return self._source.tree.find(self._source.root + path_of(self._slug(index)))

    def _articles(self, indexes: Iterable[Entry]) -> dict[str, int]:
        """The articles whose histories these are, by the keys of their documents."""
        documents = [document for index in indexes if (document := self._document(index)) is not None]
        keys = [digest(document.identity) for document in documents]
        return dict(Origin.objects.filter(key__in=keys).values_list("key", "article_id"))

    def _settled(self, index: Entry, articles: Mapping[str, int], alone: Mapping[int, "_Only"]) -> str:
        slug, document = self._slug(index), self._document(index)
        article = articles.get(digest(document.identity)) if document else None
        if article is None:
            arrives = self._ledger is None and document is not None
            return (
                f"The history of {slug}, which {'comes with it' if arrives else 'is not among the articles'}."
            )
        only = alone.get(article)
        chapters = read_history(index, self._source.tree, _KINDS) if only else []
        if only is None or [_Only.of(each) for each in chapters] == [only]:
            return f"The history of {slug}; the article here has its own."
        if self._ledger is None:
            return f"The history of {slug}: {len(chapters)} revisions, which would be taken over."
        with transaction.atomic():
            self._write(article, chapters, index.path)
        return f"The history of {slug}: {len(chapters)} revisions, taken over."

    def _write(self, article_key: int, chapters: list[Chapter], path: str) -> None:
        article = Article.objects.select_for_update(of=("self",)).get(pk=article_key)
        only = _newcomer(article.pk)
        if only is None or self._ledger is None:
            return
        people, made = _people(chapters)
        before = {name: getattr(only, name) for name in ("number", "kind", "note", "by_id")}
        before["created"] = only.created.isoformat()
        latest, rows = _placed(article, only, chapters, people)
        Article.objects.filter(pk=article.pk).update(latest_revision=latest)
        RunItem.objects.filter(article=article, after_latest=only).update(after_latest=latest)
        runs = [self._ledger.run, *self._ledger.run.broken_off()]
        came_now = RunItem.objects.filter(run__in=runs, article=article, result="created").first()
        if came_now is not None:
            # It goes as a whole, and takes its history along.
            came_now.made["users"] = made
            came_now.save(update_fields=["made"])
            return
        history = {"only": only.pk, "before": before, "revisions": [row.pk for row in rows]}
        noted = {"users": made, "history": history}
        RunItem.objects.create(run=self._ledger.run, path=path, result="ignored", made=noted)


class _Only(NamedTuple):
    """What there is to say of the only revision of an article, here or in a history."""

    number: int
    kind: str
    note: str
    created: datetime
    sha256: str
    by: str = ""

    @classmethod
    def of(cls, chapter: Chapter) -> "_Only":
        return cls(
            chapter.number, chapter.kind, chapter.note, chapter.created, chapter.document.sha256, chapter.by
        )


def _alone(articles: Iterable[int]) -> dict[int, _Only]:
    """Those of the articles that came by an import and have been left alone since, each with its only revision."""
    revisions = Revision.objects.order_by().filter(article__in=list(articles))
    single = revisions.values("article").annotate(count=Count("pk")).filter(count=1).values("article")
    rows = revisions.filter(article__in=single, kind=Revision.Kind.IMPORT, by=None)
    said = rows.values_list("article", "number", "kind", "note", "created", "sha256")
    return {each[0]: _Only(each[1], each[2], each[3], each[4], each[5]) for each in said}


def _newcomer(article_key: int) -> Revision | None:
    """The only revision of an article that came by an import and has been left alone since; None for any other."""
    revisions = list(Revision.objects.filter(article=article_key).order_by("number")[:2])
    if len(revisions) != 1 or revisions[0].kind != Revision.Kind.IMPORT or revisions[0].by_id is not None:
        return None
    return revisions[0]


def _chapter_of(only: Revision, chapters: list[Chapter]) -> Chapter | None:
    """Which revision of the history the article's only one is: that which readers saw, else the last with its text."""
    same = [each for each in chapters if each.document.sha256 == only.sha256]
    shown = [each for each in same if each.live] or [each for each in same if each.latest] or same
    return shown[-1] if shown else None


def _latest(only: Revision, chapters: list[Chapter], rows: Mapping[int, Revision]) -> Revision:
    in_line = [each for each in chapters if each.kind != Revision.Kind.CONFLICT]
    marked = [each for each in chapters if each.latest] or in_line[-1:]
    return rows.get(marked[-1].number, only) if marked else only


def _placed(
    article: Article, only: Revision, chapters: list[Chapter], people: Mapping[str, User]
) -> tuple[Revision, list[Revision]]:
    """Put the revisions around the only one, which becomes one of them. The latest, and those that are new."""
    chapter = _chapter_of(only, chapters)
    if chapter is None:
        only.number = chapters[-1].number + 1
    else:
        only.number, only.kind, only.note = chapter.number, chapter.kind, chapter.note
        only.by, only.created = people.get(chapter.by), chapter.created
    only.save(update_fields=["number", "kind", "note", "by", "created"])
    others = [each for each in chapters if each is not chapter]
    rows = Revision.objects.bulk_create([_row(article, each, people) for each in others], batch_size=100)
    for row, each in zip(rows, others, strict=True):
        # What is added is given the time of now.
        row.created = each.created
    Revision.objects.bulk_update(rows, ["created"], batch_size=100)
    by_number = {row.number: row for row in rows}
    there = by_number if chapter is None else {**by_number, only.number: only}
    OpenConflict.objects.bulk_create(
        OpenConflict(article=article, kept=there[each.number], base=there.get(each.begun_from))
        for each in chapters
        if each.unsettled and each.kind == Revision.Kind.CONFLICT
    )
    return (only if chapter is None else _latest(only, chapters, by_number)), rows


def _row(article: Article, chapter: Chapter, people: Mapping[str, User]) -> Revision:
    return Revision(
        article=article,
        number=chapter.number,
        text=chapter.document.text,
        sha256=chapter.document.sha256,
        kind=chapter.kind,
        by=people.get(chapter.by),
        note=chapter.note,
    )


def _people(chapters: list[Chapter]) -> tuple[dict[str, User], list[int]]:
    """The accounts that wrote them, by name, and the keys of those that had to be made: nobody can log in to these."""
    names = {each.by for each in chapters if each.by}
    found = {user.get_username(): user for user in User.objects.filter(username__in=names)}
    made = []
    for name in sorted(names - set(found)):
        user = User(username=name, is_active=False)
        user.set_unusable_password()
        try:
            user.full_clean(exclude=["password"])
        except ValidationError as error:
            raise HistoryRefused(f"{name!r} is no name of an account.") from error
        user.save()
        found[name] = user
        made.append(user.pk)
    return found, made


# -- Back -------------------------------------------------------------------------------------------------------


def take_back_history(made: Mapping[str, Any]) -> None:
    """Take a history from an article that was here before it, and remove accounts that came along and are not used."""
    if history := made.get("history"):
        _take_from_article(history)
    for user in User.objects.filter(pk__in=made.get("users", []), is_active=False):
        wrote = Q(by=user)
        if not (Revision.objects.filter(wrote).exists() or Event.objects.filter(wrote).exists()):
            user.delete()


def _take_from_article(history: Mapping[str, Any]) -> None:
    only = Revision.objects.filter(pk=history["only"]).select_related("article").first()
    keys = history["revisions"]
    if only is None or only.article.revisions.exclude(pk__in=[only.pk, *keys]).exists():
        return
    Article.objects.filter(pk=only.article_id).update(latest_revision=only)
    RunItem.objects.filter(article=only.article_id, after_latest__in=keys).update(after_latest=only)
    Revision.objects.filter(pk__in=keys).delete()
    Revision.objects.filter(pk=only.pk).update(**history["before"])
