"""What an import brought before it was killed belongs to it: it is finished, refused and taken back like the rest."""

from collections.abc import Callable
from pathlib import Path

import pytest

from articles import imaging
from articles.markup import RenderRefused
from articles.models import Article, Author, Category, Image, Redirect
from interchange import outbox, site_import
from interchange.models import Run, RunItem
from interchange.source_import import SourceImport
from interchange.undo import undo_import
from tests.factories import document_text, picture

from .conftest import Files, bring_in
from .test_media import post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media_root")]

Source = Callable[[Files], Path]
ONE = {"a.md": post("![](x.png)\n"), "x.png": picture(60, 40, "#ff0000")}


class _Killed(BaseException):
    """The process ends here; nothing after it runs."""


def killed(*args: object, **kwargs: object) -> None:
    raise _Killed


def broken_off(folder: Path, patch: pytest.MonkeyPatch, owner: object, name: str) -> int:
    """An import that is killed where it would call `name`. Its run."""
    with patch.context() as patched:
        patched.setattr(owner, name, killed)
        with pytest.raises(_Killed):
            bring_in(folder)
    return Run.objects.latest("pk").pk


def run_of(folder: Path) -> int:
    run = bring_in(folder).outcome.run
    assert run is not None
    return run


def files(media_root: Path) -> list[str]:
    return sorted(path.name for path in media_root.rglob("*") if path.is_file())


@pytest.mark.parametrize("newest_first", [True, False])
def test_pictures_go_with_their_articles(
    source: Source, media_root: Path, monkeypatch: pytest.MonkeyPatch, newest_first: bool
) -> None:
    """A picture that was stored before the kill is taken back with the article that a later import wrote for it."""
    folder = source(ONE)
    runs = [broken_off(folder, monkeypatch, outbox, "_ready"), run_of(folder)]

    for run in reversed(runs) if newest_first else runs:
        undo_import(run)

    assert not Image.objects.exists()
    assert files(media_root) == []


def test_a_broken_off_import_is_taken_back_with_its_pictures(
    source: Source, media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    undo_import(broken_off(source(ONE), monkeypatch, outbox, "_ready"))

    assert not Image.objects.exists()
    assert files(media_root) == []


def test_pictures_of_what_is_refused_do_not_stay(
    source: Source, media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the refusal comes only when the import is started again."""
    folder = source(ONE | {"b.md": post("![](y.png)\n"), "y.png": picture(60, 40, "#00ff00")})
    broken_off(folder, monkeypatch, outbox, "_ready")
    real = SourceImport._preparing

    def refusing(self: SourceImport, made: object, reading: object) -> object:
        if getattr(made, "slug", "") == "b":
            raise RenderRefused("nesting", "Too deep.")
        return real(self, made, reading)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(SourceImport, "_preparing", refusing)
        assert bring_in(folder)["b.md"].result == "rejected"

    (image,) = Image.objects.all()
    assert files(media_root) == [Path(str(image.file.name)).name]
    assert not RunItem.objects.exclude(result="created").exists()


def test_an_import_of_something_else_clears_them_away(
    source: Source, tmp_path: Path, media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came for nothing stays for no longer than until the next import; what somebody shows by now stays."""
    broken_off(source(ONE), monkeypatch, outbox, "_ready")
    by_an_editor = imaging.ingest(picture(60, 40, "#0000ff"), name="theirs.png")
    other = tmp_path / "other.md"
    other.write_text(document_text("Text.\n", title="Other", date="2024-01-01"))

    bring_in(other)

    assert list(Image.objects.all()) == [by_an_editor]
    assert files(media_root) == [Path(str(by_an_editor.file.name)).name]


def test_the_portraits_and_names_of_a_site_file_go_as_well(
    source: Source, media_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Authors and categories that no article needs were made before the kill, and their pictures too."""
    site = "authors: {ada: {name: Ada, image: /media/images/ada.png}}\ncategories: {x: {name: X}}\n"
    portrait = {"media/images/ada.png": picture(60, 40, "#123456")}
    folder = source({"site.yaml": site, "articles/a.md": post("A\n"), **portrait})
    runs = [broken_off(folder, monkeypatch, outbox, "_ready"), run_of(folder)]
    assert Author.objects.get().image is not None

    for run in reversed(runs):
        undo_import(run)

    assert not Author.objects.exists()
    assert not Category.objects.exists()
    assert files(media_root) == []


def test_portraits_go_without_a_kill(source: Source, media_root: Path) -> None:
    site = "authors: {ada: {name: Ada, image: /media/images/ada.png}}\n"
    portrait = {"media/images/ada.png": picture(60, 40, "#123456")}

    undo_import(run_of(source({"site.yaml": site, "articles/a.md": post("A\n"), **portrait})))

    assert files(media_root) == []


def test_a_contested_address_leads_where_the_site_file_says(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the redirect was made by an import that was broken off."""
    folder = source(
        {
            "site.yaml": "redirects: {/shared/: /articles/z/}\n",
            "articles/a.md": post("A\n", aliases=["/shared/"]).replace("title: A", "title: First"),
            "articles/z.md": post("Z\n", aliases=["/shared/"]).replace("title: A", "title: Last"),
        }
    )
    broken_off(folder, monkeypatch, site_import, "apply_redirects")

    bring_in(folder)

    assert Redirect.objects.get(path="/shared").target == "/articles/z/"


def test_addresses_are_given_in_the_order_of_the_files(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new post that wants the address which a later one leaves gets the same, whenever the import is killed."""
    first = {"m.md": document_text("M.\n", title="M", date="2024-01-01", slug="wanted")}
    bring_in(source(first))
    folder = source(
        {
            "a.md": document_text("A.\n", title="A", date="2024-01-02", slug="wanted"),
            "m.md": document_text("M.\n", title="M", date="2024-01-01", slug="left"),
            "z.md": document_text("Z.\n", title="Z", date="2024-01-03", slug="wanted"),
        }
    )
    real, calls = SourceImport._alone, []

    def then_killed(self: SourceImport, *args: object) -> object:
        calls.append(real(self, *args))  # type: ignore[arg-type]
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr(SourceImport, "_alone", then_killed)
        with pytest.raises(_Killed):
            bring_in(folder)
    bring_in(folder)

    slugs = dict(Article.objects.values_list("title", "slug"))
    assert slugs == {"A": "wanted-2", "M": "left", "Z": "wanted"}
