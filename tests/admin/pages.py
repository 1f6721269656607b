"""The desk as a browser without JavaScript uses it: read a page's form, change fields, press a button."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from articles.models import Article

ADD = "/admin/articles/article/add/"
LIST = "/admin/articles/article/"


def url(name: str, of: Article, *more: Any) -> str:
    return reverse(f"admin:articles_article_{name}", args=[of.pk, *more])


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def text(response: Any) -> str:
    """What is to be read on a page, white space folded."""
    return " ".join(soup(response).get_text(" ").split())


def fields(page: BeautifulSoup, form: str = "article-form") -> dict[str, Any]:
    """What the form would submit as it stands."""
    found = page.find(id=form)
    assert isinstance(found, Tag), f"there is no form {form!r} on this page"
    values: dict[str, Any] = {}
    for control in found.find_all(["input", "textarea", "select"]):
        name = control.get("name")
        if not name or control.get("type") in {"file", "submit"}:
            continue
        if control.get("type") in {"checkbox", "radio"}:
            if control.has_attr("checked"):
                values[name] = control.get("value", "on")
        elif control.name == "textarea":
            # A browser drops the newline after the tag and submits carriage returns.
            values[name] = control.get_text().removeprefix("\n").replace("\n", "\r\n")
        elif control.name == "select":
            chosen = control.find("option", selected=True)
            values[name] = chosen.get("value", "") if isinstance(chosen, Tag) else ""
        else:
            values[name] = control.get("value", "")
    return values


def buttons(page: BeautifulSoup) -> set[str]:
    """The actions that the editor page offers."""
    return {str(button["value"]) for button in page.select('#article-form button[name="action"]')}


def press(client: Client, address: str, action: str, **changes: Any) -> HttpResponse:
    """Open the editor at `address`, type `changes`, press the button `action`. The response is not followed."""
    values = fields(soup(client.get(address)))
    return client.post(address, {**values, **changes, "action": action})


def said(client: Client, response: Any) -> str:
    """The page that a submission leads to, as text."""
    assert response.status_code == 302, text(response)
    return text(client.get(response["Location"]))


def fresh(article: Article) -> Article:
    return Article.objects.select_related("latest_revision", "live_revision").get(pk=article.pk)


def latest(article: Article) -> str:
    """The text of the latest revision."""
    revision = fresh(article).latest_revision
    assert revision is not None
    return revision.text


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="image/png")
