"""Tags of template engines that go over several lines."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.document import parse
from articles.models import Article
from interchange.readers.whole_tags import with_whole_tags

from .conftest import Files, bring_in


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('{{< figure src="a.png"\n  alt="A"\n>}}\nb\n', '{{< figure src="a.png" alt="A" >}}\n\n\nb\n'),
        ('a {% include f.html\nalt="A\nB" %} b\nc\n', 'a {% include f.html alt="A B" %} b\n\n\nc\n'),
        ("{{% a\nb %}} {% c\nd %}\ne", "{{% a b %}} {% c d %}\n\n\ne"),
        ("{{< a\n>}}", "{{< a >}}\n"),
    ],
)  # fmt: skip
def test_they_are_put_on_one(written: str, meant: str) -> None:
    """As many lines as they took follow, so that those below keep their numbers."""
    body = with_whole_tags(parse(f"---\ntitle: T\n---\n{written}")).body

    assert body == meant
    assert body.count("\n") == written.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "```\n{{< a\nb >}}\n```\n",
        "`{{< a`\n b >}}\n",
        "{{< a\n\nb >}}\n",
        "{{< a\n{{ b }} >}}\n",
        "{% a\nb\n",
        "{% a %}\n{% b %}\n",
    ],
)
def test_code_and_what_never_ends_stay(text: str) -> None:
    document = parse(f"---\ntitle: T\n---\n{text}")

    assert with_whole_tags(document) == document


@pytest.mark.django_db
def test_their_pictures_come_along(source: Callable[[Files], Path]) -> None:
    """And lines that warnings name are those of the file."""
    text = '---\ntitle: A\ndate: 2020-01-02\n---\n{{< figure src="/no.png"\n  caption="*Said*"\n>}}\n{{< strange >}}\n'

    line = bring_in(source({"hugo.toml": "", "content/posts/a.md": text}))["content/posts/a.md"]

    assert "<em>Said</em>" in Article.objects.get().html
    assert {warning.code: warning.line for warning in line.warnings if warning.line} == {
        "image-missing": 5,
        "shortcode-left": 8,
    }


@pytest.mark.parametrize("piece", ["{%", "{% a\n", "{{<\n", "{%\na %}", "{%\n" + "a\n" * 100])
def test_hostile_texts_are_read_in_time(piece: str) -> None:
    document = parse(f"---\ntitle: T\n---\n{piece * (500_000 // len(piece))}")
    before = time.monotonic()

    with_whole_tags(document)

    assert time.monotonic() - before < 2
