"""Tags and categories as frontmatter lists them."""

import pytest

from articles.document import parse


@pytest.mark.parametrize(
    ("written", "unread"),
    [
        ("tags: {a: 1, b: 2}", True),
        ("tags: [[], {a: 1, b: 2}]", True),
        ("authors: [{email: ann@example.org}]", True),
        ("series: {position: 3}", True),
        ("tags: {}", False),
        ("tags: [[], '', null, false]", False),
        ("authors: {ann: {name: Ann Lee}}", False),
    ],
)
def test_what_gives_no_term_and_nobody_is_named(written: str, unread: bool) -> None:
    """Somebody meant something by it; what is merely empty says nothing."""
    problems = parse(f"---\ntitle: T\n{written}\n---\nText\n".encode()).problems
    assert [each.line for each in problems if each.code == "value-unreadable"] == ([3] if unread else [])


def test_what_blogger_says_of_every_post_is_no_tag() -> None:
    """Programs that read its feed leave the mark among the labels."""
    text = "---\ntitle: T\ntags:\n- http://schemas.google.com/blogger/2008/kind#post\n- Bread\n---\nText\n"
    document = parse(text.encode())
    assert document.fields.tags == ("Bread",)
    assert document.replace(tags=("Bread", "Butter")).fields.tags == ("Bread", "Butter")


@pytest.mark.parametrize(
    "written",
    ["前端，css，html5", "前端, css, html5", "前端、css、html5", "前端， css，html5，", "前端،css،html5"],
)
def test_one_text_of_several_tags_is_parted_at_the_commas_of_its_script(written: str) -> None:
    for key in ("tags", "keywords"):
        assert parse(f"---\ntitle: T\n{key}: {written}\n---\nText\n").fields.tags == ("前端", "css", "html5")


@pytest.mark.parametrize(
    "head",
    ["Title: T\nTags: one\n\n", "---\ntitle: T\ntags: one\n---\n", "---\ntitle: T\ntags: one, two\n---\n"],
)
@pytest.mark.parametrize("tag", ["前端，后端", "前端、后端"])
def test_a_tag_with_such_a_comma_can_be_written(head: str, tag: str) -> None:
    document = parse(f"{head}Text\n").replace(tags=(tag,))

    assert document.fields.tags == (tag,)
    assert document.replace(tags=(tag, "more")).fields.tags == (tag, "more")
