"""What stands between the server and the site, as a Django app: it owns one table, the purges."""

from django.apps import AppConfig


class EdgeConfig(AppConfig):
    name = "edge"
    verbose_name = "Page cache"
