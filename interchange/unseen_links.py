"""Warnings of links to drafts, which come true no more when the draft is published: whatever the file says by then."""

from collections.abc import Sequence

from articles.models import Article

from .readers.crosslinks import draft_linked

Remembered = tuple[str, str, int | None]
"""The code, message and line of a warning, as it was when the file was last read."""


def still_true(warnings: Sequence[Remembered]) -> Sequence[Remembered]:
    """The warnings without those of links to drafts that readers see by now."""
    slugs = {slug for code, message, _ in warnings if (slug := draft_linked(code, message))}
    if not slugs:
        return warnings
    shown = set(Article.objects.live().filter(slug__in=slugs).values_list("slug", flat=True))
    return [each for each in warnings if draft_linked(each[0], each[1]) not in shown]
