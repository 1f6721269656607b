"""What is plain of the matches of a regular expression: the characters with which one can begin, and what it may be.

Told from the expression as Python's own `re` has parsed it: now and then there are too many, never too few. Pure.
"""

from __future__ import annotations

import re
from functools import cache, reduce
from operator import or_

# The parser behind `re.compile`; what it was called in public, `sre_parse`, is gone from newer versions.
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

OTHERS = 1 << 128
"""The bit of all characters beyond ASCII; each of ASCII has one of its own, `1 << ord(character)`."""
EMPTY = 1 << 129
"""The bit of a match that is empty, and so may be at the end."""
_ALL = OTHERS | (OTHERS - 1)
_LOWER = ((1 << 26) - 1) << ord("a")
_UPPER = ((1 << 26) - 1) << ord("A")
_LINE_STARTS = frozenset({"AT_BEGINNING", "AT_BEGINNING_STRING"})
_ONE = frozenset({"ANY", "IN", "LITERAL", "NOT_LITERAL"})
# The letters of ASCII that some of the others are, where case makes no difference: ı, İ, ſ and the sign for Kelvin.
_CASED = sum(1 << ord(letter) for letter in "iIkKsS")


def firsts(expression: re.Pattern[str]) -> int:
    """The bits of the characters before which there can be a match, with `EMPTY` where it can be empty."""
    parsed = parser.parse(expression.pattern, expression.flags)
    bits, is_empty = _of(parsed, expression.flags)
    return (_ALL if is_empty else bits) | (0 if parsed.getwidth()[0] else EMPTY)


def is_one_character(expression: re.Pattern[str], character: str) -> bool:
    """Whether what matches before `character`, one of ASCII, is always that character alone, whatever is around it."""
    if character >= "\x80" or not expression.match(character):
        return False
    return _takes_one(parser.parse(expression.pattern, expression.flags), expression.flags, bit(character))


def _takes_one(parsed: Any, flags: int, wanted: int) -> bool:
    """Whether a sequence asks for one character and nothing else, but in what can't match before that of `wanted`."""
    if len(parsed) != 1:
        return False
    operation, value = parsed[0]
    match str(operation):
        case "SUBPATTERN":
            _, added, taken, content = value
            return _takes_one(content, (flags | added) & ~taken, wanted)
        case "BRANCH":
            return all(
                _takes_one(each, flags, wanted)
                for each in value[1]
                for bits, is_empty in [_of(each, flags)]
                if is_empty or bits & wanted
            )
        case name:
            return name in _ONE


def is_white_space(expression: re.Pattern[str]) -> bool:
    """Whether each match is as much white space as there is, of any kind or of some."""
    operations = parser.parse(expression.pattern, expression.flags)
    if len(operations) != 1 or str(operations[0][0]) != "MAX_REPEAT":
        return False
    least, most, content = operations[0][1]
    return least <= 1 and most == parser.MAXREPEAT and len(content) == 1 and _is_space(*content[0])


def _is_space(operation: Any, value: Any) -> bool:
    """Whether an operation matches one character of white space and no other."""
    match str(operation):
        case "LITERAL":
            return chr(value).isspace()
        case "CATEGORY":
            return str(value) == "CATEGORY_SPACE"
        case "IN" if str(value[0][0]) == "NEGATE":
            return any(str(what) == "CATEGORY_NOT_SPACE" for _, what in value)
        case "IN":
            return all(_is_space(*each) for each in value)
    return False


def is_at_line_start(expression: re.Pattern[str]) -> bool:
    """Whether it is plain that a match begins where a line or the text does."""
    operations = parser.parse(expression.pattern, expression.flags)
    while operations and str(operations[0][0]) == "SUBPATTERN":
        operations = operations[0][1][-1]
    return bool(operations) and str(operations[0][0]) == "AT" and str(operations[0][1]) in _LINE_STARTS


def bit(character: str) -> int:
    """The bit of one character."""
    return 1 << ord(character) if character < "\x80" else OTHERS


def _of(parsed: Any, flags: int) -> tuple[int, bool]:
    """The bits of a sequence, and whether a match may begin behind it."""
    bits, asked, has_begun = 0, _ALL, False
    for operation, value in parsed:
        match str(operation):
            case "AT" | "ASSERT_NOT":
                continue
            case "ASSERT":
                ahead, content = value
                if ahead > 0 and not has_begun:
                    more, is_empty = _of(content, flags)
                    asked &= _ALL if is_empty else more
                continue
            case name:
                has_begun = True
                more, is_empty = _of_one(name, value, flags)
                bits |= more
                if not is_empty:
                    return bits & asked, False
    # What is empty goes by what must stand ahead, if that is said.
    return (bits, True) if asked == _ALL else (asked, False)


def _of_one(name: str, value: Any, flags: int) -> tuple[int, bool]:
    """As `_of`, for one operation of a sequence."""
    found = (_ALL, True)
    match name:
        case "LITERAL":
            found = _in_both_cases(_bit_of(value), flags), False
        case "IN":
            found = _of_set(value, flags), False
        case "ANY" | "NOT_LITERAL":
            found = _ALL, False
        case "BRANCH":
            parts = [_of(part, flags) for part in value[1]]
            found = reduce(or_, (bits for bits, _ in parts)), any(is_empty for _, is_empty in parts)
        case "SUBPATTERN":
            _, added, taken, content = value
            found = _of(content, (flags | added) & ~taken)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            least, _, content = value
            bits, is_empty = _of(content, flags)
            found = bits, is_empty or least == 0
        case "ATOMIC_GROUP":
            found = _of(value, flags)
    return found


def _of_set(members: Any, flags: int) -> int:
    bits, is_negated = 0, False
    for operation, value in members:
        match str(operation):
            case "NEGATE":
                is_negated = True
            case "LITERAL":
                bits |= _bit_of(value)
            case "RANGE":
                low, high = value
                bits |= ((1 << (min(high, 127) + 1)) - (1 << low)) if low < 128 else 0
                bits |= OTHERS if high > 127 else 0
            case _:
                bits |= _of_category(str(value))
    if not is_negated:
        return _in_both_cases(bits, flags)
    # Of the others some are left, whichever are named.
    left_out = bits & ~(_LOWER | _UPPER) if flags & re.IGNORECASE else bits
    return _ALL & ~left_out | OTHERS


def _bit_of(code: int) -> int:
    return 1 << code if code < 128 else OTHERS


def _in_both_cases(bits: int, flags: int) -> int:
    """The bits, with those of the letters in the other case if that makes no difference."""
    if not flags & re.IGNORECASE:
        return bits
    cased = _CASED if bits & OTHERS else 0
    bits |= cased | (OTHERS if bits & (_LOWER | _UPPER) else 0)
    return bits | (bits & _LOWER) >> 32 | (bits & _UPPER) << 32


@cache
def _of_category(name: str) -> int:
    r"""The bits of `\d`, `\s`, `\w` and their opposites."""
    letter = {"DIGIT": "d", "SPACE": "s", "WORD": "w"}[name.rpartition("_")[2]]
    pattern = re.compile(rf"\{letter.upper() if '_NOT_' in name else letter}")
    return sum(1 << code for code in range(128) if pattern.match(chr(code))) | OTHERS
