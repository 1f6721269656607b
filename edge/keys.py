"""Surrogate keys: a response names what it shows, and a change purges by those names.

Everything here is mechanism. Which keys a page carries, and what a change means, is said where the pages are made.
"""

import re
from collections.abc import Iterable

from django.http.response import HttpResponseBase

HEADER = "Surrogate-Key"
CONTROL_HEADER = "Surrogate-Control"
_ALLOWED = re.compile(r"[A-Za-z0-9_.:-]+")


def tag(response: HttpResponseBase, keys: Iterable[str]) -> None:
    """Add surrogate keys to a response. Raises ValueError for a key with other than letters, digits and `_.:-`."""
    wanted = dict.fromkeys([*response.headers.get(HEADER, "").split(), *keys])
    for key in wanted:
        if not _ALLOWED.fullmatch(key):
            raise ValueError(f"{key!r} cannot be a surrogate key")
    if wanted:
        response.headers[HEADER] = " ".join(wanted)


def keep(
    response: HttpResponseBase, *, seconds: int, stale_while_revalidate: int, stale_if_error: int
) -> None:
    """Say how long caches that can be purged may keep a response, whatever browsers are told (in RFC 5861's words)."""
    response.headers[CONTROL_HEADER] = (
        f"max-age={max(0, seconds)}, stale-while-revalidate={max(0, stale_while_revalidate)}, "
        f"stale-if-error={max(0, stale_if_error)}"
    )
