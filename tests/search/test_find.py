"""What a search finds, in which order, and how it shows it: the same on both databases."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import publishing, search
from articles.search.query import MAX_TERMS
from tests import factories

pytestmark = pytest.mark.django_db


def titles(query: str, **options: int) -> list[str]:
    return [hit.article.title for hit in search.find(query, **options).items]


@pytest.fixture
def library() -> None:
    factories.article("Caching pages", body="How a page cache works with Redis.", tags=["performance"])
    factories.article("Databases", body="SQLite and PostgreSQL. A cache of queries.", category="Storage")
    factories.article(
        "Writing C++", body="Templates and foo bar AND more.", authors=["Ada Lovelace"], tags=["c++"]
    )
    factories.article("全文検索入門", body="日本語の検索エンジンを作る。", tags=["日本語"])
    factories.article("Café culture", body="Über die Straße zum Haus.", tags=["web design"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("redis", {"Caching pages"}),
        ("cache", {"Caching pages", "Databases"}),
        ("CACHES", {"Caching pages", "Databases"}),
        ("cache redis", {"Caching pages"}),
        ("cache -redis", {"Databases"}),
        ("redis OR sqlite", {"Caching pages", "Databases"}),
        ('"page cache"', {"Caching pages"}),
        ('"cache page"', set()),
        ("postgre*", {"Databases"}),
        ("postgre", set()),
        ("cach*", {"Caching pages", "Databases"}),
        ("c++", {"Writing C++"}),
        ("performance", {"Caching pages"}),
        ("lovelace", {"Writing C++"}),
        ("storage", {"Databases"}),
        ("tag:performance", {"Caching pages"}),
        ("tag:c++", {"Writing C++"}),
        ("tag:日本語", {"全文検索入門"}),
        ("tag:web", set()),
        ('tag:"Web Design"', {"Café culture"}),
        ("category:storage cache", {"Databases"}),
        ("cache -category:storage", {"Caching pages"}),
        ("author:ada", {"Writing C++"}),
        ("author:ada-lovelace", {"Writing C++"}),
        ('author:"Ada Lovelace" -c++', set()),
        ("tag:performance OR tag:c++", {"Caching pages", "Writing C++"}),
        ("redis OR tag:c++", {"Caching pages", "Writing C++"}),
        ("検索", {"全文検索入門"}),
        ("検索エンジン", {"全文検索入門"}),
        ("語", {"全文検索入門"}),
        ("門", {"全文検索入門"}),
        ("索検", set()),
        ("cafe", {"Café culture"}),
        ("strasse", {"Café culture"}),
        ("nothing-like-this", set()),
        ("tag*", set()),
        ("author*", set()),
    ],
)
@pytest.mark.usefixtures("library")
def test_the_language(query: str, found: set[str]) -> None:
    """Words, phrases, exclusions, alternatives, beginnings and filters find what they say and nothing else."""
    results = search.find(query)

    assert {hit.article.title for hit in results.items} == found
    assert results.total == len(found)


@pytest.mark.parametrize(
    "query",
    [
        'c++ "foo (bar:* AND',
        "'",
        '"',
        '""',
        "\\",
        "a\\' | b & !c <-> d",
        "NEAR(a b, 2)",
        "{title body}: x",
        "^title - -- /* */ ;",
        "title:cache",
        "rank:",
        "*",
        "a*b*",
        "%s %(x)s %%",
        "\0\x01",
        "ſ \ud800",
        "(" * 500,
        '"' * 501,
        "- " * 300,
        "OR " * 100,
        "x" * 5000,
        "𝒳 ﷺ ½ ① ﬃ",
        " ".join(f"w{number}*" for number in range(MAX_TERMS * 3)),
    ],
)
@pytest.mark.usefixtures("library")
def test_anything_typed_is_safe(query: str) -> None:
    """Signs of either database's language, broken quotes and sheer length are a search like any other."""
    results = search.find(query)

    assert results.total >= len(results.items)


@pytest.mark.usefixtures("library")
def test_the_notorious_query_finds_its_article() -> None:
    """A sign in a name, an unclosed quote, a bracket and a star are understood as far as they go."""
    assert titles('c++ "foo (bar:* AND') == ["Writing C++"]


def test_title_counts_more_than_tags_than_description_than_body() -> None:
    """The more prominent the place of the word, the higher the article stands; age does not matter."""
    filler = "Words about something else, and then some more of them. " * 5
    factories.article("In the body", body=f"{filler} lighthouse {filler}", date=factories.days(-1))
    factories.article(
        "In the description", filler, description="About a lighthouse.", date=factories.days(-2)
    )
    factories.article("In a tag", filler, tags=["lighthouse"], date=factories.days(-3))
    factories.article("The lighthouse", filler, date=factories.days(-4))

    assert titles("lighthouse") == ["The lighthouse", "In a tag", "In the description", "In the body"]


def test_more_of_it_counts_more() -> None:
    """Of two texts of the same length the one that says the word more often comes first."""
    factories.article("Once", body="harbour " + "word " * 60, date=factories.days(-1))
    factories.article("Often", body="harbour harbour harbour " + "word " * 58, date=factories.days(-2))

    assert titles("harbour") == ["Often", "Once"]


def test_what_is_only_filtered_comes_newest_first() -> None:
    """A filter says nothing of relevance."""
    for number in range(4):
        factories.article(
            f"N{number}", body="word " * number, tags=["kept"], date=factories.days(-1 - number)
        )

    assert titles("tag:kept") == ["N0", "N1", "N2", "N3"]


def test_phrases_do_not_reach_across_tags_or_fields() -> None:
    """The end of one tag and the beginning of the next are no phrase, nor are title and tag."""
    factories.article("Blue", body="Nothing.", tags=["green tea", "house rules"])

    assert titles('"tea house"') == []
    assert titles('"blue green"') == []
    assert titles('"green tea"') == ["Blue"]


def test_results_are_shown_escaped_and_marked() -> None:
    """Title and passage are HTML in which only the marks are markup."""
    factories.article("Vec<T> & <mark>", body="Use `<b>` & a Vec here.")

    (hit,) = search.find("vec").items

    assert hit.title_html == "<mark>Vec</mark>&lt;T&gt; &amp; &lt;mark&gt;"
    assert "&lt;b&gt; &amp; a <mark>Vec</mark> here." in hit.snippet_html


def test_pages() -> None:
    """Results come in pages without overlap; beyond the last there are none, but the total is told."""
    for number in range(7):
        factories.article(f"Page {number}", body="lantern")

    first, second = titles("lantern", page=1, per_page=5), titles("lantern", page=2, per_page=5)
    beyond = search.find("lantern", page=3, per_page=5)

    assert len(first) == 5
    assert len({*first, *second}) == 7
    assert (beyond.total, beyond.items) == (7, ())


def test_hidden_means_absent() -> None:
    """Drafts, withdrawn, scheduled and expired articles, and staged edits, are found by nobody."""
    factories.draft("Draft of a walrus", body="walrus")
    factories.article("Withdrawn", body="walrus", status="withdrawn")
    factories.article("Scheduled", body="walrus", date=factories.tomorrow())
    factories.article("Expired", body="walrus", expires=factories.days(-1))
    live = factories.article("Live", body="penguin")
    factories.stage(live, "walrus")

    assert search.find("walrus OR draft").total == 0
    assert titles("penguin") == ["Live"]


def test_time_alone_brings_and_takes() -> None:
    """A scheduled article is found from its date on and an expiring one until its end, with nobody doing anything."""
    factories.article("Short-lived", body="comet", date=factories.days(1), expires=factories.days(3))

    for days, found in [(0, []), (2, ["Short-lived"]), (4, [])]:
        with time_machine.travel(factories.days(0) + timedelta(days=days), tick=False):
            assert titles("comet") == found


def test_publishing_changes_what_is_found() -> None:
    """What was live is found no more once other text is; what is withdrawn is not found."""
    article = factories.article("Before", body="oldword")
    factories.stage(article, "newword", title="After")

    publishing.publish(article=article, by=None)

    assert titles("newword") == titles("after") == ["After"]
    assert titles("oldword") == titles("before") == []
    publishing.withdraw(article=article, by=None)
    assert titles("newword") == []


def test_the_number_of_queries_is_constant() -> None:
    """Three queries, whatever is found and however much there is."""
    counts = []
    for number in (1, 9):
        for index in range(number):
            factories.article(
                body="needle", tags=[f"t{index}", "a"], authors=[f"Author {index}", "B"], category=f"{index}"
            )
        with CaptureQueriesContext(connection) as captured:
            assert search.find("needle OR tag:a -nothing").items
        counts.append(len(captured))

    assert counts == [3, 3]


def test_an_empty_query_asks_the_database_nothing() -> None:
    """Nothing to look for costs nothing."""
    with CaptureQueriesContext(connection) as captured:
        results = search.find("  ")

    assert (results.total, results.items, results.problem, len(captured)) == (0, (), "", 0)
