"""Django's middleware for this site: what only the desk needs is done for the desk, and what never differs once."""

from dataclasses import asdict
from functools import cached_property
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.middleware.http import ConditionalGetMiddleware
from django.utils.deprecation import MiddlewareMixin

DESK = "/admin/"
_CONDITIONS = {
    "HTTP_IF_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
}


class _OnlyAtTheDesk(MiddlewareMixin):
    """A page for readers has no session, no account, no form that changes anything, and no messages."""

    def __call__(self, request: HttpRequest) -> Any:
        return (super().__call__ if request.path_info.startswith(DESK) else self.get_response)(request)


class DeskSession(_OnlyAtTheDesk, SessionMiddleware):
    pass


class DeskCsrf(_OnlyAtTheDesk, CsrfViewMiddleware):
    def process_view(self, request: HttpRequest, *arguments: Any) -> Any:
        return super().process_view(request, *arguments) if request.path_info.startswith(DESK) else None


class DeskAccount(_OnlyAtTheDesk, AuthenticationMiddleware):
    pass


class DeskMessages(_OnlyAtTheDesk, MessageMiddleware):
    pass


class SamePolicy(CSPMiddleware):
    """The content security policy. It is the same for every page, and put together once.

    A response that asks for another (django-csp's decorators) gets that, as ever.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        asks = any(name.startswith("_csp") for name in vars(response)) or "_csp_nonce" in vars(request)
        if asks or settings.DEBUG:
            own: HttpResponseBase = super().process_response(request, response)
            return own
        response.headers.setdefault(HEADER, self._usual)
        return response

    @cached_property
    def _usual(self) -> str:
        policy: str = build_policy(**asdict(self.get_policy_parts(HttpRequest(), HttpResponseBase())))
        return policy


class ConditionalRequests(ConditionalGetMiddleware):
    """Conditional requests, with an ETag that is made in less than half the time that MD5 takes."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        content = getattr(response, "content", b"")
        wanted = (
            request.method == "GET" and response.status_code == HTTPStatus.OK and self.needs_etag(response)
        )
        if wanted and content and "ETag" not in response.headers:
            response.headers["ETag"] = f'"{sha256(content).hexdigest()[:32]}"'
        if wanted and _CONDITIONS.isdisjoint(request.META):
            return response
        return super().process_response(request, response)
