"""A sync that was broken off: which files it has written, whose each is by now, and which contradict the site."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from articles.models import Article

from .checkout import Checkout, sha256_of
from .export_files import digest_on_site
from .exporting import note_origin
from .models import Origin
from .own_layout import path_of, slug_of
from .places import Pair

# How many articles are looked up in one query.
_AT_ONCE = 500


def finished(pairs: Mapping[str, Pair], files: Checkout, *, plan: bool) -> dict[str, Pair]:
    """`pairs` as the files are: of those that were to be another article's, the ones that were written are noted as its
    own (not with `plan`), the others are whose they were. What was removed because its article has another file by now
    is missed by nobody. A file contradicts its article as long as a conflict says so that the import of the file has
    begun: what is not known to, is written over.
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
    for path in _removed(now, files.documents()):
        del now[path]
        if not plan:
            Origin.objects.filter(key=files.key(path)).delete()
    return _with_contradictions(now, files)


def _removed(pairs: Mapping[str, Pair], there: AbstractSet[str]) -> list[str]:
    """The files that are not there and whose article has one that is."""
    has_file = {pair.article for path, pair in pairs.items() if path in there}
    return [path for path, pair in pairs.items() if path not in there and pair.article in has_file]


def note_written(files: Checkout) -> None:
    """Note as its article's each file that a sync has written without coming to note it: one that says what the site
    does, which is nobody's edit. One that has contradicted the site is left to the import, which settles that.
    """
    origins = Origin.objects.filter(source=str(files.root))
    rows = list(origins.values_list("path", "sha256", "article_id", "base__open_conflict"))
    known = {path: (sha256, article) for path, sha256, article, _ in rows}
    open_ones = {path for path, _, _, conflict in rows if conflict is not None}
    there = {path: files.digest(path) for path in files.documents() - open_ones}
    written = {path: known[path][1] for path, now in there.items() if path in known and now != known[path][0]}
    articles = Article.objects.select_related("live_revision", "latest_revision")
    changed = articles.in_bulk(written.values())
    for path, key in written.items():
        _note_if_written(files, path, there[path], changed.get(key))
    new = {slug_of(path): path for path in there if path not in known and path == path_of(slug_of(path))}
    mine = {article for _, article in known.values()}
    slugs = sorted(new)
    for start in range(0, len(slugs), _AT_ONCE):
        for article in articles.filter(slug__in=slugs[start : start + _AT_ONCE]):
            if article.pk not in mine:
                path = new[article.slug]
                _note_if_written(files, path, there[path], article)


def _note_if_written(files: Checkout, path: str, sha256: str, article: Article | None) -> None:
    revision = article and (article.live_revision or article.latest_revision)
    if article and revision:
        data = files.marked(path, revision.document.dump())
        if sha256_of(data) == sha256:
            note_origin(files.root, path, article, revision, data)


def _with_contradictions(pairs: dict[str, Pair], files: Checkout) -> dict[str, Pair]:
    open_ones = Origin.objects.filter(source=str(files.root), base__open_conflict__isnull=False)
    for origin in open_ones.select_related("base", "article__live_revision", "article__latest_revision"):
        pair = pairs.setdefault(origin.path, Pair(origin.article_id, "", origin.article.slug))
        if not pair.contradicts and origin.base is not None:
            pair.contradicts, pair.kept = digest_on_site(origin.article), origin.base.number
    return pairs
