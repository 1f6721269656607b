"""Pictures come along: found where generators keep them, stored once, named anew in the document."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image as Picture

from articles.models import Article, Image
from articles.picture_files import costs
from tests.factories import document_text, picture

from .conftest import Files, bring_in, codes, put, tarred, zipped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media_root")]

Source = Callable[[Files], Path]


def post(body: str = "Text.\n", **frontmatter: object) -> str:
    return document_text(body, title="A", **({"date": "2024-05-01"} | frontmatter))


def stored(media_root: Path) -> list[str]:
    return sorted(path.relative_to(media_root).as_posix() for path in media_root.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("posts/x.png", "x.png"),
        ("posts/img/x.png", "./img/x.png"),
        ("posts/img/x y.png", "img/x%20y.png"),
        ("posts/x&y.png", "x&amp;y.png"),
        ("posts/x&copy.png", "x&copy.png"),
        ("img/x.png", "../img/x.png"),
        ("static/img/x.png", "/img/x.png"),
        ("public/img/x.png", "/img/x.png?width=3"),
        ("source/img/x.png", "/img/x.png"),
        ("assets/x.png", "{{ site.baseurl }}/assets/x.png"),
        ("content/images/x.png", "{static}/images/x.png"),
        ("deep/down/blog/img/x.png", "/blog/img/x.png"),
    ],
)
def test_pictures_are_found_in_the_source(source: Source, where: str, named: str) -> None:
    """Beside the post, by a relative path, and in the folders that generators serve from."""
    imported = bring_in(source({"posts/a.md": post(f"![Alt]({named})\n"), where: picture(60, 40)}))
    image = Image.objects.get()
    made = Article.objects.get()
    assert "image-missing" not in codes(imported["posts/a.md"])
    assert f"![Alt]({image.url})" in made.live_revision.text  # type: ignore[union-attr]
    assert image.url in made.html
    assert 'width="60"' in made.html


@pytest.mark.parametrize(
    ("where", "tag"),
    [
        ("posts/x y.png", '{{< figure src="x y.png" alt="Alt" caption="C" >}}'),
        ("static/img/x.png", "{{< figure src=/img/x.png alt=Alt >}}"),
        ("posts/a/x.png", "{% asset_img x.png Alt %}"),
        ("assets/x.png", '{% include figure image_path="/assets/x.png" alt="Alt" %}'),
    ],
)
def test_pictures_of_template_tags_are_found(source: Source, where: str, tag: str) -> None:
    """Hugo's, Jekyll's, and Hexo's from the folder that has the post's name; the tag stays, and is shown."""
    imported = bring_in(source({"posts/a.md": post(f"{tag}\n"), where: picture(60, 40)}))
    image = Image.objects.get()
    made = Article.objects.get()
    assert codes(imported["posts/a.md"]) == set()
    assert image.url in made.live_revision.text  # type: ignore[union-attr]
    assert f'src="{image.url}"' in made.html
    assert 'alt="Alt"' in made.html


def test_the_picture_of_the_frontmatter(source: Source) -> None:
    """An article's own picture, in either shape; only its line of the document changes."""
    files = {
        "a.md": post(image={"src": "cover.png", "alt": "A cover"}, extra_key="kept"),
        "cover.png": picture(60, 40),
    }
    bring_in(source(files))
    made = Article.objects.get()
    assert made.image == Image.objects.get()
    assert made.image_alt == "A cover"
    changed = set(made.live_revision.text.splitlines()) - set(str(files["a.md"]).splitlines())  # type: ignore[union-attr]
    assert len(changed) == 1


@pytest.mark.parametrize(
    ("where", "named"),
    [
        ("images/blog/x.png", "/images/blog/x.png"),
        ("blog/x.png", "/images/blog/x.png"),
        ("x.png", "/images/blog/x.png"),
        ("site/static/images/blog/x.png", "/images/blog/x.png"),
    ],
)
def test_pictures_are_found_under_media(source: Source, tmp_path: Path, where: str, named: str) -> None:
    """By the whole path under --media, or by as much of its end as there is; --media may be an archive."""
    folder = source({"a.md": post(image=named)})
    bring_in(
        folder, media=[tmp_path / "nothing-here", put(tmp_path / "pictures", {where: picture(60, 40)})][1:]
    )
    assert Article.objects.get().image is not None
    Article.objects.all().delete()
    archive = zipped(tmp_path / "pictures.zip", {where: picture(60, 40)})
    bring_in(folder, media=[archive])
    assert Article.objects.get().image is not None


def test_a_name_that_fits_two_pictures_is_not_guessed(source: Source, tmp_path: Path) -> None:
    media = put(tmp_path / "pictures", {"one/x.png": picture(60, 40), "two/x.png": picture(70, 40)})
    imported = bring_in(source({"a.md": post("![](/elsewhere/x.png)\n")}), media=[media])
    assert "image-missing" in codes(imported["a.md"])


def test_a_missing_picture_is_a_warning_and_never_broken(source: Source) -> None:
    """The article is published; the warning has the line; the page shows no broken picture."""
    imported = bring_in(source({"a.md": post("Text\n\n![What it shows](gone.png)\n", image="/gone/too.jpg")}))
    missing = [each for each in imported["a.md"].warnings if each.code == "image-missing"]
    assert [each.line for each in missing] == [4, 9]
    made = Article.objects.get()
    assert "<img" not in made.html
    assert "What it shows" in made.html
    assert "![What it shows](gone.png)" in made.live_revision.text  # type: ignore[union-attr]


def test_warnings_name_the_lines_of_the_file(source: Source) -> None:
    """Not those of the document to which title and date have been added."""
    imported = bring_in(source({"2024-05-01-a.md": "---\nimage: gone.png\n---\n![](gone-too.png)\n"}))
    missing = [each.line for each in imported["2024-05-01-a.md"].warnings if each.code == "image-missing"]
    assert missing == [2, 4]


def test_pictures_elsewhere_stay_where_they_are(source: Source) -> None:
    imported = bring_in(source({"a.md": post("![x](https://example.org/x.png)\n")}))
    assert imported["a.md"].warnings == ()
    assert "https://example.org/x.png" in Article.objects.get().html


def test_same_name_other_content_are_both_kept(source: Source, media_root: Path) -> None:
    """Content decides: two pictures of one name are two, one picture under two names is one."""
    bring_in(
        source(
            {
                "1/a.md": post("![](x.png)\n"),
                "1/x.png": picture(60, 40, "#ff0000"),
                "2/b.md": post("![](x.png)\n"),
                "2/x.png": picture(60, 40, "#00ff00"),
                "3/c.md": post("![](y.png)\n"),
                "3/y.png": picture(60, 40, "#00ff00"),
            }
        )
    )
    assert Image.objects.count() == 2
    assert len(stored(media_root)) == 2


def test_a_second_import_is_unchanged_with_and_without_media(source: Source, tmp_path: Path) -> None:
    """Pictures that are out of reach the second time stay: the article keeps what it has."""
    media = put(tmp_path / "pictures", {"x.png": picture(60, 40)})
    folder = source({"a.md": post("![](x.png)\n")})
    bring_in(folder, media=[media])
    assert bring_in(folder, media=[media]).results["a.md"] == "unchanged"
    assert bring_in(folder).results["a.md"] == "unchanged"
    source({"a.md": post("![](x.png)\n\nMore.\n")})
    imported = bring_in(folder)
    assert imported["a.md"].result == "updated"
    assert "image-missing" not in codes(imported["a.md"])
    assert Image.objects.get().url in Article.objects.get().html


def test_a_picture_that_comes_later_is_brought_then(source: Source, tmp_path: Path) -> None:
    """The same unchanged post, imported again with the pictures at hand, gets them."""
    folder = source({"a.md": post("![](x.png)\n")})
    bring_in(folder)
    imported = bring_in(folder, media=[put(tmp_path / "pictures", {"x.png": picture(60, 40)})])
    assert imported["a.md"].result == "updated"
    assert imported["a.md"].warnings == ()
    assert Image.objects.get().url in Article.objects.get().html


def test_a_picture_that_changed_is_brought_again(source: Source) -> None:
    folder = source({"a.md": post("![](x.png)\n"), "x.png": picture(60, 40, "#ff0000")})
    bring_in(folder)
    source({"x.png": picture(61, 41, "#00ff00")})
    assert bring_in(folder).results["a.md"] == "updated"
    assert 'width="61"' in Article.objects.get().html


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n broken", b"<svg xmlns='x'/>"])
def test_a_file_that_is_no_picture_is_left_out(source: Source, media_root: Path, content: bytes) -> None:
    """The article is imported without it, the warning says why, and no file stays behind."""
    imported = bring_in(source({"a.md": post("![](x.png)\n"), "x.png": content}))
    assert imported["a.md"].result == "created"
    assert any(code.startswith("image-") for code in codes(imported["a.md"]))
    assert stored(media_root) == []


def test_a_rejected_article_leaves_no_picture(source: Source, media_root: Path) -> None:
    """Neither a row nor a file of a picture that came for nothing."""
    body = "![](x.png)\n\n" + "x" * 2_000_000
    imported = bring_in(source({"a.md": post(body), "x.png": picture(60, 40)}))
    assert imported["a.md"].result == "rejected"
    assert not Image.objects.exists()
    assert stored(media_root) == []


def test_a_plan_brings_no_pictures(source: Source, media_root: Path) -> None:
    bring_in(source({"a.md": post("![](x.png)\n"), "x.png": picture(60, 40)}), plan=True)
    assert not Image.objects.exists()
    assert stored(media_root) == []


def test_pictures_come_out_of_archives(tmp_path: Path) -> None:
    for number, make in enumerate((zipped, tarred)):
        files = {f"p{number}/index.md": post("![](x.png)\n"), f"p{number}/x.png": picture(60 + number, 40)}
        bring_in(make(tmp_path / f"a{number}.tgz" if make is tarred else tmp_path / "a.zip", files))
    assert Image.objects.count() == 2


def test_no_path_leads_out_of_the_source(source: Source, tmp_path: Path) -> None:
    """A document can't fetch pictures from elsewhere on the machine."""
    put(tmp_path, {"private.png": picture(60, 40)})
    imported = bring_in(
        source({"a.md": post(f"![](../private.png) ![]({tmp_path}/private.png) ![](%2e%2e/private.png)\n")})
    )
    assert not Image.objects.exists()
    assert len([each for each in imported["a.md"].warnings if each.code == "image-missing"]) == 3


def test_a_picture_that_becomes_smaller_is_told_with_its_field_or_line(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(costs, "MOST", 1)
    exif = Picture.Exif()
    exif[0x0112] = 6
    turned = {}
    for name, colour in (("cover.png", "red"), ("inside.png", "blue")):
        content = io.BytesIO()
        Picture.new("RGB", (60, 40), colour).save(content, "PNG", exif=exif)
        turned[name] = content.getvalue()
    imported = bring_in(source({"a.md": post("Text.\n\n![x](inside.png)\n", image="cover.png"), **turned}))
    told = [each for each in imported["a.md"].warnings if each.code == "image-reduced"]
    assert [(each.field, each.line) for each in told] == [("image", 4), (None, 9)]
    assert "cover.png" in told[0].message
    assert sorted(Image.objects.values_list("width", "height")) == [(20, 30), (20, 30)]
