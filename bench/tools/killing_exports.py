"""The same blogs as exports of WordPress and Ghost."""

import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from .killing_sources import AUTHORS, TAGS, picture, words

# Posts that exchange their slugs, and one that takes what a later one leaves.
_MOVED = {10: "post-11", 11: "post-10", 20: "post-21", 21: "has-left"}


# -- WordPress --------------------------------------------------------------------------------------------------


def wordpress(count: int, *, later: bool = False) -> str:
    """An export of so many posts, with pages, attachments and categories in categories.

    A `later` one has posts that were changed, moved, deleted and written since.
    """
    numbers = [number for number in range(count) if not (later and number % 13 == 6)]
    items = [_wordpress_post(number, count, later=later) for number in numbers]
    if later:
        items += [_wordpress_post(number, count) for number in range(count, count + count // 8)]
    items += [_attachment(5000 + number) for number in range(20)]
    items.append(_item(9000, "About", "page", "publish", "<p>About us.</p>"))
    terms = "".join(
        f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>c{number}</wp:category_nicename>"
        f"<wp:category_parent>{'c0' if number else ''}</wp:category_parent><wp:cat_name>Category {number}</wp:cat_name>"
        f"<wp:category_description>What {number} is about.</wp:category_description></wp:category>"
        for number in range(4)
    )
    authors = "".join(
        f"<wp:author><wp:author_id>{number}</wp:author_id><wp:author_login>user{number}</wp:author_login>"
        f"<wp:author_display_name>{escape(name)}</wp:author_display_name></wp:author>"
        for number, name in enumerate(AUTHORS[:4])
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old</title><link>https://old.example</link>'
        "<language>en</language><wp:wxr_version>1.2</wp:wxr_version><wp:base_site_url>https://old.example"
        "</wp:base_site_url><wp:base_blog_url>https://old.example</wp:base_blog_url>"
        f"{authors}{terms}{''.join(items)}</channel></rss>"
    )


def _wordpress_post(number: int, count: int, *, later: bool = False) -> str:
    other = (number * 5 + 2) % count
    status = (
        "draft"
        if number % 13 == 0
        else "future"
        if number % 17 == 0
        else "private"
        if number % 29 == 0
        else "publish"
    )
    image = f"https://old.example/wp-content/uploads/2015/0{number % 2 + 1}/photo-{number % 10}-300x200.png"
    body = (
        f"<!-- wp:paragraph --><p>{words(number, 50)}</p><!-- /wp:paragraph -->"
        f'<p>See <a href="https://old.example/2015/post-{other}/">another</a> and '
        f'<a href="https://old.example/?p={1000 + other}">by number</a>.</p>'
        + (f'<figure><img src="{image}" alt="{words(number, 2)}"/></figure>' if number % 3 else "")
        + ("[gallery ids='5001,5002']" if number % 11 == 0 else "")
        + ("<table><tr><td rowspan='2'>a</td><td>b</td></tr><tr><td>c</td></tr></table>" if number % 8 == 0 else "")
        + f"<h2>{words(number + 1, 3)}</h2><p>{words(number + 2, 60)}</p>"
    )  # fmt: skip
    if number == count // 2:
        body = f'<img src="https://old.example/wp-content/uploads/2015/01/only-here.png"/>{"<blockquote>" * 3000}x'
    slug = "wanted-by-many" if number % 19 == 0 else f"post-{number}"
    if later:
        body = f"<p>Rewritten at the source, {number}.</p>{body}" if number % 4 == 0 else body
        slug = _MOVED.get(number, f"moved-{number}" if number % 9 == 4 else slug)
    meta, old = _meta("_thumbnail_id", str(5000 + number % 20)), _meta("_wp_old_slug", f"was-{number % 40}")
    terms = (
        f'<category domain="category" nicename="c{number % 4}"><![CDATA[Category {number % 4}]]></category>'
        f'<category domain="post_tag" nicename="{number % 10}"><![CDATA[{TAGS[number % 10]}]]></category>'
    )
    more = (meta if number % 5 == 0 else "") + (old if number % 7 == 0 else "") + terms
    return _item(1000 + number, f"{words(number, 3)} {number}", "post", status, body, slug, more, number)


def _meta(key: str, value: str) -> str:
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key><wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
    )


def _item(  # noqa: PLR0917  (what a post of WordPress' consists of)
    key: int, title: str, kind: str, status: str, body: str, slug: str = "", more: str = "", number: int = 0
) -> str:
    year = 2097 if status == "future" else 2015
    date = f"{year}-{number % 12 + 1:02}-{number % 28 + 1:02} 10:{number % 60:02}:00"
    return (
        f"<item><title>{escape(title)}</title><link>https://old.example/{year}/{slug or key}/</link>"
        f"<dc:creator>user{number % 4}</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>"
        f"<excerpt:encoded></excerpt:encoded><wp:post_id>{key}</wp:post_id><wp:post_date>{date}</wp:post_date>"
        f"<wp:post_date_gmt>{date}</wp:post_date_gmt><wp:post_name>{slug}</wp:post_name><wp:status>{status}</wp:status>"
        f"<wp:post_type>{kind}</wp:post_type>{more}</item>\n"
    )


def _attachment(key: int) -> str:
    number = key % 20
    address = f"https://old.example/wp-content/uploads/2015/0{number % 2 + 1}/photo-{number % 10}.png"
    more = f"<wp:attachment_url>{address}</wp:attachment_url>"
    return _item(key, f"photo {key}", "attachment", "inherit", "", f"photo-{key}", more, number)


def uploads() -> dict[str, str | bytes]:
    """What WordPress keeps below wp-content/uploads: the same name with another content in two months."""
    files: dict[str, str | bytes] = {
        f"2015/{month:02}/photo-{number}.png": picture(300 + number * month, width=600 if number == 3 else 40)
        for month in (1, 2)
        for number in range(10)
    }
    return files | {"2015/01/only-here.png": picture(901)}


# -- Ghost ------------------------------------------------------------------------------------------------------


def ghost(file: Path, count: int, *, later: bool = False) -> Path:
    """A zip of Ghost's: the database as JSON, and its pictures.

    A `later` one has posts that were changed and moved since.
    """
    posts, tags, authors = [], [], []
    for number in range(count):
        other = (number * 5 + 2) % count
        image = f"__GHOST_URL__/content/images/2019/0{number % 3 + 1}/photo-{number % 10}.png"
        slug = f"post-{number}"
        new = later and number % 4 == 0
        if later:
            slug = _MOVED.get(number, f"moved-{number}" if number % 9 == 4 else slug)
        html = (
            f"<p>{words(number + new, 60)}</p><p>See <a href='__GHOST_URL__/post-{other}/'>another</a>.</p>"
            + (f"<figure class='kg-card kg-image-card'><img src='{image}' alt='x'></figure>" if number % 3 else "")
            + f"<h2>{words(number + 3, 3)}</h2><p>{words(number + 4, 40)}</p>"
        )  # fmt: skip
        status = "draft" if number % 13 == 0 else "scheduled" if number % 17 == 0 else "published"
        year = 2097 if status == "scheduled" else 2019
        posts.append(
            {
                "id": f"p{number}",
                "title": f"{words(number, 3)} {number}",
                "slug": slug,
                "html": html,
                "status": status,
                "type": "page" if number % 31 == 30 else "post",
                "feature_image": image if number % 5 == 0 else None,
                "published_at": f"{year}-{number % 12 + 1:02}-{number % 28 + 1:02}T10:{number % 60:02}:00.000Z",
                "created_at": f"2019-{number % 12 + 1:02}-01T10:00:00.000Z",
                "updated_at": f"2019-{number % 12 + 1:02}-01T10:00:00.000Z",
                "visibility": "members" if number % 29 == 0 else "public",
            }
        )
        tags += [{"post_id": f"p{number}", "tag_id": f"t{number % 7}", "sort_order": 0}]
        authors += [{"post_id": f"p{number}", "author_id": f"u{number % 4}", "sort_order": 0}]
    users = [
        {
            "id": f"u{number}",
            "name": name,
            "slug": f"user-{number}",
            "bio": f"Writes about {words(number, 2)}.",
            "profile_image": f"__GHOST_URL__/content/images/2019/01/photo-{number}.png",
        }
        for number, name in enumerate(AUTHORS[:4])
    ]
    data = {
        "posts": posts,
        "tags": [
            {"id": f"t{number}", "name": TAGS[number], "slug": f"t-{number}", "description": f"On {number}."}
            for number in range(7)
        ],
        "posts_tags": tags,
        "posts_authors": authors,
        "users": users,
        "settings": [{"key": "title", "value": "Old"}, {"key": "timezone", "value": "Europe/Paris"}],
    }
    export = json.dumps({"db": [{"meta": {"version": "5.80.0"}, "data": data}]})
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/old.ghost.json", export)
        for month in (1, 2, 3):
            for number in range(10):
                archive.writestr(
                    f"content/images/2019/0{month}/photo-{number}.png", picture(600 + number * month)
                )
    return file
