"""From an address of the site to the file that a file server answers it with."""

import re
from re import Pattern


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
    """`html` in which each address of a further page of the list at `path` is the one that it has among files."""
    if b"?page=" not in html:
        return html
    return _page_links(path, site_url).sub(
        lambda match: match[1] + page_address(path, int(match[2])).encode(), html
    )


def _page_links(path: str, site_url: str) -> Pattern[bytes]:
    """An address as a whole attribute, JSON value or element: never what merely looks like one inside of a text."""
    site, list_ = re.escape(site_url.encode()), re.escape(path.encode())
    return re.compile(rb'((?<=["\'>])(?:%s)?)%s\?page=(\d+)(?=["\'<])' % (site, list_))
