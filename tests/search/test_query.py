"""The query language: what was typed, and what is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search import postgres, sqlite
from articles.search.query import MAX_CHARACTERS, MAX_TERMS, Query, parse


def spelled(query: Query) -> str:
    """The query's groups as a formula: `(a & b) | c` would be written `a,b|c`."""
    groups = " & ".join(
        "|".join("+".join(term.tokens) + ("*" if term.prefix else "") for term in group)
        for group in query.groups
    )
    excluded = "".join(f" !{'+'.join(term.tokens)}{'*' if term.prefix else ''}" for term in query.excluded)
    return groups + excluded


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("django cache", "django & cache"),
        ("  Django   CACHES ", "django & cache"),
        ('"page cache" fast', "page+cache & fast"),
        ("“page cache”", "page+cache"),
        ("cache -redis", "cache !redis"),
        ('cache -"page cache" -tag:old', "cache !page+cache !:tag:old"),
        ("sqlite OR postgresql fast", "sqlite|postgresql & fast"),
        ("a OR b OR c", "a|b|c"),
        ("OR sqlite OR", "sqlite"),
        ("sqlite AND fast", "sqlite & fast"),
        ("sqlite or fast", "sqlite & or & fast"),
        ("deploy*", "deploy*"),
        ("queries*", "queries*|query"),
        ("-deploy* go", "go !deploy*"),
        ("django.db.models", "django+db+model"),
        ("server-side", "server+side"),
        ("c++ C#", "c++ & c#"),
        ("tag:python", ":tag:python"),
        ('TAG:"Web Dev" category:guides author:ada', ":tag:web-dev & :category:guides & :author:ada"),
        ("tag:c++", ":tag:c-plus-plus"),
        ("tag:py*", ":tag:py*"),
        ("tag: category:!!", "tag"),
        ("title:foo", "title+foo"),
        ("https://example.com/a?b=c", "http+example+com+a+b+c"),
        ("検索エンジン", "検索+索エ+エン+ンジ+ジン"),
        ("猫", "猫*"),
        ("Django入門", "django+入門"),
        ("入門Django", "入門+門+django"),
        ('c++ "foo (bar:* AND', "c++ & foo & bar*"),
    ],
)
def test_what_is_understood(typed: str, understood: str) -> None:
    """Every form of the language means what its description says; an unclosed quote means nothing."""
    assert spelled(parse(typed)) == understood


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", ""),
        ("   ", ""),
        ('"" * - ( ) :', "There is no word or number in this search."),
        ("🚀", "There is no word or number in this search."),
        ("-only -these", "Add a word to look for."),
    ],
)
def test_a_query_that_asks_for_nothing_says_why(typed: str, problem: str) -> None:
    """There is nothing to look for, and the reader is told what to do about it."""
    query = parse(typed)

    assert query.groups == ()
    assert query.problem == problem


def test_a_long_query_is_cut_and_says_so() -> None:
    """Characters and words are bounded, whatever is pasted into the form."""
    long, many = (
        parse("verylongword" * 10_000),
        parse(" ".join(f"w{number}" for number in range(MAX_TERMS + 5))),
    )

    assert len(long.text) <= MAX_CHARACTERS
    assert "characters" in long.problem
    assert len(many.groups) == MAX_TERMS
    assert "words" in many.problem


@given(st.text(max_size=300))
def test_any_text_is_a_query_in_both_databases_languages(typed: str) -> None:
    """Nothing that is typed reaches a database's own operators: quotes balance, and none stands inside a token."""
    query = parse(typed)

    if query.groups:
        assert sqlite.expression(query).count('"') % 2 == 0
        assert postgres.expression(query).count("'") % 2 == 0
        for term in [term for group in query.groups for term in group] + list(query.excluded):
            assert not set("\"'\\ *()&|!") & set("".join(term.tokens))
