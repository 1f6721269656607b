"""Where an article is found: its slug, which never collides, and the old paths that lead to it."""

from django.db import IntegrityError, transaction

from .models import Article, Redirect
from .models.redirect import normalise_path
from .refusals import WrongState
from .slugs import free_slug

# How often a slug is tried again because another process took it between the question and the answer.
ATTEMPTS = 5


def save_at_free_slug(article: Article, wanted: str) -> None:
    """Save `article` under `wanted` or the next free slug after it (`wanted-2`, `wanted-3`...).

    Raises WrongState if others keep taking the one that was free.
    """
    for _ in range(ATTEMPTS):
        others = Article.objects.exclude(pk=article.pk).order_by()
        # A prefix can't be looked up in every database's index, so it is asked for only when there is a need.
        near = (
            others.filter(slug__startswith=wanted) if others.filter(slug=wanted).exists() else others.none()
        )
        article.slug = free_slug(wanted, set(near.values_list("slug", flat=True)))
        try:
            with transaction.atomic():
                article.save()
        except IntegrityError:
            if not others.filter(slug=article.slug).exists():
                raise
        else:
            return
    raise WrongState(f"No free address near “{wanted}” could be had. Try again.")


def former_paths(article: Article, *, moved_from: str = "") -> set[str]:
    """The old paths that lead to `article`: its aliases, and the one it has just left."""
    aliases = [alias for alias in article.aliases if isinstance(alias, str)]
    former = {normalise_path(path)[:1000] for path in [moved_from, *aliases] if path}
    return former - {normalise_path(article.get_absolute_url()), "/"}


def keep_addresses(article: Article, *, moved_from: str) -> None:
    """Let the article's former paths lead to it; the path it has now needs no redirect."""
    Redirect.objects.filter(path=normalise_path(article.get_absolute_url())).delete()
    for path in former_paths(article, moved_from=moved_from):
        Redirect.objects.update_or_create(path=path, defaults={"article": article, "url": ""})
