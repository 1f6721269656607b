"""What is answered while the database is away: a page that says so, which nobody keeps."""

import logging
import sys
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.defaults import server_error as default_server_error

logger = logging.getLogger(__name__)

RETRY_SECONDS = 10
# An outage under load fails thousands of requests for one and the same reason.
LOG_SECONDS = 10.0
_SAFE = frozenset(["GET", "HEAD", "OPTIONS", "TRACE"])
_logged_at = -LOG_SECONDS


class OutageMiddleware:
    """Turns a database that does not answer a view into 503. Everything else that fails stays a failure."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable(request, exception) if is_outage(exception) else None


def is_outage(exception: BaseException | None) -> bool:
    """Whether the database, rather than the code, is the reason."""
    return isinstance(exception, OperationalError | InterfaceError)


def unavailable(request: HttpRequest, exception: BaseException | None) -> HttpResponse:
    """503 with Retry-After (RFC 9110, 15.6.4 and 10.2.3). What was sent to be written was not."""
    global _logged_at  # noqa: PLW0603  (one outage is one process's)
    if time.monotonic() - _logged_at > LOG_SECONDS:
        _logged_at = time.monotonic()
        logger.error("The database does not answer: %s %s", request.method, request.path, exc_info=exception)
    return notice(is_write=request.method not in _SAFE)


def notice(*, is_write: bool = False) -> HttpResponse:
    """The answer itself, made without a database."""
    # Without the request: context processors may ask the database who it is.
    response = HttpResponse(render_to_string("503.html", {"is_write": is_write}), status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Django's `handler500`: an outage that hit a middleware instead of a view is 503 all the same."""
    exception = sys.exception()
    return unavailable(request, exception) if is_outage(exception) else default_server_error(request)
