"""Names of files as Apple's systems store them, letters and accents one by one: they are those that authors type."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from articles.models import Article
from tests.factories import picture

from .conftest import Files, bring_in, codes, zipped

pytestmark = pytest.mark.django_db


def stored(name: str) -> str:
    return unicodedata.normalize("NFD", name)


TEXT = "---\ntitle: {0}\ndate: 2020-01-02\n---\n"


@pytest.fixture
def files() -> dict[str, str | bytes]:
    links = "[a](/다른-글/) [b]({% post_url 2020-01-03-다른-글 %}) [c](./2020-01-03-다른-글.md)\n"
    return {
        "_config.yml": "title: x\ndestination: _site\npermalink: /:title/\n",
        stored("assets/그림/사진 é.png"): picture(),
        stored(
            "_posts/2020-01-02-한글.md"
        ): f"{TEXT.format('한글')}![사진](/assets/그림/사진%20é.png)\n{links}",
        stored("_posts/2020-01-03-다른-글.md"): TEXT.format("다른 글"),
    }


@pytest.mark.parametrize("packed", [False, True])
def test_links_and_pictures_are_found(
    source: Callable[[Files], Path],
    tmp_path: Path,
    media_root: Path,
    files: dict[str, str | bytes],
    packed: bool,
) -> None:
    line = bring_in(zipped(tmp_path / "x.zip", files) if packed else source(files))[
        stored("_posts/2020-01-02-한글.md")
    ]

    article, other = Article.objects.get(title="한글"), Article.objects.get(title="다른 글")
    assert article.html.count(f'href="/articles/{other.slug}/"') == 3
    assert "/media/images/" in article.html
    assert not {"image-missing", "link-leads-nowhere"} & codes(line)


def test_vaults_of_notes(source: Callable[[Files], Path], media_root: Path) -> None:
    text = f"{TEXT.format('하나')}[[둘째 노트]] ![[그림.png]]\n"
    files: Files = {
        ".obsidian/app.json": "{}",
        stored("하나.md"): text,
        stored("둘째 노트.md"): TEXT.format("Two"),
        stored("files/그림.png"): picture(),
    }

    line = bring_in(source(files))[stored("하나.md")]

    html = Article.objects.get(title="하나").html
    assert "/media/images/" in html
    assert f'href="/articles/{Article.objects.get(title="Two").slug}/"' in html
    assert "link-leads-nowhere" not in codes(line)


def test_old_addresses_are_found_in_either_form(
    source: Callable[[Files], Path], media_root: Path, files: dict[str, str | bytes], client: Client
) -> None:
    bring_in(source(files))
    slug = Article.objects.get(title="다른 글").slug

    for path in ("/다른-글/", stored("/다른-글/")):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, f"/articles/{slug}/")
