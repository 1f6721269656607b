"""The addresses of the site's pages, worked out once in each process.

Django's `reverse` takes 20 to 40 µs, and a page names fifty addresses. What stands in them are slugs and numbers, which
need no quoting.
"""

from functools import cache

from django.urls import reverse

_SLUG = "-slug-"
# What commands name in their reports: to ask where an article is, all pages of the site would be loaded.
_KNOWN = {"article": ("/articles/", "/")}


@cache
def path_of(name: str) -> str:
    """The path of a page that there is one of: `path_of("archive")` is `/archive/`."""
    return reverse(f"articles:{name}")


def path_to(name: str, slug: str) -> str:
    """The path of what is found by its slug: `path_to("tag", "python")` is `/tags/python/`."""
    before, after = _KNOWN.get(name) or _around(name)
    return f"{before}{slug}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(f"articles:{name}", args=[_SLUG]).partition(_SLUG)
    return before, after


def path_of_feed(syntax: str, kind: str = "", slug: str = "") -> str:
    """The path of the site's feed in "atom", "rss" or "json"; with `kind` ("tag"...) of what is filed at `slug`."""
    return path_to(f"{kind}_feed_{syntax}", slug) if kind else path_of(f"feed_{syntax}")


@cache
def path_in_archive(year: int, month: int = 0) -> str:
    """The path of what was published in a year, or in one month of it."""
    if month:
        return reverse("articles:archive_month", args=[year, month])
    return reverse("articles:archive_year", args=[year])
