"""The export gives the same site back, and the same bytes each time."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from articles import publishing
from articles.models import Article, Author, Category, Image, Redirect, Series, Tag
from interchange.exporting import MANIFEST, export_articles
from interchange.site_file import write_site_file
from tests.factories import article, draft, picture, stage

from .conftest import Files, bring_in, put, zipped
from .test_media import post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media_root")]

Source = Callable[[Files], Path]


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def empty_site() -> None:
    call_command("flush", interactive=False, verbosity=0)


SITE_FILE = """\
authors:
  ann: {name: Ann Lee, bio: Writes., url: https://example.org/, image: /media/ann.png}
categories:
  c: {name: See, description: Of things seen.}
series:
  s: {name: Series, description: In order.}
redirects: {/feed/: /feed.xml, /old/a: /articles/a/}
"""


@pytest.fixture
def site(source: Source) -> None:
    """A site with some of everything."""
    cover = {"src": "/media/cover.png", "alt": "Alt"}
    folder = source(
        {
            "articles/a.md": post("Text ![](x.png)\n", image=cover, tags=["C++", "ä"]),
            "articles/x.png": picture(1000, 400),
            "media/cover.png": picture(60, 40, "#123456"),
            "media/ann.png": picture(50, 50, "#654321"),
            "articles/crlf.md": "---\r\ntitle: 'C'\r\ndate: 2024-05-01\r\n---\r\nText\r\n",
            "articles/toml.md": '+++\ntitle = "T"\ndate = 2024-05-01\naliases = ["/old/t/"]\n+++\nText\n',
            "articles/later.md": post().replace("2024-05-01", "2100-01-01"),
            "articles/gone.md": post(status="withdrawn"),
            "articles/drafted.md": post(draft=True),
            "site.yaml": SITE_FILE,
        }
    )
    bring_in(folder)
    Image.objects.filter(width=1000).update(alt="What it shows", caption="Below it")


@pytest.mark.usefixtures("site")
def test_export_import_export_gives_identical_trees(tmp_path: Path) -> None:
    """Into an empty site and out again: every file is the same, pictures included."""
    export_articles(tmp_path / "one", all=True)
    empty_site()
    bring_in(tmp_path / "one")
    export_articles(tmp_path / "two", all=True)
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


@pytest.mark.usefixtures("site")
def test_the_same_site_comes_back(tmp_path: Path) -> None:
    """Texts, states, pictures with their words, authors, categories, series and redirects."""

    def described() -> object:
        return (
            [
                (a.slug, a.title, a.status, a.date, a.html, a.image_alt)
                for a in Article.objects.order_by("slug")
            ],
            [(a.name, a.bio, a.url, a.image and a.image.sha256) for a in Author.objects.all()],
            [(c.name, c.description) for c in Category.objects.all()],
            [(s.name, s.description) for s in Series.objects.all()],
            [(r.path, r.target) for r in Redirect.objects.order_by("path")],
            [(i.sha256, i.name, i.alt, i.caption) for i in Image.objects.order_by("sha256")],
        )

    before = described()
    export_articles(tmp_path / "out", all=True)
    empty_site()
    bring_in(tmp_path / "out")
    assert described() == before


def test_what_looks_like_mojibake_here_comes_back_as_it_was(tmp_path: Path) -> None:
    """Somebody wrote it so at the desk: texts are repaired on their way in from elsewhere, once."""
    damaged = "It’s here — don’t you think? We’re sure.".encode().decode("cp1252")
    article(damaged, body=f"{damaged}\n", slug="shown")
    export_articles(tmp_path / "one")
    empty_site()
    bring_in(tmp_path / "one")
    assert Article.objects.get().title == damaged
    export_articles(tmp_path / "two")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


@pytest.mark.usefixtures("site")
def test_importing_an_export_into_its_own_site_changes_nothing(tmp_path: Path) -> None:
    """Unchanged for all: from the folder, and from an archive of it made elsewhere."""
    export_articles(tmp_path / "out", all=True)
    for path in (tmp_path / "out", zipped(tmp_path / "z.zip", tree(tmp_path / "out"))):
        results = bring_in(path).results
        assert {result for path, result in results.items() if path.endswith(".md")} == {"unchanged"}


@pytest.mark.usefixtures("site")
def test_an_export_does_not_repeat_itself(tmp_path: Path) -> None:
    first = export_articles(tmp_path / "out")
    again = export_articles(tmp_path / "out")
    assert first.written > 0
    assert (again.written, again.removed) == (0, 0)


@pytest.mark.usefixtures("site")
def test_only_live_articles_are_exported_unless_all_are_asked_for(tmp_path: Path) -> None:
    """Without --all nothing tells of drafts, withdrawn or coming articles."""
    export_articles(tmp_path / "out")
    assert {path.name for path in (tmp_path / "out/articles").iterdir()} == {"a.md", "crlf.md", "toml.md"}


def test_readers_text_is_exported_and_not_staged_edits(tmp_path: Path) -> None:
    """The text of a live article is the one that readers see; a draft's is its latest."""
    live = article("Live", body="Seen.\n")
    stage(live, "Not seen yet.\n")
    draft("Drafted", body="A draft.\n")
    export_articles(tmp_path / "out", all=True)
    assert "Seen." in (tmp_path / "out/articles/live.md").read_text()
    assert "A draft." in (tmp_path / "out/articles/drafted.md").read_text()


def test_an_edit_in_the_folder_and_one_at_the_desk_are_merged(tmp_path: Path) -> None:
    """The export remembers what it wrote: that is where both edits began."""
    made = article("A", body="First.\n\nSecond.\n\nThird.\n", description="Said")
    stage(made, "First.\n\nSecond.\n\nThird.\n", description="Said better")
    publishing.publish(article=made, by=None)
    export_articles(tmp_path / "out")
    stage(made, "First, edited here.\n\nSecond.\n\nThird.\n")
    publishing.publish(article=made, by=None)
    path = tmp_path / "out/articles/a.md"
    path.write_text(path.read_text().replace("Third.", "Third, edited there."))
    assert bring_in(tmp_path / "out").results["articles/a.md"] == "merged"
    html = Article.objects.get().html
    assert "edited here" in html
    assert "edited there" in html


def test_only_stale_files_of_our_own_are_removed(tmp_path: Path) -> None:
    """An article that is gone goes from the folder, unless somebody changed its file; other files are never touched."""
    for title in ("Stays", "Goes", "Changed"):
        article(title)
    out = tmp_path / "out"
    export_articles(out)
    put(out, {"articles/mine.md": "mine", "notes.txt": "mine", "articles/changed.md": "changed by hand"})
    for slug in ("goes", "changed"):
        publishing.delete(article=Article.objects.get(slug=slug), by=None)
    done = export_articles(out)
    assert (done.removed, done.kept) == (1, ["articles/changed.md"])
    assert {path.name for path in (out / "articles").iterdir()} == {"stays.md", "changed.md", "mine.md"}
    assert (out / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("listed", ["../outside.md", "/etc/hostname", "articles/../../outside.md"])
def test_a_forged_list_removes_nothing_outside(tmp_path: Path, listed: str) -> None:
    """The list of what was written lies in the folder, where anybody may have edited it."""
    outside = put(tmp_path, {"outside.md": "keep me"}) / "outside.md"
    put(tmp_path / "out", {MANIFEST: json.dumps({"files": {listed: "0" * 64, "broken": 3}})})
    export_articles(tmp_path / "out")
    assert outside.read_text() == "keep me"


def test_a_file_is_replaced_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing fails the old file is still there, and nothing half-written beside it."""
    made = article("A", body="Old.\n")
    export_articles(tmp_path / "out")
    before = tree(tmp_path / "out")
    stage(made, "New.\n")
    publishing.publish(article=made, by=None)

    def fail(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        export_articles(tmp_path / "out")
    assert tree(tmp_path / "out") == before


def test_an_address_that_two_articles_name_leads_to_the_same_one(source: Source, tmp_path: Path) -> None:
    """The one that had it first: an import begins with the other, by the names of their files."""
    first = source({"z.md": "---\ntitle: Z\ndate: 2024-05-06\naliases: [/old/]\n---\nText\n"})
    bring_in(first)
    bring_in(
        put(tmp_path / "second", {"a.md": "---\ntitle: A\ndate: 2024-05-05\naliases: [/old/]\n---\nText\n"})
    )
    export_articles(tmp_path / "out")
    empty_site()
    bring_in(tmp_path / "out")
    export_articles(tmp_path / "again")
    assert Redirect.objects.get(path="/old").target == "/articles/z/"
    assert tree(tmp_path / "out") == tree(tmp_path / "again")


def test_articles_that_ask_for_one_address_come_back_where_they_were(tmp_path: Path) -> None:
    """The file is called like the address that an article really had, whichever the document names."""
    for title in ("First", "Second"):
        article(title, slug="asked-for")
    assert set(Article.objects.values_list("slug", "title")) == {
        ("asked-for", "First"),
        ("asked-for-2", "Second"),
    }
    export_articles(tmp_path / "one")
    empty_site()

    planned = bring_in(tmp_path / "one", plan=True).lines
    brought = bring_in(tmp_path / "one").lines
    export_articles(tmp_path / "two")

    assert tree(tmp_path / "two") == tree(tmp_path / "one")
    assert brought["articles/asked-for-2.md"].slug == "asked-for-2"
    assert {path: line.slug for path, line in planned.items()} == {
        path: line.slug for path, line in brought.items()
    }


def test_a_document_written_into_an_export_is_found_where_it_says(tmp_path: Path) -> None:
    """Its file may be called otherwise; the plan says the same."""
    article("First")
    export_articles(tmp_path)
    put(tmp_path, {"articles/notes.md": "---\ntitle: Second\ndate: 2024-05-01\nslug: chosen\n---\nText.\n"})

    planned = bring_in(tmp_path, plan=True)["articles/notes.md"]
    brought = bring_in(tmp_path)["articles/notes.md"]

    assert (planned.slug, brought.slug) == ("chosen", "chosen")


def test_the_site_file_is_made_without_what_readers_see(
    site: None, django_assert_num_queries: Callable[..., Any]
) -> None:
    """There may be ten thousand redirects, and their articles are long."""
    with django_assert_num_queries(7) as queries:
        write_site_file(media=set(), articles=set())
    assert not [each for each in queries.captured_queries if '"html"' in each["sql"]]


def test_articles_whose_former_addresses_end_alike_keep_theirs(source: Source, tmp_path: Path) -> None:
    """A path of the old site names an article only where its document says nothing better."""
    head = "---\ntitle: {}\ndate: 2024-05-01\npermalink: /{}/35/\n---\nText\n"
    bring_in(source({"a.md": head.format("A", "p"), "b.md": head.format("B", "q")}))
    placed = {each.slug: each.title for each in Article.objects.all()}
    assert placed == {"35": "A", "35-2": "B"}
    export_articles(tmp_path / "one")
    empty_site()
    bring_in(tmp_path / "one")
    assert {each.slug: each.title for each in Article.objects.all()} == placed
    export_articles(tmp_path / "two")
    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_tag_is_called_the_same_whichever_document_comes_first(source: Source, tmp_path: Path) -> None:
    """Documents may spell a tag in several ways; the site calls it in one."""
    bring_in(source({"b.md": post(tags=["Français", "Plain"])}))
    bring_in(source({"a.md": post("Other text.\n", tags=["francais"])}))
    export_articles(tmp_path / "one")
    assert "Plain" not in (tmp_path / "one/site.yaml").read_text()
    empty_site()
    bring_in(tmp_path / "one")
    assert {tag.name for tag in Tag.objects.all()} == {"Français", "Plain"}
    assert [tag.name for tag in Article.objects.get(slug="a").tags.all()] == ["Français"]
