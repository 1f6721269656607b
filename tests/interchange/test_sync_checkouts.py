"""sync_content with git checkouts as people have them: renamed files, folders, links, marks of merges, modes."""

import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from articles import publishing
from articles.models import Article, Redirect, Revision
from interchange.checkout import Checkout, SyncRefused
from interchange.merge_marks import unresolved_merge
from interchange.own_layout import called, slug_of
from interchange.syncing import sync_content
from tests.factories import article, picture

from .test_sync import BODY, edit_file, file, here, sync, tree

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media_root")]

CLASH = "<<<<<<< HEAD\nOurs.\n=======\nTheirs.\n>>>>>>> branch\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in step with a site of two articles."""
    article("One", BODY, description="What it says")
    article("Two", BODY)
    sync_content(tmp_path / "checkout")
    return tmp_path / "checkout"


def edit_site(of: str = "one", /, **values: object) -> None:
    """Edit and publish, as an editor would."""
    live = here(of).live_revision
    assert live is not None
    publishing.save_revision(article=here(of), document=live.document.replace(**values), by=None)
    publishing.publish(article=here(of), by=None)


def move(folder: Path, old: str, new: str) -> None:
    (folder / new).parent.mkdir(parents=True, exist_ok=True)
    (folder / old).rename(folder / new)


# -- Names ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["articles/2024/one.md", "articles/One.md"])
def test_a_file_that_keeps_its_name_keeps_its_address(folder: Path, name: str) -> None:
    """Moved to a folder, or written otherwise: nothing changes in the document, and the file stays where it is."""
    before = file(folder).read_bytes()
    move(folder, "articles/one.md", name)

    assert sync(folder)[1] == {name: "renamed"}
    assert sync(folder)[1] == {}
    assert (folder / name).read_bytes() == before
    assert not file(folder).exists()
    assert Revision.objects.filter(article__slug="one").count() == 1

    edit_site(description="Edited here")
    assert sync(folder)[1] == {name: "written"}


def test_a_folder_is_renamed_with_all_its_files(folder: Path) -> None:
    move(folder, "articles/one.md", "articles/2024/one.md")
    move(folder, "articles/two.md", "articles/2024/two.md")
    sync(folder)
    move(folder, "articles/2024", "articles/archive")

    assert sync(folder)[1] == {"articles/archive/one.md": "renamed", "articles/archive/two.md": "renamed"}
    assert sync(folder)[1] == {}
    assert not Redirect.objects.exists()


def test_a_file_with_a_name_for_people_keeps_it(folder: Path) -> None:
    name = "articles/Über Öl.md"
    move(folder, "articles/one.md", name)

    assert sync(folder)[0].ok
    assert sync(folder)[1] == {}
    assert (folder / name).is_file()
    assert Article.objects.filter(slug="uber-ol").exists()


def test_an_article_that_moves_takes_its_file_along_within_its_folder(folder: Path) -> None:
    move(folder, "articles/one.md", "articles/2024/one.md")
    sync(folder)
    edit_site(slug="three")

    assert sync(folder)[0].ok
    assert (folder / "articles/2024/three.md").is_file()
    assert not (folder / "articles/2024/one.md").exists()


def test_a_bundle_is_called_like_its_folder_and_moves_with_it(folder: Path) -> None:
    """Its pictures are taken over; its document stays beside them when the article moves on the site."""
    bundle = folder / "articles/trip"
    bundle.mkdir()
    (bundle / "index.md").write_text("---\ntitle: Trip\ndate: 2020-01-01\n---\n\n![Sea](sea.png)\n")
    (bundle / "sea.png").write_bytes(picture())

    assert sync(folder)[0].ok
    trip = here("trip")
    assert "/media/images/sea-" in trip.html
    assert sync(folder)[1] == {}

    bundle.rename(folder / "articles/journey")
    assert sync(folder)[0].ok
    assert here("journey").pk == trip.pk
    assert Redirect.objects.get().path == "/articles/trip"

    edit_site("journey", slug="voyage")
    assert sync(folder)[0].ok
    assert (folder / "articles/journey/index.md").is_file()
    assert sync(folder)[1] == {}


def test_documents_with_other_suffixes_are_no_missing_files(folder: Path) -> None:
    (folder / "articles/three.markdown").write_text("---\ntitle: Three\ndate: 2020-01-01\n---\nText.\n")

    sync(folder)

    assert sync(folder)[1] == {}


@pytest.mark.parametrize(
    ("path", "slug", "moved"),
    [
        ("articles/one.md", "one", "articles/new.md"),
        ("articles/2024/One Two.md", "one-two", "articles/2024/new.md"),
        ("articles/trip/index.md", "trip", "articles/trip/index.md"),
        ("articles/index.md", "index", "articles/new.md"),
        ("index.md", "index", "new.md"),
        ("export/articles/index.md", "index", "export/articles/new.md"),
    ],
)
def test_what_a_path_says(path: str, slug: str, moved: str) -> None:
    assert slug_of(path) == slug
    assert called(path, "new") == moved


# -- What is no article's file -------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["../shared/one.md", "nowhere.md", "one.md"])
def test_a_link_is_neither_followed_nor_replaced(folder: Path, target: str) -> None:
    (folder / "shared").mkdir()
    shutil.move(file(folder), folder / "shared/one.md")
    file(folder).symlink_to(target)

    for _ in range(2):
        outcome, results = sync(folder, delete=True)
        assert results == {"articles/one.md": "kept"}
        assert not outcome.ok
    edit_site(description="Edited here")
    sync(folder)
    assert file(folder).is_symlink()
    assert here().status == "published"


def test_a_folder_of_articles_that_is_a_link_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "articles").rename(tmp_path / "elsewhere")
    (folder / "articles").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(SyncRefused, match="symbolic link"):
        sync_content(folder)


def test_what_editors_leave_is_no_article(folder: Path) -> None:
    for name in (".#one.md", ".one.md.swp.md", ".trash/one.md"):
        path = folder / "articles" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("---\ntitle: Draft of an editor\n---\nText.\n")

    assert sync(folder)[1] == {}
    assert Article.objects.count() == 2


def test_a_folder_without_any_file_withdraws_nothing(folder: Path) -> None:
    """It may be on another branch, or not mounted."""
    before = tree(folder)
    for name in ("one", "two"):
        file(folder, name).unlink()

    with pytest.raises(SyncRefused, match="none of its 2 files"):
        sync_content(folder, delete=True)

    assert {each.status for each in Article.objects.all()} == {"published"}
    outcome, results = sync(folder)
    assert (outcome.ok, set(results.values())) == (False, {"kept"})
    (folder / "articles/one.md").write_bytes(before["articles/one.md"])
    assert sync(folder, delete=True)[1] == {"articles/two.md": "withdrawn"}


# -- Merges that git has not finished ------------------------------------------------------------------------------


def test_an_unfinished_merge_is_refused_with_its_line(folder: Path) -> None:
    """In the text, in the frontmatter, in a new file; the rest is synced, and the files stay."""
    edit_file(folder, "Second line.\n", CLASH)
    file(folder, "two").write_text(f"---\ntitle: Two\n{CLASH}---\nText.\n")
    file(folder, "three").write_text(f"---\ntitle: Three\n---\n{CLASH}")
    file(folder, "four").write_text("---\ntitle: Four\ndate: 2020-01-01\n---\nText.\n")
    before = tree(folder)

    steps = []
    outcome = sync_content(folder, report=steps.append)

    said = {step.path: (step.result, step.message) for step in steps if step.result == "rejected"}
    assert said.keys() == {f"articles/{name}.md" for name in ("one", "two", "three")}
    assert said["articles/two.md"][1].startswith("Line 3: ")
    assert not outcome.ok
    assert here("four").title == "Four"
    assert not Article.objects.filter(slug="three").exists()
    assert "Second line." in here().text
    assert {name: tree(folder)[name] for name in said} == {name: before[name] for name in said}


def test_marks_in_a_block_of_code_are_an_example(folder: Path) -> None:
    edit_file(folder, "Second line.\n", f"```\n{CLASH}```\n")

    assert sync(folder)[0].ok
    assert "HEAD" in here().text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (CLASH, 1),
        (f"Text.\n\n{CLASH}", 3),
        (f"~~~~\n```\n{CLASH}~~~~\n", None),
        (f"```\ncode\n```\n{CLASH}", 4),
        (f"    {CLASH}", None),
        (f"<pre>\n{CLASH}</pre>\n", None),
        (f"<pre>code</pre>\n{CLASH}", 2),
        (f"{{% highlight diff %}}\n{CLASH}{{% endhighlight %}}\n{CLASH}", 8),
        (f"{{{{< highlight diff >}}}}\n{CLASH}{{{{< / highlight >}}}}\n", None),
        ("<<<<<<< HEAD\nOurs.\n", None),
        ("Title\n=======\n\n>>>>>>> quoted deeply\n", None),
        ("<<<<<<< HEAD\r\nOurs.\r\n=======\r\n```\r\n>>>>>>> branch\r\n", 1),
    ],
)
def test_where_an_unfinished_merge_begins(text: str, line: int | None) -> None:
    assert unresolved_merge(text) == line


# -- People at work meanwhile ---------------------------------------------------------------------------------------


def test_what_is_saved_while_a_file_moves_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at an article and its move."""
    move(folder, "articles/one.md", "articles/three.md")
    real = publishing.enact

    def overtaken(**options: Any) -> Article:
        monkeypatch.setattr(publishing, "enact", real)
        edit_site(description="Edited here")
        return real(**options)

    monkeypatch.setattr(publishing, "enact", overtaken)
    steps = []
    assert not sync_content(folder, report=steps.append).ok

    assert [(step.result, step.message) for step in steps if step.path.endswith("three.md")] == [
        ("kept", "Somebody saved this article in the meantime.")
    ]
    assert here().description == "Edited here"
    assert sync(folder)[0].ok
    assert here("three").description == "Edited here"


# -- Bytes ------------------------------------------------------------------------------------------------------


def test_a_file_keeps_its_mode_and_its_byte_order_mark(folder: Path) -> None:
    mark = b"\xef\xbb\xbf"
    file(folder).write_bytes(mark + file(folder).read_bytes())
    file(folder).chmod(0o755)
    assert sync(folder)[1] in ({}, {"articles/one.md": "updated"})
    before = file(folder).read_bytes()

    edit_site(description="Edited here")
    sync(folder)

    after = file(folder).read_bytes()
    assert after == before.replace(b"What it says", b"Edited here")
    assert stat.S_IMODE(file(folder).stat().st_mode) == 0o755
    assert sync(folder)[1] == {}


def test_a_new_file_has_no_mark(folder: Path) -> None:
    assert Checkout(folder).marked("articles/new.md", b"Text.") == b"Text."
