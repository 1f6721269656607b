"""What would happen to one item: compared with the article it belongs to, the three texts weighed, nothing written."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Literal

from django.utils import timezone

from articles import history
from articles.changes import stays_put
from articles.document import Document, Problem, merge, parse
from articles.inline import inline_text
from articles.models import Article, OpenConflict, Revision
from articles.projection import moment
from articles.slugs import Numbering, chosen_slug, free_slug, is_numbered, slug_for

from .items import Item, Result
from .models import Origin
from .own_layout import slug_of
from .readers.publish_dates import kept_back
from .stand_ins import slug_taken, stands_in, where_it_stands_in

OnConflict = Literal["merge", "keep", "theirs"]


@dataclass(frozen=True)
class Plan:
    """One item's fate.

    `document` becomes the article's text. `staged`, if any, becomes its newest revision after that: edits that
    readers did not see before and will not see now. With `result` "conflict" only `item.document` is kept beside.
    """

    result: Result
    item: Item
    document: Document
    article: Article | None = None
    # The latest revision that the plan was made on; if it is not the latest any more, the plan is void.
    seen: int | None = None
    staged: Document | None = None
    slug: str = ""
    kind: str = Revision.Kind.IMPORT
    remarks: tuple[Problem, ...] = ()
    error: Problem | None = None
    # Whether the file's text is noted as the base of later merges.
    settled: bool = True
    # From which file and article have moved on, where they contradict each other.
    base: Document | None = None

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is to be reported beside the result."""
        return (*self.item.warnings, *self.remarks)

    @property
    def writes(self) -> bool:
        return self.result in {"created", "updated", "merged", "conflict"}

    @property
    def shows(self) -> bool:
        """Whether readers will see `document`, so that it must be rendered."""
        return self.writes and self.result != "conflict"

    @property
    def is_to_be_noted(self) -> bool:
        """Whether nothing is written but how the file is now."""
        return self.result == "unchanged" and self.settled and self.article is not None

    @property
    def stays_put(self) -> bool:
        """Whether it gives an article that is here a text to be shown where it is found now, and nothing else."""
        article = self.article
        return (
            self.shows and article is not None and self.staged is None and stays_put(article, self.document)
        )

    def noting(self, problems: Iterable[Problem]) -> "Plan":
        """The plan with more to be reported."""
        found = tuple(problems)
        return replace(self, remarks=(*self.remarks, *found)) if found else self


@dataclass
class Past:
    """What a run has done already, in all of its sources."""

    # The articles that it has had.
    touched: set[int] = field(default_factory=set)
    # Slugs that a --plan would have given away, each with the text that it would have gone to.
    promised: dict[str, str] = field(default_factory=dict)
    # Old addresses that would lead to articles by then: {path: slug}.
    led: dict[str, str] = field(default_factory=dict)


@dataclass
class Surroundings:
    """What planning must know beside the item: the other files of the source, and what this run has done already."""

    started: datetime
    on_conflict: OnConflict = "merge"
    # Whether a file of this path is in the source that is being imported.
    is_present: Callable[[Origin], bool] = lambda origin: False
    past: Past = field(default_factory=Past)
    # Whether an article that waits to be written will have a slug.
    is_waiting: Callable[[str], bool] = lambda slug: False
    _numbering: Numbering = field(default_factory=Numbering)

    def __contains__(self, slug: object) -> bool:
        """Whether a slug is in use, or will be."""
        return self._is_given(str(slug)) or self.is_waiting(str(slug))

    def least(self, wanted: str) -> int:
        """The number of the first slug for `wanted` that no article has. One that waits for it may yet be refused."""
        return self._numbering.least(wanted, self._is_given)

    def _is_given(self, slug: str) -> bool:
        return slug in self.slugs or slug in self.past.promised

    @cached_property
    def slugs(self) -> set[str]:
        """The slugs in use, this run's included. Should somebody take one meanwhile, publishing finds another."""
        return set(Article.objects.order_by().values_list("slug", flat=True))

    def touch(self, article: Article) -> None:
        """Note that this run has had the article."""
        self.touch_at(article.pk, article.slug)

    def touch_at(self, pk: int, slug: str) -> None:
        """The same for the article of which only key and slug are at hand."""
        self.past.touched.add(pk)
        if "slugs" in self.__dict__:
            self.slugs.add(slug)


def plan(item: Item, origin: Origin | None, around: Surroundings, *, own_layout: bool = False) -> Plan:
    """What would happen to `item`, which has a document."""
    wanted = wanted_slug(item, own_layout=own_layout)
    if origin is not None:
        return _known(item, origin, around, own_layout=own_layout)
    there = _at(wanted, around)
    if there is not None and _is_counterpart(there, item, around, own_layout=own_layout):
        made = _change(item, there, _base(there, item), around, known=False)
        return made if own_layout else _recognised(made, there)
    if own_layout and (chosen := _address_in_export(item, wanted)) != wanted:
        wanted, there = chosen, _at(chosen, around)
    return _creation(item, wanted, there, around)


def wanted_slug(item: Item, *, own_layout: bool = False) -> str:
    """The slug that the item asks for: its document's, its file's, or one made of the title."""
    fields = item.document.fields
    named = [slug_of(item.path), fields.slug] if own_layout else [fields.slug, item.slug]
    return next((slug for each in named if (slug := chosen_slug(each))), "") or slug_for(
        inline_text(fields.title)
    )


def _address_in_export(item: Item, called: str) -> str:
    """Where the article of a document of an export shall be found, whose file is called `called`.

    Its document says so; but where that was another article's, the number behind it is only in the name of the file.
    """
    named = chosen_slug(item.document.fields.slug)
    return called if not named or is_numbered(called, named) else named


def dated(item: Item, before: Document | None, started: datetime) -> Item:
    """The item with a date, if it is to be published and neither its text nor its path names one.

    An article that is here already keeps its date. Else the file's own time counts, else that of the import.
    """
    item = _embargoed(item, started)
    document = item.document
    if document is not None and document.fields.date is None and document.fields.status == "scheduled":
        message = "It waits for a time that is given nowhere; kept as a draft."
        return item.warned(Problem("date-missing", message, field="date"))
    if (
        document is None
        or document.fields.date is not None
        or document.fields.status not in {"", "published"}
    ):
        return item
    if before is not None and before.fields.date is not None:
        return replace(item, document=document.replace(date=before.fields.date)).warned(
            Problem(
                "date-missing",
                "No date is given anywhere; the article keeps the one it has here.",
                field="date",
            )
        )
    instant = moment(item.fallback_date)
    code, message = (
        "date-from-mtime",
        "No date is given; the time at which the file was last written was taken.",
    )
    if instant is None:
        code, message = "date-missing", "No date is given anywhere; the time of this import was taken."
    local = (
        min(instant or started, started).astimezone(timezone.get_default_timezone()).replace(microsecond=0)
    )
    return replace(item, document=document.replace(date=local)).warned(Problem(code, message, field="date"))


def _embargoed(item: Item, started: datetime) -> Item:
    """The item dated by its embargo, if that or its date is still to come: only one of them can say when it is seen."""
    embargo, written = item.embargo, item.document.fields.date
    moments = [each for each in (moment(embargo.until), moment(written)) if each] if embargo else []
    if embargo is None or written is None or len(moments) < 2 or max(moments) <= started:
        return item
    if moments[0] == moments[1]:
        return item
    document, problem = kept_back(item.document, embargo, written)
    return replace(item, document=document).warned(problem)


# -- Which article ----------------------------------------------------------------------------------------------


def _at(slug: str, around: Surroundings) -> Article | None:
    if slug not in around.slugs:
        return None
    return Article.objects.select_related("latest_revision", "live_revision").filter(slug=slug).first()


def _is_counterpart(article: Article, item: Item, around: Surroundings, *, own_layout: bool) -> bool:
    """Whether the item, whose file is not known here, is a version of the article at its address."""
    # Asked for by the key: origins that know the article, which knows them, are held until circles are looked for.
    if article.pk in around.past.touched or any(
        map(around.is_present, Origin.objects.filter(article=article.pk))
    ):
        # That article came from another file, which is there as well: of this very source, or given beside it.
        return False
    return _is_same(article, item, either=own_layout)


def _is_same(article: Article, item: Item, *, either: bool) -> bool:
    fields = item.document.fields
    same_title = inline_text(fields.title) == article.title
    date = moment(fields.date)
    if either:
        return same_title or (date is not None and date == article.date)
    if same_title and date is not None and date == article.date:
        return True
    if same_title and (date is None or article.date is None) and _has_body(article, item):
        # Two blogs may well have an undated "Hello world" each; a title alone makes them no one article.
        return True
    return article.revisions.filter(sha256__in=_digests(item)).exists()


def _has_body(article: Article, item: Item) -> bool:
    latest = article.latest_revision
    return latest is not None and latest.document.body == item.document.body


def _recognised(made: Plan, article: Article) -> Plan:
    """The plan, which says so where it writes over an article that came from elsewhere."""
    if not made.writes:
        return made
    origin = article.origins.last()
    came = f", which came from {origin.path} in {origin.source}" if origin else ""
    message = (
        f"It has the address, the title and the date of /articles/{article.slug}/{came}: taken for the same."
    )
    return made.noting([Problem("article-recognised", message)])


def _base(article: Article, item: Item) -> Document | None:
    """The text from which both the file and the site have moved on; None when it is not known."""
    known = article.revisions.filter(sha256__in=_digests(item)).order_by("-number").first()
    if known is not None:
        return known.document
    elsewhere = article.origins.select_related("base").last()
    if elsewhere is not None:
        return begun_from(elsewhere)
    only = article.latest_revision
    return only.document if only is not None and article.revisions.count() == 1 else None


def begun_from(origin: Origin) -> Document | None:
    """What file and article last had in common; None if that is not known.

    A text of the file that waits to be settled is not that yet: taken for it, the next edit of the file would overwrite
    what it contradicts.
    """
    base = origin.base
    if base is not None and base.kind == Revision.Kind.CONFLICT:
        conflict = OpenConflict.objects.select_related("base").filter(kept=base).first()
        if conflict is not None:
            return conflict.base.document if conflict.base is not None else None
    return parse(origin.base_text)


def _digests(item: Item) -> set[str]:
    return {item.document.sha256, item.original.sha256}


# -- What becomes of it -----------------------------------------------------------------------------------------


def _creation(item: Item, wanted: str, there: Article | None, around: Surroundings) -> Plan:
    latest = there.latest_revision.document if there is not None and there.latest_revision else None
    # A copy that names no date had none of its own before either: it has that of the article here.
    copy = dated(item, latest, around.started)
    item = dated(item, None, around.started)
    if there is None and wanted not in around.past.promised:
        return Plan("created", item, item.document, slug=wanted)
    if there is None:
        is_copy = around.past.promised[wanted] == item.document.sha256
    else:
        is_copy = latest is not None and latest.text == copy.document.text
    if is_copy:
        why = Problem(
            "duplicate", f"The same text as /articles/{wanted}/, which is here already.", severity="error"
        )
        return Plan("ignored", copy, copy.document, error=why)
    slug = free_slug(wanted, around, item.language, least=around.least(wanted))
    document = item.document
    if document.fields.slug:
        # Else it would go on asking for the other one, and get it wherever that is free: in an import of its export.
        document = document.replace(slug=slug)
    message = f"Another article has the address /articles/{wanted}/; this one got /articles/{slug}/."
    return Plan(
        "created",
        replace(item, document=document),
        document,
        slug=slug,
        remarks=(Problem("slug-taken", message, field="slug"),),
    )


def _known(item: Item, origin: Origin, around: Surroundings, *, own_layout: bool) -> Plan:
    article, base = origin.article, begun_from(origin)
    # A document of ours says what somebody has written there.
    settled = item if own_layout or base is None else where_it_stands_in(item, article, base, around)
    made = _change(settled, article, base, around, known=True)
    if settled is item or not made.writes:
        return made
    return made.noting([slug_taken(chosen_slug(item.document.fields.slug), article.slug)])


def _change(
    item: Item, article: Article, base: Document | None, around: Surroundings, *, known: bool
) -> Plan:
    latest = history.latest(article)
    item = dated(item, base or latest.document, around.started)
    theirs = item.document
    made = Plan("unchanged", item, theirs, article, seen=latest.pk, slug=article.slug)
    said = {theirs.text}
    if not known:
        # A file that comes back as it left has not been changed by what reading adds to it.
        said.add(item.original.text)
    if latest.text in said or (base is not None and base.text in said):
        # The file brings nothing new, whatever has been edited here since.
        return made
    if (base is not None and latest.text == base.text) or around.on_conflict == "theirs":
        return replace(made, result="updated")
    if around.on_conflict == "keep":
        message = (
            "The file and the article here have both changed; the article was kept, as --on-conflict asks."
        )
        return replace(made, remarks=(Problem("kept-ours", message),), settled=False)
    return _merged(made, article, base, latest.document, theirs)


def brings_slug(slug: str, base: Document, latest: Document, on_conflict: OnConflict) -> bool:
    """Whether an article goes to the `slug` that its file names now, unless the rest of their texts contradicts."""
    before, ours = chosen_slug(base.fields.slug), chosen_slug(latest.fields.slug)
    if slug == before or stands_in(before, slug, latest.fields.language):
        return False
    if on_conflict == "theirs" or latest.text == base.text:
        return True
    return on_conflict == "merge" and ours in {before, slug}


def _merged(made: Plan, article: Article, base: Document | None, ours: Document, theirs: Document) -> Plan:
    if base is None:
        message = "The article here differs from the file, and it is not known which of the two is newer."
        return _conflict(made, None, message, None)
    merged = merge(base, ours, theirs)
    if not merged.clean:
        first = merged.conflicts[0]
        place = f"“{first.field}”" if first.field else f"line {first.line}"
        message = f"The file and the article here have both changed {place}, each differently."
        return _conflict(made, base, message, first.line)
    if merged.document.text == ours.text:
        return made
    if not article.has_staged_edits or article.live_revision is None:
        return replace(made, result="merged", document=parse(merged.document.text), kind=Revision.Kind.MERGE)
    live = merge(base, article.live_revision.document, theirs)
    if not live.clean:
        message = "What readers see and the file have both changed the same place."
        return _conflict(made, base, message, live.conflicts[0].line)
    return replace(
        made,
        result="merged",
        document=parse(live.document.text),
        staged=parse(merged.document.text),
        kind=Revision.Kind.MERGE,
    )


def _conflict(made: Plan, base: Document | None, message: str, line: int | None) -> Plan:
    kept = " The article stays as it is; the file's text is kept beside it, to be settled at the desk."
    why = Problem("edit-conflict", message + kept, line, severity="error")
    return replace(made, result="conflict", base=base, error=why)


# -- Saying it --------------------------------------------------------------------------------------------------


def differences(before: Document | None, after: Document) -> Iterator[str]:
    """What changes between two documents, field by field, for people; all of `after` when there was nothing before."""
    old = before.fields if before is not None else None
    for name in ("title", "description", "date", "updated", "category", "tags", "authors", "image", "slug", "aliases",
                 "status", "series", "featured", "canonical", "language", "noindex", "expires", "dialect"):  # fmt: skip
        was, now = _said(getattr(old, name, None)), _said(getattr(after.fields, name))
        if before is None and now:
            yield f"{name}: {now}"
        elif before is not None and was != now:
            yield f"{name}: {was or '(nothing)'} → {now or '(nothing)'}"
    if before is None:
        yield f"body: {len(after.body.split())} words"
    elif before.body != after.body:
        old_lines, new_lines = before.body.splitlines(), after.body.splitlines()
        gone, come = len(set(old_lines) - set(new_lines)), len(set(new_lines) - set(old_lines))
        yield f"body: {come} lines new or changed, {gone} gone or changed"


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_said(each) for each in value)
    for part in ("name", "src"):
        if hasattr(value, part):
            return str(getattr(value, part))
    return "" if value in (None, False, "") else str(value)[:300]
