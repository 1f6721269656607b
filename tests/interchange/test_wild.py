"""A blog as blogs are: many scripts, names that sound alike, impossible dates, slips, old encodings, empty and huge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Author, Category, Redirect, Series, Tag
from interchange.exporting import export_articles

from .conftest import bring_in, codes, put
from .test_histories import trees_differ

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Post:
    """A post, and what it is to become where that is not what it says."""

    title: str
    date: str = "2021-03-04"
    category: str = ""
    tags: tuple[str, ...] = ()
    author: str = ""
    body: str = "Text.\n"
    becomes: datetime | None = field(default_factory=lambda: datetime(2021, 3, 4, tzinfo=UTC))

    @property
    def text(self) -> str:
        named = {
            "title": f'"{self.title}"',
            "date": self.date,
            "category": self.category,
            "author": self.author,
        }
        lines = [f"{key}: {value}\n" for key, value in named.items() if value]
        tags = f"tags: [{', '.join(self.tags)}]\n" if self.tags else ""
        return f"---\n{''.join(lines)}{tags}---\n{self.body}"


def at(hour: int, minute: int = 0, zone: float = 0) -> datetime:
    return datetime(2021, 3, 4, hour, minute, tzinfo=timezone(timedelta(hours=zone)))


LANGUAGES = {
    "zh": Post("怎样烤面包", "2021年3月4日 下午5:20", "厨房笔记", ("面包", "周末"), "王小红", becomes=at(17, 20)),
    "ja": Post("週末にパンを焼く：はじめの一歩", "2021年3月4日", "台所", ("カタカナ", "ひらがな", "漢字"), "山田花子"),
    "ko": Post("주말에 빵 굽기", "2021. 3. 4.", "부엌", ("빵", "주말"), "김영희"),
    "ar": Post("كيف تخبز الخبز", "2021-03-04 10:20:00 +0300", "مطبخ", ("خبز",), "ليلى علي", becomes=at(10, 20, 3)),
    "he": Post("איך אופים לחם בבית", "4.3.2021", "מטבח", ("לחם",), "דנה כהן"),
    "hi": Post("रोटी कैसे बनाएँ", "2021-03-04 10:20:00 IST", "रसोई", ("रोटी", "घर"), "सीता शर्मा", becomes=at(10, 20, 5.5)),
    "th": Post("วิธีอบขนมปังที่บ้าน", category="ครัว", tags=("ขนมปัง", "บ้าน"), author="สมหญิง ใจดี"),
    "ru": Post("Как испечь хлеб дома", "4 марта 2021 г.", "Кухня", ("хлеб", "тёплый"), "Анна Петрова"),
    "el": Post("Πώς να ψήσετε ψωμί", "2021-03-04T10:20:00+02:00", "Κουζίνα", ("ψωμί",), "Άννα", becomes=at(10, 20, 2)),
    "tr": Post("Işıklı mutfakta İstanbul ekmeği", "4 Mart 2021", "Mutfak", ("ekmek", "ışık"), "Çiğdem Şahin"),
    "de": Post("Brot für große Öfen", "4. März 2021", "Küche", ("Größe", "Öfen"), "Jürgen Weiß"),
    "vi": Post("Cách nướng bánh mì ở nhà", category="Bếp", tags=("bánh mì", "đường"), author="Nguyễn Thị Đào"),
    "emoji": Post("🍞 Bread 🥖 time", category="😀", tags=("🍞", "a🍞", "a"), author="Bread 🥖"),
}  # fmt: skip
# All of them are "shi" to whoever does not know the tones.
ALIKE = "石诗是十时事市师视试士施湿失狮示世式"
IMPOSSIBLE = (
    "2021-02-30",
    "31/13/2020",
    "0000-00-00",
    "0001-01-01T00:00:00Z",
    "20210-01-01",
    "2021-03-04T25:00:00Z",
    "soon",
)
ENCODED = {
    "gb18030": "这是很久以前写的，我们在这里看看能不能读。",
    "cp932": "これは昔のエディタで書いた記事です。読めるでしょうか。",
    "latin-1": "Brot für große Öfen, schön gebräunt.",
    "utf-16": "Хлеб, bread, 面包",
    "utf-8-sig": "Хлеб, bread, 面包",
}
SLIPS = {
    "tabs": "title: Tabs\ntags:\n\t- a\n    - b\n",
    "colon": "title: Bread: a start\ntags: [a, b]\n",
    "quotes": 'title: "The "best" bread"\ntags: [a, b]\n',
    "at": "title: @home\ntags: [a, b]\n",
    "bracket": "title: Bracket\ntags: [a, b\n",
    "wide": "title：Wide\ntags: [a, b]\n",
}


def blog() -> Mapping[str, str | bytes]:
    files: dict[str, str | bytes] = {f"posts/{key}.md": post.text for key, post in LANGUAGES.items()}
    files |= {f"named/{post.title}.md": Post(f"{post.title} 2").text for post in LANGUAGES.values()}
    files |= {f"alike/{each}.md": Post(each, category=each, tags=(each,), author=each).text for each in ALIKE}
    files |= {
        f"dates/{number}.md": Post(f"Date {number}", date).text for number, date in enumerate(IMPOSSIBLE)
    }
    files |= {
        f"slips/{key}.md": f"---\n{lines}date: 2021-03-04\n---\nText.\n" for key, lines in SLIPS.items()
    }
    files |= {
        f"old/{codec}.md": Post(text, body=f"{text}\n").text.encode(codec) for codec, text in ENCODED.items()
    }
    files |= {f"again/{number}/same.md": Post("Same", body=f"Body {number}.\n").text for number in range(3)}
    files |= {
        "crlf.md": Post("Line ends").text.replace("\n", "\r\n"),
        "cr.md": Post("Older line ends").text.replace("\n", "\r"),
        "empty.md": "",
        "no-body.md": Post("No body", body="").text,
        "no-title.md": "---\ndate: 2021-03-04\n---\nJust a text.\n",
        "huge.md": Post(
            "Huge", body="Bread, *butter* and `salt`, [here](https://bread.example/).\n\n" * 13_000
        ).text,
    }
    return files


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return put(tmp_path / "blog", blog())


def article_of(imported: object, path: str) -> Article:
    return Article.objects.get(slug=imported[path].slug)  # type: ignore[index]


def test_every_post_is_imported_as_it_was(source: Path) -> None:
    """Nothing is rejected, and titles, moments, people and terms are those that the posts name."""
    imported = bring_in(source)
    assert {path for path, line in imported.lines.items() if line.result != "created"} == {"empty.md"}
    for key, post in LANGUAGES.items():
        article = article_of(imported, f"posts/{key}.md")
        assert (article.title, article.date) == (post.title, post.becomes)
        assert (article.category.name if article.category else "") == post.category
        assert {tag.name for tag in article.tags.all()} == set(post.tags)
        assert [author.name for author in article.authors.all()] == [post.author]
        assert article_of(imported, f"named/{post.title}.md").title == f"{post.title} 2"
    for each in ALIKE:
        article = article_of(imported, f"alike/{each}.md")
        assert (article.category.name, [tag.name for tag in article.tags.all()]) == (each, [each])  # type: ignore[union-attr]
    for number in range(len(IMPOSSIBLE)):
        assert "date-unreadable" in codes(imported[f"dates/{number}.md"])
    for key in SLIPS:
        assert {tag.name for tag in article_of(imported, f"slips/{key}.md").tags.all()} == {"a", "b"}
    for codec, text in ENCODED.items():
        article = article_of(imported, f"old/{codec}.md")
        assert (article.title, article.text.strip()) == (text, text)
    assert [article_of(imported, f"again/{number}/same.md").text.strip() for number in range(3)] == [
        f"Body {number}." for number in range(3)
    ]


def test_a_second_import_changes_nothing(source: Path) -> None:
    bring_in(source)
    assert set(bring_in(source).outcome.counts) == {"unchanged", "ignored"}


def test_out_and_in_again_gives_the_same_files(source: Path, tmp_path: Path) -> None:
    """With every name under the address that it had, and every revision."""
    bring_in(source)
    export_articles(tmp_path / "one", all=True, history=True)
    for model in (Article, Author, Category, Series, Tag, Redirect, User):
        model.objects.all().delete()
    bring_in(tmp_path / "one")
    export_articles(tmp_path / "two", all=True, history=True)
    assert trees_differ(tmp_path / "one", tmp_path / "two") == []


def test_every_page_answers(source: Path, client: Client) -> None:
    bring_in(source)
    paths = [article.get_absolute_url() for article in Article.objects.live()]
    for model in (Category, Tag, Author):
        paths += [record.get_absolute_url() for record in model.objects.in_use()]
    paths += [
        f"{path}{feed}" for path in ("/", *paths[-40:]) for feed in ("feed.xml", "rss.xml", "feed.json")
    ]
    assert {
        path: status for path in [*paths, "/archive/"] if (status := client.get(path).status_code) != 200
    } == {}


def test_a_post_under_a_thousand_tags_has_a_page(tmp_path: Path) -> None:
    tags = ", ".join(f"tag {number}" for number in range(1100))
    bring_in(put(tmp_path, {"a.md": f"---\ntitle: A\ndate: 2020-01-02\ntags: [{tags}]\n---\nText\n"}))
    response = Client().get("/articles/a/")
    assert response.status_code == 200
    assert response.content.count(b'href="/tags/') >= 1100


def test_many_posts_may_ask_for_one_address(tmp_path: Path) -> None:
    """Each gets the next number, and is written with the others all the same: not one by one."""

    def queries(folder: str, slugs: list[str]) -> int:
        files = {
            f"{number:03}.md": f"---\ntitle: {folder} {number}\ndate: 2020-01-02\nslug: {slug}\n---\nText\n"
            for number, slug in enumerate(slugs)
        }
        with CaptureQueriesContext(connection) as captured:
            assert set(bring_in(put(tmp_path / folder, files)).results.values()) == {"created"}
        return len(captured)

    apart = queries("apart", [f"own-{number}" for number in range(60)])
    alike = queries("alike", ["same"] * 60)
    found = set(Article.objects.filter(slug__startswith="same").values_list("slug", flat=True))
    assert found == {"same", *(f"same-{number}" for number in range(2, 61))}
    # Whether it is the article that is there already is asked for each.
    assert alike <= apart + 60 * 5
