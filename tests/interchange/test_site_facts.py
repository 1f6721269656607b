"""What a site says of many of its posts at once is true of each that does not say otherwise."""

from pathlib import Path

import pytest

from articles.models import Article

from .conftest import bring_in, codes, put

pytestmark = pytest.mark.django_db


def post(body: str = "Text.", **said: str) -> str:
    lines = "".join(
        f"{key}: {value}\n" for key, value in {"title": "T", "date": "2024-05-01", **said}.items()
    )
    return f"---\n{lines}---\n{body}\n"


def byline(slug: str) -> list[str]:
    return [author.name for author in Article.objects.get(slug=slug).byline]


def test_authors_are_looked_up_in_the_blogs_own_file(tmp_path: Path) -> None:
    """Docusaurus names authors by the keys of `authors.yml`; who is not in it stays as he is written."""
    people = (
        "ada:\n  name: Ada Example\n  title: Editor\n  url: https://ada.example\nbo:\n  name: Bo Sample\n"
    )
    source = put(
        tmp_path / "site",
        {
            "blog/authors.yml": people,
            "blog/one.md": post(authors="[ada, bo]"),
            "blog/two.md": post(authors="bo"),
            "blog/three.md": post(authors="[{name: Cy Third}, ada]"),
            "news/four.md": post(authors="bo"),
        },
    )

    found = bring_in(source)

    assert byline("one") == ["Ada Example", "Bo Sample"]
    assert byline("two") == ["Bo Sample"]
    assert byline("three") == ["Cy Third", "Ada Example"]
    assert byline("four") == ["bo"]
    assert Article.objects.get(slug="one").byline[0].url == "https://ada.example"
    assert "authors-from-site" in codes(found["blog/one.md"])
    assert bring_in(source).outcome.counts["unchanged"] == 4


@pytest.mark.parametrize(
    "files",
    [
        {"_config.yml": "title: x\n", "_data/authors.yml": "ada: {name: Ada Example}\n"},
        {"data/authors.json": '{"ada": {"name": "Ada Example"}}'},
        {"data/authors/ada.toml": 'name = "Ada Example"\n'},
        {"content/authors/ada/_index.md": "---\ntitle: Ada Example\n---\n"},
        {"_posts/.authors.yml": "authors:\n  ada:\n    name: Ada Example\n    description: Editor\n"},
        {"src/content/authors/ada.md": "---\nname: Ada Example\n---\nShe writes.\n"},
    ],
    ids=["jekyll", "hugo-file", "hugo-folder", "hugo-pages", "material", "astro"],
)
def test_authors_are_found_where_programs_keep_them(tmp_path: Path, files: dict[str, str]) -> None:
    """Each program has a place of its own for its authors; none of these files becomes an article."""
    found = bring_in(put(tmp_path / "site", {**files, "_posts/2024-05-01-one.md": post(author="ada")}))

    assert byline("one") == ["Ada Example"]
    assert found.outcome.counts["created"] == 1


def test_a_changed_list_of_authors_is_seen(tmp_path: Path) -> None:
    """The post's own file is as it was, but it means somebody else now."""
    source = put(tmp_path / "site", {"authors.yml": "ada: {name: Ada}\n", "one.md": post(authors="ada")})
    bring_in(source)
    put(source, {"authors.yml": "ada: {name: Ada Example}\n"})

    assert bring_in(source)["one.md"].result == "updated"
    assert byline("one") == ["Ada Example"]


def test_jekylls_defaults_hold_where_a_post_says_nothing(tmp_path: Path) -> None:
    """By scope: for posts, below a path; the longer path wins, and what the post says wins over all."""
    config = """\
defaults:
  - scope: {path: "", type: posts}
    values: {author: Ada Example, category: General, layout: post}
  - scope: {path: "_posts/inner"}
    values: {category: Inner, lang: de}
  - scope: {path: "", type: pages}
    values: {author: Nobody}
"""
    source = put(
        tmp_path / "site",
        {
            "_config.yml": config,
            "_posts/2024-05-01-one.md": post(),
            "_posts/inner/2024-05-01-two.md": post(),
            "_posts/2024-05-01-three.md": post(author="Bo Sample", category="Own"),
        },
    )

    found = bring_in(source)

    one, two, three = (Article.objects.get(slug=slug) for slug in ("one", "two", "three"))
    assert (byline("one"), one.category.name) == (["Ada Example"], "General")
    assert (byline("two"), two.category.name, two.language) == (["Ada Example"], "Inner", "de")
    assert (byline("three"), three.category.name) == (["Bo Sample"], "Own")
    assert {"authors-from-site", "category-from-site"} <= codes(found["_posts/2024-05-01-one.md"])


def test_hugos_cascade_holds_below_its_section(tmp_path: Path) -> None:
    """A draft by cascade is a draft; another section and another target know nothing of it."""
    source = put(
        tmp_path / "site",
        {
            "content/posts/_index.md": "---\ntitle: Posts\ncascade:\n  draft: true\n  author: Ada Example\n---\n",
            "content/posts/one.md": post(),
            "content/posts/two.md": post(draft="false"),
            "content/news/three.md": post(),
            "content/_index.md": (
                '+++\n[[cascade]]\ntags = ["all"]\n[cascade._target]\npath = "/news/**"\n'
                '[[cascade]]\ntags = ["section"]\n[cascade._target]\nkind = "section"\n+++\n'
            ),
        },
    )

    found = bring_in(source)

    assert found["content/posts/one.md"].status == "draft"
    assert found["content/posts/two.md"].status == "published"
    assert byline("two") == ["Ada Example"]
    assert [tag.name for tag in Article.objects.get(slug="three").tags.all()] == ["all"]
    assert not Article.objects.get(slug="two").tags.exists()


def test_a_cascades_paths_begin_where_the_content_does(tmp_path: Path) -> None:
    """Wherever settings put it; a star stands for one part of a path, and a draft by cascade had no address."""
    settings = """baseURL: https://old.example/
contentDir: texts
cascade:
- target: {path: "/{old,older}/**"}
  tags: [ancient]
- target: {path: /new/*}
  draft: true
"""
    names = ("old/deep/a.md", "new/b.md", "new/deep/c.md", "new/d/index.md")
    source = put(
        tmp_path / "site",
        {
            "hugo.yaml": settings,
            **{f"texts/{name}": f"---\ntitle: X{name}\ndate: 2024-01-01\n---\nT\n" for name in names},
        },
    )
    found = bring_in(source)

    assert [tag.name for tag in Article.objects.get(slug="a").tags.all()] == ["ancient"]
    drafts = {name for name in names if found[f"texts/{name}"].status == "draft"}
    assert drafts == {"new/b.md", "new/d/index.md"}
    assert "alias-from-rule" not in codes(found["texts/new/b.md"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("authors.yml", "ada: [\n"),
        ("authors.yml", "- ada\n"),
        ("authors.json", "[" * 100_000),
        ("authors.toml", "ada = {"),
        ("authors.yml", b"\xff\xfe\x00"),
        ("authors.yml", "ada: &a\n  name: [*a, *a]\n"),
        ("authors.toml", "[ada]\nname = 10:20:30\n"),
        ("_config.yml", "defaults: {scope: 1}\n"),
        ("_config.yml", "defaults: [1, {scope: 2}, {scope: {path: 3}, values: {author: [[]]}}]\n"),
        ("_index.md", "---\ncascade: [1, {target: 3}]\n---\n"),
    ],
)
def test_what_cannot_be_read_says_nothing(tmp_path: Path, name: str, content: str | bytes) -> None:
    """A site's broken settings are no reason to leave its posts behind."""
    found = bring_in(put(tmp_path / "site", {name: content, "_posts/2024-05-01-one.md": post(author="ada")}))

    assert found["_posts/2024-05-01-one.md"].result == "created"
    assert byline("one") == ["ada"]


def test_what_pelican_says_of_all_posts(tmp_path: Path) -> None:
    """Its author, and the folder of a post as its category."""
    post = "Title: {}\nDate: 2020-01-02\n{}\nText\n"
    bring_in(
        put(
            tmp_path / "blog",
            {
                "pelicanconf.py": "AUTHOR = 'Mia Berg'\nDEFAULT_CATEGORY = 'Rest'\n",
                "content/a.md": post.format("A", ""),
                "content/bread/b.md": post.format("B", ""),
                "content/bread/c.md": post.format("C", "Category: Cake\nAuthor: Ole Dahl\n"),
            },
        )
    )
    said = {
        each.slug: (str(each.category), [str(author) for author in each.authors.all()])
        for each in Article.objects.all()
    }
    assert said == {"a": ("Rest", ["Mia Berg"]), "b": ("bread", ["Mia Berg"]), "c": ("Cake", ["Ole Dahl"])}


def test_what_pelicans_settings_say_of_paths(tmp_path: Path) -> None:
    """`DEFAULT_METADATA` holds for all, `EXTRA_PATH_METADATA` for a file or a folder; computed values say nothing."""
    settings = """NAME = compute()
DEFAULT_METADATA = {'status': 'draft', 'category': NAME}
EXTRA_PATH_METADATA = {'news/b.md': {'status': 'published', 'tags': 'x, y'}, 'static': {'path': '/'}}
"""
    text = "Title: {}\nDate: 2020-01-02\n\nText\n"
    put(tmp_path / "blog", {"pelicanconf.py": settings, "content/news/a.md": text.format("A")})
    bring_in(put(tmp_path / "blog", {"content/news/b.md": text.format("B")}))
    a, b = Article.objects.order_by("slug")
    assert (a.status, b.status, str(a.category)) == ("draft", "published", "news")
    assert sorted(b.tags.names()) == ["x", "y"]


def test_what_nikola_keeps_to_itself(tmp_path: Path) -> None:
    """Posts without an author are by the blog's; the tags `draft` and `private` hold a post back."""
    post = "<!--\n.. title: {0}\n.. date: 2020-01-02\n.. tags: {1}\n-->\nText\n"
    bring_in(
        put(
            tmp_path / "blog",
            {
                "conf.py": "BLOG_TITLE = 'x'\nBLOG_AUTHOR = 'Mia Berg'\n",
                "posts/a.md": post.format("A", "bread"),
                "posts/b.md": post.format("B", "bread, draft"),
            },
        )
    )
    a, b = Article.objects.order_by("slug")
    assert (a.status, b.status) == ("published", "draft")
    assert [str(each) for each in a.authors.all()] == ["Mia Berg"]
