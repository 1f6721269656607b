"""The server's one entry point: Django's WSGI handler in a bounded pool of threads, and the scheduler beside it.

Every synchronous middleware and query costs a thread hop under Django's own ASGI handler; here a request hops once.
"""

from a2wsgi import WSGIMiddleware
from django.conf import settings

from trendsite.scheduler import Scheduler
from trendsite.site import Site

# Sets Django up, which everything that knows a model has to wait for.
from trendsite.wsgi import application as django_application

from articles.publishing import publish_due  # isort: skip

application = Site(
    WSGIMiddleware(django_application, workers=settings.SERVER_THREADS),
    clock=Scheduler(publish_due, interval=settings.SCHEDULER_SECONDS) if settings.RUN_SCHEDULER else None,
)
