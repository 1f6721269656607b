"""Conflicts between an article and its file in a folder that is kept in step: settled yet, and to what."""

from articles import publishing
from articles.document import Document, parse
from articles.models import Article, Revision

from .contradictions import settled
from .export_files import text_of
from .places import Pair


def settlement(pair: Pair, article: Article, theirs: Document) -> Document | None:
    """What article and file are together, once somebody has settled it; None while it is open.

    `theirs` is the file's text. Who has settled it at the desk has decided about the whole of the file; who has edited
    the article otherwise, only about what they contradicted each other in.
    """
    now = text_of(article)
    if now is None:
        return None
    kept = article.revisions.filter(number=pair.kept, kind=Revision.Kind.CONFLICT)
    if kept.filter(open_conflict=None).exists():
        return now
    known = article.revisions.filter(sha256__in=[pair.sha256, pair.contradicts])
    texts = {each.sha256: each.document for each in known}
    both = settled(texts.get(pair.sha256), texts.get(pair.contradicts), now, theirs)
    return parse(both.document.text) if both is not None else None


def close_kept(path: str, pair: Pair, article: Article) -> None:
    """End the conflict at the desk: the file follows the article."""
    for kept in article.revisions.filter(number=pair.kept):
        publishing.close(kept, by=None, note=f"Settled by an edit of the article, which {path} follows")
