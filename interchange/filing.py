"""What articles are filed under, as far as an import makes it: told by age, removed again when nothing needs it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max

from articles.models import Article, Author, Category, Series, Tag

FILED: dict[str, type[Any]] = {"categories": Category, "series": Series, "authors": Author, "tags": Tag}


def filing_marks() -> dict[str, int]:
    """The highest keys there are now: {"categories": 12, ...}."""
    return {name: model.objects.aggregate(top=Max("pk"))["top"] or 0 for name, model in FILED.items()}


def younger_filing(article: Article, marks: Mapping[str, int]) -> dict[str, list[int]]:
    """The keys of what `article` is filed under that did not exist when the `marks` were taken."""
    named: dict[str, Sequence[int | None]] = {
        "categories": [article.category_id],
        "series": [article.series_id],
        "authors": list(article.bylines.values_list("author_id", flat=True)),
        "tags": list(article.tagged.values_list("tag_id", flat=True)),
    }
    return {name: [key for key in keys if key and key > marks.get(name, 0)] for name, keys in named.items()}


def remove_unused(filing: Mapping[str, Sequence[int]]) -> None:
    """Delete those of the given records under which no article stands."""
    for name, keys in filing.items():
        if name in FILED:
            FILED[name].objects.filter(pk__in=keys, articles=None).delete()
