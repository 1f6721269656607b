"""Tags and categories as frontmatter lists them."""

from articles.document import parse


def test_what_blogger_says_of_every_post_is_no_tag() -> None:
    """Programs that read its feed leave the mark among the labels."""
    text = "---\ntitle: T\ntags:\n- http://schemas.google.com/blogger/2008/kind#post\n- Bread\n---\nText\n"
    document = parse(text.encode())
    assert document.fields.tags == ("Bread",)
    assert document.replace(tags=("Bread", "Butter")).fields.tags == ("Bread", "Butter")
