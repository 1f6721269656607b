"""What documents mean only to the program that they were written for, and what becomes of it here."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from articles.models import Article
from tests.factories import picture

from .conftest import Files, bring_in, codes, put

pytestmark = pytest.mark.django_db

HUGO = {"hugo.toml": 'baseURL = "https://old.example/"\n'}
JEKYLL = {"_config.yml": "title: X\ndestination: _site\n"}
ELEVENTY = {"eleventy.config.js": "module.exports = () => {}\n"}


def post(said: str = "", body: str = "Text.\n") -> str:
    return f"---\ntitle: A\ndate: 2020-01-02\n{said}---\n{body}"


@pytest.mark.parametrize(
    ("said", "result", "status"),
    [
        ("build:\n  list: never\n", "created", "draft"),
        ("_build: {list: false}\n", "created", "draft"),
        ("build:\n  list: local\n  render: always\n", "created", "published"),
        ("_build:\n  render: never\n", "ignored", ""),
    ],
)
def test_what_hugo_makes_of_a_page(
    source: Callable[[Files], Path], said: str, result: str, status: str
) -> None:
    """What is in no list is kept as a draft, and what has no page is no post."""
    line = bring_in(source({**HUGO, "content/posts/a.md": post(said)}))["content/posts/a.md"]
    assert (line.result, line.status) == (result, status)
    assert "key-unknown" not in codes(line)


@pytest.mark.parametrize(
    ("said", "category", "tags"),
    [
        ("tags: x y\ncategories: b c\n", "b", {"x", "y", "c"}),
        ("tags: x, y z\n", "", {"x", "y z"}),
        ("tags: [x y]\n", "", {"x y"}),
        ("category: b c\n", "b c", set()),
    ],
)
def test_jekyll_splits_terms_at_spaces(
    source: Callable[[Files], Path], said: str, category: str, tags: set[str]
) -> None:
    """`tags: x y` are two, also without a layout; the old address has all categories in it."""
    bring_in(source({**JEKYLL, "_posts/2020-01-02-a.md": post(said)}))
    article = Article.objects.get()
    assert (article.category.name if article.category else "") == category
    assert {tag.name for tag in article.tags.all()} == tags
    if category == "b":
        assert article.redirects.get().path == "/b/c/2020/01/02/a.html"


def test_raw_tags_and_comments_of_liquid(source: Callable[[Files], Path]) -> None:
    """What kept Jekyll away from code is not shown, in code and beside it; a comment is none of the text."""
    body = (
        "One {% raw %}{{ page.title }}{% endraw %}.\n\n```yaml\n{% raw %}\nx: {{ y }}\n{% endraw %}\n```\n"
        "{% comment %}\nnot for readers\n{% endcomment %}\n"
    )
    line = bring_in(source({**JEKYLL, "_posts/2020-01-02-a.md": post("", body)}))["_posts/2020-01-02-a.md"]
    html = Article.objects.get().html
    assert "One {{ page.title }}." in html
    assert "raw" not in html
    assert "not for readers" not in html
    assert "{{ y }}" in re.sub(r"</?span[^<>]*>", "", html)
    assert [each.line for each in line.warnings if each.code == "liquid-raw"] == [5]


def test_raw_tags_stay_where_no_liquid_is(source: Callable[[Files], Path]) -> None:
    """To Hugo they are text."""
    bring_in(source({**HUGO, "content/posts/a.md": post("", "```\n{% raw %}x{% endraw %}\n```\n")}))
    assert "{% raw %}x{% endraw %}" in Article.objects.get().html


def test_frontmatter_in_javascript(source: Callable[[Files], Path]) -> None:
    """Eleventy's `---js`, as long as it is a plain object."""
    text = "---js\n{\n  // A comment.\n  title: 'B: it',\n  date:'2020-01-03',\n  tags: ['x', \"y\"],\n}\n---\nText.\n"
    bring_in(source({**ELEVENTY, "posts/b.md": text}))
    article = Article.objects.get()
    assert (article.title, article.date) == ("B: it", datetime(2020, 1, 3, tzinfo=UTC))
    assert {tag.name for tag in article.tags.all()} == {"x", "y"}


def test_a_post_without_a_page(source: Callable[[Files], Path]) -> None:
    """Eleventy writes no page for `permalink: false`."""
    bring_in(source({**ELEVENTY, "posts/a.md": post("permalink: false\n")}))
    assert Article.objects.get().status == "draft"


@pytest.mark.parametrize(
    ("files", "path", "said"),
    [
        ({"eleventy.config.js": "x"}, "posts/a.md", "eleventyExcludeFromCollections: true\n"),
        ({"config.toml": "base_url = 'https://x.example'\n"}, "content/a.md", "render: false\n"),
        ({".vuepress/config.js": "x"}, "posts/a.md", "article: false\n"),
        ({"_config.yml": "source_dir: source\n"}, "source/_posts/a.md", "hide: true\n"),
    ],
)
def test_what_its_program_shows_in_no_list(
    source: Callable[[Files], Path], tmp_path: Path, files: Files, path: str, said: str
) -> None:
    """It becomes a draft, and the report says so; to another program the word means nothing."""
    line = bring_in(source({**files, path: post(said)}))[path]
    assert line.status == "draft"
    assert "status-hidden" in codes(line)
    assert "key-unknown" not in codes(line)
    Article.objects.all().delete()
    elsewhere = put(tmp_path / "elsewhere", {"a.md": post(said)})
    assert bring_in(elsewhere)["a.md"].status == "published"


@pytest.mark.parametrize(
    ("path", "text", "code"),
    [
        ("docs/README.md", "---\nhome: true\ntitle: Site\ndate: 2020-01-02\n---\nHi\n", "page"),
        ("docs/new.md", "---\ntitle: '{{title}}'\ndate: '{{date}}'\n---\nText\n", "template"),
        ("docs/new.md", "---\ntitle: <% tp.file.title %>\n---\n", "template"),
        ("docs/authors/ada.md", "---\nname: Ada\n---\n", "page"),
        ("docs/blog.md", "---\ntitle: Blog\ncontent: {items: all}\n---\n", "empty"),
    ],
)
def test_what_is_no_post(source: Callable[[Files], Path], path: str, text: str, code: str) -> None:
    """Home pages of VuePress, templates of notes, and pages about authors, each with why."""
    imported = bring_in(source({"docs/.vuepress/config.js": "x", "docs/posts/a.md": post(), path: text}))
    assert imported[path].result == "ignored"
    assert imported[path].error.code == code  # type: ignore[union-attr]


@pytest.mark.parametrize("said", ["date: 2020-01-02", "date: soon", "image: a.png", "draft: true"])
def test_an_empty_body_is_no_reason_alone(source: Callable[[Files], Path], said: str) -> None:
    """A title with a date, a picture or a state is a post."""
    assert bring_in(source({"a.md": f"---\ntitle: A\n{said}\n---\n"}))["a.md"].result == "created"


def test_a_dated_post_about_templates(source: Callable[[Files], Path]) -> None:
    """Whatever its title looks like, somebody wrote it."""
    text = post().replace("title: A", "title: '{{ super }}'")
    assert bring_in(source({"a.md": text}))["a.md"].result == "created"


def test_authors_named_by_their_files(source: Callable[[Files], Path]) -> None:
    """Tina's documents name the file about an author."""
    files: Files = {
        "posts/a.md": post("author: content/authors/ada.md\n"),
        "content/authors/ada.md": "---\nname: Ada Example\n---\n",
    }
    bring_in(source(files))
    assert [str(each) for each in Article.objects.get().authors.all()] == ["Ada Example"]


@pytest.mark.parametrize(
    ("files", "path", "escaped", "shown"),
    [
        (
            {"hugo.toml": ""},
            "content/posts/a.md",
            '{{</* figure src="a.png" */>}}',
            '{{< figure src="a.png" >}}',
        ),
        ({"hugo.toml": ""}, "content/posts/a.md", "{{%/* notice tip */%}}", "{{% notice tip %}}"),
        ({"config.toml": "base_url = '/'"}, "content/a.md", "{{/* youtube(id=1) */}}", "{{ youtube(id=1) }}"),
        ({"config.toml": "base_url = '/'"}, "content/a.md", "{%/* quote() */%}", "{% quote() %}"),
    ],
)
def test_shortcodes_that_code_shows(
    source: Callable[[Files], Path], files: Files, path: str, escaped: str, shown: str
) -> None:
    """They are shown as the old site showed them; outside of code the marks keep them from meaning anything."""
    body = f"Write `{escaped}`.\n\n```\n{escaped}\n```\n\n{escaped}\n"
    line = bring_in(source({**files, path: post(body=body)}))[path]
    text = Article.objects.get().live_revision.text
    assert text.endswith(f"Write `{shown}`.\n\n```\n{shown}\n```\n\n{escaped}\n")
    assert "shortcode-escaped" in codes(line)


def test_tags_are_called_as_the_site_calls_them(source: Callable[[Files], Path]) -> None:
    """Docusaurus' posts name tags by keys, for which `tags.yml` has the words."""
    files: Files = {
        "docusaurus.config.js": "module.exports = {}\n",
        "blog/tags.yml": "web-dev:\n  label: Web development\n  permalink: /web\n",
        "blog/a.md": post("tags: [web-dev, other]\n"),
    }
    line = bring_in(source(files))["blog/a.md"]
    assert {tag.name for tag in Article.objects.get().tags.all()} == {"Web development", "other"}
    assert "tags-from-site" in codes(line)


def test_documents_of_collections_had_addresses(source: Callable[[Files], Path]) -> None:
    """Jekyll makes pages of a collection's documents where its settings say so."""
    settings = (
        "destination: _site\ncollections:\n  notes:\n    output: true\n"
        "  tips:\n    output: true\n    permalink: /t/:name/\n"
    )
    files: Files = {
        "_config.yml": settings,
        "_notes/deep/a.md": post(),
        "_tips/b.md": post().replace("title: A", "title: B"),
    }
    bring_in(source(files))
    paths = {each.slug: [known.path for known in each.redirects.all()] for each in Article.objects.all()}
    assert paths == {"a": ["/notes/deep/a.html"], "b": ["/t/b"]}


def test_a_folder_of_collections_is_no_category(source: Callable[[Files], Path]) -> None:
    """Jekyll's `collections_dir`; the defaults of the settings name one."""
    settings = "collections_dir: my\ndefaults:\n- scope: {path: ''}\n  values: {category: General}\n"
    files: Files = {
        "_config.yml": settings,
        "my/_posts/2020-01-02-a.md": "---\ntitle: A\n---\nText\n",
        "my/pets/_posts/2020-01-02-b.md": "---\ntitle: B\n---\nText\n",
    }
    bring_in(source(files))
    assert {each.slug: str(each.category) for each in Article.objects.all()} == {"a": "General", "b": "pets"}


BRIDGETOWN = "url: https://old.example\ntimezone: America/Los_Angeles\n"


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"bridgetown.config.yml": BRIDGETOWN}, "/news/2020/01/02/a"),
        ({"bridgetown.config.yml": f"{BRIDGETOWN}permalink: simple_ext\n"}, "/news/a.html"),
        ({"bridgetown.config.yml": f"{BRIDGETOWN}collections: {{posts: {{permalink: '/b/:title/'}}}}\n"}, "/b/big-day"),
        ({"config/initializers.rb": "Bridgetown.configure do |c|\n  timezone 'America/Los_Angeles'\n"
          "  permalink \"simple\"\nend\n"}, "/news/a"),
    ],
)  # fmt: skip
def test_bridgetown(source: Callable[[Files], Path], files: Files, path: str) -> None:
    """Its posts had the addresses of its own styles; a translation's begin with the language."""
    text = "---\ntitle: Big day\ncategories: news\n---\nText\n"
    names = ("src/_posts/2020-01-02-a.md", "src/_posts/es/2020-01-02-a.es.md")
    bring_in(source({**files, **dict.fromkeys(names, text)}))
    original, translation = Article.objects.order_by("slug")
    assert (original.slug, translation.slug, str(original.category)) == ("a", "a-es", "news")
    assert [each.path for each in original.redirects.all()] == [path]
    if "title" not in str(files):
        assert [each.path for each in translation.redirects.all()] == [f"/es{path}"]


def test_a_name_that_begins_with_no_date(source: Callable[[Files], Path]) -> None:
    """It is said."""
    line = bring_in(source({**JEKYLL, "_posts/2020-02-30-hello.md": "---\ntitle: Hello\n---\nText.\n"}))
    found = line["_posts/2020-02-30-hello.md"]
    assert "date-unreadable" in codes(found)


def test_ghosts_mark_for_its_own_address(source: Callable[[Files], Path], media_root: Path) -> None:
    """Trees that were made of Ghost's database have it in pictures and links. In code it is what it is."""
    mark = "__GHOST_URL__"
    text = f"`{mark}/a` [b]({mark}/b/#c) ![d]({mark}/content/no.png) <a href='{mark}/'>e</a>\n"
    code = "```\n__GHOST_URL__/f\n```\n"
    said = 'image: "__GHOST_URL__/content/images/a.png"\n'
    files = {**HUGO, "content/posts/a.md": post(said, text + code), "content/posts/b.md": post("slug: b\n")}

    line = bring_in(source(files))["content/posts/a.md"]

    revision = Article.objects.get(slug="a").live_revision
    assert revision is not None
    document = revision.document
    assert document.fields.image is not None
    assert document.fields.image.src == "/content/images/a.png"
    expected = "`__GHOST_URL__/a` [b](/articles/b/#c) ![d](/content/no.png) <a href='/'>e</a>\n"
    assert document.body == expected + code
    assert [each.line for each in line.warnings if each.code == "address-mended"] == [6]
    assert "link-leads-nowhere" not in codes(line)


def test_documents_that_are_for_nobody_else(source: Callable[[Files], Path]) -> None:
    lines = bring_in(
        source(
            {
                "a.md": post("visible: PRIVATE\n"),
                "b.md": post("status: 草稿\n"),
                "d.md": post("status: evergreen\n"),
                "c.md": post("visible: PUBLIC\n"),
            }
        )
    ).lines

    assert {path: line.status for path, line in lines.items()} == {
        "a.md": "draft",
        "b.md": "draft",
        "c.md": "published",
        "d.md": "published",
    }
    assert "status-hidden" in codes(lines["a.md"])


def test_pugos_frontmatter_is_a_block_of_code(source: Callable[[Files], Path]) -> None:
    text = '```toml\ntitle = "Hello"\ndate = "2017-01-01 12:20:20"\ntags = ["x"]\n```\n\nText\n'
    code = '---\ntitle: Code\ndate: 2020-01-02\n---\n```toml\ntitle = "No"\n```\n'

    bring_in(source({"1-a.md": text, "b.md": code, "c.md": "```toml\n[tool]\nx = 1\n```\n"}))

    found = {article.title: article.html for article in Article.objects.all()}
    assert found["Hello"].strip() == "<p>Text</p>"
    assert "No" in found["Code"]
    assert len(found) == 3


def test_terms_in_quotes_are_several(source: Callable[[Files], Path]) -> None:
    line = bring_in(
        source({**JEKYLL, "_posts/2020-01-02-a.md": post('categories: "x y" "z"\ntag: "b" "c d"\n')})
    )

    article = Article.objects.get()
    assert article.category is not None
    assert article.category.name == "x y"
    assert sorted(article.tags.names()) == ["b", "c d", "z"]
    assert "terms-split" in codes(line["_posts/2020-01-02-a.md"])


def test_one_name_in_two_languages(source: Callable[[Files], Path]) -> None:
    """What says another language gets it at the end of its slug, and links know."""
    settings = (
        "title: X\ncollections: {posts_en: {output: true, permalink: '/en/:title/'}}\ndestination: _site\n"
    )
    files = {
        "_config.yml": settings,
        "_posts/2020-01-02-a.md": post("lang: ko\n", "[x](/en/a/)\n"),
        "_posts_en/2020-01-02-a.md": post("lang: en\n"),
    }

    lines = bring_in(source(files)).lines

    assert lines["_posts_en/2020-01-02-a.md"].slug == "a-en"
    assert "/articles/a-en/" in Article.objects.get(slug="a").html


def test_boxes_with_markdown_in_them(source: Callable[[Files], Path]) -> None:
    """kramdown reads what is in them, blank lines or none. In code and without the attribute they stay as they are."""
    inside = '<div dir="rtl" markdown="1">\n**a**\n<section markdown=block>\n- b\n</section>\n</div>\n'
    text = f"{inside}\n<div>\n**c**\n</div>\n\n```html\n{inside}```\n"

    folder = source({**JEKYLL, "_posts/2020-01-02-a.md": post(body=text)})
    bring_in(folder)

    html = Article.objects.get().html
    assert "<strong>a</strong>" in html
    assert "<li>b</li>" in html
    assert "**c**" in html
    assert "<strong>c</strong>" not in html
    revision = Article.objects.get().live_revision
    assert revision is not None
    assert f"```html\n{inside}```" in revision.text
    assert bring_in(folder)["_posts/2020-01-02-a.md"].result == "unchanged"


def test_grows_keys_begin_with_a_sign(source: Callable[[Files], Path]) -> None:
    text = "---\n$title@: Measuring\n$date: January 17, 2018\n$path: /blog/{base}/\nauthor: Mia\n---\nText\n"

    bring_in(source({"content/a.md": text}))

    article = Article.objects.get()
    assert (article.title, article.slug, article.date) == (
        "Measuring",
        "a",
        datetime(2018, 1, 17, tzinfo=UTC),
    )
    assert not article.redirects.exists()


@pytest.mark.parametrize(
    ("said", "unknown"), [("/posts/a", set()), ("https://example.org/a", {"key-unknown"})]
)
def test_chirpys_folder_of_pictures_is_understood(
    source: Callable[[Files], Path], said: str, unknown: set[str]
) -> None:
    """Where it is one of the site."""
    line = bring_in(source({**JEKYLL, "_posts/2020-01-02-a.md": post(f"media_subpath: {said}\n")}))

    assert codes(line["_posts/2020-01-02-a.md"]) & {"key-unknown"} == unknown


HIDING = {
    "hugo": ("{{< comment >}}", "{{< /comment >}}"),
    "liquid": ("{% comment %}", "{% endcomment %}"),
    "kramdown": ("{::comment}", "{:/comment}"),
    "kramdown, short": ("{::comment}", "{:/}"),
    "obsidian": ("%%", "%%"),
    "mdx": ("{/*", "*/}"),
}
_SITES: dict[str, Files] = {
    "hugo": HUGO,
    "obsidian": {".obsidian/app.json": "{}"},
    "mdx": {"astro.config.mjs": "export default {}\n"},
}
_PLACES = {"hugo": "content/posts/2020-01-01-a.md", "mdx": "src/content/blog/a.mdx"}


@pytest.mark.usefixtures("media_root")
@pytest.mark.parametrize("how", HIDING)
@pytest.mark.parametrize(
    "text",
    [
        "One (secret) *two*.",
        "One (> secret) *two*, (-> secret\n> secret\n) three",
        "(secret) *two*",
        "(\nsecret -- x\n\n- secret\n\n```\nsecret\n```\n)\n\n*two*",
        "One (secret\n\n# secret\n\n- secret\n\nsecret) *two*",
        "One (secret\nsecret\n) *two*\n\n(secret\n\nsecret) three",
    ],
)
def test_what_a_comment_hides_stays_hidden(source: Callable[[Files], Path], how: str, text: str) -> None:
    """Whatever stands in it, and around it; the document has it all, and words around it are as they were."""
    begin, end = HIDING[how]
    body = text.replace("(", begin).replace(")", end)
    site = _SITES.get(how, {"_config.yml": "title: x\n"})
    place = _PLACES.get(how, "_posts/2020-01-01-a.md")
    bring_in(source({**site, place: f"---\ntitle: A\ndate: 2020-01-01\n---\n{body}\n"}))
    article = Article.objects.get()
    assert article.latest_revision is not None
    assert "secret" not in article.text
    assert "<em>two</em>" in article.html or text.startswith("(secret) ")
    assert "two" in article.text
    assert article.latest_revision.document.body.count("secret") == text.count("secret")


@pytest.mark.usefixtures("media_root")
def test_what_is_never_closed_hides_nothing(source: Callable[[Files], Path]) -> None:
    text = "One {::comment} two %% three\n\n`%%` {:/nothing}\n"
    bring_in(source({".obsidian/app.json": "{}", "a.md": f"---\ntitle: A\ndate: 2020-01-01\n---\n{text}"}))
    article = Article.objects.get()
    assert "two" in article.text
    assert "three" in article.text


@pytest.mark.usefixtures("media_root")
@pytest.mark.parametrize(
    ("site", "place"),
    [
        ({"docusaurus.config.js": "module.exports = {}\n"}, "blog/2020-01-01-a.md"),
        ({"astro.config.mjs": "export default {}\n"}, "src/content/blog/a.mdx"),
    ],
)
def test_comments_of_mdx(source: Callable[[Files], Path], site: Files, place: str) -> None:
    """The end of the excerpt is no comment, and code is an example."""
    text = "One {/* secret */} two.\n\n{/* truncate */}\n\nThree `{/* shown */}`.\n"
    line = bring_in(source({**site, place: f"---\ntitle: A\ndate: 2020-01-01\n---\n{text}"}))[place]
    article = Article.objects.get()
    assert article.excerpt == "One two."
    assert "secret" not in article.html
    assert "<code>{/* shown */}</code>" in article.html
    assert [each.line for each in line.warnings if each.code == "comment-hidden"] == [5]


@pytest.mark.usefixtures("media_root")
def test_what_mdx_loads_in_the_midst_of_a_text(source: Callable[[Files], Path]) -> None:
    """It is hidden with its lines; in code it is an example, and what isn't plainly over stays."""
    text = (
        "One.\n\nimport A from './a';\nimport { B } from 'b';\n\nTwo.\n\nexport const x = (y) => {\n  return y;\n};\n\n"
        "import the goods, and export them.\n\n```js\n\nimport C from 'c';\n```\n\nexport function f() {\n\n  g();\n}\n"
    )
    place = "blog/2020-01-01-a.md"
    files: Files = {
        "docusaurus.config.js": "module.exports = {}\n",
        place: f"---\ntitle: A\ndate: 2020-01-01\n---\n{text}",
    }
    line = bring_in(source(files))[place]
    article = Article.objects.get()
    assert "./a" not in article.text
    assert "return y" not in article.text
    assert "import the goods, and export them." in article.text
    assert "import C" in article.text
    assert "g();" in article.text
    assert [each.line for each in line.warnings if each.message.startswith("What MDX loads")] == [7]
    assert article.latest_revision is not None
    assert "<!--import A from './a';\nimport { B } from 'b';-->" in article.latest_revision.document.body


@pytest.mark.usefixtures("media_root")
def test_what_is_no_mdx_has_no_such_comments(source: Callable[[Files], Path]) -> None:
    bring_in(source({"a.md": "---\ntitle: A\ndate: 2020-01-01\n---\nOne {/* two */}.\n"}))
    assert "{/* two */}" in Article.objects.get().html


@pytest.mark.usefixtures("media_root")
def test_what_hugos_comments_hide_stays_hidden(source: Callable[[Files], Path]) -> None:
    """In the document it is a comment of HTML; in code it is an example."""
    text = (
        "One {{< comment >}} secret -- one {{< /comment >}} two.\n\n"
        "{{% comment %}}\nSecret *two*\n\n{{% /comment %}}\n\n```\n{{< comment >}}shown{{< /comment >}}\n```\n"
    )
    line = bring_in(source({**HUGO, "content/posts/a.md": post("", text)}))["content/posts/a.md"]
    article = Article.objects.get()
    assert "ecret" not in article.html
    assert "shown" in article.html
    assert "<!-- secret - - one -->" in article.latest_revision.document.body  # type: ignore[union-attr]
    assert [each.line for each in line.warnings if each.code == "comment-hidden"] == [5]
    assert "shortcode-left" not in codes(line)


@pytest.mark.usefixtures("media_root")
def test_hexos_tags_for_files_are_written_out(source: Callable[[Files], Path]) -> None:
    text = (
        '![A]({% asset_path a.png %}) {% asset_link b.pdf "Two words" %} {% asset_link b.pdf %}\n\n'
        "`{% asset_path a.png %}`\n"
    )
    files: Files = {
        "_config.yml": "new_post_name: :title.md\n",
        "source/_posts/a/a.png": picture(),
        "source/_posts/a.md": post("", text),
    }
    line = bring_in(source(files))["source/_posts/a.md"]
    html = Article.objects.get().html
    assert 'src="/media/' in html
    assert '<a href="b.pdf">Two words</a> <a href="b.pdf">b.pdf</a>' in html
    assert "<code>{% asset_path a.png %}</code>" in html
    assert [each.line for each in line.warnings if each.code == "asset-written-out"] == [5]


def test_galleries_in_the_frontmatter_are_shown_where_the_text_says(source: Callable[[Files], Path]) -> None:
    """Those of Jekyll's theme Minimal Mistakes."""
    said = (
        "gallery:\n- url: /assets/a.png\n  image_path: /assets/small.png\n  alt: A [view]\n"
        "- image_path: /assets/b c.png\nmore: [/assets/d.png]\nempty: []\n"
    )
    body = (
        'One\n\n{% include gallery caption="Two *views*" %}\n\n{% include gallery id="more" class="half" %}\n\n'
        '{% include gallery id="empty" %}\n\n```\n{% include gallery %}\n```\n'
    )
    line = bring_in(source({**JEKYLL, "_posts/2020-01-02-a.md": post(said, body)}))["_posts/2020-01-02-a.md"]

    assert "gallery-written-out" in codes(line)
    assert Article.objects.get().live_revision.text.endswith(
        "---\nOne\n\n![A  view ](/assets/a.png) ![](</assets/b c.png>) Two *views*\n\n![](/assets/d.png)\n\n"
        '{% include gallery id="empty" %}\n\n```\n{% include gallery %}\n```\n'
    )
