"""Pygments' lexers, run faster: of a state's rules only those are tried that can match what begins with this character.

The rules, and with them every token, stay Pygments' own (`RegexLexer._tokens`); `lexer.get_tokens` gives the same.
Lexers that work in another way are asked as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, partial
from types import CodeType
from typing import Any

from pygments.lexer import Lexer, RegexLexer, bygroups
from pygments.token import Error, Whitespace, _TokenType

from articles.markup.firsts import EMPTY, bit, firsts

_BY_GROUPS: CodeType = bygroups().__code__  # type: ignore[no-untyped-call]

Rule = tuple[Any, _TokenType | None, Any, Any]
"""The `match` of an expression; the type of the one token that a match is, or else what makes tokens of it; and what
becomes of the stack of states: one more, so many fewer (as a negative number), a tuple of names and steps, or None."""
Tokens = list[tuple[_TokenType, str]]


def tokens(lexer: Lexer, source: str) -> Tokens:
    """The tokens of `source`, as `lexer.get_tokens` has them. What is prepared for a lexer is kept with it for good."""
    if type(lexer).get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed or lexer.filters:
        return list(lexer.get_tokens(source))
    return _run(lexer, source)


def _run(lexer: Any, source: str) -> Tokens:
    """`RegexLexer.get_tokens_unprocessed` from the root state on."""
    text = lexer._preprocess_lexer_input(source)
    states = _states(lexer)
    stack = ["root"]
    state = states["root"]
    tokens: Tokens = []
    add = tokens.append
    pos, end = 0, len(text)
    while True:
        for match, token, divide, change in state[text[pos] if pos < end else ""]:
            found = match(text, pos)
            if found is None:
                continue
            if token is not None:
                add((token, found[0]))
            elif divide is not None:
                tokens += divide(lexer, found)
            pos = found.end()
            if change is not None:
                if type(change) is str:
                    stack.append(change)
                elif type(change) is int:
                    del stack[max(1, len(stack) + change) :]
                else:
                    _change(stack, change)
                state = states[stack[-1]]
            break
        else:
            if pos >= end:
                return tokens
            is_line_end = text[pos] == "\n"
            add((Whitespace if is_line_end else Error, text[pos]))
            if is_line_end:
                stack, state = ["root"], states["root"]
            pos += 1


def _change(stack: list[str], change: tuple[str, ...]) -> None:
    """Leave and enter states; the last one is never left."""
    for name in change:
        if name == "#pop":
            del stack[max(1, len(stack) - 1) :]
        else:
            stack.append(stack[-1] if name == "#push" else name)


class _State(dict[str, list[Rule]]):
    """The rules to try, in order, before a character or before the end (""); put together when first asked for."""

    def __init__(self, definitions: Iterable[tuple[Any, Any, Any]]) -> None:
        self._rules = [(firsts(each[0].__self__), _rule(*each)) for each in definitions]

    def __missing__(self, character: str) -> list[Rule]:
        wanted = bit(character) if character else EMPTY
        found = self[character] = [rule for begin, rule in self._rules if begin & wanted]
        return found


def _rule(match: Any, action: Any, change: Any) -> Rule:
    token, divide = (action, None) if type(action) is _TokenType else (None, _division(action))
    if isinstance(change, str):
        change = (change,)
    if isinstance(change, tuple) and len(change) == 1 and change[0][0] != "#":
        (change,) = change
    return match, token, divide, change


def _division(action: Any) -> Any:
    """What makes tokens of a match, `action` being what Pygments calls for that."""
    if action is None:
        return None
    if getattr(action, "__code__", None) is _BY_GROUPS:
        (types,) = (cell.cell_contents for cell in action.__closure__)
        if all(each is None or type(each) is _TokenType for each in types):
            return partial(_by_groups, types)
    return partial(_by_action, action)


def _by_groups(types: Sequence[_TokenType | None], lexer: Any, found: re.Match[str]) -> Tokens:
    """A token for each group, as Pygments' `bygroups` has them."""
    return [
        (each, text) for each, text in zip(types, found.groups(), strict=False) if text and each is not None
    ]


def _by_action(action: Any, lexer: Any, found: re.Match[str]) -> Tokens:
    return [(token, text) for _, token, text in action(lexer, found)]


class _States(dict[str, _State]):
    """The states of a lexer, each read when it is first entered."""

    def __init__(self, definitions: dict[str, list[tuple[Any, Any, Any]]]) -> None:
        self._definitions = definitions

    def __missing__(self, name: str) -> _State:
        state = self[name] = _State(self._definitions[name])
        return state


@cache
def _states(lexer: Any) -> _States:
    return _States(lexer._tokens)
