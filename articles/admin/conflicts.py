"""Settling a conflict: a text that was kept beside an article, compared with it, decided place by place."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from articles import publishing
from articles.document import Conflict, Document, Merge, merge, parse, resolve
from articles.markup import RenderRefused
from articles.models import Article, OpenConflict, Revision
from articles.models.status import RELEASED, Status
from articles.rights import may_publish

from .comparison import Comparison, Pieces, compare, sides
from .frontmatter import plain_newlines
from .revisions import revision_of

HERE, KEPT, OWN = "here", "kept", "own"


@dataclass(frozen=True)
class Place:
    """One place where the two texts contradict each other: which texts there are, and what was chosen so far."""

    number: int
    heading: str
    before: str | None
    here: str
    kept: str
    # Where the article stands is decided by the buttons of the editor, not by a text.
    is_standing: bool = False
    # Lines may be written anew; of a value in the frontmatter one or the other is taken.
    may_write: bool = False
    chosen: str = ""
    own: str = ""

    @cached_property
    def _pieces(self) -> tuple[Pieces, Pieces]:
        return sides(self.here, self.kept)

    @property
    def here_pieces(self) -> Pieces:
        return self._pieces[0]

    @property
    def kept_pieces(self) -> Pieces:
        return self._pieces[1]

    @property
    def name(self) -> str:
        return f"place-{self.number}"


@dataclass(frozen=True)
class Settlement:
    """Everything that can be decided about `conflict`, and what the request has decided.

    `merged` is the article's text with what the other one changed elsewhere; None where it is not known from which
    text both moved on, so that only one of them as a whole can be taken.
    """

    conflict: OpenConflict
    latest: Revision
    merged: Merge | None
    places: tuple[Place, ...]

    @classmethod
    def of(cls, conflict: OpenConflict, latest: Revision, data: Any) -> "Settlement":
        """`data` is what a form said, if one was submitted."""
        kept = conflict.kept.document
        if conflict.base is None:
            whole = Conflict(None, None, latest.text, kept.text, 1)
            return cls(conflict, latest, None, (_place(1, whole, "The whole document", data),))
        merged = merge(conflict.base.document, latest.document, kept)
        standing = {document.fields.sources.get("status") for document in (latest.document, kept)} - {None}
        places = [
            _place(
                number,
                each,
                _heading(each, merged.document),
                data,
                is_standing=each.field in standing,
                may_write=each.field is None and each.line >= merged.document.body_line,
            )
            for number, each in enumerate(merged.conflicts, 1)
        ]
        return cls(conflict, latest, merged, tuple(places))

    @property
    def undecided(self) -> list[Place]:
        return [place for place in self.places if not place.chosen and not place.is_standing]

    @property
    def document(self) -> Document:
        """What the article would say."""
        kept = self.conflict.kept.document
        if self.merged is None:
            return self.latest.document if self.places[0].chosen == HERE else self._standing_as_now(kept)
        chosen = [_text(place) for place in self.places]
        return self._standing_as_now(resolve(self.merged, kept, chosen))

    @property
    def comes_along(self) -> Comparison | None:
        """What the kept text changed elsewhere, which contradicts nothing."""
        if self.merged is None:
            return None
        together = self._standing_as_now(self.merged.document)
        return compare(self.latest.text, together.text) if together.text != self.latest.text else None

    def _standing_as_now(self, document: Document) -> Document:
        """`document` saying of where the article stands what the article says: that does not come along."""
        document, now = parse(document.text), self.latest.document.fields.status
        return document if document.fields.status == now else document.replace(status=now or None)


@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: HttpRequest, article: Article, context: dict[str, Any], *, kept: int) -> HttpResponse:
    """The two texts where they contradict each other, each place to be decided; POST decides."""
    revision = revision_of(article, str(kept))
    if revision.kind != Revision.Kind.CONFLICT or article.latest_revision is None:
        raise Http404("No text was kept beside under this number.")
    open_ = OpenConflict.objects.select_related("article", "kept__by", "base").filter(kept=revision).first()
    if open_ is None:
        messages.info(request, "This conflict has been settled. The history keeps both texts.")
        return HttpResponseRedirect(reverse("admin:articles_article_history", args=[article.pk]))
    data = request.POST if request.method == "POST" else {}
    settlement = Settlement.of(open_, article.latest_revision, data)
    if request.method == "POST":
        if refused := _overtaken(request, settlement):
            messages.error(request, refused)
        else:
            return _settled(request, article, settlement, context)
    return _page(request, article, settlement, context)


def with_conflicts(articles: Any) -> Any:
    """The queryset with each article's `has_conflict`."""
    return articles.annotate(has_conflict=Exists(OpenConflict.objects.filter(article=OuterRef("pk"))))


def _page(
    request: HttpRequest, article: Article, settlement: Settlement, context: dict[str, Any]
) -> HttpResponse:
    kept, latest = settlement.conflict.kept, settlement.latest
    whose = "The file says"
    if kept.by is not None:
        whose = "You wrote" if kept.by == request.user else f"{kept.by.get_username()} wrote"
    return TemplateResponse(
        request,
        "admin/articles/article/conflict.html",
        {
            **context,
            "title": "Settle a conflict",
            "article": article,
            "settlement": settlement,
            "kept": kept,
            "latest": latest,
            "base": settlement.conflict.base,
            "whose": whose,
            "may_publish": article.status in RELEASED
            and article.is_live
            and may_publish(request.user, article),
            "comparison": compare(latest.text, kept.text),
        },
    )


def _overtaken(request: HttpRequest, settlement: Settlement) -> str:
    """Why what was submitted can't be carried out as it is; "" if it can."""
    if request.POST.get("seen") != str(settlement.latest.number):
        return (
            f"Nothing was settled: revision {settlement.latest.number} was saved in the meantime. "
            "This is how the two texts stand now."
        )
    if settlement.undecided:
        return f"Choose what the article shall say: {settlement.undecided[0].heading} is not decided yet."
    return ""


def _settled(
    request: HttpRequest, article: Article, settlement: Settlement, context: dict[str, Any]
) -> HttpResponse:
    user: Any = request.user
    seen = settlement.latest
    try:
        revision = publishing.settle(
            conflict=settlement.conflict, document=settlement.document, seen=seen, by=user
        )
    except publishing.NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except (publishing.PublishingError, RenderRefused) as refused:
        messages.error(request, f"Nothing was settled: {refused}")
        return _page(request, article, settlement, context)
    changed = revision.pk != seen.pk
    said = "Settled." if changed else "Settled: the article stays as it was."
    if request.POST.get("action") == "publish":
        said = f"{said} {_published(article, revision, user)}"
    elif changed and article.live_revision_id:
        is_to_come = article.status == Status.SCHEDULED and not article.is_live
        said += f" Readers see it once you {'update the schedule' if is_to_come else 'publish the changes'}."
    messages.success(request, said)
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _published(article: Article, revision: Revision, user: Any) -> str:
    if article.live_revision_id == revision.pk:
        return ""
    try:
        publishing.publish(article=article, by=user, revision=revision)
    except (publishing.PublishingError, RenderRefused) as refused:
        return f"It was not published: {refused}"
    return "Readers see it."


def _place(number: int, conflict: Conflict, heading: str, data: Any, **more: Any) -> Place:
    here, kept = conflict.ours or "", conflict.theirs or ""
    chosen = data.get(f"place-{number}", "")
    known = {HERE, KEPT, OWN} if more.get("may_write") else {HERE, KEPT}
    own = plain_newlines(data.get(f"place-{number}-own", here))
    return Place(
        number, heading, conflict.base, here, kept, chosen=chosen if chosen in known else "", own=own, **more
    )


def _text(place: Place) -> str | None:
    """What shall stand at the place; None for what the article says."""
    if place.is_standing or place.chosen == HERE:
        return None
    return place.kept if place.chosen == KEPT else place.own


def _heading(conflict: Conflict, document: Document) -> str:
    if conflict.field is not None:
        return conflict.field[:1].upper() + conflict.field[1:]
    if conflict.line < document.body_line:
        return "The frontmatter"
    return f"The text, line {conflict.line}"


def waiting(articles: Any) -> "QuerySet[OpenConflict]":
    """The open conflicts of those articles, the oldest first, without any text."""
    found = OpenConflict.objects.filter(article__in=articles.order_by().values("pk"))
    return found.select_related("article", "kept__by").only(
        "article__title", "kept__number", "kept__note", "kept__created", "kept__by__username"
    )
