# ruff: noqa: E501 (a table reads best as a table)
"""`replace` changes the lines of one key, in the style they are written in."""

from __future__ import annotations

import datetime as dt
import difflib

import pytest

from articles.document import AuthorRef, ImageRef, SeriesRef, parse

from .samples import DOCUMENTS, GOLDEN, PELICAN


def changed(source: str, **values: object) -> list[str]:
    """Return the lines that differ after a replacement, as "-old" and "+new"."""
    after = parse(source).replace(**values).text
    lines = difflib.ndiff(source.splitlines(), after.splitlines())
    return [line[0] + line[2:] for line in lines if line[0] in "+-"]


@pytest.mark.parametrize(
    ("name", "values", "lines"),
    [
        ("hugo", {"title": "Less tears"}, ["-title: 'Caching without tears'   # shown in the list", "+title: 'Less tears'   # shown in the list"]),
        ("hugo", {"date": dt.date(2025, 1, 1)}, ["-date: 2024-03-05T09:30:00+01:00", "+date: 2025-01-01"]),
        ("hugo", {"tags": ("caching", "http", "nginx", "HTTP")}, ["+  - http"]),
        ("hugo", {"image": ImageRef("images/box.jpg", "A shelf of boxes", "Photo: us")}, ['-  image: "images/shelf.jpg"', '+  image: "images/box.jpg"']),
        ("hugo", {"image": None}, ["-cover:", '-  image: "images/shelf.jpg"', "-  alt: A shelf of boxes", '-  caption: "Photo: us"']),
        ("hugo", {"series": SeriesRef("Fast pages", 3)}, ["-series_order: 2", "+series_order: 3"]),
        ("hugo", {"authors": (AuthorRef("Ada Marsh"),)}, ["-  author: Ada Marsh and Bo Chen", "+  author: Ada Marsh"]),
        ("hugo", {"description": "One: line"}, ["+  One: line", "-  What a cache may keep,", "-  and for how long."]),
        ("hugo", {"status": "draft"}, ["-draft: false", "+draft: true"]),
        ("hugo", {"status": "review"}, ["-draft: false", "+status: review"]),
        ("hugo", {"slug": "tearless"}, ["+slug: tearless"]),
        ("hugo", {"category": "Speed: all"}, ["-categories: [Performance, HTTP]", '+categories: ["Speed: all", HTTP]']),
        ("hugo-toml", {"title": 'A "b"'}, ['-title = "Caching: without tears" # shown in the list', '+title = "A \\"b\\"" # shown in the list']),
        ("hugo-toml", {"slug": "it's"}, ["-slug = 'caching'", '+slug = "it\'s"']),
        ("hugo-toml", {"tags": ("caching", "nginx", "new")}, ['+  "new",']),
        ("hugo-toml", {"status": "published"}, ["-draft = true", "+draft = false"]),
        ("hugo-toml", {"updated": dt.datetime(2024, 5, 1, 9, tzinfo=dt.UTC)}, ["-lastmod = 2024-04-01", "+lastmod = 2024-05-01T09:00:00+00:00"]),
        ("zola", {"tags": ("tera", "Rust")}, ['-tags = ["tera", "zola"]', '+tags = ["tera"]']),
        ("zola", {"image": ImageRef("tera.png", "A hill")}, ['-image_alt = "A mountain"', '+image_alt = "A hill"']),
        ("hugo-json", {"title": "Plain"}, ['-    "title": "Small \\"quotes\\"",', '+    "title": "Plain",']),
        ("hugo-json", {"slug": "small"}, ["-    }", "+    },", '+    "slug": "small"']),
        ("hugo-json", {"tags": None}, ['-    "keywords": ["json", "hugo"],']),
        ("jekyll", {"slug": "new"}, ["+slug: new"]),
        ("jekyll", {"status": "published"}, ["-published: false", "+published: true"]),
        ("jekyll", {"status": "withdrawn"}, ["-published: false", "+status: withdrawn"]),
        ("hexo", {"tags": ("日记", "Python", "生活")}, ["-- JavaScript", "+- Python"]),
        ("astro", {"date": dt.date(2023, 1, 1)}, ["-pubDate: 'Jul 08 2022'", "+pubDate: '2023-01-01'"]),
        ("astro", {"featured": False}, ["-featured: true", "+featured: false"]),
        ("devto", {"tags": ("webdev", "c++")}, ["-tags: webdev, python, beginners", "+tags: webdev, c++"]),
        ("devto", {"tags": ("a, b", "c")}, ["-tags: webdev, python, beginners", "+tags: ['a, b', c]".replace("'", '"')]),
        ("ghost", {"image": ImageRef("/content/images/yes.jpg", "A hand")}, ["-feature_image_alt: A thumb", "+feature_image_alt: A hand", "-feature_image_caption: <i>Up</i>"]),
        ("ghost", {"noindex": False}, ["-robots: noindex, nofollow", "+robots: false"]),
        ("tabs", {"tags": ("one", "three")}, ["-\t- two", "+\t- three"]),
    ],
)  # fmt: skip
def test_only_the_lines_of_the_key_change(name: str, values: dict[str, object], lines: list[str]) -> None:
    """The synonym in use, its quotes, its list style, its comment and the form of its date stay."""
    assert changed(DOCUMENTS[name], **values) == lines


@pytest.mark.parametrize(
    ("values", "lines"),
    [
        ({"title": "New: title"}, ["-Title: Static: still a good idea", "+Title: New: title"]),
        ({"description": "One line"}, ["-Summary: Two lines", "+Summary: One line", "-    of summary"]),
        ({"tags": ("a", "b, c")}, ["-Tags: pelican, publishing", "+Tags: a; b, c"]),
        ({"status": "published"}, ["-Status: draft", "+Status: published"]),
        ({"image": ImageRef("x.png", "X")}, ["+Image: x.png", "+Image_alt: X"]),
        ({"slug": None}, ["-Slug: static"]),
    ],
)
def test_headers_change_line_by_line(values: dict[str, object], lines: list[str]) -> None:
    """Pelican's headers are rewritten as headers."""
    assert changed(PELICAN, **values) == lines


def test_a_document_without_frontmatter_gets_one() -> None:
    """The new frontmatter is YAML in canonical order, the body stays."""
    document = parse("# Hello\n").replace(
        title="Hello", tags=("a", "b"), date=dt.date(2025, 1, 7), status="draft"
    )
    assert document.text == "---\ntitle: Hello\ndate: 2025-01-07\ntags: [a, b]\nstatus: draft\n---\n# Hello\n"


def test_a_new_key_stands_where_it_belongs() -> None:
    """A description follows the title, whatever comes then."""
    document = parse("---\ntitle: T # t\n# c\nfoo: 1\n---\n").replace(description="D")
    assert document.text == "---\ntitle: T # t\ndescription: D\n# c\nfoo: 1\n---\n"


def test_contradicting_status_keys_are_brought_into_line() -> None:
    """Publishing a document that is hidden in two ways changes both."""
    document = parse("---\ndraft: true\narchived: true\nstatus: draft\n---\n").replace(status="published")
    assert document.text == "---\ndraft: false\nstatus: published\n---\n"


def test_a_picture_is_written_into_the_table_that_has_none() -> None:
    """Where a theme keeps the caption; a second key of that name would be none."""
    document = parse("---\nimage:\n  caption: Hill\n---\n").replace(image=ImageRef("a.png", "", "Hill"))
    assert document.text == "---\nimage:\n  caption: Hill\n  src: a.png\n---\n"


def test_the_same_value_changes_nothing() -> None:
    """A replacement by what is there already returns the very document."""
    document = parse(DOCUMENTS["hugo"])
    fields = document.fields
    assert (
        document.replace(title=fields.title, tags=fields.tags, date=fields.date, status=fields.status)
        is document
    )


def test_removing_takes_every_synonym() -> None:
    """After a removal no other key says what was removed."""
    document = parse("---\nsummary: a\nexcerpt: b\ntitle: T\n---\n").replace(description=None)
    assert document.text == "---\ntitle: T\n---\n"


def test_a_value_that_broke_the_frontmatter_can_be_mended() -> None:
    """In an unsound frontmatter each key is still found; writing the bad one makes the document sound."""
    broken = parse("---\ntitle: Django: the good parts\ndate: 2024-05-01\n---\nBody\n")
    assert [problem.code for problem in broken.problems] == ["frontmatter-mended"]
    mended = broken.replace(title=broken.fields.title)
    assert broken.fields.title == "Django: the good parts"
    mended = broken.replace(title="Django: the best parts")
    assert mended.text == '---\ntitle: "Django: the best parts"\ndate: 2024-05-01\n---\nBody\n'
    assert mended.problems == ()


def test_unreadable_json_is_refused() -> None:
    """Where no key can be found, nothing is changed blindly."""
    document = parse('{\n"title": x\n}\nBody\n')
    assert document.problems[0].code == "frontmatter-unreadable"
    with pytest.raises(ValueError, match="cannot be edited"):
        document.replace(title="y")


@pytest.mark.parametrize(
    "values", [{"colour": "red"}, {"title": 3}, {"tags": "a"}, {"status": "gone"}, {"date": "2025"}]
)
def test_wrong_keys_and_types_are_errors(values: dict[str, object]) -> None:
    """Names that are not canonical and values of another type are mistakes of the caller."""
    with pytest.raises(TypeError):
        parse("").replace(**values)


def test_anchors_survive() -> None:
    """A value that others repeat keeps its anchor."""
    document = parse("---\ntitle: &t Old\nother: *t\n---\n").replace(title="New")
    assert document.text == "---\ntitle: &t New\nother: *t\n---\n"


def test_every_golden_document_takes_every_field() -> None:
    """Whatever engine wrote a document, all fields can be set at once and read back."""
    values = {
        "title": "T: 1",
        "description": "D # 2",
        "date": dt.date(2020, 2, 2),
        "category": "C",
        "tags": ("x", "y z"),
        "authors": (AuthorRef("Eve Low"),),
        "image": ImageRef("i.png", "an i"),
        "status": "review",
        "series": SeriesRef("S", 4),
    }
    for path in GOLDEN.glob("*.md"):
        fields = parse(parse(path.read_bytes()).replace(**values).dump()).fields
        assert {key: getattr(fields, key) for key in values} == values, path.name


@pytest.mark.parametrize("end", ["\n}}}\n", "}}}  \n", " }}}\n"])
def test_json_in_three_braces(end: str) -> None:
    """Poet's way: the innermost braces are those of the object."""
    text = '{{{\n  "title": "One",\n  "tags": ["a"]' + end + "\nText {{ here }}.\n"
    document = parse(text)

    assert document.fields.title == "One"
    assert document.body == "\nText {{ here }}.\n"
    assert document.replace(title="Two").text == text.replace("One", "Two")


@pytest.mark.parametrize(
    "text", ['{{{ "a" | upper }}}\n\nText.\n', '{{{ "title": "One" }}\n\nText.\n', "{{{x}}}\n"]
)
def test_three_braces_that_are_no_frontmatter(text: str) -> None:
    assert parse(text).body == text
