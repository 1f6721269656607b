"""Documents of which no article comes, although they could be read: pages, lists, templates, and what is empty."""

import re

from articles.document import Document, Problem

from ..items import Context
from .own_ways import unpublished
from .path_facts import facts_in
from .titles import is_title

_PAGE_KINDS = frozenset(
    {"page", "home", "homepage", "index", "archive", "archives", "tags", "categories", "search", "404"}
)
# Those of them that programs fill: there is little or nothing in the document, whatever date it has.
_LISTINGS = frozenset({"archives", "tags", "categories", "search", "404"})
_LONGEST_LISTING = 200
# A title that is only the place for one: {{title}}, <% tp.file.title %>.
_BLANK = re.compile(r"\{\{[^{}]*\}\}|<%[^<>]*%>|\{%[^{}]*%\}")
# Programs whose home page says so itself.
_WITH_HOME = frozenset({"vuepress", "vitepress"})
# Programs that leave single posts out.
_WITHOUT_BUNDLES = frozenset({"eleventy", "zola"})
_HEADLESS = "A bundle of Hugo's without a page of its own, whose parts other pages show: no post."


def why(code: str, message: str, line: int | None = None) -> Problem:
    """The reason for which a document is no article."""
    return Problem(code, message, line, severity="error")


def no_article(document: Document, context: Context) -> Problem | None:
    """Why there is nothing to publish in a document that could be read."""
    title, body = document.fields.title.strip(), document.body.strip()
    if not body and not has_title(document, context):
        return (
            why("page", context.page)
            if context.page
            else why("empty", "There is neither a title nor a text.")
        )
    if _BLANK.fullmatch(title) and document.fields.date is None and not context.own_layout:
        return why("template", "A template for new documents: a program fills in its title.")
    if page := _as_page(document, context):
        return why("page", page)
    if not body and _says_nothing(document, context):
        return why(
            "empty", "There is a title, but neither a text nor a date: what a program fills, not a post."
        )
    return None


def _says_nothing(document: Document, context: Context) -> bool:
    """Whether nothing in a document without a text, or in its path, makes it a post."""
    fields = document.fields
    says = fields.date or fields.updated or fields.image or fields.status or document.view.winners.get("date")
    return not (says or context.own_layout or facts_in(context).date)


def has_title(document: Document, context: Context) -> bool:
    """Whether a document says a title that somebody sees. In an export of ours it is what the article was called."""
    title = document.fields.title
    return bool(title) if context.own_layout else is_title(title)


def _as_page(document: Document, context: Context) -> str:
    """What makes a document a page; "" for a post, which one with a date is unless it says otherwise."""
    data = document.data
    kinds = {str(data.get(key, "")).strip().lower() for key in ("layout", "type", "templateKey")}
    if kinds & _LISTINGS and len(document.body.strip()) <= _LONGEST_LISTING:
        return "A page that lists the old site's posts (by its layout or type), not a post."
    if certain := _certainly(document, context):
        return certain
    is_page = context.page_though_dated or (bool(context.page) and "page" in kinds)
    if document.fields.date is not None and not is_page:
        return ""
    if context.page and is_page:
        return context.page
    is_page_of_cms = any(kind.endswith("-page") for kind in kinds)
    if is_page_of_cms or kinds & _PAGE_KINDS or data.get("template") is True:
        return "A page of the old site (by its layout or type, and without a date), not a post."
    return context.page


def _certainly(document: Document, context: Context) -> str:
    """What makes a document a page whatever date it has; "" for others."""
    data = document.data
    if data.get("home") is True and context.flavour in _WITH_HOME:
        return "The home page of the old site, not a post."
    is_headless = data.get("headless") is True or unpublished(data, context.flavour) == "page"
    return _HEADLESS if is_headless and context.flavour not in _WITHOUT_BUNDLES else ""
