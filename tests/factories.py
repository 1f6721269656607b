"""Small makers of what tests need: documents, and articles that went through `articles.publishing` like any other.

    article("Hello", tags=["python"])                 a published article, dated two days ago
    article("Later", date=tomorrow())                 a scheduled one
    article("Not yet", status="draft")                 a draft
    article("Gone", status="withdrawn")                one whose address answers 410
    articles(30, category="Django")                    thirty published ones, each an hour older than the one before

Keyword arguments are frontmatter: whatever a document may say, a test may say.
"""

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import yaml
from django.contrib.auth.models import Group, User
from django.utils import timezone
from PIL import Image as Picture

from articles import publishing
from articles.document import Document, parse
from articles.markup import render
from articles.models import Article, Revision

BODY = """\
A first paragraph that says what this is about, long enough to be an excerpt of its own.

## A section

Some *emphasis*, some `code` and [a link](https://example.com/).
"""

_numbers = count(1)


def days(number: float) -> datetime:
    """The moment `number` days from now; negative ones lie in the past."""
    return timezone.now() + timedelta(days=number)


def tomorrow() -> datetime:
    return days(1)


def document_text(body: str = BODY, **frontmatter: Any) -> str:
    """A document with YAML frontmatter in the given order. Keys whose value is None are left out."""
    data = {key: _plain(value) for key, value in frontmatter.items() if value is not None}
    if not data:
        return body
    return f"---\n{yaml.safe_dump(data, allow_unicode=True, sort_keys=False)}---\n\n{body}"


def _plain(value: Any) -> Any:
    """What YAML can say: tuples as lists."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value


def document(title: str = "An article", body: str = BODY, **frontmatter: Any) -> Document:
    return parse(document_text(body, title=title, **frontmatter))


def article(title: str = "", body: str = BODY, *, by: User | None = None, **frontmatter: Any) -> Article:
    """An article where its frontmatter says that it stands: published two days ago unless told otherwise.

    A withdrawn article was published first, as it would have been in life.
    """
    title = title or f"Article number {next(_numbers)}"
    frontmatter.setdefault("date", days(-2))
    withdrawn = frontmatter.get("status") == "withdrawn"
    if withdrawn:
        del frontmatter["status"]
    made = enact(document(title, body, **frontmatter), by=by)
    if withdrawn:
        publishing.withdraw(article=made, by=None)
    return Article.objects.get(pk=made.pk)


def articles(number: int, body: str = BODY, **frontmatter: Any) -> list[Article]:
    """`number` published articles, newest first."""
    newest = frontmatter.pop("date", days(-2))
    return [
        article(f"Article number {next(_numbers)}", body, date=newest - timedelta(hours=age), **frontmatter)
        for age in range(number)
    ]


def enact(written: Document, *, of: Article | None = None, by: User | None = None) -> Article:
    """What an import does with a document. Rendered in this process: a test's own text needs no bounds."""
    fields = written.fields
    rendered = render(
        written.body, dialect=fields.dialect or "commonmark", title=fields.title, site_host="localhost"
    )
    return publishing.enact(document=written, article=of, by=by, rendered=rendered)


def draft(title: str = "A draft", body: str = BODY, *, by: User | None = None, **frontmatter: Any) -> Article:
    """A draft as the editors' desk makes one."""
    return publishing.create(document=document(title, body, **frontmatter), by=by)


def stage(of: Article, body: str, **changes: Any) -> Revision:
    """A newer revision of a live article that readers do not see yet."""
    latest = Article.objects.get(pk=of.pk).latest_revision
    assert latest is not None
    changed = latest.document.with_body(body)
    if changes:
        changed = changed.replace(**changes)
    return publishing.save_revision(article=of, document=parse(changed.text), by=None)


def user(name: str = "", *, group: str = "", **fields: Any) -> User:
    """An account of the admin, in `group` ("Author", "Editor" or "Publisher") if one is named."""
    name = name or f"user{next(_numbers)}"
    made = User.objects.create_user(name, f"{name}@example.com", "a good password", is_staff=True, **fields)
    if group:
        made.groups.add(Group.objects.get(name=group))
    return made


def picture(width: int = 1200, height: int = 800, colour: str = "#4a6fa5", *, kind: str = "PNG") -> bytes:
    """The bytes of a picture of one colour."""
    buffer = io.BytesIO()
    Picture.new("RGB", (width, height), colour).save(buffer, kind)
    return buffer.getvalue()
