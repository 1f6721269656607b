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
