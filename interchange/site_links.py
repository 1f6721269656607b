"""How the posts of a source link to each other: what can be told of their addresses when no settings are there."""

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date, datetime
from urllib.parse import unquote, urlsplit

from articles.document import Document, parse

from .archives import Entry
from .link_targets import read_link
from .naming import facts_of, is_index, split_date, suffix_of
from .permalinks.supposed import Seen, SupposedRule, suppose
from .readers.addresses import bare_host
from .readers.crosslinks import may_link, written_links

# So many documents are looked at, spread over all of them.
_SAMPLE = 300
_LONGEST = 512 * 1024
# An address of which no part has to be taken off, or decoded, before its end is seen.
_PLAIN = re.compile(r"[\w.:/-]*")
# A folder that may be named after the year of a post.
_YEAR = re.compile(r"(?:\A|/)\d{4}/")


# Gives what is written in the links of each document that may have some.
Linked = Callable[[Sequence[Entry]], Iterable[tuple[Entry, Sequence[str]]]]


def links_of(documents: Iterable[Entry]) -> Iterator[tuple[Entry, list[str]]]:
    """What is written in the links of each document that may have some."""
    return ((entry, written_links(data)) for entry, data in linking(documents))


def linking(documents: Iterable[Entry]) -> Iterator[tuple[Entry, bytes]]:
    """Those of the documents that may have links to others, with their content."""
    for entry in documents:
        if data := _content(entry):
            yield entry, data


def supposed_rule(documents: Sequence[Entry], root: str, *, linked: Linked = links_of) -> SupposedRule | None:
    """The rule that the links between these documents follow; None where they tell of none."""
    by_name = defaultdict(list)
    for entry in documents:
        for name in _names(entry.path):
            by_name[name].append(entry)
    only = {name: found[0] for name, found in by_name.items() if len(found) == 1}
    step = max(1, len(documents) // _SAMPLE)
    return suppose(_seen(linked(documents[::step]), only), root)


def _seen(links: Iterable[tuple[Entry, Sequence[str]]], only: dict[str, Entry]) -> Iterator[Seen]:
    dates: dict[str, date | datetime | None] = {}
    for entry, written in links:
        for path, host in _paths(written, only):
            post = only.get(_named_by(path))
            if post is None or post.path == entry.path:
                continue
            if not _YEAR.search(path):
                # Only with a year in the address its date tells more than the place does.
                yield Seen(path, host, post.path, None)
                continue
            if post.path not in dates:
                document = _read(post)
                said = document.fields.date if document else None
                dates[post.path] = said or facts_of(post.path).date
            yield Seen(path, host, post.path, dates[post.path])


def _named_by(path: str) -> str:
    """The name of a post at the end of a path."""
    return re.sub(r"\.html?\Z", "", path.rstrip("/").rpartition("/")[2].lower())


def _paths(links: Iterable[str], names: Container[str]) -> Iterator[tuple[str, str]]:
    """The (path, host) of the links of one document that begin at a site's root, this one's or another's.

    Those that plainly end in none of the `names` are left out.
    """
    for written in links:
        if _PLAIN.fullmatch(written) and _named_by(written) not in names:
            continue
        try:
            parts = urlsplit(written)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"}:
            yield unquote(parts.path), bare_host(parts.netloc)
        elif (target := read_link(written)) and target.kind == "path" and target.path.startswith("/"):
            yield target.path, ""


def _read(entry: Entry) -> Document | None:
    data = _content(entry)
    return parse(data) if data else None


def _content(entry: Entry) -> bytes:
    """The content of a document that may have links; b"" for any other."""
    if entry.refusal is not None or not 0 < entry.size <= _LONGEST:
        return b""
    try:
        data = entry.read()
    except OSError:
        return b""
    return data if may_link(data, (b"http",)) else b""


def _names(path: str) -> Iterator[str]:
    folder, _, file = path.lower().rpartition("/")
    name = folder.rpartition("/")[2] if is_index(file) else file.removesuffix(suffix_of(file))
    yield name
    if (rest := split_date(name)[1]) and rest != name:
        yield rest
