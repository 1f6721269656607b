"""A document's frontmatter as the values of a form, and a form's values written back into the document.

Only what was changed is written, so that saving a form changes the lines of the fields that were edited.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from articles.document import AuthorRef, Document, ImageRef, SeriesRef
from articles.models import Author
from articles.projection import moment
from articles.slugs import slug_for

# Fields of the form that are written together into one canonical key.
_TOGETHER = {
    "image_src": "image",
    "image_alt": "image",
    "image_caption": "image",
    "series_name": "series",
    "series_position": "series",
}
_MOMENTS = ("date", "updated", "expires")


@dataclass(frozen=True)
class Values:
    """What the form shows of a document: one plain value for each field, comparable with what is submitted."""

    data: Mapping[str, Any]

    @classmethod
    def of(cls, document: Document) -> "Values":
        fields = document.fields
        image, series = fields.image or ImageRef(""), fields.series or SeriesRef("")
        return cls(
            {
                "title": one_line(fields.title),
                "description": plain_newlines(fields.description).strip(),
                "body": plain_newlines(document.body).lstrip("\n"),
                "date": to_minute(fields.date),
                "updated": to_minute(fields.updated),
                "expires": to_minute(fields.expires),
                "category": one_line(fields.category),
                "tags": distinct(one_line(tag) for tag in fields.tags),
                "authors": distinct(one_line(author.name or author.slug) for author in fields.authors),
                "image_src": image.src.strip(),
                "image_alt": one_line(image.alt),
                "image_caption": one_line(image.caption),
                "series_name": one_line(series.name),
                "series_position": series.position,
                "slug": fields.slug.strip(),
                "aliases": distinct(one_line(alias) for alias in fields.aliases),
                "canonical": fields.canonical.strip(),
                "language": fields.language.strip(),
                "noindex": fields.noindex,
                "featured": fields.featured,
                "dialect": fields.dialect,
            }
        )

    def changed(self, submitted: Mapping[str, Any]) -> list[str]:
        """The names of the fields whose submitted value is another one."""
        return [name for name, value in self.data.items() if name in submitted and submitted[name] != value]


def write(document: Document, submitted: Mapping[str, Any]) -> Document:
    """`document` with the submitted values, every field that was left alone still as its author wrote it.

    Raises ValueError where the frontmatter is so broken that nothing in it can be found.
    """
    changed = Values.of(document).changed(submitted)
    # In the order of the form, so that a new document begins with its title.
    keys = dict.fromkeys(_TOGETHER.get(name, name) for name in changed if name != "body")
    if keys:
        document = document.replace(**{key: _value(key, document, submitted) for key in keys})
    if "body" in changed:
        document = document.with_body(_gap(document) + submitted["body"])
    return document


def _gap(document: Document) -> str:
    """The empty lines between the frontmatter and the text, which the form does not show."""
    body = plain_newlines(document.body)
    gap = body[: len(body) - len(body.lstrip("\n"))]
    return gap if body or document.format == "none" else "\n"


def _value(key: str, document: Document, submitted: Mapping[str, Any]) -> object:
    """What the canonical `key` is to be; None takes it out of the document."""
    if key == "image":
        src = submitted["image_src"]
        return ImageRef(src, submitted["image_alt"], submitted["image_caption"]) if src else None
    if key == "series":
        name = submitted["series_name"]
        return SeriesRef(name, submitted["series_position"]) if name else None
    if key == "authors":
        return _authors(document.fields.authors, submitted["authors"]) or None
    if key in _MOMENTS and submitted[key] is not None:
        return timezone.localtime(submitted[key], timezone.get_default_timezone())
    return submitted[key] or None


def _authors(present: tuple[AuthorRef, ...], names: tuple[str, ...]) -> tuple[AuthorRef, ...]:
    """The authors of these names, as the document has them already or as the site knows them."""
    by_name = {one_line(author.name or author.slug): author for author in present}
    missing = [name for name in names if name not in by_name]
    for author in Author.objects.filter(name__in=missing).order_by("-pk") if missing else ():
        derived = author.slug == slug_for(author.name)
        by_name[author.name] = AuthorRef(author.name, slug="" if derived else author.slug)
    return tuple(by_name.get(name) or AuthorRef(name) for name in names)


def distinct(names: Iterable[str]) -> tuple[str, ...]:
    """The names that say something, each once."""
    return tuple(dict.fromkeys(name for name in names if name))


def one_line(text: str) -> str:
    return " ".join(text.split())


def plain_newlines(text: str) -> str:
    """Line ends as a browser submits them, less the carriage returns."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def to_minute(value: date | datetime | None) -> datetime | None:
    """The moment a document's date stands for, as exactly as the form shows it."""
    instant = moment(value)
    return instant.replace(second=0, microsecond=0) if instant else None


def split_names(text: str) -> tuple[str, ...]:
    """Names from a line of them, divided by commas; one that holds a comma itself stands in double quotes."""
    rows = csv.reader(one_line(text).splitlines(), skipinitialspace=True)
    return distinct(one_line(name) for row in rows for name in row)


def join_names(names: tuple[str, ...]) -> str:
    """Names as a line that `split_names` takes apart again."""
    quoted = (
        '"{}"'.format(name.replace('"', '""')) if "," in name or name.startswith('"') else name
        for name in names
    )
    return ", ".join(quoted)
