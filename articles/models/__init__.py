"""The records of the publication. Writes to articles go through `articles.publishing`."""

from .article import Article, ArticleQuerySet, Byline
from .conflict import OpenConflict
from .event import Event
from .image import Image
from .redirect import Redirect
from .revision import Revision
from .taxonomy import Author, Category, Series, Tag, TaggedArticle
from .throttle import LoginThrottle

__all__ = [
    "Article",
    "ArticleQuerySet",
    "Author",
    "Byline",
    "Category",
    "Event",
    "Image",
    "LoginThrottle",
    "OpenConflict",
    "Redirect",
    "Revision",
    "Series",
    "Tag",
    "TaggedArticle",
]
