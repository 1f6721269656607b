"""What the index holds of an article."""

from dataclasses import dataclass
from functools import lru_cache

from articles.filing import Filing
from articles.models import Article, ArticleQuerySet
from articles.prepared import body_tokens
from articles.slugs import slug_for
from articles.words import tokens

from .query import filter_token


@dataclass(frozen=True)
class Entry:
    """One article as lists of tokens, the fields in the order of their weight. `filters` are not ranked by."""

    article_id: int
    title: list[str]
    labels: list[list[str]]
    description: list[str]
    body: str  # parted by spaces
    filters: list[str]


def with_labels(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Load with `articles` what `entry_for` reads of each."""
    return (
        articles.select_related("category", "series")
        .prefetch_related("tags", "authors")  # type: ignore[misc]  # the plugin does not know taggit's manager
        .only("title", "description", "text", "category__name", "category__slug", "series__name")
    )


def entry_for(article: Article) -> Entry:
    """What is found of `article`, and by which `tag:`, `category:` and `author:`. Reads what `with_labels` loads."""
    filing = Filing(article.category, article.series, tuple(article.authors.all()), tuple(article.tags.all()))
    # These know the article, as it knew them: a circle, which would be held until circles are looked for.
    article._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    return entry_of(article, filing, body_tokens(article.text))


def entry_of(article: Article, filing: Filing, body: str) -> Entry:
    """The entry of an article that is filed so and has these tokens."""
    names = [each.name for each in filing.tags]
    filters: set[str] = set()
    for tag in filing.tags:
        filters.update(_filters("tag", tag.slug, tag.name))
    if filing.category:
        names.append(filing.category.name)
        filters.update(_filters("category", filing.category.slug, filing.category.name))
    if filing.series:
        names.append(filing.series.name)
    for author in filing.authors:
        names.append(author.name)
        filters.update(_author_filters(author.slug, author.name))
    return Entry(
        article_id=article.pk,
        title=tokens(article.title),
        labels=[_label(name) for name in names],
        description=tokens(article.description),
        body=body,
        filters=sorted(filters),
    )


# The same few names stand on thousands of articles.


@lru_cache(maxsize=4096)
def _label(name: str) -> list[str]:
    return tokens(name)


@lru_cache(maxsize=4096)
def _filters(kind: str, slug: str, name: str) -> tuple[str, ...]:
    return filter_token(kind, slug), filter_token(kind, slug_for(name))


@lru_cache(maxsize=4096)
def _author_filters(slug: str, name: str) -> tuple[str, ...]:
    """An author is found by either name alone: author:ada, author:lovelace, author:"Ada Lovelace"."""
    parts = (name, *name.split())
    return filter_token("author", slug), *(filter_token("author", slug_for(part)) for part in parts)
