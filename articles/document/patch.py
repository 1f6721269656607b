"""Changing canonical fields of a text by rewriting the lines of their keys, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from . import frontmatter
from .draft import Draft
from .fields import AuthorRef, Fields, ImageRef, SeriesRef
from .keys import CANONICAL
from .plans import data, plans, removed

_EMPTY = Fields()
_TYPES: Mapping[str, type] = {
    **dict.fromkeys(("title", "description", "category", "slug", "canonical", "language"), str),
    **dict.fromkeys(("status", "dialect", "layout"), str),
    **dict.fromkeys(("date", "updated", "expires"), date),
    **dict.fromkeys(("featured", "noindex"), bool),
    "image": ImageRef,
    "series": SeriesRef,
}
_LISTS: Mapping[str, type] = {"tags": str, "aliases": str, "authors": AuthorRef}
_CHOICES: Mapping[str, frozenset[object]] = {
    "status": frozenset({"", "draft", "review", "scheduled", "published", "withdrawn"}),
    "dialect": frozenset({"", "commonmark", "python-markdown"}),
    "layout": frozenset({"", "listing"}),
}


def replace(text: str, newline: str, values: Mapping[str, object]) -> str:
    """Return `text` with the canonical fields changed to `values`; None removes one.

    Raises ValueError where the frontmatter cannot be read and so not be edited key by key, TypeError for a value that
    its field cannot have.
    """
    draft = Draft(text, newline)
    if (
        any(fault.fatal for fault in draft.front.faults)
        and not draft.front.tree.members
        and draft.front.format != "none"
    ):
        raise ValueError(f"the frontmatter cannot be edited key by key: {draft.front.faults[0].message}")
    for key in sorted(values, key=CANONICAL.index):
        draft = _replace_one(draft, key, values[key])
    return draft.text


def with_body(text: str, newline: str, body: str) -> str:
    """Return `text` with another body."""
    front = frontmatter.find(text)
    head = text[: front.body]
    if front.format == "pelican" and not head[: front.end].endswith(("\n", "\r")):
        head += newline
    if (front.format == "pelican" and front.end == front.body) or (head and head[-1] not in "\r\n"):
        head += newline
    changed = head + body
    if frontmatter.find(changed).body != len(head):
        # A body that would be taken for a frontmatter stands below an empty one.
        changed = f"---{newline}---{newline}{body}" if front.format == "none" else changed
    return changed


def _replace_one(draft: Draft, key: str, value: object) -> Draft:
    wanted = _checked(key, value)
    empty = getattr(_EMPTY, key)
    if value is None:
        return removed(draft, key)
    if getattr(draft.view.fields, key) == wanted:
        return draft
    for candidate in plans(draft, key, wanted):
        if getattr(candidate.view.fields, key) == wanted:
            return candidate
    cleared = removed(draft, key)
    if wanted == empty:
        return cleared
    return cleared.add(key, data(wanted))


def _checked(key: str, value: object) -> object:
    """Return `value` in the form `Fields` has it; raises TypeError where it is of another type."""
    if value is None:
        return getattr(_EMPTY, key)
    if key in _LISTS and isinstance(value, (list, tuple)):
        items = [item.strip() if key == "tags" and isinstance(item, str) else item for item in value]
        if all(isinstance(item, _LISTS[key]) for item in items):
            return tuple(dict.fromkeys(item for item in items if item not in {"", AuthorRef("")}))
    if key == "category" and isinstance(value, str) and not value.strip():
        return ""
    if key in _TYPES and isinstance(value, _TYPES[key]) and value in _CHOICES.get(key, {value}):
        return value
    raise TypeError(f"{value!r} is no value for {key!r}")
