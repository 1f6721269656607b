"""Movable Type's text format: fields, sections between hyphens, and what the services that write it add to it."""

import io
from datetime import date, datetime

import pytest

from articles.document import AuthorRef, ImageRef
from interchange.entries import Member
from interchange.items import Item, NoItem
from interchange.readers import movabletype_entries
from interchange.recognition import export_kind

from .exports import codes, only, read_all

FIELDS = "AUTHOR: Mia Berg\nTITLE: Tea\nBASENAME: tea_time\nSTATUS: Publish\nDATE: 02/19/2006 12:46:54 AM\n"
MORE = "-----\nEXTENDED BODY:\n{0}\n-----\nEXCERPT:\nIn short\n-----\nKEYWORDS:\nhot, leaves\n-----\n"


def entry(body: str = "Text.", fields: str = FIELDS, more: str = "", breaks: str = "0") -> str:
    return f"{fields}CONVERT BREAKS: {breaks}\n-----\nBODY:\n{body}\n{more or '-----'}\n--------\n"


def items(data: str | bytes, path: str = "export.txt") -> dict[str, Item | NoItem]:
    return read_all("movabletype", data, path)


def test_an_entry_is_read_whole() -> None:
    more = (
        MORE.format("<p>Rest</p>")
        + "COMMENT:\nAUTHOR: Bo\nDATE: 02/20/2006 01:00:00 PM\nNice\n-----\nPING:\nTITLE: x\n-----\n"
    )
    fields = (
        FIELDS
        + 'PRIMARY CATEGORY: Drinks\nCATEGORY: Drinks\nCATEGORY: Hot\nTAGS: "green tea",cup\nCF50_MOOD: fine\n'
    )

    item = only(items(entry("<p>One <b>two</b>.</p>", fields, more)))

    said = item.document.fields
    assert said.title == "Tea"
    assert said.date == datetime(2006, 2, 19, 0, 46, 54)  # noqa: DTZ001
    assert (said.category, said.tags) == ("Drinks", ("green tea", "cup", "hot", "leaves", "Hot"))
    assert said.authors == (AuthorRef("Mia Berg"),)
    assert (said.description, said.slug) == ("In short", "tea_time")
    assert item.document.body.strip() == "One **two**.\n\n<!--more-->\n\nRest"
    assert item.document.data["CF50_MOOD"] == "fine"
    assert codes(item) == {"key-unknown", "comments-left"}


def test_hyphens_of_the_author_end_nothing() -> None:
    body = "One\n\n-----\n\nTwo\n\n--------\n\nNOTE: three"

    found = items(entry(body, breaks="markdown") + entry("Second", breaks="markdown"))

    texts = [each.document.body.strip() for each in found.values() if isinstance(each, Item)]
    assert texts == [body, "Second"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("08/01/2004 12:00:00 PM", datetime(2004, 8, 1, 12)),  # noqa: DTZ001
        ("08/01/2004 23:05", datetime(2004, 8, 1, 23, 5)),  # noqa: DTZ001
        ("8/1/2004", date(2004, 8, 1)),
        ("2004-08-01 10:00:00", datetime(2004, 8, 1, 10)),  # noqa: DTZ001
    ],
)
def test_dates_have_the_month_first(written: str, expected: datetime | date) -> None:
    item = only(items(entry(fields=f"TITLE: a\nDATE: {written}\n")))

    assert item.document.fields.date == expected
    assert "date-unreadable" not in codes(item)


@pytest.mark.parametrize(
    ("written", "code"),
    [("25/12/2004 10:00:00", "date-order-from-site"), ("02/30/2004 10:00:00", "date-unreadable")],
)
def test_dates_that_are_none_are_told(written: str, code: str) -> None:
    assert code in codes(only(items(entry(fields=f"TITLE: a\nDATE: {written}\n"))))


@pytest.mark.parametrize(
    ("breaks", "body", "expected"),
    [
        ("0", "<p>a</p>\n\n<p>b</p>", "a\n\nb"),
        ("__default__", "a\nb\n\nc", "a  \nb\n\nc"),
        ("1", "a\nb", "a  \nb"),
        ("markdown_with_smartypants", "* a\n* b", "* a\n* b"),
        ("textile_2", "h2. a\n\n*b*", "## a\n\n**b**"),
    ],
)
def test_line_breaks_are_what_the_entry_says_of_them(breaks: str, body: str, expected: str) -> None:
    item = only(items(entry(body, breaks=breaks)))

    assert item.document.body.strip() == expected


@pytest.mark.parametrize(
    ("written", "status", "warned"),
    [
        ("Publish", "", False),
        ("Draft", "draft", False),
        ("Future", "scheduled", False),
        ("Junk", "draft", True),
    ],
)
def test_the_standing_of_an_entry(written: str, status: str, warned: bool) -> None:
    item = only(items(entry(fields=f"TITLE: a\nSTATUS: {written}\n")))

    assert item.document.fields.status == status
    assert ("status-unknown" in codes(item)) is warned


def test_addresses_that_entries_say_themselves() -> None:
    said = "TITLE: {0}\nUNIQUE URL: http://x.example/blog/2006/02/{0}-tea.html\n"
    link = '<a href="http://x.example/blog/2006/02/two-tea.html#b">b</a> <a href="http://x.example/blog/no.html">c</a>'

    found = items(entry(link, said.format("one")) + entry("b", said.format("two")))

    one, two = (each for each in found.values() if isinstance(each, Item))
    assert one.document.fields.aliases == ("/blog/2006/02/one-tea.html",)
    assert (one.document.fields.slug, two.document.fields.slug) == ("one-tea", "two-tea")
    assert "[b](/articles/two-tea/#b)" in one.document.body
    assert "link-leads-nowhere" in codes(one)


def test_addresses_that_links_tell() -> None:
    """Three entries are linked with the year and month of their dates before their names, hyphens for underscores."""
    names = ["a_one", "b_two", "c_three", "d_four"]
    links = " ".join(
        f'<a href="https://x.example/2006/02/{name.replace("_", "-")}.html">x</a>' for name in names[:3]
    )
    data = "".join(
        entry(links, f"TITLE: {name}\nBASENAME: {name}\nDATE: 02/19/2006 10:00:00\n") for name in names
    )

    fourth = items(data)["export.txt#d_four"]

    assert isinstance(fourth, Item)
    assert fourth.document.fields.aliases == ("/2006/02/d-four.html",)
    assert "alias-from-rule" in codes(fourth)
    assert "/articles/a_one/" in fourth.document.body


def test_two_links_tell_nothing() -> None:
    links = (
        '<a href="https://x.example/2006/02/a.html">x</a> <a href="https://x.example/2006/02/b.html">x</a>'
    )
    data = "".join(
        entry(links, f"TITLE: {name}\nBASENAME: {name}\nDATE: 02/19/2006 10:00:00\n") for name in "abc"
    )

    found = [each for each in items(data).values() if isinstance(each, Item)]

    assert [each.document.fields.aliases for each in found] == [()] * 3


def test_hatena_blog() -> None:
    """The file is named after the blog; an entry's name is a time, which makes no slug; links are shown as cards."""
    picture = "https://cdn.example/20250115.jpg"
    fields = f"TITLE: 秘湯\nBASENAME: 2025/01/15/123456\nIMAGE: {picture}\nDATE: 01/15/2025 10:30:00\n"
    card = (
        '<p><iframe src="https://hatenablog-parts.com/embed?url=https%3A%2F%2Fmia.hatenablog.com%2Fentry%2F2025%2F01%2F16'
        '%2F000000" title="つぎ" class="embed-card"></iframe><cite class="hatena-citation"><a href="x">y</a></cite></p>'
    )
    other = "TITLE: つぎ\nBASENAME: 2025/01/16/000000\nDATE: 01/16/2025 00:00:00\n"

    found = items(entry(card, fields) + entry("b", other), "mia.hatenablog.com.export.txt")

    first = found["mia.hatenablog.com.export.txt#2025/01/15/123456"]
    assert isinstance(first, Item)
    assert first.document.fields.aliases == ("/entry/2025/01/15/123456",)
    assert first.document.fields.image == ImageRef(picture)
    assert "123456" not in first.document.fields.slug
    assert first.document.body.strip() == "[つぎ](/articles/tuki/)"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932", "euc_jp", "utf-8-sig"])
def test_the_encodings_of_japan(encoding: str) -> None:
    text = entry(
        "今日は北海道の山奥にある温泉を訪ねてきました。とても良かったです。", "TITLE: 北海道の秘湯を訪ねて\n"
    )

    found = items(text.encode(encoding))

    assert only(found).document.fields.title == "北海道の秘湯を訪ねて"
    assert ("encoding-guessed" in codes(found["export.txt"])) == (not encoding.startswith("utf-8"))


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_every_line_end(end: str) -> None:
    text = (entry("a\n\nb") + entry("c")).replace("\n", end)

    assert len([each for each in items(text).values() if isinstance(each, Item)]) == 2


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_a_line_end_may_lie_between_two_chunks(end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(movabletype_entries, "_CHUNK", 1)

    item = only(items(entry("a\n\nb", breaks="markdown").replace("\n", end)))

    assert item.document.body.strip() == "a\n\nb"


def test_what_is_no_entry() -> None:
    found = items("TITLE: a\nNO ENTRY: 1\n-----\nCOMMENT:\nAUTHOR: b\nc\n-----\n--------\n" + entry())

    assert [each.reason.code for each in found.values() if isinstance(each, NoItem)] == ["comments", "export"]


def test_an_entry_that_is_too_long_is_rejected_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(movabletype_entries, "MAX_ENTRY", 400)

    found = items(entry("long " * 200) + entry("short"))

    results = [each.reason.code if isinstance(each, NoItem) else "item" for each in found.values()]
    assert results == ["entry-unreadable", "item", "export"]


def test_dates_are_by_this_sites_clock_and_the_report_says_so() -> None:
    assert codes(items(entry())["export.txt"]) == {"date-zone-guessed"}
    assert not codes(items(entry(fields="TITLE: a\n"))["export.txt"])


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("x.txt", entry(), "movabletype"),
        ("x.txt", "\ufeff" + entry().replace("\n", "\r\n"), "movabletype"),
        ("mt.log", entry(), "movabletype"),
        ("x.txt", "TITLE: a\nDATE: 2020-01-01\n\nA document with headers.\n", ""),
        ("x.txt", "NOTE: a\n-----\nBODY:\nb\n", ""),
        ("x.txt", "Plain text\n-----\nBODY:\n", ""),
        ("x.md", entry(), ""),
    ],
)
def test_such_exports_are_told_by_their_beginning(name: str, text: str, expected: str) -> None:
    file = Member(name, name, len(text), "", open=lambda: io.BytesIO(text.encode()))

    assert export_kind(file) == expected


@pytest.mark.parametrize(("status", "told"), [("Draft", True), ("Publish", False)])
def test_links_to_drafts_are_named(status: str, told: bool) -> None:
    address = "https://old.example/b.html"
    first = entry(f'<a href="{address}">b</a>', "TITLE: A\nUNIQUE URL: https://old.example/a.html\n")
    second = entry(fields=f"TITLE: B\nUNIQUE URL: {address}\nSTATUS: {status}\n")

    found = next(each for each in items(first + second).values() if isinstance(each, Item))

    assert "(/articles/b/)" in found.document.body
    assert ("link-to-draft" in {each.code for each in found.warnings}) is told
