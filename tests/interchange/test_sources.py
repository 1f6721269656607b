"""What a folder or archive is, by what lies in it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles.models import Article
from interchange.sources import open_source

from .conftest import Files, bring_in, codes, put, zipped
from .test_import import post

Source = Callable[[Files], Path]


def recognised(path: Path) -> tuple[str, str]:
    source = open_source(path)
    with source.tree:
        return source.flavour, source.root


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["posts/a.md", "b.md"], ("", "")),
        (["blog-main/posts/a.md", "blog-main/b.md"], ("", "blog-main/")),
        (["docs/_config.yml", "docs/_posts/2020-01-01-a.md"], ("jekyll", "docs/")),
        (["x/pets/_posts/2020-01-01-a.md", "x/_posts/2020-01-01-b.md", "y.css"], ("jekyll", "x/")),
        (["_config.yml", "scaffolds/post.md", "source/_posts/a.md"], ("hexo", "")),
        (["_config.yml", "source/_posts/a.md"], ("hexo", "")),
        (["pelicanconf.py", "content/a.md"], ("pelican", "")),
        (["mkdocs.yml", "docs/a.md"], ("mkdocs", "")),
        (["hugo.toml", "content/posts/a.md"], ("hugo", "")),
        (["site.yaml", "articles/a.md"], ("trendsite", "")),
        (["out/site.yaml", "out/articles/a.md", "out/media/images/x.png"], ("trendsite", "out/")),
        (["site.yaml", "posts/a.md"], ("", "")),
    ],
)
def test_the_program_a_tree_was_written_for(
    tmp_path: Path, files: list[str], expected: tuple[str, str]
) -> None:
    """Told by its configuration or its folders, in a folder as in an archive."""
    content = dict.fromkeys(files, "x")
    assert recognised(put(tmp_path / "d", content)) == expected
    assert recognised(zipped(tmp_path / "a.zip", content)) == expected


DATED = "---\ntitle: A\ndate: 2020-01-02 03:04:05\n{}---\n{}"
HEXO = {"_config.yml": "new_post_name: :title.md\n"}
OCTOPRESS = {"_config.yml": "source: source\ndestination: public\n"}
PELICAN = {"pelicanconf.py": "PATH = 'content'\n"}
NIKOLA = {"conf.py": "BLOG_TITLE = 'x'\nPOSTS = (('p/*.md', 'p', 'x'),)\nPAGES = (('s/*.md', 's', 'x'),)\n"}
HUGO = {"hugo.toml": "baseURL = 'https://old.example/'\n"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("beside", "path", "text", "expected"),
    [
        (HEXO, "source/_posts/a.md", DATED.format("", "Text\n"), "created"),
        (HEXO, "source/about/index.md", DATED.format("type: about\n", "Who I am.\n"), "ignored"),
        (OCTOPRESS, "source/about/index.md", DATED.format("layout: page\n", "Who I am.\n"), "ignored"),
        (OCTOPRESS, "source/_posts/2020-01-02-a.md", DATED.format("layout: page\n", "Text\n"), "created"),
        (PELICAN, "content/pages/about.md", DATED.format("", "Who I am.\n"), "ignored"),
        (PELICAN, "content/a.md", DATED.format("", "Text\n"), "created"),
        (NIKOLA, "s/about.md", DATED.format("", "Who I am.\n"), "ignored"),
        (NIKOLA, "p/a.md", DATED.format("", "Text\n"), "created"),
        (HUGO, "content/page/archives/index.md", DATED.format("layout: archives\n", ""), "ignored"),
        (HUGO, "content/post/a.md", DATED.format("layout: search\n", "Searching is hard. " * 30), "created"),
    ],
)
def test_pages_that_have_a_date_all_the_same(
    tmp_path: Path, beside: dict[str, str], path: str, text: str, expected: str
) -> None:
    """Hexo and Octopress date every new page, Pelican and Nikola have folders of them, themes fill lists of tags."""
    folder = put(tmp_path / "blog", {**beside, path: text, "x/b.md": "x"})
    assert bring_in(folder).results[path] == expected


@pytest.mark.django_db
def test_what_is_no_post_of_hugos(source: Source) -> None:
    """Undated documents inside of a page bundle are parts of it, and those outside of all sections are pages."""
    text = "---\ntitle: {}\n{}---\nText\n"
    imported = bring_in(
        source(
            {
                "hugo.toml": "baseURL = 'https://old.example/'\n",
                "content/about.md": text.format("About", ""),
                "content/news.md": text.format("News", "date: 2020-01-02\n"),
                "content/posts/trip/index.md": text.format("Trip", ""),
                "content/posts/trip/route.md": "The route.\n",
                "content/posts/trip/camp.md": text.format("Camp", "date: 2020-01-02\n"),
                "content/posts/bread.md": text.format("Bread", ""),
            }
        )
    )
    assert {path for path, result in imported.results.items() if result == "created"} == {
        "content/news.md",
        "content/posts/trip/index.md",
        "content/posts/trip/camp.md",
        "content/posts/bread.md",
    }


@pytest.mark.django_db
def test_a_post_that_jekyll_took_over_from_wordpress(source: Source) -> None:
    """Its text is as WordPress stores it; links by its number lead to it."""
    body = (
        '<p>Bread.</p>\n[caption id="a" align="left"]<img src="/a.jpg" alt="A" /> <em>Below</em>[/caption]\n'
        '<pre><code class="ruby">puts 1</code></pre>\n[sourcecode language="python"]a < b[/sourcecode]\n'
        '[strange id="1"]\n'
    )
    head = "---\ntitle: A\nwordpress_id: 31\nwordpress_url: http://old.example/?p=31\n---\n"
    imported = bring_in(
        source(
            {
                "_config.yml": "url: http://old.example\n",
                "_posts/2020-01-02-a.html": head + body,
                "_posts/2020-01-03-b.md": "---\ntitle: B\n---\nSee [a](http://old.example/?p=31).\n",
            }
        )
    )
    a, b = Article.objects.order_by("slug")
    assert "[caption" not in a.latest_revision.text
    assert "Below" in a.html
    assert "```ruby\nputs 1\n```" in a.latest_revision.text
    assert "```python\na < b\n```" in a.latest_revision.text
    assert "shortcode-left" in codes(imported["_posts/2020-01-02-a.html"])
    assert "[a](/articles/a/)" in b.latest_revision.text
    assert "/?p=31" in [each.path for each in a.redirects.all()]


@pytest.mark.django_db
def test_a_post_in_html(source: Source) -> None:
    """Jekyll's importers write them so; the body becomes Markdown. Pages, and HTML without frontmatter, do not."""
    body = (
        "<p>Bake <b>bread</b> with <a href='/2020/01/03/b.html'>butter</a>, not *stars*.</p>\n"
        "{% highlight python %}\nif a < b:\n    bake()\n{% endhighlight %}\n"
    )
    imported = bring_in(
        source(
            {
                "_config.yml": "title: x\n",
                "_posts/2020-01-02-a.html": f"---\ntitle: A\nblogger_orig_url: http://old.example/2020/a.html\n---\n{body}",
                "_posts/2020-01-03-b.md": "---\ntitle: B\n---\nSee [a](/2020/01/02/a.html).\n",
                "_posts/part.html": "<p>A part of something.</p>\n",
                "about.html": "---\ntitle: About\n---\n<p>Who I am.</p>\n",
            }
        )
    )
    assert {path for path, result in imported.results.items() if result == "ignored"} == {
        "_config.yml",
        "_posts/part.html",
        "about.html",
    }
    a, b = Article.objects.order_by("slug")
    assert "Bake **bread** with [butter](/articles/b/), not \\*stars\\*." in a.latest_revision.text
    assert "```python\nif a < b:\n    bake()\n```" in a.latest_revision.text
    assert "[a](/articles/a/)" in b.latest_revision.text
    assert sorted(each.path for each in a.redirects.all()) == ["/2020/01/02/a.html", "/2020/a.html"]


@pytest.mark.django_db
@pytest.mark.parametrize("posts", [("blog/2020-01-02-p.md",), ()])
@pytest.mark.django_db
def test_documentation_beside_a_blog(source: Source, posts: tuple[str, ...]) -> None:
    """Docusaurus publishes handbooks and blogs: beside a blog the handbook's chapters and single pages are no posts."""
    chapters = ("docs/a.md", "versioned_docs/version-1/a.md", "src/pages/team.md")
    texts = {path: f"---\ntitle: {path}\n---\nText\n" for path in (*chapters, *posts)}
    imported = bring_in(source({"docusaurus.config.js": "module.exports = {baseUrl: '/'};\n", **texts}))
    created = {path for path, result in imported.results.items() if result == "created"}
    assert created == set(posts or chapters)


@pytest.mark.django_db
def test_a_jekyll_site(source: Source) -> None:
    """Posts come from `_posts` and `_drafts` alone, filed under the folder above; pages are no posts."""
    imported = bring_in(
        source(
            {
                "_config.yml": "title: x\n",
                "_posts/2020-01-02-a.md": "---\nlayout: post\ntitle: A\n---\nText\n",
                "pets/_posts/2020-01-02-b.md": "---\ntitle: B\n---\nText\n",
                "_drafts/c.md": "---\ntitle: C\n---\nText\n",
                "about.md": "---\ntitle: About\n---\nText\n",
                "_layouts/default.md": "x",
            }
        )
    )
    assert {path for path, result in imported.results.items() if result == "created"} == {
        "_posts/2020-01-02-a.md",
        "pets/_posts/2020-01-02-b.md",
        "_drafts/c.md",
    }
    categories = {each.slug: each.category and each.category.name for each in Article.objects.all()}
    assert categories == {"a": None, "b": "pets", "c": None}
    assert Article.objects.get(slug="c").status == "draft"


@pytest.mark.django_db
@pytest.mark.parametrize("site_file", ["pelicanconf.py", "mkdocs.yml"])
def test_sites_written_in_python_markdown(source: Source, site_file: str) -> None:
    """Their documents are rendered as their authors saw them."""
    bring_in(source({site_file: "", "content/a.md": post("A", body="Term\n:   What it means\n")}))
    made = Article.objects.get()
    assert made.dialect == "python-markdown"
    assert "<dt>" in made.html


@pytest.mark.django_db
def test_in_an_export_only_articles_are_articles(source: Source) -> None:
    """Other documents beside them are not; the file's name is the slug even where the document disagrees."""
    imported = bring_in(
        source({"site.yaml": "{}", "articles/2020-01-02-a.md": post("A"), "notes.md": post("Notes")})
    )
    assert imported.results == {
        "articles/2020-01-02-a.md": "created",
        "notes.md": "ignored",
        "site.yaml": "ignored",
    }
    assert Article.objects.get().slug == "2020-01-02-a"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content", ["- a list\n", "a: [unclosed\n", "\t\n", "authors: nobody\n", "x: !!python/name:os.system\n"]
)
def test_a_bad_site_file_stops_nothing(source: Source, content: str) -> None:
    """It is rejected or says nothing; the articles are imported."""
    imported = bring_in(source({"site.yaml": content, "articles/a.md": post("A")}))
    assert imported["articles/a.md"].result == "created"
    assert imported["site.yaml"].error is not None


@pytest.mark.django_db
def test_a_site_file_overwrites_nothing(source: Source) -> None:
    """What is missing is made and what is empty filled in; what the site says stays."""
    article_files = {"articles/a.md": post("A", category="Shelf", authors=["Ann"])}
    bring_in(source(article_files))
    made = Article.objects.get()
    assert made.category is not None
    made.category.description = "Said here"
    made.category.save()
    bring_in(
        source(
            {
                **article_files,
                "site.yaml": "categories: {shelf: {name: Other, description: Said there}}\n"
                "authors: {ann: {name: Ann Lee, bio: Writes.}}\n",
            }
        )
    )
    made = Article.objects.get()
    assert made.category is not None
    assert (made.category.name, made.category.description) == ("Shelf", "Said here")
    assert (made.byline[0].name, made.byline[0].bio) == ("Ann", "Writes.")


# -- Posts in HTML ----------------------------------------------------------------------------------------------


PAGE = (
    "<html><head><title>Tea &amp; cake</title><meta name='date' content='2020-01-02 10:00'>"
    '<meta name="tags" content="leaf, cup" /><meta name="viewport" content="x"></head>'
    "<body class='x'><p>Hot <b>water</b></p></body></html>"
)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"hugo.toml": ""}, "content/posts/a.html"),
        ({"hugo.toml": ""}, "content/posts/b/index.html"),
        ({".eleventy.js": ""}, "posts/a.html"),
    ],
)
def test_a_dated_post_in_html_below_frontmatter_is_one(source: Source, files: Files, path: str) -> None:
    text = "---\ntitle: Tea & cake\ndate: 2020-01-02\n---\n<p>Hot <b>water</b></p>\n"
    assert bring_in(source({**files, path: text}))[path].result == "created"
    assert Article.objects.get(title="Tea & cake").latest_revision.document.body.strip() == "Hot **water**"  # type: ignore[union-attr]


@pytest.mark.django_db
def test_pelicans_pages_of_html_say_what_they_are_in_their_heads(source: Source) -> None:
    files = {
        "pelicanconf.py": "TIMEZONE = 'Asia/Tokyo'\n",
        "content/a.html": PAGE,
        "content/b.html": "<p>No head</p>",
    }
    imported = bring_in(source(files))
    assert (imported["content/a.html"].result, imported["content/b.html"].result) == ("created", "ignored")
    article = Article.objects.get()
    assert (article.title, article.date) == ("Tea & cake", datetime(2020, 1, 2, 1, tzinfo=UTC))
    assert {tag.name for tag in article.tags.all()} == {"leaf", "cup"}
    assert article.latest_revision.document.body.strip() == "Hot **water**"  # type: ignore[union-attr]
    assert article.latest_revision.document.fields.dialect == ""  # type: ignore[union-attr]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["index.html", "_layouts/a.html", "blog/a.html"])
def test_jekylls_pages_of_html_are_none(source: Source, path: str) -> None:
    files = {"_config.yml": "highlighter: x\n", path: "---\ntitle: A\ndate: 2020-01-02\n---\n<p>x</p>\n"}
    assert set(bring_in(source(files)).results.values()) == {"ignored"}


@pytest.mark.django_db
def test_a_headless_bundle_is_no_post(source: Source) -> None:
    files = {"hugo.toml": "", "content/home/a.md": "+++\nheadless = true\ndate = 2020-01-02\n+++\nText\n"}
    line = bring_in(source(files))["content/home/a.md"]
    assert (line.result, line.error and line.error.code) == ("ignored", "page")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("config", "path", "status"),
    [
        ("astro.config.mjs", "src/content/blog/_a.md", "draft"),
        ("astro.config.mjs", "src/content/blog/_old/a.md", "published"),
        ("docusaurus.config.js", "blog/_parts/a.mdx", "draft"),
        ("hugo.toml", "content/posts/_a.md", "published"),
    ],
)
def test_what_a_program_leaves_out_for_its_name_is_a_draft(
    source: Source, config: str, path: str, status: str
) -> None:
    text = "---\ntitle: A\ndate: 2020-01-02\n---\nText\n"
    line = bring_in(source({config: "", path: text}))[path]
    assert (line.status, line.slug) == (status, "_a" if status == "published" and "/_a" in path else "a")


@pytest.mark.django_db
def test_documentation_beside_a_blog_is_none_of_its_posts(source: Source) -> None:
    """In Hugo's sites it is a section without dates; alone it may be what somebody wants to bring in."""
    page, dated = "---\ntitle: Page\n---\nText\n", "---\ntitle: Page\ndate: 2024-05-06\n---\nText\n"
    docs: Files = {"hugo.toml": "baseURL = '/'\n", "content/docs/a.md": page, "content/en/docs/x/b.md": page}
    blog: Files = {"content/docs/c.md": dated, "content/en/blog/d.md": page}

    alone = bring_in(source(docs), plan=True).results
    beside = bring_in(source({**docs, **blog}), plan=True).results

    assert (alone["content/docs/a.md"], alone["content/en/docs/x/b.md"]) == ("created", "created")
    assert (beside["content/docs/a.md"], beside["content/en/docs/x/b.md"]) == ("ignored", "ignored")
    assert (beside["content/docs/c.md"], beside["content/en/blog/d.md"]) == ("created", "created")


HUGO = {"hugo.toml": "title = 'H'\nbaseURL = 'https://hugo.example/'\n", "content/posts/h.md": post(slug="h")}
JEKYLL = {"_config.yml": "title: J\n", "_posts/2020-02-03-j.md": post()}
OURS = {"site.yaml": "version: 1\n", "articles/ours.md": post(slug="ours"), "notes/n.md": post()}


def _under(folder: str, files: dict[str, str]) -> dict[str, str]:
    return {f"{folder}/{name}": content for name, content in files.items()}


@pytest.mark.django_db
def test_sites_side_by_side_are_each_what_they_are(source: Source) -> None:
    """An export of ours does not make its neighbours' posts its own, nor a blog those of the next."""
    files = _under("a", HUGO) | _under("b", JEKYLL) | _under("deep/c", OURS) | {"other.md": post(slug="o")}
    imported = bring_in(source(files))
    assert {path: line.error and line.error.code for path, line in imported.lines.items()} == {
        "a/hugo.toml": "not-an-article",
        "a/content/posts/h.md": None,
        "b/_config.yml": "not-an-article",
        "b/_posts/2020-02-03-j.md": None,
        "deep/c/site.yaml": "site-file",
        "deep/c/articles/ours.md": None,
        "deep/c/notes/n.md": "not-an-article",
        "other.md": None,
    }
    assert Article.objects.count() == 4
    again = bring_in(source(files))
    assert set(again.results.values()) == {"unchanged", "ignored"}


@pytest.mark.django_db
def test_what_belongs_to_a_site_stays_with_it(source: Source) -> None:
    """Documentation, examples and themes beside a blog are no sites of their own, whatever settings they have."""
    files = _under("blog", JEKYLL) | _under(
        "docs", {"mkdocs.yml": "site_name: D\n", "docs/page.md": "# Page\n"}
    )
    imported = bring_in(source(files))
    assert imported.results["blog/_posts/2020-02-03-j.md"] == "created"
    assert recognised(source(files)) == ("jekyll", "blog/")


UNDATED = "# Title\n\nText\n"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("files", "inside", "outside"),
    [
        ({"hugo.toml": "title = 'x'\n"}, "content/posts/a.md", "deploy/notes.md"),
        ({"hugo.toml": "contentDir = 'texts'\n"}, "texts/posts/a.md", "content/posts/a.md"),
        ({"config.toml": "base_url = 'https://x.example'\n"}, "content/blog/a.md", "tools/a.md"),
        ({"docusaurus.config.js": "x"}, "blog/a.md", "community/a.md"),
        ({"astro.config.mjs": "x"}, "src/content/blog/a.md", "worker/a.md"),
        ({"pelicanconf.py": "PATH = 'content'\n"}, "content/a.md", "plugins/a.md"),
        ({"eleventy.config.js": "x = {dir: {input: 'src'}}"}, "src/posts/a.md", "tools/a.md"),
        ({"conf.py": "BLOG_TITLE = 'x'\n"}, "posts/a.md", "tools/a.md"),
    ],
)
def test_where_programs_do_not_look(source: Source, files: Files, inside: str, outside: str) -> None:
    """What lies elsewhere without a date is no post; with one somebody may have meant it."""
    imported = bring_in(source({**files, inside: UNDATED, outside: UNDATED}))
    assert (imported[inside].result, imported[outside].result) == ("created", "ignored")
    dated = UNDATED.replace("# Title", "---\ntitle: Dated\ndate: 2020-01-02\n---")
    assert bring_in(source({outside: dated}))[outside].result == "created"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["original/2020-01-02-a.md", "drafts/a.md", "x.tmp.md"])
def test_what_jekylls_settings_leave_out(source: Source, path: str) -> None:
    """It was on no page, whatever its name or its date says."""
    settings = "destination: _site\nexclude:\n- original\n- drafts/\n- '*.tmp.md'\n"
    text = "---\ntitle: A\ndate: 2020-01-02\n---\nText\n"
    imported = bring_in(source({"_config.yml": settings, "_posts/2020-01-03-b.md": text, path: text}))
    assert imported["_posts/2020-01-03-b.md"].result == "created"
    assert imported[path].result == "ignored"
    assert "exclude" in imported[path].error.message  # type: ignore[union-attr]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "result"),
    [
        ("AGENTS.md", "ignored"),
        ("notes/CLAUDE.md", "ignored"),
        ("history.md", "ignored"),
        ("notes/ROADMAP.md", "ignored"),
        ("notes/history.md", "created"),
        ("notes/security.md", "created"),
        ("notes/_templates/new.md", "ignored"),
    ],
)
def test_files_about_the_project(source: Source, path: str, result: str) -> None:
    """By their names at the top, or in capital letters; among posts somebody may write about such things."""
    files = {"notes/a.md": UNDATED, "b.md": UNDATED, path: UNDATED}
    imported = bring_in(source(files))
    assert imported.results.get(path, imported.results.get("notes/_templates/")) == result
