"""What a site must not start with. Pure checks, called by the settings before anything else is set up."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

MIN_SECRET_LENGTH = 32
MIN_SECRET_CHARACTERS = 8


def is_loopback(host: str) -> bool:
    """Whether `host` (a name or an IP address, without port) always means this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def refuse_unsafe(*, debug: bool, secret_key: str, site_url: str, allowed_hosts: list[str]) -> None:
    """Raise ImproperlyConfigured, naming every problem at once, if a site would start unsafe.

    With `debug` on only what can never work is refused.
    """
    problems = _unusable(secret_key=secret_key, site_url=site_url)
    if not debug:
        problems += _unsafe(secret_key=secret_key, site_url=site_url, allowed_hosts=allowed_hosts)
    if problems:
        raise ImproperlyConfigured(
            "This site will not start:\n" + "\n".join(f"  - {line}" for line in problems)
        )


def _unusable(*, secret_key: str, site_url: str) -> list[str]:
    problems = []
    if not secret_key:
        problems.append(
            "SECRET_KEY is not set. `make setup` writes one to .env; elsewhere put a long random string in its place."
        )
    site = urlsplit(site_url)
    if site.scheme not in {"http", "https"} or not site.hostname:
        problems.append(f"SITE_URL must be an address such as https://example.org, not {site_url!r}.")
    elif site.path or site.query or site.fragment:
        problems.append(f"SITE_URL must end after the host: {site_url!r} has more.")
    return problems


def _unsafe(*, secret_key: str, site_url: str, allowed_hosts: list[str]) -> list[str]:
    problems = []
    weak = len(secret_key) < MIN_SECRET_LENGTH or len(set(secret_key)) < MIN_SECRET_CHARACTERS
    if secret_key and (weak or secret_key.startswith("django-insecure-")):
        problems.append(
            f"SECRET_KEY is too easy to guess: at least {MIN_SECRET_LENGTH} random characters, unless DEBUG is on."
        )
    if "*" in allowed_hosts:
        problems.append(
            "ALLOWED_HOSTS may not contain '*' when DEBUG is off: name the hosts this site answers for."
        )
    if not any(host.strip() for host in allowed_hosts):
        problems.append("ALLOWED_HOSTS is empty: name the hosts this site answers for.")
    site = urlsplit(site_url)
    if site.scheme == "http" and not is_loopback(site.hostname or ""):
        problems.append(
            f"SITE_URL is plain http ({site_url}): passwords would cross the network in the clear. "
            "Use https, or a loopback address for a local site."
        )
    return problems
