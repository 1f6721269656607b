"""Markdown to everything that is derived from it."""

from __future__ import annotations

from articles.markup.engines import to_html
from articles.markup.rendered import Rendered
from articles.markup.sanitize import clean, normalise


def render(body: str, *, dialect: str = "commonmark", title: str = "", site_host: str = "") -> Rendered:
    """Render `body`, Markdown in `dialect`."""
    html = clean(normalise(to_html(body, dialect)))
    return Rendered(html, (), body, len(body.split()), (), (), (), (), "", ())
