"""Pygments' lexers, run faster: of a state's rules only those are tried that can match what begins with this character.

The rules, and with them every token, stay Pygments' own (`RegexLexer._tokens`). What is wanted of the tokens is how
they look: each has a kind, and neighbours of one kind are one run, not put together of tokens but cut out of the text.
Most spaces and brackets are told by their character, without an expression. Lexers that work in another way are asked
as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from itertools import compress
from types import CodeType
from typing import Any

from pygments.lexer import Lexer, RegexLexer, bygroups
from pygments.token import Error, _TokenType

from articles.markup.firsts import EMPTY, bit, firsts, is_at_line_start, is_one_character, is_white_space

# All white space, and the end: what a space is not one between others beside.
_AROUND = frozenset({"", *filter(str.isspace, map(chr, range(0x3001)))})
_BY_GROUPS: CodeType = bygroups().__code__  # type: ignore[no-untyped-call]

Kind = Callable[[_TokenType], str]
"""What a token looks like; the same token always alike."""
Piece = tuple[str, str]
"""A kind and a text."""
_Found = tuple[list[str], list[str]]
"""The texts of runs, and their kinds."""
Rule = tuple[Any, bool, str | None, Any, Any]
"""The `match` of an expression; whether it begins with white space; the kind of the one token that a match is, or else
the kinds of its groups (None for one that is left out) or what makes pieces of it; and what becomes of the stack of
states: one more, so many fewer (as a negative number), a tuple of names and steps, or None."""


def runs(lexer: Lexer, source: str, kind_of: Kind) -> _Found:
    """The texts of the runs in `source`, and their kinds. White space belongs to the run that it follows.

    What is prepared for a lexer and a `kind_of` is kept for good.
    """
    if type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed and not lexer.filters:
        found = _read(lexer, source, _states(lexer, kind_of))
        if found is not None:
            return found
    return _joined((kind_of(token), text) for token, text in lexer.get_tokens(source))


def _joined(pieces: Iterable[Piece]) -> _Found:
    """The runs of pieces, which need not be cut out of one text."""
    texts, kinds, kind = [], [], ""
    held: list[str] = []
    for its_kind, text in pieces:
        if its_kind != kind and not text.isspace():
            if held:
                texts.append("".join(held))
                kinds.append(kind)
                held = []
            kind = its_kind
        if text:
            held.append(text)
    if held:
        texts.append("".join(held))
        kinds.append(kind)
    return texts, kinds


def _read(lexer: Any, source: str, states: _States) -> _Found | None:  # noqa: PLR0912, PLR0915
    """`RegexLexer.get_tokens_unprocessed` from the root state on; None where tokens are not simply cut out of the text.

    All in one place: a call for each token would cost as much as the rest.
    """
    text = lexer._preprocess_lexer_input(source)
    characters = [*text, ""]
    stack = ["root"]
    state = states["root"]
    pos, end = 0, len(text)
    # Where each run begins.
    starts, kinds, kind = [0], [""], ""
    while True:
        rules = state[characters[pos]]
        if rules is None:
            if characters[pos + 1] not in _AROUND and characters[pos - 1] not in _AROUND:
                pos += 1
                continue
            rules = state.blank
        elif rules.__class__ is str:
            if rules != kind:
                starts.append(pos)
                kinds.append(rules)
                kind = rules
            pos += 1
            continue
        for match, is_space, its_kind, divide, change in rules:
            matched = match(text, pos)
            if matched is None:
                continue
            behind = matched.end()
            if its_kind is not None:
                if its_kind != kind and not (is_space and text[pos:behind].isspace()):
                    starts.append(pos)
                    kinds.append(its_kind)
                    kind = its_kind
                pos = behind
            elif divide is not None:
                is_by_groups = divide.__class__ is tuple
                pieces = zip(divide, matched.groups()) if is_by_groups else divide(lexer, matched)  # noqa: B905
                for each, piece in pieces:
                    if piece:
                        if each != kind and not piece.isspace():
                            starts.append(pos)
                            kinds.append(each)
                            kind = each
                        if each is None or not text.startswith(piece, pos):
                            return None
                        pos += len(piece)
                if pos != behind:
                    return None
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
                break
            if text[pos] == "\n":
                stack, state = ["root"], states["root"]
            elif kind != states.error and not text[pos].isspace():
                starts.append(pos)
                kinds.append(states.error)
                kind = states.error
            pos += 1
    texts = [text[start:stop] for start, stop in zip(starts, [*starts[1:], end], strict=True)]
    if "" in texts:
        kinds = list(compress(kinds, texts))
        texts = list(filter(None, texts))
    return texts, kinds


def _change(stack: list[str], change: tuple[str, ...]) -> None:
    """Leave and enter states; the last one is never left."""
    for name in change:
        if name == "#pop":
            del stack[max(1, len(stack) - 1) :]
        else:
            stack.append(stack[-1] if name == "#push" else name)


class _State(dict[str, Any]):
    """What to do before a character, or before the end (""); put together when first asked for.

    That is the rules to try, in order. Where the character alone decides it is the kind of the token that it is; for a
    space that is one between other characters, and then no more than that, it is None.
    """

    def __init__(self, definitions: Iterable[tuple[Any, Any, Any]], kind_of: Kind) -> None:
        self._rules = [(firsts(each[0].__self__), _rule(*each, kind_of)) for each in definitions]
        self.blank: list[Rule] = []
        """The rules for such a space where it is not alone."""

    def __missing__(self, character: str) -> list[Rule] | str | None:
        wanted = bit(character) if character else EMPTY
        is_space = character.isspace()
        rules = [(match, is_space, *rest) for begin, (match, *rest) in self._rules if begin & wanted]
        found = self[character] = _decided(character, rules)
        if found is None:
            self.blank = rules
        return found


def _decided(character: str, rules: list[Rule]) -> list[Rule] | str | None:
    """The kind of the token that `character` is by its rules, or None (see `_State`); else the rules."""
    is_blank = character == " "
    for match, is_space, kind, _, change in rules:
        expression = match.__self__
        if is_blank and is_at_line_start(expression):
            continue
        if kind is None or change is not None:
            break
        if is_blank and is_white_space(expression) and match(character):
            return None
        if not is_space and is_one_character(expression, character):
            return kind
        break
    return rules


def _rule(match: Any, action: Any, change: Any, kind_of: Kind) -> tuple[Any, str | None, Any, Any]:
    is_one = type(action) is _TokenType
    kind, divide = (kind_of(action), None) if is_one else (None, _division(action, kind_of))
    if isinstance(change, str):
        change = (change,)
    if isinstance(change, tuple) and len(change) == 1 and change[0][0] != "#":
        (change,) = change
    return match, kind, divide, change


def _division(action: Any, kind_of: Kind) -> Any:
    """The kinds of a match's groups, or what makes pieces of it, `action` being what Pygments calls for that."""
    if action is None:
        return None
    if getattr(action, "__code__", None) is _BY_GROUPS:
        (types,) = (cell.cell_contents for cell in action.__closure__)
        if all(each is None or type(each) is _TokenType for each in types):
            return tuple(None if each is None else kind_of(each) for each in types)
    return partial(_by_action, action, kind_of)


def _by_action(action: Any, kind_of: Kind, lexer: Any, found: re.Match[str]) -> list[Piece]:
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
