"""The rules of Pygments' lexers, tried in another way, give Pygments' tokens."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexer import Lexer, RegexLexer, bygroups
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, Number, Punctuation, String, Whitespace

from articles.markup import lexing
from articles.markup.lexing import runs

_NAMES = """
awk bash c clojure cmake cpp csharp css dart diff docker elixir erlang fortran go graphql groovy haskell html ini
java javascript json julia kotlin latex lua make matlab nginx nix objective-c ocaml perl php postgresql powershell
protobuf python pycon r ruby rust scala scss sql swift terraform toml typescript vim xml yaml zig
"""
LANGUAGES = _NAMES.split()
SAMPLES = [
    inspect.getsource(lexing),
    "#!/bin/sh\n# comment\nfor f in *.txt; do\n\techo \"$f: $(wc -l < '$f')\" >&2 && exit 1\ndone\n",
    '<?php /* a */ function f(int $a = 0x1F): ?string { return "x{$a}\\n" . \'y\'; } ?>\n<p class="a">&amp;</p>\n',
    '{"a": [1, 2.5e-3, null, true], "b": "\\u00e9"}\n\n[section]\nkey = value ; comment\n',
    "SELECT \"a\", count(*) FROM t -- all\nWHERE x <> 'it''s' AND y IN (1, 2);\n",
    "unfinished = '''text with no end\n\n\t\\x \x0b \x00 é 中文 @ $ ` ~ | ^ %%\n  }}} ))) ]]]\n",
]


def is_same(lexer: Lexer, code: str) -> bool:
    """Whether the runs of `code` are those of Pygments' tokens, if each kind of token looks different."""
    expected = [("", "")]
    for token, text in lexer.get_tokens(code):
        if text.isspace() or expected[-1][0] == str(token):
            expected[-1] = expected[-1][0], expected[-1][1] + text
        else:
            expected.append((str(token), text))
    texts, kinds = runs(lexer, code, str)
    return list(zip(kinds, texts, strict=True)) == [each for each in expected if each[1]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_tokens(language: str) -> None:
    """Whatever the code, in its own language or in another, and with errors in it."""
    lexer = get_lexer_by_name(language, stripnl=False)
    for sample in SAMPLES:
        assert is_same(lexer, sample)


@given(st.text(st.sampled_from("ab1_ \n\t\"'#/*<>{}()[];:=-$@%&|\\.,é"), max_size=80))
def test_the_same_tokens_of_anything(code: str) -> None:
    """Quotes, comments and brackets that begin and never end take the lexer through its states alike."""
    for language in ("python", "javascript", "bash"):
        assert is_same(get_lexer_by_name(language, stripnl=False), code)


class Odd(RegexLexer):
    """Rules of all kinds, of which some leave out a part of what they match."""

    tokens = {
        "root": [
            (r"^ +#.*$", Comment),
            (r"^(\s*)(@\w+)", bygroups(Whitespace, Keyword)),
            (r"(<)(\w+)(>)", bygroups(Punctuation, Name, Punctuation)),
            (r"(\[)(\w+)(\])", bygroups(None, Name)),
            (r"\((\d)\)", bygroups(Number)),
            (r"(?=!)", String, "loud"),
            (r"\.\.\.|[.,;]", Punctuation),
            (r"[a-z]+", Name),
            (r"[^\S\n]+", Whitespace),
        ],
        "loud": [(r"!", String), (r" ", String), (r"", String, "#pop")],
    }


@given(st.text(st.sampled_from("ab1 \n\t#@<>[]().,;!"), max_size=30))
def test_the_same_tokens_by_odd_rules(code: str) -> None:
    assert is_same(Odd(), code)
