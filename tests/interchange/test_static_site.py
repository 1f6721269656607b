"""build_site: the public site as files that any file server can serve."""

import io
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from PIL import Image as Picture

from articles import publishing
from articles.imaging import ingest
from articles.models import Article, Author, Redirect, Tag
from interchange.static_site import BuildFailed, Built, FolderRefused, build_site
from interchange.static_site.folder import STATE, Folder
from interchange.static_site.rendering import Renderer
from tests.factories import article, articles, days, document, draft, enact, picture, stage, tomorrow
from tests.project.crawl import CONTRACT, crawl

from .file_server import serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "public"


def build(folder: Path, **options: Any) -> Built:
    return build_site(folder, **{"jobs": 1, **options})


def files(folder: Path) -> dict[str, bytes]:
    """Every file of the site by its path, without the build's own notes."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and STATE not in path.parts
    }


def stamps(folder: Path) -> dict[str, int]:
    """When each file was last written."""
    return {file: os.stat(folder / file).st_mtime_ns for file in files(folder)}


def address(file: str) -> str:
    """The address that a file server answers with `file`."""
    return "/" + (file.removesuffix("index.html") if file.endswith("index.html") else file)


@pytest.fixture
def publication() -> None:
    """One of everything: long lists, pictures, a series, several authors, another language, what is hidden."""
    image = ingest(picture(), name="bridge.png", alt="A bridge")
    inline = ingest(picture(colour="#223344"), name="inline.png")
    article(
        "With pictures",
        f"![A plan]({inline.url})\n\n## One\n\nText & <more>.\n\n## Two\n\n```python\nx = 1\n```\n",
        image={"src": image.url, "alt": "The bridge", "caption": "At noon"},
        category="Bridges",
        tags=["steel", "stone"],
        authors=["Ann Lee", "Bo Chen"],
        aliases=["/2019/pictures/", "/old/pictures.html"],
    )
    # As an older renderer would have left it.
    Article.objects.update(html="<p>Rendered long ago.</p>")
    Author.objects.filter(name="Ann Lee").update(bio="Writes.", url="https://ann.example/", image=image)
    for part in (1, 2, 3):
        article(
            f"Part {part}",
            series={"name": "A series", "position": part},
            tags=["stone"],
            date=days(-part - 3),
        )
    article("Auf Deutsch", language="de", category="Bridges", tags=["steel"], featured=True, date=days(-30))
    article("Not for engines", noindex=True, tags=["quiet"], date=days(-40))
    articles(20, category="Many", tags=["steel"], authors=["Ann Lee"], date=days(-50))
    draft("Secret draft", tags=["secret"])
    article("Secret later", date=tomorrow(), category="Secret shelf")
    article("Secret gone", status="withdrawn", aliases=["/secret-old/"])
    article("Secret expired", expires=days(-1))
    Redirect.objects.create(path="/feed", url="/feed.xml")
    Redirect.objects.create(path="/elsewhere", url="https://example.com/")


# -- What is written --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("publication")
def test_every_file_is_what_the_live_site_answers(folder: Path, client: Client) -> None:
    """Byte for byte, save for the links between the pages of a list, the search, and redirects."""
    build(folder)

    differing = []
    for file, data in files(folder).items():
        if file in {"404.html", "_redirects", "search/index.html"} or b'http-equiv="refresh"' in data:
            continue
        path, paged, number = address(file).partition("page/")
        response = client.get(path, {"page": number.rstrip("/")} if paged else {})
        live = b"".join(response) if response.streaming else response.content
        plain = re.sub(rb"\?page=(\d+)", rb"page/\1/", live)
        if response.status_code != 200 or data != plain:
            differing.append(file)
    assert differing == []
    assert (folder / "404.html").read_bytes() == client.get("/nothing/here/").content


@pytest.mark.usefixtures("publication")
def test_a_reader_finds_no_dead_link_on_a_file_server(folder: Path) -> None:
    """Every link, picture, style sheet and feed of the written site is answered by a server that knows only files."""
    build(folder)

    with serving(folder) as reader:
        pages, named_by = crawl(reader, [path for path in CONTRACT if path != "/search/"])  # type: ignore[arg-type]

    dead = {url: sorted(named_by.get(url, ())) for url, page in pages.items() if page.status != 200}
    assert dead == {}
    assert {"/articles/page/2/", "/tags/steel/page/2/", "/search/"} <= pages.keys()
    assert not [url for url in pages if "?page=" in url]
    assert any(url.startswith("/static/js/") for url in pages)


@pytest.mark.usefixtures("publication")
def test_every_address_of_the_live_site_is_written(folder: Path, client: Client) -> None:
    """Nothing that a crawl of the live site reaches is missing."""
    pages, _ = crawl(client)
    build(folder)

    written = {address(file) for file in files(folder)}
    wanted = {re.sub(r"\?page=(\d+)", r"page/\1/", url) for url, page in pages.items() if page.status == 200}
    assert {url for url in wanted if url.partition("?")[0] not in written} == set()


@pytest.mark.usefixtures("publication")
def test_what_is_hidden_is_in_no_file(folder: Path) -> None:
    """Drafts, scheduled, withdrawn and expired articles have no file and are named in none."""
    build(folder)

    assert [file for file, data in files(folder).items() if b"ecret" in data or "secret" in file] == []
    assert b"secret" not in (folder / STATE / "manifest.json").read_bytes().lower()


@pytest.mark.usefixtures("publication")
def test_old_addresses_lead_on(folder: Path) -> None:
    """A redirect is a rule for servers that know rules, and a page for those that do not."""
    build(folder)

    rules = (folder / "_redirects").read_text().splitlines()
    assert "/2019/pictures /articles/with-pictures/ 301" in rules
    assert "/2019/pictures/ /articles/with-pictures/ 301" in rules
    assert "/elsewhere https://example.com/ 301" in rules
    for file in ("2019/pictures/index.html", "old/pictures.html"):
        page = (folder / file).read_text()
        assert '<meta http-equiv="refresh" content="0; url=/articles/with-pictures/">' in page
        assert '<link rel="canonical" href="http://localhost/articles/with-pictures/">' in page


def test_a_redirect_never_leaves_the_folder_or_takes_a_pages_place(folder: Path) -> None:
    """Paths that no file can have, or that a page has, are left to the rules."""
    made = article("Here")
    for path in ("/../../evil", "/.hidden/x", f"/{'x' * 300}", "/articles/here", "/articles/here/index.html/deep",
                 "/old.php", "/line\nbreak"):  # fmt: skip
        Redirect.objects.create(path=path, article=made)

    build(folder)

    assert b"http-equiv" not in (folder / "articles/here/index.html").read_bytes()
    assert not (folder.parent.parent / "evil").exists()
    moved = [file for file, data in files(folder).items() if b'http-equiv="refresh"' in data]
    assert moved == []
    rules = (folder / "_redirects").read_text()
    assert "/line%0Abreak /articles/here/ 301\n" in rules
    assert "/old.php /articles/here/ 301\n" in rules


def test_the_search_page_says_that_files_cannot_search(folder: Path) -> None:
    article("Found", category="Shelf")

    build(folder)

    page = (folder / "search/index.html").read_text()
    assert "files cannot search" in page
    assert "<form" not in page
    assert 'href="/categories/shelf/"' in page


def test_only_pictures_that_readers_see_are_written(folder: Path) -> None:
    """The media of a draft stays at home."""
    shown, hidden = (ingest(picture(colour=colour), name="a.png") for colour in ("#111111", "#eeeeee"))
    article("Shown", f"![x]({shown.url})")
    draft("Hidden", f"![x]({hidden.url})")

    build(folder)

    media = {file for file in files(folder) if file.startswith("media/")}
    assert shown.url.lstrip("/") in media
    assert {f"media/{each['name']}" for each in shown.variants} <= media
    assert hidden.url.lstrip("/") not in media


def test_a_generated_cover_is_a_picture(folder: Path) -> None:
    article("Plain")

    build(folder)

    cover = Picture.open(io.BytesIO((folder / "covers/plain.png").read_bytes()))
    cover.load()
    assert (cover.size, cover.format) == ((1200, 630), "PNG")


def test_an_empty_site_is_a_site(folder: Path) -> None:
    """Before the first article there is a front page, a feed and a sitemap."""
    build(folder)

    assert {"index.html", "feed.xml", "sitemap.xml", "robots.txt", "llms.txt", "404.html"} <= files(
        folder
    ).keys()


# -- The next time ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("publication")
def test_a_second_build_renders_and_writes_nothing(folder: Path) -> None:
    build(folder)
    before = stamps(folder)

    with patch.object(Renderer, "rendered", side_effect=AssertionError("rendered")):
        built = build(folder)

    assert (built.rendered, built.written, built.removed) == (0, 0, 0)
    assert stamps(folder) == before


def change_text(of: Article) -> None:
    stage(of, "Another text altogether.")
    publishing.publish(article=of, by=None)


def change_title(of: Article) -> None:
    stage(of, "Text.", title="Another title")
    publishing.publish(article=of, by=None)


CHANGES: dict[str, Callable[[Article], Any]] = {
    "text": change_text,
    "title": change_title,
    "withdrawn": lambda made: publishing.withdraw(article=made, by=None),
    "category renamed": lambda made: type(made.category).objects.update(name="Renamed"),
    "tag renamed": lambda made: Tag.objects.update(name="renamed"),
    "author's bio": lambda made: Author.objects.update(bio="A new bio."),
    "new article": lambda made: article("Brand new", category="Bridges", tags=["steel"]),
    "moved": lambda made: enact(document("With pictures", slug="moved-here"), of=made),
    "featured": lambda made: enact(document("With pictures", featured=True, date=days(-5)), of=made),
    "rendered anew": lambda made: publishing.rerender(article=made),
    "redirect": lambda made: Redirect.objects.create(path="/short", article=made),
}  # fmt: skip


@pytest.mark.usefixtures("publication")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_next_build_is_as_good_as_a_first(
    change: Callable[[Article], Any], folder: Path, tmp_path: Path
) -> None:
    """After any change the folder holds what a build into an empty one gives."""
    build(folder)
    change(Article.objects.get(slug="with-pictures"))

    built = build(folder)

    build(tmp_path / "fresh")
    assert files(folder) == files(tmp_path / "fresh")
    assert 0 < built.rendered < built.files


@pytest.mark.usefixtures("publication")
def test_a_small_change_renders_little(folder: Path) -> None:
    """A new text of one article leaves the pages of unrelated articles and lists alone."""
    build(folder)
    change_text(Article.objects.get(slug="not-for-engines"))
    before = stamps(folder)

    build(folder)

    changed = {file for file, stamp in stamps(folder).items() if before.get(file) != stamp}
    assert "articles/not-for-engines/index.html" in changed
    assert "articles/not-for-engines.md" in changed
    assert "articles/part-1/index.html" not in changed
    assert "tags/steel/page/2/index.html" not in changed


@pytest.mark.usefixtures("publication")
def test_what_was_withdrawn_is_gone_before_anything_is_rendered(folder: Path) -> None:
    """Even a build that is broken off leaves nothing that readers may not see any more."""
    build(folder)
    publishing.withdraw(article=Article.objects.get(slug="with-pictures"), by=None)

    with patch.object(Renderer, "rendered", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        build(folder)

    assert not (folder / "articles/with-pictures").exists()
    assert not (folder / "articles/with-pictures.md").exists()


def test_time_alone_changes_the_site(folder: Path) -> None:
    """A scheduled article appears in the build after its moment, and an expired one is gone."""
    with time_machine.travel("2026-03-01 12:00Z", tick=False):
        article("Comes", date="2026-03-02T00:00:00Z")
        article("Goes", date="2026-02-01T00:00:00Z", expires="2026-03-02T00:00:00Z")
        build(folder)
        before = {slug for slug in ("comes", "goes") if (folder / f"articles/{slug}.md").exists()}

    with time_machine.travel("2026-03-03 12:00Z", tick=False):
        build(folder)

    after = {slug for slug in ("comes", "goes") if (folder / f"articles/{slug}.md").exists()}
    assert (before, after) == ({"goes"}, {"comes"})


def test_a_damaged_or_missing_file_comes_back(folder: Path) -> None:
    article("Kept")
    build(folder)
    before = files(folder)
    (folder / "articles/kept/index.html").unlink()
    (folder / "feed.xml").write_text("broken")

    built = build(folder)

    assert files(folder) == before
    assert built.written == 2


def test_a_changed_picture_is_copied_though_no_page_changed(folder: Path, media_root: Path) -> None:
    image = ingest(picture(), name="a.png")
    article("Shown", f"![x]({image.url})")
    build(folder)
    (media_root / str(image.file.name)).write_bytes(picture(colour="#ff0000"))

    built = build(folder)

    assert (folder / image.url.lstrip("/")).read_bytes() == picture(colour="#ff0000")
    assert (built.rendered, built.written) == (0, 1)


def test_another_name_of_the_site_makes_every_page_anew(folder: Path) -> None:
    """Settings, templates and code are on every page."""
    article("Kept")
    build(folder)

    with override_settings(SITE_NAME="Another name"):
        build(folder)

    assert b"Another name" in (folder / "articles/kept/index.html").read_bytes()


def test_an_article_that_changes_during_the_build_is_built_as_it_then_is(folder: Path) -> None:
    """What was read at first does not hold any more, so the site is looked at again."""
    made = article("First title")
    original = Renderer.rendered
    interfered = []

    def interfering(self: Renderer, some: Any) -> Any:
        if not interfered:
            interfered.append(True)
            publishing.withdraw(article=made, by=None)
        return original(self, some)

    with patch.object(Renderer, "rendered", interfering):
        built = build(folder)

    assert not built.changing
    assert [file for file, data in files(folder).items() if b"First title" in data] == []


# -- Whose folder it is -----------------------------------------------------------------------------------------


def test_a_folder_with_other_files_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "thesis.txt").write_text("ten years")

    with pytest.raises(FolderRefused, match="not empty"):
        build(folder)

    assert [path.name for path in folder.iterdir()] == ["thesis.txt"]


def test_force_writes_beside_other_files_and_never_removes_them(folder: Path) -> None:
    folder.mkdir()
    (folder / "CNAME").write_text("example.com")

    build(folder, force=True)
    build(folder)

    assert (folder / "CNAME").read_text() == "example.com"
    assert (folder / "index.html").exists()


def test_a_strangers_file_in_the_way_is_not_overwritten(folder: Path) -> None:
    build(folder)
    (folder / "articles/late").mkdir(parents=True)
    (folder / "articles/late/index.html").write_text("by hand")
    article("Late")

    with pytest.raises(FolderRefused, match=r"articles/late/index\.html is in the way"):
        build(folder)

    assert (folder / "articles/late/index.html").read_text() == "by hand"


def test_nothing_is_written_through_a_link(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    folder.mkdir()
    (folder / "covers").symlink_to(tmp_path / "outside")
    article("Here")

    with pytest.raises((FolderRefused, BuildFailed), match="link to somewhere else"):
        build(folder, force=True)

    assert list((tmp_path / "outside").iterdir()) == []


@pytest.mark.parametrize("killed", [False, True])
@pytest.mark.parametrize("first", [False, True])
def test_an_interrupted_build_is_finished_by_the_next(
    folder: Path, tmp_path: Path, *, first: bool, killed: bool
) -> None:
    """What it had written is known to be its own, half a file too, although it never came to its end."""
    if not first:
        articles(1)
        build(folder)
    articles(30, tags=["steel"])
    note, noted, written = Folder.note, iter(range(10**6)), iter(range(10**6))

    def interrupted(path: str, mode: str, data: bytes) -> os.stat_result:
        with open(path, mode) as stream:
            if next(written) == 25:
                stream.write(data[: len(data) // 2])
                raise KeyboardInterrupt
            stream.write(data)
        return os.stat(path)

    def note_of_the_killed(*arguments: Any, **options: Any) -> None:
        # Who is killed tells what is going to be written, and nothing any more.
        if not next(noted):
            note(*arguments, **options)

    with (
        patch("interchange.static_site.folder._write", interrupted),
        patch.object(Folder, "note", note_of_the_killed if killed else note),
        pytest.raises(KeyboardInterrupt),
    ):
        build(folder)
    publishing.withdraw(article=Article.objects.live()[0], by=None)

    build(folder)

    build(tmp_path / "fresh")
    assert files(folder) == files(tmp_path / "fresh")
    assert list((folder / STATE / "writing").iterdir()) == []


def test_two_builds_do_not_write_at_once(folder: Path) -> None:
    refusals = []

    def meanwhile(done: int, total: int) -> None:
        with pytest.raises(FolderRefused, match="Another build") as refusal:
            build(folder)
        refusals.append(refusal)

    build(folder, progress=meanwhile)

    assert refusals


@pytest.mark.django_db(transaction=True)
def test_several_processes_write_the_same_site(folder: Path, tmp_path: Path) -> None:
    articles(45, tags=["steel"], category="Many")

    build(folder, jobs=2)
    build(tmp_path / "alone", jobs=1)

    assert files(folder) == files(tmp_path / "alone")


# -- The command ------------------------------------------------------------------------------------------------


def test_the_command_says_what_it_did(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article("One")

    call_command("build_site", str(folder), "--jobs", "1")
    call_command("build_site", str(folder), "--jobs", "1")

    first, second = capsys.readouterr().out.splitlines()
    assert re.fullmatch(
        r"built: (\d+) files, \1 written, 0 unchanged, 0 removed, \d+ rendered in \d+\.\d s", first
    )
    assert re.fullmatch(
        r"built: (\d+) files, 0 written, \1 unchanged, 0 removed, 0 rendered in \d+\.\d s", second
    )


def test_the_command_refuses_with_exit_code_2(folder: Path) -> None:
    folder.mkdir()
    (folder / "mine").write_text("x")

    with pytest.raises(CommandError) as refusal:
        call_command("build_site", str(folder))

    assert refusal.value.returncode == 2


def test_a_page_that_cannot_be_made_is_named(folder: Path) -> None:
    """Exit code 1: what could be written is, and the next build goes on from there."""
    article("One")

    with (
        patch("articles.covers.svg", side_effect=ValueError("no ink")),
        pytest.raises(CommandError, match=r"covers/one\.svg: ValueError: no ink") as failure,
    ):
        call_command("build_site", str(folder), "--jobs", "1")

    assert failure.value.returncode == 1
