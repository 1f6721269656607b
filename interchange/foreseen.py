"""What a --plan can tell of old addresses: which of them lead to another article already, or would by then."""

from articles.addresses import contested, former_paths
from articles.document import Problem
from articles.models import Article
from articles.models.redirect import Redirect
from articles.models.status import RELEASED
from articles.paths import path_to
from articles.publishing import declared_status

from .apply import alias_taken
from .plan import Past, Plan


def lost_aliases(plan: Plan, slug: str, past: Past) -> list[Problem]:
    """A warning for each old address that the article, at `slug`, would not get; the others are noted as its own."""
    if not plan.shows or declared_status(plan.document) not in RELEASED:
        return []
    article = Article(
        pk=plan.article.pk if plan.article else None, slug=slug, aliases=list(plan.document.fields.aliases)
    )
    paths = former_paths(article)
    taken = contested(dict.fromkeys(paths, article))
    there = Redirect.objects.filter(path__in=taken).select_related("article")
    led = {each.path: each.target for each in there}
    for path in paths - taken:
        first = past.led.setdefault(path, slug)
        if first != slug:
            led[path] = path_to("article", first)
    return [alias_taken(path, led[path]) for path in sorted(led)]
