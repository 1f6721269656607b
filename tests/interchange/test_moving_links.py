"""Links to posts that move in the very import that brings the link, and imports of those that were broken off."""

from collections.abc import Callable
from pathlib import Path

import pytest

from articles import publishing
from articles.models import Article
from interchange import source_import
from interchange.readers import markdown as markdown_reader
from interchange.reading import recipe

from .conftest import Files, bring_in, codes, put
from .test_crosslinks import body_of, post

pytestmark = pytest.mark.django_db(transaction=True)

Source = Callable[[Files], Path]


WORDPRESS = (
    '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/"><channel><link>https://old.example</link>'
    "<wp:wxr_version>1.2</wp:wxr_version>{items}</channel></rss>"
)


class _Killed(BaseException):
    """The process ends here; nothing after it runs."""


def linking(to: str, body: str = "") -> str:
    return post(f"[there]({to})\n\n{body}\n", title=f"To {to}")


def test_a_link_leads_to_where_a_post_moves_in_the_same_import(source: Source) -> None:
    """Whether the link comes before or after the post."""
    files: Files = {"a.md": linking("b.md"), "b.md": post("B.\n"), "c.md": linking("b.md", "C.")}
    bring_in(source(files))
    assert "(/articles/b/)" in body_of("a")
    later: Files = {
        "a.md": linking("b.md", "More."),
        "b.md": post("B.\n", slug="moved"),
        "c.md": linking("b.md", "More."),
    }
    bring_in(source(later))
    assert "(/articles/moved/)" in body_of("a")
    assert "(/articles/moved/)" in body_of("c")


def test_a_link_does_not_lead_to_a_new_post_at_the_former_address(source: Source) -> None:
    """What leaves an address in this import may leave it to another."""
    bring_in(source({"a.md": linking("b.md"), "b.md": post("B.\n", title="B")}))
    later: Files = {
        "a.md": linking("b.md", "More."),
        "b.md": post("B.\n", title="B", slug="moved"),
        "c.md": post("New.\n", title="New", slug="b"),
    }
    bring_in(source(later))
    assert Article.objects.get(slug="b").title == "New"
    assert "(/articles/moved/)" in body_of("a")


def test_links_to_posts_that_change_places(source: Source) -> None:
    files: Files = {
        "a.md": linking("b.md"),
        "b.md": post("B.\n", title="B", slug="one"),
        "c.md": post("C.\n", title="C", slug="two"),
    }
    bring_in(source(files))
    later: Files = {
        "a.md": linking("b.md", "And [the other](c.md)."),
        "b.md": post("B.\n", title="B", slug="two"),
        "c.md": post("C.\n", title="C", slug="one"),
    }
    bring_in(source(later))
    assert Article.objects.get(slug="two").title == "B"
    assert "[there](/articles/two/)" in body_of("a")
    assert "[the other](/articles/one/)" in body_of("a")


def test_a_link_leads_to_where_an_editor_moved_a_post(source: Source) -> None:
    bring_in(source({"a.md": linking("b.md"), "b.md": post("B.\n", slug="one")}))
    article = Article.objects.get(slug="one")
    assert article.latest_revision is not None
    document = article.latest_revision.document.replace(slug="chosen-here")
    publishing.enact(document=document, article=article)
    bring_in(source({"a.md": linking("b.md", "More.")}))
    assert "(/articles/chosen-here/)" in body_of("a")


def test_a_link_leads_to_a_renamed_file_s_article_where_it_stays(source: Source) -> None:
    """One whose address somebody chose keeps that."""
    folder = source({"a.md": "", "b.md": post("B.\n", title="B")})
    bring_in(folder)
    article = Article.objects.get(slug="b")
    assert article.latest_revision is not None
    publishing.enact(document=article.latest_revision.document.replace(slug="chosen-here"), article=article)
    (folder / "b.md").rename(folder / "renamed.md")
    bring_in(source({"a.md": linking("renamed.md")}))
    assert Article.objects.get(title="B").slug == "chosen-here"
    assert "(/articles/chosen-here/)" in body_of("a")


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_broken_off_between_moves(source: Source, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    files: Files = {
        "a.md": linking("c.md"),
        "b.md": post("B.\n", title="B", slug="one"),
        "c.md": post("C.\n", title="C"),
        "d.md": linking("b.md"),
        "e.md": linking("c.md"),
    }
    later: Files = {
        "a.md": linking("c.md", "More, [and](b.md)."),
        "b.md": post("B.\n", title="B", slug="c"),
        "c.md": post("C.\n", title="C", slug="moved"),
        "d.md": linking("b.md", "More, [and](c.md)."),
        "e.md": linking("c.md", "More, [and](b.md)."),
    }
    bring_in(source(files))
    folder = source(later)
    seen = 0
    original = source_import.SourceImport._settle

    def settle(self: source_import.SourceImport, fresh: object) -> None:
        nonlocal seen
        seen += 1
        if seen > after:
            self.outbox.write()
            raise _Killed
        original(self, fresh)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(source_import.SourceImport, "_settle", settle)
        with pytest.raises(_Killed):
            bring_in(folder)
    bring_in(folder)
    slugs = {article.title: article.slug for article in Article.objects.all()}
    assert slugs["B"] == "c"
    assert slugs["C"] == "moved"
    assert "[there](/articles/moved/)" in body_of("a")
    assert "[and](/articles/c/)" in body_of("a")
    assert "[there](/articles/c/)" in body_of("d")
    assert "[and](/articles/moved/)" in body_of("d")
    assert "[there](/articles/moved/)" in body_of("e")


@pytest.mark.parametrize("more", ["", "Edited."])
def test_what_got_a_number_keeps_it(source: Source, monkeypatch: pytest.MonkeyPatch, more: str) -> None:
    """Its file goes on asking for an address that another article has."""
    files: Files = {
        "a.md": post("A.\n", title="A", slug="same"),
        "b.md": post("B.\n", title="B", slug="same"),
        "c.md": post("C.\n", title="C", slug="same", language="de"),
    }
    folder = source(files)
    bring_in(folder)
    slugs = dict(Article.objects.values_list("title", "slug"))
    assert slugs == {"A": "same", "B": "same-2", "C": "same-de"}
    monkeypatch.setattr("interchange.reading.READER_VERSION", markdown_reader.READER_VERSION + 1)
    recipe.cache_clear()
    if more:
        files = {name: text + more for name, text in files.items() if isinstance(text, str)}
    found = bring_in(source(files))
    assert set(found.results.values()) == {"updated" if more else "unchanged"}
    assert dict(Article.objects.values_list("title", "slug")) == slugs
    assert not Article.objects.exclude(redirects=None).exists()
    recipe.cache_clear()
    assert [path for path, line in sorted(found.lines.items()) if "slug-taken" in codes(line)] == [
        "b.md",
        "c.md",
    ]


def test_a_number_that_stays_is_remembered_after_a_kill(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the address was taken is said of the file from then on, as when nothing had happened."""
    bring_in(source({"a.md": post("A.\n", title="A"), "b.md": post("B.\n", title="B")}))
    folder = source({"b.md": post("B.\n", title="B", slug="a")})
    with monkeypatch.context() as broken:
        broken.setattr(source_import.Displaced, "lines", _kill)
        with pytest.raises(_Killed):
            bring_in(folder)
    bring_in(folder)
    again = bring_in(folder)
    assert again["b.md"].result == "unchanged"
    assert [each.code for each in again["b.md"].warnings].count("slug-taken") == 1


def _kill(_: object) -> None:
    raise _Killed


def test_a_link_leads_to_an_entry_of_a_feed_without_a_title(tmp_path: Path) -> None:
    """Its first words are its title and its address, and are known before it is read."""
    entries = (
        "<item><title>One</title><link>https://old.example/?p=1</link><guid>https://old.example/?p=1</guid>"
        "<pubDate>Mon, 06 May 2024 07:08:09 GMT</pubDate>"
        '<description>&lt;p&gt;See &lt;a href="https://old.example/?p=2"&gt;it&lt;/a&gt;.&lt;/p&gt;</description></item>'
        "<item><link>https://old.example/?p=2</link><guid>https://old.example/?p=2</guid>"
        "<pubDate>Tue, 07 May 2024 07:08:09 GMT</pubDate>"
        "<description>&lt;p&gt;Some &lt;b&gt;words&lt;/b&gt;&lt;/p&gt;&lt;p&gt;More.&lt;/p&gt;</description></item>"
    )
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Old</title><link>https://old.example/</link>'
    )
    put(tmp_path, {"feed.xml": f"{feed}{entries}</channel></rss>"})
    bring_in(tmp_path / "feed.xml")
    assert dict(Article.objects.values_list("slug", "title")) == {"one": "One", "some-words": "Some words"}
    assert "(/articles/some-words/)" in body_of("one")


@pytest.mark.parametrize(
    ("title", "body", "slug", "becomes"),
    [
        # Reading repairs the title, of which the address is made.
        ("RazÃ³n y estÃ¡n", "<p>Los niÃ±os.</p>", "razon-y-estan", "Razón y están"),
        # Where there is none, both are made of the first words.
        (
            "",
            "<!-- wp:paragraph --><p>Some <b>words</b>.</p><!-- /wp:paragraph --><p>More.</p>",
            "some-words",
            "Some words.",
        ),
    ],
)
def test_a_link_leads_to_a_draft_of_wordpress_without_a_name(
    tmp_path: Path, title: str, body: str, slug: str, becomes: str
) -> None:
    item = (
        "<item><title>{title}</title><link>https://old.example/?p={number}</link><wp:post_id>{number}</wp:post_id>"
        "<wp:post_date_gmt>2020-01-02 03:04:05</wp:post_date_gmt><wp:post_name>{name}</wp:post_name>"
        "<wp:status>{status}</wp:status><wp:post_type>post</wp:post_type>"
        "<content:encoded><![CDATA[{body}]]></content:encoded></item>"
    )
    link = '<p><a href="https://old.example/?p=2">it</a></p>'
    items = item.format(title="One", number=1, name="one", status="publish", body=link)
    items += item.format(title=title, number=2, name="", status="draft", body=body)
    put(tmp_path, {"export.xml": WORDPRESS.format(items=items)})
    bring_in(tmp_path / "export.xml")
    assert Article.objects.get(slug=slug).title == becomes
    assert f"(/articles/{slug}/)" in body_of("one")
