"""Addresses for machines and files; they come before the site's own."""

from django.conf import settings
from django.urls import path

from edge import health, media

app_name = "edge"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path(f"{settings.MEDIA_URL.lstrip('/')}<path:name>", media.serve, name="media"),
]
