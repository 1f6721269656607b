"""Pelican's articles in two languages under one slug: each has an address of its own here, and its old one."""

from pathlib import Path

from articles.models import Article, Redirect
from interchange.sources import open_source

from .conftest import bring_in, put

SETTINGS = "DEFAULT_LANG = 'en'\nARTICLE_URL = '{slug}/'\nARTICLE_LANG_URL = '{lang}/{slug}/'\n"
ENGLISH = "Title: Tea\nDate: 2024-05-06\nSlug: tea\n\n[German]({filename}a-tee.md)\n"
GERMAN = "Title: Tee\nDate: 2024-05-06\nSlug: tea\nLang: de\n\nText\n"
FRENCH = "Thé\n###\n\n:date: 2024-05-06\n:slug: tea\n:lang: fr\n\nTexte\n"
LONELY = "Title: Kaffee\nDate: 2024-05-06\nSlug: coffee\nLang: de\n\nText\n"


def languages(folder: Path, files: dict[str, str]) -> dict[str, str]:
    source = open_source(put(folder, files))
    with source.tree:
        return source.translations


def test_the_original_keeps_the_slug(db: None, tmp_path: Path) -> None:
    """German comes first by its file's name; English is the site's language, French is in another markup."""
    files = {
        "pelicanconf.py": SETTINGS,
        "content/a-tee.md": GERMAN,
        "content/tea.md": ENGLISH,
        "content/the.rst": FRENCH,
        "content/x.md": LONELY,
    }

    lines = bring_in(put(tmp_path, files)).lines

    slugs = {path: line.slug for path, line in lines.items() if line.slug}
    assert slugs == {
        "content/a-tee.md": "tea-de",
        "content/tea.md": "tea",
        "content/the.rst": "tea-fr",
        "content/x.md": "coffee",
    }
    assert "/articles/tea-de/" in Article.objects.get(slug="tea").html
    found = dict(Redirect.objects.values_list("path", "article__slug"))
    assert found == {"/tea": "tea", "/de/tea": "tea-de", "/fr/tea": "tea-fr", "/de/coffee": "coffee"}


def test_what_calls_itself_a_translation_is_none_of_the_originals(tmp_path: Path) -> None:
    files = {
        "pelicanconf.py": SETTINGS,
        "content/a.md": GERMAN.replace("Lang: de", "Lang: de\nTranslation: true"),
        "content/b.md": GERMAN.replace("Lang: de", "Lang: fr"),
    }

    assert languages(tmp_path, files) == {"content/a.md": "de"}


def test_one_slug_in_one_language_is_no_translation(tmp_path: Path) -> None:
    files = {"pelicanconf.py": SETTINGS, "content/a.md": ENGLISH, "content/b.md": ENGLISH}

    assert languages(tmp_path, files) == {}
