"""Secret addresses of previews: signed, so that nobody can guess one, and good for a week."""

from datetime import timedelta

from django.core import signing

from .models import Article

MAX_AGE = timedelta(days=7)
_SALT = "articles.preview"


def make_token(article: Article) -> str:
    """The token under which anybody may see the latest revision of `article` for a week."""
    return signing.dumps(article.pk, salt=_SALT)


def read_token(token: str) -> int | None:
    """The primary key of the article that `token` names; None if it was forged, garbled or is too old."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return pk if isinstance(pk, int) else None
