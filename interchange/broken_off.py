"""A sync that was broken off: which files have changed places, whose each is by now, and which contradict the site."""

from collections.abc import Mapping

from articles.models import Article

from .checkout import Checkout
from .export_files import digest_on_site
from .exporting import note_origin
from .models import Origin
from .own_layout import slug_of
from .places import Pair


def finished(pairs: Mapping[str, Pair], files: Checkout, *, plan: bool) -> dict[str, Pair]:
    """`pairs` as the files are: of those that were to be another article's, the ones that were written are noted as its
    own (not with `plan`), the others are whose they were. A file contradicts its article as long as a conflict says so
    that the import of the file has begun: what is not known to, is written over.
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
    return _with_contradictions(now, files)


def _with_contradictions(pairs: dict[str, Pair], files: Checkout) -> dict[str, Pair]:
    open_ones = Origin.objects.filter(source=str(files.root), base__open_conflict__isnull=False)
    for origin in open_ones.select_related("base", "article__live_revision", "article__latest_revision"):
        pair = pairs.setdefault(origin.path, Pair(origin.article_id, "", origin.article.slug))
        if not pair.contradicts and origin.base is not None:
            pair.contradicts, pair.kept = digest_on_site(origin.article), origin.base.number
    return pairs
