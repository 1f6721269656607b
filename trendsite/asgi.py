"""The server's one entry point: the page cache, behind it Django's WSGI handler in a bounded pool of threads.

Every synchronous middleware and query costs a thread hop under Django's own ASGI handler; here a request hops once.
Beside the requests run the scheduler and what brings other processes' purges to this one's cache.
"""

from pathlib import Path
from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.wsgi_typing import WSGIApp
from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from edge.asgi import Application
from edge.keeping import Keeper
from edge.warming import Warmer
from trendsite.scheduler import Scheduler
from trendsite.site import Clock, Site

# Sets Django up, which everything that knows a model has to wait for.
from trendsite.wsgi import application as django_application

from articles.caching import first_pages  # isort: skip
from articles.publishing import publish_due  # isort: skip
from edge.protocol import protocol_for  # isort: skip
from edge.relay import Relay  # isort: skip
from trendsite.front import page_cache  # isort: skip

_clocks: list[Clock] = []
_site = Site(
    # a2wsgi asks for an iterable of bytes, which Django's response is without saying so in its type.
    WSGIMiddleware(cast("WSGIApp", django_application), workers=settings.SERVER_THREADS),
    clocks=_clocks,
)
application: Application = _site
# What uvicorn speaks HTTP with.
protocol: type[HttpToolsProtocol] = HttpToolsProtocol

if settings.EDGE_CACHE:
    _cache = page_cache(_site)
    application, protocol = _cache, protocol_for(_cache)
    if settings.EDGE_SNAPSHOTS:
        _keeper = Keeper(_cache, folder=Path(settings.EDGE_SNAPSHOTS), site=settings.SITE_URL)
        _clocks += [_keeper, Relay(_keeper.purge, restored=lambda: _keeper.restored)]
    else:
        _clocks.append(Relay(_cache.purge))
    if settings.EDGE_WARM:
        _clocks.append(Warmer(_cache, first=first_pages, most=settings.EDGE_WARM))
if settings.RUN_SCHEDULER:
    _clocks.append(Scheduler(publish_due, interval=settings.SCHEDULER_SECONDS))
