"""The server's one entry point: large files, the page cache, behind them Django's WSGI handler in a pool of threads.

Every synchronous middleware and query costs a thread hop under Django's own ASGI handler; here a request hops once.
Beside the requests run the scheduler and what brings other processes' purges to this one's cache.
"""

from functools import partial
from pathlib import Path

from django.conf import settings
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from edge.asgi import Application
from edge.keeping import Keeper
from edge.large_files import LargeFiles
from edge.warming import Warmer
from edge.wsgi import WSGIBridge
from trendsite.scheduler import Scheduler
from trendsite.site import Clock, Site

# Sets Django up, which everything that knows a model has to wait for.
from trendsite.wsgi import application as django_application

from articles.caching import first_pages  # isort: skip
from articles.publishing import publish_due  # isort: skip
from edge.protocol import offer, protocol_for  # isort: skip
from edge.relay import Relay  # isort: skip
from trendsite.front import page_cache, policy  # isort: skip

PICTURE_BYTES = 1024 * 1024

_clocks: list[Clock] = []
_site = Site(WSGIBridge(django_application, threads=settings.SERVER_THREADS), clocks=_clocks)
application: Application = _site
# What uvicorn speaks HTTP with.
protocol: type[HttpToolsProtocol] = HttpToolsProtocol

# Pictures of up to so many bytes are kept by the page cache.
_kept = 0
if settings.EDGE_CACHE:
    _cache = page_cache(_site)
    _kept = min(PICTURE_BYTES, _cache.store.max_page_bytes)
    application, protocol = _cache, protocol_for(_cache)
    _cache.on_lifespan = partial(offer, protocol)
    if settings.EDGE_SNAPSHOTS:
        _keeper = Keeper(_cache, folder=Path(settings.EDGE_SNAPSHOTS), site=settings.SITE_URL)
        _relay = Relay(_keeper.purge, restored=lambda: _keeper.restored, on_outage=_keeper.write_soon)
        _clocks += [_keeper, _relay]
    else:
        _clocks.append(Relay(_cache.purge))
    if settings.EDGE_WARM:
        _clocks.append(Warmer(_cache, first=first_pages, most=settings.EDGE_WARM))
application = LargeFiles(
    application,
    root=Path(settings.MEDIA_ROOT),
    prefix=settings.MEDIA_URL,
    policy=policy(),
    kept=_kept,
)
if settings.RUN_SCHEDULER:
    _clocks.append(Scheduler(publish_due, interval=settings.SCHEDULER_SECONDS))
