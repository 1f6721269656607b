"""Where each part of the site hangs."""

from django.contrib import admin
from django.urls import include, path

# An outage of the database is no failure of the code.
handler500 = "edge.outage.server_error"

admin.autodiscover()

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("edge.urls")),
    path("", include("articles.urls")),
]
