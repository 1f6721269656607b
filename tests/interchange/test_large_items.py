"""Items of exports that are as large as an item may be: nothing holds one for longer than it is needed.

Without these an import of large items, each refused for its size, grew by all of them.
"""

import gc
import weakref
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

import pytest

from articles.document import Document
from articles.markup import RenderRefused
from articles.markup.crew import Crew
from articles.models import Article, Revision
from interchange.items import Context, NoItem
from interchange.readers.lookups import Lookups
from interchange.readers.parts import Part, Parts
from interchange.readers.wordpress import read_export
from interchange.reading import _batches, _Item

from .conftest import Files, bring_in

_TWO_ITEMS = b"""<rss xmlns:wp="http://wordpress.org/export/1.2/"
xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<item><title>A</title><wp:post_type>post</wp:post_type><content:encoded>a</content:encoded></item>
<item><title>B</title><wp:post_type>post</wp:post_type><content:encoded>b</content:encoded></item>
</channel></rss>"""


@pytest.fixture(autouse=True)
def _no_search_for_circles() -> Iterator[None]:
    """Imports seldom look for them (`tuning`): what holds itself stays until long after."""
    gc.disable()
    yield
    gc.enable()


class _Text(str):
    """One that can be referred to weakly."""


class _Refusing:
    """A crew that refuses everything, as one does when each text takes too much memory."""

    def ask(self, function: str, arguments: dict[str, Any], *, seconds: float) -> "_Refusing":
        return self

    def result(self) -> None:
        raise RenderRefused("memory", "Too much.")


def test_an_item_that_was_refused_is_let_go() -> None:
    text = _Text("large")
    held = weakref.ref(text)
    part = Part("a#1", "", 1, cast("Any", str), rehearse=text.upper)
    del text
    item = _Item(cast("Crew", _Refusing()), part, Lookups(), render=True)
    mine = weakref.ref(item)
    read = item.result()
    del item, part

    assert isinstance(read.item, NoItem)
    assert read.item.reason.code == "render-memory"
    assert mine() is None
    assert held() is None


def test_a_batch_is_held_by_whoever_has_it() -> None:
    """And not by what made it."""

    def parts() -> Parts:
        yield from (Part(f"a#{number}", "", 1, cast("Any", str)) for number in range(3))

    batch = next(batches := _batches(parts()))
    part = weakref.ref(batch.popleft())
    batch.clear()

    assert part() is None
    assert list(batches) == []


def test_a_record_of_wordpress_is_held_by_its_part_alone() -> None:
    def opened() -> IO[bytes]:
        return BytesIO(_TWO_ITEMS)

    parts = read_export("a.xml", opened, Context("a.xml"))
    part = next(parts)
    assert isinstance(part, Part)
    record = weakref.ref(cast("Any", part.read).__self__.piece)
    del part

    assert record() is None
    assert isinstance(next(parts), Part)


def _posts(title: str = "Title {}", body: str = "Text", more: str = "") -> Files:
    return {
        f"a{n}.md": f"---\n{more.format(n)}title: {title.format(n)}\ndate: 2020-01-02\n---\n{body} {n}\n"
        for n in range(3)
    }


@pytest.mark.django_db
def test_no_text_is_in_a_circle(source: Callable[[Files], Path]) -> None:
    """Of new posts, of some that ask for one address, of changed, moved, withdrawn and merged ones."""
    for files in (
        _posts(),
        _posts(title="The same"),
        _posts(body="Changed"),
        _posts(more="slug: moved-{}\n", body="Moved"),
        _posts(more="draft: true\n"),
        _posts(more="tags: [x]\ncategory: Y\nauthor: Z\n", body="Filed"),
    ):
        folder = source(files)
        gc.collect()
        gc.set_debug(gc.DEBUG_SAVEALL)
        try:
            bring_in(folder)
            gc.collect()
        finally:
            gc.set_debug(0)
        found = [each for each in gc.garbage if isinstance(each, Article | Revision | Document)]
        gc.garbage.clear()
        assert found == []
