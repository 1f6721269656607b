"""Files that say which old addresses lead where: rules of hosts and programs, and pages that only send readers on."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import takewhile
from pathlib import PurePosixPath

from articles.old_queries import naming_query

from ..data_files import UnreadableData, read_data
from ..items import Moved
from .former import refreshed_to

LONGEST = 1 << 20
_LONGEST_PAGE = 8192
_MOVES = frozenset({301, 302, 303, 307, 308})
# Signs of patterns, which mean more than one address.
_PATTERN = re.compile(r"[*:()\[\]{}|+?\\^$]")
# Where generators keep what they serve as it is, and where they put what they have made.
_SERVED = ("static/", "public/", "source/", "src/", "content/", "_site/", "dist/", "docs/")


def may_redirect(path: str, size: int) -> bool:
    """Whether a file may hold redirects, by its name and its size in bytes."""
    where = PurePosixPath(path)
    if where.suffix.lower() in {".html", ".htm"}:
        return size <= _LONGEST_PAGE
    return where.name in _READERS and size <= LONGEST


def read_redirects(path: str, data: bytes) -> list[Moved]:
    """The redirects in a file at `path`, from where its site begins; none of those that are patterns."""
    text = data.decode("utf-8-sig", "replace")
    where = PurePosixPath(path)
    if where.suffix.lower() in {".html", ".htm"}:
        target = refreshed_to(text)
        return [Moved((_served_at(path),), target)] if target else []
    try:
        found = _READERS[where.name](text)
        return [Moved((old,), new) for old, new in found if old.strip("/") and not _is_pattern(old, new)]
    except UnreadableData:
        return []


def _is_pattern(old: str, new: str) -> bool:
    path, _, query = old.partition("?")
    asked = query if naming_query(path, query) else old
    return bool(_PATTERN.search(path) or _PATTERN.search(asked) or _PATTERN.search(new))


def _served_at(path: str) -> str:
    folder = next((each for each in _SERVED if path.startswith(each)), "")
    return f"/{path.removeprefix(folder)}"


def _netlify_lines(text: str) -> Iterator[tuple[str, str]]:
    """`/from /to 301`, the number being 301 where there is none. With conditions after it, it is no plain move."""
    for line in text.splitlines():
        start, *rest = line.partition("#")[0].split() or [""]
        # Parameters that the request must have stand between the two: `/view.php id=3 /new/`.
        asked = list(takewhile(lambda part: "=" in part and part[0] != "/" and "://" not in part, rest))
        parts = [f"{start}?{'&'.join(asked)}" if asked else start, *rest[len(asked) :]]
        status = parts[2].rstrip("!") if len(parts) > 2 else "301"
        if 2 <= len(parts) <= 3 and status.isdecimal() and int(status) in _MOVES:
            yield parts[0], parts[1]


def _netlify_tables(text: str) -> Iterator[tuple[str, str]]:
    for rule in _rules(read_data(text, ".toml"), "redirects"):
        if rule.get("status", 301) in _MOVES and not rule.get("conditions"):
            yield str(rule.get("from") or ""), str(rule.get("to") or "")


def _vercel(text: str) -> Iterator[tuple[str, str]]:
    for rule in _rules(read_data(text, ".json"), "redirects"):
        if not rule.get("has") and not rule.get("missing"):
            yield str(rule.get("source") or ""), str(rule.get("destination") or "")


def _ghost_json(text: str) -> Iterator[tuple[str, str]]:
    for rule in _rules({"redirects": read_data(text, ".json")}, "redirects"):
        yield _plain(str(rule.get("from") or "")), str(rule.get("to") or "")


def _ghost_yaml(text: str) -> Iterator[tuple[str, str]]:
    """{301: {from: to}, 302: {...}}"""
    data = read_data(text, ".yaml")
    for status, rules in data.items() if isinstance(data, Mapping) else ():
        if str(status) in {str(each) for each in _MOVES} and isinstance(rules, Mapping):
            for old, new in rules.items():
                yield _plain(str(old)), str(new)


def _plain(pattern: str) -> str:
    """The path that a regular expression means, where it is one: `^\\/old\\/$`."""
    return re.sub(
        r"/\?\Z",
        "/",
        pattern.removeprefix("^")
        .removesuffix("$")
        .replace("\\/", "/")
        .replace("\\-", "-")
        .replace("\\?", "?")
        .replace("\\.", "."),
    )


def _rules(data: object, key: str) -> list[Mapping[str, object]]:
    listed = data.get(key) if isinstance(data, Mapping) else None
    return [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []


_READERS: Mapping[str, Callable[[str], Iterable[tuple[str, str]]]] = {
    "_redirects": _netlify_lines,
    "netlify.toml": _netlify_tables,
    "vercel.json": _vercel,
    "redirects.json": _ghost_json,
    "redirects.yaml": _ghost_yaml,
    "redirects.yml": _ghost_yaml,
}
