"""Authors as frontmatter names them."""

import pytest

from articles.document import parse


@pytest.mark.parametrize(
    ("written", "name", "url"),
    [
        ("[Mia Berg](https://mia.example/)", "Mia Berg", "https://mia.example/"),
        ("[Mia Berg](https://mia.example/) (Mill AG)", "Mia Berg (Mill AG)", "https://mia.example/"),
        ("[Mia](#a), as ever", "[Mia](#a), as ever", ""),
    ],
)
def test_a_link_is_no_part_of_a_name(written: str, name: str, url: str) -> None:
    """What stands behind it may be where the author works."""
    author = parse(f"---\ntitle: T\nauthor: '{written}'\n---\nText\n".encode()).fields.authors[0]
    assert (author.name, author.url) == (name, url)


def test_lists_within_lists_name_authors_too() -> None:
    """Whoever is named is kept, however deep, in the order in which they stand."""
    text = "---\ntitle: T\nauthors:\n  - [Mia Berg, [Noor Saad]]\n  - name: Olu Ade\n---\nText\n"
    assert [author.name for author in parse(text.encode()).fields.authors] == [
        "Mia Berg",
        "Noor Saad",
        "Olu Ade",
    ]
