"""Where the entries of Movable Type's format were found: as they say themselves, or as their links to each other tell.

The format has no field for an entry's address; only some programs that write it have one.
"""

import posixpath
import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from urllib.parse import unquote, urlsplit

from .addresses import bare_host
from .movabletype_entries import Entry

# So many entries must be linked in one way, and so great a part of all that are linked, before it counts.
_ENOUGH = 3
_SHARE = 0.6
_MOST_LINKS = 50_000
_LINK = re.compile(r"https?://[^\s\"'<>()\[\]]{4,500}")
_END = re.compile(r"(?:\.html?|\.php|/)?\Z")
# Hatena names the file after the blog, and an entry after the moment at which it was begun.
_HATENA_FILE = re.compile(r"(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)\.export\.txt\Z")
_HATENA_NAME = re.compile(r"\d{4}/\d\d/\d\d/\d{6}\Z|\d{8}/(?:\d{10}|p\d+)\Z")


@dataclass(frozen=True)
class _Template:
    """The address of an entry: `before` has :year, :month and :day, then comes its name, then `end`."""

    host: str
    before: str
    end: str
    hyphens: bool = False

    def filled(self, name: str, moment: date | datetime | None) -> str:
        """The address; "" for an entry without a date where the template wants one."""
        before = self.before
        if ":" in before:
            if moment is None:
                return ""
            for word, value in _words(moment).items():
                before = before.replace(f":{word}", value)
        return f"https://{self.host}{before}{name.replace('_', '-') if self.hyphens else name}{self.end}"


@dataclass
class Addresses:
    """The addresses of a file's entries. Each is noted once, in their order; then they are settled."""

    _noted: list[tuple[int, str, str, date | datetime | None]] = field(default_factory=list)
    _links: set[str] = field(default_factory=set)
    _found: dict[int, str] = field(default_factory=dict)
    _template: _Template | None = None
    _why: str = ""

    def note(self, entry: Entry, moment: date | datetime | None) -> None:
        said = entry.said("UNIQUE URL", "PERMALINK")
        name = entry.said("BASENAME").strip("/")
        self._noted.append((entry.line, said if "://" in said else "", name, moment))
        for text in entry.texts.values():
            if len(self._links) < _MOST_LINKS:
                self._links.update(_LINK.findall(text))

    def settle(self, path: str) -> None:
        """Find out what the entries don't say; `path` is the file's."""
        if any(name for _, said, name, _ in self._noted if not said):
            self._template = self._from_name(path) or self._from_links()
        for line, said, name, moment in self._noted:
            if said:
                self._found[line] = said
            elif self._template and name:
                self._found[line] = self._template.filled(name, moment)
        self._links.clear()

    def of(self, entry: Entry) -> str:
        """The whole address of an entry; "" where it is not known."""
        return self._found.get(entry.line, "")

    def at(self, number: int) -> str:
        """The address of the entry that was noted as this one."""
        return self._found.get(self._noted[number][0], "")

    def why(self, entry: Entry) -> str:
        """How the address is known; "" for one that the entry says itself."""
        return "" if entry.said("UNIQUE URL", "PERMALINK") else self._why

    def _from_name(self, path: str) -> _Template | None:
        """Hatena's, by the name of the file and those of the entries."""
        found = _HATENA_FILE.search(posixpath.basename(path).lower())
        if found is None or not any(_HATENA_NAME.match(name) for _, _, name, _ in self._noted):
            return None
        self._why = "as Hatena Blog has it"
        return _Template(found["host"], "/entry/", "")

    def _from_links(self) -> _Template | None:
        """The way in which most of the entries are linked that others link to; None where too few are."""
        names = {name.replace("_", "-").lower(): (name, moment) for _, _, name, moment in self._noted if name}
        lengths = {name.count("/") + 1 for name in names}
        seen: dict[_Template, set[str]] = defaultdict(set)
        hyphens: set[_Template] = set()
        for link in self._links:
            if read := _read(link, names, lengths):
                template, name, has_hyphens = read
                seen[template].add(name)
                hyphens |= {template} if has_hyphens else set()
        linked = set().union(*seen.values()) if seen else set()
        best = max(seen, key=lambda each: (len(seen[each]), each.host, each.before), default=None)
        if best is None or len(seen[best]) < max(_ENOUGH, _SHARE * len(linked)):
            return None
        self._why = f"if it was where {len(seen[best])} others were, by the links to them"
        return replace(best, hyphens=best in hyphens)


def path_of(entry: Entry) -> str:
    """The path of the address that an entry says itself, without `.html`; "" for none."""
    try:
        path = unquote(urlsplit(entry.said("UNIQUE URL", "PERMALINK")).path)
    except ValueError:
        return ""
    return _END.sub("", path, count=1)


def _read(
    link: str, names: dict[str, tuple[str, date | datetime | None]], lengths: set[int]
) -> tuple[_Template, str, bool] | None:
    """How a link names an entry, the entry's name, and if its underscores are hyphens there; None for no entry."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    path = unquote(parts.path)
    end = _END.search(path)
    bare = path[: end.start()] if end else path
    folders = bare.lstrip("/").split("/")
    for length in sorted(lengths, reverse=True):
        last = "/".join(folders[-length:])
        if len(folders) >= length and (known := names.get(last.replace("_", "-").lower())):
            name, moment = known
            before = _template("/".join(["", *folders[:-length], ""]), moment)
            hyphens = "_" in name and "_" not in last
            return _Template(bare_host(parts.netloc), before, end[0] if end else ""), name, hyphens
    return None


def _template(before: str, moment: date | datetime | None) -> str:
    words = _words(moment) if moment else {}
    wanted, folders = ["year", "month", "day"], []
    for folder in before.split("/"):
        is_next = bool(wanted) and words.get(wanted[0]) == folder
        folders.append(f":{wanted.pop(0)}" if is_next else folder)
    return "/".join(folders)


def _words(moment: date | datetime) -> dict[str, str]:
    return {"year": f"{moment.year:04}", "month": f"{moment.month:02}", "day": f"{moment.day:02}"}
