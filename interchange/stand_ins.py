"""Slugs that articles got in place of those that their files ask for, since other articles had these."""

from collections.abc import Container
from dataclasses import replace

from articles.document import Document, Problem
from articles.models import Article
from articles.slugs import chosen_slug, is_numbered

from .items import Item


def stands_in(slug: str, wanted: str, language: str) -> bool:
    """Whether `slug` is what an article in a `language` got that asks for `wanted`."""
    return is_numbered(slug, wanted) or (bool(language) and slug == f"{wanted}-{chosen_slug(language)}")


def where_it_stands_in(item: Item, article: Article, base: Document, taken: Container[str]) -> Item:
    """The item; if another article still has the slug that its file names, with the one that it got in its place.

    Else it would ask for that with each edit of the file, and leave the address at which it has been found for another.
    """
    wanted = chosen_slug(item.document.fields.slug)
    if (
        wanted in {"", article.slug}
        or chosen_slug(base.fields.slug) != article.slug
        or not stands_in(article.slug, wanted, item.language)
        or wanted not in taken
    ):
        return item
    return replace(item, document=item.document.replace(slug=article.slug))


def slug_taken(wanted: str, slug: str) -> Problem:
    """That an article is found at `slug`, since another one has the address that it asks for."""
    message = f"Another article has the address /articles/{wanted}/; this one is at /articles/{slug}/."
    return Problem("slug-taken", message, field="slug")
