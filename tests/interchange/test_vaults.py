"""Notes that name other notes and pictures in double brackets: `[[Other]]`, `![[chart.png|300]]`."""

from collections.abc import Callable
from pathlib import Path

import pytest

from articles.models import Article

from ..factories import picture
from .conftest import Files, bring_in, codes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]

FIRST = """---
date: 2022-01-02
---
See [[Second note]], [[second note#A heading|that part]], [[Second note#^a1b2]], [[#Below]] and [[Nowhere]].

![[my chart.png]]

![[my chart.png|300x200]] ![[my chart.png|What it shows]] ![plain](my%20chart.png)

![[Second note]] [[my chart.png]] ![[gone.png]] `![[my chart.png]]`

## Below
"""


def text_of(slug: str) -> str:
    revision = Article.objects.get(slug=slug).live_revision
    assert revision is not None
    return revision.text


def test_notes_and_pictures_in_brackets(source: Callable[[Files], Path]) -> None:
    """What is there becomes a link or a picture; what is nowhere stays, and is named."""
    files: Files = {
        ".obsidian/app.json": "{}",
        "notes/First note.md": FIRST,
        "notes/Second note.md": "---\ndate: 2022-01-03\n---\n## A heading\n\nText.\n",
        "files/my chart.png": picture(40, 30),
    }
    line = bring_in(source(files))["notes/First note.md"]
    text = text_of("first-note")
    assert (
        "[Second note](/articles/second-note/), [that part](/articles/second-note/#a-heading), "
        "[Second note](/articles/second-note/), [Below](#below) and [[Nowhere]]." in text
    )
    stored = text.partition("![my chart](<")[2].partition(">")[0]
    assert stored.startswith("/media/images/my-chart-")
    assert (
        f'<img src="{stored}" alt="my chart" width="300"> ![What it shows](<{stored}>) ![plain]({stored})'
        in text
    )
    assert (
        f"[Second note](/articles/second-note/) [my chart.png](<{stored}>) ![[gone.png]] `![[my chart.png]]`"
        in text
    )
    assert [each.line for each in line.warnings if each.code == "link-leads-nowhere"] == [4, 10]


def test_a_picture_that_comes_later(source: Callable[[Files], Path]) -> None:
    """A second import finds what was nowhere before."""
    note = "---\ntitle: A\ndate: 2022-01-02\n---\n![[late.png]]\n"
    assert "link-leads-nowhere" in codes(bring_in(source({"a.md": note}))["a.md"])
    line = bring_in(source({"a.md": note, "files/late.png": picture(40, 30)}))["a.md"]
    assert (line.result, codes(line)) == ("updated", set())
    assert "![late](/media/images/late-" in text_of("a")
