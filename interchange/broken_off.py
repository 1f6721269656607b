"""A sync that was broken off while files changed places: which of them have, and whose each is by now."""

from collections.abc import Mapping

from articles.models import Article

from .checkout import Checkout
from .exporting import note_origin
from .models import Origin
from .own_layout import slug_of
from .places import Pair


def finished(pairs: Mapping[str, Pair], files: Checkout, *, plan: bool) -> dict[str, Pair]:
    """`pairs` as the files are: of those that were to be another article's, the ones that were written are noted as its
    own (not with `plan`), the others are whose they were.
    """
    owners = dict(Origin.objects.filter(source=str(files.root)).values_list("path", "article_id"))
    apart = {
        path: pair for path, pair in pairs.items() if not pair.is_gone and owners.get(path) != pair.article
    }
    articles = Article.objects.in_bulk([pair.article for pair in apart.values()])
    now = dict(pairs)
    for path, pair in apart.items():
        article = articles.get(pair.article)
        if article is None:
            continue
        text = article.revisions.filter(sha256=pair.sha256).last()
        if text is not None and files.digest(path) == pair.sha256:
            if not plan:
                note_origin(files.root, path, article, text, files.read(path))
            continue
        del now[path]
        origin = Origin.objects.filter(key=files.key(path)).first()
        if origin is not None:
            now[path] = Pair(origin.article_id, origin.sha256, slug_of(path))
    return now
