"""The language of a whole site: posts that name none get it, where it is another than here and can be theirs."""

import io
import json
from pathlib import Path
from typing import Any

import pytest

from articles.models import Article
from interchange.items import Context, Item
from interchange.readers.languages import SiteLanguage, plain_code
from interchange.readers.parts import Part
from interchange.recognition import EXPORTS
from interchange.sources import open_source

from .conftest import Files, bring_in, put
from .readers.exports import ghost, ghost_post, post, wxr

PERSIAN = "---\ntitle: سلام دنیا\ndate: 2024-05-06\n---\nاین نخستین نوشته است.\n"
GERMAN = "---\ntitle: Hallo\ndate: 2024-05-06\n---\nWelt\n"
ENGLISH = SiteLanguage(here="en")


@pytest.mark.parametrize(
    ("name", "said", "path", "expected"),
    [
        (
            "hugo.toml",
            "baseURL = 'https://x.example/'\nlanguageCode = 'fa-IR'\n",
            "content/posts/a.md",
            "fa-IR",
        ),
        (
            "hugo.yaml",
            "baseURL: https://x.example/\ndefaultContentLanguage: fa\n",
            "content/posts/a.md",
            "fa",
        ),
        (
            "hugo.yaml",
            "baseURL: /\ndefaultContentLanguage: fa\nlanguages: {fa: {languageCode: fa-IR}, en: {}}\n",
            "content/posts/a.md",
            "fa-IR",
        ),
        ("_config.yml", "title: x\nplugins: []\nlang: fa_IR\n", "_posts/2024-05-06-a.md", "fa-IR"),
        ("_config.yml", "new_post_name: x\nlanguage: [fa, en]\n", "source/_posts/a.md", "fa"),
        ("pelicanconf.py", "DEFAULT_LANG = 'fa'\n", "content/a.md", "fa"),
        ("config.toml", "base_url = '/'\ndefault_language = 'fa'\n", "content/a.md", "fa"),
        (
            "docusaurus.config.js",
            "module.exports = {i18n: {defaultLocale: 'fa', locales: ['fa']}};",
            "blog/a.md",
            "fa",
        ),
        (".vuepress/config.js", "module.exports = {lang: 'fa'}", "_posts/a.md", "fa"),
        (
            "mkdocs.yml",
            "theme: {name: material, language: fa}\nplugins: [blog]\n",
            "docs/blog/posts/a.md",
            "fa",
        ),
        ("hugo.toml", "baseURL = '/'\nlanguageCode = 'en-us'\n", "content/posts/a.md", ""),
        ("hugo.toml", "baseURL = '/'\nlanguageCode = 'klingon'\n", "content/posts/a.md", ""),
    ],
)
@pytest.mark.django_db
def test_settings_name_a_language(tmp_path: Path, name: str, said: str, path: str, expected: str) -> None:
    bring_in(put(tmp_path, {name: said, path: PERSIAN}))

    assert Article.objects.get().language == expected


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("fa", "این نخستین نوشته است", "fa"),
        ("de", "این نخستین نوشته است", ""),
        ("fa", "An English text", ""),
        ("de", "Ein Text", "de"),
        ("de-AT", "", "de-AT"),
        ("en-GB", "A text", ""),
        ("ja", "Pythonでコードを書く", "ja"),
        ("zh-CN", "使用 Docker 部署 PostgreSQL 数据库", "zh-CN"),
        ("sr", "Tekst na latinici", "sr"),
        ("ru", "Новости about Python", "ru"),
        ("ko", "正文", ""),
        ("ja", "正文", "ja"),
        ("he", "سلام", ""),
    ],
)
def test_a_text_is_in_the_language_of_its_site_if_it_can_be(code: str, text: str, expected: str) -> None:
    assert SiteLanguage(code, "x", here="en").of(text) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("pt_BR", "pt-BR"),
        (" de ", "de"),
        ("de-DE-formal", "de-DE-formal"),
        ("", ""),
        ("none", ""),
        ("../x", ""),
    ],
)
def test_codes_of_languages(written: str, expected: str) -> None:
    assert plain_code(written) == expected


def languages(kind: str, data: str, **context: Any) -> list[str]:
    opened = EXPORTS[kind][1](
        "x", lambda: io.BytesIO(data.encode()), Context("x", language=ENGLISH, **context)
    )
    items = [part.read() for part in opened if isinstance(part, Part)]
    return [item.document.fields.language for item in items if isinstance(item, Item)]


def test_exports_and_feeds_name_it_once() -> None:
    text = "<p>Ein Text.</p>"
    entry = "<entry><title>Hallo</title><id>1</id><content type='html'>Ein Text</content></entry>"
    english = "<entry xml:lang='en'><title>Hallo</title><id>2</id></entry>"
    item = f"<item><title>Hallo</title><description>{json.dumps(text)}</description></item>"
    settings = [{"key": "locale", "value": "de"}]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "x",
        "language": "de",
        "items": [{"id": "1", "title": "Hallo"}],
    }

    assert languages("wordpress", wxr(post(12, "Ein Text"), head="<language>de-DE</language>")) == ["de-DE"]
    assert languages("wordpress", wxr(post(12, "A text"), head="<language>en-US</language>")) == [""]
    assert languages("feed", f"<rss><channel><language>de</language>{item}</channel></rss>") == ["de"]
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='de'>{entry}{english}</feed>"
    assert languages("feed", atom) == ["de", "en"]
    assert languages("feed", json.dumps(feed)) == ["de"]
    assert languages("ghost", ghost(ghost_post(html=text), settings=settings)) == ["de"]


def test_the_folders_that_hugo_has_for_languages(db: None, tmp_path: Path) -> None:
    files: Files = {
        "hugo.toml": "baseURL = '/'\n[languages.en]\ncontentDir = 'content/english'\n"
        "[languages.de]\ncontentDir = 'content/german'\n",
        "content/english/posts/a.md": GERMAN,
        "content/german/posts/a.md": GERMAN,
        "content/german/posts/b.md": GERMAN,
    }
    source = open_source(put(tmp_path, files))
    with source.tree:
        assert source.translations == {"content/german/posts/a.md": "de"}

    bring_in(tmp_path)

    found = dict(Article.objects.values_list("slug", "language"))
    assert found == {"a": "", "a-de": "de", "b": "de"}


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("content/ja/a.md", "日本語", "ja"),
        ("content/zh-cn/a.md", "中文", "zh-cn"),
        ("content/ja/a.md", "English", ""),
        ("content/it/a.md", "Italiano", ""),
        ("content/ru/a.md", "Русский", "ru"),
        ("ru.md", "Русский", ""),
        ("content/en/a.md", "Text", ""),
    ],
)
def test_a_folder_may_be_named_after_a_language(path: str, text: str, expected: str) -> None:
    assert ENGLISH.of_folder(path, text) == expected
    assert SiteLanguage(here="ja").of_folder("content/ja/a.md", "日本語") == ""
