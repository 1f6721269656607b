"""The history of one article in an export of ours: read, checked, as plain values.

history/<slug>/<number>.md      the text of a revision
history/<slug>/revisions.yaml   [{number, created, kind, by, note, sha256, live, latest, unsettled, begun_from}]
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import yaml

from articles.document import Document, parse
from articles.document.dates import parse_date

from .entries import Entry, Tree

HISTORY_FOLDER = "history"
# What there is of an article's revisions beside their texts.
HISTORY_INDEX = "revisions.yaml"
MAX_REVISIONS = 5_000
MAX_BYTES = 64 * 1024 * 1024
_PLACE = re.compile(rf"{HISTORY_FOLDER}/(?P<slug>[^/]+)/{re.escape(HISTORY_INDEX)}\Z")


class HistoryRefused(ValueError):
    """The history can't be taken over. The message is for people."""


@dataclass(frozen=True)
class Chapter:
    """One revision: what it says, when and how it came to be, and who wrote it, by the name of their account."""

    number: int
    document: Document
    created: datetime
    kind: str
    by: str = ""
    note: str = ""
    live: bool = False
    latest: bool = False
    # Of a text that was kept beside: whether that waits to be settled, and the number of what both began from, or 0.
    unsettled: bool = False
    begun_from: int = 0


def slug_of_history(path: str) -> str:
    """The slug of the article whose revisions are listed at `path`, from where an export begins; "" for other files."""
    found = _PLACE.match(path)
    return found["slug"] if found else ""


def read_history(index: Entry, tree: Tree, kinds: frozenset[str]) -> list[Chapter]:
    """The revisions in their order, of `kinds` that are known here. Raises HistoryRefused and OSError."""
    folder = index.path.removesuffix(HISTORY_INDEX)
    entries = _entries(index)
    texts = {number: tree.find(f"{folder}{number}.md") for number in entries}
    if missing := next((number for number, text in texts.items() if text is None), None):
        raise HistoryRefused(f"The text of revision {missing} is not there.")
    if sum(text.size for text in texts.values() if text) > MAX_BYTES:
        raise HistoryRefused(f"It is larger than {MAX_BYTES // 2**20} MB.")
    return [_chapter(number, entries[number], texts[number], kinds) for number in sorted(entries)]


def _entries(index: Entry) -> dict[int, Mapping[str, object]]:
    try:
        listed = yaml.load(index.read(), Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise HistoryRefused(f"{HISTORY_INDEX} is no valid YAML ({error}).") from error
    if not isinstance(listed, list) or not 0 < len(listed) <= MAX_REVISIONS:
        raise HistoryRefused(f"{HISTORY_INDEX} must list between one and {MAX_REVISIONS:,} revisions.")
    entries: dict[int, Mapping[str, object]] = {}
    for each in listed:
        number = each.get("number") if isinstance(each, Mapping) else None
        if not isinstance(number, int) or not 0 < number < 2**31 or number in entries:
            raise HistoryRefused(f"{HISTORY_INDEX} has an entry without a number of its own.")
        entries[number] = each
    return entries


def _chapter(number: int, entry: Mapping[str, object], text: Entry | None, kinds: frozenset[str]) -> Chapter:
    document = parse(text.read() if text else b"")
    if entry.get("sha256", document.sha256) != document.sha256:
        raise HistoryRefused(f"The text of revision {number} is not the one that was exported.")
    created = parse_date(entry.get("created"))
    if not isinstance(created, datetime) or created.tzinfo is None:
        raise HistoryRefused(f"Revision {number} does not say when it was written.")
    kind = entry.get("kind")
    if kind not in kinds:
        raise HistoryRefused(f"Revision {number} came to be in a way that is not known here: {kind}.")
    said: Callable[[str], str] = lambda key: value if isinstance(value := entry.get(key), str) else ""  # noqa: E731
    return Chapter(
        number,
        document,
        created,
        str(kind),
        by=said("by"),
        note=said("note")[:500],
        live=entry.get("live") is True,
        latest=entry.get("latest") is True,
        unsettled=entry.get("unsettled") is True,
        begun_from=begun if isinstance(begun := entry.get("begun_from"), int) else 0,
    )
