"""How often somebody may try to log in: a few times at once, then once now and then.

Attempts are counted for a name from one address, for a name from everywhere and for an address. A browser in which its
person has logged in before carries a cookie that says so and is counted by itself, whatever others do to that name or
from that address: guessing keeps nobody out who works here
(https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from articles.models import LoginThrottle

COOKIE = "desk_browser"
COOKIE_AGE = timedelta(days=365)
_SALT = "articles.admin.throttle"
# Rows that say nothing any more are removed by later attempts, a few at a time.
_SWEPT = 10


@dataclass(frozen=True, slots=True)
class Allowance:
    """`burst` attempts at once, then one in each `interval`: a leaky bucket."""

    kind: str
    burst: int
    interval: timedelta

    def wait(self, spent_until: datetime, now: datetime) -> timedelta:
        """How long until there is one more; zero or less if there is one now."""
        return max(spent_until, now) - now - (self.burst - 1) * self.interval


BROWSER = Allowance("browser", 10, timedelta(minutes=1))
PAIR = Allowance("name and address", 5, timedelta(minutes=3))
NAME = Allowance("name", 30, timedelta(minutes=2))
ADDRESS = Allowance("address", 60, timedelta(seconds=10))
# What one success gives back as a whole; others give back only what it took.
_FORGIVING = frozenset({BROWSER, PAIR})


class Attempt:
    """Somebody who tries to log in as `name`."""

    def __init__(self, request: HttpRequest, name: str) -> None:
        name = name.casefold()
        browser, address = _known_browser(request, name), network_of(request.META.get("REMOTE_ADDR", ""))
        if browser:
            self._counted = {_key(BROWSER, browser): BROWSER}
        else:
            self._counted = {
                _key(PAIR, name, address): PAIR,
                _key(NAME, name): NAME,
                _key(ADDRESS, address): ADDRESS,
            }

    def spend(self) -> timedelta | None:
        """Count this attempt before the password is looked at; or how long to wait, and nothing is counted.

        Counted afterwards, a hundred attempts at the same moment would all be the first.
        """
        _sweep()
        now = timezone.now()
        keys = sorted(self._counted)
        with transaction.atomic():
            # Rows that are there are written as they are, which locks them: in one order, so that no two attempts
            # wait for each other.
            LoginThrottle.objects.bulk_create(
                [LoginThrottle(key=key, spent_until=now) for key in keys],
                update_conflicts=True,
                unique_fields=["key"],
                update_fields=["key"],
            )
            rows = LoginThrottle.objects.in_bulk(keys, field_name="key")
            wait = max(self._counted[key].wait(row.spent_until, now) for key, row in rows.items())
            if wait > timedelta():
                return wait
            for key, row in rows.items():
                row.spent_until = max(row.spent_until, now) + self._counted[key].interval
                row.save(update_fields=["spent_until"])
        return None

    def succeeded(self) -> None:
        """The password was right: give back what the attempt took, and forget this person's slips."""
        for key, allowance in self._counted.items():
            row = LoginThrottle.objects.filter(key=key)
            if allowance in _FORGIVING:
                row.delete()
            else:
                row.update(spent_until=F("spent_until") - allowance.interval)


def remember_browser(response: HttpResponseBase, name: str) -> None:
    """Let the browser that gets `response` be known as one in which `name` has logged in."""
    response.set_cookie(
        COOKIE,
        signing.dumps([name.casefold(), get_random_string(22)], salt=_SALT),
        max_age=COOKIE_AGE,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known_browser(request: HttpRequest, name: str) -> str:
    """What tells this browser from others, if `name` has logged in with it before; else ""."""
    try:
        told: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=COOKIE_AGE)
    except signing.BadSignature:
        return ""
    known, browser = told
    return browser if known == name else ""


def network_of(address: str) -> str:
    """`address`, or for IPv6 the network that one household or server has (RFC 6177)."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return str(parsed)


def _key(allowance: Allowance, *values: str) -> str:
    return salted_hmac(f"{_SALT}.{allowance.kind}", "\n".join(values), algorithm="sha256").hexdigest()


def _sweep() -> None:
    """Remove what says nothing any more, each row by itself: so nobody is waited for while another is held."""
    now = timezone.now()
    passed: Iterable[str] = LoginThrottle.objects.filter(spent_until__lt=now).values_list("key", flat=True)[
        :_SWEPT
    ]
    for key in passed:
        LoginThrottle.objects.filter(key=key, spent_until__lt=now).delete()
