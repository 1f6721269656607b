"""Pygments' lexers, run faster: of a state's rules only those are tried that can match what begins with this character.

The rules, and with them every token, stay Pygments' own (`RegexLexer._tokens`). What is wanted of the tokens is how
they look: each has a kind, and neighbours of one kind are one run, not put together of tokens but cut out of the text.
Lexers that work in another way are asked as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from types import CodeType
from typing import Any

from pygments.lexer import Lexer, RegexLexer, bygroups
from pygments.token import Error, _TokenType

from articles.markup.firsts import EMPTY, bit, firsts

_BY_GROUPS: CodeType = bygroups().__code__  # type: ignore[no-untyped-call]

Kind = Callable[[_TokenType], str]
"""What a token looks like; the same token always alike."""
Pieces = list[tuple[str, str]]
"""Kinds and texts."""
Rule = tuple[Any, bool, str | None, Any, Any]
"""The `match` of an expression; whether it begins with white space; the kind of the one token that a match is, or else
what makes pieces of it; and what becomes of the stack of states: one more, so many fewer (as a negative number), a
tuple of names and steps, or None."""


def runs(lexer: Lexer, source: str, kind_of: Kind) -> tuple[list[str], list[str]]:
    """The texts of the runs in `source`, and their kinds. White space belongs to the run that it follows.

    What is prepared for a lexer and a `kind_of` is kept for good.
    """
    found = _Runs()
    if type(lexer).get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed or lexer.filters:
        found.add([(kind_of(token), text) for token, text in lexer.get_tokens(source)])
        found.end()
    else:
        _read(lexer, source, _states(lexer, kind_of), found)
    return found.texts, found.kinds


class _Runs:
    """The runs that have ended, and one that goes on."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.kinds: list[str] = []
        self.kind = ""
        self.held: list[str] = []

    def add(self, pieces: Pieces) -> None:
        for kind, text in pieces:
            if kind == self.kind or text.isspace():
                self.held.append(text)
            else:
                self.end()
                self.kind = kind
                self.held.append(text)

    def end(self, more: str = "") -> None:
        """End the run that goes on, with `more`."""
        if text := "".join(self.held) + more:
            self.texts.append(text)
            self.kinds.append(self.kind)
        self.held.clear()


def _read(lexer: Any, source: str, states: _States, found: _Runs) -> None:  # noqa: PLR0912
    """`RegexLexer.get_tokens_unprocessed` from the root state on.

    All in one place: a call for each token would cost as much as the rest.
    """
    text = lexer._preprocess_lexer_input(source)
    stack = ["root"]
    state = states["root"]
    # The run that goes on is what is held of it and then the text from `start` to `pos`.
    texts, kinds, kind = found.texts, found.kinds, found.kind
    start, pos, end = 0, 0, len(text)
    while True:
        for match, is_space, its_kind, divide, change in state[text[pos] if pos < end else ""]:
            matched = match(text, pos)
            if matched is None:
                continue
            behind = matched.end()
            if its_kind is not None:
                if its_kind != kind and not (is_space and text[pos:behind].isspace()):
                    if found.held:
                        found.end(text[start:pos])
                    elif pos > start:
                        texts.append(text[start:pos])
                        kinds.append(kind)
                    start = pos
                    found.kind = kind = its_kind
            elif divide is not None:
                if pos > start:
                    found.held.append(text[start:pos])
                found.add(divide(lexer, matched))
                start, kind = behind, found.kind
            pos = behind
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
                found.end(text[start:])
                return
            if text[pos] == "\n":
                stack, state = ["root"], states["root"]
            elif kind != states.error and not text[pos].isspace():
                found.end(text[start:pos])
                start = pos
                found.kind = kind = states.error
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

    def __init__(self, definitions: Iterable[tuple[Any, Any, Any]], kind_of: Kind) -> None:
        self._rules = [(firsts(each[0].__self__), _rule(*each, kind_of)) for each in definitions]

    def __missing__(self, character: str) -> list[Rule]:
        wanted = bit(character) if character else EMPTY
        is_space = character.isspace()
        found = self[character] = [
            (match, is_space, *rest) for begin, (match, *rest) in self._rules if begin & wanted
        ]
        return found


def _rule(match: Any, action: Any, change: Any, kind_of: Kind) -> tuple[Any, str | None, Any, Any]:
    is_one = type(action) is _TokenType
    kind, divide = (kind_of(action), None) if is_one else (None, _division(action, kind_of))
    if isinstance(change, str):
        change = (change,)
    if isinstance(change, tuple) and len(change) == 1 and change[0][0] != "#":
        (change,) = change
    return match, kind, divide, change


def _division(action: Any, kind_of: Kind) -> Any:
    """What makes pieces of a match, `action` being what Pygments calls for that."""
    if action is None:
        return None
    if getattr(action, "__code__", None) is _BY_GROUPS:
        (types,) = (cell.cell_contents for cell in action.__closure__)
        if all(each is None or type(each) is _TokenType for each in types):
            return partial(_by_groups, [None if each is None else kind_of(each) for each in types])
    return partial(_by_action, action, kind_of)


def _by_groups(kinds: Sequence[str | None], lexer: Any, found: re.Match[str]) -> Pieces:
    """A piece for each group, as Pygments' `bygroups` has tokens of them."""
    return [
        (each, text) for each, text in zip(kinds, found.groups(), strict=False) if text and each is not None
    ]


def _by_action(action: Any, kind_of: Kind, lexer: Any, found: re.Match[str]) -> Pieces:
    return [(kind_of(token), text) for _, token, text in action(lexer, found)]


class _States(dict[str, _State]):
    """The states of a lexer, each read when it is first entered."""

    def __init__(self, definitions: dict[str, list[tuple[Any, Any, Any]]], kind_of: Kind) -> None:
        self._definitions = definitions
        self._kind_of = kind_of
        self.error = kind_of(Error)

    def __missing__(self, name: str) -> _State:
        state = self[name] = _State(self._definitions[name], self._kind_of)
        return state


@cache
def _states(lexer: Any, kind_of: Kind) -> _States:
    return _States(lexer._tokens, kind_of)
