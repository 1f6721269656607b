"""Footnotes: one markup for those of both engines, numbered in the order of their definitions.

<sup class="footnote-ref"><a href="#fn-1" id="fnref-1" role="doc-noteref">1</a></sup>
<section class="footnotes" role="doc-endnotes" aria-label="Footnotes"><ol><li id="fn-1">...
"""

from __future__ import annotations

from articles.markup.headings import Ids
from articles.markup.tree import Element, classes, make, remove, replace, unwrap


def settle(root: Element, ids: Ids) -> list[Element]:
    """Renumber and link what the engines made, and give those elements whose ids are made here.

    Marks that lead nowhere become plain text.
    """
    section = next((found for found in root.iter("section", "div") if _is_section(found)), None)
    notes = {} if section is None else _number_notes(section, ids)
    by_old_id = {old: note.get("id", "") for old, note in notes.items()}
    backlinks: dict[str, list[str]] = {}
    marks = [link for link in root.iter("a") if _is_mark(link)]
    for link in marks:
        _settle_mark(link, by_old_id, backlinks, ids)
    for note in notes.values():
        _add_backlinks(note, backlinks.get(note.get("id", ""), []))
    return [*notes.values(), *(link for link in marks if link.get("role"))]


def _is_section(element: Element) -> bool:
    return bool({"footnotes", "footnote"}.intersection(classes(element)))


def _is_mark(link: Element) -> bool:
    if "footnote-ref" in classes(link):
        return True
    parent = link.getparent()
    return parent is not None and parent.tag == "sup" and "footnote-ref" in classes(parent)


def _number_notes(section: Element, ids: Ids) -> dict[str, Element]:
    """Tidy the list of notes and number them; the notes by their old ids."""
    for node in list(section.iter("a", "hr")):
        if node.tag == "hr" or "footnote-backref" in classes(node):
            remove(node)
    section.tag = "section"
    section.attrib.clear()
    section.attrib.update({"class": "footnotes", "role": "doc-endnotes", "aria-label": "Footnotes"})
    notes = {note.get("id", ""): note for note in section.iter("li") if note.get("id")}
    for number, note in enumerate(notes.values(), 1):
        note.set("id", ids.new(f"fn-{number}"))
    return notes


def _settle_mark(link: Element, notes: dict[str, str], backlinks: dict[str, list[str]], ids: Ids) -> None:
    note = notes.get((link.get("href") or "").removeprefix("#"))
    if note is None:
        unwrap(link)
        return
    number = note.removeprefix("fn-")
    marks = backlinks.setdefault(note, [])
    mark = ids.new(f"fnref-{number}" if not marks else f"fnref-{number}-{len(marks) + 1}")
    marks.append(mark)
    link.attrib.clear()
    link.attrib.update(
        {"href": f"#{note}", "id": mark, "role": "doc-noteref", "aria-label": f"Footnote {number}"}
    )
    parent = link.getparent()
    if parent is not None and parent.tag == "sup":
        parent.attrib.clear()
        parent.set("class", "footnote-ref")
        return
    sup = make("sup", {"class": "footnote-ref"})
    replace(link, sup)
    sup.append(link)


def _add_backlinks(note: Element, marks: list[str]) -> None:
    """Links from the end of a note to every place that points at it."""
    last = note[-1] if len(note) else None
    place = last if last is not None and last.tag == "p" else note
    if len(place):
        place[-1].tail = (place[-1].tail or "").rstrip("\xa0 \n")
    else:
        place.text = (place.text or "").rstrip("\xa0 \n")
    for count, mark in enumerate(marks, 1):
        label = f"Back to reference {mark.removeprefix('fnref-')}"
        link = make("a", {"class": "footnote-backref", "href": f"#{mark}", "role": "doc-backlink"}, "↩\ufe0e")
        link.set("aria-label", label)
        if count > 1:
            link.append(make("sup", None, str(count)))
        if len(place):
            place[-1].tail = (place[-1].tail or "") + " "
        else:
            place.text = (place.text or "") + " "
        place.append(link)
