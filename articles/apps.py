"""The core app: articles, their documents, publishing, and the pages people read."""

from importlib import import_module

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Publication"

    def ready(self) -> None:
        # Receivers import models, which exist only from here on.
        import_module("articles.search.receivers")
        import_module("articles.caching")
