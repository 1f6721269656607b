"""Pygments' lexers, run faster: the rules of a state are tried by one regular expression and not one by one.

The rules, and with them every token, stay Pygments' own (`RegexLexer._tokens`); `lexer.get_tokens` gives the same.
Lexers that work in another way are asked as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, reduce
from itertools import groupby
from operator import and_
from typing import Any

from pygments.lexer import Lexer, RegexLexer
from pygments.token import Error, Whitespace, _TokenType

# Groups that are asked for by name, or by a condition: such a rule stays alone.
_ALONE = re.compile(r"\(\?P|\(\?\(")
# Flags at the beginning of an expression, which hold for all of it.
_FLAGS = re.compile(r"\(\?[aimsux]+\)")
# A set of characters, in which no group is meant; what is escaped; and a reference to a group.
_REFERENCE = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\([1-9][0-9]?)|\\.", re.DOTALL)

Action = Any
"""A token type; a function of lexer and match that yields tokens; or None, for what is passed over."""
Rule = tuple[Action, Any]
"""What a match means, and how the stack of states changes after it (None: not at all)."""
Step = tuple[Any, dict[int | None, Rule], dict[int | None, Any]]
"""Some rules of a state in one expression: its `match`; by the number of the group that it closes last, the rule; and
the rule's own `match` where the action wants one."""


def tokens(lexer: Lexer, source: str) -> Iterator[tuple[_TokenType, str]]:
    """The tokens of `source`, as `lexer.get_tokens` has them. What is prepared for a lexer is kept with it for good."""
    if type(lexer).get_tokens_unprocessed is not RegexLexer.get_tokens_unprocessed or lexer.filters:
        return lexer.get_tokens(source)
    return _run(lexer, source)


def _run(lexer: Any, source: str) -> Iterator[tuple[_TokenType, str]]:
    """`RegexLexer.get_tokens_unprocessed` from the root state on."""
    text = lexer._preprocess_lexer_input(source)
    states = _states(lexer)
    stack = ["root"]
    steps = states["root"]
    pos = 0
    while True:
        for match, rules, own in steps:
            found = match(text, pos)
            if found is None:
                continue
            number = found.lastindex
            action, change = rules[number]
            if type(action) is _TokenType:
                yield action, found[0]
            elif action is not None:
                for _, token, value in action(lexer, own[number](text, pos)):
                    yield token, value
            pos = found.end()
            if change is not None:
                _change(stack, change)
                steps = states[stack[-1]]
            break
        else:
            if pos >= len(text):
                return
            if text[pos] == "\n":
                stack, steps = ["root"], states["root"]
                yield Whitespace, "\n"
            else:
                yield Error, text[pos]
            pos += 1


def _change(stack: list[str], change: tuple[str, ...] | int | str) -> None:
    """Leave and enter states; the last one is never left."""
    if isinstance(change, int):
        del stack[max(1, len(stack) + change) :]
        return
    for name in (change,) if isinstance(change, str) else change:
        if name == "#pop":
            del stack[max(1, len(stack) - 1) :]
        else:
            stack.append(stack[-1] if name == "#push" else name)


class _States(dict[str, list[Step]]):
    """The states of a lexer, each put together when it is first entered."""

    def __init__(self, definitions: dict[str, list[tuple[Any, Action, Any]]]) -> None:
        self._definitions = definitions

    def __missing__(self, name: str) -> list[Step]:
        steps = self[name] = list(_steps(self._definitions[name]))
        return steps


@cache
def _states(lexer: Any) -> _States:
    return _States(lexer._tokens)


def _steps(definitions: Sequence[tuple[Any, Action, Any]]) -> Iterator[Step]:
    """The rules in their order, neighbours joined."""
    for alone, run in groupby(definitions, key=_is_alone):
        rules = list(run)
        if alone:
            for match, action, change in rules:
                yield match, _Any((action, change)), _Any(match)
        else:
            yield _joined(rules)


class _Any(dict[Any, Any]):
    """The same value for every key."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __missing__(self, key: object) -> Any:
        return self._value


def _is_alone(definition: tuple[Any, Action, Any]) -> bool:
    return _ALONE.search(definition[0].__self__.pattern) is not None


def _joined(definitions: Sequence[tuple[Any, Action, Any]]) -> Step:
    """The rules as one expression. An empty group at the end of each says which of them it was."""
    parts, rules, own = [], {}, {}
    shared = reduce(and_, (match.__self__.flags for match, _, _ in definitions))
    groups = 0
    for match, action, change in definitions:
        pattern = match.__self__
        # A comment in a verbose expression ends with its line.
        end = "\n" if pattern.flags & re.VERBOSE else ""
        parts.append(f"(?{_letters(pattern.flags & ~shared)}:{_moved(pattern.pattern, groups)}{end})()")
        groups += pattern.groups + 1
        rules[groups], own[groups] = (action, change), match
    return re.compile("|".join(parts), shared).match, rules, own


def _letters(flags: int) -> str:
    """Flags as they are written inside of an expression."""
    known = {"a": re.ASCII, "i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}
    return "".join(letter for letter, flag in known.items() if flags & flag)


def _moved(pattern: str, groups: int) -> str:
    """An expression that stands behind so many groups of others, without flags of its own."""
    pattern = _FLAGS.sub("", pattern, count=1) if _FLAGS.match(pattern) else pattern
    return _REFERENCE.sub(lambda found: rf"(?:\{int(found[1]) + groups})" if found[1] else found[0], pattern)
