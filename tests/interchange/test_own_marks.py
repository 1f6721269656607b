"""Marks that only some Markdown has: what of them a site's program shows is shown here, and nothing else is touched."""

from collections.abc import Callable
from pathlib import Path

import pytest

from articles.document import parse
from articles.models import Article
from interchange.readers.own_marks import Mark, with_common_marks

from .conftest import Files, bring_in, codes

JEMOJI: Files = {"_config.yml": "title: X\nplugins: [jekyll-feed, jemoji]\n"}
GEMFILE: Files = {"_config.yml": "title: X\n", "Gemfile": "gem 'jemoji'\n"}
WITHOUT: Files = {"_config.yml": "title: X\nplugins: [jekyll-feed]\n"}
EXTRAS = "goldmark: {extensions: {extras: {mark: {enable: true}}}}\n"
NOTE = "[^note-1]\n\n[^note-1]: n"
ALL: tuple[Mark, ...] = ("abbreviation", "emoji", "insert", "mark", "note", "subscript", "superscript")


def said(body: str, *marks: Mark) -> str:
    """What becomes of a body with these marks, or with all of them."""
    return with_common_marks(parse(body), marks or ALL)[0].body


def body_of(slug: str = "a") -> str:
    revision = Article.objects.get(slug=slug).live_revision
    assert revision is not None
    return revision.document.body


def post(body: str) -> str:
    return f"---\ntitle: A\ndate: 2020-01-02\n---\n{body}"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Done :tada: :+1:!", "Done 🎉 👍!"),
        (":tada::tada::nothing:", "🎉🎉:nothing:"),
        ("A red :heart:", "A red ❤️"),
        ("At 10:30:45, std::vector:x:, a::x::b", "At 10:30:45, std::vector:x:, a::x::b"),
        (
            "See https://example.org/:tada:/ and :no_such_emoji:",
            "See https://example.org/:tada:/ and :no_such_emoji:",
        ),
        ("`:tada:` and [:tada:](/a/:tada:)", "`:tada:` and [🎉](/a/:tada:)"),
        ("```\n:tada:\n```\n", "```\n:tada:\n```\n"),
        ("A list.\n\n    :tada: in code\n", "A list.\n\n    :tada: in code\n"),
        ("- a\n    - :tada:\n", "- a\n    - 🎉\n"),
        (r"Written \:tada:", r"Written \:tada:"),
        ("Plain ==marked *words*== here", "Plain <mark>marked *words*</mark> here"),
        ("这是==重点==内容", "这是<mark>重点</mark>内容"),
        ("a == b and c == d, =====", "a == b and c == d, ====="),
        ("++new++ but C++ and C++17, D++", "<ins>new</ins> but C++ and C++17, D++"),
        ("H~2~O, 2^10^ and ~~gone~~", "H<sub>2</sub>O, 2<sup>10</sup> and ~~gone~~"),
        ("$x^2+y^2$ and 2^10^, $a$^b^", "$x^2+y^2$ and 2<sup>10</sup>, $a$<sup>b</sup>"),
        ("$$\nx^2+y^2\n$$\n2^10^\n", "$$\nx^2+y^2\n$$\n2<sup>10</sup>\n"),
        ("about ~5 or ~6 things[^1] ^ ^", "about ~5 or ~6 things[^1] ^ ^"),
    ],
)
def test_marks_outside_of_code_and_addresses(written: str, shown: str) -> None:
    assert said(written) == shown


def test_notes_within_a_line_stand_below() -> None:
    written = "One.^[With a [link](/x).] Two[^note-1].^[Second.]\n\n[^note-1]: Its own.\n"
    assert said(written) == (
        "One.[^note-here-1] Two[^note-1].[^note-here-2]\n\n[^note-1]: Its own.\n\n"
        "[^note-here-1]: With a [link](/x).\n[^note-here-2]: Second.\n"
    )


def test_abbreviations_are_explained_where_they_stand() -> None:
    written = 'HTML and XHTML, `HTML`, HTML5 or HTML.\n\n*[HTML]: Hypertext "Markup" Language\n*[CSS]:\n'
    shown = '<abbr title="Hypertext &quot;Markup&quot; Language">HTML</abbr>'
    assert said(written) == (
        f"{shown} and XHTML, `HTML`, HTML5 or {shown}.\n\n"
        '<!-- *[HTML]: Hypertext "Markup" Language -->\n<!-- *[CSS]: -->\n'
    )


def test_only_what_was_asked_for() -> None:
    assert said(":tada: ==x== H~2~O", "mark") == ":tada: <mark>x</mark> H~2~O"
    assert said(":tada: ==x==", "subscript") == ":tada: ==x=="


def test_names_in_colons_that_are_fields_stay() -> None:
    """`:date:` is an emoji too; beside `:author:` it is none."""
    fields = ":author: Ada\n:date: 2020-01-02\n\nText :tada:\n"
    assert said(fields) == fields


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("files", "shown"),
    [
        (JEMOJI, "🎉"),
        (GEMFILE, "🎉"),
        (WITHOUT, ":tada:"),
        ({}, "🎉"),
    ],
)
def test_emoji_on_sites_of_jekyll(source: Callable[[Files], Path], files: Files, shown: str) -> None:
    """With its plugin, or where nobody says that there is none."""
    line = bring_in(source({**files, "_posts/2020-01-02-a.md": post("Done :tada:\n")}))[
        "_posts/2020-01-02-a.md"
    ]
    assert body_of() == f"Done {shown}\n"
    assert ("marks-written-out" in codes(line)) == (shown == "🎉")
    if shown == "🎉":
        assert [each.line for each in line.warnings if each.code == "marks-written-out"] == [5]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("files", "where", "shown"),
    [
        ({"hugo.toml": "enableEmoji = true\n"}, "content/posts/a.md", "🎉 ==x== H~2~O ^[n]"),
        ({"hugo.toml": "title = 'X'\n"}, "content/posts/a.md", ":tada: ==x== H~2~O ^[n]"),
        (
            {
                "hugo.toml": "[markup.goldmark.extensions.extras.mark]\nenable = true\n"
                "[markup.goldmark.extensions.extras.subscript]\nenable = true\n"
            },
            "content/posts/a.md",
            ":tada: <mark>x</mark> H<sub>2</sub>O ^[n]",
        ),
        (
            {"hugo.toml": "title = 'X'\n", "config/_default/markup.yaml": EXTRAS},
            "content/posts/a.md",
            ":tada: <mark>x</mark> H~2~O ^[n]",
        ),
        (
            {"config.toml": "base_url = 'https://x.example'\n[markdown]\nrender_emoji = true\n"},
            "content/a.md",
            "🎉 ==x== H~2~O ^[n]",
        ),
        (
            {"docusaurus.config.js": "module.exports = {}\n"},
            "blog/a.md",
            "🎉 ==x== H~2~O ^[n]",
        ),
        (
            {"docusaurus.config.js": "module.exports = {markdown: {emoji: false}}\n"},
            "blog/a.md",
            ":tada: ==x== H~2~O ^[n]",
        ),
        (
            {
                "eleventy.config.js": "module.exports = () => {}\n",
                "package.json": '{"devDependencies": {"markdown-it-mark": "4", "markdown-it-footnote": "4"}}',
            },
            "posts/a.md",
            f":tada: <mark>x</mark> H~2~O {NOTE}",
        ),
        (
            {"_config.yml": "theme: x\nmarkdown:\n  plugins:\n    - markdown-it-sub\n    - name: markdown-it-emoji\n",
             "package.json": '{"dependencies": {"hexo": "7"}, "hexo": {"version": "7"}}'},
            "source/_posts/a.md",
            "🎉 ==x== H<sub>2</sub>O ^[n]",
        ),
        (
            {"mkdocs.yml": "site_name: X\nmarkdown_extensions:\n  - pymdownx.emoji:\n      x: 1\n  - pymdownx.mark\n"},
            "docs/blog/posts/a.md",
            "🎉 <mark>x</mark> H~2~O ^[n]",
        ),
        ({".obsidian/app.json": "{}"}, "a.md", f":tada: <mark>x</mark> H~2~O {NOTE}"),
        ({"_quarto.yml": "project: {type: website}\n"}, "posts/a.qmd", f":tada: ==x== H<sub>2</sub>O {NOTE}"),
    ],
)  # fmt: skip
def test_whose_markdown_has_which(
    source: Callable[[Files], Path], files: Files, where: str, shown: str
) -> None:
    bring_in(source({**files, where: post(":tada: ==x== H~2~O ^[n]\n")}))
    assert body_of() == f"{shown}\n"


@pytest.mark.django_db
def test_settings_that_change_are_noticed(source: Callable[[Files], Path]) -> None:
    """A second import says unchanged; once the site has the plugin, its posts are read anew."""
    files: Files = {**WITHOUT, "_posts/2020-01-02-a.md": post("Done :tada:\n")}
    bring_in(source(files))
    assert bring_in(source(files)).results["_posts/2020-01-02-a.md"] == "unchanged"
    assert bring_in(source({**files, **JEMOJI})).results["_posts/2020-01-02-a.md"] == "updated"
    assert body_of() == "Done 🎉\n"


def test_many_signs_take_no_time() -> None:
    """Whatever is opened and never closed is looked for once in a line."""
    for sign in (":a", "==a ", "++a ", "^[", "~a ", "^a ", "*[a]: b\n", "[^", "^[[", "]("):
        assert isinstance(said(sign * 20_000), str)
