"""The import as a whole: what becomes of each file, once, twice, and side by side with other articles."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.db import DataError
from django.utils import timezone

from articles import publishing
from articles.models import Article, Category, Redirect, Revision
from interchange import outbox, sources
from interchange.exporting import export_articles
from interchange.importing import run_import
from interchange.items import Line
from interchange.models import Origin, Run, RunItem
from tests.factories import article, document_text

from .conftest import Files, bring_in, codes, put, tarred, zipped
from .pages import GUIDE, LISTING

pytestmark = pytest.mark.django_db

Source = Callable[[Files], Path]
WHEN = "2024-05-01T12:00:00Z"


def post(title: str = "A post", body: str = "Some text.\n", **frontmatter: object) -> str:
    return document_text(body, title=title, **({"date": WHEN} | frontmatter))


# -- Once -------------------------------------------------------------------------------------------------------


def test_a_folder_becomes_live_articles(source: Source) -> None:
    """Documents go live with all that they say; drafts and posts to come stand where they say."""
    folder = source(
        {
            "2024-05-01-first.md": post("First", category="Python", tags=["a", "b"], authors=["Ann Lee"]),
            "deep/second.md": post("Second", date="2100-01-01"),
            "third.md": post("Third", draft=True),
        }
    )
    imported = bring_in(folder)
    assert imported.results == dict.fromkeys(["2024-05-01-first.md", "deep/second.md", "third.md"], "created")
    assert {path: line.status for path, line in imported.lines.items()} == {
        "2024-05-01-first.md": "published",
        "deep/second.md": "scheduled",
        "third.md": "draft",
    }
    first = Article.objects.live().get()
    assert (first.slug, first.title, first.category and first.category.name) == ("first", "First", "Python")
    assert first.date == datetime(2024, 5, 1, 12, tzinfo=UTC)
    assert sorted(tag.name for tag in first.tags.all()) == ["a", "b"]
    assert [author.name for author in first.byline] == ["Ann Lee"]
    assert "<p>Some text.</p>" in first.html
    assert imported["2024-05-01-first.md"].url == "/articles/first/"


def test_the_text_is_kept_as_it_was_written(source: Source) -> None:
    """A document that says everything is stored to the letter: comments, order, quotes, line ends."""
    text = "---\r\n# mine\r\ntitle: 'Q'   # yes\r\nodd_key: {a: 1}\r\ndate: 2024-05-01\r\n---\r\nText\r\n"
    bring_in(source({"q.md": text}))
    assert Article.objects.get().latest_revision.text == text  # type: ignore[union-attr]


@pytest.mark.parametrize("make", [zipped, tarred])
def test_archives_are_imported_like_folders(tmp_path: Path, make: Callable[[Path, Files], Path]) -> None:
    path = make(tmp_path / "blog.zip", {"blog-main/posts/a.md": post("A"), "blog-main/README.md": "About."})
    imported = bring_in(path)
    assert imported.results == {"blog-main/posts/a.md": "created", "blog-main/README.md": "ignored"}


def test_what_breaks_a_rule_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths that lead out, bombs and documents over the limit: named, refused, and the rest imported."""
    monkeypatch.setattr(sources, "MAX_DOCUMENT_BYTES", 2000)
    files = {
        "../evil.md": post(),
        "bomb.md": b"\0" * 5_000_000,
        "long.md": post(body="x" * 3000),
        "good.md": post(),
    }
    imported = bring_in(zipped(tmp_path / "a.zip", files))
    assert {path: (line.result, line.error and line.error.code) for path, line in imported.lines.items()} == {
        "../evil.md": ("rejected", "unsafe-path"),
        "bomb.md": ("rejected", "archive-bomb"),
        "long.md": ("rejected", "file-too-large"),
        "good.md": ("created", None),
    }


def test_every_file_is_reported_once_with_a_reason(source: Source) -> None:
    """What is no article is named with why; nothing is dropped silently."""
    folder = source(
        {
            "a.md": post("A"),
            "empty.md": "",
            "_index.md": post("Section"),
            "about.md": "---\ntitle: About\nlayout: page\n---\nText\n",
            "README.md": "# A blog",
            "notes.rst": "Notes\n=====\n",
            "content/extra/robots.txt": "User-agent: *\nDisallow: /drafts/\n",
            "wp.xml": '<rss xmlns:wp="http://wordpress.org/export/1.2/"></rss>',
            "ghost.json": '{"db": [{"data": {"posts": []}}]}',
            "x.png": b"\x89PNG",
            "inner.zip": b"PK",
            "style.css": "a{}",
            "list.txt": LISTING,
            ".git/config": "x",
            "node_modules/p/README.md": "x",
        }
    )
    imported = bring_in(folder)
    assert {path: line.error.code for path, line in imported.lines.items() if line.error} == {
        "empty.md": "empty",
        "_index.md": "section-page",
        "about.md": "page",
        "README.md": "page",
        "notes.rst": "not-an-article",
        "content/extra/robots.txt": "page",
        "wp.xml": "export",
        "ghost.json": "not-an-article",
        "x.png": "media",
        "inner.zip": "archive-inside",
        "style.css": "not-an-article",
        "list.txt": "listing-page",
        ".git/": "pruned",
        "node_modules/": "pruned",
    }
    assert imported.outcome.ok, "files that are ignored are no failures"


def test_index_pages_are_told_from_bundles(source: Source) -> None:
    """An index beside other posts is the page of their folder; alone, or with a date, it is a post of its own."""
    folder = source(
        {
            "index.md": "---\ntitle: Home\n---\nWelcome\n",
            "blog/index.md": "---\ntitle: All posts\n---\nList\n",
            "blog/a.md": post("A"),
            "blog/b/index.md": "---\ntitle: B\n---\nText\n",
            "blog/c/index.md": post("C"),
            "blog/c/part.md": post("Part"),
            "blog/d/index.de.md": post("D"),
            "blog/d/index.en.md": post("D in English"),
        }
    )
    results = bring_in(folder).results
    assert {path for path, result in results.items() if result == "ignored"} == {"index.md", "blog/index.md"}
    assert {"a", "b", "c", "part", "d", "d-de"} == set(Article.objects.values_list("slug", flat=True))


def test_what_cannot_be_read_is_rejected_and_the_rest_imported(source: Source) -> None:
    """One bad file stops nothing; its line names code, message and line."""
    imported = bring_in(source({"bad.md": "---\ntitle: &a [*a]\ndate: x\n---\n", "good.md": post()}))
    error = imported["bad.md"].error
    assert (imported["bad.md"].result, imported["good.md"].result) == ("rejected", "created")
    assert error is not None
    assert error.line
    assert not imported.outcome.ok


def test_a_text_that_cannot_be_rendered_is_rejected(source: Source) -> None:
    """A body over the renderer's limits is refused with the rule's name, and leaves nothing behind."""
    imported = bring_in(source({"a.md": post("A", body="x" * 2_000_000)}))
    error = imported["a.md"].error
    assert error is not None
    assert error.code.startswith("render-")
    assert not Article.objects.exists()
    assert not Origin.objects.exists()


def test_what_rendering_finds_is_reported(source: Source) -> None:
    """Links to places that the page does not have, players that became links: the first time and every other."""
    body = '[a](#nowhere)\n\n<iframe src="https://www.youtube.com/embed/abc"></iframe>\n'
    folder = source({"a.md": post("A", body=body)})
    assert {"anchor-missing", "embed-replaced"} <= codes(bring_in(folder)["a.md"])
    assert {"anchor-missing", "embed-replaced"} <= codes(bring_in(folder)["a.md"])


def test_a_scraped_page_becomes_an_article(source: Source) -> None:
    """Plain text gets title, date, summary, contents, questions and its author."""
    bring_in(source({"12_9c0ffee0deadbeef.txt": GUIDE}))
    made = Article.objects.get()
    assert made.slug == "keeping-bees-on-a-balcony-what-the-first-year-teaches"
    assert made.description.startswith("A balcony hive")
    assert made.contents[0]["text"] == "Choosing a Hive that Fits"
    assert len(made.faq) == 2
    assert made.byline[0].bio.startswith("Beekeeper")


# -- Dates, slugs, old addresses --------------------------------------------------------------------------------


def test_without_any_date_the_file_tells_the_time(source: Source) -> None:
    """A post without a date is published, dated by the file; in an archive, where that says nothing, by the import."""
    folder = source({"a.md": "# A\n\nText\n"})
    imported = bring_in(folder)
    assert "date-from-mtime" in codes(imported["a.md"])
    assert Article.objects.get(slug="a").date == datetime.fromtimestamp(
        int((folder / "a.md").stat().st_mtime), UTC
    )
    archive = zipped(folder.parent / "z.zip", {"b.md": "# B\n\nText\n"})
    imported = bring_in(archive)
    assert "date-missing" in codes(imported["b.md"])
    made = Article.objects.get(slug="b")
    assert made.status == "published"
    assert made.date is not None
    assert timezone.now() - made.date < timezone.timedelta(minutes=5)  # type: ignore[attr-defined]
    assert str(made.date.year) in made.latest_revision.text.split("---")[1], "the document says it too"  # type: ignore[union-attr]


def test_an_undated_post_keeps_its_date_when_it_is_edited(source: Source) -> None:
    """The file's time is taken once: an edit of the text later does not move the article."""
    imported = bring_in(source({"a.md": "# A\n\nText\n"}))
    before = Article.objects.get()
    imported = bring_in(source({"a.md": "# A\n\nOther text\n"}))
    after = Article.objects.get()
    assert imported["a.md"].result == "updated"
    assert after.date == before.date
    assert "Other text" in after.html


def test_colliding_slugs_are_both_kept(source: Source) -> None:
    """Two posts of one name are two articles; the second is told its address."""
    imported = bring_in(source({"2020/a.md": post("One"), "2021/a.md": post("Two")}))
    assert [line.slug for line in imported.lines.values()] == ["a", "a-2"]
    assert "slug-taken" in codes(imported["2021/a.md"])
    assert {each.slug: each.title for each in Article.objects.all()} == {"a": "One", "a-2": "Two"}


def test_an_import_never_takes_over_another_article(source: Source) -> None:
    """An article that was here first keeps its address and its text."""
    here = article("Something else", slug="a")
    imported = bring_in(source({"a.md": post("A")}))
    assert imported["a.md"].slug == "a-2"
    assert Article.objects.get(pk=here.pk).title == "Something else"


def test_a_title_alone_makes_no_two_posts_one(source: Source, tmp_path: Path) -> None:
    """Two blogs may each have an undated post of one name; a moved folder's undated post is still the same."""
    bring_in(put(tmp_path / "one", {"a.md": "# Hello\n\nFrom the first blog.\n"}))
    other = bring_in(put(tmp_path / "two", {"a.md": "# Hello\n\nFrom the second one.\n"}))
    moved = bring_in(put(tmp_path / "three", {"a.md": "# Hello\n\nFrom the first blog.\n"}))

    assert (other["a.md"].result, other["a.md"].slug) == ("created", "a-2")
    assert (moved["a.md"].result, moved["a.md"].slug) == ("unchanged", "a")


def test_two_blogs_of_one_import_keep_their_posts_of_one_name(tmp_path: Path) -> None:
    """Both are there, so that neither is a version of the other; a plan foresees it."""
    one = put(tmp_path / "one", {"a.md": post("Hello", "From the first blog.\n")})
    two = put(tmp_path / "two", {"b/a.md": post("Hello", "From the second one.\n")})
    for plan in (True, False):
        imported = bring_in(one, two, plan=plan)
        assert [(line.result, line.slug) for line in imported.lines.values()] == [
            ("created", "a"),
            ("created", "a-2"),
        ]


def test_a_post_that_is_taken_for_a_known_one_says_so(tmp_path: Path) -> None:
    """A blog that has moved brings its posts' new versions; the report names what they were taken for."""
    bring_in(put(tmp_path / "one", {"a.md": post("Hello", "As it was.\n")}))
    moved = bring_in(put(tmp_path / "two", {"b/a.md": post("Hello", "As it is.\n")}))["b/a.md"]
    assert moved.result == "updated"
    (said,) = [each.message for each in moved.warnings if each.code == "article-recognised"]
    assert f"came from a.md in {tmp_path / 'one'}" in said


@pytest.mark.parametrize("said", [{"slug": "a"}, {"permalink": "/p/a/"}])
def test_a_document_that_names_a_taken_slug_is_told_its_own(source: Source, said: dict[str, str]) -> None:
    """The stored document says where the article is, so that the next publish does not ask for the taken slug again."""
    article("Something else", slug="a")
    folder = source({"x.md": post("A", **said)})
    bring_in(folder)
    made = Article.objects.get(slug="a-2")
    assert made.latest_revision.document.fields.slug == "a-2"  # type: ignore[union-attr]
    assert bring_in(folder)["x.md"].result == "unchanged"


def test_the_same_post_twice_in_a_source_is_one_article(source: Source) -> None:
    """A copy of the same text under the same name is ignored, and says so; the next import says the same."""
    files = {"a/x.md": post("X"), "b/x.md": post("X")}
    for result, plan in (("created", True), ("created", False), ("unchanged", True), ("unchanged", False)):
        imported = bring_in(source(files), plan=plan)
        assert imported["a/x.md"].result == result
        assert imported["b/x.md"].error is not None
        assert imported["b/x.md"].error.code == "duplicate"
    assert Article.objects.count() == 1


def test_the_same_undated_post_twice_in_a_source_is_one_article(source: Source) -> None:
    """The second import has another time to date them by, and knows the copy all the same."""
    item = "<item><title>X</title><description>Y</description></item>"
    folder = source({"feed.xml": f"<rss><channel>{item}{item}</channel></rss>"})
    for day, result in (("2026-03-01", "created"), ("2026-03-02", "unchanged")):
        with time_machine.travel(f"{day} 12:00Z", tick=False):
            imported = bring_in(folder)
        assert imported["feed.xml#entry-1"].result == result
        assert imported["feed.xml#entry-2"].error is not None
        assert imported["feed.xml#entry-2"].error.code == "duplicate"
    assert Article.objects.get().date == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_feed_beside_documents_repeats_them(source: Source) -> None:
    """One beside no more than a file about the folder is what was to be imported."""
    feed = "<rss><channel><item><title>From the feed</title></item></channel></rss>"
    imported = bring_in(source({"README.md": "# My blog\n\nIts backup.\n", "feed.xml": feed}))
    assert imported.results == {"README.md": "ignored", "feed.xml#entry-1": "created", "feed.xml": "ignored"}
    imported = bring_in(source({"a.md": post("A")}))
    assert imported["feed.xml"].error is not None
    assert imported["feed.xml"].error.code == "feed"


def test_old_addresses_lead_to_the_article(source: Source) -> None:
    """Aliases and permalinks of the old site are redirects."""
    bring_in(source({"a.md": post("A", aliases=["/old/a.html"]), "b.md": post("B", permalink="/2019/b/")}))
    assert dict(Redirect.objects.values_list("path", "article__slug")) == {"/old/a.html": "a", "/2019/b": "b"}


# -- Twice ------------------------------------------------------------------------------------------------------


def test_a_second_import_changes_nothing(source: Source) -> None:
    """Unchanged for all, with the same warnings, and not one row more."""
    folder = source({"2024-05-01-a.md": "# A\n\n{% tag %}\n", "b.md": post("B"), "c.txt": GUIDE})
    first = bring_in(folder)
    counts = [model.objects.count() for model in (Article, Revision, Origin, RunItem)]
    second = bring_in(folder)
    assert set(second.results.values()) == {"unchanged"}
    assert [model.objects.count() for model in (Article, Revision, Origin, RunItem)] == counts
    for path, line in second.lines.items():
        assert (line.slug, line.status) == (first[path].slug, first[path].status)
        assert {(each.code, each.line) for each in line.warnings} == {
            (w.code, w.line) for w in first[path].warnings
        }


def test_a_second_import_asks_little_of_the_database(
    source: Source, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    """The number of queries does not grow with the number of unchanged files."""
    folder = source({f"{number}.md": post(f"Post {number}") for number in range(12)})
    bring_in(folder)
    # whether any of it is known, the run, four marks, the origins, what was broken off (its addresses and its
    # pictures), the run's end; on SQLite six pragmas
    with django_assert_max_num_queries(18):  # type: ignore[attr-defined]
        bring_in(folder)


def test_a_changed_file_updates_its_article(source: Source) -> None:
    """By its path: title and slug may change, the article is the same, and its old address leads to the new."""
    bring_in(source({"a.md": post("A", slug="old-name")}))
    before = Article.objects.get()
    imported = bring_in(source({"a.md": post("A, corrected", slug="new-name")}))
    after = Article.objects.get()
    assert imported["a.md"].result == "updated"
    assert (after.pk, after.title, after.slug) == (before.pk, "A, corrected", "new-name")
    assert Redirect.objects.get(article=after).path == "/articles/old-name"


def test_a_moved_source_is_recognised(source: Source, tmp_path: Path) -> None:
    """The same posts from another folder or an archive are the same articles, edited or not."""
    bring_in(source({"a.md": post("A"), "b.md": post("B")}))
    imported = bring_in(put(tmp_path / "moved", {"a.md": post("A"), "b.md": post("B", body="Edited.\n")}))
    assert imported.results == {"a.md": "unchanged", "b.md": "updated"}
    assert bring_in(zipped(tmp_path / "z.zip", {"a.md": post("A")})).results == {"a.md": "unchanged"}
    assert Article.objects.count() == 2


def test_a_renamed_file_stays_its_article(source: Source) -> None:
    """A file that moved inside its source, under the same name, is still the same post."""
    folder = source({"a.md": post("A")})
    bring_in(folder)
    (folder / "2024").mkdir()
    (folder / "a.md").rename(folder / "2024" / "a.md")
    assert bring_in(folder).results == {"2024/a.md": "unchanged"}


def test_other_options_read_the_files_again(source: Source) -> None:
    """An unchanged file imported with another status is not skipped."""
    folder = source({"a.md": post("A")})
    bring_in(folder)
    imported = bring_in(folder, status="draft")
    assert (imported["a.md"].result, imported["a.md"].status) == ("updated", "draft")


def test_files_given_twice_are_imported_once(source: Source) -> None:
    """A file that lies under two of the paths counts once, and is reported under both."""
    folder = source({"a.md": post("A")})
    lines: list[Line] = []
    run_import([folder, folder / "a.md"], None, lambda done, total, line: lines.append(line))
    assert [line.result for line in lines] == ["created", "ignored"]
    assert lines[1].error is not None
    assert lines[1].error.code == "found-twice"


def test_one_refused_article_takes_no_other_with_it(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles are written many at once; where the database refuses one, the others are written all the same."""
    real = publishing.enact_new

    def refusing(*, arrivals: list[publishing.Arrival], **options: object) -> list[Article]:
        if any(arrival.document.fields.title == "Refused" for arrival in arrivals):
            raise DataError("value out of range")
        return real(arrivals=arrivals)

    monkeypatch.setattr(publishing, "enact_new", refusing)
    monkeypatch.setattr(
        publishing,
        "enact",
        lambda *, document, **o: refusing(arrivals=[publishing.Arrival(document, o["rendered"])])[0],
    )
    imported = bring_in(source({"a.md": post("A"), "b.md": post("Refused"), "c.md": post("C")}))
    assert imported.results == {"a.md": "created", "b.md": "rejected", "c.md": "created"}
    assert imported["b.md"].error is not None
    assert imported["b.md"].error.code == "not-storable"


def test_more_articles_than_are_written_together(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report stays in order across what is written together, collisions of slugs included."""
    monkeypatch.setattr(outbox, "TOGETHER", 3)
    files = {
        f"{number:02}/{'x' if number % 2 else number}.md": post(f"Post {number}") for number in range(10)
    }
    imported = bring_in(source({**files, "05/none.css": ""}))
    assert list(imported.lines) == sorted([*files, "05/none.css"])
    assert len({line.slug for line in imported.lines.values() if line.slug}) == 10
    assert sum("slug-taken" in codes(line) for line in imported.lines.values()) == 4


def test_what_is_written_is_told_at_once(source: Source) -> None:
    """Also where articles ask for the address of one that waits, and so few of them are written together."""
    ahead = []

    def progress(done: int, total: int, line: Line) -> None:
        ahead.append(Article.objects.count() - done)

    files = {f"{number}/name-{number // 2}.md": post(f"Post {number}") for number in range(10)}
    run_import([source(files)], None, progress)

    assert len(ahead) == 10
    assert max(ahead) <= 2


# -- Options ----------------------------------------------------------------------------------------------------


def test_a_plan_writes_nothing(source: Source) -> None:
    """Each file's fate is told field by field; the database is as it was."""
    folder = source({"a.md": post("A", tags=["x"]), "b.md": post("B")})
    bring_in(source({"b.md": post("B")}))
    counts = [model.objects.count() for model in (Article, Revision, Origin, Run, Category)]
    source({"b.md": post("B", description="New here", category="Fresh")})
    imported = bring_in(folder, plan=True)
    assert imported.results == {"a.md": "unchanged", "b.md": "updated"}
    assert imported.outcome.run is None
    assert imported["b.md"].changes == (
        "description: (nothing) → New here",
        "category: (nothing) → Fresh",
    )
    assert [model.objects.count() for model in (Article, Revision, Origin, Run, Category)] == counts


def test_a_plan_promises_each_address_once(source: Source) -> None:
    imported = bring_in(source({"1/a.md": post("One"), "2/a.md": post("Two")}), plan=True)
    assert [line.url for line in imported.lines.values()] == ["/articles/a/", "/articles/a-2/"]
    assert "title: One" in imported["1/a.md"].changes


def test_status_and_category_of_the_operator(source: Source) -> None:
    folder = source({"a.md": post("A"), "b.md": post("B", category="Own", draft=True)})
    imported = bring_in(folder, status="draft", category="Notes")
    assert {line.status for line in imported.lines.values()} == {"draft"}
    assert {each.slug: str(each.category) for each in Article.objects.all()} == {"a": "Notes", "b": "Own"}
    bring_in(folder, status="published")
    assert Article.objects.live().count() == 2


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_the_report_is_in_the_order_of_paths(source: Source, jobs: int) -> None:
    """However many threads read, files are written and reported in the order of their paths."""
    files = {f"{number:02}.md": post(f"Post {number}") for number in range(20)}
    assert list(bring_in(source(files), jobs=jobs).lines) == sorted(files)


@pytest.mark.parametrize("nothing", [b"", b" \n\n", b"\xef\xbb\xbf\r\n"])
def test_nothing_is_read_without_a_worker(
    source: Source, monkeypatch: pytest.MonkeyPatch, nothing: bytes
) -> None:
    """No file is remembered of which nothing came; importing it again starts no process for it."""
    folder = source({"a.md": "---\ntitle: A\ndate: 2020-01-02\n---\nText\n", "empty.md": nothing})
    first = bring_in(folder)
    monkeypatch.delattr("articles.markup.crew.Crew._hire")
    again = bring_in(folder)
    assert again.results == {"a.md": "unchanged", "empty.md": "ignored"}
    assert again["empty.md"].error == first["empty.md"].error


# -- Merges that git has not finished ---------------------------------------------------------------------------

CLASH = "<<<<<<< HEAD\nOurs.\n=======\nTheirs.\n>>>>>>> branch\n"


def test_an_unfinished_merge_is_rejected_with_its_line(source: Source) -> None:
    """Wherever it is, but for examples in code."""
    done = bring_in(
        source(
            {
                "body.md": post(body=f"Text.\n\n{CLASH}"),
                "front.md": f"---\ntitle: A\n{CLASH}---\nText.\n",
                "code.md": post("B", body=f"```\n{CLASH}```\n"),
            }
        )
    )

    errors = {name: line.error for name, line in done.lines.items()}
    assert errors["code.md"] is None
    for name, line in {"body.md": 8, "front.md": 3}.items():
        error = errors[name]
        assert error is not None
        assert (done[name].result, error.code, error.line) == ("rejected", "merge-unfinished", line)


def test_what_this_site_exported_comes_back_whatever_its_text_is(tmp_path: Path) -> None:
    article("A post", CLASH)
    export_articles(tmp_path)
    Article.objects.all().delete()

    line = bring_in(tmp_path)["articles/a-post.md"]

    assert line.result == "created"
    assert "merge-unfinished" in codes(line)
