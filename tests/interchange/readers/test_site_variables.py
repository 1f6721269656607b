"""Jekyll's plain variables are written out where it is certain what they said, and left and named elsewhere."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.document import parse
from articles.models import Article
from interchange.readers.own_ways import without_raw
from interchange.readers.site_variables import variables_of, with_variables
from tests.factories import picture
from tests.interchange.conftest import Files, bring_in, codes

SITE = {
    "title": "Salt & Sea",
    "repository": "https://code.example/salt/sea",
    "since": 2011,
    "quiet": True,
    "author": {"name": "Ada", "social": {"chat": "@ada"}},
    "logo": "/images/logo.png",
    "url": "https://old.example",
    "baseurl": "/blog",
    "time": "never",
    "posts": "none",
    "empty": "",
    "lines": "a\nb",
    "liquid": "{{ site.title }}",
    "list": ["a"],
    "odd": "a\x00b",
}


def filled(body: str, said: str = "") -> tuple[str, list[tuple[str, int | None]]]:
    document = parse(f"---\ntitle: A post\nimage: x.png\n{said}---\n{body}")
    written, problems = with_variables(document, variables_of(SITE))
    assert written.body.count("\n") == body.count("\n")
    assert all(each.code == "liquid-filled" for each in problems)
    return written.body, [(each.message.split("”")[0].strip("“"), each.line) for each in problems]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{{ site.title }}", "Salt & Sea"),
        ("{{site.title|escape}}", "Salt &amp; Sea"),
        ("{{ site.since }}{{ site.quiet }}", "2011true"),
        ("{{ site.author.name }} {{ site.author.social.chat }}", "Ada @ada"),
        ("{{ page.title }}", "A post"),
        ("{{ page.cover.path }}", "c.png"),
        ("[x]({{ site.repository }}/issues)", "[x](https://code.example/salt/sea/issues)"),
        ("[x]({{ site.repository | relative_url }})", "[x](https://code.example/salt/sea)"),
        ("![x]({{ site.logo | absolute_url }})", "![x](/images/logo.png)"),
        ("![x]({{ page.image | relative_url }})", "![x](/x.png)"),
        ('<img src="{{ site.logo | prepend: site.baseurl }}">', '<img src="/images/logo.png">'),
        ("<img src={{ site.logo }}>", "<img src=/images/logo.png>"),
        ("{% if x %}{{ site.since }}{% endif %}", "{% if x %}2011{% endif %}"),
        (
            "{% raw %}{{ site.title }}{% endraw %} {{ site.since }}",
            "{% raw %}{{ site.title }}{% endraw %} 2011",
        ),
    ],
)
def test_what_is_certain_is_filled_in(written: str, shown: str) -> None:
    assert filled(f"Text.\n\n{written}\n", "cover: {path: c.png}\n")[0] == f"Text.\n\n{shown}\n"


@pytest.mark.parametrize(
    "written",
    [
        *(
            "{{ site.url }}",
            "[x]({{ site.baseurl }}/x)",
            "{{ site.time }}",
            "{{ site.posts }}",
            "{{ page.url }}",
        ),
        *("{{ site.empty }}", "{{ site.lines }}", "{{ site.liquid }}", "{{ site.list }}", "{{ site.odd }}"),
        *("{{ site.author }}", "{{ site.unknown }}", "{{ page.unknown }}", "{{ title }}", "{{ page.date }}"),
        *("{{ site.title | slugify }}", "{{ site.title | escape | upcase }}", "{{- site.title -}}"),
        *("{{ site.logo | relative_url }}", "[x]({{ page.image | prepend: site.baseurl }})"),
        *("`{{ site.title }}`", "{% raw %}\n{{ site.title }}\n{% endraw %}", "```\n{{ site.title }}\n```"),
        *(
            "{% for page in site.pages %}{{ page.title }}{% endfor %}",
            "{% assign site = x %}{{ site.title }}",
        ),
        "{% comment %}{{ site.title }}{% endcomment %}",
    ],
)
def test_what_is_not_certain_stays(written: str) -> None:
    assert filled(f"Text.\n\n{written}\n") == (f"Text.\n\n{written}\n", [])


def test_each_name_is_told_once_with_its_first_line() -> None:
    _, told = filled("{{ site.title }}\n\n{{ site.since }} {{ site.title }}\n")
    assert told == [("site.title", 5), ("site.since", 7)]


def test_a_text_does_not_grow_without_end() -> None:
    document = parse("---\ntitle: A\nx: " + "x" * 500 + "\n---\n" + "{{page.x}}\n" * 100_000)
    began = time.process_time()
    written, _ = with_variables(document, {})
    assert len(written.body) < len(document.body) + 110_000
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "piece",
    ["{% raw %} {{ site.title }}\n", "{% raw %}{% endcomment %}\n", "{{ site.a.b.", "{% for page in "],
)
def test_hostile_texts_take_linear_time(piece: str) -> None:
    document = parse("---\ntitle: A\n---\n" + piece * 10_000)
    began = time.process_time()
    with_variables(document, variables_of(SITE))
    without_raw(document, "jekyll")
    assert time.process_time() - began < 4


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("media_root")
def test_an_import_fills_them_in(source: Callable[[Files], Path]) -> None:
    """The picture of the frontmatter comes along, the link leads where it led, and other programs' braces stay."""
    settings = "title: Salt\nrepository: https://code.example/salt\n"
    body = "[Code]({{ site.repository }}) ![x]({{ page.cover }}) of {{ site.title }}, {{ site.unknown }}.\n"
    text = f"---\ntitle: A\ndate: 2020-01-02\ncover: /images/x.png\n---\n{body}"
    folder = source(
        {"_config.yml": settings, "_posts/2020-01-02-a.md": text, "images/x.png": picture(60, 40)}
    )

    line = bring_in(folder)["_posts/2020-01-02-a.md"]
    html = Article.objects.get().html
    source({"_config.yml": settings.replace("Salt", "Sea")})
    again = bring_in(folder)["_posts/2020-01-02-a.md"]

    assert '<a href="https://code.example/salt"' in html
    assert "/media/" in html
    assert "of Salt, {{ site.unknown }}." in html
    assert codes(line) >= {"liquid-filled", "liquid-left"}
    assert "link-removed" not in codes(line)
    assert again.result == "updated"
    assert "of Sea," in Article.objects.get().html
