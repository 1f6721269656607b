"""Compresses what gains from it."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class GZipTextMiddleware(GZipMiddleware):
    """Django's gzip for text only.

    Pictures are compressed already, and a byte range of one must be a range of the file, not of its gzip.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        media_type = response.headers.get("Content-Type", "").partition(";")[0]
        if media_type.startswith("text/") or media_type.endswith(("json", "xml", "javascript")):
            return super().process_response(request, response)
        return response
