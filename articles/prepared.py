"""A body rendered, and its text cut into words: what publishing takes of it that needs no database. Pure."""

from dataclasses import dataclass

from .document.compact import Compact
from .markup import Rendered, render
from .words import tokens

# About what PostgreSQL can tell positions of; a longer text is found by its first so many words.
MAX_TOKENS = 50_000


@dataclass(frozen=True, slots=True)
class Prepared(Compact):
    """`tokens` are those of the text that the search index holds, parted by spaces."""

    rendered: Rendered
    tokens: str


def prepare(body: str, *, dialect: str = "commonmark", title: str = "", site_host: str = "") -> Prepared:
    """Render as `articles.markup.render` does, within no bounds but its own. Raises RenderRefused."""
    rendered = render(body, dialect=dialect, title=title, site_host=site_host)
    return Prepared(rendered, body_tokens(rendered.text))


def body_tokens(text: str) -> str:
    """What is indexed of an article's text."""
    return " ".join(tokens(text)[:MAX_TOKENS])
