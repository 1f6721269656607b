"""A file that has not changed is reported with the warnings that it had, however it is found to be unchanged."""

from collections.abc import Callable
from pathlib import Path

import pytest

from interchange import reading
from interchange.models import Origin
from tests.factories import document_text, picture

from .conftest import Files, Imported, bring_in, codes, put

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media_root")]

Source = Callable[[Files], Path]

FOUND_LATER = {"anchor-missing", "embed-replaced", "alias-taken"}
BODY = """\
A [link](#nowhere) and {{ unknown }}.

<iframe src="https://www.youtube.com/embed/abc"></iframe>
"""


def post(title: str, body: str = BODY) -> str:
    return document_text(body, title=title, date="2024-05-01", aliases="[/shared/]", foo="bar")


def said(imported: Imported) -> dict[str, set[tuple[str, str, int | None]]]:
    return {
        source: {(each.code, each.message, each.line) for each in line.warnings}
        for source, line in imported.lines.items()
    }


@pytest.mark.parametrize("content", [b"", b"not a picture", b"<svg xmlns='x'/>"])
def test_a_picture_that_was_refused_changes_nothing(source: Source, content: bytes) -> None:
    """The file is not read again for it, and a second and third report are like the first."""
    folder = source({"a.md": post("A"), "b.md": post("B", f"![x](x.png)\n\n{BODY}"), "x.png": content})
    first = bring_in(folder)
    noted = dict(Origin.objects.values_list("path", "pk"))

    again, last = bring_in(folder), bring_in(folder)

    assert codes(first["b.md"]) >= {*FOUND_LATER, "liquid-left", "key-unknown"}
    assert any(code.startswith("image-") for code in codes(first["b.md"]))
    assert said(again) == said(last) == said(first)
    assert again.results["b.md"] == "unchanged"
    assert dict(Origin.objects.values_list("path", "pk")) == noted


def test_a_picture_that_was_refused_may_be_mended(source: Source) -> None:
    """Another file in its place is brought, and one that goes leaves no empty address behind."""
    folder = source({"a.md": post("A", "![x](x.png) and ![y](y.png)\n"), "x.png": b"no", "y.png": b"no"})
    bring_in(folder)
    source({"x.png": picture(60, 40)})
    (folder / "y.png").unlink()

    imported = bring_in(folder)

    assert imported.results["a.md"] == "updated"
    assert "image-unknown-format" not in codes(imported["a.md"])
    body = Origin.objects.select_related("base").get().base_text
    assert "![y](y.png)" in body
    assert "![x](/media/" in body


def test_a_file_that_is_read_anew_keeps_what_reading_does_not_find(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new version of the reader that makes the same of a file renders nothing, and no warning is lost."""
    folder = source({"a.md": post("A"), "b.md": post("B")})
    first = bring_in(folder)
    with monkeypatch.context() as patched:
        patched.setattr(reading, "READER_VERSION", reading.READER_VERSION + 1)
        reading.recipe.cache_clear()
        planned, again, last = bring_in(folder, plan=True), bring_in(folder), bring_in(folder)
    reading.recipe.cache_clear()

    assert codes(first["b.md"]) >= FOUND_LATER
    assert set(again.results.values()) == {"unchanged"}
    assert said(planned) == said(again) == said(last) == said(first)


def test_a_slug_that_was_not_free_in_the_end_is_told_again(source: Source) -> None:
    """Which is found when all files are written, and not when this one is."""
    before = {"a.md": "slug: a\n", "b.md": "slug: b\n"}
    written = "---\ntitle: {name}\ndate: 2024-05-01\n{said}---\nText.\n"
    folder = source({name: written.format(name=name, said=said) for name, said in before.items()})
    bring_in(folder)
    source({"a.md": written.format(name="a.md", said="slug: b\n")})
    first = bring_in(folder)

    again, last = bring_in(folder), bring_in(folder)

    assert first.results == {"a.md": "updated", "b.md": "unchanged"}
    assert "slug-taken" in codes(first["a.md"])
    assert said(again) == said(last) == said(first)


def test_what_reading_finds_no_more_is_not_repeated(source: Source, tmp_path: Path) -> None:
    """A picture that came is missing no longer, whatever else is still so."""
    folder = source({"a.md": post("A"), "b.md": post("B", f"![x](x.png)\n\n{BODY}")})
    first = bring_in(folder)
    imported = bring_in(folder, media=[put(tmp_path / "pictures", {"x.png": picture(60, 40)})])

    assert imported.results["b.md"] == "updated"
    assert codes(first["b.md"]) - codes(imported["b.md"]) == {"image-missing"}
