"""What a worker does with one file, or an item of one (`articles.markup.crew`): an item comes of it, with its body
rendered. Pure.
"""

from dataclasses import dataclass, replace

from articles.document import Document, parse
from articles.document.compact import Compact
from articles.inline import inline_text
from articles.markup import RenderRefused
from articles.markup.bounded import Place, bounded_calls
from articles.markup.render import warm_up as warm_up_renderer
from articles.prepared import Prepared, prepare

from .items import Context, Item, NoItem
from .readers.crosslinks import written_links
from .readers.glances import Glance, glance
from .readers.lookups import Asked, Question, Told
from .readers.markdown import read
from .readers.references import Reference, references

READ = f"{__name__}:read_file"
READ_PART = f"{__name__}:read_part"
PREPARE = f"{__name__}:prepare_body"
GLANCE = f"{__name__}:glance_at"
LINKS = f"{__name__}:links_in"
# What stands in most posts with code; the first block in a language takes up to a hundred times as long as the next.
_LANGUAGES = ("bash", "css", "html", "javascript", "json", "python", "sql", "yaml")


@dataclass(frozen=True, slots=True)
class Read(Compact):
    """A file that was read, and the pictures that its document names.

    `prepared` is of the document as it is; None where it is likely to change, and where `refused` says why not.
    """

    item: Item | NoItem
    pictures: tuple[Reference, ...] = ()
    prepared: Prepared | None = None
    refused: RenderRefused | None = None


@dataclass(frozen=True, slots=True)
class Unanswered(Compact):
    """What has to be known of an export, beside what came along, before an item of it can be read."""

    questions: tuple[Question, ...]


def read_part(packed: bytes, told: Told, convert: Place, render: bool, site_host: str) -> Read | Unanswered:
    """The item that `packed` reads (see `lookups`); what may take long is done at `convert` (see `bounded_calls`)."""
    asked = Asked(told)
    try:
        with bounded_calls(convert):
            item = asked.opened(packed)()
    except Exception:  # of what it was not told, a reader may make anything
        if not asked.open:
            raise
    if asked.open:
        return Unanswered(tuple(asked.open))
    return made_ready(item, render=render, site_host=site_host)


def read_file(data: bytes, context: Context, render: bool, site_host: str) -> Read:
    """The file's item and, with `render`, its body prepared."""
    return made_ready(read(data, context), render=render, site_host=site_host)


def glance_at(data: bytes, context: Context) -> Glance | None:
    return glance(parse(data), context)


def links_in(data: bytes) -> list[str]:
    return written_links(data)


def made_ready(item: Item | NoItem, *, render: bool, site_host: str) -> Read:
    """An item as `read_file` returns it."""
    if isinstance(item, NoItem):
        return Read(item)
    item.document.read()
    pictures = pictures_of(item)
    if not render or any(each.start >= 0 for each in pictures):
        # Its pictures will have other names in the body.
        return Read(item, pictures)
    try:
        return Read(item, pictures, prepare_body(**wanted_of(item.document, site_host)))
    except RenderRefused as refused:
        return Read(item, pictures, refused=refused)


def wanted_of(document: Document, site_host: str) -> dict[str, str]:
    """The arguments of `prepare_body` for the body of a document."""
    fields = document.fields
    title, dialect = inline_text(fields.title), fields.dialect or "commonmark"
    return {"body": document.body, "dialect": dialect, "title": title, "site_host": site_host}


def prepare_body(body: str, dialect: str, title: str, site_host: str) -> Prepared:
    return prepare(body, dialect=dialect, title=title, site_host=site_host)


def pictures_of(item: Item) -> tuple[Reference, ...]:
    """The references of the item's document, with the lines that they have in the file it came from."""
    found = references(item.document, item.hosts)
    if not found:
        return ()
    if item.line is not None:
        return tuple(replace(each, line=item.line or None) for each in found)
    added = item.document.body_line - item.original.body_line
    cover = item.original.line_of("image")
    return tuple(
        replace(each, line=each.line - added if each.line and each.start >= 0 else cover) for each in found
    )


def warm_up() -> None:
    """Load what reading and rendering take."""
    warm_up_renderer()
    code = "".join(f"```{name}\nx\n```\n\n" for name in _LANGUAGES)
    text = f"---\ntitle: a\ndate: 2020-01-02\n---\n{code}"
    read_file(text.encode(), Context("a.md"), render=True, site_host="")
