"""Django as a WSGI application; `trendsite.asgi` runs it in its thread pool."""

import gc
import os

from django.conf import settings
from django.core.signals import request_started
from django.core.wsgi import get_wsgi_application
from django.db import reset_queries
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trendsite.settings")

application = get_wsgi_application()

if not settings.DEBUG:
    # Before each request it would empty a list of queries that nobody fills.
    request_started.disconnect(reset_queries)
# Every page needs them, so they are loaded before the first.
get_resolver().url_patterns  # noqa: B018
# What is loaded by now stays. To look through it for garbage again and again would be a fifth of the cost of a page.
gc.collect()
gc.freeze()
