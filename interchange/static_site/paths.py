"""From an address of the site to the file that a file server answers it with."""

import re
from re import Match

_OPENING = {b'"', b"'", b">"}


def file_of(path: str) -> str:
    """The file for an address's path (decoded): `/tags/` is `tags/index.html`, `/feed.xml` is `feed.xml`."""
    return f"{path}index.html".lstrip("/") if path.endswith("/") else path.lstrip("/")


def page_path(path: str, number: int) -> str:
    """The file of page `number` of the list at `path`.

    A file server does not look at `?page=2`, so the later pages of a list lie in folders: `tags/x/page/2/`.
    """
    return file_of(page_address(path, number))


def page_address(path: str, number: int) -> str:
    """The address of page `number`: `/articles/page/2/`, and `/sitemap/2.xml`, whose first page is no list's own."""
    if not path.endswith("/"):
        stem, _, suffix = path.rpartition(".")
        return f"{stem}/{number}.{suffix}"
    return f"{path}page/{number}/" if number > 1 else path


def with_page_addresses(html: bytes, path: str, site_url: str) -> bytes:
    """`html` in which each address of a further page of the list at `path` is the one that it has among files.

    Only an address that is a whole attribute, JSON value or element counts, not what looks like one inside of a text.
    """
    if b"?page=" not in html:
        return html
    site = site_url.encode()

    def moved(match: Match[bytes]) -> bytes:
        start = match.start()
        if html.endswith(site, 0, start):
            start -= len(site)
        before = html[start - 1 : start]
        return page_address(path, int(match[1])).encode() if before in _OPENING else match[0]

    return re.sub(re.escape(path.encode()) + rb"\?page=(\d+)(?=[\"'<])", moved, html)
