"""What a word is, to the index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.words import MAX_TOKEN, fold, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Django's QuerySets", ["django", "s", "queryset"]),
        ("select_related, server-side", ["select", "related", "server", "side"]),
        ("C++17 and c#, F#; issue#12", ["c++", "17", "and", "c#", "f#", "issue", "12"]),
        ("Café Straße Łódź Ærø ﬁne", ["cafe", "strasse", "lodz", "aero", "fine"]),
        ("Ελληνικά Ёлка", ["ελληνικα", "елка"]),
        ("हिन्दी में खोज", ["हिन्दी", "में", "खोज"]),
        ("2026-11-20 v3.11", ["2026", "11", "20", "v3", "11"]),
        ("🚀 — … ()", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    """Case and accents make no difference, signs part words, and what is no word is nothing."""
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("queries", "query"),
        ("boxes", "box"),
        ("classes", "class"),
        ("caches", "cache"),
        ("matches", "match"),
        ("articles", "article"),
        ("databases", "database"),
        ("cookies", "cookie"),
    ],
)
def test_plurals(plural: str, singular: str) -> None:
    """A plural is found by its singular, and the other way round."""
    assert tokens(plural) == tokens(singular)


@pytest.mark.parametrize("word", ["class", "status", "analysis", "news", "css", "this", "is"])
def test_words_that_only_look_like_plurals(word: str) -> None:
    """The last letter of a word that is no plural belongs to it."""
    assert tokens(word) == [word]


def test_scripts_without_spaces() -> None:
    """A stretch is cut into pairs, and its last character stands alone."""
    assert tokens("検索エンジン入門") == ["検索", "索エ", "エン", "ンジ", "ジン", "ン入", "入門", "門"]
    assert tokens("Django入門") == ["django", "入門", "門"]
    assert tokens("猫") == ["猫"]


@given(st.text())
def test_any_text_has_tokens_that_both_databases_take(text: str) -> None:
    """Tokens are short, not empty, and free of everything that a query language could mistake for its own."""
    for token in tokens(text):
        assert 0 < len(token) <= MAX_TOKEN
        assert all(char.isalnum() or char in "+#" or not char.isascii() for char in token)
        assert not any(char.isspace() for char in token)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    """What was folded is folded."""
    assert fold(fold(text)) == fold(text)
