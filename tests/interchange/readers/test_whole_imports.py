"""Exports imported as a whole: into the database, with their pictures, again, and in the report."""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image as Pillow

from articles.models import Article, Image, Redirect
from interchange.items import Context
from interchange.readers.parts import Part, Parts
from interchange.recognition import EXPORTS
from interchange.undo import undo_import

from ..conftest import bring_in, put, zipped
from .exports import ghost, ghost_post, meta, post, wxr

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media_root")]


def png(path: Path, colour: str = "red") -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    Pillow.new("RGB", (40, 30), colour).save(path)
    return path.read_bytes()


def wordpress(folder: Path, *items: str) -> Path:
    return put(folder, {"export.xml": wxr(*items)}) / "export.xml"


def test_every_record_has_one_line_and_its_own_key(tmp_path: Path) -> None:
    """Posts are created, all else is named; the second import changes nothing and says the same."""
    export = wordpress(tmp_path, post(1), post(2, wp__post_type="page"), post(3, wp__status="private"))
    first, again = bring_in(export), bring_in(export)
    assert first.results == {
        "export.xml#post-1": "created",
        "export.xml#page-2": "ignored",
        "export.xml#post-3": "created",
        "export.xml": "ignored",
    }
    assert again.results["export.xml#post-1"] == again.results["export.xml#post-3"] == "unchanged"
    said = [[each.message for each in run["export.xml#post-3"].warnings] for run in (first, again)]
    assert said[0] == said[1] == ["Private posts have no place here; kept as a draft."]
    assert Article.objects.count() == 2
    assert Redirect.objects.get(path="/2020/01/post-1").article == Article.objects.get(slug="post-1")


def test_posts_that_are_known_by_numbers_alone(tmp_path: Path, client: Client) -> None:
    """Their addresses lead to them, and those that stand in their texts too; an undo leaves none of it."""
    plain = [post(n, f'<a href="/?p={3 - n}">other</a>', link=f"https://old.example/?p={n}") for n in (1, 2)]
    export = wordpress(tmp_path, *plain)

    first, again = bring_in(export), bring_in(export)

    assert again.results["export.xml#post-1"] == "unchanged"
    assert client.get("/?p=2")["Location"] == "/articles/post-2/"
    assert 'href="/articles/post-2/"' in Article.objects.get(slug="post-1").html
    assert set(Redirect.objects.values_list("path", flat=True)) == {"/?p=1", "/?p=2"}
    assert first.outcome.run is not None
    undo_import(first.outcome.run)
    assert client.get("/?p=2").status_code == 200
    assert not Redirect.objects.exists()


def test_a_changed_post_is_updated_alone(tmp_path: Path) -> None:
    export = wordpress(tmp_path, post(1), post(2))
    bring_in(export)
    wordpress(tmp_path, post(1), post(2, "Other text."))
    assert bring_in(export).results == {
        "export.xml#post-1": "unchanged",
        "export.xml#post-2": "updated",
        "export.xml": "ignored",
    }


def test_an_import_is_taken_back(tmp_path: Path) -> None:
    imported = bring_in(wordpress(tmp_path, post(1), post(2)))
    assert imported.outcome.run is not None
    undo_import(imported.outcome.run)
    assert not Article.objects.exists()
    assert not Redirect.objects.exists()


def test_pictures_of_the_old_site_are_found_under_media(tmp_path: Path) -> None:
    """By their address there; what is not found stays where it is, and is named."""
    png(tmp_path / "uploads/2020/01/cup.png")
    shown = '<img src="https://old.example/wp-content/uploads/2020/01/cup.png" alt="A cup"><img src="https://old.example/wp-content/uploads/gone.png">'
    upload = post(
        7,
        "",
        wp__post_type="attachment",
        wp__attachment_url="https://old.example/wp-content/uploads/2020/01/cup.png",
    )
    export = wordpress(tmp_path / "in", upload, post(1, shown, meta("_thumbnail_id", "7")))
    line = bring_in(export, media=[tmp_path / "uploads"])["export.xml#post-1"]
    stored = Image.objects.get()
    document = Article.objects.get().live_revision.document  # type: ignore[union-attr]
    assert document.fields.image is not None
    assert document.fields.image.src == stored.url
    assert f"![A cup]({stored.url})" in document.body
    assert "https://old.example/wp-content/uploads/gone.png" in document.body
    assert [each.code for each in line.warnings] == ["image-missing"]


def test_an_export_in_several_files(tmp_path: Path) -> None:
    """Posts, their people and their uploads may be in different files; links lead from one file to the other."""
    upload = post(7, "", wp__post_type="attachment", wp__attachment_url="https://old.example/cup.png")
    folder = put(
        tmp_path,
        {
            "1.xml": wxr(
                post(
                    1,
                    'See <a href="https://old.example/2020/01/post-2/">two</a>.',
                    meta("_thumbnail_id", "7"),
                )
            ),
            "2.xml": wxr(post(2)),
            "3.xml": wxr(upload),
            "4.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + wxr(),
        },
    )
    imported = bring_in(folder)
    assert {path: line.result for path, line in imported.lines.items() if "#" not in path} == {
        "1.xml": "ignored",
        "2.xml": "ignored",
        "3.xml": "ignored",
        "4.xml": "rejected",
    }
    document = Article.objects.get(slug="post-1").live_revision.document  # type: ignore[union-attr]
    assert document.body.strip() == "See [two](/articles/post-2/)."
    assert document.fields.image is not None


def test_a_ghost_zip_brings_its_pictures(tmp_path: Path) -> None:
    picture = png(tmp_path / "a.png")
    export = ghost(
        ghost_post(
            html='<p><img src="__GHOST_URL__/content/images/2020/a.png"></p>',
            feature_image="__GHOST_URL__/content/images/2020/a.png",
        )
    )
    archive = zipped(tmp_path / "blog.zip", {"blog.ghost.json": export, "content/images/2020/a.png": picture})
    imported = bring_in(archive)
    assert imported.results["blog.ghost.json#post-5f"] == "created"
    assert imported["blog.ghost.json#post-5f"].warnings == ()
    assert Article.objects.get().live_revision.document.body.strip() == f"![]({Image.objects.get().url})"  # type: ignore[union-attr]


def test_substack(tmp_path: Path) -> None:
    table = (
        "post_id,post_date,is_published,type,audience,title,subtitle,podcast_url\n"
        "1.tea,2020-01-02T03:04:05.000Z,true,newsletter,everyone,Tea &amp; cake,In short,\n"
        "2.paid,2020-01-02T03:04:05.000Z,true,newsletter,only_paid,Paid,,\n"
        "3.about,2020-01-02T03:04:05.000Z,true,page,everyone,About,,\n"
    )
    archive = zipped(
        tmp_path / "s.zip",
        {"posts.csv": table, "posts/1.tea.html": "<p>One <b>two</b></p>", "posts/2.paid.html": "<p>x</p>"},
    )
    imported = bring_in(archive)
    assert {path: (line.result, line.status) for path, line in imported.lines.items()} == {
        "posts.csv#1.tea": ("created", "published"),
        "posts.csv#2.paid": ("created", "draft"),
        "posts.csv#3.about": ("ignored", ""),
        "posts.csv": ("ignored", ""),
        "posts/1.tea.html": ("ignored", ""),
        "posts/2.paid.html": ("ignored", ""),
    }
    assert imported["posts/1.tea.html"].error.code == "text-of-post"  # type: ignore[union-attr]
    tea = Article.objects.get(slug="tea")
    assert (tea.title, tea.description, tea.html) == (
        "Tea & cake",
        "In short",
        "<p>One <strong>two</strong></p>",
    )


def test_a_feed_beside_documents_is_not_imported_twice(tmp_path: Path) -> None:
    feed = "<rss><channel><item><title>B</title><description>x</description></item></channel></rss>"
    folder = put(tmp_path / "site", {"a.md": "---\ntitle: A\ndate: 2020-01-01\n---\nx\n", "feed.xml": feed})
    assert bring_in(folder).results == {"a.md": "created", "feed.xml": "ignored"}
    assert bring_in(folder / "feed.xml").results["feed.xml#entry-1"] == "created"


@pytest.mark.parametrize(
    ("wanted", "results"),
    [
        ("wordpress", {"a.md": "ignored", "e.xml#post-12": "created"}),
        ("markdown", {"a.md": "created", "e.xml": "ignored"}),
    ],
)
def test_only_one_format(tmp_path: Path, wanted: str, results: dict[str, Any]) -> None:
    folder = put(
        tmp_path / "site", {"a.md": "---\ntitle: A\ndate: 2020-01-01\n---\nx\n", "e.xml": wxr(post())}
    )
    assert results.items() <= bring_in(folder, format=wanted).results.items()


LINK = '<p>See <a href="https://old.example/2020/01/post-{0}/#part">it</a>.</p>'


def test_links_lead_to_the_addresses_that_posts_really_get(tmp_path: Path) -> None:
    """Another article has the slug already, on the site or in the export; and after an interruption as well."""
    bring_in(put(tmp_path / "other", {"post-2.md": "---\ntitle: Another\ndate: 2020-01-01\n---\nText\n"}))
    export = wordpress(
        tmp_path,
        post(1, LINK.format(2) + LINK.format(3)),
        post(2, LINK.format(1), title="Second"),
        post(3, LINK.format(2), title="Third", wp__post_name="post-1"),
    )

    def bodies() -> dict[str, str]:
        found = Article.objects.exclude(title="Another").select_related("latest_revision")
        return {
            each.slug: each.latest_revision.document.body.strip() for each in found if each.latest_revision
        }

    bring_in(export)
    expected = {
        "post-1": "See [it](/articles/post-2-2/#part).\n\nSee [it](/articles/post-1-2/#part).",
        "post-2-2": "See [it](/articles/post-1/#part).",
        "post-1-2": "See [it](/articles/post-2-2/#part).",
    }
    assert bodies() == expected
    Article.objects.filter(slug__in=["post-1-2"]).delete()
    bring_in(export)
    assert bodies() == expected


def test_links_between_the_posts_of_a_ghost_export(tmp_path: Path) -> None:
    bring_in(put(tmp_path / "other", {"two.md": "---\ntitle: Another\ndate: 2020-01-01\n---\nText\n"}))
    link = '<p><a href="__GHOST_URL__/two/">it</a></p>'
    text = ghost(ghost_post(id="1", slug="one", html=link), ghost_post(id="2", slug="two", title="Two"))
    bring_in(put(tmp_path, {"ghost.json": text}) / "ghost.json")
    revision = Article.objects.get(slug="one").latest_revision
    assert revision is not None
    assert revision.document.body.strip() == "[it](/articles/two-2/)"


def test_redirects_of_a_plugin(tmp_path: Path) -> None:
    """Safe Redirect Manager's rules are records of their own."""
    rule = post(
        9,
        more=meta("_redirect_rule_from", "/old/") + meta("_redirect_rule_to", "/2020/01/post-1/"),
        wp__post_type="redirect_rule",
    )
    imported = bring_in(wordpress(tmp_path, post(1), rule))
    error = imported["export.xml#redirect_rule-9"].error
    assert error is not None
    assert error.code == "redirect-kept"
    assert Redirect.objects.get(path="/old").article == Article.objects.get()


def body_of(slug: str) -> str:
    revision = Article.objects.get(slug=slug).latest_revision
    assert revision is not None
    return revision.document.body.strip()


def test_links_between_the_posts_of_a_newsletter(tmp_path: Path) -> None:
    """Substack's addresses are told by their end, on whatever host the newsletter was."""
    link = '<p><a href="https://{0}/p/{1}?utm=x#part">it</a></p>'
    files = {
        "posts.csv": "post_id,post_date,is_published,type,audience,title,subtitle\n"
        "1.one,2020-01-02T03:04:05.000Z,true,newsletter,everyone,One,\n"
        "2.two,2020-01-03T03:04:05.000Z,true,newsletter,everyone,Two,\n",
        "posts/1.one.html": link.format("ann.substack.com", "two"),
        "posts/2.two.html": link.format("letters.example", "one") + link.format("ann.substack.com", "three"),
    }
    bring_in(put(tmp_path, files))
    assert body_of("one") == "[it](/articles/two/#part)"
    assert body_of("two") == "[it](/articles/one/#part)\n\n[it](https://ann.substack.com/p/three?utm=x#part)"


def test_links_between_the_posts_of_a_medium_export(tmp_path: Path) -> None:
    """Medium's addresses are told by the number at their end; everything before it may change."""

    def page(title: str, number: str, link: str) -> str:
        return (
            f'<html><body><article class="h-entry"><header><h1 class="p-name">{title}</h1></header>'
            f'<section data-field="body" class="e-content"><h3>Part</h3><p><a href="{link}">it</a></p></section>'
            f'<footer><a href="https://medium.com/p/x"><time class="dt-published" datetime="2020-01-02T03:04:05.000Z">x'
            f'</time></a><a href="https://medium.com/@ann/{title.lower()}-{number}" class="p-canonical">c</a></footer>'
            "</article></body></html>"
        )

    bring_in(
        put(
            tmp_path,
            {
                "posts/one.html": page(
                    "One", "0a1b2c3d4e5f", "https://medium.com/some/other-words-1a1b2c3d4e5f?source=x"
                ),
                "posts/two.html": page(
                    "Two", "1a1b2c3d4e5f", "https://medium.com/@ann/stranger-9a1b2c3d4e5f"
                ),
            },
        )
    )
    assert "[it](/articles/two/)" in body_of("one")
    assert "(https://medium.com/@ann/stranger-9a1b2c3d4e5f)" in body_of("two")


def test_what_a_reader_fails_on_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A mistake of ours is logged with where it happened, and the record reported; the rest is imported."""
    called, honest = EXPORTS["wordpress"]
    # It is packed for a worker, which finds it by its name.
    fails: Any = partial(divmod, 1, 0)

    def parts(path: str, opened: Any, context: Context) -> Parts:
        for number, part in enumerate(honest(path, opened, context), 1):
            yield replace(part, read=fails) if number == 2 and isinstance(part, Part) else part
            if number == 3:
                raise RecursionError

    monkeypatch.setitem(EXPORTS, "wordpress", (called, parts))
    imported = bring_in(wordpress(tmp_path, post(1), post(2), post(3), post(4)))
    assert imported.results == {
        "export.xml#post-1": "created",
        "export.xml#post-2": "rejected",
        "export.xml#post-3": "created",
        "export.xml": "rejected",
    }
    errors = [imported[path].error for path in ("export.xml#post-2", "export.xml")]
    assert [error and error.code for error in errors] == ["reader-failed", "reader-failed"]
    assert "ZeroDivisionError" in caplog.text
    assert "RecursionError" in caplog.text


def test_an_export_that_begins_with_a_long_post(tmp_path: Path) -> None:
    """Ghost's API gives the text before most of what tells its posts from other data."""
    long = {"id": "1", "title": "A", "slug": "a", "html": f"<p>{'word ' * 20_000}</p>", "feature_image": None}
    (tmp_path / "posts.json").write_text(json.dumps({"posts": [long]}))
    imported = bring_in(tmp_path / "posts.json", plan=True)
    assert imported.results == {"posts.json#post-1": "created", "posts.json": "ignored"}


def _as_wxr(folder: Path) -> Path:
    linked = '<a href="https://old.example/2020/01/hello/">on</a>'
    hello = post(1, title="Hello", wp__post_name="hello", link="https://old.example/2020/01/hello/")
    return wordpress(folder, hello, post(2, linked, wp__post_name="next"))


def _as_ghost(folder: Path) -> Path:
    linked = '<p><a href="__GHOST_URL__/hello/">on</a></p>'
    posts = ghost_post(id="1", title="Hello", slug="hello"), ghost_post(id="2", slug="next", html=linked)
    return put(folder, {"g.json": ghost(*posts)}) / "g.json"


def _as_feed(folder: Path) -> Path:
    items = [
        {"id": "1", "title": "Hello", "url": "https://old.example/hello", "content_html": "<p>Text.</p>"},
        {
            "id": "2",
            "title": "Next",
            "url": "https://old.example/next",
            "content_html": '<a href="/hello">on</a>',
        },
    ]
    dated = [{**each, "date_published": "2020-01-02T03:04:05Z"} for each in items]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "F", "items": dated}
    return put(folder, {"feed.json": json.dumps(feed)}) / "feed.json"


def _as_medium(folder: Path) -> Path:
    def page(title: str, number: str, text: str) -> str:
        return (
            f'<article class="h-entry"><header><h1 class="p-name">{title}</h1></header>'
            f'<section data-field="body" class="e-content"><p>{text}</p></section><footer><p>'
            f'<a class="p-canonical" href="https://medium.com/@a/{title.lower()}-{number}">C</a>'
            '<time class="dt-published" datetime="2020-01-02T03:04:05.000Z">J</time></p></footer></article>'
        )

    linked = '<a href="https://medium.com/@a/hello-aaaabbbbcccc">on</a>'
    pages = {
        "posts/2020-01-02_Hello-aaaabbbbcccc.html": page("Hello", "aaaabbbbcccc", "Text."),
        "posts/2020-01-02_Next-ddddeeeeffff.html": page("Next", "ddddeeeeffff", linked),
    }
    return zipped(folder.with_suffix(".zip"), pages)


def _as_substack(folder: Path) -> Path:
    head = "post_id,post_date,is_published,type,audience,title,subtitle"
    rows = [
        f"{n}.{slug},2020-01-02T03:04:05.000Z,true,newsletter,everyone,{slug.title()},"
        for n, slug in ((1, "hello"), (2, "next"))
    ]
    linked = '<p><a href="https://a.substack.com/p/hello">on</a></p>'
    posts = {"posts/1.hello.html": "<p>Text.</p>", "posts/2.next.html": linked}
    return put(folder, {"posts.csv": "\n".join([head, *rows]), **posts})


def _as_movable_type(folder: Path) -> Path:
    def entry(title: str, text: str) -> str:
        name = title.lower()
        head = f"AUTHOR: A\nTITLE: {title}\nBASENAME: {name}\nUNIQUE URL: https://old.example/{name}.html\n"
        return f"{head}STATUS: Publish\nDATE: 01/02/2020 03:04:05 AM\n-----\nBODY:\n{text}\n-----\n--------\n"

    linked = '<p><a href="https://old.example/hello.html">on</a></p>'
    return put(folder, {"mt.txt": entry("Hello", "<p>Text.</p>") + entry("Next", linked)}) / "mt.txt"


@pytest.mark.parametrize("date", ["2020-01-02T03:04:05Z", "2019-09-09"])
@pytest.mark.parametrize(
    "export",
    [_as_wxr, _as_ghost, _as_feed, _as_medium, _as_substack, _as_movable_type],
    ids=lambda each: each.__name__,
)
def test_links_tell_posts_of_two_blogs_by_their_dates(
    tmp_path: Path, export: Callable[[Path], Path], date: str
) -> None:
    """A post of the same name, title and date is the same one, wherever it came from; of another date another one."""
    bring_in(put(tmp_path / "one", {"hello.md": f"---\ntitle: Hello\ndate: {date}\n---\nMine.\n"}))
    bring_in(export(tmp_path / "two"))
    where = "hello" if date.startswith("2020") else "hello-2"
    assert Article.objects.count() == (2 if where == "hello" else 3)
    assert Article.objects.get(slug=where).text == "Text."
    assert f'href="/articles/{where}/"' in Article.objects.get(slug="next").html
