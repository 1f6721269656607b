"""The admin of this site, in place of Django's default one."""

from django.contrib.admin.apps import AdminConfig


class TrendsiteAdminConfig(AdminConfig):
    default_site = "articles.admin.site.Desk"
