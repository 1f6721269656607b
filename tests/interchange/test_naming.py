"""What a path says of a post."""

from datetime import date, datetime

import pytest

from interchange.naming import as_bundle, called_after_folders, facts_of, title_from


@pytest.mark.parametrize(
    ("path", "slug", "moment"),
    [
        ("2020-01-02-my-post.md", "my-post", date(2020, 1, 2)),
        ("posts/2020_01_02_my-post.md", "my-post", date(2020, 1, 2)),
        ("2017-2-5-no-zeroes.md", "no-zeroes", date(2017, 2, 5)),
        ("20200102-my-post.md", "my-post", date(2020, 1, 2)),
        ("2020-01-02T10:30-my-post.md", "my-post", datetime(2020, 1, 2, 10, 30)),  # noqa: DTZ001
        ("2020-01-02-1000-reasons.md", "1000-reasons", date(2020, 1, 2)),
        ("2020/01/my-post.md", "my-post", date(2020, 1, 1)),
        ("posts/2020/01/02/my-post.md", "my-post", date(2020, 1, 2)),
        ("2020-01/my-post.md", "my-post", date(2020, 1, 1)),
        ("2020-01-02/my-post.md", "my-post", date(2020, 1, 2)),
        ("2020/01/02.md", "", date(2020, 1, 2)),
        ("blog/2020/01-02-my-post.md", "my-post", date(2020, 1, 2)),
        ("blog/2020/01-02-my-post/index.md", "my-post", date(2020, 1, 2)),
        ("2020/13-02-my-post.md", "13-02-my-post", date(2020, 1, 1)),
        ("2020/01/02-my-post.md", "02-my-post", date(2020, 1, 2)),
        ("2020-01/02-my-post.md", "02-my-post", date(2020, 1, 2)),
        ("2020/01/50-ways.md", "50-ways", date(2020, 1, 1)),
        ("2020-02-31-my-post.md", "2020-02-31-my-post", None),
        ("1984-was-a-year.md", "1984-was-a-year", None),
        ("my-post.md", "my-post", None),
        ("v2.0-released.md", "v2.0-released", None),
    ],
)
def test_date_and_slug_are_read_from_the_path(path: str, slug: str, moment: date | None) -> None:
    """Jekyll's file names and folders of years, months and days give date and slug; impossible dates are no dates."""
    facts = facts_of(path)
    assert (facts.slug, facts.date) == (slug, moment)


def test_a_month_without_a_day_says_so() -> None:
    """A folder that names only a month gives its first day, and says that the day is not known."""
    assert not facts_of("2020/05/x.md").day_known
    assert facts_of("2020/05/06/x.md").day_known


def test_a_bundle_is_named_by_its_folder() -> None:
    """`foo/index.md` is the post "foo"; at the root of a source it is named by the source."""
    assert facts_of("posts/2020-01-02-foo/index.md").slug == "foo"
    assert facts_of("index.md", source="foo").slug == "foo"


def test_language_draft_and_category() -> None:
    """Suffixes of languages, folders of drafts and Jekyll's folders above `_posts` are understood; `.js` is none."""
    assert facts_of("foo.de.md").language == "de"
    assert facts_of("node.js.md").slug == "node.js"
    assert facts_of("_drafts/foo.md").draft
    assert facts_of("site/pets/_posts/2020-01-02-cat.md", root="site/").category == "pets"
    assert facts_of("site/_posts/2020-01-02-cat.md", root="site/").category == ""


def test_the_folder_of_a_sites_sources_is_no_category() -> None:
    """Hexo and Octopress keep `_posts` in `source/`; Jekyll can be told to."""
    assert facts_of("source/_posts/cat.md").category == ""
    assert facts_of("src/_posts/2020-01-02-cat.md").category == ""
    assert facts_of("source/pets/_posts/cat.md").category == "pets"


def test_what_a_file_becomes_is_no_part_of_its_slug() -> None:
    """Middleman's `hello.html.md` is the post "hello"."""
    facts = facts_of("2020-01-02-hello.html.md")
    assert (facts.slug, facts.date) == ("hello", date(2020, 1, 2))
    assert facts_of("posts/hello/index.html.md").slug == "hello"


def test_names_made_by_programs_are_no_slugs() -> None:
    """A serial number, a hash, or a UUID is no address for people; a word of the same letters may be one."""
    assert facts_of("007_5b1e44a9c0d2f783.txt").slug == ""
    assert facts_of("3f2504e0-4f89-41d3-9a0c-0305e82c3301.md").slug == ""
    assert facts_of("0042.md").slug == ""
    assert facts_of("42-answers.md").slug == "42-answers"
    assert facts_of("facade.md").slug == "facade"


def test_a_title_from_a_slug() -> None:
    assert title_from("my-first_post") == "My first post"


@pytest.mark.parametrize(
    ("paths", "telling"),
    [
        (["blog/a/item.md", "blog/b/item.de.md"], {"blog/a", "blog/b"}),
        (["a/x.md", "b/x.md"], set()),
        (["2019/post.md", "2020/post.md"], set()),
        (["a/item.md", "b/item.md", "b/other.md"], set()),
        (["posts/a/README.md", "lib/README.md"], {"posts/a"}),
        (["lib/2020-01-02-a/README.zh.md"], {"lib/2020-01-02-a"}),
        (["a/en.md", "a/pt-br.md", "en.md", "de.md"], {"a"}),
    ],
)
def test_folders_that_tell(paths: list[str], telling: set[str]) -> None:
    assert called_after_folders(paths) == telling


@pytest.mark.parametrize(
    ("path", "bundle"),
    [
        ("a/item.md", "a/index.md"),
        ("a/item.de.md", "a/index.de.md"),
        ("a/README.zh-CN.md", "a/index.zh-CN.md"),
        ("a/pt_BR.md", "a/index.pt-BR.md"),
    ],
)
def test_bundles_by_their_folders(path: str, bundle: str) -> None:
    assert as_bundle(path) == bundle


def test_a_date_with_a_dot_behind_it() -> None:
    """As Statamic has it."""
    facts = facts_of("blog/2020-01-02.hello.md")
    assert (facts.slug, str(facts.date)) == ("hello", "2020-01-02")
