"""Files are read and rendered by workers: what they hand over, and what one file can do to the others."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from articles.document import parse
from articles.markup.crew import Crew
from articles.markup.worker import pack_into, receive
from articles.models import Article
from articles.words import tokens
from interchange.items import Context, Item
from interchange.preparing import READ, pictures_of, read_file

from .conftest import Files, bring_in

Source = Callable[[Files], Path]

POST = "---\ntitle: A post\ndate: 2024-05-01\n---\n\nSome *words*, and a [link](https://example.org/).\n"


def handed_over(value: Any) -> Any:
    """`value` as it comes out of the pipe between two processes."""
    waiting = bytearray()
    pack_into(waiting, (value,))
    message = receive(io.BytesIO(waiting))
    assert message is not None
    return message[0]


def test_what_is_handed_over_needs_no_second_reading() -> None:
    """An item, its rendered body and its words survive the way through a pipe, and say what they said."""
    read = read_file(POST.encode(), Context("a.md"), render=True, site_host="")
    came = handed_over(read)

    assert came == read
    assert isinstance(came.item, Item)
    assert came.prepared is not None
    assert "frontmatter" not in vars(came.item.document)
    assert came.item.document.fields == parse(POST).fields
    assert came.item.document.body == parse(POST).body
    assert came.item.document.replace(title="Another").fields.title == "Another"
    assert came.prepared.rendered.html.startswith("<p>Some <em>words</em>")
    assert came.prepared.tokens.split() == tokens(came.prepared.rendered.text)


def test_a_body_that_will_change_is_not_rendered() -> None:
    """Where a document shows pictures, they will have other names; their lines are those of the file."""
    read = read_file(f"{POST}\n![x](x.png)\n".encode(), Context("a.md"), render=True, site_host="")

    assert read.prepared is None
    assert isinstance(read.item, Item)
    assert [(each.source, each.line) for each in pictures_of(read.item)] == [("x.png", 8)]


def test_a_context_goes_without_what_reaches_other_files() -> None:
    """Functions and open files stay where they are."""
    context = Context("a.md", source="blog", sibling=lambda path: b"secret", shared={"a": object()})
    came = handed_over(context)

    assert came == context
    assert came.sibling("b.md") is None
    assert came.shared == {}


@pytest.mark.django_db(transaction=True)
def test_a_hostile_file_is_rejected_alone(source: Source) -> None:
    """One that no engine comes to an end with costs its worker, and no other file anything."""
    files = {f"{number}.md": POST.replace("A post", f"Post {number}") for number in range(6)}
    hostile = "---\ntitle: Hostile\ndate: 2024-05-01\ndialect: python-markdown\n---\n\n" + "[" * 50_000
    imported = bring_in(source({**files, "2-hostile.md": hostile}))

    assert imported["2-hostile.md"].result == "rejected"
    error = imported["2-hostile.md"].error
    assert error is not None
    assert error.code in {"render-time", "render-nesting"}
    assert [imported[name].result for name in sorted(files)] == ["created"] * 6
    assert Article.objects.live().count() == 6


def test_a_worker_knows_no_django() -> None:
    """It starts in a moment, and has no way to the database."""
    program = "import sys, interchange.preparing; print([name for name in sys.modules if 'django' in name])"
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.stdout, ended.returncode) == ("[]\n", 0), ended.stderr


@pytest.mark.parametrize(
    "part",
    [
        "| some words | 12 |\n",
        "- Some *words* and **more** of `them`, [here](https://example.org/a), and *so* **on**.\n",
        "Some *words* and **more** of `them`, [here](https://example.org/a), and *so* **on**.\n\n",
        "> Some *words* and **more** of `them`, [here](https://example.org/a), and *so* **on**.\n\n",
    ],
    ids=["table", "list", "prose", "quotation"],
)
def test_a_post_of_800_kilobytes_has_room(part: str) -> None:
    """Whatever it consists of: the memory of a worker is bounded, and so is what an author may write."""
    body = "| a | b |\n|---|---|\n" if part.startswith("|") else ""
    body += part * (800_000 // len(part))
    wanted = {"data": body.encode(), "context": Context("a.md"), "render": True, "site_host": ""}
    with Crew(2) as crew:
        read = crew.ask(READ, wanted, seconds=60).result()
    assert read.prepared.rendered.words > 50_000
