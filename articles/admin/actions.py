"""What can be done with many articles at once. Each article goes through its verb, and says so when it refuses."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import Truncator

from articles import publishing
from articles.markup import RenderRefused
from articles.models import Article
from articles.models.status import Status

# Each article is rendered, a good part of a second for long ones; a request should not take minutes.
MAX_AT_ONCE = 200
MAX_REASONS = 10


@admin.action(description="Publish", permissions=["publish"])
def publish_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet[Article]) -> None:
    def verb(article: Article) -> None:
        if article.status == Status.PUBLISHED and not article.has_staged_edits:
            raise publishing.WrongState("It is published, and nothing has changed since.")
        publishing.publish(article=article, by=_user(request))

    _each(request, queryset, verb, done="published")


@admin.action(description="Submit for review", permissions=["change"])
def submit_selected(model_admin: Any, request: HttpRequest, queryset: QuerySet[Article]) -> None:
    _each(
        request,
        queryset,
        lambda article: publishing.submit(article=article, by=_user(request)),
        done="submitted for review",
    )


@admin.action(description="Withdraw…", permissions=["publish"])
def withdraw_selected(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Article]
) -> HttpResponse | None:
    """Withdraw, after a page that says what readers will find."""
    if request.POST.get("confirmed") != "yes":
        return TemplateResponse(
            request,
            "admin/articles/article/withdraw_selected.html",
            {
                **model_admin.admin_site.each_context(request),
                "title": "Withdraw articles?",
                "opts": Article._meta,
                "articles": queryset[: MAX_AT_ONCE + 1],
                "checkbox": ACTION_CHECKBOX_NAME,
            },
        )
    _each(
        request,
        queryset,
        lambda article: publishing.withdraw(article=article, by=_user(request)),
        done="withdrawn",
    )
    return None


def _each(
    request: HttpRequest, queryset: QuerySet[Article], verb: Callable[[Article], object], *, done: str
) -> None:
    articles = list(queryset[: MAX_AT_ONCE + 1])
    if len(articles) > MAX_AT_ONCE:
        messages.error(request, f"Nothing was {done}: choose at most {MAX_AT_ONCE} articles at once.")
        return
    refusals = []
    for article in articles:
        try:
            verb(article)
        except (publishing.PublishingError, RenderRefused) as refused:
            refusals.append(f"“{Truncator(str(article)).chars(60)}” was not {done}: {refused}")
    succeeded = len(articles) - len(refusals)
    if succeeded:
        messages.success(request, f"{succeeded} article{'' if succeeded == 1 else 's'} {done}.")
    for refusal in refusals[:MAX_REASONS]:
        messages.error(request, refusal)
    if len(refusals) > MAX_REASONS:
        messages.error(request, f"{len(refusals) - MAX_REASONS} more were not {done}.")


def _user(request: HttpRequest) -> Any:
    return request.user
