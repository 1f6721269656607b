"""One file's bytes become an item; what the document does not say itself is added to it, and reported."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interchange.items import Context, Item, NoItem
from interchange.readers.markdown import read
from interchange.readers.references import references

from .pages import GUIDE, LISTING

PLAIN = "---\ntitle: A title\ndate: 2024-05-01\n---\nText.\n"


def item(data: str | bytes, path: str = "posts/a.md", **context: object) -> Item:
    found = read(data.encode() if isinstance(data, str) else data, Context(path, **context))  # type: ignore[arg-type]
    assert isinstance(found, Item), found
    return found


def no_item(data: str | bytes, path: str = "posts/a.md", **context: object) -> NoItem:
    found = read(data.encode() if isinstance(data, str) else data, Context(path, **context))  # type: ignore[arg-type]
    assert isinstance(found, NoItem), found
    return found


def warned(found: Item) -> set[str]:
    return {warning.code for warning in found.warnings}


def test_a_complete_document_stays_as_it_is() -> None:
    """Nothing is added to a document that says everything, and nothing is warned of."""
    found = item(PLAIN)
    assert found.document.text == PLAIN
    assert found.warnings == ()


def test_the_path_gives_what_the_document_does_not_say() -> None:
    """Date, slug, language and status of a draft come from the path, each with a warning that says so."""
    found = item("---\ntitle: T\n---\nText.\n", "_drafts/2024-05-01-mein-text.de.md")
    fields = found.document.fields
    assert (fields.date, fields.language, fields.status) == (date(2024, 5, 1), "de", "draft")
    assert found.slug == "mein-text"
    assert warned(found) == {"date-from-filename", "language-from-filename", "status-from-folder"}


def test_what_the_document_says_wins_over_its_path() -> None:
    found = item(PLAIN, "2020-01-01-other.md")
    assert found.document.fields.date == date(2024, 5, 1)


@pytest.mark.parametrize(
    ("body", "title", "code"),
    [
        ("# The *first* `heading` [here](x)\n\nText\n", "The first heading here", "title-from-heading"),
        ("Underlined\n==========\n\nText\n", "Underlined", "title-from-heading"),
        ("## Second level\n\nText\n", "Second level", "title-from-heading"),
        ("```\n# a comment\n```\n\nText\n", "My post", "title-from-filename"),
        ("Only text.\n", "My post", "title-from-filename"),
    ],
)
def test_a_title_is_found(body: str, title: str, code: str) -> None:
    """The first heading is the title, code aside; else the file's name is."""
    found = item(body, "my-post.md")
    assert found.document.fields.title == title
    assert code in warned(found)
    assert found.document.body.endswith(body), "the body stays as it was"


def test_pelican_documents_are_rendered_in_their_dialect() -> None:
    found = item("Title: T\nDate: 2024-05-01\n\nText\n")
    assert found.document.fields.dialect == "python-markdown"


def test_options_of_the_operator() -> None:
    """--category fills a gap, --status rules."""
    found = item(PLAIN, category="Notes", status="draft")
    assert (found.document.fields.category, found.document.fields.status) == ("Notes", "draft")
    named = item(PLAIN.replace("date", "category: Own\ndate"), category="Notes")
    assert named.document.fields.category == "Own"
    draft = item(PLAIN.replace("date", "draft: true\ndate"), status="published")
    assert draft.document.fields.status in {"", "published"}


def test_mojibake_is_repaired_and_named() -> None:
    damaged = PLAIN.replace("Text.", "It’s “here” — don’t you think? It’s “there” — isn’t it?").encode()
    found = item(damaged.decode("cp1252", "replace").encode() if b"\x9d" not in damaged else _damage(damaged))
    assert "It’s “here” — don’t you think?" in found.document.body
    assert "text-repaired" in warned(found)


def _damage(text: bytes) -> bytes:
    """UTF-8 read as Windows-1252, its undefined bytes as they are, and encoded again."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else chr(byte)
        for byte in text
    ).encode()


def test_control_characters_are_removed_and_named() -> None:
    """What feeds and databases can't hold goes, and the warning says which characters and where."""
    found = item(PLAIN.replace("Text.", "Te\x00xt\x0b."))
    (warning,) = [each for each in found.warnings if each.code == "control-characters-removed"]
    assert "\x00" not in found.document.text
    assert "U+0000" in warning.message
    assert "U+000B" in warning.message
    assert warning.line == 5


def test_leftovers_of_other_programs_are_named_once_each() -> None:
    """Template tags, shortcodes and components are reported with line and number, code aside."""
    body = "{% include a.html %}\n{{< youtube x >}}\n`{{ code }}`\n<Tabs>\n{% include b.html %}\n"
    body += "```\n{{ fenced }}\n```\n"
    found = item(PLAIN.replace("Text.\n", body))
    said = {(each.code, each.line) for each in found.warnings}
    assert said == {("liquid-left", 5), ("shortcode-left", 6), ("jsx-left", 8)}


def test_leftovers_that_no_reader_sees_are_named_as_such() -> None:
    """What rendering drops or fills in stays in the document; that is another remark than a tag on the page."""
    body = "import A from './a'\n\n# Hi\n{: .wide}\n[a]({{ site.baseurl }}/b){: .c}\n<Tabs>\nx\n</Tabs>\n{{ shown }}\n"
    found = item(PLAIN.replace("Text.\n", body))
    assert [(each.code, each.line) for each in found.warnings] == [
        ("jsx-hidden", 5),
        ("kramdown-hidden", 8),
        ("liquid-hidden", 9),
        ("kramdown-hidden", 9),
        ("jsx-hidden", 10),
        ("liquid-left", 13),
    ]


def test_elements_that_are_shown_on_no_page_are_named() -> None:
    """Once each, with the line of the first; words in brackets are shown, and so is a gist, as a link."""
    body = (
        'A <svg width="9"><path d="x"/></svg> and `<math>`, the <form> element.\n\n'
        "<style>\np { color: red }\n</style>\n\n```\n<canvas></canvas>\n```\n\n"
        '<script src="https://gist.github.com/ann/1a2b.js"></script>\n\n<SCRIPT async src="x.js"></SCRIPT>\n\n<svg/>\n'
    )
    found = item(PLAIN.replace("Text.\n", body))
    assert [(each.code, each.line, each.message) for each in found.warnings] == [
        ("html-hidden", 5, "The element “svg” stays in the document, 2 times; readers do not see it."),
        ("html-hidden", 7, "The element “style” stays in the document; readers do not see it."),
        ("html-hidden", 17, "The element “SCRIPT” stays in the document; readers do not see it."),
    ]


def test_code_that_jekyll_highlights_is_no_leftover() -> None:
    """Its tags are a fence, and what stands between them is code."""
    body = "{% highlight liquid %}\n{{ page.title }}\n{% endhighlight %}\n"
    assert item(PLAIN.replace("Text.\n", body)).warnings == ()


def test_a_shortcode_of_markdown_is_no_template_tag_as_well() -> None:
    """Hugo's `{{% widget %}}` is named once, as what it is; what becomes a callout is nothing that is left."""
    found = item(PLAIN.replace("Text.\n", "{{% widget %}}\nText.\n"))
    assert [(each.code, each.line) for each in found.warnings] == [("shortcode-left", 5)]
    found = item(PLAIN.replace("Text.\n", "{{% widget %}}\nText.\n{{% /widget %}}\n"))
    assert [(each.code, each.line) for each in found.warnings] == [("shortcode-hidden", 5)]
    assert item(PLAIN.replace("Text.\n", "{{% notice %}}\nText.\n{{% /notice %}}\n")).warnings == ()


def test_containers_that_only_their_program_knows_are_named() -> None:
    """Whether their colons are dropped or, as nothing closes them, shown; callouts are nothing that is left."""
    body = (
        "::: center\nText.\n:::\n::: tip\nText.\n:::\n::: {.callout-note}\nText.\n:::\n::: {.wide}\n\nText.\n"
    )
    found = item(PLAIN.replace("Text.\n", body))
    assert [(each.code, each.line) for each in found.warnings] == [
        ("container-hidden", 5),
        ("container-left", 14),
    ]


def test_pictures_of_template_tags_are_named_and_not_left_over() -> None:
    """They are brought along like others, and the tag is no leftover since readers see the picture."""
    body = '{{< figure src="a b.png" alt="A" >}}\n\n{% asset_img c.png C %}\n'
    found = item(PLAIN.replace("Text.\n", body))
    assert [each.path for each in references(found.document)] == ["a b.png", "c.png"]
    assert found.warnings == ()


def test_a_date_from_the_path_does_not_publish_a_draft() -> None:
    """`published: false` says that it is one; `published` can be a date's name too, but not here."""
    found = item("---\ntitle: T\npublished: false\n---\nText.\n", "_posts/2024-05-01-a.md")
    fields = found.document.fields
    assert (fields.status, fields.date) == ("draft", date(2024, 5, 1))
    assert "published: false\n" in found.document.text


def test_code_inside_lists_and_quotations_is_code() -> None:
    """Fences need not stand at the margin, and an import in a program is no component."""
    body = "- a\n    ```js\n    {{ x }}\n    ```\n> ```\n> {% y %}\n> ```\n\n```js\nimport a from 'b'\n```\n"
    assert item(PLAIN.replace("Text.\n", body)).warnings == ()


def test_what_a_password_protects_is_not_published() -> None:
    """An empty one, which a theme's template puts into every post, protects nothing."""
    assert item(PLAIN.replace("date", "password: sesame\ndate")).document.fields.status == "draft"
    assert item(PLAIN.replace("date", "password: 1234\ndate")).document.fields.status == "draft"
    assert item(PLAIN.replace("date", "password:\ndate")).document.fields.status == ""
    assert item(PLAIN.replace("date", "password: false\ndate")).document.fields.status == ""


@pytest.mark.parametrize("said", ["status: embargoed", "draft: not yet"])
def test_an_unknown_status_publishes_nothing(said: str) -> None:
    """Where the old program's word is not understood, the article waits as a draft for somebody to look."""
    found = item(PLAIN.replace("date", f"{said}\ndate"))
    assert found.document.fields.status == "draft"
    assert {"status-unknown", "status-from-unknown"} <= warned(found)


def test_unknown_keys_are_named_and_kept() -> None:
    """With the line that they have in the file, whatever is added before them."""
    found = item("---\nlayout: post\ncolour_of_moon: blue\n---\n{% tag %}\n", "2024-05-01-a.md")
    lines = {each.code: each.line for each in found.warnings}
    assert (lines["key-unknown"], lines["liquid-left"]) == (3, 5)
    assert "colour_of_moon: blue" in found.document.text


@pytest.mark.parametrize(
    ("data", "path", "code"),
    [
        ("", "a.md", "empty"),
        ("\ufeff \n", "a.md", "empty"),
        ("---\n---\n", "a.md", "empty"),
        (bytes(range(256)) * 20, "a.md", "not-text"),
        ("---\nredirect: /other/\n---\n", "a.md", "redirect-stub"),
        ("---\ntitle: About\nlayout: page\n---\nText\n", "about.md", "page"),
        (LISTING, "page.txt", "listing-page"),
    ],
)
def test_what_is_no_article_says_why(data: str | bytes, path: str, code: str) -> None:
    found = no_item(data, path)
    assert (found.result, found.reason.code) == ("ignored", code)
    assert found.reason.message


def test_a_listing_page_is_imported_when_a_status_is_asked_for() -> None:
    """An operator who names a status wants the page all the same."""
    found = item(LISTING, "page.txt", status="draft")
    assert found.document.fields.status == "draft"


def test_a_page_with_a_date_is_a_post() -> None:
    """Some themes give every post the layout of a page; a date tells them apart."""
    found = item("---\ntitle: T\nlayout: page\ndate: 2024-05-01\n---\nText\n")
    assert found.document.fields.title == "T"


def test_frontmatter_with_a_slip_is_imported_as_it_is() -> None:
    """What YAML refuses and a person understands is no reason to leave a post behind; the report names it."""
    text = "---\ntitle: Bees: a start\ndate: 2024-05-01\n---\nText\n"
    found = item(text)
    assert (found.document.fields.title, found.document.text) == ("Bees: a start", text)
    assert [(each.code, each.line, each.field) for each in found.warnings] == [
        ("frontmatter-mended", 2, "title")
    ]


def test_unreadable_frontmatter_is_rejected_with_its_line() -> None:
    found = no_item("---\ntitle: &again [*again]\ndate: 2024-05-01\n---\nText\n")
    assert found.result == "rejected"
    assert found.reason.line is not None


def test_plain_text_is_taken_apart() -> None:
    found = item(GUIDE, "guide.txt")
    assert found.document.fields.title.startswith("Keeping Bees")


def test_an_export_of_ours_is_taken_as_it_is() -> None:
    """In our own layout a file's name is the slug and nothing else."""
    found = item(PLAIN, "articles/2024-05-01-a.md", own_layout=True)
    assert found.slug == "2024-05-01-a"
    assert found.document.text == PLAIN


HOSTILE = [
    "[", "![a]", "[]", "](", "[a](b", "a](b", "`", "` `` ``` ", "# a ", " ", "{{ ", "{% ", "{:", "|", "**", "a. ", "- ",
    "<a href=", "<img src='", "import a ", "(up)", "=\n", "By a ", "\n- a", "x\n", "Read next:\n", "Q?\n", "Contents\n",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("path", ["a.md", "a.txt"])
def test_hostile_texts_are_read_in_time(piece: str, path: str) -> None:
    """Reading is not bounded by a process that can be killed, so nothing in it may take quadratic time."""
    for text in (piece * (200_000 // len(piece)), "# x" + piece * 20_000 + "y", "Title\n" + piece * 20_000):
        begun = time.process_time()
        found = read(text.encode(), Context(path))
        if isinstance(found, Item):
            references(found.document)
        assert time.process_time() - begun < 10, (piece, len(text))


@given(st.binary(max_size=300))
def test_any_bytes_are_an_item_or_say_why_not(data: bytes) -> None:
    """Reading never fails, and what it gives can be stored and put into a feed."""
    found = read(data, Context("a.md"))
    if isinstance(found, Item):
        assert found.document.fields.title
        assert not set(found.document.text) & set(map(chr, [0, 1, 8, 11, 12, 14, 31, 127]))
    else:
        assert found.reason.message
