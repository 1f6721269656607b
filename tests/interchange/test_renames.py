"""Files that were renamed, and translations of one post: which article they are, and where it is found."""

from collections.abc import Callable
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.test import Client

from articles import publishing
from articles.models import Article, Redirect
from interchange.displaced import Displaced
from interchange.models import Origin
from interchange.translations import translations
from interchange.undo import undo_import

from .conftest import Files, bring_in, codes

pytestmark = pytest.mark.django_db

Source = Callable[[Files], Path]


def post(body: str = "Text\n", **frontmatter: str) -> str:
    said = {"title": "A post", "date": "2024-05-06T07:08:09Z"} | frontmatter
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in said.items() if value) + f"---\n{body}"


# -- Renamed files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (post(), post()),
        (post(id="42"), post("Other\n", id="42", title="Another title", date="2024-01-01")),
        (post(), post("Other\n")),
    ],
    ids=["same bytes", "same id", "same title and date"],
)
def test_a_renamed_file_is_the_same_article(source: Source, before: str, after: str) -> None:
    """It moves to the address of the new name, and the old one leads there."""
    folder = source({"old.md": before, "other.md": post(title="Other", date="2020-01-01")})
    bring_in(folder)
    key = Article.objects.get(slug="old").pk
    (folder / "old.md").unlink()
    imported = bring_in(source({"new.md": after}))
    assert imported["new.md"].result == "updated"
    assert "file-renamed" in codes(imported["new.md"])
    assert Article.objects.count() == 2
    assert Article.objects.get(slug="new").pk == key
    assert Client().get("/articles/old/")["Location"] == "/articles/new/"
    assert bring_in(folder).results == {"new.md": "unchanged", "other.md": "unchanged"}


def test_a_new_post_under_the_former_name_of_another_is_another_article(source: Source) -> None:
    """It is no version of that which was renamed, and takes nothing away from it."""
    folder = source({"old.md": post()})
    bring_in(folder)
    (folder / "old.md").rename(folder / "new.md")
    bring_in(folder)
    source({"old.md": post("Other text\n", title="Another", date="2024-08-01")})

    planned, imported = bring_in(folder, plan=True), bring_in(folder)

    assert imported.results == planned.results == {"new.md": "unchanged", "old.md": "created"}
    assert set(Article.objects.values_list("slug", "title")) == {("new", "A post"), ("old", "Another")}
    assert set(bring_in(folder).results.values()) == {"unchanged"}

    assert imported.outcome.run is not None
    undo_import(imported.outcome.run)
    assert Article.objects.get().slug == "new"
    assert bring_in(folder).results == {"new.md": "unchanged", "old.md": "created"}


def test_a_renamed_file_is_put_back_by_an_undo(source: Source) -> None:
    folder = source({"old.md": post()})
    bring_in(folder)
    (folder / "old.md").unlink()
    run = bring_in(source({"new.md": post()})).outcome.run
    assert run is not None
    undo_import(run)
    assert Article.objects.get().slug == "old"
    assert [origin.path for origin in Origin.objects.all()] == ["old.md"]
    assert not Redirect.objects.exists()


@pytest.mark.parametrize(
    "after",
    [post("Other\n", title="Another"), post("Other\n", date="2024-01-01")],
    ids=["another title", "another date"],
)
def test_what_may_be_another_post_is_one(source: Source, after: str) -> None:
    folder = source({"old.md": post()})
    bring_in(folder)
    (folder / "old.md").unlink()
    assert bring_in(source({"new.md": after})).results == {"new.md": "created"}


def test_a_copy_is_no_renamed_file(source: Source) -> None:
    """As long as the first file is there."""
    bring_in(source({"old.md": post()}))
    imported = bring_in(source({"new.md": post("Other\n")}))
    assert imported.results == {"new.md": "created", "old.md": "unchanged"}


def test_an_address_that_somebody_chose_stays(source: Source) -> None:
    """An article that was moved on the desk does not move again."""
    folder = source({"old.md": post()})
    bring_in(folder)
    article = Article.objects.get()
    assert article.latest_revision is not None
    publishing.save_revision(
        article=article, document=article.latest_revision.document.replace(slug="chosen"), by=None
    )
    publishing.publish(article=article, by=None)
    (folder / "old.md").unlink()
    bring_in(source({"new.md": post()}))
    assert Article.objects.get().slug == "chosen"


# -- Translations -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a/index.de.md", "a/index.md"], {"a/index.de.md": "de"}),
        (["a/index.de.md", "a/index.en.md", "a/index.fr.md"], {"a/index.de.md": "de", "a/index.fr.md": "fr"}),
        (["a/index.de.md", "a/index.fr.md"], {"a/index.fr.md": "fr"}),
        (["de/x.md", "en/x.md", "de/y.md"], {"de/x.md": "de"}),
        (["posts/x.md", "posts/de/x.md"], {"posts/de/x.md": "de"}),
        (["x.pt-br.md", "x.md"], {"x.pt-br.md": "pt-br"}),
        (["w/blog/x.md", "w/i18n/fr/docusaurus-plugin-content-blog/x.md"],
         {"w/i18n/fr/docusaurus-plugin-content-blog/x.md": "fr"}),
        (["a/trip/en-us.md", "a/trip/zh-hans-cn.md"], {"a/trip/zh-hans-cn.md": "zh-hans-cn"}),
        (["posts/it.md", "posts/hello.md"], {}),
        (["my-trip/x.md", "x.md"], {}),
        (["x.js.md", "x.md", "notes/x.md"], {}),
    ],
)  # fmt: skip
def test_translations_are_told_by_their_paths(paths: list[str], expected: dict[str, str]) -> None:
    assert translations(paths, "en") == expected


def test_a_translated_blog_of_docusaurus(source: Source) -> None:
    """Its posts have the language of their folder, the blog's authors, and the address below the language."""
    files = {
        "docusaurus.config.js": "module.exports = {baseUrl: '/'};\n",
        "blog/authors.yml": "mia:\n  name: Mia Berg\n",
        "blog/2024/05-06-trip.md": "---\ntitle: Trip\nauthors: mia\n---\nText\n",
        "i18n/fr/docusaurus-plugin-content-blog/2024/05-06-trip.md": "---\ntitle: Voyage\nauthors: mia\n---\nTexte\n",
    }
    bring_in(source(files))
    trip, voyage = Article.objects.order_by("slug")
    assert (trip.slug, voyage.slug, voyage.language) == ("trip", "trip-fr", "fr")
    assert [str(each) for each in voyage.authors.all()] == ["Mia Berg"]
    assert str(trip.date) == str(voyage.date) == "2024-05-06 00:00:00+00:00"
    assert Redirect.objects.get(article=voyage).path == "/fr/blog/2024/05/06/trip"


def test_a_second_blog_of_docusaurus(source: Source) -> None:
    """Each blog has its own folder, list of authors and translations; documentation beside them is none."""
    settings = """export default {baseUrl: '/', presets: [['classic', {
        blog: {path: './posts', routeBasePath: 'news', authorsMapPath: 'people.yml'}}]],
        plugins: [['@docusaurus/plugin-content-blog', {id: 'team', path: 'team'}]]};"""
    text = "---\ntitle: Trip\ndate: 2024-05-06\nslug: trip\nauthors: [mia]\n---\nText\n"
    files = {
        "docusaurus.config.ts": settings,
        "posts/people.yml": "mia:\n  name: Mia Berg\n",
        "posts/trip.md": text,
        "i18n/fr/docusaurus-plugin-content-blog/trip.md": text,
        "team/2024-01-02-we.md": "We\n",
        "i18n/fr/docusaurus-plugin-content-blog-team/2024-01-02-we.md": "Nous\n",
        "docs/start.md": "# Start\n",
    }
    imported = bring_in(source(files))
    assert imported.results["docs/start.md"] == "ignored"
    assert {each.slug for each in Article.objects.all()} == {"trip", "trip-fr", "we", "we-fr"}
    assert [str(each) for each in Article.objects.get(slug="trip-fr").authors.all()] == ["Mia Berg"]


def test_documents_called_by_their_languages(source: Source) -> None:
    """The folder says what they are about."""
    files = {
        "blog/My trip/en-us.md": "---\ntitle: Trip\ndate: 2024-05-06\n---\n![x](a.png) Text\n",
        "blog/My trip/ja-jp.md": "---\ntitle: 旅\n---\n旅\n",
        "blog/2024-05-07-other/en-us.md": "Text, see [it](../My%20trip/en-us.md)\n",
        "blog/2024-05-07-other/zh-hans-cn.md": "# 旅\n",
    }
    bring_in(source(files))
    found = {
        each.slug: (each.language, str(each.date)[:10])
        for each in Article.objects.all()
        if "2024" in str(each.date)
    }
    assert found == {
        "my-trip": ("en-us", "2024-05-06"),
        "other": ("en-us", "2024-05-07"),
        "other-zh-hans-cn": ("zh-hans-cn", "2024-05-07"),
    }
    assert Article.objects.get(title="旅", language="ja-jp").slug == "my-trip-ja-jp"
    assert 'href="/articles/my-trip/"' in Article.objects.get(slug="other").html


def test_the_original_keeps_the_plain_address(source: Source) -> None:
    """In whichever order the files come; each version is found at its own old path, and links to its own neighbours."""
    files = {
        "hugo.toml": 'baseURL = "/"\ndefaultContentLanguage = "en"\n[languages.en]\n[languages.de]\n',
        "content/posts/trip/index.de.md": post(title="Reise"),
        "content/posts/trip/index.md": post(title="Trip"),
        "content/posts/named.de.md": post(title="Mit Namen", slug="named"),
        "content/posts/named.en.md": post('[x]({{< ref "trip" >}})\n', title="With a name", slug="named"),
    }
    bring_in(source(files))
    found = {article.title: (article.slug, list(article.aliases)) for article in Article.objects.all()}
    assert found == {
        "Reise": ("trip-de", ["/de/posts/trip/"]),
        "Trip": ("trip", ["/posts/trip/"]),
        "Mit Namen": ("named-de", ["/de/posts/named/"]),
        "With a name": ("named", ["/posts/named/"]),
    }
    assert bring_in(source({})).results == {
        "hugo.toml": "ignored",
        **dict.fromkeys(list(files)[1:], "unchanged"),
    }


# -- Addresses that change places -------------------------------------------------------------------------------


def swapped(source: Source) -> Path:
    """Three posts that take each other's slug, and one that wants what a fourth keeps."""
    slugs = {"a": "b", "b": "c", "c": "a", "d": "e", "e": "e"}
    before = {f"{name}.md": post(slug=name, title=name) for name in slugs}
    after = {f"{name}.md": post(slug=slug, title=name) for name, slug in slugs.items()}
    bring_in(source(before))
    return source(after)


def test_posts_that_take_each_others_slug_do(source: Source) -> None:
    """As an import of the same files into an empty site would place them; no redirect shadows an article."""
    folder = swapped(source)
    planned = bring_in(folder, plan=True)
    imported = bring_in(folder)
    assert {each.title: each.slug for each in Article.objects.all()} == {
        "a": "b",
        "b": "c",
        "c": "a",
        "d": "e-2",
        "e": "e",
    }
    assert [each.path for each in Redirect.objects.all()] == ["/articles/d"]
    for lines in (planned.lines, imported.lines):
        assert {name: line.slug for name, line in lines.items()} == {
            "a.md": "b",
            "b.md": "c",
            "c.md": "a",
            "d.md": "e-2",
            "e.md": "e",
        }
        assert [name for name, line in lines.items() if "slug-taken" in codes(line)] == ["d.md"]
        assert lines["a.md"].url == "/articles/b/"


def test_an_import_that_was_broken_off_before_addresses_were_to_be_had_is_finished_by_the_next(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = swapped(source)
    with monkeypatch.context() as patched:
        patched.setattr(Displaced, "lines", Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            bring_in(folder)
    assert Article.objects.get(title="a").slug == "b-2"
    assert set(bring_in(folder).results.values()) == {"unchanged"}
    assert {each.title: each.slug for each in Article.objects.filter(title__in="abc")} == {
        "a": "b",
        "b": "c",
        "c": "a",
    }
    assert [each.path for each in Redirect.objects.all()] == ["/articles/d"]


def test_an_article_that_never_got_its_address_is_planned_where_it_is(source: Source) -> None:
    bring_in(swapped(source))
    folder = source({"d.md": post("Other\n", slug="e", title="d")})
    assert bring_in(folder, plan=True)["d.md"].slug == bring_in(folder)["d.md"].slug == "e-2"
