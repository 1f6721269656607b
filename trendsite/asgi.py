"""The server's one entry point: Django's WSGI handler in a bounded pool of threads, and the scheduler beside it.

Every synchronous middleware and query costs a thread hop under Django's own ASGI handler; here a request hops once.
"""

from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp
from django.conf import settings

from trendsite.scheduler import Scheduler
from trendsite.site import Site

# Sets Django up, which everything that knows a model has to wait for.
from trendsite.wsgi import application as django_application

from articles.publishing import publish_due  # isort: skip

application = Site(
    # a2wsgi asks for an iterable of bytes, which Django's response is without saying so in its type.
    WSGIMiddleware(cast("WSGIApp", django_application), workers=settings.SERVER_THREADS),
    clock=Scheduler(publish_due, interval=settings.SCHEDULER_SECONDS) if settings.RUN_SCHEDULER else None,
)
