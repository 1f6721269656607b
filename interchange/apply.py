"""A plan carried out: one article, one transaction, with everything that is remembered about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import transaction

from articles import publishing
from articles.addresses import lost_addresses
from articles.document import Problem
from articles.markup import Rendered
from articles.models import Article, OpenConflict, Redirect, Revision
from articles.prepared import Prepared
from articles.rows import insert

from .media import Brought
from .models import Origin, Run, RunItem
from .plan import Plan
from .shadowed import of_document, of_others, shadowed_by


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
    """A new article to be written."""

    @property
    def plan(self) -> Plan: ...
    @property
    def file(self) -> File: ...
    @property
    def brought(self) -> Brought: ...
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
            before = _Before.of(plan.article, file.key, seen=plan.seen)
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
                item.made["redirects"] = sorted(_redirects(article) - set(before.values["redirects"]))
            if shadowed := of_others(found, article):
                item.made["shadowed"] = shadowed
            item.save()
        return plan, article

    def remember(self, plan: Plan, file: File, article: Article, brought: Brought) -> None:
        """Note how a file is that brings nothing new, where it is not known by now or is another one than it was."""
        with transaction.atomic():
            before = _Before.of_file(file.key)
            _remember(plan, file, article, brought)
            self._item(plan, file, article, brought, before).save()

    def create(self, waiting: Sequence[Waiting]) -> list[tuple[Plan, Article]]:
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
                made: dict[str, Any] = {"images": [image.pk for image in each.brought.new]}
                if shadowed := of_document(found, plan.document, article.slug):
                    made["shadowed"] = shadowed
                result, latest = plan.result, article.latest_revision_id
                items.append((self.run.pk, each.file.path, result, article.pk, latest, made))
            insert(Origin, ("key", *noted), origins)
            insert(RunItem, ("run_id", "path", "result", "article_id", "after_latest_id", "made"), items)
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
            made={"images": [image.pk for image in brought.new]},
        )


@dataclass(frozen=True)
class _Before:
    """How an article was before a run changed it; empty for a new one."""

    latest: int | None = None
    live: int | None = None
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, article: Article | None, key: str, *, seen: int | None) -> "_Before":
        """Read under a lock that holds until the transaction ends. Raises Overtaken."""
        if article is None:
            return cls()
        now = Article.objects.select_for_update(of=("self",)).filter(pk=article.pk).first()
        if now is None or now.latest_revision_id != seen:
            raise Overtaken
        values: dict[str, Any] = {
            "slug": now.slug,
            "status": now.status,
            "redirects": sorted(_redirects(now)),
            **cls.of_file(key).values,
        }
        return cls(now.latest_revision_id, now.live_revision_id, values)

    @classmethod
    def of_file(cls, key: str) -> "_Before":
        """What was known of the file alone."""
        origin = Origin.objects.filter(key=key).values().first()
        conflict = _open_conflict(origin["base_id"]) if origin else None
        return cls(values={"key": key, "origin": origin, "conflict": conflict})


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
    article = plan.article
    if article is None:
        raise ValueError("only an article that is here can be contradicted")
    note = f"From {file.path}; contradicts what was edited here"
    base = article.revisions.filter(sha256=plan.base.sha256).first() if plan.base else None
    return article, publishing.keep_beside(
        article=article, document=plan.document, base=base, by=None, note=note
    )


def _open_conflict(kept: int | None) -> list[int | None] | None:
    """[kept text, that from which both moved on], by their keys, where a file's last text waits to be settled."""
    found = OpenConflict.objects.filter(kept=kept).values_list("kept", "base").first() if kept else None
    return list(found) if found else None


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
        for conflict in OpenConflict.objects.filter(
            kept__in=Origin.objects.filter(key=file.key).values("base")
        ):
            publishing.close(conflict.kept, by=None, note=f"{file.path} was changed")
    if kept is not None:
        values |= {"base_id": kept.pk, "text": ""}
    if plan.article is None or not Origin.objects.filter(key=file.key).update(**values):
        Origin.objects.create(key=file.key, **values)


def _noted(plan: Plan, file: File, article: Article, brought: Brought) -> dict[str, Any]:
    told = plan.item.document
    if plan.writes and plan.staged is None and plan.document is told:
        base = article.latest_revision_id
    else:
        same = article.revisions.filter(sha256=told.sha256).order_by("-number")
        base = same.values_list("pk", flat=True).first()
    return {
        "source": file.source,
        "path": file.path,
        "article_id": article.pk,
        "base_id": base,
        "text": "" if base else told.text,
        "sha256": file.sha256,
        "recipe": file.recipe,
        "warnings": [[each.code, each.message, each.line] for each in plan.warnings],
        "media": brought.as_json(),
    }


def _redirects(article: Article) -> set[str]:
    return set(Redirect.objects.filter(article=article).values_list("path", flat=True))
