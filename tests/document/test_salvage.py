"""Frontmatter that its format refuses, read as its author plainly meant it."""

from datetime import date, datetime

import pytest

from articles.document import parse

# The lines of a frontmatter -> what its title, or another field, is.
TITLES = {
    "title: Django: the good parts": "Django: the good parts",
    "title: @home": "@home",
    "title: %d things": "%d things",
    "title: `code` first": "`code` first",
    "title: *Important* news": "*Important* news",
    "title: *Important news": "*Important news",
    "title: !important": "!important",
    "title: - a dash": "- a dash",
    "title: > a quotation": "> a quotation",
    "title: [Draft] Notes: a start": "[Draft] Notes: a start",
    "title: {{ page.title }} - more": "{{ page.title }} - more",
    'title: "Say "hello" twice"': 'Say "hello" twice',
    'title: "One" and "two"': '"One" and "two"',
    "title: 'It's fine'": "It's fine",
    "title: 'Tis the season": "'Tis the season",
    'title: "Never closed': "Never closed",
    'title: "C:\\path\\x"': "C:\\path\\x",
    "title:Hello": "Hello",
    "title:\xa0Hello": "Hello",
    "title：你好": "你好",
    " title: Indented": "Indented",
    "a stray line\ntitle: Below a line: x": "Below a line: x",
    "title: Once\ntitle: Twice: x": "Twice: x",
}


@pytest.mark.parametrize(("lines", "title"), TITLES.items())
def test_a_title_that_breaks_the_frontmatter_is_read(lines: str, title: str) -> None:
    """One bad line costs neither its own value nor any other; it is named, and the text stays as it is."""
    text = f"---\n{lines}\ndate: 2020-01-02\ntags: [a, b]\n---\nBody\n"
    document = parse(text)
    assert document.fields.title == title
    assert document.fields.date == date(2020, 1, 2)
    assert document.fields.tags == ("a", "b")
    assert document.body == "Body\n"
    assert document.text == text
    assert all(problem.severity == "warning" and problem.line for problem in document.problems)


@pytest.mark.parametrize("lines", TITLES)
def test_it_can_be_edited_all_the_same(lines: str) -> None:
    """Writing the field leaves a value that YAML takes, and the other lines alone."""
    document = parse(f"---\n{lines}\ndate: 2020-01-02\ntags: [a, b]\n---\nBody\n")
    edited = document.replace(title="New: title", tags=["p"])
    assert (edited.fields.title, edited.fields.tags, edited.body) == ("New: title", ("p",), "Body\n")
    assert edited.fields.date == date(2020, 1, 2)


@pytest.mark.parametrize(
    ("lines", "tags"),
    [
        ("tags: [a, @b, c#", ("a", "@b", "c#")),
        ("tags: [a,\n  b: c: d,\n  e]", ("a", "b: c: d", "e")),
        ("tags:\n  - @a\n  - b", ("@a", "b")),
        ("tags:\n\t- a\n\t- b: c", ("a", "b: c")),
        ("tags:\n\t- a\n  \t- b", ("a", "b")),
        ("tags:\n\t- a\n    - b", ("a", "b")),
        ("tags:\n\t- a\n  - b\nimage:\n\tsrc: x.png", ("a", "b")),
        ("tags:\n  - a\n - b\n  - c", ("a", "b", "c")),
        ("links:\n  - name: x\n   title: y\ntags: [z]", ("z",)),
        ("tags:\n  - Python: tips\n  - b", ("Python: tips", "b")),
        ("  tags:\n    - a\n    - b", ("a", "b")),
        ("标签: x\ntags：标签", ("标签",)),
    ],
)
def test_lists_are_read_item_by_item(lines: str, tags: tuple[str, ...]) -> None:
    """An item that YAML refuses spoils neither its neighbours nor the list."""
    assert parse(f"---\ntitle: x\n{lines}\n---\n").fields.tags == tags


def test_tabs_and_spaces_can_be_edited() -> None:
    """A list that mixes them is written anew, the lines around it stay."""
    document = parse("---\ntags:\n\t- a\n    - b\ncategories:\n\t- [c, d]\ntitle: x\n---\nText\n")
    assert (document.fields.tags, document.fields.category) == (("a", "b", "d"), "c")
    edited = document.replace(tags=["a", "z"], title="y")
    assert (edited.fields.tags, edited.fields.category, edited.fields.title) == (("a", "z"), "c", "y")
    assert edited.text.startswith("---\ntags:\n\t- a\n\t- z\ncategories:\n\t- c\n")


def test_authors_with_a_colon_in_a_name() -> None:
    """Tables within lists are mended too."""
    document = parse(
        "---\nauthors:\n  - name: Jo: the first\n    url: https://jo.example\n  - name: B\n---\n"
    )
    assert [(each.name, each.url) for each in document.fields.authors] == [
        ("Jo: the first", "https://jo.example"),
        ("B", ""),
    ]
    assert [(problem.code, problem.line, problem.field) for problem in document.problems] == [
        ("frontmatter-mended", 3, "authors")
    ]


def test_a_table_in_braces_is_read_pair_by_pair() -> None:
    document = parse("---\nimage: {src: a.png, alt: Bread: a start}\ntitle: x\n---\n")
    image = document.fields.image
    assert image is not None
    assert (image.src, image.alt, document.fields.title) == ("a.png", "Bread: a start", "x")
    assert document.replace(title="y").fields.image == image


def test_lines_that_say_nothing_are_named() -> None:
    """What belongs to no key is passed over, and stays."""
    document = parse("---\ndescription: |\n  a: b: c\n bad\ntitle: x\n---\nBody\n")
    assert document.fields.description == "a: b: c\n"
    assert [(problem.code, problem.line) for problem in document.problems] == [
        ("frontmatter-line-skipped", 4)
    ]


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("---\ntitle: x\ntags:\n- a\n\nText: here\n", "\nText: here\n"),
        ("---\ntitle: x\ntags: [a]\n--\nText\n", "Text\n"),
        ("---\ntitle: x\ntags: [a]\n----\nText\n", "Text\n"),
        (
            "---\ntitle: x\ntags: [a]\n\nText here\n\n---\n\nBelow a line\n",
            "\nText here\n\n---\n\nBelow a line\n",
        ),
        ('+++\ntitle = "x"\n\n[taxonomies]\ntags = ["a"]\n\nText\n', "\nText\n"),
        ("---\ntitle: x\ntags: [a]", ""),
    ],
)
def test_a_frontmatter_that_is_never_closed_ends_with_its_keys(text: str, body: str) -> None:
    """What follows the last key is the body, also where a line drawn in it looks like the end of a frontmatter."""
    document = parse(text)
    assert (document.fields.title, document.fields.tags, document.body) == ("x", ("a",), body)
    assert "frontmatter-unclosed" in {problem.code for problem in document.problems}
    assert {problem.severity for problem in document.problems} == {"warning"}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('+++\ntitle = Hello world\ntags = ["a"]\n+++\n', "Hello world"),
        ('+++\ntitle = "Say "hello" twice"\ntags = ["a"]\n+++\n', 'Say "hello" twice'),
        ("+++\ntitle = 'It's'\ntags = ['a']\n+++\n", "It's"),
        ('{\n"title": "x",\n"tags": ["a"],\n}\n', "x"),
        ('{\n"title": "x"\n"tags": ["a"]\n}\n', "x"),
    ],
)
def test_toml_and_json_are_read_key_by_key(text: str, title: str) -> None:
    """Their readers know only all or nothing; their keys stand in lines all the same."""
    document = parse(text)
    assert (document.fields.title, document.fields.tags) == (title, ("a",))
    assert [(problem.code, problem.severity) for problem in document.problems] == [
        ("frontmatter-mended", "warning")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nA text that begins with a line.\n\n---\n\nAnd goes on.\n",
        "---\nNote: a text that begins with a line.\n\nAnd goes on.\n",
        "---\nJust a text\nof two lines\n---\nmore\n",
    ],
)
def test_texts_between_lines_are_no_frontmatter(text: str) -> None:
    """A body may begin with a thematic break."""
    document = parse(text)
    assert (document.format, document.body, document.problems) == ("none", text, ())


@pytest.mark.parametrize(
    ("line", "told", "value"),
    [
        ("title: !!python/object:datetime.date x", True, "x"),
        ('title: !!python/object/apply:os.system ["x"]', True, "x"),
        ('title: !loud "x"', True, "x"),
        ("title: !!str 2020", False, "2020"),
        ("title: !important news", False, "!important news"),
        ('title: ! "x"', False, "x"),
    ],
)
def test_tags_that_ask_for_more_than_a_value_are_told(line: str, told: bool, value: str) -> None:
    document = parse(f"---\n{line}\n---\nText\n")

    assert document.fields.title == value
    assert [(each.code, each.line) for each in document.problems] == ([("tag-unknown", 2)] if told else [])


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("title: !binary |\n  5pel6K6wOiDmmKU=\n", "日记: 春"),
        (
            "title: !binary |-\n  anF1ZXJ5IHZhbGlkYXRlIOS4jiBvbnN1\n  Ym1pdOeahOWGsueqgQ==",
            "jquery validate 与 onsubmit的冲突",
        ),
        ("title: !binary 0JHQuw==", "Бл"),
        ('title: !binary "aGVsbG8="', "hello"),
        ("title: !!binary aGVsbG8=", "hello"),
        (r'title: "Caf\xC3\xA9 \u00e0 la carte"', "Café à la carte"),
        ('title: "\\xE6\\x97\\xA5\\xE8\\\n  \\xAE\\xB0"', "日记"),
        (r'title: "\xE6\x97\xA5 and \xe9t\xe9"', "日 and été"),
        (r'title: "C:\\xC3\\xA9"', r"C:\xC3\xA9"),
        (r'title: "\xC3\x83 \xC3\xA9"', "Ã é"),
    ],
)
def test_texts_that_were_written_as_bytes_are_read_as_texts(lines: str, title: str) -> None:
    """Ruby 1.8 wrote letters beyond ASCII so, and with it the importers of Jekyll."""
    document = parse(f"---\n{lines}\ndate: 2012-01-17\n---\nBody\n")

    assert (document.fields.title, document.fields.date) == (title, date(2012, 1, 17))
    assert not document.problems
    changed = document.replace(title="New")
    assert (changed.fields.title, changed.fields.date, changed.body) == ("New", date(2012, 1, 17), "Body\n")
    assert "binary" not in changed.text


@pytest.mark.parametrize("value", ["not base64!", "/9j/4AAQ", "AAECAw=="])
def test_bytes_that_are_no_text_stay_as_they_are_written(value: str) -> None:
    document = parse(f"---\ntitle: !binary |\n  {value}\n---\nBody\n")

    assert document.fields.title.strip() == value
    assert [each.code for each in document.problems] == ["tag-unknown"]


@pytest.mark.parametrize("between", ["\n", "\n\n", " \n"])
def test_hexos_frontmatter_without_a_first_fence_may_end_with_blank_lines(between: str) -> None:
    document = parse(
        f"title: 表单\ndate: 2016-1-21 00:00:00 #发表日期\ntags: [ 网络,http ]\n{between}---\n# One\n"
    )

    assert (document.format, document.fields.tags) == ("yaml", ("网络", "http"))
    assert document.fields.date == datetime(2016, 1, 21, 0, 0)  # noqa: DTZ001
    assert document.body == "# One\n"


def test_headers_above_a_line_are_no_frontmatter_of_hexos() -> None:
    document = parse("Title: One: two\nDate: 2016-01-21\nTags: a, b\n\n---\n\nText\n")

    assert (document.format, document.fields.title, document.body) == ("pelican", "One: two", "---\n\nText\n")


@pytest.mark.parametrize("blank", ["\n", "\r\n", "\r", " \n", " \r\n\r\n"])
def test_blank_lines_without_end_below_a_key_are_read_in_linear_time(blank: str) -> None:
    document = parse(f"title: One{blank}{blank * 200_000}Text\n")

    assert document.fields.title == "One"
