"""When a post was published, where it says several dates.

Hugo's sites say in their settings which of them counts (https://gohugo.io/configuration/front-matter/), and keep a post
back until its `publishDate`, whatever its `date` is.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from articles.document import Document, Problem
from articles.document.dates import parse_date
from articles.document.keys import normal

from ..naming import PathFacts
from .local_times import Clock, local_time

FILENAME = ":filename"
_DEFAULT = ("date", "publishdate", "pubdate", "published", "lastmod", "modified")
# What keeps a post back. `published` says more often whether it is than when.
_KEEPS_BACK = frozenset({"publishdate", "pubdate", "publishon", "publishat"})


class Embargo(NamedTuple):
    """Until when a document with another date was kept back, as `key` says on `line`."""

    until: date | datetime
    key: str
    line: int | None


def order_of_keys(said: object) -> tuple[str, ...]:
    """The keys under which a post's date is looked for, as the settings list them; () for the usual order."""
    listed = [said] if isinstance(said, str) else said if isinstance(said, list) else []
    names = [normal(str(each)) for each in listed]
    keys = [key for name in names for key in (_DEFAULT if name == ":default" else (name,))]
    found = tuple(dict.fromkeys(key for key in keys if key == FILENAME or not key.startswith(":")))
    return () if found == _DEFAULT[: len(found)] else found


def first_date(
    document: Document, keys: Sequence[str], named: date | datetime | None
) -> tuple[date | datetime, str] | None:
    """The first of a document's dates under these `keys`, and its key; `named` is the one in the file's name."""
    values = {normal(str(key)): value for key, value in document.data.items()} if keys else {}
    for key in keys:
        found = named if key == FILENAME else parse_date(values.get(key))
        if found is not None:
            return found, key
    return None


def in_sites_order(
    document: Document, clock: Clock, named: date | datetime | None
) -> tuple[Document, list[Problem]]:
    """The document with the one of its dates that its site went by, and a warning where that is another one."""
    found = first_date(document, clock.keys, named)
    said = document.fields.date
    if found is None or said is None or found[0] == said:
        return document, []
    value, key = found
    where = "the file's name" if key == FILENAME else f"“{key}”"
    message = f"Its date is that of {where}, which comes first in the old site's settings; it says {said}."
    problem = Problem("date-from-settings", message, document.line_of("date"), "date")
    return document.replace(date=value), [problem]


def dated_by_site(facts: PathFacts, document: Document, clock: Clock) -> PathFacts:
    """What is known of a document that says no date but under a key that only its site's settings name."""
    found = first_date(document, clock.keys, facts.date) if document.fields.date is None else None
    if found is None or found[1] == FILENAME:
        return facts
    return replace(facts, date=found[0], date_from="settings", day_known=True)


def embargo_of(document: Document, clock: Clock) -> Embargo | None:
    """The date until which a document is kept back that says another one."""
    said = document.view.winners.get("date")
    if said is None or said.name in _KEEPS_BACK:
        return None
    for found in document.view.places.get("date", ()):
        until = parse_date(found.value) if found.name in _KEEPS_BACK else None
        if until is not None:
            local = local_time(until, clock) if isinstance(until, datetime) else None
            return Embargo(local or until, ".".join(found.path), document.line_of("date"))
    return None


def kept_back(document: Document, embargo: Embargo, written: date | datetime) -> tuple[Document, Problem]:
    """The document dated by its embargo, and the warning that says which date it has `written`."""
    message = f"Readers see it from its {embargo.key} on, {embargo.until}, which became its date; it says {written}."
    return document.replace(date=embargo.until), Problem("date-embargoed", message, embargo.line, "date")
