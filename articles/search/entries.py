"""What the index holds of an article."""

from dataclasses import dataclass

from articles.models import Article, ArticleQuerySet
from articles.slugs import slug_for

from .query import filter_token
from .text import tokens

# About what PostgreSQL can tell positions of; a longer text is found by its first so many words.
MAX_BODY_TOKENS = 50_000


@dataclass(frozen=True)
class Entry:
    """One article as lists of tokens, the fields in the order of their weight. `filters` are not ranked by."""

    article_id: int
    title: list[str]
    labels: list[list[str]]
    description: list[str]
    body: list[str]
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
    tags, authors = list(article.tags.all()), list(article.authors.all())
    category = [article.category] if article.category else []
    series = [article.series] if article.series else []
    filters = {filter_token("tag", slug) for tag in tags for slug in (tag.slug, slug_for(tag.name))}
    filters |= {
        filter_token("category", slug) for each in category for slug in (each.slug, slug_for(each.name))
    }
    for author in authors:
        # An author is found by either name alone: author:ada, author:lovelace, author:"Ada Lovelace".
        filters |= {filter_token("author", slug_for(part)) for part in [author.name, *author.name.split()]}
        filters.add(filter_token("author", author.slug))
    return Entry(
        article_id=article.pk,
        title=tokens(article.title),
        labels=[tokens(each.name) for each in [*tags, *category, *series, *authors]],
        description=tokens(article.description),
        body=tokens(article.text)[:MAX_BODY_TOKENS],
        filters=sorted(filters),
    )
