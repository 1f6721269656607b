"""The page cache as this site wants it: what it answers for, and whose word it takes."""

from functools import cache
from urllib.parse import urlsplit

from csp.utils import build_policy
from django.conf import settings

from articles import caching
from articles.old_queries import naming_query
from edge import outage
from edge.asgi import Application, Response
from edge.cache import PageCache
from edge.policy import Policy
from edge.store import PageStore

# Never looked at: pages for one person, and the answers for machines.
PRIVATE = ("/admin/", "/preview/", "/healthz", "/readyz")


def page_cache(application: Application) -> PageCache:
    """The page cache in front of `application`, with settings and policy of this site."""
    return PageCache(
        application,
        store=PageStore(max_bytes=settings.EDGE_CACHE_BYTES),
        policy=policy(),
        next_change=caching.next_change,
        show_keys=settings.EDGE_SHOW_KEYS,
        unavailable=unavailable,
    )


@cache
def unavailable() -> Response:
    """What is said when Django does not answer in time: what it says itself when the database does not."""
    page = outage.notice()
    headers = {
        **page.headers,
        "Content-Length": str(len(page.content)),
        "Content-Security-Policy": build_policy(),
        "X-Content-Type-Options": "nosniff",
    }
    return Response(
        page.status_code,
        [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        page.content,
    )


def policy() -> Policy:
    site = urlsplit(settings.SITE_URL)
    return Policy(
        hosts=frozenset(host.lower() for host in settings.ALLOWED_HOSTS),
        host=_host(site.netloc, site.hostname or "").encode("idna" if not site.netloc.isascii() else "ascii"),
        secure=settings.SECURE_SSL_REDIRECT,
        parameters=caching.PARAMETERS,
        names_other=_names_old_page,
        private=PRIVATE,
        variants={b"accept": caching.reduced_accept},
    )


def _names_old_page(path: str, query: str) -> bool:
    return bool(naming_query(path, query))


def _host(netloc: str, name: str) -> str:
    """What Django is told to be asked as: the site's own address, or a name that is allowed."""
    hosts = settings.ALLOWED_HOSTS
    plain = [host for host in hosts if not host.startswith((".", "*"))]
    return netloc if name in hosts or not plain else plain[0]
