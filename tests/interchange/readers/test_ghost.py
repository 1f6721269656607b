"""Ghost exports in all their shapes: posts with what they had, and a line for everything else."""

import json
from datetime import UTC, datetime

import pytest

from articles.document import AuthorRef, ImageRef
from interchange.items import Item, NoItem

from .exports import codes, ghost, ghost_post, only, read_all

PEOPLE = [{"id": "1", "name": "Ann Lee", "slug": "ann-lee"}, {"id": "2", "name": "Bo", "slug": "bobo"}]
TAGS = [
    {"id": "1", "name": "News", "slug": "news"},
    {"id": "2", "name": "#hidden", "slug": "hash-hidden", "visibility": "internal"},
    {"id": "3", "name": "Tech", "slug": "tech"},
]


def read(export: str) -> dict[str, Item | NoItem]:
    return read_all("ghost", export, "export.json")


def article(**values: object) -> Item:
    return only(read(ghost(ghost_post(**values))))


@pytest.mark.parametrize("shape", ["db", "data", "bare"])
def test_every_shape(shape: str) -> None:
    """With and without `db` and `meta`, tables in any order."""
    found = read(
        ghost(
            ghost_post(
                feature_image="__GHOST_URL__/content/images/a.png", custom_excerpt="In short", featured=1
            ),
            shape=shape,
            users=PEOPLE,
            tags=TAGS,
            posts_tags=[
                {"post_id": "5f", "tag_id": tag, "sort_order": place}
                for tag, place in (("1", 1), ("3", 0), ("2", 2))
            ],
            posts_authors=[
                {"post_id": "5f", "author_id": "1", "sort_order": 1},
                {"post_id": "5f", "author_id": "2", "sort_order": 0},
            ],
            posts_meta=[
                {
                    "id": "9",
                    "post_id": "5f",
                    "feature_image_alt": "Alt",
                    "feature_image_caption": "<b>Said</b>",
                }
            ],
        )
    )
    item = only(found)
    fields = item.document.fields
    assert (fields.title, fields.slug, fields.aliases, fields.featured) == (
        "A post",
        "a-post",
        ("/a-post/",),
        True,
    )
    assert fields.date == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert (fields.category, fields.tags) == ("Tech", ("Tech", "News"))
    assert fields.authors == (AuthorRef("Bo", slug="bobo"), AuthorRef("Ann Lee"))
    assert fields.image == ImageRef("/content/images/a.png", "Alt", "Said")
    assert fields.description == "In short"
    assert codes(item) == {"internal-tag"}
    assert list(found) == ["export.json#post-5f", "export.json"]


def test_posts_as_the_api_gives_them() -> None:
    item = article(
        url="https://old.example/x/a-post/",
        authors=[{"name": "Ann"}],
        tags=[{"name": "One"}, {"name": "Two"}],
    )
    fields = item.document.fields
    assert ([author.name for author in fields.authors], fields.tags) == (["Ann"], ("One", "Two"))
    assert fields.aliases == ("/a-post/", "/x/a-post/")
    assert item.hosts == ("old.example",)


@pytest.mark.parametrize(
    ("status", "visibility", "expected", "code"),
    [
        ("published", "public", "", None),
        ("draft", "public", "draft", None),
        ("scheduled", "public", "scheduled", None),
        ("sent", "public", "draft", "status-hidden"),
        ("published", "paid", "draft", "status-hidden"),
        ("odd", "public", "draft", "status-unknown"),
    ],
)
def test_status(status: str, visibility: str, expected: str, code: str | None) -> None:
    """What was never open to everybody does not become so."""
    item = article(status=status, visibility=visibility)
    assert item.document.fields.status == expected
    assert codes(item) == ({code} if code else set())


@pytest.mark.parametrize(
    "written", ["2020-01-02T03:04:05.000Z", 1577934245000, "1577934245000", "2020-01-02 03:04:05"]
)
def test_times(written: object) -> None:
    assert article(published_at=written).document.fields.date == datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "year"), [(-3310574094000, 1865), ("-30607358094000", 1000), (-86400, 1969)]
)
def test_times_before_computers(written: object, year: int) -> None:
    date = article(published_at=written).document.fields.date
    assert date is not None
    assert date.year == year


@pytest.mark.parametrize("never", [None, "0000-00-00 00:00:00"])
def test_when_it_was_begun_is_when_it_was_published_if_nothing_else_is_known(never: str | None) -> None:
    """Also of what readers do not see here; nothing of when it is to be seen."""
    said = {"published_at": never, "created_at": "2020-01-02T03:04:05.000Z"}
    for status, visibility, known in (
        ("published", "public", True),
        ("published", "members", True),
        ("draft", "public", False),
        ("scheduled", "public", False),
    ):
        date = article(status=status, visibility=visibility, **said).document.fields.date
        assert date == (datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC) if known else None)


def test_lexical() -> None:
    def text(said: str, bits: int = 0) -> dict[str, object]:
        return {"type": "extended-text", "text": said, "format": bits}

    nodes = [
        {"type": "extended-heading", "tag": "h2", "children": [text("Head")]},
        {
            "type": "paragraph",
            "children": [
                text("bold", 1),
                text(" and "),
                {"type": "link", "url": "__GHOST_URL__/b/", "children": [text("b")]},
            ],
        },
        {
            "type": "list",
            "listType": "number",
            "start": 3,
            "children": [{"type": "listitem", "children": [text("three")]}],
        },
        {"type": "image", "src": "__GHOST_URL__/content/images/i.png", "alt": "A", "caption": "Said"},
        {"type": "codeblock", "code": "x = 1", "language": "python"},
        {"type": "bookmark", "url": "https://e.org/", "metadata": {"title": "E", "description": "About"}},
        {"type": "mystery"},
    ]
    one = ghost_post(html=None, lexical=json.dumps({"root": {"children": nodes}}))
    found = read(ghost(one, ghost_post(id="6", slug="b", title="B")))
    item = found["export.json#post-5f"]
    assert isinstance(item, Item)
    assert item.document.body.strip() == (
        '## Head\n\n**bold** and [b](/articles/b/)\n\n3. three\n\n![A](/content/images/i.png "Said")\n\n'
        "```python\nx = 1\n```\n\n[E](https://e.org/)  \nAbout"
    )
    assert [each.message for each in item.warnings] == [
        "Cards that are not known here were left out: mystery."
    ]


def test_mobiledoc() -> None:
    document = {
        "version": "0.3.1",
        "atoms": [["soft-return", "", {}]],
        "cards": [
            ["code", {"code": "y", "language": "js"}],
            ["gallery", {"images": [{"src": "/a.png"}, {"src": "/b.png"}]}],
        ],
        "markups": [["strong"], ["a", ["href", "https://e.org/"]]],
        "sections": [
            [1, "h3", [[0, [], 0, "Head"]]],
            [1, "p", [[0, [0], 1, "bold"], [1, [], 0, 0], [0, [1], 1, "link"]]],
            [10, 0],
            [3, "ul", [[[0, [], 0, "a"]], [[0, [], 0, "b"]]]],
            [10, 1],
        ],
    }
    item = article(html="", mobiledoc=json.dumps(document))
    assert item.document.body.strip() == (
        "### Head\n\n**bold**  \n[link](https://e.org/)\n\n```js\ny\n```\n\n- a\n- b\n\n"
        '<figure><img alt="" src="/a.png"><img alt="" src="/b.png"></figure>'
    )
    assert codes(item) == {"html-kept"}


def test_markdown_stays_as_it_was_written() -> None:
    """A post that is one Markdown card is Markdown already."""
    written = "# Hi\n\n*   odd   list ![](__GHOST_URL__/content/images/q.png)\n"
    html = '<h1 id="hi">Hi</h1>\n<ul>\n<li>odd list <img src="__GHOST_URL__/content/images/q.png" alt></li>\n</ul>'
    for shown in (f'<div class="kg-card-markdown">{html}</div>', f"<!--kg-card-begin: markdown-->{html}", ""):
        item = article(html=shown, mobiledoc=card(written))
        assert item.document.body.strip() == written.replace("__GHOST_URL__", "").strip()


def card(markdown: str) -> str:
    document = {"cards": [["markdown", {"markdown": markdown}]], "sections": [[10, 0], [1, "p", []]]}
    return json.dumps(document)


@pytest.mark.parametrize("mobiledoc", [True, False])
def test_markdown_of_ghost_that_means_something_else_here(mobiledoc: bool) -> None:
    """There `#Hi` was a heading, and every line stood by itself; what readers saw counts."""
    written = "#Hi\nOne\ntwo"
    said = {"mobiledoc": card(written)} if mobiledoc else {"markdown": written}
    item = article(html='<h1 id="hi">Hi</h1>\n<p>One<br>\ntwo</p>', **said)
    assert item.document.body.strip() == "# Hi\n\nOne  \ntwo"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("__GHOST_URL__/a-post/", ""), ("https://first.example/a/", "https://first.example/a/")],
)
def test_a_canonical_address_of_its_own_says_nothing(written: str, canonical: str) -> None:
    assert article(canonical_url=written).document.fields.canonical == canonical


def test_links_in_markdown_lead_to_the_articles() -> None:
    """Inline, by reference, by themselves and in HTML; examples in code and pictures stay."""
    written = (
        "[a](/two/) ![](/two/) [b][r] <https://old.example/two/> <a href='/two/#x'>c</a> `[d](/two/)` [e](/three/)\n\n"
        "[r]: https://old.example/2014/05/two/\n"
    )
    posts = [
        ghost_post(
            id="1", slug="one", title="One", html="", mobiledoc=card(written), url="https://old.example/one/"
        )
    ]
    posts.append(ghost_post(id="2", slug="two", title="Two", url="https://old.example/two/"))
    item = read(ghost(*posts))["export.json#post-1"]
    assert isinstance(item, Item)
    assert item.document.body.strip() == (
        "[a](/articles/two/) ![](/two/) [b][r] [Two](/articles/two/) <a href='/articles/two/#x'>c</a> `[d](/two/)` "
        "[e](/three/)\n\n[r]: /articles/two/"
    )
    assert codes(item) == {"link-leads-nowhere"}


def test_the_host_of_a_site_is_told_by_the_links_between_its_posts() -> None:
    """Exports of Ghost 0 to 3 do not name it. Three posts and half of what is linked there must be posts."""

    def bodies(*links: str) -> set[str]:
        html = "".join(f'<p><a href="{link}">x</a></p>' for link in links)
        posts = [ghost_post(id=str(n), slug=f"post-{n}", title=f"P {n}", html=html) for n in range(1, 5)]
        return {item.document.body for item in read(ghost(*posts)).values() if isinstance(item, Item)}

    own = [f"http://old.example/post-{number}/" for number in range(1, 4)]
    assert bodies(*own, "https://www.old.example/2014/05/post-4") == {
        "\n".join(f"\n[x](/articles/post-{number}/)" for number in range(1, 5)) + "\n"
    }
    assert "old.example/post-1" in next(iter(bodies(*own[:2])))
    others = [f"http://old.example/other-{number}/" for number in range(4)]
    assert "old.example/post-1" in next(iter(bodies(*own, *others)))


def test_pages_are_ignored() -> None:
    found = read(ghost(ghost_post(type="page"), ghost_post(id="2", type=None, page=1)))
    assert [each.reason.code for each in found.values() if isinstance(each, NoItem)] == [
        "page",
        "page",
        "export",
    ]


def test_injected_code_is_kept_and_named() -> None:
    item = article(codeinjection_head="<style>x</style>", meta_title="Other")
    assert item.document.data["ghost"] == {"meta_title": "Other", "codeinjection_head": "<style>x</style>"}
    assert codes(item) == {"code-injection", "key-unknown"}


@pytest.mark.parametrize(
    ("export", "said"),
    [
        ('{"db":[{"data":{"posts":[{"title":', "can't be read"),
        ('{"posts":' + "[" * 100_000, "nested deeper"),
        ('{"posts":[{"title":"a"},{"title":' + '{"x":' * 100_000, "nested deeper"),
        ('{"posts":[{"title":"' + "x" * 9_000_000 + '"}]}', "longer than 8 MB"),
    ],
    ids=["cut", "lists", "objects", "text"],
)
def test_hostile_files_are_refused(export: str, said: str) -> None:
    """One line says why; whatever was whole before the fault stays."""
    found = read(export)
    last = found["export.json"]
    assert isinstance(last, NoItem)
    assert (last.result, last.reason.code) == ("rejected", "json-unreadable")
    assert said in last.reason.message


@pytest.mark.parametrize(
    ("values", "body", "told"),
    [
        ({"mobiledoc": "{cut off"}, "", "nothing is left"),
        ({"lexical": "[]", "plaintext": "Words alone."}, "Words alone.", "its plain text was taken"),
        ({"lexical": '{"root": {"children": []}}'}, "", ""),
    ],
)
def test_a_text_that_can_not_be_read_is_named(values: dict[str, str], body: str, told: str) -> None:
    """An article is not left without its text in silence; one that never had any is."""
    item = article(html=None, **values)
    assert item.document.body.strip() == body
    said = [each.message for each in item.warnings if each.code == "text-unreadable"]
    assert len(said) == bool(told)
    assert told in "".join(said)


def test_posts_that_are_no_objects_are_rejected_one_by_one() -> None:
    post = {"id": "1", "title": "A post", "slug": "a-post", "html": "<p>Text</p>"}

    found = read(json.dumps({"db": [{"data": {"posts": [7, post, None], "tags": [3]}}]}))

    reasons = {path: each.reason.code for path, each in found.items() if isinstance(each, NoItem)}
    assert only(found).path == "export.json#post-1"
    assert reasons == {
        "export.json#entry-1": "no-record",
        "export.json#entry-2": "no-record",
        "export.json": "export",
    }


@pytest.mark.parametrize(
    ("said", "told"),
    [({"status": "draft"}, True), ({"visibility": "paid"}, True), ({"status": "published"}, False)],
)
def test_links_to_drafts_are_named(said: dict[str, str], told: bool) -> None:
    first = {"id": "1", "title": "A", "slug": "a", "html": '<p><a href="__GHOST_URL__/b/">b</a></p>'}
    second = {"id": "2", "title": "B", "slug": "b", "html": "<p>Text</p>", **said}

    found = read(json.dumps({"db": [{"data": {"posts": [first, second]}}]}))["export.json#post-1"]

    assert isinstance(found, Item)
    assert "(/articles/b/)" in found.document.body
    assert ("link-to-draft" in codes(found)) is told


def test_keys_that_are_not_known_are_kept_and_named() -> None:
    """A description for search engines too, if readers were shown another one."""
    item = article(
        custom_excerpt="Short",
        meta_description="Other",
        mood="dark",
        sad=False,
        long="x" * 10_001,
        comment_id="5f",
    )
    assert item.document.fields.description == "Short"
    assert item.document.data["ghost"] == {"meta_description": "Other", "mood": "dark"}
    assert {"key-unknown", "field-left-out"} <= codes(item)
