"""Addresses that work away from the site: in feeds, in cards that others make of our pages, in data for machines."""

import re
from html import escape, unescape
from urllib.parse import urljoin

from django.conf import settings

from .settled import settled

_PLAIN_PATH = re.compile(r"/|(?:/[\w-]+(?:\.\w+)?)+/?", re.ASCII)
# What has its own host, and nothing in it that would be resolved, stays as it is.
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9.-]+/[\w/-]*", re.ASCII)
# Sanitised HTML quotes every attribute. Only inside a tag: code that shows HTML has the same text outside of any.
_ADDRESS = re.compile(r'(\s(?:href|src|poster|cite)=")([^"]*)"')
_SRCSET = re.compile(r'(\ssrcset=")([^"]*)"')
_ATTRIBUTES = r'(?:\s+[a-z][-a-z0-9]*(?:="[^"]*")?)*'
# Most tags can't hold an address and are passed over here: those without attributes, and those of coloured code.
_TAG = re.compile(rf'<(?!span class="[^"<]*">)[a-z][a-z0-9]*(?=\s){_ATTRIBUTES}\s*/?>')
# The link beside a heading that leads to the heading itself means nothing where the page's styles are not.
_PERMALINK = re.compile(rf'\s*<a{_ATTRIBUTES}\s+class="permalink"{_ATTRIBUTES}>[^<]*</a>')


@settled(2_000)
def absolute_url(path: str) -> str:
    """A path of this site with its scheme and host; what is absolute already stays."""
    site: str = settings.SITE_URL
    if _PLAIN_PATH.fullmatch(path):
        # What our own addresses look like: nothing in it to be resolved, which takes fifty times as long.
        return site + path
    return urljoin(f"{site}/", path)


def absolute_html(html: str, *, base: str) -> str:
    """Sanitised `html` in which every address is absolute, seen from the page at the absolute address `base`."""
    return _TAG.sub(lambda tag: _absolute_tag(tag[0], base), _PERMALINK.sub("", html))


def _absolute_tag(tag: str, base: str) -> str:
    if "=" not in tag:
        return tag
    tag = _ADDRESS.sub(lambda match: f'{match[1]}{escape(_join(base, unescape(match[2])))}"', tag)
    return _SRCSET.sub(lambda match: f'{match[1]}{_absolute_srcset(match[2], base)}"', tag)


def _absolute_srcset(srcset: str, base: str) -> str:
    candidates = (candidate.split() for candidate in unescape(srcset).split(",") if candidate.strip())
    return escape(", ".join(" ".join([_join(base, address), *size]) for address, *size in candidates))


def _join(base: str, address: str) -> str:
    if _PLAIN_ADDRESS.fullmatch(address):
        return address
    try:
        return urljoin(base, address)
    except ValueError:
        # Not an address of anything (`http://[`); as useless here as where it was written.
        return address
