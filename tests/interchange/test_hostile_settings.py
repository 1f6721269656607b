"""Settings made so that reading them never ends: they say nothing, or what can be seen of it, in no time."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from interchange.sources import open_source, parted

from .conftest import Files, bring_in

LONG = 100_000


def _filled(sign: str) -> str:
    return sign * (LONG // len(sign))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("eleventy.config.js", _filled("\\'")),
        ("eleventy.config.js", _filled('"\\')),
        ("astro.config.mjs", _filled("\\`")),
        ("docusaurus.config.js", _filled("/* ")),
        ("docusaurus.config.js", "plugin-content-blog'" + _filled(" ")),
        ("gatsby-config.js", _filled("/* ")),
        ("gridsome.config.js", _filled("/*'")),
        ("gridsome.config.js", "templates: {" + _filled("a")),
        ("gridsome.config.js", _filled("options: {")),
        ("config.rb", "activate :blog\n" + _filled("\n")),
        ("a.lektorproject", _filled("a\n")),
        ("hugo.toml", "a" + _filled(".a") + " = 1"),
        ("_config.yml", "paginate: 1\na: 1" + _filled(":59")),
        (
            "_config.yml",
            f"paginate: 1\ndefaults: [{{scope: {{path: 'content/{'*a' * 40}b'}}, values: {{category: x}}}}]",
        ),
        ("hugo.yaml", f"baseURL: /\ncascade: [{{target: {{path: '{'**a' * 40}b'}}, category: x}}]"),
    ],
)
def test_settings_take_no_time(source: Callable[[Files], Path], name: str, text: str) -> None:
    folder = source({name: text, f"content/{'a' * 200}/_posts/2020-01-02-a.md": "---\ntitle: A\n---\nText\n"})
    begun = time.process_time()
    with open_source(folder).tree:
        for each in parted(open_source(folder)):
            assert [found for found in each.files() if found.context]
    assert time.process_time() - begun < 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["_config.yml", "authors.yml", "_data/authors.yml", "site.yaml", "mkdocs.yml"]
)
def test_aliases_in_settings_cost_nothing_but_what_they_say(
    source: Callable[[Files], Path], name: str
) -> None:
    """Nine times nine of them, and so on, would be a thousand million values."""
    levels = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for of, level in zip("abcdefgh", "bcdefghi", strict=True):
        levels.append(f"{level}: &{level} [{', '.join([f'*{of}'] * 9)}]")
    imported = bring_in(
        source({name: "\n".join(levels), "articles/_posts/2020-01-02-a.md": "---\ntitle: A\n---\nText\n"})
    )
    assert imported["articles/_posts/2020-01-02-a.md"].result == "created"
    assert imported[name].error is not None
    assert "more than 300,000 values" in imported[name].error.message


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("_config.yml", "paginate: [1\n", "did not find expected"),
        ("hugo.toml", "baseURL = x\n", "at line 1"),
        ("pelicanconf.py", "A = (\n", "never closed"),
        ("eleventy.config.js", "x" * 200_000, "longer than 128 KB"),
        ("authors.yml", "a" * 600_000, "longer than 512 KB"),
        ("mkdocs.yml", "site_name: A\n", ""),
    ],
)
def test_settings_that_say_nothing_are_named(
    source: Callable[[Files], Path], name: str, text: str, why: str
) -> None:
    """Whoever expects addresses of them learns why there are none."""
    error = bring_in(source({name: text}))[name].error
    assert error is not None
    assert error.code == ("settings-unread" if why else "not-an-article")
    assert why in error.message


def test_comments_of_scripts_end_and_texts_stay(source: Callable[[Files], Path]) -> None:
    """A pattern of files looks like a comment, and an apostrophe in a comment like a text."""
    script = "{ /* don't */ options: {typeName: 'Post', path: 'blog/**/*.md', route: '/b/:slug' /* 'no */ } } // it's"
    with open_source(source({"gridsome.config.js": script, "blog/a.md": "# A\n"})).tree as tree:
        assert "blog/a.md" in tree
    rule = open_source(source({})).rule
    assert rule is not None
    assert rule.content == ("blog/",)
