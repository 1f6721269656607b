"""Links between the documents of one source: each generator's way to write them, and what they become here."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from articles.models import Article, Redirect
from interchange.models import Origin

from .conftest import Files, Imported, bring_in, codes, put

pytestmark = pytest.mark.django_db

Source = Callable[[Files], Path]


def post(body: str = "Text\n", title: str = "A post", **frontmatter: str) -> str:
    said = {"title": title, "date": "2024-05-06T07:08:09Z"} | frontmatter
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in said.items() if value) + f"---\n{body}"


def body_of(slug: str) -> str:
    revision = Article.objects.get(slug=slug).latest_revision
    assert revision is not None
    return revision.document.body


JEKYLL = {"_config.yml": "url: https://old.example\nbaseurl: /blog\npermalink: /:year/:month/:title/\n"}
HUGO = {"hugo.toml": 'baseURL = "https://old.example/"\n[permalinks]\nposts = "/:year/:slug/"\n'}
HEXO = {"_config.yml": "new_post_name: ':title.md'\npermalink: ':year/:month/:title/'\n"}
PELICAN = {"pelicanconf.py": "PATH = 'content'\nARTICLE_URL = 'posts/{slug}.html'\n"}
ZOLA = {"config.toml": 'base_url = "https://old.example"\n'}
ELEVENTY = {
    ".eleventy.js": "module.exports = c => ({dir: {input: 'src'}, pathPrefix: '/w/'})\n",
    "src/_data/metadata.js": "export default {title: 'T', url: 'https://old.example/', author: {url: 'https://a.example'}}",
}
DOCUSAURUS = {"docusaurus.config.js": "module.exports = {url: 'https://old.example', baseUrl: '/'};\n"}


@pytest.mark.parametrize(
    ("site", "folder", "written", "expected"),
    [
        (JEKYLL, "_posts", "[b]({% post_url 2024-05-06-b %})", "[b](/articles/b/)"),
        (JEKYLL, "_posts", "[b]({{ site.baseurl }}{% post_url 2024-05-06-b %}#top)", "[b](/articles/b/#top)"),
        (JEKYLL, "_posts", "[b]({% link _posts/2024-05-06-b.md %})", "[b](/articles/b/)"),
        (JEKYLL, "_posts", '<a href="{% post_url 2024-05-06-b %}">b</a>', '<a href="/articles/b/">b</a>'),
        (JEKYLL, "_posts", "[b](/blog/2024/05/b/)", "[b](/articles/b/)"),
        (JEKYLL, "_posts", "[b]({{ '/2024/05/b/' | relative_url }})", "[b](/articles/b/)"),
        (JEKYLL, "_posts", "[b](https://www.old.example/blog/2024/05/b#x 'Title')", "[b](/articles/b/#x 'Title')"),
        (JEKYLL, "_posts", "[b][1]\n\n[1]: /blog/2024/05/b/index.html", "[b][1]\n\n[1]: /articles/b/"),
        (HUGO, "content/posts", '[b]({{< ref "2024-05-06-b.md" >}})', "[b](/articles/b/)"),
        (HUGO, "content/posts", '[b]({{% relref "/posts/2024-05-06-b.md#part" %}})', "[b](/articles/b/#part)"),
        (HUGO, "content/posts", "[b]({{< relref path=\"2024-05-06-b\" >}})", "[b](/articles/b/)"),
        (HUGO, "content/posts", "[b](/2024/title-of-b/)", "[b](/articles/b/)"),
        (HUGO, "content/posts", "[b](../title-of-b)", "[b](/articles/b/)"),
        (HUGO, "content/posts", "[b](2024-05-06-b.md)", "[b](/articles/b/)"),
        (HEXO, "source/_posts", "{% post_link 2024-05-06-b %}", "[Title of b](/articles/b/)"),
        (HEXO, "source/_posts", "{% post_link 2024-05-06-b 'The other' %}", "[The other](/articles/b/)"),
        (HEXO, "source/_posts", "[b]({% post_path 2024-05-06-b %})", "[b](/articles/b/)"),
        (PELICAN, "content", "[b]({filename}2024-05-06-b.md)", "[b](/articles/b/)"),
        (PELICAN, "content", "[b](|filename|/2024-05-06-b.md#x)", "[b](/articles/b/#x)"),
        (PELICAN, "content", "[b](/posts/title-of-b.html)", "[b](/articles/b/)"),
        (PELICAN, "content", "[t]({tag}Big%20News) [c]({category}x) [i]({index})",
         "[t](/tags/big-news/) [c](/categories/x/) [i](/)"),
        (ZOLA, "content/blog", "[b](@/blog/2024-05-06-b.md#x)", "[b](/articles/b/#x)"),
        (ZOLA, "content/blog", "[b](https://old.example/blog/b)", "[b](/articles/b/)"),
        (ZOLA, "content/blog", "<https://old.example/blog/b/#x>", "[Title of b](/articles/b/#x)"),
        (ZOLA, "content/blog", "(https://www.old.example/blog/b/).", "([Title of b](/articles/b/))."),
        (ZOLA, "content/blog", "*http://old.example/blog/b*, and", "*[Title of b](/articles/b/)*, and"),
        (ZOLA, "content/blog", "- x\n    - https://old.example/blog/b", "- x\n    - [Title of b](/articles/b/)"),
        (ZOLA, "content/blog", "[https://old.example/blog/b](https://old.example/blog/b)",
         "[https://old.example/blog/b](/articles/b/)"),
        (ZOLA, "content/blog", "![https://old.example/blog/b](https://old.example/blog/b)",
         "![https://old.example/blog/b](https://old.example/blog/b)"),
        (ZOLA, "content/blog", '<a href="https://old.example/blog/b">https://old.example/blog/b</a>',
         '<a href="/articles/b/">https://old.example/blog/b</a>'),
        (ZOLA, "content/blog", "`https://old.example/blog/b` https://old.example/feed.xml",
         "`https://old.example/blog/b` https://old.example/feed.xml"),
        (ZOLA, "content/blog", "it:\n\n    curl https://old.example/blog/b",
         "it:\n\n    curl https://old.example/blog/b"),
        (ELEVENTY, "src/posts", "[b](https://old.example/w/posts/b/#x)", "[b](/articles/b/#x)"),
        (DOCUSAURUS, "blog", "[b](./2024-05-06-b.md)", "[b](/articles/b/)"),
        (DOCUSAURUS, "blog", "[b](@site/blog/2024-05-06-b.md)", "[b](/articles/b/)"),
        (DOCUSAURUS, "blog", "[b](/blog/2024/05/06/b)", "[b](/articles/b/)"),
        ({}, "notes", "[[2024-05-06-b]]", "[2024-05-06-b](/articles/b/)"),
        ({}, "notes", "[[Title of B|b]]", "[b](/articles/b/)"),
        ({}, "notes", "[b](/notes/2024-05-06-b/)", "[b](/articles/b/)"),
        ({}, "notes", "[b](<2024-05-06-b.md>)", "[b](</articles/b/>)"),
    ],
)  # fmt: skip
def test_a_link_to_another_post(
    source: Source, site: Files, folder: str, written: str, expected: str
) -> None:
    """In whatever way it is written, it becomes a link to the article's address, and nothing is left over."""
    imported = bring_in(
        source({
            **site,
            f"{folder}/2024-05-06-a.md": post(f"See {written}\n"),
            f"{folder}/2024-05-06-b.md": post(title="Title of b"),
        })
    )  # fmt: skip
    assert body_of("a") == f"See {expected}\n"
    left = codes(imported[f"{folder}/2024-05-06-a.md"])
    assert not left & {"link-leads-nowhere", "liquid-left", "shortcode-left"}


@pytest.mark.parametrize(
    "written",
    [
        "[x](https://elsewhere.example/blog/2024/05/b/)",
        "`[x]({% post_url 2024-05-06-b %})`",
        "[x](#part)",
        "[x](mailto:ann@example.org)",
        "![x](2024-05-06-b.md)",
        "[x](/feed.xml)",
        "[x](files/slides.pdf)",
        "[x]({{ site.repository }}/issues/1)",
        "a[i](n)",
        "[[1]](https://elsewhere.example)",
        "if [[ -f x ]]",
    ],
)
def test_what_is_no_link_to_a_post_stays(source: Source, written: str) -> None:
    """Other sites, code, places in the page, mail, pages that this site has itself, files."""
    imported = bring_in(
        source(
            {**JEKYLL, "_posts/2024-05-06-a.md": post(f"See {written}\n"), "_posts/2024-05-06-b.md": post()}
        )
    )
    assert body_of("a") == f"See {written}\n"
    assert "link-leads-nowhere" not in codes(imported["_posts/2024-05-06-a.md"])


@pytest.mark.parametrize("written", ["gone.md", "/blog/about/", "{% post_url 2020-01-01-gone %}", "../gone/"])
def test_a_link_that_leads_nowhere_is_named(source: Source, written: str) -> None:
    """With the line on which it stands, and it stays as it is."""
    imported = bring_in(source({**JEKYLL, "_posts/2024-05-06-a.md": post(f"One\n\nSee [it]({written})\n")}))
    warning = next(
        each for each in imported["_posts/2024-05-06-a.md"].warnings if each.code == "link-leads-nowhere"
    )
    assert written in warning.message
    assert warning.line == 7
    assert f"[it]({written})" in body_of("a")


def test_a_fenced_example_stays(source: Source) -> None:
    code = "```\n[b](b.md)\n```\n"
    bring_in(source({"notes/a.md": post(code), "notes/b.md": post()}))
    assert body_of("a") == code


def test_a_link_leads_to_the_address_that_the_post_really_gets(source: Source) -> None:
    """Also when another post has the slug already, on the site or in the source, whichever is imported first."""
    bring_in(source({"elsewhere.md": post(title="Other", slug="b")}))
    (source({}) / "elsewhere.md").unlink()
    files = {
        "one/a.md": post("[b](../two/b.md) [c](../three/b.md)\n"),
        "three/b.md": post(title="In three"),
        "two/b.md": post("[c](../three/b.md)\n", title="In two"),
    }
    bring_in(source(files))
    assert body_of("a") == "[b](/articles/b-3/) [c](/articles/b-2/)\n"
    assert Article.objects.get(title="In two").slug == "b-3"
    assert body_of("b-3") == "[c](/articles/b-2/)\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "shift_jis"])
def test_links_are_read_in_the_encoding_of_their_document(source: Source, encoding: str) -> None:
    """Names of files are letters too."""
    text = post("こんにちは、世界。きょうは[次の話](次.md)を読みます。\n", title="前の話")
    bring_in(source({"a.md": text.encode(encoding), "次.md": post(title="次の話", slug="b")}))
    assert "[次の話](/articles/b/)" in body_of("a")


@pytest.mark.parametrize("together", [True, False])
def test_a_link_leads_to_the_post_of_its_own_blog(tmp_path: Path, *, together: bool) -> None:
    """Another blog may have a post of the same name and title, given beside it or imported before."""
    date = "" if together else "2020-01-01"
    one = put(tmp_path / "one", {"x/b.md": post(title="Hello", **({"date": date} if date else {}))})
    two = put(tmp_path / "two", {"a.md": post("[b](b.md)\n"), "b.md": post("Other\n", title="Hello")})
    if not together:
        bring_in(one)
    bring_in(*([one] if together else []), two)
    assert Article.objects.get(slug="b-2").latest_revision.document.body == "Other\n"  # type: ignore[union-attr]
    assert body_of("a") == "[b](/articles/b-2/)\n"


def test_a_link_to_a_draft_leads_to_its_future_address(source: Source) -> None:
    bring_in(source({"a.md": post("[b](b.md)\n"), "b.md": post(draft="true")}))
    assert body_of("a") == "[b](/articles/b/)\n"


def test_a_link_to_a_stub_leads_past_it(source: Source) -> None:
    """A document that only sends readers on is left out, however many there are on the way."""
    bring_in(
        source({
            "a.md": post("[b](old.md) [x](away.md)\n"),
            "b.md": post(),
            "old.md": "---\nredirect_to: older.md\n---\n",
            "older.md": "---\nredirect: b.md\n---\n",
            "away.md": "---\nredirect_to: https://elsewhere.example/x\n---\n",
        })
    )  # fmt: skip
    assert body_of("a") == "[b](/articles/b/) [x](https://elsewhere.example/x)\n"


def test_again_nothing_changes(source: Source) -> None:
    """Not even when the linked article has been moved in the meantime: its old address leads to the new one."""
    folder = source({"a.md": post("[b](b.md) [gone](gone.md)\n"), "b.md": post()})
    bring_in(folder)
    assert bring_in(folder).results == {"a.md": "unchanged", "b.md": "unchanged"}


def test_a_document_that_comes_later_is_linked_then(source: Source) -> None:
    """The file with the link has not changed; what it led to nowhere has come."""
    bring_in(source({"a.md": post("[b](b.md)\n")}))
    assert body_of("a") == "[b](b.md)\n"
    again = bring_in(source({"b.md": post()}))
    assert again.results == {"a.md": "updated", "b.md": "created"}
    assert body_of("a") == "[b](/articles/b/)\n"


def test_an_interrupted_import_ends_in_the_same_links(source: Source) -> None:
    """What was imported before the interruption keeps its slug; what follows gets the one that was foreseen."""
    files = {
        "a/post.md": post("[b](../b/post.md) [c](../c/post.md)\n", title="A"),
        "b/post.md": post("[a](../a/post.md)\n", title="B"),
        "c/post.md": post("[b](../b/post.md)\n", title="C"),
    }
    folder = source(files)
    bring_in(folder)
    expected = {article.title: body_of(article.slug) for article in Article.objects.all()}
    for gone in ("C", "B"):
        Article.objects.filter(title=gone).delete()
        assert not Origin.objects.filter(path=f"{gone.lower()}/post.md").exists()
        bring_in(folder)
        assert {article.title: body_of(article.slug) for article in Article.objects.all()} == expected


def test_an_export_of_ours_is_not_rewritten(source: Source) -> None:
    """Its documents are what their authors wrote here; a folder in step with the site is theirs."""
    folder = source({"site.yaml": "{}\n", "articles/a.md": post("[b](b.md)\n"), "articles/b.md": post()})
    bring_in(folder)
    assert body_of("a") == "[b](b.md)\n"


def test_a_plan_links_too(source: Source) -> None:
    imported: Imported = bring_in(source({"a.md": post("[b](b.md) [c](c.md)\n"), "b.md": post()}), plan=True)
    assert codes(imported["a.md"]) == {"link-leads-nowhere"}
    assert not Article.objects.exists()


def test_a_note_that_is_not_there_is_named_in_a_vault(source: Source) -> None:
    """Elsewhere double brackets are mostly something else."""
    imported = bring_in(
        source({".obsidian/app.json": "{}", "a.md": post("[[Gone]] [[B|b]]\n"), "b.md": post(title="B")})
    )
    assert body_of("a") == "[[Gone]] [b](/articles/b/)\n"
    assert codes(imported["a.md"]) == {"link-leads-nowhere"}


def test_a_link_stays_in_its_language(source: Source) -> None:
    """Of a document in several languages that one is meant which is in the language of the link."""
    files = {
        "hugo.toml": 'defaultContentLanguage = "en"\n[languages.en]\n[languages.de]\n',
        "content/posts/trip/index.md": post(title="Trip"),
        "content/posts/trip/index.de.md": post(title="Reise"),
        "content/posts/a.md": post('[t]({{< ref "trip" >}})\n', title="A"),
        "content/posts/a.de.md": post('[t]({{< ref "trip" >}}) [u](/posts/trip/)\n', title="A auf Deutsch"),
    }
    bring_in(source(files))
    assert body_of("a") == "[t](/articles/trip/)\n"
    assert body_of("a-de") == "[t](/articles/trip-de/) [u](/articles/trip/)\n"


@pytest.mark.parametrize(
    ("site", "folder", "written"),
    [
        (HUGO, "content/posts", '[b]({{< relref "posts/b and c #1.md" >}})'),
        (JEKYLL, "_posts", "[b]({% link _posts/b and c #1.md %})"),
        (HEXO, "source/_posts", '{% post_link "b and c #1" "b" %}'),
    ],
)
def test_names_with_spaces_and_number_signs(source: Source, site: Files, folder: str, written: str) -> None:
    """They are followed like others."""
    posts = {
        f"{folder}/a.md": f"---\ntitle: A\ndate: 2024-05-06\n---\n{written}\n",
        f"{folder}/b and c #1.md": "---\ntitle: B\ndate: 2024-05-06\n---\nText.\n",
    }
    bring_in(source({**site, **posts}))
    assert Article.objects.get(title="A").html == '<p><a href="/articles/b-and-c-1/">b</a></p>'


def test_a_copy_of_a_post_links_where_its_original_does(source: Source) -> None:
    """Of the posts under one name in several exports it is the first one that a copy's links mean, every time."""

    def export(text: str) -> str:
        html = f'<p>{text} <a href="__GHOST_URL__/dolor/">on itself</a></p>'
        post = {
            "id": "1",
            "title": "Dolor",
            "slug": "dolor",
            "html": html,
            "status": "published",
            "type": "post",
        }
        return json.dumps(
            {"db": [{"data": {"posts": [{**post, "published_at": "2020-01-02T00:00:00.000Z"}]}}]}
        )

    folder = source({"a.json": export("One"), "b.json": export("Another"), "c.json": export("One")})
    for result in ("created", "unchanged"):
        imported = bring_in(folder)
        results = [imported[f"{name}.json#post-1"].result for name in "abc"]
        assert results == [result, result, "ignored"]
        error = imported["c.json#post-1"].error
        assert error is not None
        assert error.code == "duplicate"


def test_posts_of_a_feed_that_are_called_alike_are_told_apart_when_it_comes_again(source: Source) -> None:
    """Programs give one identifier to several entries; a link leads to the one at its address."""

    def entry(name: str, identifier: str, text: str) -> str:
        return (
            f"<item><title>{name}</title><link>https://old.example/{name}/</link><guid>{identifier}</guid>"
            f"<pubDate>Mon, 06 May 2024 07:08:09 GMT</pubDate><description>{text}</description></item>"
        )

    def feed(text: str) -> str:
        linking = f'{text} &lt;a href="https://old.example/b/"&gt;b&lt;/a&gt;'
        entries = entry("a", "same", "One") + entry("b", "same", "Two") + entry("c", "c", linking)
        return f'<rss version="2.0"><channel><link>https://old.example/</link>{entries}</channel></rss>'

    for text, result in (("See", "created"), ("Now see", "updated")):
        imported = bring_in(source({"feed.xml": feed(text)}))
        assert imported["feed.xml#c"].result == result
        assert imported["feed.xml#same (2)"].slug == "b"
        assert body_of("c").strip() == f"{text} [b](/articles/b/)"


@pytest.mark.parametrize("identifier", ["one-{}", "https://old.example/log#{}"])
def test_a_link_to_a_post_of_a_feed_leads_there_when_it_comes_again(source: Source, identifier: str) -> None:
    """The post's address here is not the one that it asks for; its identifier tells which it is, whatever is in it."""

    def entry(number: int, path: str, text: str) -> str:
        return (
            f"<item><title>Title {number}</title><link>https://old.example/{path}/</link>"
            f"<guid isPermaLink='false'>{identifier.format(number)}</guid>"
            f"<pubDate>Mon, 06 May 2024 07:08:0{number} GMT</pubDate><description>{text}</description></item>"
        )

    def feed(text: str) -> str:
        linking = f'{text} &lt;a href="https://old.example/2024/b/"&gt;b&lt;/a&gt;'
        entries = entry(1, "2023/b", "One") + entry(2, "2024/b", "Two") + entry(3, "c", linking)
        return f'<rss version="2.0"><channel><link>https://old.example/</link>{entries}</channel></rss>'

    for text in ("See", "Now see"):
        bring_in(source({"feed.xml": feed(text)}))
        assert body_of("c").strip() == f"{text} [b](/articles/b-2/)"


@pytest.mark.parametrize(
    "said", ["aliases: ['/?p=31']", "permalink: /?p=31", "redirect_from: /blog/?page_id=31"]
)
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("[b](/?p=31#x)", "[b](/articles/b/#x)"),
        ("[b](?p=31)", "[b](/articles/b/)"),
        ("[b](/blog/?p=031)", "[b](/articles/b/)"),
        ("[b](index.php?p=31&preview=1)", "[b](/articles/b/)"),
        ("[b](https://old.example/?p=31)", "[b](/articles/b/)"),
        ("<https://www.old.example/blog/?p=31>", "[Title of b](/articles/b/)"),
        ("[b](https://other.example/?p=31)", "[b](https://other.example/?p=31)"),
        ("[all](/?utm_source=feed) [all](/)", "[all](/?utm_source=feed) [all](/)"),
        ("[c](/?p=32)", "[c](/?p=32)"),
    ],
)
def test_links_by_the_number_of_a_post_lead_to_it(
    source: Source, said: str, written: str, expected: str
) -> None:
    """As WordPress has them, where the post names that old address; it becomes a redirect as well."""
    files = {
        "_posts/2024-05-06-a.md": post(f"{written}\n"),
        "_posts/2024-05-06-b.md": f"---\ntitle: Title of b\nslug: b\n{said}\n---\nText\n",
        "_posts/2024-05-07-front.md": post(aliases="['/']", slug="front", title="Front"),
    }

    done = bring_in(source({**JEKYLL, **files}))

    lost = "link-leads-nowhere" in codes(done["_posts/2024-05-06-a.md"])
    assert (body_of("a"), lost) == (f"{expected}\n", "p=32" in written)
    stored = "/blog?page_id=31" if "page_id" in said else "/?p=31"
    assert Redirect.objects.get(path=stored).article == Article.objects.get(slug="b")


def test_a_link_by_number_is_followed_once_the_post_is_there(source: Source) -> None:
    folder = source({**JEKYLL, "_posts/2024-05-06-a.md": post("[b](/?p=31)\n")})
    bring_in(folder)
    source({"_posts/2024-05-06-b.md": post(slug="b", aliases="['/?p=31']")})

    bring_in(folder)

    assert body_of("a") == "[b](/articles/b/)\n"


def test_a_program_is_asked_for_a_post_by_its_number(source: Source) -> None:
    files = {
        "a.md": post("[b](/view.php?sid=1&id=3&utm_source=x) [c](/view.php?id=4)\n", slug="a"),
        "b.md": post(slug="b", title="B", aliases="['/view.php?id=3']"),
        "c.md": post(slug="c", title="C", aliases="['/view.php?id=4']"),
    }

    bring_in(source(files))

    assert body_of("a") == "[b](/articles/b/) [c](/articles/c/)\n"
