"""Pages of ikiwiki: what their directives say becomes frontmatter, others are named."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest

from articles.models import Article
from interchange.readers.ikiwiki import with_frontmatter

from .conftest import Files, bring_in, codes

POST = '''\
[[!meta title="Moving: a diary"]] [[!meta date="2015-02-06 11:29:25 -0500"]]
[[!meta author="Ann Lee" ]]
[[!meta description="""In short,
"quoted"."""]]

First.

```
[[!tag kept]]
```

[[!img mill.jpg size="200x200" alt="The old mill"]]

[[!toc levels=2]] and `[[!inline x]]`.

[[!tag travel tea_time travel]]
'''


@pytest.mark.django_db
def test_directives_say_what_frontmatter_says(source: Callable[[Files], Path]) -> None:
    line = bring_in(source({"posts/moving.mdwn": POST}))["posts/moving.mdwn"]

    article = Article.objects.get()
    assert (article.title, article.slug) == ("Moving: a diary", "moving")
    assert article.date == datetime(2015, 2, 6, 16, 29, 25, tzinfo=UTC)
    assert article.description.split() == ["In", "short,", '"quoted".']
    assert [author.name for author in article.byline] == ["Ann Lee"]
    assert sorted(tag.name for tag in article.tags.all()) == ["tea time", "travel"]
    assert "[[!tag kept]]" in article.html
    assert "[[!meta" not in article.html
    assert 'alt="The old mill"' in article.html or "image-missing" in codes(line)
    assert [each.message for each in line.warnings if each.code == "directive-left"] == [
        "The directive “toc” was left as it is; readers see it."
    ]


@pytest.mark.django_db
def test_a_page_that_sends_readers_on_is_a_redirect(source: Callable[[Files], Path]) -> None:
    imported = bring_in(source({"a.mdwn": "Text\n", "old.mdwn": '[[!meta redir="/a/"]]\n'}))
    assert imported["old.mdwn"].error is not None
    assert imported["old.mdwn"].error.code == "redirect-stub"


@pytest.mark.parametrize(
    "text",
    [
        "Text\n",
        "    [[!tag in code]]\n",
        "```\n[[!meta title=x]]\n```\n",
        '[[!meta title="never closed\n',
        "a [[!tag b]]\n",
    ],
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert with_frontmatter(text) == ""


@pytest.mark.parametrize(
    "text",
    ["[[!tag " + "a=b " * 20_000, "[[!meta " + '"" ' * 20_000, "[[!img " + "a" * 100_000, "```\n" * 20_000],
)
def test_hostile_directives_take_no_time(text: str) -> None:
    start = monotonic()
    with_frontmatter(text)
    assert monotonic() - start < 2
