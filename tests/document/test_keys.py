"""What the keys of many programs and languages mean."""

import datetime as dt

import pytest

from articles.document import parse


@pytest.mark.parametrize(
    "key",
    ["created_date", "createTime", "publish_time", "pubTime", "datePosted", "issued", "创建日期", "发布时间"],
)
def test_a_date_under_another_name(key: str) -> None:
    assert parse(f"---\ntitle: T\n{key}: 2022-07-08\n---\n").fields.date == dt.date(2022, 7, 8)


@pytest.mark.parametrize(
    "key", ["lastEdited", "last_modified_time", "updateTime", "修改时间", "更新日期", "수정일"]
)
def test_the_date_of_an_update_under_another_name(key: str) -> None:
    fields = parse(f"---\ntitle: T\ndate: 2022-07-08\n{key}: 2022-07-09\n---\n").fields
    assert (fields.date, fields.updated) == (dt.date(2022, 7, 8), dt.date(2022, 7, 9))


def test_other_names_in_spanish_and_of_programs() -> None:
    fields = parse("---\ntitulo: T\ncategoria: C\ntag_list: a, b\nauthorName: Ann Lee\n---\n").fields
    assert (fields.title, fields.category, fields.tags) == ("T", "C", ("a", "b"))
    assert [each.name for each in fields.authors] == ["Ann Lee"]


@pytest.mark.parametrize(
    ("written", "status", "hides"),
    [
        ("public: false", "draft", True),
        ("listed: no", "draft", True),
        ("encrypted: true", "draft", True),
        ("members_only: true", "draft", True),
        ("wip: true", "draft", False),
        ("public: true", "", False),
        ("wip: false", "", False),
        ("encrypt: false", "", False),
        ("public: a word", "", False),
    ],
)
def test_what_keeps_readers_away_under_other_names(written: str, status: str, *, hides: bool) -> None:
    """Whatever does, does: nobody wants to find on the new site what the old one hid."""
    document = parse(f"---\ntitle: A\n{written}\n---\nText\n")
    assert document.fields.status == status
    assert ("status-hidden" in {problem.code for problem in document.problems}) is hides
