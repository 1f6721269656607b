"""Callouts that a template engine would have set, and attributes that pandoc would have read."""

import re

import pytest

from articles.document import parse
from articles.markup import prepare, render
from interchange.readers.leftovers import leftovers


def callouts(body: str, dialect: str = "commonmark") -> list[tuple[str, str, str]]:
    """(kind, title, text) of each callout."""
    html = render(body, dialect=dialect).html
    found = re.findall(
        r'<aside class="callout callout-(\w+)"[^>]*><p class="callout-title">([^<]*)</p>\s*<p>(.*?)</p>', html
    )
    return [(kind, title, text.strip()) for kind, title, text in found]


@pytest.mark.parametrize(
    ("body", "kind", "title"),
    [
        ('{{< admonition tip "Try it" >}}\nText.\n{{< /admonition >}}', "tip", "Try it"),
        (
            '{{< admonition type=warning title="Mind it" open=true >}}\nText.\n{{</ admonition >}}',
            "warning",
            "Mind it",
        ),
        ("{{% notice info %}}\nText.\n{{% /notice %}}", "info", "Info"),
        ('{{< notice "danger" >}} Text. {{< /notice >}}', "danger", "Danger"),
        ("{{< alert >}}\nText.\n{{< /alert >}}", "note", "Note"),
        ("{{< warning >}}\nText.\n{{< /warning >}}", "warning", "Warning"),
        ("{% note success no-icon %}\nText.\n{% endnote %}", "tip", "Success"),
        ('{% hint style="danger" %}\nText.\n{% endhint %}', "danger", "Danger"),
        ('::: {.callout-tip title="Try it"}\nText.\n:::', "tip", "Try it"),
        ("::: {.callout-note}\nText.\n:::", "note", "Note"),
        ("> Text.\n{: .prompt-tip }", "tip", "Tip"),
        ("> Text.\n{: .prompt-warning .wide}\nBehind it.", "warning", "Warning"),
        ("Text.\n{: .notice--danger}", "danger", "Danger"),
        ("Text.\n{: .notice}", "note", "Note"),
        ("Text.\n{:.alert .alert-info}", "info", "Info"),
        ("Text.\n{: .box-error}", "danger", "Error"),
        ("Text.\n{: .important }", "important", "Important"),
        ("Text.\n{: #here .notice--primary}", "note", "Note"),
        ("> ##### Try it\n>\n> Text.\n{: .block-tip }", "tip", "Try it"),
    ],
)
@pytest.mark.parametrize("dialect", ["commonmark", "python-markdown"])
def test_callouts_of_themes(body: str, kind: str, title: str, dialect: str) -> None:
    """Each is one of the kinds known here, with its title."""
    assert callouts(f"Before.\n\n{body}\n\nAfter.", dialect) == [(kind, title, "Text.")]


def test_callouts_inside_of_others() -> None:
    """They nest; what is never closed stays as it is written and disturbs none."""
    body = "{{< note >}}\n{{< tip >}}\n{{< info >}}\nInner.\n{{< /info >}}\n{{< /note >}}\n"
    html = render(body, dialect="commonmark").html
    assert html.count("<aside") == html.count("</aside>") == 2
    assert "{{&lt; tip &gt;}}" in html


def test_code_is_left_alone() -> None:
    body = "```\n{{< tip >}}\nx\n{{< /tip >}}\n```\n"
    assert "{{&lt; tip &gt;}}" in render(body, dialect="commonmark").html


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("![x](/a.png){width=50%}", ""),
        ('[x](/a){#id .btn target="_blank"}', ""),
        ("f(x){return 1}", "{return 1}"),
        ("`[x](/a){.b}`", "{.b}"),
    ],
)
def test_attributes_behind_pictures_and_links(body: str, shown: str) -> None:
    """They are not for readers; other braces are."""
    html = render(body, dialect="commonmark").html
    assert (shown in html) if shown else "{" not in html


def test_players_of_zola() -> None:
    assert "v=abcdefghijk" in render('{{ youtube(id="abcdefghijk") }}', dialect="commonmark").html


def test_pictures_of_eleventy() -> None:
    html = render("{% image './a.png', 'What it shows' %}", dialect="commonmark").html
    assert '<img alt="What it shows" src="./a.png">' in html


@pytest.mark.parametrize(
    ("begin", "end", "summary"),
    [
        ('{{< details summary="See it" open=true >}}', "{{< /details >}}", "See it"),
        ('{{% details "See it" %}}', "{{% /details %}}", "See it"),
        ("{{< details >}}", "{{< /details >}}", "Details"),
        ("{% details See it %}", "{% enddetails %}", "See it"),
        ("{% collapsible See it %}", "{% endcollapsible %}", "See it"),
        ("{% fold info @See it %}", "{% endfold %}", "See it"),
    ],
)
@pytest.mark.parametrize("dialect", ["commonmark", "python-markdown"])
def test_what_readers_open(begin: str, end: str, summary: str, dialect: str) -> None:
    html = render(f"Before.\n\n{begin}\nWith *care*.\n{end}\n\nAfter.\n", dialect=dialect).html
    assert f"<summary>{summary}</summary>" in html
    assert "<em>care</em>" in html[: html.index("</details>")]
    assert html.index("After.") > html.index("</details>")
    assert "{" not in html


@pytest.mark.parametrize(
    "body",
    [
        "- Text.\n{: .prompt-tip }",
        "# Text.\n{: .notice--info}",
        "```\n> Text.\n{: .prompt-tip }\n```",
        "Text.\n\n{: .notice--info}",
        "> Text.\n{: .wide}",
        "> Text.\n{: .tips .note-taking .noticed}",
        "Text. {: .notice} is said within it.",
    ],
)
def test_attributes_of_no_callout(body: str) -> None:
    """Of lists, headings and code, of nothing, and others."""
    assert callouts(body) == []


def test_attributes_of_a_callout_are_nothing_that_is_left() -> None:
    document = parse("> Text.\n{: .prompt-tip }\n\nText.\n{: .wide}\n")
    assert [(each.code, each.line) for each in leftovers(document)] == [("kramdown-hidden", 5)]


def test_many_attributes_take_no_time() -> None:
    for piece in ("{: .notice}", "> a\n{: .prompt-tip }", "{: .prompt-", "a\n{: .x }", "{: a"):
        assert isinstance(prepare(f"{piece}\n" * 5_000, "commonmark"), str)
        assert isinstance(prepare(piece * 5_000, "commonmark"), str)
