"""What the rules of all generators have in common."""

import posixpath
import re
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from articles.document.values import is_path

from .page import Page


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Where a site's posts are found. A subclass says it for one generator, in `own_paths`.

    `origin` is the file of settings; "" where there is none and the generator's default holds. `address` is that of
    the site. `content` are the folders whose paths links between documents begin at, each "" or ending in "/".
    """

    generator: str = ""
    origin: str = ""
    address: str = ""
    content: tuple[str, ...] = ("",)

    @cached_property
    def digest(self) -> str:
        """Changes with anything that decides where a post was found."""
        values = ((each.name, getattr(self, each.name)) for each in fields(self) if each.compare)
        plain = [(name, sorted(value) if isinstance(value, frozenset) else value) for name, value in values]
        return sha256(repr(plain).encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def homes(self) -> tuple[str, ...]:
        """The folders below which its program looks for documents, each ending in "/"; () for everywhere."""
        return ()

    def leaves_out(self, path: str) -> bool:
        """Whether the settings keep the program away from the document at `path`."""
        return False

    @property
    def host(self) -> str:
        try:
            return urlsplit(self.address).netloc.lower().removeprefix("www.")
        except ValueError:
            return ""

    @property
    def supposed(self) -> str:
        """What must be so for the rule to hold, where no settings say so."""
        return f"the site kept to {self.generator}'s default"

    @property
    def prefix(self) -> str:
        """The folder of its host in which the site lies: "" or like "/blog"."""
        try:
            path = unquote(urlsplit(self.address).path).strip("/")
        except ValueError:
            path = ""
        return f"/{path}" if path else ""

    def paths(self, page: Page) -> list[str]:
        """The paths at which `page` was found, the present one first, none of which its frontmatter says itself."""
        found = [self._absolute(path) for path in self.own_paths(page)]
        # A bare slug is no address yet: at the top of its site the post was found there all the same.
        addresses = (each for each in page.terms("permalink", "url", "path", "slug") if is_path(each))
        said = {_plain(each) for each in (*page.terms("aliases", "redirect_from"), *addresses)}
        return [path for path in dict.fromkeys(found) if path.strip("/") and _plain(path) not in said]

    def own_paths(self, page: Page) -> list[str]:
        """The paths from where the site begins, with or without a slash before them."""
        raise NotImplementedError

    def _absolute(self, path: str) -> str:
        end = "/" if path.endswith("/") else ""
        joined = posixpath.normpath(
            "/" + "/".join(part for part in path.split("/") if part not in {"", ".", ".."})
        )
        # A number sign or a question mark in a path is none that ends it.
        written = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", joined).replace("#", "%23").replace("?", "%3F")
        return f"{self.prefix}{written.rstrip('/')}{end}"


def _plain(path: str) -> str:
    return "/" + path.strip("/")


def said_address(page: Page, *keys: str) -> str:
    """The whole address that the frontmatter gives under one of `keys`; "" for none, and for a template."""
    text = page.text(*keys)
    if "://" in text or re.search(r"[{}<$]|(?:^|/):\w", text):
        return ""
    return text


def said_template(page: Page, *keys: str) -> str:
    """The template that the frontmatter gives under one of `keys`, such as `/:year/:title/`; "" for none."""
    text = page.text(*keys)
    return text if re.search(r"(?:^|[/\-_.]):\w", text) else ""
