"""Secret addresses of previews: signed, so that nobody can guess one, good for a week, and until they are revoked."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction

from .history import lock, log
from .models import Article, Event
from .rights import require_edit

MAX_AGE = timedelta(days=7)
_SALT = "articles.preview"


def make_token(article: Article) -> str:
    """The token under which anybody may see the latest revision of `article` for a week."""
    return signing.dumps([article.pk, _generation(article.pk)], salt=_SALT)


def read_token(token: str) -> int | None:
    """The primary key of the article that `token` names; None if it was forged, garbled, revoked or is too old."""
    try:
        named: Any = signing.loads(token, salt=_SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    match named:
        case [int(pk), int(generation)] if generation == _generation(pk):
            return pk
    return None


def revoke(*, article: Article, by: User | None) -> None:
    """Make every token of `article` that was given out until now lead nowhere. Raises NotAllowed, WrongState."""
    require_edit(by, article)
    with transaction.atomic():
        article = lock(article)
        log(article, Event.Kind.UNSHARED, revision=article.latest_revision, by=by)


def _generation(pk: int) -> int:
    """What the tokens of an article carry that are good: the event that revoked all earlier ones, 0 for none."""
    revoked = Event.objects.filter(article=pk, kind=Event.Kind.UNSHARED)
    return revoked.values_list("pk", flat=True).first() or 0
