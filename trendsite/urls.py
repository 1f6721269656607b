"""Where each part of the site hangs."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("edge.urls")),
    path("", include("articles.urls")),
]
