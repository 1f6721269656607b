"""What a document says of its own standing, and how it is made to say something else."""

from datetime import datetime

from django.utils import timezone

from .document import Document
from .inline import inline_text
from .models.status import RELEASED, Status
from .projection import moment
from .refusals import Unpublishable


def declared_status(document: Document) -> Status:
    """Where the document says that it stands, its date considered."""
    declared = document.fields.status or Status.PUBLISHED
    if declared not in RELEASED:
        return Status(declared)
    date = moment(document.fields.date)
    if date is None:
        # "Scheduled" without a moment is a plan, not an instruction.
        return Status.PUBLISHED if declared == Status.PUBLISHED else Status.DRAFT
    return Status.SCHEDULED if date > timezone.now() else Status.PUBLISHED


def declare(document: Document, status: Status, *, date: datetime | None = None) -> Document:
    """`document` saying in its frontmatter that it stands at `status`, and from when, if that changes."""
    stated = document.fields.status or Status.PUBLISHED
    # A scheduled article is a published one with a date to come; "published" needs no word in the document.
    equivalent = stated == status or (stated in RELEASED and status in RELEASED)
    if not equivalent:
        document = document.replace(status=str(Status.PUBLISHED if status in RELEASED else status))
    if date is not None and moment(document.fields.date) != date.replace(microsecond=0):
        local = date.astimezone(timezone.get_default_timezone()).replace(microsecond=0)
        document = document.replace(date=local)
    return document


def completed(document: Document) -> Document:
    """`document` as `publishing.enact` takes it over: dated, if it is to be released. Raises Unpublishable."""
    require_storable(document)
    status = declared_status(document)
    if status in RELEASED:
        require_publishable(document)
        if document.fields.date is None:
            document = declare(document, status, date=timezone.now())
    return document


def require_publishable(document: Document) -> None:
    """Raise Unpublishable for a document whose frontmatter cannot be read, or that has no title."""
    if errors := [problem for problem in document.problems if problem.severity == "error"]:
        raise Unpublishable(errors[0].message)
    if not inline_text(document.fields.title):
        raise Unpublishable("An article needs a title before it can be published.")


def require_storable(document: Document) -> None:
    """Raise Unpublishable for a text that PostgreSQL could not keep; on SQLite too, so that sites can move."""
    if "\0" in document.text:
        line = document.text[: document.text.index("\0")].count("\n") + 1
        raise Unpublishable(
            f"Line {line} contains a NUL character, which no database keeps as text. Remove it."
        )
