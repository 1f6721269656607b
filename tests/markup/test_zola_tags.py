"""Zola's shortcodes: callouts, quotations and diagrams as Hugo's, and words where nothing is known of them."""

import pytest

from articles.document import parse
from articles.markup import prepare
from articles.markup.render import render
from interchange.readers.leftovers import leftovers


def shown(body: str) -> str:
    return " ".join(render(body).html.split())


def aside(kind: str, title: str) -> str:
    """How a callout begins."""
    return f'<aside class="callout callout-{kind}" role="note"><p class="callout-title">{title}</p>'


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (
            '{% note(clickable=true, header="Quiz!") %}\n\na *b*\n\n{% end %}\n',
            f"{aside('note', 'Quiz!')} <p>a <em>b</em></p> </aside>",
        ),
        (
            '{{ tip(title="Say, so", body="a b") }}\n',
            f"{aside('tip', 'Say, so')} <p>a b</p> </aside>",
        ),
        (
            '{% alert(type="warning") %}\na\n{% end %}\n',
            f"{aside('warning', 'Warning')} <p>a</p> </aside>",
        ),
        ('{% details(summary="More") %}\na\n{% end %}\n', "<details><summary>More</summary> <p>a</p> </details>"),
        ('{% quote(author="Ann") %}\na\n{% end %}\n', "<blockquote> <p>a</p> <p>— Ann</p> </blockquote>"),
        ("a {% wide() %}b{% end %} c {% note() %}", "<p>a b c {% note() %}</p>"),
        ("{% outer(x=1) %}\n{% tip() %}\na\n{% end %}\nb\n{% end %}\n",
         f"{aside('tip', 'Tip')} <p>a</p> </aside> <p>b</p>"),
        ("{%- wide() -%}a{%- end -%}", "<p>a</p>"),
        ("{%wide()%}a{%end%}", "<p>a</p>"),
        ("{{ toc() }}\n\na\n", "<p>a</p>"),
    ],
)  # fmt: skip
def test_what_they_stand_for(body: str, html: str) -> None:
    assert shown(body) == html


@pytest.mark.parametrize(
    "body",
    [
        "{% note() %}\nnever closed\n",
        "{% end %}\n",
        "`{% note() %}a{% end %}`\n",
        "```\n{% note() %}\na\n{% end %}\n```\n",
        "{{ unknown(x=1) }}\n",
        "Code:\n\n    {% note() %}\n    a\n    {% end %}\n",
        '{{ note(title="says nothing") }}\n',
        "{% if x == f(y) %}\na\n{% endif %}\n",
    ],
)
def test_what_is_never_closed_or_code_stays(body: str) -> None:
    assert prepare(body, "commonmark") == body


def test_the_report_says_that_readers_do_not_see_them() -> None:
    document = parse("+++\ntitle = 'A'\n+++\n{% wide() %}\na\n{% end %}\n")
    assert [(each.code, each.line) for each in leftovers(document)] == [
        ("liquid-hidden", 4),
        ("liquid-hidden", 6),
    ]


def test_many_that_are_never_closed_take_no_time() -> None:
    for piece in ("{% a() %}", "{% end %}", "`{{ a() }}` ", "{% a(", "{{ a(x="):
        assert isinstance(prepare(piece * 5_000, "commonmark"), str)
        assert isinstance(prepare(f"{piece}\n" * 5_000, "commonmark"), str)
