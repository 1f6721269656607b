"""Where an article is found: its slug, which never collides, and the old paths that lead to it."""

from collections.abc import Container, Iterable, Mapping, Sequence

from django.db import IntegrityError, transaction

from .document.fields import MAX_ALIAS
from .models import Article, ArticleQuerySet, Redirect
from .models.redirect import normalise_path
from .models.status import RELEASED
from .refusals import WrongState
from .slugs import free_slug

# How often a slug is tried again because another process took it between the question and the answer.
ATTEMPTS = 5
# How many addresses are asked for first, and at most in one query.
_ASKED, _ASKED_AT_ONCE = 8, 400


def save_at_free_slug(article: Article, wanted: str) -> None:
    """Save `article` under `wanted` or the next free slug after it (`wanted-2`, `wanted-3`...).

    Raises WrongState if others keep taking the one that was free.
    """
    for _ in range(ATTEMPTS):
        others = Article.objects.exclude(pk=article.pk).order_by()
        article.slug = free_slug(wanted, taken_slugs(wanted, others))
        try:
            with transaction.atomic():
                article.save()
        except IntegrityError:
            if not others.filter(slug=article.slug).exists():
                raise
        else:
            return
    raise WrongState(f"No free address near “{wanted}” could be had. Try again.")


def taken_slugs(wanted: str, articles: ArticleQuerySet, *, besides: Container[str] = ()) -> set[str]:
    """Which of `wanted`, `wanted-2`, `wanted-3`... `articles` have, as far as `free_slug` will ask: those `besides` are
    taken too.

    Asked for by whole slugs, which every database has an index of; under a prefix there may be half of the site.
    """
    found: set[str] = set()
    first, number = 1, _ASKED
    while True:
        names = [wanted if place == 1 else f"{wanted}-{place}" for place in range(first, first + number)]
        found.update(articles.filter(slug__in=names).values_list("slug", flat=True))
        if not all(name in found or name in besides for name in names):
            return found
        first, number = first + number, min(4 * number, _ASKED_AT_ONCE)


def former_paths(article: Article, *, moved_from: str = "") -> set[str]:
    """The old paths that lead to `article`: its aliases, and the one it has just left."""
    aliases = [alias for alias in article.aliases if isinstance(alias, str)]
    former = {normalise_path(path)[:MAX_ALIAS] for path in [moved_from, *aliases] if path}
    return former - {normalise_path(article.get_absolute_url()), "/"}


def keep_addresses(article: Article, *, moved_from: str) -> None:
    """Let the article's former paths lead to it; the path it has now needs no redirect.

    A path that another article had first, and still names, stays with that one.
    """
    Redirect.objects.filter(path=normalise_path(article.get_absolute_url())).delete()
    paths = dict.fromkeys(former_paths(article, moved_from=moved_from), article)
    taken = contested(paths) - {normalise_path(moved_from)}
    for path in paths.keys() - taken:
        Redirect.objects.update_or_create(path=path, defaults={"article": article, "url": ""})


def lead_on(article: Article, *, moved_from: str) -> None:
    """Let the path that a hidden article has left lead to it, for readers have seen it there.

    Its other paths stay as they are until it is shown again: they may lead to what readers see.
    """
    Redirect.objects.get_or_create(path=normalise_path(moved_from), defaults={"article": article, "url": ""})


def keep_all_addresses(articles: Sequence[Article]) -> None:
    """What `keep_addresses` does for each article in turn, none of which has moved, in three queries."""
    leads: dict[str, Article] = {}
    own = []
    for article in articles:
        own.append(normalise_path(article.get_absolute_url()))
        leads.pop(own[-1], None)
        leads = dict.fromkeys(former_paths(article), article) | leads
    Redirect.objects.filter(path__in=own).exclude(path__in=leads).delete()
    taken = contested(leads)
    Redirect.objects.bulk_create(
        [
            Redirect(path=path, article=article, url="")
            for path, article in leads.items()
            if path not in taken
        ],
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["article", "url"],
    )


def contested(leads: Mapping[str, Article]) -> set[str]:
    """Those of the paths, each given with an article that names it, which lead to another one that names it too."""
    known = Redirect.objects.filter(path__in=leads).exclude(article=None).select_related("article")
    known = known.only("path", "article", "article__slug", "article__aliases")
    return {
        each.path
        for each in known
        if each.article is not None
        and each.article_id != leads[each.path].pk
        and each.path in former_paths(each.article)
    }


def lost_addresses(articles: Iterable[Article]) -> dict[int, list[Redirect]]:
    """The redirects at former paths of `articles` that lead to other ones, by the key of the article that lost them."""
    leads = [
        (path, article.pk)
        for article in articles
        if article.status in RELEASED
        for path in sorted(former_paths(article))
    ]
    known = Redirect.objects.filter(path__in=[path for path, _ in leads]).select_related("article")
    there = {each.path: each for each in known.only("path", "article", "article__slug")}
    lost: dict[int, list[Redirect]] = {}
    for path, key in leads:
        if path in there and there[path].article_id != key:
            lost.setdefault(key, []).append(there[path])
    return lost
