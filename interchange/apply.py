"""A plan carried out, with everything that is remembered about it: one article, one transaction, or many together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import transaction

from articles import publishing
from articles.addresses import lost_addresses
from articles.document import Problem
from articles.markup import Rendered
from articles.models import Article, OpenConflict, Redirect, Revision
from articles.prepared import Prepared
from articles.rows import insert, update

from .media import Brought
from .models import Origin, Run, RunItem
from .plan import Plan
from .remembered_warnings import remembered
from .shadowed import of_document, of_others, shadowed_by

# The columns of what a run did to an article that was there.
_ITEM = (
    "run_id",
    "path",
    "result",
    "article_id",
    "before_latest_id",
    "before_live_id",
    "after_latest_id",
    "before",
    "made",
)


class Overtaken(Exception):
    """Somebody saved the article after the plan was made."""


@dataclass(frozen=True)
class File:
    """The file of an item, as it is remembered."""

    key: str
    source: str
    path: str
    sha256: str
    recipe: str


class Waiting(Protocol):
    """An article to be written together with others."""

    @property
    def plan(self) -> Plan: ...
    @property
    def file(self) -> File: ...
    @property
    def brought(self) -> Brought: ...


class WithText(Waiting, Protocol):
    """One that is given a text."""

    @property
    def prepared(self) -> Prepared: ...


@dataclass(frozen=True)
class Ledger:
    """What is written down during one run."""

    run: Run

    def carry_out(
        self, plan: Plan, file: File, brought: Brought, rendered: Rendered | None
    ) -> tuple[Plan, Article]:
        """Write what `plan` says; the plan comes back with what only writing finds.

        Raises Overtaken, PublishingError or RenderRefused; then nothing is written.
        """
        with transaction.atomic():
            (before,) = _Before.of([(plan, file)])
            found = shadowed_by([(plan.document, plan.slug)])
            if plan.result == "conflict":
                article, kept = _kept_beside(plan, file)
            else:
                article, kept = _enacted(plan, rendered), None
            (plan,) = _noting_lost([plan], [article])
            _remember(plan, file, article, brought, kept)
            item = self._item(plan, file, article, brought, before)
            if plan.article is not None:
                live = article.live_revision
                item.before["shown"] = live.sha256 if live is not None else ""
                if kept is not None:
                    item.made["kept"] = kept.pk
                item.made["redirects"] = before.gained(_redirects([article.pk])[article.pk])
            if shadowed := of_others(found, article):
                item.made["shadowed"] = shadowed
            item.save()
            brought.settle()
        return plan, article

    def remember(self, waiting: Sequence[Waiting]) -> list[tuple[Plan, Article]]:
        """Note how files are, one at least, that bring nothing new but were not known so: in one transaction."""
        with transaction.atomic():
            articles = [_existing(each.plan) for each in waiting]
            known = _of_files([each.file.key for each in waiting])
            bases = _with_texts_of(waiting, articles)
            _close([each.file for each in waiting])
            origins, items = [], []
            for each, article in zip(waiting, articles, strict=True):
                base = bases.get((article.pk, each.plan.item.document.sha256))
                noted = _noting(each.plan, each.file, article, each.brought, base)
                before = known[each.file.key]
                origins.append((each.file.key, before["origin"], noted))
                made = {"images": each.brought.new}
                path, result, latest = each.file.path, each.plan.result, article.latest_revision_id
                items.append((self.run.pk, path, result, article.pk, latest, before, made))
            _remember_all(origins)
            names = ("run_id", "path", "result", "article_id", "after_latest_id", "before", "made")
            insert(RunItem, names, items)
            _settle_pictures(waiting)
        return [(each.plan, article) for each, article in zip(waiting, articles, strict=True)]

    def create(self, waiting: Sequence[WithText]) -> list[tuple[Plan, Article]]:
        """Write new articles, one at least, in one transaction: all or, raising as `carry_out` does, none."""
        arrivals = [
            publishing.Arrival(
                each.plan.document,
                each.prepared.rendered,
                slug=each.plan.slug,
                tokens=each.prepared.tokens,
            )
            for each in waiting
        ]
        with transaction.atomic():
            found = shadowed_by((each.plan.document, each.plan.slug) for each in waiting)
            articles = publishing.enact_new(arrivals=arrivals)
            plans = _noting_lost([each.plan for each in waiting], articles)
            origins, items = [], []
            for each, plan, article in zip(waiting, plans, articles, strict=True):
                noted = _noted(plan, each.file, article, each.brought)
                origins.append([each.file.key, *noted.values()])
                made: dict[str, Any] = {"images": each.brought.new}
                if shadowed := of_document(found, plan.document, article.slug):
                    made["shadowed"] = shadowed
                result, latest = plan.result, article.latest_revision_id
                items.append((self.run.pk, each.file.path, result, article.pk, latest, made))
            insert(Origin, ("key", *noted), origins)
            insert(RunItem, ("run_id", "path", "result", "article_id", "after_latest_id", "made"), items)
            _settle_pictures(waiting)
        return list(zip(plans, articles, strict=True))

    def change(self, waiting: Sequence[WithText]) -> list[tuple[Plan, Article]]:
        """Write new texts of articles that stay where they are, one at least, in one transaction: all or, raising as
        `carry_out` does, none.
        """
        changes = [
            publishing.Change(
                _existing(each.plan),
                each.plan.document,
                each.prepared.rendered,
                kind=each.plan.kind,
                tokens=each.prepared.tokens,
            )
            for each in waiting
        ]
        with transaction.atomic():
            before = _Before.of((each.plan, each.file) for each in waiting)
            found = shadowed_by((each.plan.document, each.plan.slug) for each in waiting)
            articles = publishing.enact_changes(changes=changes)
            plans = _noting_lost([each.plan for each in waiting], articles)
            led = _redirects([article.pk for article in articles])
            _close([each.file for each in waiting])
            origins, items = [], []
            for each, plan, article, was in zip(waiting, plans, articles, before, strict=True):
                noted = _noted(plan, each.file, article, each.brought)
                origins.append((each.file.key, was.values["origin"], noted))
                made = {
                    "images": each.brought.new,
                    "redirects": was.gained(led[article.pk]),
                }
                if shadowed := of_others(of_document(found, plan.document, article.slug), article):
                    made["shadowed"] = shadowed
                live = article.live_revision
                was.values["shown"] = live.sha256 if live is not None else ""
                items.append(
                    (
                        self.run.pk,
                        each.file.path,
                        plan.result,
                        article.pk,
                        was.latest,
                        was.live,
                        article.latest_revision_id,
                        was.values,
                        made,
                    )
                )
            _remember_all(origins)
            insert(RunItem, _ITEM, items)
            _settle_pictures(waiting)
        return list(zip(plans, articles, strict=True))

    def _item(
        self, plan: Plan, file: File, article: Article, brought: Brought, before: "_Before | None" = None
    ) -> RunItem:
        return RunItem(
            run=self.run,
            path=file.path,
            result=plan.result,
            article=article,
            before_latest_id=before.latest if before else None,
            before_live_id=before.live if before else None,
            after_latest_id=article.latest_revision_id,
            before=before.values if before else {},
            # A new article takes its redirects along when it goes.
            made={"images": brought.new},
        )


@dataclass(frozen=True)
class _Before:
    """How an article was before a run changed it; empty for a new one."""

    latest: int | None = None
    live: int | None = None
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, changes: Iterable[tuple[Plan, File]]) -> "list[_Before]":
        """Read under locks that hold until the transaction ends. Raises Overtaken."""
        planned = list(changes)
        keys = [plan.article.pk for plan, _ in planned if plan.article is not None]
        if not keys:
            return [cls() for _ in planned]
        columns = ("slug", "status", "latest_revision", "live_revision")
        now = Article.objects.select_for_update().only(*columns).order_by("pk").in_bulk(keys)
        led, files = _redirects(keys), _of_files([file.key for _, file in planned])
        return [cls._one(plan, now, led, files[file.key]) for plan, file in planned]

    @classmethod
    def _one(
        cls, plan: Plan, now: Mapping[int, Article], led: Mapping[int, set[str]], of_file: dict[str, Any]
    ) -> "_Before":
        if plan.article is None:
            return cls()
        article = now.get(plan.article.pk)
        if article is None or article.latest_revision_id != plan.seen:
            raise Overtaken
        values = {"slug": article.slug, "status": article.status, "redirects": sorted(led[article.pk])}
        return cls(article.latest_revision_id, article.live_revision_id, values | of_file)

    def gained(self, led: set[str]) -> list[str]:
        """Which of the paths that lead to the article now did not."""
        return sorted(led - set(self.values["redirects"]))


def _settle_pictures(waiting: Sequence[Waiting]) -> None:
    """The pictures of these articles are noted with them from now on."""
    newcomers = waiting[0].brought.newcomers
    if newcomers is not None:
        newcomers.settle([key for each in waiting for key in each.brought.new])


def _of_files(keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What is known of each of the files alone, as a run notes it."""
    origins = {row["key"]: row for row in Origin.objects.filter(key__in=keys).values()}
    bases = {row["base_id"] for row in origins.values()} - {None}
    waiting = OpenConflict.objects.filter(kept__in=bases).values_list("kept", "base") if bases else ()
    conflicts = {kept: [kept, base] for kept, base in waiting}
    return {
        key: {
            "key": key,
            "origin": origins.get(key),
            # The text that waits to be settled, and that from which both moved on, by their keys.
            "conflict": conflicts.get(origins[key]["base_id"]) if key in origins else None,
        }
        for key in keys
    }


def _enacted(plan: Plan, rendered: Rendered | None) -> Article:
    article = publishing.enact(
        document=plan.document, article=plan.article, slug=plan.slug, kind=plan.kind, rendered=rendered
    )
    if plan.staged is not None:
        publishing.save_revision(article=article, document=plan.staged, by=None, kind=Revision.Kind.MERGE)
        article.refresh_from_db(fields=["latest_revision"])
    return article


def _kept_beside(plan: Plan, file: File) -> tuple[Article, Revision]:
    """The article, left as it is, and the file's text beside it."""
    article = _existing(plan)
    note = f"From {file.path}; contradicts what was edited here"
    base = article.revisions.filter(sha256=plan.base.sha256).first() if plan.base else None
    return article, publishing.keep_beside(
        article=article, document=plan.document, base=base, by=None, note=note
    )


def _noting_lost(plans: Sequence[Plan], articles: Sequence[Article]) -> list[Plan]:
    """The plans, each with a warning for every old address of its article at which another one is found."""
    lost = lost_addresses(articles)
    return [
        plan.noting(_lost_problems(lost[article.pk])) if article.pk in lost else plan
        for plan, article in zip(plans, articles, strict=True)
    ]


def _lost_problems(lost: Iterable[Redirect]) -> list[Problem]:
    return [alias_taken(each.path, each.target) for each in lost]


def alias_taken(path: str, target: str) -> Problem:
    """That an old address leads to another article than the one that names it."""
    return Problem(
        "alias-taken", f"{path} leads to {target}, which had it first, and not here.", field="aliases"
    )


def _remember(
    plan: Plan, file: File, article: Article, brought: Brought, kept: Revision | None = None
) -> None:
    """Note how the file was when it was taken over, so that the next import can tell what has changed since. `kept` is
    its text where that contradicts the article.

    What the file said before contradicts nothing any more: it says something else now, or the same as the article.
    """
    values = _noted(plan, file, article, brought)
    if plan.article is not None:
        _close([file])
    if kept is not None:
        values |= {"base_id": kept.pk, "text": ""}
    if plan.article is None or not Origin.objects.filter(key=file.key).update(**values):
        Origin.objects.create(key=file.key, **values)


def _remember_all(changes: Sequence[tuple[str, dict[str, Any] | None, dict[str, Any]]]) -> None:
    """The same for many files, each given with its key, what was known of it, and what is to be noted."""
    names = tuple(changes[0][2])
    known = [(*noted.values(), origin["id"]) for _, origin, noted in changes if origin is not None]
    new = [(key, *noted.values()) for key, origin, noted in changes if origin is None]
    update(Origin, names, known)
    insert(Origin, ("key", *names), new)


def _with_texts_of(waiting: Sequence[Waiting], articles: Sequence[Article]) -> dict[tuple[int, str], int]:
    """The newest revisions that have the texts of files: {(key of the article, SHA-256): key of the revision}."""
    texts = {each.plan.item.document.sha256 for each in waiting}
    found = Revision.objects.filter(article__in=[article.pk for article in articles], sha256__in=texts)
    rows = found.order_by("number").values_list("article_id", "sha256", "pk")
    return {(article, sha256): pk for article, sha256, pk in rows}


def _close(files: Sequence[File]) -> None:
    """End the conflicts with what the files said before."""
    paths = {file.key: file.path for file in files}
    bases = dict(Origin.objects.filter(key__in=paths).exclude(base=None).values_list("base", "key"))
    for conflict in OpenConflict.objects.filter(kept__in=bases).select_related("kept"):
        note = f"{paths[bases[conflict.kept_id]]} was changed"
        publishing.close(conflict.kept, by=None, note=note)


def _noted(plan: Plan, file: File, article: Article, brought: Brought) -> dict[str, Any]:
    told = plan.item.document
    if plan.writes and plan.staged is None and plan.document is told:
        base = article.latest_revision_id
    else:
        same = article.revisions.filter(sha256=told.sha256).order_by("-number")
        base = same.values_list("pk", flat=True).first()
    return _noting(plan, file, article, brought, base)


def _noting(plan: Plan, file: File, article: Article, brought: Brought, base: int | None) -> dict[str, Any]:
    """The columns of the origin of a file, `base` being the key of the revision that has its text."""
    told = plan.item.document
    return {
        "source": file.source,
        "path": file.path,
        "article_id": article.pk,
        "base_id": base,
        "text": "" if base else told.text,
        "sha256": file.sha256,
        "recipe": file.recipe,
        "warnings": remembered(plan.item.warnings, plan.remarks),
        "media": brought.as_json(),
    }


def _redirects(articles: Sequence[int]) -> dict[int, set[str]]:
    """The paths that lead to each of the articles with these keys."""
    led: dict[int, set[str]] = {pk: set() for pk in articles}
    for article, path in Redirect.objects.filter(article__in=articles).values_list("article_id", "path"):
        led[article].add(path)
    return led


def _existing(plan: Plan) -> Article:
    if plan.article is None:
        raise ValueError("only an article that is here can be changed")
    return plan.article
