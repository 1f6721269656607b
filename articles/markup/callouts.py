"""Callouts: one markup for the notes, tips and warnings of every dialect.

<aside class="callout callout-tip" role="note"><p class="callout-title">Try it</p>...</aside>
"""

from __future__ import annotations

import re

from articles.markup.tree import Element, classes, elements, make, move_content, plain, replace

KINDS = {
    "note": "note",
    "secondary": "note",
    "quote": "note",
    "cite": "note",
    "tip": "tip",
    "hint": "tip",
    "success": "tip",
    "check": "tip",
    "done": "tip",
    "info": "info",
    "abstract": "info",
    "summary": "info",
    "tldr": "info",
    "todo": "info",
    "question": "info",
    "help": "info",
    "faq": "info",
    "example": "info",
    "seealso": "info",
    "important": "important",
    "warning": "warning",
    "attention": "warning",
    "caution": "caution",
    "danger": "danger",
    "error": "danger",
    "failure": "danger",
    "fail": "danger",
    "missing": "danger",
    "bug": "danger",
}
"""What authors call them, and the seven kinds that are told apart on the page."""

_ALERT = re.compile(rf"\s*\[!({'|'.join(KINDS)})\][+-]?[ \t]*", re.IGNORECASE)


def from_admonition(element: Element) -> None:
    """Turn `<div class="admonition tip">` into a callout, with a title where it has one."""
    names = [name for name in classes(element) if name != "admonition"]
    name = next((name for name in names if name in KINDS), names[0] if names else "note")
    first = next(elements(element), None)
    title = None
    if first is not None and "admonition-title" in classes(first):
        paragraph = next(elements(first), None) if first.tag == "div" else first
        title = _title(paragraph if paragraph is not None else first)
        first.tail = None
        element.remove(first)
    _become_callout(element, KINDS.get(name, "note"), title)


def from_blockquote(quote: Element) -> None:
    """Turn a quotation that begins with `[!NOTE]` into a callout; any other stays one."""
    first = next(elements(quote), None)
    if first is None or first.tag != "p" or (quote.text or "").strip():
        return
    mark = _ALERT.match(first.text or "")
    if not mark:
        return
    _split_off_next(quote, first)
    first.text = (first.text or "")[mark.end() :]
    title = _split_first_line(first)
    if not plain(first) and not len(first):
        quote.remove(first)
    name = mark[1].lower()
    if not plain(title):
        title = make("p", {"class": "callout-title"}, default_title(name))
    _become_callout(quote, KINDS[name], title)


def _split_off_next(quote: Element, first: Element) -> None:
    """Give a second `[!TIP]` in a quotation one of its own: Python-Markdown joins those that follow each other."""
    for paragraph in first.itersiblings("p"):
        if _ALERT.match(paragraph.text or ""):
            rest = make("blockquote", None, "\n", paragraph, *paragraph.itersiblings())
            # The text behind the quotation is behind the new one now: libxml2 keeps it where it was.
            quote.addnext(rest)
            quote.tail = "\n"
            from_blockquote(rest)
            return


def default_title(name: str) -> str:
    """The title of a callout whose author gave it none."""
    return name.replace("-", " ").capitalize()


def _title(element: Element) -> Element:
    title = make("p", {"class": "callout-title"})
    move_content(element, title)
    return title


def _split_first_line(paragraph: Element) -> Element:
    """Move what stands before the first line's end out of `paragraph`, into a title."""
    title = make("p", {"class": "callout-title"})
    text = paragraph.text or ""
    if "\n" in text:
        title.text, paragraph.text = text.split("\n", 1)
        return title
    title.text, paragraph.text = text, None
    for child in list(paragraph):
        if child.tag == "br":
            paragraph.text, child.tail = (child.tail or "").lstrip("\n"), None
            paragraph.remove(child)
            break
        title.append(child)
        if "\n" in (child.tail or ""):
            child.tail, paragraph.text = (child.tail or "").split("\n", 1)
            break
    return title


def _become_callout(element: Element, kind: str, title: Element | None) -> None:
    callout = make("aside", {"class": f"callout callout-{kind}", "role": "note"})
    if title is not None and plain(title):
        title.tail = "\n"
        callout.append(title)
        element.text = (element.text or "").lstrip()
    move_content(element, callout)
    replace(element, callout)
