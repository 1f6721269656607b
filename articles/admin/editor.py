"""The page on which an article is written: as fields and Markdown, or as the document that both come from."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from articles import publishing
from articles.document import AuthorRef, Document, parse
from articles.markup import RenderRefused
from articles.models import Article, Author, Revision
from articles.previews import make_token
from articles.projection import moment
from articles.publishing import EditConflict, NotAllowed, PublishingError, Unpublishable

from .carrying_out import UNSAVED, carry_out, save
from .checks import Report, inspect
from .conflicts import waiting
from .forms import DocumentForm, FieldsForm, ScheduleForm, SourceForm, placed
from .frontmatter import one_line
from .revisions import revision_of
from .standing import Standing, standing_of

# By which the browser knows the copy that it keeps of what is typed.
_COPY = re.compile(r"[0-9a-f-]{36}")

# What somebody who writes the document itself begins with.
SKELETON = "---\ntitle:\ndescription:\ntags: []\n---\n\n"


@dataclass
class Editor:
    """One request for the page. `article` is None while it is new; the caller has checked that its user may edit it."""

    request: HttpRequest
    site_context: dict[str, Any]
    article: Article | None
    form_class: type[DocumentForm]
    base: Revision | None = field(init=False)
    standing: Standing = field(init=False)

    def __post_init__(self) -> None:
        self.user: Any = self.request.user
        self.base = self._base()
        self.standing = standing_of(self.article, self.user)

    def respond(self) -> HttpResponse:
        if self.request.method == "POST":
            return self._submitted()
        form = self._unbound()
        if self.form_class is FieldsForm and _unreadable(form.document):
            messages.warning(
                self.request,
                "The frontmatter of this document cannot be read. Mend it in the document itself.",
            )
            return HttpResponseRedirect(self.url_of(SourceForm))
        return self._page(form, self._unsent_schedule())

    def url_of(self, form_class: type[DocumentForm]) -> str:
        name = "source" if form_class is SourceForm else "change"
        if self.article is None:
            return reverse(
                "admin:articles_article_add" if name == "change" else "admin:articles_article_add_source"
            )
        return reverse(f"admin:articles_article_{name}", args=[self.article.pk])

    # -- What the writer began from -------------------------------------------------------------------------------

    def _base(self) -> Revision | None:
        """The revision that what is typed began from: the latest when the page is opened; 404 if a form names none."""
        if self.article is None:
            return None
        if self.request.method != "POST":
            return self.article.latest_revision
        # Without it nobody could tell whether others' changes would be overwritten.
        return revision_of(self.article, self.request.POST.get("base"))

    def _document(self) -> Document:
        """What the form is filled with and measured against."""
        if self.base is None:
            return self._blank()
        wanted = self.request.GET.get("from", "")
        if self.request.method != "POST" and self.form_class is SourceForm and wanted and self.article:
            # A text that was kept beside, to be edited on top of the latest one.
            return revision_of(self.article, wanted).document
        return self.base.document

    def _blank(self) -> Document:
        return parse(SKELETON if self.form_class is SourceForm else "")

    def _unbound(self) -> DocumentForm:
        """The form as it is first shown; a new article's, under its writer's byline."""
        document = self._document()
        byline = Author.objects.filter(user=self.user).first() if self.article is None else None
        if byline is None:
            return self.form_class(document=document, article=self.article)
        names = (AuthorRef(byline.name),)
        return self.form_class(document=document, shown=document.replace(authors=names))

    def _unsent_schedule(self) -> ScheduleForm:
        """The moment to choose, begun with the one that the document names if that is still to come."""
        planned = moment(self.base.document.fields.date) if self.base is not None else None
        to_come = planned if planned and planned > timezone.now() else None
        return ScheduleForm(initial={"schedule_at": to_come})

    # -- What was submitted ---------------------------------------------------------------------------------------

    def _submitted(self) -> HttpResponse:
        action = self.request.POST.get("action", "save")
        if action not in self.standing.actions:
            # The page was made when the article stood elsewhere, or somebody asks for what is not theirs.
            return self._not_offered(action)
        schedule = ScheduleForm(self.request.POST) if action == "schedule" else self._unsent_schedule()
        form = self.form_class(
            self.request.POST, self.request.FILES, document=self._document(), article=self.article
        )
        if action in UNSAVED and self.article is not None:
            return self._carry_out(action, self.article, form, schedule)
        if not form.is_valid() or (schedule.is_bound and not schedule.is_valid()):
            return self._page(form, schedule)
        if self.article is None and _is_empty(form.edited):
            form.refuse("There is nothing to save yet: give it a title or some text.", field="title")
            return self._page(form, schedule)
        saved = self._save(form, schedule)
        if isinstance(saved, HttpResponse):
            return saved
        if self.article is not None and (settles := self._settles()):
            publishing.close(revision_of(self.article, str(settles)), by=self.user)
        # A new document is told that it is a draft; of one that had others' changes merged in, only ours were seen.
        seen = saved.document if self.base is None else form.edited
        self._remark(form, saved)
        return self._carry_out(action, self._go_on_from(saved), form, schedule, seen=seen)

    def _save(self, form: DocumentForm, schedule: ScheduleForm) -> Revision | HttpResponse:
        """What was typed as a revision; or the page that says why it is none."""
        try:
            return save(self.article, form.edited, base=self.base, by=self.user)
        except EditConflict as conflict:
            return self._conflict(conflict)
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused
        except RenderRefused as refused:
            form.refuse(str(refused), field="body")
        except PublishingError as refused:
            form.refuse(str(refused))
        return self._page(form, schedule)

    def _not_offered(self, action: str) -> HttpResponse:
        may_never = action in {"publish", "schedule", "withdraw"} and not self.user.has_perm(
            "articles.publish_article"
        )
        if may_never or self.article is None:
            raise PermissionDenied("Your account may not do that with this article.")
        form = self.form_class(
            self.request.POST, self.request.FILES, document=self._document(), article=self.article
        )
        form.is_valid()
        form.add_error(
            None,
            f"Nothing was saved: this article is {self.standing.badge.lower()} by now, so “{action}” leads nowhere. "
            "The buttons above are those that it has now; what you typed is still here.",
        )
        return self._page(form, self._unsent_schedule())

    def _go_on_from(self, revision: Revision) -> Article:
        """The article as it is now that `revision` has been saved; the page, if there is one, shows that."""
        articles = Article.objects.select_related("latest_revision__by", "live_revision")
        article = articles.get(pk=revision.article_id)
        self.article, self.base = article, revision
        self.standing = standing_of(article, self.user)
        return article

    def _remark(self, form: DocumentForm, revision: Revision) -> None:
        if revision.kind == Revision.Kind.MERGE and not _same_text(revision, form.edited):
            messages.info(
                self.request,
                f"Somebody else had saved in the meantime. Revision {revision.number} has their changes and yours.",
            )
        for problem in form.remarks:
            messages.warning(self.request, placed(problem))

    def _carry_out(
        self,
        action: str,
        article: Article,
        form: DocumentForm,
        schedule: ScheduleForm,
        *,
        seen: Document | None = None,
    ) -> HttpResponse:
        if action == "preview":
            return HttpResponseRedirect(preview_url(article))
        at = schedule.cleaned_data["schedule_at"] if schedule.is_bound else None
        try:
            done = carry_out(action, article, seen=seen, by=self.user, at=at)
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused
        except (PublishingError, RenderRefused) as refused:
            return self._refused(action, form, schedule, refused)
        if done.stopped:
            messages.warning(self.request, done.stopped, extra_tags="arrived")
        else:
            messages.success(self.request, done.message)
        self.article = done.article
        return HttpResponseRedirect(self.url_of(self.form_class) + self._saved_copy())

    def _refused(
        self,
        action: str,
        form: DocumentForm,
        schedule: ScheduleForm,
        refused: PublishingError | RenderRefused,
    ) -> HttpResponse:
        """The page as it was submitted, its text saved, with the reason why no more than that was done."""
        if action == "schedule" and not isinstance(refused, (Unpublishable, RenderRefused)):
            schedule.add_error("schedule_at", str(refused))
        else:
            untitled = isinstance(refused, Unpublishable) and not one_line(form.edited.fields.title)
            saved = "" if action in UNSAVED else "Saved, but no more than that: "
            form.refuse(f"{saved}{refused}", field="title" if untitled else "")
        return self._page(form, schedule)

    def _conflict(self, conflict: EditConflict) -> HttpResponse:
        kept = conflict.revision
        address = reverse("admin:articles_article_conflict", args=[kept.article_id, kept.number])
        return HttpResponseRedirect(address + self._saved_copy())

    def _settles(self) -> int:
        """The number of the kept text that is being edited here, which settles its conflict once saved; 0 for none."""
        is_post = self.request.method == "POST"
        named = self.request.POST.get("settles", "") if is_post else self.request.GET.get("from", "")
        return int(named[:9]) if named.isdecimal() else 0

    def _copy(self) -> str:
        """The id of the copy that the browser keeps of what was submitted; "" for none."""
        named = self.request.POST.get("copy", "")
        return named if _COPY.fullmatch(named) else ""

    def _saved_copy(self) -> str:
        """What an address ends in that says that the copy is needed no longer (`static/js/desk/copies.js`)."""
        return f"#saved-{copy}" if (copy := self._copy()) else ""

    # -- What is shown --------------------------------------------------------------------------------------------

    def _page(self, form: DocumentForm, schedule: ScheduleForm) -> HttpResponse:
        source = isinstance(form, SourceForm)
        document = getattr(form, "edited", form.shown)
        context = {
            **self.site_context,
            "title": one_line(document.fields.title) or ("Untitled" if self.article else "A new article"),
            "opts": Article._meta,
            "form": form,
            "schedule": schedule,
            "zone": settings.TIME_ZONE,
            "article": self.article,
            "base": self.base,
            "copy": self._copy(),
            "standing": self.standing,
            "conflicts": list(waiting(Article.objects.filter(pk=self.article.pk))) if self.article else [],
            "settles": self._settles(),
            "report": self._report(document),
            "problems": [placed(problem) for problem in document.problems] if not form.is_bound else [],
            "source": source,
            "form_url": self.url_of(self.form_class),
            "fields_url": self.url_of(FieldsForm),
            "source_url": self.url_of(SourceForm),
            "preview_link": f"{settings.SITE_URL}{preview_url(self.article)}" if self.article else "",
            "may_delete": self._may_delete(),
            "may_upload": self.user.has_perm("articles.add_image"),
        }
        return TemplateResponse(
            self.request, f"admin/articles/article/{'source' if source else 'write'}.html", context
        )

    def _report(self, document: Document) -> Report | None:
        """What there is to point out; an empty page is left in peace."""
        return inspect(document, article=self.article) if self.article or not _is_empty(document) else None

    def _may_delete(self) -> bool:
        article = self.article
        return (
            article is not None
            and article.first_published is None
            and self.user.has_perm("articles.delete_article")
        )


def preview_url(article: Article) -> str:
    return reverse("articles:preview", args=[make_token(article)])


def _unreadable(document: Document) -> bool:
    return any(problem.severity == "error" for problem in document.problems)


def _is_empty(document: Document) -> bool:
    return not one_line(document.fields.title) and not document.body.strip()


def _same_text(revision: Revision, document: Document) -> bool:
    return revision.text == document.text
