"""A rule made of the links between a source's own posts, for a site whose settings are not there."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from ..naming import is_bundle, split_date
from .calendar import date_words, midnight
from .page import Page
from .rule import Rule

# So many posts must be linked in one way, and so great a part of all that are linked, before it counts.
_ENOUGH = 3
_SHARE = 0.6
_PLACE = ":place"


@dataclass(frozen=True)
class Seen:
    """A link that may lead to a post: the path it names, the host ("" for none), and the post with that name."""

    path: str
    host: str
    post: str
    date: date | datetime | None


@dataclass(frozen=True, kw_only=True)
class SupposedRule(Rule):
    """`template` has `:year`, `:month`, `:day` and `:slug`; or `:place`, where the post lies below the folder `cut`.

    `root` is the folder in which the site begins: it may be a part of that place.
    """

    template: str = ""
    cut: str = ""
    root: str = ""
    # How many posts are linked so. With each new post the number changes, and not the rule.
    links: int = field(default=0, compare=False)

    @property
    def supposed(self) -> str:
        return f"it was where {self.links} others were, by the links to them"

    def own_paths(self, page: Page) -> list[str]:
        name = page.text("slug").strip("/") or page.name
        if page.is_index and page.folders:
            name = page.text("slug").strip("/") or page.folders[-1]
        if self.template.startswith(_PLACE):
            folders = page.folders[:-1] if page.is_index else page.folders
            place = self.root + "".join(f"{folder}/" for folder in folders)
            if not place.startswith(self.cut):
                return []
            return [f"/{place.removeprefix(self.cut)}{name}{self.template.removeprefix(_PLACE)}"]
        if page.date is None and ":year" in self.template:
            return []
        words = date_words(midnight(page.date)) if page.date else {}
        words["slug"] = split_date(name)[1] or name
        return [re.sub(r":(year|month|day|slug)", lambda found: words[found[1]], self.template)]


@dataclass
class Evidence:
    """What the links tell: for each template, the posts that are linked so, and from which hosts."""

    posts: Mapping[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    hosts: Mapping[tuple[str, str], dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, seen: Seen) -> None:
        key = _template(seen)
        if key is not None:
            self.posts[key].add(seen.post)
            self.hosts[key].setdefault(seen.host, set()).add(seen.post)

    def rule(self, root: str) -> SupposedRule | None:
        """The rule that most links follow in a site that begins at `root`; None where too few do."""
        linked = set().union(*self.posts.values()) if self.posts else set()
        best = max(self.posts, key=lambda key: (len(self.posts[key]), key), default=None)
        if best is None or len(self.posts[best]) < max(_ENOUGH, _SHARE * len(linked)):
            return None
        hosts = {host: posts for host, posts in self.hosts[best].items() if host and len(posts) >= _ENOUGH}
        host = max(hosts, key=lambda each: (len(hosts[each]), each), default="")
        template, cut = best
        address = f"https://{host}" if host else ""
        return SupposedRule(
            template=template, cut=cut, root=root, links=len(self.posts[best]), address=address
        )


def suppose(links: Iterable[Seen], root: str) -> SupposedRule | None:
    """The rule by which the posts were found, if their links to each other tell; their site begins at `root`."""
    evidence = Evidence()
    for seen in links:
        evidence.add(seen)
    return evidence.rule(root)


def _template(seen: Seen) -> tuple[str, str] | None:
    """(template, folder that is not part of it) of one link; None where it tells nothing."""
    path = seen.path
    end = (
        "/" if path.endswith("/") else posixpath.splitext(path)[1] if path.endswith((".html", ".htm")) else ""
    )
    parts = [part for part in path.removesuffix(end).split("/") if part]
    if not parts:
        return None
    *above, _ = parts
    place = posixpath.dirname(seen.post)
    if is_bundle(seen.post):
        place = posixpath.dirname(place)
    folders = place.split("/") if place else []
    if above == folders[len(folders) - len(above) :] and (above or not (folders or seen.host)):
        cut = "/".join(folders[: len(folders) - len(above)])
        return f"{_PLACE}{end}", f"{cut}/" if cut else ""
    if seen.date is None:
        return None
    words = date_words(midnight(seen.date))
    tokens, wanted = [], ["year", "month", "day"]
    for part in above:
        if wanted and part == words[wanted[0]]:
            tokens.append(f":{wanted.pop(0)}")
        else:
            tokens.append(part)
    if ":year" not in tokens:
        return None
    return "/".join(["", *tokens, ":slug"]) + end, ""
