# ruff: noqa: E501
"""Exports of other programs made of a few words, and their items as a reader gives them."""

import io
import json
from typing import Any

from interchange.items import Context, Item, NoItem
from interchange.preparing import Unanswered, read_part
from interchange.readers.lookups import Lookups
from interchange.readers.parts import Part
from interchange.recognition import EXPORTS


def read_all(
    kind: str, data: str | bytes, path: str = "export.xml", **context: Any
) -> dict[str, Item | NoItem]:
    """Every item of an export, by its path."""
    raw = data.encode() if isinstance(data, str) else data
    found: dict[str, Item | NoItem] = {}
    lookups = Lookups()
    for part in EXPORTS[kind][1](path, lambda: io.BytesIO(raw), Context(path, **context)):
        assert part.path not in found, "given twice"
        found[part.path] = read_twice(part, lookups) if isinstance(part, Part) else part
    return found


def read_twice(part: Part, lookups: Lookups) -> Item | NoItem:
    """The item, read here and as a worker reads it, which has to come to the same."""
    packed, told = lookups.packed(part.read), lookups.foreseen(part.rehearse)
    read: Item | NoItem = part.read()
    while isinstance(answer := read_part(packed, told, "here", render=False, site_host=""), Unanswered):
        told |= (answers := lookups.answers(answer.questions))
        assert answers
    assert repr(answer.item) == repr(read)
    return read


def only(found: dict[str, Item | NoItem]) -> Item:
    """The one article of an export."""
    (item,) = (each for each in found.values() if isinstance(each, Item))
    return item


def codes(item: Item | NoItem) -> set[str]:
    return {warning.code for warning in item.warnings}


def wxr(
    *items: str,
    head: str = "",
    namespace: str = "http://wordpress.org/export/1.2/",
    end: str = "</channel></rss>",
) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" ?>\n'
        f'<rss version="2.0" xmlns:excerpt="{namespace}excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="{namespace}">\n<channel>\n<title>A blog</title>\n'
        "<link>https://old.example</link>\n<wp:wxr_version>1.2</wp:wxr_version>\n"
        "<wp:base_blog_url>https://old.example</wp:base_blog_url>\n"
        f"{head}\n{''.join(items)}\n{end}"
    )


def post(number: int = 12, content: str = "Text.", more: str = "", **values: str) -> str:
    said = {
        "title": f"Post {number}",
        "link": f"https://old.example/2020/01/post-{number}/",
        "dc:creator": "ann",
        "wp:post_id": str(number),
        "wp:post_date": "2020-01-02 08:34:05",
        "wp:post_date_gmt": "2020-01-02 03:04:05",
        "wp:post_name": f"post-{number}",
        "wp:status": "publish",
        "wp:post_type": "post",
    } | {name.replace("__", ":"): value for name, value in values.items()}
    fields = "".join(f"<{name}>{value}</{name}>\n" for name, value in said.items())
    return f"<item>\n{fields}<content:encoded><![CDATA[{content}]]></content:encoded>\n{more}</item>\n"


def meta(key: str, value: str) -> str:
    return f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"


def term(domain: str, nicename: str, name: str) -> str:
    return f'<category domain="{domain}" nicename="{nicename}"><![CDATA[{name}]]></category>'


def ghost(*posts: dict[str, Any], shape: str = "db", **tables: list[dict[str, Any]]) -> str:
    about = {"exported_on": 1700000000000, "version": "5.0"}
    data = {"posts": list(posts), **tables}
    if shape == "db":
        return json.dumps({"db": [{"meta": about, "data": data}]})
    return json.dumps({"meta": about, "data": data} if shape == "data" else data)


def ghost_post(**values: Any) -> dict[str, Any]:
    return {
        "id": "5f",
        "title": "A post",
        "slug": "a-post",
        "html": "<p>Text.</p>",
        "type": "post",
        "status": "published",
        "visibility": "public",
        "published_at": "2020-01-02T03:04:05.000Z",
    } | values
