# ruff: noqa: E501
"""Exports that nothing here reads: the report says what they are, and what could be done."""

from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Files, bring_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("lj.xml", '<?xml version="1.0"?>\n<livejournal><entry><itemid>1</itemid></entry></livejournal>', "LiveJournal's export"),
        ("blogml.xml", '<blog xmlns="http://www.blogml.com/2006/09/BlogML"><posts/></blog>', "BlogML"),
        ("theme.xml", "<html xmlns:b='http://www.google.com/2005/gml/b'><b:skin/></html>", "A theme of Blogger's"),
        ("posts/html/1.html", '<p>x</p><div id="footer"><span id="timestamp"> May 1st </span></div>', "Tumblr's export"),
        ("hashnode.json", '{"posts": [{"title": "x", "contentMarkdown": "x"}]}', "Hashnode's export"),
        ("articles.json", '[{"body_markdown": "x"}]', "dev.to's export"),
        ("me.json", '{"collections": [{"posts": [{"appearance": "norm", "language": "en", "rtl": false}]}]}', "Write.as' export"),
        ("wp.json", '[{"id": 1, "content": {"rendered": "<p>x</p>"}}]', "What WordPress' API gives"),
        ("posts.csv", "id,web_title,status,content_html\n1,x,confirmed,<p>x</p>\n", "Beehiiv's export"),
    ],
)  # fmt: skip
def test_they_are_named(source: Callable[[Files], Path], name: str, text: str, said: str) -> None:
    line = bring_in(source({name: text}))[name]
    assert line.result == "ignored"
    assert line.error is not None
    assert line.error.code == "format-unsupported"
    assert said in line.error.message


def test_other_files_say_what_they_said(source: Callable[[Files], Path]) -> None:
    imported = bring_in(source({"data.json": "{}", "page.html": "<p>x</p>", "table.csv": "a,b\n"}))
    codes = {path: line.error.code for path, line in imported.lines.items() if line.error}
    assert codes == {
        "data.json": "not-an-article",
        "page.html": "format-unsupported",
        "table.csv": "not-an-article",
    }
