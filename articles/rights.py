"""Who may do what with an article. `None` in place of a user is the system itself and may do everything."""

from typing import Any

from django.contrib.auth.models import User

from .models import Article
from .refusals import NotAllowed


def may_edit(user: Any, article: Article) -> bool:
    """Whether `user` may change the text of `article`: everyone's, or one's own."""
    if not user.has_perm("articles.change_article"):
        return False
    if user.has_perm("articles.edit_others_articles") or article.owner_id == user.pk:
        return True
    return article.authors.filter(user=user).exists()


def may_publish(user: Any, article: Article | None = None) -> bool:
    """Whether `user` may decide what readers see of `article` (or of articles at all)."""
    return user.has_perm("articles.publish_article") and (article is None or may_edit(user, article))


def require_add(by: User | None) -> None:
    if by is not None and not by.has_perm("articles.add_article"):
        raise NotAllowed("Your account may not create articles.")


def require_edit(by: User | None, article: Article) -> None:
    if by is not None and not may_edit(by, article):
        raise NotAllowed("Your account may edit only your own articles.")


def require_publish(by: User | None, article: Article | None) -> None:
    if by is not None and not may_publish(by, article):
        raise NotAllowed("Your account may not publish, schedule or withdraw articles.")


def require_delete(by: User | None, article: Article) -> None:
    if by is None:
        return
    require_edit(by, article)
    if not by.has_perm("articles.delete_article"):
        raise NotAllowed("Your account may not delete articles.")
